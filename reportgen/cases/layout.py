"""How the rows of a case file are laid out, and how their cells are reached.

It must not know what a column means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reportgen.cases.file_problems import FileProblems
from reportgen.problems import Place
from reportgen.util.frozen import frozen

MAX_COLUMNS = 5_000
ROWS_AT_ONCE = 48
"""Rows in a chunk. Few enough that their cells stay in the processor's cache: with a thousand it
takes twice as long."""


@frozen(kw_only=False)
class Chunk:
    """Some rows, each with its number."""

    numbers: Sequence[int]
    rows: Sequence[Sequence[str]]
    blocks: Sequence[str] = ()
    """If the lines allow it, the cells of `Layout.block` as they are written in each line. Then
    `rows` has only the other cells, and all rows are as wide as the header."""


@dataclass
class Layout:
    """The headings of a case file, and where its cells are."""

    path: Path
    display_path: str
    header: list[str]
    header_row: int
    separator: str | None
    """None for a spreadsheet."""
    block: slice | None = None
    """Neighbouring columns whose cells are read as one text. Splitting them all together is quicker
    than row by row."""
    problems: FileProblems = field(default_factory=FileProblems)

    @property
    def width(self) -> int:
        return len(self.header)

    @property
    def place(self) -> Place:
        return Place(self.display_path, self.header_row, 1, 1)

    def cells(self, chunk: Chunk, column: int) -> list[str]:
        """List the cells of a column outside the block."""
        index = column - self.width if self.block and column >= self.block.stop else column
        return [row[index] for row in chunk.rows]

    def full_rows(self, chunk: Chunk) -> Sequence[Sequence[str]]:
        """List the rows with all their cells, those of the block among them."""
        if not chunk.blocks:
            return chunk.rows
        assert self.block is not None
        assert self.separator is not None
        before = self.block.start
        return [
            [*row[:before], *block.split(self.separator), *row[before:]]
            for row, block in zip(chunk.rows, chunk.blocks, strict=True)
        ]


def name_column(column: int) -> str:
    """Name a column as spreadsheets do: A, B … Z, AA. Columns are counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
