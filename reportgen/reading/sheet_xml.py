"""The XML of a spreadsheet: what happens at each element, and how large a sheet may be.

It must not know XLSX or ODS.
"""

from __future__ import annotations

from collections.abc import Sized

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_CELLS = 10_000_000
"""Cells of one sheet; a repeated cell counts as often as it is repeated."""

Row = tuple[int, list[str]]
"""A row's number as the sheet shows it, and its cells. Repeated rows share one list: only read
it."""


MAX_CELL_CHARACTERS = 32_767
"""What a cell of a spreadsheet program may hold."""
MAX_LISTED = 20_000
"""Sheets, relations, styles and merged cells: what is kept beside the rows."""


class SizeError(Exception):
    """A sheet has more cells than any table of cases."""


class CellText:
    """The text of one cell, which is refused when it is longer than a cell can be."""

    __slots__ = ("length", "parts")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0

    def add(self, text: str, times: int = 1) -> None:
        self.length += len(text) * times
        if self.length > MAX_CELL_CHARACTERS:
            raise SizeError(f"a cell has more than {MAX_CELL_CHARACTERS:,} characters")
        self.parts.append(text * times)

    def __bool__(self) -> bool:
        return bool(self.parts)

    def __str__(self) -> str:
        return "".join(self.parts)


def check_listed(listed: Sized) -> None:
    """Raise SizeError if more is listed than any file of cases lists."""
    if len(listed) >= MAX_LISTED:
        raise SizeError(f"the file lists more than {MAX_LISTED:,} sheets, styles or merged cells")


def check_size(cells: int, width: int, rows: int = 0) -> None:
    """Raise SizeError if a sheet is too large."""
    if cells > MAX_CELLS or width > MAX_COLUMNS or rows > MAX_ROWS:
        raise SizeError(
            f"the sheet has more than {MAX_ROWS:,} rows, {MAX_COLUMNS:,} columns or {MAX_CELLS:,}"
            " cells"
        )


def local_name(name: str) -> str:
    """Take the prefix of its namespace off a name: `table:name` is `name`."""
    return name[name.rfind(":") + 1 :]


class ElementHandler:
    """What happens at each element of one part of the file. `rows` has those that are finished."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


class SheetRows(ElementHandler):
    """The rows of one sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.merged: list[tuple[int, int]] = []
        """Row, and column from 0, of the first of each group of merged cells."""
        self.cells = 0
        """How many cells there were so far."""
        self.number = 0
        """The number of the last row."""
        self.row: list[str] = []


class AttributeCollector(ElementHandler):
    """Collects the attributes of every element of one name."""

    def __init__(self, element: str) -> None:
        super().__init__()
        self.element = element
        self.attributes: list[dict[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if local_name(name) == self.element:
            check_listed(self.attributes)
            self.attributes.append({local_name(key): value for key, value in attributes.items()})
