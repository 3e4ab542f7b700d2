"""The Markdown that prose is written in: CommonMark with tables, and four things of our own.

    {kind:target}              a figure from the data; {table:x} and the like have their own line
    text[^1]                   calls a footnote, and
    [^1]: What it says.        defines it, over several lines or indented paragraphs
    ::: quote Who              a container, up to a line of colons alone

Raw HTML has no meaning here and stays text. The rules make tokens and nothing else: what a figure
is, whether a note exists and how all of it looks is for others.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from reportgen.prose.placeholders import BLOCKS, KINDS

MAX_DEPTH = 32
"""Levels of nesting, two for a list in a list."""

_KINDS = "|".join(KINDS)
PLACEHOLDER = re.compile(rf"\{{({_KINDS})(?::([^{{}}\n]*))?\}}")
UNCLOSED = re.compile(rf"(?<!\\)\{{(?:{_KINDS}):[^{{}}\n]*(?=[{{\n]|$)")
_BLOCK_FIGURE = re.compile(rf"\{{({'|'.join(BLOCKS)}):([^{{}}\n]*)\}}[ \t]*$")
_NOTE_CALL = re.compile(r"\[\^([^\s\[\]^]{1,60})\]")
_NOTE = re.compile(r"\[\^([^\s\[\]^]{1,60})\]:[ \t]*")
_CONTAINER = re.compile(r":{3,}[ \t]*([\w-]+)[ \t]*(.*)$")
_CONTAINER_END = re.compile(r":{3,}[ \t]*$")

_BREAK = re.compile(r"  \n[ \t]*|\n[ \t]*\n\s*")
NEEDS_READING = re.compile(r"[\\`*_!\[\]<&{]|  \n|\n[ \t]*\n")
"""Where a run of plain text may end. A single line break is text like any other; a paragraph
without any of these is all text."""


def blocks_of(text: str) -> tuple[list[Token], dict[str, Any]]:
    """The block tokens of a text, its inline parts still unread, and what the reading of those
    needs to know."""
    environment: dict[str, Any] = {}
    tokens: list[Token] = []
    if text.strip():
        _parser().block.parse(text, _parser(), environment, tokens)
    return tokens, environment


def inlines_of(content: str, environment: dict[str, Any]) -> list[Token]:
    """The inline tokens of one paragraph, heading or cell."""
    return _parser().inline.parse(content, _parser(), environment, [])


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": MAX_DEPTH})
    parser.enable("table").disable(["html_block", "html_inline"])
    parser.block.ruler.before("reference", "note", _note, {"alt": ["paragraph", "reference"]})
    parser.block.ruler.before(
        "hr", "container", _container, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    parser.block.ruler.before(
        "hr",
        "block_figure",
        _block_figure,
        {"alt": ["paragraph", "reference", "blockquote", "list"]},
    )
    parser.inline.ruler.at("newline", _break)
    parser.inline.ruler.before("link", "figure", _figure)
    parser.inline.ruler.before("link", "note_call", _note_call)
    parser.inline.terminator_re = NEEDS_READING
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # links are judged where a problem can name their place
    return parser


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


# Blocks


def _block_figure(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """{table:x} alone on a line."""
    at = state.bMarks[start] + state.tShift[start]
    if state.src[at : at + 1] != "{" or state.is_code_block(start):
        return False
    match = _BLOCK_FIGURE.match(_line(state, start))
    if not match:
        return False
    if not silent:
        token = state.push("block_figure", "", 0)
        token.meta = {"kind": match[1], "target": match[2]}
        token.map = [start, start + 1]
        state.line = start + 1
    return True


def _note(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """[^1]: and its text: up to an empty line, and on as long as what follows is indented."""
    at = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("[^", at) or state.is_code_block(start):
        return False
    match = _NOTE.match(_line(state, start))
    if not match:
        return False
    if silent:
        return True
    last = start
    for line in range(start + 1, end):
        if state.isEmpty(line):
            continue
        follows = last == line - 1
        if state.sCount[line] - state.blkIndent < (0 if follows else 2) or _NOTE.match(
            _line(state, line)
        ):
            break
        last = line
    token = state.push("note", "", 0)
    token.info = match[1]
    rows = [
        _line(state, start)[match.end() :],
        *("" if state.isEmpty(line) else _line(state, line) for line in range(start + 1, last + 1)),
    ]
    token.content = "\n".join(row.rstrip() for row in rows).strip("\n")
    token.map = [start, last + 1]
    state.line = last + 1
    return True


def _container(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """::: name title, blocks, and a line of colons alone."""
    at = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith(":::", at) or state.is_code_block(start):
        return False
    match = _CONTAINER.match(_line(state, start))
    if not match:
        return False
    if silent:
        return True
    stop, closed = _end_of_container(state, start, end)
    token = state.push("container_open", "div", 1)
    token.info = match[1]
    token.content = match[2].strip()
    token.map = [start, stop]
    token.meta = {"closed": closed}
    parent, state.parentType = state.parentType, "container"
    last, state.lineMax = state.lineMax, stop
    state.md.block.tokenize(state, start + 1, stop)
    state.parentType, state.lineMax = parent, last
    state.push("container_close", "div", -1).info = match[1]
    state.line = stop + closed
    return True


def _end_of_container(state: StateBlock, start: int, end: int) -> tuple[int, bool]:
    """The line that closes it, past the containers within, or where the text around it ends."""
    depth = 1
    for line in range(start + 1, end):
        at = state.bMarks[line] + state.tShift[line]
        if at < state.eMarks[line] and state.sCount[line] < state.blkIndent:
            return line, False
        if not state.src.startswith(":::", at) or state.is_code_block(line):
            continue
        depth += (
            1
            if _CONTAINER.match(_line(state, line))
            else -1
            if _CONTAINER_END.match(_line(state, line))
            else 0
        )
        if depth == 0:
            return line, True
    return end, False


# Within a line


def _break(state: StateInline, silent: bool) -> bool:
    """Two spaces at the end of a line, or an empty line within a note, break it."""
    match = _BREAK.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        state.pending = state.pending.rstrip(" ")
        state.push("hardbreak", "br", 0)
    state.pos = match.end()
    return True


def _figure(state: StateInline, silent: bool) -> bool:
    """Read {kind:target}, which is filled in later; a brace with no known kind is text."""
    if state.src[state.pos] != "{":
        return False
    match = PLACEHOLDER.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        state.env["fill"](state, match)
    state.pos = match.end()
    return True


def _note_call(state: StateInline, silent: bool) -> bool:
    """[^1] in running text."""
    if not state.src.startswith("[^", state.pos):
        return False
    match = _NOTE_CALL.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        state.env["call"](state, match)
    state.pos = match.end()
    return True
