"""YAML text as a tree of stretches: where each value begins and ends, and how it is written.

`reading` says what a file means; this module says where in the text each value is. It must not know
what an inspection is, and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from reportgen.reading.yaml_parser import YamlEvents

Path = tuple[str | int, ...]
"""How to reach a value from the top: keys of maps, and positions in lists."""


@dataclass
class Stretch:
    """One value of a YAML text. Offsets count characters from the start of the text."""

    kind: str
    """`text`, `nothing`, `list`, `map` or `alias`."""
    start: int
    """Where the value itself begins, after an anchor or a tag."""
    end: int
    """Behind its last character that is not white space."""
    outset: int
    """Where its anchor or tag begins, or the value if it has none."""
    style: str = ""
    """For text: `|`, `>`, `"`, `'`, or nothing if plain. For a collection: `flow` or nothing."""
    value: str = ""
    anchor: str = ""
    keys: list[Stretch] = field(default_factory=list)
    """For a map: its keys, beside `items`."""
    items: list[Stretch] = field(default_factory=list)

    def find(self, path: Path) -> Stretch | None:
        """The value that a path leads to, or None."""
        here: Stretch | None = self
        for step in path:
            here = here.child(step) if here is not None else None
        return here

    def child(self, step: str | int) -> Stretch | None:
        """The value at a key or position, or None."""
        if isinstance(step, int):
            is_in_list = self.kind == "list" and -len(self.items) <= step < len(self.items)
            return self.items[step] if is_in_list else None
        for key, item in zip(self.keys, self.items, strict=False):
            if key.value == step:
                return item
        return None

    def walk(self, path: Path = ()) -> Iterator[tuple[Path, Stretch]]:
        """Every value with its path, this one first."""
        yield path, self
        for index, item in enumerate(self.items):
            step = self.keys[index].value if self.kind == "map" else index
            yield from item.walk((*path, step))


def read_stretches(text: str) -> Stretch:
    """The tree of a YAML text that `reading` has read without an error of syntax."""
    return _Builder(text).build()


def find_path(text: str, line: int, column: int) -> Path | None:
    """The path of the value that begins at a line and column, counted from 1."""
    lines = text.split("\n")
    if not 0 < line <= len(lines):
        return None
    offset = sum(len(one) + 1 for one in lines[: line - 1]) + column - 1
    matches = [
        path
        for path, stretch in read_stretches(text).walk()
        if offset in (stretch.start, stretch.outset)
    ]
    return matches[-1] if matches else None


_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*[ \t]*(?:#[^\n]*)?\n?[ \t]*)*")
"""Anchors and tags before a value."""


_BLANK_END = re.compile(r"(?:\n[ \t]*)+\Z")
"""The blank lines at the end of a block text. The parser counts them in."""


class _Builder:
    """Builds the tree from the parser's events, which tell an alias from what it repeats."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parser: Any = YamlEvents(text)

    def build(self) -> Stretch:
        try:
            event = self.parser.get_event()
            while not isinstance(event, yaml.NodeEvent):
                event = self.parser.get_event()
            return self._node(event)
        finally:
            if hasattr(self.parser, "dispose"):
                self.parser.dispose()

    def _node(self, event: Any) -> Stretch:
        kind = type(event)
        if kind is yaml.AliasEvent:
            start, end = event.start_mark.index, event.end_mark.index
            return Stretch("alias", start, end, start, anchor=event.anchor)
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        return self._collection(event)

    def _scalar(self, event: Any) -> Stretch:
        outset, end = event.start_mark.index, event.end_mark.index
        start = self._behind_properties(event, outset)
        style = event.style or ""
        if style in ("|", ">"):
            end = start + len(_BLANK_END.sub("", self.text[start:end]))
        if not style and (event.value or "") in ("", "~"):
            if not event.value and not event.anchor and not event.tag:
                start = outset = end = self._behind_colon(outset)
            return Stretch("nothing", start, max(start, end), outset, anchor=event.anchor or "")
        return Stretch("text", start, end, outset, style, event.value, event.anchor or "")

    def _behind_properties(self, event: Any, outset: int) -> int:
        if not event.anchor and not self.text.startswith("!", outset):
            return outset
        return self._behind_properties_of(outset)

    def _behind_colon(self, offset: int) -> int:
        """Where a value can be written that is missing: right behind its colon or dash."""
        while offset > 0 and self.text[offset - 1] in " \t":
            offset -= 1
        return offset

    def _collection(self, event: Any) -> Stretch:
        is_map = type(event) is yaml.MappingStartEvent
        outset = event.start_mark.index
        flow = "flow" if event.flow_style else ""
        stretch = Stretch(
            "map" if is_map else "list", outset, outset, outset, flow, anchor=event.anchor or ""
        )
        event = self.parser.get_event()
        while not isinstance(event, yaml.CollectionEndEvent):
            node = self._node(event)
            if is_map:
                stretch.keys.append(node)
                node = self._node(self.parser.get_event())
            stretch.items.append(node)
            event = self.parser.get_event()
        closing: Any = event.end_mark
        if flow:
            stretch.end = closing.index
            stretch.start = self._behind_properties_of(outset)
        elif stretch.items:
            stretch.end = max(stretch.items[-1].end, stretch.keys[-1].end if is_map else 0)
            first = (
                stretch.keys[0].outset if is_map else find_dash(self.text, stretch.items[0].outset)
            )
            stretch.start = first
        return stretch

    def _behind_properties_of(self, outset: int) -> int:
        match = _PROPERTIES.match(self.text, outset)
        return match.end() if match else outset


def find_dash(text: str, offset: int) -> int:
    """Where the dash is that an item of a block list belongs to. `offset` is the item's outset."""
    while offset > 0:
        begin = text.rfind("\n", 0, offset) + 1
        before = text[begin:offset]
        code = before.split(" #")[0] if before.lstrip().startswith("- #") else before
        if code.rstrip().endswith("-"):
            return begin + len(code.rstrip()) - 1
        offset = begin - 1
    return 0
