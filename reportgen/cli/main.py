"""The command line: one group of commands, each in a file of its own beside this one.

To add a command, write `reportgen/cli/NAME.py` with a click command called NAME, and add it to
COMMANDS. A command whose name is a word of Python has an underscore after the name of its module:
`import_`. Everything heavier than click is imported inside the function that needs it, so that
`--help` stays instant.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Any

import click

from reportgen.cli.session import Session
from reportgen.util.version import __version__

COMMANDS = {
    "new": "Start a new inspection file, ready to fill in.",
    "check": "List all problems, each with its place and what to do.",
    "ratings": "Show the ratings and the reasons for them.",
    "build": "Make the web page, the PDF, the workbook and the JSON.",
    "word": "Make the report as a Word document.",
    "comments": "Read the Word files that came back from a check of facts.",
    "responses": "Show what was said in a check of facts, what was decided and why.",
    "import": "Take over the text of a report that was drafted in Word.",
    "stage": "Show where a report is, or let it enter a stage.",
    "sign": "Sign a report in a ROLE, such as quality assurance.",
    "verify": "Make a published edition again and compare it with the files in FOLDER.",
    "site": "Make a site of all reports that are published.",
    "data": "Make the published reports into open data: CSV, a spreadsheet and a database.",
    "diff": "Show what changed between two versions of a report, facts first.",
    "plan": "Show what of an action plan is due, late and done.",
    "preview": "Show the web page, updated whenever you save a file.",
    "methodologies": "List the methodologies, or explain one in plain words.",
    "prove": "Compare published overall ratings with those that a methodology gives.",
    "schema": "Print a JSON Schema, for editors and other programs.",
    "completion": "Print the script that lets a shell complete names with Tab.",
}
"""The commands in the order of a working week, which is also that of `--help`, each with the first
sentence of its own help. A test compares the two."""

_CANNOT_PRINT = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""The errors of the system when output cannot be written: no room left, or a broken disk."""


class CommandGroup(click.Group):
    """Import a command when it is needed, and print the problems of an InputError."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(import_module(f"reportgen.cli.{module}"), module)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands for `--help`, without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

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
