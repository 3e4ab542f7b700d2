"""The calculator against examples that an inspector can extend: tests/examples/ratings/."""

from __future__ import annotations

from typing import Any

import pytest

from reportgen.inspection.results import ResultType
from reportgen.methodology.model import Grade
from reportgen.methodology.totals import list_totals
from reportgen.project.loading import Project
from reportgen.ratings.calculator import rate
from reportgen.ratings.results import Ratings
from reportgen.reading.fields import ReadingContext, SourceText
from reportgen.reading.yaml_source import Node, read_yaml
from reportgen.util.numbers import round_half_up, round_to_one_decimal
from tests.conftest import REPOSITORY, inspection_of, read_inspection

FOLDER = REPOSITORY / "tests" / "examples" / "ratings"


def plain(node: Node) -> Any:
    """A YAML tree as plain values; `null` is None here, and digits are numbers."""
    if node.kind == "map":
        return {key: plain(child) for key, child in node.value.items()}
    if node.kind == "list":
        return [plain(child) for child in node.value]
    if node.value in (None, "null"):
        return None
    return int(node.value) if node.value.lstrip("-").isdigit() else node.value


def cases(name: str) -> list[Node]:
    return read_yaml(FOLDER / name, name).value


TOTALS = [
    (int(out_of), int(total), grade)
    for out_of, grades in read_yaml(FOLDER / "totals.yaml", "totals.yaml").value.items()
    for grade, span in grades.value.items()
    for low, high in [span.value.split("-")]
    for total in range(int(low), int(high) + 1)
]


@pytest.mark.parametrize(("out_of", "total", "grade"), TOTALS)
def test_each_total_has_the_overall_rating_of_the_published_table(
    project: Project, out_of: int, total: int, grade: str
) -> None:
    methodology = project.load_methodology("hmip-pdu-2021")
    found = [name for name, low, high in list_totals(methodology, out_of) if low <= total <= high]
    assert found == [grade]


def test_the_fixture_of_totals_has_no_gap() -> None:
    for out_of in (36, 30, 27, 24, 21):
        assert sorted(total for n, total, _ in TOTALS if n == out_of) == list(range(out_of + 1))


@pytest.mark.parametrize("case", cases("bands.yaml"), ids=lambda node: node.value["result"].value)
def test_each_band_edge(project: Project, case: Node) -> None:
    expected = plain(case)
    methodology = project.load_methodology("hmip-pdu-2021")
    inspection = inspection_of(
        "methodology: hmip-pdu-2021\ntitle: X\nfindings:\n  2.2: {results: {2.2.1: 100%, 2.2.2:"
        " 100%, 2.2.3: " + case.value["result"].value + "}}"
    )
    rated = rate(methodology, inspection).standards["2.2"]
    assert (rated.percent, rated.rating) == (expected["printed"], expected["rating"])


@pytest.mark.parametrize(
    "case",
    cases("cases.yaml") + cases("vocabulary.yaml") + cases("bodies.yaml"),
    ids=lambda node: node.value["it"].value,
)
def test_inspection_gives_the_expected_ratings(project: Project, case: Node) -> None:
    inspection = read_inspection(case.value["inspection"])
    ratings = rate(project.load_methodology(case.value["methodology"].value), inspection)
    compare(plain(case.value["expect"]), ratings)


def compare(expected: dict[str, Any], ratings: Ratings) -> None:
    data = ratings.as_data()
    for key, value in expected.items():
        if key == "standards":
            for id, facts in value.items():
                assert {name: data["standards"][id][name] for name in facts} == {
                    k: str(v) if k == "driver" and v else v for k, v in facts.items()
                }
        elif key == "sections":
            assert {id: share["percent"] for id, share in data["sections"].items()} == {
                id: float(v) if v is not None else None for id, v in value.items()
            }
        elif key == "domains":
            assert {id: data["domains"][id]["rating"] for id in value} == value
        elif key == "outcomes":
            assert [outcome["id"] for outcome in data.get("outcomes", [])] == value
        elif key == "overall_because":
            assert list(ratings.overall_because) == value
        elif key == "overall":
            assert data["overall"] == (str(value) if value is not None else None)
        elif key == "limits":
            assert {
                limit.id: state(limit.holds, limit.lowered) for limit in ratings.limits
            } == value
        elif key == "problems":
            assert [p.code for p in ratings.problems if p.is_error] == value
        else:
            assert data[key] == value
    if "problems" not in expected:
        assert [p for p in ratings.problems if p.is_error] == []


def state(holds: bool | None, lowered: bool) -> str:
    return {True: "lowers" if lowered else "holds", False: "does not hold", None: "cannot be told"}[
        holds
    ]


def test_exact_bands_take_the_fraction(project: Project) -> None:
    from dataclasses import replace

    methodology = project.load_methodology("hmip-pdu-2021")
    exact = replace(methodology, rules=replace(methodology.rules, band="exact"))
    inspection = inspection_of(
        "methodology: hmip-pdu-2021\ntitle: X\nfindings:\n  2.1: {results: {2.1.1: 99 of 200}}"
    )
    assert rate(methodology, inspection).standards["2.1"].rating == "Requires improvement"
    assert rate(exact, inspection).standards["2.1"].rating == "Inadequate"


