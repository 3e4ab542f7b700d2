"""Broken inspection files, each beside the exact text it must produce: tests/examples/bad/NAME.yaml
and NAME.txt.

To accept new texts after reading them: python -m tests.system.test_messages
"""

from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.cli.problem_text import format_problems
from reportgen.dossier import open_dossier
from reportgen.problems import InputError
from reportgen.project.loading import Project
from tests.conftest import REPOSITORY

FOLDER = REPOSITORY / "tests" / "examples" / "bad"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


class Packaged(Project):
    """The repository with the packaged methodologies alone, so that a message that lists them stays
    the same."""

    @property
    def methodology_folders(self) -> tuple[Path, ...]:
        return super().methodology_folders[1:]


def said_about(name: str) -> str:
    """Every error of a file, as it is shown."""
    project = Packaged(REPOSITORY)
    try:
        problems = list(open_dossier(project, str(FOLDER / f"{name}.yaml")).problems)
    except InputError as refused:
        problems = refused.problems
    return (
        format_problems([problem for problem in problems if problem.is_error], project.read_lines)
        + "\n"
    )


def test_there_are_enough_broken_files() -> None:
    assert len(NAMES) >= 60


@pytest.mark.parametrize("name", NAMES)
def test_a_broken_file_gives_exactly_its_message(name: str) -> None:
    assert said_about(name) == (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_message_says_what_to_do(name: str) -> None:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert text.count("error[") >= 1
    assert text.count("error[") == text.count("  hint: ")


if __name__ == "__main__":
    for name in NAMES:
        (FOLDER / f"{name}.txt").write_text(said_about(name), encoding="utf-8")
