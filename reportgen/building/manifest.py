"""The manifest of an output: what it was made from, so that a later build can tell whether it is
still up to date.

A file is recorded by its digest and by its signature in the file system. If the signature is the
same, the file is not read again; if it differs, the content decides. So a build with nothing to do
reads no inspection, and a checkout that touches every file rebuilds nothing.

It must not know what the files mean, nor import anything heavy: this is what runs when there is
nothing to do.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from reportgen.util.file_state import (
    FilesRead,
    is_unchanged,
    list_files,
    record_file,
    sign_file,
)

FORM = 1
"""The version of the manifest's format. A manifest of another version is ignored."""

LIBRARIES = ("weasyprint", "pydyf", "jinja2", "markdown_it", "xlsxwriter")
"""The libraries whose versions can be seen in the outputs."""


def find_library_files() -> Iterator[Path]:
    """Find the first file of each library, which a new version replaces."""
    from importlib.machinery import PathFinder

    for name in LIBRARIES:
        spec = PathFinder.find_spec(name)
        if spec is not None and spec.origin:
            yield Path(spec.origin)


class Inputs(NamedTuple):
    """What an output rests on besides the files that were read for it."""

    folders: tuple[Path, ...]
    """A file that is added here, changed or removed makes the output stale."""
    settings: dict[str, str]
    """What else makes it stale if it changes: versions, and what was asked for."""


def snapshot(inputs: Inputs) -> FilesRead:
    """Note every file of the folders and of the libraries as it is now."""
    files = FilesRead()
    for folder in inputs.folders:
        for path in list_files(folder):
            files.add(path)
    for path in find_library_files():
        files.add(path)
    return files


def make_manifest(
    inputs: Inputs, files: FilesRead, outputs: Iterable[Path], began: float
) -> dict[str, Any]:
    """Make the manifest of outputs that were just written. `began` is when the first of the files
    was noted."""
    signatures = {str(path): sign_file(path) for path in outputs}
    return {
        "form": FORM,
        "given": inputs.settings,
        "folders": [str(folder) for folder in inputs.folders],
        "files": {str(path): record_file(path, was, began) for path, was in files.items()},
        "outputs": {path: record_file(path, was, time.time()) for path, was in signatures.items()},
    }


def is_current(manifest: dict[str, Any] | None, inputs: Inputs) -> bool:
    """Whether outputs are the same as a build would make them now. Files that had to be read to
    know are noted in the manifest, so that they need not be read again."""
    try:
        return (
            manifest is not None and manifest.get("form") == FORM and _is_current(manifest, inputs)
        )
    except (AttributeError, KeyError, TypeError, ValueError):  # it is damaged
        return False


def _is_current(manifest: dict[str, Any], inputs: Inputs) -> bool:
    if manifest["given"] != inputs.settings or manifest["folders"] != [
        str(folder) for folder in inputs.folders
    ]:
        return False
    files = manifest["files"]
    if not all(str(path) in files for folder in inputs.folders for path in list_files(folder)):
        return False
    if not all(str(path) in files for path in find_library_files()):
        return False
    return all(
        is_unchanged(path, entry)
        for entries in (manifest["outputs"], files)
        for path, entry in entries.items()
    )


def read_manifest(path: Path) -> dict[str, Any] | None:
    """Read a manifest; None if there is none, or it cannot be used."""
    try:
        manifest = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    is_complete = (
        isinstance(manifest, dict)
        and {"form", "given", "folders", "files", "outputs"} <= manifest.keys()
    )
    return manifest if is_complete else None


def manifest_bytes(manifest: dict[str, Any]) -> bytes:
    """A manifest as it is stored."""
    return json.dumps(manifest, separators=(",", ":"), ensure_ascii=True).encode()
