"""What the copy of a report for a check of facts has besides the report: how to answer, and a table
to answer in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from reportgen.word.body import Body
from reportgen.word.document import CheckCopy
from reportgen.word.markup import make_paragraph, make_run
from reportgen.word.shared import DECIMAL

if TYPE_CHECKING:
    from reportgen.problems import Place

RESPONSE_HEAD = (
    "Paragraph",
    "A, B or C",
    "What is wrong or missing",
    "What it should say, and how we can tell",
)
"""The first row of the table to answer in. What comes back is known by it."""
RESPONSE_ROWS = 12
SLUG, EDITION, DIGEST = "reportgen report", "reportgen edition", "reportgen digest"
"""The properties that identify a copy when it comes back."""

KINDS = {
    "A": "a word, a name, a date or a number is wrong",
    "B": "the evidence for a judgement is wrong or incomplete",
    "C": "something that matters is missing, or something does not belong here",
}
"""What may be wrong, by the letter that stands for it."""


def make_check_copy(
    *,
    slug: str,
    edition: int,
    digest: str,
    band: str,
    due: str,
    places: Mapping[str, Place],
) -> CheckCopy:
    """What is added to a report for a check. `due` is the day in words."""
    return CheckCopy(
        write_front=lambda body: _write_front(body, due),
        write_end=_write_end,
        properties={SLUG: slug, EDITION: str(edition), DIGEST: digest},
        band=band,
        places=places,
    )


def _write_front(body: Body, due: str) -> None:
    body.heading(make_run("How to answer"), 1)
    body.line(
        "Please check that the facts in this report are right. It is not published yet: do not"
        " pass it on."
    )
    body.line(due, "Rating", over="Please answer by")
    number = body.lists.start(DECIMAL)
    steps = (
        "Correct the text where it stands. Word marks each change; you need not switch this on."
        " Or select the words and choose New Comment from the Review tab. Say what is wrong, and"
        " how we can tell.",
        "Ratings, percentages and most tables are drawn from data. Do not type over them: add a"
        " comment that says which figure is wrong.",
        "Points about several places, or about what is missing, go into the table on the last"
        " page. The small number before each paragraph tells us where. The letters there mean: "
        + "; ".join(f"{letter}: {meaning}" for letter, meaning in KINDS.items())
        + ".",
        "Save the file as a Word document (.docx) and send it back. Several people may each send"
        " a file of their own.",
    )
    for step in steps:
        _step(body, step, number)
    body.line(
        "We answer every point: accepted, partly accepted or not accepted, and why. A different"
        " view of the same facts does not change a judgement; evidence that we did not have may."
    )
    body.blocks.append(make_paragraph('<w:r><w:br w:type="page"/></w:r>'))


def _step(body: Body, text: str, number: int) -> None:
    properties = {
        "numPr": f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>',
        "ind": '<w:ind w:left="425" w:hanging="425"/>',
    }
    body.paragraph(make_run(text), "ListParagraph", properties=properties)


def _write_end(body: Body) -> None:
    body.heading(make_run("Your response"), 1, new_page=True)
    body.line("Use one row for each point. Add rows if you need more.")
    rows = [("",) * len(RESPONSE_HEAD)] * RESPONSE_ROWS
    body.table("Response table", RESPONSE_HEAD, rows, id="response-table")
