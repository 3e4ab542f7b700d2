"""Reads YAML and remembers where everything stood.

A file becomes a tree of `Node`: text, list, map or nothing. There are no numbers, dates or booleans
at this level: `no` is a word, `1.10` is not `1.1`, and a date is what was written. What a value
means is decided by whoever asks for it (see shape.py), who can also say where it stood.

It knows nothing of inspections or methodologies.
"""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from reportgen.problems import InputError, Place, Problem, error, warning
from reportgen.reading.yaml_causes import find_cause

try:
    from yaml.cyaml import CParser as _Parser  # type: ignore[attr-defined]

    _LIBYAML = True
except ImportError:  # PyYAML without libyaml: slower, same tree
    from yaml.composer import Composer
    from yaml.parser import Parser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    class _Parser(Reader, Scanner, Parser, Composer):  # type: ignore[no-redef]
        def __init__(self, stream: str) -> None:
            Reader.__init__(self, stream)
            Scanner.__init__(self)
            Parser.__init__(self)
            Composer.__init__(self)

        def check_key(self) -> bool:
            """Whether a ? opens a key. Within brackets PyYAML takes any for one, and libyaml only
            one before a space."""
            return self.peek(1) in "\0 \t\n"

        def scan_plain(self) -> Any:
            """A plain scalar, which may hold a ? within brackets, as libyaml has it."""
            token = super().scan_plain()
            while self.flow_level and self.peek() == "?":
                self.forward()
                token.value, token.end_mark = f"{token.value}?", self.get_mark()
                spaces = self.scan_plain_spaces(self.indent + 1, token.start_mark)
                more = super().scan_plain() if self.peek() not in ",?[]{}#:" else None
                if more is not None:
                    token.value, token.end_mark = (
                        f"{token.value}{''.join(spaces or [])}{more.value}",
                        more.end_mark,
                    )
            return token

    _LIBYAML = False

MAX_FILE_BYTES = 5_000_000
"""Bytes. The longest report we know is a fiftieth of this."""

MAX_NODES = 200_000
"""Values in one file, aliases written out: what stops an alias bomb."""

MAX_DEPTH = 60
"""Levels of nesting. Ours need nine."""


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
        """For a map: where each key stands."""
        self.block_line: int = block_line
        """For text: the line on which its first line of content stands."""
        self.indent: int = indent
        """For block text: how far its content is indented."""
        self.rows: tuple[tuple[int, int, int], ...] = ()
        """For text that YAML joins from several lines: where each begins in the value, and its line
        and column in the file."""


YamlEvents = _Parser
"""The parser of YAML events, for whoever needs to know where in the text each value is."""


