"""Tab, as bash asks for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project, with `reportgen` as a command beside it."""
    (tmp_path / "inspections").mkdir()
    for slug in ("north-town-2025", "north-vale-2025", "south-town-2025"):
        (tmp_path / "inspections" / f"{slug}.yaml").touch()
    (tmp_path / "nothing.pdf").touch()
    (tmp_path / "path").mkdir()
    command = tmp_path / "path" / "reportgen"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m reportgen "$@"\n', "utf-8")
    command.chmod(0o755)
    return tmp_path


def completed(folder: Path, line: str) -> list[str]:
    """What bash offers at the end of a line, after what the documentation has people type."""
    if shutil.which("bash") is None:
        pytest.skip("there is no bash")
    script = (
        'eval "$(reportgen completion bash)"\n'
        f"COMP_WORDS=({line}); [ '{line[-1]}' != ' ' ] || COMP_WORDS+=('')\n"
        "COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
        'set -- $(complete -p reportgen); while [ "$1" != -F ]; do shift; done\n'
        '"$2" reportgen 2>/dev/null; printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        cwd=folder,
        env={"PATH": f"{folder / 'path'}:{os.environ['PATH']}", "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("reportgen pre", ["preview"]),
        ("reportgen build north", ["north-town-2025", "north-vale-2025"]),
        ("reportgen build north-town-2025 s", ["south-town-2025"]),
        ("reportgen build --fo", ["--force", "--for"]),
        ("reportgen check --format s", ["sarif"]),
        ("reportgen preview south", ["south-town-2025"]),
        ("reportgen new x --methodology hmip-pdu-", ["hmip-pdu-2021", "hmip-pdu-2023"]),
        ("reportgen methodologies hmip-omi", ["hmip-omi-2006"]),
        ("reportgen ratings north-t", ["north-town-2025"]),
        ("reportgen ratings noth", []),  # files are bash's own to find
        ("reportgen --root /nonexistent build x", []),
        ("reportgen completion f", ["fish"]),
    ],
)
def test_bash_completes(folder: Path, line: str, offered: list[str]) -> None:
    assert completed(folder, line) == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script_that_it_can_read(folder: Path, shell: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "reportgen", "completion", shell],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"_REPORTGEN_COMPLETE={shell}_complete" in done.stdout
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=done.stdout, text=True, check=True)
