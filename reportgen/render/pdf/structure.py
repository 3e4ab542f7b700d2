"""The structure tree of a tagged PDF: its elements, and how they are written as PDF objects.

It knows PDF (ISO 32000-1, 14.7). It must not know HTML, boxes or reports: which element a piece of
text belongs to is decided in elements.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pydyf

GROUPING = frozenset({"Document", "Part", "Sect", "Art", "Div", "BlockQuote", "TOC", "TOCI"})
"""Elements that hold other elements and no text of their own."""

PARAGRAPHS = frozenset({"P", "H1", "H2", "H3", "H4", "H5", "H6", "Caption"})
"""Elements that hold the text of one paragraph."""

KEPT_EMPTY = frozenset({"TD", "TH"})
"""Elements that are written even without content: a row needs all its cells."""


class MarkedContent:
    """A piece of a page that belongs to an element: marked content, by its number, or an
    annotation."""

    __slots__ = ("annotation", "number", "page")

    def __init__(
        self, page: int, number: int = -1, annotation: pydyf.Dictionary | None = None
    ) -> None:
        self.page = page
        self.number = number
        self.annotation = annotation


class StructureElement:
    """A structure element: a paragraph, a cell, a link. It may be on several pages."""

    __slots__ = (
        "attributes",
        "body",
        "entries",
        "kids",
        "notes_after",
        "object",
        "open_paragraph",
        "parent",
        "tag",
    )

    def __init__(
        self, tag: str, parent: StructureElement | None = None, index: int | None = None
    ) -> None:
        self.tag = tag
        self.parent = parent
        self.kids: list[StructureElement | MarkedContent] = []
        self.entries: dict[str, Any] = {}
        """Entries of its dictionary: Alt, E, Lang, ID."""
        self.attributes: dict[str, Any] = {}
        """Entries of its attribute object: Scope of a header cell, BBox of a figure."""
        self.open_paragraph: StructureElement | None = None
        """The paragraph of a grouping element that takes text which is in no paragraph."""
        self.body: StructureElement | None = None
        """The body of a list item, or the open item of a definition list, once there is one."""
        self.notes_after = 0
        """How many notes follow this element."""
        self.object: pydyf.Dictionary | None = None
        if parent is not None:
            if index is None:
                parent.kids.append(self)
                parent.open_paragraph = None
            else:
                parent.kids.insert(index, self)

    def block_host(self) -> StructureElement:
        """The element that takes a block of this element. For a list item this is its body."""
        if self.tag != "LI":
            return self
        if self.body is None:
            self.body = StructureElement("LBody", self)
        return self.body

    def text_host(self) -> StructureElement:
        """The element that takes text of this element. For a grouping element this is a
        paragraph."""
        host = self.block_host()
        if host.tag not in GROUPING:
            return host
        if host.open_paragraph is None:
            host.open_paragraph = StructureElement("P", host)
        return host.open_paragraph

    def add_note(self) -> StructureElement:
        """Add a note that is read after this element and after the notes that it has already."""
        parent = self.parent
        if self.tag not in PARAGRAPHS or parent is None:
            return StructureElement("Note", self)
        self.notes_after += 1
        return StructureElement("Note", parent, parent.kids.index(self) + self.notes_after)

    def elements(self) -> Iterator[StructureElement]:
        """This element and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, StructureElement):
                yield from kid.elements()


class StructureWriter:
    """Writes a tree of elements into a PDF whose pages are drawn."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        self.pdf = pdf
        self.references: tuple[bytes, ...] = pdf.page_references
        self.numbered: list[dict[int, StructureElement]] = [{} for _ in self.references]
        self.annotations: list[tuple[StructureElement, pydyf.Dictionary]] = []

    def write(self, document: StructureElement) -> None:
        """Write the tree, the tree that leads from content back to elements, and the entries of
        the catalogue."""
        root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
        backward = pydyf.Dictionary()
        self.pdf.add_object(root)
        self.pdf.add_object(backward)
        root["ParentTree"] = backward.reference
        root["K"] = pydyf.Array([self._write_element(document, root.reference)])
        backward["Nums"] = self._list_elements_by_number()
        root["ParentTreeNextKey"] = len(self.numbered) + len(self.annotations)
        if names := _list_names(document):
            root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(names)})
        catalog = self.pdf.catalog
        catalog["StructTreeRoot"] = root.reference
        catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
        catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})

    def _write_element(self, element: StructureElement, parent: bytes) -> bytes:
        element.object = written = pydyf.Dictionary(
            {"Type": "/StructElem", "S": f"/{element.tag}", "P": parent}
        )
        self.pdf.add_object(written)
        reference: bytes = written.reference
        page = next((kid.page for kid in element.kids if isinstance(kid, MarkedContent)), None)
        if page is not None:
            written["Pg"] = self.references[page]
        written["K"] = pydyf.Array(
            (
                self._write_element(kid, reference)
                if isinstance(kid, StructureElement)
                else self._write_content(kid, element, page)
            )
            for kid in element.kids
            if isinstance(kid, MarkedContent) or kid.kids or kid.tag in KEPT_EMPTY
        )
        if element.attributes:
            written["A"] = pydyf.Dictionary(element.attributes)
        written.update(element.entries)
        return reference

    def _write_content(
        self, content: MarkedContent, element: StructureElement, page: int | None
    ) -> Any:
        """Write a kid that is not an element, and keep the way back from it."""
        reference = self.references[content.page]
        if content.annotation is not None:
            self.annotations.append((element, content.annotation))
            return pydyf.Dictionary(
                {"Type": "/OBJR", "Pg": reference, "Obj": content.annotation.reference}
            )
        self.numbered[content.page][content.number] = element
        if content.page == page:
            return content.number
        return pydyf.Dictionary({"Type": "/MCR", "Pg": reference, "MCID": content.number})

    def _list_elements_by_number(self) -> pydyf.Array:
        """For each page the elements of its content, by number; then for each annotation its
        element."""
        numbers = pydyf.Array()
        for page, elements in enumerate(self.numbered):
            numbers += [
                page,
                pydyf.Array(
                    _written_object(elements[number]).reference for number in sorted(elements)
                ),
            ]
        for key, (element, annotation) in enumerate(self.annotations, start=len(self.numbered)):
            annotation["StructParent"] = key
            numbers += [key, _written_object(element).reference]
        return numbers


def _list_names(document: StructureElement) -> list[Any]:
    """The names of all elements that have one, each followed by its element."""
    by_name = {
        element.entries["ID"].string: element
        for element in document.elements()
        if "ID" in element.entries
    }
    return [
        value
        for name in sorted(by_name)
        for value in (pydyf.String(name), _written_object(by_name[name]).reference)
    ]


def _written_object(element: StructureElement) -> pydyf.Dictionary:
    if element.object is None:
        raise LookupError(f"a {element.tag} element is referred to and was not written")
    return element.object


def attribute_array(numbers: Sequence[float]) -> pydyf.Array:
    """Numbers of an attribute, rounded to a hundredth of a point."""
    return pydyf.Array([round(number, 2) for number in numbers])