class _Loader(_Parser):
    """Composes nodes and resolves nothing: a plain scalar is text whatever it looks like."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        return "plain" if kind is yaml.ScalarNode else ""

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass

    def check_resolver_prefix(self, *args: Any) -> None:
        pass


def read_text(path: Path, shown: str) -> str:
    """The text of a file, or Refused with what is wrong with its bytes."""
    here = Place(shown, 1, 1, 1)
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise InputError(
                error(
                    "file-size",
                    here,
                    f"the file has {size:,} bytes; {MAX_FILE_BYTES:,} is the most that is read",
                    "a report of 600 pages fits in a tenth of that: is this the right file?",
                )
            )
        data = path.read_bytes()
    except OSError as problem:
        raise InputError(
            error(
                "file-unreadable",
                here,
                f"the file cannot be read: {problem.strerror or problem}",
                "check the name and that you may read it",
            )
        ) from None
    return decode(data, shown)


def decode(data: bytes, shown: str) -> str:
    """UTF-8 text without a byte order mark, lines ended by a newline alone."""
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        raise InputError(
            error("not-utf-8", Place(shown, 1, 1, 1), "the file is UTF-32", "save it as UTF-8")
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(
            error("not-utf-8", Place(shown, 1, 1, 1), "the file is UTF-16", "save it as UTF-8")
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        before = data[: problem.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        raise InputError(
            error(
                "not-utf-8",
                Place(shown, line, column, column + 1),
                f"byte 0x{data[problem.start]:02X} is not UTF-8",
                "save the file as UTF-8; often the cause is a quotation mark or dash from an older"
                " program",
            )
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_yaml(path: Path, shown: str, problems: list[Problem] | None = None) -> Node:
    """The tree of a YAML file. `shown` is the path as people know it."""
    return parse_yaml(read_text(path, shown), shown, problems)


def parse_yaml(text: str, shown: str, problems: list[Problem] | None = None) -> Node:
    """The tree of YAML text. Raises Refused with every problem that stops it from being read.

    A key that stands twice, or a tag, does not: with a list for `problems` it is added there, and
    the rest of the tree can be looked at.
    """
    _refuse_unprintable(text, shown)
    _refuse_depth(text, shown)
    try:
        loader = _Loader(text)
        try:
            top = loader.get_single_node()
        finally:
            if hasattr(loader, "dispose"):
                loader.dispose()
    except yaml.YAMLError as problem:
        raise InputError(_syntax(problem, text, shown)) from None
    if top is None or (isinstance(top, yaml.ScalarNode) and not top.value.strip()):
        raise InputError(
            error(
                "file-empty",
                Place(shown, 1, 1, 1),
                "the file is empty",
                "`reportgen new` writes one with every part ready to fill",
            )
        )
    tree = _Tree(shown, text.split("\n"))
    node = tree.node(top, 0)
    if problems is None and any(problem.is_error for problem in tree.problems):
        raise InputError(*tree.problems)
    if problems is not None:
        problems += tree.problems
    return node


class _Tree:
    """Turns PyYAML's nodes into ours, collecting what is wrong on the way."""

    def __init__(self, shown: str, lines: list[str]) -> None:
        self.shown = shown
        self.lines = lines
        self.count = 0
        self.size = 0
        self.problems: list[Problem] = []
        self.open: set[int] = set()

    def place(self, node: Any) -> Place:
        start, end = node.start_mark, node.end_mark
        column = start.column + 1
        stop = (
            end.column + 1 if end.line == start.line and end.column > start.column else column + 1
        )
        return Place(self.shown, start.line + 1, column, stop)

    def node(self, node: Any, depth: int) -> Node:
        self.count += 1
        place = self.place(node)
        if self.count > MAX_NODES:
            raise InputError(
                *self.problems,
                error(
                    "too-many-values",
                    place,
                    f"the file holds more than {MAX_NODES:,} values",
                    "an alias (*name) that repeats other aliases grows without end: write the"
                    " values out",
                ),
            )
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node, place)
        if node.tag not in ("", None):
            return self.refuse_tag(node, place)
        if id(node) in self.open or depth > MAX_DEPTH:
            raise InputError(
                *self.problems,
                error(
                    "nesting",
                    place,
                    "this value contains itself or nests too deeply",
                    "write it out flat",
                ),
            )
        self.open.add(id(node))
        result = (
            self.sequence(node, place, depth)
            if isinstance(node, yaml.SequenceNode)
            else self.mapping(node, place, depth)
        )
        self.open.discard(id(node))
        return result

    def scalar(self, node: Any, place: Place) -> Node:
        if node.tag not in ("plain", "", None):
            return self.refuse_tag(node, place)
        value = node.value
        self.size += len(value)
        if self.size > MAX_FILE_BYTES:
            raise InputError(
                *self.problems,
                error(
                    "too-many-values",
                    place,
                    f"with its aliases written out, the file has more than {MAX_FILE_BYTES:,}"
                    " characters",
                    "an alias (*name) of a long text repeats all of it: write what differs",
                ),
            )
        if not node.style:
            self.look_behind(node)
        if not node.style and value in ("", "~"):  # libyaml says "" for a plain scalar, PyYAML None
            return Node("nothing", None, place)
        if node.style in ("|", ">"):
            text = Node("text", value, place, place.line + 1, self.indent_of(value, place.line))
        else:
            text = Node(
                "text", value, place, place.line, place.column - 1 + (1 if node.style else 0)
            )
        if node.style != "|" and node.end_mark.line > node.start_mark.line:
            text.rows = self.rows_of(value, text.block_line, text.indent, node.end_mark.line + 1)
        return text

    def look_behind(self, node: Any) -> None:
        """Report a # behind a plain text that is meant to be part of it: Region #4."""
        end = node.end_mark
        rest = self.lines[end.line][end.column :] if end.line < len(self.lines) else ""
        if match := re.match(r"[ \t]+(#[^\s#].*)", rest):
            self.problems.append(
                warning(
                    "text-after-hash",
                    Place(
                        self.shown,
                        end.line + 1,
                        end.column + match.start(1) + 1,
                        end.column + match.end(1) + 1,
                    ),
                    f"“{match[1][:40].strip()}” is not read: a # after a space begins a comment",
                    "put quotation marks around the whole text; or a space after the # if it is"
                    " a comment",
                )
            )

    def indent_of(self, block: str, header: int) -> int:
        """How far a block of text is indented: by what its first line has more in the file than in
        the block."""
        written = next((line for line in self.lines[header:] if line.strip()), "")
        kept = next((line for line in block.split("\n") if line.strip()), "")
        return max(
            0, (len(written) - len(written.lstrip(" "))) - (len(kept) - len(kept.lstrip(" ")))
        )

    def rows_of(
        self, value: str, first: int, indent: int, last: int
    ) -> tuple[tuple[int, int, int], ...]:
        """Where each line of the file that was joined into a text begins in it."""
        rows, at = [], 0
        for number, line in enumerate(self.lines[first - 1 : last], first):
            column = indent if number == first else len(line) - len(line.lstrip())
            words = line[column:].strip().rstrip("\"'")
            found = value.find(words, at) if words else -1
            if found >= 0:
                rows.append((found, number, column + 1))
                at = found + len(words)
        return tuple(rows)

    def sequence(self, node: Any, place: Place, depth: int) -> Node:
        return Node("list", [self.node(child, depth + 1) for child in node.value], place)

    def mapping(self, node: Any, place: Place, depth: int) -> Node:
        result = Node("map", {}, place)
        for key, value in node.value:
            where = self.place(key)
            if not isinstance(key, yaml.ScalarNode):
                self.problems.append(
                    error(
                        "key-not-text",
                        where,
                        "a key must be a word, not a list or a map",
                        "a line that starts with { or [ needs quotes around it",
                    )
                )
                continue
            if key.value in result.value:
                first = result.keys[key.value].line
                self.problems.append(
                    error(
                        "key-twice",
                        where,
                        f"`{key.value}` stands here and on line {first}",
                        "only one of them would count: join them, or take one out",
                    )
                )
                continue
            result.keys[key.value] = where
            result.value[key.value] = self.node(value, depth + 1)
        return result

    def refuse_tag(self, node: Any, place: Place) -> Node:
        """A value with a tag is reported, and counts as not yet written."""
        self.problems.append(
            error(
                "yaml-tag",
                place,
                f"the tag `{_short(node.tag)}` is not used here",
                "leave out the word that begins with !; put text that begins with ! in quotes",
            )
        )
        return Node("nothing", None, place)


