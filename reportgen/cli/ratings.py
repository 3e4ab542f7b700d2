"""`reportgen ratings`: show the ratings, from an inspection or from a published file."""

from __future__ import annotations

from pathlib import Path

import click

from reportgen.cli.completion import complete_slug_or_file
from reportgen.cli.session import Session, pass_session
from reportgen.report.output_files import MEDIA_TYPES

PUBLISHED_ENDINGS = tuple(f".{ending}" for ending in MEDIA_TYPES if ending not in ("html", "docx"))


@click.command()
@click.argument("names", nargs=-1, metavar="[SLUG|FILE]...", shell_complete=complete_slug_or_file)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for other programs.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, one line for each standard.")
@click.option("--all", "everything", is_flag=True, help="Show all inspections of the project.")
@click.option("--margins", is_flag=True, help="Show how close each standard was to another rating.")
@click.option(
    "--what-if",
    "changes",
    multiple=True,
    metavar="ID=RESULT",
    help="Show what would change with another result or rating: 2.2.3=26/51, or 1.1=Good.",
)
@pass_session
def ratings(
    session: Session,
    names: tuple[str, ...],
    as_json: bool,
    as_csv: bool,
    everything: bool,
    margins: bool,
    changes: tuple[str, ...],
) -> None:
    """Show the ratings and the reasons for them.

    SLUG is the name of a file in inspections/, without .yaml. FILE is the path of a YAML file, or a
    published PDF, JSON or workbook: from that, the ratings as published are shown.
    """
    from reportgen.cli import ratings_output

    if not names and not everything:
        raise click.UsageError("Name an inspection, or use --all.")
    published = [name for name in names if name.lower().endswith(PUBLISHED_ENDINGS)]
    if published:
        if len(published) < len(names) or everything:
            raise click.UsageError("Name either inspections or published files, not both.")
        if margins or changes:
            raise click.UsageError(
                "--margins and --what-if need the inspection itself: a published file has its"
                " ratings, but not the rules."
            )
        ratings_output.print_published_ratings(names, as_json, as_csv)
        return
    session.root = session.root or _find_root_of_files(names)
    project = session.open_project()
    problems = ratings_output.print_ratings(
        project,
        list(names or project.list_slugs()),
        as_json=as_json,
        as_csv=as_csv,
        margins=margins,
        changes=changes,
    )
    session.print_problems(problem for problem in problems if problem.is_error or not as_json)
    if any(problem.is_error for problem in problems):
        session.fail()


def _find_root_of_files(names: tuple[str, ...]) -> Path | None:
    """Find the project of files that are named by their paths, or use the folder of the first; None
    if a slug is among the names."""
    from reportgen.project.paths import find_root, is_file

    if not names or not all(
        name.endswith((".yaml", ".yml")) and is_file(Path(name)) for name in names
    ):
        return None
    folder = Path(names[0]).resolve().parent
    return find_root(folder) or find_root(Path.cwd()) or folder
