"""The rows of a case file as they stand in it: CSV with its encoding and separator found out, or a sheet of XLSX or ODS.

Rows come in chunks with their numbers. What stops the reading of a CSV file half way (bytes that are no UTF-8, a
quotation mark that never closes) is kept as a problem, so that what was read before it can still be looked at.

It must not know what a column means.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from reportgen.inspection import Cases as CasesEntry
from reportgen.problems import Place, Problem, Refused, error, nearest

if TYPE_CHECKING:
    from reportgen.spreadsheet import Row, Spreadsheet

LARGEST_CSV = 2_000_000_000
LONGEST_LINE = 1_000_000
MOST_COLUMNS = 5_000
ROWS_AT_ONCE = 48
"""Few enough that their cells stay in the processor's cache: a thousand at once take twice as long."""
MOST_MERGED = 100
"""Runs of merged cells named one by one."""
SEPARATORS = (",", ";", "\t")

Chunk = tuple[Sequence[int], Sequence[Sequence[str]]]
"""The numbers of some rows, and the rows."""


@dataclass
class Layout:
    """How a file is laid out: its headings, and how a cell's row and column become a place in it."""

    path: Path
    shown: str
    header: list[str]
    header_row: int
    separator: str | None
    """None for a spreadsheet."""
    stopped: list[Problem] = field(default_factory=list)
    """What stopped the reading, or made a row unreadable."""

    @property
    def place(self) -> Place:
        return Place(self.shown, self.header_row, 1, 1)

    @staticmethod
    def letter(column: int) -> str:
        """A column as spreadsheets call it: A, B … Z, AA."""
        letters = ""
        column += 1
        while column:
            column, rest = divmod(column - 1, 26)
            letters = chr(65 + rest) + letters
        return letters

    def places(self, wanted: set[tuple[int, int]]) -> dict[tuple[int, int], Place]:
        """Where cells stand, by row and column (from 0; -1 is the row itself). In a CSV file, the characters of the line."""
        if self.separator is None:
            return {(row, column): Place(self.shown, row, max(1, column + 1), max(1, column + 1) + 1) for row, column in wanted}
        columns: dict[int, list[int]] = {}
        for row, column in wanted:
            columns.setdefault(row, []).append(column)
        found = {(row, column): Place(self.shown, row, 1, 2) for row, column in wanted}
        try:
            with _opened(self.path) as file:
                for number, line in enumerate(_lines(file), start=1):
                    for column in columns.get(number, ()):
                        start, end = _stretch(line, column, self.separator)
                        found[number, column] = Place(self.shown, number, start + 1, max(start + 2, end + 1))
        except (OSError, ValueError, csv.Error):
            pass  # the places found so far, and the first column for the rest
        return found


def open_rows(path: Path, entry: CasesEntry, shown: str) -> tuple[Layout, Iterator[Chunk]]:
    """The layout of a case file and its rows. What the file is, its first bytes say."""
    here = Place(shown, 1, 1, 1)
    try:
        with path.open("rb") as file:
            head = file.read(8)
        size = path.stat().st_size
    except OSError as problem:
        raise Refused(error("file-unreadable", here, f"the file cannot be read: {problem.strerror or problem}", "check the name and that you may read it")) from None
    if head.startswith(b"PK\x03\x04"):
        return _sheet(path, entry, shown)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(error("old-spreadsheet", here, "this is a spreadsheet of the kind before 2007, or one with a password", "save it as XLSX without a password, or as CSV"))
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused(error("not-utf-8", here, "the file is UTF-16", "save it as CSV UTF-8"))
    if entry.sheet is not None:
        raise Refused(error("no-sheet", entry.sheet.place, "a CSV file has no sheets", "take `sheet:` out"))
    if size > LARGEST_CSV:
        raise Refused(error("file-size", here, f"the file has more than {LARGEST_CSV:,} bytes", "is this the right file?"))
    return _csv(path, str(entry.id), shown)


# CSV


def _opened(path: Path) -> TextIO:
    return path.open(encoding="utf-8-sig", newline="")


class _LineTooLong(csv.Error):
    pass


def _lines(file: TextIO) -> Iterator[str]:
    """The lines of a file, none of them so long that it fills the memory."""
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise _LineTooLong
        yield line


