"""Mends what can be mended without judgement: problems that say what to write in their place.

Each fix changes exactly its stretch of the file. One that cannot be made safely is left, with the
reason.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from reportgen.editing.edits import replace_stretch
from reportgen.editing.files import EditedFile
from reportgen.problems import InputError, Problem


@dataclass
class FileFixes:
    """What would change in one file."""

    file: EditedFile
    text: str
    """The text as it would be."""
    mended: list[Problem] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    """Why a fix cannot be made."""

    def diff(self) -> str:
        """The change, as a unified diff."""
        lines = difflib.unified_diff(
            self.file.text.splitlines(keepends=True),
            self.text.splitlines(keepends=True),
            self.file.display_path,
            self.file.display_path,
            n=1,
        )
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def prepare_fixes(
    problems: Iterable[Problem], locate: Callable[[str], Path | None]
) -> list[FileFixes]:
    """What would change in each file. `locate` gives the file of a problem's path, or None if it is
    not one to be changed."""
    by_path: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.replacement is not None:
            by_path.setdefault(problem.place.path, []).append(problem)
    located = ((path, locate(path), mendable) for path, mendable in sorted(by_path.items()))
    return [_prepare(file, path, mendable) for path, file, mendable in located if file is not None]


def _prepare(path: Path, display_path: str, problems: list[Problem]) -> FileFixes:
    file = EditedFile(path, display_path)
    fixes = FileFixes(file, file.text)
    end_of_free = (len(file.text.split("\n")) + 1, 0)
    # From the last to the first, so that the places of those still to come stay true.
    for problem in sorted(problems, key=lambda p: (p.place.line, p.place.column), reverse=True):
        place = problem.place
        if (place.line, place.end) > end_of_free:  # it overlaps with one that is mended already
            continue
        try:
            is_yaml = path.suffix in (".yaml", ".yml")
            new = problem.replacement or ""
            fixes.text = replace_stretch(fixes.text, place, new, yaml=is_yaml)
        except InputError as refused:
            fixes.refused += refused.problems
            continue
        fixes.mended.append(problem)
        end_of_free = (place.line, place.column)
    return fixes
