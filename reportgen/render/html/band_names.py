"""Places the names of bands above the scale of a bar, so that none stands on another.

It knows the width of a name only roughly, from its letters. What a band is, and how a bar looks, is
for the templates.
"""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.report.view import BandEdge
from reportgen.util.frozen import frozen

SCALE, ROOM = 200, 216
"""Units from 0 to 100 per cent, and those that names may use: there is space behind a bar."""

LETTER = 0.51
"""The mean width of a letter, in the height of the type."""

MAX_SHIFT, GAP = 12, 4
"""How far a name may stand from the middle of its band, and from the name before it."""


@frozen
class BandName:
    """The name of a band and where it begins: in units from the left, in which row."""

    name: str
    x: float
    row: int


def place_band_names(edges: Sequence[BandEdge], size: float) -> tuple[BandName, ...]:
    """Place the names of all bands in as few rows as they need. `size` is the height of the type
    in units."""
    if not edges:
        return ()
    starts = [0, *(edge.percent for edge in edges), 100]
    names = [edges[0].below, *(edge.name for edge in edges)]
    ends: list[float] = []
    placed = []
    for n, name in enumerate(names):
        width = len(name) * LETTER * size
        middle = (starts[n] + starts[n + 1]) / 100 * SCALE / 2
        wish = min(max(0, middle - width / 2), max(0, ROOM - width)) if n else 0
        row = 0
        while row < len(ends) and not _fits(wish, ends[row], width):
            row += 1
        x = max(wish, ends[row] + GAP) if row < len(ends) else wish
        ends[row : row + 1] = [x + width]
        placed.append(BandName(name=name, x=round(x, 1), row=row))
    return tuple(placed)


def _fits(wish: float, end: float, width: float) -> bool:
    """Whether a name fits behind another one near where it wants to stand."""
    x = max(wish, end + GAP)
    return x - wish <= MAX_SHIFT and x + width <= ROOM
