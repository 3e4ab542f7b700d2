"""The Containerfile, read as a builder reads it. No container can be built here, so its
instructions, what they copy and their order are what is tested."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.conftest import REPOSITORY

INSTRUCTIONS = "FROM RUN COPY ENV USER WORKDIR ENTRYPOINT CMD".split()


def parse(text: str) -> list[tuple[str, str]]:
    """The instructions in order: comments left out, continued lines joined."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    whole = re.sub(r"\\\n", " ", "\n".join(lines))
    found = []
    for line in filter(str.strip, whole.splitlines()):
        word, _, rest = line.partition(" ")
        assert word in INSTRUCTIONS, f"`{line}` is no instruction"
        assert rest.strip(), f"`{line}` says nothing"
        found.append((word, " ".join(rest.split())))
    return found


FILE = parse((REPOSITORY / "Containerfile").read_text("utf-8"))


def place(word: str, part: str) -> int:
    (found,) = [n for n, (name, rest) in enumerate(FILE) if name == word and part in rest]
    return found


def test_it_begins_with_one_image_of_a_python_that_is_new_enough() -> None:
    assert [name for name, _ in FILE].count("FROM") == 1
    assert FILE[0][0] == "FROM"
    version = re.fullmatch(r"docker\.io/library/python:3\.(\d+)-slim-\w+", FILE[0][1])
    assert version
    assert int(version[1]) >= 11


def test_what_it_copies_is_there_and_under_version_control() -> None:
    copied = [rest.split() for name, rest in FILE if name == "COPY"]
    assert {source for *sources, _ in copied for source in sources} == {
        "requirements.lock",
        "reportgen",
        "templates",
    }
    for *sources, target in copied:
        assert target.startswith("/opt/reportgen")
        for source in sources:
            assert (REPOSITORY / source).exists()
            tracked = subprocess.run(
                ["git", "ls-files", "--", source], cwd=REPOSITORY, capture_output=True, text=True
            )
            assert tracked.returncode != 0 or tracked.stdout, source


def test_each_step_comes_after_what_it_needs_and_what_changes_most_comes_last() -> None:
    order = [
        place("FROM", "python"),
        place("RUN", "apt-get install"),
        place("RUN", "useradd"),
        place("COPY", "requirements.lock"),
        place("RUN", "pip install"),
        place("COPY", "reportgen /opt/reportgen/reportgen"),
        place("USER", "inspector"),
        place("WORKDIR", "/work"),
        place("ENTRYPOINT", "reportgen"),
    ]
    assert order == sorted(order)
    assert place("COPY", "templates") < place("USER", "inspector")


def test_nobody_runs_it_as_root() -> None:
    users = [rest for name, rest in FILE if name == "USER"]
    assert users == ["inspector"]
    made = FILE[place("RUN", "useradd")][1]
    assert made.split()[-1] == users[0]


def test_it_installs_what_the_set_up_installs() -> None:
    setup = (REPOSITORY / "bin" / "setup").read_text("utf-8")
    wanted = set(re.findall(r"^need_library \S+ (\S+)$", setup, re.M))
    assert len(wanted) == 3
    installed = FILE[place("RUN", "apt-get install")][1]
    assert wanted <= set(installed.split())
    assert "--no-install-recommends" in installed
    assert "--require-hashes -r /opt/reportgen/requirements.lock" in FILE[place("RUN", "pip")][1]


def test_each_run_is_shell_that_parses() -> None:
    for name, rest in FILE:
        if name == "RUN":
            subprocess.run(["sh", "-n", "-c", rest], check=True)


def test_its_command_is_reportgen_with_what_was_copied_alone(tmp_path: Path) -> None:
    """The entry point, with the two folders where the file puts them."""
    for name, rest in FILE:
        if name == "COPY" and (REPOSITORY / rest.split()[0]).is_dir():
            source, target = rest.split()
            at = tmp_path / Path(target).relative_to("/opt/reportgen")
            at.symlink_to(REPOSITORY / source)
    python, *words = json.loads(FILE[place("ENTRYPOINT", "reportgen")][1])
    assert python == "python"
    command = [sys.executable, *words, *json.loads(FILE[place("CMD", "help")][1])]
    done = subprocess.run(
        command, cwd="/", env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "Usage: reportgen" in done.stdout
