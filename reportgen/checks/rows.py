"""Rows of tables that give a rating or a score to what their first cell names: Assessment, Good. It
knows no rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from reportgen.checks.context import Context
from reportgen.inspection.model import Table
from reportgen.reading.fields import SourceText

_OF_ANOTHER = re.compile(
    r"\b(?:previous(?:ly)?|last|earlier|before|former(?:ly)?|old|own|self|expected|target|needed|(?:19|20)\d\d)\b",
    re.I,
)
"""What makes a table, a column or a row one of another time, or of another's opinion."""
_MARKS = re.compile(r"[*_‘’'“”\":]+")


class Row(NamedTuple):
    """What a row names, and the one thing that it says of it."""

    named: str
    said: SourceText
    meant: str


def rows(context: Context) -> Iterator[Row]:
    """The rows of two cells, in tables of this inspection's own time and place."""
    titles = [
        str(unit.inspection.title)
        for unit in context.dossier.units.values()
        if unit.inspection.title
    ]
    for table in context.inspection.tables.values():
        head = f"{table.title} {' '.join(column.title for column in table.columns)}"
        for row in table.rows if not _is_of_many(table) else ():
            around = f"{head} {row[0] if row else ''}"
            if (
                len(row) == 2
                and not _OF_ANOTHER.search(around)
                and not any(title in around for title in titles)
            ):
                yield Row(_MARKS.sub("", row[0]).strip(), row[1], _MARKS.sub("", row[1]).strip())


def _is_of_many(table: Table) -> bool:
    """Whether a table says the same of several: a name twice among its rows."""
    names = [row[0] for row in table.rows if row]
    return len(set(names)) < len(names)
