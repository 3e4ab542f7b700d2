"""Finds where the blocks of a draft belong in a report: by the headings of the methodology's
outline.

It changes no file. What belongs nowhere is kept, and said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from reportgen.drafts.blocks import Draft, DraftBlock, escape_markdown
from reportgen.drafts.entries import ENTRIES, Entry, read_practice, read_progress
from reportgen.inspection.blocks import kind_of
from reportgen.inspection.model import Inspection
from reportgen.inspection.outline import list_parts, list_standards
from reportgen.languages.language import open_language
from reportgen.methodology.model import Domain, Methodology, Standard
from reportgen.prose.typography import curl_quotes

Target = tuple[str | int, ...]
"""The path of a value in the inspection's file: ("text", "background")."""

STRENGTHS, AREAS, RECOMMENDATIONS = "strengths", "areas_for_improvement", "recommendations"
_OURS = frozenset(
    "rating|rests on|table note|statement|cover kind|cover line|over|marking|notice|address|title"
    "|subtitle|signature".split("|")
)
"""The styles of what a report prints by itself."""


_PRINTED = ("publication", "results", "follows")
"""What the blocks print whose texts are not taken over: they are written as entries."""
MOST_CELLS = 0.8
"""The part of its cells by which a table is known as one that the report draws."""
_TITLED = {"acknowledgements": "acknowledgements", "who we are": "role"}
"""The texts of the page of publication, by the headings that the report gives them."""


@dataclass
class Placed:
    """What a draft has for an inspection."""

    texts: dict[Target, list[DraftBlock]] = field(default_factory=dict)
    lists: dict[Target, list[list[DraftBlock]]] = field(default_factory=dict)
    """Each item with its paragraphs."""
    recommendations: list[tuple[str, list[list[DraftBlock]]]] = field(default_factory=list)
    """For each addressee, the items."""
    sections: list[tuple[str, str, list[DraftBlock]]] = field(default_factory=list)
    """What stands in a chapter behind its lists: its title, the chapter, and its text."""
    entries: list[tuple[str, Entry]] = field(default_factory=list)
    """New entries of the lists in ENTRIES, each with the name of its list."""
    unplaced: list[DraftBlock] = field(default_factory=list)
    skipped: int = 0
    """Blocks that the report prints by itself."""


@dataclass
class _Part:
    """A part of the report that a heading may open."""

    target: Target
    kind: str
    """`text`, `summary`, `recommendations`, `finding`, one of ENTRIES, or `own`, which the report
    prints itself."""


