"""Ratings as CSV, safe to open in a spreadsheet program."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import TYPE_CHECKING, Any

from reportgen.util.text import escape_formula

if TYPE_CHECKING:
    from reportgen.inspection.model import Inspection
    from reportgen.methodology.model import Methodology
    from reportgen.ratings.results import Ratings
    from reportgen.render.read_back import PublishedRatings

_COLUMNS = (
    "inspection",
    "title",
    "methodology",
    "published",
    "score",
    "out_of",
    "overall",
    "standard",
    "standard_title",
    "rating",
    "points",
    "percent",
    "driver",
    "nearest_other_rating",
    "cases_to_it",
)


def ratings_csv(
    inspections: Iterable[tuple[Inspection, Methodology, Ratings]], changes: Sequence[str] = ()
) -> str:
    """One line for each standard of each inspection.

    No spreadsheet program reads a cell of it as a formula. Ratings of a what-if name its changes on
    each line.
    """
    return _format_csv(
        (
            (ratings.as_data(), inspection.title, inspection.published)
            for inspection, _, ratings in inspections
        ),
        ", ".join(changes),
    )


def published_ratings_csv(published: Iterable[PublishedRatings]) -> str:
    """The same for the ratings that were read from published files."""
    return _format_csv(published)


def _format_csv(
    all_ratings: Iterable[tuple[dict[str, Any], str | None, str | None]], changes: str = ""
) -> str:
    text = StringIO()
    # In quotation marks all of them: a program that separates cells by ; would see a formula in the
    # middle of one that has none.
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow([*_COLUMNS, *(["what_if"] if changes else [])])
    for data, title, published in all_ratings:
        inspection_cells = (
            data["inspection"],
            title,
            data["methodology"],
            published,
            data.get("score"),
            data.get("out_of"),
            data.get("overall"),
        )
        for id, standard in data["standards"].items():
            margin = standard.get("margin") or {}
            cells = (
                *inspection_cells,
                id,
                standard["title"],
                standard["rating"],
                standard["points"],
                standard["percent"],
                standard["driver"],
                margin.get("to"),
                margin.get("cases"),
                *([changes] if changes else []),
            )
            writer.writerow([escape_formula(cell) for cell in cells])
    return text.getvalue()
