"""What can be wrong in a file, where it is, and what to do about it.

It must not know what an inspection is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Place(NamedTuple):
    """Some characters of one line of a file; lines and columns are counted from 1."""

    path: str
    line: int
    column: int
    end: int
    """The column after the last character."""


class Problem(NamedTuple):
    """One thing that is wrong: where it is, and what to do about it."""

    severity: str
    """`error` or `warning` or `note`."""
    code: str
    place: Place
    message: str
    hint: str = ""
    replacement: str | None = None
    """What to write in place of the stretch, where that needs no judgement."""

    @property
    def is_error(self) -> bool:
        return self.severity == "error"


NOWHERE = Place("", 1, 1, 1)
"""The place of a problem that belongs to no file."""


def start_of(display_path: str) -> Place:
    """The place of a problem that concerns a whole file."""
    return Place(display_path, 1, 1, 1)


class InputError(Exception):
    """Raised when reading cannot go on. Carries every problem found so far."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems[0].message if problems else "refused")
        self.problems: list[Problem] = list(problems)


def error(
    code: str, place: Place, message: str, hint: str = "", replacement: str | None = None
) -> Problem:
    return Problem("error", code, place, message, hint, replacement)


def warning(
    code: str, place: Place, message: str, hint: str = "", replacement: str | None = None
) -> Problem:
    return Problem("warning", code, place, message, hint, replacement)


def note(
    code: str, place: Place, message: str, hint: str = "", replacement: str | None = None
) -> Problem:
    return Problem("note", code, place, message, hint, replacement)


def input_error(code: str, place: Place, message: str, hint: str = "") -> InputError:
    """Make the exception for a single error."""
    return InputError(error(code, place, message, hint))


def sort_problems(problems: Iterable[Problem]) -> list[Problem]:
    """Sort problems by file, line and column, and leave out repetitions."""
    return sorted(
        set(problems), key=lambda p: (p.place.path, p.place.line, p.place.column, p.code, p.message)
    )


def find_nearest(word: str, names: Iterable[str]) -> str | None:
    """Find the known name that a misspelt word most likely means, if one is near enough."""
    import difflib

    by_lower = {name.lower(): name for name in names}
    matches = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.65)
    return by_lower[matches[0]] if matches else None


def count_by_severity(problems: Iterable[Problem]) -> str:
    """Count problems in words, as “2 errors, 1 warning”; empty text if there are none."""
    numbers: dict[str, int] = {}
    for problem in problems:
        numbers[problem.severity] = numbers.get(problem.severity, 0) + 1
    return ", ".join(
        f"{n} {severity}{'s' if n > 1 else ''}"
        for severity in ("error", "warning", "note")
        if (n := numbers.get(severity))
    )