class DraftOutline:
    """What the headings of a draft may open, and what the report prints by itself."""

    def __init__(
        self,
        methodology: Methodology,
        inspection: Inspection,
        words: dict[str, str],
        printed: Iterable[str],
    ) -> None:
        """`words` are the headings of lists; `printed` is what the report prints by itself."""
        self.words = {plain_title(heading): name for name, heading in words.items()}
        self.printed = {plain_words(one) for one in printed}
        self.chapters = {str(domain.id) for domain in methodology.domains}
        self.language = open_language(str(methodology.words.language))
        standard = str(methodology.words.standard).capitalize()
        self.standards = {
            f"{standard} {one.id} {one.title}": str(one.id)
            for domain in methodology.domains
            for one in list_standards(domain, inspection)
        }
        """The ids of standards, by the words that name them in a report."""
        self.parts: dict[str, _Part] = {}
        self.findings: dict[str, _Part] = {}
        self.free: set[str] = set()
        """The parts with entries that may have a text before them."""
        self.untitled: list[_Part] = []
        """The parts that have no heading, such as the opening of a letter."""
        self._list_parts(methodology, inspection)
        self._list_findings(methodology, inspection)

    def _list_parts(self, methodology: Methodology, inspection: Inspection) -> None:
        about = self.language.say("about-document", document=str(methodology.words.document))
        self.parts[plain_title(about)] = _Part(("text", "publication"), "own")
        for outlined in list_parts(methodology, inspection):
            kinds = {"in_brief": "summary", "recommendations": "recommendations"}
            kind = "own" if outlined.prints in _PRINTED else kinds.get(outlined.prints, "text")
            kind = outlined.prints if outlined.prints in ENTRIES else kind
            target: Target = ("text", outlined.name)
            if kind in ENTRIES:
                self.free.add(outlined.name)
            if outlined.domain is not None:
                target, kind = ("findings", str(outlined.domain.id), "text"), "finding"
            if outlined.title:
                self.parts.setdefault(plain_title(outlined.title), _Part(target, kind))
            elif kind == "text" and kind_of(outlined.block).asks_for_text:
                self.untitled.append(_Part(target, kind))

    def _list_findings(self, methodology: Methodology, inspection: Inspection) -> None:
        for domain in methodology.domains:
            headed: list[Domain | Standard] = [domain, *list_standards(domain, inspection)]
            for one in headed:
                part = _Part(("findings", str(one.id), "text"), "finding")
                self.findings.setdefault(plain_title(str(one.title)), part)

    def find(self, title: str) -> _Part | None:
        return self.parts.get(title) or self.findings.get(title)

    def is_chapter(self, part: _Part) -> bool:
        return part.kind == "finding" and str(part.target[1]) in self.chapters

    def prints(self, block: DraftBlock) -> bool:
        """Whether the report prints a block by itself: from the data or the methodology."""
        if block.kind == "table":
            return self._count_printed(block) == 1
        return plain_words(block.words) in self.printed

    def resembles(self, block: DraftBlock) -> bool:
        """Whether a block is of a kind that only the report prints, though it has other words: it
        belongs into no text."""
        if block.kind == "table":
            return self._count_printed(block) >= MOST_CELLS
        return block.style.lower() in _OURS

    def _count_printed(self, table: DraftBlock) -> float:
        """The part of the cells of a table that the report prints by itself."""
        cells = [plain_words(cell) for row in table.rows for cell in row if cell]
        return sum(cell in self.printed for cell in cells) / len(cells) if cells else 1

    def read_entry(self, kind: str, blocks: list[DraftBlock]) -> Entry | None:
        """A new entry of a list; None where it is not whole, or is there with other words."""
        if kind == "progress":
            entry = read_progress(blocks, self.language)
            names = [one.words for one in blocks if one.kind == "quote"]
        else:
            entry = read_practice(blocks, self.standards)
            names = [blocks[0].words]
        return None if any(plain_words(name) in self.printed for name in names) else entry


