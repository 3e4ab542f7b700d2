"""Makes the JSON that is published with a report: everything that a template can print, and the
ratings in a form that other programs can rely on.

Its JSON Schema is in report_schema.py.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from reportgen.render.json.report_schema import SCHEMA

if TYPE_CHECKING:
    from reportgen.dossier import Dossier
    from reportgen.ratings.results import Ratings
    from reportgen.report.report import Report


def report_as_json(report: Report, dossier: Dossier) -> bytes:
    """Make the JSON of a report. The same report gives the same bytes."""
    return (
        json.dumps(collect_report_data(report, dossier), ensure_ascii=False, indent=1) + "\n"
    ).encode()


def collect_report_data(report: Report, dossier: Dossier) -> dict[str, Any]:
    """Collect what is published: the report, its ratings, and what they rest on."""
    from reportgen.report.view import as_data

    figures = dossier.inspection.figures
    return {
        "$schema": SCHEMA,
        "stage": report.marking.stage,
        "edition": report.marking.edition,
        "ratings": ratings_as_data(dossier.ratings),
        "report": report.as_data(),
        "pooled": as_data(dossier.pooled),
        "figures": {
            str(name): {
                "value": str(figure.value),
                "source": str(figure.source) if figure.source else None,
            }
            for name, figure in figures.items()
        },
    }


def ratings_as_data(ratings: Ratings) -> dict[str, Any]:
    """The ratings as `reportgen ratings --json` prints them, but without problems: these name files
    that are not published."""
    return {**ratings.as_data(), "problems": []}
