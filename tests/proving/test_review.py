"""Rules that can never apply, and ratings tried without an inspection."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.methodology.validation import validate_methodology
from reportgen.proving.review import review_methodology
from tests.conftest import TestProject, methodology_of
from tests.support.commands import reportgen

SCALE = "{rating: [{name: Poor, points: 0}, {name: Fair, points: 1}, {name: Good, points: 2}]}"
DOMAINS = """
domains:
  - id: d
    title: D
    standards:
      - {id: a, title: A, rated: judgement}
      - {id: b, title: B, rated: judgement}
"""


def found_in(rules: str, more: str = "", scale: str = SCALE) -> list[tuple[str, int, str]]:
    yaml = f"title: T\nscales: {scale}\n{more}{DOMAINS}rules:\n{rules}"
    methodology = methodology_of(yaml)
    assert validate_methodology(methodology) == []
    return [(p.code, p.place.line, p.message) for p in review_methodology(methodology).problems]


def test_a_grade_that_no_total_reaches_is_reported() -> None:
    rules = "  overall: {rule: points, totals: {Fair: 2, Good: 5}}\n"
    assert found_in(rules) == [
        (
            "grade-unreached",
            2,
            "no total of the standards makes the overall rating Good: it takes none of 4 points",
        )
    ]


def test_a_total_that_weights_leap_over_reaches_no_grade() -> None:
    yaml = f"title: T\nscales: {SCALE}{DOMAINS}rules:\n"
    yaml = yaml.replace("judgement}", "judgement, weight: 10}")
    yaml += "  overall: {rule: points, totals: {Fair: 11, Good: 21}}\n"
    assert [p.code for p in review_methodology(methodology_of(yaml)).problems] == []
    yaml = yaml.replace("Fair: 11, Good: 21", "Fair: 11, Good: 12")
    (problem,) = review_methodology(methodology_of(yaml)).problems
    assert problem.message.endswith("Fair: it takes 11 to 11 of 40 points")


def test_a_case_behind_one_that_always_comes_first_is_reported() -> None:
    rules = """  overall:
    rule: counts
    cases:
      - {rating: Poor, when: {how_many: any, of: all, at_most: Poor}}
      - {rating: Fair, when: {how_many: 2, of: all, at_most: Poor}}
    otherwise: Good
"""
    assert found_in(rules) == [
        (
            "case-shadowed",
            15,
            "this case never makes the overall rating Fair: the cases on line 14 always come first",
        ),
        ("grade-unreached", 2, "no case makes the overall rating Fair"),
    ]


def test_cases_in_the_right_order_are_not() -> None:
    rules = """  overall:
    rule: counts
    cases:
      - {rating: Poor, when: {how_many: 2, of: all, at_most: Poor}}
      - {rating: Fair, when: {how_many: any, of: all, at_most: Poor}}
    otherwise: Good
"""
    assert found_in(rules) == []


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        ("{how_many: 3, of: [a, b], at_most: Poor}", False),
        ("{how_many: 2, of: [a, b], at_most: Poor}", True),
        ("[{of: [a], at_most: Poor}, {of: [a], at_least: Fair}]", False),
        ("[{of: [a], at_most: Poor}, {of: [b], at_least: Fair}]", True),
        ("{of: [a], at_least: Good, below: b}", False),
        ("{of: [a], at_least: Fair, below: b}", True),
        ("{of: [a], points_at_least: 3}", False),
    ],
)
def test_a_limit_that_can_never_hold_is_reported(when: str, holds: bool) -> None:
    rules = f"  overall: {{rule: worst}}\n  limits: [{{id: l, when: {when}, at_most: Fair, about: L}}]\n"
    codes = [code for code, _, _ in found_in(rules)]
    assert codes == ([] if holds else ["never-holds"])


def test_scales_without_tones_and_names_that_nothing_uses_are_reported() -> None:
    grades = ", ".join(f"{{name: N{n}}}" for n in range(8))
    scale = f"{{rating: [{grades}], other: [{{name: Odd}}]}}"
    problems = found_in("  overall: {rule: worst}\n", "declares: {breach: a breach}\n", scale)
    assert [code for code, _, _ in problems] == ["scale-tones", "unused", "unused"]


def test_every_packaged_methodology_passes(project: TestProject) -> None:
    known, problems = project.load_methodologies()
    assert problems == []
    found = {m.id: [p.message for p in review_methodology(m).problems] for m in known}
    assert {id: messages for id, messages in found.items() if messages} == {}


# The command


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "inspections").mkdir()
    return tmp_path


def test_ratings_are_tried_with_reasons(root: Path) -> None:
    text = "S=Good,E=good,C=Good,R=Outstanding,W=Outstanding"
    result = reportgen(root, "methodologies", "cqc-key-questions", "--try", text)
    assert result.exit_code == 0, result.output
    assert "\nOverall: Outstanding\n" in result.stdout
    result = reportgen(
        root, "methodologies", "cqc-key-questions", "--try", text, "--try", "breach=yes"
    )
    assert "\nOverall: Requires improvement\n" in result.stdout
    assert "A limit lowered it from ‘Outstanding’ to ‘Requires improvement’" in result.stdout


def test_standards_rated_on_cases_are_tried_by_grade_or_by_question(root: Path) -> None:
    given = "1=Good,2=Good,3.1=80%,3.2=26/30,3.3=64%,V1.1=70%,V1.2=Inadequate"
    result = reportgen(root, "methodologies", "hmip-youth-2025", "--try", given)
    assert "\nOverall: Requires improvement, 5 out of 12\n" in result.stdout


def test_what_cannot_be_tried_is_listed_together(root: Path) -> None:
    result = reportgen(
        root, "methodologies", "cqc-key-questions", "--try", "S=Goood,X=Good,breach=1"
    )
    assert result.exit_code == 1
    assert "did you mean `Good`?" in result.stderr
    assert "there is no standard or key question `X`" in result.stderr
    assert "write breach=yes or breach=no" in result.stderr


def test_the_table_lists_each_total_that_can_be(root: Path) -> None:
    result = reportgen(root, "methodologies", "food-hygiene", "--table")
    rows = [line.split() for line in result.stdout.partition("\n\n")[0].splitlines()]
    assert rows[:5] == [["0", "5"], ["5", "5"], ["10", "5"], ["15", "5"], ["20", "4"]]
    assert rows[-1] == ["80", "0"]
    result = reportgen(root, "methodologies", "cqc-key-questions", "--table")
    assert result.exit_code == 2


def test_a_check_that_finds_nothing_says_so(root: Path) -> None:
    result = reportgen(root, "methodologies", "hmip-pdu-2021", "--check")
    assert result.exit_code == 0
    assert result.stdout.endswith("Every grade is reached, and every rule can apply.\n")


def test_a_methodology_without_sums_and_cases_is_not_praised(root: Path) -> None:
    result = reportgen(root, "methodologies", "hmip-omi-2006", "--check")
    assert (
        result.stdout == "hmip-omi-2006: nothing to try. It has no points, cases or conditions.\n"
    )
