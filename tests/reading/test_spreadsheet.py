"""Spreadsheets as case files: XLSX and ODS read alike, and files that would do harm refused."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as OpenpyxlWorkbook

from reportgen.cases.cases import Cases, Count
from reportgen.cases.reader import read_cases
from reportgen.inspection.model import Cases as CasesEntry
from reportgen.methodology.model import Methodology
from reportgen.problems import InputError
from reportgen.reading import spreadsheet
from reportgen.reading.fields import SourceText
from tests.cases.test_reader import ASKED
from tests.conftest import methodology_of

Write = Callable[[list[list[Any]]], bytes]


@pytest.fixture(scope="module")
def asked() -> Methodology:
    return methodology_of(ASKED)


@pytest.fixture
def reads(tmp_path: Path, asked: Methodology) -> Callable[..., Cases]:
    def read(content: bytes, name: str = "cases.xlsx", **entry: Any) -> Cases:
        path = tmp_path / name
        path.write_bytes(content)
        return read_cases(path, asked, CasesEntry(file=SourceText(name), **entry), name)

    return read


def by_xlsxwriter(rows: list[list[Any]]) -> bytes:
    data = BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = book.add_worksheet("Cases")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return data.getvalue()


def by_openpyxl(rows: list[list[Any]]) -> bytes:
    book = OpenpyxlWorkbook()
    for row in rows:
        book.active.append(row)
    book.create_sheet("Second").append(["case"])
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def by_odfdo(rows: list[list[Any]]) -> bytes:
    import odfdo

    document = odfdo.Document("spreadsheet")
    document.body.clear()
    table = odfdo.Table("Cases")
    table.set_values(rows)
    document.body.append(table)
    data = BytesIO()
    document.save(data)
    return data.getvalue()


def packed(parts: dict[str, str], stored: bool = False) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return data.getvalue()


def xlsx_of(sheet: str, strings: str = "") -> bytes:
    """An XLSX of the fewest parts, around a sheet's rows."""
    parts = {
        "xl/workbook.xml": (
            '<workbook xmlns:r="r"><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            '<Relationships><Relationship Id="rId1"'
            ' Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{sheet}</sheetData></worksheet>",
    }
    return packed({**parts, **({"xl/sharedStrings.xml": strings} if strings else {})})


def ods_of(table: str) -> bytes:
    return packed(
        {
            "content.xml": (
                '<o xmlns:table="t" xmlns:text="x" xmlns:office="f"><table:table'
                f' table:name="A">{table}</table:table></o>'
            )
        }
    )


def refused(read: Callable[[], Any]) -> str:
    with pytest.raises(InputError) as caught:
        read()
    return f"{caught.value.problems[0].code}: {caught.value.problems[0].message}"


ROWS = [
    ["case", "2.2.1", "2.2.3", "area"],
    [101, "yes", True, "North & <old>"],
    [102, "no", False, None],
    [103, None, "N/A", "  two  words "],
]
WRITERS = pytest.mark.parametrize(
    "write", [by_xlsxwriter, by_openpyxl, by_odfdo], ids=["XlsxWriter", "openpyxl", "odfdo"]
)


@WRITERS
def test_reads_what_spreadsheet_programs_write(reads: Callable[..., Cases], write: Write) -> None:
    cases = reads(write(ROWS))
    assert cases.counts() == {"2.2.1": Count(1, 2), "2.2.3": Count(1, 2)}
    assert cases.attributes["area"].groups == ("North & <old>", "two words", "Not recorded")


@WRITERS
def test_names_row_and_column_of_what_is_wrong(reads: Callable[..., Cases], write: Write) -> None:
    with pytest.raises(InputError) as caught:
        reads(
            write(
                [*ROWS[:2], [101, "perhaps", None, None], [], [104, 1, None, None, "too far right"]]
            )
        )
    assert [(p.code, p.place.line, p.place.column) for p in caught.value.problems] == [
        ("case-twice", 3, 1),
        ("unknown-answer", 3, 2),
        ("row-length", 5, 5),
    ]
    assert "quotes" not in caught.value.problems[2].hint


def test_a_sheet_is_found_by_name(reads: Callable[..., Cases]) -> None:
    content = by_openpyxl(ROWS)
    assert reads(content, sheet=SourceText("Sheet")).size == 3
    assert (
        refused(lambda: reads(content, sheet=SourceText("Second")))
        == "no-cases: the file has headings but no cases"
    )
    assert (
        refused(lambda: reads(content, sheet=SourceText("Third")))
        == "no-sheet: the file has no sheet `Third`"
    )


def test_an_id_that_became_a_date_is_named(reads: Callable[..., Cases]) -> None:
    assert refused(lambda: reads(by_xlsxwriter([["case", 37654], [1, "yes"]]))).startswith(
        "unknown-column: column B is headed `37654`"
    )


def test_a_formula_counts_as_the_value_it_last_had(reads: Callable[..., Cases]) -> None:
    head = '<row r="1"><c r="A1" t="str"><v>case</v></c><c r="B1" t="str"><v>2.2.1</v></c></row>'
    assert reads(
        xlsx_of(
            f'{head}<row r="2"><c r="A2"><v>1</v></c><c r="B2"'
            ' t="str"><f>IF(1,"yes")</f><v>yes</v></c></row>'
        )
    ).counts() == {"2.2.1": Count(1, 1)}
    never = refused(
        lambda: reads(
            xlsx_of(
                f'{head}<row r="2"><c r="A2"><v>1</v></c><c r="B2"'
                ' t="str"><f>IF(1,"yes")</f></c></row>'
            )
        )
    )
    assert never == "unknown-answer: row 2, column 2.2.1: `=(not calculated)` is not an answer"


def test_repeated_cells_and_rows_of_ods_are_written_out(reads: Callable[..., Cases]) -> None:
    def cell(text: str, more: str = "") -> str:
        return (
            '<table:table-cell office:value-type="string"'
            f" {more}><text:p>{text}</text:p></table:table-cell>"
        )

    content = ods_of(
        f"<table:table-row>{cell('case')}{cell('2.2.1')}{cell('2.2.3')}</table:table-row><table:table-row"
        ' table:number-rows-repeated="3"><table:table-cell'
        f' table:number-columns-repeated="16384"/></table:table-row><table:table-row>{cell("1")}{cell("yes", "table:number-columns-repeated=" + chr(34) + "2" + chr(34))}</table:table-row><table:table-row'
        ' table:number-rows-repeated="1048000"><table:table-cell'
        ' table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert reads(content, "cases.ods").counts() == {"2.2.1": Count(1, 1), "2.2.3": Count(1, 1)}

    def kept(kind: str, shown: str) -> str:
        return (
            "<table:table-cell"
            f' office:value-type="{kind}"><text:p>{shown}</text:p></table:table-cell>'
        )

    for yes, no in (
        (
            kept('boolean" office:boolean-value="true', "TRUE"),
            kept('boolean" office:boolean-value="false', "FALSE"),
        ),
        (kept('float" office:value="1', "TRUE"), kept('float" office:value="0', "FALSE")),
    ):
        truths = ods_of(
            f"<table:table-row>{cell('case')}{cell('2.2.1')}{cell('2.2.3')}</table:table-row><table:table-row>{cell('1')}{yes}{no}</table:table-row>"
        )
        assert reads(truths, "cases.ods").counts() == {"2.2.1": Count(1, 1), "2.2.3": Count(0, 1)}
    number = ods_of(
        f"<table:table-row>{cell('case')}{cell('2.2.1')}</table:table-row><table:table-row>{cell('1')}{kept('float' + chr(34) + ' office:value=' + chr(34) + '1', '1')}</table:table-row>"
    )
    assert (
        refused(lambda: reads(number, "cases.ods"))
        == "unknown-answer: row 2, column 2.2.1: `1` is not an answer"
    )
    twice = ods_of(
        f"<table:table-row>{cell('case')}</table:table-row><table:table-row"
        f" table:number-rows-repeated='2'>{cell('1')}</table:table-row>"
    )
    assert (
        refused(lambda: reads(twice, "cases.ods"))
        == "case-twice: row 3 is case `1`, and so is row 2"
    )


def test_merged_cells_are_named_since_all_but_the_first_would_be_read_as_empty(
    reads: Callable[..., Cases],
) -> None:
    book = OpenpyxlWorkbook()
    for row in [
        ["case", "2.2.1", "area"],
        [1, "yes", "North"],
        [2, "no", None],
        [3, "perhaps", "South"],
    ]:
        book.active.append(row)
    book.active.merge_cells("C2:C3")
    data = BytesIO()
    book.save(data)
    with pytest.raises(InputError) as caught:
        reads(data.getvalue())
    assert [(p.code, p.place.line, p.place.column) for p in caught.value.problems] == [
        ("unknown-answer", 4, 2),
        ("merged-cells", 2, 3),
    ]
    cell = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'.format
    ods = ods_of(
        f"<table:table-row>{cell('', 'case')}{cell('', 'area')}</table:table-row>"
        f"<table:table-row>{cell('', '1')}{cell(' table:number-rows-spanned=' + chr(34) + '2' + chr(34), 'North')}</table:table-row>"
        f"<table:table-row>{cell('', '2')}<table:covered-table-cell/></table:table-row>"
    )
    assert (
        refused(lambda: reads(ods, "cases.ods"))
        == "merged-cells: the cell B2 is merged with others, which are then empty"
    )


# Files that would do harm

BOMB = xlsx_of('<row r="1"><c r="A1" t="str"><v>' + "case" + " " * 30_000_000 + "</v></c></row>")
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
FAR = "".join(f'<row r="{n}"><c r="XFD{n}" t="str"><v>x</v></c></row>' for n in range(1, 1_400))

ATTACKS: dict[str, tuple[bytes, str]] = {
    "a zip bomb": (BOMB, "spreadsheet-size"),
    "entities in a sheet": (
        packed({"xl/workbook.xml": LAUGHS + "<workbook/>", "xl/_rels/workbook.xml.rels": "<r/>"}),
        "spreadsheet-damaged",
    ),
    "entities in ods": (packed({"content.xml": LAUGHS + "<o>&b;</o>"}), "spreadsheet-damaged"),
    "an entity from a file": (
        packed({"content.xml": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><o>&a;</o>'}),
        "spreadsheet-damaged",
    ),
    "cells without end": (xlsx_of(FAR), "spreadsheet-size"),
    "a cell repeated without end": (
        ods_of(
            "<table:table-row><table:table-cell"
            ' table:number-columns-repeated="999999999"><text:p>x</text:p></table:table-cell></table:table-row>'
        ),
        "spreadsheet-size",
    ),
    "a row repeated without end": (
        ods_of(
            "<table:table-row"
            ' table:number-rows-repeated="999999999"><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>'
        ),
        "spreadsheet-size",
    ),
    "spaces without end": (
        ods_of(
            "<table:table-row><table:table-cell><text:p><text:s"
            ' text:c="999999999"/></text:p></table:table-cell></table:table-row>'
        ),
        "spreadsheet-size",
    ),
    "parts without end": (packed({f"part{n}": "" for n in range(2_100)}), "spreadsheet-size"),
    "a shared string that is not there": (
        xlsx_of('<row r="1"><c r="A1" t="s"><v>7</v></c></row>', "<sst/>"),
        "spreadsheet-damaged",
    ),
    "a shared string before the first": (
        xlsx_of('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', "<sst><si><t>x</t></si></sst>"),
        "spreadsheet-damaged",
    ),
    "a cell twice": (
        xlsx_of('<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>'),
        "spreadsheet-damaged",
    ),
    "a column beyond all": (
        xlsx_of('<row r="1"><c r="ZZZ1"><v>1</v></c></row>'),
        "spreadsheet-size",
    ),
    "a reference that is none": (
        xlsx_of('<row r="1"><c r="../A"><v>1</v></c></row>'),
        "spreadsheet-damaged",
    ),
    "a sheet outside": (
        packed(
            {
                "xl/workbook.xml": '<w xmlns:r="r"><sheet name="A" r:id="1"/></w>',
                "xl/_rels/workbook.xml.rels": (
                    '<r><Relationship Id="1" Target="../../../etc/passwd"/></r>'
                ),
            }
        ),
        "not-a-spreadsheet",
    ),
    "an encoding that is none": (
        packed(
            {
                "xl/workbook.xml": '<?xml version="1.0" encoding="klingon"?><w/>',
                "xl/_rels/workbook.xml.rels": "<r/>",
            }
        ),
        "spreadsheet-damaged",
    ),
    "an encoding that is no text": (
        packed({"content.xml": '<?xml version="1.0" encoding="base64"?><o/>'}),
        "spreadsheet-damaged",
    ),
    "an encoding of many bytes": (
        packed({"content.xml": '<?xml version="1.0" encoding="utf-7"?><o/>'}),
        "spreadsheet-damaged",
    ),
    "XML that is none": (xlsx_of("<row"), "spreadsheet-damaged"),
    "another kind of zip": (packed({"word/document.xml": "<d/>"}), "not-a-spreadsheet"),
    "half a file": (by_xlsxwriter(ROWS)[:900], "spreadsheet-damaged"),
}


@pytest.mark.parametrize(("content", "code"), ATTACKS.values(), ids=ATTACKS.keys())
def test_harm_is_refused_in_words(reads: Callable[..., Cases], content: bytes, code: str) -> None:
    assert refused(lambda: reads(content)).split(":")[0] == code


def test_a_size_that_the_zip_lies_about_is_counted(
    reads: Callable[..., Cases], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheet, "MAX_CONTENT_BYTES", 10_000)
    many = [["case", "2.2.1"], *([n, "yes"] for n in range(2_000))]
    assert refused(lambda: reads(by_xlsxwriter(many))).split(":")[0] == "spreadsheet-size"


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 4_000), st.binary(min_size=1, max_size=8))
def test_a_damaged_file_is_never_a_traceback(
    reads: Callable[..., Cases], at: int, put: bytes
) -> None:
    content = bytearray(by_xlsxwriter(ROWS))
    content[at % len(content) : at % len(content) + len(put)] = put
    try:
        size = reads(bytes(content)).size
    except InputError as refusal:
        size, said = None, refusal.problems
    assert size == 3 or said


_CELL = st.one_of(
    st.sampled_from(["yes", "no", "n/a", None, True, False, 1, 2.5, "perhaps"]),
    st.text(
        st.characters(
            codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"
        ),
        max_size=5,
    ),
)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.lists(_CELL, max_size=4), max_size=6))
def test_no_row_of_a_spreadsheet_is_dropped(
    reads: Callable[..., Cases], rows: list[list[Any]]
) -> None:
    try:
        size = reads(by_xlsxwriter([["case", "2.2.1", "area"], *rows])).size
    except InputError as refusal:
        size, said = None, refusal.problems
    filled = [row for row in rows if any(str(cell).strip() for cell in row if cell is not None)]
    assert size == len(filled) or said
