"""Prose: a text as its author wrote it, read once, with the values of its placeholders filled in.

This is what reading makes (reader.py), what checks look at, and what html.py and plain.py turn
into HTML and plain words. It knows none of them, and no template.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reportgen.problems import Place, Problem
from reportgen.prose.passages import Passage, lines_of, passage_of
from reportgen.reading.fields import SourceText
from reportgen.util.frozen import frozen

if TYPE_CHECKING:
    from markdown_it.token import Token

CONTAINERS = ("good-practice", "quote")
TOP_HEADING = 3
"""Headings in prose begin at ###."""


@frozen(kw_only=False)
class PlaceholderUse:
    """A figure that a text draws from the data."""

    kind: str
    target: str
    place: Place
    shown: str
    source: str


@frozen(kw_only=False)
class Heading:
    """A heading within prose."""

    id: str
    title: str
    depth: int
    """0 for ###, 1 for #### …"""
    place: Place


@dataclass
class Note:
    """A footnote, with its number in the report."""

    number: int
    tokens: list[Token]
    place: Place
    calls: int = 0

    @property
    def id(self) -> str:
        return f"note-{self.number}"


@dataclass
class Notes:
    """What the texts of one report share: its footnotes, numbered as their calls are read, the ids
    of its headings, and what they place."""

    items: list[Note] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)
    """Each id with how many headings have asked for it."""
    placed: dict[tuple[str, str], str] = field(default_factory=dict)
    """Each table, chart and breakdown that stands somewhere, by kind and target, and where."""

    def __bool__(self) -> bool:
        return bool(self.items)

    def __iter__(self) -> Iterator[Note]:
        return iter(self.items)

    def add(self, tokens: list[Token], place: Place) -> Note:
        self.items.append(Note(len(self.items) + 1, tokens, place))
        return self.items[-1]

    def claim(self, id: str) -> str:
        """Return an id that nothing else in the report has."""
        unique = id
        while unique in self.ids:
            self.ids[id] += 1
            unique = f"{id}-{self.ids[id]}"
        self.ids[unique] = 1
        return unique


@frozen(kw_only=False)
class Prose:
    """One text, read. The reader fills the lists; nobody else changes them."""

    text: SourceText
    section: str
    is_line: bool
    """Whether it is one line, without paragraphs."""
    tokens: list[Token] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    used: list[PlaceholderUse] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    images: list[tuple[str, Place]] = field(default_factory=list)
    """Pictures, by the file's name beside the inspection."""
    links: list[tuple[str, Place]] = field(default_factory=list)
    """Links to other parts of the report, by id."""

    def __bool__(self) -> bool:
        return bool(self.tokens)

    def passages(self) -> list[Passage]:
        """What the author typed, paragraph by paragraph, with its places."""
        lines = lines_of(self.text)
        return [
            passage_of(self.text, lines, token)
            for token in self.tokens
            if token.type in ("inline", "note")
        ]
