"""What a sheet of a data workbook is: lines of text and one table, in the shape that accessible
spreadsheets have.

No cell of a table is empty, no two of its headings are the same, and no name of a sheet needs
quotation marks: whoever describes a sheet need not think of that. What the sheets hold is for
workbook.py, how they become a file for ods.py and xlsx.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from reportgen.util.frozen import frozen

NOT_AVAILABLE = "[x]"
NOT_APPLICABLE = "[z]"
WITHHELD = "[c]"
SHORTHAND = {
    NOT_AVAILABLE: "not available",
    NOT_APPLICABLE: "not applicable",
    WITHHELD: "withheld, because a group is so small that it could point to a person",
}
"""What stands in a cell in place of nothing."""

MAX_CELL_CHARACTERS = 32_000
"""Characters. Spreadsheet programs hold some 700 more."""

Value = str | int | float


@frozen(kw_only=False)
class SheetColumn:
    """A column of a table."""

    title: str
    width: int = 14
    """In characters."""
    is_number: bool = False


LOOKS_NUMERIC = re.compile(r"[-−–]?[£$€]?\d[\d,.]*( ?%| (out )?of \d+|m| million)?\*?")
"""Text that is read as a number."""


def is_right(column: SheetColumn, value: Value) -> bool:
    """Whether a cell stands on the right, as numbers do: words stand on the left in a column of
    numbers too."""
    if not isinstance(value, str):
        return True
    return column.is_number and (
        value in SHORTHAND
        or bool(LOOKS_NUMERIC.fullmatch(value))
        or not any(map(str.isalpha, value))
    )


@frozen(kw_only=False)
class SheetLine:
    """A line of text on the cover, or above a table."""

    text: str
    style: str = "text"
    """`title`, `heading` or `text`."""


@frozen(kw_only=False)
class Sheet:
    """One sheet: lines of text, and beneath them one table, or none."""

    name: str
    lines: tuple[SheetLine, ...]
    columns: tuple[SheetColumn, ...] = ()
    rows: tuple[tuple[Value, ...], ...] = ()
    links: bool = False
    """Whether the first column names sheets, and leads to them."""

    @property
    def title(self) -> str:
        return self.lines[0].text

    @property
    def table_name(self) -> str:
        """The name under which formulas and screen readers find the table."""
        return f"table_{re.sub(r'[^a-z0-9]+', '_', self.name.lower()).strip('_')}"


@frozen(kw_only=False)
class Workbook:
    """All sheets, and what the file says of itself."""

    title: str
    subject: str
    publisher: str
    language: str
    date: str
    """An ISO day: when the report was published."""
    sheets: tuple[Sheet, ...]


class SheetNames:
    """Names for sheets: fit for every spreadsheet program, and each given once."""

    def __init__(self, *taken: str) -> None:
        self.taken = {name.lower() for name in taken}

    def give(self, wanted: str) -> str:
        """The name wanted, or the nearest to it that a sheet may have and no other has."""
        base = re.sub(r"\W+", "_", wanted, flags=re.ASCII).strip("_")[:26] or "Table"
        base = base[:1].upper() + base[1:]
        name, count = base, 1
        while name.lower() in self.taken:
            count += 1
            name = f"{base}_{count}"
        self.taken.add(name.lower())
        return name


def table_sheet(
    name: str,
    title: str,
    columns: Sequence[SheetColumn],
    rows: Iterable[Sequence[Value | None]],
    about: Sequence[str] = (),
    links: bool = False,
) -> Sheet:
    """A sheet with one table, no cell of it empty and no two headings the same."""
    columns = _distinct(columns)
    filled = tuple(
        tuple(_filled(value) for value in (*row, *[None] * (len(columns) - len(row))))
        for row in rows
    )
    lines = (
        SheetLine(title, "title"),
        SheetLine("This sheet holds one table."),
        *(SheetLine(text) for text in about if text),
    )
    return Sheet(name, lines, columns, filled, links)


def _filled(value: Value | None) -> Value:
    """A value fit for a cell: never empty, never longer than a cell may be, without characters that
    no file may hold."""
    if value is None or value == "":
        return NOT_AVAILABLE
    if isinstance(value, str):
        text = _UNFIT.sub("", str(value))
        return (
            text
            if len(text) <= MAX_CELL_CHARACTERS
            else text[:MAX_CELL_CHARACTERS] + " … (cut here; the report has the rest)"
        )
    return value


_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)


def _distinct(columns: Sequence[SheetColumn]) -> tuple[SheetColumn, ...]:
    """Columns whose headings are all there and all different, as a table needs them."""
    seen: set[str] = set()
    named = []
    for number, column in enumerate(columns, start=1):
        base = " ".join(_UNFIT.sub("", column.title).split())[:200] or f"Column {number}"
        title, count = base, 1
        while title.casefold() in seen:
            count += 1
            title = f"{base} ({count})"
        seen.add(title.casefold())
        named.append(SheetColumn(title, column.width, column.is_number))
    return tuple(named)
