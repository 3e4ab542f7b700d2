"""Whether published files are what the repository says was published: they are made again, from the
sources of that day, and compared byte for byte.

It needs the published folder with its manifest and a copy of the repository, on whichever machine.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from reportgen.dossier import Dossier, open_dossier
from reportgen.lifecycle.editions import hash_files, make_files
from reportgen.lifecycle.manifest import FORM, find_versions
from reportgen.lifecycle.sources import list_templates
from reportgen.problems import InputError, Place, Problem, error, note, start_of
from reportgen.project.loading import Project
from reportgen.record.entries import Record, read_record, record_path
from reportgen.util.frozen import frozen
from reportgen.util.git import unpack_commit


@frozen(kw_only=False)
class Verdict:
    """What a comparison found."""

    slug: str
    edition: int | None
    files: int
    """How many files were compared."""
    problems: tuple[Problem, ...]

    @property
    def is_same(self) -> bool:
        return not any(problem.is_error for problem in self.problems)


def verify(project: Project, folder: Path) -> Verdict:
    """Make a published edition again, and compare it with the files in a folder."""
    manifest = _read_manifest(folder)
    slug = str(manifest["slug"])
    differences = list(_compare_files(folder, manifest["files"]))
    record, problems = _find_record(project, manifest)
    differences += problems
    if record is None:
        return Verdict(slug, manifest["edition"], len(manifest["files"]), tuple(differences))
    with _find_sources(project, manifest) as (root, missing):
        differences += missing
        if not missing:
            differences += _compare_with_rebuilt(folder, manifest, Project(root), record)
    return Verdict(slug, manifest["edition"], len(manifest["files"]), tuple(differences))


def _read_manifest(folder: Path) -> dict[str, Any]:
    names = sorted(folder.glob("*.manifest.json"))
    if len(names) != 1:
        raise InputError(
            error(
                "no-manifest",
                Place(str(folder), 1, 1, 1),
                "there is no manifest in this folder"
                if not names
                else "there are several manifests",
                "name the folder that `reportgen stage SLUG published` wrote: output/SLUG",
            )
        )
    try:
        data: dict[str, Any] = json.loads(names[0].read_bytes())
        whole = (
            data["form"] == FORM
            and re.fullmatch(r"[\w.-]+", data["slug"])
            and all(isinstance(data[key], dict) for key in ("files", "sources", "versions"))
            and isinstance(data["entry"], str)
            and re.fullmatch(r"[0-9a-f]{7,64}", data["commit"] or "0000000")
        )
    except (OSError, ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise InputError(
            error(
                "no-manifest",
                Place(str(names[0]), 1, 1, 1),
                "this is not a manifest of reportgen, or it is damaged",
                "copy it again from where the report is published",
            )
        )
    return data


def _compare_files(folder: Path, files: dict[str, str]) -> Iterator[Problem]:
    """The files of a folder that are not those of its manifest."""
    for name, expected in files.items():
        path = folder / name
        if not path.is_file():
            yield _differs(path, "this published file is missing")
        elif f"sha256:{sha256(path.read_bytes()).hexdigest()}" != expected:
            yield _differs(path, "this file is not as it was published")
    names = {*files, *(path.name for path in folder.glob("*.manifest.json"))}
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name not in names:
            yield _differs(path, "this file does not belong to the edition")._replace(
                severity="warning", hint="leave it out where the report is published"
            )


def _differs(path: Path, message: str) -> Problem:
    return error(
        "not-as-published",
        Place(str(path), 1, 1, 1),
        message,
        "copy it again from where the report is published",
    )


def _find_record(project: Project, manifest: dict[str, Any]) -> tuple[Record | None, list[Problem]]:
    """The record as it was when the edition was published."""
    slug = manifest["slug"]
    path = record_path(project.inspections / f"{slug}.yaml")
    display_path = project.display_path(path)
    if not path.is_file():
        return None, [
            error(
                "no-record",
                Place(display_path, 1, 1, 1),
                "there is no record of this report here",
                "name the repository with --root, in which the report was published",
            )
        ]
    record, problems = read_record(path, display_path, slug)
    then = record.until(manifest["entry"])
    if not problems and not then.entries:
        problems = [
            error(
                "edition-unknown",
                Place(display_path, 1, 1, 1),
                "the record does not know the edition that this folder holds",
                "fetch the newest record; or the folder was not published from this repository",
            )
        ]
    if not problems and then.entries[-1].files:
        recorded = {str(name): str(value) for name, value in then.entries[-1].files.items()}
        if recorded != manifest["files"]:
            problems = [
                error(
                    "not-as-recorded",
                    then.entries[-1].place,
                    "the manifest names other files than the record",
                    "copy the manifest again from where the report is published",
                )
            ]
    return (None if problems else then), problems


@contextmanager
def _find_sources(
    project: Project, manifest: dict[str, Any]
) -> Iterator[tuple[Path, list[Problem]]]:
    """A folder with the sources of an edition: the project itself if its sources have not changed,
    or those of the commit."""
    changed = _find_changed(project.root, manifest["sources"])
    commit = manifest["commit"]
    if not changed or not commit:
        yield project.root, changed
        return
    with tempfile.TemporaryDirectory(prefix="reportgen-") as folder:
        if unpack_commit(project.root, str(commit), Path(folder)):
            yield Path(folder), _find_changed(Path(folder), manifest["sources"])
            return
        unknown = error(
            "commit-differs",
            Place("", 1, 1, 1),
            f"git does not know the commit {commit[:12]} from which the edition was made",
            "fetch it: git fetch --all; or name with --root a copy of the repository that has it",
        )
        yield project.root, [*changed, unknown]


def _find_changed(root: Path, sources: dict[str, str]) -> list[Problem]:
    differences = []
    for name, expected in sources.items():
        path = root / name
        inside = path.resolve().is_relative_to(root.resolve())
        there = inside and path.is_file()
        if there and sha256(path.read_bytes()).hexdigest() == expected:
            continue
        differences.append(
            error(
                "source-differs",
                Place(name, 1, 1, 1),
                "this source is not as it was when the edition was made"
                if there
                else "this source of the edition is missing",
                "check out the commit from which the edition was made",
            )
        )
    differences += [
        error(
            "source-differs",
            start_of(name),
            "the edition was made without this file",
            "check out the commit from which the edition was made",
        )
        for path in list_templates(root)
        if (name := path.relative_to(root).as_posix()) not in sources
    ]
    return differences


def _compare_with_rebuilt(
    folder: Path, manifest: dict[str, Any], project: Project, record: Record
) -> Iterator[Problem]:
    """The files that come out otherwise when they are made again."""
    with _build_time(manifest["SOURCE_DATE_EPOCH"]):
        dossier: Dossier = replace(open_dossier(project, manifest["slug"]), record=record)
        files = make_files(project, dossier)
    hashes = hash_files(files)
    differing = [
        name for name, expected in manifest["files"].items() if hashes.get(name) != expected
    ]
    for name in differing:
        yield error(
            "rebuilt-differs",
            Place(str(folder / name), 1, 1, 1),
            "this file is different when it is made again",
            _explain(manifest["versions"]),
        )
    if not differing and (explanation := _explain(manifest["versions"], "")):
        yield note("versions-differ", Place("", 1, 1, 1), explanation)


_SAME_VERSIONS = (
    "the sources and all version numbers are the same: look for a font that is not the same, or for"
    " code that was changed without a new version number"
)


def _explain(then: dict[str, str], otherwise: str = _SAME_VERSIONS) -> str:
    """How the versions of that day and of today differ."""
    now = find_versions()
    differing = [
        f"{name} {was} then, {now.get(name, 'none')} now"
        for name, was in then.items()
        if now.get(name) != was
    ]
    return f"other versions: {'; '.join(differing)}" if differing else otherwise


@contextmanager
def _build_time(epoch: str | None) -> Iterator[None]:
    """With the SOURCE_DATE_EPOCH of that day."""
    before = os.environ.pop("SOURCE_DATE_EPOCH", None)
    if epoch is not None:
        os.environ["SOURCE_DATE_EPOCH"] = epoch
    try:
        yield
    finally:
        os.environ.pop("SOURCE_DATE_EPOCH", None)
        if before is not None:
            os.environ["SOURCE_DATE_EPOCH"] = before
