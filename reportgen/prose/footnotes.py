"""The footnotes of one text: where they are defined, where they are called, and what is wrong with
either.

How the words of a footnote are read is in paragraphs.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from reportgen.problems import error, find_nearest, warning

if TYPE_CHECKING:
    from markdown_it.token import Token

    from reportgen.prose.passages import PlaceFinder
    from reportgen.prose.prose import Note, Notes, Prose

MAX_NOTE_CHARACTERS = 2_500
"""The most characters of a footnote, which has to fit on one page."""

_BLOCK = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]+\S|[>|#]|```")
"""How other blocks than paragraphs begin: `- item`, `1. item`, `> words`, `| cell`, `# title`."""


class Footnotes:
    """The footnotes of one text. The report numbers them as they are called."""

    def __init__(self, prose: Prose, places: PlaceFinder, notes: Notes) -> None:
        self.prose, self.places, self.notes = prose, places, notes
        self.defined: dict[str, Token] = {}
        self.called: dict[str, Note] = {}

    def define(self, tokens: list[Token]) -> Iterator[Token]:
        """Enter the definitions, and yield each that is the first of its name."""
        for token in tokens:
            if token.type != "note":
                continue
            if token.info in self.defined:
                self.prose.problems.append(
                    error(
                        "note-twice",
                        self.places.start(token),
                        f"the footnote `{token.info}` is defined twice",
                        "give each footnote its own name",
                    )
                )
                continue
            self.defined[token.info] = token
            self._check_blocks(token)
            self._check_length(token)
        yield from self.defined.values()

    def _check_blocks(self, note: Token) -> None:
        """Report everything in a footnote that is not a paragraph."""
        lines = self.places.lines
        first, end = note.map or (0, 0)
        for number in range(first + 1, end):
            line = lines[number].strip()
            if _BLOCK.match(line) and (line[0] in "-*+" or not lines[number - 1].strip()):
                self.prose.problems.append(
                    warning(
                        "note-block",
                        self.prose.text.at(number, lines[number].index(line), len(line)),
                        "a footnote cannot hold lists, quotations, headings, tables or code: this"
                        " is printed as it is typed",
                        "write it in sentences, or move it into the text",
                    )
                )
                return

    def _check_length(self, note: Token) -> None:
        if len(note.content) > MAX_NOTE_CHARACTERS:
            self.prose.problems.append(
                error(
                    "note-long",
                    self.places.start(note),
                    f"this footnote has {len(note.content):,} characters; with more than"
                    f" {MAX_NOTE_CHARACTERS:,} it does not fit at the foot of its page",
                    "move most of it into the text or an annexe",
                )
            )

    def call(self, state: Any, match: re.Match[str]) -> None:
        """Replace the call of a footnote, `[^1]`, with its number."""
        label = match[1]
        if label not in self.defined:
            near = find_nearest(label, self.defined)
            self.prose.problems.append(
                error(
                    "note-undefined",
                    self.places.within(match.start(), len(match[0]), state.src),
                    f"there is no footnote `{label}` in this text",
                    (
                        f"did you mean [^{near}]?"
                        if near
                        else f"add a line that begins with [^{label}]: and the words of the note"
                    ),
                )
            )
            state.append_pending(match[0])
            return
        if label not in self.called:
            definition = self.defined[label]
            note = self.notes.add(definition.children or [], self.places.start(definition))
            self.called[label] = note
            self.prose.notes.append(note)
        note = self.called[label]
        note.calls += 1
        state.push("note_call", "", 0).meta = {"note": note, "call": note.calls}

    def refuse_call(self, state: Any, match: re.Match[str]) -> None:
        """Leave a call within a footnote as it is typed."""
        self.prose.problems.append(
            error(
                "note-in-note",
                self.places.within(match.start(), len(match[0]), state.src),
                "a footnote cannot call a footnote",
                "say it in the text",
            )
        )
        state.append_pending(match[0])

    def check_called(self) -> None:
        """Report every footnote that is never called."""
        for label, token in self.defined.items():
            if label not in self.called:
                end = " ".join(token.content.split()[-4:])
                until = f", and it is not printed, up to “{end}”" if "\n" in token.content else ""
                self.prose.problems.append(
                    warning(
                        "note-unused",
                        self.places.start(token),
                        f"the footnote `{label}` is never called{until}",
                        f"write [^{label}] where it belongs, or take it out",
                    )
                )
