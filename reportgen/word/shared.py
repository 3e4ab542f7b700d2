"""What the paragraphs of one document share: bookmarks, relations to files and addresses,
footnotes, lists, and the key that leads from each paragraph back to its place in the sources."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.sax.saxutils import unescape

from reportgen.util.frozen import frozen
from reportgen.word.markup import make_run, plain_text, quote_value

if TYPE_CHECKING:
    from reportgen.problems import Place

LONGEST_NAME = 40
"""Word takes no longer name of a bookmark."""

HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"


class Bookmarks:
    """The places that links lead to, each under a name that Word takes."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.set: set[str] = set()
        self.count = 0

    def name(self, id: str) -> str:
        """The name for an id of the report."""
        if id not in self.names:
            name = "_r_" + re.sub(r"\W", "_", id, flags=re.ASCII)
            if len(name) > LONGEST_NAME or name in self.names.values():
                name = f"{name[:30]}_{hashlib.sha256(id.encode()).hexdigest()[:8]}"
            self.names[id] = name
        return self.names[id]

    def mark(self, name: str, content: str = "") -> str:
        """A bookmark around some runs; the runs alone if the document has it already."""
        if name in self.set:
            return content
        self.set.add(name)
        self.count += 1
        return (
            f'<w:bookmarkStart w:id="{self.count}" w:name="{name}"/>{content}'
            f'<w:bookmarkEnd w:id="{self.count}"/>'
        )

    def link(self, id: str, content: str) -> str:
        return f'<w:hyperlink w:anchor="{self.name(id)}" w:history="1">{content}</w:hyperlink>'


_LINK = re.compile(r'<w:hyperlink w:anchor="([^"]*)" w:history="1">(.*?)</w:hyperlink>', re.DOTALL)


def drop_dead_links(xml: str, bookmarks: Bookmarks) -> str:
    """Links to what this document does not have become plain text."""
    return _LINK.sub(
        lambda match: match[0] if match[1] in bookmarks.set else match[2],
        xml,
    )


@dataclass
class Relations:
    """The pictures and addresses that one part of the document refers to."""

    rows: list[str] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    """By their names in the package."""
    ids: dict[str, str] = field(default_factory=dict)

    def _add(self, kind: str, target: str, mode: str) -> str:
        if target not in self.ids:
            self.ids[target] = f"rId{100 + len(self.ids)}"
            self.rows.append(
                f'<Relationship Id="{self.ids[target]}" Type="{kind}"'
                f" Target={quote_value(target)}{mode}/>"
            )
        return self.ids[target]

    def link(self, address: str, content: str) -> str:
        id = self._add(HYPERLINK, address, ' TargetMode="External"')
        return f'<w:hyperlink r:id="{id}" w:history="1">{content}</w:hyperlink>'

    def picture(self, data: bytes, ending: str) -> str:
        """The id of a picture."""
        name = f"media/{hashlib.sha256(data).hexdigest()[:16]}.{ending}"
        self.pictures[f"word/{name}"] = data
        return self._add(IMAGE, name, "")


@dataclass
class Footnotes:
    """The footnotes, in the order in which they are called."""

    entries: list[str] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    """For each number in the report, that in this document."""


BULLETS, DECIMAL, LETTERS = 1, 2, 3
"""The kinds of list that the numbering of the document defines."""


@dataclass
class Lists:
    """The lists of the document. All bullets share one; each numbered list has its own numbers."""

    started: list[tuple[int, int]] = field(default_factory=list)
    """The kind and first number of each numbered list."""

    def start(self, kind: int, first: int = 1) -> int:
        if kind == BULLETS:
            return BULLETS
        self.started.append((kind, first))
        return 1 + len(self.started)


@frozen(kw_only=False)
class KeyEntry:
    """A paragraph of the document and where it comes from."""

    id: str
    """Its bookmark."""
    number: str
    """What is printed before it; empty where nothing is."""
    kind: str
    place: Place | None
    """Where it was typed; for what is drawn from data, where the data are, if that is known."""
    is_drawn: bool
    """Whether it is drawn from data, so that nobody typed it."""
    words: str
    """Its words, as they are printed."""


@dataclass
class Key:
    """All paragraphs of the document, and the number that each has."""

    numbered: bool
    """Whether numbers and bookmarks are written, as for a check."""
    bookmarks: Bookmarks
    entries: list[KeyEntry] = field(default_factory=list)
    last: int = 0
    about: Place | None = None
    """Where the data are from which what is written now is drawn."""
    part: str = ""
    """The part that is being written, if it does not belong to the report: `front` or `end`."""

    def enter(self, kind: str, place: Place | None, content: str) -> str:
        """Enter one paragraph of some runs, and return the markup that it begins with."""
        if not self.numbered:
            return ""
        id = f"_rg{len(self.entries) + 1}"
        number = ""
        if self.part:
            kind = self.part
        elif kind in ("paragraph", "item"):
            self.last += 1
            number = str(self.last)
        if place is not None and self.about is not None and "methodologies/" in place.path:
            place = None if kind == "cell" else place  # the name of a rating, drawn from the data
        words = unescape(plain_text(content))
        self.entries.append(KeyEntry(id, number, kind, place or self.about, place is None, words))
        shown = make_run(f"{number}\u2002", style="ParagraphNumber") if number else ""
        return self.bookmarks.mark(id) + shown
