"""The set-up command where something is missing, and the command of a checkout: when it sets up
anew, and that it otherwise starts Python alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator
from pathlib import Path

import click
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
    "cmp",
    "cp",
    "mv",
    "rm",
    "touch",
    "readlink",
    "uname",
    "ls",
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


def stub(checkout: Path, name: str, script: str) -> None:
    (checkout / "path" / name).unlink(missing_ok=True)
    (checkout / "path" / name).write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    (checkout / "path" / name).chmod(0o755)


def test_macos_is_told_of_homebrew(checkout: Path) -> None:
    stub(checkout, "uname", "echo Darwin")
    done = set_up(checkout, "tests")
    assert done.returncode == 1
    assert "brew install python pango" in done.stderr
    assert "apt-get" not in done.stderr


def test_uv_makes_the_environment_where_it_is_there(checkout: Path) -> None:
    """With the same lock file, its hashes included, and without anything from Debian's venv."""
    if not Path("/usr/bin/python3").exists():
        pytest.skip("needs a Python that anybody may run")
    log = checkout / "src" / "uv.log"
    stub(
        checkout,
        "uv",
        f'printf "%s\\n" "$*" >>"{log}"\n'
        '[ "$1" != venv ] || /usr/bin/python3 -m venv --without-pip .venv',
    )
    stub(
        checkout, "ldconfig", "echo libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz-subset.so.0"
    )
    stub(
        checkout,
        "python3",
        'case "$*" in *ensurepip*) exit 1 ;; esac; exec /usr/bin/python3 "$@"',
    )
    (checkout / "src" / "reportgen").mkdir(mode=0o777)
    first = set_up(checkout)
    assert first.returncode == 0, first.stderr
    made, installed = log.read_text("utf-8").splitlines()
    assert made.startswith("venv ")
    assert installed.endswith("--require-hashes -r requirements.lock")
    assert "by uv" in first.stderr
    again = set_up(checkout)
    assert (again.returncode, again.stderr) == (0, "")
    assert len(log.read_text("utf-8").splitlines()) == 2


# The command of a checkout that is set up


@pytest.fixture
def ready(checkout: Path) -> Path:
    """A checkout that is set up, its environment borrowing these packages, and a PATH on which only
    the commands of this list are: nothing else is started."""
    source = checkout / "src"
    (source / "reportgen").symlink_to(REPOSITORY / "reportgen")
    venv.create(source / ".venv", with_pip=False, symlinks=True)
    (site,) = source.glob(".venv/lib/python3*/site-packages")
    packages = Path(click.__file__).parent.parent
    (site / "here.pth").write_text(f"../../../..\n{packages}\n", "utf-8")
    (source / ".venv" / ".made-with").write_text(f"{sys.version} in {source}\n", "utf-8")
    shutil.copy(source / "requirements.lock", source / ".venv" / ".set-up")
    (source / "bin" / "setup").write_text("#!/bin/sh\necho set up anew >&2\nexit 3\n", "utf-8")
    shutil.rmtree(checkout / "path")
    (checkout / "path").mkdir()
    for tool in ("cmp", "readlink"):
        (checkout / "path" / tool).symlink_to(shutil.which(tool) or tool)
    return source


def start(
    command: Path | str, *, folder: Path, path: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(command), "--version"],
        cwd=folder,
        env={"PATH": str(path), "LC_ALL": "C", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_command_starts_nothing_but_python(ready: Path, tmp_path: Path) -> None:
    """Neither a set-up, nor any program but the one that compares two files."""
    done = start(ready / "bin" / "reportgen", folder=tmp_path, path=ready.parent / "path")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("reportgen ")


@pytest.mark.parametrize(
    "name",
    ["it's", 'a "name"', "$HOME `id`", "a in b", " spaces ", "back\\slash", "-n", "café ☃", "a*b"],
)
def test_a_command_works_in_any_folder_and_through_a_link(ready: Path, name: str) -> None:
    moved = ready.rename(ready.parent / name)
    (moved / ".venv" / ".made-with").write_text(f"{sys.version} in {moved}\n", "utf-8")
    path = moved.parent / "path"
    link = moved.parent / "a link"
    link.symlink_to(moved / "bin" / "reportgen")
    for command, folder in (
        (moved / "bin" / "reportgen", Path("/")),
        (link, Path("/")),
        ("./reportgen", moved / "bin"),
        ("bin/reportgen", moved),
    ):
        done = start(command, folder=folder, path=path, CDPATH="/usr:/")
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["select.py", "click.py", "yaml/__init__.py", "reportgen.py"])
def test_a_command_takes_no_code_from_the_folder_where_it_is_typed(
    ready: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("raise SystemExit('from the project')\n", "utf-8")
    done = start(ready / "bin" / "reportgen", folder=tmp_path, path=ready.parent / "path")
    assert (done.returncode, done.stderr) == (0, "")


def move_the_checkout(ready: Path) -> Path:
    return ready.rename(ready.parent / "moved")


def change_the_lock_and_keep_its_date(ready: Path) -> Path:
    """As an archive does that is unpacked over an older one."""
    lock = ready / "requirements.lock"
    was = lock.stat()
    lock.write_text(lock.read_text("utf-8").replace("click==", "click==0"), "utf-8")
    os.utime(lock, (was.st_atime, was.st_mtime))
    return ready


def remove_the_python(ready: Path) -> Path:
    """As an upgrade of the system does."""
    (ready / ".venv" / "bin" / "python").unlink()
    (ready / ".venv" / "bin" / "python").symlink_to("/usr/bin/python3.0")
    return ready


def interrupt_the_set_up(ready: Path) -> Path:
    (ready / ".venv" / ".set-up").unlink()
    return ready


def set_up_for_the_tests_by_an_older_lock(ready: Path) -> Path:
    (ready / ".venv" / ".for-tests").touch()
    return ready


@pytest.mark.parametrize(
    "change",
    [
        move_the_checkout,
        change_the_lock_and_keep_its_date,
        remove_the_python,
        interrupt_the_set_up,
        set_up_for_the_tests_by_an_older_lock,
    ],
)
def test_what_has_changed_is_set_up_anew(ready: Path, change: Callable[[Path], Path]) -> None:
    changed = change(ready)
    done = start(changed / "bin" / "reportgen", folder=changed, path=changed.parent / "path")
    assert (done.returncode, done.stderr) == (3, "set up anew\n")


def test_another_python_is_set_up_anew(ready: Path) -> None:
    path = ready.parent / "path"
    done = start(ready / "bin" / "reportgen", folder=ready, path=path, PYTHON="python3.12")
    assert (done.returncode, done.stderr) == (3, "set up anew\n")
