"""The scheme of one's own in docs/methodology.md, as a reader who copies it meets it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reportgen.building.outputs import OutputMaker, Timings
from reportgen.checks.run import check_dossier
from reportgen.dossier import open_dossier
from reportgen.project.loading import Project
from tests.conftest import REPOSITORY
from tests.support.commands import reportgen

PAGE = (REPOSITORY / "docs" / "methodology.md").read_text(encoding="utf-8")
SCHEME, INSPECTION = re.findall(r"```yaml\n(.*?)```", PAGE.partition("## 6.")[2], re.S)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder, name, text in (
        ("methodologies", "care-homes", SCHEME),
        ("inspections", "elm-house", INSPECTION),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_it_rates_as_the_page_says(root: Path) -> None:
    ratings = open_dossier(Project(root), "elm-house").ratings
    care, safety = ratings.standards["1.1"], ratings.standards["1.2"]
    assert (care.percent, care.rating, safety.rating, safety.driver) == (
        66,
        "Fair",
        "Fair",
        "1.2.2",
    )
    assert (ratings.overall, ratings.score, ratings.out_of) == ("Fair", 5, 8)
    assert ratings.domains["1"].rating == "Fair"
    assert care.because[0] == "The mean of its two key questions, each with its weight, was 66%."


def test_it_has_no_problem_and_its_rules_can_all_apply(root: Path) -> None:
    problems = check_dossier(open_dossier(Project(root), "elm-house"))
    assert [p.message for p in problems if p.severity == "error"] == []
    result = reportgen(root, "methodologies", "care-homes", "--check")
    assert result.stdout.endswith("Every grade is reached, and every rule can apply.\n")


def test_its_page_has_the_fields_the_colours_and_the_figures(root: Path) -> None:
    (page,) = OutputMaker(Project(root), "elm-house", Timings()).make_html().values()
    text = page.decode("utf-8")
    assert "#7a4b00" in text
    assert "nursing and dementia" in text
    assert "Elm House has 42 places. Care was at 71 per cent." in text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("old", "new", "code", "hint"),
    [
        ("Very good: 6", "Very god: 6", "unknown-answer", "did you mean `Very good`?"),
        ("17 of 20", "{Good: 17}", "unknown-answer", "write it as 31 of 51"),
    ],
)
def test_an_answer_that_is_not_on_the_scale_is_reported(
    root: Path, old: str, new: str, code: str, hint: str
) -> None:
    path = root / "inspections" / "elm-house.yaml"
    path.write_text(INSPECTION.replace(old, new, 1), encoding="utf-8")
    problems = open_dossier(Project(root), "elm-house").problems
    assert (code, hint) in [(p.code, p.hint) for p in problems]
