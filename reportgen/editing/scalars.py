"""Writes a text as YAML: in the style that was there, in quotes only where they are needed.

Nothing here is trusted: whoever writes a text reads the whole file again and compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

STEP = 2
"""How many columns a new line is indented under what it belongs to."""

WIDTH = 100
"""Columns of a line of wrapped text, where the lines that were there are not longer."""

_PLAIN = re.compile(
    r"""
    [^\s\-?:,\[\]{}\#&*!|>'"%@`=~]   # the first character is not one of YAML's own: “Good”, “63%”
    (?:
        [^\n:\#]                     # any character of the line
      | :(?=\S)                      # a colon within a word: “10:30”
      | (?<=\S)\#                    # a # within a word: “C#”
    )*
    """,
    re.VERBOSE,
)
_FLOW_SIGNS = re.compile(r"[,\[\]{}]")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)
_LITERAL_LINE = re.compile(r"^(?:[ \t]|[-*+•|>#]|\d+[.)]|:::|\[\^)", re.MULTILINE)
"""A line that means something by where it begins: a list, a table, a heading, a container."""


def is_plain(value: str, *, flow: bool) -> bool:
    """Whether a text can be written without quotes, in the eyes of every YAML reader."""
    if value != value.strip() or not _PLAIN.fullmatch(value) or value.startswith(("---", "...")):
        return False
    return not (flow and _FLOW_SIGNS.search(value))


def find_unprintable(value: str) -> str | None:
    """The first character of a text that no YAML file may hold, or None."""
    match = _UNPRINTABLE.search(value)
    return match.group() if match else None


def quote(value: str, preferred: str = "") -> str:
    """The text in quotes, on one line: double ones if preferred or needed."""
    if "\n" in value or "\t" in value or preferred == '"' or (not preferred and "'" in value):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t") + '"'
    return "'" + value.replace("'", "''") + "'"


def write_inline(value: str, style: str, *, flow: bool) -> Iterator[str]:
    """The ways to write a text on one line, the best first."""
    if style == "" and is_plain(value, flow=flow):
        yield value
    if style in ('"', "'"):
        yield quote(value, style)
    yield quote(value)


def write_block(value: str, header: str, indent: int) -> str:
    """A text as a block: the header, and each line of the text indented."""
    pad = " " * indent
    lines = [pad + line if line.strip() else "" for line in value.rstrip("\n").split("\n")]
    first = next((line for line in value.split("\n") if line.strip()), "")
    if first.startswith(" ") and not any(sign.isdigit() for sign in header.split("#")[0]):
        header = header[0] + str(STEP) + header[1:]  # how far the text is indented, in words
    return "\n".join([header, *lines])


def is_wrappable(value: str) -> bool:
    """Whether a text keeps its meaning when its lines are broken anew."""
    return not _LITERAL_LINE.search(value) and "  " not in value and " \n" not in value


def wrap(value: str, old_lines: list[str]) -> list[str]:
    """The lines of a text that YAML folds, each paragraph behind an empty line.

    The old lines at the beginning and at the end that still fit are kept, so that a change of a
    word changes one line.
    """
    width = max([WIDTH // 2, *(len(line) for line in old_lines)]) if old_lines else WIDTH
    lines: list[str] = []
    for number, paragraph in enumerate(value.rstrip("\n").split("\n")):
        if number:
            lines.append("")
        lines += _keep_ends(paragraph, old_lines, width) if paragraph else []
    return lines


def _keep_ends(paragraph: str, old_lines: list[str], width: int) -> list[str]:
    """One paragraph as lines, those of the old ones kept that it begins and ends with."""
    head: list[str] = []
    rest = paragraph
    start = next((n for n, line in enumerate(old_lines) if line and rest.startswith(line)), None)
    if start is not None:
        for line in old_lines[start:]:
            if not line or not (rest + " ").startswith(line + " "):
                break
            head.append(line)
            rest = rest[len(line) + 1 :]
    tail: list[str] = []
    for line in reversed(old_lines):
        if not line and not tail:
            continue
        if not line or not (" " + rest).endswith(" " + line):
            break
        tail.insert(0, line)
        rest = rest[: -len(line) - 1] if len(rest) > len(line) else ""
    return [*head, *_fill(rest, width), *tail]


def _fill(text: str, width: int) -> list[str]:
    """A text as lines of at most `width` characters, broken at single spaces."""
    lines: list[str] = []
    for word in text.split(" ") if text else []:
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines
