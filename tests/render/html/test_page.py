"""The page and the print: self-contained, safe, valid in structure, and set from templates that a
project can replace one by one."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from lxml import html as lxml_html

from reportgen.building.outputs import list_files_beside
from reportgen.dossier import open_dossier
from reportgen.problems import InputError
from reportgen.project.loading import Project
from reportgen.project.paths import find_packaged_templates
from reportgen.render.html.page import FACES, FileBeside, PageRenderer, tone
from reportgen.report.builder import build_report
from reportgen.report.report import Report
from tests.conftest import EVERY, REPOSITORY, TestProject, dossier_of

PROJECT = TestProject(REPOSITORY)
SETTING = PageRenderer([find_packaged_templates()])
BOTH = pytest.mark.parametrize("mode", ["page", "print"])


@cache
def report(slug: str) -> Report:
    return build_report(open_dossier(PROJECT, slug))


@cache
def document(slug: str, mode: str = "page") -> str:
    return SETTING.page(report(slug)) if mode == "page" else SETTING.print(report(slug))


@cache
def tree(slug: str, mode: str = "page") -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(document(slug, mode))


def written(yaml: str) -> Report:
    """The report of an inspection written in a test."""
    return build_report(dossier_of(PROJECT, yaml))


# One file, no request


@EVERY
def test_the_page_asks_for_nothing_outside_itself(slug: str) -> None:
    page = tree(slug)
    for attribute in ("src", "srcset", "data", "action", "poster", "background"):
        assert all(str(value).startswith("data:") for value in page.xpath(f"//@{attribute}")), (
            attribute
        )
    assert [link.get("href") for link in page.xpath("//link")] == ["data:,"]
    style = "".join(page.xpath("//style/text()"))
    assert "@import" not in style
    assert all(
        address.startswith("data:font/woff2;") for address in re.findall(r'url\("?([^")]*)', style)
    )


@pytest.mark.parametrize(
    ("title", "files"), [("A unit", 4), ("Tŷ Gŵyr", 4), ("Nguyễn", 8), ("Привет", 8)]
)
def test_the_page_carries_the_fonts_of_all_its_characters(title: str, files: int) -> None:
    assert (
        SETTING.page(written(f"methodology: hmip-pdu-2021\ntitle: {title}\n")).count(
            "data:font/woff2;"
        )
        == files
    )


def test_what_paper_can_be_set_with_the_page_can_too() -> None:
    fonts = find_packaged_templates() / "fonts"
    more = set((fonts / "More.txt").read_text("utf-8").strip())
    unseen = {
        c
        for c in map(chr, range(0x3000))
        if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Zs")
    }
    for face, _, _ in FACES:
        paper, page, rest = (
            {chr(code) for code in TTFont(fonts / f"ReportgenSans-{face}{end}").getBestCmap()}
            for end in (".ttf", ".woff2", "-More.woff2")
        )
        assert paper == page | rest
        assert paper - unseen == (page | more) - unseen
        assert not more & page


@EVERY
def test_the_page_satisfies_its_own_policy(slug: str) -> None:
    page = tree(slug)
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    allowed = {part.split()[0]: part.split()[1:] for part in policy.split("; ")}
    assert allowed["default-src"] == ["'none'"]
    assert "unsafe" not in policy
    for kind, elements in (
        ("style-src", page.xpath("//style")),
        ("script-src", page.xpath("//script[not(@type)]")),
    ):
        assert [hashed(element.text) for element in elements] == allowed[kind]
    assert page.xpath("//script[@type != 'application/ld+json']") == []
    assert page.xpath("//@style") == []
    assert [
        name for element in page.iter() for name in element.keys() if name.startswith("on")
    ] == []


def hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@EVERY
@BOTH
def test_setting_twice_gives_the_same(slug: str, mode: str) -> None:
    again = build_report(open_dossier(Project(REPOSITORY), slug))
    setting = PageRenderer([find_packaged_templates()])
    assert (setting.page(again) if mode == "page" else setting.print(again)) == document(slug, mode)


# Structure


@EVERY
@BOTH
def test_ids_are_unique_and_links_within_lead_somewhere(slug: str, mode: str) -> None:
    ids = tree(slug, mode).xpath("//@id")
    assert sorted(ids) == sorted(set(ids))
    lost = {
        href
        for href in tree(slug, mode).xpath("//a/@href")
        if href.startswith("#") and href[1:] not in ids
    }
    assert lost == set()


@EVERY
@BOTH
def test_headings_go_down_one_level_at_a_time_and_have_anchors(slug: str, mode: str) -> None:
    levels = [(int(h.tag[1]), h) for h in tree(slug, mode).iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert [h for level, h in levels if level == 1] == [levels[0][1]] or mode == "page"
    before = 0
    for level, heading in levels:
        assert level <= before + 1 or heading.get("id") == "contents-title", heading.text_content()
        before = level
        anchored = heading.get("id") or any(p.get("id") for p in heading.iterancestors("section"))
        assert level == 1 or anchored, heading.text_content()


@EVERY
def test_the_page_has_its_landmarks(slug: str) -> None:
    page = tree(slug)
    assert page.get("lang") == "en-GB"
    assert len(page.xpath("//main")) == len(page.xpath("//h1")) == 1
    assert page.xpath("//body/*[1]/@href") == ["#main"]
    assert len(page.xpath("//title")[0].text) > 10
    assert len(page.xpath("//nav[@role='doc-toc']")) == 1
    if not report(slug).is_letter:
        assert page.xpath("/html/body/header") and page.xpath("/html/body/footer")


@EVERY
@BOTH
def test_tables_name_their_heads_and_themselves(slug: str, mode: str) -> None:
    for table in tree(slug, mode).iter("table"):
        if table.get("class") != "prose-table":
            assert table.xpath("./caption")[0].text_content().strip()
        assert table.xpath("./thead/tr/th[@scope='col']")
        assert table.xpath(".//th[not(@scope)]") == []


@EVERY
@BOTH
def test_every_drawing_has_a_text_alternative(slug: str, mode: str) -> None:
    drawings = tree(slug, mode).xpath("//*[local-name()='svg']")
    assert drawings or slug == "kent-surrey-sussex-2022"
    for drawing in drawings:
        if drawing.get("aria-hidden") == "true":  # it stands beside the word that it shows
            assert drawing.getnext() is not None and drawing.getnext().text.strip()
            continue
        if drawing.xpath("ancestor::*[@aria-hidden='true']"):
            continue
        assert drawing.get("role") == "img"
        assert drawing[0].tag.endswith("title")
        assert drawing[0].text.strip()
        for text in drawing.xpath(".//*[local-name()='text']"):
            assert text.get("font-family") == "Reportgen Sans"


@EVERY
@BOTH
def test_no_mark_is_straight(slug: str, mode: str) -> None:
    """Quotation marks and apostrophes are curly in prose, titles, questions, sources, and in what
    stands for a drawing."""
    page = lxml_html.document_fromstring(document(slug, mode))
    for element in page.xpath("//style|//script|//code|//meta[@http-equiv]"):
        element.drop_tree()
    words = [*page.xpath("//text()"), *page.xpath("//@title|//@aria-label|//@alt|//@content")]
    assert [text for text in words if "'" in text or '"' in text] == []


@EVERY
def test_metadata_is_schema_org(slug: str) -> None:
    (data,) = tree(slug).xpath("//script[@type='application/ld+json']/text()")
    metadata = json.loads(data)
    assert metadata["@context"] == "https://schema.org"
    assert metadata["name"] == report(slug).title


def test_metadata_leads_to_the_files_beside_the_page() -> None:
    page = PageRenderer([find_packaged_templates()]).page(
        report("exampleshire-2025"), files=list_files_beside(report("exampleshire-2025"))
    )
    (data,) = lxml_html.document_fromstring(page).xpath(
        "//script[@type='application/ld+json']/text()"
    )
    assert [
        (file["contentUrl"], file["encodingFormat"].rpartition("/")[2][:4])
        for file in json.loads(data)["encoding"]
    ] == [
        ("exampleshire-2025.pdf", "pdf"),
        ("exampleshire-2025.ods", "vnd."),
        ("exampleshire-2025.xlsx", "vnd."),
        ("exampleshire-2025.json", "json"),
    ]


@EVERY
def test_recommendations_are_numbered_through(slug: str) -> None:
    lists = tree(slug).xpath("//ol[contains(@class, 'numbered')]")
    number = 1
    for one in lists:
        assert int(one.get("start")) == number
        number += len(one.xpath("./li"))


def test_the_files_beside_the_page_are_linked() -> None:
    page = lxml_html.document_fromstring(
        SETTING.page(
            report("west-sussex-2022"),
            files=[FileBeside("west-sussex-2022.pdf", "PDF", "as published")],
        )
    )
    assert page.xpath("//header//nav[@class='files']//a/@href") == ["west-sussex-2022.pdf"]


# Ratings made visible


@pytest.mark.parametrize("grades", range(2, 9))
def test_marks_work_for_scales_of_any_length(grades: int) -> None:
    marks = SETTING.environment.get_template("macros/marks.html.j2").make_module(
        {"report": None, "mode": "page"}
    )
    for level in range(grades):
        mark = {"name": "Middling", "level": level, "of": grades}
        drawing = lxml_html.fragment_fromstring(str(marks.mark(mark)))  # type: ignore[attr-defined]
        segments = drawing.xpath(".//rect")
        assert len(segments) == grades
        assert len([segment for segment in segments if segment.get("fill") != "none"]) == level + 1
        assert drawing.xpath(".//svg/@aria-hidden") == ["true"]
        assert drawing.text_content().strip() == "Middling"


@pytest.mark.parametrize("grades", range(2, 8))
def test_tones_are_apart_in_lightness_and_readable_on_paper(grades: int) -> None:
    tones = (
        SETTING.environment.get_template("macros/marks.html.j2")
        .make_module({"report": None, "mode": "page"})
        .tones
    )  # type: ignore[attr-defined]
    light = [luminance(tones[tone(level, grades)]) for level in range(grades)]
    lightness = [116 * value ** (1 / 3) - 16 for value in light]
    steps = [first - second for first, second in zip(lightness, lightness[1:], strict=False)]
    assert min(steps) >= 20 / (grades - 1)
    assert all(1.05 / (value + 0.05) >= 4.5 for value in light)


def luminance(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    ]
    return sum(
        weight * share for weight, share in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
    )


@EVERY
def test_every_bar_stands_beside_its_number(slug: str) -> None:
    for row in tree(slug).xpath("//tr[.//*[local-name()='svg' and @class='bar']]"):
        titles = row.xpath(".//*[local-name()='title']/text()")
        assert titles
        for title in titles:
            percent = re.match(r"[\d.]+%", title)
            assert percent
            assert row.text_content().count(percent[0]) >= 2, "in the drawing alone"


@EVERY
def test_every_standard_on_the_ratings_page_says_its_rating_in_words(slug: str) -> None:
    for row in tree(slug).xpath("//table[@class='sheet-domain']/tbody/tr"):
        mark = row.xpath(".//span[@class='mark-word']/text() | .//span[@class='unrated']/text()")
        assert len(mark) == 1
        assert mark[0].strip()


@pytest.mark.parametrize("id", ["ofsted-2025-like", "cqc-like", "prisons-like", "care-like"])
def test_methodologies_of_other_inspectorates_need_no_new_code(id: str) -> None:
    methodology = PROJECT.load_methodology(id)
    lines = [f"methodology: {id}", "title: A service", "findings:"]
    for standard in methodology.standards.values():
        grade = methodology.scale_of(standard)[-1].name
        lines.append(f"  {standard.id}: {{rating: {grade}}}")
    made = written("\n".join(lines))
    page = lxml_html.document_fromstring(SETTING.page(made))
    rated = page.xpath("//table[@class='sheet-domain']//span[@class='mark-word']")
    assert len(rated) == sum(len(domain.standards) for domain in made.ratings.domains) > 0
    assert SETTING.print(made)


# What is not ours stays data

HOSTILE = """\
methodology: hmip-pdu-2021
title: &evil "<script>alert(1)</script><img src=x onerror=alert(2)> {{ 7*7 }} </style><!-- &amp;"
subtitle: *evil
notice: *evil
region: *evil
published: 2022
fieldwork: *evil
lead_inspector: *evil
chief_inspector: {name: *evil, title: *evil}
publication:
  {publisher: *evil, address: [*evil], isbn: *evil, copyright: *evil, licence: *evil,
   available_at: *evil, contact: *evil}
