"""The workbook: the shape of accessible spreadsheets, the same in both formats, and no text that
does anything."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree

from reportgen.cases.breakdowns import find_breakdowns
from reportgen.dossier import Dossier, open_dossier
from reportgen.reading.spreadsheet import Spreadsheet
from reportgen.render.read_back import read_ratings
from reportgen.render.workbook.book import build_workbook, find_day, make_column
from reportgen.render.workbook.ods import write_ods
from reportgen.render.workbook.sheets import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    WITHHELD,
    Sheet,
    SheetColumn,
    SheetLine,
    SheetNames,
    Workbook,
    table_sheet,
)
from reportgen.render.workbook.xlsx import write_xlsx
from tests.conftest import EVERY, REPOSITORY, TestProject, inspection_of

SOFFICE = shutil.which("soffice")
HAS_CALC = SOFFICE is not None and (Path(SOFFICE).resolve().parent / "libsclo.so").exists()
"""LibreOffice may be here with its writer alone, which opens no workbook."""


@pytest.fixture(scope="module")
def books(dossiers: dict[str, Dossier]) -> dict[str, Workbook]:
    return {slug: build_workbook(dossier) for slug, dossier in dossiers.items()}


def ods_part(data: bytes, name: str = "content.xml") -> Any:
    return etree.fromstring(zipfile.ZipFile(BytesIO(data)).read(name))


def local(tag: str) -> str:
    return etree.QName(tag).localname


# The shape


@EVERY
def test_opens_with_cover_contents_and_notes(books: dict[str, Workbook], slug: str) -> None:
    book = books[slug]
    assert [sheet.name for sheet in book.sheets[:5]] == [
        "Cover",
        "Contents",
        "Notes",
        "Overall",
        "Ratings",
    ]
    assert book.title
    assert book.language == "en-GB"
    listed = [row[0] for row in book.sheets[1].rows]
    assert listed == ["Cover", "Notes", *(sheet.name for sheet in book.sheets[3:])]


@EVERY
def test_every_table_has_distinct_headings_and_no_empty_cell(
    books: dict[str, Workbook], slug: str
) -> None:
    for sheet in books[slug].sheets[1:]:
        titles = [column.title.casefold() for column in sheet.columns]
        assert len(set(titles)) == len(titles)
        assert all(titles)
        assert all(
            len(row) == len(titles) and all(value != "" for value in row) for row in sheet.rows
        )
    assert len({sheet.table_name for sheet in books[slug].sheets}) == len(books[slug].sheets)


@EVERY
def test_every_note_that_is_called_is_there_and_every_note_is_called(
    books: dict[str, Workbook], slug: str
) -> None:
    book = books[slug]
    called = {
        f"note {n}"
        for sheet in book.sheets[3:]
        for row in sheet.rows
        for value in row
        if isinstance(value, str)
        for n in re.findall(r"\[note (\d+)\]", value)
    }
    listed = {row[0] for row in book.sheets[2].rows}
    assert called == listed or (not called and len(listed) == 1)


@EVERY
def test_everything_of_the_inspection_is_in_it(
    dossiers: dict[str, Dossier], books: dict[str, Workbook], slug: str
) -> None:
    dossier, sheets = dossiers[slug], {sheet.name: sheet for sheet in books[slug].sheets}
    i = dossier.inspection
    typed = {
        str(id): r.rounded
        for f in i.findings.values()
        for id, r in f.results.items()
        if r and r.percent is not None and id in dossier.methodology.questions
    }
    assert (
        {row[1]: row[5] for row in sheets["Key_questions"].rows} == typed
        if typed
        else "Key_questions" not in sheets
    )
    prompts = sum(
        1
        for f in i.findings.values()
        for id, r in f.results.items()
        if r
        and r.percent is not None
        and id not in dossier.methodology.questions
        and id not in i.findings
    )
    assert len(sheets["Prompts"].rows) == prompts if prompts else "Prompts" not in sheets
    titles = [sheet.title for sheet in books[slug].sheets]
    assert all(str(table.title) in titles for table in i.tables.values())
    recommended = sum(len(group.items) for group in i.recommendations)
    assert (
        len(sheets["Recommendations"].rows) == recommended
        if recommended
        else "Recommendations" not in sheets
    )
    assert (
        len(sheets["Progress"].rows) == len(i.progress) if i.progress else "Progress" not in sheets
    )


def test_invented_cases_are_said_to_be_and_small_groups_withheld(
    books: dict[str, Workbook], dossiers: dict[str, Dossier]
) -> None:
    book = books["exampleshire-2025"]
    assert any("invented" in line.text for line in book.sheets[0].lines)
    broken = [sheet for sheet in book.sheets if sheet.name.startswith("By_")]
    assert len(broken) == len(find_breakdowns(dossiers["exampleshire-2025"].inspection)) > 0
    for row in (row for sheet in broken for row in sheet.rows if WITHHELD in row):
        assert row[3:6] == (WITHHELD, WITHHELD, WITHHELD)
        assert "[note" in str(row[6])


# The two files


@EVERY
def test_ods_has_language_title_named_tables_and_head_rows_and_nothing_merged(
    books: dict[str, Workbook], slug: str
) -> None:
    book = books[slug]
    data = write_ods(book)
    assert zipfile.ZipFile(BytesIO(data)).infolist()[0].filename == "mimetype"
    content, meta, styles = ods_part(data), ods_part(data, "meta.xml"), ods_part(data, "styles.xml")
    said = {local(e.tag): e.text for e in meta.iter() if e.text}
    assert (said["title"], said["language"]) == (book.title, "en-GB")
    assert [e.get(key) for e in styles.iter() for key in e.attrib if key.endswith("}language")] == [
        "en"
    ]
    tables = [e for e in content.iter() if local(e.tag) == "table"]
    assert len(tables) == len(book.sheets)
    assert sum(local(e.tag) == "table-header-rows" for e in content.iter()) == len(book.sheets) - 1
    ranges = [
        next(v for k, v in e.items() if k.endswith("}target-range-address"))
        for e in content.iter()
        if local(e.tag) == "database-range"
    ]
    assert len(ranges) == len(book.sheets) - 1
    attributes = {local(key) for e in content.iter() for key in e.attrib}
    assert not attributes & {"formula", "number-columns-spanned", "number-rows-spanned"}


@EVERY
def test_xlsx_has_title_language_and_named_tables_and_nothing_merged(
    books: dict[str, Workbook], slug: str
) -> None:
    book = books[slug]
    data = write_xlsx(book)
    opened = openpyxl.load_workbook(BytesIO(data))
    assert (opened.properties.title, opened.properties.language) == (book.title, "en-GB")
    for sheet in book.sheets:
        page = opened[sheet.name]
        assert not page.merged_cells.ranges
        assert page.freeze_panes is None
        assert list(page.tables) == ([sheet.table_name] if sheet.columns else [])
        assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
        if sheet.columns:
            assert [column.name for column in page.tables[sheet.table_name].tableColumns] == [
                column.title for column in sheet.columns
            ]


@EVERY
def test_both_files_hold_the_same(books: dict[str, Workbook], slug: str, tmp_path: Path) -> None:
    book = books[slug]
    (tmp_path / "a.ods").write_bytes(write_ods(book))
    (tmp_path / "a.xlsx").write_bytes(write_xlsx(book))
    ods, xlsx = Spreadsheet(tmp_path / "a.ods", "a"), Spreadsheet(tmp_path / "a.xlsx", "a")
    assert ods.names == xlsx.names == [sheet.name for sheet in book.sheets]
    for sheet in book.sheets:
        written = (
            [[line.text] for line in sheet.lines]
            + ([[c.title for c in sheet.columns]] if sheet.columns else [])
            + [[v if isinstance(v, str) else f"{v:.15g}" for v in row] for row in sheet.rows]
        )
        assert [row for _, row in ods.rows(sheet.name)] == written
        assert [row for _, row in xlsx.rows(sheet.name)] == written


@EVERY
def test_the_same_inspection_gives_the_same_bytes(dossiers: dict[str, Dossier], slug: str) -> None:
    first, second = build_workbook(dossiers[slug]), build_workbook(dossiers[slug])
    assert write_ods(first) == write_ods(second)
    assert write_xlsx(first) == write_xlsx(second)
    assert {part.date_time for part in zipfile.ZipFile(BytesIO(write_xlsx(first))).infolist()} == {
        (1980, 1, 1, 0, 0, 0)
    }


@pytest.mark.parametrize(
    ("published", "epoch", "day"),
    [
        ("2022", "", "2022-01-01"),
        ("2022-08", "", "2022-08-01"),
        ("2022-08-31", "1", "2022-08-31"),
        (None, "1700000000", "2023-11-14"),
        (None, "", "1980-01-01"),
        (None, "9" * 11, "2100-01-01"),
    ],
)
def test_files_are_dated_by_what_is_published_never_by_the_clock(
    monkeypatch: pytest.MonkeyPatch, published: str | None, epoch: str, day: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert (
        find_day(
            inspection_of(
                "methodology: m\ntitle: T\n" + (f"published: {published}\n" if published else "")
            )
        )
        == day
    )


def test_figures_that_are_numbers_are_numbers_and_nothing_required_is_not_missing(
    books: dict[str, Workbook], dossiers: dict[str, Dossier]
) -> None:
    for slug, book in books.items():
        sheets = {sheet.name: sheet for sheet in book.sheets}
        if "Figures" in sheets:
            assert not [
                row[1]
                for row in sheets["Figures"].rows
                if isinstance(row[1], str) and row[1].replace(",", "").isdigit()
            ]
        if "Progress" in sheets:
            assert [row[4] == NOT_APPLICABLE for row in sheets["Progress"].rows] == [
                not p.still_required for p in dossiers[slug].inspection.progress
            ]


def test_a_table_in_a_text_is_a_sheet_with_its_figures_filled_in(tmp_path: Path) -> None:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "x.yaml").write_text(
        "methodology: exampleshire-2025\nkind: office\ntitle: X\nfindings:\n  2.3:\n    results:"
        " {2.3.1: 3 of 4}\n    text: |\n      ### Staff *now*\n\n      | Office | Cases |\n      |"
        " --- | --- |\n      | North | 12 |\n      | South, **{pct:2.3.1}** | 1,300 |\n\n      One"
        " line a | b.\n"
    )
    (tmp_path / "methodologies").symlink_to(REPOSITORY / "methodologies")
    sheets = [
        sheet
        for sheet in build_workbook(open_dossier(TestProject(tmp_path), "x")).sheets
        if sheet.name.startswith("Table")
    ]
    assert [
        (sheet.name, [column.title for column in sheet.columns], [list(row) for row in sheet.rows])
        for sheet in sheets
    ] == [("Table_in_the_text", ["Office", "Cases"], [["North", 12], ["South, 75%", 1300]])]
    assert sheets[0].title == "Table in the text: Staff now"


# Text that would do harm

HARMFUL = [
    "=1+1",
    "+1",
    "-1+2",
    "@SUM(A1)",
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
    "\t=1",
    "{=1}",
    "http://example.org",
    "_x0041_",
    "<b>&amp;</b>",
    "  two  spaces ",
    "a\nb",
    "'quoted",
    "00123",
    "1e5",
    "TRUE",
]


@pytest.fixture
def hostile() -> Workbook:
    sheet = table_sheet(
        "Text",
        "=TITLE()",
        [SheetColumn(text or "x") for text in HARMFUL],
        [HARMFUL, ["A\u202eB\x00\x0b\ud800C\ufffe"] * len(HARMFUL), ["x" * 50_000]],
    )
    return Workbook(
        "=T()",
        "=S()",
        "=P()",
        "en-GB",
        "2022-01-01",
        (Sheet("Cover", (SheetLine("=1+1", "title"), SheetLine("@x"))), sheet),
    )


def test_text_stays_text(hostile: Workbook, tmp_path: Path) -> None:
    (tmp_path / "a.ods").write_bytes(write_ods(hostile))
    (tmp_path / "a.xlsx").write_bytes(write_xlsx(hostile))
    opened = openpyxl.load_workbook(tmp_path / "a.xlsx")["Text"]
    assert [cell.data_type for cell in opened[4]] == ["s"] * len(HARMFUL)
    for name in ("a.ods", "a.xlsx"):
        rows = [row for _, row in Spreadsheet(tmp_path / name, name).rows("Text")]
        assert rows[3] == HARMFUL
        assert rows[4] == ["ABC"] * len(HARMFUL)
        assert rows[5][0].endswith("(cut here; the report has the rest)")
        assert rows[5][1] == NOT_AVAILABLE
    assert {
        e.get(next(k for k in e.attrib if k.endswith("value-type")))
        for e in ods_part(write_ods(hostile)).iter()
        if local(e.tag) == "table-cell"
    } == {"string"}


def test_words_stand_left_and_numbers_right_whatever_their_column() -> None:
    values: list[Any] = [12, "not counted", "14%", "12 of 51", "–", NOT_AVAILABLE, 3.5, "Staff"]
    sides = ["right", "left", "right", "right", "right", "right", "right", "left"]
    sheet = table_sheet(
        "Mixed",
        "Mixed",
        (SheetColumn("Figure", 14, True), SheetColumn("Words", 14)),
        [(value, value) for value in values],
    )
    book = Workbook("T", "", "", "en-GB", "2025-01-01", (sheet,))
    page = openpyxl.load_workbook(BytesIO(write_xlsx(book)))["Mixed"]
    head = len(sheet.lines) + 1
    assert [page.cell(head + n, 1).alignment.horizontal for n in range(1, 9)] == sides
    assert [page.cell(head + n, 2).alignment.horizontal for n in range(1, 9)] == [
        "right" if isinstance(value, int | float) else "left" for value in values
    ]
    cells = [
        [cell for cell in row.iter() if local(cell.tag) == "table-cell"]
        for row in ods_part(write_ods(book)).iter()
        if local(row.tag) == "table-row"
    ][head:]
    styles = [
        next(value for name, value in row[0].attrib.items() if local(name) == "style-name")
        for row in cells
    ]
    assert ["right" if style == "number" else "left" for style in styles] == sides


def test_sheet_names_are_fit_and_given_once() -> None:
    names = SheetNames("Cover")
    assert [
        names.give(wanted)
        for wanted in ("staffing", "Staffing", "cover", "a/b:c*[d]?", "", "é", "x" * 60, "'; drop")
    ] == [
        "Staffing",
        "Staffing_2",
        "Cover_2",
        "A_b_c_d",
        "Table",
        "Table_2",
        "X" + "x" * 25,
        "Drop",
    ]


@pytest.mark.parametrize(
    ("title", "cells", "made", "values"),
    [
        ("Value", ["39", "2,311", "-4"], ("Value", True), [39, 2311, -4]),
        ("Value", ["10%", "22.5%", "Not known"], ("Value (%)", True), [10, 22.5, "Not known"]),
        ("Per cent", ["10%", "22%"], ("Per cent", True), [10, 22]),
        ("Value", ["10%", "39", "£2m"], ("Value", True), ["10%", 39, "£2m"]),
        (
            "Office",
            ["North", "007", "12 Main Street"],
            ("Office", False),
            ["North", "007", "12 Main Street"],
        ),
    ],
)
def test_what_is_written_as_a_number_is_one(
    title: str, cells: list[str], made: tuple[str, bool], values: list[Any]
) -> None:
    column, read = make_column(title, cells)
    assert ((column.title, column.is_number), read) == (made, values)


# In a real program


@pytest.mark.slow
@pytest.mark.skipif(not HAS_CALC, reason="LibreOffice Calc is not installed")
@pytest.mark.parametrize(("wrote", "saves"), [("ods", "xlsx"), ("xlsx", "ods")])
def test_libreoffice_opens_it_and_what_it_saves_holds_the_same(
    books: dict[str, Workbook], dossiers: dict[str, Dossier], tmp_path: Path, wrote: str, saves: str
) -> None:
    for slug, book in books.items():
        (tmp_path / f"{slug}.{wrote}").write_bytes(
            {"ods": write_ods, "xlsx": write_xlsx}[wrote](book)
        )
    done = subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--convert-to",
            saves,
            "--outdir",
            str(tmp_path / "saved"),
            *(str(tmp_path / f"{slug}.{wrote}") for slug in books),
        ],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    assert "rror" not in done.stderr + done.stdout
    for slug, dossier in dossiers.items():
        assert read_ratings(tmp_path / "saved" / f"{slug}.{saves}") == {
            **dossier.ratings.as_data(),
            "problems": [],
        }
        before, after = (
            Spreadsheet(tmp_path / f"{slug}.{wrote}", slug),
            Spreadsheet(tmp_path / "saved" / f"{slug}.{saves}", slug),
        )
        assert before.names == after.names
        for name in before.names:
            assert _filled(after, name) == _filled(before, name)


def _filled(book: Spreadsheet, sheet: str) -> list[list[str]]:
    """The cells of a sheet, with line breaks as one writes them."""
    return [[cell.replace("\r\n", "\n") for cell in row] for _, row in book.rows(sheet) if any(row)]
