"""Comments of a check of facts in a real browser: on a wide screen and a phone, where the page is
read and where it is written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPOSITORY
from tests.support.fact_check import SLUG, Sender

CHROMIUM = (
    os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
)

pytestmark = pytest.mark.browser

REMARKS = (
    ("ECS has two offices", f"id: c1, by: Pat Head, said: There are {'very' * 30} many."),
    ("Plans are short", "id: c2, said: Some are long., decision: accepted"),
    ("Once a month", "id: c3, said: Twice., decision: not accepted, because: We saw it."),
    ("17 of 24", "id: c4, said: We count 18."),
)


def make_project(root: Path) -> None:
    sender = Sender(root)
    sender.send()
    key = next((root / "inspections" / f"{SLUG}.sent").iterdir()).stem
    lines = ["comments:"]
    for words, rest in REMARKS:
        one = sender.paragraph(words)
        lines.append(f'- {{at: "{one.path}:{one.line}", sent: {key} {one.id}, {rest}}}')
    sender.comments.write_text("\n".join(lines) + "\n", "utf-8")


@pytest.fixture(scope="module", params=["read", "write"])
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    assert CHROMIUM, "no Chromium here: bin/setup tests installs it"
    root = tmp_path_factory.mktemp("comments")
    make_project(root)
    options = ["--write"] if request.param == "write" else []
    program = [sys.executable, "-m", "reportgen", "--root", str(root), "preview", SLUG]
    preview = subprocess.Popen(
        [*program, "--port", "0", *options],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )
    try:
        assert preview.stdout is not None
        address = preview.stdout.readline().split()[2]
        done = subprocess.run(
            ["node", "comments.mjs", address],
            cwd=REPOSITORY / "tests" / "browser",
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "CHROMIUM": CHROMIUM},
        )
    finally:
        preview.kill()
        preview.wait()
    assert done.returncode == 0, done.stderr
    return {**json.loads(done.stdout), "is_written": request.param == "write"}


def test_axe_finds_no_fault_in_comments(seen: dict[str, Any]) -> None:
    assert len(seen["axe"]) == 4 + seen["is_written"]
    assert {name: faults for name, faults in seen["axe"].items() if faults} == {}
    assert seen["messages"] == []


def test_a_long_word_in_a_comment_does_not_widen_the_page(seen: dict[str, Any]) -> None:
    assert {name: wide for name, wide in seen["wide"].items() if wide > 0} == {}


def test_every_comment_is_listed_and_those_on_paragraphs_stand_there(seen: dict[str, Any]) -> None:
    assert seen["listed"] == len(REMARKS)
    assert 0 < seen["comments"] <= len(REMARKS)


def test_a_rating_is_changed_from_the_list_of_all_ratings(seen: dict[str, Any]) -> None:
    assert seen["rating"] == ("1.1 Leadership" if seen["is_written"] else "")
