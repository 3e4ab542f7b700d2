"""Which structure element an HTML element becomes in a PDF.

It goes by HTML elements, roles and attributes. It must not know what a report is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes

from reportgen.render.pdf.footnotes import Footnotes
from reportgen.render.pdf.layout import SVG
from reportgen.render.pdf.links import LinkAreas
from reportgen.render.pdf.structure import GROUPING, StructureElement

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
"""HTML elements that always become the same structure element."""

IN_TEXT = {"code": "Code", "q": "Quote"}
"""HTML elements that become a structure element inside a paragraph."""

DIRECT_CHILDREN = frozenset({"THead", "TBody", "TFoot", "TR", "Caption"})
"""Elements that are always a direct child of their parent, never in the body of a list item."""

HOLDS_PARAGRAPHS = GROUPING | {"LBody", "TD", "TH", "Note"}
"""Elements in which a block of lines is a paragraph of its own."""

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
"""How PDF names the list styles of CSS."""

SCOPES = {"row": "/Row", "rowgroup": "/Row", "col": "/Column", "colgroup": "/Column"}
"""How PDF names the scopes of header cells."""


class ElementMap:
    """The structure elements of one document by their HTML elements.

    An HTML element has many boxes, one for each page and line that it is on. All of them belong to
    one structure element.
    """

    def __init__(self, language: str | None, links: LinkAreas, footnotes: Footnotes) -> None:
        self.language = language
        self.links = links
        self.footnotes = footnotes
        self.elements: dict[tuple[int, str], StructureElement] = {}
        self.contents_sections: set[StructureElement] = set()
        """Sections whose lists are a table of contents."""

    def find(self, box: Any, page: int, parent: StructureElement) -> StructureElement:
        """The element of a box: a known one, a new one, or the parent's if the box has no meaning
        of its own."""
        if box.element is None or box.element_tag in ("html", "body"):
            return parent
        key = (id(box.element), box.element_tag)
        if key not in self.elements:
            name, _, pseudo = box.element_tag.partition("::")
            self.elements[key] = (
                self._add_pseudo(pseudo, box, page, parent)
                if pseudo
                else self._mark_language(self._add(name, box, parent), box, parent)
            )
        return self.elements[key]

    def find_note(self, box: Any, document: StructureElement) -> StructureElement:
        """The element of a box in the footnote area."""
        note = self.footnotes.find_note(box, document)
        self.elements[id(box.element), box.element_tag] = note
        return note

    def _mark_language(
        self, element: StructureElement, box: Any, parent: StructureElement
    ) -> StructureElement:
        """State the language of an element if the document has another one."""
        language = box.element.attrib.get("lang")
        if not language or language == self.language:
            return element
        if element is parent:
            inline = isinstance(box, boxes.InlineLevelBox)
            element = (
                StructureElement("Span", parent.text_host())
                if inline
                else StructureElement("Div", parent.block_host())
            )
        element.entries["Lang"] = pydyf.String(language)
        return element

    def _add(self, name: str, box: Any, parent: StructureElement) -> StructureElement:
        """Add the element of an HTML element, or return the parent if it needs none."""
        if tag := SIMPLE.get(name):
            host = parent if tag in DIRECT_CHILDREN else parent.block_host()
            element = StructureElement(tag, host)
            if _is_contents(box):
                self.contents_sections.add(element)
            return element
        if name in ("ul", "ol"):
            in_contents = parent in self.contents_sections or _is_contents(box)
            return _add_list(box, parent, in_contents)
        if name == "a":
            return self._add_link(box, parent)
        if tag := IN_TEXT.get(name):
            return StructureElement(tag, parent.text_host())
        add = _SPECIAL.get(name, _add_paragraph)
        return add(name, box, parent)

    def _add_pseudo(
        self, pseudo: str, box: Any, page: int, parent: StructureElement
    ) -> StructureElement:
        """Add the label of a list item or a number of a footnote. Any other pseudo-element is text
        of its element."""
        if pseudo == "marker" and parent.tag in ("LI", "TOCI"):
            return StructureElement("Lbl", parent, 0)
        if pseudo == "footnote-call":
            return self.footnotes.add_call(box, page, parent)
        if pseudo == "footnote-marker":
            return self.footnotes.add_marker(box, page, parent)
        return parent

    def _add_link(self, box: Any, parent: StructureElement) -> StructureElement:
        if not box.element.attrib.get("href"):
            return parent
        host = parent if parent.tag == "TOCI" else parent.text_host()
        if host.tag == "TOCI":
            host = StructureElement("Reference", host)
        return self.links.add_link(box.element, host)


def _is_contents(box: Any) -> bool:
    return bool(box.element.attrib.get("role") == "doc-toc")


def _add_list(box: Any, parent: StructureElement, in_contents: bool) -> StructureElement:
    if in_contents or parent.tag in ("TOC", "TOCI"):
        return StructureElement("TOC", parent)
    element = StructureElement("L", parent.block_host())
    style = box.style["list_style_type"]
    numbering = NUMBERINGS.get(style) if isinstance(style, str) else "Disc"
    if numbering:
        element.attributes = {"O": "/List", "ListNumbering": f"/{numbering}"}
    return element


def _add_list_part(name: str, box: Any, parent: StructureElement) -> StructureElement:
    if name == "dl":
        return StructureElement("L", parent.block_host())
    if name == "li":
        return StructureElement("TOCI" if parent.tag == "TOC" else "LI", parent)
    if name == "dt":
        # Kept as the body of the list, so that the definitions of the term find their item.
        parent.body = StructureElement("LI", parent)
        return StructureElement("Lbl", parent.body)
    return StructureElement("LBody", parent.body or StructureElement("LI", parent))


def _add_cell(name: str, box: Any, parent: StructureElement) -> StructureElement:
    element = StructureElement(name.upper(), parent)
    attributes: dict[str, Any] = {}
    if name == "th":
        in_head = parent.parent is not None and parent.parent.tag == "THead"
        attributes["Scope"] = SCOPES.get(
            box.element.attrib.get("scope", ""), "/Column" if in_head else "/Row"
        )
    spans = {"ColSpan": box.colspan, "RowSpan": box.rowspan}
    attributes |= {attribute: span for attribute, span in spans.items() if span != 1}
    if attributes:
        element.attributes = {"O": "/Table", **attributes}
    return element


def _add_figure(name: str, box: Any, parent: StructureElement) -> StructureElement:
    element = StructureElement("Figure", parent.block_host())
    if description := _describe_picture(box.element):
        element.entries["Alt"] = pydyf.String(description)
    return element


def _describe_picture(html: Any) -> str:
    """The text that replaces a picture: its label, or its title and description."""
    if label := html.attrib.get("aria-label") or html.attrib.get("alt"):
        return str(label)
    parts = [html.find(f"{SVG}{name}") for name in ("title", "desc")]
    return " ".join(" ".join(part.text.split()) for part in parts if part is not None and part.text)


def _add_abbreviation(name: str, box: Any, parent: StructureElement) -> StructureElement:
    if meaning := box.element.attrib.get("title"):
        element = StructureElement("Span", parent.text_host())
        element.entries["E"] = pydyf.String(meaning)
        return element
    return _add_paragraph(name, box, parent)


def _add_paragraph(name: str, box: Any, parent: StructureElement) -> StructureElement:
    """Add a paragraph for a block of lines that no other rule covers."""
    if isinstance(box, boxes.BlockLevelBox) and any(
        isinstance(child, boxes.LineBox) for child in box.children
    ):
        host = parent.block_host()
        if host.tag in HOLDS_PARAGRAPHS:
            return StructureElement("P", host)
    return parent


_SPECIAL: dict[str, Callable[[str, Any, StructureElement], StructureElement]] = {
    **dict.fromkeys(("li", "dl", "dt", "dd"), _add_list_part),
    **dict.fromkeys(("td", "th"), _add_cell),
    **dict.fromkeys(("img", f"{SVG}svg"), _add_figure),
    "abbr": _add_abbreviation,
}
"""HTML elements that have a rule of their own and need nothing but their box and their parent."""
