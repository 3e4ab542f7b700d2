"""The form in which the inspected service fills in its action plan: a spreadsheet whose lists and
dates are checked as they are entered and in which what we wrote is locked; or a Word document."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.plan.model import ANSWERS, PROGRESS, Answer, Plan, PlannedRecommendation, Step
from reportgen.render.workbook.sheets import (
    ColumnEntry,
    Sheet,
    SheetColumn,
    SheetLine,
    Workbook,
)

SPARE_STEPS = 3
"""Blank rows for more steps, below those that a recommendation has."""

MARK = "Action plan for the report"
"""The beginning of the line that says which report a form belongs to."""

COLUMNS = (
    SheetColumn("Id", 8),
    SheetColumn("Recommendation", 50),
    SheetColumn("For", 20),
    SheetColumn("Answer", 14, entry=ColumnEntry(choices=ANSWERS)),
    SheetColumn("Why", 30, entry=ColumnEntry()),
    SheetColumn("Step", 40, entry=ColumnEntry()),
    SheetColumn("Owner", 20, entry=ColumnEntry()),
    SheetColumn("Due", 12, entry=ColumnEntry(is_date=True)),
    SheetColumn("Progress", 14, entry=ColumnEntry(choices=PROGRESS)),
    SheetColumn("Done on", 12, entry=ColumnEntry(is_date=True)),
)

HELP = (
    f"Answer each recommendation: {', '.join(ANSWERS)}. If you do not agree wholly, say why.",
    "Give each step a row of its own, with who does it and the day by which it is done.",
    "Days are written as 2025-06-30. Cells without a border are locked.",
)


def build_form(plan: Plan, language: str) -> Workbook:
    """The form as a spreadsheet, with what the plan has already."""
    lines = (
        SheetLine(f"Action plan: {plan.title}", "title"),
        SheetLine(f"{MARK} {plan.slug}"),
        *(SheetLine(text) for text in HELP),
    )
    rows = [row for one in plan.recommendations for row in _list_rows(one)]
    return Workbook(
        title=f"Action plan: {plan.title}",
        subject="Action plan",
        publisher="",
        language=language,
        date="1980-01-01",
        sheets=(Sheet("Plan", lines, COLUMNS, tuple(rows)),),
    )


def _list_rows(one: PlannedRecommendation) -> Iterator[tuple[str, ...]]:
    """The rows of one recommendation: its steps, and room for more."""
    answer = one.answer or Answer()
    steps: list[Step | None] = [*answer.steps, *[None] * SPARE_STEPS]
    for number, step in enumerate(steps):
        is_first = number == 0
        yield (
            one.id,
            one.text if is_first else name_step(one, number + 1),
            one.to,
            str(answer.answer or "") if is_first else "",
            str(answer.why or "") if is_first else "",
            *_list_cells(step),
        )


def _list_cells(step: Step | None) -> tuple[str, ...]:
    if step is None:
        return ("",) * 5
    values = (step.step, step.owner, step.due, step.progress, step.done)
    return tuple(str(value or "") for value in values)


def name_step(one: PlannedRecommendation, number: int) -> str:
    """What stands in the second row of a recommendation, and in those below it."""
    text = one.text if len(one.text) <= 40 else one.text[:40].rpartition(" ")[0] + " …"
    return f"{text} (step {number})"


def write_form(plan: Plan, ending: str, language: str) -> bytes:
    """The form as a file of this kind: `.xlsx` or `.ods`."""
    from reportgen.render.workbook.ods import write_ods
    from reportgen.render.workbook.xlsx import write_xlsx

    write = {".xlsx": write_xlsx, ".ods": write_ods}[ending]
    return write(build_form(plan, language))
