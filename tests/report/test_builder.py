"""The report: every part in its place and order, numbered through, and told as data."""

from __future__ import annotations

import json

import pytest

from reportgen.dossier import open_dossier
from reportgen.languages.language import open_language
from reportgen.prose.html import inline_html
from reportgen.report.builder import build_report, view_date
from reportgen.report.report import Report
from reportgen.report.texts import ReportTexts, read_texts
from tests.conftest import REPOSITORY, SLUGS, TestProject, dossier_of

PROJECT = TestProject(REPOSITORY)


def texts_of(yaml: str) -> ReportTexts:
    return read_texts(dossier_of(PROJECT, yaml))


def written(yaml: str) -> Report:
    texts = texts_of(yaml)
    return build_report(texts.dossier, texts)


def unit_yaml(rest: str) -> str:
    return f"methodology: hmip-pdu-2021\ntitle: A unit\n{rest}"


def unit(rest: str) -> Report:
    return written(unit_yaml(rest))


@pytest.mark.parametrize("slug", SLUGS)
def test_every_example_is_told_as_data(slug: str) -> None:
    texts = read_texts(open_dossier(PROJECT, slug))
    report = build_report(texts.dossier, texts)
    data = json.loads(json.dumps(report.as_data()))
    assert data["title"] == report.title
    assert [part["block"] for part in data["parts"]] == [part.block for part in report.parts]
    assert not any(problem.is_error for problem in texts.problems)


def test_parts_stand_in_the_order_of_the_outline_and_annexes_are_numbered() -> None:
    report = unit("sections: [{title: More figures, in: annexes, text: Some.}]")
    labelled = [(part.label, part.title) for part in report.parts if part.label]
    assert labelled == [
        ("1", "Organisational delivery"),
        ("2", "Court work and case supervision"),
        ("Annexe one", "Progress against previous recommendations"),
        ("Annexe two", "Staffing and workload data"),
        ("Annexe three", "Inspection data"),
        ("Annexe four", "Web links"),
        ("Annexe five", "More figures"),
    ]


def test_the_contents_list_parts_standards_and_sections() -> None:
    report = unit("sections: [{title: Feedback, in: 1, text: Some.}]")
    chapter = next(entry for entry in report.contents if entry.label == "1")
    assert [(entry.label, entry.title, entry.id) for entry in chapter.entries] == [
        ("1.1", "Leadership", "s-1.1"),
        ("1.2", "Staff", "s-1.2"),
        ("1.3", "Services", "s-1.3"),
        ("1.4", "Information and facilities", "s-1.4"),
        ("", "Feedback", "feedback"),
    ]


@pytest.mark.parametrize(
    ("placed", "where"),
    [
        ("{table:one}", "where `in:` puts it, in 2.2"),
        ("{table:workload}", "in “Staffing and workload data”, which prints it"),
        ("{table:two}", "at test.yaml:10"),
    ],
)
def test_what_stands_twice_in_a_report_is_named(placed: str, where: str) -> None:
    texts = texts_of(
        unit_yaml(f"""
tables:
  one: {{title: One, in: 2.2, columns: [A], rows: [[a]]}}
  two: {{title: Two, columns: [A], rows: [[a]]}}
  workload: {{title: Workload, columns: [A], rows: [[a]]}}
text:
  foreword: |
    {{table:two}}
findings:
  2.3:
    text: |
      {placed}
""")
    )
    assert [
        (p.code, p.message.partition(": here, and ")[2]) for p in texts.problems if p.is_error
    ] == [("placed-twice", where)]


def test_tables_whose_names_make_one_id_have_two() -> None:
    report = unit(
        "tables: {a b: {title: One, in: 2.2, columns: [A], rows: [[a]]}, a-b: {title: Two, in: 2.2,"
        " columns: [A], rows: [[a]]}}"
    )
    assert [table.id for table in report.tables.values()] == ["table-a-b", "table-a-b-2"]


def test_sections_and_tables_stand_where_they_say() -> None:
    report = unit("""
sections:
  - {title: On assessment, in: 2.2, text: One.}
  - {title: On the whole, in: 2, text: Two.}
  - {title: On the past, in: background, text: Three.}
tables:
  one: {title: One, in: 2.2, columns: [A, B], rows: [[a, 1]]}
  workload: {title: Workload, columns: [A, B], rows: [[a, 1]]}
""")
    parts = {part.id: part for part in report.parts}
    standard = next(s for s in report.domains[1].standards if s.id == "2.2")
    assert [section.title for section in standard.sections] == ["On assessment"]
    assert [table.title for table in standard.tables] == ["One"]
    assert [section.title for section in parts["s-2"].sections] == ["On the whole"]
    assert [section.title for section in parts["background"].sections] == ["On the past"]
    assert [table.title for table in parts["staffing"].tables] == ["Workload"]
    assert set(report.tables) == {"one", "workload"}


