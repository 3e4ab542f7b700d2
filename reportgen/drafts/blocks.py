"""Reads a text that was drafted in Word as blocks of Markdown: headings, paragraphs, lists, tables,
quotations, footnotes and pictures.

It knows the format and Markdown. Where a block belongs in a report, it must not know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from reportgen.word.package import Element, WordPackage
from reportgen.word.returned import list_cells, list_rows, read_symbol

_MARKUP = re.compile(r"([\\`*_\[\]{}<>|~#])")
_FIRST = re.compile(r"^(\d{1,9}(?=[.)]\s)|(?=[-+=:]))(.)")
"""What would make a list, a heading or a frame of a paragraph."""
_PAGE_NUMBER = re.compile(r"(?i)(?:^|\s+)page\s*\d+(?:\s*(?:of|/)\s*\d+)?$|^\d+$")
_NOT_IN_CELLS = re.compile(r"\[\^|!\[")
"""Calls of footnotes, and pictures."""
_PICTURES = {"png": "png", "jpg": "jpg", "jpeg": "jpg", "svg": "svg"}


@dataclass
class DraftBlock:
    """A block of a draft, as Markdown."""

    kind: str
    """`heading`, `paragraph`, `item`, `table`, `data table`, `quote`, `quote source`, `box`, `box
    title`."""
    text: str
    words: str
    """Its words alone."""
    level: int = 0
    """Of a heading, from 1; of an item, from 0."""
    style: str = ""
    is_numbered: bool = False
    rows: list[list[str]] = field(default_factory=list)
    """The words of each cell of a table."""
    cells: list[list[str]] = field(default_factory=list)
    """The Markdown of each cell of a table whose first row is marked as its head, if each of its
    rows has one short text for each column."""
    parts: list[DraftBlock] = field(default_factory=list)
    """Of a data table: its caption, the table, and the notes below it."""


@dataclass
class DraftPicture:
    """A picture of a draft."""

    name: str
    content: bytes
    alt: str


@dataclass
class Draft:
    """All that a draft holds."""

    blocks: list[DraftBlock]
    footnotes: dict[str, str]
    """Markdown by id."""
    pictures: list[DraftPicture]
    asides: list[DraftBlock]
    """What stands in text boxes, and at the head and foot of pages."""
    left_out: list[str]
    """What cannot be taken over, in words."""


def read_draft(package: WordPackage) -> Draft:
    """Read a document, with all tracked changes accepted."""
    return _DraftReader(package).read()


def escape_markdown(text: str) -> str:
    """Words as they are written in Markdown, so that none is markup."""
    return _MARKUP.sub(r"\\\1", text)


class _DraftReader:
    """Reads one document."""

    def __init__(self, package: WordPackage) -> None:
        self.package = package
        self.styles: dict[str, tuple[str, int | None]] = {}
        self.lists_of_styles: dict[str, Element] = {}
        """The list that a style makes of its paragraphs, by the style's id."""
        self.numbered: dict[str, bool] = {}
        self.relations = package.relations(package.main)
        self.draft = Draft([], {}, [], [], [])
        self.counted: dict[str, int] = {}

    def read(self) -> Draft:
        self._read_styles()
        self._read_numbering()
        main = self.package.read(self.package.main)
        body = main.find("body") if main else None
        for kind in ("footnotes", "endnotes"):
            for name in self.package.beside(kind):
                self._read_notes(self.package.read(name))
        if body is not None:
            self._walk(body)
        for kind in ("header", "footer"):
            for name in self.package.beside(kind):
                self._read_margin(self.package.read(name))
        for name in self.package.beside("comments"):
            tree = self.package.read(name)
            for _ in tree.children if tree else ():
                self._count("comments")
        for what, number in self.counted.items():
            self.draft.left_out.append(f"{number} {what}")
        return self.draft

    def _count(self, what: str) -> None:
        self.counted[what] = self.counted.get(what, 0) + 1

    # Styles and lists

    def _read_styles(self) -> None:
        """The name of each style, and its level among headings."""
        for part in self.package.beside("styles"):
            tree = self.package.read(part)
            for style in tree.children if tree else ():
                name = style.value("name")
                outline = style.value("pPr", "outlineLvl")
                match = re.fullmatch(r"(?i)heading (\d)", name)
                level = int(match[1]) if match else int(outline) + 1 if outline.isdigit() else None
                id = style.attributes.get("styleId", "")
                self.styles[id] = (name, level)
                numbering = style.find("pPr", "numPr")
                if numbering is not None:
                    self.lists_of_styles[id] = numbering

    def _read_numbering(self) -> None:
        """Which lists are numbered."""
        kinds: dict[str, bool] = {}
        for part in self.package.beside("numbering"):
            tree = self.package.read(part)
            for one in tree.children if tree else ():
                if one.name == "abstractNum":
                    form = one.value("lvl", "numFmt")
                    kinds[one.attributes.get("abstractNumId", "")] = form not in ("bullet", "none")
                elif one.name == "num":
                    id = one.attributes.get("numId", "")
                    self.numbered[id] = kinds.get(one.value("abstractNumId"), False)

    def _read_notes(self, tree: Element | None) -> None:
        for note in tree.children if tree else ():
            if note.attributes.get("type", "normal") == "normal":
                texts = [self._inline(one)[0] for one in note.walk() if one.name == "p"]
                text = " ".join(text.strip() for text in texts if text.strip())
                self.draft.footnotes[note.attributes.get("id", "")] = text

    def _read_margin(self, tree: Element | None) -> None:
        """What stands at the head or foot of each page, without the number of the page."""
        for paragraph in tree.walk() if tree else ():
            if paragraph.name == "p":
                self._put_aside(paragraph, _PAGE_NUMBER)

    def _put_aside(self, paragraph: Element, without: re.Pattern[str] | None = None) -> None:
        text, words = self._inline(paragraph)
        if without is not None:
            text, words = without.sub("", text.strip()), without.sub("", words.strip())
        words = " ".join(words.split())
        if words and words not in (one.words for one in self.draft.asides):
            self.draft.asides.append(DraftBlock("paragraph", text.strip(), words))

    # Blocks

    def _walk(self, element: Element) -> None:
        for child in element.children:
            if child.name == "p":
                self._paragraph(child)
            elif child.name == "tbl":
                self._table(child)
            elif child.name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
                self._walk(child)
            elif child.name == "altChunk":
                self._count("documents that are inserted whole")

    def _paragraph(self, element: Element) -> None:
        properties = element.find("pPr")
        id = properties.value("pStyle") if properties else ""
        name, level = self.styles.get(id, (id, None))
        if re.match(r"(?i)toc (heading|\d)|contents", name):
            return
        text, words = self._inline(element)
        if not text.strip():
            return
        text = _FIRST.sub(r"\1\\\2", text.strip()) if level is None else text.strip()
        block = DraftBlock("paragraph", text, " ".join(words.split()), style=name)
        numbering = properties.find("numPr") if properties else None
        if numbering is None:
            numbering = self.lists_of_styles.get(id)
        list_id = numbering.value("numId") if numbering is not None else ""
        if level is not None:
            block.kind, block.level = "heading", level
        elif list_id not in ("", "0"):
            depth = numbering.value("ilvl") if numbering is not None else ""
            further = re.fullmatch(r"(?i)list (?:bullet|number) (\d)", name)
            depth = str(int(further[1]) - 1) if further and depth in ("", "0") else depth
            block.kind, block.level = "item", int(depth) if depth.isdigit() else 0
            block.is_numbered = self.numbered.get(list_id, False)
        elif kind := _KINDS.get(name.lower()):
            block.kind = kind
        self.draft.blocks.append(block)

    def _table(self, element: Element) -> None:
        rows, plain = [], []
        is_regular = False
        for number, row in enumerate(_rows_that_stay(element)):
            if number == 0:
                is_regular = row.find("trPr", "tblHeader") is not None
            texts, words = [], []
            for cell in list_cells(row):
                content = [self._inline(p) for p in cell.walk() if p.name == "p"]
                content = [(text.strip(), said) for text, said in content if text.strip()]
                texts.append(" ".join(text.replace("\\\n", " ") for text, _ in content))
                words.append(" ".join(" ".join(said for _, said in content).split()))
                span = cell.value("tcPr", "gridSpan")
                empty = [""] * (min(int(span), 63) - 1 if span.isdigit() else 0)
                texts += empty
                words += empty
                is_merged = empty or cell.find("tcPr", "vMerge") is not None
                if is_merged or len(content) > 1 or _NOT_IN_CELLS.search(texts[-1]):
                    is_regular = False
            rows.append(texts)
            plain.append(words)
        width = max(map(len, rows), default=0)
        if not width:
            return
        filled = [row + [""] * (width - len(row)) for row in rows]
        lines = [f"| {' | '.join(row)} |" for row in filled]
        lines.insert(1, "|" + " --- |" * width)
        is_regular &= filled == rows and len(rows) > 1 and all(rows[0])
        cells = rows if is_regular else []
        self.draft.blocks.append(DraftBlock("table", "\n".join(lines), "", rows=plain, cells=cells))

    # Within a paragraph

    def _inline(self, element: Element) -> tuple[str, str]:
        """Markdown, and the words alone."""
        runs: list[tuple[str, str]] = []
        self._runs(element, runs)
        return _join_runs(runs), "".join(text for text, mark in runs if mark != "raw")

    def _runs(self, element: Element, runs: list[tuple[str, str]]) -> None:
        for child in element.children:
            name = child.name
            if name in ("del", "moveFrom", "pPr", "rPr", "txbxContent", "Fallback"):
                continue
            if name == "r":
                self._run(child, runs)
            elif name == "hyperlink":
                self._link(child, runs)
            elif name not in ("instrText", "p", "tbl"):
                self._runs(child, runs)

    def _run(self, run: Element, runs: list[tuple[str, str]]) -> None:
        properties = run.find("rPr")
        style = self.styles.get(properties.value("rStyle") if properties else "", ("", None))[0]
        if style in ("Paragraph number", "annotation reference"):
            return
        mark = _mark_of(properties)
        if style == "Picture caption" and _add_caption(run, runs):
            return
        for child in run.children:
            if child.name == "t":
                runs.append((child.text, mark))
            elif child.name in ("br", "cr"):
                if child.attributes.get("type", "textWrapping") == "textWrapping":
                    runs.append(("\n", "break"))
            elif child.name == "tab":
                runs.append((" ", mark))
            elif child.name == "noBreakHyphen":
                runs.append(("\u2011", mark))
            elif child.name in ("footnoteReference", "endnoteReference"):
                runs.append((f"[^{child.attributes.get('id', '')}]", "raw"))
            elif child.name == "sym":
                runs.append((read_symbol(child), mark))
            elif child.name in ("drawing", "pict", "AlternateContent", "object"):
                self._picture(child, runs)
            elif child.name != "rt":
                self._runs(child, runs)

    def _link(self, link: Element, runs: list[tuple[str, str]]) -> None:
        inner: list[tuple[str, str]] = []
        self._runs(link, inner)
        relation = self.relations.get(link.attributes.get("id", ""))
        words = "".join(text for text, _ in inner)
        if relation is not None and re.match(r"(https?|mailto):", relation.target):
            address = re.sub(r"[\s()<>]", lambda sign: f"%{ord(sign[0]):02X}", relation.target)
            runs += [("[", "raw"), (words, ""), (f"]({address})", "raw")]
        else:
            runs += inner

    def _picture(self, drawing: Element, runs: list[tuple[str, str]]) -> None:
        alt, ids = "", []
        boxes = [one for one in drawing.walk() if one.name == "txbxContent"]
        if boxes:
            for paragraph in (one for box in boxes for one in box.walk() if one.name == "p"):
                self._put_aside(paragraph)
            return
        for one in drawing.walk():
            if one.name == "docPr" and not alt:
                alt = one.attributes.get("descr", "").strip()
            elif one.name in ("blip", "svgBlip", "imagedata"):
                id = one.attributes.get("embed") or one.attributes.get("id", "")
                ids.append(id)
        for id in reversed(ids):
            relation = self.relations.get(id)
            ending = relation.target.rpartition(".")[2].lower() if relation else ""
            if relation is None or relation.is_outside or ending not in _PICTURES:
                continue
            content = self.package.read_bytes(relation.target)
            if content is not None:
                name = f"picture-{len(self.draft.pictures) + 1}.{_PICTURES[ending]}"
                self.draft.pictures.append(DraftPicture(name, content, alt))
                words = escape_markdown(alt or "TODO: say what this picture shows")
                runs.append((f"![{words}](\0{name})", "raw"))
                return
        self._count("drawings or pictures of a kind that cannot be taken over")


