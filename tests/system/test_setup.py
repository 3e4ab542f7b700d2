"""The set-up command where something is missing: it says exactly which packages, and changes
nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

TOOLS = [
    "bash",
    "sh",
    "env",
    "cat",
    "cut",
    "dirname",
    "basename",
    "du",
    "flock",
    "grep",
    "id",
    "printf",
    "sha256sum",
    "apt-get",
    "python3",
]
"""What a machine has on which nothing of ours was ever installed."""

MISSING_FOR_TESTS = {"poppler-utils", "qpdf", "nodejs", "npm", "default-jdk-headless", "git"}


@pytest.fixture
def checkout() -> Iterator[Path]:
    """A copy that anybody may read, with a PATH beside it that hides what this machine has."""
    folder = Path(tempfile.mkdtemp(prefix="réport gen "))
    folder.chmod(0o755)
    (folder / "path").mkdir()
    for tool in TOOLS:
        if found := shutil.which(tool):
            (folder / "path" / tool).symlink_to(
                Path(found).resolve() if tool != "python3" else "/usr/bin/python3"
            )
    (folder / "src").mkdir(mode=0o777)
    (folder / "src").chmod(0o777)
    shutil.copytree(REPOSITORY / "bin", folder / "src" / "bin")
    for lock in ("requirements.lock", "requirements-dev.lock"):
        shutil.copy(REPOSITORY / lock, folder / "src")
    yield folder
    shutil.rmtree(folder)


def set_up(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run by somebody who is not root, in whatever way these tests can become that."""
    nobody = (
        [shutil.which("setpriv") or "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        if os.getuid() == 0
        else []
    )
    if nobody and not Path(nobody[0]).is_absolute():
        pytest.skip("root cannot become nobody without setpriv")
    return subprocess.run(
        [*nobody, str(folder / "src" / "bin" / "setup"), *arguments],
        env={"PATH": str(folder / "path"), "HOME": "/nonexistent", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("sudo", ["", "sudo "])
def test_without_root_it_says_which_packages_are_missing(checkout: Path, sudo: str) -> None:
    if sudo:  # that asks for a password
        (checkout / "path" / "sudo").write_text("#!/bin/sh\nexit 1\n", "utf-8")
        (checkout / "path" / "sudo").chmod(0o755)
    if not Path("/usr/bin/apt-get").exists() or not Path("/usr/bin/python3").exists():
        pytest.skip("Debian's names of packages are tested on Debian")
    done = set_up(checkout, "tests")
    assert done.returncode == 1
    assert done.stderr.startswith(
        f"setup: these packages are missing, and installing them needs root:\n  {sudo}apt-get"
        f" update\n  {sudo}apt-get install "
    )
    asked = (
        next(line for line in done.stderr.splitlines() if " install " in line)
        .split("--no-install-recommends ")[1]
        .split()
    )
    assert set(asked) >= MISSING_FOR_TESTS
    assert len(set(asked)) == len(asked)
    assert not (checkout / "src" / ".venv").exists()


def test_without_python_or_apt_it_says_so_too(checkout: Path) -> None:
    (checkout / "path" / "python3").unlink()
    (checkout / "path" / "apt-get").unlink()
    done = set_up(checkout)
    assert done.returncode == 1
    assert done.stderr.startswith("setup: these are missing: python3 python3-venv")
    assert "this system's package manager" in done.stderr


def test_an_old_python_does_not_count(checkout: Path) -> None:
    python = checkout / "path" / "python3"
    python.unlink()
    python.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    python.chmod(0o755)
    done = set_up(checkout)
    assert done.returncode == 1
    assert "python3" in done.stderr


def test_a_folder_in_which_no_environment_can_be_made_is_told(checkout: Path) -> None:
    moved = (checkout / "src").rename(checkout / "a:b")
    done = subprocess.run([moved / "bin" / "setup"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "a colon in its path" in done.stderr
    assert "move this checkout" in done.stderr
