"""Pooling a region's cases from its units, and what-if."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reportgen.cases.pooling import Pooled, pool
from reportgen.cli.ratings_table import format_margins, format_ratings
from reportgen.dossier import open_dossier
from reportgen.inspection.model import Inspection
from reportgen.languages.language import open_language
from reportgen.methodology.model import Methodology
from reportgen.problems import InputError, Problem
from reportgen.project.loading import Project
from reportgen.ratings.calculator import rate
from reportgen.ratings.what_if import apply_changes
from reportgen.reading.fields import SourceText
from reportgen.render.workbook.book import build_workbook
from reportgen.render.workbook.sheets import NOT_APPLICABLE
from tests.conftest import REPOSITORY, inspection_of, methodology_of

ENGLISH = open_language("en")

SCALES = (
    "scales: {rating: [{name: Poor, points: 0, from: 0}, {name: Fair, points: 1, from: 50}, {name:"
    " Good, points: 2, from: 65}]}"
)

UNIT = methodology_of(
    f"""
title: A unit
{SCALES}
domains:
  - id: 2
    title: Casework
    standards:
      - id: 2.1
        title: Assessment
        topic: assessment
        rated: lowest
        questions: [{{id: 2.1.1, text: Desistance?, thread: desistance}}, {{id: 2.1.2, text: Safety?, thread: safety}}]
      - {{id: 2.2, title: Courts, topic: court-work, rated: lowest, questions: [{{id: 2.2.1, text: Advice?}}]}}
rules: {{overall: {{rule: none}}}}
""",
    "unit",
)

REGION = methodology_of(
    f"""
title: A region
{SCALES}
domains:
  - id: R1
    title: Leading
    standards: [{{id: R1.1, title: Leadership, rated: judgement}}]
  - id: R2
    title: Casework
    standards:
      - id: R2.1
        title: Safety
        rated: lowest
        questions: [{{id: R2.1.1, text: Safety?, pools: [{{topic: assessment, thread: safety}}]}}, {{id: R2.1.2, text: Other?}}]
      - {{id: R2.2, title: Courts, rated: lowest, questions: [{{id: R2.2.1, text: Advice?, pools: [{{topic: court-work}}]}}]}}
