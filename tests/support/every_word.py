"""The words of an inspection's files, and which of them its page has lost.

The files are read here by PyYAML's own composer and as plain lines, the page as its text: nothing
of reportgen decides what a word is or where it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

import yaml
from lxml import html as lxml_html

from tests.support.page_text import INLINE, normal

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
COMMENT = re.compile(r"(?:(?:^|(?<=\s))#(?:\s.*|)|^\s*#(?!#).*)$")
"""What is plainly a comment: a # with a space after it, or at the beginning of a line."""
DRAWN = re.compile(
    r"\{[a-z]+(?::[^{}\n]*)?\}"  # a placeholder, which prints something else
    r"|\[\^[^\[\]\s]+\]:?"  # the mark of a footnote
    r"|(?<=\])\(<?[^()\s<>]*>?\s*|(?<=\])\[[^\[\]]*\]"  # the address of a link or a picture
    r"|^ *:::+ *[a-z-]*|^ *\d+[.)](?=\s)|^ *#{1,6}(?=\s)"
    r"|^ *\|?(?: *:?-+:? *\|)+ *:?-*:? *$"  # the rule beneath the head of a table
    r"|<(?=https?:|mailto:)"
    r"|\|",
    re.MULTILINE,
)
"""What no reader sees, in Markdown. Words before and after it do not follow one another."""

SETTINGS = {
    "methodology",
    "kind",
    "in",
    "align",
    "wide",
    "id",
    "on",
    "draws_on",
    "follows",
    "judged",
    "omit",
    "allow",
    "declares",
    "language",
    "translations",
    "published",
    "published_ratings",
    "sample",
    "cases",
    "results",
    "score",
    "threads",
}
"""Keys whose values say what to do, or give a number that is printed in other words."""
SETTINGS_AT = (
    re.compile(r"figures\.[^.]+(?:\.\w+)?"),  # printed where a text draws them
    re.compile(r"findings\.[^.]+\.adjusted\.rating"),
    re.compile(r"key_facts\.\d+\.figure"),  # the name of a figure
    re.compile(r".*\.findings\.\d+"),  # ids of standards that a bullet rests on
    re.compile(r".*\.file"),
)


class Run(NamedTuple):
    """Words that follow one another in a file, and must follow one another on the page."""

    words: tuple[str, ...]
    path: str
    first: int
    last: int
    """The lines that they are on, from 1."""
    as_html: tuple[str, ...] | None = None
    """The same, where Markdown reads an &amp; as a sign."""


def split_words(text: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in WORD.findall(normal(text).replace("\u2019", "'")))


# Files


def list_runs(text: str, path: str) -> Iterator[Run]:
    """The words of the values of an inspection file, but those of its settings."""
    for at, node in _walk(yaml.compose(text, yaml.CSafeLoader), ""):
        keys = at.split(".")
        if SETTINGS & set(keys[:1] + keys[-1:]) or "results" in keys:
            continue
        if any(pattern.fullmatch(at) for pattern in SETTINGS_AT):
            continue
        first, last = node.start_mark.line + 1, max(node.start_mark, node.end_mark, key=_line).line
        if node.style in ("|", ">"):
            yield from _split(node.value, path, first + 1, None if node.style == "|" else last + 1)
        else:
            yield from _split(node.value, path, first, last + 1)


def list_markdown_runs(text: str, path: str) -> Iterator[Run]:
    """The words of a Markdown file."""
    yield from _split(text, path, 1, None)


def _split(value: str, path: str, first: int, last: int | None) -> Iterator[Run]:
    """The runs of a value, line by line; `last` where lines cannot be told apart."""
    for number, line in enumerate(value.split("\n"), first):
        for part in DRAWN.split(line):
            if words := split_words(part):
                as_html = split_words(unescape(part)) if "&" in part else None
                yield Run(words, path, first if last else number, last or number, as_html)


