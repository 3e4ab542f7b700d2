"""Ratings as CSV, safe to open in a spreadsheet program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from reportgen.util.csv_text import write_csv

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
    head = [*_COLUMNS, *(["what_if"] if changes else [])]
    return write_csv(head, _list_rows(all_ratings, changes))


def _list_rows(
    all_ratings: Iterable[tuple[dict[str, Any], str | None, str | None]], changes: str
) -> Iterator[Sequence[Any]]:
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
            yield (
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
