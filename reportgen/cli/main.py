"""The command line: parses, calls, prints, exits. What a command does is elsewhere.

Everything heavier than click is imported where a command needs it, so that `--help` stays instant.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen.util.version import __version__

if TYPE_CHECKING:
    from reportgen.dossier import Dossier
    from reportgen.problems import Problem
    from reportgen.project.loading import Project

HAS_ERRORS = 1

_NOT_PRINTED = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What the system answers where no more can be printed."""


class Commands(click.Group):
    """The commands in the order of a working week, and one place where a refusal becomes a message."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as problem:
            from reportgen.problems import InputError

            if not isinstance(problem, InputError):
                raise
            show(problem.problems, ctx.obj.get("project"))
            ctx.exit(HAS_ERRORS)


@click.group(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option(
    "--root",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="The project's folder; without it, the nearest one upward that has inspections/.",
)
@click.version_option(__version__, prog_name="reportgen", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, root: Path | None) -> None:
    """Inspection reports from data: the ratings, a web page, a PDF fit to publish, and the data
    beside them."""
    ctx.obj = {"root": root}


def project_of(ctx: click.Context, create: bool = False) -> Project:
    """The project of this call."""
    from reportgen.project.loading import Project
    from reportgen.project.paths import find_root

    given: Path | None = ctx.obj["root"]
    if given is not None and not given.is_dir():
        raise click.UsageError(f"There is no folder {given}.")
    root = given or find_root(Path.cwd()) or (Path.cwd() if create else None)
    if root is None:
        raise click.UsageError(
            "There is no folder inspections/ here or above. `reportgen new` makes one; --root names"
            " another place."
        )
    try:
        str(root.resolve()).encode()
    except UnicodeEncodeError:
        raise click.UsageError(
            "The name of the project's folder, or of one above it, is not text in UTF-8. Give it"
            " another name."
        ) from None
    project = Project(root)
    ctx.obj["project"] = project
    return project


def show(problems: list[Problem], project: Project | None) -> None:
    """Prints problems to standard error, and how many there are."""
    from reportgen.cli.problem_text import format_problems
    from reportgen.problems import count_by_severity

    if problems:
        click.echo(
            format_problems(problems, project.read_lines if project else lambda path: []), err=True
        )
        click.echo(f"\n{count_by_severity(problems)}", err=True)


def dossier_of(project: Project, slug: str, change: Any = None) -> Dossier:
    from reportgen.dossier import open_dossier

    return open_dossier(project, slug, change)


@cli.command()
@click.argument("slug")
@click.option(
    "--methodology",
    required=True,
    metavar="ID",
    help="The methodology; `reportgen methodologies` lists them.",
)
@click.option(
    "--kind", metavar="KIND", help="The kind of inspection, where the methodology has kinds."
)
@click.pass_context
def new(ctx: click.Context, slug: str, methodology: str, kind: str | None) -> None:
    """Write an inspection file with every part stubbed, ready to fill.

    The file is inspections/SLUG.yaml. One that exists is never overwritten.
    """
    from reportgen.authoring.schema import SCHEMA_FILE
    from reportgen.authoring.skeleton import write_skeleton

    project = project_of(ctx, create=True)
    path, has_schema = write_skeleton(project, slug, methodology, kind)
    if not has_schema:
        click.echo(
            f"{project.display_path(path.with_name(SCHEMA_FILE))} is no schema of reportgen's and is left"
            " as it is: an editor cannot complete by it.",
            err=True,
        )
    click.echo(
        f"Wrote {project.display_path(path)}. `reportgen check {slug}` lists what is still open."
    )


@cli.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option("--strict", is_flag=True, help="Warnings fail too.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
    help="How problems are printed.",
)
@click.option(
    "--figures",
    is_flag=True,
    help="List every figure in the report, dates aside, with its source instead.",
)
@click.pass_context
def check(
    ctx: click.Context, slugs: tuple[str, ...], strict: bool, form: str, figures: bool
) -> None:
    """Find all problems, each with its place and what to do.

    Without a SLUG, every inspection is checked.
    """
    from reportgen.checks.run import check_dossier
    from reportgen.cli.problem_formats import FORMATS
    from reportgen.problems import InputError, count_by_severity, sort_problems

    project = project_of(ctx)
    found: list[Problem] = [] if slugs else project.find_misnamed_files()
    for slug in slugs or project.list_slugs():
        try:
            dossier = dossier_of(project, slug)
            if figures:
                from reportgen.checks.figures_list import figures_table

                click.echo(figures_table(dossier))
            found += check_dossier(dossier)
        except InputError as refused:
            found += refused.problems
    found = sort_problems(found)
    if not figures:
        if found or form != "text":
            click.echo(FORMATS[form](found, project.read_lines))
        if form == "text":
            click.echo(
                ("\n" if found else "") + (count_by_severity(found) or "No problems."),
                err=bool(found),
            )
    if any(problem.is_error or (strict and problem.severity == "warning") for problem in found):
        ctx.exit(HAS_ERRORS)


@cli.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG|FILE]...")
@click.option(
    "--json", "as_json", is_flag=True, help="As JSON, in the form that other programs rely on."
)
@click.option("--csv", "as_csv", is_flag=True, help="As CSV, one line for each standard.")
@click.option("--all", "everything", is_flag=True, help="Every inspection of the project.")
@click.option("--margins", is_flag=True, help="How close each standard was to another rating.")
@click.option(
    "--what-if",
    "changes",
    multiple=True,
    metavar="ID=RESULT",
    help="What would change if: 2.2.3=26/51, or 1.1=Good.",
)
@click.pass_context
def ratings(
    ctx: click.Context,
    slugs: tuple[str, ...],
    as_json: bool,
    as_csv: bool,
    everything: bool,
    margins: bool,
    changes: tuple[str, ...],
) -> None:
    """Show the ratings, and why they are what they are.

    SLUG is a file in inspections/ without its ending; a path to a YAML file works as well. The PDF,
    JSON or spreadsheet of a report gives back the ratings that were published in it.
    """
    from reportgen.cli import ratings_output

    if not slugs and not everything:
        raise click.UsageError("Name an inspection, or use --all.")
    published = [
        slug for slug in slugs if slug.lower().endswith((".pdf", ".json", ".ods", ".xlsx"))
    ]
    if published:
        if len(published) < len(slugs) or everything:
            raise click.UsageError("Name inspections, or files that were published, not both.")
        if margins or changes:
            raise click.UsageError(
                "--margins and --what-if need the inspection itself: a published file holds its"
                " ratings, not its rules."
            )
        ratings_output.print_read_back(slugs, as_json, as_csv)
        return
    files_only = slugs and all(
        slug.endswith((".yaml", ".yml")) and Path(slug).is_file() for slug in slugs
    )
    if files_only and ctx.obj["root"] is None:
        from reportgen.project.paths import find_root

        ctx.obj["root"] = (
            find_root(Path(slugs[0]).resolve().parent)
            or find_root(Path.cwd())
            or Path(slugs[0]).resolve().parent
        )
    project = project_of(ctx)
    problems = ratings_output.print_ratings(
        project,
        list(slugs or project.list_slugs()),
        as_json=as_json,
        as_csv=as_csv,
        margins=margins,
        changes=changes,
    )
    show([problem for problem in problems if problem.is_error or not as_json], project)
    if any(problem.is_error for problem in problems):
        ctx.exit(HAS_ERRORS)


@cli.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option("--all", "everything", is_flag=True, help="Every inspection of the project.")
@click.option("--html", is_flag=True, help="The web page.")
@click.option("--pdf", is_flag=True, help="The PDF.")
@click.option("--data", is_flag=True, help="The workbook (ODS and XLSX) and the JSON.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    help="How many to build side by side; without it, one for each core.",
)
@click.option("--force", is_flag=True, help="Build even what is up to date.")
@click.option("--timings", is_flag=True, help="Say what took how long.")
@click.option("--executor", metavar="ADDRESS", help="Build on another engine: dask://host:port.")
@click.pass_context
def build(
    ctx: click.Context,
    slugs: tuple[str, ...],
    everything: bool,
    html: bool,
    pdf: bool,
    data: bool,
    jobs: int | None,
    force: bool,
    timings: bool,
    executor: str | None,
) -> None:
    """Make the report: web page, PDF, workbook and JSON, in output/SLUG/.

    Without --html, --pdf or --data, all of them. What is up to date is left alone.
    """
    from reportgen.building.build import KINDS
    from reportgen.cli.build_progress import run_build

    if bool(slugs) == everything:
        raise click.UsageError(
            "Name one or more inspections, or use --all."
            if not slugs
            else "Name inspections or use --all, not both."
        )
    project = project_of(ctx)
    kinds = tuple(
        kind for kind, wanted in (("html", html), ("pdf", pdf), ("data", data)) if wanted
    ) or tuple(KINDS)
    ok = run_build(
        project,
        list(slugs or project.list_slugs()),
        kinds,
        jobs=jobs,
        force=force,
        timings=timings,
        executor=executor,
        say=click.echo,
        show=lambda problems: show(problems, project),
    )
    if everything and (others := project.find_misnamed_files()):
        show(others, project)
    if not ok:
        ctx.exit(HAS_ERRORS)


@cli.command()
@click.argument("slug", required=False)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    metavar="N",
    help="The port; a free one is taken where it is in use.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the page in the browser.")
@click.option(
    "--edit", is_flag=True, help="Make each paragraph a link that opens its line in your editor."
)
@click.pass_context
def preview(
    ctx: click.Context, slug: str | None, port: int, open_browser: bool, edit: bool
) -> None:
    """Serve the page on this machine, and reload it as files change.

    Without a SLUG, the list of all inspections.

    Each paragraph shows its file and line. With --edit a click on it, or on a place in the list of
    problems, opens them in the editor that VISUAL or EDITOR names. An editor in a terminal has no
    address to open: there a click copies the command, vim +LINE FILE. Any other address is named by
    REPORTGEN_EDITOR_URL='editor://open?file={path}&line={line}'.
    """
    from reportgen.preview.server import serve, slug_of

    project = project_of(ctx)
    serve(
        project,
        None if slug is None else slug_of(project, slug),
        port=port,
        open_browser=open_browser,
        edit=edit,
        say=click.echo,
    )


@cli.command()
@click.argument("id", required=False)
@click.pass_context
def methodologies(ctx: click.Context, id: str | None) -> None:
    """List the methodologies, or explain one in plain words."""
    from reportgen.project.loading import Project
    from reportgen.project.paths import find_root

    root = ctx.obj["root"] or find_root(Path.cwd()) or Path.cwd()
    try:
        str(root.resolve()).encode()
    except UnicodeEncodeError:
        raise click.UsageError(
            "The name of the project's folder, or of one above it, is not text in UTF-8. Give it"
            " another name."
        ) from None
    project = Project(root)
    ctx.obj["project"] = project
    if id is not None:
        from reportgen.methodology.explain import explain

        click.echo(explain(project.load_methodology(id)))
        return
    known, refused = project.load_methodologies()
    for methodology in known:
        click.echo(f"{methodology.id:24}{methodology.title}")
    if refused:
        show(refused, project)
        ctx.exit(HAS_ERRORS)


@cli.command()
@click.argument(
    "what", type=click.Choice(["inspection", "methodology", "report"]), default="inspection"
)
@click.pass_context
def schema(ctx: click.Context, what: str) -> None:
    """Print the JSON Schema of an inspection file, for editors.

    It knows the methodologies of the project: their standards, questions and ratings. Or the schema
    of a methodology file, or of the JSON that is published with a report.
    """
    from reportgen.authoring.schema import make_schema, schema_as_text
    from reportgen.project.loading import Project
    from reportgen.project.paths import find_root

    project = Project(ctx.obj["root"] or find_root(Path.cwd()) or Path.cwd())
    click.echo(
        schema_as_text(
            make_schema(what, project.load_methodologies()[0] if what == "inspection" else ())
        )
    )


def main() -> None:
    """Runs the command line; whatever the locale, text is UTF-8. A closed pipe is no error, a full
    disk behind one is told.

    Objects that hold one another are few here, so Python looks for them seldom, and not as it ends:
    a sixth of a web page's time.
    """
    gc.set_threshold(200_000)
    _names_in_utf8()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        cli(prog_name="reportgen")
    except BrokenPipeError:
        _close_output()
        sys.exit(0)
    except OSError as reason:
        if reason.filename is not None or reason.errno not in _NOT_PRINTED:
            sys.exit(f"reportgen: this machine does not let it go on: {reason}")
        _close_output()
        sys.exit(
            f"reportgen: what this prints cannot be written: {reason.strerror}. Free some space, or"
            " send it elsewhere."
        )
    finally:
        gc.freeze()


def _names_in_utf8() -> None:
    """Starts this process anew where names of files would not be read as UTF-8, as in the locale C
    with UTF-8 mode off."""
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])


def _close_output() -> None:
    """What is still to be printed goes nowhere, or Python would try once more as it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
