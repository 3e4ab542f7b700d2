"""Ratings as CSV, safe to open in a spreadsheet program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from reportgen.inspection.own_fields import list_field_values
from reportgen.render.read_back import PublishedRatings
from reportgen.util.csv_text import write_csv

if TYPE_CHECKING:
    from reportgen.inspection.model import Inspection
    from reportgen.methodology.model import Methodology
    from reportgen.ratings.results import Ratings

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
        [
            PublishedRatings(
                ratings.as_data(),
                inspection.title,
                inspection.published,
                {value.id: value.values for value in list_field_values(methodology, inspection)},
            )
            for inspection, methodology, ratings in inspections
        ],
        ", ".join(changes),
    )


def published_ratings_csv(published: Sequence[PublishedRatings]) -> str:
    """The same for the ratings that were read from published files."""
    return _format_csv(published)


def _format_csv(published: Sequence[PublishedRatings], changes: str = "") -> str:
    """The lines of all; a field of the methodology's own has a column."""
    fields = list(dict.fromkeys(id for one in published for id in one.fields))
    head = [*_COLUMNS, *(["what_if"] if changes else []), *(f"field_{id}" for id in fields)]
    return write_csv(head, _list_rows(published, changes, fields))


def _list_rows(
    published: Iterable[PublishedRatings], changes: str, fields: Sequence[str]
) -> Iterator[Sequence[Any]]:
    for one in published:
        data = one.ratings
        inspection_cells = (
            data["inspection"],
            one.title,
            data["methodology"],
            one.published,
            data.get("score"),
            data.get("out_of"),
            data.get("overall"),
        )
        field_cells = ["; ".join(one.fields[id]) if id in one.fields else None for id in fields]
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
                *field_cells,
            )
