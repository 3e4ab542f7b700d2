"""How close a rating was, and limits upon limits: what a panel is told holds when the cases are
counted again."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner

from reportgen.cli.main import cli
from reportgen.cli.ratings_table import format_margins, format_ratings
from reportgen.methodology.model import Methodology
from reportgen.methodology.validation import validate_methodology
from reportgen.problems import InputError
from reportgen.project.loading import Project
from reportgen.ratings.calculator import rate
from reportgen.reading.text_file import decode
from tests.conftest import inspection_of, methodology_of

SCALE = (
    "scales: {rating: [{name: Bad, points: 0, from: 0}, {name: Fair, points: 1, from: 50}, {name:"
    " Good, points: 2, from: 65}]}\n"
)

LIMITED = (
    "title: Limited\n"
    + SCALE
    + """
domains:
  - id: 1
    title: One
    standards:
      - {id: 1.1, title: A, rated: lowest, questions: [{id: 1.1.1, text: Q?}]}
      - {id: 1.2, title: B, rated: judgement}
      - {id: 1.3, title: C, rated: judgement}
rules:
  overall: {rule: points, totals: {Fair: 2, Good: 5}}
  limits:
"""
)

A_BY_B = (
    "    - {id: x, standard: 1.1, at_most: Fair, about: A is at most Fair where B is Bad., when:"
    " {how_many: any, of: [1.2], at_most: Bad}}\n"
)
B_BY_C = (
    "    - {id: y, standard: 1.2, at_most: Bad, about: B is at most Bad where C is Bad., when:"
    " {how_many: any, of: [1.3], at_most: Bad}}\n"
)
A_BY_GOOD_B = (
    "    - {id: x, standard: 1.1, at_most: Fair, about: A is at most Fair where B is Good., when:"
    " {how_many: any, of: [1.2], at_least: Good}}\n"
)
NEITHER = (
    "    - {id: x, standard: 1.1, at_most: Fair, about: One., when: {how_many: any, of: [1.2],"
    " at_least: Good}}\n    - {id: y, standard: 1.2, at_most: Fair, about: Two., when: {how_many:"
    " any, of: [1.1], at_least: Good}}\n"
)


def found(a: str, b: str, c: str) -> str:
    return (
        f"methodology: test\ntitle: X\nfindings: {{1.1: {{results: {{1.1.1: {a}}}}}, 1.2: {{rating:"
        f" {b}}}, 1.3: {{rating: {c}}}}}"
    )


@pytest.mark.parametrize("limits", [A_BY_B + B_BY_C, B_BY_C + A_BY_B])
def test_a_limit_sees_what_another_limit_lowered_whatever_their_order(limits: str) -> None:
    ratings = rate(
        methodology_of(LIMITED + limits), inspection_of(found("94 of 100", "Good", "Bad"))
    )
    assert [s.rating for s in ratings.standards.values()] == ["Fair", "Bad", "Bad"]
    assert [(limit.holds, limit.lowered) for limit in ratings.limits] == [
        (True, True),
        (True, True),
    ]
    assert (
        ratings.standards["1.1"].because[-1]
        == "A limit lowered it from ‘Good’ to ‘Fair’: A is at most Fair where B is Bad."
    )
    assert [p.code for p in ratings.problems] == ["limit-lowers"]


@pytest.mark.parametrize("limits", [A_BY_GOOD_B + B_BY_C, B_BY_C + A_BY_GOOD_B])
def test_a_limit_lets_go_where_another_takes_its_ground_away(limits: str) -> None:
    ratings = rate(
        methodology_of(LIMITED + limits), inspection_of(found("94 of 100", "Good", "Bad"))
    )
    assert [s.rating for s in ratings.standards.values()] == ["Good", "Bad", "Bad"]
    assert {limit.id: limit.holds for limit in ratings.limits} == {"x": False, "y": True}


def test_limits_that_undo_each_other_come_to_rest() -> None:
    ratings = rate(
        methodology_of(LIMITED + NEITHER), inspection_of(found("94 of 100", "Good", "Good"))
    )
    assert [s.rating for s in ratings.standards.values()] == ["Fair", "Fair", "Good"]


def test_no_case_more_is_promised_where_a_limit_holds() -> None:
    methodology = methodology_of(LIMITED + A_BY_B)
    rated = rate(methodology, inspection_of(found("64 of 100", "Bad", "Good"))).standards["1.1"]
    assert (rated.rating, rated.more, rated.is_close) == ("Fair", None, False)
    assert rated.fewer is not None and (rated.fewer.to, rated.fewer.cases) == ("Bad", -15)
    free = rate(methodology, inspection_of(found("64 of 100", "Good", "Good"))).standards["1.1"]
    assert free.more is not None and (free.more.to, free.more.cases, free.is_close) == (
        "Good",
        1,
        True,
    )


@pytest.mark.parametrize(("b", "close"), [("Bad", False), ("Good", True)])
def test_no_point_more_is_promised_where_a_limit_holds(b: str, close: bool) -> None:
    methodology, inspection = (
        methodology_of(LIMITED + A_BY_B),
        inspection_of(found("64%", b, "Good")),
    )
    ratings = rate(methodology, inspection)
    assert ratings.standards["1.1"].is_close is close
    said = format_margins(methodology, inspection, ratings)
    assert ("1 point below the next grade" in said) is close
    assert ("A limit lets it go no higher than Fair." in said) is not close


@pytest.mark.parametrize(
    ("a", "b", "c", "expected"),
    [
        ("94%", "Bad", "Bad", "1 point fewer would have made it Bad."),
        ("94%", "Good", "Good", None),
        ("10%", "Good", "Good", "1 point more would have made it Good."),
        ("60%", "Bad", "Bad", "1 point more would have made it Fair."),
    ],
)
def test_an_overall_rating_one_point_away_is_a_close_call(
    a: str, b: str, c: str, expected: str | None
) -> None:
    methodology, inspection = methodology_of(LIMITED + "    []\n"), inspection_of(found(a, b, c))
    shown = format_ratings(inspection, methodology, rate(methodology, inspection))
    assert ("Overall a close call" in shown) is (expected is not None)
    assert expected is None or f"Overall a close call: {expected}" in shown


def test_a_limit_on_the_overall_rating_promises_no_point_more() -> None:
    limit = (
        "    - {id: o, at_most: Fair, about: Never good where C is Bad., when: {how_many: any, of:"
        " [1.3], at_most: Bad}}\n"
    )
    methodology = methodology_of(LIMITED + limit)
    lowered = rate(methodology, inspection_of(found("94%", "Good", "Bad")))
    assert (lowered.score, lowered.overall) == (4, "Fair")
    assert [margin.to for margin in lowered.overall_margins] == ["Bad"]


# Scales that share their words

TWO_SCALES = """
title: Two
scales:
  rating: [{name: Bad, points: 0, from: 0}, {name: Good, points: 1, from: 50}]
  double: [{name: Bad, points: 0, from: 0}, {name: Good, points: 2, from: 50}]
