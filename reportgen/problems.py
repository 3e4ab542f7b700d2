"""What can be wrong, and where. `Problem` is data; the last part of this module alone knows how to
say it.

It must not know what an inspection is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Place(NamedTuple):
    """A stretch of one line of a file, counted from 1."""

    path: str
    line: int
    column: int
    end: int
    """The column after the last character."""


class Problem(NamedTuple):
    """One thing that is wrong, where it is, and what to do."""

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


class InputError(Exception):
    """Raised where nothing sensible can follow; carries every problem found so far."""

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


def sort_problems(problems: Iterable[Problem]) -> list[Problem]:
    """By file, line and column; the same problem once."""
    return sorted(
        set(problems), key=lambda p: (p.place.path, p.place.line, p.place.column, p.code, p.message)
    )


def find_nearest(word: str, names: Iterable[str]) -> str | None:
    """The known name that a misspelt one most likely means, if any is near."""
    import difflib

    by_lower = {name.lower(): name for name in names}
    found = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.65)
    return by_lower[found[0]] if found else None


# How problems are said


def count_by_severity(problems: Iterable[Problem]) -> str:
    """“2 errors, 1 warning”, or nothing where there is none."""
    numbers: dict[str, int] = {}
    for problem in problems:
        numbers[problem.severity] = numbers.get(problem.severity, 0) + 1
    return ", ".join(
        f"{n} {severity}{'s' if n > 1 else ''}"
        for severity in ("error", "warning", "note")
        if (n := numbers.get(severity))
    )


NOWHERE = Place("", 1, 1, 1)
