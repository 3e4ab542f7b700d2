"""Reads a Word document that came back: its paragraphs, with all tracked changes, and its comments.

It knows the format, whichever program wrote it. What was sent, and what any of it means for the
report, it must not know.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from reportgen.util.frozen import frozen
from reportgen.word.package import Element, WordPackage

MAX_TEXT = 20_000
"""Characters of a comment that are kept."""


@frozen(kw_only=False)
class Revision:
    """A tracked change."""

    kind: str
    """`inserted`, `deleted`, `moved from` or `moved to`."""
    by: str
    on: str
    """The day."""
    move: str = ""
    """The name that both ends of a move share."""

    @property
    def adds(self) -> bool:
        return self.kind in ("inserted", "moved to")


@frozen(kw_only=False)
class Piece:
    """Some text of a paragraph. A line break within it stands for the end of a paragraph."""

    text: str
    revision: Revision | None


@dataclass
class ReturnedParagraph:
    """One paragraph as it stands in the file."""

    part: str
    """`body`, `footnote`, `header`, `footer` or `box`."""
    cell: tuple[int, int, int] | None
    """The table, row and column that it stands in."""
    style: str
    pieces: list[Piece] = field(default_factory=list)
    mark: Revision | None = None
    """Whether its end was inserted or deleted."""
    bookmarks: list[str] = field(default_factory=list)
    container: int = 0
    """Paragraphs of one container follow one another: of the body, of one cell, of one note."""

    @property
    def length(self) -> int:
        return sum(len(piece.text) for piece in self.pieces)

    @property
    def is_contents(self) -> bool:
        return bool(re.match(r"(?i)(toc|contents) ?(heading|\d)", self.style))


@dataclass
class ReturnedComment:
    """A comment, with those that answer it."""

    id: str
    by: str
    on: str
    text: str
    is_resolved: bool = False
    replies: list[ReturnedComment] = field(default_factory=list)
    paragraph: int | None = None
    """The number of the paragraph, among all, at which it begins."""
    start: int = 0
    end: tuple[int, int] | None = None
    """The paragraph and the place in it at which it ends."""


@dataclass
class ReturnedDocument:
    """All that came back in one file."""

    paragraphs: list[ReturnedParagraph]
    comments: list[ReturnedComment]
    properties: dict[str, str]
    saved_by: str
    formatting: int
    """How many tracked changes concern only formatting."""


def read_returned(package: WordPackage) -> ReturnedDocument:
    """Read a whole document."""
    reader = _Reader(_read_style_names(package))
    reader.read_part(package.read(package.main), "body")
    for part, kind in (("footnotes", "footnote"), ("endnotes", "footnote")):
        for name in package.beside(part):
            reader.read_notes(package.read(name), kind)
    for kind in ("header", "footer"):
        for name in package.beside(kind):
            reader.read_part(package.read(name), kind)
    comments = _read_comments(package)
    for comment in comments:
        comment.paragraph, comment.start = reader.starts.get(comment.id, (None, 0))
        comment.end = reader.ends.get(comment.id)
    return ReturnedDocument(
        reader.paragraphs,
        _join_threads(package, comments),
        _read_properties(package),
        _read_saved_by(package),
        reader.changes.formatting,
    )


def _read_style_names(package: WordPackage) -> dict[str, str]:
    """The name of each style, by its id."""
    names = {}
    for part in package.beside("styles"):
        tree = package.read(part)
        for style in tree.children if tree else ():
            if style.name == "style":
                names[style.attributes.get("styleId", "")] = style.value("name")
    return names


def day_of(moment: str) -> str:
    """The day of a moment as a program writes it; empty where it is none."""
    return moment[:10] if re.match(r"\d{4}-\d\d-\d\d", moment) else ""


class _Position:
    """Where in a document the reader is."""

    def __init__(self) -> None:
        self.part = "body"
        self.cells: list[tuple[int, int, int]] = []
        """The table, row and column of each cell that is open, the innermost last."""
        self.containers = [0]
        self.last_container = 0
        self.last_table = 0

    @property
    def cell(self) -> tuple[int, int, int] | None:
        return self.cells[-1] if self.cells else None

    def enter_container(self) -> None:
        self.last_container += 1
        self.containers.append(self.last_container)

    def leave_container(self) -> None:
        self.containers.pop()

    def number_table(self) -> int:
        self.last_table += 1
        return self.last_table


class _TrackedChanges:
    """The tracked changes within which the reader is."""

    def __init__(self) -> None:
        self.open: list[Revision] = []
        self.moves: dict[str, tuple[str, str]] = {}
        """For each move that is open, by its id: whether it is its beginning, and its name."""
        self.formatting = 0
        """How many tracked changes of formatting were passed."""

    @property
    def innermost(self) -> Revision | None:
        return self.open[-1] if self.open else None

    @property
    def is_undone(self) -> bool:
        """Whether what stands here was inserted and deleted again: it was never sent, and it is no
        longer wanted."""
        return len({revision.adds for revision in self.open}) == 2

    def read(self, element: Element) -> Revision:
        kind = _REVISIONS[element.name]
        attributes = element.attributes
        names = [name for side, name in self.moves.values() if side == kind]
        move = names[-1] if names and kind.startswith("moved") else ""
        return Revision(
            kind, attributes.get("author", "").strip(), day_of(attributes.get("date", "")), move
        )

    def read_mark(self, properties: Element) -> Revision | None:
        """The change of the end of a paragraph."""
        mark = None
        for child in properties.children:
            if child.name in _REVISIONS:
                mark = self.read(child)
            elif child.name == "rPrChange":
                self.formatting += 1
        return mark

    def begin_move(self, element: Element) -> None:
        side = "moved from" if element.name == "moveFromRangeStart" else "moved to"
        attributes = element.attributes
        self.moves[attributes.get("id", "")] = side, attributes.get("name", "")

    def end_move(self, element: Element) -> None:
        self.moves.pop(element.attributes.get("id", ""), None)

    def count_formatting(self, properties: Element) -> None:
        self.formatting += sum(one.name.endswith("PrChange") for one in properties.children)


class _Reader:
    """Walks through the parts of a document."""

    def __init__(self, styles: dict[str, str]) -> None:
        self.styles = styles
        self.paragraphs: list[ReturnedParagraph] = []
        self.starts: dict[str, tuple[int, int]] = {}
        """Where each comment begins: the paragraph, and the place in it."""
        self.ends: dict[str, tuple[int, int]] = {}
        self.position = _Position()
        self.changes = _TrackedChanges()
        self.open: list[ReturnedParagraph] = []
        self.waiting: list[Callable[[], None]] = []
        """Marks between paragraphs: they belong to the next one."""

    def read_part(self, tree: Element | None, part: str) -> None:
        if tree is not None:
            self.position.part = part
            self._in_container(tree)

    def read_notes(self, tree: Element | None, part: str) -> None:
        self.position.part = part
        for note in tree.children if tree else ():
            if note.attributes.get("type", "normal") == "normal":
                self._in_container(note)

    def _in_container(self, element: Element) -> None:
        self.position.enter_container()
        self.walk(element)
        self.position.leave_container()
        self._place_waiting()

    def walk(self, element: Element) -> None:
        for child in element.children:
            handle = _HANDLERS.get(child.name)
            if handle is not None:
                handle(self, child)
            elif child.name.endswith("PrChange"):
                self.changes.formatting += 1
            elif child.name not in _SKIPPED:
                self.walk(child)

    # Paragraphs

    def paragraph(self, element: Element) -> None:
        properties = element.find("pPr")
        style = properties.value("pStyle") if properties else ""
        paragraph = ReturnedParagraph(
            self.position.part,
            self.position.cell,
            self.styles.get(style, style),
            container=self.position.containers[-1],
        )
        for child in properties.children if properties else ():
            if child.name == "rPr":
                paragraph.mark = self.changes.read_mark(child)
            elif child.name == "pPrChange":
                self.changes.formatting += 1
        innermost = self.changes.innermost
        if paragraph.mark is None and innermost is not None and innermost.adds:
            paragraph.mark = innermost
        self.paragraphs.append(paragraph)
        self.open.append(paragraph)
        self._place_waiting()
        self.walk(element)
        self.open.pop()

    def properties(self, element: Element) -> None:
        """Formatting: only whether a change of it is tracked."""
        self.changes.count_formatting(element)

    def run(self, element: Element) -> None:
        style = element.value("rPr", "rStyle")
        if self.styles.get(style, style) in ("Paragraph number", "ParagraphNumber"):
            return
        self.walk(element)

    def text(self, element: Element) -> None:
        self._add(element.text)

    def space(self, element: Element) -> None:
        self._add(" ")

    def hyphen(self, element: Element) -> None:
        self._add("\u2011")

    def symbol(self, element: Element) -> None:
        self._add(read_symbol(element))

    def _add(self, text: str) -> None:
        if self.open and text and not self.changes.is_undone:
            self.open[-1].pieces.append(Piece(text, self.changes.innermost))

    # Tracked changes

    def revise(self, element: Element) -> None:
        self.changes.open.append(self.changes.read(element))
        self.walk(element)
        self.changes.open.pop()

    def begin_move(self, element: Element) -> None:
        self.changes.begin_move(element)

    def end_move(self, element: Element) -> None:
        self.changes.end_move(element)

    # Tables and boxes

    def table(self, element: Element) -> None:
        table = self.position.number_table()
        for number, row in enumerate(list_rows(element)):
            properties = row.find("trPr")
            marks = (
                [one for one in properties.children if one.name in _REVISIONS] if properties else []
            )
            revision = self.changes.read(marks[0]) if marks else None
            self.changes.open += [revision] if revision else []
            for column, cell in enumerate(list_cells(row)):
                self.position.cells.append((table, number, column))
                opened, self.open = self.open, []
                self._in_container(cell)
                self.open = opened
                self.position.cells.pop()
            if revision:
                self.changes.open.pop()

    def box(self, element: Element) -> None:
        """A text box, which stands apart from the paragraph that holds it."""
        opened, part = self.open, self.position.part
        self.open, self.position.part = [], "box"
        self._in_container(element)
        self.open, self.position.part = opened, part

    def drawing(self, element: Element) -> None:
        for one in element.walk():
            if one.name == "txbxContent":
                self.box(one)

    def choice(self, element: Element) -> None:
        """What stands in a document twice, for newer and older programs, is read once."""
        if element.children:
            self.walk(element.children[0])

    def control(self, element: Element) -> None:
        """A control with content; that with the contents of the document is passed over."""
        gallery = element.find("sdtPr", "docPartObj", "docPartGallery")
        if gallery is None or "Contents" not in gallery.attributes.get("val", ""):
            content = element.find("sdtContent")
            if content is not None:
                self.walk(content)

    # Marks

    def bookmark(self, element: Element) -> None:
        name = element.attributes.get("name", "")
        if name.startswith("_rg"):
            self._at_place(lambda: self.open[-1].bookmarks.append(name))

    def begin_comment(self, element: Element) -> None:
        id = element.attributes.get("id", "")

        def begin() -> None:
            self.starts.setdefault(id, self._here())

        self._at_place(begin)

    def end_comment(self, element: Element) -> None:
        id = element.attributes.get("id", "")
        if self.paragraphs:
            self.ends[id] = self._here()

    def call_comment(self, element: Element) -> None:
        id = element.attributes.get("id", "")
        self.starts.setdefault(id, self._here())
        self.ends.setdefault(id, self._here())

    def _at_place(self, mark: Callable[[], None]) -> None:
        if self.open:
            mark()
        else:
            self.waiting.append(mark)

    def _place_waiting(self) -> None:
        if self.open:
            waiting, self.waiting = self.waiting, []
            for mark in waiting:
                mark()

    def _here(self) -> tuple[int, int]:
        paragraph = self.open[-1] if self.open else self.paragraphs[-1]
        number = len(self.paragraphs) - 1
        while self.paragraphs[number] is not paragraph:
            number -= 1
        return number, paragraph.length


_REVISIONS = {
    "ins": "inserted",
    "del": "deleted",
    "moveFrom": "moved from",
    "moveTo": "moved to",
}
_SKIPPED = frozenset(
    "instrText delInstrText fldChar sectPr tblPr tblGrid trPr tcPr softHyphen footnoteRef"
    " annotationRef Fallback footnoteReference endnoteReference ruby".split()
)
_HANDLERS: dict[str, Callable[[_Reader, Element], None]] = {
    "p": _Reader.paragraph,
    "pPr": lambda reader, element: None,
    "rPr": _Reader.properties,
    "tblPr": _Reader.properties,
    "sectPr": _Reader.properties,
    "tcPr": _Reader.properties,
    "r": _Reader.run,
    "t": _Reader.text,
    "delText": _Reader.text,
    "tab": _Reader.space,
    "br": _Reader.space,
    "cr": _Reader.space,
    "noBreakHyphen": _Reader.hyphen,
    "sym": _Reader.symbol,
    "ins": _Reader.revise,
    "del": _Reader.revise,
    "moveFrom": _Reader.revise,
    "moveTo": _Reader.revise,
    "moveFromRangeStart": _Reader.begin_move,
    "moveToRangeStart": _Reader.begin_move,
    "moveFromRangeEnd": _Reader.end_move,
    "moveToRangeEnd": _Reader.end_move,
    "tbl": _Reader.table,
    "txbxContent": _Reader.box,
    "drawing": _Reader.drawing,
    "pict": _Reader.drawing,
    "object": _Reader.drawing,
    "AlternateContent": _Reader.choice,
    "sdt": _Reader.control,
    "bookmarkStart": _Reader.bookmark,
    "commentRangeStart": _Reader.begin_comment,
    "commentRangeEnd": _Reader.end_comment,
    "commentReference": _Reader.call_comment,
}


def read_symbol(element: Element) -> str:
    """A sign that is named by its number."""
    try:
        return chr(int(element.attributes.get("char", "20"), 16))
    except (ValueError, OverflowError):
        return "?"


def list_rows(table: Element) -> list[Element]:
    """The rows of a table, those within controls and tracked stretches among them."""
    return _children_of(table, "tr", ("sdt", "sdtContent", "customXml", "ins", "del"))


def list_cells(row: Element) -> list[Element]:
    """The cells of a row, those within controls among them."""
    return _children_of(row, "tc", ("sdt", "sdtContent", "customXml"))


def _children_of(element: Element, name: str, through: tuple[str, ...]) -> list[Element]:
    children: list[Element] = []
    for child in element.children:
        if child.name == name:
            children.append(child)
        elif child.name in through:
            children += _children_of(child, name, through)
    return children


# Comments


def _read_comments(package: WordPackage) -> list[ReturnedComment]:
    comments = []
    for part in package.beside("comments"):
        tree = package.read(part)
        for one in tree.children if tree else ():
            if one.name == "comment":
                attributes = one.attributes
                comments.append(
                    ReturnedComment(
                        attributes.get("id", ""),
                        attributes.get("author", "").strip(),
                        day_of(attributes.get("date", "")),
                        _words_of(one)[:MAX_TEXT],
                    )
                )
    return comments


def _words_of(element: Element) -> str:
    """The words of a comment, a line for each of its paragraphs."""
    lines = []
    for paragraph in element.walk():
        if paragraph.name == "p":
            parts = []
            for one in paragraph.walk():
                if one.name == "t":
                    parts.append(one.text)
                elif one.name in ("br", "tab", "cr"):
                    parts.append(" ")
            lines.append(" ".join("".join(parts).split()))
    return "\n".join(line for line in lines if line)


def _join_threads(package: WordPackage, comments: list[ReturnedComment]) -> list[ReturnedComment]:
    """The comments that begin a thread, with those that answer them."""
    threads = _read_threads(package)
    by_last = _last_paragraphs(package)
    by_paragraph = {by_last[one.id]: one for one in comments if one.id in by_last}
    first = []
    for comment in comments:
        parent, is_done = threads.get(by_last.get(comment.id, ""), ("", False))
        comment.is_resolved = is_done
        above = by_paragraph.get(parent)
        if above is not None and above is not comment:
            above.replies.append(comment)
        else:
            first.append(comment)
    return first


def _last_paragraphs(package: WordPackage) -> dict[str, str]:
    """For each comment, the id of its last paragraph, which identifies its thread."""
    ids_by_comment = {}
    for part in package.beside("comments"):
        tree = package.read(part)
        for one in tree.children if tree else ():
            ids = [p.attributes.get("paraId", "") for p in one.walk() if p.name == "p"]
            if ids and ids[-1]:
                ids_by_comment[one.attributes.get("id", "")] = ids[-1].upper()
    return ids_by_comment


def _read_threads(package: WordPackage) -> dict[str, tuple[str, bool]]:
    """For each comment's last paragraph, that of the comment it answers, and whether it is done."""
    threads = {}
    for part in package.beside("commentsExtended"):
        tree = package.read(part)
        for one in tree.children if tree else ():
            attributes = one.attributes
            threads[attributes.get("paraId", "").upper()] = (
                attributes.get("paraIdParent", "").upper(),
                attributes.get("done", "0") in ("1", "true"),
            )
    return threads


# Properties


def _read_properties(package: WordPackage) -> dict[str, str]:
    """The document's own properties, as text."""
    properties = {}
    for relation in package.relations("").values():
        if relation.kind == "custom-properties" and not relation.is_outside:
            tree = package.read(relation.target)
            for one in tree.children if tree else ():
                value = "".join(part.text for part in one.walk()).strip()
                properties[one.attributes.get("name", "")] = value
    return properties


def _read_saved_by(package: WordPackage) -> str:
    for relation in package.relations("").values():
        if relation.kind == "core-properties" and not relation.is_outside:
            tree = package.read(relation.target)
            for one in tree.children if tree else ():
                if one.name == "lastModifiedBy":
                    return one.text.strip()
    return ""
