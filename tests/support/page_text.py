"""The text of a report's web page, section by section, as a reader sees it. It must not know what
is looked for in it.

Pictures are left out (what a bar shows must be there in figures too), and so are the contents,
which would find every title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from lxml import html as lxml_html
from lxml.html import HtmlElement

INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "code",
    "em",
    "i",
    "mark",
    "q",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
}
CELL = " ¦ "
"""Stands before each cell of a row, so that no figure is found across two of them."""
CHAPTERS = {"part", "standard", "extra"}
"""The classes of the sections that have a place of their own in the contents."""
SPACES = re.compile(r"\s+")
DROPPED = re.compile("[\u00ad\u200b\u2060\ufeff]")
QUOTES = str.maketrans("‘’“”", "''\"\"")


def normal(text: str) -> str:
    """Every space a plain one, every quotation mark straight, nothing that cannot be seen."""
    return SPACES.sub(" ", DROPPED.sub("", text).translate(QUOTES)).strip()


def standing_alone(text: str, letters: str | None = None) -> re.Pattern[str]:
    """Finds a text that is not part of a longer word or number: `4 per cent` is not in `44 per
    cent`, nor `12` in `12%` or `1,112`.

    `letters`: the pattern for the text itself, where it is not simply its letters.
    """
    end = r"(?![\w%]|[.,/]\d)" if text[-1:].isdigit() else r"(?!\w)"
    return re.compile(r"(?<!\w)(?<!\d[.,/])(?<!£)" + (letters or re.escape(text)) + end)


def stands_near(text: str, fact: str, words: str) -> bool:
    """Whether a fact stands in one sentence or row with words that say what it is of, and no other
    figure between them."""
    facts, spans = (
        [match.span() for match in standing_alone(normal(each)).finditer(text)]
        for each in (fact, words)
    )
    between = (text[min(a[1], b[1]) : max(a[0], b[0])] for a in facts for b in spans)
    return any(not re.search(r"\d|\bper cent|[.!?]['\")]* [A-Z(]", stretch) for stretch in between)


class Page:
    """One page, parsed once."""

    def __init__(self, html: str) -> None:
        self.body: HtmlElement = lxml_html.document_fromstring(html).body
        for unseen in self.body.xpath(
            "//*[local-name()='svg']|//style|//script|//nav|//a[@class='skip' or"
            " @class='note-back']"
        ):
            unseen.drop_tree()
        self.ids: dict[str, HtmlElement] = {
            element.get("id"): element for element in self.body.xpath("//*[@id]")
        }
        self.sections = {"anywhere", *self.ids}
        self._texts: dict[str, str] = {}

    def text(self, section: str) -> str:
        """What a section says itself: its own text and the notes called in it, without the chapters
        inside it."""
        if section not in self._texts:
            self._texts[section] = normal(
                " ".join(
                    "".join(_pieces(part, self._whole(section))) for part in self._own(section)
                )
            )
        return self._texts[section]

    @property
    def title(self) -> str:
        return _heading(self.body)

    def path(self, id: str) -> str:
        """Where an id is, by the headings of the chapter it is in and its own: `1.1 Leadership ›
        Strengths`."""
        chapter = self.chapter(id)
        headings = dict.fromkeys(filter(None, (_heading(self.ids[each]) for each in (chapter, id))))
        return " › ".join(headings) or f"({id.replace('-', ' ')})"

    def rows(self, section: str) -> list[str]:
        """The rows of a section's own tables, each as its cells."""
        rows = (
            within
            for part in self._own(section)
            for within in _within(part, self._whole(section))
            if within.tag == "tr"
        )
        return [normal("".join(_pieces(row, True))) for row in rows]

    def items(self, id: str) -> int:
        """How many items are listed beneath a heading, or in a chapter; those of a list within a
        list are not counted."""
        element, beneath = self.ids[id], [self.ids[id]]
        if re.fullmatch(r"h\d", element.tag):
            beneath = list(
                takewhile(
                    lambda sibling: not re.fullmatch(r"h\d|section", str(sibling.tag)),
                    element.itersiblings(),
                )
            )
        return sum(
            1
            for part in beneath
            for item in part.iter("li")
            if not any(above.tag == "li" for above in item.iterancestors())
        )

    def chapter(self, id: str) -> str:
        """The id of the chapter that an id is in, or is."""
        element = self.ids[id]
        chapters = (
            above
            for above in (element, *element.iterancestors())
            if _is_chapter(above) and above.get("id")
        )
        return str(next(chapters, element).get("id"))

    def _whole(self, section: str) -> bool:
        return section == "anywhere"

    def _own(self, section: str) -> list[HtmlElement]:
        """The section, and the notes called in it."""
        if self._whole(section):
            return [self.body]
        calls = [
            within.get("href")[1:]
            for within in _within(self.ids[section], False)
            if _is_call(within)
        ]
        return [self.ids[section], *(self.ids[note] for note in calls)]


def _heading(element: HtmlElement) -> str:
    """The first heading or caption in an element, or the element itself where it is one."""
    first = next(
        iter(
            element.xpath(
                "descendant-or-self::*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or"
                " self::caption]"
            )
        ),
        None,
    )
    return "" if first is None else normal(" ".join(first.itertext()))


def _is_call(element: HtmlElement) -> bool:
    """Whether it is the number in the text that calls a note."""
    return bool(element.get("href", "").startswith("#note-"))


def _is_chapter(element: HtmlElement) -> bool:
    return element.tag == "section" and not CHAPTERS.isdisjoint(element.get("class", "").split())


def _within(element: HtmlElement, whole: bool) -> Iterator[HtmlElement]:
    """All that is in an element, the chapters inside it only where it is wanted whole."""
    for child in element.iterchildren(lxml_html.etree.Element):
        if whole or not _is_chapter(child):
            yield child
            yield from _within(child, whole)


def _pieces(element: HtmlElement, whole: bool) -> Iterator[str]:
    """An element's text, with a space where a block begins or ends."""
    if not isinstance(element.tag, str) or _is_call(element):
        return
    space = "" if element.tag in INLINE else " "
    yield CELL if element.tag in ("td", "th") else space
    yield element.text or ""
    for child in element:
        if whole or not _is_chapter(child):
            yield from _pieces(child, whole)
        yield child.tail or ""
    yield space
