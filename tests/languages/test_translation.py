"""One inspection in two languages: the words of each, over one set of data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reportgen.building.outputs import list_translations
from reportgen.catalogue.catalogue import find_translations, make_catalogue
from reportgen.dossier import Dossier, open_dossier
from reportgen.problems import InputError, Problem
from reportgen.project.loading import Project
from reportgen.record.entries import write_entry
from reportgen.report.builder import build_report
from reportgen.report.digest import digest_report
from reportgen.report.texts import read_texts
from reportgen.site.site import SiteRequest, make_site
from tests.conftest import REPOSITORY
from tests.support.example_catalogue import make_example_catalogue
from tests.support.site import list_links

METHODOLOGY = """\
title: Inspection of towns
scales:
  rating:
    - {name: Poor, points: 0, from: 0}
    - {name: Good, points: 1, from: 65}
domains:
  - id: 1
    title: Work
    standards:
      - id: 1.1
        title: Planning
        rated: lowest
        questions:
          - {id: 1.1.1, text: "Was there a plan?", about: planning}
      - {id: 1.2, title: Staff, rated: judgement}
rules:
  overall: {rule: points, shares: {Poor: 1/2, Good: 1}, source: made up}
outline: [cover, contents, {block: foreword, title: Foreword}, {block: domain, domain: 1}]
"""
METHODOLOGY_CY = """\
texts:
  Inspection of towns: Arolygu trefi
  Poor: Gwael
  Good: Da
  Work: Gwaith
  Planning: Cynllunio
  "Was there a plan?": A oedd cynllun?
  planning: cynllunio
  Staff: Staff
  Foreword: Rhagair
"""
INSPECTION = """\
methodology: towns
title: The town
translations: [cy]
text:
  foreword: |
    We looked at 20 cases, and {pct:1.1.1} had a plan.

    {table:staff}

    The rest had none.
findings:
  1.1: {results: {1.1.1: 14 of 20}}
  1.2: {rating: Good, because: Staff know the town.}
tables:
  staff: {title: Staff, columns: [Office, Number], rows: [[North, "12"]]}
"""
INSPECTION_CY = """\
translation_of: town
language: cy
texts:
  The town: Y dref
  "We looked at 20 cases, and {pct:1.1.1} had a plan.": "Edrychwyd ar 20 achos, ac roedd gan {pct:1.1.1} gynllun."
  The rest had none.: Nid oedd gan y lleill.
  Staff know the town.: Mae’r staff yn adnabod y dref.
  Office: Swyddfa
  Number: Nifer
  North: Gogledd
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, text in (
        ("methodologies/towns.yaml", METHODOLOGY),
        ("methodologies/towns.cy.yaml", METHODOLOGY_CY),
        ("inspections/town.yaml", INSPECTION),
        ("inspections/town-cy.yaml", INSPECTION_CY),
    ):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    return tmp_path


def open_in_welsh(root: Path, old: str = "", new: str = "", file: str = "town-cy") -> Dossier:
    path = root / "inspections" / f"{file}.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    return open_dossier(Project(root), "town-cy")


def list_codes(dossier: Dossier) -> list[str]:
    return [problem.code for problem in dossier.problems if problem.code != "no-record"]


def find_problem(dossier: Dossier, code: str) -> Problem:
    (problem,) = [problem for problem in dossier.problems if problem.code == code]
    return problem


def test_words_are_translated_and_figures_are_those_of_the_inspection(root: Path) -> None:
    english, welsh = open_dossier(Project(root), "town"), open_in_welsh(root)
    assert list_codes(english) == list_codes(welsh) == []
    assert (english.ratings.overall, welsh.ratings.overall) == ("Good", "Da")
    assert english.ratings.score == welsh.ratings.score == 2
    assert welsh.ratings.standards["1.2"].rating == "Da"
    for id, standard in welsh.ratings.standards.items():
        assert standard.percent == english.ratings.standards[id].percent
        assert standard.points == english.ratings.standards[id].points
    assert welsh.inspection.title == "Y dref"
    assert welsh.inspection.tables["staff"].rows == (("Gogledd", "12"),)  # type: ignore[index]
    assert welsh.ratings.standards["1.1"].title == "Cynllunio"
    assert welsh.methodology.words.language == "cy"


def test_a_paragraph_without_words_needs_no_translation(root: Path) -> None:
    (text,) = open_in_welsh(root).inspection.text.values()
    assert text.split("\n\n")[1] == "{table:staff}"
    assert "Nid oedd gan y lleill." in text


