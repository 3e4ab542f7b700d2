"""`reportgen site`: make the site of all published reports."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from reportgen.cli.session import Session, pass_session


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Where to write it. By default, output/site/.",
)
@click.option("--base", metavar="ADDRESS", help="The address at which it will be published.")
@click.option("--at", metavar="DATE", help="Make it as it was on a day: 2022-08-31.")
@click.option("--no-pdf", is_flag=True, help="Do not make PDFs. Those that exist are linked.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    help="How many reports to build in parallel. By default, one for each processor core.",
)
@click.option("--preview", is_flag=True, help="Show it on this machine, updated as you save files.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8766,
    show_default=True,
    metavar="N",
    help="With --preview: the port. If it is in use, a free one is chosen.",
)
@click.option("--executor", metavar="ADDRESS", help="Build on a dask cluster: dask://host:port.")
@pass_session
def site(
    session: Session,
    out: Path | None,
    base: str | None,
    at: str | None,
    no_pdf: bool,
    jobs: int | None,
    preview: bool,
    port: int,
    executor: str | None,
) -> None:
    """Make a site of all reports that are published.

    It has pages for services, regions, standards and years, every report with its editions, and
    needs no server: open index.html. A report is on it only if its record says that it is
    published. With --preview, you see the site on this machine, and it is made again whenever you
    save a file.
    """
    from reportgen.building.staleness import KINDS
    from reportgen.building.workers import connect_executor
    from reportgen.cli.build_progress import show_step
    from reportgen.site.site import SiteRequest, make_site

    project = session.open_project()
    request = SiteRequest(
        out=(out or project.output / "site").resolve(),
        base=read_base(base),
        at=read_day(at),
        kinds=tuple(kind for kind in KINDS if kind != "pdf" or not no_pdf),
        jobs=jobs,
    )
    if preview:
        from reportgen.preview.site_preview import serve_site

        serve_site(project, replace(request, kinds=("html", "data")), port, click.echo)
        return
    with connect_executor(executor) as engine:
        result = make_site(project, request, engine, show_step)
    show_step("")
    session.print_problems(result.problems)
    catalogue, written = result.catalogue, result.written
    removed = f", {written.removed} removed" if written.removed else ""
    click.echo(
        f"{len(catalogue.publications)} reports on {len(catalogue.services)} services:"
        f" {written.files} files in {project.display_path(request.out)}/, {written.changed} of them"
        f" new or changed{removed}."
    )


def read_day(written: str | None) -> str | None:
    """A day as the command line has it."""
    from reportgen.util.dates import is_iso_date

    if written is not None and not (is_iso_date(written) and len(written) == 10):
        raise click.BadParameter(
            f"“{written}” is not a day. Write it as 2022-08-31.", param_hint="--at"
        )
    return written


def read_base(written: str | None) -> str | None:
    """The address of a site as the command line has it."""
    if written is not None and not written.startswith(("https://", "http://")):
        raise click.BadParameter(
            f"“{written}” is not an address. Write it as https://reports.example.org/.",
            param_hint="--base",
        )
    return written
