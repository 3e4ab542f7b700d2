"""The rows of a case file that is CSV: its separator is found out, and its lines are split.

Most lines of a case file have no quotation mark. They are split at the separator, which takes half
the time that the csv module does; the cells of `Layout.block` stay in one text. Lines with
quotation marks go to the csv module. One case is one line.

It must not know what a column means.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from operator import methodcaller
from pathlib import Path

from reportgen.cases.csv_lines import (
    BAD_BYTE,
    MAX_LINE_CHARACTERS,
    Lines,
    describe_bad_byte,
    find_cell,
    open_text,
)
from reportgen.cases.file_problems import Cell
from reportgen.cases.layout import MAX_COLUMNS, ROWS_AT_ONCE, Chunk, Layout
from reportgen.problems import (
    InputError,
    Place,
    Problem,
    error,
    input_error,
    start_of,
)
from reportgen.reading.text_file import unreadable

MAX_QUOTED_LINES = 50
"""How many lines are searched for the end of a quotation."""
SEPARATORS = (",", ";", "\t")


def open_csv(path: Path, case_heading: str, display_path: str) -> tuple[Layout, Iterator[Chunk]]:
    """Open a CSV file: find its separator and its headings, and read its rows."""
    here = start_of(display_path)
    first = _read_first_line(path, display_path)
    separator, header = _find_separator(first, case_heading)
    if not header:
        raise input_error(
            "quotation-mark",
            here,
            "a quotation mark in the first row is never closed",
            "close it, or delete it: all headings must be on one line",
        )
    if len(header) > MAX_COLUMNS:
        raise input_error(
            "too-many-columns",
            here,
            f"the file has more than {MAX_COLUMNS:,} columns",
            "check that this is a CSV file of cases",
        )
    layout = Layout(path, display_path, header, 1, separator)
    return layout, _read_chunks(layout)


def _read_first_line(path: Path, display_path: str) -> str:
    """Read the line of the headings. Refuse a file whose first line has none."""
    here = start_of(display_path)
    try:
        with open_text(path) as file:
            lines = Lines(file)
            first = next(lines, "")
    except OSError as problem:
        raise unreadable(problem, display_path) from None
    if lines.too_long:
        raise input_error(
            "line-length",
            here,
            f"the first line has more than {MAX_LINE_CHARACTERS:,} characters",
            "put the headings into the first row, or check that this is a CSV file",
        )
    if BAD_BYTE.search(first):
        raise InputError(describe_bad_byte(first, 1, display_path))
    if not first.strip():
        raise input_error(
            "no-header",
            here,
            "the first row is empty" if first else "the file is empty",
            "put the headings of the columns into the first row",
        )
    if re.fullmatch(r'"?sep=.?"?[,;\t]*', first.strip(), re.I):
        raise input_error(
            "no-header",
            here,
            f"the first row is `{first.strip()}`, which tells a spreadsheet program the separator;"
            " it is not a heading",
            "delete this line: the separator is found without it",
        )
    return first


def _find_separator(first: str, case_heading: str) -> tuple[str, list[str]]:
    """Find the separator that makes the heading of the case column a cell of its own; if none does,
    the one that gives most columns. Return it with the headings."""
    readings = {separator: _split(first, separator) for separator in SEPARATORS}
    separator = next(
        (
            separator
            for separator, cells in readings.items()
            if case_heading in [cell.strip() for cell in cells]
        ),
        None,
    ) or max(SEPARATORS, key=lambda separator: len(readings[separator]))
    return separator, readings[separator]


def _split(line: str, separator: str) -> list[str]:
    """Split one line into cells; none if its quotation marks are not closed."""
    try:
        return next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error:
        return []


def _read_chunks(layout: Layout) -> Iterator[Chunk]:
    try:
        with open_text(layout.path) as file:
            lines = Lines(file)
            next(lines)
            while some := lines.take(ROWS_AT_ONCE):
                yield _read_rows(layout, lines, some)
            if lines.too_long:
                line = lines.number + 1
                layout.problems.add_stop(
                    error(
                        "line-length",
                        Place(layout.display_path, line, 1, 2),
                        f"line {line} has more than {MAX_LINE_CHARACTERS:,} characters; it and all"
                        " lines after it are not read",
                        "write one case on each line, or check that this is a CSV file",
                    )
                )
    except OSError as raised:
        layout.problems.add_stop(
            error(
                "file-unreadable",
                layout.place,
                f"the file cannot be read to its end: {raised.strerror or raised}",
                "try again",
            )
        )


def _read_rows(layout: Layout, lines: Lines, some: list[str]) -> Chunk:
    """Split some lines that were just taken: all together if they allow it, else one by one."""
    assert layout.separator is not None
    text, last = "".join(some), lines.number
    if text.isascii() or not BAD_BYTE.search(text):
        numbers = range(last - len(some) + 1, last + 1)
        if '"' not in text:
            return _split_unquoted(
                layout, layout.separator, numbers, [line.rstrip("\r\n") for line in some]
            )
        with_marks = [line for line in some if '"' in line]
        if len(quoted := _split_quoted(with_marks, layout.separator)) == len(with_marks):
            rows = iter(quoted)
            return Chunk(
                numbers,
                [
                    next(rows) if '"' in line else line.rstrip("\r\n").split(layout.separator)
                    for line in some
                ],
            )
    lines.put_back(some)
    return _read_one_by_one(layout, lines, last)


def _read_one_by_one(layout: Layout, lines: Lines, last: int) -> Chunk:
    """Split lines one after the other, up to a line number. Report each that cannot be read."""
    assert layout.separator is not None
    numbers, rows = [], []
    while lines.number < last:
        line = next(lines)
        number = lines.number
        if not line.isascii() and BAD_BYTE.search(line):
            layout.problems.add_row(describe_bad_byte(line, number, layout.display_path))
            line = BAD_BYTE.sub("\N{REPLACEMENT CHARACTER}", line)
        row = (
            _read_quoted(layout, lines, line)
            if '"' in line
            else line.rstrip("\r\n").split(layout.separator)
        )
        if row is not None:
            numbers.append(number)
            rows.append(row)
    return Chunk(numbers, rows)


def _split_unquoted(
    layout: Layout, separator: str, numbers: Sequence[int], lines: list[str]
) -> Chunk:
    """Split lines without quotation marks. If all are as wide as the header, keep the cells of the
    block in one text."""
    width = layout.width
    if layout.block is None or set(map(methodcaller("count", separator), lines)) != {width - 1}:
        return Chunk(numbers, [line.split(separator) for line in lines])
    rows = [line.split(separator, layout.block.start) for line in lines]
    blocks = [row.pop() for row in rows]
    if after := width - layout.block.stop:
        split = [block.rsplit(separator, after) for block in blocks]
        blocks = [cells[0] for cells in split]
        rows = [[*row, *cells[1:]] for row, cells in zip(rows, split, strict=True)]
    return Chunk(numbers, rows, blocks)


def _split_quoted(lines: list[str], separator: str) -> list[list[str]]:
    """Split lines with the csv module. There are fewer rows than lines if one row runs over several
    lines, and none if the quotation marks are wrong."""
    try:
        return list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error:
        return []


def _read_quoted(layout: Layout, lines: Lines, line: str) -> list[str] | None:
    """Read a line with quotation marks. None, with a problem, if they are not closed on it: then
    the row has taken in other lines, or would."""
    assert layout.separator is not None
    number, run, first_error = lines.number, [line], None
    while True:
        try:
            row = next(csv.reader(run, delimiter=layout.separator, strict=True))
            break
        except csv.Error as problem:
            first_error = first_error or problem
            if "unexpected end" not in str(problem) or not _extend_run(lines, run):
                lines.put_back(run[1:])
                layout.problems.add_row(_describe_bad_quotation(layout, number, first_error))
                return None
    if len(run) == 1:
        return row
    layout.problems.add_row(
        error(
            "line-break",
            Place(layout.display_path, number, 1, 2),
            f"row {number} goes on to line {lines.number}: a cell contains a line break, or a"
            " quotation mark is closed too late",
            "write each case on one line: close the quotation mark, or delete the line breaks",
        )
    )
    return None


def _extend_run(lines: Lines, run: list[str]) -> bool:
    """Add the lines up to the next one with a quotation mark. Whether there is one near."""
    while len(run) < MAX_QUOTED_LINES and (following := next(lines, None)) is not None:
        run.append(following)
        if '"' in following:
            return True
    return False


_BAD_QUOTATIONS = {
    "expected after": (
        "a closing quotation mark is followed by more text",
        "write a quotation mark inside a cell twice",
    ),
    "unexpected end": ("a quotation mark is never closed", "close it, or delete it"),
    "larger than field limit": (
        "a cell is far too long",
        "look for a quotation mark in this row that is never closed",
    ),
}
"""By a part of what the csv module says: the message and the hint."""


def _describe_bad_quotation(layout: Layout, row: int, problem: csv.Error) -> Problem:
    message, hint = next(
        (texts for part, texts in _BAD_QUOTATIONS.items() if part in str(problem)),
        ("something is not CSV", "compare its quotation marks with those of other rows"),
    )
    place = Place(layout.display_path, row, 1, 2)
    return error("quotation-mark", place, f"in row {row}, {message}", hint)


def locate_csv_cells(
    path: Path, display_path: str, separator: str, cells: set[Cell]
) -> dict[Cell, Place]:
    """Find the characters of each cell in its line, by reading the file once more."""
    columns: dict[int, list[int]] = {}
    for row, column in cells:
        columns.setdefault(row, []).append(column)
    places = {(row, column): Place(display_path, row, 1, 2) for row, column in cells}
    try:
        with open_text(path) as file:
            for number, line in enumerate(Lines(file), start=1):
                for column in columns.get(number, ()):
                    start, end = find_cell(line, column, separator)
                    places[number, column] = Place(
                        display_path, number, start + 1, max(start + 2, end + 1)
                    )
    except OSError:
        pass  # the cells that were not reached are placed at the start of their row
    return places
