"""Every example's page in Chromium: no violation that axe-core knows, nothing asked for, readable
from 320 pixels up, valid HTML."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from lxml import html

from reportgen.dossier import open_dossier
from reportgen.project.loading import Project
from reportgen.render.html.page import FileBeside, PageRenderer
from reportgen.report.builder import build_report
from reportgen.report.pictures import collect_pictures
from reportgen.report.texts import read_texts
from tests.conftest import REPOSITORY, SLUGS
from tests.support.browser import CHROMIUM, run_node
from tests.support.sizes import is_long
from tests.system.test_published_pdfs import plain

PROJECT = Project(REPOSITORY)
Printed = Callable[[str], list[pypdfium2.PdfTextPage]]
WIDTHS = ("320", "768", "1440")

READ = SLUGS if is_long() else ["exampleshire-2025", "west-sussex-2022"]
"""The pages that are read through: with the keyboard, by the contents, without JavaScript. All
share one style and one script, and the contents of the second are the longest."""

EACH = pytest.mark.parametrize("slug", SLUGS)
EACH_READ = pytest.mark.parametrize("slug", READ)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What the browser saw of every page, each opened once at each width."""
    folder = tmp_path_factory.mktemp("pages")
    slugs = SLUGS
    found = run_node("page.mjs", *(page(slug, folder) for slug in slugs if slug in READ))
    found += run_node(
        "page.mjs", "--glance", *(page(slug, folder) for slug in slugs if slug not in READ)
    )
    return {Path(one["file"]).stem: one for one in found}


@cache
def page(slug: str, folder: Path) -> Path:
    dossier = open_dossier(PROJECT, slug)
    texts = read_texts(dossier)
    report = build_report(dossier, texts)
    beside = [FileBeside(f"{slug}.pdf", "PDF", "as published")]
    file = folder / f"{slug}.html"
    file.write_text(
        PageRenderer(PROJECT.template_folders).page(
            report, images=collect_pictures(texts).inside, files=beside
        ),
        encoding="utf-8",
    )
    return file


@EACH
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(slug: str, width: str, seen: dict[str, dict[str, Any]]) -> None:
    assert seen[slug]["widths"][width]["violations"] == []


@EACH
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_asked_for_and_nothing_complains(
    slug: str, width: str, seen: dict[str, dict[str, Any]]
) -> None:
    assert seen[slug]["widths"][width]["requests"] == []
    assert seen[slug]["widths"][width]["messages"] == [], (
        "the policy refused something, or the script failed"
    )
    assert seen[slug]["widths"][width]["font"] >= 2


@EACH
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_never_scrolls_sideways(
    slug: str, width: str, seen: dict[str, dict[str, Any]]
) -> None:
    assert seen[slug]["widths"][width]["scrolls"] == []


@EACH
@pytest.mark.parametrize("width", WIDTHS)
def test_no_word_of_a_heading_is_parted(
    slug: str, width: str, seen: dict[str, dict[str, Any]]
) -> None:
    assert seen[slug]["widths"][width]["words"] == []


@EACH
@pytest.mark.parametrize("width", WIDTHS)
def test_no_column_of_sentences_is_too_narrow(
    slug: str, width: str, seen: dict[str, dict[str, Any]]
) -> None:
    assert seen[slug]["widths"][width]["columns"] == []


@EACH
def test_it_can_be_zoomed_to_twice_its_size(slug: str, seen: dict[str, dict[str, Any]]) -> None:
    assert seen[slug]["zoomed"] == []


@EACH_READ
def test_it_is_whole_without_javascript(slug: str, seen: dict[str, dict[str, Any]]) -> None:
    assert seen[slug]["plain"]["text"] == seen[slug]["script"] > 5000
    assert seen[slug]["plain"]["contents"] == seen[slug]["places"]["links"]


@EACH_READ
def test_the_contents_follow_the_reader(slug: str, seen: dict[str, dict[str, Any]]) -> None:
    assert seen[slug]["places"]["wrong"] == [], (
        "also what stands so near the end that it never comes to the top"
    )


@EACH_READ
def test_the_marked_link_is_in_sight_and_own_scrolling_of_the_contents_stays(
    slug: str, seen: dict[str, dict[str, Any]]
) -> None:
    for sight in seen[slug]["sight"]:
        assert sight["marks"] > 3
        assert (sight["out"], sight["moved"]) == ([], [])


def test_some_contents_are_longer_than_the_window(seen: dict[str, dict[str, Any]]) -> None:
    assert any(sight["scrolls"] for slug in READ for sight in seen[slug]["sight"])


@EACH_READ
@pytest.mark.parametrize("width", WIDTHS[:2])
def test_on_a_narrow_screen_the_contents_are_whole_and_show_the_place(
    slug: str, width: str, seen: dict[str, dict[str, Any]]
) -> None:
    narrow = seen[slug]["narrow"][width]
    assert narrow["hidden"] == []
    assert narrow["inSight"] and narrow["marked"] == narrow["before"]