def _csv(path: Path, id: str, shown: str) -> tuple[Layout, Iterator[Chunk]]:
    here = Place(shown, 1, 1, 1)
    try:
        with _opened(path) as file:
            first = next(_lines(file), "")
    except UnicodeDecodeError:
        raise Refused(_undecodable(path, shown)) from None
    except csv.Error:
        raise Refused(error("line-length", here, f"the first line has more than {LONGEST_LINE:,} characters", "the first row holds the headings: is this a CSV file?")) from None
    if not first.strip():
        raise Refused(error("no-header", here, "the first row is empty" if first else "the file is empty", "the first row holds the headings of the columns"))
    readings = {separator: _split(first, separator) for separator in SEPARATORS}
    # The separator by which the heading of the case column stands alone; failing that, the one that gives most columns.
    separator = next((s for s, cells in readings.items() if id in [cell.strip() for cell in cells]), None) or max(SEPARATORS, key=lambda s: len(readings[s]))
    header = readings[separator]
    if not header:
        raise Refused(error("quotation-mark", here, "a quotation mark in the first row opens and never closes", "the headings of the columns stand on one line: close the mark, or take it out"))
    if len(header) > MOST_COLUMNS:
        raise Refused(error("too-many-columns", here, f"the file has more than {MOST_COLUMNS:,} columns", "is this a CSV file of cases?"))
    layout = Layout(path, shown, header, 1, separator)
    return layout, _csv_rows(layout)


def _split(line: str, separator: str) -> list[str]:
    """The cells of one line; none where its quotation marks do not close."""
    try:
        return next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error:
        return []


_BREAK = re.compile(r"\r\n|\r|\n")


def _csv_rows(layout: Layout) -> Iterator[Chunk]:
    assert layout.separator is not None
    try:
        with _opened(layout.path) as file:
            reader = csv.reader(_lines(file), delimiter=layout.separator, strict=True)
            next(reader)
            while True:
                before, problem = reader.line_num, None
                rows: list[list[str]] = []
                try:
                    rows.extend(islice(reader, ROWS_AT_ONCE))  # extend keeps what came before an exception
                except (csv.Error, UnicodeDecodeError) as raised:
                    problem = raised
                numbers: Sequence[int] = range(before + 1, before + len(rows) + 1)
                taken, next_row = len(rows), before + len(rows) + 1
                if reader.line_num - before != taken:
                    numbers, rows, next_row = _numbered(layout, before + 1, rows)
                if rows:
                    yield numbers, rows
                if problem is not None:
                    layout.stopped.append(_stop(layout, problem, next_row, reader.line_num))
                if problem is not None or not taken:
                    return
    except OSError as raised:
        layout.stopped.append(error("file-unreadable", layout.place, f"the file cannot be read to its end: {raised.strerror or raised}", "try again"))


def _numbered(layout: Layout, line: int, rows: list[list[str]]) -> tuple[list[int], list[list[str]], int]:
    """The rows that stand on one line each, with its number. A row over several lines has probably swallowed others."""
    numbers, kept = [], []
    for row in rows:
        last = line + sum(len(_BREAK.findall(cell)) for cell in row)
        if last == line:
            numbers.append(line)
            kept.append(row)
        else:
            layout.stopped.append(error(
                "line-break", Place(layout.shown, line, 1, 2), f"row {line} runs on to line {last}: a cell holds a line break, or a quotation mark closes too late",
                "one case stands on one line: close the quotation mark, or take the line breaks out"))
        line = last + 1
    return numbers, kept, line


def _stop(layout: Layout, problem: csv.Error | UnicodeDecodeError, row: int, line: int) -> Problem:
    """Why the file could not be read any further, where, and what to do."""
    if isinstance(problem, UnicodeDecodeError):
        return _undecodable(layout.path, layout.shown)
    rest = "; what follows is not read"
    if isinstance(problem, _LineTooLong):
        return error("line-length", Place(layout.shown, line + 1, 1, 2), f"line {line + 1} has more than {LONGEST_LINE:,} characters{rest}", "a case stands on one line: is this a CSV file?")
    what = str(problem)
    if "expected after" in what:
        message, hint = "a closing quotation mark is followed by more text", "a quotation mark inside a cell is written twice"
    elif "unexpected end" in what:
        message, hint = "a quotation mark opens and never closes", "close it, or take it out"
    elif "larger than field limit" in what:
        message, hint = "a cell is far too long", "probably a quotation mark opens in this row and never closes"
    else:
        message, hint = "this row is not CSV", "compare its quotation marks with those of other rows"
    return error("quotation-mark", Place(layout.shown, row, 1, 2), f"from row {row} on, {message}{rest}", hint)


