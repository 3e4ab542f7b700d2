"""Footnotes in the structure tree of a PDF: each is read after the paragraph that calls it, and
linked with its number in the text in both directions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pydyf

from reportgen.render.pdf.artifacts import Artifacts, read_text
from reportgen.render.pdf.layout import measure_corners
from reportgen.render.pdf.links import PRINTED
from reportgen.render.pdf.structure import MarkedContent, StructureElement

TO_NOTE, TO_TEXT = "Footnote {}", "Back to the text of footnote {}"
"""How a screen reader announces the two links between a footnote and its number in the text."""

INLINE = frozenset({"Link", "Reference", "Span", "Quote", "Code"})
"""Elements inside a paragraph that may hold the number of a footnote."""


@dataclass
class LinkEnd:
    """One end of the two links between a footnote and its number in the text."""

    link: StructureElement
    page: int
    box: Any


class Footnotes:
    """The footnotes of one document. Each is known by the HTML element that holds it."""

    def __init__(self) -> None:
        self.calls: dict[int, LinkEnd] = {}
        """The numbers in the text."""
        self.markers: dict[int, LinkEnd] = {}
        """The numbers before the notes."""
        self.notes: dict[int, StructureElement] = {}

    def add_call(self, box: Any, page: int, parent: StructureElement) -> StructureElement:
        """Add the number of a note in the text."""
        link = StructureElement("Link", StructureElement("Reference", parent.text_host()))
        self.calls[id(box.element)] = LinkEnd(link, page, box)
        return link

    def add_marker(self, box: Any, page: int, parent: StructureElement) -> StructureElement:
        """Add the number before a note."""
        link = StructureElement("Link", StructureElement("Lbl", parent))
        self.markers[id(box.element)] = LinkEnd(link, page, box)
        return link

    def find_note(self, box: Any, document: StructureElement) -> StructureElement:
        """Find the note of a box in the footnote area, or add it after the paragraph that calls it.

        A note that continues on the next page has a box on each page and is one element.
        """
        key = id(box.element)
        if key not in self.notes:
            call = self.calls.get(key)
            paragraph = call.link if call else document
            while paragraph.tag in INLINE and paragraph.parent is not None:
                paragraph = paragraph.parent
            note = self.notes[key] = paragraph.add_note()
            note.entries["ID"] = pydyf.String(f"note-{len(self.notes):04d}")
        return self.notes[key]

    def link(self, pdf: pydyf.PDF, pages: Any, artifacts: Artifacts) -> None:
        """Link each number in the text with its note, and the note with the number."""
        writer = _LinkWriter(pdf, pages)
        for key, call in self.calls.items():
            if marker := self.markers.get(key):
                number = read_text(call.box, artifacts).strip()
                writer.write(call, marker, TO_NOTE.format(number))
                writer.write(marker, call, TO_TEXT.format(number))


class _LinkWriter:
    """Writes links between places in a PDF whose pages are drawn."""

    def __init__(self, pdf: pydyf.PDF, pages: Any) -> None:
        self.pdf = pdf
        self.heights = [page.height for page in pages]
        self.references = pdf.page_references  # a property that makes them anew each time

    def write(self, start: LinkEnd, end: LinkEnd, description: str) -> None:
        left, _, _, top = self._corners(end)
        annotation = pydyf.Dictionary(
            {
                "Type": "/Annot",
                "Subtype": "/Link",
                "Rect": pydyf.Array(self._corners(start)),
                "BS": pydyf.Dictionary({"W": 0}),
                "F": PRINTED,
                "Contents": pydyf.String(description),
                "Dest": pydyf.Array([self.references[end.page], "/XYZ", left, top, 0]),
            }
        )
        self.pdf.add_object(annotation)
        # Objects are numbered from 0, and the reference of a page begins with its number.
        page = self.pdf.objects[int(self.references[start.page].split()[0])]
        page.setdefault("Annots", pydyf.Array()).append(annotation.reference)
        start.link.kids.append(MarkedContent(start.page, annotation=annotation))

    def _corners(self, end: LinkEnd) -> tuple[float, float, float, float]:
        x, y, width, height = end.box.hit_area()
        return measure_corners(x, y, width, height, self.heights[end.page])
