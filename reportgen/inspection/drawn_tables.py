"""Whether a table of data can be drawn: its columns of numbers, and whether these can be compared.

It reads the cells as they are typed. What they print, and how it is drawn, is for others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from reportgen.inspection.model import Table

MAX_DRAWN = 8
"""Columns of numbers that one drawing can show."""

_NUMBER = re.compile(r"[-−–]?[£$€]?\d[\d,]*(\.\d+)?( ?%| (out )?of \d+|m| million)?|–|—|n/a|\*")
_UNIT = re.compile(r"[£$€]|%| of |million|m$")
_SHARES = ("{pct:", "{share:")


def find_numeric(table: Table) -> list[bool]:
    """Find the columns that are aligned to the right: those that the table marks, and those that
    hold numbers. The first column is among them only if it is marked."""
    return [
        column.align == "right"
        if column.align is not None
        else n > 0 and _is_numeric([row[n] for row in table.rows if n < len(row)])
        for n, column in enumerate(table.columns)
    ]


def _is_numeric(cells: Iterable[str]) -> bool:
    """Whether a column reads as numbers: most of its cells are."""
    filled = [cell for cell in cells if cell.strip()]
    numbers = [cell for cell in filled if _NUMBER.fullmatch(cell.strip()) or cell.startswith("{")]
    return bool(filled) and 2 * len(numbers) > len(filled)


def find_undrawable(table: Table) -> str | None:
    """Why a table cannot be drawn; None where it can."""
    numeric = [n for n, is_number in enumerate(find_numeric(table)) if is_number and n]
    if not numeric or not table.rows:
        return "has no column of numbers"
    if len(numeric) > MAX_DRAWN:
        return f"has more than {MAX_DRAWN} columns of numbers"
    if table.drawn != "bars" and len(numeric) < 2:
        return f"has one column of numbers alone, which cannot be drawn as `{table.drawn}`"
    cells = [row[n] for row in table.rows for n in numeric if n < len(row)]
    units = {unit for cell in cells if (unit := _read_unit(cell)) is not None}
    if len(units) > 1:
        return "has numbers of several kinds, which one scale cannot show"
    if any(cell.strip().startswith(("-", "−")) for cell in cells):
        return "has numbers below 0, which no bar can show"
    return None


def _read_unit(cell: str) -> str | None:
    """The unit of a number; None where it is not known."""
    if cell.startswith(_SHARES):
        return "%"
    if not any(letter.isdigit() for letter in cell) or "{" in cell:
        return None
    match = _UNIT.search(cell)
    unit = match[0].strip() if match else ""
    return "%" if unit == "of" else unit
