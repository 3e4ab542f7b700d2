"""Reads one text: its blocks, with the headings, footnotes and containers among them.

    prose = parse(text, placeholders=placeholders, notes=notes, section="s-2.2")
    prose.problems, prose.used, prose.headings     what a check needs

What stands within a paragraph is for paragraphs.py, what a placeholder stands for is for
placeholders.py, and how Markdown is split into tokens is in markdown.py.
"""

from __future__ import annotations

import re

from markdown_it.token import Token

from reportgen.problems import Place, error, find_nearest, warning
from reportgen.prose.footnotes import Footnotes
from reportgen.prose.markdown import MAX_DEPTH, blocks_of
from reportgen.prose.paragraphs import ParagraphReader
from reportgen.prose.passages import PlaceFinder
from reportgen.prose.placeholders import DRAWN_TABLE, Placeholders
from reportgen.prose.plain import plain_of
from reportgen.prose.prose import CONTAINERS, TOP_HEADING, Heading, Notes, Prose
from reportgen.prose.typography import typeset_line
from reportgen.reading.fields import SourceText
from reportgen.util.text import slugify


def parse(
    text: str,
    *,
    placeholders: Placeholders,
    notes: Notes | None = None,
    section: str = "",
    inline: bool = False,
    cell: bool = False,
) -> Prose:
    """Read a text. `inline`: it is one line without paragraphs; `cell`: the same, in a table,
    where 47 per cent is 47%."""
    source = text if isinstance(text, SourceText) else SourceText(text)
    prose = Prose(source, section, is_line=inline or cell)
    reader = ProseReader(prose, placeholders, Notes() if notes is None else notes, in_cell=cell)
    prose.tokens.extend(reader.line() if prose.is_line else reader.blocks())
    return prose