def _undecodable(path: Path, shown: str) -> Problem:
    """The first byte that is no UTF-8, and the character it was probably meant to be."""
    with path.open("rb") as file:
        number, start = 1, 0
        while line := file.readline(LONGEST_LINE):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as problem:
                if problem.end < len(line) or line.endswith(b"\n") or len(line) < LONGEST_LINE:
                    byte = line[problem.start:problem.start + 1]
                    column = start + len(line[:problem.start].decode("utf-8", "replace")) + 1
                    meant = byte.decode("cp1252", "replace")
                    likely = f"; in Windows-1252 it is {meant}" if meant.isprintable() and meant != "\N{REPLACEMENT CHARACTER}" else ""
                    return error("not-utf-8", Place(shown, number, column, column + 1), f"line {number} holds the byte 0x{byte.hex().upper()}, which is not UTF-8{likely}",
                                 "save the file as “CSV UTF-8”; nothing after this place is read")
            start = 0 if line.endswith(b"\n") else start + len(line)
            number += line.endswith(b"\n")
    return error("not-utf-8", Place(shown, 1, 1, 1), "the file is not UTF-8", "save the file as “CSV UTF-8”")


def _stretch(line: str, column: int, separator: str) -> tuple[int, int]:
    """Where the cell of a column stands in its line; the whole line for -1, its end for a column that it lacks."""
    whole = line.rstrip("\r\n")
    if column < 0:
        return 0, len(whole)
    start, quoted, number = 0, False, 0
    for index, character in enumerate(whole):
        if character == '"':
            quoted = not quoted
        elif character == separator and not quoted:
            if number == column:
                return start, index
            start, number = index + 1, number + 1
    return (start, len(whole)) if number == column else (len(whole), len(whole) + 1)


# Spreadsheets


def _sheet(path: Path, entry: CasesEntry, shown: str) -> tuple[Layout, Iterator[Chunk]]:
    from reportgen.spreadsheet import Spreadsheet

    book = Spreadsheet(path, shown)
    name = book.names[0]
    if entry.sheet is not None:
        name = str(entry.sheet)
        if name not in book.names:
            near = nearest(name, book.names)
            raise Refused(error("no-sheet", entry.sheet.place, f"the file has no sheet `{name}`", f"did you mean `{near}`?" if near else f"there are: {', '.join(book.names[:8])}"))
    rows = book.rows(name)
    number, header = next(rows, (1, []))
    if not header:
        raise Refused(error("no-header", Place(shown, 1, 1, 1), f"the sheet `{name}` is empty", "its first row holds the headings of the columns"))
    if len(header) > MOST_COLUMNS:
        raise Refused(error("too-many-columns", Place(shown, number, 1, 1), f"the sheet has more than {MOST_COLUMNS:,} columns", "is this a table of cases?"))
    layout = Layout(path, shown, list(header), number, None)
    return layout, _in_chunks(layout, book, rows, len(header))


def _in_chunks(layout: Layout, book: Spreadsheet, rows: Iterator[Row], width: int) -> Iterator[Chunk]:
    """Rows some at a time. A spreadsheet leaves out empty cells at a row's end: they are put back."""
    try:
        while some := list(islice(rows, ROWS_AT_ONCE)):
            yield [number for number, _ in some], [_as_wide(row, width) for _, row in some]
        layout.stopped += [error("merged-cells", Place(layout.shown, row, column + 1, column + 2), f"the cell {layout.letter(column)}{row} is merged with others, which then hold nothing",
                                 "undo the merging and fill in every cell") for row, column in book.merged[:MOST_MERGED]]
    finally:
        book.close()


def _as_wide(row: list[str], width: int) -> list[str]:
    if len(row) < width:
        return row + [""] * (width - len(row))
    return row[:width] if len(row) > width and not any(row[width:]) else row
