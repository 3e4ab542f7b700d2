"""`check --fix`: shows what can be mended without judgement, asks, and writes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.editing.fixes import FileFixes, prepare_fixes
from reportgen.problems import Problem

if TYPE_CHECKING:
    from reportgen.project.loading import Project


def offer_fixes(
    project: Project, problems: list[Problem], *, yes: bool, dry_run: bool
) -> list[Problem]:
    """Show each file's changes as a diff and write those that are agreed to. Return the problems
    that were mended."""
    folder = project.inspections.resolve()

    def locate(display_path: str) -> Path | None:
        """The file of a problem: one of the inspections' folder, and no link out of it."""
        path = (project.root / display_path).absolute()
        return path if path.is_file() and path.resolve().is_relative_to(folder) else None

    mended: list[Problem] = []
    for fixes in prepare_fixes(problems, locate):
        for refused in fixes.refused:
            click.echo(f"{refused.place.path}:{refused.place.line}: left: {refused.message}")
        if fixes.mended:
            click.echo(fixes.diff(), nl=False)
            if _agreed(fixes, yes=yes, dry_run=dry_run):
                fixes.file.write(fixes.text)
                mended += fixes.mended
    return mended


def _agreed(fixes: FileFixes, *, yes: bool, dry_run: bool) -> bool:
    count, path = len(fixes.mended), fixes.file.display_path
    changes = f"{count} change{'s' if count > 1 else ''}"
    if dry_run:
        click.echo(f"{path}: {changes} would be made")
        return False
    if not yes and not click.confirm(f"Make {changes} in {path}?", default=False):
        click.echo(f"{path}: left as it is")
        return False
    click.echo(f"{path}: {changes} made")
    return True
