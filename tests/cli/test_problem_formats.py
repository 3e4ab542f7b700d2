"""Problems as SARIF."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from reportgen.checks.register import CHECKS
from reportgen.cli.problem_formats import problems_as_sarif
from reportgen.problems import Place, Problem, error, note, warning
from tests.support.commands import BROKEN, MENDABLE, WARNED, reportgen, write

TEXT = {
    "type": "object",
    "properties": {"text": {"type": "string", "minLength": 1, "pattern": r"\S"}},
    "required": ["text"],
    "additionalProperties": False,
}


LEVEL = {"enum": ["none", "note", "warning", "error"]}


PLACE = {"type": "integer", "minimum": 1}


def closed(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


SARIF = closed(
    **{
        "$schema": {"const": "https://json.schemastore.org/sarif-2.1.0.json"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": closed(
                tool=closed(
                    driver=closed(
                        name={"const": "reportgen"},
                        version={"type": "string"},
                        rules={
                            "type": "array",
                            "uniqueItems": True,
                            "items": closed(
                                id={"type": "string", "pattern": "^[a-z0-9-]+$"},
                                name={"type": "string", "pattern": "^[A-Z][A-Za-z0-9]*$"},
                                shortDescription=TEXT,
                                fullDescription=TEXT,
                                help=TEXT,
                                defaultConfiguration=closed(level=LEVEL),
                            ),
                        },
                    )
                ),
                columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                results={
                    "type": "array",
                    "items": closed(
                        ruleId={"type": "string"},
                        ruleIndex={"type": "integer", "minimum": 0},
                        level=LEVEL,
                        message=TEXT,
                        locations={
                            "type": "array",
                            "items": closed(
                                physicalLocation=closed(
                                    artifactLocation=closed(
                                        uri={"type": "string", "pattern": r"^[^\s\\]+$"}
                                    ),
                                    region=closed(
                                        startLine=PLACE, startColumn=PLACE, endColumn=PLACE
                                    ),
                                )
                            ),
                        },
                    ),
                },
            ),
        },
    }
)
"""The part of SARIF 2.1.0 that is written here, as its standard has it, and closed against anything
else."""


@pytest.mark.parametrize(
    "text",
    [MENDABLE, WARNED, BROKEN, "", "a: [", WARNED.replace("TODO", "{pct:9.9} [a](#nowhere)")],
)
def test_sarif_is_as_its_standard_says(root: Path, text: str) -> None:
    write(root, text, "sand-bank-2025")
    log = json.loads(reportgen(root, "check", "--format", "sarif").stdout)
    jsonschema.Draft202012Validator(SARIF).validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert (
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            == "inspections/sand-bank-2025.yaml"
        )
    for rule in rules:
        assert rule["shortDescription"]["text"] == CHECKS[rule["id"]].rule
        assert rule["defaultConfiguration"]["level"] == CHECKS[rule["id"]].severity


def test_sarif_takes_any_place() -> None:
    places = [
        Place("", 1, 1, 1),
        Place("/a b/c.yaml", 3, 4, 5),
        Place("inspections/ä b.yaml", 1, 1, 2),
    ]
    problems: list[Problem] = [
        kind("never-heard-of", place, "what is wrong", "do it")
        for place in places
        for kind in (error, warning, note)
    ]
    log = json.loads(problems_as_sarif(problems))
    jsonschema.Draft202012Validator(SARIF).validate(log)
    uris = [
        location["physicalLocation"]["artifactLocation"]["uri"]
        for result in log["runs"][0]["results"]
        for location in result["locations"]
    ]
    assert set(uris) == {"file:///a%20b/c.yaml", "inspections/%C3%A4%20b.yaml"}
    assert log["runs"][0]["results"][0]["message"]["text"] == "what is wrong. Do it."
