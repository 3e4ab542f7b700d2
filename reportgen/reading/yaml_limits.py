"""Refuses YAML text before it is parsed: characters that no report can print, and nesting that
would exhaust the parser's stack."""

from __future__ import annotations

import re
from itertools import islice

from reportgen.problems import InputError, Place, error, input_error

MAX_DEPTH = 60
"""Levels of nesting. Our files need nine."""

_CONTROL_CHARACTER = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"
)
"""Among them the line breaks of Unicode, which YAML counts and editors do not."""

_MANY_DASHES = re.compile(r"^[ ]*(?:[-?] +){%d}" % MAX_DEPTH, re.M)

_MAX_OPEN_BRACKETS = 400


def refuse_unprintable(text: str, display_path: str) -> None:
    """Raise InputError for characters that cannot be printed: up to twenty of them."""
    problems = [
        error(
            "control-character",
            _place_at(text, match.start(), display_path),
            f"the control character U+{ord(match.group()):04X} cannot be printed",
            "delete it",
        )
        for match in islice(_CONTROL_CHARACTER.finditer(text), 20)
    ]
    if problems:
        raise InputError(*problems)


def refuse_depth(text: str, display_path: str) -> None:
    """Raise InputError for lists or brackets that are nested too deeply."""
    if match := _MANY_DASHES.search(text):
        raise input_error(
            "nesting",
            _place_at(text, match.start(), display_path),
            "there are too many lists inside one another",
            "use fewer levels",
        )
    if text.count("[") + text.count("{") <= _MAX_OPEN_BRACKETS:
        return
    depth = 0
    for match in re.finditer(r"[\[\]{}]", text):
        depth = depth + 1 if match.group() in "[{" else max(0, depth - 1)
        if depth > _MAX_OPEN_BRACKETS:
            raise input_error(
                "nesting",
                _place_at(text, match.start(), display_path),
                "there are too many brackets inside one another",
                "close the brackets that are open",
            )


def _place_at(text: str, index: int, display_path: str) -> Place:
    line = text.count("\n", 0, index) + 1
    column = index - (text.rfind("\n", 0, index) + 1) + 1
    return Place(display_path, line, column, column + 1)
