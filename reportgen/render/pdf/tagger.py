"""Tags for a PDF: the structure tree that screen readers follow, made from the boxes that
WeasyPrint has laid out.

The tags of WeasyPrint itself satisfy validators and read badly: a paragraph across a page break
becomes two, running heads and leader dots are read aloud, a footnote is a block at the foot of the
page, header cells have no scope, a table of contents is a plain list. Here every HTML element
becomes one structure element, however many pages it spans; what is not text of the report is an
artifact; footnotes are read after their paragraph and linked with their number in both directions.

`tag_pdf` is all that writer.py needs. It replaces two functions inside WeasyPrint while a document
is written. Both are private, so this happens only with the versions in `TESTED`; with any other
version, the PDF has WeasyPrint's own tags. This module must not know what a report is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
import weasyprint
import weasyprint.pdf
from weasyprint.formatting_structure import boxes
from weasyprint.pdf.stream import Stream

from reportgen.render.pdf.artifacts import Artifacts, find_artifacts
from reportgen.render.pdf.elements import ElementMap
from reportgen.render.pdf.footnotes import Footnotes
from reportgen.render.pdf.layout import follow_placeholder, measure_corners
from reportgen.render.pdf.links import LinkAreas
from reportgen.render.pdf.spaces import add_undrawn_spaces
from reportgen.render.pdf.structure import (
    GROUPING,
    MarkedContent,
    StructureElement,
    StructureWriter,
    attribute_array,
)

TESTED = frozenset({"70.0"})
"""The versions of WeasyPrint whose private functions are as this module expects them."""


def tag_pdf(document: Any, **options: Any) -> bytes:
    """Write the PDF of a laid-out document, tagged by its HTML."""
    if weasyprint.VERSION not in TESTED:
        with_stock_tags: bytes = document.write_pdf(**options)
        return with_stock_tags
    artifacts = find_artifacts(document)
    add_undrawn_spaces(document, artifacts)
    with _hook_weasyprint(artifacts):
        tagged: bytes = document.write_pdf(**options)
    return tagged


@contextmanager
def _hook_weasyprint(artifacts: Artifacts) -> Iterator[None]:
    """Put our functions in place of WeasyPrint's. writer.py has a lock, so that this happens for
    one document at a time."""
    stock_marked, stock_add_tags = Stream.marked, weasyprint.pdf.add_tags

    @contextmanager
    def marked(stream: Any, box: Any, tag: str) -> Iterator[None]:
        properties = artifacts.get(box)
        if properties is None or stream._tags is None:
            with stock_marked(stream, box, tag):
                yield
            return
        pydyf.Stream.begin_marked_content(stream, "Artifact", properties or None)
        yield
        pydyf.Stream.end_marked_content(stream)

    def add_tags(pdf: Any, document: Any, pdf_version: Any, page_streams: Any) -> None:
        tagger = Tagger(document, [stream._tags for stream in page_streams])
        tagger.read_pages()
        tagger.write(pdf, artifacts)

    Stream.marked, weasyprint.pdf.add_tags = marked, add_tags
    try:
        yield
    finally:
        Stream.marked, weasyprint.pdf.add_tags = stock_marked, stock_add_tags


class Tagger:
    """Reads the boxes of one document, page by page, into its structure tree."""

    def __init__(self, document: Any, contents: list[dict[Any, dict[str, Any]]]) -> None:
        self.pages = document.pages
        self.contents = contents
        """For each page the marked content of its boxes that no element has yet."""
        self.page = 0
        """The number of the page that is read."""
        self.root = StructureElement("Document")
        self.links = LinkAreas()
        self.footnotes = Footnotes()
        self.elements = ElementMap(document.metadata.lang, self.links, self.footnotes)

    def read_pages(self) -> None:
        """Read all pages into the tree."""
        for number, page in enumerate(self.pages):
            self.page = number
            for box in page._page_box.children:
                if not isinstance(box, boxes.MarginBox):
                    self._visit(follow_placeholder(box), self.root)
            self._add_remaining_content()

    def write(self, pdf: pydyf.PDF, artifacts: Artifacts) -> None:
        """Write the tree into a PDF whose pages are drawn."""
        self.footnotes.link(pdf, self.pages, artifacts)
        self.links.describe()
        StructureWriter(pdf).write(self.root)
        pdf.catalog["PageMode"] = "/UseOutlines"

    def _add_remaining_content(self) -> None:
        """Add what no box led to at the end, so that nothing is lost. The tests show that there is
        no such content."""
        if rest := self.contents[self.page]:
            self.root.text_host().kids += [
                MarkedContent(self.page, content["mcid"]) for content in rest.values()
            ]

    def _visit(self, box: Any, parent: StructureElement) -> None:
        if isinstance(box, boxes.FootnoteAreaBox):
            for child in box.children:
                note = follow_placeholder(child)
                self._visit_children(note, self.elements.find_note(note, self.root))
            return
        if isinstance(box, boxes.TextBox):
            self._add_content(box, parent)
            return
        element = self.elements.find(box, self.page, parent)
        if box.link_annotation is not None:
            self.links.add_area(element, box, self.page)
        if isinstance(box, boxes.ReplacedBox):
            self._add_content(box, element)
        else:
            self._visit_children(box, element)

    def _visit_children(self, box: Any, element: StructureElement) -> None:
        for child in box.children:
            self._visit(follow_placeholder(child), element)

    def _add_content(self, box: Any, element: StructureElement) -> None:
        """Add text or a picture, drawn on this page, to its element."""
        content = self.contents[self.page].pop(box, None)
        if content is None:
            return
        host = element if element.tag == "Figure" else element.text_host()
        host.kids.append(MarkedContent(self.page, content["mcid"]))
        if host.tag == "Figure":
            host.attributes = self._place_figure(host, box)

    def _place_figure(self, figure: StructureElement, box: Any) -> dict[str, Any]:
        """The attributes that state where a figure is on its page."""
        corners = measure_corners(
            box.content_box_x(),
            box.content_box_y(),
            box.width,
            box.height,
            self.pages[self.page].height,
        )
        attributes = {"O": "/Layout", "BBox": attribute_array(corners)}
        if figure.parent is not None and figure.parent.tag in GROUPING:
            attributes["Placement"] = "/Block"
        return attributes
