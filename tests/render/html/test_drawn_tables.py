"""Tables of data that are drawn: bars, the parts of a whole, a line; their numbers stay in text."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html as lxml_html

from reportgen.checks.run import check_dossier
from reportgen.dossier import Dossier
from reportgen.ratings.calculator import rate
from tests.conftest import inspection_of
from tests.render.html.test_page import PROJECT, SETTING, written

TABLE = """\
methodology: hmip-pdu-2021
title: A unit
text:
  background: "{{chart:table staff}}"
tables:
  staff:
    title: Staff
    drawn: {drawn}
    columns: [Grade, "2023", "2024"]
    rows:
      - [Officers, {rows[0]}, {rows[1]}]
      - [Helpers, {rows[2]}, {rows[3]}]
"""


def yaml(drawn: str, *rows: str) -> str:
    return TABLE.format(drawn=drawn, rows=[f'"{cell}"' for cell in rows])


def draw(drawn: str, *rows: str, mode: str = "page") -> lxml_html.HtmlElement:
    report = written(yaml(drawn, *rows))
    page = SETTING.page(report) if mode == "page" else SETTING.print(report)
    (table,) = lxml_html.document_fromstring(page).xpath("//table[contains(@class, 'drawn')]")
    return table


def lengths(table: lxml_html.HtmlElement) -> list[list[float]]:
    drawings = table.xpath(".//*[contains(@class, 'drawing')]")
    return [[float(rect.get("width")) for rect in one.xpath(".//rect")] for one in drawings]


@pytest.mark.parametrize("mode", ["page", "print"])
def test_bars_are_as_long_as_their_numbers_on_one_scale(mode: str) -> None:
    table = draw("bars", "1,000", "500", "250", "–", mode=mode)
    assert lengths(table) == [[200, 100], [50]]
    assert table.xpath(".//th[@class='bars']")[0].text_content() == "0 to 1,000"


def test_percentages_are_drawn_from_0_to_100() -> None:
    assert lengths(draw("bars", "50%", "12 of 48", "100%", "0%")) == [[100, 50], [200]]


def test_the_numbers_stand_in_text_and_in_the_words_for_the_drawing() -> None:
    table = draw("bars", "1,000", "500", "250", "–")
    assert [cell.text_content() for cell in table.xpath(".//td[@class='number']")] == [
        "1,000",
        "500",
        "250",
        "–",
    ]
    drawings = table.xpath(".//*[contains(@class, 'drawing')]")
    assert [one.xpath("./title")[0].text for one in drawings] == [
        "2023: 1,000, 2024: 500",
        "2023: 250, 2024: –",
    ]


def test_the_parts_of_a_whole_follow_one_another_without_overlap() -> None:
    (drawing, _) = draw("stacked", "30", "10", "1", "1").xpath(".//*[contains(@class, 'drawing')]")
    (first, second) = [
        (float(rect.get("x")), float(rect.get("width"))) for rect in drawing.xpath(".//rect")
    ]
    assert first == (0, 149)
    assert second == (150, 49)


def test_a_line_leads_from_column_to_column_and_leaves_out_what_is_unknown() -> None:
    table = draw("trend", "0%", "100%", "50%", "–")
    first, second = table.xpath(".//*[contains(@class, 'drawing')]")
    assert [path.get("d") for path in first.xpath(".//path")] == ["M0 28h200", "M4 24L196 4"]
    assert len(second.xpath(".//circle")) == 1


def test_a_finding_is_the_title_and_the_table_says_what_it_is_of() -> None:
    report = written(
        yaml("bars", "4", "3", "2", "1").replace("title: Staff", "title: Staff\n    finding: Fewer")
    )
    (caption,) = lxml_html.document_fromstring(SETTING.page(report)).xpath(
        "//table[contains(@class, 'drawn')]/caption"
    )
    assert caption.text_content() == "Fewer Staff"


def test_a_table_that_is_placed_as_a_table_is_not_drawn() -> None:
    report = written(
        yaml("bars", "4", "3", "2", "1").replace("{chart:table staff}", "{table:staff}")
    )
    assert 'class="drawing"' not in SETTING.page(report)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (yaml("bars", "4", "3%", "2", "1"), "has numbers of several kinds"),
        (yaml("bars", "4", "-3", "2", "1"), "has numbers below 0"),
        (yaml("bars", "many", "few", "some", "none"), "has no column of numbers"),
        (yaml("trend", "many", "3", "some", "4"), "has one column of numbers alone"),
        (yaml("bars", "4", "3", "2", "1").replace("chart:table staff", "chart:table stff"), "stff"),
    ],
)
def test_what_cannot_be_drawn_is_refused_at_its_place(text: str, problem: str) -> None:
    inspection = inspection_of(text)
    methodology = PROJECT.load_methodology(str(inspection.methodology))
    dossier = Dossier(
        project=PROJECT,
        file=Path("test.yaml"),
        inspection=inspection,
        methodology=methodology,
        ratings=rate(methodology, inspection),
    )
    found = [one for one in check_dossier(dossier) if problem in one.message]
    assert [(one.place.line, one.severity) for one in found] == [(4, "error")]
    assert found[0].hint
