"""The shapes that values in our YAML files may have, and how a typed object is read by its shape.

A record is a frozen dataclass whose fields are declared with `field()`: the shape of the value and
one sentence that says what it is. Reading, the JSON Schema and the format reference all follow from
those declarations, so they cannot disagree. Reading reports every problem and goes on.

It must not know what an inspection or a methodology is.
"""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from functools import cache
from typing import TYPE_CHECKING, Any

from reportgen.problems import NOWHERE, Place, Problem, error, find_nearest
from reportgen.reading.yaml_source import Node
from reportgen.util.dates import is_iso_date, read_date_in_words

if TYPE_CHECKING:
    from reportgen.reading.translation import Translation


class SourceText(str):
    """Text that remembers where it was written."""

    __slots__ = ("block_line", "indent", "place", "rows")
    place: Place
    """Where the value begins."""
    block_line: int
    """The line of the file on which the text's first line stands."""
    indent: int
    """Columns before the text on each of its lines."""
    rows: tuple[tuple[int, int, int], ...]
    """For text that YAML joins from several lines: where each begins in it, and its line and column
    in the file."""

    def __new__(
        cls,
        value: str,
        place: Place = NOWHERE,
        block_line: int | None = None,
        indent: int | None = None,
        rows: tuple[tuple[int, int, int], ...] = (),
    ) -> SourceText:
        self = str.__new__(cls, value)
        self.place = place
        self.block_line = place.line if block_line is None else block_line
        self.indent = place.column - 1 if indent is None else indent
        self.rows = rows
        return self

    def at(self, line: int, start: int = 0, length: int = 1) -> Place:
        """The place of a stretch on the text's own line `line` (from 0), from its character `start`
        (from 0)."""
        if self.rows:
            return self._joined_at(
                sum(len(row) + 1 for row in self.split("\n")[:line]) + start, length
            )
        indent = self.indent if self.block_line != self.place.line or line == 0 else 0
        column = indent + start + 1
        return Place(self.place.path, self.block_line + line, column, column + max(1, length))

    def _joined_at(self, offset: int, length: int) -> Place:
        begin, line, column = self.rows[max(0, bisect_right(self.rows, (offset, 1 << 40, 0)) - 1)]
        column += max(0, offset - begin)
        return Place(self.place.path, line, column, column + max(1, length))

    def at_offset(self, start: int, length: int = 1) -> Place:
        """The place of the character at `start` in the whole text."""
        line = self.count("\n", 0, start)
        return self.at(line, start - (self.rfind("\n", 0, start) + 1), length)

    def __getnewargs__(self) -> tuple[Any, ...]:
        return (str(self), self.place, self.block_line, self.indent, self.rows)


class ReadingContext:
    """One pass over one file: collects problems, and reads what a text includes."""

    def __init__(self, include: Any = None, translation: Translation | None = None) -> None:
        self.problems: list[Problem] = []
        self.translation = translation
        """The words of the file in another language."""
        self.include = include
        """`include(name, place) -> Text | None`: the text of a file named in `{file: …}`."""

    def translate(self, text: SourceText, needed: bool = False) -> SourceText:
        """A text in the language that is asked for. `needed`: whether readers see it."""
        return self.translation.translate(text, needed) if self.translation else text

    def add_error(
        self,
        code: str,
        place: Place,
        message: str,
        hint: str = "",
        replacement: str | None = None,
    ) -> None:
        self.problems.append(error(code, place, message, hint, replacement))


