"""The folder of the site: writes files there, and removes those that no longer belong to the site.

The folder belongs to the site alone. A file in it, FILES, lists what was written; nothing else is
ever removed. It must not know what the files are.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath

from reportgen.problems import InputError, error, start_of
from reportgen.util.atomic_files import explain_unwritable, write_files_atomically
from reportgen.util.frozen import frozen

FILES = ".site-files.json"
"""The file that lists what was written."""

_FORM = 1


@frozen(kw_only=False)
class Written:
    """What became of the folder."""

    files: int
    """How many files the site has."""
    changed: int
    """How many of them are new or have other content than before."""
    removed: int


def list_written_files(folder: Path, display_path: Callable[[Path], str]) -> frozenset[str]:
    """The files that were written to a folder before. A folder with other files in it is
    refused."""
    listed = folder / FILES
    if not listed.is_file():
        if folder.is_dir() and any(folder.iterdir()):
            raise InputError(
                error(
                    "site-folder",
                    start_of(display_path(folder)),
                    "this folder holds files that do not belong to a site",
                    "name an empty or a new folder with --out",
                )
            )
        return frozenset()
    try:
        names = json.loads(listed.read_bytes())["files"]
        return frozenset(name for name in names if _stays_inside(name))
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()


def _stays_inside(name: object) -> bool:
    """Whether a path leads to a file within its folder."""
    if not isinstance(name, str) or not name or "\\" in name or "\0" in name:
        return False
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def write_folder(
    folder: Path,
    contents: Mapping[str, bytes],
    copied: Mapping[str, Path],
    display_path: Callable[[Path], str],
    stays: Callable[[str], bool] = lambda name: False,
) -> Written:
    """Write files and copy others, by their paths in the folder, and remove files that no longer
    belong there. `stays` says which older files are not removed."""
    before = list_written_files(folder, display_path)
    older = {name for name in before if stays(name) and (folder / name).is_file()}
    names = sorted({*contents, *copied, *older})
    changed = sum(
        1 for name, source in copied.items() if _copy(source, folder / name, display_path)
    )
    stale = {
        name: content for name, content in contents.items() if _differs(folder / name, content)
    }
    listing = json.dumps({"form": _FORM, "files": names}, ensure_ascii=False, indent=0).encode()
    write_files_atomically(
        {**{folder / name: content for name, content in stale.items()}, folder / FILES: listing},
        display_path,
    )
    gone = before - set(names)
    for name in gone:
        _remove(folder, folder / name, display_path)
    return Written(len(names), changed + len(stale), len(gone))


def _differs(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size != len(content) or path.read_bytes() != content
    except OSError:
        return True


def _copy(source: Path, target: Path, display_path: Callable[[Path], str]) -> bool:
    """Copy a file unless the copy is there already. Return whether it was copied."""
    try:
        was = source.stat()
        with suppress(OSError):
            there = target.stat()
            if (there.st_size, there.st_mtime_ns) == (was.st_size, was.st_mtime_ns):
                return False
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copy2(source, part)
            os.replace(part, target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as reason:
        raise InputError(explain_unwritable(target, reason, display_path)) from None
    return True


def _remove(folder: Path, path: Path, display_path: Callable[[Path], str]) -> None:
    """Remove a file, and the folders that it leaves empty."""
    try:
        path.unlink(missing_ok=True)
    except OSError as reason:
        raise InputError(explain_unwritable(path, reason, display_path)) from None
    for above in path.parents:
        if above == folder:
            return
        try:
            above.rmdir()
        except OSError:
            return