text: {foreword: *evil, background: *evil, acknowledgements: *evil, role: *evil, web_links: *evil}
recommendations: [{to: *evil, items: [{text: *evil, title: *evil}]}]
findings:
  1: {summary: *evil, strengths: [*evil],
      areas_for_improvement: [{text: *evil, title: *evil}], text: *evil}
  1.1: {rating: Good, because: *evil, summary: *evil, text: *evil}
  2.1: {not_rated: *evil}
  2.2:
    results: {2.2.1: 50%, 2.2.2: 60%, 2.2.3: 49%}
    adjusted: {rating: Requires improvement, because: *evil}
tables:
  staffing:
    {title: *evil, source: *evil, columns: [*evil, *evil], rows: [[*evil, *evil]], notes: [*evil]}
figures: {evil: {value: *evil, source: *evil}}
sections: [{title: *evil, in: 1, text: *evil}, {title: *evil, in: annexes, text: *evil}]
progress:
  - {from: *evil, recommendation: *evil, findings: *evil, category: *evil, still_required: *evil}
"""


@BOTH
def test_nothing_from_an_inspection_becomes_markup(mode: str) -> None:
    hostile = written(HOSTILE)
    text = SETTING.page(hostile) if mode == "page" else SETTING.print(hostile)
    page = lxml_html.document_fromstring(text)
    assert len(page.xpath("//script")) == (2 if mode == "page" else 0)
    assert len(page.xpath("//style")) == 1
    assert page.xpath("//img") == []
    assert page.xpath("//comment()") == []
    assert [
        name for element in page.iter() for name in element.keys() if name.startswith("on")
    ] == []
    assert "{{ 7*7 }}" in page.text_content()
    assert "<script>alert" not in text


def test_a_link_leads_to_the_web_a_mailbox_or_within() -> None:
    page = lxml_html.document_fromstring(
        SETTING.page(
            written("""\
