"""One version of a report, as far as two of them are compared: its facts, recommendations and
tables, and its text, block by block.

Where a version comes from is in sides.py, and how it is taken from the data of a report in
collect.py.
"""

from __future__ import annotations

from typing import Any

from reportgen.problems import NOWHERE, Place
from reportgen.util.frozen import frozen


@frozen(kw_only=False)
class Origin:
    """What an author typed, and where."""

    source: str
    place: Place


@frozen(kw_only=False)
class Fact:
    """A single value: a rating, a result, a figure, a date."""

    kind: str
    """`rating`, `result`, `figure` or `about`."""
    label: str
    value: str
    place: Place = NOWHERE
    band: str = ""
    """Of a result: the rating of the band that it is in."""
    because: tuple[str, ...] = ()
    """Of a rating: its reasons; of a figure: its source."""
    rests_on: tuple[str, ...] = ()
    """Of a rating: the facts that it follows from."""


@frozen(kw_only=False)
class TextBlock:
    """A paragraph, bullet, heading, quotation, row or line."""

    kind: str
    text: str
    markup: str
    chapter: str
    """The part of the report, as readers name it."""
    origin: Origin | None = None


@frozen(kw_only=False)
class RecommendationText:
    """A recommendation."""

    id: str
    number: int
    to: str
    text: str
    markup: str
    origin: Origin | None = None


@frozen(kw_only=False)
class CellText:
    """A cell of a table."""

    text: str
    origin: Origin | None = None


@frozen(kw_only=False)
class TableText:
    """A table of data, or a breakdown."""

    title: str
    source: str
    columns: tuple[str, ...]
    rows: tuple[tuple[CellText, ...], ...]
    notes: tuple[str, ...]
    place: Place = NOWHERE
    row_facts: tuple[str, ...] = ()
    """Of a breakdown: the fact behind each row."""


@frozen
class Version:
    """One version of a report."""

    label: str
    """What it was called: `west-sussex-2022@edition:1`."""
    title: str
    methodology: str
    facts: dict[str, Fact]
    recommendations: tuple[RecommendationText, ...] = ()
    tables: dict[str, TableText]
    blocks: tuple[TextBlock, ...] = ()
    data: Any = None
    """All that readers read, to make sure that no difference is missed."""
    is_whole: bool = True
    """Whether it has more than the ratings."""
    has_sources: bool = False
    """Whether it is known what its authors typed."""

    @property
    def phrases(self) -> frozenset[str]:
        """The words that are never split: those of ratings."""
        return frozenset(
            value
            for fact in self.facts.values()
            for value in (fact.band, fact.value if fact.kind == "rating" else "")
            if value
        )
