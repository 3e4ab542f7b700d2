"""The blocks of a Markdown text: which lines a paragraph, a heading, a bullet or a table takes.

Each can be taken out of the text as its writer thinks of it, without the sign of a bullet and
without indentation, and put back changed. It must not know what an inspection is, nor write a file.
"""

from __future__ import annotations

import re

from markdown_it.token import Token

from reportgen.prose.markdown import blocks_of
from reportgen.util.frozen import frozen

_KINDS = {
    "paragraph_open": "paragraph",
    "heading_open": "heading",
    "list_item_open": "bullet",
    "table_open": "table",
    "blockquote_open": "quotation",
    "container_open": "box",
    "fence": "code",
    "code_block": "code",
    "hr": "line",
    "block_figure": "placed",
    "note": "note",
}
_WHOLE = {"table", "quotation", "note", "code"}
"""Blocks that are edited as a whole: they contain no blocks of their own."""

_SIGN = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)")
_INDENT = re.compile(r"[ \t]*")


@frozen
class Block:
    """Some lines of a Markdown text."""

    kind: str
    start: int
    """Its first line, from 0."""
    end: int
    """The line behind its last that is not empty."""
    siblings: int = -1
    """For a bullet: the number of its list."""


def list_blocks(text: str) -> list[Block]:
    """Every block of a text, each before those within it."""
    lines = text.split("\n")
    blocks: list[Block] = []
    lists: list[int] = []
    bullets: list[int] = []
    whole = 0
    tokens, _ = blocks_of(text)
    for number, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(number)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_close":
            bullets.pop()
        kind = _KINDS.get(token.type)
        if kind is None or token.map is None:
            continue
        start, end = _trimmed(token, lines)
        if start >= whole and not (kind == "paragraph" and start in bullets):
            siblings = lists[-1] if kind == "bullet" else -1
            blocks.append(Block(kind=kind, start=start, end=end, siblings=siblings))
            whole = end if kind in _WHOLE else whole
        if kind == "bullet":
            bullets.append(start)
    return blocks


def _trimmed(token: Token, lines: list[str]) -> tuple[int, int]:
    start, end = token.map or [0, 1]
    while end > start + 1 and not lines[min(end, len(lines)) - 1].strip():
        end -= 1
    if token.type == "container_open" and end < len(lines) and set(lines[end].strip()) == {":"}:
        end += 1
    return start, min(end, len(lines))


def find_block(text: str, line: int) -> Block | None:
    """The block that is edited when a line is clicked: the bullet that begins there, or else the
    smallest block with that line."""
    having = [block for block in list_blocks(text) if block.start <= line < block.end]
    bullets = [block for block in having if block.kind == "bullet" and block.start == line]
    inner = [block for block in having if block.kind != "box" or block.start == line]
    blocks = bullets or inner or having
    return blocks[-1] if blocks else None


def read_block(text: str, block: Block) -> str:
    """A block as its writer thinks of it: without the sign of a bullet, without indentation."""
    lines = text.split("\n")[block.start : block.end]
    first, rest = _prefixes(text, block)
    return "\n".join([lines[0][len(first) :], *(_unindented(line, rest) for line in lines[1:])])


def _prefixes(text: str, block: Block) -> tuple[str, str]:
    """What comes before the first line of a block, and before each further one."""
    line = text.split("\n")[block.start]
    match = _SIGN.match(line) if block.kind == "bullet" else _INDENT.match(line)
    first = match.group() if match else ""
    if block.kind == "code":
        first = ""
    return first, " " * len(first.expandtabs(4))


def _unindented(line: str, prefix: str) -> str:
    indent = len(line) - len(line.lstrip(" "))
    return line[min(indent, len(prefix)) :]


def replace_block(text: str, block: Block, new: str) -> str:
    """The text with other words in a block; without them, the block goes."""
    if not new.strip(" \t\n"):  # what Markdown takes for an empty line
        return remove_block(text, block)
    lines = text.split("\n")
    written = _with_prefixes(new, *_prefixes(text, block))
    return "\n".join([*lines[: block.start], *written, *lines[block.end :]])


