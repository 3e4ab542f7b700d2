"""Ratings as CSV, safe to open in a spreadsheet program."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import TYPE_CHECKING, Any

from reportgen.util.text import make_visible

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
    """One line for each standard of each inspection. No cell is read as a formula by a spreadsheet
    program. What would be if some changes were made says so on each line."""
    return _as_csv(
        (
            (ratings.as_data(), inspection.title, inspection.published)
            for inspection, _, ratings in inspections
        ),
        ", ".join(changes),
    )


def read_back_csv(published: Iterable[PublishedRatings]) -> str:
    """The same of ratings read out of published files."""
    return _as_csv(published)


def _as_csv(
    all_ratings: Iterable[tuple[dict[str, Any], str | None, str | None]], changes: str = ""
) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*_COLUMNS, *(["what_if"] if changes else [])])
    for data, title, published in all_ratings:
        whole = (
            data["inspection"],
            title,
            data["methodology"],
            published,
            data.get("score"),
            data.get("out_of"),
            data.get("overall"),
        )
        for id, s in data["standards"].items():
            margin = s.get("margin") or {}
            cells = (
                *whole,
                id,
                s["title"],
                s["rating"],
                s["points"],
                s["percent"],
                s["driver"],
                margin.get("to"),
                margin.get("cases"),
                *([changes] if changes else []),
            )
            writer.writerow([_escape_formula(cell) for cell in cells])
    return text.getvalue()


def _escape_formula(value: Any) -> Any:
    """Text that would open a formula gets an apostrophe before it, which spreadsheet programs do
    not show; what could hide other text is written out."""
    if not isinstance(value, str):
        return value
    return make_visible(
        f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else value
    )