class ProseReader:
    """Reads the blocks of one text and enters in its prose what it finds."""

    def __init__(
        self, prose: Prose, placeholders: Placeholders, notes: Notes, in_cell: bool
    ) -> None:
        self.prose, self.notes = prose, notes
        self.places = PlaceFinder(prose.text)
        self.footnotes = Footnotes(prose, self.places, notes)
        self.paragraphs = ParagraphReader(prose, self.places, placeholders, self.footnotes, in_cell)

    def line(self) -> list[Token]:
        """Read a text that is one line."""
        text = self.prose.text
        if not text.strip():
            return []
        token = Token("inline", "", 0, content=str(text), map=[0, 1])
        self.paragraphs.read(token)
        return [token]

    def blocks(self) -> list[Token]:
        """Read a text of several paragraphs. The footnotes come first, so that a call knows what
        it calls."""
        tokens, definitions = blocks_of("\n".join(self.places.lines))
        self.paragraphs.environment |= definitions
        for note in self.footnotes.define(tokens):
            self.paragraphs.read_note(note)
        for number, token in enumerate(tokens):
            if token.type == "inline":
                self.paragraphs.read(token)
                if tokens[number - 1].type == "heading_open":
                    self._heading(tokens[number - 1], token)
            elif token.type == "container_open":
                self._container(token)
            elif token.type == "block_figure":
                self._placed(token)
            elif token.type in ("th_open", "td_open", "th_close", "td_close"):
                self.paragraphs.in_cell = token.nesting == 1
        _tighten_items(tokens)
        self.footnotes.check_called()
        if any(token.level >= MAX_DEPTH - 1 for token in tokens):
            self._wrong(
                "nesting",
                self.prose.text.at(0),
                "lists or quotations nest too deeply to be printed",
                "write them with fewer levels",
            )
        return tokens

    def _wrong(self, code: str, place: Place, message: str, hint: str) -> None:
        self.prose.problems.append(error(code, place, message, hint))

    def _warn(self, code: str, place: Place, message: str, hint: str) -> None:
        self.prose.problems.append(warning(code, place, message, hint))

    def _heading(self, opening: Token, inline: Token) -> None:
        place = self.places.start(opening)
        title = plain_of(
            [child for child in inline.children or [] if child.type != "note_call"]
        ).strip()
        depth = self._check_level(int(opening.tag[1]), place)
        if not title:
            self._warn(
                "heading-empty", place, "this heading has no words", "write them, or take it out"
            )
            opening.hidden = True
            return
        name = re.sub(r"[^a-z0-9]+", "-", slugify(title)).strip("-") or "heading"
        id = self.notes.claim(f"{self.prose.section}-{name}" if self.prose.section else name)
        opening.meta = {"depth": depth, "id": id, "title": title}
        self.prose.headings.append(Heading(id, title, depth, place))

    def _check_level(self, level: int, place: Place) -> int:
        """The depth of a heading below ###, at most one more than that of the heading before."""
        if level < TOP_HEADING:
            self._warn(
                "heading-level",
                place,
                f"a heading in prose begins with {'#' * TOP_HEADING}",
                "the levels above are the report's own",
            )
        depth = max(0, level - TOP_HEADING)
        deepest = self.prose.headings[-1].depth + 1 if self.prose.headings else 0
        if depth > deepest:
            levels = "1 level" if depth - deepest == 1 else f"{depth - deepest} levels"
            self._warn(
                "heading-order",
                place,
                f"this heading is {levels} too deep for the one before it",
                f"begin it with {'#' * (deepest + TOP_HEADING)}",
            )
        return min(depth, deepest)

    def _container(self, token: Token) -> None:
        if token.info not in CONTAINERS:
            near = find_nearest(token.info, CONTAINERS)
            self._wrong(
                "unknown-container",
                self.places.start(token, 3),
                f"there is no container `{token.info}`",
                f"did you mean `::: {near}`?" if near else f"known here: {', '.join(CONTAINERS)}",
            )
        if not token.meta["closed"]:
            self._wrong(
                "container-open",
                self.places.start(token, 3),
                f"the container `{token.info}` is not closed",
                "put ::: on a line of its own after it",
            )
        token.content = typeset_line(token.content)

    def _placed(self, token: Token) -> None:
        """A table, chart or breakdown that stands on a line of its own."""
        kind, target = token.meta["kind"], " ".join(token.meta["target"].split())
        token.meta["target"] = target
        number = token.map[0] if token.map else 0
        line = self.places.lines[number]
        place = self.prose.text.at(number, max(0, line.find("{")), len(line.strip()))
        if self.paragraphs.resolve(kind, target, place) is None:
            token.type, token.content = "unfilled_block", f"[error: {{{kind}:{target}}}]"
            return
        if kind == "chart" and target.startswith(DRAWN_TABLE):  # the table itself, with a drawing
            kind, target = "table", target.removeprefix(DRAWN_TABLE)
            token.meta.update(kind=kind, target=target)
            self.paragraphs.resolve(kind, target, place)
        if other := self.notes.placed.get((kind, target)):
            self._wrong(
                "placed-twice",
                place,
                f"the {kind} `{target[:60]}` stands twice: here, and {other}",
                "take one out, and say in words where the other is",
            )
            token.type, token.content = (
                "unfilled_block",
                f"[error: {{{kind}:{target}}} stands twice]",
            )
        self.notes.placed.setdefault((kind, target), f"at {place.path}:{place.line}")


def _tighten_items(tokens: list[Token]) -> None:
    """Hide the paragraph of a list item that has one alone, whether or not empty lines stand around
    it."""
    items: list[tuple[int, list[Token]]] = []
    for token in tokens:
        if token.type == "list_item_open":
            items.append((token.level + 1, []))
        elif token.type == "paragraph_open" and items and token.level == items[-1][0]:
            items[-1][1].append(token)
        elif token.type == "list_item_close":
            _, paragraphs = items.pop()
            if len(paragraphs) == 1:
                paragraphs[0].hidden = True
