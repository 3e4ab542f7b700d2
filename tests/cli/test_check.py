"""`reportgen check`: what it prints, and with what status it ends."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.support.commands import BROKEN, MENDABLE, WARNED, reportgen, write


@pytest.mark.parametrize(
    ("text", "plain", "strict"),
    [(MENDABLE, 0, 0), (WARNED, 0, 1), (BROKEN, 1, 1)],
    ids=["notes alone", "warnings", "an error"],
)
def test_strict_makes_warnings_fail_and_nothing_else(
    root: Path, text: str, plain: int, strict: int
) -> None:
    write(root, text)
    assert reportgen(root, "check").exit_code == plain
    assert reportgen(root, "check", "--strict", "sandbank").exit_code == strict
    assert reportgen(root, "check", "--strict", "--format", "json").exit_code == strict


@pytest.mark.parametrize("name", ["other.yml", "Other.YAML", "other.yaml.txt"])
def test_a_file_that_is_passed_over_for_its_name_is_told(root: Path, name: str) -> None:
    write(root, MENDABLE)
    assert "is not read" not in reportgen(root, "check").output
    (root / "inspections" / name).write_text(MENDABLE, encoding="utf-8")
    slug = name.partition(".")[0]
    for command in (("check",), ("build", "--all", "--html")):
        said = reportgen(root, *command).output
        assert f"inspections/{name}:1:1: warning[file-name]: this file is not read" in said
        assert f"rename it to {slug}.yaml" in said
    assert f"inspections/{name} is not read" in reportgen(root, "check", slug).output


@pytest.mark.parametrize(
    "name",
    [
        "sandbnak.plan.yaml",
        "sandbnak.record.yaml",
        "sandbnak.fact-check.yaml",
        "sandbnak.sent",
        ".private/sandbnak.names",
    ],
)
def test_a_file_whose_inspection_is_not_there_is_told(root: Path, name: str) -> None:
    write(root, MENDABLE)
    path = root / "inspections" / name
    path.parent.mkdir(exist_ok=True)
    path.mkdir() if path.suffix == ".sent" else path.write_text("[]\n", encoding="utf-8")
    right_name = path.name.replace("sandbnak", "sandbank")
    for command in (("check",), ("plan", "--all"), ("stage", "--all")):
        said = reportgen(root, *command)
        assert f"inspections/{name}:1:1: warning[file-stray]" in said.output
        assert f"as {right_name}" in said.output

    if path.suffix == ".yaml":
        assert f"{name} is not read" in reportgen(root, "plan", "sandbnak").output
    path.rename(path.with_name(right_name))
    assert "file-stray" not in reportgen(root, "check").output


@pytest.mark.parametrize("name", [".", "..", ".hidden", "inspections/..yaml"])
def test_a_name_that_begins_with_a_dot_is_no_inspection(
    root: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    for slug in (".", ".hidden"):
        write(root, WARNED, slug)
    said = reportgen(root, "check", name)
    assert said.exit_code == 1
    assert "error[no-inspection]" in said.stderr + said.output


def test_check_without_a_slug_takes_every_inspection(root: Path) -> None:
    write(root, WARNED)
    write(root, BROKEN, "other")
    found = {
        problem["path"]
        for problem in json.loads(reportgen(root, "check", "--format", "json").stdout)
    }
    assert found == {"inspections/sandbank.yaml", "inspections/other.yaml"}


def test_a_missing_key_hides_nothing_else(root: Path) -> None:
    write(
        root,
        "methodology: hmip-omi-2006\npublishd: 2007\ntables: {t: {title: T}}\nprogress: [{from:"
        " 2006}]\nfindings: {1.1: {score: 73%, text: 'In {pct:1.9} of the the cases'}}\n",
    )
    found = [
        (p["line"], p["code"])
        for p in json.loads(reportgen(root, "check", "--format", "json").stdout)
    ]
    assert [line for line, _ in found] == sorted(line for line, _ in found)
    assert {
        (1, "missing-key"),
        (2, "unknown-key"),
        (3, "missing-key"),
        (4, "missing-key"),
        (5, "unknown-figure"),
        (5, "word-twice"),
    } <= set(found)


def test_the_json_has_what_the_text_has(root: Path) -> None:
    write(root, WARNED)
    found = json.loads(reportgen(root, "check", "--format", "json").stdout)
    text = reportgen(root, "check", "--all").output
    assert [
        f"{p['path']}:{p['line']}:{p['column']}: {p['severity']}[{p['code']}]: {p['message']}"
        for p in found
    ] == re.findall(r"^inspections.*$", text, re.M)
