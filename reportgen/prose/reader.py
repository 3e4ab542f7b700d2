"""Reads one text: fills in its figures, numbers its notes, judges its links and pictures, and
collects what is wrong.

What comes of it is a `Prose` (prose.py). How Markdown is cut up is in markdown.py, and how it is
set in typography.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from markdown_it.token import Token

from reportgen.problems import Place, Problem, error, find_nearest, warning
from reportgen.prose.markdown import MAX_DEPTH, NEEDS_READING, UNCLOSED, blocks_of, inlines_of
from reportgen.prose.passages import Passage, lines_of, passage_of
from reportgen.prose.placeholders import BLOCKS, Placeholders, Resolved, Unresolved
from reportgen.prose.prose import (
    CONTAINERS,
    TOP_HEADING,
    Heading,
    Note,
    Notes,
    PlaceholderUse,
    Prose,
    plain_of,
)
from reportgen.prose.typography import typeset, typeset_line
from reportgen.reading.fields import SourceText
from reportgen.util.text import slugify

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_BLOCK = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]+\S|[>|#]|```")
"""How a block begins that is no paragraph."""
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]{0,300})?/?>")

_MOST_MARKS, _LONGEST_WORD, _LONGEST_NOTE = 300, 1_000, 2_500
"""What a paragraph may have of type changes, links and notes, and characters: WeasyPrint takes the
square of these for a line, and a note stands on one page."""
_PLAIN = frozenset(("text", "text_special", "softbreak", "hardbreak"))


class ProseReader:
    """Reads one text and collects what is found on the way."""

    def __init__(
        self,
        text: SourceText,
        figures: Placeholders,
        shared: Notes,
        section: str,
        is_line: bool,
        in_cell: bool,
    ) -> None:
        self.text, self.figures, self.shared, self.section = text, figures, shared, section
        self.is_line, self.in_cell = is_line, in_cell
        self.problems: list[Problem] = []
        self.used: list[PlaceholderUse] = []
        self.headings: list[Heading] = []
        self.images: list[tuple[str, Place]] = []
        self.links: list[tuple[str, Place]] = []
        self.notes: list[Note] = []
        self.defined: dict[str, Token] = {}
        self.called: dict[str, Note] = {}
        self.environment: dict[str, Any] = {}
        self.lines = lines_of(text)
        self.columns: dict[int, int] = {}
        """For each line of a table, the column up to which its cells are read."""
        self.current = Token("inline", "", 0)
        self.passage: Passage | None = None
        self.sought = 0

    def prose(self) -> Prose:
        tokens = self.line() if self.is_line else self.blocks()
        return Prose(
            self.text,
            self.section,
            tokens,
            self.is_line,
            tuple(self.problems),
            tuple(self.used),
            tuple(self.headings),
            tuple(self.notes),
            tuple(self.images),
            tuple(self.links),
        )

    def line(self) -> list[Token]:
        if not self.text.strip():
            return []
        token = Token("inline", "", 0, content=str(self.text), map=[0, 1])
        self.environment = {"fill": self.fill, "call": self.call}
        self.read(token)
        return [token]

    def blocks(self) -> list[Token]:
        tokens, self.environment = blocks_of("\n".join(self.lines))
        self.environment |= {"fill": self.fill, "call": self.call}
        self.define(tokens)
        items: list[tuple[int, list[Token]]] = []
        for number, token in enumerate(tokens):
            if token.type == "inline":
                self.read(token)
                if tokens[number - 1].type == "heading_open":
                    self.heading(tokens[number - 1], token)
            elif token.type in _ON_BLOCK:
                _ON_BLOCK[token.type](self, token)
            elif token.type == "list_item_open":
                items.append((token.level + 1, []))
            elif token.type == "paragraph_open" and items and token.level == items[-1][0]:
                items[-1][1].append(token)
            elif token.type == "list_item_close":
                _tighten(items.pop()[1])
        for label, token in self.defined.items():
            if label not in self.called:
                self.problems.append(
                    warning(
                        "note-unused",
                        self.start(token),
                        f"the footnote `{label}` is never called",
                        f"write [^{label}] where it belongs, or take it out",
                    )
                )
        if any(token.level >= MAX_DEPTH - 1 for token in tokens):
            self.problems.append(
                error(
                    "nesting",
                    self.text.at(0),
                    "lists or quotations nest too deeply to be printed",
                    "write them flat",
                )
            )
        return tokens

    # Places

    def start(self, token: Token, length: int = 1) -> Place:
        """The place where a block begins."""
        return self.text.at(token.map[0] if token.map else 0, 0, length)

    def within(self, offset: int, length: int, source: str | None = None) -> Place:
        """The place of a stretch of the paragraph that is being read."""
        if source is not None and source is not self.current.content:
            offset += max(0, self.current.content.find(source))
        return self.typed().place(offset, length)

    def typed(self) -> Passage:
        if self.passage is None:
            self.passage = passage_of(self.text, self.lines, self.current)
        return self.passage

    def seek(self, words: str) -> Place:
        """The place of words that stand in the paragraph, behind those sought before."""
        at = self.current.content.find(words, self.sought)
        if at >= 0:
            self.sought = at + len(words)
        return self.within(max(0, at), len(words))

    def wrong(self, code: str, place: Place, message: str, hint: str) -> None:
        self.problems.append(error(code, place, message, hint))

    # Blocks

    def define(self, tokens: list[Token]) -> None:
        """Reads the footnotes first, so that a call knows what it calls."""
        for token in tokens:
            if token.type != "note":
                continue
            if token.info in self.defined:
                self.wrong(
                    "note-twice",
                    self.start(token),
                    f"the footnote `{token.info}` is defined twice",
                    "give each a name of its own",
                )
                continue
            self.defined[token.info] = token
            self.simple(token)
            if len(token.content) > _LONGEST_NOTE:
                self.wrong(
                    "note-long",
                    self.start(token),
                    f"this footnote has {len(token.content):,} characters; with more than"
                    f" {_LONGEST_NOTE:,} it does not fit beneath its page",
                    "say most of it in the text or in an annexe",
                )
        for token in self.defined.values():
            self.environment["call"] = self.call_within_note
            self.read(token)
        self.environment["call"] = self.call

    def simple(self, note: Token) -> None:
        """A footnote has paragraphs and nothing else."""
        first, end = note.map or (0, 0)
        for number in range(first + 1, end):
            line = self.lines[number].strip()
            if _BLOCK.match(line) and (line[0] in "-*+" or not self.lines[number - 1].strip()):
                self.problems.append(
                    warning(
                        "note-block",
                        self.text.at(number, self.lines[number].index(line), len(line)),
                        "a footnote has no lists, quotations, headings, tables or code: this is"
                        " printed as it is typed",
                        "say it in sentences, or put it into the text",
                    )
                )
                return

    def heading(self, opening: Token, inline: Token) -> None:
        typed = int(opening.tag[1])
        place = self.start(opening)
        title = plain_of(
            [child for child in inline.children or [] if child.type != "note_call"]
        ).strip()
        depth = max(0, typed - TOP_HEADING)
        if typed < TOP_HEADING:
            self.problems.append(
                warning(
                    "heading-level",
                    place,
                    f"a heading in prose begins with {'#' * TOP_HEADING}",
                    "the levels above are the report's own",
                )
            )
        deepest = self.headings[-1].depth + 1 if self.headings else 0
        if depth > deepest:
            self.problems.append(
                warning(
                    "heading-order",
                    place,
                    f"this heading is {depth - deepest}"
                    f" {'level' if depth - deepest == 1 else 'levels'} too deep for the one"
                    " before it",
                    f"begin it with {'#' * (deepest + TOP_HEADING)}",
                )
            )
            depth = deepest
        if not title:
            self.problems.append(
                warning(
                    "heading-empty",
                    place,
                    "this heading has no words",
                    "write them, or take it out",
                )
            )
            opening.hidden = True
            return
        id = self.shared.claim(
            "-".join(
                part
                for part in (
                    self.section,
                    re.sub(r"[^a-z0-9]+", "-", slugify(title)).strip("-") or "heading",
                )
                if part
            )
        )
        opening.meta = {"depth": depth, "id": id, "title": title}
        self.headings.append(Heading(id, title, depth, place))

    def container(self, token: Token) -> None:
        if token.info not in CONTAINERS:
            near = find_nearest(token.info, CONTAINERS)
            self.wrong(
                "unknown-container",
                self.start(token, 3),
                f"there is no container `{token.info}`",
                f"did you mean `::: {near}`?" if near else f"known here: {', '.join(CONTAINERS)}",
            )
        if not token.meta["closed"]:
            self.wrong(
                "container-open",
                self.start(token, 3),
                f"the container `{token.info}` is not closed",
                "put ::: on a line of its own after it",
            )
        token.content = typeset_line(token.content)

    def block_figure(self, token: Token) -> None:
        kind, target = token.meta["kind"], " ".join(token.meta["target"].split())
        token.meta["target"] = target
        number = token.map[0] if token.map else 0
        place = self.text.at(
            number, max(0, self.lines[number].find("{")), len(self.lines[number].strip())
        )
        if self.figure(kind, target, place) is None:
            return
        if standing := self.shared.placed.get((kind, target)):
            self.wrong(
                "placed-twice",
                place,
                f"the {kind} `{target[:60]}` stands twice: here, and {standing}",
                "take one out, and say in words where the other is",
            )
        self.shared.placed.setdefault((kind, target), f"at {place.path}:{place.line}")

    def cell(self, token: Token) -> None:
        self.in_cell = token.nesting == 1

    # Within a paragraph

    def read(self, token: Token) -> None:
        """Reads the inline content of a token. Most paragraphs are plain text and need no parser."""
        self.current, self.passage, self.sought = token, None, 0
        content = token.content
        if self.in_cell and token.map and not self.is_line:
            self.column(token, token.map[0])
        if (
            len(content) > _LONGEST_WORD
            and (longest := max(map(len, content.split()), default=0)) > _LONGEST_WORD
        ):
            self.wrong(
                "long-word",
                self.start(token),
                f"a word of {longest:,} characters stands here; {_LONGEST_WORD:,} is the most that"
                " is set",
                "put spaces where lines may end",
            )
        if not NEEDS_READING.search(content):
            token.children = [Token("text", "", 0, content=typeset_line(content))]
            return
        token.children = inlines_of(content, self.environment)
        if "{" in content:
            for found in UNCLOSED.finditer(self.typed().words):
                self.wrong(
                    "figure-open",
                    self.within(found.start(), len(found[0])),
                    f"`{found[0][:40]}` has no closing brace",
                    "close it with }, or put \\ before the { if it is text",
                )
        if "<" in content:
            for found in _TAG.finditer(self.typed().words):
                self.problems.append(
                    warning(
                        "raw-html",
                        self.within(found.start(), len(found[0])),
                        f"`{found[0][:40]}` is shown as text: HTML has no meaning here",
                        "use Markdown, or put it between ` ` if it is meant to be seen",
                    )
                )
        if (
            marks := sum(
                child.nesting >= 0 and child.type not in _PLAIN for child in token.children
            )
        ) > _MOST_MARKS:
            self.wrong(
                "many-marks",
                self.start(token),
                f"this paragraph has {marks:,} links, notes and changes of type; {_MOST_MARKS} is"
                " the most that is set",
                "make several of it",
            )
        self.judge(token.children)
        _typeset(token.children)

    def column(self, token: Token, line: int) -> None:
        """Notes where a cell stands in its line."""
        at = self.lines[line].find(token.content, self.columns.get(line, 0))
        if at >= 0 and token.content:
            token.meta["column"] = at
            self.columns[line] = at + len(token.content)

    def figure(self, kind: str, target: str, place: Place) -> Resolved | None:
        """The answer to a figure, with a problem where there is none."""
        answer = self.figures.find(kind, target)
        if isinstance(answer, Unresolved):
            self.wrong(answer.code, place, answer.message, answer.hint)
            return None
        shown = answer.table if self.in_cell else answer.prose
        self.used.append(PlaceholderUse(kind, target, place, shown, answer.source))
        return answer

    def fill(self, state: Any, found: re.Match[str]) -> None:
        """Puts a figure's value where it stands."""
        kind, target = found[1], found[2] or ""
        place = self.within(found.start(), len(found[0]), state.src)
        if kind in BLOCKS:
            self.wrong(
                "figure-alone",
                place,
                f"`{found[0]}` stands within a line",
                "put it on a line of its own",
            )
            answer = None
        else:
            answer = self.figure(kind, target, place)
        if answer is None:
            state.push("unfilled", "", 0).content = found[0]
        elif answer.anchor and not state.linkLevel:
            state.push("link_open", "a", 1).attrs = {"href": f"#{answer.anchor}"}
            state.push("text", "", 0).content = answer.prose
            state.push("link_close", "a", -1)
        else:
            state.append_pending(answer.table if self.in_cell else answer.prose)

    def call(self, state: Any, found: re.Match[str]) -> None:
        """Puts the call of a footnote where it stands."""
        label = found[1]
        if label not in self.defined:
            near = find_nearest(label, self.defined)
            self.wrong(
                "note-undefined",
                self.within(found.start(), len(found[0]), state.src),
                f"there is no footnote `{label}` in this text",
                (
                    f"did you mean [^{near}]?"
                    if near
                    else f"add a line that begins [^{label}]: and says it"
                ),
            )
            state.append_pending(found[0])
            return
        if label not in self.called:
            self.called[label] = self.shared.add(
                self.defined[label].children or [], self.start(self.defined[label])
            )
            self.notes.append(self.called[label])
        note = self.called[label]
        note.calls += 1
        state.push("note_call", "", 0).meta = {"note": note, "call": note.calls}

    def call_within_note(self, state: Any, found: re.Match[str]) -> None:
        self.wrong(
            "note-in-note",
            self.within(found.start(), len(found[0]), state.src),
            "a footnote cannot call a footnote",
            "say it in the text",
        )
        state.append_pending(found[0])

    def judge(self, children: list[Token]) -> None:
        """Links lead to the web, to a mailbox or within the report; pictures lie beside the
        inspection."""
        refused = 0
        parting = _parting(children)
        for token in children:
            if token.type == "link_open":
                href = str(token.attrs["href"])
                if href.startswith("#"):
                    self.links.append((unquote(href[1:]), self.seek(href)))
                elif href.lower().startswith(("http://", "https://", "mailto:")) and len(href) > 8:
                    continue
                else:
                    refused += 1
                    token.type = "refused"
                    self.wrong(
                        "link-scheme",
                        self.seek(href),
                        f"a link cannot lead to `{href[:60]}`",
                        "write an address with https://, mailto:, or # and the id of a part of this"
                        " report",
                    )
            elif token.type == "link_close" and refused:
                refused -= 1
                token.type = "refused"
            elif token.type == "image":
                self.image(token, token in parting)

    def image(self, token: Token, is_parting: bool) -> None:
        name = unquote(str(token.attrs["src"]))
        place = self.seek("![")
        parts = re.split(r"[/\\]", name)
        if (
            not name
            or _SCHEME.match(name)
            or name.startswith(("/", "\\", "~"))
            or ".." in parts
            or "\\" in name
        ):
            self.wrong(
                "image-place",
                place,
                f"a picture cannot come from `{name[:60]}`",
                "put the file beside the inspection and name it without .. or a leading /",
            )
            token.type = "unfilled"
            token.content = plain_of(token.children or []) or name
            return
        if not plain_of(token.children or []).strip():
            self.wrong(
                "image-alt",
                place,
                f"the picture `{name[:60]}` has no words for who cannot see it",
                "write them between the brackets: ![what it shows](file.png)",
            )
        if is_parting:
            self.problems.append(
                warning(
                    "image-within",
                    place,
                    f"the picture `{name[:60]}` stands within a sentence and parts it: a picture"
                    " has lines of its own",
                    "put it between paragraphs",
                )
            )
        token.meta = {
            "name": name,
            "alt": plain_of(token.children or []),
            "caption": typeset_line(str(token.attrs.get("title", ""))),
        }
        self.images.append((name, place))


