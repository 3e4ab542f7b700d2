"""Progress on recommendations that an earlier inspection made: their words are drawn from there."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.building.outputs import OutputMaker, Timings
from reportgen.checks.run import check_dossier
from reportgen.dossier import Dossier, open_dossier
from reportgen.project.loading import Project
from reportgen.record.entries import write_entry
from tests.conftest import REPOSITORY

EARLIER = """
methodology: hmip-pdu-2021
title: My Town
published: 2022-06
recommendations:
  - items:
      - {id: r1, text: "train *all* staff in their first month;"}
      - {id: r2, text: "reduce the average caseload of {figure:caseload}."}
      - mend the roof
figures: {caseload: {value: 39, source: the service}}
findings: {1.1: {rating: Good}}
"""
NEWER = """
methodology: hmip-pdu-2021
title: My Town
published: 2025-06
findings: {1.1: {rating: Outstanding}}
follows: my-town-2022
progress:
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "my-town-2022.yaml").write_text(EARLIER)
    return tmp_path


def open_newer(root: Path, progress: str, newer: str = NEWER) -> Dossier:
    (root / "inspections" / "my-town-2025.yaml").write_text(newer + progress)
    return open_dossier(Project(root), "my-town-2025")


def codes(dossier: Dossier) -> set[str]:
    return {problem.code for problem in dossier.problems if problem.is_error}


def test_the_words_come_from_the_inspection_that_made_them(root: Path) -> None:
    dossier = open_newer(root, "  - {on: my-town-2022/r1, category: Some progress}\n")
    (progress,) = dossier.inspection.progress
    assert progress.recommendation == "Train *all* staff in their first month."
    assert progress.from_ == "My Town, June 2022"
    assert codes(dossier) == set()


def test_what_was_published_counts_whatever_the_file_says_now(root: Path) -> None:
    line = write_entry(
        None,
        "my-town-2022",
        {
            "stage": "published",
            "edition": 1,
            "on": "2022-06-01",
            "recommendations": [{"id": "r2", "number": 2, "text": "reduce * the caseload of 39"}],
        },
    )
    (root / "inspections" / "my-town-2022.record.yaml").write_text(line)
    dossier = open_newer(root, "  - {on: my-town-2022/r2, category: No progress}\n")
    (progress,) = dossier.inspection.progress
    assert progress.recommendation == r"Reduce \* the caseload of 39."


@pytest.mark.parametrize(
    ("on", "code"),
    [
        ("my-town-2022/r9", "earlier-unknown"),
        ("my-town-2022/r2", "earlier-drawn"),
        ("my-town-2022", "earlier-form"),
        ("../secret/r1", "earlier-form"),
        ("my-town-2021/r1", "no-inspection"),
    ],
)
def test_what_cannot_be_drawn_is_an_error_where_it_is_named(root: Path, on: str, code: str) -> None:
    dossier = open_newer(root, f"  - {{on: {on}, category: No progress}}\n")
    (problem,) = [one for one in dossier.problems if one.is_error]
    assert problem.code == code
    assert problem.place.path == "inspections/my-town-2025.yaml"
    assert problem.place.line == 8


def test_each_earlier_recommendation_has_an_entry_or_a_reason(root: Path) -> None:
    progress = (
        "  - {on: my-town-2022/r1, category: No progress}\n"
        "  - {on: my-town-2022/3, category: No progress}\n"
    )
    dossier = open_newer(root, progress)
    (missing,) = [one for one in check_dossier(dossier) if one.code == "progress-missing"]
    assert "`r2`" in missing.message
    allowed = open_newer(root, progress + "allow: {progress-missing: It was withdrawn.}\n")
    assert "progress-missing" not in {one.code for one in check_dossier(allowed)}


def test_an_inspection_follows_another(root: Path) -> None:
    itself = NEWER.replace("my-town-2022", "my-town-2025")
    progress = "  - {recommendation: x, category: No progress}\n"
    assert codes(open_newer(root, progress, itself)) == {"follows-itself"}
    both = NEWER.replace("my-town-2022", "{slug: my-town-2022, title: x}")
    assert codes(open_newer(root, progress, both)) == {"follows-form"}
    earlier = open_newer(root, progress).earlier
    assert earlier is not None
    assert (earlier.title, earlier.ratings["1.1"]) == ("My Town", "Good")


def test_two_that_follow_each_other_do_not_go_round_in_circles(root: Path) -> None:
    path = root / "inspections" / "my-town-2022.yaml"
    path.write_text(EARLIER + "follows: my-town-2025\n")
    assert open_newer(root, "  - {on: my-town-2022/r1, category: x}\n").earlier is not None


def test_a_report_prints_then_and_now() -> None:
    maker = OutputMaker(Project(REPOSITORY), "exampleshire-2025", Timings())
    (page,) = maker.make_html().values()
    assert "↑ better" in page.decode()
    (part,) = [part for part in maker.report.parts if part.then_now]
    assert part.then_now is not None
    assert [row.change for row in part.then_now.rows] == [
        "better",
        "as before",
        "not comparable",
        "as before",
        "as before",
        "not comparable",
    ]
