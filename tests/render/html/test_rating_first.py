"""The rating comes first on the web: in the head of the page, in its description, in what other
sites show of it, and in its contents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html as lxml_html

from reportgen.building.build import build
from reportgen.project.loading import Project
from reportgen.record.standing import Withdrawal
from reportgen.report.output_files import find_address
from tests.render.html.test_page import SETTING, report, tree
from tests.support.site import copy_project

SLUG = "west-sussex-2022"


def meta(page: lxml_html.HtmlElement) -> dict[str, str]:
    return {
        element.get("name") or element.get("property"): element.get("content")
        for element in page.xpath("//meta[@name or @property]")
    }


def test_the_head_of_the_page_says_the_overall_rating_and_the_score() -> None:
    (verdict,) = tree(SLUG).xpath("//header//p[@class='cover-verdict']")
    assert verdict.text_content() == "Overall rating: Inadequate 4 of 27 points"


def test_the_ratings_stand_directly_below_the_head_and_first_in_the_contents() -> None:
    page = tree(SLUG)
    assert page.xpath("//main/*/@id")[:3] == ["ratings", "contents", "foreword"]
    assert page.xpath("//nav[@id='contents']/ol/li/a/@href")[:2] == ["#ratings", "#foreword"]


def test_without_a_page_of_ratings_the_contents_come_before_the_text() -> None:
    assert tree("sussex-2007").xpath("//main/preceding-sibling::nav/@id") == ["contents"]


def test_on_paper_the_outline_decides_where_the_ratings_stand() -> None:
    page = tree(SLUG, "print")
    parts = page.xpath("//section[contains(@class, 'part')]/@id")
    assert parts.index("foreword") < parts.index("ratings")


def test_the_description_and_the_share_card_begin_with_the_rating() -> None:
    found = meta(tree(SLUG))
    assert found["description"].startswith("Overall rating: Inadequate, 4 of 27 points.")
    assert found["og:description"] == found["description"]
    assert found["og:title"] == "West Sussex PDU: Inadequate"


def test_a_withdrawn_report_has_no_rating_where_others_show_it() -> None:
    one = report(SLUG)
    withdrawn = replace(
        one, marking=replace(one.marking, withdrawal=Withdrawal(on="1 May 2023", note="Wrong."))
    )
    found = meta(lxml_html.document_fromstring(SETTING.page(withdrawn)))
    assert "Inadequate" not in found["description"] + found["og:title"]


def test_a_plain_cover_keeps_the_rating_out_of_the_head() -> None:
    page = lxml_html.document_fromstring(SETTING.page(replace(report(SLUG), cover="plain")))
    assert page.xpath("//p[@class='cover-verdict']") == []
    assert "Inadequate" not in "".join(meta(page).values())
    assert page.xpath("//main/section/@id")[0] == "ratings"


def test_a_draft_has_no_share_card() -> None:
    one = report(SLUG)
    draft = replace(one, marking=replace(one.marking, band="Draft"))
    found = meta(lxml_html.document_fromstring(SETTING.page(draft)))
    assert not [name for name in found if name.startswith("og:")]


@pytest.mark.parametrize("base", ["https://reports.example.org", "https://reports.example.org/"])
def test_with_an_address_the_page_says_where_it_is_and_has_a_picture(base: str) -> None:
    page = SETTING.page(report(SLUG), address=find_address(base, SLUG))
    tree = lxml_html.document_fromstring(page)
    assert tree.xpath("//link[@rel='canonical']/@href") == [
        "https://reports.example.org/reports/west-sussex-2022/report/"
    ]
    assert meta(tree)["og:image"] == (
        "https://reports.example.org/reports/west-sussex-2022/card.png"
    )


def test_without_an_address_there_is_none() -> None:
    assert find_address(" ", SLUG) is None
    assert "canonical" not in SETTING.page(report(SLUG))


def test_a_page_built_alone_links_to_no_file_that_is_missing(tmp_path: Path) -> None:
    project = Project(copy_project(tmp_path))
    page = tmp_path / "output" / "exampleshire-2025" / "index.html"

    def links() -> list[str]:
        found = lxml_html.document_fromstring(page.read_bytes())
        return list(found.xpath("//nav[@class='files']//a/@href"))

    build(project, ["exampleshire-2025"], ["html"], jobs=1)
    assert links() == []
    outcomes = build(project, ["exampleshire-2025"], ["html", "data"], jobs=1)
    assert [one.state for one in outcomes] == ["built", "built"]
    assert [link.rpartition(".")[2] for link in links()] == ["ods", "xlsx", "json"]
    (again,) = build(project, ["exampleshire-2025"], ["html"], jobs=1)
    assert again.state == "unchanged"
    (tmp_path / "reportgen.yaml").write_text("site: {base: 'https://reports.example.org'}\n")
    (again,) = build(project, ["exampleshire-2025"], ["html"], jobs=1)
    assert again.state == "built"
    assert '<link rel="canonical" href="https://reports.example.org/reports/' in page.read_text()


def test_the_page_says_how_to_cite_the_report() -> None:
    page = SETTING.page(report(SLUG), address=find_address("https://reports.example.org", SLUG))
    (cite,) = lxml_html.document_fromstring(page).xpath("//details[@class='cite']/p[1]")
    assert cite.text_content() == (
        "reportgen example reports (2022) West Sussex PDU: An inspection of probation services."
        " Inspection report, August 2022."
        " https://reports.example.org/reports/west-sussex-2022/report/"
    )
    assert tree(SLUG, "print").xpath("//details") == []


def test_the_page_has_a_record_for_bibtex_with_the_signs_of_latex_written_out() -> None:
    one = replace(report(SLUG), title="Food & {Drink} 100%")
    page = SETTING.page(one, address=find_address("https://reports.example.org", SLUG))
    (record,) = lxml_html.document_fromstring(page).xpath("//details[@class='cite']/pre")
    assert record.text_content() == (
        "@techreport{west-sussex-2022,\n"
        "  author = {{reportgen example reports}},\n"
        "  title = {{Food \\& \\{Drink\\} 100\\%: An inspection of probation services}},\n"
        "  institution = {{reportgen example reports}},\n"
        "  type = {{Inspection report}},\n"
        "  year = {{2022}},\n"
        "  month = {{8}},\n"
        "  url = {https://reports.example.org/reports/west-sussex-2022/report/}\n"
        "}"
    )


def test_a_published_page_leads_to_the_page_about_it_where_the_site_is_known() -> None:
    page = SETTING.page(report(SLUG), address=find_address("https://reports.example.org", SLUG))
    (link,) = lxml_html.document_fromstring(page).xpath("//nav[@class='files']//a")
    assert link.get("href") == "https://reports.example.org/reports/west-sussex-2022/"
