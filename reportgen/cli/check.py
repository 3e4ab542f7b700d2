"""`reportgen check`: list all problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from reportgen.cli.completion import complete_slug
from reportgen.cli.session import Session, pass_session

if TYPE_CHECKING:
    from reportgen.problems import Problem
    from reportgen.project.loading import Project


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...", shell_complete=complete_slug)
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
    help="How to print the problems.",
)
@click.option(
    "--figures",
    is_flag=True,
    help="Instead of the problems, list every figure in the report with its source. Dates are left"
    " out.",
)
@click.option(
    "--all", "everything", is_flag=True, help="List each problem, even if many are of one kind."
)
@click.option("--progress", is_flag=True, help="Show what is written and what is not, by part.")
@click.option("--fix", is_flag=True, help="Correct what needs no judgement, after showing it.")
@click.option("--yes", is_flag=True, help="With --fix: do not ask.")
@click.option("--dry-run", is_flag=True, help="With --fix: show the changes and write nothing.")
@pass_session
def check(
    session: Session,
    slugs: tuple[str, ...],
    strict: bool,
    output_format: str,
    figures: bool,
    everything: bool,
    progress: bool,
    fix: bool,
    yes: bool,
    dry_run: bool,
) -> None:
    """List all problems, each with its place and what to do.

    Without a SLUG, all inspections are checked.
    """
    project = session.open_project()
    if progress:
        _print_progress(project, slugs)
        return
    problems = _find_problems(project, slugs, figures)
    if fix:
        from reportgen.cli.fixing import offer_fixes

        mended = offer_fixes(project, problems, yes=yes, dry_run=dry_run)
        problems = [problem for problem in problems if problem not in mended]
    if not figures:
        _print_problems(project, problems, output_format, everything=everything)
    if any(problem.is_error or (strict and problem.severity == "warning") for problem in problems):
        session.fail()


def _find_problems(project: Project, slugs: tuple[str, ...], figures: bool) -> list[Problem]:
    """Check the inspections; with `figures`, print the list of figures of each."""
    from reportgen.checks.run import check_dossier
    from reportgen.dossier import open_dossier
    from reportgen.plan.model import find_plan_problems
    from reportgen.problems import InputError, sort_problems

    problems: list[Problem] = [] if slugs else project.find_misnamed_files()
    for slug in slugs or project.list_slugs():
        try:
            dossier = open_dossier(project, slug)
            if figures:
                from reportgen.checks.figures_list import figures_table

                click.echo(figures_table(dossier))
            problems += [*check_dossier(dossier), *find_plan_problems(dossier)]
        except InputError as refused:
            problems += refused.problems
    return sort_problems(problems)


def _print_progress(project: Project, slugs: tuple[str, ...]) -> None:
    from reportgen.checks.progress import format_progress, list_progress
    from reportgen.dossier import open_dossier

    for slug in slugs or project.list_slugs():
        dossier = open_dossier(project, slug)
        click.echo(f"{slug}: {dossier.inspection.title}")
        click.echo(format_progress(list_progress(dossier)))


def _print_problems(
    project: Project, problems: list[Problem], output_format: str, *, everything: bool
) -> None:
    from reportgen.cli.problem_formats import FORMATS
    from reportgen.cli.problem_text import format_problems
    from reportgen.problems import count_by_severity

    if problems or output_format != "text":
        in_full = output_format == "text" and everything
        write = format_problems if in_full else FORMATS[output_format]
        click.echo(write(problems, project.read_lines))
    if output_format == "text":
        summary = count_by_severity(problems) or "No problems."
        click.echo(f"\n{summary}" if problems else summary, err=bool(problems))
