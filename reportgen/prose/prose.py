"""Prose: a text as its author wrote it, read once, with the figures in it filled in.

    prose = parse(text, figures=figures, notes=notes, section="s-2.2")
    prose.problems, prose.used, prose.headings     what a check needs
    prose.html("page"), prose.html("print")        what a template shows

It knows nothing of templates and of checks. How a text is read is in prose_reader.py, what a figure
is in figures.py, how it looks in prose_html.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reportgen.problems import Place, Problem
from reportgen.prose.passages import Passage, lines_of, passage_of
from reportgen.prose.placeholders import Placeholders
from reportgen.reading.fields import SourceText
from reportgen.util.frozen import frozen

if TYPE_CHECKING:
    from markdown_it.token import Token
    from markupsafe import Markup

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

    def html(self, mode: str = "page") -> Markup:
        """What it says."""
        from reportgen.prose.html import inline_html

        return inline_html(self.tokens, mode)


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
        """An id that nothing else has."""
        unique = id
        while unique in self.ids:
            self.ids[id] += 1
            unique = f"{id}-{self.ids[id]}"
        self.ids[unique] = 1
        return unique

    def html(self, edit: bool = False) -> Markup:
        """The list of notes at the end of the page."""
        from reportgen.prose.html import notes_html

        return notes_html(self.items, edit)


@frozen(kw_only=False)
class Prose:
    """One text, read."""

    text: SourceText
    section: str
    tokens: list[Token]
    is_line: bool
    """Whether it is one line, without paragraphs."""
    problems: tuple[Problem, ...]
    used: tuple[PlaceholderUse, ...]
    headings: tuple[Heading, ...]
    notes: tuple[Note, ...]
    images: tuple[tuple[str, Place], ...]
    """Pictures, by the file's name beside the inspection."""
    links: tuple[tuple[str, Place], ...]
    """Links to other parts of the report, by id."""

    def __bool__(self) -> bool:
        return bool(self.tokens)

    def html(
        self,
        mode: str = "page",
        *,
        level: int = TOP_HEADING,
        tight: bool = False,
        edit: bool = False,
        block: Callable[[str, str], str] | None = None,
        image: Callable[[str], str | None] | None = None,
    ) -> Markup:
        """The text as HTML, all of it escaped.

        `mode`: `page` links to notes, `print` has each as a footnote at its call, `data` has it
        there in brackets. `level`: that of the topmost headings. `tight`: a single paragraph goes
        without its <p>. `edit`: blocks tell their line. `block(kind, target)` sets a table, chart
        or breakdown; `image(name)` gives a picture's address.
        """
        from reportgen.prose.html import ProseLayout, prose_html

        return prose_html(
            self,
            ProseLayout(mode=mode, level=level, tight=tight, edit=edit, block=block, image=image),
        )

    def plain(self) -> str:
        """The text in plain words, figures filled in; an empty line between paragraphs."""
        from reportgen.prose.html import prose_plain

        return prose_plain(self)

    def passages(self) -> list[Passage]:
        """What the author typed, paragraph by paragraph, with its places."""
        lines = lines_of(self.text)
        return [
            passage_of(self.text, lines, token)
            for token in self.tokens
            if token.type in ("inline", "note")
        ]


def parse(
    text: str,
    *,
    figures: Placeholders,
    notes: Notes | None = None,
    section: str = "",
    inline: bool = False,
    cell: bool = False,
) -> Prose:
    """Reads a text. `inline`: it is one line without paragraphs; `cell`: the same, in a table,
    where a per cent is %."""
    from reportgen.prose.reader import ProseReader

    return ProseReader(
        text if isinstance(text, SourceText) else SourceText(text),
        figures,
        Notes() if notes is None else notes,
        section,
        inline or cell,
        cell,
    ).prose()


def plain_of(children: list[Token]) -> str:
    """The words of a paragraph."""
    words = []
    for token in children:
        if token.type in ("text", "text_special", "code_inline", "unfilled"):
            words.append(token.content)
        elif token.type == "hardbreak":
            words.append("\n")
        elif token.type == "image":
            words.append(plain_of(token.children or []))
        elif token.type == "note_call":
            words.append(f" [{token.meta['note'].number}]")
    return "".join(words)
