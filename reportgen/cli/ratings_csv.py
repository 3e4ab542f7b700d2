"""Ratings as CSV, safe to open in a spreadsheet program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    known = list(inspections)
    return _format_csv(
        (
            (ratings.as_data(), inspection.title, inspection.published)
            for inspection, _, ratings in known
        ),
        ", ".join(changes),
        [_list_fields(inspection, methodology) for inspection, methodology, _ in known],
    )


def _list_fields(inspection: Inspection, methodology: Methodology) -> dict[str, str]:
    """The fields of the methodology's own that an inspection fills in, by the heading of their
    column."""
    from reportgen.inspection.own_fields import list_field_values

    values = list_field_values(methodology, inspection)
    return {f"field_{value.id}": "; ".join(value.values) for value in values}


def published_ratings_csv(published: Iterable[PublishedRatings]) -> str:
    """The same for the ratings that were read from published files."""
    return _format_csv(published)


def _format_csv(
    all_ratings: Iterable[tuple[dict[str, Any], str | None, str | None]],
    changes: str = "",
    own_fields: Sequence[Mapping[str, str]] = (),
) -> str:
    names = list(dict.fromkeys(name for own in own_fields for name in own))
    own_cells = [[own.get(name) for name in names] for own in own_fields]
    head = [*_COLUMNS, *(["what_if"] if changes else []), *names]
    return write_csv(head, _list_rows(all_ratings, changes, own_cells))


def _list_rows(
    all_ratings: Iterable[tuple[dict[str, Any], str | None, str | None]],
    changes: str,
    own_cells: Sequence[Sequence[str | None]],
) -> Iterator[Sequence[Any]]:
    for number, (data, title, published) in enumerate(all_ratings):
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
                *(own_cells[number] if own_cells else ()),
            )
