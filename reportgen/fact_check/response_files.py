"""The table of responses as a Word document, as a page, and as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from reportgen.fact_check.responses import HEAD, Response
from reportgen.util.csv_text import write_csv
from reportgen.word.brand import Brand
from reportgen.word.plain_document import PlainDocument

_STYLE = """
body { font: 16px/1.5 Arial, sans-serif; color: #1c2126; margin: 0; }
main { max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .5rem; border-bottom: 1px solid #767f88;
  overflow-wrap: anywhere; }
td p { margin: 0 0 .3rem; }
@media (max-width: 48rem) {
  thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  table, tbody, tr, td, th { display: block; }
  tr { border: 1px solid #767f88; margin-bottom: 1rem; }
  tbody th, td { border: 0; }
  td[data-head]::before { content: attr(data-head) ": "; font-weight: bold; }
}
@media print { main { margin: 0; } tr { break-inside: avoid; } }
"""


def title_of(title: str) -> str:
    return f"{title}: responses to the check of facts"


def count_decisions(responses: Sequence[Response]) -> str:
    """How many of each decision there are, in words."""
    if not responses:
        return "Nothing was said."
    counts: dict[str, int] = {}
    for one in responses:
        counts[one.decision.lower()] = counts.get(one.decision.lower(), 0) + 1
    order = ("accepted", "partly", "not accepted", "open")
    decisions = ", ".join(f"{counts[name]} {name}" for name in order if name in counts)
    points = "1 point" if len(responses) == 1 else f"{len(responses)} points"
    return f"{points}: {decisions}."


def responses_as_docx(title: str, responses: Sequence[Response], brand: Brand) -> bytes:
    """A Word document with the table, on turned pages."""
    document = PlainDocument(title_of(title), brand=brand, turned=True)
    document.paragraph(count_decisions(responses))
    if responses:
        document.table("Responses", HEAD, [one.cells for one in responses])
    return document.save()


def responses_as_html(title: str, responses: Sequence[Response]) -> str:
    """A page with the table. It has no scripts and loads nothing."""
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in HEAD)
    rows = "".join(_row(one) for one in responses)
    table = (
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if responses else ""
    )
    heading = escape(title_of(title))
    return (
        '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport"'
        ' content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{heading}</title><style>{_STYLE}</style></head><body><main><h1>{heading}</h1>"
        f"<p>{escape(count_decisions(responses))}</p>{table}</main></body></html>\n"
    )


def _row(response: Response) -> str:
    first, *others = response.cells
    cells = f'<th scope="row">{escape(first)}</th>'
    for name, cell in zip(HEAD[1:], others, strict=True):
        lines = cell.split("\n")
        inner = escape(cell) if len(lines) == 1 else "".join(f"<p>{escape(x)}</p>" for x in lines)
        cells += f'<td data-head="{escape(name)}">{inner}</td>' if cell else "<td></td>"
    return f"<tr>{cells}</tr>"


def responses_as_csv(responses: Sequence[Response]) -> str:
    """CSV in which no cell is a formula."""
    head = [*(one.lower().rstrip(".").replace(" ", "_") for one in HEAD), "place"]
    rows = [(*(cell.replace("\n", " / ") for cell in one.cells), one.at) for one in responses]
    return write_csv(head, rows)
