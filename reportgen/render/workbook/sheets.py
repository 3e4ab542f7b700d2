"""The sheets of a workbook: each has lines of text and at most one table, as accessible
spreadsheets should.

This module sees to it that no cell of a table is empty, no two of its headings are the same, and
no name of a sheet needs quotation marks. What the sheets hold is decided in book.py, how they
become a file in ods.py and xlsx.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from reportgen.languages.language import DEFAULT, Language, open_language
from reportgen.util.frozen import frozen

NOT_AVAILABLE = "[x]"
NOT_APPLICABLE = "[z]"
WITHHELD = "[c]"
SHORTHAND = {
    NOT_AVAILABLE: "not-available",
    NOT_APPLICABLE: "not-applicable",
    WITHHELD: "withheld-because-small",
}
"""What a cell holds when it has no value, and the key of what it means in the catalogues of words.
Guidance for government statistics gives these signs."""

MAX_CELL_CHARACTERS = 32_000
"""Spreadsheet programs allow about 700 more."""

Value = str | int | float


@frozen(kw_only=False)
class ColumnEntry:
    """What may be entered into the cells of a column: one of some words, a date, or any text."""

    choices: tuple[str, ...] = ()
    is_date: bool = False


@frozen(kw_only=False)
class SheetColumn:
    """A column of a table."""

    title: str
    width: int = 14
    """In characters."""
    is_number: bool = False
    entry: ColumnEntry | None = None
    """What a reader enters into its cells, in a form."""


LOOKS_NUMERIC = re.compile(r"[-−–]?[£$€]?\d[\d,.]*( ?%| (out )?of \d+|m| million)?\*?")
"""Text that readers take for a number: `62%`, `3 of 7`, `£1.2 million`, `−4`."""


def is_right(column: SheetColumn, value: Value) -> bool:
    """Whether a cell is aligned to the right, as numbers are. Words are aligned to the left, even
    in a column of numbers."""
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


ABOVE_TABLE = {"text": "line", "heading": "heading-line"}
"""The styles of lines above a table, which run over the columns beside them: a first column may be
narrow, and a mark that is wrapped into it would be cut."""


@frozen(kw_only=False)
class Sheet:
    """One sheet: lines of text, and below them one table or none."""

    name: str
    lines: tuple[SheetLine, ...]
    columns: tuple[SheetColumn, ...] = ()
    rows: tuple[tuple[Value, ...], ...] = ()
    links: bool = False
    """Whether the first column holds names of sheets, and links to them."""

    @property
    def is_form(self) -> bool:
        """Whether readers fill in some of its columns. All other cells are then locked."""
        return any(column.entry is not None for column in self.columns)

    @property
    def title(self) -> str:
        return self.lines[0].text

    @property
    def table_name(self) -> str:
        """The name that formulas and screen readers use for the table."""
        return f"table_{re.sub(r'[^a-z0-9]+', '_', self.name.lower()).strip('_')}"


@frozen(kw_only=False)
class Workbook:
    """All sheets, and the properties of the file."""

    title: str
    subject: str
    publisher: str
    language: str
    date: str
    """The day on which the report was published, as `2022-08-31`."""
    sheets: tuple[Sheet, ...]


def name_sheet(title: str) -> str:
    """The nearest name to the wanted one that every spreadsheet program accepts."""
    name = re.sub(r"\W+", "_", title, flags=re.ASCII).strip("_")[:26] or "Table"
    return name[:1].upper() + name[1:]


class SheetNames:
    """Gives names to sheets that every spreadsheet program accepts, each name once."""

    def __init__(self, *names: str) -> None:
        self.names_in_use = {name.lower() for name in names}

    def give(self, title: str) -> str:
        """The wanted name, or the nearest one that a sheet may have and no other sheet has."""
        base = name_sheet(title)
        name, count = base, 1
        while name.lower() in self.names_in_use:
            count += 1
            name = f"{base}_{count}"
        self.names_in_use.add(name.lower())
        return name


def table_sheet(
    name: str,
    title: str,
    columns: Sequence[SheetColumn],
    rows: Iterable[Sequence[Value | None]],
    about: Sequence[str] = (),
    links: bool = False,
    wording: Language | None = None,
) -> Sheet:
    """Make a sheet with one table: no cell is empty, no two headings are the same. `wording`: its
    language; English without one."""
    wording = wording or open_language(DEFAULT)
    columns = _make_distinct(columns, wording)
    cut = wording.say("cut-here")
    filled = tuple(
        tuple(_fill(value, cut) for value in (*row, *[None] * (len(columns) - len(row))))
        for row in rows
    )
    lines = (
        SheetLine(title, "title"),
        SheetLine(wording.say("one-table")),
        *(SheetLine(text) for text in about if text),
    )
    return Sheet(name, lines, columns, filled, links)


def _fill(value: Value | None, cut: str) -> Value:
    """Make a value fit for a cell: never empty, never too long, and without characters that a file
    may not hold. `cut`: what a text that is too long ends with."""
    if value is None or value == "":
        return NOT_AVAILABLE
    if isinstance(value, str):
        text = _FORBIDDEN.sub("", str(value))
        return text if len(text) <= MAX_CELL_CHARACTERS else f"{text[:MAX_CELL_CHARACTERS]} {cut}"
    return value


_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)
"""Control characters, characters that turn the direction of text, and those that are none."""


def _make_distinct(columns: Sequence[SheetColumn], wording: Language) -> tuple[SheetColumn, ...]:
    """Columns with headings that are not empty and all different."""
    headings: set[str] = set()
    named = []
    for number, column in enumerate(columns, start=1):
        words = " ".join(_FORBIDDEN.sub("", column.title).split())[:200]
        base = words or wording.say("column-of-number", number=number)
        title, count = base, 1
        while title.casefold() in headings:
            count += 1
            title = f"{base} ({count})"
        headings.add(title.casefold())
        named.append(SheetColumn(title, column.width, column.is_number))
    return tuple(named)
