"""A report in Welsh beside the same in English: every figure is equal, and no English words of ours
are left."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html as lxml_html

from reportgen.dossier import open_dossier
from reportgen.languages import language as languages
from reportgen.project.loading import Project
from reportgen.reading.spreadsheet import Spreadsheet
from reportgen.render.html.page import PageRenderer
from reportgen.render.read_back import read_ratings
from reportgen.render.workbook.book import build_workbook
from reportgen.render.workbook.ods import write_ods
from reportgen.render.workbook.sheets import LOOKS_NUMERIC
from reportgen.report.builder import build_report
from reportgen.report.pictures import collect_pictures
from reportgen.report.texts import read_texts
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.slow

SLUG, METHODOLOGY = "exampleshire-2025", "exampleshire-2025"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """The page, the print document and the workbook of one inspection, in both languages."""
    return {
        language: render(tmp_path_factory.mktemp(language), slug)
        for language, slug in (("en", SLUG), ("cy", f"{SLUG}-cy"))
    }


def render(folder: Path, slug: str) -> dict[str, str]:
    project = Project(REPOSITORY)
    texts = read_texts(open_dossier(project, slug))
    report, images = build_report(texts.dossier, texts), collect_pictures(texts).inside
    renderer = PageRenderer(project.template_folders)
    (folder / "data.ods").write_bytes(write_ods(build_workbook(texts.dossier, texts)))
    return {
        "page": renderer.page(report, images=images),
        "print": renderer.print(report),
        "workbook": str(folder / "data.ods"),
    }


def list_texts(page: str) -> list[str]:
    """What a reader reads and what a voice says: texts, labels and titles."""
    tree = lxml_html.document_fromstring(page)
    spoken = [str(text) for text in tree.xpath("//text()[not(ancestor::style|ancestor::script)]")]
    spoken += map(str, tree.xpath("//@aria-label|//@title|//@data-label|//@data-page"))
    return [" ".join(text.split()) for text in spoken if text.strip()]


def list_cells(file: str) -> list[str]:
    """The names of the sheets of a workbook, and what its cells hold."""
    book = Spreadsheet(Path(file), file)
    cells = [cell for name in book.names for _, row in book.rows(name) for cell in row if cell]
    names = list(book.names)
    book.close()
    return [*names, *cells]


def list_words(pages: dict[str, str], mode: str) -> list[str]:
    return (list_cells if mode == "workbook" else list_texts)(pages[mode])


def read_patterns() -> dict[str, re.Pattern[str]]:
    """The English texts that are other than the Welsh and have a word of four letters."""
    welsh = languages._read("cy")
    patterns = {}
    for key, entry in languages._read("en").items():
        if key.startswith(("number-", "word-")) or entry == welsh.get(key):
            continue
        for form in languages._forms(entry):
            if re.search(r"[A-Za-z]{4}", re.sub(r"\{\w+\}", "", form)):
                parts = re.split(r"\{\w+\}", form)
                patterns[f"{key}: {form}"] = re.compile(".+?".join(map(re.escape, parts)))
    return patterns


@pytest.mark.parametrize("mode", ["page", "print", "workbook"])
def test_no_english_words_of_ours_are_left(pages: dict[str, dict[str, str]], mode: str) -> None:
    english, welsh = (list_words(pages[language], mode) for language in ("en", "cy"))
    own = read_sources()
    patterns = read_patterns()
    used = {k for k, p in patterns.items() if any(p.fullmatch(text) for text in english)}
    assert len(used) > 25
    left = [
        (key, text)
        for key, pattern in patterns.items()
        for text in welsh
        if pattern.fullmatch(text) and not _is_own(text, own)
    ]
    assert [f"{key} <- {text}" for key, text in left] == []


def read_sources() -> str:
    """What the inspection and its methodology hold: no words of ours."""
    paths = [
        *sorted((REPOSITORY / "methodologies").glob(f"{METHODOLOGY}*.yaml")),
        *sorted((REPOSITORY / "inspections").glob(f"{SLUG}*")),
        *sorted((REPOSITORY / "inspections" / SLUG).rglob("*.md")),
    ]
    return "\n".join(path.read_text("utf-8") for path in paths if path.is_file())


def _is_own(text: str, sources: str) -> bool:
    """Whether a text is a sentence or a title that the sources hold."""
    if len(text.split()) > 3:
        plain = " ".join(sources.replace("*", "").split())
        return text.rstrip(" *†").replace("’", "'") in plain.replace("’", "'")
    return bool(re.search(rf"(title: |[|,\[] ?){re.escape(text)} *[]|,}}\n]", sources))


@pytest.mark.parametrize("mode", ["page", "print", "workbook"])
def test_every_figure_is_the_same(pages: dict[str, dict[str, str]], mode: str) -> None:
    def figures(language: str) -> list[str]:
        if mode == "workbook":
            return [
                cell for cell in list_cells(pages[language][mode]) if LOOKS_NUMERIC.fullmatch(cell)
            ]
        texts = " ".join(list_texts(pages[language][mode]))
        return sorted(re.findall(r"\d[\d,.]*%|\d+(?= (?:of|o) \d)", texts))

    assert len(figures("en")) > 20
    assert figures("cy") == figures("en")


def test_the_page_says_that_it_is_welsh(pages: dict[str, dict[str, str]]) -> None:
    assert '<html lang="cy"' in pages["cy"]["page"]
    assert '<html lang="en-GB"' in pages["en"]["page"]
    assert ">Cynnwys<" in pages["cy"]["page"]


def test_the_ratings_of_a_welsh_workbook_are_read_back(pages: dict[str, dict[str, str]]) -> None:
    english, welsh = (read_ratings(Path(pages[language]["workbook"])) for language in ("en", "cy"))
    assert (welsh["score"], welsh["out_of"]) == (english["score"], english["out_of"])
    assert (english["overall"], welsh["overall"]) == ("Requires improvement", "Angen gwelliant")
    for id, standard in english["standards"].items():
        for figure in ("points", "percent", "driver"):
            assert welsh["standards"][id][figure] == standard[figure]
