"""`reportgen responses`: what was said in a check of facts, what was decided and why."""

from __future__ import annotations

from pathlib import Path

import click

from reportgen.cli.completion import complete_slug
from reportgen.cli.session import Session, pass_session


@click.command()
@click.argument("slug", shell_complete=complete_slug)
@click.option("--docx", type=click.Path(path_type=Path), metavar="FILE", help="Write it for Word.")
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Write it as a page.")
@click.option("--csv", type=click.Path(path_type=Path), metavar="FILE", help="Write it as CSV.")
@pass_session
def responses(
    session: Session, slug: str, docx: Path | None, html: Path | None, csv: Path | None
) -> None:
    """Show what was said in a check of facts, what was decided and why.

    Without an option, the table is printed. It has what is in inspections/SLUG.fact-check.yaml, in
    its order.
    """
    from reportgen.fact_check import response_files
    from reportgen.fact_check.responses import list_responses, make_responses, open_comments
    from reportgen.util.atomic_files import write_files_atomically
    from reportgen.util.text import make_visible
    from reportgen.word.brand import read_brand

    project = session.open_project()
    _, file = open_comments(project, slug)
    rows = make_responses(file.comments)
    if not (docx or html or csv):
        for line in list_responses(rows):
            click.echo(make_visible(line))
        click.echo(response_files.count_decisions(rows))
        return
    title = str(project.load_inspection(slug)[0].title)
    files: dict[Path, bytes] = {}
    if docx:
        brand = read_brand(project.template_folders)
        files[docx] = response_files.responses_as_docx(title, rows, brand)
    if html:
        files[html] = response_files.responses_as_html(title, rows).encode()
    if csv:
        files[csv] = response_files.responses_as_csv(rows).encode()
    write_files_atomically(files, project.display_path)
    for path in files:
        click.echo(f"{path}: {response_files.count_decisions(rows)}")
