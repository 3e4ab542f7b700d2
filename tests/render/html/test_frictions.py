"""What those who tried the project stumbled over on the page, each as a small report."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from reportgen.cli.main import cli
from reportgen.dossier import open_dossier
from reportgen.project.loading import Project
from reportgen.project.paths import find_packaged_templates
from reportgen.render.html.page import PageRenderer
from reportgen.render.html.template_faults import find_picture_faults
from reportgen.report.builder import build_report
from tests.conftest import REPOSITORY
from tests.support.page_text import Page

METHODOLOGY = """\
title: Homes
words: {standard: part, domain: field, document: report}
scales:
  four:
    - {name: Poor, points: 0, from: 0}
    - {name: Fair, points: 1, from: 50}
    - {name: Good, points: 2, from: 90}
    - {name: Best, points: 3, from: 95}
domains:
  - id: Care
    title: Care
    standards:
      - id: Safe
        title: Safe
        rated: lowest
        questions: [{id: S1, text: "Is it safe?"}, {id: S2, text: "Is it calm?"}]
  - id: Lead
    title: Leadership
    standards: [{id: Led, title: Led, rated: own}]
outline:
  - {block: cover}
  - {block: prose, id: intro, title: Introduction}
  - {block: domain, domain: Care}
  - {block: domain, domain: Lead}
"""
INSPECTION = """\
methodology: homes
title: Rowan Lodge
text:
  intro: |
    {chart:Lead}

    {chart:Care}

    {breakdown:Safe by wing}
cases: {file: cases.csv}
findings: {Safe: {summary: It was calm.}}
"""
CASES = "case,wing,S1,S2\n" + "".join(
    f"{n},{'North' if n < 20 else 'South'},{'yes' if n < 38 else 'no'},yes\n" for n in range(40)
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("homes")
    for name, text in (
        ("methodologies/homes.yaml", METHODOLOGY),
        ("inspections/rowan.yaml", INSPECTION),
        ("inspections/cases.csv", CASES),
    ):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


def html(root: Path, slug: str) -> str:
    dossier = open_dossier(Project(root), slug)
    return PageRenderer([find_packaged_templates()]).page(build_report(dossier))


def test_no_two_numbers_of_a_scale_lie_on_one_another(root: Path) -> None:
    page = html(root, "rowan")
    assert "95% (Best)" in page  # in words all are there
    for scale in re.findall(r'<svg class="bar scale".*?</svg>', page, re.DOTALL):
        labels = re.findall(r'<text x="(\d+)"[^>]*>(\d+)</text>', scale)
        if not any(label == "50" for _, label in labels):
            continue  # of a chart without bands
        assert [label for _, label in labels] == ["50", "90", "0"]  # 95 and 100 have no room


def test_an_id_that_is_a_word_does_not_stand_beside_its_title(root: Path) -> None:
    page = html(root, "rowan")
    assert "Safe, by wing" in page
    assert "Safe Safe" not in page
    output = CliRunner().invoke(cli, ["--root", str(root), "ratings", "rowan"]).output
    assert not re.search(r"\b(Safe|Led) +\1\b", output)


def test_a_chart_without_percentages_says_so(root: Path) -> None:
    text = Page(html(root, "rowan")).text("anywhere")
    assert "Leadership at a glance: there are no percentages yet." in text
    assert text.count("Bars are coloured by rating band") == 1


def test_a_question_does_not_decide_a_rating_that_the_panel_moved() -> None:
    page = Page(html(REPOSITORY, "exampleshire-2025"))
    assert "Lowest" in page.text("s-2.2")
    assert "decides the rating" not in page.text("s-2.2")
    assert "Lowest – decides the rating" in page.text("s-2.1")


def test_a_picture_that_the_page_cannot_show_is_reported(tmp_path: Path) -> None:
    (tmp_path / "blocks").mkdir()
    lines = ["<p>", '<img alt="" src="logo.png"><img src="data:x"><img src="{{ a }}">']
    (tmp_path / "blocks" / "cover.html.j2").write_text("\n".join(lines), "utf-8")
    (found,) = find_picture_faults((tmp_path, find_packaged_templates()))
    assert (found.code, found.place.line) == ("template-picture", 2)
    assert found.message.startswith("the web page does not show `logo.png`")
    assert list(find_picture_faults((find_packaged_templates(),))) == []