domains:
  - {id: 1, title: One, standards: [{id: 1.1, title: A, rated: judgement}]}
  - {id: 2, title: Two, scale: double, standards: [{id: 2.1, title: B, rated: judgement}, {id: 2.2, title: C, rated: judgement}]}
rules: {overall: {rule: points, shares: {Bad: 1/2}}}
"""


def test_scales_of_the_same_words_keep_their_own_points() -> None:
    ratings = rate(
        methodology_of(TWO_SCALES),
        inspection_of(
            "methodology: test\ntitle: X\nfindings: {1.1: {rating: Good}, 2.1: {rating: Good}, 2.2:"
            " {rating: Bad}}"
        ),
    )
    assert (ratings.score, ratings.out_of, ratings.overall) == (3, 5, "Good")


# Means

WEIGHED = (
    "title: Mean\n"
    + SCALE
    + """
domains:
  - id: 1
    title: One
    standards:
      - {id: 1.1, title: A, rated: mean, questions: [{id: 1.1.1, text: A?}, {id: 1.1.2, text: B?}, {id: 1.1.3, text: C?, summary: yes}]}
rules: {overall: {rule: none}, mean: {questions: 80, summary: 20}}
"""
)


def mean(methodology: Methodology, counts: tuple[int, ...], of: tuple[int, ...]) -> str | None:
    results = ", ".join(
        f"1.1.{n}: {yes} of {all}" for n, (yes, all) in enumerate(zip(counts, of, strict=True), 1)
    )
    return (
        rate(
            methodology,
            inspection_of(
                f"methodology: test\ntitle: X\nfindings: {{1.1: {{results: {{{results}}}}}}}"
            ),
        )
        .standards["1.1"]
        .rating
    )


@pytest.mark.parametrize(
    "counts", [(2, 1, 2), (3, 3, 1), (0, 0, 0), (4, 6, 3), (2, 4, 1), (4, 3, 0)]
)
def test_the_margin_of_a_mean_is_the_fewest_cases_that_change_it(counts: tuple[int, ...]) -> None:
    of = (4, 6, 3)
    methodology = methodology_of(WEIGHED)
    results = ", ".join(
        f"1.1.{n}: {yes} of {all}" for n, (yes, all) in enumerate(zip(counts, of, strict=True), 1)
    )
    rated = rate(
        methodology,
        inspection_of(
            f"methodology: test\ntitle: X\nfindings: {{1.1: {{results: {{{results}}}}}}}"
        ),
    ).standards["1.1"]
    level = {grade: n for n, grade in enumerate(rated.grades)}
    more, fewer = [], []
    for other in product(*(range(all + 1) for all in of)):
        apart, grade = sum(other) - sum(counts), level[mean(methodology, other, of) or ""]
        if (
            all(there >= here for there, here in zip(other, counts, strict=True))
            and grade > level[rated.rating or ""]
        ):
            more.append(apart)
        if (
            all(there <= here for there, here in zip(other, counts, strict=True))
            and grade < level[rated.rating or ""]
        ):
            fewer.append(apart)
    assert (rated.more.cases if rated.more else None) == min(more, default=None)
    assert (rated.fewer.cases if rated.fewer else None) == max(fewer, default=None)


# Discretion


@pytest.mark.parametrize(
    ("percent", "moved", "allowed"),
    [
        ("45%", "Requires improvement", True),
        ("44%", "Requires improvement", False),
        ("55%", "Inadequate", True),
        ("56%", "Inadequate", False),
        ("50%", "Inadequate", True),
        ("70%", "Requires improvement", True),
        ("71%", "Requires improvement", False),
    ],
)
def test_the_window_of_discretion_is_as_wide_downward_as_upward(
    project: Project, percent: str, moved: str, allowed: bool
) -> None:
    methodology = project.load_methodology("hmip-pdu-2023")
    inspection = inspection_of(
        "methodology: hmip-pdu-2023\ntitle: X\nfindings: {2.1: {results: {2.1.1: %s, 2.1.2: 90%%,"
        " 2.1.3: 90%%}, adjusted: {rating: %s, because: So.}}}" % (percent, moved)
    )
    refused = [
        p.message for p in rate(methodology, inspection).problems if p.code == "discretion-window"
    ]
    assert (not refused) is allowed
    assert allowed or refused[0].endswith(
        "% is 6 points from the boundary at " + {"44%": "50%", "56%": "50%", "71%": "65%"}[percent]
    )


# What a methodology may not leave out


@pytest.mark.parametrize(
    ("slip", "codes"),
    [
        ((", points: 0", ""), []),
        ((", points: 1", ""), []),
        (
            (
                (
                    "{name: Bad, points: 0, from: 0}, {name: Fair, points: 1, from: 50}, {name:"
                    " Good, points: 2, from: 65}"
                ),
                "{name: Bad, from: 0}, {name: Fair, from: 50}, {name: Good, from: 65}",
            ),
            ["no-points"],
        ),
        (
            (
                (
                    "{name: Bad, points: 0, from: 0}, {name: Fair, points: 1, from: 50}, {name:"
                    " Good, points: 2, from: 65}"
                ),
                "{name: Bad}, {name: Fair, points: 1}, {name: Good, points: 2}",
            ),
            ["no-bands"],
        ),
    ],
)
def test_a_sum_of_points_needs_points_and_bands(slip: tuple[str, str], codes: list[str]) -> None:
    assert [
        p.code for p in validate_methodology(methodology_of((LIMITED + "    []\n").replace(*slip)))
    ] == codes


@pytest.mark.parametrize(
    ("small", "codes"), [(0, ["small-group"]), (1, ["small-group"]), (2, []), (10, [])]
)
def test_a_group_of_one_case_is_withheld_by_every_methodology(small: int, codes: list[str]) -> None:
    assert [
        p.code
        for p in validate_methodology(
            methodology_of(
                (LIMITED + "    []\n").replace("  limits:", f"  small_group: {small}\n  limits:")
            )
        )
    ] == codes


def test_one_flaw_hides_no_other() -> None:
    twice = (
        (LIMITED + A_BY_B)
        .replace("id: 1.3", "id: 1.2")
        .replace("at_most: Bad}}", "at_most: Bd}}")
        .replace("Good: 5", "God: 5")
    )
    assert [p.code for p in validate_methodology(methodology_of(twice))] == [
        "id-twice",
        "unknown-name",
        "unknown-name",
    ]


def test_a_block_that_no_template_sets_is_a_flaw(tmp_path: Path) -> None:
    (tmp_path / "methodologies").mkdir()
    (tmp_path / "methodologies" / "mine.yaml").write_text(
        LIMITED + "    []\noutline: [covr, contents]\n", encoding="utf-8"
    )
    with pytest.raises(InputError) as refused:
        Project(tmp_path).load_methodology("mine")
    assert [(p.code, p.message, p.hint) for p in refused.value.problems] == [
        ("no-template", "there is no block `covr`", "did you mean `cover`?")
    ]


# What is not known is not told as if it were


def test_a_rating_that_is_none_of_the_scale_is_no_rating() -> None:
    ratings = rate(
        methodology_of(LIMITED + "    []\n"), inspection_of(found("60%", "Goood", "Good"))
    )
    assert (ratings.standards["1.2"].rating, ratings.standards["1.2"].state, ratings.overall) == (
        None,
        "unrated",
        None,
    )


@pytest.mark.parametrize(
    ("results", "percent"),
    [("{1.1.1: 20%}", 69.0), ("{1.1.1: 20%, 1.1.2: 40%}", 30.0), ("{}", 69.0)],
)
def test_a_thread_is_the_mean_of_all_its_questions_or_what_was_published(
    results: str, percent: float
) -> None:
    methodology = methodology_of(
        "title: Thread\n"
        + SCALE
        + """
