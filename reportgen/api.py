"""The functions that `import reportgen` offers. Import them from `reportgen`, not from here.

They add nothing to what the commands do: they find the same files, give the same ratings and
report the same problems.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reportgen.building.build import build as build_outputs
from reportgen.building.job import Outcome
from reportgen.building.staleness import KINDS
from reportgen.dossier import Dossier, open_dossier
from reportgen.inspection.question_results import QuestionResult, list_question_results
from reportgen.problems import InputError, Place, Problem, error
from reportgen.project.loading import Project
from reportgen.project.paths import find_root
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
    "build",
    "check",
    "list_inspections",
    "list_results",
    "open_inspection",
    "open_project",
    "read_ratings",
]


def open_project(folder: str | Path = ".") -> Project:
    """Open the project of a folder: the folder itself, or the nearest above it that has
    `inspections/`. Raise InputError if there is none."""
    root = find_root(Path(folder).resolve())
    if root is None:
        raise InputError(
            error(
                "no-project",
                Place(str(folder), 1, 1, 1),
                "neither this folder nor any above it has a folder `inspections`",
                "name the folder of your project",
            )
        )
    return Project(root)


def list_inspections(project: Project) -> list[str]:
    """List the slugs of a project's inspections, in alphabetical order."""
    return project.list_slugs()


def open_inspection(project: Project, slug: str) -> Dossier:
    """Read one inspection and rate it.

    The dossier has the `inspection` as typed objects, its `methodology`, its `ratings` (each
    standard with its reasons in `because` and its `margin`) and the `problems` found on the way.
    Raise InputError, with every problem, if the file cannot be read at all.
    """
    return open_dossier(project, slug)


def check(dossier: Dossier) -> list[Problem]:
    """List all that `reportgen check` would report: errors, warnings and notes, in file order."""
    from reportgen.checks.run import check_dossier

    return check_dossier(dossier)


def list_results(dossier: Dossier) -> list[QuestionResult]:
    """List every key question and prompt that has a result, with its counts and percentage."""
    return list(list_question_results(dossier.methodology, dossier.inspection))


def build(
    project: Project,
    slugs: Sequence[str],
    kinds: Sequence[str] = tuple(KINDS),
    *,
    jobs: int | None = None,
    force: bool = False,
) -> list[Outcome]:
    """Build outputs that are out of date: `html`, `pdf` and `data`, or only some of these.

    Return one Outcome for each inspection and kind. A failure raises nothing: the outcome's
    `state` is `failed` and its `problems` say why. `jobs` is how many reports are built side by
    side; a script that asks for more than one needs the usual `if __name__ == "__main__":`.
    """
    return build_outputs(project, slugs, kinds, jobs=jobs, force=force)


def read_ratings(path: str | Path) -> dict[str, Any]:
    """Read the ratings back from a published PDF, JSON, ODS or XLSX file, in the form that
    `reportgen ratings --json` prints. Raise InputError if the file holds none."""
    from reportgen.render.read_back import read_ratings as read_published_ratings

    return read_published_ratings(Path(path))
