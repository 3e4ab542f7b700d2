"""`reportgen new`: the file that it writes, and what it leaves alone."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from reportgen.authoring.schema import make_schema
from reportgen.project.loading import Project
from tests.conftest import REPOSITORY
from tests.support.commands import reportgen, write
from tests.support.editors import as_an_editor_reads


@pytest.mark.parametrize("id", Project(REPOSITORY).list_methodology_ids())
def test_what_new_writes_is_unrated_valid_and_open(root: Path, id: str) -> None:
    kinds = Project(REPOSITORY).load_methodology(id).kinds
    (root / "methodologies").symlink_to(REPOSITORY / "methodologies")
    made = reportgen(
        root,
        "new",
        "west-sussex-2025",
        "--methodology",
        id,
        *(["--kind", str(next(iter(kinds)))] if kinds else []),
    )
    assert made.exit_code == 0, made.output
    path = root / "inspections" / "west-sussex-2025.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=inspection.schema.json\n")
    schema = json.loads(
        (root / "inspections" / "inspection.schema.json").read_text(encoding="utf-8")
    )
    assert schema == make_schema("inspection", Project(root).load_methodologies()[0])
    jsonschema.Draft202012Validator(schema).validate(as_an_editor_reads(text))
    ratings = reportgen(root, "ratings", "west-sussex-2025")
    assert ratings.exit_code == 0, ratings.output
    assert "unrated so far" in ratings.stdout or "no overall rating" in ratings.stdout
    check = reportgen(root, "check", "west-sussex-2025", "--format", "json")
    assert check.exit_code == 0
    found = json.loads(check.stdout)
    rows = text.split("\n")
    open_places = {
        (number, found.start() + 1)
        for number, row in enumerate(rows, 1)
        for found in re.finditer(
            r"\bTODO\b", row.partition("#")[0] if row.lstrip()[:1] == "#" else row
        )
    }
    assert {(p["line"], p["column"]) for p in found if p["code"] == "todo"} == open_places
    unrated = {p["message"].split()[0] for p in found if p["code"] == "unrated"}
    asked = {word for pair in re.findall(r"^  ([\w.-]+):  # ?(\S*)", text, re.M) for word in pair}
    assert unrated - {"overall"} <= asked
    assert not any(p["code"] == "abbreviation" and "TODO" in p["message"] for p in found)


def test_new_never_overwrites(root: Path) -> None:
    path = write(root, "what I wrote\n", "mine")
    result = reportgen(root, "new", "mine", "--methodology", "hmip-pdu-2023")
    assert result.exit_code == 1
    assert "error[exists]" in result.output
    assert path.read_text(encoding="utf-8") == "what I wrote\n"


def test_new_offers_the_score_beside_the_questions_of_a_mean(root: Path) -> None:
    reportgen(root, "new", "mine", "--methodology", "hmip-omi-2006")
    text = (root / "inspections" / "mine.yaml").read_text(encoding="utf-8")
    assert (
        text.count("      3.2.5:  # Overall, is the progress likely to last?\n    # score: 79%")
        == 1
    )


def test_a_schema_that_is_not_ours_is_left_alone(root: Path) -> None:
    theirs = root / "inspections" / "inspection.schema.json"
    theirs.write_text('{"title": "mine"}', encoding="utf-8")
    made = reportgen(root, "new", "mine", "--methodology", "hmip-pdu-2023")
    assert (made.exit_code, theirs.read_text(encoding="utf-8")) == (0, '{"title": "mine"}')
    assert "inspections/inspection.schema.json was not made by reportgen" in made.stderr
    theirs.write_text(json.dumps(make_schema("inspection")), encoding="utf-8")
    again = reportgen(root, "new", "yours", "--methodology", "hmip-pdu-2023")
    assert "was not made" not in again.stderr
    assert "hmip-pdu-2023" in json.loads(theirs.read_text(encoding="utf-8"))["$defs"]
