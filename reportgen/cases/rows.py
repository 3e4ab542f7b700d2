"""The rows of a case file as they stand in it: CSV with its encoding and separator found out, or a
sheet of XLSX or ODS.

Rows come in chunks with their numbers. What makes a row of a CSV file unreadable (bytes that are no
UTF-8, a quotation mark that never closes) is kept as a problem, and the reading goes on after it,
so that all the other rows are looked at.

Most lines of a case file hold no quotation mark: they are split at the separator, which takes half
the time that the csv module does, and what stands in neighbouring columns is left in one text where
the reader asks for that (Layout.block). The others are for the csv module, one case a line.

It must not know what a column means.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from operator import methodcaller
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from reportgen.inspection.model import Cases as CasesEntry
from reportgen.problems import InputError, Place, Problem, error, find_nearest
from reportgen.util.frozen import frozen

if TYPE_CHECKING:
    from reportgen.reading.spreadsheet import Row, Spreadsheet

MAX_CSV_BYTES = 2_000_000_000
MAX_LINE_CHARACTERS = 1_000_000
MAX_COLUMNS = 5_000
ROWS_AT_ONCE = 48
"""Few enough that their cells stay in the processor's cache: a thousand at once take twice as long.
"""
MAX_PROBLEMS = 1_000
"""Problems named one by one; beyond that it is said how many more there are."""
MAX_QUOTED_LINES = 50
"""Lines among which the end of a quotation is looked for."""
SEPARATORS = (",", ";", "\t")


@frozen(kw_only=False)
class Chunk:
    """Some rows, each with its number."""

    numbers: Sequence[int]
    rows: Sequence[Sequence[str]]
    blocks: Sequence[str] = ()
    """Where the lines allow, the cells of Layout.block as they stand in each line. All rows are
    then as wide as the header, and what is given of them is the cells around the block."""


@dataclass
class Layout:
    """How a file is laid out: its headings, and how a cell's row and column become a place in it."""

    path: Path
    shown: str
    header: list[str]
    header_row: int
    separator: str | None
    """None for a spreadsheet."""
    block: slice | None = None
    """Columns side by side whose cells are wanted in one text: to split them all at once takes less
    time than row by row."""
    stopped: list[Problem] = field(default_factory=list)
    """What stopped the reading, or made a row unreadable."""
    unnamed: int = 0
    """How many more rows are unreadable than are named one by one."""

    def unreadable(self, problem: Problem) -> None:
        if len(self.stopped) < MAX_PROBLEMS:
            self.stopped.append(problem)
        else:
            self.unnamed += 1

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
        """Where cells stand, by row and column (from 0; -1 is the row itself). In a CSV file, the
        characters of the line."""
        if self.separator is None:
            return {
                (row, column): Place(self.shown, row, max(1, column + 1), max(1, column + 1) + 1)
                for row, column in wanted
            }
        columns: dict[int, list[int]] = {}
        for row, column in wanted:
            columns.setdefault(row, []).append(column)
        found = {(row, column): Place(self.shown, row, 1, 2) for row, column in wanted}
        try:
            with _opened(self.path) as file:
                for number, line in enumerate(_Lines(file), start=1):
                    for column in columns.get(number, ()):
                        start, end = _stretch(line, column, self.separator)
                        found[number, column] = Place(
                            self.shown, number, start + 1, max(start + 2, end + 1)
                        )
        except OSError:
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
        raise InputError(
            error(
                "file-unreadable",
                here,
                f"the file cannot be read: {problem.strerror or problem}",
                "check the name and that you may read it",
            )
        ) from None
    if head.startswith(b"PK\x03\x04"):
        return _sheet(path, entry, shown)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(
            error(
                "old-spreadsheet",
                here,
                "this is a spreadsheet of the kind before 2007, or one with a password",
                "save it as XLSX without a password, or as CSV",
            )
        )
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(error("not-utf-8", here, "the file is UTF-16", "save it as CSV UTF-8"))
    if entry.sheet is not None:
        raise InputError(
            error("no-sheet", entry.sheet.place, "a CSV file has no sheets", "take `sheet:` out")
        )
    if size > MAX_CSV_BYTES:
        raise InputError(
            error(
                "file-size",
                here,
                f"the file has more than {MAX_CSV_BYTES:,} bytes",
                "is this the right file?",
            )
        )
    return _csv(path, str(entry.id), shown)


