"""Finds text that was typed as in a word processor, and is not printed as it was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportgen.checks.context import Context
from reportgen.checks.register import Violations, check
from reportgen.inspection.model import Item
from reportgen.problems import Place
from reportgen.reading.fields import SourceText

_BULLET = re.compile(
    r"^([ ]*)(?:[•·◦▪■□➢➤‣●○\uf0b7\uf0a7][ \t]*|[o§–][ ]*\t[ \t]*|o {2,}(?=\S))", re.MULTILINE
)  # “•<tab>Leaders were visible”, “o   Staff”
_LETTERED = re.compile(
    r"^[ ]*(?:(?:[a-z]|[ivx]{2,5})[.)]|\((?:[a-z]|[ivx]{2,5}|\d)\))(?:[ ]*\t|[ ]+)(?=\S)",
    re.MULTILINE,
)  # “a. Leaders”, “ii) Staff”, “(i) Leaders”
_FIRST = re.compile(r"[ ]*(?:[^ (]|\([ai1]\))")
"""A list in brackets begins with its first sign. “Leaders (i) …, (ii) …” may break before (ii)."""
_TABLE_ROW = re.compile(r"^[^\t\n|]*\t[^\n]*$", re.MULTILINE)
_SCORE_TWICE = re.compile(r"(\{score[^{}]*\}) (?:out of|of) (?:a possible )?\d+")
_SHOULD = re.compile(r"[ ,]*\bshould:?[ ]*\Z")


@check("pasted-list", "warning", "• Leaders were visible")
def pasted_list(context: Context) -> Violations:
    """A bullet is written as - at the beginning of its line: signs that Word sets run together."""
    for text in context.own:
        if text.role not in ("prose", "bullet"):
            continue
        for match in _BULLET.finditer(text.text):
            mark = match[0].strip() or "a tab"
            deeper = "  " if mark in ("o", "◦", "○", "§") else ""
            yield (
                _place(text.text, match),
                f"“{mark}” does not begin a list: this line runs on from the one before",
                "begin the line with - and a space; two more spaces put it one level deeper",
                f"{match[1]}{deeper}- ",
            )
        lettered = list(_LETTERED.finditer(text.text))
        for match in lettered if len(lettered) > 1 and _FIRST.match(lettered[0][0]) else ():
            yield (
                _place(text.text, match),
                f"“{match[0].strip()}” begins no list: this line runs on from the one before",
                "begin the line with 1. and a space, or with - and a space",
            )


@check("pasted-table", "warning", "Staff<tab>14<tab>11")
def pasted_table(context: Context) -> Violations:
    """A table is written with | between its cells: cells that are parted by tabs run together."""
    for text in context.own:
        rows = list(_TABLE_ROW.finditer(text.text)) if text.role in ("prose", "bullet") else []
        rows = [row for row in rows if not _BULLET.match(row[0]) and "\t" in row[0].strip()]
        for number, row in enumerate(rows):
            follows = number > 0 and rows[number - 1].end() + 1 == row.start()
            precedes = number + 1 < len(rows) and row.end() + 1 == rows[number + 1].start()
            if follows or precedes or row[0].strip().count("\t") > 1:
                cells = [cell.strip().replace("|", "\\|") for cell in row[0].strip().split("\t")]
                line = f"| {' | '.join(cells)} |"
                head = "" if follows else "\n|" + " - |" * len(cells)
                yield (
                    _place(text.text, row),
                    "the cells of this line are parted by tabs, which print as spaces",
                    f"write it as a row of a table: {line}",
                    line + head,
                )


@check("list-cut", "warning", "strengths: [Leaders are visible, approachable and trusted]")
def list_cut(context: Context) -> Violations:
    """A list in one pair of brackets is cut at each comma: a text with commas has quotation marks,
    or a line of its own."""
    for items in _lists(context):
        texts = [item.text for item in items if item.text]
        for before, text in zip(texts, texts[1:], strict=False):
            words = text.strip()
            if before.place.line == text.place.line and re.match(r"[a-z]", words):
                yield (
                    text.place,
                    f"a comma ends the item before: “{words[:40]}” is a bullet of its own",
                    "write each item on a line of its own, beginning with -; or put quotation"
                    " marks around an item that has commas",
                )


@check("bullet-joined", "warning", "A bullet indented by one space more than the one before.")
def bullet_joined(context: Context) -> Violations:
    """Bullets of one list begin in the same column: one that is indented further is read as a part
    of the line before."""
    for text in context.own:
        for offset, line, column in text.text.rows[1:]:
            if text.text.startswith("- ", offset):
                expected = text.text.place.column - 2
                yield (
                    Place(text.text.place.path, line, column, column + 1),
                    "this line begins with - but is read as a part of the line before",
                    f"it has {column - 1} spaces before the -; a bullet of this list has"
                    f" {max(0, expected - 1)}",
                )


@check("should-twice", "warning", "to: Bradford PDU should")
def should_twice(context: Context) -> Violations:
    """A group of recommendations names only whom they are for: the report adds “should”."""
    for group in context.inspection.recommendations:
        match = _SHOULD.search(group.to or "")
        if match and group.to:
            yield (
                group.to.at_offset(match.start(), len(match[0])),
                "the report adds “should” after this: it would be printed twice",
                f"write `to: {group.to[: match.start()]}`",
                "",
            )


@check("score-twice", "warning", "{score} out of 21")
def score_twice(context: Context) -> Violations:
    """What the score is out of is not typed after {score}, which prints it."""
    for text in context.own:
        for match in _SCORE_TWICE.finditer(text.text):
            yield (
                _place(text.text, match),
                f"{match[1]} prints “out of” and the total: it would be printed twice",
                f"write {match[1]} alone",
                match[1],
            )


def _lists(context: Context) -> Iterator[tuple[Item, ...]]:
    for finding in context.inspection.findings.values():
        yield finding.strengths
        yield finding.areas_for_improvement
    for group in context.inspection.recommendations:
        yield group.items


def _place(text: SourceText, match: re.Match[str]) -> Place:
    return text.at_offset(match.start(), max(1, len(match[0])))
