"""Every example's page in Chromium: no violation that axe-core knows, nothing asked for, readable from 320 pixels up, valid HTML."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from reportgen.dossier import open_dossier
from reportgen.html import File, Setting
from reportgen.images import images_of
from reportgen.project import Project
from reportgen.report import report_of
from reportgen.typography import set_quotes
from tests.conftest import REPOSITORY
from tests.test_published_pdfs import plain

PROJECT = Project(REPOSITORY)
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
WIDTHS = ("320", "768", "1440")

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("slug", PROJECT.slugs())]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What the browser saw of every page, each opened once at each width."""
    assert CHROMIUM, "no Chromium here: bin/setup tests installs it"
    folder = tmp_path_factory.mktemp("pages")
    files = [page(slug, folder) for slug in PROJECT.slugs()]
    done = subprocess.run(["node", "page.mjs", *map(str, files)], cwd=REPOSITORY / "tests" / "browser", capture_output=True, text=True,
                          timeout=600, env={**os.environ, "CHROMIUM": CHROMIUM})
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return {Path(one["file"]).stem: one for one in found}


@cache
def page(slug: str, folder: Path) -> Path:
    dossier = open_dossier(PROJECT, slug)
    report = report_of(dossier)
    beside = [File(f"{slug}.pdf", "PDF", "as published")]
    file = folder / f"{slug}.html"
    file.write_text(Setting(PROJECT.template_folders).page(report, images=images_of(report, dossier).inside, files=beside), encoding="utf-8")
    return file


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(slug: str, width: str, seen: dict[str, dict[str, Any]]) -> None:
    assert seen[slug]["widths"][width]["violations"] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_asked_for_and_nothing_complains(slug: str, width: str, seen: dict[str, dict[str, Any]]) -> None:
    assert seen[slug]["widths"][width]["requests"] == []
    assert seen[slug]["widths"][width]["messages"] == [], "the policy refused something, or the script failed"
    assert seen[slug]["widths"][width]["font"] >= 2


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_never_scrolls_sideways(slug: str, width: str, seen: dict[str, dict[str, Any]]) -> None:
    assert seen[slug]["widths"][width]["scrolls"] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_no_word_of_a_heading_is_parted(slug: str, width: str, seen: dict[str, dict[str, Any]]) -> None:
    assert seen[slug]["widths"][width]["words"] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_no_column_of_sentences_is_too_narrow(slug: str, width: str, seen: dict[str, dict[str, Any]]) -> None:
    assert seen[slug]["widths"][width]["columns"] == []


def test_it_can_be_zoomed_to_twice_its_size(slug: str, seen: dict[str, dict[str, Any]]) -> None:
    assert seen[slug]["zoomed"] == []


def test_it_is_whole_without_javascript(slug: str, seen: dict[str, dict[str, Any]]) -> None:
    assert seen[slug]["plain"]["text"] == seen[slug]["script"] > 5000
    assert seen[slug]["plain"]["contents"] == seen[slug]["places"]["links"]


def test_the_contents_follow_the_reader(slug: str, seen: dict[str, dict[str, Any]]) -> None:
    assert seen[slug]["places"]["wrong"] == []


def test_the_skip_link_comes_first_and_leads_to_the_text(slug: str, seen: dict[str, dict[str, Any]]) -> None:
    assert (seen[slug]["skip"], seen[slug]["skipped"]) == ("#main", "main")


def test_lines_have_60_to_75_characters(slug: str, seen: dict[str, dict[str, Any]]) -> None:
    if (measure := seen[slug]["measure"]) is not None:
        assert 60 <= measure <= 75


def test_html_validate_finds_nothing(slug: str, seen: dict[str, dict[str, Any]]) -> None:
    assert seen[slug]["invalid"] == []


def test_printed_from_the_browser_no_page_ends_with_a_heading_or_a_statement(slug: str, tmp_path: Path) -> None:
    printed = tmp_path / "printed.pdf"
    subprocess.run([CHROMIUM or "", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={printed}", str(page(slug, tmp_path))],
                   check=True, capture_output=True, timeout=120)
    pages = [plain(leaf.get_textpage().get_text_range()) for leaf in pypdfium2.PdfDocument(printed)]
    standards = [standard for domain in report_of(open_dossier(PROJECT, slug)).domains for standard in domain.standards]
    words = [plain(set_quotes(text)) for standard in standards for text in (standard.title, standard.statement or "") if text]
    assert [text for leaf in pages for text in words if leaf.endswith(text)] == []