# CSV


def _opened(path: Path) -> TextIO:
    """The file as text. A byte that is no UTF-8 becomes a lone surrogate, which no text holds
    otherwise."""
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


class _Lines:
    """The lines of a file, as far as the first that is so long that it would fill the memory. Lines
    may be put back."""

    def __init__(self, file: TextIO) -> None:
        self.file: Iterator[str] = iter(partial(file.readline, MAX_LINE_CHARACTERS), "")
        self.number = 0
        """The number of the last line that was given out."""
        self.back: deque[str] = deque()
        self.too_long = False
        """Whether the line after all of these was."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        some = self.some(1)
        if not some:
            raise StopIteration
        return some[0]

    def some(self, most: int) -> list[str]:
        """The next lines, so many at most."""
        some = [self.back.popleft() for _ in range(min(most, len(self.back)))]
        if not some and not self.too_long:
            some = list(islice(self.file, most))
            if MAX_LINE_CHARACTERS in map(len, some):
                self.too_long = True
                del some[list(map(len, some)).index(MAX_LINE_CHARACTERS) :]
        self.number += len(some)
        return some

    def put_back(self, lines: Sequence[str]) -> None:
        self.back.extendleft(reversed(lines))
        self.number -= len(lines)


def _csv(path: Path, id: str, shown: str) -> tuple[Layout, Iterator[Chunk]]:
    here = Place(shown, 1, 1, 1)
    try:
        with _opened(path) as file:
            lines = _Lines(file)
            first = next(lines, "")
    except OSError as problem:
        raise InputError(
            error(
                "file-unreadable",
                here,
                f"the file cannot be read: {problem.strerror or problem}",
                "check the name and that you may read it",
            )
        ) from None
    if lines.too_long:
        raise InputError(
            error(
                "line-length",
                here,
                f"the first line has more than {MAX_LINE_CHARACTERS:,} characters",
                "the first row holds the headings: is this a CSV file?",
            )
        )
    if _BAD_BYTE.search(first):
        raise InputError(_undecodable(first, 1, shown))
    if not first.strip():
        raise InputError(
            error(
                "no-header",
                here,
                "the first row is empty" if first else "the file is empty",
                "the first row holds the headings of the columns",
            )
        )
    if re.fullmatch(r'"?sep=.?"?[,;\t]*', first.strip(), re.I):
        raise InputError(
            error(
                "no-header",
                here,
                f"the first row is `{first.strip()}`, which tells a spreadsheet program how the"
                " cells are parted and is no heading",
                "take the line out: the sign between the cells is found without it",
            )
        )
    readings = {separator: _split(first, separator) for separator in SEPARATORS}
    # The separator by which the heading of the case column stands alone; failing that, the one that
    # gives most columns.
    separator = next(
        (s for s, cells in readings.items() if id in [cell.strip() for cell in cells]), None
    ) or max(SEPARATORS, key=lambda s: len(readings[s]))
    header = readings[separator]
    if not header:
        raise InputError(
            error(
                "quotation-mark",
                here,
                "a quotation mark in the first row opens and never closes",
                "the headings of the columns stand on one line: close the mark, or take it out",
            )
        )
    if len(header) > MAX_COLUMNS:
        raise InputError(
            error(
                "too-many-columns",
                here,
                f"the file has more than {MAX_COLUMNS:,} columns",
                "is this a CSV file of cases?",
            )
        )
    layout = Layout(path, shown, header, 1, separator)
    return layout, _csv_rows(layout)


def _split(line: str, separator: str) -> list[str]:
    """The cells of one line; none where its quotation marks do not close."""
    try:
        return next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error:
        return []


def _csv_rows(layout: Layout) -> Iterator[Chunk]:
    try:
        with _opened(layout.path) as file:
            lines = _Lines(file)
            next(lines)
            while some := lines.some(ROWS_AT_ONCE):
                yield _rows(layout, lines, some)
            if lines.too_long:
                line = lines.number + 1
                layout.stopped.append(
                    error(
                        "line-length",
                        Place(layout.shown, line, 1, 2),
                        f"line {line} has more than {MAX_LINE_CHARACTERS:,} characters; what"
                        " follows is not read",
                        "a case stands on one line: is this a CSV file?",
                    )
                )
    except OSError as raised:
        layout.stopped.append(
            error(
                "file-unreadable",
                layout.place,
                f"the file cannot be read to its end: {raised.strerror or raised}",
                "try again",
            )
        )


def _rows(layout: Layout, lines: _Lines, some: list[str]) -> Chunk:
    """The rows of some lines, with their numbers; of those that cannot be read it is kept why."""
    assert layout.separator is not None
    text, last = "".join(some), lines.number
    if text.isascii() or not _BAD_BYTE.search(text):
        these = range(last - len(some) + 1, last + 1)
        if '"' not in text:
            return _unquoted(
                layout, layout.separator, these, [line.rstrip("\r\n") for line in some]
            )
        marked = [line for line in some if '"' in line]
        if len(quoted := _each_on_its_line(marked, layout.separator)) == len(marked):
            left = iter(quoted)
            return Chunk(
                these,
                [
                    next(left) if '"' in line else line.rstrip("\r\n").split(layout.separator)
                    for line in some
                ],
            )
    lines.put_back(some)
    numbers, rows = [], []
    while lines.number < last:
        line = next(lines)
        number = lines.number
        if not line.isascii() and _BAD_BYTE.search(line):
            layout.unreadable(_undecodable(line, number, layout.shown))
            line = _BAD_BYTE.sub("\N{REPLACEMENT CHARACTER}", line)
        row = (
            _quoted(layout, lines, line)
            if '"' in line
            else line.rstrip("\r\n").split(layout.separator)
        )
        if row is not None:
            numbers.append(number)
            rows.append(row)
    return Chunk(numbers, rows)


def _unquoted(layout: Layout, separator: str, numbers: Sequence[int], lines: list[str]) -> Chunk:
    """The cells of lines that hold no quotation mark; those of the block in one text where all
    lines have the width of the header."""
    width = len(layout.header)
    if layout.block is None or set(map(methodcaller("count", separator), lines)) != {width - 1}:
        return Chunk(numbers, [line.split(separator) for line in lines])
    rows = [line.split(separator, layout.block.start) for line in lines]
    blocks = [row.pop() for row in rows]
    if behind := width - layout.block.stop:
        split = [block.rsplit(separator, behind) for block in blocks]
        blocks = [cells[0] for cells in split]
        rows = [[*row, *cells[1:]] for row, cells in zip(rows, split, strict=True)]
    return Chunk(numbers, rows, blocks)


def _each_on_its_line(some: list[str], separator: str) -> list[list[str]]:
    """The rows of some lines, as many where each stands on a line of its own; fewer, or none, where
    one does not."""
    try:
        return list(csv.reader(some, delimiter=separator, strict=True))
    except csv.Error:
        return []


def _quoted(layout: Layout, lines: _Lines, line: str) -> list[str] | None:
    """The cells of a line with quotation marks. None where they do not close on it: then it has
    swallowed others, or would."""
    assert layout.separator is not None
    number, run, wrong = lines.number, [line], None
    while True:
        try:
            row = next(csv.reader(run, delimiter=layout.separator, strict=True))
            break
        except csv.Error as problem:
            wrong = wrong or problem
            if "unexpected end" not in str(problem) or not _runs_on(lines, run):
                lines.put_back(run[1:])
                layout.unreadable(_bad_quotation(layout, number, wrong))
                return None
    if len(run) == 1:
        return row
    layout.unreadable(
        error(
            "line-break",
            Place(layout.shown, number, 1, 2),
            f"row {number} runs on to line {lines.number}: a cell holds a line break, or a"
            " quotation mark closes too late",
            "one case stands on one line: close the quotation mark, or take the line breaks out",
        )
    )
    return None


def _runs_on(lines: _Lines, run: list[str]) -> bool:
    """Adds to a run of lines those up to the next with a quotation mark, if there is one near."""
    while len(run) < MAX_QUOTED_LINES and (following := next(lines, None)) is not None:
        run.append(following)
        if '"' in following:
            return True
    return False


def _bad_quotation(layout: Layout, row: int, problem: csv.Error) -> Problem:
    what = str(problem)
    if "expected after" in what:
        message, hint = (
            "a closing quotation mark is followed by more text",
            "a quotation mark inside a cell is written twice",
        )
    elif "unexpected end" in what:
        message, hint = "a quotation mark opens and never closes", "close it, or take it out"
    elif "larger than field limit" in what:
        message, hint = (
            "a cell is far too long",
            "probably a quotation mark opens in this row and never closes",
        )
    else:
        message, hint = (
            "something is not CSV",
            "compare its quotation marks with those of other rows",
        )
    return error("quotation-mark", Place(layout.shown, row, 1, 2), f"in row {row}, {message}", hint)


_BAD_BYTE = re.compile("[\udc80-\udcff]")


def _undecodable(line: str, number: int, shown: str) -> Problem:
    """The first byte of a line that is no UTF-8, and the character it was probably meant to be."""
    found = _BAD_BYTE.search(line)
    assert found is not None
    byte = ord(found.group()) - 0xDC00
    meant = bytes([byte]).decode("cp1252", "replace")
    likely = (
        f"; in Windows-1252 it is {meant}"
        if meant.isprintable() and meant != "\N{REPLACEMENT CHARACTER}"
        else ""
    )
    return error(
        "not-utf-8",
        Place(shown, number, found.start() + 1, found.start() + 2),
        f"line {number} holds the byte 0x{byte:02X}, which is not UTF-8{likely}",
        "save the file as “CSV UTF-8”",
    )


def _stretch(line: str, column: int, separator: str) -> tuple[int, int]:
    """Where the cell of a column stands in its line; the whole line for -1, its end for a column
    that it lacks."""
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
    from reportgen.reading.spreadsheet import Spreadsheet

    book = Spreadsheet(path, shown)
    name = book.names[0]
    if entry.sheet is not None:
        name = str(entry.sheet)
        if name not in book.names:
            near = find_nearest(name, book.names)
            raise InputError(
                error(
                    "no-sheet",
                    entry.sheet.place,
                    f"the file has no sheet `{name}`",
                    (
                        f"did you mean `{near}`?"
                        if near
                        else f"there are: {', '.join(book.names[:8])}"
                    ),
                )
            )
    rows = book.rows(name)
    number, header = next(rows, (1, []))
    if not header:
        raise InputError(
            error(
                "no-header",
                Place(shown, 1, 1, 1),
                f"the sheet `{name}` is empty",
                "its first row holds the headings of the columns",
            )
        )
    if len(header) > MAX_COLUMNS:
        raise InputError(
            error(
                "too-many-columns",
                Place(shown, number, 1, 1),
                f"the sheet has more than {MAX_COLUMNS:,} columns",
                "is this a table of cases?",
            )
        )
    layout = Layout(path, shown, list(header), number, None)
    return layout, _in_chunks(layout, book, rows, len(header))


def _in_chunks(
    layout: Layout, book: Spreadsheet, rows: Iterator[Row], width: int
) -> Iterator[Chunk]:
    """Rows some at a time. A spreadsheet leaves out empty cells at a row's end: they are put back."""
    try:
        while some := list(islice(rows, ROWS_AT_ONCE)):
            yield Chunk([number for number, _ in some], [_as_wide(row, width) for _, row in some])
        for row, column in book.merged:
            layout.unreadable(
                error(
                    "merged-cells",
                    Place(layout.shown, row, column + 1, column + 2),
                    f"the cell {layout.letter(column)}{row} is merged with others, which then hold"
                    " nothing",
                    "undo the merging and fill in every cell",
                )
            )
    finally:
        book.close()


def _as_wide(row: list[str], width: int) -> list[str]:
    if len(row) < width:
        return row + [""] * (width - len(row))
    return row[:width] if len(row) > width and not any(row[width:]) else row
