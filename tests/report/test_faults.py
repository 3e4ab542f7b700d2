"""The page never goes away for one value: a draft shows each error in its place."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import page as page_validation
import pytest

from reportgen.building.build import build
from reportgen.building.job import BUILT, FAILED
from reportgen.dossier import open_dossier
from reportgen.preview.rendering import render_inspection
from reportgen.problems import Problem, error, start_of
from reportgen.project.loading import Project
from reportgen.project.paths import find_packaged_templates
from reportgen.record.entries import record_path, write_entry
from reportgen.render.html.page import PageRenderer
from reportgen.report.builder import build_report
from reportgen.report.faults import may_show
from reportgen.report.texts import read_texts
from tests.conftest import REPOSITORY
from tests.render.html.test_page_browser import CHROMIUM
from tests.support import verapdf
from tests.support.page_text import Page

FAULTY = """\
methodology: hmip-pdu-2021
title: Sandbank
published: 31 Febuary 2025
text:
  foreword: |
    We say so here: {score}, and {overall}. It was {pct:9.9} of all, and {rating:2.3}.

    {table:nothing}

    ![A map](map.png)
findings:
  1.1: {rating: Goood, summary: Well led.}
  2.2:
    results: {2.2.1: 63%, 2.2.2: 61%, 2.2.3: 24 of 15}
    summary: Assessment was fine, see {ref:nowhere}.
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "a.yaml").write_text(FAULTY, "utf-8")
    return Project(tmp_path)


def preview(project: Project) -> tuple[Page, tuple[Problem, ...]]:
    renderer = PageRenderer([find_packaged_templates()])
    rendering = render_inspection(project, renderer, "a")
    return Page(rendering.page or "<p></p>"), rendering.overview.errors


def test_the_preview_marks_each_error_in_its_place(project: Project) -> None:
    page, errors = preview(project)
    assert len(errors) == 6  # the pictures are looked at when everything is checked
    foreword, leadership, assessment = map(page.text, ("foreword", "s-1.1", "s-2.2"))
    assert "We say so here: [score to come], and [rating to come]." in foreword
    assert "It was [error: {pct:9.9}] of all, and [rating to come]." in foreword
    assert "[error: {table:nothing}]" in foreword
    assert "[error: picture map.png] A map" in foreword
    assert "Error here: Goood: `Goood` is not a rating of this scale." in leadership
    assert "Well led." in leadership
    assert "Error here: 24 of 15: 24 of 15 cases cannot be sufficient." in assessment
    head = page.text("errors-of-this-draft")
    assert "This draft has 6 errors." in head
    assert "31 Febuary 2025" in head


def test_what_stands_in_no_part_is_printed_at_the_end_of_a_draft(project: Project) -> None:
    path = project.root / "inspections" / "a.yaml"
    own = """\
sections:
  - {title: Lessons of a winter, in: nowhere, text: We saw it at night.}
tables:
  beds: {title: Beds by wing, in: "9.9", columns: [Wing, Beds], rows: [[North, 14]]}
"""
    path.write_text(FAULTY + own, "utf-8")
    page, _ = preview(project)
    last = page.text("without-a-place")
    assert "Sections and tables without a place" in last
    assert "Error here: nowhere" in last
    assert "Beds by wing" in last
    assert "North" in last
    section = page.text("lessons-of-a-winter")
    assert "Lessons of a winter" in section
    assert "We saw it at night." in section


def test_a_rating_that_is_to_come_is_a_warning(project: Project) -> None:
    texts = read_texts(open_dossier(project, "a"))
    waiting = [p for p in texts.problems if p.code == "figure-without-result"]
    assert [problem.severity for problem in waiting] == ["warning"] * 3


def test_a_draft_is_built_with_its_errors_and_each_time_again(project: Project) -> None:
    for _ in range(2):
        outcomes = build(project, ["a"], ("html", "data"), jobs=1)
        assert [outcome.state for outcome in outcomes] == [BUILT, BUILT]
        assert sum(problem.is_error for problem in outcomes[0].problems) == 7
    built = (project.output / "a" / "restricted" / "a.draft.html").read_text("utf-8")
    assert "Draft with 7 errors, not for publication" in built