methodology: hmip-pdu-2021
title: A unit
text:
  foreword: |
    [a](javascript:alert(1)) [b](data:text/html,x) [c](https://example.org/) [d](#ratings)
    [e](mailto:a@example.org) [f](file:///etc/passwd)
""")
        )
    )
    assert page.xpath("//section[@id='foreword']//a/@href") == [
        "https://example.org/",
        "#ratings",
        "mailto:a@example.org",
    ]


# Templates of a project's own


def test_a_project_may_replace_one_block_and_one_stylesheet(tmp_path: Path) -> None:
    (tmp_path / "blocks").mkdir()
    (tmp_path / "css").mkdir()
    (tmp_path / "blocks" / "foreword.html.j2").write_text(
        "<section id='foreword'><h2>A word before</h2>{{ part.text|prose(3) }}</section>"
    )
    (tmp_path / "css" / "tokens.css").write_text(":root { --accent: rebeccapurple; }")
    page = PageRenderer([tmp_path, find_packaged_templates()]).page(report("west-sussex-2022"))
    assert "A word before" in page
    assert "rebeccapurple" in page
    assert (
        lxml_html.document_fromstring(page).xpath("//section[@id='ratings']//h2")[0].text_content()
        == "Ratings"
    )


@pytest.mark.parametrize(
    ("template", "line", "says"),
    [
        ("<p>\n{{ part.no_such_thing }}", 2, "no_such_thing"),
        ("<p>\n\n{% if %}", 3, "template cannot be used"),
        ("<p>\n{{ 1 / 0 }}", 2, "division by zero"),
        ("<p>\n\n{{ part.title + 1 }}", 3, "concatenate"),
        ("{% include 'blocks/nowhere.html.j2' %}", 1, "nowhere"),
    ],
)
def test_a_faulty_template_is_told_with_its_line(
    tmp_path: Path, template: str, line: int, says: str
) -> None:
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks" / "foreword.html.j2").write_text(template)
    with pytest.raises(InputError) as refused:
        PageRenderer([tmp_path, find_packaged_templates()]).page(report("west-sussex-2022"))
    (problem,) = refused.value.problems
    assert says in problem.message
    assert "nowhere" in says or (problem.place.path, problem.place.line) == (
        "templates/blocks/foreword.html.j2",
        line,
    )


@pytest.mark.parametrize("name", ["blocks/foreword.html.j2", "css/tokens.css"])
def test_a_template_that_is_no_text_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir()
    (tmp_path / name).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not text in UTF-8") as refused:
        PageRenderer([tmp_path, find_packaged_templates()]).page(report("west-sussex-2022"))
    assert [problem.place.path for problem in refused.value.problems] == [f"templates/{name}"]


def test_templates_work_where_nothing_can_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert PageRenderer([find_packaged_templates()]).print(report("west-sussex-2022")) == document(
        "west-sussex-2022", "print"
    )


def test_a_standard_leads_to_the_recommendations_based_on_it() -> None:
    page = tree("west-sussex-2022")
    (staff,) = page.xpath("//section[@id='s-1.2']/p[@class='recommended-on']")
    based = [
        item.get("id")
        for item in page.xpath("//ol[contains(@class, 'numbered')]/li")
        if item.xpath(".//a[@href='#s-1.2']")
    ]
    assert based and staff.xpath("./a/@href") == [f"#{id}" for id in based]
