"""Problems as text for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from reportgen.problems import Place, Problem
from reportgen.util.text import make_visible

Lines = Callable[[str], list[str]]
"""Gives the lines of a file by its display path; an empty list if they cannot be read."""


def format_problems(problems: Iterable[Problem], lines: Lines) -> str:
    """Each problem with its place and message, the line itself, and what to do."""
    return "\n".join(_format_problem(problem, lines) for problem in problems)


def _format_problem(problem: Problem, lines: Lines) -> str:
    place = problem.place
    where = f"{make_visible(place.path)}:{place.line}:{place.column}: " if place.path else ""
    parts = [f"{where}{problem.severity}[{problem.code}]: {make_visible(problem.message)}"]
    file_lines = lines(place.path)
    if 0 < place.line <= len(file_lines) and file_lines[place.line - 1].strip():
        parts += _underline(file_lines[place.line - 1], place)
    if problem.hint:
        parts.append(f"  hint: {make_visible(problem.hint)}")
    return "\n".join(parts)


MAX_LINE_WIDTH = 100


def _underline(line: str, place: Place) -> list[str]:
    """The line, cut around the place if it is long, and carets below the place."""
    start = max(0, min(place.column - 1, len(line)))
    stop = max(start + 1, min(place.end - 1, len(line)))
    cut = max(0, start - MAX_LINE_WIDTH // 2) if len(line) > MAX_LINE_WIDTH else 0
    excerpt = make_visible(line[cut : cut + MAX_LINE_WIDTH], keep_length=True)
    carets = "^" * max(1, min(stop - cut, len(excerpt)) - (start - cut))
    return [f"  {place.line:5} | {excerpt}", f"        | {' ' * (start - cut)}{carets}"]