def test_a_place_in_a_translated_text_is_that_of_its_translation(root: Path) -> None:
    (text,) = open_in_welsh(root).inspection.text.values()
    place = text.at_offset(text.index("Nid oedd"))
    assert (place.path, place.line) == ("inspections/town-cy.yaml", 6)


def test_a_text_that_has_no_translation_is_reported(root: Path) -> None:
    problem = find_problem(open_in_welsh(root, "  North: Gogledd\n", ""), "translation-missing")
    assert "“North”" in problem.message
    assert problem.place.path == "inspections/town.yaml"
    assert problem.hint == "add it under `texts:` in inspections/town-cy.yaml"


def test_a_translation_of_a_text_that_has_changed_is_reported(root: Path) -> None:
    dossier = open_in_welsh(root, "The rest had none", "Most of the rest had none", "town")
    assert sorted(list_codes(dossier)) == ["translation-missing", "translation-stale"]
    problem = find_problem(dossier, "translation-stale")
    assert (problem.place.path, problem.place.line) == ("inspections/town-cy.yaml", 6)


@pytest.mark.parametrize(
    ("old", "new", "figures"),
    [("ar 20 achos", "ar 21 achos", "`20`, `21`"), ("gan {pct:1.1.1}", "gan 70%", "`{pct:1.1.1}`")],
)
def test_a_translation_with_other_figures_is_an_error(
    root: Path, old: str, new: str, figures: str
) -> None:
    problem = find_problem(open_in_welsh(root, old, new), "translation-differs")
    assert problem.is_error
    assert figures in problem.message


def test_a_rating_without_a_translation_is_the_same_in_rules_and_findings(root: Path) -> None:
    (root / "methodologies" / "towns.cy.yaml").write_text("texts: {Planning: Cynllunio}\n", "utf-8")
    dossier = open_in_welsh(root)
    assert dossier.ratings.overall == "Good"
    missing = [p.message for p in dossier.problems if p.place.path == "methodologies/towns.yaml"]
    assert "no translation into `cy`: “Good”" in missing


def test_a_methodology_that_is_not_translated_is_reported_once(root: Path) -> None:
    (root / "methodologies" / "towns.cy.yaml").unlink()
    missing = [
        p for p in open_in_welsh(root).problems if p.place.path == "methodologies/towns.yaml"
    ]
    assert [p.message for p in missing] == ["the words of `towns` are not translated into `cy`"]


