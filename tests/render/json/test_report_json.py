"""What is published as data: the JSON and its schema, ratings as CSV, and ratings read back out of
every output."""

from __future__ import annotations

import csv
import json
import zlib
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.cli.main import cli
from reportgen.cli.ratings_csv import ratings_csv
from reportgen.dossier import Dossier, open_dossier
from reportgen.problems import InputError
from reportgen.ratings.calculator import rate
from reportgen.render.json.report_json import ratings_as_data, report_as_json
from reportgen.render.json.report_schema import make_report_schema
from reportgen.render.read_back import read_ratings
from reportgen.render.workbook.book import build_workbook
from reportgen.render.workbook.ods import write_ods
from reportgen.render.workbook.xlsx import write_xlsx
from reportgen.report.builder import build_report
from tests.cases.test_pooling import REGION
from tests.conftest import EVERY, REPOSITORY, TestProject, inspection_of, methodology_of


@pytest.fixture(scope="module")
def published(dossiers: dict[str, Dossier]) -> dict[str, bytes]:
    return {
        slug: report_as_json(build_report(dossier), dossier) for slug, dossier in dossiers.items()
    }


# The JSON


@EVERY
def test_the_json_is_as_its_schema_says(published: dict[str, bytes], slug: str) -> None:
    jsonschema.Draft202012Validator(make_report_schema()).validate(json.loads(published[slug]))


def test_the_schema_is_sound_and_the_published_one_is_this_one() -> None:
    schema = make_report_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    stored = json.loads((REPOSITORY / "docs" / "data-schema.json").read_text(encoding="utf-8"))
    assert stored == schema, "run: reportgen schema report > docs/data-schema.json"


def test_the_schema_allows_nothing_else_and_nothing_less(published: dict[str, bytes]) -> None:
    check = jsonschema.Draft202012Validator(make_report_schema())
    data = json.loads(published["west-sussex-2022"])
    assert not check.is_valid({**data, "more": 1})
    assert not check.is_valid({key: value for key, value in data.items() if key != "ratings"})
    assert not check.is_valid({**data, "report": {**data["report"], "title": None}})


@EVERY
def test_the_same_report_gives_the_same_bytes(
    dossiers: dict[str, Dossier], published: dict[str, bytes], slug: str
) -> None:
    again = open_dossier(TestProject(REPOSITORY), slug)
    assert report_as_json(build_report(again), again) == published[slug]


@EVERY
def test_no_file_of_ours_is_named(published: dict[str, bytes], slug: str) -> None:
    assert b"inspections/" not in published[slug]
    assert str(REPOSITORY).encode() not in published[slug]


# Ratings as CSV


def test_one_line_for_each_standard_of_each_inspection(dossiers: dict[str, Dossier]) -> None:
    text = ratings_csv((d.inspection, d.methodology, d.ratings) for d in dossiers.values())
    rows = list(csv.DictReader(StringIO(text)))
    assert len(rows) == sum(len(d.ratings.standards) for d in dossiers.values())
    assessment = next(
        row for row in rows if (row["inspection"], row["standard"]) == ("west-sussex-2022", "2.2")
    )
    assert assessment == {
        "inspection": "west-sussex-2022",
        "title": "West Sussex PDU",
        "methodology": "hmip-pdu-2021",
        "published": "2022-08",
        "score": "4",
        "out_of": "27",
        "overall": "Inadequate",
        "standard": "2.2",
        "standard_title": "Assessment",
        "rating": "Inadequate",
        "points": "0",
        "percent": "47",
        "driver": "2.2.3",
        "nearest_other_rating": "Requires improvement",
        "cases_to_it": "2",
    }


def _said(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["--root", str(REPOSITORY), "ratings", *arguments])
    return result.exit_code, result.output


def test_a_what_if_is_rated_anew_in_csv_too() -> None:
    rows = {
        row["standard"]: row
        for row in csv.DictReader(
            StringIO(_said("exampleshire-2025", "--what-if", "2.1.2=24/24", "--csv")[1])
        )
        if row["standard"]
    }
    assert rows["2.1"]["rating"] != "Inadequate"
    assert {row["what_if"] for row in rows.values()} == {"2.1.2=24/24"}
    assert "what_if" not in _said("exampleshire-2025", "--csv")[1]


