"""How `reportgen plan` prints plans: what is due, late and done."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from reportgen.plan.status import CSV_COLUMNS, STATES, PlanRow, as_cells, list_rows, sum_up
from reportgen.problems import InputError, Problem
from reportgen.util.text import escape_formula

if TYPE_CHECKING:
    from reportgen.plan.model import Plan
    from reportgen.project.loading import Project

SHOWN = ("late", "due", "no day")
"""The states of which each step is printed."""


def load_all(project: Project) -> tuple[list[Plan], list[Problem]]:
    """The plans of all reports with recommendations, each once though it is in two languages, and
    what is wrong with the others and with the names of files."""
    from reportgen.dossier import open_dossier
    from reportgen.plan.model import load_plan

    plans, problems = [], project.find_misnamed_files()
    for slug in project.list_slugs():
        try:
            dossier = open_dossier(project, slug)
            if dossier.inspection.translated_slug:
                continue
            plan = load_plan(dossier)
        except InputError as refused:
            problems += refused.problems
            continue
        if plan.recommendations:
            plans.append(plan)
    return plans, problems


def print_plans(plans: Iterable[Plan], today: str, as_csv: bool) -> None:
    rows = [(plan, [*list_rows(plan, today)]) for plan in plans]
    if as_csv:
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\n")
        table.writerow(CSV_COLUMNS)
        for _, plan_rows in rows:
            table.writerows([escape_formula(cell) for cell in as_cells(row)] for row in plan_rows)
        click.echo(text.getvalue(), nl=False)
        return
    for plan, plan_rows in rows:
        click.echo(f"{plan.slug}: {sum_up(plan_rows)}.")
        for row in sorted(plan_rows, key=_urgency):
            if row.state in SHOWN and row.step is not None:
                click.echo(f"  {_say(row)}")


def _urgency(row: PlanRow) -> tuple[int, str]:
    return list(STATES).index(row.state), str((row.step and row.step.due) or "")


def _say(row: PlanRow) -> str:
    assert row.step is not None
    owner = f" ({row.step.owner})" if row.step.owner else ""
    day = f" {row.step.due}" if row.step.due else ""
    return f"{row.state}{day}: {row.step.step}{owner}, for {row.recommendation.id}"
