"""The page “From draft to publication”, done as it says: each command prints what is shown."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.support.lifecycle import SLUG, Team

PAGE = (REPOSITORY / "docs" / "publication.md").read_text("utf-8")
BLOCKS = re.findall(r"^```console\n(.*?)^```$", PAGE, re.M | re.S)

TIMES = {
    "factual accuracy": "2025-02-10 09:00",
    "sign": "2025-03-10 09:00",
    "embargoed": "2025-03-12 09:00",
}
"""When each step is taken, by a word of it."""


@pytest.mark.slow
def test_the_page_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    team = Team(tmp_path / "project", monkeypatch)
    team.record.write_text("- {}\n")
    monkeypatch.chdir(team.root)
    tried = 0
    for command in (one for block in BLOCKS for one in re.split(r"^\$ ", block, flags=re.M)[1:]):
        line, _, wanted = command.partition("\n")
        program, *words = shlex.split(line)
        team.time = next((time for word, time in TIMES.items() if word in words), team.time)
        status = 0
        if "published" in words and program == "reportgen":
            team.time, status = [("2025-03-17 19:49", 3), ("2025-03-18 00:01", 0)][tried]
            tried += 1
        if program == "rm":
            team.record.unlink()
            continue
        printed = team.git(*words) if program == "git" else team.run(*words, status=status)
        agrees = doctest.OutputChecker().check_output(wanted, printed, doctest.ELLIPSIS)
        assert agrees, f"{line} printed:\n{printed}\nand not:\n{wanted}"
    assert tried == 2


def test_two_people_who_sign_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the page says: take what was pushed first, and repeat the command."""
    team = Team(tmp_path / "project", monkeypatch)
    team.git("init", "-q", "-b", "main")
    team.stage("draft", "--by", "Robin Sample")
    team.commit("begun")
    team.git("checkout", "-q", "-b", "mine")
    team.run("sign", SLUG, "quality assurance", "--by", "Kim Reader")
    team.commit("signed by me")
    team.git("checkout", "-q", "main")
    team.run("sign", SLUG, "chief inspector", "--by", "Alex Instance")
    team.commit("signed by another")
    team.git("checkout", "-q", "mine")
    with pytest.raises(Exception, match="rebase"):
        team.git("rebase", "-q", "main")
    name = f"inspections/{SLUG}.record.yaml"
    team.git("checkout", "--ours", name)
    team.git("add", name)
    team.git("-c", "core.editor=true", "rebase", "--skip")
    team.run("sign", SLUG, "quality assurance", "--by", "Kim Reader")
    assert "Signed as quality assurance by Kim Reader" in team.stage()
    assert "Signed as chief inspector by Alex Instance" in team.stage()