def _rows_that_stay(table: Element) -> list[Element]:
    """The rows of a table that no tracked change deletes."""
    return [row for row in list_rows(table) if row.find("trPr", "del") is None]


def _add_caption(run: Element, runs: list[tuple[str, str]]) -> bool:
    """Put a caption into the picture above it, if there is one."""
    if runs and runs[-1][1] == "break":
        runs.pop()
    if not runs or not runs[-1][0].startswith("![") or not runs[-1][0].endswith(")"):
        return False
    caption = "".join(one.text for one in run.children if one.name == "t").replace('"', "”")
    runs[-1] = f'{runs[-1][0][:-1]} "{escape_markdown(caption.strip())}")', "raw"
    return True


_KINDS = {
    "quote": "quote",
    "intense quote": "quote",
    "quotations": "quote",
    "quote source": "quote source",
    "good practice": "box",
    "good practice title": "box title",
}


def _mark_of(properties: Element | None) -> str:
    if properties is None:
        return ""
    bold, italic = (
        properties.find(name) is not None and properties.value(name) not in ("0", "false", "off")
        for name in ("b", "i")
    )
    return ("**" if bold else "") + ("*" if italic else "")


def _join_runs(runs: list[tuple[str, str]]) -> str:
    """Runs as Markdown; neighbours in one type are one."""
    pieces: list[str] = []
    for mark, group in groupby(runs, key=itemgetter(1)):
        texts = [text for text, _ in group]
        if mark not in ("raw", "break"):
            texts = ["".join(texts)]
        pieces += [_as_markdown(text, mark) for text in texts]
    return "".join(pieces)


def _as_markdown(text: str, mark: str) -> str:
    if mark == "raw":
        return text
    if mark == "break":
        return "\\\n"
    words = escape_markdown(text)
    inner = words.strip()
    if not mark or not inner:
        return words
    before = words[: len(words) - len(words.lstrip())]
    after = words[len(words.rstrip()) :]
    return f"{before}{mark}{inner}{mark[::-1]}{after}"
