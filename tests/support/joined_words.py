"""Finds words that run together in the tagged text of a PDF.

A reader that joins the strings of an element, as PDF says it may (ISO 32000-1, 14.8.2.5), gets
`Englandthat` where a space is missing at the end of a line. No validator looks for it. Strings are
read from the content of the pages, letter for letter: other tools add the spaces that they guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from lxml import html as lxml_html

JOINED = frozenset({"Link", "Span", "Quote", "Code", "Em", "Strong"})
"""Elements inside a paragraph whose text is joined with what is around them."""

LABEL = re.compile(r"\([a-z]\)|[\W\d]+")
"""What may stand before the item of a list."""

PASSED = frozenset({"Figure", "TOC"})
"""Elements whose text is read otherwise, or made by the style sheet."""

INLINE = frozenset(
    ["a", "abbr", "b", "code", "em", "i", "q", "small", "span", "strong", "sub", "sup", "time"]
)
"""HTML elements that do not separate words."""


def find_joined_words(pdf: bytes, html: str) -> list[str]:
    """The words of each element of a PDF, its strings joined, that the HTML does not have. Numbers
    and signs before the items of lists are in no HTML."""
    html_words = {word for text in _texts_of_html(html) for word in text.split()}
    words = [word for text in texts_of_elements(pdf) for word in text.split()]
    return [word for word in words if word not in html_words and not LABEL.fullmatch(word)]


def texts_of_elements(pdf: bytes) -> list[str]:
    """The text of each element that holds text, its strings joined."""
    document = pikepdf.open(BytesIO(pdf))
    strings = {page.objgen: dict(_strings(page)) for page in document.pages}
    root = document.Root.StructTreeRoot.K
    top = root[0] if isinstance(root, pikepdf.Array) else root
    return [text for text in _read(top, strings) if text.strip()]


def strings_of_pages(document: Any) -> list[dict[int, str]]:
    """For each page the text of its marked content, letter for letter, by its number."""
    return [dict(_strings(page)) for page in document.pages]


def _read(entry: Any, strings: dict[tuple[int, int], dict[int, str]]) -> Iterator[str]:
    """The texts of an element and of those below it: what is not joined stands alone."""
    if str(entry.S)[1:] in PASSED:
        return
    kids, text = entry.get("/K", []), ""
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            text += strings[entry.Pg.objgen].get(kid, "")
        elif kid.get("/Type") == "/MCR":
            text += strings[kid.Pg.objgen].get(int(kid.MCID), "")
        elif kid.get("/Type") == "/OBJR":
            continue
        elif str(kid.S)[1:] in JOINED:
            text += "".join(_read(kid, strings))
        elif str(kid.S) == "/Reference":
            continue  # the number of a footnote
        else:
            yield text
            text = ""
            yield from _read(kid, strings)
    yield text


def _strings(page: Any) -> Iterator[tuple[int, str]]:
    """The text of each piece of marked content, by its number."""
    fonts = {name: _letters(font) for name, font in page.Resources.get("/Font", {}).items()}
    letters: dict[int, str] = {}
    open_marks: list[int | None] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC" | "BMC":
                properties = operands[1] if len(operands) > 1 else {}
                marked = isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties
                open_marks.append(int(properties.MCID) if marked else None)
            case "EMC":
                open_marks.pop()
            case "Tf":
                letters = fonts[str(operands[0])]
            case "Tj" | "TJ" if open_marks and open_marks[-1] is not None:
                shown = operands[0] if str(operator) == "TJ" else operands
                codes = b"".join(bytes(part) for part in shown if isinstance(part, pikepdf.String))
                text = "".join(
                    letters[int.from_bytes(codes[at : at + 2])] for at in range(0, len(codes), 2)
                )
                yield open_marks[-1], text


def _letters(font: Any) -> dict[int, str]:
    """What each code of a font stands for."""
    table = font.ToUnicode.read_bytes().decode("latin-1")
    return {
        int(code, 16): bytes.fromhex(letters).decode("utf-16-be")
        for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL)
        for code, letters in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block)
    }


def _texts_of_html(html: str) -> Iterator[str]:
    """The text of a document, block by block."""
    document = lxml_html.document_fromstring(html)
    for number in document.xpath("//*[contains(concat(' ', @class, ' '), ' footnote ')]"):
        yield number.text_content()
        number.drop_tree()
    yield "".join(_read_html(document))


def _read_html(element: Any) -> Iterator[str]:
    if not isinstance(element.tag, str):
        return
    space = "" if element.tag in INLINE else " "
    yield space
    yield element.text or ""
    for child in element:
        yield from _read_html(child)
        yield child.tail or ""
    yield space