rules: {{overall: {{rule: points, totals: {{Fair: 2, Good: 4}}}}}}
""",
    "region",
)


def unit(
    results: str, title: str = "North", slug: str = "north", more: str = ""
) -> tuple[Inspection, Methodology]:
    return (
        inspection_of(
            f"methodology: unit\ntitle: {title}\nfindings:\n  2.1: {{results:"
            f" {{{results}}}}}\n{more}",
            slug,
        ),
        UNIT,
    )


def region(results: str = "R2.1.1: pooled", more: str = "") -> Inspection:
    return inspection_of(
        "methodology: region\ntitle: Region\ndraws_on: [north, south]\nfindings:\n  R2.1:"
        f" {{results: {{{results}}}}}\n{more}",
        "region",
    )


def pooled(
    inspection: Inspection, **units: tuple[Inspection, Methodology]
) -> tuple[Inspection, tuple[Pooled, ...], list[Problem]]:
    return pool(REGION, inspection, units)


def test_cases_are_added_up_not_percentages() -> None:
    inspection, made, problems = pooled(
        region(), north=unit("2.1.2: 9 of 10"), south=unit("2.1.2: 10 of 90", "South")
    )
    result = inspection.findings[SourceText("R2.1")].results[SourceText("R2.1.1")]
    assert problems == []
    assert (result.yes, result.of, result.rounded, result.origin) == (19, 100, 19, "pooled")
    assert [p.explain(ENGLISH) for p in made] == [
        "Counted from 100 cases of two inspections: North (10); South (90)."
    ]


def test_a_topic_without_a_thread_takes_the_only_question() -> None:
    more = "  2.2: {results: {2.2.1: 3 of 4}}\n"
    both = region("R2.1.1: 1 of 2", "  R2.2: {results: {R2.2.1: pooled}}\n")
    inspection, _, problems = pooled(both, north=unit("", more=more))
    assert problems == []
    assert inspection.findings[SourceText("R2.2")].results[SourceText("R2.2.1")].yes == 3


def test_a_unit_that_says_it_has_no_such_cases_adds_none() -> None:
    none = (
        inspection_of(
            "methodology: unit\ntitle: South\nfindings: {2.1: {not_rated: No cases in the"
            " period}}\n"
        ),
        UNIT,
    )
    _, made, problems = pooled(region(), north=unit("2.1.2: 9 of 10"), south=none)
    assert problems == []
    assert made[0].explain(ENGLISH) == "Counted from 10 cases of one inspection: North (10)."
    assert [out.explain(ENGLISH) for out in made[0].left_out] == [
        "Without the cases of South, whose 2.1 Assessment was not rated: No cases in the period."
    ]


def test_a_unit_left_out_is_told_with_its_reason_wherever_the_ratings_are(tmp_path: Path) -> None:
    (tmp_path / "inspections").mkdir()
    for slug, found in (
        ("north", "2.2: {results: {2.2.1: 3 of 4}}"),
        ("south", "2.2: {not_rated: No cases in the period}"),
    ):
        (tmp_path / "inspections" / f"{slug}.yaml").write_text(
            f"methodology: hmip-pdu-2021\ntitle: {slug.title()}\nfindings:\n  {found}\n",
            encoding="utf-8",
        )
    (tmp_path / "methodologies").mkdir()
    text = "\n".join(
        [
            "title: A region",
            SCALES,
            "domains:",
            "  - id: R2",
            "    title: Casework",
            "    standards:",
            "      - id: R2.1",
            "        title: Safety",
            "        rated: lowest",
            (
                "        questions: [{id: R2.1.1, text: Safety?, pools: [{topic: TOPIC, thread:"
                " THREAD}]}]"
            ),
            "rules: {overall: {rule: none}}",
            "",
        ]
    )
    drawn = Project(REPOSITORY).load_methodology("hmip-pdu-2021").standards["2.2"]
    text = text.replace("TOPIC", str(drawn.topic)).replace("THREAD", str(drawn.questions[0].thread))
    (tmp_path / "methodologies" / "region.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "inspections" / "region.yaml").write_text(
        "methodology: region\ntitle: Region\ndraws_on: [north, south]\nfindings: {R2.1: {results:"
        " {R2.1.1: pooled}}}\n",
        encoding="utf-8",
    )
    dossier = open_dossier(Project(tmp_path), "region")
    said = (
        f"Without the cases of South, whose 2.2 {drawn.title} was not rated: No cases in the"
        " period."
    )
    assert dossier.ratings.standards["R2.1"].because[-1] == said
    assert said in format_ratings(dossier.inspection, dossier.methodology, dossier.ratings)
    sheets = {sheet.name: sheet for sheet in build_workbook(dossier).sheets}
    rows = sheets["Pooled_cases"].rows
    assert [row[2:6] for row in rows] == [
        ("North", "north", 3, 4),
        ("South", "south", NOT_APPLICABLE, NOT_APPLICABLE),
    ]
    assert said in str(sheets["Notes"].rows)


OTHER = methodology_of(
    f"title: Other\n{SCALES}\ndomains: [{{id: 1, title: D, standards: [{{id: 1.1, title: S, rated:"
    " judgement}]}]\nrules: {overall: {rule: none}}",
    "other",
)


@pytest.mark.parametrize(
    ("results", "units", "said"),
    [
        (
            "R2.1.1: pooled",
            {"north": unit("2.1.2: 47%")},
            (
                "no-counts: R2.1.1 cannot be pooled from `north`: its 2.1.2 is 47% without the"
                " number of cases"
            ),
        ),
        (
            "R2.1.1: pooled",
            {"north": unit("2.1.1: 4 of 5")},
            "no-counts: R2.1.1 cannot be pooled from `north`: it has no result for 2.1.2",
        ),
        (
            "R2.1.1: pooled",
            {
                "north": (
                    inspection_of("methodology: unit\ntitle: N\nfindings: {2.1: {score: 47%}}"),
                    UNIT,
                )
            },
            (
                "no-counts: R2.1.1 cannot be pooled from `north`: only a score stands there,"
                " without the number of cases"
            ),
        ),
        (
            "R2.1.1: pooled",
            {"north": (inspection_of("methodology: other\ntitle: N"), OTHER)},
            (
                "no-such-question: R2.1.1 cannot be pooled from `north`: other has no question on"
                " assessment, safety"
            ),
        ),
        (
            "R2.1.1: pooled",
            {},
            "nothing-to-pool: R2.1.1 is to be pooled, and there is no inspection to draw on",
        ),
        (
            "R2.1.2: pooled",
            {"north": unit("2.1.2: 4 of 5")},
            "not-pooled: R2.1.2 cannot be pooled: region does not say whose cases it counts",
        ),
    ],
    ids=["percentage", "missing", "score", "other methodology", "no units", "no pools"],
)
def test_what_is_missing_is_an_error_that_says_so(
    results: str, units: dict[str, Any], said: str
) -> None:
    inspection, made, problems = pool(REGION, region(results), units)
    assert [f"{p.code}: {p.message}" for p in problems] == [said]
    assert made == ()
    assert all(r.percent is None for r in inspection.findings[SourceText("R2.1")].results.values())


def test_the_cure_of_a_unit_with_a_case_file_is_in_that_file() -> None:
    counted = inspection_of("methodology: unit\ntitle: North\ncases: north.csv")
    (problem,) = pooled(region(), north=(counted, UNIT))[2]
    assert (
        problem.hint
        == "look in its case file north.csv: a column headed 2.1.2 has to hold yes or no in at"
        " least one row"
    )
    (typed,) = pooled(region(), north=unit("2.1.1: 4 of 5"))[2]
    assert typed.hint.startswith("add 2.1.2 with its count to ")


@pytest.mark.parametrize(
    ("answers", "codes"), [("n/a", ["no-counts"]), ("perhaps", ["unit-errors"])]
)
def test_of_a_unit_with_errors_of_its_own_these_are_told_and_not_what_follows(
    tmp_path: Path, answers: str, codes: list[str]
) -> None:
    folder = tmp_path / "inspections"
    folder.mkdir()
    drawn = Project(REPOSITORY).load_methodology("hmip-pdu-2021").standards["2.2"]
    (tmp_path / "methodologies").mkdir()
    (tmp_path / "methodologies" / "region.yaml").write_text(
        "\n".join(
            [
                "title: A region",
                SCALES,
                "domains:",
                "  - id: R2",
                "    title: Casework",
                "    standards:",
                "      - id: R2.1",
                "        title: Safety",
                "        rated: lowest",
                (
                    "        questions: [{id: R2.1.1, text: Safety?, pools: [{topic:"
                    f" {drawn.topic}, thread: {drawn.questions[0].thread}}}]}}]"
                ),
                "rules: {overall: {rule: none}}",
                "",
            ]
        ),
        encoding="utf-8",
    )
    (folder / "north.yaml").write_text(
        "methodology: hmip-pdu-2021\ntitle: North\ncases: north.csv\n", encoding="utf-8"
    )
    (folder / "north.csv").write_text(
        f"case,{drawn.questions[0].id}\n1,{answers}\n", encoding="utf-8"
    )
    (folder / "region.yaml").write_text(
        "methodology: region\ntitle: Region\ndraws_on: [north]\nfindings: {R2.1: {results: {R2.1.1:"
        " pooled}}}\n",
        encoding="utf-8",
    )
    assert [
        p.code for p in open_dossier(Project(tmp_path), "region").problems if p.is_error
    ] == codes


def test_a_unit_without_counts_leaves_the_question_unpooled_however_many_others_have_them() -> None:
    _, made, problems = pooled(region(), north=unit("2.1.2: 9 of 10"), south=unit("2.1.2: 47%"))
    assert made == ()
    assert len(problems) == 1


@pytest.mark.parametrize("again", ["unit", "unit.yaml", "./unit.yaml", "link.yaml"])
def test_a_unit_named_twice_is_an_error_that_names_both_and_is_counted_once(
    tmp_path: Path, again: str
) -> None:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "unit.yaml").write_text(
        "methodology: exampleshire-2025\nkind: office\ntitle: U\nfindings: {2.3: {results: {2.3.1:"
        " 3 of 4}}}\n"
    )
    (tmp_path / "inspections" / "link.yaml").symlink_to("unit.yaml")
    (tmp_path / "inspections" / "region.yaml").write_text(
        "methodology: exampleshire-2025\nkind: service\ntitle: R\ndraws_on: [unit,"
        f" {again}]\nfindings: {{2.3: {{results: {{2.3.1: pooled}}}}}}\n"
    )
    (tmp_path / "methodologies").symlink_to(REPOSITORY / "methodologies")
    dossier = open_dossier(Project(tmp_path), "region")
    assert [p.message for p in dossier.problems if p.code == "unit-twice"] == [
        f"`{again}` is the same inspection as `unit`, so its cases would count twice"
    ]
    assert [(p.yes, p.of) for p in dossier.pooled] == [(3, 4)]


# What if


def rated(
    *changes: str, results: str = "R2.1.1: 9 of 20, R2.1.2: 15 of 20"
) -> dict[str, str | None]:
    inspection = inspection_of(
        "methodology: region\ntitle: R\nfindings:\n  R1.1: {rating: Fair}\n  R2.1: {results:"
        f" {{{results}}}}}\n  R2.2: {{score: 70%}}\n"
    )
    ratings = rate(REGION, apply_changes(inspection, REGION, changes))
    return {**{s.id: s.rating for s in ratings.standards.values()}, "overall": ratings.overall}


def test_a_changed_result_or_rating_is_rated_anew() -> None:
    assert rated() == {"R1.1": "Fair", "R2.1": "Poor", "R2.2": "Good", "overall": "Fair"}
    assert rated("R2.1.1=10/20") == {
        "R1.1": "Fair",
        "R2.1": "Fair",
        "R2.2": "Good",
        "overall": "Good",
    }
    assert rated("R2.1.1 = 66%", "R1.1=good", "R2.2=40%") == {
        "R1.1": "Good",
        "R2.1": "Good",
        "R2.2": "Poor",
        "overall": "Good",
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("R2.1.1", "`R2.1.1` is not a change"),
        ("=3/4", "`=3/4` is not a change"),
        ("R9=3/4", "there is no standard or key question `R9`"),
        ("R2.1.1=5/4", "5 of 4 cases cannot be sufficient"),
        ("R2.1.1=pooled", "`pooled` is not a result"),
        ("R2.1.1=many", "`many` is not a result"),
        ("R1.1=Grand", "`Grand` is not a rating of R1.1"),
        ("R2.1=Good", "R2.1 Safety is rated on its results, not by judgement"),
        ("R2.1=3/4", "R2.1 is rated by its lowest question, so say which one changes"),
        (
            "R2.2.1=3/4",
            "only the score of R2.2 is known, so a change of R2.2.1 would change nothing",
        ),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(change: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        rated(change)
    assert [p.message for p in caught.value.problems] == [said]


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        ("R2.1=Good", "change one of its results, as R2.1.1=26/51"),
        ("R2.2=Good", "change one of its results, as R2.2=26/51"),
    ],
)
def test_the_hint_of_a_refused_change_is_one_that_would_be_taken(change: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        rated(change)
    assert [p.hint for p in caught.value.problems] == [hint]
    rated(hint.rpartition(" ")[2])


def test_margins_leave_no_standard_out() -> None:
    dossier = open_dossier(Project(REPOSITORY), "exampleshire-2025")
    said = format_margins(dossier.methodology, dossier.inspection, dossier.ratings)
    assert all(f"\n{s.id}  {s.title}: " in said for s in dossier.ratings.standards.values())
    assert "1.2  Staff: Good. It has no percentage, so no margin to show.\n" in said
    assert "2.4  Advice to courts: not rated." in said


def test_a_margin_tells_what_the_percentage_gave_where_the_panel_gave_another() -> None:
    project = Project(REPOSITORY)
    inspection, methodology, _ = project.load_inspection("exampleshire-2025")
    dossier = open_dossier(project, "exampleshire-2025")
    said = format_margins(methodology, inspection, dossier.ratings)
    assert (
        "Its percentage makes it Requires improvement; discretion or a limit made it Good.\n    2"
        " points below the next grade" in said
    )
    assert "not known" not in said
