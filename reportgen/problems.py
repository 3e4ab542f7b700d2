"""What can be wrong, and where. `Problem` is data; the last part of this module alone knows how to say it.

It must not know what an inspection is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
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

    @property
    def is_error(self) -> bool:
        return self.severity == "error"


class Refused(Exception):
    """Raised where nothing sensible can follow; carries every problem found so far."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems[0].message if problems else "refused")
        self.problems: list[Problem] = list(problems)


def error(code: str, place: Place, message: str, hint: str = "") -> Problem:
    return Problem("error", code, place, message, hint)


def warning(code: str, place: Place, message: str, hint: str = "") -> Problem:
    return Problem("warning", code, place, message, hint)


def note(code: str, place: Place, message: str, hint: str = "") -> Problem:
    return Problem("note", code, place, message, hint)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """By file, line and column; the same problem once."""
    return sorted(set(problems), key=lambda p: (p.place.path, p.place.line, p.place.column, p.code, p.message))


def nearest(word: str, names: Iterable[str]) -> str | None:
    """The known name that a misspelt one most likely means, if any is near."""
    import difflib

    by_lower = {name.lower(): name for name in names}
    found = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.65)
    return by_lower[found[0]] if found else None


# How problems are said

Lines = Callable[[str], list[str]]
"""Gives the lines of a file by its shown path; an empty list where they cannot be had."""


def as_text(problems: Iterable[Problem], lines: Lines) -> str:
    """Path, line, column, code and message; the line with its culprit underlined; what to do."""
    return "\n".join(_block(problem, lines) for problem in problems)


def _block(problem: Problem, lines: Lines) -> str:
    place = problem.place
    where = f"{visible(place.path)}:{place.line}:{place.column}: " if place.path else ""
    said = [f"{where}{problem.severity}[{problem.code}]: {visible(problem.message)}"]
    text = lines(place.path)
    if 0 < place.line <= len(text) and text[place.line - 1].strip():
        said += _underlined(text[place.line - 1], place)
    if problem.hint:
        said.append(f"  hint: {visible(problem.hint)}")
    return "\n".join(said)


WIDEST = 100


def _underlined(line: str, place: Place) -> list[str]:
    """The line, cut around the place where it is long, and carets beneath the place."""
    start = max(0, min(place.column - 1, len(line)))
    stop = max(start + 1, min(place.end - 1, len(line)))
    cut = max(0, start - WIDEST // 2) if len(line) > WIDEST else 0
    shown = visible(line[cut:cut + WIDEST], one_for_one=True)
    carets = "^" * max(1, min(stop - cut, len(shown)) - (start - cut))
    return [f"  {place.line:5} | {shown}", f"        | {' ' * (start - cut)}{carets}"]


def visible(text: str, one_for_one: bool = False) -> str:
    """The text with every character that could hide, reorder or move other text written out or replaced."""
    return "".join(c if not hides(c) else (" " if c == "\t" else "\N{REPLACEMENT CHARACTER}" if one_for_one else f"<U+{ord(c):04X}>") for c in text)


def hides(character: str) -> bool:
    """Whether a character could hide, reorder or move other text."""
    import unicodedata

    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def as_json(problems: Iterable[Problem]) -> str:
    """The problems as a JSON list."""
    import json

    return json.dumps([{"severity": p.severity, "code": p.code, "path": p.place.path, "line": p.place.line, "column": p.place.column,
                        "end_column": p.place.end, "message": p.message, "hint": p.hint} for p in problems], ensure_ascii=False, indent=2)


def counted(problems: Iterable[Problem]) -> str:
    """“2 errors, 1 warning”, or nothing where there is none."""
    numbers: dict[str, int] = {}
    for problem in problems:
        numbers[problem.severity] = numbers.get(problem.severity, 0) + 1
    return ", ".join(f"{n} {severity}{'s' if n > 1 else ''}" for severity in ("error", "warning", "note") if (n := numbers.get(severity)))
