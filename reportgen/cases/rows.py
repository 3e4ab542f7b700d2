"""Opens a case file, CSV or a spreadsheet, as rows in chunks with their numbers.

A row that cannot be read (bytes that are not UTF-8, a quotation mark that is never closed) becomes
a problem of the layout, and reading goes on, so that all other rows are checked.

It must not know what a column means.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reportgen.cases.csv_rows import locate_csv_cells, open_csv
from reportgen.cases.file_problems import Cell
from reportgen.cases.layout import Chunk, Layout
from reportgen.inspection.model import Cases as CasesEntry
from reportgen.problems import Place, input_error, start_of
from reportgen.reading.text_file import unreadable

MAX_CSV_BYTES = 2_000_000_000


def open_rows(path: Path, entry: CasesEntry, display_path: str) -> tuple[Layout, Iterator[Chunk]]:
    """Open a case file and find its layout. The first bytes of the file say of what kind it is."""
    here = start_of(display_path)
    try:
        with path.open("rb") as file:
            head = file.read(8)
        size = path.stat().st_size
    except OSError as problem:
        raise unreadable(problem, display_path) from None
    if head.startswith(b"PK\x03\x04"):
        from reportgen.cases.sheet_rows import open_sheet

        return open_sheet(path, entry.sheet, display_path)
    _refuse_unless_csv(head, here)
    if entry.sheet is not None:
        raise input_error(
            "no-sheet", entry.sheet.place, "a CSV file has no sheets", "delete `sheet:`"
        )
    if size > MAX_CSV_BYTES:
        raise input_error(
            "file-size",
            here,
            f"the file has more than {MAX_CSV_BYTES:,} bytes",
            "check that this is the right file",
        )
    return open_csv(path, str(entry.id), display_path)


def _refuse_unless_csv(head: bytes, here: Place) -> None:
    """Refuse files whose first bytes show that they are something else."""
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise input_error(
            "old-spreadsheet",
            here,
            "this is an Excel file from before 2007 (.xls), or one with a password",
            "save it as XLSX without a password, or as CSV",
        )
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise input_error("not-utf-8", here, "the file is UTF-16", "save it as CSV UTF-8")


def locate_cells(layout: Layout, cells: set[Cell]) -> dict[Cell, Place]:
    """Find where cells are. In a CSV file that is their characters of the line; in a spreadsheet it
    is their row and column."""
    if layout.separator is not None:
        return locate_csv_cells(layout.path, layout.display_path, layout.separator, cells)
    return {
        (row, column): Place(layout.display_path, row, max(1, column + 1), max(1, column + 1) + 1)
        for row, column in cells
    }
