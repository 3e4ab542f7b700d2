"""Watches the files that pages are made from, and tells the desk of each change.

It must not know what the files mean. Folders may come, go, be linked and be forbidden: it goes on.
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
    say: Callable[[str], None],
) -> None:
    """Goes on until it is stopped; says once what keeps it from seeing."""
    told = ""
    while not stop.is_set():
        known = _watched(root)
        try:
            _watch(root, changed, stop, known)
            told = ""
        except FileNotFoundError:  # a folder that went away just then
            stop.wait(DEBOUNCE_MS / 1000)
        except Exception as fault:
            if str(fault) != told:
                told = str(fault)
                say(f"Changes of files are not seen just now, {told}. Trying again.")
            stop.wait(RETRY_SECONDS)
        changed({*known, *_watched(root)})


def _watch(
    root: Path,
    changed: Callable[[Iterable[str]], None],
    stop: threading.Event,
    known: dict[str, int],
) -> None:
    """Watches these folders until they are others."""
    from watchfiles import DefaultFilter
    from watchfiles import watch as changes

    linked, missed = _linked(root), set(known)  # what changed before the watch began was not seen
    for batch in changes(
        *known,
        watch_filter=DefaultFilter(),
        debounce=DEBOUNCE_MS * 4,
        step=DEBOUNCE_MS,
        stop_event=stop,
        rust_timeout=500,
        yield_on_timeout=True,
        raise_interrupt=False,
        ignore_permission_denied=True,
    ):
        was, linked = linked, _linked(root)
        if (
            seen := missed
            | {path for _, path in batch}
            | {path for path in {*was, *linked} if was.get(path) != linked.get(path)}
        ):
            changed(seen)
        missed = set()
        if _watched(root) != known:
            return


def _own_folders(root: Path) -> list[Path]:
    return [root / "inspections", root / "methodologies", root / "templates"]


def _watched(root: Path) -> dict[str, int]:
    """The folders that reports are made from, as far as they are there, each with its number: one
    that is made anew has another."""
    found = {}
    for folder in (*_own_folders(root), find_packaged_templates(), PACKAGE / "methodologies"):
        try:
            found[str(folder)] = os.stat(folder / ".").st_ino
        except OSError:
            continue
    return found


def _linked(root: Path) -> dict[str, FileSignature | None]:
    """The files that lie elsewhere and are linked to from the project, as they are: no watch of its
    folders sees them change."""
    return {
        path: sign_file(path)
        for folder in _own_folders(root)
        for above, _, names in os.walk(folder)
        for name in names
        if os.path.islink(path := os.path.join(above, name))
    }
