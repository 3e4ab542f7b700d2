"""Fits parts of a document to their pages: a part that would leave a page nearly empty is set a
little tighter, or goes on below the part before it.

A document says by `data-fit` which classes an element may get: `tight` and `tighter` for less space
between its lines, `run-on` if it need not begin on a page of its own. The first layout is measured;
what would help is tried in one more, and the better of the two is kept. This module must not know
what a report is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from weasyprint.formatting_structure import boxes

from reportgen.render.pdf.layout import follow_placeholder
from reportgen.util.frozen import frozen

SPARSE = 0.3
"""A last page that is filled less than this is nearly empty."""

SHORT = 0.6
"""A part of less than this share of a page, and the rest of a page that another part may use."""

GAP = 0.05
"""What a part that runs on takes for the space above it."""

FULL = 0.97
"""How far a page may be filled by what runs on: the measure is not exact."""

SAVINGS = {"tight": 0.02, "tighter": 0.05}
"""The share of its height that a part of prose saves with each class, the least first."""

OPENING = 0.08
"""How near the top of a page a part begins that opens it."""


@frozen
class Extent:
    """Where an element is: from where on its first page to where on its last, in shares of the
    height of a page."""

    element: Any
    first: int
    top: float
    last: int
    bottom: float

    @property
    def may_get(self) -> list[str]:
        return str(self.element.get("data-fit", "")).split()

    @property
    def height(self) -> float:
        return self.last - self.first + self.bottom - self.top

    @property
    def opens_page(self) -> bool:
        return self.top < OPENING


def fit(document: Any, render: Callable[[], Any]) -> Any:
    """The document, or the better one that `render` makes once its elements have classes that may
    fit them to their pages."""
    classes = choose_classes(measure(document))
    if not classes:
        return document
    before = {id(element): element.get("class", "") for element, _ in classes}
    for element, added in classes:
        element.set("class", f"{element.get('class', '')} {added}".strip())
    fitted = render()
    if _faults(fitted) < _faults(document):
        return fitted
    for element, _ in classes:
        element.set("class", before[id(element)])
    return document


def choose_classes(extents: list[Extent]) -> list[tuple[Any, str]]:
    """The classes that may help, each with its element."""
    chosen: list[tuple[Any, str]] = []
    filled = 1.0
    for flow in _flows(extents):
        first, last = flow[0], flow[-1]
        height = last.last - first.first + last.bottom - first.top
        below = filled + GAP + height
        if (
            "run-on" in first.may_get
            and min(filled, height) < SHORT
            and (below < FULL or (height > SHORT and math.ceil(below) < 1 + math.ceil(height)))
        ):
            chosen.append((first.element, "run-on"))
            filled = below - math.floor(below)
            continue
        filled = last.bottom
        if last.bottom < SPARSE and last.last > first.first:
            needed = last.bottom / height
            level = next((name for name, saved in SAVINGS.items() if saved >= needed), None)
            fitting = [extent.element for extent in flow if level in extent.may_get]
            if level and fitting:
                chosen += [(element, level) for element in fitting]
                filled = FULL
    return chosen


def measure(document: Any) -> list[Extent]:
    """Where each element is that says how it may be fitted, in the order of the document."""
    extents: dict[int, Extent] = {}
    for number, page in enumerate(document.pages):
        area = page._page_box
        top, height = area.content_box_y(), area.height
        for box in _find_fitting(area):
            low, high = _span(box)
            if high <= low:
                continue
            start, end = (low - top) / height, (high - top) / height
            extent = extents.get(id(box.element))
            extents[id(box.element)] = Extent(
                element=box.element,
                first=extent.first if extent else number,
                top=extent.top if extent else start,
                last=number,
                bottom=end,
            )
    return list(extents.values())


def _flows(extents: list[Extent]) -> Iterator[list[Extent]]:
    """Elements that follow one another without a new page, together."""
    flow: list[Extent] = []
    for extent in extents:
        if flow and extent.opens_page:
            yield flow
            flow = []
        flow.append(extent)
    if flow:
        yield flow


def _faults(document: Any) -> tuple[int, int, int]:
    """How much is wrong with a layout: notes that are not on the page of their call, pages that
    are nearly empty, pages."""
    sparse = sum(
        1
        for flow in _flows(measure(document))
        if flow[-1].bottom < SPARSE and flow[-1].last > flow[0].first
    )
    return _count_parted_notes(document), sparse, len(document.pages)


def _count_parted_notes(document: Any) -> int:
    """How many notes begin on another page than the one that calls them."""
    calls: dict[int, int] = {}
    notes: dict[int, int] = {}
    for number, page in enumerate(document.pages):
        for child in page._page_box.children:
            if isinstance(child, boxes.FootnoteAreaBox):
                for note in child.children:
                    notes.setdefault(id(follow_placeholder(note).element), number)
            elif not isinstance(child, boxes.MarginBox):
                for box in follow_placeholder(child).descendants():
                    if str(box.element_tag).endswith("::footnote-call"):
                        calls.setdefault(id(box.element), number)
    return sum(1 for key, page in notes.items() if calls.get(key, page) != page)


def _find_fitting(box: Any) -> Iterator[Any]:
    """The boxes of elements that may be fitted. They are blocks among blocks."""
    for child in box.children:
        child = follow_placeholder(child)
        if isinstance(child, (boxes.MarginBox, boxes.FootnoteAreaBox, boxes.LineBox)):
            continue
        if child.element is not None and child.element.get("data-fit") is not None:
            yield child
        elif isinstance(child, boxes.ParentBox):
            yield from _find_fitting(child)


def _span(box: Any) -> tuple[float, float]:
    """From where to where the content of a box is drawn, from the top of its page."""
    if isinstance(box, (boxes.TextBox, boxes.ReplacedBox)):
        return box.position_y, box.position_y + box.height
    spans = [
        _span(follow_placeholder(child))
        for child in box.children
        if not isinstance(child, boxes.FootnoteAreaBox)
    ]
    spans = [span for span in spans if span[1] > span[0]]
    if not spans:
        return 0.0, 0.0
    return min(low for low, _ in spans), max(high for _, high in spans)
