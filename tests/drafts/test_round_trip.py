"""The exported reports, taken over again: their texts have the same words. What differs is listed in
import-differences.txt.

To accept new differences after reading them: python -m tests.drafts.test_round_trip
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from reportgen.dossier import Dossier, open_dossier
from reportgen.drafts.blocks import Draft, read_draft
from reportgen.drafts.importing import place_draft
from reportgen.drafts.markdown import write_markdown
from reportgen.drafts.matching import plain_words
from reportgen.fact_check.sending import list_paragraphs_now
from reportgen.inspection.model import Item
from reportgen.prose.plain import plain_text
from reportgen.prose.prose import Notes, Prose
from reportgen.prose.reader import parse
from reportgen.prose.typography import curl_quotes
from reportgen.reading.fields import SourceText
from reportgen.report.builder import build_report
from reportgen.report.pictures import collect_pictures
from reportgen.report.texts import ReportTexts, read_texts
from reportgen.word.brand import Brand
from reportgen.word.document import write_word
from reportgen.word.package import WordPackage
from tests.conftest import SLUGS, TestProject

LISTED = Path(__file__).parent / "import-differences.txt"

Words = dict[str, list[str]]
"""For each text of an inspection, by its key, the words of its paragraphs."""


def words_of(prose: Prose) -> list[str]:
    """The words of each paragraph, whatever signs its bullets, notes and frames have."""
    made = []
    for paragraph in plain_text(prose).split("\n"):
        words = re.sub(r"^\s*(• |\d+\. |\[\d+\] )|\[\d+\]", "", paragraph)
        words = re.sub(r"\s+", " ", curl_quotes(words.replace("\u2011", "-"))).strip()
        if words and not re.fullmatch(r"(quote|good-practice)\b.*|[-| ]+", words):
            made.append(words)
    return made


def written_words(texts: ReportTexts) -> Words:
    """What the inspection has."""
    inspection, made = texts.dossier.inspection, {}

    def add(key: str, *values: SourceText | None) -> None:
        for value in values:
            if (prose := texts.prose(value)) is not None:
                made.setdefault(key, []).extend(words_of(prose))

    for name, text in inspection.text.items():
        add(f"text.{name}", text)
    for id, finding in inspection.findings.items():
        add(f"findings.{id}.in_brief", finding.in_brief)
        add(f"findings.{id}.text", finding.summary, finding.text)
        add_items(add, f"findings.{id}.strengths", finding.strengths)
        add_items(add, f"findings.{id}.areas_for_improvement", finding.areas_for_improvement)
    for group in inspection.recommendations:
        add_items(add, "recommendations", group.items)
    for section in inspection.sections:
        add(f"sections.{section.title}", section.text)
    return made


def add_items(add: object, key: str, items: tuple[Item, ...]) -> None:
    for item in items:
        add(key, item.text)  # type: ignore[operator]


def imported_words(dossier: Dossier, texts: ReportTexts, draft: Draft) -> Words:
    """What the draft has for the same inspection."""
    placed, made = place_draft(dossier, draft), {}

    def add(key: str, markdown: str) -> None:
        prose = parse(markdown, placeholders=texts.placeholders, notes=Notes())
        made.setdefault(key, []).extend(words_of(prose))

    for target, blocks in placed.texts.items():
        add(".".join(map(str, target)), write_markdown(blocks, draft, "x"))
    for target, items in placed.lists.items():
        for item in items:
            add(".".join(map(str, target)), write_markdown(item, draft, "x"))
    for title, _, blocks in placed.sections:
        add(f"sections.{title}", write_markdown(blocks, draft, "x"))
    for _, items in placed.recommendations:
        for item in items:
            add("recommendations", write_markdown(item, draft, "x"))
    return made


def export(dossier: Dossier) -> Draft:
    """The report as a Word document, read as a draft."""
    texts = read_texts(dossier)
    content = write_word(build_report(dossier, texts), collect_pictures(texts), Brand()).content
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.docx"
        path.write_bytes(content)
        with WordPackage(path, "report.docx") as package:
            return read_draft(package)


def list_differences(slug: str) -> Iterator[str]:
    """Each paragraph that was not taken over, or that came in addition."""
    dossier = open_dossier(TestProject(Path(__file__).parents[2]), slug)
    texts, draft = read_texts(dossier), export(dossier)
    was = [(key, one) for key, words in written_words(texts).items() for one in words]
    imported = imported_words(dossier, texts, draft)
    now = [(key, one) for key, words in imported.items() for one in words]
    there = {one: key for key, one in now}
    before = {one for _, one in was}
    moved = Counter((key, there[one]) for key, one in was if (key, one) not in now and one in there)
    for (key, other), number in sorted(moved.items()):
        yield f"{slug} {key}: {number} paragraphs are in {other}"
    yield from (f"{slug} {key}: lost: {one[:100]}" for key, one in was if one not in there)
    yield from (f"{slug} {key}: new: {one[:100]}" for key, one in now if one not in before)


def test_the_small_example_is_taken_over_with_the_same_words() -> None:
    listed = LISTED.read_text("utf-8").split("\n")
    slug = "exampleshire-2025"
    assert list(list_differences(slug)) == [line for line in listed if line.startswith(slug)]


def test_no_word_vanishes_where_the_inspection_has_none_of_them(tmp_path: Path) -> None:
    slug = "exampleshire-2025"
    whole = open_dossier(TestProject(Path(__file__).parents[2]), slug)
    draft = export(whole)
    assert place_draft(whole, draft).unplaced == []
    (tmp_path / "inspections").mkdir()
    shutil.copytree(Path(__file__).parents[2] / "methodologies", tmp_path / "methodologies")
    head = f"methodology: {whole.inspection.methodology}\ntitle: {whole.inspection.title}\n"
    (tmp_path / "inspections" / f"{slug}.yaml").write_text(head, "utf-8")
    bare = open_dossier(TestProject(tmp_path), slug)
    placed = place_draft(bare, draft)
    assert [kind for kind, _ in placed.entries] == ["progress"]
    kept = [*placed.unplaced, *(one for blocks in placed.texts.values() for one in blocks)]
    kept += [one for items in placed.lists.values() for item in items for one in item]
    kept += [one for _, _, blocks in placed.sections for one in blocks]
    kept += [one for _, items in placed.recommendations for item in items for one in item]
    texts = [one.text for one in kept]
    for _, entry in placed.entries:
        for value in entry.values():
            texts += [value] if isinstance(value, str) else [one.text for one in value]
    tables = {table.title: table for table in placed.tables.values()}
    assert list(tables) == ["Staff and cases"]
    printed = {plain_words(one.text) for one in list_paragraphs_now(bare.project, slug) or ()}
    printed |= {plain_words(str(text.text)) for text in read_texts(bare)}
    printed |= {plain_words(str(bare.inspection.title)), "still to be improved"}
    lost = [
        one.words or one.text
        for one in draft.blocks
        if one.kind != "heading"
        and one.words not in tables
        and one.cells[1:] not in [table.rows for table in tables.values()]
        and one.words not in [f"Source: {table.source}" for table in tables.values()]
        and one.words not in [note.words for table in tables.values() for note in table.notes]
        and one.text not in texts
        and plain_words(one.words) not in printed
        and not one.words.startswith("Our judgement: ")
    ]
    assert lost == []


@pytest.mark.slow
def test_exported_reports_are_taken_over_with_the_same_words() -> None:
    listed = LISTED.read_text("utf-8").split("\n")
    found = [line for slug in SLUGS for line in list_differences(slug)]
    assert [line for line in found if line not in listed] == []
    assert [line for line in listed if line and line not in found] == []


if __name__ == "__main__":
    lines = [line for slug in SLUGS for line in list_differences(slug)]
    LISTED.write_text("\n".join(lines) + "\n", "utf-8")
