"""Case files: what is read and counted, what is refused and where, and that nothing is dropped in
silence."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks import case_files
from reportgen.cases import attribute_columns
from reportgen.cases.answers import Answers
from reportgen.cases.apply import apply_cases
from reportgen.cases.breakdowns import find_breakdown
from reportgen.cases.cases import NOT_RECORDED, Cases, Count
from reportgen.cases.reader import read_cases
from reportgen.checks.run import check_dossier
from reportgen.dossier import open_dossier
from reportgen.inspection.model import Cases as CasesEntry
from reportgen.methodology.model import Methodology
from reportgen.problems import InputError, Problem
from reportgen.project.loading import Project
from reportgen.ratings.calculator import rate
from reportgen.reading.fields import SourceText
from tests.conftest import TestProject, inspection_of, methodology_of
from tests.support import synthetic_cases
from tests.support.example_inspections import copy_inspection

ASKED = """
title: A methodology for tests
scales: {rating: [{name: Poor, points: 0, from: 0}, {name: Fair, points: 1, from: 50}, {name: Good, points: 2, from: 65}]}
domains:
  - id: 2
    title: Casework
    standards:
      - id: 2.2
        title: Assessment
        rated: lowest
        questions:
          - {id: 2.2.1, text: Engaged?, prompts: [{id: a, text: Views?}, {id: b, text: Needs?}]}
          - {id: 2.2.3, text: Safe?}
      - {id: 2.3, title: Courts, rated: own, kinds: [court]}
