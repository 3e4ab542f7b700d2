"""`reportgen build`: make the outputs."""

from __future__ import annotations

import click

from reportgen.cli.completion import complete_slug
from reportgen.cli.session import Session, pass_session


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...", shell_complete=complete_slug)
@click.option("--all", "everything", is_flag=True, help="Build all inspections of the project.")
@click.option("--html", is_flag=True, help="Make the web page.")
@click.option("--pdf", is_flag=True, help="Make the PDF.")
@click.option("--data", is_flag=True, help="Make the workbook (ODS and XLSX) and the JSON.")
@click.option("--word", is_flag=True, help="Make the Word document, which is not made otherwise.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    help="How many inspections to build in parallel. By default, one for each processor core.",
)
@click.option("--force", is_flag=True, help="Build even if the files are up to date.")
@click.option("--timings", is_flag=True, help="Show how long each step took.")
@click.option(
    "--for", "recipient", metavar="NAME", help="Make a copy for NAME, on every page of it."
)
@click.option("--why", metavar="TEXT", help="With --for: why NAME gets a copy.")
@click.option("--by", metavar="NAME", help="With --for: who gives it.")
@click.option("--executor", metavar="ADDRESS", help="Build on a dask cluster: dask://host:port.")
@pass_session
def build(
    session: Session,
    slugs: tuple[str, ...],
    everything: bool,
    html: bool,
    pdf: bool,
    data: bool,
    word: bool,
    jobs: int | None,
    force: bool,
    timings: bool,
    executor: str | None,
    recipient: str | None,
    why: str | None,
    by: str | None,
) -> None:
    """Make the web page, the PDF, the workbook and the JSON.

    They are written to output/SLUG/; what is not published, to output/SLUG/restricted/. With
    --html, --pdf, --data or --word, only those are made. Files that are up to date are not rebuilt.
    """
    from reportgen.building.staleness import KINDS, ON_REQUEST
    from reportgen.cli.build_progress import run_build

    if slugs and everything:
        raise click.UsageError("Name inspections or use --all, not both.")
    if not slugs and not everything:
        raise click.UsageError("Name one or more inspections, or use --all.")
    options = {"html": html, "pdf": pdf, "data": data, "word": word}
    kinds = tuple(kind for kind in (*KINDS, *ON_REQUEST) if options[kind]) or tuple(KINDS)
    if recipient is not None:
        _make_copies(session, slugs, recipient, why, by, kinds)
        return
    if why is not None or by is not None:
        raise click.UsageError("--why and --by belong to a copy: name its recipient with --for.")
    project = session.open_project()
    succeeded = run_build(
        project,
        list(slugs or project.list_slugs()),
        kinds,
        jobs=jobs,
        force=force,
        timings=timings,
        executor=executor,
        echo=click.echo,
        print_problems=session.print_problems,
    )
    if everything:
        session.print_problems(project.find_misnamed_files())
    if not succeeded:
        session.fail()


def _make_copies(
    session: Session,
    slugs: tuple[str, ...],
    recipient: str,
    why: str | None,
    by: str | None,
    kinds: tuple[str, ...],
) -> None:
    """Make a copy for one recipient, and enter it in the record."""
    from reportgen.lifecycle.acts import give_copy
    from reportgen.lifecycle.clock import read_clock
    from reportgen.lifecycle.submission import Submission

    if not slugs:
        raise click.UsageError("With --for, name the inspections.")
    project = session.open_project()
    for slug in slugs:
        act = give_copy(Submission(project, slug, read_clock()), recipient, why, by, kinds)
        folder = project.display_path(act.files[0].parent)
        names = ", ".join(sorted(path.name for path in act.files))
        click.echo(f"{act.record.slug}: made {names} in {folder}/. Entered in {act.record.path}.")
