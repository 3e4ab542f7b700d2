"""The plain text of HTML, as the JSON of a report has it in its prose.

No HTML is passed on: a page or a table gets the text alone.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset("p li h3 h4 h5 h6 tr td th blockquote div dt dd br pre caption".split())


class _TextCollector(HTMLParser):
    """Collects the text of a piece of HTML. Where a block ends, a space stands."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.pieces.append(" ")


def read_plain_text(html: str | None) -> str:
    """The text of a piece of HTML on one line."""
    if not html:
        return ""
    if "<" in html or "&" in html:
        collector = _TextCollector()
        collector.feed(html)
        collector.close()
        html = "".join(collector.pieces)
    return re.sub(r"\s+", " ", html).strip()
