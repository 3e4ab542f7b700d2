"""Reads YAML, and remembers where everything is written.

A file becomes a tree of `Node`: text, list, map or nothing. There are no numbers, dates or booleans
here: `no` is a word, `1.10` is not `1.1`, and a date is text. What a value means is decided by the
code that asks for it (fields.py), which can also say where it is written.

It must not know what an inspection or a methodology is.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NoReturn

import yaml

from reportgen.problems import InputError, Place, Problem, error, input_error, start_of, warning
from reportgen.reading.text_file import MAX_FILE_BYTES, read_text
from reportgen.reading.yaml_limits import MAX_DEPTH, refuse_depth, refuse_unprintable
from reportgen.reading.yaml_lost_words import find_lost_headings, find_unused_anchors
from reportgen.reading.yaml_parser import YamlLoader

MAX_NODES = 200_000
"""Values in one file, with its aliases written out: this stops an alias bomb."""


class Node:
    """One value of a YAML file and its place."""

    __slots__ = ("block_line", "indent", "keys", "kind", "place", "rows", "value")

    def __init__(
        self, kind: str, value: Any, place: Place, block_line: int = 0, indent: int = 0
    ) -> None:
        self.kind: str = kind
        """`text`, `list`, `map` or `nothing`."""
        self.value: Any = value
        """A str, a list of Node, a dict of Node by key, or None."""
        self.place: Place = place
        self.keys: dict[str, Place] = {}
        """For a map: where each key is."""
        self.block_line: int = block_line
        """For text: the line that its first line of content is on."""
        self.indent: int = indent
        """For block text: how far its content is indented."""
        self.rows: tuple[tuple[int, int, int], ...] = ()
        """For text that YAML joins from several lines: where each begins in the value, and its line
        and column in the file."""


def read_yaml(path: Path, display_path: str, problems: list[Problem] | None = None) -> Node:
    """Read a YAML file as a tree. `problems` as for `parse_yaml`."""
    return parse_yaml(read_text(path, display_path), display_path, problems)


def parse_yaml(text: str, display_path: str, problems: list[Problem] | None = None) -> Node:
    """Parse YAML text as a tree. Raise InputError with every problem that prevents it.

    A key that is used twice and a tag do not prevent it: with a list for `problems` they are added
    there, and the rest of the tree can still be read. Without one, errors are raised, and warnings
    are for nobody.
    """
    refuse_unprintable(text, display_path)
    refuse_depth(text, display_path)
    top = _compose(text, display_path)
    if top is None or (isinstance(top, yaml.ScalarNode) and not top.value.strip()):
        raise input_error(
            "file-empty",
            start_of(display_path),
            "the file is empty",
            "`reportgen new` writes a file with every part ready to fill in",
        )
    builder = _TreeBuilder(display_path, text.split("\n"))
    node = builder.build(top, 0)
    builder.problems += find_unused_anchors(text, display_path)
    builder.problems += find_lost_headings(text, display_path, builder.blocks)
    if problems is not None:
        problems += builder.problems
    elif any(problem.is_error for problem in builder.problems):
        raise InputError(*builder.problems)
    return node


def _compose(text: str, display_path: str) -> Any:
    """Parse text into PyYAML's nodes; None if it has none."""
    try:
        loader = YamlLoader(text)
        try:
            return loader.get_single_node()
        finally:
            if hasattr(loader, "dispose"):
                loader.dispose()
    except yaml.YAMLError as problem:
        from reportgen.reading.yaml_syntax import describe_syntax_error

        raise InputError(describe_syntax_error(problem, text, display_path)) from None


