"""`reportgen methodologies`: list the methodologies, explain one, check it or try it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from reportgen.cli.completion import complete_methodology
from reportgen.cli.session import Session, pass_session

if TYPE_CHECKING:
    from reportgen.methodology.model import Methodology


@click.command()
@click.argument("id", required=False, shell_complete=complete_methodology)
@click.option("--check", "checks", is_flag=True, help="Look for rules that can never apply.")
@click.option(
    "--try",
    "given",
    multiple=True,
    metavar="ID=GRADE,…",
    help="Show what follows from these ratings, and why: 1.1=Good,1.2=Inadequate.",
)
@click.option("--table", is_flag=True, help="List the overall rating for each total of points.")
@click.option("--kind", help="The kind of inspection, for --try and --table.")
@pass_session
def methodologies(
    session: Session,
    id: str | None,
    checks: bool,
    given: tuple[str, ...],
    table: bool,
    kind: str | None,
) -> None:
    """List the methodologies, or explain one in plain words."""
    project = session.open_project(anywhere=True)
    if id is None:
        if checks or given or table or kind:
            raise click.UsageError("Name the methodology to check or try.")
        loaded, problems = project.load_methodologies()
        width = max((len(methodology.id) for methodology in loaded), default=0) + 2
        for methodology in loaded:
            click.echo(f"{methodology.id:{width}}{methodology.title}")
        if problems:
            session.print_problems(problems)
            session.fail()
        return
    methodology = project.load_methodology(id)
    if checks:
        _print_review(session, methodology)
    if table:
        click.echo(_format_table(methodology, kind))
    if given:
        click.echo(_format_trial(methodology, given, kind))
    if not (checks or table or given):
        from reportgen.methodology.explain import explain

        click.echo(explain(methodology))


def _print_review(session: Session, methodology: Methodology) -> None:
    from reportgen.proving.review import review_methodology

    review = review_methodology(methodology)
    if not review.tried and not review.skipped:
        click.echo(f"{methodology.id}: nothing to try. It has no points, cases or conditions.")
    else:
        click.echo(f"{methodology.id}: {review.tried:,} sets of ratings and totals tried.")
    for name in review.skipped:
        click.echo(f"Not tried, because there are too many sets of ratings: {name}.")
    if review.tried and not review.problems:
        every = "Among these, every" if review.skipped else "Every"
        click.echo(f"{every} grade is reached, and every rule can apply.")
    session.print_problems(review.problems)


def _format_trial(methodology: Methodology, options: tuple[str, ...], kind: str | None) -> str:
    from reportgen.cli.ratings_table import format_ratings
    from reportgen.proving.trial import try_ratings

    changes = [change for text in options for change in text.split(",") if change.strip()]
    inspection, ratings = try_ratings(methodology, changes, kind)
    return format_ratings(inspection, methodology, ratings)


def _format_table(methodology: Methodology, kind: str | None) -> str:
    from reportgen.proving.trial import check_kind, list_overall_by_total

    kind = check_kind(methodology, kind)
    rows = list_overall_by_total(methodology, kind)
    if not rows:
        raise click.UsageError(
            f"The overall rating of {methodology.id} does not follow from a total. Use --try."
        )
    width = len(str(rows[-1][0]))
    lines = [f"{total:>{width}}  {grade}" for total, grade in rows]
    limits = [limit for limit in methodology.rules.limits if limit.standard is None]
    if limits:
        lines += ["", "A limit may lower it:", *(f"  {limit.about}" for limit in limits)]
    return "\n".join(lines)
