"""What authors put into a report that no template expected: long words, code, tall pictures, wide
tables. Nothing is cut, on paper or on the screen."""

from __future__ import annotations

import csv
import json
import re
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from struct import pack

import pytest

from reportgen.building.outputs import OutputMaker, Timings
from reportgen.project.loading import Project
from reportgen.record.standing import MAX_RECIPIENT
from tests.conftest import REPOSITORY
from tests.support.browser import run_node
from tests.support.tagged import Piece, Tag, Tagged
from tests.system.test_published_pdfs import headings_alone, overlapping, plain

PLACE = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
CODE = "reportgen build --all " + "--with-a-long-option=and-its-value " * 3 + "x" * 100

INSPECTION = f"""
methodology: hmip-pdu-2021
title: {PLACE}
subtitle: An inspection of {PLACE}
text:
  foreword: |
    ```
    {CODE}
    ```

    The unit of {PLACE} lies by the sea, and a name as long as {PLACE * 3} has to break.

    5. A list that begins with five
    6. and goes on with six

    ![A tall picture](tall.png "What the tall picture shows")

    After the picture.

    ![A very tall picture](taller.png "What the taller picture shows")

    | Unit | {PLACE} |
    |------|---------|
    | One  | {PLACE} |

    | Question | {" | ".join(f"Column {n}" for n in range(1, 16))} |
    |----------|{"---|" * 15}
    | Were the needs of the person assessed? | {" | ".join(f"{n}0 of 100" for n in range(1, 16))} |

    Before a table of ten columns.

    {{table:seven}}

    {{table:many}}
tables:
  seven:
    title: Seven columns of numbers
    columns: [Measure, {", ".join(f"Year {n}" for n in range(2001, 2007))}]
    rows: [[Cases, {", ".join(["1200"] * 6)}]]
  many:
    title: Fifteen columns
    columns: [Measure, {", ".join(f"Column {n}" for n in range(2, 16))}]
    notes: [A note beneath the table that is turned.]
    rows: [[Rehabilitation, {", ".join(["90 of 100"] * 14)}], [Cases, {", ".join(["1200"] * 14)}]]
findings:
  1.1: {{rating: Good, text: "A paragraph about {PLACE}."}}
"""

COLUMNS = 15
MARKDOWN = [
    f"| Question | {' | '.join(f'Column {n}' for n in range(1, COLUMNS + 1))} |",
    f"|---|{'---|' * COLUMNS}",
    f"| Rehabilitation | {' | '.join(['10 of 100'] * COLUMNS)} |",
]


def table(indent: int) -> str:
    """A table that needs a turned page, as the first thing of a text."""
    return "|\n" + "\n".join(" " * indent + line for line in MARKDOWN)


TURNED = f"""
methodology: hmip-pdu-2021
title: Exampleshire
text:
  foreword: |
    A paragraph.

    ### Beneath this a table

    {(chr(10) + " " * 4).join(MARKDOWN)}

    Between tables.

    ### Beneath this a heading

    #### Beneath that a table

    {(chr(10) + " " * 4).join(MARKDOWN)}
  background: {table(4)}
recommendations:
  - to: The unit
    items:
      - text: {table(10)}
  - to: The region
    items:
      - title: An item with a title
        text: {table(10)}
progress:
  - recommendation: {table(6)}
    findings: Done.
    category: Sufficient progress
sections:
  - in: web_links
    title: An extra section
    text: {table(6)}
  - in: "1.2"
    title: Another
    text: {table(6)}
findings:
  "1":
    summary: {table(6)}
  1.1:
    rating: Good
    strengths:
      - text: {table(10)}
  1.2:
    rating: Good
    text: {table(6)}
"""


