"""`reportgen comments`: read what came back from a check of facts, list it, and apply it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.cli.completion import complete_slug
from reportgen.cli.session import Session, pass_session

if TYPE_CHECKING:
    from reportgen.comments.merging import NewComment
    from reportgen.project.loading import Project


@click.command()
@click.argument("slug", shell_complete=complete_slug)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option(
    "--apply",
    "apply_ids",
    multiple=True,
    metavar="ID",
    help="Make the change of a comment in the inspection's file, and mark it as done.",
)
@pass_session
def comments(
    session: Session, slug: str, files: tuple[Path, ...], apply_ids: tuple[str, ...]
) -> None:
    """Read the Word files that came back from a check of facts.

    Comments, tracked changes and changes that were not tracked are compared with what was sent, and
    written to inspections/SLUG.fact-check.yaml, each with its file and line. Decide on them there.
    Reading a file again changes nothing, and no decision is ever overwritten.

    Without a FILE, the comments are listed, open ones first.

    With --apply, a change of words is made where they were typed, and nothing else in the file
    changes. What is drawn from data is refused, with where the data are.
    """
    from reportgen.util.atomic_files import exclusive_lock

    if files and apply_ids:
        raise click.UsageError("Read the files first, then use --apply without a file.")
    project = session.open_project()
    lock = project.output / ".reportgen" / f"{project.find_inspection_file(slug).stem}.lock"
    if apply_ids:
        with exclusive_lock(lock, lambda: None, project.display_path):
            _apply(project, slug, apply_ids)
    elif files:
        with exclusive_lock(lock, lambda: None, project.display_path):
            _receive(session, project, slug, files)
    else:
        _list(project, slug)


def _apply(project: Project, slug: str, ids: tuple[str, ...]) -> None:
    from reportgen.fact_check.applying import apply_comments
    from reportgen.util.text import make_visible

    for one in apply_comments(project, slug, ids):
        change = f"“{_short(one.was)}” → “{_short(one.now)}”"
        click.echo(make_visible(f"{one.id} {one.place}: {change}. Marked as done."))


def _receive(session: Session, project: Project, slug: str, files: tuple[Path, ...]) -> None:
    from reportgen.fact_check.receiving import receive_files

    received, merged = receive_files(project, slug, files)
    session.print_problems([problem for one in received for problem in one.notes])
    for one in received:
        many = len(one.points)
        points = "no points" if not many else "1 point" if many == 1 else f"{many} points"
        click.echo(f"{one.name}: {points} on edition {one.edition}.")
    for id, new in merged.added:
        click.echo(f"  {id} {_describe(new)}")
    display_path = f"inspections/{project.find_inspection_file(slug).stem}.fact-check.yaml"
    parts = [f"{len(merged.added)} new"]
    parts += [f"{merged.repeats} known already"] if merged.repeats else []
    parts += [f"{merged.answered} of them with something new"] if merged.answered else []
    click.echo(f"{', '.join(parts)}: {display_path}")


def _describe(new: NewComment) -> str:
    from reportgen.util.text import make_visible

    number = f"paragraph {new.paragraph}, " if new.paragraph else ""
    where = f"{new.where}, " if new.where != "paragraph" else ""
    change = f"“{_short(new.was)}” → “{_short(new.now)}”" if new.was or new.now else ""
    words = change or f"“{_short(new.text)}”"
    untracked = "" if new.is_tracked else ", not tracked"
    by = new.by or "not known"
    return make_visible(f"{new.at}: {number}{where}{new.kind} by {by}{untracked}: {words}")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:58]}…"


def _list(project: Project, slug: str) -> None:
    from reportgen.fact_check.responses import list_responses, make_responses, open_comments
    from reportgen.util.text import make_visible

    _, file = open_comments(project, slug)
    for line in list_responses(make_responses(file.open_first)):
        click.echo(make_visible(line))
