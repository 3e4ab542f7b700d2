"""The sources of a report, and what git knows about them: which commit they are at, and which are
not committed.

Without git, or outside a repository, commits are not checked. It runs git to read, and changes
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from reportgen.dossier import Dossier
from reportgen.project.loading import Project
from reportgen.record.entries import record_path
from reportgen.util.frozen import frozen
from reportgen.util.git import run_git


@frozen(kw_only=False)
class SourceState:
    """What git says of some files."""

    commit: str
    """The commit that is checked out; nothing before the first one."""
    uncommitted: tuple[Path, ...]
    """Files that are not as they were committed."""


def list_sources(dossier: Dossier) -> list[Path]:
    """The files of the project from which a report is made, its record aside."""
    project = dossier.project
    files = {*project.files_read, *list_templates(project.root)}
    files.discard(record_path(dossier.file))
    return sorted(path for path in files if path.is_file() and path.is_relative_to(project.root))


def list_templates(root: Path) -> list[Path]:
    """The templates of a project's own, which change its reports."""
    return sorted(path for path in (root / "templates").rglob("*") if path.is_file())


def hash_sources(dossier: Dossier) -> dict[str, str]:
    """The SHA-256 of each source, by its path from the project's root."""
    root = dossier.project.root
    return {
        path.relative_to(root).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in list_sources(dossier)
    }


def find_source_state(project: Project, files: Sequence[Path]) -> SourceState | None:
    """What git says of these files; None where there is no git, or no repository."""
    if run_git(project.root, "rev-parse", "--show-toplevel") is None:
        return None
    commit = (run_git(project.root, "rev-parse", "--verify", "-q", "HEAD") or b"").decode().strip()
    if not commit:
        return SourceState("", tuple(files))
    committed = set(_list(project, "ls-files", "-z", "--", paths=files))
    changed = set(
        _list(project, "diff", "--name-only", "--relative", "-z", "HEAD", "--", paths=files)
    )
    return SourceState(
        commit,
        tuple(
            path
            for path in files
            if (name := path.relative_to(project.root).as_posix()) not in committed
            or name in changed
        ),
    )


def find_changed_since(project: Project, commit: str, files: Sequence[Path]) -> list[Path] | None:
    """Those of these files that are not as they were at a commit; None where git does not know the
    commit."""
    if run_git(project.root, "cat-file", "-e", f"{commit}^{{commit}}") is None:
        return None
    names = ("diff", "--name-only", "--relative", "-z", commit, "--")
    changed = set(_list(project, *names, paths=files))
    return [path for path in files if path.relative_to(project.root).as_posix() in changed]


def read_committed(project: Project, path: Path) -> bytes | None:
    """A file as it was last committed."""
    return run_git(project.root, "show", f"HEAD:./{path.relative_to(project.root).as_posix()}")


def _list(project: Project, *command: str, paths: Iterable[Path]) -> list[str]:
    names = [path.relative_to(project.root).as_posix() for path in paths]
    output = run_git(project.root, *command, *names) or b""
    return [name for name in output.decode("utf-8", "surrogateescape").split("\0") if name]
