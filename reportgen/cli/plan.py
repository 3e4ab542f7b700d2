"""`reportgen plan`: the action plan of a report, out to the inspected service and in again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.cli.completion import complete_slug
from reportgen.cli.session import Session, pass_session

if TYPE_CHECKING:
    from reportgen.plan.model import Plan
    from reportgen.project.loading import Project

ENDINGS = (".xlsx", ".ods", ".docx")


@click.command()
@click.argument("slug", required=False, shell_complete=complete_slug)
@click.option("--all", "everything", is_flag=True, help="Show the plans of all reports.")
@click.option("--out", "out_file", metavar="FILE", help="Write a form: XLSX, ODS or DOCX.")
@click.option("--in", "in_file", metavar="FILE", help="Read a form that was filled in.")
@click.option("--on", "day", metavar="DAY", help="What is due and late on DAY, not today.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, a row for each step.")
@pass_session
def plan(
    session: Session,
    slug: str | None,
    everything: bool,
    out_file: str | None,
    in_file: str | None,
    day: str | None,
    as_csv: bool,
) -> None:
    """Show what of an action plan is due, late and done.

    With --out you get a form for the inspected service: an answer to each recommendation, and the
    steps to take, with lists and dates that are checked as they are entered. With --in what was
    filled in is checked and written into inspections/SLUG.plan.yaml.
    """
    from reportgen.cli import plan_output
    from reportgen.dossier import open_dossier
    from reportgen.plan.model import load_plan

    if everything == (slug is not None):
        raise click.UsageError("Name an inspection, or use --all.")
    if everything and (out_file or in_file):
        raise click.UsageError("--out and --in belong to one inspection.")
    today = _read_day(day)
    project = session.open_project()
    if slug is None:
        plans, problems = plan_output.load_all(project)
        plan_output.print_plans(plans, today, as_csv)
        if problems:
            session.print_problems(problems)
        if any(problem.is_error for problem in problems):
            session.fail()
        return
    dossier = open_dossier(project, slug)
    loaded = load_plan(dossier)
    if in_file:
        loaded = _read_form(project, loaded, Path(in_file))
        loaded = load_plan(open_dossier(project, slug))
    if out_file:
        _write_form(project, loaded, Path(out_file), str(dossier.methodology.words.language))
    if not in_file and not out_file:
        plan_output.print_plans([loaded], today, as_csv)


def _read_day(day: str | None) -> str:
    from reportgen.lifecycle.clock import read_clock
    from reportgen.util.dates import is_iso_date

    if day is None:
        return f"{read_clock():%Y-%m-%d}"
    if not is_iso_date(day) or len(day) != len("2025-06-30"):
        raise click.UsageError(f"`{day}` is not a day. Write it as 2025-06-30.")
    return day


def _read_form(project: Project, plan: Plan, path: Path) -> Plan:
    from reportgen.plan.merge import merge_answers
    from reportgen.plan.returned import read_returned

    changed = merge_answers(project, plan, read_returned(path, plan))
    display_path = project.display_path(plan.path)
    if changed:
        click.echo(f"{plan.slug}: answers to {', '.join(changed)} are in {display_path}.")
    else:
        click.echo(f"{plan.slug}: the form has nothing new.")
    return plan


def _write_form(project: Project, plan: Plan, path: Path, language: str) -> None:
    from reportgen.plan.form import write_form
    from reportgen.plan.form_docx import write_docx_form
    from reportgen.util.atomic_files import write_files_atomically
    from reportgen.word.brand import read_brand

    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise click.UsageError(f"{path.name}: a form is one of {', '.join(ENDINGS)}.")
    if ending == ".docx":
        content = write_docx_form(plan, language, read_brand(project.template_folders))
    else:
        content = write_form(plan, ending, language)
    write_files_atomically({path: content}, project.display_path)
    click.echo(f"Wrote {path}.")
