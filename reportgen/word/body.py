"""Writes the body of a document: headings, paragraphs, lists, tables, pictures and turned pages.

It knows Word's styles and the report's prose. The content of a report and its order are in
parts.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import sqrt
from typing import TYPE_CHECKING

from reportgen.prose.prose import Prose
from reportgen.prose.typography import curl_quotes
from reportgen.reading.fields import SourceText
from reportgen.word.markup import (
    TURNED_WIDTH,
    UPRIGHT_WIDTH,
    make_paragraph,
    make_run,
    make_section,
    plain_text,
    quote_value,
)
from reportgen.word.shared import Bookmarks, Footnotes, Key, Lists, Relations

if TYPE_CHECKING:
    from reportgen.problems import Place
    from reportgen.report.pictures import Pictures

Cell = str | Prose | tuple[str | Prose, ...] | None
"""What a cell holds: one paragraph, or several."""

MOST_UPRIGHT = 6
"""Columns that fit an upright page."""
_LETTER = 115
"""Twips that a letter takes in a table, about."""


def place_of(text: object) -> Place | None:
    """Where a text was written, if it was."""
    return text.at(0) if isinstance(text, SourceText) else None


class Body:
    """The body of one document while it is written."""

    def __init__(self, pictures: Pictures, numbered: bool = False) -> None:
        self.pictures = pictures
        self.blocks: list[str] = []
        self.bookmarks = Bookmarks()
        self.relations = Relations()
        self.footnotes = Footnotes()
        self.lists = Lists()
        self.key = Key(numbered, self.bookmarks)
        self.level = 0
        """The level of the last heading."""
        self.in_table = False
        self.placed: Callable[[str, str], None] = lambda kind, target: None
        """Writes a table or chart that prose places, by its kind and name."""

    # Paragraphs

    def paragraph(
        self,
        content: str,
        style: str | None = None,
        *,
        kind: str = "paragraph",
        place: Place | None = None,
        properties: dict[str, str] | None = None,
        id: str | None = None,
    ) -> None:
        """Write one paragraph of runs."""
        if self.in_table:
            kind = "cell"
        begin = self.key.enter(kind, place, content) if plain_text(content).strip() else ""
        content = begin + content
        if id is not None:
            content = self.bookmarks.mark(self.bookmarks.name(id), content)
        self.blocks.append(make_paragraph(content, style, properties))

    def line(
        self,
        text: str | None,
        style: str | None = None,
        *,
        over: str | None = None,
        bold: bool = False,
        kind: str = "paragraph",
    ) -> None:
        """Write one paragraph of plain words. `over` are the words before them, in small bold."""
        if not text:
            return
        before = make_run(f"{over}: ", bold=True) if over else ""
        self.paragraph(
            before + make_run(curl_quotes(text), bold=bold), style, place=place_of(text), kind=kind
        )

    def heading(
        self,
        content: str,
        level: int,
        *,
        id: str | None = None,
        place: Place | None = None,
        new_page: bool = False,
    ) -> None:
        """Write a heading. `level` counts from 1; none is skipped."""
        self.level = min(level, self.level + 1, 6)
        properties = {"pageBreakBefore": "<w:pageBreakBefore/>"} if new_page else None
        self.paragraph(
            content,
            f"Heading{self.level}",
            kind="heading",
            place=place,
            id=id,
            properties=properties,
        )

    # Tables

    def table(
        self,
        caption: str,
        head: Sequence[str],
        rows: Sequence[Sequence[Cell]],
        *,
        numeric: Sequence[bool] = (),
        id: str | None = None,
        turned: bool = False,
        groups: Sequence[int] = (),
        about: Sequence[Place | None] = (),
    ) -> None:
        """Write a table with its caption. `groups` are the rows that head those below them; `about`
        is, for each row, where its data are."""
        turned = (turned or len(head) > MOST_UPRIGHT) and not self.in_table
        if turned:
            self._turn()
        if caption:
            self.paragraph(
                make_run(curl_quotes(caption)),
                "Caption",
                kind="caption",
                id=id,
                place=place_of(caption),
            )
        numeric = [*numeric, *[False] * (len(head) - len(numeric))]
        cells = [self._row(head, numeric, "TableHead")]
        for n, row in enumerate(rows):
            with self.drawn_from(about[n] if n < len(about) else None):
                cells.append(self._row(row, numeric, "TableGroup" if n in groups else None))
        self.blocks += set_table(
            cells, numeric, caption=caption, width=TURNED_WIDTH if turned else UPRIGHT_WIDTH
        )
        if turned:
            self.blocks.append(_section_end(landscape=True))

    def table_of_prose(self, cells: list[list[str]], numeric: Sequence[bool]) -> None:
        """Write a table that stands among paragraphs, its cells already set."""
        turned = len(cells[0]) > MOST_UPRIGHT and not self.in_table
        if turned:
            self._turn()
        self.blocks += set_table(cells, numeric, width=TURNED_WIDTH if turned else UPRIGHT_WIDTH)
        if turned:
            self.blocks.append(_section_end(landscape=True))

    def _row(self, row: Sequence[Cell], numeric: Sequence[bool], style: str | None) -> list[str]:
        return [
            self._cell(cell, style or ("TableNumber" if is_number else "TableText"), is_number)
            for cell, is_number in zip(row, numeric, strict=True)
        ]

    def _cell(self, cell: Cell, style: str, is_number: bool) -> str:
        """The paragraphs of a cell; it must have at least one."""
        properties = {"jc": '<w:jc w:val="right"/>'} if is_number else None
        with self.apart() as xml:
            for part in cell if isinstance(cell, tuple) else (cell,):
                if isinstance(part, Prose):
                    self.prose(part, 6, style=style, properties=properties)
                elif part:
                    self.paragraph(
                        make_run(curl_quotes(part)),
                        style,
                        place=place_of(part),
                        properties=properties,
                    )
        return "".join(xml) or make_paragraph("", style)

    @contextmanager
    def apart(self) -> Iterator[list[str]]:
        """Whatever is written within this context goes into a cell."""
        before, self.blocks, was_in_table = self.blocks, [], self.in_table
        self.in_table = True
        try:
            yield self.blocks
        finally:
            self.blocks, self.in_table = before, was_in_table

    @contextmanager
    def drawn_from(self, place: Place | None) -> Iterator[None]:
        """Whatever is written within this context is drawn from data at a place, unless it was
        typed."""
        before = self.key.about
        self.key.about = place or before
        try:
            yield
        finally:
            self.key.about = before

    def _turn(self) -> None:
        """Begin a turned page, or go on on the one before."""
        if self.blocks and self.blocks[-1] == _section_end(landscape=True):
            self.blocks.pop()
        else:
            self.blocks.append(_section_end(landscape=False))

    # Prose

    def prose(
        self,
        prose: Prose | None,
        level: int,
        *,
        style: str | None = None,
        properties: dict[str, str] | None = None,
    ) -> None:
        """Write a text of paragraphs. `level` is that of its topmost headings."""
        from reportgen.word.prose_writer import ProseWriter

        if prose:
            ProseWriter(self, prose, level, style, properties or {}).write()


def _section_end(*, landscape: bool) -> str:
    return make_paragraph("", "AfterTable", {"sectPr": make_section(landscape=landscape)})


def set_table(
    cells: list[list[str]], numeric: Sequence[bool], *, caption: str = "", width: int
) -> list[str]:
    """A table whose cells are already set. Its first row is its head."""
    widths = _share_width(cells, numeric, width)
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    named = f"<w:tblCaption w:val={quote_value(caption)}/>" if caption else ""
    return [
        '<w:tbl><w:tblPr><w:tblStyle w:val="ReportTable"/><w:tblW w:w="5000" w:type="pct"/>'
        '<w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1"'
        f' w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>{named}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
        + "".join(_set_row(row, widths, is_head=n == 0) for n, row in enumerate(cells))
        + "</w:tbl>",
        make_paragraph("", "AfterTable"),
    ]


def _share_width(rows: list[list[str]], numeric: Sequence[bool], width: int) -> list[int]:
    """Widths for the columns of a table, from the longest word in each and the amount of text."""
    columns = [[plain_text(cell) for cell in column] for column in zip(*rows, strict=True)]
    least = [
        max((len(word) for text in column for word in text.split()), default=1) * _LETTER + 220
        for column in columns
    ]
    weights = [
        sqrt(max(max(map(len, column)), 1)) * (0.6 if is_number else 1.0)
        for column, is_number in zip(columns, numeric, strict=True)
    ]
    spare = width - sum(least)
    if spare < 0:
        return [max(200, one * width // sum(least)) for one in least]
    return [
        one + int(spare * weight / sum(weights)) for one, weight in zip(least, weights, strict=True)
    ]


def _set_row(cells: Sequence[str], widths: Sequence[int], *, is_head: bool) -> str:
    head = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if is_head else ""
    xml = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr>{head}{xml}</w:tr>"
