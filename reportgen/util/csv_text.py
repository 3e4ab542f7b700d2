"""Rows as CSV that is safe to open in a spreadsheet program."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from reportgen.util.text import escape_formula


def write_csv(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Write rows as CSV with every cell in quotation marks. Without them, a program that separates
    cells by ; could find a formula in the middle of a cell."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(head)
    for row in rows:
        writer.writerow([escape_formula(cell) for cell in row])
    return text.getvalue()
