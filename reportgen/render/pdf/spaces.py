"""Gives the text of a PDF the spaces that are not drawn: those at the ends of lines, and those
that stand alone between two elements.

WeasyPrint strips the space at the end of a line, draws none that stands alone, and writes each line
as a string of its own. A reader that joins the strings would run the words on either side together,
so tagged PDF needs the space also there (ISO 32000-1, 14.8.2.5). It is added to the text that is
drawn, after its last letter, so nothing moves.

It goes by boxes and by their HTML, which says where a word goes on: after a hyphen, a slash, or
where a long word had to be broken. It must not know what a report is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes

from reportgen.render.pdf.artifacts import Artifacts
from reportgen.render.pdf.layout import follow_placeholder

SEPARATING = frozenset({"br", "p", "div", "li", "td", "th", "dt", "dd", "ul", "ol", "table"})
"""HTML elements that separate the words before and after them."""

SOFT_HYPHEN = "\u00ad"


def add_undrawn_spaces(document: Any, artifacts: Artifacts) -> None:
    """Add the space at the end of each line, unless its last word continues on the next line; and
    the spaces that stand alone."""
    lines = _Lines(artifacts)
    for page in document.pages:
        for box in page._page_box.children:
            if not isinstance(box, boxes.MarginBox):
                lines.visit(follow_placeholder(box))
    for text in lines.last_texts.values():
        _add_space(text)


class _Lines:
    """Reads the lines of one document. A block that continues on the next page is one block."""

    def __init__(self, artifacts: Artifacts) -> None:
        self.artifacts = artifacts
        self.last_texts: dict[tuple[int, str], Any] = {}
        """For each block the last text of the line before the one that is read."""
        self.sources: dict[int, str] = {}
        """The text of each HTML element, as it was written."""

    def visit(self, box: Any, ends: bool = True) -> None:
        """Read the lines of a box. `ends`: whether the end of its last line is the end of a line
        on the page; that of a box within a line is not."""
        if isinstance(box, (boxes.TextBox, boxes.ReplacedBox)):
            return
        children = [follow_placeholder(child) for child in box.children]
        for child in children:
            if isinstance(child, boxes.LineBox):
                self._read_line(child, box, ends or child is not children[-1])
            else:
                self.visit(child)

    def _read_line(self, line: Any, block: Any, ends: bool) -> None:
        for inner in _find_blocks_in(line):
            self.visit(inner, ends=False)
        texts: list[Any] = []
        for text in _find_texts(line):
            if text.text.strip():
                if text not in self.artifacts:
                    texts.append(text)
            elif texts:
                _add_space(texts[-1])
        if not texts:
            return
        key = (id(block.element), block.element_tag)
        before = self.last_texts.pop(key, None)
        if before is not None and not self._goes_on(before, texts[0], block):
            _add_space(before)
        if ends:
            self.last_texts[key] = texts[-1]

    def _goes_on(self, before: Any, after: Any, block: Any) -> bool:
        """Whether the last word of a line continues on the next line."""
        if block.element is None:
            return False
        source = self.sources.get(id(block.element))
        if source is None:
            source = "".join(_read_source(block.element))
            self.sources[id(block.element)] = source
        end, start = before.text.split(" ")[-1], after.text.split(" ")[0]
        if end + start in source:
            return f"{end} {start}" not in source
        hyphen = before.style["hyphenate_character"]
        return f"{end.removesuffix(hyphen).rstrip(SOFT_HYPHEN)}{SOFT_HYPHEN}{start}" in source


def _add_space(text: Any) -> None:
    """Add a space to the text that will be drawn. Its box keeps its width."""
    layout = text.pango_layout
    if not layout.text.endswith((" ", "\n")) and layout.first_line_direction % 2 == 0:
        layout.text += " "


def _find_texts(line: Any) -> Iterator[Any]:
    """The texts of a line, in their order."""
    for child in line.children:
        box = follow_placeholder(child)
        if isinstance(box, boxes.TextBox):
            yield box
        elif not isinstance(box, boxes.ReplacedBox) and box.is_in_normal_flow():
            yield from _find_texts(box)


def _find_blocks_in(line: Any) -> Iterator[Any]:
    """The blocks that stand in a line."""
    for child in line.children:
        box = follow_placeholder(child)
        if isinstance(box, boxes.InlineBox):
            yield from _find_blocks_in(box)
        elif not isinstance(box, (boxes.TextBox, boxes.ReplacedBox)):
            yield box


def _read_source(html: Any) -> Iterator[str]:
    """The text of an HTML element, spaces as one, with a space where another block begins."""
    yield " ".join(f"|{html.text or ''}|".split())[1:-1]
    for child in html:
        space = " " if child.tag in SEPARATING else ""
        yield space
        yield from _read_source(child)
        yield space
        yield " ".join(f"|{child.tail or ''}|".split())[1:-1]
