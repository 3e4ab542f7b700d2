"""The formats in which `check` prints problems: text for people, JSON, and SARIF for editors and
code hosts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from reportgen.checks.register import CHECKS
from reportgen.cli.problem_text import Lines, format_grouped
from reportgen.problems import Place, Problem
from reportgen.util.version import __version__


def problems_as_sarif(problems: list[Problem]) -> str:
    """The problems as SARIF 2.1.0, with the rule that each of them breaks."""
    codes = sorted({problem.code for problem in problems})
    results = [
        {
            "ruleId": p.code,
            "ruleIndex": codes.index(p.code),
            "level": p.severity,
            "message": {
                "text": (
                    f"{p.message}. {p.hint[:1].upper()}{p.hint[1:]}." if p.hint else f"{p.message}."
                )
            },
            "locations": [_location(p.place)] if p.place.path else [],
        }
        for p in problems
    ]
    driver = {
        "name": "reportgen",
        "version": __version__,
        "rules": [_rule(code, problems) for code in codes],
    }
    return json.dumps(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def _location(place: Place) -> dict[str, Any]:
    uri = Path(place.path).as_uri() if Path(place.path).is_absolute() else quote(place.path)
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": uri},
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endColumn": place.end,
            },
        }
    }


def _rule(code: str, problems: list[Problem]) -> dict[str, Any]:
    """A rule as a code host shows it. The rule of a code without an entry is its first message."""
    check = CHECKS.get(code)
    first = next(problem for problem in problems if problem.code == code)
    rule = check.rule if check else f"{first.message}."
    help_text = f"{rule}\n\nFor example: {check.example}" if check else rule
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in code.split("-")),
        "shortDescription": {"text": rule},
        "fullDescription": {"text": help_text},
        "help": {"text": help_text},
        "defaultConfiguration": {"level": check.severity if check else first.severity},
    }


def problems_as_json(problems: Iterable[Problem]) -> str:
    """The problems as a JSON list."""
    return json.dumps(
        [
            {
                "severity": p.severity,
                "code": p.code,
                "path": p.place.path,
                "line": p.place.line,
                "column": p.place.column,
                "end_column": p.place.end,
                "message": p.message,
                "hint": p.hint,
            }
            for p in problems
        ],
        ensure_ascii=False,
        indent=2,
    )


FORMATS: dict[str, Callable[[list[Problem], Lines], str]] = {
    "text": format_grouped,
    "json": lambda problems, lines: problems_as_json(problems),
    "sarif": lambda problems, lines: problems_as_sarif(problems),
}