def list_outside(text: str, path: str) -> Iterator[Run]:
    """The words of an inspection file that are within no key and no value of it, and in no
    comment."""
    lines = text.split("\n")
    inside: list[list[tuple[int, int]]] = [[] for _ in lines]
    for start, end in _scalars(yaml.compose(text, yaml.CSafeLoader)):
        for number in range(start.line, min(end.line, len(lines) - 1) + 1):
            begin = start.column if number == start.line else 0
            stop = end.column if number == end.line else len(lines[number])
            inside[number].append((begin, stop))
    for number, (line, stretches) in enumerate(zip(lines, inside, strict=True), 1):
        comment = COMMENT.search(line)
        for word in WORD.finditer(line):
            is_read = any(begin <= word.start() < stop for begin, stop in stretches)
            if not is_read and not (comment and comment.start() <= word.start()):
                yield Run((word[0],), path, number, number)


def list_keys(text: str, lists: bool = False) -> dict[tuple[int, int], int]:
    """Where each key of a file is, and the last line of its value: a problem of a key is one of all
    that is written under it. With `lists`, each list too: where none belongs, the whole of it is
    wrong."""
    keys = {}
    open_nodes = [yaml.compose(text, yaml.CSafeLoader)]
    while open_nodes:
        node = open_nodes.pop()
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                mark = key.start_mark
                keys[mark.line + 1, mark.column + 1] = max(mark.line, value.end_mark.line) + 1
                begin = value.start_mark
                if lists and isinstance(value, yaml.SequenceNode):
                    keys[begin.line + 1, begin.column + 1] = value.end_mark.line + 1
            open_nodes += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            open_nodes += node.value
    return keys


def _line(mark: yaml.Mark) -> int:
    return int(mark.line)


def _walk(node: yaml.Node | None, at: str) -> Iterator[tuple[str, yaml.ScalarNode]]:
    """Every text of a tree, with its keys."""
    if isinstance(node, yaml.ScalarNode):
        yield at.removeprefix("."), node
    elif isinstance(node, yaml.SequenceNode):
        for number, child in enumerate(node.value):
            yield from _walk(child, f"{at}.{number}")
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = str(getattr(key, "value", "")).replace(".", "-")
            yield from _walk(value, f"{at}.{name}")


def _scalars(node: yaml.Node | None) -> Iterator[tuple[yaml.Mark, yaml.Mark]]:
    """The stretch of every key and value."""
    if isinstance(node, yaml.ScalarNode):
        start, end = node.start_mark, node.end_mark
        yield start, end
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _scalars(child)
    elif isinstance(node, yaml.MappingNode):
        for pair in node.value:
            for child in pair:
                yield from _scalars(child)


# The page


UNSEEN = (
    "//*[local-name()='svg']|//style|//script|//nav|//a[@class='note-back']"
    "|//a[starts-with(@href, '#note-')]"
)
DESCRIBED = (
    "//@alt|//@title|//@aria-label|//meta/@content|//script[@type='application/ld+json']/text()"
)
"""What a page says to others than sighted readers: screen readers and search engines."""


class PageWords:
    """The words of a page as a reader sees them, in order."""

    def __init__(self, html: str) -> None:
        body = lxml_html.document_fromstring(html)
        said_elsewhere = " ".join(map(str, body.xpath(DESCRIBED)))
        for unseen in body.xpath(UNSEEN):
            unseen.drop_tree()
        text = "".join(_pieces(body)) + said_elsewhere
        self.words = f" {' '.join(split_words(text))} "

    def has(self, run: Run) -> bool:
        """Whether the words of a run follow one another somewhere."""
        return f" {' '.join(run.words)} " in self.words or (
            run.as_html is not None and f" {' '.join(run.as_html)} " in self.words
        )


def _pieces(element: lxml_html.HtmlElement) -> Iterator[str]:
    """An element's text, with a space where a block begins or ends."""
    if isinstance(element.tag, str):
        space = "" if element.tag in INLINE else " "
        yield space + (element.text or "")
        for child in element:
            yield from _pieces(child)
            yield child.tail or ""
        yield space
