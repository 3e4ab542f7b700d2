"""A passage: one paragraph, heading or cell as its author typed it, with the place of every
character.

Checks look for words and numbers in passages; problems name places in them. It knows tokens, and
not what they mean.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
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
            _HIDDEN.sub(lambda match: HIDDEN * len(match[0]), self.content)
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


class PlaceFinder:
    """Finds the places of what stands in a text, one paragraph after another."""

    def __init__(self, text: SourceText) -> None:
        self.text = text
        self.lines = lines_of(text)
        self._columns: dict[int, int] = {}
        """For each line of a table, the last column whose cells have been read."""
        self._token: Token | None = None
        self._passage: Passage | None = None
        self._sought = 0

    def enter(self, token: Token, *, in_table: bool = False) -> None:
        """Begin a paragraph, a heading or a cell."""
        self._token, self._passage, self._sought = token, None, 0
        if in_table and token.map and token.content:
            line = token.map[0]
            column = self.lines[line].find(token.content, self._columns.get(line, 0))
            if column >= 0:
                token.meta["column"] = column
                self._columns[line] = column + len(token.content)

    @property
    def passage(self) -> Passage:
        """The paragraph that is being read, as typed."""
        if self._passage is None:
            assert self._token is not None
            self._passage = passage_of(self.text, self.lines, self._token)
        return self._passage

    def start(self, token: Token, length: int = 1) -> Place:
        """The place where a block begins."""
        return self.text.at(token.map[0] if token.map else 0, 0, length)

    def within(self, offset: int, length: int, source: str | None = None) -> Place:
        """The place of a stretch of the paragraph. `source`: the part of it that the offset counts
        in."""
        content = self.passage.content
        if source is not None and source is not content:
            offset += max(0, content.find(source))
        return self.passage.place(offset, length)

    def seek(self, words: str) -> Place:
        """The place of words in the paragraph, after those sought before."""
        at = self.passage.content.find(words, self._sought)
        if at >= 0:
            self._sought = at + len(words)
        return self.within(max(0, at), len(words))


# Sentences

_SENTENCE_END = re.compile(r"[.!?][’”\"')*_]*\ufffc*\s+(?=[‘“\"'(*_]*[A-Z{\ufffc])")

MAX_SENTENCE = 2_000
"""The most characters of a sentence; a longer one is cut. The time that a check needs for a
sentence may grow with the square of its length."""


@frozen(kw_only=False)
class Sentence:
    """A sentence of a passage, without what its author drew from the data."""

    words: str
    raw: str
    """As typed, figures included."""
    start: int
    passage: Passage

    def place(self, match: re.Match[str], group: int | str = 0) -> Place:
        """The place of something found in the words."""
        return self.passage.place(self.start + match.start(group), len(match[group]))

    def mentions(self, words: str) -> bool:
        """Whether the sentence has these words, in whatever case."""
        return bool(words) and words.lower() in self.words.lower()


def split_sentences(passage: Passage) -> Iterator[Sentence]:
    """The sentences of a passage, those without a word left out."""
    start, words = 0, passage.words.replace("\n", " ")
    for end in (*(match.end() for match in _SENTENCE_END.finditer(words)), len(words)):
        while start < end:
            stop = min(end, start + MAX_SENTENCE)
            if words[start:stop].strip():
                yield Sentence(words[start:stop], passage.content[start:stop], start, passage)
            start = stop
