"""Collects what is wrong with a case file, cell by cell, until all of it is reported together.

Where a cell is in the text of its line is worked out at the end, and only for cells with a problem.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from reportgen.problems import InputError, Place, Problem, error, sort_problems

MAX_PROBLEMS = 1_000
"""Problems that are listed; the rest are counted."""

WHOLE_ROW = -1
"""The column of a problem that concerns a whole row."""

Cell = tuple[int, int]
"""The number of a row as the file shows it, and of a column from 0."""


class CellProblem(NamedTuple):
    """What is wrong with one cell of a case file."""

    row: int
    column: int
    code: str
    message: str
    hint: str


class FileProblems:
    """All that is wrong with one case file."""

    def __init__(self) -> None:
        self.cells: list[CellProblem] = []
        self.rows: list[Problem] = []
        """Rows that cannot be read, and what stopped the reading."""
        self.unlisted = 0

    def add(self, row: int, column: int, code: str, message: str, hint: str) -> None:
        """Add what is wrong with a cell."""
        if len(self.cells) < MAX_PROBLEMS:
            self.cells.append(CellProblem(row, column, code, message, hint))
        else:
            self.unlisted += 1

    def add_row(self, problem: Problem) -> None:
        """Add a row that cannot be read."""
        if len(self.rows) < MAX_PROBLEMS:
            self.rows.append(problem)
        else:
            self.unlisted += 1

    def add_stop(self, problem: Problem) -> None:
        """Add what stopped the reading; it is always listed."""
        self.rows.append(problem)

    def raise_if_any(self, locate: Callable[[set[Cell]], dict[Cell, Place]]) -> None:
        """Raise everything that was added, with its place. `locate` finds the places of cells."""
        if not self.cells and not self.rows:
            return
        places = locate({(problem.row, problem.column) for problem in self.cells})
        problems = sort_problems(
            error(code, places[row, column], message, hint)
            for row, column, code, message, hint in self.cells
        )
        problems += self.rows
        if self.unlisted:
            problems.append(
                error(
                    "more-problems",
                    problems[-1].place,
                    f"{self.unlisted:,} more problems are not listed",
                    "correct these first",
                )
            )
        raise InputError(*problems)
