"""A whole inspection written in the page by keyboard alone, from `new` to a PDF."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from reportgen.checks.run import check_dossier
from reportgen.dossier import open_dossier
from reportgen.project.loading import Project
from tests.conftest import REPOSITORY
from tests.support.browser import run_node

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_an_inspection_is_written_from_nothing_to_a_pdf(tmp_path: Path) -> None:
    (tmp_path / "inspections").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    new = [sys.executable, "-m", "reportgen", "--root", str(tmp_path), "new", "my-town-2025"]
    subprocess.run([*new, "--methodology", "hmip-pdu-2023"], check=True, env=environment)
    file = tmp_path / "inspections" / "my-town-2025.yaml"
    before = file.read_text("utf-8")
    (seen,) = run_node(
        "write_all.mjs", sys.executable, tmp_path, "my-town-2025", PYTHONPATH=str(REPOSITORY)
    )
    assert (seen["status"], seen["pdf"]) == (200, "%PDF-")
    assert seen["left"] == []
    assert seen["messages"] == []
    project = Project(tmp_path)
    dossier = open_dossier(project, "my-town-2025")
    assert [problem for problem in check_dossier(dossier) if problem.is_error] == []
    assert dossier.ratings.overall
    after = file.read_text("utf-8")
    assert "TODO" not in after.replace("Fill in each TODO", "")
    assert find_lost_lines(before, after) == []


def find_lost_lines(before: str, after: str) -> list[str]:
    """The lines that are no longer there, without those that had a place to write in."""
    rest, lost = iter(after.split("\n")), []
    for line in before.split("\n"):
        code = line.split("#")[0].strip()
        if "TODO" in line or code.endswith((":", "{}", "[]")) or "- " in code:
            continue
        if not any(line == other for other in rest):
            lost.append(line)
            rest = iter(after.split("\n"))
    return lost
