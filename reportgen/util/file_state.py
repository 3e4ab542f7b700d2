"""Finds out whether files have changed: by size, time and identity, and by content if these are not
enough."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

UNSETTLED = 2.0
"""Seconds. On the coarsest file systems, two changes so close together get the same time."""

MAX_HASHED_BYTES = 200_000_000
"""A larger file is compared by its size and times alone, since reading it takes too long."""


class FileSignature(NamedTuple):
    """What the file system knows of a file. Every write changes it."""

    size: int
    modified: int
    changed: int
    number: int


def sign_file(path: str | Path) -> FileSignature | None:
    """Take the signature of a file; None for anything else, such as a pipe or a device."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return FileSignature(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def hash_file(path: str | Path) -> str:
    """Hash a file's content. A very large file gets its signature as text instead, and one that
    cannot be read gets empty text."""
    from hashlib import blake2b, file_digest

    signature = sign_file(path)
    if signature is None:
        return ""
    if signature.size > MAX_HASHED_BYTES:
        return repr(tuple(signature))
    try:
        with open(path, "rb") as file:
            return file_digest(file, partial(blake2b, digest_size=20)).hexdigest()
    except OSError:
        return ""


class FilesRead(dict[Path, FileSignature | None]):
    """The files that something depends on, each as it was before it was read."""

    def add(self, path: Path) -> None:
        """Note a file that is about to be read. Only its first signature is kept."""
        if path not in self:
            self[path] = sign_file(path)


def list_files(folder: Path) -> Iterator[Path]:
    """List the files in a folder and below it; not hidden ones, nor those of Python or editors."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if (
            entry.name.startswith(".")
            or entry.name == "__pycache__"
            or entry.name.endswith(("~", ".pyc"))
        ):
            continue
        if entry.is_dir():
            yield from list_files(Path(entry.path))
        else:
            yield Path(entry.path)


def record_file(path: str | Path, was: FileSignature | None, began: float) -> list[Any]:
    """Record a file's digest and signature, as `is_unchanged` compares them.

    Without a signature its content will be compared; without a digest it counts as changed.
    """
    content = hash_file(path)
    if was is None or sign_file(path) != was:
        return ["", None]  # changed while it was read
    settled = max(was.modified, was.changed) / 1e9 < began - UNSETTLED
    return [content, list(was) if settled else None]


def is_unchanged(path: str, entry: list[Any]) -> bool:
    """Whether a file is as it was recorded. Completes the entry if only its signature differs."""
    content, was = entry
    now = sign_file(path)
    if now is None or not content:
        return False
    if was is not None and tuple(was) == now:
        return True
    began = time.time()
    if hash_file(path) != content:
        return False
    entry[1] = record_file(path, now, began)[1]
    return True