class FieldType:
    """What a value may be. Subclasses say how to read it, and how to describe it."""

    words = "a value"

    def read(self, node: Node, reading: ReadingContext) -> Any:
        raise NotImplementedError

    def schema(self, definitions: dict[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    def report_wrong_kind(
        self, node: Node, reading: ReadingContext, hint: str = "", words: str = ""
    ) -> None:
        kind = {
            "list": "a list",
            "map": "a map of keys and values",
            "text": "text",
            "nothing": "nothing",
        }[node.kind]
        reading.add_error(
            "wrong-kind",
            node.place,
            f"expected {words or self.words}, found {kind}",
            hint or f"write {self.words} here",
        )


def text_of(node: Node) -> SourceText:
    """The node's text with its places. Block text keeps the indentation it was written with."""
    if node.kind == "nothing":
        return SourceText("", node.place)
    return SourceText(node.value, node.place, node.block_line, node.indent, node.rows)


class LineText(FieldType):
    """One line of text."""

    words = "one line of text"
    is_printed = False
    """Whether readers see it, in the language of the report."""

    def read(self, node: Node, reading: ReadingContext) -> Any:
        if node.kind not in ("text", "nothing"):
            self.report_wrong_kind(node, reading)
            return SourceText("", node.place)
        text = text_of(node)
        text = reading.translate(text, self.is_printed)
        return SourceText(
            " ".join(text.split()), text.place, text.block_line, text.indent, text.rows
        )

    def schema(self, definitions: dict[str, Any]) -> dict[str, Any]:
        return {"type": ["string", "number", "boolean", "null"]}


class PrintedText(LineText):
    """One line of text that readers see."""

    is_printed = True


class MarkdownText(FieldType):
    """Markdown, here or in a file beside the YAML."""

    words = "Markdown text, or {file: name.md}"

    def read(self, node: Node, reading: ReadingContext) -> Any:
        if node.kind == "map" and set(node.value) == {"file"} and node.value["file"].kind == "text":
            name = node.value["file"]
            text = reading.include(name.value, name.place) if reading.include else None
            if text is None:
                return SourceText("", node.place)
            return reading.translate(text, needed=True)
        if node.kind not in ("text", "nothing"):
            self.report_wrong_kind(node, reading)
            return SourceText("", node.place)
        return reading.translate(text_of(node), needed=True)

    def schema(self, definitions: dict[str, Any]) -> dict[str, Any]:
        definitions.setdefault(
            "prose",
            {
                "description": (
                    "Markdown, or {file: …} with the name of a Markdown file beside this one"
                ),
                "anyOf": [
                    {"type": ["string", "number", "boolean", "null"]},
                    {
                        "type": "object",
                        "properties": {"file": {"type": "string"}},
                        "required": ["file"],
                        "additionalProperties": False,
                    },
                ],
            },
        )
        return {"$ref": "#/$defs/prose"}


class Boolean(FieldType):
    """Yes or no."""

    words = "yes or no"

    def read(self, node: Node, reading: ReadingContext) -> Any:
        word = node.value.lower() if node.kind == "text" else ""
        if word in ("yes", "true"):
            return True
        if word in ("no", "false"):
            return False
        self.report_wrong_kind(node, reading)
        return False

    def schema(self, definitions: dict[str, Any]) -> dict[str, Any]:
        return {"enum": [True, False, "yes", "no"]}


class Integer(FieldType):
    """A whole number, not negative."""

    words = "a whole number"

    def read(self, node: Node, reading: ReadingContext) -> Any:
        if node.kind == "text" and re.fullmatch(r"\d{1,3}(,\d{3})+|\d{1,9}", node.value.strip()):
            return int(node.value.strip().replace(",", ""))
        if node.kind == "text":
            reading.add_error(
                "wrong-kind",
                node.place,
                f"expected {self.words}, found `{' '.join(node.value.split())[:40]}`",
                "write it in digits, 0 or more, without a unit",
            )
        else:
            self.report_wrong_kind(node, reading, "write it in digits, without a unit")
        return None

    def schema(self, definitions: dict[str, Any]) -> dict[str, Any]:
        return {"type": "integer", "minimum": 0}


class Choice(FieldType):
    """One of a few words."""

    def __init__(self, *options: str) -> None:
        self.options = options
        self.words = "one of: " + ", ".join(options)

    def read(self, node: Node, reading: ReadingContext) -> Any:
        if node.kind == "text" and node.value in self.options:
            return node.value
        if node.kind != "text":
            self.report_wrong_kind(node, reading)
        else:
            near = find_nearest(node.value, self.options)
            reading.add_error(
                "unknown-word",
                node.place,
                f"`{node.value}` is not known here",
                f"did you mean `{near}`?" if near else f"use {self.words}",
            )
        return self.options[0]

    def schema(self, definitions: dict[str, Any]) -> dict[str, Any]:
        return {"enum": list(self.options)}


class DateText(FieldType):
    """A year, a month or a day: 2022, 2022-08 or 2022-08-31."""

    words = "a date: 2022, 2022-08 or 2022-08-31"

    def read(self, node: Node, reading: ReadingContext) -> Any:
        if node.kind == "text" and is_iso_date(node.value.strip()):
            return SourceText(node.value.strip(), node.place)
        if node.kind == "text" and (written := read_date_in_words(node.value)):
            reading.add_error(
                "date",
                node.place,
                f"write the date as {written}",
                "a date is a year, a month or a day: 2022, 2022-08 or 2022-08-31",
                written,
            )
        elif node.kind == "text":
            reading.add_error(
                "date",
                node.place,
                f"`{node.value}` is not a date of the calendar",
                "write 2022, 2022-08 or 2022-08-31",
            )
        else:
            self.report_wrong_kind(node, reading)
        return None

    def schema(self, definitions: dict[str, Any]) -> dict[str, Any]:
        return {
            "anyOf": [
                {"type": "string", "pattern": r"^\d{4}(-\d\d(-\d\d)?)?$"},
                {"type": "integer", "minimum": 1000, "maximum": 9999},
            ]
        }


_NO_BULLET = r"([-–*•·◦▪●○\uf0b7\uf0a7])[ \t]*(?=\S)"
"""What is meant to begin an item of a list and does not, in YAML."""


class ListOf(FieldType):
    """A list."""

    def __init__(self, item: FieldType, words: str = "") -> None:
        self.item = item
        self.words = words or f"a list, each line beginning with - and holding {item.words}"
        self.is_of_lines = not words

    def read(self, node: Node, reading: ReadingContext) -> Any:
        if node.kind == "nothing":
            return ()
        if node.kind != "list":
            self._report_no_list(node, reading)
            return ()
        return tuple(
            value for child in node.value if (value := self.item.read(child, reading)) is not None
        )

    def _report_no_list(self, node: Node, reading: ReadingContext) -> None:
        mark = re.match(_NO_BULLET, node.value) if node.kind == "text" else None
        if mark:
            begin = re.split(r"\s[-–*•·◦▪●○\uf0b7\uf0a7]|\n", node.value[mark.end() :])[0][:40]
            cause = "a space is missing after it" if mark[1] == "-" else "only - does"
            reading.add_error(
                "wrong-kind",
                node.place,
                f"“{mark[1]}” does not begin an item of a list: {cause}",
                f"write `- {begin}`, and each other item on a line of its own, beginning with - and"
                " a space",
            )
        elif not self.is_of_lines:
            self.report_wrong_kind(node, reading)
        else:
            hint = "begin each item on a line of its own, with - and a space"
            self.report_wrong_kind(node, reading, hint, words="a list")

    def schema(self, definitions: dict[str, Any]) -> dict[str, Any]:
        return {
            "anyOf": [{"type": "array", "items": self.item.schema(definitions)}, {"type": "null"}]
        }


class LineOrLines(FieldType):
    """One line of text, or a list of them: always read as several."""

    words = "one line of text, or a list of them"

    def read(self, node: Node, reading: ReadingContext) -> Any:
        if node.kind == "list":
            return ListOf(LineText()).read(node, reading)
        return (LineText().read(node, reading),) if node.kind != "nothing" else ()

    def schema(self, definitions: dict[str, Any]) -> dict[str, Any]:
        return {"anyOf": [LineText().schema(definitions), ListOf(LineText()).schema(definitions)]}


class MapOf(FieldType):
    """A map whose keys the author chooses. The keys of the result are Text, with their places."""

    def __init__(self, item: FieldType, keys: str = "names") -> None:
        self.item = item
        self.keys = keys
        self.words = f"a map of {keys}, each with {item.words}"

    def read(self, node: Node, reading: ReadingContext) -> Any:
        if node.kind == "nothing":
            return {}
        if node.kind != "map":
            self.report_wrong_kind(node, reading)
            return {}
        return {
            reading.translate(SourceText(key, node.keys[key])): value
            for key, child in node.value.items()
            if (value := self.item.read(child, reading)) is not None
        }

    def schema(self, definitions: dict[str, Any]) -> dict[str, Any]:
        return {
            "anyOf": [
                {"type": "object", "additionalProperties": self.item.schema(definitions)},
                {"type": "null"},
            ]
        }


class ShortOrLong(FieldType):
    """A short form (text or list) or a long form (a map). `widen` turns the short form into what
    the long form gives."""

    def __init__(self, short: FieldType, long: FieldType, widen: Any) -> None:
        self.short, self.long, self.widen = short, long, widen
        self.words = f"{short.words}, or {long.words}"

    def read(self, node: Node, reading: ReadingContext) -> Any:
        if node.kind == "map" and not (
            isinstance(self.short, MarkdownText) and set(node.value) == {"file"}
        ):
            return self.long.read(node, reading)
        return self.widen(self.short.read(node, reading), node.place)

    def schema(self, definitions: dict[str, Any]) -> dict[str, Any]:
        return {"anyOf": [self.short.schema(definitions), self.long.schema(definitions)]}


class MapType(FieldType):
    """A map with known keys, read into a dataclass. A key it requires is reported where it is
    missing, and taken as empty, so that the rest is read."""

    def __init__(self, cls: type, words: str = "") -> None:
        self.cls = cls
        self.words = words or "a map with known keys"

    @staticmethod
    def _is_text_with_sign(node: Node, key: str, child: Node, reading: ReadingContext) -> bool:
        """Whether a key that is not known is a piece of a text with a comma or a colon in it."""
        place = node.keys[key]
        if child.kind == "nothing" and node.place.line == place.line and len(node.value) > 1:
            reading.add_error(
                "unknown-key",
                place,
                f"“{key}” comes after a comma within {{ }}, which ends the text before it",
                "put quotation marks around a text that has a comma",
            )
            return True
        if " " in key and child.kind == "text" and len(node.value) == 1:
            reading.add_error(
                "unknown-key",
                place,
                f"the colon makes a key of “{key[:60]}”",
                "put quotation marks around a text that has a colon and a space",
            )
            return True
        return False

    def read(self, node: Node, reading: ReadingContext, **file_fields: Any) -> Any:
        if node.kind == "nothing":
            node = Node("map", {}, node.place)
        if node.kind != "map":
            self.report_wrong_kind(
                node, reading, f"the keys known here are: {', '.join(keys_of(self.cls))}"
            )
            return None
        values: dict[str, Any] = dict(file_fields)
        known_fields = keys_of(self.cls)
        for key, child in node.value.items():
            if key not in known_fields:
                if self._is_text_with_sign(node, key, child, reading):
                    if len(node.value) == 1:
                        return None
                    continue
                near = find_nearest(key, known_fields)
                reading.add_error(
                    "unknown-key",
                    node.keys[key],
                    f"`{key}` is not a key that is known here",
                    f"did you mean `{near}`?" if near else f"known here: {', '.join(known_fields)}",
                    near if near not in node.value else None,
                )
                continue
            if child.kind != "nothing":  # a key without a value is a place still to be filled
                value = known_fields[key].metadata["shape"].read(child, reading)
                if value is not None:  # what cannot be read is reported and counts as missing
                    values[known_fields[key].name] = value
        for key, declared in known_fields.items():
            if declared.metadata["required"] and declared.name not in values:
                reading.add_error(
                    "missing-key",
                    node.keys.get(key, node.place),
                    f"`{key}` is missing",
                    f"add `{key}:` {declared.metadata['about']}",
                )
                values[declared.name] = declared.metadata["shape"].read(
                    Node("nothing", None, node.place), ReadingContext()
                )
        if any(declared.name == "place" for declared in fields(self.cls)):
            values["place"] = node.place
        return self.cls(**values)

    def schema(self, definitions: dict[str, Any]) -> dict[str, Any]:
        name = self.cls.__name__
        if name not in definitions:
            definitions[name] = {}
            known_fields = keys_of(self.cls)
            definitions[name] = {
                "type": "object",
                "description": (self.cls.__doc__ or "").strip().split("\n")[0],
                "properties": {
                    key: {
                        "description": declared.metadata["about"],
                        **declared.metadata["shape"].schema(definitions),
                    }
                    for key, declared in known_fields.items()
                },
                "additionalProperties": False,
            }
            for declared in known_fields.values():
                if declared.metadata["required"] and isinstance(
                    declared.metadata["shape"], LineText
                ):
                    properties = definitions[name]["properties"]
                    properties[declared.metadata["key"] or declared.name]["type"] = [
                        "string",
                        "number",
                        "boolean",
                    ]
            if required := [
                key for key, declared in known_fields.items() if declared.metadata["required"]
            ]:
                definitions[name]["required"] = required
        return {"$ref": f"#/$defs/{name}"}


def field(
    shape: FieldType,
    about: str,
    *,
    key: str = "",
    required: bool = False,
    default: Any = None,
    factory: Any = MISSING,
) -> Any:
    """Declares a field that a file may hold: its shape, what it is about, and its key where that is
    no Python name."""
    metadata = {"shape": shape, "about": about, "key": key, "required": required}
    if required:
        return dataclasses.field(metadata=metadata)
    if factory is not MISSING:
        return dataclasses.field(default_factory=factory, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


@cache
def keys_of(cls: type) -> Mapping[str, Field[Any]]:
    """The keys that a record's map may have, in the order of their declaration."""
    return {
        declared.metadata["key"] or declared.name: declared
        for declared in fields(cls)
        if declared.metadata
    }
