"""The tutorial, done step by step as it says: each command prints what is shown, and each change
finds what it replaces."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reportgen.dossier import open_dossier
from reportgen.project.loading import Project
from reportgen.render.html.page import PageRenderer
from reportgen.report.builder import build_report
from tests.conftest import REPOSITORY
from tests.support.page_text import Page

PROJECT = Project(REPOSITORY)
BLOCK = re.compile(r"^```(console|diff)\n(.*?)^```$", re.M | re.S)
STEPS: list[tuple[str, str]] = BLOCK.findall(
    (REPOSITORY / "docs" / "tutorial.md").read_text("utf-8")
)


def run(folder: Path, line: str) -> str:
    program, *words = shlex.split(line)
    assert program == "bin/reportgen"
    done = subprocess.run(
        [sys.executable, "-m", "reportgen", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in (0, 1), done.stdout
    return done.stdout


def change(folder: Path, text: str) -> None:
    """Carries out a change as it is shown: what a line with - says, replaced by what the next one
    with + says."""
    head, *lines = text.splitlines()
    file = folder / head.removeprefix("--- ")
    content = file.read_text("utf-8")
    for old, new in zip(lines[::2], lines[1::2], strict=True):
        assert (old[0], new[0]) == ("-", "+")
        assert content.count(old[1:]) == 1, (
            f"{old[1:]!r} stands {content.count(old[1:])} times in {file.name}"
        )
        content = content.replace(old[1:], new[1:])
    file.write_text(content, "utf-8")


def others(folder: str, names: list[str]) -> list[str]:
    """What is beside the inspection that the tutorial is about."""
    return [
        name for name in names if Path(folder).parent == REPOSITORY and "exampleshire" not in name
    ]


def test_the_example_is_read_in_five_minutes() -> None:
    """1,150 words at some 230 a minute, without tables, the contents, what is repeated at a glance,
    and the citation, which is folded away."""
    body = Page(
        PageRenderer(PROJECT.template_folders).page(
            build_report(open_dossier(PROJECT, "exampleshire-2025"))
        )
    ).body
    for skipped in body.xpath(
        "//table|//nav|//section[@id='at-a-glance']|//details[@class='cite']"
    ):
        skipped.drop_tree()
    words = [word for word in body.text_content().split() if re.search(r"\w", word)]
    assert len(words) <= 1150


@pytest.mark.slow
def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    assert {kind for kind, _ in STEPS} == {"console", "diff"}
    for folder in ("inspections", "methodologies"):
        shutil.copytree(REPOSITORY / folder, tmp_path / folder, ignore=others)
    for kind, text in STEPS:
        if kind == "diff":
            change(tmp_path, text)
            continue
        for command in re.split(r"^\$ ", text, flags=re.M)[1:]:
            line, _, wanted = command.partition("\n")
            printed = run(tmp_path, line)
            agrees = doctest.OutputChecker().check_output(wanted, printed, doctest.ELLIPSIS)
            assert agrees, f"{line} printed:\n{printed}\nand not:\n{wanted}"