def test_the_words_of_a_methodology_are_no_methodology(root: Path) -> None:
    assert "towns" in Project(root).list_methodology_ids()
    assert "towns.cy" not in Project(root).list_methodology_ids()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("translation_of: town", "translation_of: ../town", "no-inspection"),
        ("translation_of: town", "translation_of: village", "no-inspection"),
        ("language: cy", "language: fr", "translation-name"),
    ],
)
def test_a_translation_of_nothing_is_refused(root: Path, old: str, new: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        open_in_welsh(root, old, new)
    assert [problem.code for problem in refused.value.problems] == [code]


@pytest.mark.parametrize("text", ["- a\n", "words\n", ""])
def test_a_translation_of_a_file_that_is_no_inspection_is_refused(root: Path, text: str) -> None:
    (root / "inspections" / "town.yaml").write_text(text, "utf-8")
    with pytest.raises(InputError) as refused:
        open_dossier(Project(root), "town-cy")
    assert {problem.place.path for problem in refused.value.problems} == {"inspections/town.yaml"}


def test_a_translation_of_a_translation_is_refused(root: Path) -> None:
    text = "translation_of: town-cy\nlanguage: cy\n"
    (root / "inspections" / "town-cy-cy.yaml").write_text(text, "utf-8")
    with pytest.raises(InputError) as refused:
        open_dossier(Project(root), "town-cy-cy")
    (problem,) = refused.value.problems
    assert (problem.code, problem.place.line) == ("translation-of-translation", 1)


def test_a_language_that_is_not_there_is_reported_where_it_is_named(root: Path) -> None:
    path = root / "inspections" / "town.yaml"
    path.write_text(path.read_text("utf-8").replace("translations: [cy]", "language: zz"), "utf-8")
    with pytest.raises(InputError) as refused:
        open_dossier(Project(root), "town")
    (problem,) = [one for one in refused.value.problems if one.code == "no-language"]
    assert (problem.place.path, problem.place.line) == ("inspections/town.yaml", 3)


def test_a_language_that_is_no_word_is_one_problem(root: Path) -> None:
    path = root / "inspections" / "town.yaml"
    path.write_text(path.read_text("utf-8").replace("[cy]", "[cy, [a]]"), "utf-8")
    assert list_codes(open_dossier(Project(root), "town")) == ["wrong-kind"]


def test_on_the_site_each_link_to_the_other_language_leads_there(root: Path) -> None:
    for slug in ("town", "town-cy"):
        seal(root, slug)
    site = root / "site"
    make_site(Project(root), SiteRequest(out=site, kinds=("html", "data"), jobs=1))
    for slug, other in (("town", "town-cy"), ("town-cy", "town")):
        report = site / "reports" / slug / "report" / "index.html"
        links = [
            target
            for address, target, _ in list_links(report)
            if other in address and target.name == "index.html"
        ]
        assert links == [site / "reports" / slug / other / "index.html"]
        (lead,) = [target for _, target, _ in list_links(links[0])]
        assert lead == site / "reports" / other / "report" / "index.html"
        assert lead.is_file()
    page = site / "reports" / "town-cy" / "index.html"
    assert [target for _, target, _ in list_links(page)] == [site / "reports/town/index.html"]


def test_a_language_without_a_file_is_an_error(root: Path) -> None:
    (root / "inspections" / "town-cy.yaml").unlink()
    assert find_problem(open_dossier(Project(root), "town"), "no-translation").is_error


def test_a_translation_that_the_inspection_does_not_name_is_reported(root: Path) -> None:
    dossier = open_in_welsh(root, "translations: [cy]\n", "", "town")
    assert list_codes(dossier) == ["translation-unnamed"]


def publish(root: Path, slug: str, on: str) -> None:
    """Write a record that says that a report was published."""
    entry = f"- {{of: {slug}, stage: published, edition: 1, on: {on}, by: Us}}\n"
    (root / "inspections" / f"{slug}.record.yaml").write_text(entry, "utf-8")


def seal(root: Path, slug: str) -> None:
    """Write the record of a report that was published as it is."""
    dossier = open_dossier(Project(root), slug)
    texts = read_texts(dossier)
    digest = digest_report(build_report(dossier, texts), texts)
    entry = {"stage": "published", "edition": 1, "on": "2025-03-18 00:01", "digest": digest}
    text = write_entry(None, slug, entry)
    (root / "inspections" / f"{slug}.record.yaml").write_text(text, "utf-8")


def test_the_two_pages_link_to_each_other(root: Path) -> None:
    publish(root, "town", "2025-03-18")
    publish(root, "town-cy", "2025-03-18")
    (welsh,) = list_translations(open_dossier(Project(root), "town"), is_public=True)
    (english,) = list_translations(open_in_welsh(root), is_public=True)
    assert (welsh.address, welsh.language) == ("../town-cy/index.html", "cy")
    assert (english.address, english.language) == ("../town/index.html", "en-GB")
    assert english.words == "Read this report in English"


def test_a_published_page_does_not_link_to_a_translation_that_came_later(root: Path) -> None:
    project = Project(root)
    assert list_translations(open_dossier(project, "town"), is_public=True) == ()
    publish(root, "town", "2025-03-18")
    publish(root, "town-cy", "2025-04-01")
    assert list_translations(open_dossier(project, "town"), is_public=True) == ()
    assert len(list_translations(open_in_welsh(root), is_public=True)) == 1


def test_an_inspection_that_is_written_in_another_language_has_its_ratings_in_it(
    root: Path,
) -> None:
    (root / "inspections" / "tref.yaml").write_text(
        "methodology: towns\ntitle: Tref\nlanguage: cy\n"
        "findings:\n  1.2: {rating: Da, because: Mae’r staff yn dda.}\n",
        "utf-8",
    )
    dossier = open_dossier(Project(root), "tref")
    assert dossier.ratings.standards["1.2"].rating == "Da"
    assert not dossier.has_errors


def test_a_report_in_two_languages_counts_once() -> None:
    english = make_example_catalogue(REPOSITORY).publications[0]
    welsh = replace(english, slug=f"{english.slug}-cy", language="cy")
    assert make_catalogue([welsh, english]).publications == (english,)
    assert find_translations([welsh, english]) == {welsh.slug: english}
    assert make_catalogue([welsh]).publications == (welsh,)