def _short(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")[:60]


_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"
)
_DASHES = re.compile(r"^[ ]*(?:[-?] +){%d}" % MAX_DEPTH, re.M)


def _at(text: str, index: int, shown: str) -> Place:
    line = text.count("\n", 0, index) + 1
    column = index - (text.rfind("\n", 0, index) + 1) + 1
    return Place(shown, line, column, column + 1)


def _refuse_unprintable(text: str, shown: str) -> None:
    """Stops what no report can print, all of it at once; and the line breaks of Unicode, which YAML
    counts and editors do not."""
    if _CONTROL.search(text):
        raise InputError(
            *(
                error(
                    "control-character",
                    _at(text, found.start(), shown),
                    f"the control character U+{ord(found.group()):04X} cannot be printed",
                    "delete it",
                )
                for found in islice(_CONTROL.finditer(text), 20)
            )
        )


def _refuse_depth(text: str, shown: str) -> None:
    """Stops nesting that would exhaust libyaml's stack, before libyaml sees it."""
    if found := _DASHES.search(text):
        raise InputError(
            error(
                "nesting",
                _at(text, found.start(), shown),
                "too many lists inside one another",
                "write it out flat",
            )
        )
    if text.count("[") + text.count("{") < 500:
        return
    depth = 0
    for found in re.finditer(r"[\[\]{}\n]", text):
        if found.group() == "\n":
            continue
        depth = depth + 1 if found.group() in "[{" else max(0, depth - 1)
        if depth > 400:
            raise InputError(
                error(
                    "nesting",
                    _at(text, found.start(), shown),
                    "too many brackets inside one another",
                    "close the brackets that are open",
                )
            )


