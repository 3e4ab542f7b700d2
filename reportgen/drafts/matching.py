"""Finds where the blocks of a draft belong in a report: by the headings of the methodology's
outline.

It changes no file. What belongs nowhere is kept, and said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from reportgen.drafts.blocks import Draft, DraftBlock
from reportgen.inspection.blocks import kind_of
from reportgen.inspection.model import Inspection
from reportgen.inspection.outline import list_parts, list_standards
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


_PRINTED = ("progress", "publication", "good_practice", "results", "follows")
"""What the blocks print whose texts are not taken over: they are written as entries."""
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
    unplaced: list[DraftBlock] = field(default_factory=list)
    skipped: int = 0
    """Blocks that the report prints by itself."""


@dataclass
class _Part:
    """A part of the report that a heading may open."""

    target: Target
    kind: str
    """`text`, `summary`, `recommendations`, `finding` or `own`, which the report prints itself."""


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
        self.parts: dict[str, _Part] = {}
        self.findings: dict[str, _Part] = {}
        self.free: set[str] = set()
        """The parts with entries that may have a text before them."""
        self.untitled: list[_Part] = []
        """The parts that have no heading, such as the opening of a letter."""
        self._list_parts(methodology, inspection)
        self._list_findings(methodology, inspection)

    def _list_parts(self, methodology: Methodology, inspection: Inspection) -> None:
        for outlined in list_parts(methodology, inspection):
            kinds = {"in_brief": "summary", "recommendations": "recommendations"}
            kind = "own" if outlined.prints in _PRINTED else kinds.get(outlined.prints, "text")
            target: Target = ("text", outlined.name)
            if outlined.prints in ("progress", "good_practice"):
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
        if block.style.lower() in _OURS:
            return True
        if block.kind == "table":
            cells = [plain_words(cell) for row in block.rows for cell in row if cell]
            count = sum(cell in self.printed for cell in cells)
            return bool(cells) and count >= 0.8 * len(cells)
        return plain_words(block.words) in self.printed


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

    def place(self, draft: Draft) -> Placed:
        for block in draft.blocks:
            if block.kind == "heading":
                self._heading(block)
            elif self.outline.prints(block):
                self.placed.skipped += 1
            else:
                self._content(block)
        for target, blocks in list(self.placed.texts.items()):
            if all(block.kind == "heading" for block in blocks):
                del self.placed.texts[target]
        return self.placed

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
        elif self.part.kind == "own":
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
