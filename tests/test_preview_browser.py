"""The writer's desk in a real browser, on the largest example: a save shows, the reader stays put, a broken save lies over the page."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.conftest import REPOSITORY

SLUG = "west-sussex-2022"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    assert CHROMIUM, "no Chromium here: bin/setup tests installs it"
    root = tmp_path_factory.mktemp("desk")
    shutil.copytree(REPOSITORY / "inspections", root / "inspections")
    file = root / "inspections" / f"{SLUG}.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"    summary: \|\n", "    summary: |\n      MARKER\n\n", text, count=1), encoding="utf-8")
    desk = subprocess.Popen([sys.executable, "-m", "reportgen", "--root", str(root), "preview", SLUG, "--port", "0", "--edit"],
                            stdout=subprocess.PIPE, text=True, cwd=REPOSITORY, env={**os.environ, "EDITOR": "code"})
    try:
        assert desk.stdout is not None
        address = desk.stdout.readline().split()[2]
        done = subprocess.run(["node", "preview.mjs", address, str(file)], cwd=REPOSITORY / "tests" / "browser", capture_output=True, text=True,
                              timeout=150, env={**os.environ, "CHROMIUM": CHROMIUM})
        assert done.returncode == 0, done.stderr
        found: dict[str, object] = json.loads(done.stdout)
        found["root"] = str(root)
        return found
    finally:
        desk.kill()
        desk.wait()


def test_a_save_changes_the_page_without_loading_it_again(seen: dict[str, object]) -> None:
    assert seen["samePage"] is True
    assert len(seen["times"]) == 5


def test_the_reader_stays_where_they_were(seen: dict[str, object]) -> None:
    assert abs(seen["scroll"]["after"] - seen["scroll"]["before"]) <= 2


def test_text_that_grows_above_does_not_move_the_reader(seen: dict[str, object]) -> None:
    assert seen["grown"] > seen["scroll"]["before"] + 500


def test_a_broken_save_lies_over_the_last_good_page_and_goes_away(seen: dict[str, object]) -> None:
    assert "did you mean `title`?" in seen["overlay"]
    assert f"inspections/{SLUG}.yaml:" in seen["overlay"]
    assert seen["pageBehindOverlay"] is True
    assert seen["overlayGone"] is True


def test_a_paragraph_tells_its_line_and_opens_the_editor_there(seen: dict[str, object]) -> None:
    assert re.fullmatch(r"inspections/[\w./-]+:\d+", seen["line"])
    assert seen["editor"] == f"vscode://file{seen['root']}/{seen['line']}"


def test_nothing_is_asked_of_another_host_and_nothing_goes_wrong(seen: dict[str, object]) -> None:
    assert seen["requests"] == []
    assert seen["messages"] == []
