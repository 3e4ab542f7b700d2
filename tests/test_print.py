"""How the print is set, seen in each example's PDF: running heads, footnotes under their calls, lines that can be read."""

from __future__ import annotations

import re
from statistics import median

import pytest

from tests.tagged import Piece
from tests.test_published_pdfs import SLUGS, making, plain, read

pytestmark = pytest.mark.parametrize("slug", SLUGS)

HEAD = 75
"""Points from the top edge within which a running head stands."""


def test_every_page_but_the_cover_says_what_it_belongs_to(slug: str) -> None:
    tagged, report = read(slug), making(slug).report
    title = plain(report.letter.subject or report.title if report.letter else report.title)
    for number, (pieces, size) in enumerate(zip(tagged.pieces, tagged.sizes, strict=True)):
        head = plain("".join(piece.text for piece in pieces if piece.box[1] > size[3] - HEAD))
        assert title in head or (number == 0 and not report.is_letter), f"page {number + 1}: {head}"


def test_every_page_but_the_cover_is_numbered(slug: str) -> None:
    tagged = read(slug)
    for number, pieces in enumerate(tagged.pieces):
        foot = plain("".join(piece.text for piece in pieces if piece.box[3] < 68))
        assert f"Page{number + 1}of{len(tagged.pieces)}" in foot or (number == 0 and not making(slug).report.is_letter)


def test_footnotes_stand_on_the_page_of_their_call(slug: str) -> None:
    tagged = read(slug)
    calls = [call for call in tagged.document.all("Reference") if call.parent is not None and call.parent.name != "TOCI"]
    notes = {re.match(r"\d+", plain(note.text))[0]: note for note in tagged.document.all("Note")}  # type: ignore[index]
    assert len(calls) >= len(notes)
    for call in calls:
        assert min(call.pages) == min(notes[plain(call.text)].pages), call.text


def test_lines_of_prose_have_60_to_75_characters(slug: str) -> None:
    lengths: list[int] = []
    for paragraph in read(slug).document.all("P"):
        lines: dict[tuple[int, int], int] = {}
        for piece in (kid for kid in paragraph.kids if isinstance(kid, Piece)):
            key = (piece.page, round(piece.box[1] / 6))
            lines[key] = lines.get(key, 0) + len(piece.text.strip("\n"))
        if len(lines) > 3:
            lengths += list(lines.values())[:-1]
    if len(lengths) > 100:
        assert 60 <= median(lengths) <= 75
