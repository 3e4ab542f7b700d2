"""The answers of an action plan are beside the recommendations, without the names in it."""

from __future__ import annotations

from pathlib import Path

from reportgen.catalogue.answers import add_answers
from reportgen.catalogue.catalogue import make_catalogue
from reportgen.catalogue.publication import Publication
from reportgen.opendata.tables import STEPS, make_tables
from reportgen.project.loading import Project
from tests.conftest import REPOSITORY
from tests.support.example_catalogue import make_example_catalogue

SLUG = "exampleshire-2025"
PLAN = """\
1:
  answer: Agreed
  steps:
    - {step: Train all assessors, owner: Kim Reader, due: 2025-09-01, progress: Under way}
2:
  answer: Not agreed
  why: Caseloads fell already.
"""


def add(root: Path, plan: str) -> tuple[Publication, list[str]]:
    (root / "inspections").mkdir(exist_ok=True)
    (root / "inspections" / f"{SLUG}.plan.yaml").write_text(plan)
    (report,) = (one for one in make_example_catalogue(REPOSITORY).publications if one.slug == SLUG)
    found, problems = add_answers(Project(root), report)
    return found, [problem.code for problem in problems]


def test_answers_and_steps_stand_beside_recommendations(tmp_path: Path) -> None:
    report, problems = add(tmp_path, PLAN)
    assert problems == []
    first, second, third = report.recommendations
    assert (first.answer, first.steps[0].step, first.steps[0].due) == (
        "Agreed",
        "Train all assessors",
        "2025-09-01",
    )
    assert (second.answer, second.why) == ("Not agreed", "Caseloads fell already.")
    assert third.answer is None
    assert "Kim Reader" not in repr(report.recommendations)
    tables = {table.name: table for table in make_tables(make_catalogue([report]))}
    assert [row[:3] for row in tables[STEPS.name].rows] == [(f"{SLUG}/1", 1, "Train all assessors")]


def test_an_answer_to_nothing_is_reported_with_its_place(tmp_path: Path) -> None:
    _, problems = add(tmp_path, "9:\n  answer: Agreed\n")
    assert "plan-unknown" in problems
