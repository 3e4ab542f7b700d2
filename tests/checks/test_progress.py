"""What is written and what is not, and how much of it a person has to read."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from reportgen.checks.progress import format_progress, list_progress
from reportgen.cli.main import cli
from reportgen.dossier import Dossier, open_dossier
from reportgen.project.loading import Project
from tests.conftest import REPOSITORY

METHODOLOGIES = Project(REPOSITORY).list_methodology_ids()


def run(root: Path, *arguments: str) -> str:
    return CliRunner().invoke(cli, ["--root", str(root), *arguments]).output


@pytest.mark.parametrize("methodology", [id for id in METHODOLOGIES if id.startswith("hmip")])
def test_a_new_inspection_is_checked_in_at_most_25_lines(methodology: str, tmp_path: Path) -> None:
    (tmp_path / "inspections").mkdir()
    kinds = Project(REPOSITORY).load_methodology(methodology).kinds
    kind = ("--kind", str(next(iter(kinds)))) if kinds else ()
    run(tmp_path, "new", "fresh", "--methodology", methodology, *kind)
    brief, full = run(tmp_path, "check", "fresh"), run(tmp_path, "check", "fresh", "--all")
    assert "times; " in brief
    assert len(brief.splitlines()) <= 25
    assert len(full.splitlines()) > 4 * len(brief.splitlines())
    progress = list_progress(open_dossier(Project(tmp_path), "fresh"))
    assert not any(part.is_complete for part in progress)


def test_errors_come_last_and_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "inspections").mkdir()
    results = "\n".join(f"      2.2.{n}: most" for n in range(1, 4))
    (tmp_path / "inspections" / "a.yaml").write_text(
        f"methodology: hmip-pdu-2023\ntitle: T\nfindings:\n  2.2:\n    results:\n{results}\n",
        "utf-8",
    )
    lines = [line for line in run(tmp_path, "check", "a").splitlines() if "[" in line]
    errors = [number for number, line in enumerate(lines) if "error[" in line]
    assert len(errors) == 3
    assert errors == list(range(len(lines) - 3, len(lines)))


def test_a_finished_report_is_done_in_every_part(dossiers: dict[str, Dossier]) -> None:
    progress = list_progress(dossiers["west-sussex-2022"])
    assert [part.title for part in progress if not part.is_complete] == []
    assert "2.2 Assessment" in format_progress(progress)
    assert f"{len(progress)} of {len(progress)} parts are done" in format_progress(progress)
