"""Runs git to read a repository: nothing is changed, and nothing is checked out."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from pathlib import Path


def run_git(folder: Path, *command: str) -> bytes | None:
    """What git prints, or None where it fails or is not there."""
    try:
        done = subprocess.run(
            ["git", "-c", "core.quotePath=false", "-c", "core.fsmonitor=false", *command],
            cwd=folder,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def find_commit(folder: Path, revision: str) -> str | None:
    """The commit that a revision names; None where git knows none."""
    command = ("rev-parse", "--verify", "-q", "--end-of-options", f"{revision}^{{commit}}")
    commit = run_git(folder, *command)
    return commit.decode().strip() if commit else None


def unpack_commit(folder: Path, commit: str, into: Path) -> bool:
    """Write the files of a folder, as a commit has them, into another folder. False where git does
    not know the commit."""
    archive = run_git(folder, "archive", "--format=tar", commit)
    if archive is None:
        return False
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(into, filter="data")
    return True
