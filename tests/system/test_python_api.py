"""The public Python API: docs/python.md does what it says, and the names stay."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import reportgen
from tests.conftest import REPOSITORY

PAGE = (REPOSITORY / "docs" / "python.md").read_text("utf-8")


def test_the_examples_of_the_page_run(
    examples: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pandas")
    monkeypatch.chdir(examples)
    blocks = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(blocks) > 5
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "docs/python.md", "exec"), names)
    printed = capsys.readouterr().out
    assert "4 of 27 Inadequate" in printed
    assert "Assessment Inadequate" in printed
    assert "west-sussex-2022 html built" in printed
    assert "there is no inspection" in printed.lower()
    frame = names["frame"]
    assert {"west-sussex-2022", "brighton-east-sussex-2024"} <= set(frame["inspection"])  # type: ignore[index]


def test_results_are_those_of_the_file(examples: Path) -> None:
    project = reportgen.open_project(examples)
    dossier = reportgen.open_inspection(project, "west-sussex-2022")
    rows = {row.id: row for row in reportgen.list_results(dossier)}
    assert (rows["2.2.3"].yes, rows["2.2.3"].of) == (24, 51)
    assert rows["2.2.3"].percent == pytest.approx(100 * 24 / 51)
    assert rows["2.2.3"].standard == "2.2"


def test_no_project_is_a_problem_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(reportgen.InputError) as refused:
        reportgen.open_project(tmp_path)
    assert refused.value.problems[0].hint


def test_the_page_names_every_function() -> None:
    functions = {name for name in reportgen.__all__ if name[0].islower()}
    assert {name for name in functions if f"{name}" not in PAGE} == set()


def test_every_name_is_there_and_nothing_is_imported_before_it_is_used() -> None:
    assert all(hasattr(reportgen, name) for name in reportgen.__all__)
    script = "import sys, reportgen; print([m for m in sys.modules if m.startswith('reportgen.')])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=REPOSITORY
    )
    assert done.stdout.strip() == "['reportgen.util', 'reportgen.util.version']"