@EACH_READ
@pytest.mark.parametrize("width", WIDTHS[:2])
def test_nothing_that_has_the_focus_is_covered(
    slug: str, width: str, seen: dict[str, dict[str, Any]]
) -> None:
    assert seen[slug]["narrow"][width]["covered"] == []


@EACH_READ
def test_the_skip_link_comes_first_and_leads_to_the_text(
    slug: str, seen: dict[str, dict[str, Any]]
) -> None:
    assert (seen[slug]["skip"], seen[slug]["skipped"]) == ("#main", "main")


@EACH_READ
def test_a_table_is_downloaded_as_csv(slug: str, seen: dict[str, dict[str, Any]]) -> None:
    table = seen[slug]["csv"]
    assert table["name"].endswith(".csv")
    rows = list(csv.reader(table["text"].removeprefix("\ufeff").splitlines()))
    assert len(rows) == table["rows"] and len({len(row) for row in rows}) == 1
    body = rows[-len(table["cells"]) :]
    assert [row[0][:6] for row in body] == [cell[:6] for cell in table["cells"]]


@EACH_READ
def test_lines_have_60_to_75_characters(slug: str, seen: dict[str, dict[str, Any]]) -> None:
    if (measure := seen[slug]["measure"]) is not None:
        assert 60 <= measure <= 75


@EACH
def test_html_validate_finds_nothing(slug: str, seen: dict[str, dict[str, Any]]) -> None:
    assert seen[slug]["invalid"] == []


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """The pages of a page printed from the browser, each printed once."""
    folder = tmp_path_factory.mktemp("printed")

    @cache
    def pages(slug: str) -> list[pypdfium2.PdfTextPage]:
        file = folder / f"{slug}.pdf"
        subprocess.run(
            [
                CHROMIUM or "",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-pdf-header-footer",
                f"--print-to-pdf={file}",
                str(page(slug, folder)),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return [leaf.get_textpage() for leaf in pypdfium2.PdfDocument(file)]

    return pages


def lines_of(leaf: pypdfium2.PdfTextPage) -> list[str]:
    """The lines of a page. PDFium joins a line that ends with a hyphen to the next one, with a sign
    between them."""
    return [*leaf.get_text_range().replace("\ufffe", "\n").splitlines()]


def words_of(elements: Iterable[Any]) -> list[str]:
    return [plain(element.text_content()) for element in elements]


def ends_with_lines(leaf: pypdfium2.PdfTextPage, text: str) -> bool:
    """Whether the last lines of a page are a text, from their beginning: a link to a heading is no
    heading."""
    end = ""
    for line in reversed(lines_of(leaf)):
        if len(end) >= len(text):
            break
        end = plain(line) + end
    return end == text


@EACH
def test_printed_from_the_browser_no_page_ends_with_what_leads_on(
    slug: str, tmp_path: Path, printed: Printed
) -> None:
    """A heading, the statement of a standard that has more, a label, the caption or the head of a
    table, its head with one row alone."""
    tree = html.parse(str(page(slug, tmp_path))).getroot()
    leading = words_of(
        [
            *tree.iter("h2", "h3", "h4", "h5", "caption"),
            *(one for one in tree.find_class("statement") if one.getnext() is not None),
            *tree.find_class("over"),
        ]
    )
    for table in tree.iter("table"):
        (head,), rows = words_of(table.iter("thead")), words_of(table.iterfind("tbody/tr"))
        leading += [head, *([head + rows[0]] if len(rows) > 2 else [])]
    assert [
        text
        for leaf in printed(slug)[:-1]
        for text in leading
        if len(text) > 3 and ends_with_lines(leaf, text)
    ] == []


@EACH
def test_printed_from_the_browser_lines_have_60_to_75_characters(
    slug: str, tmp_path: Path, printed: Printed
) -> None:
    paragraphs = [
        p
        for p in words_of(html.parse(str(page(slug, tmp_path))).getroot().xpath("//main/section/p"))
        if len(p) > 300
    ]
    lines = [line for leaf in printed(slug) for line in lines_of(leaf)]
    within = sorted(
        len(line) for line in lines if any(plain(line) in p for p in paragraphs) and len(line) > 40
    )
    if within:
        assert 60 <= within[len(within) // 2] <= 75
        assert within[-1] <= 90


@EACH
def test_printed_from_the_browser_nothing_is_there_only_to_be_clicked(
    slug: str, printed: Printed
) -> None:
    text = [line.strip() for leaf in printed(slug) for line in leaf.get_text_range().splitlines()]
    assert [
        line
        for line in text
        if line in ("Contents", "Skip to the report") or line.endswith(". Back")
    ] == []
