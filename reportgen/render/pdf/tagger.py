"""What a screen reader is told: the structure tree of a PDF, made from the boxes that WeasyPrint
has laid out.

WeasyPrint's own tags satisfy validators and read badly: a paragraph across a page break becomes
two, running heads and leader dots are read aloud, a footnote is a block at the page's foot, header
cells have no scope, contents are a plain list. Here every HTML element becomes one structure
element, however many pages it spans; what is not text of the report is an artifact; footnotes are
linked both ways with their place and read behind its paragraph.

`write` is all that pdf.py needs. It replaces two functions inside WeasyPrint while a document is
written. Both are private, so this is done for the versions in `TESTED` alone; with any other,
`write` leaves WeasyPrint's own tags. It must not know what a report is: it goes by HTML elements,
roles and attributes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pydyf
import weasyprint
import weasyprint.pdf
from weasyprint.formatting_structure import boxes
from weasyprint.pdf.stream import Stream

from reportgen.render.pdf.artifacts import SVG, Artifacts, laid
from reportgen.render.pdf.structure import (
    GROUPING,
    MarkedContent,
    StructureElement,
    StructureWriter,
    attribute_array,
)

TESTED = frozenset({"70.0"})
"""The versions of WeasyPrint whose private functions are known to be what this module expects."""

POINTS = 0.75
"""Of a CSS pixel."""

SIMPLE = {
    "section": "Sect",
    "aside": "Sect",
    "nav": "Sect",
    "article": "Art",
    "blockquote": "BlockQuote",
    "figure": "Div",
    "p": "P",
    "pre": "P",
    "address": "P",
    "h1": "H1",
    "h2": "H2",
    "h3": "H3",
    "h4": "H4",
    "h5": "H5",
    "h6": "H6",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "caption": "Caption",
    "figcaption": "Caption",
}
"""HTML elements that are one structure element, whatever they hold."""

PLACED = frozenset({"THead", "TBody", "TFoot", "TR", "Caption"})
"""Elements that stand right in their parent, never in a list item's body."""

NUMBERINGS = {
    "disc": "Disc",
    "circle": "Circle",
    "square": "Square",
    "decimal": "Decimal",
    "lower-roman": "LowerRoman",
    "upper-roman": "UpperRoman",
    "lower-alpha": "LowerAlpha",
    "upper-alpha": "UpperAlpha",
    "lower-latin": "LowerAlpha",
    "upper-latin": "UpperAlpha",
    "none": "None",
}

SCOPES = {"row": "/Row", "rowgroup": "/Row", "col": "/Column", "colgroup": "/Column"}

TO_NOTE, TO_TEXT = "Footnote {}", "Back to the text of footnote {}"
"""What the links between a footnote and its place are called."""


def tag_pdf(document: Any, **options: Any) -> bytes:
    """The PDF of a laid-out document, tagged by its HTML."""
    if weasyprint.VERSION not in TESTED:
        stock: bytes = document.write_pdf(**options)
        return stock
    artifacts = Artifacts.of(document)
    with _hooked(artifacts):
        result: bytes = document.write_pdf(**options)
    return result


@contextmanager
def _hooked(artifacts: Artifacts) -> Iterator[None]:
    """WeasyPrint with our functions in place of its own. One document at a time: pdf.py holds a
    lock."""
    stock_marked, stock_add_tags = Stream.marked, weasyprint.pdf.add_tags

    @contextmanager
    def marked(stream: Any, box: Any, tag: str) -> Iterator[None]:
        properties = artifacts.boxes.get(box)
        if properties is None or stream._tags is None:
            with stock_marked(stream, box, tag):
                yield
            return
        pydyf.Stream.begin_marked_content(stream, "Artifact", properties or None)
        yield
        pydyf.Stream.end_marked_content(stream)

    def add_tags(pdf: Any, document: Any, pdf_version: Any, page_streams: Any) -> None:
        Tagger(pdf, document, [stream._tags for stream in page_streams], artifacts).run()

    Stream.marked, weasyprint.pdf.add_tags = marked, add_tags
    try:
        yield
    finally:
        Stream.marked, weasyprint.pdf.add_tags = stock_marked, stock_add_tags


