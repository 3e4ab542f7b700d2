"""What an output was made from, and whether that still holds: files by their content, and cheaply
where nothing changed.

A file is remembered by its digest and by what the file system says of it. Where the latter is as it
was, the file is not read again; where it differs, the content decides. So a build of which nothing
changed reads no inspection, and a checkout that touches every file rebuilds none.

It must not know what the files mean, nor import anything that takes long: this is what runs when
there is nothing to do.
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
"""The form of the manifest file. One of another form counts for nothing."""


LIBRARIES = ("weasyprint", "pydyf", "jinja2", "markdown_it", "xlsxwriter")
"""The libraries whose version shows in the outputs."""


def library_files() -> Iterator[Path]:
    """The first file of each library, which a new version replaces."""
    from importlib.machinery import PathFinder

    for name in LIBRARIES:
        spec = PathFinder.find_spec(name)
        if spec is not None and spec.origin:
            yield Path(spec.origin)


class Inputs(NamedTuple):
    """What an output rests on beside the files that were read for it."""

    folders: tuple[Path, ...]
    """A file that is added here, changed or removed makes the output stale."""
    given: dict[str, str]
    """What was asked for by other means than files."""


def snapshot(ground: Inputs) -> FilesRead:
    """Every file of the folders and of the libraries, as it is now."""
    files = FilesRead()
    for folder in ground.folders:
        for path in list_files(folder):
            files.add(path)
    for path in library_files():
        files.add(path)
    return files


def make_manifest(
    ground: Inputs, files: FilesRead, outputs: Iterable[Path], began: float
) -> dict[str, Any]:
    """The manifest of outputs that were just written. `began` is when the first of the files was
    noted."""
    made = {str(path): sign_file(path) for path in outputs}
    return {
        "form": FORM,
        "given": ground.given,
        "folders": [str(folder) for folder in ground.folders],
        "files": {str(path): record_file(path, was, began) for path, was in files.items()},
        "outputs": {path: record_file(path, was, time.time()) for path, was in made.items()},
    }


def is_current(manifest: dict[str, Any] | None, ground: Inputs) -> bool:
    """Whether outputs are what they would become. Notes in the manifest what had to be read to
    know."""
    try:
        return (
            manifest is not None and manifest.get("form") == FORM and _is_current(manifest, ground)
        )
    except (AttributeError, KeyError, TypeError, ValueError):  # it was damaged
        return False


def _is_current(manifest: dict[str, Any], ground: Inputs) -> bool:
    if manifest["given"] != ground.given or manifest["folders"] != [
        str(folder) for folder in ground.folders
    ]:
        return False
    files = manifest["files"]
    if not all(str(path) in files for folder in ground.folders for path in list_files(folder)):
        return False
    if not all(str(path) in files for path in library_files()):
        return False
    return all(
        is_unchanged(path, entry)
        for entries in (manifest["outputs"], files)
        for path, entry in entries.items()
    )


def read_manifest(path: Path) -> dict[str, Any] | None:
    """A manifest, or None where there is none that can be used."""
    try:
        manifest = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    whole = (
        isinstance(manifest, dict)
        and {"form", "given", "folders", "files", "outputs"} <= manifest.keys()
    )
    return manifest if whole else None


def manifest_bytes(manifest: dict[str, Any]) -> bytes:
    return json.dumps(manifest, separators=(",", ":"), ensure_ascii=True).encode()
