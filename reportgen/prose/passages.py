"""A passage: one paragraph, heading or cell as its author typed it, with the place of every
character.

Checks look for words and numbers in passages; problems name places in them. It knows tokens, and
not what they mean.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from reportgen.problems import Place
from reportgen.reading.fields import SourceText
from reportgen.util.frozen import frozen

if TYPE_CHECKING:
    from markdown_it.token import Token

HIDDEN = "\ufffc"
"""Stands for each character of a figure drawn from the data, of code, and of a link's address."""

_HIDDEN = re.compile(
    r"\{[a-z]+(?::[^{}\n]*)?\}|`[^`\n]*`|(?<=\])\([^()\n]*\)|<(?:https?:|mailto:|[^<>\s@:]+@)[^<>\s]*>|\[\^[^\[\]\s]+\]"
)


@frozen(kw_only=False)
class Passage:
    """One paragraph, heading or cell."""

    text: SourceText
    content: str
    """As typed."""
    rows: tuple[tuple[int, int, int], ...]
    """For each line of the content: where it begins in the content, and its line and column in the
    text."""

    @cached_property
    def words(self) -> str:
        """As typed, of the same length, without what the author did not write as words."""
        return (
            _HIDDEN.sub(lambda found: HIDDEN * len(found[0]), self.content)
            if _MARKED.search(self.content)
            else self.content
        )

    def place(self, offset: int, length: int = 1) -> Place:
        """The place of a stretch of the content."""
        row = max(0, bisect_right(self.rows, (offset, 1 << 40, 0)) - 1)
        begin, line, column = self.rows[row]
        return self.text.at(line, column + offset - begin, length)


_MARKED = re.compile(r"[{`<\[]")


def lines_of(text: str) -> list[str]:
    """The lines of a text, whatever ends them."""
    return re.split(r"\r\n?|[\n\0]", text) if "\r" in text or "\0" in text else text.split("\n")


def passage_of(text: SourceText, lines: list[str], token: Token) -> Passage:
    """The passage that a token was made of. Its lines are looked up where they stand among those of
    the text."""
    first = token.map[0] if token.map else 0
    rows = []
    begin = 0
    for number, row in enumerate(token.content.split("\n")):
        line = min(first + number, len(lines) - 1)
        rows.append(
            (
                begin,
                line,
                token.meta["column"] if "column" in token.meta else _column(lines[line], row),
            )
        )
        begin += len(row) + 1
    return Passage(text, token.content, tuple(rows))


def _column(source: str, row: str) -> int:
    """Where a line of a paragraph begins in the line it was taken from, behind quotation or list
    marks."""
    source, stripped = source.rstrip(), row.strip()
    at = len(source) - len(stripped) if source.endswith(stripped) else source.find(stripped)
    return max(0, at - (len(row) - len(row.lstrip())))