_HINTS = (
    ("found character '\\t'", "indent with spaces; this line begins with a tab"),
    (
        "found character that cannot start any token",
        (
            "put the value in quotes: it begins with a character that YAML keeps for itself (a tab,"
            " %, @ or `)"
        ),
    ),
    (
        "mapping values are not allowed",
        (
            "put quotes around a value that contains “: ”, or use | and start the text on the next"
            " line"
        ),
    ),
    (
        "could not find expected ':'",
        "a key needs a colon and a space; text over several lines needs | after its key",
    ),
    (
        "did not find expected key",
        "the indentation differs from the lines above, or a quotation mark is not closed",
    ),
    (
        "did not find expected '-' indicator",
        "every line of a list begins with - at the same indentation",
    ),
    (
        "did not find expected ',' or",
        "a bracket is not closed, or a comma is missing between two values",
    ),
    ("found undefined alias", "a value that begins with * needs quotes around it"),
    ("found unexpected end of stream", "a quotation mark or a bracket is not closed"),
    ("found unknown escape", "in double quotes a \\ begins an escape: use single quotes"),
    (
        "did not find expected alphabetic or numeric",
        "a value that begins with * or & needs quotes around it",
    ),
    ("but found another document", "only one document fits in a file: take out the line ---"),
    ("expected a single document", "only one document fits in a file: take out the line ---"),
    (
        "did not find expected <document start>",
        "something stands before or after the document: check the indentation of this line",
    ),
    ("block sequence entries are not allowed", "a list begins on a line of its own"),
    ("duplicate anchor", "give each anchor (&name) a name of its own"),
)


def _syntax(problem: yaml.YAMLError, text: str, shown: str) -> Problem:
    """What libyaml found, at its line, with what to do about it."""
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    if "end of stream" in str(getattr(problem, "problem", "")) and getattr(
        problem, "context_mark", None
    ):
        mark = problem.context_mark  # type: ignore[attr-defined]  # where the quotation mark or bracket was opened
    what = str(
        getattr(problem, "problem", None) or getattr(problem, "reason", None) or problem
    ).strip()
    lines = text.split("\n")
    line = min((mark.line if mark else 0) + 1, len(lines))
    column = min((mark.column if mark else 0) + 1, len(lines[line - 1]) + 1)
    if lines[line - 1].lstrip(" ").startswith("\t"):
        column = lines[line - 1].index("\t") + 1
        return error(
            "yaml-syntax",
            Place(shown, line, column, column + 1),
            "there is a tab where spaces are needed",
            "indent with spaces; most editors can replace all tabs with them",
        )
    if cause := find_cause(text, line, shown):
        return cause
    hint = next(
        (advice for start, advice in _HINTS if start in what),
        "compare the indentation and quotation marks with the lines around it",
    )
    return error(
        "yaml-syntax", Place(shown, line, column, column + 1), f"this is not YAML: {what}", hint
    )
