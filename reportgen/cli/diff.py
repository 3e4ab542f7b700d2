"""`reportgen diff`: what changed between two versions of a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.cli.completion import complete_slug
from reportgen.cli.session import Session, pass_session

if TYPE_CHECKING:
    from reportgen.project.loading import Project
    from reportgen.redline.changes import Redline
    from reportgen.redline.version import Version

DIFFERS = 1
"""The exit status with --exit-code where there are differences."""


@click.command()
@click.argument("old", shell_complete=complete_slug)
@click.argument("new", required=False, shell_complete=complete_slug)
@click.option("--html", metavar="FILE", help="Write a web page.")
@click.option("--docx", metavar="FILE", help="Write a Word document with tracked changes.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if there are differences.")
@pass_session
def diff(
    session: Session,
    old: str,
    new: str | None,
    html: str | None,
    docx: str | None,
    as_json: bool,
    exit_code: bool,
) -> None:
    """Show what changed between two versions of a report, facts first.

    OLD and NEW are each a SLUG, SLUG@REVISION of git, SLUG@edition:1, or a published JSON, PDF, ODS
    or XLSX. Without NEW, the report as it is now is compared with OLD; if OLD is a SLUG, with its
    last edition, or with the last commit.
    """
    from reportgen.redline.as_json import write_json
    from reportgen.redline.as_text import print_redline
    from reportgen.redline.compare import compare
    from reportgen.redline.sides import PUBLISHED_ENDINGS, name_older_side, read_side

    project = session.open_project()
    if new is None:
        if old.lower().endswith(PUBLISHED_ENDINGS):
            raise click.UsageError("Name also the report to compare this file with.")
        new = old.partition("@")[0]
        old = old if "@" in old else name_older_side(project, old)
    after = read_side(project, new)
    redline = compare(read_side(project, old), after)
    _write_files(project, redline, after, html, docx)
    if as_json:
        click.echo(write_json(redline))
    elif not html and not docx:
        click.echo(print_redline(redline))
    if exit_code and not redline.is_empty:
        raise click.exceptions.Exit(DIFFERS)


def _write_files(
    project: Project, redline: Redline, after: Version, html: str | None, docx: str | None
) -> None:
    from reportgen.redline.as_docx import write_docx
    from reportgen.redline.as_html import render_redline
    from reportgen.util.atomic_files import write_files_atomically
    from reportgen.word.brand import read_brand

    files: dict[Path, bytes] = {}
    if html:
        files[Path(html)] = render_redline(redline, after).encode()
    if docx:
        files[Path(docx)] = write_docx(redline, read_brand(project.template_folders))
    if files:
        write_files_atomically(files, project.display_path)
        for path in files:
            click.echo(f"Wrote {path}.", err=True)
