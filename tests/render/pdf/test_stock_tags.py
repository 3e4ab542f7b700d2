"""How far WeasyPrint's own tags are from what a screen reader needs.

Our tags go the day these suffice. The test fails as soon as WeasyPrint meets one demand more, and
then says which, so that nobody has to look for it.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reportgen.render.pdf import tagger, writer
from reportgen.render.pdf.resources import PdfResources
from tests.conftest import REPOSITORY
from tests.support.sample_document import document
from tests.support.tagged import Tagged

SUPPLIES = PdfResources([REPOSITORY / "templates"], {})


def _paragraphs_are_whole(made: Tagged) -> bool:
    return sum(tag.text.endswith("and on.") for tag in made.document.all("P")) == 4 * 12 and any(
        len(tag.pages) > 1 for tag in made.document.all("P")
    )


def _heads_are_read_once(made: Tagged) -> bool:
    return len(made.document.all("Table")) == 4 and all(
        len(table.all("TR")) == 31 for table in made.document.all("Table")
    )


def _page_numbers_are_artifacts(made: Tagged) -> bool:
    return any(b"/Pagination" in page.Contents.read_bytes() for page in made.pdf.pages)


def _header_cells_have_a_scope(made: Tagged) -> bool:
    heads = made.document.all("TH")
    return bool(heads) and all(tag.attribute("/Scope") for tag in heads)


def _contents_are_contents(made: Tagged) -> bool:
    return bool(made.document.all("TOC")) and bool(made.document.all("TOCI"))


def _notes_are_notes(made: Tagged) -> bool:
    return bool(made.document.all("Note")) and bool(made.document.all("Reference"))


def _links_say_where_they_lead(made: Tagged) -> bool:
    links = [link for link in made.document.all("Link") if link.annotations]
    return bool(links) and all(
        str(annotation.get("/Contents", "")) and "://" not in str(annotation.get("/Contents", ""))
        for link in links
        for annotation in link.annotations
    )


def _other_languages_are_marked(made: Tagged) -> bool:
    return any("/Lang" in tag.entry for tag in made.document.walk())


DEMANDS: dict[str, Callable[[Tagged], bool]] = {
    "a paragraph across pages is one element": _paragraphs_are_whole,
    "a table across pages is one, its head read once": _heads_are_read_once,
    "page numbers are artifacts": _page_numbers_are_artifacts,
    "header cells have a scope": _header_cells_have_a_scope,
    "contents are a table of contents": _contents_are_contents,
    "footnotes are notes with references": _notes_are_notes,
    "links are described in words": _links_say_where_they_lead,
    "another language is marked": _other_languages_are_marked,
}


def _make() -> Tagged:
    sample = document(chapters=4, paragraphs=12)
    return Tagged(writer.write_pdf(sample, SUPPLIES, display_path="sample.yaml", dated="2022-08"))


def _missed(made: Tagged) -> set[str]:
    return {name for name, is_met in DEMANDS.items() if not is_met(made)}


@pytest.mark.slow
def test_our_tags_meet_every_demand() -> None:
    assert _missed(_make()) == set()


@pytest.mark.slow
def test_the_tags_of_weasyprint_do_not_suffice_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagger, "TESTED", frozenset())
    missed = _missed(_make())
    assert missed, "WeasyPrint's own tags meet every demand: reportgen/render/pdf/tagger.py can go"
    assert missed == STOCK_MISSES, (
        f"met now: {STOCK_MISSES - missed}; lost: {missed - STOCK_MISSES}"
    )


STOCK_MISSES = set(DEMANDS)
"""What the tags of WeasyPrint 70.0 miss."""
