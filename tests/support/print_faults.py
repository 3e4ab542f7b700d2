"""Counts what spoils the pages of PDFs: `python -m tests.support.print_faults FILE.pdf…`

Pages under 30 % full, ratings parted from their tables, charts on two pages, and words that run
together where a line ends. It reads the tagged PDF alone, so that versions can be compared.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pikepdf

from tests.support.joined_words import JOINED, strings_of_pages
from tests.support.tagged import Piece, Tag, Tagged

SPARSE = 0.3
TOP, BOTTOM = 74, 68
"""Points of the margins above and below the text."""

OPEN_ENDS = (" ", "-", "‐", "–", "—", "/", "\u00ad", "\u00a0")
"""What a line may end with that its last word does not run on from."""


@dataclass
class Faults:
    """How often each fault is in a PDF."""

    pages: int = 0
    sparse: int = 0
    parted_ratings: int = 0
    split_charts: int = 0
    joined_words: int = 0


def count_faults(pdf: bytes) -> Faults:
    tagged = Tagged(pdf)
    return Faults(
        pages=len(tagged.pieces),
        sparse=len(sparse_pages(tagged)),
        parted_ratings=len(parted_ratings(tagged)),
        split_charts=len(split_charts(tagged)),
        joined_words=sum(1 for _ in joined_lines(tagged, pdf)),
    )


def sparse_pages(tagged: Tagged) -> list[int]:
    """The numbers of the pages whose text ends in their upper part; a note at the foot of a page
    does not fill it."""
    notes = {
        (kid.page, kid.marked)
        for note in tagged.document.all("Note")
        for tag in (note, *note.walk())
        for kid in tag.kids
        if isinstance(kid, Piece)
    }
    faults = []
    for page, (pieces, (_, _, _, top)) in enumerate(zip(tagged.pieces, tagged.sizes, strict=True)):
        read = [
            piece.box[1]
            for piece in pieces
            if (page, piece.marked) in tagged.met - notes and piece.text.strip()
        ]
        filled = (top - TOP - min(read, default=top)) / (top - TOP - BOTTOM)
        if filled < SPARSE:
            faults.append(page + 1)
    return faults


def parted_ratings(tagged: Tagged) -> list[str]:
    """The standards whose rating stands on another page than their table of key questions."""
    faults, heading = [], None
    for tag in tagged.document.walk():
        if tag.name in ("H2", "H3"):
            heading = tag
        elif tag.name == "Table" and heading is not None and heading.name == "H3":
            caption = "".join(caption.text for caption in tag.all("Caption"))
            if caption.startswith("Share of cases") and min(tag.pages) not in heading.pages:
                faults.append(heading.text)
            heading = None
    return faults


def split_charts(tagged: Tagged) -> list[str]:
    """The charts that are on two pages or more: tables with many bars."""
    return [
        table.text[:60]
        for table in tagged.document.all("Table")
        if len(table.pages) > 1 and len(table.all("Figure")) > 9
    ]


def joined_lines(tagged: Tagged, pdf: bytes) -> Iterator[str]:
    """The ends of lines at which words run together."""
    strings = strings_of_pages(pikepdf.open(BytesIO(pdf)))
    for tag in (tagged.document, *tagged.document.walk()):
        if tag.name in JOINED:
            continue
        for one, other in pairwise(_pieces(tag)):
            # The box of a comma is low on its line.
            same_line = one.page == other.page and one.box[1] - other.box[3] < other.size / 4
            end = strings[one.page].get(one.marked, "")
            start = strings[other.page].get(other.marked, "")
            is_open = end.endswith(OPEN_ENDS) or not start[0].isalnum()
            if end and start and not same_line and not is_open:
                yield end[-20:] + start[:20]


def _pieces(tag: Tag) -> Iterator[Piece]:
    for kid in tag.kids:
        if isinstance(kid, Piece) and kid.text.strip():
            yield kid
        elif isinstance(kid, Tag) and kid.name in JOINED:
            yield from _pieces(kid)


def main(files: list[str]) -> None:
    names = [field.name for field in fields(Faults)]
    print("\t".join(["file", *names]))
    total = Faults()
    for file in files:
        faults = count_faults(Path(file).read_bytes())
        print("\t".join([Path(file).stem, *(str(getattr(faults, name)) for name in names)]))
        for name in names:
            setattr(total, name, getattr(total, name) + getattr(faults, name))
    print("\t".join(["all", *(str(getattr(total, name)) for name in names)]))


if __name__ == "__main__":
    main(sys.argv[1:])
