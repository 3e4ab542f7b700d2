"""How much room a table needs on paper: its column, a page turned to landscape, that page in smaller type, or more than there is.

Reckoned from the widest word of each column, without the font: no letter of the typeface is wider than is allowed for it here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

COLUMN, REACHING, NESTED, TURNED = 120.0, 158.0, 100.0, 253.0
"""Millimetres: the column of text, with the margin beside it, a table within a list, and a landscape page."""

_POINT = 25.4 / 72
_WIDTHS = ((0.4, "iIjlftr.,:;|!'()[]/- \u00a0"), (1.0, "MWm@%&—…"), (0.85, "w"))
_WIDTH = {letter: width for width, letters in _WIDTHS for letter in letters}


def room_of(rows: Iterable[Sequence[str]], numbers: Sequence[bool] = (), *, room: float) -> str | None:
    """The classes of a table that has `room` where it stands: none, `wide`, `wide small`; None where even that is too narrow."""
    words = [[*_words(cells, number)] for cells, number in _columns(rows, numbers)]
    large, small = (sum(max(map(len_of, column), default=0) * size * _POINT + gap for column in words) for size, gap in ((10, 3.4), (8.5, 2.2)))
    if large <= room:
        return ""
    if room == NESTED:
        return None
    return "wide" if large <= TURNED else "wide small" if small <= TURNED else None


def len_of(word: str) -> float:
    """Of a word in bold, in the height of its letters."""
    return sum(_WIDTH.get(letter) or (0.62 if letter.islower() or letter.isdigit() else 0.8 if letter < "\u0250" else 1.0) for letter in word)


def _columns(rows: Iterable[Sequence[str]], numbers: Sequence[bool]) -> Iterator[tuple[tuple[str, ...], bool]]:
    for index, cells in enumerate(zip(*rows, strict=False)):
        yield cells, index < len(numbers) and numbers[index]


def _words(cells: Sequence[str], number: bool) -> Iterator[str]:
    """What cannot be parted: words; a number with its unit."""
    heading, *rest = cells
    yield from heading.split(" ")
    for cell in rest:
        yield from cell.split("\n") if number else re.split(r"[ \n]", cell)