def _text_of(box: Any, artifacts: Mapping[Any, Any]) -> str:
    """The text that is read in a box."""
    if isinstance(box, boxes.TextBox):
        return "" if box in artifacts else str(box.text)
    if isinstance(box, boxes.ReplacedBox):
        return ""
    return "".join(_text_of(laid(child), artifacts) for child in box.children)


def _alternative(element: Any) -> str:
    """What stands for a picture: its label, or its title and description."""
    attribute = element.attrib.get
    if label := attribute("aria-label") or attribute("alt"):
        return str(label)
    parts = [element.find(f"{SVG}{name}") for name in ("title", "desc")]
    return " ".join(" ".join(part.text.split()) for part in parts if part is not None and part.text)


@dataclass
class TagPlace:
    """Where one end of a footnote's pair of links stands."""

    link: StructureElement
    page: int
    box: Any


class Tagger:
    """The tree of one document, while it is made."""

    def __init__(
        self,
        pdf: Any,
        document: Any,
        contents: list[dict[Any, dict[str, Any]]],
        artifacts: Artifacts,
    ) -> None:
        self.pdf = pdf
        self.pages = document.pages
        self.references = pdf.page_references  # a property that makes them anew each time
        self.contents = contents
        self.artifacts = artifacts.boxes
        self.language = document.metadata.lang
        self.page = 0
        self.document = StructureElement("Document")
        self.elements: dict[tuple[int, str], StructureElement] = {}
        self.contents_sections: set[StructureElement] = set()
        self.links: dict[StructureElement, tuple[Any, list[pydyf.Dictionary]]] = {}
        self.calls: dict[int, TagPlace] = {}
        self.markers: dict[int, TagPlace] = {}
        self.notes = 0

    def run(self) -> None:
        for number, page in enumerate(self.pages):
            self.page = number
            for box in page._page_box.children:
                if not isinstance(box, boxes.MarginBox):
                    self.visit(laid(box), self.document)
            self.keep_the_rest()
        self.link_notes()
        self.describe_links()
        StructureWriter(self.pdf).write(self.document)
        self.pdf.catalog["PageMode"] = "/UseOutlines"

    def keep_the_rest(self) -> None:
        """Content that no box led to is read at the end rather than lost. The tests see to it that
        there is none."""
        if rest := self.contents[self.page]:
            self.document.text_host().kids += [
                MarkedContent(self.page, marked["mcid"]) for marked in rest.values()
            ]

    # Walking through the boxes of a page

    def visit(self, box: Any, parent: StructureElement) -> None:
        if isinstance(box, boxes.FootnoteAreaBox):
            for note in box.children:
                self.visit_children(laid(note), self.note(laid(note)))
            return
        if isinstance(box, boxes.TextBox):
            self.mark(box, parent)
            return
        element = self.element_of(box, parent)
        if box.link_annotation is not None:
            self.annotate(element, box)
        if isinstance(box, boxes.ReplacedBox):
            self.mark(box, element)
        else:
            self.visit_children(box, element)

    def visit_children(self, box: Any, element: StructureElement) -> None:
        for child in box.children:
            self.visit(laid(child), element)

    def mark(self, box: Any, parent: StructureElement) -> None:
        """Text or a picture, drawn on this page, as content of its element."""
        marked = self.contents[self.page].pop(box, None)
        if marked is None:
            return
        host = parent if parent.tag == "Figure" else parent.text_host()
        host.kids.append(MarkedContent(self.page, marked["mcid"]))
        if host.tag == "Figure":
            left, top, height = (
                box.content_box_x(),
                box.content_box_y(),
                self.pages[self.page].height,
            )
            host.attributes = {
                "O": "/Layout",
                "BBox": attribute_array(
                    [
                        POINTS * side
                        for side in (
                            left,
                            height - top - box.height,
                            left + box.width,
                            height - top,
                        )
                    ]
                ),
            }
            if host.parent is not None and host.parent.tag in GROUPING:
                host.attributes["Placement"] = "/Block"

    def annotate(self, element: StructureElement, box: Any) -> None:
        """A link's active area on this page: one for every line it stands on."""
        annotation = box.link_annotation
        if element not in self.links:
            element = StructureElement("Link", element.text_host())
            self.links[element] = (box.element, [])
        annotation["F"] = 4
        element.kids.append(MarkedContent(self.page, annotation=annotation))
        self.links[element][1].append(annotation)

    # Which element a box belongs to

    def element_of(self, box: Any, parent: StructureElement) -> StructureElement:
        """The element of a box; its parent's where the box has no meaning of its own."""
        html = box.element
        if html is None or box.element_tag in ("html", "body"):
            return parent
        key = (id(html), box.element_tag)
        if key not in self.elements:
            name, _, pseudo = box.element_tag.partition("::")
            element = self.pseudo(box, pseudo, parent) if pseudo else self.new(box, name, parent)
            language = html.attrib.get("lang")
            if language and not pseudo and language != self.language:
                if element is parent:
                    inline = isinstance(box, boxes.InlineLevelBox)
                    element = (
                        StructureElement("Span", parent.text_host())
                        if inline
                        else StructureElement("Div", parent.block_host())
                    )
                element.entries["Lang"] = pydyf.String(language)
            self.elements[key] = element
        return self.elements[key]

    def new(self, box: Any, name: str, parent: StructureElement) -> StructureElement:
        """A new element for an HTML element, or its parent's."""
        if tag := SIMPLE.get(name):
            element = StructureElement(tag, parent if tag in PLACED else parent.block_host())
            if box.element.attrib.get("role") == "doc-toc":
                self.contents_sections.add(element)
            return element
        if name in ("ul", "ol"):
            return self.list(box, parent)
        if name in ("li", "dl", "dt", "dd"):
            return self.list_part(name, parent)
        if name in ("td", "th"):
            return self.cell(box, name, parent)
        if name in ("img", f"{SVG}svg"):
            return self.figure(box, parent)
        if name == "a":
            return self.link(box, parent)
        if name in ("code", "q"):
            return StructureElement({"code": "Code", "q": "Quote"}[name], parent.text_host())
        if name == "abbr" and (meaning := box.element.attrib.get("title")):
            element = StructureElement("Span", parent.text_host())
            element.entries["E"] = pydyf.String(meaning)
            return element
        if isinstance(box, boxes.BlockLevelBox) and any(
            isinstance(child, boxes.LineBox) for child in box.children
        ):
            host = parent.block_host()
            return (
                StructureElement("P", host)
                if host.tag in GROUPING or host.tag in ("LBody", "TD", "TH", "Note")
                else parent
            )
        return parent

    def pseudo(self, box: Any, pseudo: str, parent: StructureElement) -> StructureElement:
        """A label, a footnote's number in the text or before the note; anything else is its
        element's text."""
        if pseudo == "marker" and parent.tag in ("LI", "TOCI"):
            return StructureElement("Lbl", parent, 0)
        if pseudo == "footnote-call":
            link = StructureElement("Link", StructureElement("Reference", parent.text_host()))
            self.calls[id(box.element)] = TagPlace(link, self.page, box)
            return link
        if pseudo == "footnote-marker":
            link = StructureElement("Link", StructureElement("Lbl", parent))
            self.markers[id(box.element)] = TagPlace(link, self.page, box)
            return link
        return parent

    def list(self, box: Any, parent: StructureElement) -> StructureElement:
        if (
            parent.tag in ("TOC", "TOCI")
            or parent in self.contents_sections
            or box.element.attrib.get("role") == "doc-toc"
        ):
            return StructureElement("TOC", parent)
        element = StructureElement("L", parent.block_host())
        style = box.style["list_style_type"]
        if isinstance(style, str) and style in NUMBERINGS:
            element.attributes = {"O": "/List", "ListNumbering": f"/{NUMBERINGS[style]}"}
        return element

    @staticmethod
    def list_part(name: str, parent: StructureElement) -> StructureElement:
        if name == "dl":
            return StructureElement("L", parent.block_host())
        if name == "li":
            return StructureElement("TOCI" if parent.tag == "TOC" else "LI", parent)
        if name == "dt":
            parent.body = StructureElement(
                "LI", parent
            )  # of the list, so that its definitions find it
            return StructureElement("Lbl", parent.body)
        return StructureElement("LBody", parent.body or StructureElement("LI", parent))

    @staticmethod
    def cell(box: Any, name: str, parent: StructureElement) -> StructureElement:
        element = StructureElement(name.upper(), parent)
        element.attributes = {"O": "/Table"}
        if name == "th":
            in_head = parent.parent is not None and parent.parent.tag == "THead"
            element.attributes["Scope"] = SCOPES.get(
                box.element.attrib.get("scope", ""), "/Column" if in_head else "/Row"
            )
        for attribute, span in (("ColSpan", box.colspan), ("RowSpan", box.rowspan)):
            if span != 1:
                element.attributes[attribute] = span
        if len(element.attributes) == 1:
            element.attributes = {}
        return element

    @staticmethod
    def figure(box: Any, parent: StructureElement) -> StructureElement:
        host = parent.block_host()
        element = StructureElement("Figure", host)
        if alternative := _alternative(box.element):
            element.entries["Alt"] = pydyf.String(alternative)
        return element

    def link(self, box: Any, parent: StructureElement) -> StructureElement:
        if not box.element.attrib.get("href"):
            return parent
        host = parent if parent.tag == "TOCI" else parent.text_host()
        element = StructureElement(
            "Link", StructureElement("Reference", host) if host.tag == "TOCI" else host
        )
        self.links[element] = (box.element, [])
        return element

    # Footnotes

    def note(self, box: Any) -> StructureElement:
        """The note of a box in the footnote area, read behind the paragraph that calls it."""
        key = (id(box.element), "note")
        if key not in self.elements:
            call = self.calls.get(id(box.element))
            paragraph = call.link if call else self.document
            while (
                paragraph.tag in ("Link", "Reference", "Span", "Quote", "Code")
                and paragraph.parent is not None
            ):
                paragraph = paragraph.parent
            self.notes += 1
            note = paragraph.note_behind()
            note.entries["ID"] = pydyf.String(f"note-{self.notes:04d}")
            self.elements[key] = self.elements[id(box.element), box.element_tag] = note
        return self.elements[key]

    def link_notes(self) -> None:
        """From each number in the text to its note, and back."""
        for key, call in self.calls.items():
            if marker := self.markers.get(key):
                number = _text_of(call.box, self.artifacts).strip()
                self.connect(call, marker, TO_NOTE.format(number))
                self.connect(marker, call, TO_TEXT.format(number))

    def connect(self, start: TagPlace, end: TagPlace, description: str) -> None:
        left, _, _, top = self.corners(end)
        annotation = pydyf.Dictionary(
            {
                "Type": "/Annot",
                "Subtype": "/Link",
                "Rect": pydyf.Array(self.corners(start)),
                "BS": pydyf.Dictionary({"W": 0}),
                "F": 4,
                "Contents": pydyf.String(description),
                "Dest": pydyf.Array([self.references[end.page], "/XYZ", left, top, 0]),
            }
        )
        self.pdf.add_object(annotation)
        # Objects are numbered from 0 and a page's reference begins with its number.
        page = self.pdf.objects[int(self.references[start.page].split()[0])]
        page.setdefault("Annots", pydyf.Array()).append(annotation.reference)
        start.link.kids.append(MarkedContent(start.page, annotation=annotation))

    def corners(self, place: TagPlace) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of a box on its page, in points from the bottom left."""
        x, y, width, height = place.box.hit_area()
        bottom = self.pages[place.page].height
        return (
            POINTS * x,
            POINTS * (bottom - y - height),
            POINTS * (x + width),
            POINTS * (bottom - y),
        )

    def describe_links(self) -> None:
        """A link is described by its label or its text, not by where it leads."""
        for html, areas in self.links.values():
            text = " ".join("".join(html.itertext()).split())
            if description := html.attrib.get("aria-label") or html.attrib.get("title") or text:
                for annotation in areas:
                    annotation["Contents"] = pydyf.String(description)
