"""A project under git with one small inspection, and a clock that a test sets."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reportgen.lifecycle import clock
from tests.conftest import REPOSITORY
from tests.support.commands import run_command

SLUG = "exampleshire-2025"
LONDON = ZoneInfo("Europe/London")


class Team:
    """People who work on one report: they run commands, edit files and commit, at a time that the
    test sets."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.time = "2025-01-20 09:00"
        monkeypatch.setattr(clock, "read_clock", self._read_clock)
        for folder in ("inspections", "methodologies"):
            shutil.copytree(
                REPOSITORY / folder,
                root / folder,
                ignore=lambda path, names: [
                    name
                    for name in names
                    if Path(path).parent == REPOSITORY
                    and ("exampleshire" not in name or name.endswith(".record.yaml"))
                ],
            )
        (root / ".gitignore").write_text("output/\n")

    def begin_history(self) -> None:
        """Put the project under git."""
        self.git("init", "-q", "-b", "main")
        self.commit("the inspection")

    def _read_clock(self) -> datetime:
        return datetime.strptime(self.time, "%Y-%m-%d %H:%M").replace(tzinfo=LONDON)

    @property
    def record(self) -> Path:
        return self.root / "inspections" / f"{SLUG}.record.yaml"

    @property
    def published(self) -> Path:
        return self.root / "output" / SLUG

    def run(self, *arguments: str, status: int = 0) -> str:
        """What a command prints; it ends with this status."""
        return run_command(self.root, *arguments, status=status)

    def stage(self, *arguments: str, status: int = 0) -> str:
        return self.run("stage", SLUG, *arguments, status=status)

    def edit(self, old: str, new: str, file: str = f"inspections/{SLUG}.yaml") -> None:
        path = self.root / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1, (old, text.count(old))
        path.write_text(text.replace(old, new), "utf-8")

    def git(self, *command: str) -> str:
        done = subprocess.run(
            ["git", "-c", "user.name=Robin", "-c", "user.email=robin@example.org", *command],
            cwd=self.root,
            env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def commit(self, message: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)


def codes_in(printed: str) -> set[str]:
    """The codes of the problems in what a command printed."""
    import re

    return set(re.findall(r"(?:error|warning)\[([a-z-]+)\]", printed))
