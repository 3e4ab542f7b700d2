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


MAX_ALONE = {"error": 5, "warning": 2, "note": 2}
"""How many problems of one kind are listed one by one. More of them are listed together."""
MAX_PLACES = 20
"""How many places of a group are named."""


def format_grouped(problems: Iterable[Problem], lines: Lines) -> str:
    """As much as a person reads: what repeats as one entry with its places, errors last."""
    groups: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        groups.setdefault((problem.severity, problem.code), []).append(problem)
    order = list(MAX_ALONE)
    entries = []
    for (severity, _), group in sorted(groups.items(), key=lambda g: -order.index(g[0][0])):
        if len(group) <= MAX_ALONE[severity]:
            entries += [_format_problem(problem, lines) for problem in group]
        else:
            entries.append(_format_group(group))
    return "\n".join(entries)


def _format_group(group: list[Problem]) -> str:
    """Many problems of one kind: how many, what the first says, and where they all are."""
    first = group[0]
    same = len({problem.message for problem in group}) == 1
    message = first.message if same else f"first: {first.message}"
    parts = [f"{first.severity}[{first.code}]: {len(group)} times; {make_visible(message)}"]
    places: dict[str, list[int]] = {}
    for problem in group:
        numbers = places.setdefault(problem.place.path, [])
        if problem.place.line not in numbers:
            numbers.append(problem.place.line)
    for path, numbers in list(places.items())[:MAX_PLACES]:
        listed = ", ".join(str(number) for number in numbers[:MAX_PLACES])
        rest = " …" if len(numbers) > MAX_PLACES else ""
        word = "line" if len(numbers) == 1 else "lines"
        parts.append(f"  in {make_visible(path)}: {word} {listed}{rest}")
    hint = first.hint if len({problem.hint for problem in group}) == 1 else ""
    parts += [f"  hint: {make_visible(hint)}"] if hint else []
    return "\n".join(parts)


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