def test_a_mean_weighs_its_summary_question_as_the_methodology_says(project: Project) -> None:
    from tests.conftest import methodology_of

    methodology = methodology_of("""
title: Weighted
scales: {rating: [{name: Low, points: 0, from: 0}, {name: High, points: 1, from: 60}]}
domains:
  - id: 1
    title: One
    score: mean
    standards:
      - id: 1.1
        title: First
        rated: mean
        questions:
          - {id: 1.1.1, text: A?}
          - {id: 1.1.2, text: B?}
          - {id: 1.1.3, text: In all?, summary: yes}
rules: {overall: {rule: none}, mean: {questions: 80, summary: 20}}
""")
    inspection = inspection_of(
        "methodology: x\ntitle: X\nfindings: {1.1: {results: {1.1.1: 50%, 1.1.2: 70%, 1.1.3:"
        " 100%}}}"
    )
    ratings = rate(methodology, inspection)
    assert ratings.standards["1.1"].percent == 68
    assert (
        ratings.standards["1.1"].because[0]
        == "The mean of its three key questions, of which the summary question weighs 20 in 100,"
        " was 68%."
    )
    assert ratings.sections["1"].percent == 68.0


def test_the_criteria_of_2006_are_rated_from_their_questions_and_so_is_the_thread(
    project: Project,
) -> None:
    """Seven questions on risk of harm, of which the last sums up; the score of the criterion weighs
    it 20 in 100."""
    methodology = project.load_methodology("hmip-omi-2006")
    scored = [s for s in methodology.standards.values() if s.rated == "mean"]
    assert [len([q for q in s.questions if q.summary]) for s in scored] == [1] * 14
    assert {str(s.id) for s in scored for q in s.questions if q.thread} == {
        "1.1",
        "1.2",
        "1.5",
        "2.2",
        "2.3",
        "2.6",
    }
    results = "1.2.1: 60%, 1.2.2: 60%, 1.2.3: 60%, 1.2.4: 60%, 1.2.5: 60%, 1.2.6: 60%, 1.2.7: 90%"
    ratings = rate(
        methodology,
        inspection_of(
            f"methodology: hmip-omi-2006\ntitle: X\nfindings: {{1.2: {{results: {{{results}}}}}}}"
        ),
    )
    assert (ratings.standards["1.2"].percent, ratings.standards["1.2"].rating) == (
        66,
        "Priority for improvement",
    )
    assert ratings.threads["risk-of-harm"].percent == 64.3


@pytest.mark.parametrize(
    "id",
    [
        "hmip-pdu-2021",
        "hmip-pdu-2023",
        "hmip-region-2023",
        "hmip-probation-2018",
        "hmip-youth-2018",
        "hmip-youth-2021",
    ],
)
def test_every_question_answered_case_by_case_has_lettered_prompts(
    project: Project, id: str
) -> None:
    """Questions that pool the cases of other inspections have theirs there. What was recalled is
    said to be unconfirmed."""
    from reportgen.methodology.explain import unconfirmed_rules

    methodology = project.load_methodology(id)
    unconfirmed = " ".join(unconfirmed_rules(methodology))
    for standard in (s for s in methodology.standards.values() if s.rated == "lowest"):
        asked = [q for q in standard.questions if not q.pools]
        assert all(3 <= len(q.prompts) <= 9 for q in asked), standard.id
        assert all(
            "".join(prompt.id for prompt in q.prompts) == "abcdefghi"[: len(q.prompts)]
            for q in asked
        )
        assert (
            id == "hmip-pdu-2021" or not asked or f"{standard.id} {standard.title}: " in unconfirmed
        )


@pytest.mark.parametrize(
    ("yes", "of", "printed"),
    [(1, 200, 1), (1, 3, 33), (2, 3, 67), (1, 8, 13), (21, 40, 53), (199, 200, 100)],
)
def test_halves_are_printed_up(yes: int, of: int, printed: int) -> None:
    from fractions import Fraction

    assert round_half_up(Fraction(100 * yes, of)) == printed


def test_rounding_to_one_decimal_rounds_halves_up() -> None:
    from fractions import Fraction

    assert round_to_one_decimal(Fraction(7345, 100)) == 73.5
    assert round_to_one_decimal(Fraction(7344, 100)) == 73.4


@pytest.mark.parametrize(
    "written",
    [
        "31 of 51",
        "31/51",
        "{yes: 31, of: 51}",
        "31 out of 51",
        "31  of 51",
        "61% (31 of 51)",
        "31 of 51 (61%)",
        "31/51 (61)",
        "60.8% (31 of 51)",
        "{yes: 31, of: 51, percent: 61%}",
    ],
)
def test_a_count_is_read_however_it_is_written(written: str) -> None:
    from reportgen.reading.yaml_source import parse_yaml

    reading = ReadingContext()
    result = ResultType().read(parse_yaml(f"a: {written}", "x").value["a"], reading)
    assert (result.yes, result.of, result.rounded, reading.problems) == (31, 51, 61, [])


def test_grades_of_any_number_divide_totals(project: Project) -> None:
    from dataclasses import replace

    methodology = project.load_methodology("hmip-pdu-2021")
    overall = replace(
        methodology.rules.overall, shares={}, totals={SourceText("Two"): 3, SourceText("Three"): 7}
    )
    scale = tuple(
        Grade(name=SourceText(n), points=i) for i, n in enumerate(("One", "Two", "Three"))
    )
    changed = replace(
        methodology,
        scales={SourceText("of three"): scale},
        rules=replace(methodology.rules, overall=overall),
    )
    assert list_totals(changed, 10) == (("One", 0, 2), ("Two", 3, 6), ("Three", 7, 10))
