"""How much room a table needs on paper: its column, a page turned to landscape, that page in
smaller type, or more than there is.

Reckoned from the widest word of each column, without the font: no letter of the typeface is wider
than is allowed for it here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

COLUMN, REACHING, NESTED, TURNED = 120.0, 158.0, 100.0, 253.0
"""Millimetres: the column of text, with the margin beside it, a table within a list, and a
landscape page."""

READING = 30.0
"""Millimetres that a first column of sentences takes to be read with ease: below that, it is a word
or two a line."""

_POINT = 25.4 / 72
_LARGE, _SMALL = (10, 3.4), (8.5, 2.2)
"""The size of the type in points and the space after a column in millimetres."""
_WIDTHS = ((0.4, "iIjlftr.,:;|!'()[]/- \u00a0"), (1.0, "MWm@%&—…"), (0.85, "w"))
_WIDTH = {letter: width for width, letters in _WIDTHS for letter in letters}


def measure_columns(
    rows: Iterable[Sequence[str]], numbers: Sequence[bool] = (), *, room: float
) -> str | None:
    """The classes of a table that has `room` where it stands: none, `wide`, `wide small`; None
    where even that is too narrow.

    A table turns its page so that its first column can be read; where it has been turned as it is,
    a narrow one is borne.
    """
    rows = list(rows)
    words = [[*_words(cells, number)] for cells, number in _columns(rows, numbers)]

    def needed(setting: tuple[float, float], reading: float = 0) -> float:
        size, gap = setting
        least = (
            min(
                reading,
                max((measure_word(row[0]) * size * _POINT for row in rows if row), default=0),
            ),
            *(0 for _ in words[1:]),
        )
        return sum(
            max(max(map(measure_word, column), default=0) * size * _POINT, width) + gap
            for column, width in zip(words, least, strict=False)
        )

    if room == NESTED:
        return "" if needed(_LARGE) <= room else None
    if needed(_LARGE, READING) <= room:
        return ""
    return (
        "wide"
        if needed(_LARGE, READING) <= TURNED
        else "wide small"
        if needed(_SMALL) <= TURNED
        else None
    )


def has_sentences(rows: Iterable[Sequence[str]]) -> bool:
    """Whether the first column says more than a word or two in a row."""
    return any(len(row[0]) > 24 for row in rows if row)


def measure_word(word: str) -> float:
    """The width of a word in bold, as a multiple of the size of its type."""
    return sum(
        _WIDTH.get(letter)
        or (0.62 if letter.islower() or letter.isdigit() else 0.8 if letter < "\u0250" else 1.0)
        for letter in word
    )


def _columns(
    rows: Iterable[Sequence[str]], numbers: Sequence[bool]
) -> Iterator[tuple[tuple[str, ...], bool]]:
    for index, cells in enumerate(zip(*rows, strict=False)):
        yield cells, index < len(numbers) and numbers[index]


def _words(cells: Sequence[str], number: bool) -> Iterator[str]:
    """The pieces that are never broken at the end of a line: words, and numbers with their
    units."""
    heading, *rest = cells
    yield from heading.split(" ")
    for cell in rest:
        yield from cell.split("\n") if number else re.split(r"[ \n]", cell)