threads: [{id: roh, title: Risk, score: mean}]
domains: [{id: 1, title: One, standards: [{id: 1.1, title: A, rated: mean, questions: [{id: 1.1.1, text: A?, thread: roh}, {id: 1.1.2, text: B?, thread: roh}]}]}]
rules: {overall: {rule: none}}
"""
    )
    ratings = rate(
        methodology,
        inspection_of(
            "methodology: test\ntitle: X\nthreads: {roh: 69%}\nfindings: {1.1: {results:"
            f" {results}}}}}"
        ),
    )
    assert ratings.threads["roh"].percent == percent


def test_json_is_printed_of_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("title: [\n", encoding="utf-8")
    result = CliRunner().invoke(
        cli, ["--root", str(tmp_path), "ratings", str(tmp_path / "broken.yaml"), "--json"]
    )
    assert result.exit_code == 1
    said = json.loads(result.stdout)
    assert (said["inspection"], said["standards"], said["problems"][0]["code"]) == (
        "broken",
        {},
        "yaml-syntax",
    )
    missing = CliRunner().invoke(
        cli, ["--root", str(tmp_path), "ratings", "nowhere", "broken", "--json"]
    )
    assert [one["problems"][0]["code"] for one in json.loads(missing.stdout)] == [
        "no-inspection",
        "no-inspection",
    ]


@pytest.mark.parametrize(("encoding", "name"), [("utf-16", "UTF-16"), ("utf-32", "UTF-32")])
def test_another_encoding_is_called_by_its_name(encoding: str, name: str) -> None:
    with pytest.raises(InputError) as refused:
        decode("title: X".encode(encoding), "x.yaml")
    assert refused.value.problems[0].message == f"the file is {name}"
