"""Outputs that take no time: what the tests of build.py make in place of reports. The inspection's
file says how it behaves.

include NAME   reads a file beside it      change NAME   changes a file that was already read
refuse         is refused                  bug           raises
refuse KIND    is refused at that kind of output
die            kills its process           sleep S       takes its time, once for each kind
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportgen.problems import InputError, Place, error, warning
from reportgen.project.loading import Project

if TYPE_CHECKING:
    import pytest

SIZE = 200_000
"""Bytes of an output: several writes, so that a kill can fall between them."""


class FakeOutputMaker:
    errors = ()

    def __init__(
        self, project: Project, slug: str, timings: Any, *, shows_errors: bool = False
    ) -> None:
        self.project, self.timings = project, timings
        path = project.find_inspection_file(slug)
        self.slug = path.stem
        project.files_read.add(path)
        self.text = path.read_text("utf-8")
        self.orders = [line.split(maxsplit=1) for line in self.text.splitlines()]
        self.problems = (
            [warning("odd", Place(str(path), 1, 1, 1), "odd")] if "odd" in self.text else []
        )
        for order in self.orders:
            if order == ["refuse"]:
                raise InputError(
                    error("refused", Place(f"inspections/{self.slug}.yaml", 1, 1, 1), "refused")
                )
            if order[:1] == ["bug"]:
                raise KeyError("a fault of ours")
            if order[:1] == ["die"]:
                os.kill(os.getpid(), signal.SIGKILL)
            if order[:1] == ["include"]:
                file = path.parent / order[1]
                project.files_read.add(file)
                self.text += file.read_text("utf-8")
            if order[:1] == ["change"]:
                (path.parent / order[1]).write_text("changed meanwhile", "utf-8")

    def make(self, kind: str) -> dict[str, bytes]:
        for order in self.orders:
            if order[:1] == ["sleep"]:
                time.sleep(float(order[1]))
            if order == ["refuse", kind]:
                raise InputError(
                    error(
                        "refused",
                        Place(f"inspections/{self.slug}.yaml", 1, 1, 1),
                        f"refused at {kind}",
                    )
                )
        names = (
            [f"{self.slug}.{kind}"] if kind != "data" else [f"{self.slug}.ods", f"{self.slug}.json"]
        )
        return {name: content(self.text) for name in names}


def content(text: str) -> bytes:
    """What an output holds: its inspection's text again and again, so that a piece of one is seen
    to be a piece."""
    start = text.encode() + b"\n"
    return b"begin\n" + start * (SIZE // len(start)) + b"end\n"


def make_fake_project(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project with one inspection, in a folder whose name is not plain, whose outputs take no
    time."""
    from reportgen.building import outputs

    monkeypatch.setattr(outputs, "OutputMaker", FakeOutputMaker)
    root = folder / "Ŵ a space"
    write(root / "inspections" / "one.yaml", "first")
    return Project(root)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def main(root: str, *slugs: str) -> None:
    """A build in a process of its own, for the tests that kill it."""
    from reportgen.building import build, outputs

    outputs.OutputMaker = FakeOutputMaker  # type: ignore[assignment, misc]
    for outcome in build.build(Project(Path(root)), slugs, jobs=2):
        print(
            outcome.slug,
            outcome.kind,
            outcome.state,
            *(problem.code for problem in outcome.problems),
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
