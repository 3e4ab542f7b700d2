"""Reads a PDF back as a screen reader meets it: the structure tree with its text, and what is
outside it.

For tests. pikepdf reads the tree, PDFium the text of each piece of marked content and where it
stands.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium


@dataclass
class Piece:
    """Text drawn at once: on which page, what it says, its box from the bottom left in points."""

    page: int
    text: str
    box: tuple[float, float, float, float]
    marked: int
    """Its number in the structure tree, or -1 for an artifact."""
    size: float = 0
    """Of its letters, in points."""


@dataclass
class Tag:
    """A structure element."""

    name: str
    entry: Any
    parent: Tag | None
    kids: list[Tag | Piece | Any] = field(default_factory=list)
    pages: set[int] = field(default_factory=set)

    @property
    def text(self) -> str:
        """All text below it, in the order in which it is read."""
        parts = [kid.text for kid in self.kids if isinstance(kid, (Tag, Piece))]
        return " ".join(" ".join(parts).split())

    def all(self, *names: str) -> list[Tag]:
        """The elements of these names below it, in reading order."""
        return [tag for tag in self.walk() if tag.name in names]

    def walk(self) -> Iterator[Tag]:
        for kid in self.kids:
            if isinstance(kid, Tag):
                yield kid
                yield from kid.walk()

    @property
    def annotations(self) -> list[Any]:
        return [kid for kid in self.kids if not isinstance(kid, (Tag, Piece))]

    def attribute(self, name: str) -> str | None:
        attributes = self.entry.get("/A")
        value = attributes.get(name) if attributes is not None else None
        return None if value is None else str(value)

    def outline(self, depth: int = 0) -> str:
        """The tree as text, for a test that fails."""
        indent = "  " * (depth + 1)
        below = (
            (
                kid.outline(depth + 1)
                if isinstance(kid, Tag)
                else indent + repr(getattr(kid, "text", "annotation"))
            )
            for kid in self.kids
        )
        return "\n".join(("  " * depth + self.name, *below))


class Tagged:
    """A PDF that was read back."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pikepdf.open(BytesIO(data))
        self.pieces = [list(pieces) for pieces in _pieces(data)]
        self.sizes = [tuple(float(side) for side in page.mediabox) for page in self.pdf.pages]
        self._text: list[dict[int, Piece]] = []
        for pieces in self.pieces:
            marked: dict[int, Piece] = {}
            for piece in pieces:
                if piece.marked >= 0:
                    if piece.marked in marked:
                        marked[piece.marked].text += piece.text
                    else:
                        marked[piece.marked] = replace(piece)
            self._text.append(marked)
        self._page = {page.objgen: number for number, page in enumerate(self.pdf.pages)}
        self.met: set[tuple[int, int]] = set()
        root = self.pdf.Root.StructTreeRoot
        top = root.K[0] if isinstance(root.K, pikepdf.Array) else root.K
        self.document = self._tag(top, None)

    def _tag(self, entry: Any, parent: Tag | None) -> Tag:
        tag = Tag(str(entry.S)[1:], entry, parent)
        kids = entry.get("/K", [])
        page = self._page.get(entry.Pg.objgen) if "/Pg" in entry else None
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                self._take(tag, page, kid)
            elif kid.get("/Type") == "/MCR":
                self._take(tag, self._page[kid.Pg.objgen], int(kid.MCID))
            elif kid.get("/Type") == "/OBJR":
                tag.kids.append(kid.Obj)
                tag.pages.add(self._page[kid.Pg.objgen])
            else:
                below = self._tag(kid, tag)
                tag.kids.append(below)
                tag.pages |= below.pages
        return tag

    def _take(self, tag: Tag, page: int | None, number: int) -> None:
        assert page is not None, f"a {tag.name} has content and no page"
        assert (
            page,
            number,
        ) not in self.met, f"content {number} of page {page + 1} belongs to two elements"
        self.met.add((page, number))
        tag.pages.add(page)
        tag.kids.append(self._text[page].get(number) or Piece(page, "", (0, 0, 0, 0), number))

    @property
    def outside(self) -> list[Piece]:
        """Text that is in no element: artifacts, if all is well."""
        return [
            piece
            for pieces in self.pieces
            for piece in pieces
            if (piece.page, piece.marked) not in self.met
        ]

    def text(self, page: int) -> str:
        return " ".join(piece.text for piece in self.pieces[page])


def _pieces(data: bytes) -> Iterator[Iterator[Piece]]:
    document = pypdfium2.PdfDocument(data)
    for number in range(len(document)):
        page = document[number]
        textpage = page.get_textpage()
        yield _texts(page, textpage, number)


def _texts(page: Any, textpage: Any, number: int) -> Iterator[Piece]:
    for thing in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_TEXT,), max_depth=4):
        length = pdfium.FPDFTextObj_GetText(thing.raw, textpage.raw, None, 0)
        buffer = ctypes.create_string_buffer(length)
        pdfium.FPDFTextObj_GetText(
            thing.raw, textpage.raw, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length
        )
        text = buffer.raw[: max(0, length - 2)].decode("utf-16-le", "replace")
        yield Piece(
            number,
            text,
            _on_page(thing),
            pdfium.FPDFPageObj_GetMarkedContentID(thing.raw),
            _size(thing),
        )


def _size(thing: Any) -> float:
    """The size of a text object's letters on its page."""
    size = ctypes.c_float()
    pdfium.FPDFTextObj_GetFontSize(thing.raw, ctypes.byref(size))
    scale = abs(thing.get_matrix().get()[3])
    form = thing.container
    while form is not None:
        scale *= abs(form.get_matrix().get()[3])
        form = form.container
    return float(size.value) * scale


def _on_page(thing: Any) -> tuple[float, float, float, float]:
    """The box of an object on its page: PDFium gives that of one inside a form by the form's own
    measure."""
    left, bottom, right, top = thing.get_bounds()
    form = thing.container
    while form is not None:
        a, b, c, d, e, f = form.get_matrix().get()
        corners = [
            (a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)
        ]
        left, right = min(x for x, _ in corners), max(x for x, _ in corners)
        bottom, top = min(y for _, y in corners), max(y for _, y in corners)
        form = form.container
    return left, bottom, right, top