def test_recommendations_are_numbered_through() -> None:
    report = unit("recommendations: [{to: One, items: [a, b]}, {to: Two, items: [c]}]")
    part = next(part for part in report.parts if part.recommendations)
    assert [
        (group.to, [item.number for item in group.items]) for group in part.recommendations
    ] == [("One", [1, 2]), ("Two", [3])]


def test_footnotes_are_numbered_in_reading_order() -> None:
    report = written("""
methodology: hmip-region-2023
title: A region
text: {foreword: "Here.[^1]\\n\\n[^1]: First.", background: "There.[^1]\\n\\n[^1]: Third."}
findings:
  R1.1: {rating: Good, in_brief: "In brief.[^1]\\n\\n[^1]: Second.", text: "At length.[^1]\\n\\n[^1]: Fourth."}
""")
    assert [str(inline_html(note.tokens, "page")) for note in report.notes] == [
        "First.",
        "Second.",
        "Third.",
        "Fourth.",
    ]


def test_a_finding_that_supports_a_recommendation_is_linked() -> None:
    report = unit("recommendations: [{to: One, items: [{text: a, findings: [2.2.3, 1]}]}]")
    (item,) = next(part for part in report.parts if part.recommendations).recommendations[0].items
    assert [(link.id, link.label) for link in item.findings] == [("s-2.2", "2.2.3"), ("s-1", "1")]


@pytest.mark.parametrize(
    ("results", "says"),
    [
        (
            "2.2.1: 40 of 50, 2.2.2: 40 of 50, 2.2.3: 24 of 50",
            "One more case judged sufficient would have made it ‘Requires improvement’.",
        ),
        (
            "2.2.1: 40 of 50, 2.2.2: 40 of 50, 2.2.3: 25 of 50",
            "One fewer case judged sufficient would have made it ‘Inadequate’.",
        ),
        ("2.2.1: 80%, 2.2.2: 80%, 2.2.3: 48%", None),
    ],
)
def test_how_close_a_rating_was_is_said(results: str, says: str | None) -> None:
    report = unit(f"findings: {{2.2: {{results: {{{results}}}}}}}")
    assert next(s for s in report.domains[1].standards if s.id == "2.2").margin == says


def test_a_standard_that_is_only_shown_has_no_bands() -> None:
    report = unit("findings: {2.6: {results: {2.6.1: 43%}}}")
    standard = next(s for s in report.domains[1].standards if s.id == "2.6")
    assert standard.rating is None
    assert [(q.share.percent, q.share.mark, q.share.edges) for q in standard.questions] == [
        (43, None, ())
    ]


@pytest.mark.parametrize(
    ("finding", "percent", "known"),
    [
        ("score: 73%", 73, 0),
        ("results: {3.2.1: 60%, 3.2.2: 60%, 3.2.3: 60%, 3.2.4: 60%, 3.2.5: 90%}", 66, 5),
    ],
)
def test_a_mean_shows_its_score_whether_typed_or_reached_from_its_questions(
    finding: str, percent: int, known: int
) -> None:
    report = written(
        f"methodology: hmip-omi-2006\ntitle: An area\nfindings: {{3.2: {{{finding}}}}}"
    )
    standard = next(s for s in report.domains[2].standards if s.id == "3.2")
    assert standard.score is not None
    assert (
        standard.score.percent,
        len([q for q in standard.questions if q.share.percent is not None]),
    ) == (percent, known)


def test_signs_of_prompts_are_those_that_are_printed_in_order() -> None:
    report = unit("findings: {2.3: {results: {2.3.1b: 39%, 2.3.2a: 47%}}}")
    assert [
        sign.sign for sign in next(s for s in report.domains[1].standards if s.id == "2.3").signs
    ] == ["*", "**"]


@pytest.mark.parametrize(
    ("cells", "is_number"),
    [
        (["39", "52", "124%"], True),
        (["£14.4 million", "2,311", "Not known"], True),
        (["24 of 51", "–", "3"], True),
        (["yes", "no", "3"], False),
    ],
)
def test_columns_of_numbers_are_known(cells: list[str], is_number: bool) -> None:
    rows = ", ".join(f'[a, "{cell}"]' for cell in cells)
    report = unit(f"tables: {{one: {{title: T, columns: [A, B], rows: [{rows}]}}}}")
    assert [column.is_number for column in report.tables["one"].columns] == [False, is_number]


def test_a_short_row_is_filled_up() -> None:
    report = unit("tables: {one: {title: T, columns: [A, B, C], rows: [[a, b]]}}")
    assert [len(row) for row in report.tables["one"].rows] == [3]


