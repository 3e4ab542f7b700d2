"""The columns of answers of a case file, read a chunk of rows at a time.

All answers of a chunk are looked up together, and row by row only if one of them is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from operator import itemgetter

from reportgen.cases.answers import Answers
from reportgen.cases.cases import WRONG
from reportgen.cases.layout import Chunk, Layout
from reportgen.reading.fields import SourceText

CODES_AT_ONCE = 500_000
"""Answers that are sorted by question together: few enough to stay in the processor's cache."""


class AnswerColumns:
    """The answers to each question and prompt, as they are read."""

    def __init__(
        self, columns: Mapping[str, int], layout: Layout, meanings: Mapping[SourceText, str]
    ) -> None:
        self.columns = columns
        self.layout = layout
        self.answers = Answers(meanings)
        self.pick = _make_picker(list(columns.values()))
        """Takes the answers out of a row."""
        self.codes = bytearray()
        """A byte for each answer of the last rows, case by case."""
        self.by_question: dict[str, bytearray] = {}
        """A byte for each case of the rows before those, by question and prompt."""

    def add(self, chunk: Chunk) -> None:
        """Look up all answers of some rows, and report those that mean nothing."""
        if not self.columns:
            return
        if chunk.blocks:
            separator = self.layout.separator or ""
            codes = self.answers.codes_of(chunk.blocks, separator, len(self.columns))
        else:
            codes = self.answers.codes(chain.from_iterable(map(self.pick, chunk.rows)))
        self.codes += codes
        if len(self.codes) > CODES_AT_ONCE:
            self._sort()
        if WRONG in codes:
            self._report_wrong(chunk)

    def finish(self) -> dict[str, bytearray]:
        """Return a byte for each case, by question and prompt."""
        self._sort()
        return self.by_question

    def _sort(self) -> None:
        for index, id in enumerate(self.columns):
            codes = self.codes[index :: len(self.columns)]
            self.by_question.setdefault(id, bytearray()).extend(codes)
        self.codes.clear()

    def _report_wrong(self, chunk: Chunk) -> None:
        for number, row in zip(chunk.numbers, self.layout.full_rows(chunk), strict=True):
            for id, column in self.columns.items():
                if self.answers.wrong(answer := row[column]):
                    self._report(number, column, id, answer)

    def report_wrong_either_way(self, number: int, row: Sequence[str], shift: int) -> None:
        """Report the answers of a row with too many or too few cells that mean nothing under their
        own heading, and nothing under the heading that they would have if the row were shifted."""
        ids = {column: id for id, column in self.columns.items()}
        for column, answer in enumerate(row):
            moved = column + shift
            if column in ids and moved in ids and self.answers.wrong(answer):
                self._report(number, column, f"{ids[column]} or {ids[moved]}", answer)

    def _report(self, number: int, column: int, name: str, answer: str) -> None:
        hint = "write yes, no or not applicable, or leave it blank"
        if answer.strip().isdigit():
            hint += f"; or say what it means under `cases:` with answers: {{{answer.strip()}: …}}"
        self.layout.problems.add(
            number,
            column,
            "unknown-answer",
            f"row {number}, column {name}: `{answer[:40]}` is not an answer",
            hint,
        )


def find_block(columns: Sequence[int]) -> slice | None:
    """Find the slice that holds the columns if they are next to one another, as the answers mostly
    are."""
    if not columns or list(columns) != list(range(columns[0], columns[-1] + 1)):
        return None
    return slice(columns[0], columns[-1] + 1)


def _make_picker(columns: list[int]) -> Callable[[Sequence[str]], Iterable[str]]:
    """Make a function that takes columns out of a row."""
    if block := find_block(columns):
        return itemgetter(block)
    return itemgetter(*columns) if columns else itemgetter(slice(0))
