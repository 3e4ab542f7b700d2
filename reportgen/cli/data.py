"""`reportgen data`: the published reports as open data."""

from __future__ import annotations

from pathlib import Path

import click

from reportgen.cli.completion import complete_slug
from reportgen.cli.session import Session, pass_session


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...", shell_complete=complete_slug)
@click.option("--all", "everything", is_flag=True, help="The data of all published reports.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Where to write them. By default, output/data/.",
)
@click.option("--at", metavar="DATE", help="Make them as they were on a day: 2022-08-31.")
@pass_session
def data(
    session: Session, slugs: tuple[str, ...], everything: bool, out: Path | None, at: str | None
) -> None:
    """Make the published reports into open data: CSV, a spreadsheet and a database.

    The site has the same files in its folder data/. What is not published by its record is left
    out.
    """
    from reportgen.cli.site import read_day
    from reportgen.site.data import make_data
    from reportgen.site.site import SiteRequest

    if slugs and everything:
        raise click.UsageError("Name inspections or use --all, not both.")
    if not slugs and not everything:
        raise click.UsageError("Name one or more inspections, or use --all.")
    project = session.open_project()
    for slug in slugs:
        project.find_inspection_file(slug)
    folder = (out or project.output / "data").resolve()
    request = SiteRequest(out=folder, at=read_day(at), kinds=("data",))
    result = make_data(project, request, slugs)
    session.print_problems(result.problems)
    click.echo(
        f"{len(result.catalogue.publications)} reports: {result.written.files} files in"
        f" {project.display_path(folder)}/, {result.written.changed} of them new or changed."
    )