def test_a_what_if_is_never_taken_for_published(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(
        _said(
            "exampleshire-2025",
            "--what-if",
            "2.1.2=24/24",
            "--what-if",
            "1.2=Outstanding",
            "--json",
        )[1],
        encoding="utf-8",
    )
    assert json.loads(path.read_text(encoding="utf-8"))["what_if"] == [
        "2.1.2=24/24",
        "1.2=Outstanding",
    ]
    code, output = _said(str(path))
    assert code == 1
    assert "not what they are" in output
    assert "what_if" not in _said("exampleshire-2025", "--json")[1]


def test_a_what_if_of_several_says_which_is_which() -> None:
    output = _said("exampleshire-2025", "west-sussex-2022", "--what-if", "2.2.1=5/24")[1]
    assert [line for line in output.splitlines() if line.endswith(")") and line[0] != " "] == [
        "Exampleshire Community Service (exampleshire-2025)",
        "West Sussex PDU (west-sussex-2022)",
    ]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            "2.2.1=5/24",
            "2.2 may not be moved to Good: discretion reaches one grade, and this is two.",
        ),
        ("2.2.2=19/19", "2.2 may not be moved to Good: that is the rating the rule gives."),
    ],
)
def test_a_what_if_says_that_the_panels_adjustment_is_not_carried_over(
    change: str, why: str
) -> None:
    assert (
        f"The panel's adjustment is not carried over: {why}\n"
        in _said("exampleshire-2025", "--what-if", change)[1] + "\n"
    )
    assert "not carried over" not in _said("exampleshire-2025", "--what-if", "2.2.1=24/24")[1]


def test_published_files_give_the_same_csv_and_nothing_that_needs_the_rules(
    tmp_path: Path, dossiers: dict[str, Dossier]
) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(dossiers["exampleshire-2025"].ratings.as_data()), encoding="utf-8")
    rows = [
        {**row, "title": "", "published": ""}
        for row in csv.DictReader(StringIO(_said("exampleshire-2025", "--csv")[1]))
    ]
    assert list(csv.DictReader(StringIO(_said(str(path), "--csv")[1]))) == rows
    assert [
        code
        for code, _ in (
            _said(str(path), "--margins"),
            _said(str(path), "--what-if", "1.1=Good"),
            _said("exampleshire-2025", str(path)),
        )
    ] == [2, 2, 2]
    assert len(json.loads(_said(str(path), str(path), "--json")[1])) == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "2.4.1=20/22",
            [
                "no rating changes.",
                "2.4 Advice to courts: not rated, as before.",
                "Not rated: no advice was given to a court in the period.",
            ],
        ),
        (
            "1.1=Outstanding",
            [
                "no rating changes.",
                "A limit lowered it from ‘Outstanding’ to ‘Requires improvement’: Where any standard",
            ],
        ),
    ],
)
def test_a_change_that_changes_nothing_says_why(change: str, said: list[str]) -> None:
    output = _said("exampleshire-2025", "--what-if", change)[1]
    assert all(part in output for part in said)


def test_the_reason_of_another_rating_is_not_given_for_a_changed_one() -> None:
    assert "Posts are filled" not in _said("exampleshire-2025", "--what-if", "1.2=Outstanding")[1]


def test_no_cell_of_it_is_a_formula() -> None:
    inspection = inspection_of(
        'methodology: region\ntitle: "=HYPERLINK(1)"\nfindings: {R1.1: {rating: Fair}, R2.1:'
        " {results: {R2.1.1: 10 of 20, R2.1.2: 20 of 20}}}",
        "+1",
    )
    rows = list(
        csv.DictReader(StringIO(ratings_csv([(inspection, REGION, rate(REGION, inspection))])))
    )
    assert {(row["inspection"], row["title"]) for row in rows} == {("'+1", "'=HYPERLINK(1)")}
    assert rows[1]["cases_to_it"] == "-1", "a number below zero stays a number"


# Read back


@EVERY
@pytest.mark.parametrize("kind", ["json", "ods", "xlsx"])
def test_the_ratings_come_back_out(
    dossiers: dict[str, Dossier], published: dict[str, bytes], tmp_path: Path, slug: str, kind: str
) -> None:
    dossier = dossiers[slug]
    write: dict[str, Callable[[], bytes]] = {
        "json": lambda: published[slug],
        "ods": lambda: write_ods(build_workbook(dossier)),
        "xlsx": lambda: write_xlsx(build_workbook(dossier)),
    }
    path = tmp_path / f"report.{kind}"
    path.write_bytes(write[kind]())
    assert read_ratings(path) == ratings_as_data(dossier.ratings)
    assert _said(str(path), "--csv") == _said(slug, "--csv")


