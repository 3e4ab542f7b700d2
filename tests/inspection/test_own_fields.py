"""Fields that a methodology declares: read, checked, printed, and in each kind of data."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest

from reportgen.authoring.schema import make_schema
from reportgen.authoring.skeleton import make_skeleton
from reportgen.building.outputs import OutputMaker, Timings
from reportgen.checks.run import check_dossier
from reportgen.dossier import open_dossier
from reportgen.methodology.explain import explain
from reportgen.methodology.validation import validate_methodology
from reportgen.project.loading import Project
from tests.conftest import methodology_of
from tests.support.commands import reportgen

METHODOLOGY = """title: Care homes
fields:
  provider: Provider
  beds: {title: Registered places, type: number, required: yes}
  opened: {title: Opened, type: date}
  size: {title: Size, type: choice, options: [small, large]}
  care: {title: Kinds of care, type: list, options: [nursing, dementia, respite]}
scales: {rating: [{name: Poor}, {name: Good}]}
domains:
  - {id: home, title: The home, standards: [{id: care, title: Care, rated: judgement}]}
outline: [cover, {block: fields, title: About the home}, {block: domain, domain: home}]
"""
INSPECTION = """methodology: homes
title: Elm House
published: 2025-04
fields:
  provider: Elm Care Ltd
  beds: 1200
  opened: 2019-05
  size: large
  care: [nursing, dementia]
findings:
  care: {rating: Good, text: "Of {field:beds} places, for {field:care}, {field:provider} runs all."}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "methodologies").mkdir()
    (tmp_path / "methodologies" / "homes.yaml").write_text(METHODOLOGY, encoding="utf-8")
    (tmp_path / "inspections" / "elm.yaml").write_text(INSPECTION, encoding="utf-8")
    return tmp_path


def change(root: Path, old: str, new: str) -> list[tuple[str, int, str, str]]:
    """The errors and warnings of the inspection with one stretch of it changed."""
    path = root / "inspections" / "elm.yaml"
    assert old in INSPECTION
    path.write_text(INSPECTION.replace(old, new), encoding="utf-8")
    problems = check_dossier(open_dossier(Project(root), "elm"))
    return [(p.code, p.place.line, p.message, p.hint) for p in problems if p.severity != "note"]


def test_fields_of_each_type_are_accepted_and_printed(root: Path) -> None:
    assert change(root, "beds: 1200", "beds: 1200") == []
    maker = OutputMaker(Project(root), "elm", Timings())
    (page,) = maker.make_html().values()
    text = page.decode("utf-8")
    for printed in (
        "Registered places</dt>",
        ">1,200</dd>",
        ">May 2019</dd>",
        "nursing and dementia",
    ):
        assert printed in text
    assert "Of 1,200 places, for nursing and dementia, Elm Care Ltd runs all." in text


def test_data_have_every_field(root: Path) -> None:
    maker = OutputMaker(Project(root), "elm", Timings())
    data = json.loads(next(v for k, v in maker.make_data().items() if k.endswith(".json")))
    fields = {one["id"]: (one["type"], one["values"]) for one in data["report"]["fields"]}
    assert fields["beds"] == ("number", ["1200"])
    assert fields["care"] == ("list", ["nursing", "dementia"])
    result = reportgen(root, "ratings", "elm", "--csv")
    (row,) = csv.DictReader(io.StringIO(result.stdout))
    assert (row["field_beds"], row["field_care"]) == ("1200", "nursing; dementia")
    assert reportgen(root, "build", "elm").exit_code == 0
    files = sorted(path for path in (root / "output" / "elm").rglob("*") if path.is_file())
    assert {".json", ".ods", ".pdf"} <= {file.suffix for file in files}
    for file in files:
        if file.suffix in (".json", ".ods", ".xlsx", ".pdf"):
            published = reportgen(root, "ratings", str(file), "--csv")
            assert published.stdout == result.stdout, file.name


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "hint"),
    [
        ("beds: 1200", "bedz: 12", "unknown-field", 6, "did you mean `beds`?"),
        (
            "beds: 1200",
            "beds: about 40",
            "field-value",
            6,
            "write it in digits, without a unit: 1,200 or 3.5",
        ),
        ("opened: 2019-05", "opened: May 2019", "field-value", 7, "write 2019-05"),
        ("size: large", "size: lage", "field-value", 8, "did you mean `large`?"),
        (
            "size: large",
            "size: [small, large]",
            "field-value",
            8,
            "write one value, without a list",
        ),
        ("dementia]", "dementa]", "field-value", 9, "did you mean `dementia`?"),
    ],
)
def test_a_value_that_does_not_fit_is_reported_in_its_place(
    root: Path, old: str, new: str, code: str, line: int, hint: str
) -> None:
    found = {(c, n, h) for c, n, _, h in change(root, old, new)}
    assert (code, line, hint) in found


def test_a_field_that_is_asked_of_each_inspection_is_missed(root: Path) -> None:
    codes = [code for code, _, _, _ in change(root, "  beds: 1200\n", "")]
    assert codes == ["field-missing", "figure-without-result"]


def test_a_placeholder_of_no_field_is_reported(root: Path) -> None:
    found = change(root, "{field:beds}", "{field:bets}")
    assert [(code, hint) for code, _, _, hint in found] == [
        ("unknown-figure", "did you mean {field:beds}?")
    ]


def test_editors_and_new_files_know_the_fields(root: Path) -> None:
    methodology = Project(root).load_methodology("homes")
    editor = jsonschema.Draft202012Validator(make_schema("inspection", [methodology]))
    file = {"methodology": "homes", "title": "T", "fields": {"size": "large", "care": ["nursing"]}}
    editor.validate(file)
    assert not editor.is_valid({**file, "fields": {"size": "lage"}})
    assert not editor.is_valid({**file, "fields": {"bedz": 3}})
    assert "  beds:" in make_skeleton(methodology)
    assert "  beds: Registered places (number)\n" in explain(methodology)


@pytest.mark.parametrize(
    "declared",
    ["{title: Size, type: choice}", "{title: Size, type: number, options: [small]}"],
)
def test_options_belong_to_choices_and_lists(declared: str) -> None:
    wrong = METHODOLOGY.replace("{title: Size, type: choice, options: [small, large]}", declared)
    assert [p.code for p in validate_methodology(methodology_of(wrong))] == ["field-options"]
