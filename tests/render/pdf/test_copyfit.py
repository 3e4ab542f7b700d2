"""Parts that would leave a page nearly empty: set tighter, or below the part before, where that
helps, with one more layout at most."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
import pytest

from reportgen.render.pdf import writer
from reportgen.render.pdf.copyfit import Extent, choose_classes
from reportgen.render.pdf.resources import PdfResources
from tests.conftest import REPOSITORY

SUPPLIES = PdfResources([REPOSITORY / "templates"], {})

STYLE = """
html { font: 10px/10px "Reportgen Sans" } body, p { margin: 0; orphans: 1; widows: 1 }
@page { size: 220px 220px; margin: 10px } section { break-before: page }
.run-on { break-before: auto; margin-top: 10px } .tight { line-height: 9.7px }
.tighter { line-height: 9.4px }
"""


def made(*sections: tuple[int, str]) -> int:
    """How many pages sections take, each with a number of lines and what it may get."""
    body = "".join(
        f'<section data-fit="{fit}"><p>{"<br>".join(["line"] * lines)}</p></section>'
        for lines, fit in sections
    )
    html = (
        f'<html lang="en"><head><title>T</title><style>{STYLE}</style></head>'
        f"<body>{body}</body></html>"
    )
    return len(pikepdf.open(BytesIO(writer.write_pdf(html, SUPPLIES, display_path="x"))).pages)


BOTH = "tight tighter run-on"


@pytest.mark.parametrize(
    ("sections", "pages"),
    [
        ([(41, BOTH)], 2),  # 20 lines fill a page: a line too many goes with less space
        ([(42, "")], 3),
        ([(28, BOTH)], 2),  # eight lines do not
        ([(12, BOTH), (5, BOTH)], 1),
        ([(12, BOTH), (5, "")], 2),
        ([(12, BOTH), (9, BOTH)], 2),  # it would not fit
        ([(5, BOTH), (30, BOTH)], 2),  # a long part goes on where that saves a page
        ([(5, BOTH), (38, BOTH)], 3),
        ([(20, BOTH), (20, BOTH)], 2),
    ],
)
def test_pages_are_saved_where_they_can_be(sections: list[tuple[int, str]], pages: int) -> None:
    assert made(*sections) == pages


class Html(dict[str, str]):
    """An element with its attributes."""


def extent(first: int, last: int, bottom: float, top: float = 0.0, fit: str = BOTH) -> Extent:
    element: Any = Html({"data-fit": fit})
    return Extent(element=element, first=first, top=top, last=last, bottom=bottom)


def test_what_runs_on_already_is_fitted_with_what_it_follows() -> None:
    flow = [extent(0, 4, 0.4), extent(4, 5, 0.1, top=0.5)]
    assert [added for _, added in choose_classes(flow)] == ["tight", "tight"]


def test_a_page_that_is_full_enough_is_left_as_it_is() -> None:
    assert choose_classes([extent(0, 4, 0.5), extent(5, 9, 0.6)]) == []


def layouts(monkeypatch: pytest.MonkeyPatch, *sections: tuple[int, str]) -> int:
    import weasyprint

    counted = 0
    render = weasyprint.HTML.render

    def counting(*arguments: Any, **options: Any) -> Any:
        nonlocal counted
        counted += 1
        return render(*arguments, **options)

    monkeypatch.setattr(weasyprint.HTML, "render", counting)
    made(*sections)
    return counted


def test_there_is_one_more_layout_at_most_and_none_without_need(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert layouts(monkeypatch, (15, BOTH), (18, BOTH)) == 1
    assert layouts(monkeypatch, (42, BOTH), (12, BOTH), (5, BOTH)) == 2
