"""What `reportgen build` prints for a person."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reportgen.building import staleness
from reportgen.cli import build_progress
from reportgen.problems import Problem
from reportgen.project.loading import Project
from tests.support.fake_output_maker import make_fake_project, write


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    return make_fake_project(tmp_path, monkeypatch)


@pytest.fixture
def told(project: Project) -> Iterator[Callable[..., tuple[bool, str, list[Problem]]]]:
    def run(
        *slugs: str, kinds: tuple[str, ...] = tuple(staleness.KINDS), **more: object
    ) -> tuple[bool, str, list[Problem]]:
        lines: list[str] = []
        problems: list[Problem] = []
        options: dict[str, object] = {
            "jobs": 1,
            "force": False,
            "timings": False,
            "executor": None,
            **more,
        }
        ok = build_progress.run_build(
            project, slugs, kinds, echo=lines.append, print_problems=problems.extend, **options
        )  # type: ignore[arg-type]
        return ok, "\n".join(lines), problems

    return run  # type: ignore[return-value]


def test_a_person_is_told_what_was_built(
    project: Project, told: Callable[..., tuple[bool, str, list[Problem]]]
) -> None:
    files = "one.html, one.json, one.ods, one.pdf in output/one/"
    assert told("one") == (True, f"one: built {files}", [])
    assert told("one") == (True, "one: nothing has changed since it was built", [])
    write(project.inspections / "bad.yaml", "refuse")
    ok, said, problems = told("one", "bad")
    assert (ok, [p.code for p in problems]) == (False, ["refused"])
    assert (
        said
        == "bad: failed (data, html, pdf)\n1 of 2 inspections: nothing has changed since they were"
        " built\n1 of 2 inspections failed: bad"
    )


def test_who_builds_a_part_is_told_what_is_behind(
    project: Project, told: Callable[..., tuple[bool, str, list[Problem]]]
) -> None:
    told("one")
    write(project.inspections / "one.yaml", "second")
    assert told("one", kinds=("html",))[1].splitlines()[1:] == [
        "one: out of date, because it was not rebuilt: the PDF, the workbook and JSON;"
        " `reportgen build one` rebuilds everything"
    ]
    assert told("one", kinds=("pdf", "data"))[1].splitlines()[1:] == []


def test_the_same_problem_is_told_once(
    project: Project, told: Callable[..., tuple[bool, str, list[Problem]]]
) -> None:
    write(project.inspections / "one.yaml", "odd")
    assert [p.code for p in told("one", jobs=2)[2]] == ["odd"]


def test_timings(told: Callable[..., tuple[bool, str, list[Problem]]]) -> None:
    said = told("one", timings=True)[1].splitlines()
    assert any(
        line.split()[:3] == ["one", "data", "writing"] and line.endswith(" s") for line in said[1:]
    )


def test_a_file_whose_name_is_no_text_is_told(
    project: Project, told: Callable[..., tuple[bool, str, list[Problem]]]
) -> None:
    name = os.fsdecode(b"w\xe9st")
    try:
        write(project.inspections / f"{name}.yaml", "first")
    except OSError:
        pytest.skip("this file system has no such names")
    ok, said, problems = told(*project.list_slugs())
    assert (ok, [p.code for p in problems]) == (False, ["file-name"])
    assert "w<U+DCE9>st: failed" in said
    assert "one: built" in said
    said.encode("utf-8")


def test_what_a_name_hides_is_shown(
    project: Project, told: Callable[..., tuple[bool, str, list[Problem]]]
) -> None:
    name = "\x1b]0;mine\a\u202ered\nsecond: built"
    write(project.inspections / f"{name}.yaml", "first")
    _, said, _ = told(name)
    assert said.startswith("<U+001B>]0;mine<U+0007><U+202E>red<U+000A>second: built: failed")
