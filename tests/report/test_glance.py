"""What a report says at a glance: key facts with their numbers, standards by the names that their
questions share, the first strengths and areas for improvement."""

from __future__ import annotations

from functools import cache

import pytest
from lxml import html as lxml_html

from reportgen.dossier import open_dossier
from reportgen.inspection.validation import validate_inspection
from reportgen.project.paths import find_packaged_templates
from reportgen.render.html.page import PageRenderer
from reportgen.report.builder import build_report
from reportgen.report.glance import view_glance
from reportgen.report.report import Report
from tests.conftest import REPOSITORY, TestProject, inspection_of
from tests.render.html.test_page import written

PROJECT = TestProject(REPOSITORY)
RENDERER = PageRenderer([find_packaged_templates()])


@cache
def report(slug: str) -> Report:
    return build_report(open_dossier(PROJECT, slug))


def test_standards_stand_by_what_their_questions_aim_at() -> None:
    glance = view_glance(report("west-sussex-2022"))
    assert glance and glance.matrix
    assert glance.matrix.columns == ("Engaging the person", "Desistance", "Keeping others safe")
    assert [row.standard.id for row in glance.matrix.rows] == ["2.2", "2.3", "2.4", "2.5"]
    shares = [[q.share.percent for q in row.questions if q] for row in glance.matrix.rows]
    assert shares[0] == [63, 61, 47]


def test_every_number_of_the_matrix_is_text_and_the_deciding_one_stands_out() -> None:
    page = lxml_html.document_fromstring(RENDERER.page(report("west-sussex-2022")))
    (table,) = page.xpath("//table[@class='matrix']")
    cells = [cell.text_content().split()[0] for cell in table.xpath(".//tbody/tr[1]/td")[:3]]
    assert cells == ["63%", "61%", "47%"]
    assert [strong.text for strong in table.xpath(".//tbody/tr[1]//strong")] == ["47%"]


@pytest.mark.parametrize("mode", ["page", "print"])
def test_key_facts_are_read_as_sentences(mode: str) -> None:
    one = report("west-sussex-2022")
    page = lxml_html.document_fromstring(getattr(RENDERER, mode)(one))
    facts = [fact.text_content() for fact in page.xpath("//ul[@class='key-facts']/li")]
    assert "79% of practitioners called their workload unmanageable" in facts


FACTS = """
methodology: hmip-pdu-2021
title: A unit
figures: {vacancies: {value: 16%, source: The unit}}
key_facts:
"""


def test_key_facts_stand_four_in_a_row() -> None:
    facts = "".join(f"  - {{figure: vacancies, says: fact {n}}}\n" for n in range(6))
    page = lxml_html.document_fromstring(RENDERER.page(written(FACTS + facts)))
    rows = page.xpath("//ul[@class='key-facts']")
    assert [len(row.xpath("./li")) for row in rows] == [4, 2]


def test_a_key_fact_without_its_figure_is_an_error_with_the_nearest_name() -> None:
    inspection = inspection_of(f"{FACTS}  - {{figure: vacances, says: of posts}}\n")
    (problem,) = validate_inspection(inspection, PROJECT.load_methodology("hmip-pdu-2021"))
    assert problem.code == "unknown-name" and "`vacancies`" in problem.hint


def test_what_is_long_or_calls_a_note_is_not_shown() -> None:
    items = ["First.", "With a note.[^1]\n\n[^1]: Note.", "Word " * 60, "Second.", "Third.", "4th."]
    text = "".join(f"      - {item!r}\n" for item in items).replace("'", '"')
    glance = view_glance(
        written(
            f"{FACTS}  - {{figure: vacancies, says: of posts}}\n"
            f"findings:\n  1.1:\n    strengths:\n{text}"
        )
    )
    assert glance
    assert [item.text.text for item in glance.strengths] == ["First.", "Second.", "Third."]
    assert glance.areas_for_improvement == () and glance.matrix is None


def test_a_report_with_neither_facts_nor_matrix_has_no_such_page() -> None:
    one = written("methodology: hmip-pdu-2021\ntitle: A unit\n")
    assert view_glance(one) is None
    assert 'id="at-a-glance"' not in RENDERER.page(one)
