"""The form of an action plan as a Word document: a table for each recommendation, with lists to
choose from and fields for days."""

from __future__ import annotations

from reportgen.plan.form import HELP, MARK, SPARE_STEPS
from reportgen.plan.model import ANSWERS, PROGRESS, Answer, Plan, PlannedRecommendation, Step
from reportgen.reading.fields import SourceText
from reportgen.report.pictures import Pictures
from reportgen.word.body import Body
from reportgen.word.brand import Brand
from reportgen.word.document import Frame, write_package
from reportgen.word.markup import escape_text, make_run, quote_value

STEP_HEADINGS = ("Step", "Owner", "Due", "Progress", "Done on")


def write_docx_form(plan: Plan, language: str, brand: Brand) -> bytes:
    """The document; the same bytes for the same plan."""
    body = Body(Pictures(files={}, kinds={}))
    _write(body, plan)
    title = f"Action plan: {plan.title}"
    return write_package(body, brand, Frame(title=title, short_title=title, language=language))


def _write(body: Body, plan: Plan) -> None:
    body.line(f"Action plan: {plan.title}", "Title")
    body.line(f"{MARK} {plan.slug}")
    for text in HELP[:2]:
        body.line(text)
    for one in plan.recommendations:
        _write_recommendation(body, one)


def _write_recommendation(body: Body, one: PlannedRecommendation) -> None:
    answer = one.answer or Answer()
    body.heading(make_run(f"Recommendation {one.id}"), 1)
    body.line(one.text)
    if one.to:
        body.line(one.to, over="For")
    controls = _Controls(one.id)
    chosen = controls.list("Answer", answer.answer, ANSWERS)
    body.paragraph(make_run("Answer: ", bold=True) + chosen)
    body.paragraph(make_run("Why: ", bold=True) + controls.field("Why", answer.why))
    steps: list[Step | None] = [*answer.steps, *[None] * SPARE_STEPS]
    rows = []
    for number, step in enumerate(steps, start=1):
        controls.step = number
        rows.append(_list_cells(controls, step))
    body.blocks.append(_make_table(rows))
    body.line(" ")


def _list_cells(controls: _Controls, step: Step | None) -> list[str]:
    if step is None:
        step = Step(step=SourceText(""))
    return [
        controls.field("Step", step.step),
        controls.field("Owner", step.owner),
        controls.day("Due", step.due),
        controls.list("Progress", step.progress, PROGRESS),
        controls.day("Done on", step.done),
    ]


def _make_table(rows: list[list[str]]) -> str:
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="727C85"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    widths = (3000, 1900, 1300, 1570, 1300)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = "".join(
        _make_cell(make_run(title, bold=True), width)
        for title, width in zip(STEP_HEADINGS, widths, strict=True)
    )
    body = "".join("<w:tr>" + "".join(map(_make_cell, row, widths)) + "</w:tr>" for row in rows)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f"<w:tblBorders>{borders}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{head}</w:tr>{body}</w:tbl>"
    )


def _make_cell(content: str, width: int) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p>{content}</w:p></w:tc>'


class _Controls:
    """Makes the fields in which the answer to one recommendation is written. Each has a tag, so
    that it is found again even if it was moved."""

    def __init__(self, id: str) -> None:
        self.id = id
        self.step = 1

    def field(self, title: str, text: str | None) -> str:
        """A field for text, with what it holds already."""
        return self._make(title, "<w:text/>", str(text or ""), "Type here")

    def day(self, title: str, day: str | None) -> str:
        date = (
            '<w:date><w:dateFormat w:val="yyyy-MM-dd"/><w:lid w:val="en-GB"/>'
            '<w:storeMappedDataAs w:val="date"/><w:calendar w:val="gregorian"/></w:date>'
        )
        return self._make(title, date, str(day or ""), "Choose a day")

    def list(self, title: str, chosen: str | None, choices: tuple[str, ...]) -> str:
        items = "".join(
            f"<w:listItem w:displayText={quote_value(one)} w:value={quote_value(one)}/>"
            for one in choices
        )
        return self._make(
            title, f"<w:dropDownList>{items}</w:dropDownList>", chosen or "", "Choose"
        )

    def _make(self, title: str, kind: str, text: str, prompt: str) -> str:
        empty = "" if text else "<w:showingPlcHdr/>"
        alias = quote_value(f"{title}, recommendation {self.id}")
        tag = quote_value(make_tag(self.id, self.step, title))
        words = escape_text(text or prompt)
        return (
            f"<w:sdt><w:sdtPr><w:alias w:val={alias}/><w:tag w:val={tag}/>{empty}{kind}</w:sdtPr>"
            f'<w:sdtContent><w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:sdtContent>'
            "</w:sdt>"
        )


def make_tag(id: str, step: int, title: str) -> str:
    """By what a field is known again."""
    return f"{id}/{step}/{title}"
