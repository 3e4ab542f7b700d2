"""The tables as one spreadsheet, a sheet each, in the form that accessible spreadsheets have."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.languages.language import DEFAULT, open_language
from reportgen.opendata.csv_files import About
from reportgen.opendata.tables import Cell, DataColumn, DataTable
from reportgen.render.workbook.ods import write_ods
from reportgen.render.workbook.sheets import (
    SHORTHAND,
    Sheet,
    SheetColumn,
    SheetLine,
    Value,
    Workbook,
    table_sheet,
)

MAX_ROWS = 200_000
"""A table with more rows gets no sheet: few programs could open it in reasonable time."""


def write_workbook(tables: Sequence[DataTable], about: About) -> bytes:
    """Make the bytes of an ODS file with all tables."""
    shown = [table for table in tables if len(table.rows) <= MAX_ROWS]
    sheets = (_make_cover(tables, about), *map(_make_sheet, shown), _make_column_sheet(shown))
    book = Workbook(
        title=about.title,
        subject="Published inspections as data",
        publisher=about.publisher or "",
        language=about.language,
        date=about.day,
        sheets=sheets,
    )
    return write_ods(book)


def _make_cover(tables: Sequence[DataTable], about: About) -> Sheet:
    say = open_language(DEFAULT).say
    lines = [
        SheetLine(about.title, "title"),
        SheetLine(f"All published reports as data, as of {about.day}."),
        *([SheetLine(f"Publisher: {about.publisher}")] if about.publisher else []),
        *([SheetLine(f"Licence: {about.licence}")] if about.licence else []),
        SheetLine("Signs in cells", "heading"),
        *(SheetLine(f"{sign} {say(meaning)}") for sign, meaning in SHORTHAND.items()),
        *(
            SheetLine(f"{table.title}: too many rows for a sheet. See {table.name}.csv.")
            for table in tables
            if len(table.rows) > MAX_ROWS
        ),
    ]
    return Sheet("Cover", tuple(lines))


def _make_sheet(table: DataTable) -> Sheet:
    return table_sheet(
        table.title,
        table.title,
        [_make_column(column) for column in table.columns],
        ([_make_value(cell) for cell in row] for row in table.rows),
        [table.about],
    )


def _make_column(column: DataColumn) -> SheetColumn:
    is_number = column.type == "integer"
    wide = column.name in ("text", "because", "title", "findings", "recommendation", "note")
    return SheetColumn(column.name, 40 if wide else 12 if is_number else 20, is_number)


def _make_value(cell: Cell) -> Value | None:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return cell


def _make_column_sheet(tables: Sequence[DataTable]) -> Sheet:
    return table_sheet(
        "Columns",
        "What each column is",
        [SheetColumn("Sheet", 18), SheetColumn("Column", 20), SheetColumn("What it is", 70)],
        ([table.title, column.name, column.about] for table in tables for column in table.columns),
    )
