"""What a report says at a glance: its standards by the names that their questions share, and the
first of its strengths and areas for improvement.

It follows from what the report has, and is in none of its data.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from reportgen.prose.plain import plain_text
from reportgen.report.report import Report
from reportgen.report.view import DomainView, ItemView, QuestionView, StandardView
from reportgen.util.frozen import frozen

MOST_ITEMS = 3
"""How many strengths, and how many areas for improvement, are shown."""

LONGEST_ITEM = 160
"""The most characters of a strength or an area for improvement that is shown at a glance."""

MOST_COLUMNS = 5
"""Columns of questions that stand beside a standard and its rating."""


@frozen
class MatrixRow:
    """A standard with its question of each column, or none."""

    standard: StandardView
    questions: tuple[QuestionView | None, ...]


@frozen
class Matrix:
    """Standards by the short names of their key questions."""

    columns: tuple[str, ...]
    rows: tuple[MatrixRow, ...]


@frozen
class Glance:
    """What stands on the page at a glance."""

    matrix: Matrix | None
    strengths: tuple[ItemView, ...]
    areas_for_improvement: tuple[ItemView, ...]


def view_glance(report: Report) -> Glance | None:
    """The report at a glance; None if it has neither key facts nor a matrix."""
    matrix = _view_matrix(report)
    if matrix is None and not report.key_facts:
        return None
    parts: list[DomainView | StandardView] = []
    for domain in report.domains:
        parts += [domain, *domain.standards]
    return Glance(
        matrix=matrix,
        strengths=_choose_items([place.strengths for place in parts]),
        areas_for_improvement=_choose_items([place.areas_for_improvement for place in parts]),
    )


def _view_matrix(report: Report) -> Matrix | None:
    """The standards that share names of questions with others."""
    by_standard = [
        (
            standard,
            {q.short: q for q in standard.questions if q.short and q.share.percent is not None},
        )
        for domain in report.domains
        for standard in domain.standards
    ]
    names = [name for _, questions in by_standard for name in questions]
    columns = [name for name in dict.fromkeys(names) if names.count(name) > 1][:MOST_COLUMNS]
    rows = [
        MatrixRow(standard=standard, questions=tuple(questions.get(name) for name in columns))
        for standard, questions in by_standard
        if any(name in questions for name in columns)
    ]
    if len(columns) < 2 or len(rows) < 2:
        return None
    return Matrix(columns=tuple(columns), rows=tuple(rows))


def _choose_items(lists: Sequence[Sequence[ItemView]]) -> tuple[ItemView, ...]:
    """Choose the first item of each list, then the second, and so on. Long items and items with
    footnotes are left out."""
    return tuple(_short_items(lists))[:MOST_ITEMS]


def _short_items(lists: Sequence[Sequence[ItemView]]) -> Iterator[ItemView]:
    for turn in zip_longest(*lists):
        for item in turn:
            if item is not None and not item.text.notes:
                tokens = item.text.tokens
                if len(tokens) == 3 and len(plain_text(item.text)) <= LONGEST_ITEM:
                    yield item