class _TreeBuilder:
    """Builds our nodes from PyYAML's, and collects what is wrong with them."""

    def __init__(self, display_path: str, lines: list[str]) -> None:
        self.display_path = display_path
        self.lines = lines
        self.nodes = 0
        self.characters = 0
        self.problems: list[Problem] = []
        self.blocks: dict[int, int] = {}
        """The line on which each text in a block begins, and its indentation."""
        self.open: set[int] = set()
        """The lists and maps that we are inside."""

    def build(self, node: Any, depth: int) -> Node:
        self.nodes += 1
        place = self.place_of(node)
        if self.nodes > MAX_NODES:
            self.stop(
                "too-many-values",
                place,
                f"the file has more than {MAX_NODES:,} values",
                "write the values out: an alias (*name) that repeats other aliases grows without"
                " end",
            )
        if isinstance(node, yaml.ScalarNode):
            return self.build_text(node, place)
        if node.tag not in ("", None):
            return self.report_tag(node, place)
        if id(node) in self.open or depth > MAX_DEPTH:
            self.stop(
                "nesting",
                place,
                "this value contains itself, or is nested too deeply",
                "write it without aliases, and with fewer levels",
            )
        self.open.add(id(node))
        is_list = isinstance(node, yaml.SequenceNode)
        result = (self.build_list if is_list else self.build_map)(node, place, depth)
        self.open.discard(id(node))
        return result

    def stop(self, code: str, place: Place, message: str, hint: str) -> NoReturn:
        raise InputError(*self.problems, error(code, place, message, hint))

    def place_of(self, node: Any) -> Place:
        start, end = node.start_mark, node.end_mark
        column = start.column + 1
        is_on_one_line = end.line == start.line and end.column > start.column
        stop = end.column + 1 if is_on_one_line else column + 1
        return Place(self.display_path, start.line + 1, column, stop)

    # Text

    def build_text(self, node: Any, place: Place) -> Node:
        if node.tag not in ("plain", "", None):
            return self.report_tag(node, place)
        value = node.value
        self.characters += len(value)
        if self.characters > MAX_FILE_BYTES:
            self.stop(
                "too-many-values",
                place,
                f"with its aliases written out, the file has more than {MAX_FILE_BYTES:,}"
                " characters",
                "do not repeat a long text by an alias (*name): write what differs",
            )
        if not node.style:
            self.warn_of_comment(node)
        if not node.style and value in ("", "~"):  # libyaml says "" for a plain scalar, PyYAML None
            return Node("nothing", None, place)
        if node.style in ("|", ">"):
            indent = self.find_indent(value, place.line)
            text = Node("text", value, place, place.line + 1, indent)
            self.blocks[place.line + 1] = indent
        else:
            indent = place.column - 1 + (1 if node.style else 0)
            text = Node("text", value, place, place.line, indent)
        if node.style != "|" and node.end_mark.line > node.start_mark.line:
            text.rows = self.find_rows(value, text.block_line, text.indent, node.end_mark.line + 1)
        return text

    def warn_of_comment(self, node: Any) -> None:
        """Warn if a # after a plain text is probably meant to be part of it: Region #4."""
        end = node.end_mark
        rest = self.lines[end.line][end.column :] if end.line < len(self.lines) else ""
        if "#" in rest and (match := re.match(r"[ \t]+(#[^\s#].*)", rest)):
            line, column = end.line + 1, end.column + 1
            self.problems.append(
                warning(
                    "text-after-hash",
                    Place(self.display_path, line, column + match.start(1), column + match.end(1)),
                    f"“{match[1][:40].strip()}” is not read: a # after a space begins a comment",
                    "put quotation marks around the whole text; or a space after the # if it is"
                    " a comment",
                )
            )

    def find_indent(self, block: str, header: int) -> int:
        """Find how far a block of text is indented: how many more spaces its first line has in the
        file than in the block."""
        in_file = next((line for line in self.lines[header:] if line.strip()), "")
        in_block = next((line for line in block.split("\n") if line.strip()), "")
        return max(0, _count_spaces(in_file) - _count_spaces(in_block))

    def find_rows(
        self, value: str, first: int, indent: int, last: int
    ) -> tuple[tuple[int, int, int], ...]:
        """Find where each line of the file that was joined into a text begins in it."""
        rows, position = [], 0
        for number, line in enumerate(self.lines[first - 1 : last], first):
            column = indent if number == first else len(line) - len(line.lstrip())
            words = line[column:].strip().rstrip("\"'")
            start = value.find(words, position) if words else -1
            if start >= 0:
                rows.append((start, number, column + 1))
                position = start + len(words)
        return tuple(rows)

    # Lists and maps

    def build_list(self, node: Any, place: Place, depth: int) -> Node:
        return Node("list", [self.build(child, depth + 1) for child in node.value], place)

    def build_map(self, node: Any, place: Place, depth: int) -> Node:
        result = Node("map", {}, place)
        for key, value in node.value:
            key_place = self.place_of(key)
            if not isinstance(key, yaml.ScalarNode):
                self.problems.append(
                    error(
                        "key-not-text",
                        key_place,
                        "a key must be a word, not a list or a map",
                        "put quotation marks around a text that begins with { or [",
                    )
                )
                continue
            if key.value in result.value:
                first = result.keys[key.value].line
                self.problems.append(
                    error(
                        "key-twice",
                        key_place,
                        f"`{key.value}` is used twice: here and on line {first}",
                        "join the two, or delete one: only one of them can count",
                    )
                )
                continue
            result.keys[key.value] = key_place
            result.value[key.value] = self.build(value, depth + 1)
        return result

    def report_tag(self, node: Any, place: Place) -> Node:
        """Report a value with a tag, and treat it as missing."""
        tag = node.tag.replace("tag:yaml.org,2002:", "!!")[:60]
        self.problems.append(
            error(
                "yaml-tag",
                place,
                f"the tag `{tag}` is not used here",
                "delete the word that begins with !; or put quotation marks around the text, if"
                " the ! is part of it",
            )
        )
        return Node("nothing", None, place)


def _count_spaces(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
