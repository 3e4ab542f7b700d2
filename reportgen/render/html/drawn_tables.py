"""The shapes of a table that is drawn: how long each bar is, where each part of a whole begins,
where each point of a line lies.

It reads the numbers as they are printed. Their colours are the template's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reportgen.languages.language import Language
from reportgen.prose.plain import plain_text
from reportgen.report.view import CellView, TableView
from reportgen.util.frozen import frozen

LENGTH = 200
"""Units from the beginning of a drawing to its end."""

BAR, STEP = 6, 8
"""The height of a bar, and from one to the next below it."""

RISE, EDGE = 20, 4
"""The height of a line from the least to the most, and what its points need above, below and
beside."""

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_RATIO = re.compile(r"([\d,.]+) (?:out )?of ([\d,.]+)")


@frozen
class Shape:
    """A bar, a part of a whole or a point: where it is, and the column whose number it shows."""

    column: int
    x: float
    y: float
    length: float


@frozen
class DrawnRow:
    """What is drawn in one row, and in words."""

    shapes: tuple[Shape, ...]
    words: str
    path: str = ""
    """The line through its points."""


@frozen
class DrawnTable:
    """A table with what is drawn in each of its rows."""

    kind: str
    columns: tuple[int, ...]
    """The places of its columns of numbers."""
    height: int
    scale: str
    """From where to where it reaches, in words."""
    rows: tuple[DrawnRow, ...]


def draw_table(table: TableView, wording: Language) -> DrawnTable | None:
    """The shapes of a table that is drawn; None of one that is not."""
    if table.drawn is None:
        return None
    columns = tuple(n for n, column in enumerate(table.columns) if n and column.is_number)
    numbers = [[_read_number(row[n]) for n in columns] for row in table.rows]
    values = [number for row in numbers for number in row if number is not None]
    are_shares = all(_is_share(row[n]) for row in table.rows for n in columns)
    most = 100.0 if are_shares else max(values, default=0.0)
    draw = {"bars": _draw_bars, "stacked": _draw_parts, "trend": _draw_line}[table.drawn]
    return DrawnTable(
        kind=table.drawn,
        columns=columns,
        height=RISE + 2 * EDGE if table.drawn == "trend" else _find_height(table.drawn, columns),
        scale=_say_scale(table.drawn, most, are_shares, wording),
        rows=tuple(
            draw(values, most, _say_row(table, row, columns, wording))
            for values, row in zip(numbers, table.rows, strict=True)
        ),
    )


def _find_height(kind: str, columns: Sequence[int]) -> int:
    return STEP * (len(columns) if kind == "bars" else 1) + STEP - BAR


def _say_scale(kind: str, most: float, are_shares: bool, wording: Language) -> str:
    if kind == "stacked":
        return wording.say("parts-of-the-whole")
    high = f"{most:,g}{'%' if are_shares else ''}"
    return wording.say("range", low=0, high=high)


def _say_row(
    table: TableView, row: Sequence[CellView], columns: Sequence[int], wording: Language
) -> str:
    if len(columns) == 1:
        return plain_text(row[columns[0]].text).strip()
    none = wording.say("none")
    return ", ".join(
        f"{table.columns[n].title}: {plain_text(row[n].text).strip() or none}" for n in columns
    )


def _is_share(cell: CellView) -> bool:
    """Whether a cell holds a percentage, a part of a number, or no number."""
    words = plain_text(cell.text).strip()
    return "%" in words or bool(_RATIO.search(words)) or not _NUMBER.search(words)


def _read_number(cell: CellView) -> float | None:
    words = plain_text(cell.text)
    if ratio := _RATIO.search(words):
        part, whole = (float(one.replace(",", "").rstrip(".")) for one in ratio.groups())
        return 100 * part / whole if whole else None
    match = _NUMBER.search(words)
    return float(match[0].replace(",", "")) if match else None


def _draw_bars(values: Sequence[float | None], most: float, words: str) -> DrawnRow:
    return DrawnRow(
        shapes=tuple(
            Shape(column=n, x=0, y=n * STEP + 1, length=round(LENGTH * min(value / most, 1), 2))
            for n, value in enumerate(values)
            if value and most
        ),
        words=words,
    )


def _draw_parts(values: Sequence[float | None], most: float, words: str) -> DrawnRow:
    return DrawnRow(shapes=tuple(_place_parts([value or 0 for value in values])), words=words)


def _place_parts(values: Sequence[float]) -> Iterator[Shape]:
    """Each part where the one before it ends, with a gap between them."""
    whole, before = sum(values), 0.0
    for n, value in enumerate(values):
        if value:
            start, end = (LENGTH * one / whole for one in (before, before + value))
            yield Shape(
                column=n, x=round(start, 2), y=1, length=round(max(end - start - 1, 0.5), 2)
            )
        before += value


def _draw_line(values: Sequence[float | None], most: float, words: str) -> DrawnRow:
    step = (LENGTH - 2 * EDGE) / (len(values) - 1)
    points = [
        Shape(
            column=n,
            x=round(EDGE + n * step, 2),
            y=round(EDGE + RISE * (1 - (min(value / most, 1) if most else 0)), 2),
            length=0,
        )
        for n, value in enumerate(values)
        if value is not None
    ]
    path = "".join(f"{'L' if n else 'M'}{one.x:g} {one.y:g}" for n, one in enumerate(points))
    return DrawnRow(shapes=tuple(points), words=words, path=path)