def test_the_ratings_come_back_out_of_the_pdf(
    published: dict[str, bytes], dossiers: dict[str, Dossier], tmp_path: Path
) -> None:
    from reportgen.render.pdf.resources import PdfResources
    from reportgen.render.pdf.writer import AttachedFile, write_pdf

    project = TestProject(REPOSITORY)
    page = (
        "<!DOCTYPE html><html"
        ' lang="en-GB"><head><title>Test</title></head><body><h1>Test</h1><p>/EmbeddedFile is but a'
        " word here.</p></body></html>"
    )
    for slug in ("west-sussex-2022", "exampleshire-2025"):
        other = AttachedFile("other.json", b'{"ratings": "of something else"}', "Not ours")
        pdf = write_pdf(
            page,
            PdfResources(project.template_folders, {}),
            display_path="test",
            attached=[other, AttachedFile("data.json", published[slug], "The data")],
        )
        path = tmp_path / f"{slug}.pdf"
        path.write_bytes(pdf)
        assert read_ratings(path) == ratings_as_data(dossiers[slug].ratings)
        assert _said(str(path), "--csv") == _said(slug, "--csv")


def test_what_the_command_printed_is_read_as_well(
    dossiers: dict[str, Dossier], tmp_path: Path
) -> None:
    path = tmp_path / "printed.json"
    data = dossiers["west-sussex-2022"].ratings.as_data()
    path.write_text(json.dumps(data), encoding="utf-8")
    assert read_ratings(path) == data


def test_unrated_standards_and_scores_that_are_missing_come_back_as_nothing(tmp_path: Path) -> None:
    from reportgen.project.loading import Project

    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "half.yaml").write_text(
        "methodology: hmip-pdu-2021\ntitle: Half\nfindings: {1.1: {rating: Good}, 1.2: {not_rated:"
        " No time}}\n",
        encoding="utf-8",
    )
    dossier = open_dossier(Project(tmp_path), "half")
    wanted = ratings_as_data(dossier.ratings)
    assert wanted["score"] is None
    for name, data in (
        ("half.ods", write_ods(build_workbook(dossier))),
        ("half.xlsx", write_xlsx(build_workbook(dossier))),
        ("half.json", report_as_json(build_report(dossier), dossier)),
    ):
        (tmp_path / name).write_bytes(data)
        assert read_ratings(tmp_path / name) == wanted


# Files that hold none, or mean harm


def test_a_published_file_moves_nothing_on_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    harm = "\x1b]0;mine\x07\u202e\x9b2J"
    standard = {
        "title": harm,
        "rating": harm,
        "points": 1,
        "percent": None,
        "driver": None,
        "because": [harm],
        "margin": None,
    }
    data = {
        "inspection": harm,
        "methodology": harm,
        "score": None,
        "out_of": None,
        "overall": harm,
        "standards": {harm: standard},
        "problems": [],
    }
    path.write_text(json.dumps(data), encoding="utf-8")
    for option in ([], ["--json"], ["--csv"]):
        output = _said(str(path), *option)[1]
        assert set(output) & set(harm) <= set("0;mine2J]"), option
    assert json.loads(_said(str(path), "--json")[1]) == data


def pdf_with(*dictionaries_and_streams: tuple[bytes, bytes]) -> bytes:
    return (
        b"%PDF-1.7\n"
        + b"".join(
            b"%d 0 obj\n<<%s>>\nstream\n%s\nendstream\nendobj\n" % (n, d, s)
            for n, (d, s) in enumerate(dictionaries_and_streams, 1)
        )
        + b"%%EOF"
    )


RATED = json.dumps(
    {
        "ratings": {
            "inspection": "a",
            "methodology": "b",
            "score": 1,
            "out_of": 2,
            "overall": "Good",
            "standards": {},
        }
    }
).encode()
PACKED = zlib.compress(RATED)


def test_a_pdf_that_another_program_saved_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    for dictionary, stream in (
        (b"/Type /EmbeddedFile /Length %d" % len(RATED), RATED),
        (b"/Type/EmbeddedFile/Filter/FlateDecode/Length 9 0 R", PACKED),
        (b"/Length %d/Filter[/FlateDecode]/Type/EmbeddedFile" % len(PACKED), PACKED),
    ):
        path.write_bytes(pdf_with((dictionary, stream)))
        assert read_ratings(path)["overall"] == "Good"