def build_draft(project: Project, output: str) -> Path:
    """Build the draft with its errors; the file of an output."""
    assert [outcome.state for outcome in build(project, ["a"], (output,), jobs=1)] == [BUILT]
    return project.output / "a" / "restricted" / f"a.draft.{output}"


@pytest.mark.slow
def test_a_draft_with_errors_is_pdf_ua(project: Project) -> None:
    file = build_draft(project, "pdf")
    report = page_validation.validate_pdf_bytes(file.read_bytes(), profile="ua1")
    assert report.is_compliant, [(f.rule_id, f.message) for f in report.failures]
    try:
        assert verapdf.check(file) == ""
    except verapdf.MissingError as missing:
        pytest.skip(str(missing))


@pytest.mark.browser
def test_axe_finds_nothing_in_a_draft_with_errors(project: Project) -> None:
    page = build_draft(project, "html")
    done = subprocess.run(
        ["node", "page.mjs", "--glance", str(page)],
        cwd=REPOSITORY / "tests" / "browser",
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "CHROMIUM": CHROMIUM or ""},
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert len(seen["widths"]) == 3
    for width, found in seen["widths"].items():
        assert found["violations"] == [], width
        assert found["scrolls"] == [], width
    assert seen["invalid"] == []


def test_each_fault_is_in_the_data(project: Project) -> None:
    texts = read_texts(open_dossier(project, "a"))
    errors = [problem for problem in texts.dossier.problems if problem.is_error]
    faults = build_report(texts.dossier, texts, errors=errors).as_data()["faults"]
    assert [(one["section"], one["written"], one["line"]) for one in faults] == [
        ("", "31 Febuary 2025", 3),
        ("s-1.1", "Goood", 12),
        ("s-2.2", "24 of 15", 14),
    ]


@pytest.mark.parametrize("stage", ["factual accuracy", "embargoed", "published"])
def test_what_is_no_draft_is_refused_as_before_and_still_previewed(
    project: Project, stage: str
) -> None:
    path = project.inspections / "a.yaml"
    said = {"stage": stage, "edition": 1, "digest": "b2:1"}
    record_path(path).write_text(write_entry(None, "a", said), "utf-8")
    outcomes = build(project, ["a"], ("html",), jobs=1)
    assert [outcome.state for outcome in outcomes] == [FAILED]
    assert "Error: 24 of 15" in preview(project)[0].text("errors-of-this-draft")


def test_what_waits_for_a_rating_is_published_by_nobody(project: Project) -> None:
    path = project.inspections / "a.yaml"
    waiting = "methodology: hmip-pdu-2021\ntitle: Sandbank\ntext: {foreword: 'It has {score}.'}\n"
    path.write_text(f"{waiting}allow: {{figure-without-result: it is known}}\n", "utf-8")
    assert [one.state for one in build(project, ["a"], ("html",), jobs=1)] == [BUILT]
    said = {"stage": "published", "edition": 1, "digest": "b2:1"}
    record_path(path).write_text(write_entry(None, "a", said), "utf-8")
    (outcome,) = build(project, ["a"], ("html",), jobs=1, force=True)
    assert outcome.state == FAILED
    assert [problem.code for problem in outcome.problems] == ["figure-without-result"]


def test_names_that_must_not_be_published_are_in_no_file(project: Project) -> None:
    private = project.inspections / ".private"
    private.mkdir()
    (private / "a.names").write_text("Well led\n", "utf-8")
    assert [one.state for one in build(project, ["a"], ("html",), jobs=1)] == [FAILED]


def test_an_error_of_the_record_shows_nothing() -> None:
    assert may_show([error("date", start_of("a.yaml"), "…")])
    assert not may_show([error("record-changed", start_of("a.record.yaml"), "…")])
    assert not may_show([error("many-marks", start_of("a.yaml"), "…")])
