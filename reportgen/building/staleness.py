"""Which outputs are up to date: what each kind of output rests on, and where its manifest lies.

It must not import anything heavy: this is all that runs when there is nothing to build.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from pathlib import Path

from reportgen.building import manifest
from reportgen.project.loading import Project
from reportgen.project.paths import PACKAGE
from reportgen.settings.settings_file import SETTINGS_FILE
from reportgen.util.file_state import hash_file
from reportgen.util.version import __version__

KINDS = {"html": "the web page", "pdf": "the PDF", "data": "the workbook and JSON"}
"""The kinds of output. Each is built as a whole or left as a whole."""

ON_REQUEST = {"word": "the Word document"}
"""The kinds of output that are made only where they are asked for."""


def slug_of(slug_or_path: str) -> str:
    """The slug of an inspection that may be named by its path."""
    if slug_or_path.endswith((".yaml", ".yml")):
        return Path(slug_or_path).stem
    return slug_or_path


def locate_inspection(root: Path, slug_or_path: str) -> Path:
    """Where the file of an inspection lies, or would lie."""
    if slug_or_path.endswith((".yaml", ".yml")):
        return Path(slug_or_path).resolve()
    return root.resolve() / "inspections" / f"{slug_or_path}.yaml"


def state_folder(project: Project) -> Path:
    """The folder with what builds remember from one time to the next."""
    return project.output / ".reportgen"


def manifest_path(project: Project, slug: str, kind: str) -> Path:
    return state_folder(project) / f"{slug_of(slug)}.{kind}.json"


def list_kinds_beside(project: Project, slug: str, together: Collection[str] = ()) -> list[str]:
    """The kinds of output that the web page leads to: those built `together` with it, and those
    that are there already."""
    return [
        kind
        for kind in KINDS
        if kind in together
        or manifest.read_manifest(manifest_path(project, slug, kind)) is not None
    ]


def list_inputs(
    project: Project, slug: str, kind: str, together: Collection[str] = ()
) -> manifest.Inputs:
    """What a kind of output rests on besides the inspection's own files: this package, the
    methodologies, the templates, the project's own file, the versions and the time set for the
    build; the web page also on the other files. `together` are the kinds that are asked for."""
    inspection = locate_inspection(project.root, slug)
    folders = [PACKAGE, project.root / "methodologies"]
    if kind != "data":
        folders += project.template_folders
    settings = {
        "reportgen": __version__,
        "python": sys.version.split()[0],
        "inspection": str(inspection),
        "record": str(inspection.with_suffix(".record.yaml").is_file()),
        "kind": kind,
        "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", ""),
        "project": hash_file(project.root / SETTINGS_FILE),
    }
    if kind == "html":
        settings["beside"] = ",".join(list_kinds_beside(project, slug, {*together, kind}))
    return manifest.Inputs(tuple(dict.fromkeys(folders)), settings)


def is_up_to_date(project: Project, slug: str, kind: str, together: Collection[str] = ()) -> bool:
    """Whether a build of the kinds `together` would make the same output again."""
    return manifest.is_current(
        manifest.read_manifest(manifest_path(project, slug, kind)),
        list_inputs(project, slug, kind, together),
    )


def is_outdated(project: Project, slug: str, kind: str) -> bool:
    """Whether an output exists, and a build would make another version of it."""
    return manifest.read_manifest(
        manifest_path(project, slug, kind)
    ) is not None and not is_up_to_date(project, slug, kind)
