"""Copies of the example inspections."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.conftest import REPOSITORY


def copy_inspection(slug: str, root: Path) -> None:
    """Copy one example into a project, with its folder, its translations and all methodologies."""
    source, target = REPOSITORY / "inspections", root / "inspections"
    target.mkdir(exist_ok=True)
    shutil.copy(source / f"{slug}.yaml", target)
    shutil.copytree(source / slug, target / slug)
    for path in source.glob(f"{slug}-??.yaml"):
        shutil.copy(path, target)
    shutil.copytree(REPOSITORY / "methodologies", root / "methodologies")