def _with_prefixes(new: str, first: str, rest: str) -> list[str]:
    lines = new.strip("\n").split("\n")
    return [
        f"{first}{lines[0]}",
        *(f"{rest}{line}" if line.strip() else "" for line in lines[1:]),
    ]


def remove_block(text: str, block: Block) -> str:
    """The text without a block, and without the empty lines that parted it from the next."""
    lines = text.split("\n")
    before, after = lines[: block.start], lines[block.end :]
    if not before or not before[-1].strip() or not any(line.strip() for line in after):
        while after and not after[0].strip() and (len(after) > 1 or before):
            after.pop(0)
        if not after:
            while before and not before[-1].strip():
                before.pop()
            after = [""] if text.endswith("\n") and before else []
    return "\n".join([*before, *after])


def insert_block(text: str, after: Block, new: str) -> str:
    """The text with a new block behind another: a bullet of the same list, or a paragraph."""
    lines = text.split("\n")
    first, rest = _prefixes(text, after)
    if after.kind != "bullet":
        first = rest
    written = _with_prefixes(new, first, rest)
    loose = after.kind != "bullet" or _is_loose(text, after)
    tail = lines[after.end :]
    gap = [""] if loose else []
    follow = [""] if loose and tail and tail[0].strip() else []
    return "\n".join([*lines[: after.end], *gap, *written, *follow, *tail])


def _is_loose(text: str, bullet: Block) -> bool:
    """Whether empty lines part the bullets of a list."""
    siblings = list_siblings(text, bullet)
    lines = text.split("\n")
    return any(not lines[one.start - 1].strip() for one in siblings[1:])


def list_siblings(text: str, bullet: Block) -> list[Block]:
    """All bullets of the list that a bullet is in."""
    return [
        one
        for one in list_blocks(text)
        if one.kind == "bullet" and one.siblings == bullet.siblings >= 0
    ]


def list_units(text: str) -> list[Block]:
    """What a text consists of, one below another: paragraphs, headings, tables, boxes, and each
    list as a whole. Notes are left out: they are printed elsewhere."""
    lines = text.split("\n")
    tokens, _ = blocks_of(text)
    units = []
    for token in tokens:
        if token.level or token.map is None or token.nesting < 0 or token.type == "note":
            continue
        start, end = _trimmed(token, lines)
        units.append(Block(kind=_KINDS.get(token.type, "list"), start=start, end=end))
    return units


def move_unit(text: str, block: Block, step: int) -> str:
    """The text with a block before the one above it (-1) or behind the one below it (1), an empty
    line between all of them; the same text where there is none."""
    units = list_units(text)
    index = next((n for n, one in enumerate(units) if one.start == block.start), None)
    if index is None or not 0 <= index + step < len(units):
        return text
    upper, lower = units[min(index, index + step)], units[max(index, index + step)]
    lines = text.split("\n")
    before, after = lines[: upper.start], lines[lower.end :]
    return "\n".join(
        [
            *before,
            *([""] if before and before[-1].strip() else []),
            *lines[lower.start : lower.end],
            *(lines[upper.end : lower.start] or [""]),
            *lines[upper.start : upper.end],
            *([""] if after and after[0].strip() else []),
            *after,
        ]
    )


def move_bullet(text: str, bullet: Block, step: int) -> str:
    """The text with a bullet before its previous (-1) or behind its next sibling (1); the same text
    where there is none."""
    siblings = list_siblings(text, bullet)
    index = [one.start for one in siblings].index(bullet.start)
    other = index + step
    if not 0 <= other < len(siblings):
        return text
    upper, lower = siblings[min(index, other)], siblings[max(index, other)]
    lines = text.split("\n")
    signs = [_prefixes(text, upper)[0], _prefixes(text, lower)[0]]
    above = _with_prefixes(read_block(text, lower), signs[0], " " * len(signs[0]))
    below = _with_prefixes(read_block(text, upper), signs[1], " " * len(signs[1]))
    return "\n".join(
        [
            *lines[: upper.start],
            *above,
            *lines[upper.end : lower.start],
            *below,
            *lines[lower.end :],
        ]
    )
