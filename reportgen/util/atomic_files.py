"""Files that appear whole or not at all, and one builder at a time.

Whatever happens on the way (a full disk, a kill, a power cut), what stood there before still
stands. It must not know what is in the files.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from glob import escape
from pathlib import Path

from reportgen.problems import InputError, Place, Problem, error

_HINTS = {
    errno.ENOSPC: (
        "disk-full",
        "the disk is full",
        "free some space and build again; the last good output is as it was",
    ),
    errno.EDQUOT: (
        "disk-full",
        "your share of the disk is used up",
        "free some space and build again; the last good output is as it was",
    ),
    errno.EFBIG: (
        "disk-full",
        "it is larger than files may be here",
        "raise the limit (ulimit -f), or use another disk",
    ),
    errno.EACCES: (
        "output-unwritable",
        "you may not write there",
        "ask for the right to write in this folder, or build in a copy of the project",
    ),
    errno.EPERM: (
        "output-unwritable",
        "you may not write there",
        "ask for the right to write in this folder, or build in a copy of the project",
    ),
    errno.EROFS: (
        "output-unwritable",
        "it is on a disk that can only be read",
        "build in a copy of the project on another disk",
    ),
    errno.ENOTDIR: (
        "output-unwritable",
        "a file, or a link that leads nowhere, stands where a folder is needed",
        "move what stands there away",
    ),
    errno.EEXIST: (
        "output-unwritable",
        "a file, or a link that leads nowhere, stands where a folder is needed",
        "move what stands there away",
    ),
    errno.EISDIR: (
        "output-unwritable",
        "a folder stands where the file should go",
        "move the folder away",
    ),
    errno.ENAMETOOLONG: (
        "output-unwritable",
        "its name is too long",
        "give the inspection's file a shorter name",
    ),
}

_OPEN_ELSEWHERE = (
    "output-unwritable",
    "it is open in another program",
    "close it there, and build again",
)


def _is_open_elsewhere(reason: OSError) -> bool:
    """Whether a file cannot be replaced because another program has it open. This happens only on
    Windows."""
    return getattr(reason, "winerror", None) in (32, 33)


_PART = re.compile(r"\.(.+)\.\d+\.(kept\.)?part")
"""The name of a file that is to take another's place, or the second name of one whose place is
taken."""


def write_files_atomically(
    files: Mapping[Path, bytes],
    display_path: Callable[[Path], str] = str,
    note: Path | None = None,
    *,
    keep_mode: bool = False,
    confirm: Callable[[], None] = lambda: None,
) -> None:
    """Writes files so that each is the old one or the new one, never part of one; where one cannot
    be replaced, none is.

    All are prepared before any is replaced, and `confirm` is called in between: it may raise
    InputError. A file that already has the content is left alone. The caller holds the lock of
    these files. Only a power cut, or a kill that cannot wait, comes
    between two replacements: where the files are of one folder, `note` is the file by which
    `finish` then finds what is to be replaced still.
    """
    at = Path()
    parts: dict[Path, Path] = {}
    old_files: dict[Path, Path] = {}
    replaced: list[Path] = []
    try:
        for at, content in files.items():
            at.parent.mkdir(parents=True, exist_ok=True)
            if at.is_dir():
                raise IsADirectoryError(errno.EISDIR, "is a folder")
            if not _has(at, content):
                parts[at] = at.with_name(f".{at.name}.{os.getpid()}.part")
                _write(parts[at], content)
                if keep_mode and at.exists():
                    shutil.copymode(at, parts[at])
        for at in parts if len(parts) > 1 else ():
            old_files[at] = at.with_name(f".{at.name}.{os.getpid()}.kept.part")
            _keep(at, old_files[at])
        confirm()
        with _signals_delayed() if old_files else nullcontext():
            if note is not None and old_files:
                write_files_atomically(
                    {note: "\n".join(part.name for part in parts.values()).encode()}, display_path
                )
            for at, part in parts.items():
                os.replace(part, at)
                replaced.append(at)
            for old in (note, *old_files.values()):
                _forget(old)
    except OSError as reason:
        _forget(note)
        for path in reversed(replaced):
            with suppress(OSError):
                os.replace(old_files[path], path) if old_files[path].exists() else path.unlink()
        raise InputError(explain_unwritable(at, reason, display_path)) from None
    finally:
        for leftover in (*parts.values(), *old_files.values()):
            _forget(leftover)


def complete_interrupted(
    note: Path, folders: Iterable[Path], display_path: Callable[[Path], str] = str
) -> bool:
    """Finish the work of a process that was killed: put the files that it had prepared in place,
    and remove its other temporary files from these folders. Return whether there was such a
    process. The caller holds the lock."""
    try:
        names = note.read_text("utf-8").splitlines()
    except (OSError, ValueError):
        names = None
    for folder in folders:
        for name in names or ():
            prepared = _PART.fullmatch(name)
            if prepared and not prepared[2] and "/" not in name:
                _put_in_place(folder / name, folder / prepared[1], display_path)
        for leftover in folder.glob(".*.part"):
            if _PART.fullmatch(leftover.name):
                _forget(leftover)
    _forget(note)
    return names is not None


def _put_in_place(part: Path, path: Path, display_path: Callable[[Path], str]) -> None:
    try:
        os.replace(part, path)
    except (FileNotFoundError, ValueError):  # it is in its place, or in another folder
        pass
    except OSError as reason:
        raise InputError(explain_unwritable(path, reason, display_path)) from None


def _forget(path: Path | None) -> None:
    if path is not None:
        with suppress(OSError, ValueError):
            path.unlink(missing_ok=True)


@contextmanager
def _signals_delayed() -> Iterator[None]:
    """Delay Ctrl-C, a plain `kill` and the closing of the terminal until the end of the block."""
    import signal

    if not hasattr(signal, "pthread_sigmask"):  # not on this system
        yield
        return
    before = signal.pthread_sigmask(
        signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    )
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _keep(path: Path, second: Path) -> None:
    """Give a file that is about to be replaced a second name, or copy it where the file system has
    no second names."""
    if path.exists():
        try:
            os.link(path, second)
        except OSError:
            shutil.copy2(path, second)


def remove_leftovers(paths: Iterable[Path]) -> None:
    """Remove the temporary files that a killed process left beside these files. The caller holds
    their lock."""
    for path in paths:
        for part in path.parent.glob(f".{escape(path.name)}.*.part"):
            with suppress(OSError):
                part.unlink()


def _has(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def _write(part: Path, content: bytes) -> None:
    with open(part, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())  # or a power cut could leave the new name on an empty file


def explain_unwritable(
    path: Path, reason: OSError, display_path: Callable[[Path], str] = str
) -> Problem:
    """The error for a file that cannot be written: why, and what to do."""
    code, what, hint = (
        _OPEN_ELSEWHERE
        if _is_open_elsewhere(reason)
        else _HINTS.get(
            reason.errno or 0,
            (
                "output-unwritable",
                reason.strerror or str(reason),
                "see to it that the file can be written",
            ),
        )
    )
    return error(
        code, Place(display_path(path), 1, 1, 1), f"the file cannot be written: {what}", hint
    )


@contextmanager
def exclusive_lock(
    lock: Path,
    waiting: Callable[[], None] = lambda: None,
    display_path: Callable[[Path], str] = str,
) -> Iterator[None]:
    """Hold a lock. If somebody else holds it, call `waiting` and wait. The system lifts the lock of
    a process that dies."""
    try:
        import fcntl
    # not on this system: two builds at once may do the same work twice, each writing whole files
    except ImportError:
        yield
        return
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        file = open(lock, "ab")  # noqa: SIM115 - closed below, after the lock
    except OSError as reason:
        raise InputError(explain_unwritable(lock, reason, display_path)) from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError:
            pass  # a file system without locks
        yield
