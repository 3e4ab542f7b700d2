"""Watches the files that pages are made from, and reports each change.

It must not know what the files mean. Folders may come and go, be links, or be unreadable: watching
continues.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from reportgen.project.paths import PACKAGE, find_packaged_templates
from reportgen.util.file_state import FileSignature, sign_file

DEBOUNCE_MS = 50
RETRY_SECONDS = 1.0


def watch(
    root: Path,
    changed: Callable[[Iterable[str]], None],
    stop: threading.Event,
    echo: Callable[[str], None],
) -> None:
    """Watch until `stop` is set. A problem that keeps it from watching is printed once."""
    reported = ""
    while not stop.is_set():
        folders = _find_folders(root)
        try:
            _watch(root, changed, stop, folders)
            reported = ""
        except FileNotFoundError:  # a folder that went away just then
            stop.wait(DEBOUNCE_MS / 1000)
        except Exception as fault:
            if str(fault) != reported:
                reported = str(fault)
                echo(f"Changes of files are not noticed just now, {reported}. Trying again.")
            stop.wait(RETRY_SECONDS)
        changed({*folders, *_find_folders(root)})


def _watch(
    root: Path,
    changed: Callable[[Iterable[str]], None],
    stop: threading.Event,
    folders: dict[str, int],
) -> None:
    """Watch these folders until there are others to watch."""
    from watchfiles import DefaultFilter
    from watchfiles import watch as changes

    linked, missed = _sign_linked_files(root), set(folders)  # changes before now were not seen
    for batch in changes(
        *folders,
        watch_filter=DefaultFilter(),
        debounce=DEBOUNCE_MS * 4,
        step=DEBOUNCE_MS,
        stop_event=stop,
        rust_timeout=500,
        yield_on_timeout=True,
        raise_interrupt=False,
        ignore_permission_denied=True,
    ):
        was, linked = linked, _sign_linked_files(root)
        if (
            seen := missed
            | {path for _, path in batch}
            | {path for path in {*was, *linked} if was.get(path) != linked.get(path)}
        ):
            changed(seen)
        missed = set()
        if _find_folders(root) != folders:
            return


def _own_folders(root: Path) -> list[Path]:
    return [root / "inspections", root / "methodologies", root / "templates"]


def _find_folders(root: Path) -> dict[str, int]:
    """Find the folders that reports are made from, each with its number in the file system: one
    that is deleted and made again has another number."""
    folders = {}
    for folder in (*_own_folders(root), find_packaged_templates(), PACKAGE / "methodologies"):
        try:
            folders[str(folder)] = os.stat(folder / ".").st_ino
        except OSError:
            continue
    return folders


def _sign_linked_files(root: Path) -> dict[str, FileSignature | None]:
    """Sign the files outside the project that it links to: watching its folders does not show when
    they change."""
    return {
        path: sign_file(path)
        for folder in _own_folders(root)
        for above, _, names in os.walk(folder)
        for name in names
        if os.path.islink(path := os.path.join(above, name))
    }