rules: {overall: {rule: none}}
"""


@pytest.fixture(scope="module")
def asked() -> Methodology:
    return methodology_of(ASKED)


@pytest.fixture
def reads(tmp_path: Path, asked: Methodology) -> Callable[..., Cases]:
    """Reads text or bytes as a case file."""

    def read(content: str | bytes, name: str = "cases.csv", **entry: Any) -> Cases:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_cases(path, asked, CasesEntry(file=SourceText(name), **entry), name)

    return read


def refused(read: Callable[[], Any]) -> list[str]:
    """What was said of a file that was refused: place, code and message."""
    with pytest.raises(InputError) as caught:
        read()
    return [f"{p.place.line}:{p.place.column} {p.code}: {p.message}" for p in caught.value.problems]


def read_or_refused(read: Callable[[], Cases]) -> tuple[Cases | None, list[Problem]]:
    try:
        return read(), []
    except InputError as refusal:
        return None, refusal.problems


# What is read


def test_counts_each_question_and_leaves_out_blank_and_not_applicable(
    reads: Callable[..., Cases],
) -> None:
    cases = reads(
        "case,2.2.1,2.2.1a,2.2.3\n1,yes,no,n/a\n2,Y, NO ,\n3,TRUE,false,not"
        " applicable\n4,N,na,yes\n"
    )
    assert cases.size == 4
    assert cases.counts() == {"2.2.1": Count(3, 4), "2.2.1a": Count(0, 3), "2.2.3": Count(1, 1)}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_finds_the_separator_by_the_case_column(
    reads: Callable[..., Cases], separator: str
) -> None:
    text = 'case|2.2.1|"area, or office; any"\n1|yes|"North, old"\n2|no|South\n'.replace(
        "|", separator
    )
    cases = reads(text)
    assert cases.counts() == {"2.2.1": Count(1, 2)}
    assert cases.attributes["area, or office; any"].groups == ("North, old", "South")


def test_a_byte_order_mark_and_windows_line_ends_are_no_matter(reads: Callable[..., Cases]) -> None:
    assert reads(b"\xef\xbb\xbfcase,2.2.1\r\n1,yes\r\n").counts() == {"2.2.1": Count(1, 1)}


def test_answers_that_the_inspection_explains_are_known(reads: Callable[..., Cases]) -> None:
    cases = reads(
        "case,2.2.1\n1,1\n2,2\n3,9\n",
        answers={SourceText("1"): "yes", SourceText("2"): "no", SourceText("9"): "not applicable"},
    )
    assert cases.counts() == {"2.2.1": Count(1, 2)}


def test_groups_are_in_order_by_number_and_alphabet_and_those_without_a_value_last(
    reads: Callable[..., Cases],
) -> None:
    cases = reads("case,age,2.2.1\n1,100 and over,yes\n2,,yes\n3,18 to 25,no\n4, 18  to 25,yes\n")
    age = cases.attributes["age"]
    assert age.groups == ("18 to 25", "100 and over", NOT_RECORDED)
    assert cases.counts_by("2.2.1", "age") == [Count(1, 2), Count(1, 1), Count(1, 1)]


def test_groups_are_in_the_order_that_the_inspection_gives(reads: Callable[..., Cases]) -> None:
    groups = {
        SourceText("risk_level"): (SourceText("Low"), SourceText("Medium"), SourceText("High"))
    }
    text = "case,risk_level,2.2.1\n1,High,yes\n2,Low,no\n3,Medium,no\n"
    assert reads(text, groups=groups).attributes["risk_level"].groups == ("Low", "Medium", "High")
    assert reads(text).attributes["risk_level"].title == "Risk level"
    assert refused(lambda: reads(text.replace("High", "Hgih"), groups=groups)) == [
        "2:3 unknown-group: row 2, column risk_level: `Hgih` is not one of its groups"
    ]


def test_empty_rows_are_told(reads: Callable[..., Cases]) -> None:
    cases = reads("case,2.2.1\n\n1,yes\n , \n")
    assert cases.size == 1
    assert [note.message for note in cases.notes] == ["2 empty rows are not counted: 2, 4"]


# What is refused


WRONG = [
    (
        "an answer",
        "case,2.2.1\n1,maybe\n",
        ["2:3 unknown-answer: row 2, column 2.2.1: `maybe` is not an answer"],
    ),
    (
        "a number for an answer",
        "case,2.2.1\n1,1\n",
        ["2:3 unknown-answer: row 2, column 2.2.1: `1` is not an answer"],
    ),
    (
        "an id twice",
        "case,2.2.1\nA,yes\nB,no\n A,yes\n",
        ["4:1 case-twice: row 4 is case `A`, and so is row 2"],
    ),
    ("no id", "case,2.2.1\n ,yes\n", ["2:1 no-case-id: row 2 does not say which case it is"]),
    (
        "a row too long",
        "case,2.2.1\n1,yes,no\n",
        ["2:7 row-length: row 2 has 3 cells for 2 columns"],
    ),
    (
        "a row too short",
        "case,2.2.1,2.2.3\n1,yes\n",
        ["2:3 row-length: row 2 has 2 cells for 3 columns"],
    ),
    (
        "an unknown question",
        "case,2.2.9\n1,yes\n",
        [
            "1:6 unknown-column: column B is headed `2.2.9`, which is not a question or"
            " prompt of this methodology"
        ],
    ),
    (
        "an unknown prompt",
        "case,2.2.1c\n1,yes\n",
        [
            "1:6 unknown-column: column B is headed `2.2.1c`, which is not a question or"
            " prompt of this methodology"
        ],
    ),
    (
        "other capitals",
        "case,2.2.1A\n1,yes\n",
        [
            "1:6 unknown-column: column B is headed `2.2.1A`, which is not a question or"
            " prompt of this methodology"
        ],
    ),
    (
        "an id with more",
        "case,2.2.1 Engaged?\n1,yes\n",
        [
            "1:6 unknown-column: column B is headed `2.2.1 Engaged?`, which is not a question or"
            " prompt of this methodology"
        ],
    ),
    (
        "a date that was an id",
        "case,02/02/2003\n1,yes\n",
        ["1:6 unknown-column: column B is headed `02/02/2003`, which is not a question"],
    ),
    (
        "a column twice",
        "case,2.2.1,2.2.1\n1,yes,no\n",
        ["1:12 column-twice: two columns are headed `2.2.1`: B and C"],
    ),
    (
        "no heading",
        "case,2.2.1,\n1,yes,x\n",
        ["2:7 no-heading: row 2 has a value in column C, which has no heading"],
    ),
    (
        "no case column",
        "id,2.2.1\n1,yes\n",
        ["1:1 no-case-column: no column is headed `case`; the headings are: id, 2.2.1"],
    ),
    ("no cases", "case,2.2.1\n", ["1:1 no-cases: the file has headings but no cases"]),
    ("nothing", "", ["1:1 no-header: the file is empty"]),
    ("an empty first row", "\ncase,2.2.1\n1,yes\n", ["1:1 no-header: the first row is empty"]),
    (
        "a first row for a spreadsheet program",
        "sep=;\ncase;2.2.1\n1;yes\n",
        [
            "1:1 no-header: the first row is `sep=;`, which tells a spreadsheet program the"
            " separator; it is not a heading"
        ],
    ),
    (
        "an open quotation mark",
        'case,area,2.2.1\n1,"North,yes\n2,South,no\n',
        ["2:1 quotation-mark: in row 2, a quotation mark is never closed"],
    ),
    (
        "a mark that swallows rows",
        'case,area,2.2.1\n1,"North\n2,South",no\n3,East,yes\n',
        [
            "2:1 line-break: row 2 goes on to line 3: a cell contains a line break, or a"
            " quotation mark is closed too late"
        ],
    ),
    (
        "text after a mark",
        'case,area,2.2.1\n1,"No"rth,yes\n',
        ["2:1 quotation-mark: in row 2, a closing quotation mark is followed by more text"],
    ),
    (
        "a hidden character in a value",
        "case,area,2.2.1\n1,No\u202erth,yes\n",
        [
            "2:3 hidden-character: row 2, column area: the value contains a character that cannot be"
            " seen"
        ],
    ),
    (
        "a hidden character in a heading",
        "case,ar\u200bea,2.2.1\n1,N,yes\n",
        ["1:6 hidden-character: the heading of column B contains a character that cannot be seen"],
    ),
    (
        "a hidden character in an answer",
        "case,2.2.1\n1,yes\u200b\n",
        ["2:3 unknown-answer: row 2, column 2.2.1: `yes\u200b` is not an answer"],
    ),
]


@pytest.mark.parametrize(
    ("text", "said"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG]
)
def test_names_what_is_wrong_and_where(
    reads: Callable[..., Cases], text: str, said: list[str]
) -> None:
    assert refused(lambda: reads(text)) == said


def test_everything_wrong_is_told_at_once(reads: Callable[..., Cases]) -> None:
    said = refused(
        lambda: reads(
            "case,2.2.1,2.2.9,area\n1,perhaps,yes,North\n1,no,,\n,yes,,\n4,yes\n5,never,,\n"
        )
    )
    assert [line.split(":")[0] + line.split()[1] for line in sorted(said)] == [
        "1unknown-column:",
        "2unknown-answer:",
        "3case-twice:",
        "4no-case-id:",
        "5row-length:",
        "6unknown-answer:",
    ]


def test_a_thousand_problems_are_named_and_the_rest_counted(reads: Callable[..., Cases]) -> None:
    said = refused(lambda: reads("case,2.2.1\n" + "".join(f"{i},perhaps\n" for i in range(1500))))
    assert len(said) == 1001
    assert said[-1].endswith("500 more problems are not listed")


@pytest.mark.parametrize(
    ("heading", "meant"),
    [
        ("2_2_1", "2.2.1"),
        ("Q2_2_1", "2.2.1"),
        ("221", "2.2.1"),
        ("2\u20242\u20241", "2.2.1"),
        ("Question 2-2-1a", "2.2.1a"),
        ("engaged", "2.2.1"),
        ("Views?", "2.2.1a"),
        ("2.2.l", "2.2.1"),
        ("2.2.I", "2.2.1"),
        ("2.2.1.", "2.2.1"),
        ("Z.2.1", "2.2.1"),
        ("2.2.l a", "2.2.1a"),
    ],
)
def test_a_heading_that_is_nearly_a_question_is_no_attribute(
    reads: Callable[..., Cases], heading: str, meant: str
) -> None:
    with pytest.raises(InputError) as caught:
        reads(f"case,{heading}\n1,yes\n")
    assert [(p.code, p.hint) for p in caught.value.problems] == [
        ("unknown-column", f"did you mean `{meant}`?")
    ]


@pytest.mark.parametrize(
    "heading",
    ["2.2", "2.2.", "2.2.?", "2.2.x", "2.2.o", "2.2 a", "2.2 notes", "2.2.7b more", "2.2.1\u0430"],
)
def test_a_heading_that_begins_as_a_standard_is_no_attribute(
    reads: Callable[..., Cases], heading: str
) -> None:
    with pytest.raises(InputError) as caught:
        reads(f"case,{heading}\n1,yes\n")
    assert [p.code for p in caught.value.problems] == ["unknown-column"]
    assert caught.value.problems[0].hint.startswith("did you mean `2.2.1`")


@pytest.mark.parametrize("heading", ["risk level 2", "band 2.2", "soil", "i.o.", "2019", "Q1"])
def test_words_with_numbers_are_attributes(reads: Callable[..., Cases], heading: str) -> None:
    assert list(reads(f"case,2.2.1,{heading}\n1,yes,no\n").attributes) == [heading]


MISFITS = [
    (
        "what stands under a question either way",
        "1,yes,no,perhaps,maybe,North",
        [
            "row-length: row 3 has 6 cells for 5 columns",
            "unknown-answer: row 3, column 2.2.3 or 2.2.1a: `perhaps` is not an answer",
        ],
    ),
    (
        "an id that was there before",
        "A,yes,no",
        [
            "row-length: row 3 has 3 cells for 5 columns",
            "case-twice: row 3 is case `A`, and so is row 2",
        ],
    ),
    (
        "no id",
        ",yes,no,no",
        [
            "row-length: row 3 has 4 cells for 5 columns",
            "no-case-id: row 3 does not say which case it is",
        ],
    ),
    ("not what may have moved", "1,yes,no,North", ["row-length: row 3 has 4 cells for 5 columns"]),
    (
        "not a cell that fell in two",
        "1,yes,no,no,North, old",
        ["row-length: row 3 has 6 cells for 5 columns"],
    ),
]


@pytest.mark.parametrize(
    ("row", "said"), [case[1:] for case in MISFITS], ids=[case[0] for case in MISFITS]
)
def test_of_a_row_too_long_or_short_it_is_told_what_is_wrong_wherever_its_cells_belong(
    reads: Callable[..., Cases], row: str, said: list[str]
) -> None:
    told = refused(lambda: reads(f"case,2.2.1,2.2.1a,2.2.3,area\nA,yes,no,yes,South\n{row}\n"))
    assert sorted(line.partition(" ")[2] for line in told) == sorted(said)


@pytest.mark.parametrize("heading", ["age_21", "22", "region", "year 2021", "Q1"])
def test_other_headings_are_attributes(reads: Callable[..., Cases], heading: str) -> None:
    assert list(reads(f"case,{heading},2.2.1\n1,x,yes\n").attributes) == [heading]


def test_an_id_is_the_same_with_more_spaces_and_holds_nothing_that_cannot_be_seen(
    reads: Callable[..., Cases],
) -> None:
    said = refused(lambda: reads("case,2.2.1\nA 17,yes\nA  17,yes\nB\0,yes\nB\u200b,no\n"))
    assert [line.split(":")[0] + line.split()[1] for line in said] == [
        "3case-twice:",
        "4hidden-character:",
        "5hidden-character:",
    ]


def test_without_a_case_column_the_answers_are_looked_at_all_the_same(
    reads: Callable[..., Cases],
) -> None:
    assert [
        line.split()[1] for line in refused(lambda: reads("id,2.2.1\n1,yes\n2,perhaps\n3\n"))
    ] == ["no-case-column:", "unknown-answer:", "row-length:"]


def test_a_wrong_group_is_named_wherever_it_stands(reads: Callable[..., Cases]) -> None:
    rows = "".join(f"{n},{'Hgih' if n in (3, 200) else 'High'},yes\n" for n in range(1, 300))
    said = refused(
        lambda: reads(
            "case,risk,2.2.1\n" + rows, groups={SourceText("risk"): (SourceText("High"),)}
        )
    )
    assert [line.split()[3] for line in said] == ["4,", "201,"]


def test_an_attribute_of_very_many_values_is_not_kept(reads: Callable[..., Cases]) -> None:
    cases = reads(
        "case,born,sex,2.2.1\n"
        + "".join(
            f"{n},day {n}{chr(0x200B) if n == 5 else ''},{'FM'[n % 2]},yes\n" for n in range(300)
        )
    )
    assert (list(cases.attributes), cases.too_varied) == (["sex"], ("born",))
    with pytest.raises(InputError, match="`born` has too many groups"):
        find_breakdown(cases, methodology_of(ASKED), "2.2 by born")


def test_values_that_never_repeat_cost_no_more_the_more_there_are(
    reads: Callable[..., Cases],
) -> None:
    """Looks at a value are counted, not seconds."""
    looks = []
    for size in (500, 1_000):
        with pytest.MonkeyPatch.context() as patch:
            seen: list[str] = []
            patch.setattr(
                attribute_columns,
                "HIDDEN_CHARACTER",
                SimpleNamespace(search=lambda value, seen=seen: seen.append(value)),
            )
            reads("case,comment,2.2.1\n" + "".join(f"{n},note {n},yes\n" for n in range(size)))
        looks.append(len(seen))
    assert looks[0] == looks[1] < 300


@pytest.mark.parametrize(
    ("groups", "named", "said"),
    [
        (
            ["Low", "LOW", "High"],
            ("High", "Low", "LOW"),
            ["risk has the groups `Low`, `LOW`, which differ only in capitals"],
        ),
        (
            ["All", "High", "Low"],
            ("All", "High", "Low"),
            ["risk has a group `All`, which a table shows beside the total of all cases"],
        ),
        (["", "Not recorded", "Low"], ("Low", "Not recorded"), []),
        (["A", "a", *map(str, range(12))], None, []),
    ],
    ids=["capitals", "all", "not recorded", "of many groups"],
)
def test_groups_that_cannot_be_told_apart_are_warned_of(
    reads: Callable[..., Cases], groups: list[str], named: tuple[str, ...] | None, said: list[str]
) -> None:
    cases = reads(
        "case,risk,2.2.1\n" + "".join(f"{n},{group},yes\n" for n, group in enumerate(groups))
    )
    assert [note.message for note in cases.notes] == said
    assert named is None or cases.attributes["risk"].groups == named
    assert sum(count.of for count in cases.counts_by("2.2.1", "risk")) == len(groups)


ENCODINGS = [
    (
        b"case,area,2.2.1\n1,Caf\xe9,yes\n",
        "2:6 not-utf-8: line 2 contains the byte 0xE9, which is not UTF-8; in Windows-1252 it is é",
    ),
    ("case,2.2.1\n1,yes\n".encode("utf-16"), "1:1 not-utf-8: the file is UTF-16"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        (
            "1:1 old-spreadsheet: this is an Excel file from before 2007 (.xls), or one with a password"
        ),
    ),
]


@pytest.mark.parametrize(("content", "said"), ENCODINGS, ids=["windows", "utf-16", "xls"])
def test_other_encodings_and_formats_are_named(
    reads: Callable[..., Cases], content: bytes, said: str
) -> None:
    assert refused(lambda: reads(content)) == [said]


def test_what_stands_after_an_unreadable_row_is_still_looked_at(
    reads: Callable[..., Cases],
) -> None:
    rows = [
        b"case,area,2.2.1",
        b"1,x,maybe",
        b"2,Caf\xe9,yes",
        b'3,"x,yes',
        b'4,x,"perhaps"',
        b'5,"x"y,no',
        b'6,"x',
        b'y",no',
        b"7,x,never",
        b"7,\x80,yes",
        b"8,x,yes,",
        b'9,"x,yes',
    ]
    said = refused(lambda: reads(b"\n".join(rows)))
    assert sorted(f"{line.split(':')[0]} {line.split()[1]}" for line in said) == [
        "10 case-twice:",
        "10 not-utf-8:",
        "11 row-length:",
        "12 quotation-mark:",
        "2 unknown-answer:",
        "3 not-utf-8:",
        "4 quotation-mark:",
        "5 unknown-answer:",
        "6 quotation-mark:",
        "7 line-break:",
        "9 unknown-answer:",
    ]


def test_unreadable_rows_without_end_are_counted(reads: Callable[..., Cases]) -> None:
    said = refused(
        lambda: reads(
            b"case,2.2.1\n"
            + b"".join(b'%d,"yes\n' % n if n % 2 else b"%d,\xff\n" % n for n in range(2_400))
        )
    )
    assert said[-1].endswith("more problems are not listed")


def test_an_endless_line_does_not_fill_the_memory(reads: Callable[..., Cases]) -> None:
    said = refused(lambda: reads("case,2.2.1\n1,yes\n" + "x" * 3_000_000))
    assert said == [
        "3:1 line-length: line 3 has more than 1,000,000 characters; it and all lines after it are not read"
    ]


def test_what_stands_between_an_open_quotation_and_an_endless_line_is_still_looked_at(
    reads: Callable[..., Cases],
) -> None:
    said = refused(lambda: reads('case,2.2.1\n1,"yes\n2,no\n3,perhaps\n' + "x" * 1_500_000))
    assert [line.split(":")[0] + line.split()[1] for line in said] == [
        "4unknown-answer:",
        "2quotation-mark:",
        "5line-length:",
    ]


# Nothing is dropped


_CELL = st.one_of(
    st.sampled_from(
        ["yes", "no", "n/a", "", "Y", "perhaps", "1", "North", '"', "a,b", "x\ny", "é", "\u202e"]
    ),
    st.text(max_size=6),
)
_ROWS = st.lists(st.lists(_CELL, min_size=0, max_size=6), max_size=12)
_HEADERS = st.lists(
    st.sampled_from(["case", "2.2.1", "2.2.1a", "2.2.3", "2.2.9", "area", "sex", "", "case "]),
    max_size=6,
)
SLOW = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _told_or_counted(read: Callable[[], Cases], rows: list[list[str]]) -> None:
    """Either all that is wrong is told, or each row that holds anything is a case, with each of its
    answers counted."""
    cases, problems = read_or_refused(read)
    if cases is None:
        assert problems
        assert all(p.message and p.place.line >= 1 and p.place.column >= 1 for p in problems)
        return
    filled = [row for row in rows[1:] if any(cell.strip() for cell in row)]
    assert cases.size == len(filled)
    for id, count in cases.counts().items():
        column = [heading.strip() for heading in rows[0]].index(id)
        said = [row[column].strip(" \t\u00a0").casefold() for row in filled]
        assert count == Count(
            sum(a in ("yes", "y", "true") for a in said),
            sum(a in ("yes", "y", "true", "no", "n", "false") for a in said),
        )
    for attribute in cases.attributes.values():
        assert len(attribute.group_of) == cases.size


@pytest.mark.slow
@SLOW
@given(header=_HEADERS, rows=_ROWS)
def test_no_row_of_a_written_file_is_dropped(
    reads: Callable[..., Cases], header: list[str], rows: list[list[str]]
) -> None:
    text = StringIO()
    csv.writer(text).writerows([header, *rows])
    content = text.getvalue().encode("utf-8", "surrogatepass")
    _told_or_counted(lambda: reads(content), [header, *rows])


@pytest.mark.slow
@SLOW
@given(st.binary(max_size=300))
def test_no_bytes_are_a_traceback(reads: Callable[..., Cases], content: bytes) -> None:
    for start in (b"", b"case,2.2.1,area\n", b"PK\x03\x04"):
        cases, problems = read_or_refused(lambda begins=start: reads(begins + content))
        assert cases or problems


@SLOW
@given(
    st.lists(
        st.sampled_from(
            ["1", "2", "3", ",", ",", "\n", "\n", '"', "yes", "no", ";", "\r", " ", "x"]
        ),
        max_size=60,
    )
)
def test_what_is_read_is_what_a_csv_reader_reads(
    reads: Callable[..., Cases], pieces: list[str]
) -> None:
    text = "case,2.2.1\n" + "".join(pieces)
    try:
        rows = list(csv.reader(StringIO(text, newline="")))
    except csv.Error:
        rows = []
    _told_or_counted(lambda: reads(text), rows)


_ANSWER = st.sampled_from(
    [
        "y",
        "n",
        "",
        "Y",
        "1",
        "yes",
        "No",
        "na",
        "n/a",
        "not applicable",
        " yes",
        "yes ",
        "  ",
        " ",
        "\t",
        "yes\t",
        "yesn",
        "nn",
        "x",
        "é",
        "\0",
        "\1",
        "\1y",
        "\3",
        "\4",
        "\u2028",
        "\xa0yes",
        "maybe",
    ]
)


@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(
            st.lists(_ANSWER, min_size=width, max_size=width), min_size=1, max_size=8
        )
    ),
    st.sampled_from([",", ";", "\t"]),
)
def test_answers_looked_up_together_are_those_looked_up_one_by_one(
    rows: list[list[str]], separator: str
) -> None:
    rows = [
        [answer.replace("\t", "_") if separator == "\t" else answer for answer in row]
        for row in rows
    ]
    answers, alone = (Answers({SourceText("1"): "yes"}) for _ in range(2))
    for _ in range(2):  # some spellings are known the second time
        for some in (rows[:4], rows[4:]) if rows[4:] else (rows,):
            together = answers.codes_of(
                [separator.join(row) for row in some], separator, len(some[0])
            )
            assert together == b"".join(alone[answer].encode() for row in some for answer in row)


@pytest.mark.slow
@SLOW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "n", "Y", "no", "N/A", "North", '"a,b"']),
            st.sampled_from(["y", "n", "", "yes", "maybe"]),
            st.sampled_from(["y", "no", ""]),
            st.sampled_from(["F", "M", ""]),
        ),
        max_size=150,
    )
)
def test_columns_may_stand_in_any_order(
    reads: Callable[..., Cases], rows: list[tuple[str, str, str, str]]
) -> None:
    found = []
    for order in ((0, 1, 2, 3, 4), (3, 4, 0, 1, 2), (3, 0, 4, 1, 2), (1, 3, 2, 4, 0)):
        table = [
            ("area", "2.2.1", "2.2.1a", "case", "sex"),
            *((*row[:3], str(number), row[3]) for number, row in enumerate(rows)),
        ]
        cases, problems = read_or_refused(
            lambda table=table, order=order: reads(
                "".join(",".join(row[place] for place in order) + "\n" for row in table)
            )
        )
        found.append(
            (
                cases
                and (
                    dict(cases.answers),
                    {name: (a.groups, list(a.group_of)) for name, a in cases.attributes.items()},
                ),
                sorted(p.message for p in problems),
            )
        )
    assert all(one == found[0] for one in found)


# Into an inspection


def _inspection(results: str) -> Any:
    return inspection_of(
        "methodology: test\ntitle: Somewhere\ncases: cases.csv\nfindings:\n  2.2:\n    results:"
        f" {{{results}}}\n"
    )


def test_counted_results_stand_in_the_inspection_with_their_origin(
    reads: Callable[..., Cases], asked: Methodology
) -> None:
    inspection, problems = apply_cases(
        _inspection(""), reads("case,2.2.1,2.2.3\n1,yes,no\n2,yes,yes\n")
    )
    assert problems == []
    result = inspection.findings[SourceText("2.2")].results[SourceText("2.2.3")]
    assert (result.yes, result.of, result.rounded, result.origin) == (1, 2, 50, "cases")
    assert rate(asked, inspection).standards["2.2"].rating == "Fair"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2.2.1: 67%", []),
        ("2.2.1: 66.7%", []),
        ("2.2.1: 2 of 3", []),
        ("2.2.1: 66%", ["2.2.1 is typed as 66%, and the cases give 67% (2 of 3)"]),
        ("2.2.1: 66.6%", ["2.2.1 is typed as 66.6%, and the cases give 66.7% (2 of 3)"]),
        ("2.2.1: 4 of 6", ["2.2.1 is typed as 4 of 6, and the cases give 2 of 3"]),
        ("2.2.1: pooled", ["2.2.1 is to be pooled, and the case file counts it as well"]),
    ],
)
def test_a_typed_result_has_to_agree(
    reads: Callable[..., Cases], typed: str, said: list[str]
) -> None:
    cases = reads("case,2.2.1\n1,yes\n2,yes\n3,no\n")
    _, problems = apply_cases(_inspection(typed), cases)
    assert [p.message for p in problems] == said


def test_a_typed_result_of_a_column_without_answers_is_an_error(
    reads: Callable[..., Cases],
) -> None:
    _, problems = apply_cases(
        _inspection("2.2.1: 5 of 5"), reads("case,2.2.1,2.2.3\n1,,yes\n2,n/a,yes\n")
    )
    assert [p.message for p in problems if p.is_error] == [
        "2.2.1 is typed as 5 of 5, and no case has an answer to it"
    ]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (
            "2.2.1,2.2.3\n1,yes,yes\n2,yes,no\n3,no,no",
            ["2.2 is typed as 99%, and the cases give 33% (1 of 3)"],
        ),
        ("2.2.1\n1,yes", ["2.2 has a typed score, and the cases answer 2.2.1"]),
        ("2.2.1a\n1,yes", []),
    ],
)
def test_a_typed_score_has_to_agree_and_never_stands_in_place_of_the_cases(
    reads: Callable[..., Cases], answers: str, said: list[str]
) -> None:
    inspection = inspection_of(
        "methodology: test\ntitle: Somewhere\ncases: cases.csv\nfindings: {2.2: {score: 99%}}\n"
    )
    assert [p.message for p in apply_cases(inspection, reads(f"case,{answers}\n"))[1]] == said


def test_a_typed_score_that_agrees_leaves_the_counts_of_the_cases(
    reads: Callable[..., Cases], asked: Methodology
) -> None:
    inspection = inspection_of(
        "methodology: test\ntitle: Somewhere\ncases: cases.csv\nfindings: {2.2: {score: 33%}}\n"
    )
    inspection, problems = apply_cases(
        inspection, reads("case,2.2.1,2.2.3\n1,yes,yes\n2,yes,no\n3,no,no\n")
    )
    assert problems == []
    finding = inspection.findings[SourceText("2.2")]
    assert (finding.score, finding.results[SourceText("2.2.3")].of) == (None, 3)
    assert rate(asked, inspection).standards["2.2"].rating == "Poor"


def test_a_column_without_answers_gives_no_result_and_says_so(reads: Callable[..., Cases]) -> None:
    inspection, problems = apply_cases(_inspection(""), reads("case,2.2.1,2.2.3\n1,yes,n/a\n"))
    assert [p.message for p in problems] == ["no case has an answer to 2.2.3, so it has no result"]
    assert list(inspection.findings[SourceText("2.2")].results) == ["2.2.1"]


def test_a_column_of_another_kind_of_inspection_is_an_error(reads: Callable[..., Cases]) -> None:
    _, problems = apply_cases(_inspection(""), reads("case,2.3\n1,yes\n"))
    assert [p.code for p in problems] == ["other-kind"]


# A whole inspection


def test_west_sussex_comes_out_of_invented_cases_as_published(project: TestProject) -> None:
    published, methodology, _ = project.load_inspection("west-sussex-2022")
    cases = read_cases(synthetic_cases.FILE, methodology, CasesEntry(file=SourceText("x")), "x")
    assert cases.size == synthetic_cases.CASES
    counted, problems = apply_cases(published, cases)
    assert problems == [], "every published percentage and count is one that whole cases can give"
    typed = {
        id: result.rounded
        for f in published.findings.values()
        for id, result in f.results.items()
        if result
    }
    assert {
        id: result.rounded
        for f in counted.findings.values()
        for id, result in f.results.items()
        if result
    } == typed
    assert len(typed) > 70
    bare = replace(
        published, findings={id: replace(f, results={}) for id, f in published.findings.items()}
    )
    again = rate(methodology, apply_cases(bare, cases)[0])
    before = rate(methodology, published)
    assert (again.score, again.overall) == (before.score, before.overall) == (4, "Inadequate")
    assert {s.id: (s.rating, s.percent, s.driver) for s in again.standards.values()} == {
        s.id: (s.rating, s.percent, s.driver) for s in before.standards.values()
    }


def test_the_invented_cases_are_marked_and_can_be_made_again(project: TestProject) -> None:
    published, methodology, _ = project.load_inspection("west-sussex-2022")
    with synthetic_cases.FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == synthetic_cases.rows(methodology, published)
    assert all(row[0].startswith("invented-") and row[1] == "invented" for row in rows[1:])


# How much it takes: how long is measured in benchmarks/


@pytest.mark.slow
def test_memory_grows_no_faster_than_the_file(tmp_path: Path, project: TestProject) -> None:
    methodology = project.load_methodology("hmip-pdu-2021")
    held = []
    for cases in (1_000, 2_000, 8_000):
        path = case_files.write_cases(tmp_path / f"{cases}.csv", methodology, cases)
        held.append(case_files.peak(path, methodology) / path.stat().st_size)
    assert held[2] <= held[1] <= held[0]


def test_a_case_file_that_cannot_be_read_is_told_alone_not_with_all_that_rests_on_it(
    tmp_path: Path,
) -> None:
    copy_inspection("exampleshire-2025", tmp_path)
    file = tmp_path / "inspections" / "exampleshire-2025" / "cases.csv"
    text = file.read_text("utf-8")
    file.write_text(text.replace("yes", "maybe", 2).replace("2.2.2", "2.2.9"), "utf-8")
    found = check_dossier(open_dossier(Project(tmp_path), "exampleshire-2025"))
    assert {(p.code, p.place.path) for p in found if p.is_error} == {
        (code, "inspections/exampleshire-2025/cases.csv")
        for code in ("unknown-answer", "unknown-column")
    }
    assert not [
        p
        for p in found
        if p.code in ("unrated", "no-overall", "figure-without-result", "unknown-figure")
    ]
