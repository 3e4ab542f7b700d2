"""The command line: one group of commands, each in a file of its own beside this one.

To add a command, write `reportgen/cli/NAME.py` with a click command called NAME, and add its name
to COMMANDS. Everything heavier than click is imported inside the function that needs it, so that
`--help` stays instant.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from reportgen.cli.session import Session
from reportgen.util.version import __version__

COMMANDS = (
    "new",
    "check",
    "ratings",
    "build",
    "word",
    "comments",
    "responses",
    "import_",
    "stage",
    "sign",
    "verify",
    "site",
    "data",
    "diff",
    "plan",
    "preview",
    "methodologies",
    "prove",
    "schema",
    "completion",
)
"""The modules of the commands, in the order of a working week, which is also that of `--help`. A
module may end in an underscore, where the command's name is a word of Python: `import_`."""

_CANNOT_PRINT = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""The errors of the system when output cannot be written: no room left, or a broken disk."""


class CommandGroup(click.Group):
    """Import a command when it is needed, and print the problems of an InputError."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [module.rstrip("_") for module in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for module in COMMANDS:
            if module.rstrip("_") == cmd_name:
                command: click.Command = getattr(import_module(f"reportgen.cli.{module}"), module)
                return command
        return None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as reason:
            from reportgen.problems import InputError

            if not isinstance(reason, InputError):
                raise
            session: Session = ctx.obj
            session.print_problems(reason.problems)
            session.fail()


@click.group(
    cls=CommandGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--root",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="The project's folder. By default, the current folder or the nearest one above it that has"
    " a folder inspections/.",
)
@click.version_option(__version__, prog_name="reportgen", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, root: Path | None) -> None:
    """Make inspection reports from data: ratings, a web page, a publishable PDF, a workbook and
    JSON, all from one YAML file."""
    ctx.obj = Session(root)


def main() -> None:
    """Run the command line.

    Text is UTF-8, whatever the locale. A closed pipe is not an error; a full disk behind a pipe is
    reported. Few objects here refer to one another in circles, so the garbage collector runs
    seldom, and not at the end: this saves a sixth of the time of a web page.
    """
    gc.set_threshold(200_000)
    _restart_in_utf8()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        cli(prog_name="reportgen")
    except BrokenPipeError:
        _discard_output()
        sys.exit(0)
    except OSError as reason:
        if reason.filename is not None or reason.errno not in _CANNOT_PRINT:
            sys.exit(f"reportgen: the system does not let it go on: {reason}")
        _discard_output()
        sys.exit(
            f"reportgen: the output cannot be written: {reason.strerror}. Free some space, or write"
            " it to another place."
        )
    finally:
        gc.freeze()


def _restart_in_utf8() -> None:
    """Start this process again in UTF-8 mode where file names would not be read as UTF-8, as in the
    locale C."""
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])


def _discard_output() -> None:
    """Send what is still to be printed nowhere, or Python would try to print it as it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
