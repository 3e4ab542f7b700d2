"""`reportgen word`: the report as a Word document, and the copy for a check of facts."""

from __future__ import annotations

import click

from reportgen.cli.completion import complete_slug
from reportgen.cli.session import Session, pass_session


@click.command()
@click.argument("slug", shell_complete=complete_slug)
@click.option("--fact-check", is_flag=True, help="Make the copy for a check of factual accuracy.")
@click.option("--due", metavar="DAY", help="With --fact-check: the day by which answers are due.")
@pass_session
def word(session: Session, slug: str, fact_check: bool, due: str | None) -> None:
    """Make the report as a Word document.

    It is written to output/SLUG/SLUG.docx, as `reportgen build --word` does.

    With --fact-check, you get a copy to send to the inspected service: it says how to answer and by
    when, each paragraph has a number, and Word tracks every change. What was sent is kept in
    inspections/SLUG.sent/, so that `reportgen comments` can read what comes back.
    """
    if due and not fact_check:
        raise click.UsageError("--due belongs to --fact-check.")
    if fact_check:
        _make_check_copy(session, slug, due)
        return
    from reportgen.cli.build_progress import run_build

    succeeded = run_build(
        session.open_project(),
        [slug],
        ("word",),
        jobs=None,
        force=False,
        timings=False,
        executor=None,
        echo=click.echo,
        print_problems=session.print_problems,
    )
    if not succeeded:
        session.fail()


def _make_check_copy(session: Session, slug: str, due: str | None) -> None:
    from reportgen.fact_check.sending import make_sent_copy, write_sent_copy
    from reportgen.record.standing import say_date
    from reportgen.util.atomic_files import exclusive_lock

    project = session.open_project()
    stem = project.find_inspection_file(slug).stem
    lock = project.output / ".reportgen" / f"{stem}.lock"
    with exclusive_lock(lock, lambda: None, project.display_path):
        copy = make_sent_copy(project, slug, due)
        write_sent_copy(project, copy)
    click.echo(
        f"{copy.sent.slug}: edition {copy.sent.edition} for a check of facts by"
        f" {say_date(copy.sent.due)}: {project.display_path(copy.path)}"
    )
    click.echo(
        f"What was sent is kept in {project.display_path(copy.key_path)}: commit it, so that"
        " answers can be read later."
    )
