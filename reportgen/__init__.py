"""Make inspection reports from data, from Python. docs/python.md shows how.

import reportgen

project = reportgen.open_project("my-project")
dossier = reportgen.open_inspection(project, "west-sussex-2022")
print(dossier.ratings.overall)
"""

from __future__ import annotations

from reportgen.util.version import __version__

TYPE_CHECKING = False
"""Not taken from `typing`, so that hardly anything is imported here: an interrupt at this point
would print a traceback."""

if TYPE_CHECKING:
    from typing import Any

    from reportgen.api import (
        build,
        check,
        list_inspections,
        list_results,
        open_inspection,
        open_project,
        read_ratings,
    )
    from reportgen.building.job import Outcome
    from reportgen.dossier import Dossier
    from reportgen.inspection.question_results import QuestionResult
    from reportgen.problems import InputError, Place, Problem
    from reportgen.project.loading import Project
    from reportgen.ratings.results import Margin, Ratings, StandardRating

__all__ = [
    "Dossier",
    "InputError",
    "Margin",
    "Outcome",
    "Place",
    "Problem",
    "Project",
    "QuestionResult",
    "Ratings",
    "StandardRating",
    "__version__",
    "build",
    "check",
    "list_inspections",
    "list_results",
    "open_inspection",
    "open_project",
    "read_ratings",
]


def __getattr__(name: str) -> Any:
    """Import the rest when it is first used: the command line imports this module at each start."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from reportgen import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return __all__
