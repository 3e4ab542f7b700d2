"""The blocks of a text as the JSON of a report has it: HTML, cut into paragraphs, bullets, headings
and rows, each in plain words.

Of the HTML, only words, emphasis, links and pictures get through.
"""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from typing import NamedTuple

from reportgen.redline.words import normalise

_BLOCKS = frozenset(
    "p li ul ol div blockquote pre table thead tbody tr h1 h2 h3 h4 h5 h6 hr".split()
)
_INLINE = frozenset("em strong code a br mark span img".split())
_KEPT = ("href", "src", "alt")
CELL = " | "


class HtmlBlock(NamedTuple):
    """A paragraph, bullet, heading, quotation or row."""

    kind: str
    text: str
    """In plain words."""
    markup: str
    """The words with the emphasis, links and pictures among them."""


def split_html(html: str) -> list[HtmlBlock]:
    """Cut a text into its blocks."""
    if "<" not in html and "&" not in html:
        words = normalise(html)
        return [HtmlBlock("paragraph", words, words)] if words else []
    splitter = _Splitter()
    splitter.feed(html)
    splitter.close()
    splitter.flush()
    return splitter.blocks


class _Splitter(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[HtmlBlock] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.markup: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("td", "th"):
            self._write(CELL if "".join(self.words).strip() else "")
        elif tag in _BLOCKS:
            self.flush()
            if tag == "div" and given.get("class") == "placed":
                placed = f"{given.get('data-kind', '')} {given.get('data-target', '')}".strip()
                self.blocks.append(HtmlBlock("placed", placed, placed))
            if tag != "hr":
                self.open.append(tag)
        elif tag in _INLINE:
            attributes = "".join(f' {k}="{escape(given[k])}"' for k in _KEPT if given.get(k))
            self.markup.append(f"<{tag}{attributes}>")
            if tag == "img":
                name = given.get("src", "").rpartition("/")[2]
                self.words.append(f"[picture {name}: {given.get('alt', '')}]")
            elif tag == "br":
                self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.flush()
            if tag in self.open:
                while self.open.pop() != tag:
                    pass
        elif tag in _INLINE:
            self.markup.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._write(data)

    def _write(self, words: str) -> None:
        self.words.append(words)
        self.markup.append(escape(words))

    def flush(self) -> None:
        """End a block."""
        words = normalise("".join(self.words))
        if words:
            self.blocks.append(HtmlBlock(self._kind, words, normalise("".join(self.markup))))
        self.words.clear()
        self.markup.clear()

    @property
    def _kind(self) -> str:
        for tag in reversed(self.open):
            if tag[0] == "h" and tag[1:].isdecimal():
                return "heading"
            kind = {"tr": "row", "li": "bullet", "blockquote": "quote", "pre": "code"}.get(tag)
            if kind:
                return kind
        return "paragraph"
