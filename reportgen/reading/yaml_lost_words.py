"""Finds words that YAML does not take for text: `region: &Humber and Yorkshire` loses one, and a
heading that lost its indentation is a comment.

It must not know what becomes of the nodes.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from reportgen.problems import Place, Problem, warning
from reportgen.reading.yaml_parser import YamlEvents

_ANCHOR = re.compile(r"(?:^|[\s\[{,:-])&[^\s,\[\]{}]", re.MULTILINE)
"""What may be one. Most files have none, and their events need not be read again."""
_HEADING = re.compile(r"^ *(#{2,6} +\w.*)$", re.MULTILINE)
"""What looks like a heading of a text."""


def find_unused_anchors(text: str, display_path: str) -> list[Problem]:
    """A warning for each anchor (&name) that no alias (*name) uses."""
    if not _ANCHOR.search(text):
        return []
    anchors: dict[str, yaml.Mark] = {}
    used = set()
    parser: Any = YamlEvents(text)
    try:
        while parser.check_event():
            event = parser.get_event()
            name = getattr(event, "anchor", None)
            if isinstance(event, yaml.AliasEvent):
                used.add(name)
            elif name:
                anchors[name] = event.start_mark
    finally:
        if hasattr(parser, "dispose"):
            parser.dispose()
    return [
        warning(
            "anchor-unused",
            _place(mark, name, display_path),
            f"“&{name[:40]}” is not read as text: & before a word names a value, and nothing"
            " uses this name",
            "put quotation marks around the whole text, or write “and”",
        )
        for name, mark in anchors.items()
        if name not in used
    ]


def find_lost_headings(text: str, display_path: str, blocks: dict[int, int]) -> list[Problem]:
    """A warning for each heading that is no part of a text. `blocks`: for the texts in blocks, the
    line that each begins on and its indentation."""
    inside: set[int] = set()
    lines = text.split("\n") if _HEADING.search(text) else []
    for first, indent in blocks.items() if lines else ():
        for number in range(first, len(lines) + 1):
            line = lines[number - 1]
            if line.strip() and len(line) - len(line.lstrip(" ")) < indent:
                break
            inside.add(number)
    return [
        warning(
            "heading-lost",
            Place(display_path, number, match.start(1) + 1, match.end(1) + 1),
            f"“{match[1][:40]}” is not read: a line that begins with # is a comment",
            "if it is a heading, indent it like the text it belongs to; a comment has one #",
        )
        for number, line in enumerate(lines, 1)
        if number not in inside and (match := _HEADING.match(line))
    ]


def _place(mark: yaml.Mark, name: str, display_path: str) -> Place:
    column = mark.column + 1
    return Place(display_path, mark.line + 1, column, column + len(name) + 1)
