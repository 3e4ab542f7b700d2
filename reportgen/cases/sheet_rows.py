"""The rows of a case file that is a sheet of an XLSX or ODS file.

It must not know what a column means.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from reportgen.cases.layout import MAX_COLUMNS, ROWS_AT_ONCE, Chunk, Layout, name_column
from reportgen.problems import Place, error, find_nearest, input_error, start_of
from reportgen.reading.fields import SourceText
from reportgen.reading.sheet_xml import Row
from reportgen.reading.spreadsheet import Spreadsheet


def open_sheet(
    path: Path, sheet: SourceText | None, display_path: str
) -> tuple[Layout, Iterator[Chunk]]:
    """Open a sheet of a spreadsheet: the one named, or the first."""
    book = Spreadsheet(path, display_path)
    name = _choose_sheet(book, sheet)
    rows = book.rows(name)
    number, header = next(rows, (1, []))
    if not header:
        raise input_error(
            "no-header",
            start_of(display_path),
            f"the sheet `{name}` is empty",
            "put the headings of the columns into its first row",
        )
    if len(header) > MAX_COLUMNS:
        raise input_error(
            "too-many-columns",
            Place(display_path, number, 1, 1),
            f"the sheet has more than {MAX_COLUMNS:,} columns",
            "check that this is a table of cases",
        )
    layout = Layout(path, display_path, list(header), number, None)
    return layout, _read_chunks(layout, book, rows)


def _choose_sheet(book: Spreadsheet, sheet: SourceText | None) -> str:
    if sheet is None or sheet in book.names:
        return book.names[0] if sheet is None else str(sheet)
    near = find_nearest(sheet, book.names)
    raise input_error(
        "no-sheet",
        sheet.place,
        f"the file has no sheet `{sheet}`",
        f"did you mean `{near}`?" if near else f"its sheets are: {', '.join(book.names[:8])}",
    )


def _read_chunks(layout: Layout, book: Spreadsheet, rows: Iterator[Row]) -> Iterator[Chunk]:
    try:
        while some := list(islice(rows, ROWS_AT_ONCE)):
            yield Chunk(
                [number for number, _ in some], [_fit(row, layout.width) for _, row in some]
            )
        for row, column in book.merged:
            layout.problems.add_row(
                error(
                    "merged-cells",
                    Place(layout.display_path, row, column + 1, column + 2),
                    f"the cell {name_column(column)}{row} is merged with others, which are then"
                    " empty",
                    "unmerge the cells, and fill in each of them",
                )
            )
    finally:
        book.close()


def _fit(row: list[str], width: int) -> list[str]:
    """Put back the empty cells that a spreadsheet leaves out at the end of a row, and take away
    those beyond the header."""
    if len(row) < width:
        return row + [""] * (width - len(row))
    return row[:width] if len(row) > width and not any(row[width:]) else row
