"""The lines of a CSV file: read within limits, put back, and searched for bytes that are not UTF-8.

It must not know what a row is.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TextIO

from reportgen.problems import Place, Problem, error

MAX_LINE_CHARACTERS = 1_000_000

BAD_BYTE = re.compile("[\udc80-\udcff]")
"""A byte that is not UTF-8, as `open_text` reads it."""


def open_text(path: Path) -> TextIO:
    """Open a file as text. A byte that is not UTF-8 becomes a lone surrogate, which no other text
    contains."""
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


class Lines:
    """The lines of a file, up to the first that is so long that it would fill the memory. Lines can
    be put back."""

    def __init__(self, file: TextIO) -> None:
        self.file: Iterator[str] = iter(partial(file.readline, MAX_LINE_CHARACTERS), "")
        self.number = 0
        """The number of the last line that was taken."""
        self.back: deque[str] = deque()
        self.too_long = False
        """Whether the next line is too long."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        lines = self.take(1)
        if not lines:
            raise StopIteration
        return lines[0]

    def take(self, most: int) -> list[str]:
        """Take the next lines, up to a number of them; none at the end."""
        lines = [self.back.popleft() for _ in range(min(most, len(self.back)))]
        if not lines and not self.too_long:
            lines = list(islice(self.file, most))
            if MAX_LINE_CHARACTERS in map(len, lines):
                self.too_long = True
                del lines[list(map(len, lines)).index(MAX_LINE_CHARACTERS) :]
        self.number += len(lines)
        return lines

    def put_back(self, lines: Sequence[str]) -> None:
        self.back.extendleft(reversed(lines))
        self.number -= len(lines)


def describe_bad_byte(line: str, number: int, display_path: str) -> Problem:
    """Report the first byte of a line that is not UTF-8, with the character that was probably
    meant."""
    match = BAD_BYTE.search(line)
    assert match is not None
    byte = ord(match.group()) - 0xDC00
    character = bytes([byte]).decode("cp1252", "replace")
    likely = (
        f"; in Windows-1252 it is {character}"
        if character.isprintable() and character != "\N{REPLACEMENT CHARACTER}"
        else ""
    )
    return error(
        "not-utf-8",
        Place(display_path, number, match.start() + 1, match.start() + 2),
        f"line {number} contains the byte 0x{byte:02X}, which is not UTF-8{likely}",
        "save the file as “CSV UTF-8”",
    )


def find_cell(line: str, column: int, separator: str) -> tuple[int, int]:
    """Find where the cell of a column starts and ends in its line: the whole line for column -1,
    the end of the line for a column that it does not have."""
    text = line.rstrip("\r\n")
    if column < 0:
        return 0, len(text)
    start, is_quoted, number = 0, False, 0
    for index, character in enumerate(text):
        if character == '"':
            is_quoted = not is_quoted
        elif character == separator and not is_quoted:
            if number == column:
                return start, index
            start, number = index + 1, number + 1
    return (start, len(text)) if number == column else (len(text), len(text) + 1)
