"""What of the action plans is due, late and done on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reportgen.plan.model import DONE, Plan, PlannedRecommendation, Step
from reportgen.util.frozen import frozen

LATE, DUE, IS_DONE = "late", "due", "done"
STATES = {
    LATE: "late",
    DUE: "due",
    "no day": "without a day",
    IS_DONE: "done",
    "no step": "without a step",
    "not agreed": "not agreed",
    "no answer": "without an answer",
}
"""Each state of a row of a plan, with its words in a sentence, the most urgent first."""


@frozen(kw_only=False)
class PlanRow:
    """One step, or a recommendation without any, and its state on a day."""

    slug: str
    recommendation: PlannedRecommendation
    step: Step | None
    state: str


def list_rows(plan: Plan, today: str) -> Iterator[PlanRow]:
    """Every step of a plan, and every recommendation without one."""
    for one in plan.recommendations:
        steps = one.answer.steps if one.answer else ()
        if not steps:
            answer = one.answer.answer if one.answer else None
            state = {None: "no answer", "Not agreed": "not agreed"}.get(answer, "no step")
            yield PlanRow(plan.slug, one, None, state)
        for step in steps:
            yield PlanRow(plan.slug, one, step, _find_state(step, today))


def _find_state(step: Step, today: str) -> str:
    if step.progress == DONE:
        return IS_DONE
    if step.due is None:
        return "no day"
    return LATE if step.due < today else DUE


def sum_up(rows: Iterable[PlanRow]) -> str:
    """How many rows are in each state: “1 late, 2 due, 1 done”."""
    states = [row.state for row in rows]
    counts = [
        f"{states.count(state)} {words}" for state, words in STATES.items() if state in states
    ]
    return ", ".join(counts) or "no recommendations"


CSV_COLUMNS = (
    "inspection",
    "id",
    "number",
    "recommendation",
    "for",
    "answer",
    "why",
    "step",
    "owner",
    "due",
    "progress",
    "done",
    "state",
)


def as_cells(row: PlanRow) -> tuple[str | int, ...]:
    """A row as CSV has it; full ids name a recommendation among those of all reports."""
    one, answer, step = row.recommendation, row.recommendation.answer, row.step
    return (
        row.slug,
        f"{row.slug}/{one.id}",
        one.number,
        one.text,
        one.to,
        str((answer and answer.answer) or ""),
        str((answer and answer.why) or ""),
        str((step and step.step) or ""),
        str((step and step.owner) or ""),
        str((step and step.due) or ""),
        str((step and step.progress) or ""),
        str((step and step.done) or ""),
        row.state,
    )
