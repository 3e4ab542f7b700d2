"""The JSON beside a report: everything that a template sees, and the ratings in the form that other programs rely on.

Its JSON Schema is in report_schema.py. Ratings of several inspections go out as CSV.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import TYPE_CHECKING, Any

from reportgen.problems import visible
from reportgen.report_schema import SCHEMA

if TYPE_CHECKING:
    from reportgen.dossier import Dossier
    from reportgen.inspection import Inspection
    from reportgen.methodology import Methodology
    from reportgen.ratings import Ratings
    from reportgen.readback import Published
    from reportgen.report import Report


def as_json(report: Report, dossier: Dossier) -> bytes:
    """The JSON that is published with a report. The same report gives the same bytes."""
    return (json.dumps(published(report, dossier), ensure_ascii=False, indent=1) + "\n").encode()


def published(report: Report, dossier: Dossier) -> dict[str, Any]:
    """What is published: the report, its ratings, and what they rest on."""
    from reportgen.parts import as_data

    figures = dossier.inspection.figures
    return {
        "$schema": SCHEMA,
        "ratings": published_ratings(dossier.ratings),
        "report": report.as_data(),
        "pooled": as_data(dossier.pooled),
        "figures": {str(name): {"value": str(figure.value), "source": str(figure.source) if figure.source else None} for name, figure in figures.items()},
    }


def published_ratings(ratings: Ratings) -> dict[str, Any]:
    """The ratings as `reportgen ratings --json` prints them. Problems name files of ours, so they stay with us."""
    return {**ratings.as_data(), "problems": []}


# Ratings as CSV

_COLUMNS = ("inspection", "title", "methodology", "published", "score", "out_of", "overall", "standard", "standard_title", "rating", "points",
            "percent", "driver", "nearest_other_rating", "cases_to_it")


def ratings_csv(inspections: Iterable[tuple[Inspection, Methodology, Ratings]], changes: Sequence[str] = ()) -> str:
    """One line for each standard of each inspection. No cell is read as a formula by a spreadsheet program. What would be if some
    changes were made says so on each line."""
    return _as_csv(((ratings.as_data(), inspection.title, inspection.published) for inspection, _, ratings in inspections), ", ".join(changes))


def read_back_csv(published: Iterable[Published]) -> str:
    """The same of ratings read out of published files."""
    return _as_csv(published)


def _as_csv(all_ratings: Iterable[tuple[dict[str, Any], str | None, str | None]], changes: str = "") -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*_COLUMNS, *(["what_if"] if changes else [])])
    for data, title, published in all_ratings:
        whole = (data["inspection"], title, data["methodology"], published, data.get("score"), data.get("out_of"), data.get("overall"))
        for id, s in data["standards"].items():
            margin = s.get("margin") or {}
            cells = (*whole, id, s["title"], s["rating"], s["points"], s["percent"], s["driver"], margin.get("to"), margin.get("cases"), *([changes] if changes else []))
            writer.writerow([_harmless(cell) for cell in cells])
    return text.getvalue()


def _harmless(value: Any) -> Any:
    """Text that would open a formula gets an apostrophe before it, which spreadsheet programs do not show; what could hide other text is written out."""
    if not isinstance(value, str):
        return value
    return visible(f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else value)
