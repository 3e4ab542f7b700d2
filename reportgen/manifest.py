"""What an output was made from, and whether that still holds: files by their content, and cheaply where nothing changed.

A file is remembered by its digest and by what the file system says of it. Where the latter is as it was, the file is not
read again; where it differs, the content decides. So a build of which nothing changed reads no inspection, and a
checkout that touches every file rebuilds none.

It must not know what the files mean, nor import anything that takes long: this is what runs when there is nothing to do.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

FORM = 1
"""The form of the manifest file. One of another form counts for nothing."""

UNSETTLED = 2.0
"""Seconds for which a change to a file may leave its times as they were, on the coarsest file systems."""

LARGEST_READ = 200_000_000
"""Bytes. A file with more is known by its size and its times alone: to read it takes longer than to make anything from it is worth."""

LIBRARIES = ("weasyprint", "pydyf", "jinja2", "markdown_it", "xlsxwriter")
"""The libraries whose version shows in the outputs."""


class Signature(NamedTuple):
    """What the file system says of a file. Any write changes it."""

    size: int
    modified: int
    changed: int
    number: int


def signature(path: str | Path) -> Signature | None:
    """Of a file, or None where there is none: a pipe or a device is none, whatever is written to it."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return Signature(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def digest(path: str | Path) -> str:
    """Of a file's content, or of the largest ones of their signature; nothing where it cannot be read."""
    from hashlib import blake2b, file_digest

    found = signature(path)
    if found is None:
        return ""
    if found.size > LARGEST_READ:
        return repr(tuple(found))
    try:
        with open(path, "rb") as file:
            return file_digest(file, partial(blake2b, digest_size=20)).hexdigest()
    except OSError:
        return ""


class FilesRead(dict[Path, Signature | None]):
    """The files that something depends on, each as it was before it was read."""

    def add(self, path: Path) -> None:
        """Notes a file that is about to be read. What it was at first counts."""
        if path not in self:
            self[path] = signature(path)


def files_in(folder: Path) -> Iterator[Path]:
    """The files in a folder and below it; not those that only Python or an editor keeps there."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name == "__pycache__" or entry.name.endswith(("~", ".pyc")):
            continue
        if entry.is_dir():
            yield from files_in(Path(entry.path))
        else:
            yield Path(entry.path)


def library_files() -> Iterator[Path]:
    """The first file of each library, which a new version replaces."""
    from importlib.machinery import PathFinder

    for name in LIBRARIES:
        spec = PathFinder.find_spec(name)
        if spec is not None and spec.origin:
            yield Path(spec.origin)


class Ground(NamedTuple):
    """What an output rests on beside the files that were read for it."""

    folders: tuple[Path, ...]
    """A file that is added here, changed or removed makes the output stale."""
    given: dict[str, str]
    """What was asked for by other means than files."""


def noted(ground: Ground) -> FilesRead:
    """Every file of the folders and of the libraries, as it is now."""
    files = FilesRead()
    for folder in ground.folders:
        for path in files_in(folder):
            files.add(path)
    for path in library_files():
        files.add(path)
    return files


def record(ground: Ground, files: FilesRead, outputs: Iterable[Path], began: float) -> dict[str, Any]:
    """The manifest of outputs that were just written. `began` is when the first of the files was noted."""
    made = {str(path): signature(path) for path in outputs}
    return {"form": FORM, "given": ground.given, "folders": [str(folder) for folder in ground.folders],
            "files": {str(path): _entry(path, was, began) for path, was in files.items()},
            "outputs": {path: _entry(path, was, time.time()) for path, was in made.items()}}


def _entry(path: str | Path, was: Signature | None, began: float) -> list[Any]:
    """A file's digest and signature. Without a signature, its content will be compared; without a digest, it counts as changed."""
    content = digest(path)
    if was is None or signature(path) != was:
        return ["", None]  # changed while it was read
    settled = max(was.modified, was.changed) / 1e9 < began - UNSETTLED
    return [content, list(was) if settled else None]


def holds(manifest: dict[str, Any] | None, ground: Ground) -> bool:
    """Whether outputs are what they would become. Notes in the manifest what had to be read to know."""
    try:
        return manifest is not None and manifest.get("form") == FORM and _holds(manifest, ground)
    except (AttributeError, KeyError, TypeError, ValueError):  # it was damaged
        return False


def _holds(manifest: dict[str, Any], ground: Ground) -> bool:
    if manifest["given"] != ground.given or manifest["folders"] != [str(folder) for folder in ground.folders]:
        return False
    files = manifest["files"]
    if not all(str(path) in files for folder in ground.folders for path in files_in(folder)):
        return False
    if not all(str(path) in files for path in library_files()):
        return False
    return all(_as_it_was(path, entry) for entries in (manifest["outputs"], files) for path, entry in entries.items())


def _as_it_was(path: str, entry: list[Any]) -> bool:
    content, was = entry
    now = signature(path)
    if now is None or not content:
        return False
    if was is not None and tuple(was) == now:
        return True
    began = time.time()
    if digest(path) != content:
        return False
    entry[1] = _entry(path, now, began)[1]
    return True


def read(path: Path) -> dict[str, Any] | None:
    """A manifest, or None where there is none that can be used."""
    try:
        manifest = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    whole = isinstance(manifest, dict) and {"form", "given", "folders", "files", "outputs"} <= manifest.keys()
    return manifest if whole else None


def as_bytes(manifest: dict[str, Any]) -> bytes:
    return json.dumps(manifest, separators=(",", ":"), ensure_ascii=True).encode()
