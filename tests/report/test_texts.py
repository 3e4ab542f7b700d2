"""The texts of a report: each read once, in the order in which it is printed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from reportgen.building.outputs import OutputMaker, Timings
from reportgen.dossier import open_dossier
from reportgen.project.loading import Project
from reportgen.prose.html import inline_html
from reportgen.render.html.page import PageRenderer
from reportgen.report import texts as texts_module
from reportgen.report.builder import build_report
from reportgen.report.texts import ReportText, ReportTexts, read_texts
from tests.conftest import REPOSITORY, SLUGS, TestProject, dossier_of

PROJECT = TestProject(REPOSITORY)


def texts_of(yaml: str) -> ReportTexts:
    return read_texts(dossier_of(PROJECT, yaml))


def lines_on_page(texts: ReportTexts) -> list[tuple[str, int]]:
    """The file and line of every block of the web page, from its top to its foot."""
    renderer = PageRenderer(PROJECT.template_folders)
    page = renderer.page(build_report(texts.dossier, texts), edit=True)
    return [(path, int(line)) for path, line in re.findall(r' data-line="([^"]+):(\d+)"', page)]


def first_lines(texts: ReportTexts) -> Iterator[tuple[ReportText, tuple[str, int]]]:
    """Every text with blocks of its own, and where its first block is in the file."""
    for text in texts:
        block = (
            next((token for token in text.prose.tokens if token.map), None) if text.prose else None
        )
        if text.role in ("prose", "house") and block is not None and block.map is not None:
            place = text.text.at(block.map[0])
            yield text, (place.path, place.line)


@pytest.mark.parametrize("slug", SLUGS)
def test_texts_come_in_the_order_of_the_page_and_those_it_does_not_print_last(slug: str) -> None:
    texts = read_texts(open_dossier(PROJECT, slug))
    page = lines_on_page(texts)
    # The page sets what the publication page says at its foot.
    printed = [
        line
        for text, line in first_lines(texts)
        if text.is_printed
        and text.section != "publication"
        and text.prose
        and text.prose.tokens[0].type in ("paragraph_open", "heading_open", "bullet_list_open")
    ]
    assert len(printed) > 5
    positions = [page.index(line) for line in printed]
    assert positions == sorted(positions)
    marks = [text.is_printed for text in texts]
    assert marks == sorted(marks, reverse=True)
    assert not [text for text, line in first_lines(texts) if not text.is_printed and line in page]


@pytest.mark.slow
def test_a_build_reads_each_text_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: Counter[int] = Counter()
    parse = texts_module.parse

    def count(text: str, **how: object) -> object:
        read[id(text)] += 1
        return parse(text, **how)  # type: ignore[arg-type]

    for module in ("reportgen.report.texts", "reportgen.prose.reader"):
        monkeypatch.setattr(f"{module}.parse", count)
    maker = OutputMaker(Project(REPOSITORY), "west-sussex-2022", Timings())
    maker.make_html(), maker.make_pdf(), maker.make_data()
    assert len(read) == len([text for text in maker.texts if text.prose is not None])
    assert set(read.values()) == {1}


EVERYWHERE = """
methodology: hmip-region-2023
title: A region
text: {foreword: "Here.[^1]\\n\\n[^1]: First."}
publication: {licence: "Free.[^1]\\n\\n[^1]: Where the outline has it."}
findings:
  R2.1: {rating: Good, in_brief: "More.[^1]\\n\\n[^1]: Third."}
  R1.1: {rating: Good, in_brief: "In brief.[^1]\\n\\n[^1]: Second."}
"""


def test_notes_are_numbered_as_the_report_prints_them_whatever_the_order_of_the_file() -> None:
    texts = texts_of(EVERYWHERE)
    notes = [str(inline_html(note.tokens, "page")) for note in texts.notes]
    assert [note for note in notes if note in ("First.", "Second.", "Third.")] == [
        "First.",
        "Second.",
        "Third.",
    ]
    sections = list(dict.fromkeys(text.section for text in texts if text.prose))
    outline = [part.anchor for part in texts.parts]
    assert sections == [name for name in outline if name in sections]
    assert len(notes) == 4


UNPRINTED = """
methodology: hmip-pdu-2021
title: A unit
good_practice: [{title: A case, text: "Well done.[^1]\\n\\n[^1]: Printed nowhere."}]
tables: {one: {title: One, columns: [A], rows: [[a]], notes: ["See.[^1]\\n\\n[^1]: Nor this."]}}
findings: {2.2: {in_brief: "### Heading\\n\\nIn brief.", text: "### Heading\\n\\nAt length."}}
"""


def test_what_the_outline_has_no_place_for_is_read_last_and_is_no_part_of_the_report() -> None:
    texts = texts_of(UNPRINTED)
    unprinted = [str(text.text).partition("[^")[0] for text in texts if not text.is_printed]
    assert unprinted == [
        "### Heading\n\nIn brief.",
        "A case",
        "Well done.",
        "One",
        "A",
        "a",
        "See.",
    ]
    assert not texts.notes
    heading_ids = [h.id for text in texts if text.prose for h in text.prose.headings]
    assert heading_ids == ["s-2.2-heading", "s-2.2-heading-2"]


def test_a_table_is_read_where_a_text_places_it() -> None:
    texts = texts_of("""
methodology: hmip-pdu-2021
title: A unit
tables:
  one: {title: One, columns: [A], rows: [["{n:x}"]]}
  two: {title: Two, in: 2.1, columns: [A]}
text: {foreword: "{table:one}", background: After it.}
sample: {x: 40}
""")
    kept = [text.section for text in texts if text.role in ("prose", "cell")]
    assert kept == ["foreword", "table-one", "background"]
    assert texts.ids == {("table", "one"): "table-one", ("table", "two"): "table-two"}


def test_a_text_without_words_is_no_prose_and_a_blank_cell_is_an_empty_one() -> None:
    texts = texts_of("""
methodology: hmip-pdu-2021
title: A unit
tables: {one: {title: One, in: 2.2, columns: [A, B], rows: [["", b], ["  "]]}}
text: {foreword: "  "}
""")
    blank = texts.dossier.inspection.text["foreword"]  # type: ignore[index]
    assert texts.prose(blank) is None
    assert texts.prose(None) is None
    assert not texts.prose_or_blank(blank)
    rows = build_report(texts.dossier, texts).tables["one"].rows
    assert [[bool(cell.text) for cell in row] for row in rows] == [[False, True], [False, False]]