@pytest.mark.parametrize(
    ("iso", "words"), [("2022-05-24", "24 May 2022"), ("2022-08", "August 2022"), ("2022", "2022")]
)
def test_dates_are_printed_in_words(iso: str, words: str) -> None:
    made = view_date(iso, open_language("en"))
    assert made is not None
    assert (made.words, made.iso) == (words, iso)


LITTLE = """
omit: {progress: none, staffing: none, data: none}
findings: {2.2: {rating: Good}}
"""


def test_a_report_says_nothing_of_the_parts_that_it_does_without() -> None:
    """Neither the parts, nor what the methodology says of them, nor results that are missing."""
    whole, little = unit(""), unit(LITTLE)
    assert [part.title for part in little.parts if part.annexe] == ["Web links"]
    for report, says_it in ((whole, True), (little, False)):
        heads = {part.id: part.intro.text if part.intro else "" for part in report.parts}
        assert ("Progress on earlier" in heads["recommendations"]) == says_it
        assert ("every prompt" in heads["s-2"]) == says_it
        assert "lowest percentage decides" in heads["s-2"]
    assert [problem.code for problem in texts_of(unit_yaml(LITTLE)).problems] == []


def test_a_part_is_printed_where_something_is_in_it_after_all() -> None:
    report = unit(LITTLE + "text: {progress: Some was made.}")
    assert [part.title for part in report.parts if part.annexe] == [
        "Progress against previous recommendations",
        "Web links",
    ]
    counted = unit(LITTLE.replace("2.2: {rating: Good}", "2.2: {results: {2.2.1: 60%}}"))
    assert "data" in {part.id for part in counted.parts}


def test_where_cases_come_from_is_said_of_results_alone() -> None:
    court = {
        rest: next(
            s
            for part in unit(rest).parts
            if part.domain
            for s in part.domain.standards
            if s.id == "2.1"
        )
        for rest in ("findings: {2.1: {rating: Good}}", "findings: {2.1: {results: {2.1.1: 70%}}}")
    }
    rated, counted = court.values()
    assert rated.cases_from is None
    assert counted.cases_from is not None


def test_a_part_begins_on_a_new_page_where_the_outline_does_not_say_otherwise() -> None:
    begun = {
        part.id: part.new_page
        for part in build_report(open_dossier(PROJECT, "exampleshire-2025")).parts
    }
    assert [id for id, new in begun.items() if not new] == [
        "executive_summary",
        "then_now",
        "background",
        "progress",
        "abbreviations",
    ]


def test_a_grade_of_which_the_scale_says_nothing_more_is_its_own_conclusion() -> None:
    """Section 4 of the report of 2007 has grades and no conclusions."""
    standards = {
        s.id: s
        for part in build_report(open_dossier(PROJECT, "sussex-2007")).parts
        if part.domain
        for s in part.domain.standards
    }
    assert {id for id, s in standards.items() if s.rating and s.rating.about} == {
        id for id in standards if id[0] in "123"
    }


def test_a_standard_that_is_never_rated_is_not_on_the_ratings_page() -> None:
    listed = [
        standard.label
        for domain in unit("findings: {2.5: {not_rated: too few cases}}").ratings.domains
        for standard in domain.standards
    ]
    assert listed[-1] == "2.5"


def test_an_optional_part_without_content_is_left_out() -> None:
    report = written(
        "methodology: hmip-probation-2018\ntitle: A service\nkind: crc"
        if "crc" in PROJECT.load_methodology("hmip-probation-2018").kinds
        else (
            "methodology: hmip-probation-2018\ntitle: A service\nkind:"
            f" {next(iter(PROJECT.load_methodology('hmip-probation-2018').kinds))}"
        )
    )
    assert "context" not in {part.id for part in report.parts}
    chapters = [part.domain.id for part in report.parts if part.domain]
    assert chapters[:2] == ["1", "2"]
    assert len(chapters) == 3, "of two chapters for kinds of provider, one belongs to this kind"


def test_a_letter_may_still_lack_its_head() -> None:
    report = written("methodology: hmip-review-2022\ntitle: A region")
    assert report.is_letter
    assert report.letter is not None
    assert report.letter.sender == ()


def test_the_ratings_of_units_drawn_on_are_theirs() -> None:
    report = build_report(open_dossier(PROJECT, "kent-surrey-sussex-2022"))
    assert [(unit.title, unit.score, unit.out_of) for unit in report.units] == [
        ("West Kent PDU", 1, 27),
        ("West Sussex PDU", 4, 27),
    ]
    assert all(
        standard.anchor is None
        for unit in report.units
        for domain in unit.domains
        for standard in domain.standards
    )
