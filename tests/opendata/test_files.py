"""The open data of the examples: every file says the same, is described, and can be relied upon."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import zipfile
from dataclasses import replace
from io import BytesIO, StringIO
from typing import Any

import pytest

from reportgen.catalogue.catalogue import Catalogue, make_catalogue
from reportgen.opendata.csv_files import About, write_csv
from reportgen.opendata.files import make_data_files
from reportgen.opendata.tables import ALL_TABLES, DataTable, make_tables
from tests.conftest import REPOSITORY, SLUGS
from tests.support.example_catalogue import make_example_catalogue

ABOUT = About(
    title="Reports",
    publisher="An inspectorate",
    licence="https://example.org/licence",
    licence_name="A licence",
    language="en-GB",
    address="https://example.org/",
    day="2026-11-30",
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return make_example_catalogue(REPOSITORY)


@pytest.fixture(scope="module")
def files(catalogue: Catalogue) -> dict[str, bytes]:
    return make_data_files(catalogue, ABOUT)[1]


def read_rows(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(files[f"{name}.csv"].decode(), newline="")))


def fits(value: str, field: dict[str, Any]) -> bool:
    """Whether a cell is what its description says."""
    constraints = field.get("constraints", {})
    if value == "":
        return not constraints.get("required")
    kinds = {
        "integer": r"-?\d+",
        "boolean": "true|false",
        "date": r"\d{4}-\d\d-\d\d",
        "string": r"(?s).*",
    }
    pattern = constraints.get("pattern", ".*")
    return bool(re.fullmatch(kinds[field["type"]], value) and re.fullmatch(f"(?s){pattern}", value))


@pytest.mark.parametrize("name", [table.name for table in ALL_TABLES])
def test_each_cell_is_what_the_package_says(files: dict[str, bytes], name: str) -> None:
    package = json.loads(files["datapackage.json"])
    schema = next(one["schema"] for one in package["resources"] if one["name"] == name)
    rows = read_rows(files, name)
    wrong = [
        (number, field["name"], row[field["name"]])
        for number, row in enumerate(rows)
        for field in schema["fields"]
        if not fits(row[field["name"]], field)
    ]
    assert wrong == []
    assert [field["name"] for field in schema["fields"]] == files[f"{name}.csv"].decode().split(
        "\r\n"
    )[0].split(",")
    keys = [tuple(row[key] for key in schema["primaryKey"]) for row in rows]
    assert len(set(keys)) == len(keys)
    assert all(all(key) for key in keys)
    for link in schema["foreignKeys"]:
        (column,), other = link["fields"], link["reference"]["resource"]
        assert {row[column] for row in rows} <= {row[column] for row in read_rows(files, other)}


@pytest.mark.parametrize("name", [table.name for table in ALL_TABLES])
def test_csv_on_the_web_describes_the_same_columns(files: dict[str, bytes], name: str) -> None:
    metadata = json.loads(files[f"{name}.csv-metadata.json"])
    columns = [column["name"] for column in metadata["tableSchema"]["columns"]]
    assert columns == next(csv.reader(StringIO(files[f"{name}.csv"].decode())))
    assert metadata["url"] == f"{name}.csv"
    assert metadata["@context"][0] == "http://www.w3.org/ns/csvw"
    assert set(metadata["tableSchema"]["primaryKey"]) <= set(columns)


def test_the_database_has_the_rows_of_the_csv_files_and_says_what_columns_are(
    files: dict[str, bytes],
) -> None:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(files["inspections.sqlite"])
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    for table in ALL_TABLES:
        count = connection.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0]
        assert count == len(read_rows(files, table.name))
        (schema,) = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = ?", (table.name,)
        ).fetchone()
        assert all(column.about in schema for column in table.columns)
    assert connection.execute(
        "SELECT rating, level, levels, percent FROM ratings WHERE inspection = ? AND standard = ?",
        ("west-sussex-2022", "2.2"),
    ).fetchall() == [("Inadequate", 1, 4, 47)]


def test_the_spreadsheet_has_a_sheet_for_each_table(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(BytesIO(files["inspections.ods"])) as archive:
        content = archive.read("content.xml").decode()
    names = re.findall(r'<table:table table:name="([^"]+)"', content)
    assert names == ["Cover", *(table.title for table in ALL_TABLES), "Columns"]


def test_counts_and_groups_are_those_of_the_report(files: dict[str, bytes]) -> None:
    results = read_rows(files, "results")
    (whole,) = [
        row
        for row in results
        if row["inspection"] == "west-sussex-2022" and row["question"] == "2.2.3"
    ]
    assert (whole["yes"], whole["cases"], whole["percent"]) == ("24", "51", "47")
    groups = [row for row in results if row["grouped_by"] == "Age group"]
    assert {row["withheld"] for row in groups} == {"true", "false"}
    assert all(row["yes"] == row["percent"] == "" for row in groups if row["withheld"] == "true")


def test_the_same_reports_give_the_same_bytes(
    catalogue: Catalogue, files: dict[str, bytes]
) -> None:
    again = make_catalogue(reversed(catalogue.publications))
    assert make_data_files(again, ABOUT)[1] == files


def test_the_version_of_the_day_has_the_csv_files(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(BytesIO(files["versions/2026-11-30.zip"])) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            assert archive.read(name) == files[name]
        assert "results.csv" in archive.namelist()


def test_no_cell_begins_a_formula(catalogue: Catalogue) -> None:
    (report,) = [one for one in catalogue.publications if one.slug == "west-sussex-2022"]
    spoilt = replace(report, title='=HYPERLINK("https://example.org")', region="@cmd")
    (table, *_) = make_tables(make_catalogue([spoilt]))
    text = write_csv(table).decode()
    assert "'=HYPERLINK" in text
    assert ",'@cmd," in text


def test_a_report_that_was_withdrawn_has_no_ratings(catalogue: Catalogue) -> None:
    from reportgen.catalogue.publication import Withdrawn

    (report,) = [one for one in catalogue.publications if one.slug == "west-sussex-2022"]
    gone = replace(report, stage="withdrawn", withdrawn=Withdrawn(on="2026-12-01", note="Wrong."))
    tables: dict[str, DataTable] = {t.name: t for t in make_tables(make_catalogue([gone]))}
    assert tables["ratings"].rows == tables["results"].rows == ()
    (row,) = tables["inspections"].rows
    assert "withdrawn" in row
    assert "Inadequate" not in row
    assert tables["events"].rows[-1][3] == "withdrawn"


def test_every_published_example_is_there(files: dict[str, bytes]) -> None:
    assert [row["inspection"] for row in read_rows(files, "inspections")] == SLUGS