def picture(width: int, height: int) -> bytes:
    """A PNG of grey."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x99" * width for _ in range(height))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


RECIPIENT = ("The Joint Committee on Community Supervision of Both Counties " * 2)[:MAX_RECIPIENT]

PICTURES = {"tall.png": picture(1080, 2400), "taller.png": picture(300, 3000)}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> OutputMaker:
    folder = tmp_path_factory.mktemp("awkward")
    (folder / "inspections").mkdir()
    (folder / "inspections" / "awkward.yaml").write_text(INSPECTION, encoding="utf-8")
    (folder / "inspections" / "turned.yaml").write_text(TURNED, encoding="utf-8")
    for name, data in PICTURES.items():
        (folder / "inspections" / name).write_bytes(data)
    return OutputMaker(Project(folder), "awkward", Timings(), recipient=RECIPIENT)


@pytest.fixture(scope="module")
def printed(made: OutputMaker) -> Tagged:
    (data,) = made.make_pdf().values()
    return Tagged(data)


def test_nothing_printed_leaves_its_page(printed: Tagged) -> None:
    for number, (pieces, (_, _, right, top)) in enumerate(
        zip(printed.pieces, printed.sizes, strict=True)
    ):
        for piece in pieces:
            if piece.text.strip():
                edge = PRINTABLE if is_mark(piece, top) else 35
                assert (
                    piece.box[0] > 55
                    and piece.box[2] < right - 60
                    and piece.box[1] > min(edge, 25)
                    and piece.box[3] < top - edge
                ), (number + 1, piece)


PRINTABLE = 14
"""Points from the edge of a sheet, 5 mm: what is nearer, many printers leave out."""


def is_mark(piece: Piece, top: float) -> bool:
    """Whether it is part of what marks a draft, or a copy."""
    is_at_an_edge = piece.box[1] > top - 75 or piece.box[3] < 45
    words = plain("Draft, not for publication. Copy for " + RECIPIENT)
    return is_at_an_edge and plain(piece.text) in words


def test_each_sheet_of_a_copy_is_marked_and_names_who_has_it(printed: Tagged) -> None:
    for number, (pieces, (*_, top)) in enumerate(zip(printed.pieces, printed.sizes, strict=True)):
        marks = plain("".join(piece.text for piece in pieces if is_mark(piece, top)))
        assert marks.startswith(plain("Draft, not for publication")), number + 1
        assert plain(f"Copy for {RECIPIENT}") in marks, number + 1


def test_a_table_turns_its_page_where_it_needs_to_and_only_there(printed: Tagged) -> None:
    turned = {page for page, (_, _, right, top) in enumerate(printed.sizes) if right > top}
    pages = {table.text[:30]: table.pages for table in printed.document.all("Table")}
    for words, is_wide in (
        ("Question Column 1", True),
        ("Seven columns", False),
        ("Fifteen columns", True),
        ("1 Organisational", False),
    ):
        (on,) = [page for text, page in pages.items() if text.startswith(words)]
        assert (on <= turned) == is_wide, words
    (text,) = [
        paragraph
        for paragraph in printed.document.all("P")
        if paragraph.text.startswith("Before a table")
    ]
    assert not text.pages & turned


def test_a_column_of_sentences_is_wide_enough_to_read(printed: Tagged) -> None:
    assert narrow_rows(printed) == []


def narrow_rows(printed: Tagged) -> list[str]:
    """Rows that begin with a sentence set in a column of a word a line."""
    first = [
        next(tag for tag in row.kids if isinstance(tag, Tag)) for row in printed.document.all("TR")
    ]
    boxes = [
        (cell.text, [piece.box for piece in pieces_of(cell)])
        for cell in first
        if len(cell.text) > 24
    ]
    return [
        text
        for text, found in boxes
        if max(box[2] for box in found) - min(box[0] for box in found) < 65
    ]


def pieces_of(tag: Tag) -> Iterator[Piece]:
    for kid in tag.kids:
        if isinstance(kid, Piece):
            yield kid
        elif isinstance(kid, Tag):
            yield from pieces_of(kid)


GROUPS = [
    "White British",
    "White other",
    "Black, Asian and minority ethnic",
    "Mixed",
    "Not recorded",
    "Gypsy, Roma or Traveller",
    "Welsh",
    "Irish",
    "Chinese",
    "Other",
]


def test_results_by_many_groups_keep_to_the_page_and_can_be_read(tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "methodologies", tmp_path / "methodologies")
    shutil.copytree(REPOSITORY / "inspections", tmp_path / "inspections")
    cases = tmp_path / "inspections" / "exampleshire-2025" / "cases.csv"
    head, *rows = list(csv.reader(cases.open(encoding="utf-8")))
    group = head.index("age_group")
    with cases.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [
                head,
                *(
                    [
                        f"{turn}-{number}",
                        *row[1:group],
                        GROUPS[(turn + number) % len(GROUPS)],
                        *row[group + 1 :],
                    ]
                    for turn in range(8)
                    for number, row in enumerate(rows)
                ),
            ]
        )
    inspection = tmp_path / "inspections" / "exampleshire-2025.yaml"
    inspection.write_text(
        re.sub(
            r"age_group: \[.*\]", f"age_group: {json.dumps(GROUPS)}", inspection.read_text("utf-8")
        ),
        encoding="utf-8",
    )
    (data,) = OutputMaker(Project(tmp_path), "exampleshire-2025", Timings()).make_pdf().values()
    printed = Tagged(data)
    (table,) = [table for table in printed.document.all("Table") if "Black, Asian" in table.text]
    (page,) = table.pages
    assert max(piece.box[2] for piece in pieces_of(table)) <= printed.sizes[page][2] - 60
    assert narrow_rows(printed) == []


def test_what_stands_above_a_turned_table_turns_with_it(made: OutputMaker) -> None:
    (data,) = OutputMaker(made.project, "turned", Timings()).make_pdf().values()
    printed = Tagged(data)
    turned = {page for page, (_, _, right, top) in enumerate(printed.sizes) if right > top}
    tables = [
        table
        for table in printed.document.all("Table")
        if table.text.startswith("Question Column 1")
    ]
    assert len(tables) == TURNED.count("| Question |") == 11
    assert all(table.pages <= turned for table in tables)
    assert headings_alone(printed) == []
    assert all(len(item.pages) == 1 for item in printed.document.all("LI")), (
        "the title of an item has been left behind"
    )
    for number, (pieces, (_, _, right, _)) in enumerate(
        zip(printed.pieces, printed.sizes, strict=True)
    ):
        assert all(
            piece.box[0] > 55 and piece.box[2] < right - 55
            for piece in pieces
            if piece.text.strip()
        ), number + 1
    for (
        page
    ) in turned:  # whatever is above the table begins where it does, or in the margin of its number
        assert min(piece.box[0] for piece in printed.pieces[page] if piece.text.strip()) < 70, (
            page + 1
        )


def test_a_long_word_and_a_line_of_code_are_printed_whole(printed: Tagged) -> None:
    text = plain("".join(printed.text(page) for page in range(len(printed.pieces))))
    assert plain(CODE) in text
    assert text.count(plain(PLACE)) >= 8
    assert plain(PLACE * 3) in text


def test_a_picture_leaves_room_for_its_caption_and_the_page_number(printed: Tagged) -> None:
    figures = [
        (figure, [float(side) for side in figure.entry.A.BBox])
        for figure in printed.document.all("Figure")
    ]
    tall = [(figure, box) for figure, box in figures if box[3] - box[1] > 300]
    assert len(tall) == len(PICTURES)
    for (figure, (left, bottom, right, top)), name in zip(tall, ("tall", "taller"), strict=True):
        assert 60 < bottom < top < 842 - 70 and 60 < left < right < 595 - 75
        captions = [
            piece
            for pieces in printed.pieces
            for piece in pieces
            if f"What the {name} picture" in piece.text
        ]
        assert captions and {piece.page for piece in captions} == figure.pages
        assert all(piece.box[3] < bottom + 2 for piece in captions)


def test_a_list_begins_with_its_own_number(printed: Tagged) -> None:
    items = [
        item.text
        for item in printed.document.all("LI")
        if "with five" in item.text or "with six" in item.text
    ]
    assert [plain(item)[:2] for item in items] == ["5.", "6."]


def test_a_key_question_breaks_only_where_it_is_full(tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "methodologies", tmp_path / "methodologies")
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "fits.yaml").write_text(
        "methodology: exampleshire-2025\nkind: service\ntitle: T\nfindings: {2.2: {results: {2.2.1:"
        " 3 of 12, 2.2.2: 6 of 12}}}\n",
        encoding="utf-8",
    )
    (data,) = OutputMaker(Project(tmp_path), "fits", Timings()).make_pdf().values()
    (cell,) = [cell for cell in Tagged(data).document.all("TH") if "Lowest" in cell.text]
    lines: dict[int, str] = {}
    for piece in pieces_of(cell):
        lines[round(piece.box[1])] = lines.get(round(piece.box[1]), "") + piece.text
    assert [line.strip() for line in lines.values()] == [
        "Was the plan made with the person?",
        "Lowest – decides the rating",
    ]


@pytest.mark.browser
def test_on_the_screen_nothing_is_cut_and_axe_finds_nothing(
    made: OutputMaker, tmp_path: Path
) -> None:
    (page,) = made.make_html().values()
    (tmp_path / "awkward.html").write_bytes(page)
    (seen,) = run_node("page.mjs", "--glance", tmp_path / "awkward.html")
    for width, found in seen["widths"].items():
        assert found["violations"] == [], width
        assert found["scrolls"] == [], width
        assert found["columns"] == [], width
    assert seen["zoomed"] == []
    assert seen["invalid"] == []


NAME = (
    "Exampleshire, Sampleshire and the Isle of Instances Community Supervision, Unpaid Work,"
    " Interventions and Resettlement Partnership, with the Joint Service for Young Adults of Both"
    " Counties and of the City"
)
LENGTHS = (20, 60, 120, 200)


@pytest.fixture(scope="module")
def titled(tmp_path_factory: pytest.TempPathFactory) -> dict[int, OutputMaker]:
    """Reports with titles, and subtitles, of each length."""
    folder = tmp_path_factory.mktemp("titled")
    (folder / "inspections").mkdir()
    for length in LENGTHS:
        (folder / "inspections" / f"title-{length}.yaml").write_text(
            f"methodology: hmip-pdu-2021\ntitle: {NAME[:length].strip()!r}\nsubtitle:"
            f" {NAME[:length].strip()!r}\npublished: 2025-03\nregion: Example"
            " region\nchief_inspector: {name: Alex Instance, title: Chief Inspector}\ntext:"
            " {foreword: A text.}\n",
            encoding="utf-8",
        )
    return {
        length: OutputMaker(Project(folder), f"title-{length}", Timings()) for length in LENGTHS
    }


@pytest.mark.slow
@pytest.mark.parametrize("length", LENGTHS)
def test_a_title_keeps_to_its_band_of_the_cover_and_to_the_head_of_the_pages(
    length: int, titled: dict[int, OutputMaker]
) -> None:
    (data,) = titled[length].make_pdf().values()
    printed, title = Tagged(data), plain(NAME[:length].strip())
    _, _, width, height = printed.sizes[0]
    kind, *named = [
        piece
        for piece in printed.pieces[0]
        if piece.text.strip()
        and piece.box[1] > height - 184 / 25.4 * 72
        and not is_mark(piece, height)
    ]
    assert plain("".join(piece.text for piece in named)) == title * 2, (
        "all of the title and the subtitle stands in the band"
    )
    assert all(piece.box[2] < width - 60 and piece.box[3] < kind.box[1] for piece in named)
    assert max(piece.size for piece in named) > 18
    for number, pieces in enumerate(printed.pieces[1:], 2):
        top = printed.sizes[number - 1][3]
        head = [
            piece
            for piece in pieces
            if piece.marked < 0
            and piece.text.strip()
            and piece.box[1] > top - 75
            and not is_mark(piece, top)
        ]
        assert title in plain("".join(piece.text for piece in head)), number
        assert all(piece.box[3] < top - 15 for piece in head), number
    assert [*overlapping(printed)] == []


@pytest.mark.browser
def test_a_title_leaves_room_on_a_narrow_screen(
    titled: dict[int, OutputMaker], tmp_path: Path
) -> None:
    files = []
    for length, making in titled.items():
        (page,) = making.make_html().values()
        files.append(tmp_path / f"{length}.html")
        files[-1].write_bytes(page)
    for found in run_node("page.mjs", "--glance", *files):
        assert [(seen["scrolls"], seen["words"]) for seen in found["widths"].values()] == [
            ([], [])
        ] * 3, found["file"]
        assert found["title"] < 450, "half a screen of 900"