_ON_BLOCK: dict[str, Callable[[ProseReader, Token], None]] = {
    "container_open": ProseReader.container,
    "block_figure": ProseReader.block_figure,
    "th_open": ProseReader.cell,
    "td_open": ProseReader.cell,
    "th_close": ProseReader.cell,
    "td_close": ProseReader.cell,
}


def _parting(children: list[Token]) -> list[Token]:
    """The pictures of a paragraph with words before and behind them on one line."""
    found: list[Token] = []
    waiting: list[Token] = []
    has_words = False
    for token in children:
        if token.type == "hardbreak":
            has_words, waiting = False, []
        elif token.type == "image":
            waiting += [token] if has_words else []
        elif token.content.strip():
            found, waiting, has_words = found + waiting, [], True
    return found


def _tighten(paragraphs: list[Token]) -> None:
    """A list item of one paragraph is set without it, whether or not empty lines stand around it."""
    if len(paragraphs) == 1:
        paragraphs[0].hidden = True


def _typeset(children: list[Token]) -> None:
    """Sets the text of a paragraph, across emphasis and links, code and addresses left as they are."""
    pieces: list[str | None] = []
    texts: list[Token | None] = []
    address = False
    for token in children:
        if token.type in ("link_open", "link_close"):
            address = token.type == "link_open" and token.markup == "autolink"
        elif token.type == "text":
            pieces.append(None if address else token.content)
            texts.append(None if address else token)
        elif token.type == "hardbreak":
            pieces.append("\n")
            texts.append(None)
        elif token.type in ("text_special", "code_inline", "image", "unfilled"):
            pieces.append(None)
            texts.append(None)
    for token_or_none, piece in zip(texts, typeset(pieces), strict=True):
        if token_or_none is not None:
            token_or_none.content = piece
