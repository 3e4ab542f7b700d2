"""Finds where a YAML file went wrong. The parser names the line where it could not go on, which is
often far below the mistake: a quotation mark that is not closed, a line that lost its indentation.

It is asked only about a file that cannot be read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reportgen.problems import Place, Problem, error

_KEY = re.compile(r"(?P<lead>[ ]*(?:-[ ]+)*)(?P<key>[\w.][\w .()/-]*):(?P<rest>[ ]+.*|)$")
_ITEM = re.compile(r"(?P<lead>[ ]*(?:-[ ]+)*-)(?P<rest>[ ]+.*|)$")
_NO_SPACE = re.compile(r"[ ]*(?:-[ ]+)*(?P<key>[A-Za-z_][\w-]*):(?=[^\s/:])")
_BLOCK = re.compile(r"[ ]+[|>][-+0-9]*[ ]*(?:#.*)?$")
_OPENING = re.compile(r"[ ]+([\"'])")


@dataclass
class _Text:
    """A text over several lines that begins with | or >."""

    parent: int
    """The column of the key or dash that it belongs to."""
    line: int
    indent: int | None = None
    """How far its lines are indented, once one of them was read."""


def find_cause(text: str, last_line: int, display_path: str) -> Problem | None:
    """The first mistake at or above the line where the parser stopped, or None if none is known."""
    lines = text.split("\n")
    block: _Text | None = None
    number = 0
    while number < min(len(lines), last_line + 1):
        line, number = lines[number], number + 1
        if not line.strip():
            continue
        if block is not None:
            indent = len(line) - len(line.lstrip(" "))
            if block.indent is None and indent > block.parent:
                block.indent = indent
            if block.indent is not None and indent >= block.indent:
                continue
            if problem := _lost_indentation(line, number, indent, block, display_path):
                return problem
            block = None
        if line.lstrip().startswith("#"):
            continue
        if problem := _missing_space(line, number, display_path):
            return problem
        entry = _KEY.match(line) or _ITEM.match(line)
        if entry is None:
            continue
        if _BLOCK.match(entry["rest"]):
            lead = entry["lead"]
            is_item = "key" not in entry.groupdict()
            block = _Text(len(lead) - 1 if is_item else len(lead), number)
        elif opening := _OPENING.match(entry["rest"]):
            start = len(line) - len(entry["rest"]) + opening.end() - 1
            problem, number = _read_quotation(lines, number, start, display_path)
            if problem:
                return problem
    return None


def _lost_indentation(
    line: str, number: int, indent: int, block: _Text, display_path: str
) -> Problem | None:
    """A line of a text that slipped to the left: it begins no key, no item and no comment."""
    slipped = indent > block.parent or not (
        _KEY.match(line) or _ITEM.match(line) or line.lstrip().startswith(("#", "---", "..."))
    )
    if block.indent is None or not slipped or _NO_SPACE.match(line):
        return None
    return error(
        "yaml-syntax",
        Place(display_path, number, 1, max(2, indent + 1)),
        f"this line has {_spaces(indent)} before it; the text that begins in line"
        f" {block.line + 1} has {_spaces(block.indent)}",
        f"put {_spaces(block.indent)} before it, if it belongs to that text",
    )


def _spaces(count: int) -> str:
    return "no space" if count == 0 else "1 space" if count == 1 else f"{count} spaces"


def _missing_space(line: str, number: int, display_path: str) -> Problem | None:
    match = _NO_SPACE.match(line)
    if match is None or re.search(r":(?:\s|$)", line):
        return None
    column = match.end() + 1
    return error(
        "yaml-syntax",
        Place(display_path, number, column - 1, column),
        f"a space is missing after `{match['key']}:`",
        f"write `{match['key']}: {line[match.end() :].strip()[:40]}`",
    )


def _read_quotation(
    lines: list[str], number: int, start: int, display_path: str
) -> tuple[Problem | None, int]:
    """Follow a quotation to its end. It opens at `start`. Return what is wrong with it, and the
    line it ends in."""
    mark = lines[number - 1][start]
    end = _find_closing(lines[number - 1], start + 1, mark)
    first = number
    while end < 0 and number < len(lines):
        line = lines[number]
        if _KEY.match(line) or _ITEM.match(line):
            break
        number += 1
        end = _find_closing(line, 0, mark)
    if end < 0:
        return (
            error(
                "yaml-syntax",
                Place(display_path, first, start + 1, start + 2),
                f"the quotation mark {mark} that opens here is not closed",
                f"put {mark} at the end of the text",
            ),
            number,
        )
    rest = lines[number - 1][end + 1 :]
    if rest.strip() and not rest.lstrip().startswith(("#", ",", "]", "}", ":")):
        column = end + 2 + len(rest) - len(rest.lstrip())
        other = "'" if mark == '"' else '"'
        return (
            error(
                "yaml-syntax",
                Place(display_path, number, column, column + len(rest.strip())),
                f"“{rest.strip()[:40]}” comes after the closing quotation mark",
                f"put {other} around the whole text, the {mark} within it included",
            ),
            number,
        )
    return None, number


def _find_closing(line: str, start: int, mark: str) -> int:
    """Where a quotation is closed in a line, or -1. Two ' are one within; \\" is none."""
    position = start
    while position < len(line):
        sign = line[position]
        if sign == "\\" and mark == '"':
            position += 2
            continue
        if sign == mark:
            if mark == "'" and line.startswith("''", position):
                position += 2
                continue
            return position
        position += 1
    return -1
