"""The Word document: what a reader with Word, and one who listens to it, needs of its structure."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from reportgen.dossier import Dossier
from reportgen.prose.plain import plain_text
from reportgen.prose.prose import Prose
from reportgen.report.builder import build_report
from reportgen.report.pictures import collect_pictures
from reportgen.report.report import Report
from reportgen.report.texts import read_texts
from reportgen.word.brand import Brand, read_brand
from reportgen.word.document import write_word
from tests.conftest import EVERY, REPOSITORY

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Opened:
    """A document, opened."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(BytesIO(content)) as package:
            self.files = {name: package.read(name) for name in package.namelist()}
        self.document = self.part("word/document.xml")

    def part(self, name: str) -> ElementTree.Element:
        return ElementTree.fromstring(self.files[name])

    def paragraphs(self) -> list[tuple[str, str]]:
        """The style and words of every paragraph, those of notes last."""
        return [
            (style_of(paragraph), words_of(paragraph))
            for part in (self.document, self.part("word/footnotes.xml"))
            for paragraph in part.iter(f"{W}p")
        ]


def style_of(paragraph: ElementTree.Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return style.get(f"{W}val", "") if style is not None else ""


def words_of(element: ElementTree.Element) -> str:
    made = []
    for one in element.iter():
        if one.tag == f"{W}t":
            made.append(one.text or "")
        elif one.tag == f"{W}br":
            made.append(" ")
    return " ".join("".join(made).replace("\u00a0", " ").split())


def values(element: ElementTree.Element, tag: str, attribute: str) -> list[str]:
    return [one.get(W + attribute, "") for one in element.iter(W + tag)]


@pytest.fixture(scope="session")
def opened(dossiers: dict[str, Dossier]) -> dict[str, tuple[Report, Opened, bytes]]:
    brand = read_brand([REPOSITORY / "templates"])
    made = {}
    for slug, dossier in dossiers.items():
        texts = read_texts(dossier)
        report = build_report(dossier, texts)
        content = write_word(report, collect_pictures(texts), brand).content
        made[slug] = (report, Opened(content), content)
    return made


def prose_in(thing: Any) -> Iterator[Prose]:
    if isinstance(thing, Prose):
        yield thing
    elif isinstance(thing, (tuple, list)):
        for part in thing:
            yield from prose_in(part)
    elif isinstance(thing, dict):
        yield from prose_in(tuple(thing.values()))
    elif is_dataclass(thing):
        for one in fields(thing):
            yield from prose_in(getattr(thing, one.name))


@EVERY
def test_it_says_all_that_the_report_says(slug: str, opened: Any) -> None:
    report, document, _ = opened[slug]
    said = " ".join(words for _, words in document.paragraphs())
    said += " ".join(re.findall('descr="([^"]*)"', document.files["word/document.xml"].decode()))
    said = re.sub(r"\s+", "", said)
    missing = []
    for prose in prose_in(report.parts):
        for paragraph in plain_text(prose).split("\n\n"):
            for cell in paragraph.split(" | "):
                words = re.sub(r"^(• |\d+\. |\[\d+\] )| ?\[\d+\]", "", cell)
                words = re.sub(r"\s+", "", words)
                if not re.match(r"(quote|good-practice)\b", cell) and words not in said:
                    missing.append(cell)
    assert missing == []


@EVERY
def test_headings_do_not_skip_a_level(slug: str, opened: Any) -> None:
    levels = [
        int(style[-1])
        for style, _ in opened[slug][1].paragraphs()
        if re.fullmatch(r"Heading\d", style)
    ]
    assert levels[0] == 1
    assert [pair for pair in zip(levels, levels[1:], strict=False) if pair[1] > pair[0] + 1] == []


@EVERY
def test_every_heading_of_the_contents_is_reached(slug: str, opened: Any) -> None:
    report, document, _ = opened[slug]
    anchors = [one for one in values(document.document, "hyperlink", "anchor") if one]
    assert set(anchors) <= set(values(document.document, "bookmarkStart", "name"))
    listed = [words for style, words in document.paragraphs() if style.startswith("TOC")]
    for entry in report.contents if listed else ():
        assert any(entry.title.replace("'", "’")[:30] in words for words in listed), entry.title


@EVERY
def test_names_and_numbers_are_given_once(slug: str, opened: Any) -> None:
    document = opened[slug][1]
    for tag, attribute in (("bookmarkStart", "name"), ("bookmarkStart", "id")):
        found = values(document.document, tag, attribute)
        assert len(found) == len(set(found)) and all(len(name) <= 40 for name in found)
    called = values(document.document, "footnoteReference", "id")
    notes = values(document.part("word/footnotes.xml"), "footnote", "id")
    assert called == [one for one in notes if int(one) > 0]
    assert len(called) == len(opened[slug][0].notes.items)
    lists = set(values(document.part("word/numbering.xml"), "num", "numId"))
    assert set(values(document.document, "numId", "val")) <= lists


@EVERY
def test_tables_have_a_header_row_and_captions_stay_with_them(slug: str, opened: Any) -> None:
    document = opened[slug][1].document
    tables = list(document.iter(f"{W}tbl"))
    assert tables
    for table in tables:
        rows = table.findall(f"{W}tr")
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        assert {len(row.findall(f"{W}tc")) for row in rows} == {columns}
        for cell in table.iter(f"{W}tc"):
            assert cell[-1].tag == f"{W}p"


@EVERY
def test_it_is_accessible(slug: str, opened: Any) -> None:
    report, document, _ = opened[slug]
    text = document.files["word/document.xml"].decode()
    assert "txbxContent" not in text and "<w:pict" not in text
    assert [
        one for one in re.findall(r"<wp:docPr [^>]*>", text) if not re.search('descr="[^"]', one)
    ] == []
    assert f'<w:lang w:val="{report.language}"/>' in document.files["word/styles.xml"].decode()
    title = document.part("docProps/core.xml").find("{http://purl.org/dc/elements/1.1/}title")
    assert title is not None and report.title in (title.text or "")
    styles = set(values(document.part("word/styles.xml"), "style", "styleId"))
    assert {style for style, _ in document.paragraphs()} - styles == {""}


@EVERY
def test_the_same_report_makes_the_same_bytes(
    slug: str, opened: Any, dossiers: dict[str, Dossier]
) -> None:
    texts = read_texts(dossiers[slug])
    report = build_report(dossiers[slug], texts)
    again = write_word(report, collect_pictures(texts), read_brand([REPOSITORY / "templates"]))
    assert again.content == opened[slug][2]


def test_a_wide_table_turns_its_page(opened: Any) -> None:
    turned = [
        slug
        for slug, (_, document, _) in opened.items()
        if "landscape" in values(document.document, "pgSz", "orient")
    ]
    assert turned
    for slug in turned:
        sizes = values(opened[slug][1].document, "pgSz", "orient")
        assert sizes[-1] == "", "the last page stands upright"


def test_lists_have_levels_and_numbers_begin_anew(opened: Any) -> None:
    for slug, (report, document, _) in opened.items():
        groups = [group for part in report.parts for group in part.recommendations if group.items]
        starts = [
            override.get(f"{W}val")
            for number in document.part("word/numbering.xml").iter(f"{W}num")
            if (override := number.find(f"{W}lvlOverride/{W}startOverride")) is not None
        ]
        for group in groups:
            assert str(group.items[0].number) in starts, slug


def test_the_brand_is_that_of_the_stylesheet(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "tokens.css").write_text(
        ":root { --face: 'Our Sans', Georgia, serif; --accent: #f0a; --ink: blue; }", "utf-8"
    )
    assert read_brand([tmp_path]) == Brand(fonts=("Our Sans", "Georgia"), accent="FF00AA")
    assert read_brand([]) == Brand()


@EVERY
@pytest.mark.slow
def test_two_validators_find_nothing(slug: str, tmp_path: Path, opened: Any) -> None:
    """openxml-audit has the rules of the Open XML SDK; docx-integrity looks for broken references."""
    file = tmp_path / "report.docx"
    file.write_bytes(opened[slug][2])
    for done in validate(file):
        assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_both_validators_see_that_a_document_is_damaged(tmp_path: Path, opened: Any) -> None:
    """A relation without its part, and an element where none may be."""
    file = tmp_path / "report.docx"
    with (
        zipfile.ZipFile(BytesIO(opened["exampleshire-2025"][2])) as whole,
        zipfile.ZipFile(file, "w") as damaged,
    ):
        for name in whole.namelist():
            if name != "word/footnotes.xml":
                content = whole.read(name)
                damaged.writestr(name, content.replace(b"<w:body>", b"<w:body><w:tc/>"))
    for done in validate(file):
        assert done.returncode != 0, done.stdout


def validate(file: Path) -> list[subprocess.CompletedProcess[str]]:
    """What each of two independent validators says of a Word document."""
    beside = Path(sys.executable).parent
    commands = (
        [str(beside / "openxml-audit"), "-f", "microsoft365", str(file)],
        [str(beside / "docx-integrity"), "check", str(file)],
    )
    return [
        subprocess.run(command, capture_output=True, text=True, timeout=300) for command in commands
    ]


def test_libreoffice_opens_it(tmp_path: Path, opened: Any) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    file = tmp_path / "report.docx"
    file.write_bytes(opened["exampleshire-2025"][2])
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        [
            soffice,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(file),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
