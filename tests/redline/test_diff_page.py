"""The page “What changed”, done as it says."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.support.lifecycle import SLUG, Team

PAGE = (REPOSITORY / "docs" / "diff.md").read_text("utf-8")


def test_the_page_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    team = Team(tmp_path / "project", monkeypatch)
    team.begin_history()
    team.edit("38, source", "39, source")
    team.edit("reduce the average caseload", "halve the average caseload")
    ((command, wanted),) = re.findall(r"^```console\n\$ (.*?)\n(.*?)^```$", PAGE, re.M | re.S)
    assert command == f"reportgen diff {SLUG}"
    printed = team.run("diff", SLUG)
    agrees = doctest.OutputChecker().check_output(wanted, printed, doctest.ELLIPSIS)
    assert agrees, printed