class Matcher:
    """Places the blocks of one draft."""

    def __init__(self, outline: DraftOutline) -> None:
        self.outline = outline
        self.placed = Placed()
        untitled = outline.untitled
        self.part: _Part | None = untitled[0] if untitled else None
        self.level = 9 if self.part else 0
        """The level of the heading that opened the part; one without a heading is closed by any."""
        self.list: str = ""
        self.section: tuple[int, list[DraftBlock]] | None = None
        """The level of the section that is open, and its text."""
        self.in_summary = False
        self.own_text = False
        """Whether no heading has come yet in a part whose entries are not taken over."""
        self.placed_in: Target = ()
        """Where the texts of a summary go that is open."""
        self.entries: list[tuple[str, list[DraftBlock]]] = []
        """The entries that have begun, each with the name of its list and its blocks."""

    def place(self, draft: Draft) -> Placed:
        for block in draft.blocks:
            if block.kind == "heading":
                self._heading(block)
            elif self._is_in_entry():
                self.entries[-1][1].append(block)
            elif self.outline.prints(block):
                self.placed.skipped += 1
            elif self.outline.resembles(block):
                self.placed.unplaced.append(block)
            else:
                self._content(block)
        for target, blocks in list(self.placed.texts.items()):
            if all(block.kind == "heading" for block in blocks):
                del self.placed.texts[target]
                self.placed.unplaced += [one for one in blocks if not self.outline.prints(one)]
        for to, items in self.placed.recommendations:
            if not items:
                self.placed.unplaced.append(DraftBlock("heading", escape_markdown(to), to, level=2))
        for kind, blocks in self.entries:
            self._end_entry(kind, blocks)
        return self.placed

    def _is_in_entry(self) -> bool:
        return self.part is not None and self.part.kind in ENTRIES and not self.own_text

    def _end_entry(self, kind: str, blocks: list[DraftBlock]) -> None:
        content = blocks[1:]
        if content and all(self.outline.prints(block) for block in content):
            self.placed.skipped += len(blocks)
        elif entry := self.outline.read_entry(kind, blocks):
            self.placed.entries.append((kind, entry))
        else:
            self.placed.unplaced += blocks

    # Headings

    def _heading(self, block: DraftBlock) -> None:
        title = plain_title(block.words)
        part = self.outline.find(title)
        if part is not None and not self._may_open(part, block.level):
            part = None
        if self.part is not None and self.part.kind == "summary" and block.level > self.level:
            self.in_summary, part = True, self.outline.findings.get(title)
            if part is not None:
                self.placed_in = (*part.target[:2], "in_brief")
                return
        if part is not None:
            self._open(part, block.level)
        elif title in _TITLED:
            self._open(_Part(("text", _TITLED[title]), "text"), block.level)
        elif self.part is not None and self.part.kind in ENTRIES:
            self.own_text = False
            self.entries.append((self.part.kind, [block]))
        elif self.part is None or self.part.kind == "own":
            self.own_text = False
            self.placed.unplaced.append(block)
        elif self.section is not None and block.level > self.section[0]:
            self.section[1].append(block)
        elif (name := self.outline.words.get(title)) and self.part.kind == "finding":
            self.list, self.section = name, None
        elif self.part.kind == "finding" and self._has_lists():
            self.list, self.section = "", (block.level, [])
            self.placed.sections.append((block.words, str(self.part.target[1]), self.section[1]))
        elif self.part.kind == "recommendations":
            to = re.sub(r"\s+should:?$", "", block.words).strip()
            self.placed.recommendations.append((to, []))
        elif block.level <= self.level and self.part.kind != "finding":
            self.part = None
            self.placed.unplaced.append(block)
        else:
            self.list = ""
            self._add(block)

    def _may_open(self, part: _Part, level: int) -> bool:
        """Whether a heading opens a part of the report, and is not one within a text that has the
        same words."""
        if self.part is None or level <= self.level:
            return True
        return self.outline.is_chapter(self.part) and part.kind == "finding"

    def _has_lists(self) -> bool:
        """Whether the lists of the chapter that is open have been read."""
        assert self.part is not None
        return any(target[:2] == self.part.target[:2] for target in self.placed.lists)

    def _open(self, part: _Part, level: int) -> None:
        self.part, self.level, self.list, self.section = part, level, "", None
        self.own_text = True
        self.in_summary = part.kind == "summary"
        self.placed_in = part.target

    # Content

    def _content(self, block: DraftBlock) -> None:
        if self.part is None:
            self.placed.unplaced.append(block)
        elif self.part.kind == "own" or self.part.kind in ENTRIES:
            is_text = self.own_text and block.kind != "table"
            if is_text and self.part.target[1] in self.outline.free:
                self._add(block)
            else:
                self.placed.unplaced.append(block)
        elif self.section is not None:
            self.section[1].append(block)
        elif self.list and block.kind in ("item", "paragraph"):
            self._add_item(
                self.placed.lists.setdefault((*self.part.target[:2], self.list), []), block
            )
        elif self.part.kind == "recommendations" and (
            block.kind == "item" or self.placed.recommendations
        ):
            if not self.placed.recommendations:
                self.placed.recommendations.append(("", []))
            self._add_item(self.placed.recommendations[-1][1], block)
        else:
            self._add(block)

    @staticmethod
    def _add_item(items: list[list[DraftBlock]], block: DraftBlock) -> None:
        if items and not (block.kind == "item" and block.level == 0):
            items[-1].append(block)
        else:
            items.append([block])

    def _add(self, block: DraftBlock) -> None:
        assert self.part is not None
        target = self.placed_in if self.in_summary else self.part.target
        if target == ("text", "executive-summary"):
            target = ("text", "executive_summary")
        self.placed.texts.setdefault(target, []).append(block)


def plain_words(text: str) -> str:
    """Words to be compared."""
    return " ".join(curl_quotes(text).replace("\u2011", "-").split()).lower()


def plain_title(text: str) -> str:
    """A title to be compared, without its number or annexe."""
    words = plain_words(text)
    words = re.sub(r"^(annexe?|appendix)\s+\w+\s*[–:.-]*\s*", "", words)
    return re.sub(r"^(chapter\s+)?[a-z]{0,3}\d+(\.\d+)*[a-z]?[.):]?\s+", "", words).strip(" .:")