HARMLESS = {
    "nothing": b"",
    "text": b"Good",
    "a list": b"[1, 2]",
    "other JSON": b'{"ratings": {"standards": []}}',
    "too deep": b"[" * 200_000,
    "ratings of another form": RATED.replace(b'"score": 1', b'"score": "one"'),
    "a flag for a number": RATED.replace(b'"score": 1', b'"score": true'),
    "not UTF-8": b'{"ratings": "\xff"}',
    "a PDF without": pdf_with((b"/Type /Page", b"")),
    "a PDF with another file": pdf_with((b"/Type /EmbeddedFile /Length 5", b"hello")),
    "a PDF that lies about its length": pdf_with(
        (b"/Type /EmbeddedFile /Filter /FlateDecode /Length 3", PACKED)
    ),
    "a PDF with many bombs": pdf_with(
        *[
            (
                b"/Type /EmbeddedFile /Filter /FlateDecode /Length 99999",
                zlib.compress(b"[" + b" " * 49_000_000),
            )
        ]
        * 90
    ),
    "a PDF with a bomb": pdf_with(
        (
            b"/Type /EmbeddedFile /Filter /FlateDecode /Length 99999",
            zlib.compress(b" " * 60_000_000),
        )
    ),
    "an encrypted PDF": b"%PDF-1.7\ntrailer <</Encrypt 4 0 R>>",
}


@pytest.mark.parametrize("content", HARMLESS.values(), ids=HARMLESS.keys())
def test_a_file_without_ratings_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_ratings(path)
    assert [problem.code for problem in caught.value.problems] == ["no-ratings"]


def test_another_spreadsheet_and_a_missing_file_are_refused_in_words(tmp_path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    book.add_worksheet("Ratings")
    book.close()
    for name, code in (("a.xlsx", "no-ratings"), ("b.xlsx", "file-unreadable")):
        with pytest.raises(InputError) as caught:
            read_ratings(tmp_path / name)
        assert [problem.code for problem in caught.value.problems] == [code]


def test_a_workbook_that_was_changed_by_hand_is_refused_or_read_never_a_traceback(
    tmp_path: Path, dossiers: dict[str, Dossier]
) -> None:
    import openpyxl

    path = tmp_path / "a.xlsx"
    for sheet, cell, value in (
        ("Overall", "A4", "Inspector"),
        ("Ratings", "E6", "many"),
        ("Ratings", "E6", "1e999"),
        ("Ratings", "A1", None),
        ("Reasons", "B5", "x"),
        ("Overall", "B8", "4.5.6"),
    ):
        path.write_bytes(write_xlsx(build_workbook(dossiers["west-sussex-2022"])))
        book = openpyxl.load_workbook(path)
        book[sheet][cell] = value
        book.save(path)
        assert read_or_refused(path)


def read_or_refused(path: Path) -> Any:
    try:
        return read_ratings(path)
    except InputError as refusal:
        return refusal.problems


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    start=st.sampled_from(
        [
            b"",
            b"%PDF-1.7 ",
            b"PK\x03\x04",
            b'{"ratings":',
            b"%PDF-1.7 obj <</Type /EmbeddedFile>>\nstream\n",
        ]
    ),
    rest=st.binary(max_size=200),
)
def test_no_bytes_are_a_traceback(tmp_path: Path, start: bytes, rest: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(start + rest)
    assert read_or_refused(path)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "ratings",
                    "inspection",
                    "methodology",
                    "score",
                    "out_of",
                    "overall",
                    "standards",
                    "title",
                    "rating",
                    "because",
                    "margin",
                ]
            ),
            inner,
            max_size=8,
        )
    ),
    max_leaves=20,
)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(_JSON)
def test_no_json_is_a_traceback(tmp_path: Path, data: Any) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"ratings": data}), encoding="utf-8")
    assert read_or_refused(path)


def test_a_methodology_of_words_alone_makes_a_workbook_too() -> None:
    methodology = methodology_of(
        "title: Words\nscales: {s: [{name: Bad}, {name: Good}]}\ndomains: [{id: d, title: D,"
        " standards: [{id: caring, title: Caring, rated: judgement}]}]\nrules: {overall: {rule:"
        " none}}"
    )
    inspection = inspection_of("methodology: test\ntitle: T\nfindings: {caring: {rating: Good}}")
    dossier = Dossier(
        project=TestProject(REPOSITORY),
        file=REPOSITORY,
        inspection=inspection,
        methodology=methodology,
        ratings=rate(methodology, inspection),
    )
    ratings = next(sheet for sheet in build_workbook(dossier).sheets if sheet.name == "Ratings")
    assert ratings.rows == (("caring", "Caring", "Good", "[z]", "[z]", "[z]", "[z]", "[z]", "[z]"),)
