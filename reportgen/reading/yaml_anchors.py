"""Finds words that YAML takes for the name of a value: `region: &Humber and Yorkshire` loses one.

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


def _place(mark: yaml.Mark, name: str, display_path: str) -> Place:
    column = mark.column + 1
    return Place(display_path, mark.line + 1, column, column + len(name) + 1)
