"""Whether files have changed: by size, time and identity, and by content where those do not tell."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

UNSETTLED = 2.0
"""Seconds for which a change to a file may leave its times as they were, on the coarsest file
systems."""

MAX_HASHED_BYTES = 200_000_000
"""Bytes. A file with more is known by its size and its times alone: to read it takes longer than to
make anything from it is worth."""


class FileSignature(NamedTuple):
    """What the file system says of a file. Any write changes it."""

    size: int
    modified: int
    changed: int
    number: int


def sign_file(path: str | Path) -> FileSignature | None:
    """Of a file, or None where there is none: a pipe or a device is none, whatever is written to
    it."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return FileSignature(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def hash_file(path: str | Path) -> str:
    """Of a file's content, or of the largest ones of their signature; nothing where it cannot be
    read."""
    from hashlib import blake2b, file_digest

    found = sign_file(path)
    if found is None:
        return ""
    if found.size > MAX_HASHED_BYTES:
        return repr(tuple(found))
    try:
        with open(path, "rb") as file:
            return file_digest(file, partial(blake2b, digest_size=20)).hexdigest()
    except OSError:
        return ""


class FilesRead(dict[Path, FileSignature | None]):
    """The files that something depends on, each as it was before it was read."""

    def add(self, path: Path) -> None:
        """Notes a file that is about to be read. What it was at first counts."""
        if path not in self:
            self[path] = sign_file(path)


def list_files(folder: Path) -> Iterator[Path]:
    """The files in a folder and below it; not those that only Python or an editor keeps there."""
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
    """A file's digest and signature. Without a signature, its content will be compared; without a
    digest, it counts as changed."""
    content = hash_file(path)
    if was is None or sign_file(path) != was:
        return ["", None]  # changed while it was read
    settled = max(was.modified, was.changed) / 1e9 < began - UNSETTLED
    return [content, list(was) if settled else None]


def is_unchanged(path: str, entry: list[Any]) -> bool:
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
