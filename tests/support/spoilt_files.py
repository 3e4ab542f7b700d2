"""Changes to an inspection's files such as its writers make, each chosen by a seed.

They must not know what becomes of them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

SIGNS = (
    " #4 zebra",
    " # zebra",
    " zebra: quagga",
    ": zebra",
    ", zebra",
    " - zebra",
    " zebra [quagga] okapi",
    " [zebra](quagga)",
    " [zebra](https://example.org/quagga okapi)",
    " ![zebra](quagga.png)",
    " [zebra][quagga]",
    " [^zebra]",
    " {zebra}",
    " {pct:zebra}",
    " {table:zebra}",
    " {figure:zebra okapi}",
    " {{ zebra }}",
    " {zebra",
    " zebra}",
    " <b>zebra</b>",
    " <zebra quagga>",
    " <!-- zebra -->",
    " & zebra &amp; quagga &zebra;",
    " *zebra quagga* _okapi_",
    " ** zebra __ quagga",
    " `zebra quagga`",
    " ``zebra",
    " ~~zebra~~",
    " \\\\zebra \\*okapi\\*",
    " \\zebra",
    ' "zebra" quagga',
    " 'zebra' quagga",
    " “zebra” ‘quagga’",
    " zebra\tquagga",
    " zebra\u00a0quagga",
    " zeb\u00adra",
    " zebra\u200bquagga",
    " | zebra | quagga |",
    " % zebra @quagga !okapi",
    " 1. zebra",
    " > zebra",
    " zebra  ",
    " www.zebra.org zebra@example.org",
    " zebra--quagga...okapi",
)
"""What is typed within a line."""
LINES = (
    "zebra quagga",
    "- zebra quagga",
    " - zebra quagga",
    "• zebra quagga",
    "o\tzebra quagga",
    "1. zebra",
    "7) zebra quagga",
    "# zebra",
    "## zebra quagga",
    "#zebra quagga",
    "### zebra {#quagga}",
    "> zebra",
    "    zebra quagga",
    "---",
    "===",
    "***",
    "```",
    "~~~ zebra",
    "[zebra]: quagga",
    "[zebra]: https://example.org 'okapi'",
    "[^zebra]: quagga okapi",
    "| zebra | quagga |",
    "zebra\tquagga\tokapi",
    "::: quote zebra quagga",
    "::: zebra",
    ":::",
    "<div>zebra</div>",
    "<!-- zebra quagga -->",
    "zebra: quagga",
    "zebra:",
    "{table:zebra}",
    "{chart:all}",
    "$$ zebra $$",
    "% zebra",
    "*[zebra]: quagga",
)
"""What is typed on a line of its own."""
HEADS = (
    "&zebra ",
    "*zebra ",
    "!zebra ",
    "!",
    "&",
    "| ",
    "> ",
    "@",
    "`",
    "%",
    "- ",
    "? ",
    "[",
    "{",
    "'",
    '"',
)
"""What is typed before a value."""


def type_sign(lines: list[str], at: int, chance: random.Random) -> None:
    """Type something at the end of a word of a line, or of the line."""
    ends = [m.end() for m in re.finditer(r"\w(?=\W|$)", lines[at])] or [len(lines[at])]
    end = chance.choice([*ends, ends[-1], len(lines[at])])
    lines[at] = lines[at][:end] + chance.choice(SIGNS) + lines[at][end:]


def type_line(lines: list[str], at: int, chance: random.Random) -> None:
    """Type a line after a line, indented like it or nearly."""
    indent = max(0, _indent(lines[at]) + chance.choice([0, 0, 0, 0, 2, -2, 1]))
    lines.insert(at + 1, " " * indent + chance.choice(LINES))


def type_head(lines: list[str], at: int, chance: random.Random) -> None:
    """Type something before a value."""
    if match := re.match(r" *(?:- )*(?:[\w.]+:)? ?(?=\S)", lines[at]):
        end = match.end()
        lines[at] = lines[at][:end] + chance.choice(HEADS) + lines[at][end:]


def move_line(lines: list[str], at: int, chance: random.Random) -> None:
    """Indent a line a little more or less."""
    spaces = max(0, _indent(lines[at]) + chance.choice([1, -1, 2, -2, 3, 4]))
    lines[at] = " " * spaces + lines[at].lstrip()


def drop_sign(lines: list[str], at: int, chance: random.Random) -> None:
    """Delete a sign that is no letter."""
    if signs := [m.start() for m in re.finditer(r"[^\w\s]", lines[at])]:
        place = chance.choice(signs)
        lines[at] = lines[at][:place] + lines[at][place + 1 :]


def double_sign(lines: list[str], at: int, chance: random.Random) -> None:
    """Type a sign twice."""
    if signs := [m.start() for m in re.finditer(r"\W", lines[at])]:
        place = chance.choice(signs)
        lines[at] = lines[at][:place] + lines[at][place] + lines[at][place:]


def drop_letter(lines: list[str], at: int, chance: random.Random) -> None:
    """Delete a letter, of a key as of a text."""
    if letters := [m.start() for m in re.finditer(r"\w", lines[at])]:
        place = chance.choice([*letters, letters[0], letters[0]])
        lines[at] = lines[at][:place] + lines[at][place + 1 :]


def drop_space(lines: list[str], at: int, chance: random.Random) -> None:
    """Delete a space within a line."""
    if spaces := [m.start() for m in re.finditer(r"(?<=\S) ", lines[at])]:
        place = chance.choice([*spaces, spaces[0]])
        lines[at] = lines[at][:place] + lines[at][place + 1 :]


def join_lines(lines: list[str], at: int, chance: random.Random) -> None:
    """Delete the end of a line."""
    if at + 1 < len(lines):
        lines[at : at + 2] = [lines[at] + " " * chance.randint(0, 1) + lines[at + 1].lstrip()]


def part_line(lines: list[str], at: int, chance: random.Random) -> None:
    """Press Enter within a line."""
    if spaces := [m.start() for m in re.finditer(" ", lines[at])]:
        place = chance.choice(spaces)
        indent = " " * (_indent(lines[at]) + chance.choice([0, 2]))
        lines[at : at + 1] = [lines[at][:place], indent + lines[at][place + 1 :]]


def open_gap(lines: list[str], at: int, chance: random.Random) -> None:
    """Press Enter twice, or copy a line."""
    lines.insert(at + 1, chance.choice(["", lines[at]]))


WAYS: tuple[Callable[[list[str], int, random.Random], None], ...] = (
    type_sign,
    type_sign,
    type_sign,
    type_line,
    type_line,
    type_head,
    move_line,
    drop_sign,
    double_sign,
    drop_letter,
    drop_space,
    join_lines,
    part_line,
    open_gap,
)


def spoil(text: str, chance: random.Random) -> tuple[str, int]:
    """Change a text in one way. The answer is the new text, and the line of the change, from 1."""
    lines = text.split("\n")
    filled = [number for number, line in enumerate(lines) if line.strip()]
    filled = [number for number in filled if not lines[number].lstrip().startswith("#")] or filled
    while True:
        at = chance.choice(filled)
        before = list(lines)
        chance.choice(WAYS)(lines, at, chance)
        if lines != before:
            return "\n".join(lines), at + 1


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
