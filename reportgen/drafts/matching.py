"""Finds where the blocks of a draft belong in a report: by the headings of the methodology's
outline.

It changes no file. What belongs nowhere is kept, and said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from reportgen.drafts.blocks import Draft, DraftBlock, escape_markdown
from reportgen.drafts.entries import ENTRIES, Entry, read_practice, read_progress
from reportgen.drafts.tables import DataTable, group_tables, name_table, read_table
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
    "rating|rests on|band|table note|statement|cover kind|cover line|over|marking|notice|address"
    "|title|subtitle|signature".split("|")
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
    tables: dict[str, DataTable] = field(default_factory=dict)
    """New tables of data, by name."""
    markdown_tables: list[DraftBlock] = field(default_factory=list)
    """The tables that stand in a text as Markdown."""
    unplaced: list[DraftBlock] = field(default_factory=list)
    skipped: int = 0
    """Blocks that the report prints by itself."""


@dataclass
class _Part:
    """A part of the report that a heading may open."""

    target: Target
    kind: str
    """`text`, `summary`, `recommendations`, `finding`, one of ENTRIES, `drawn`, where data stand
    beside a text, or `own`, which the report prints itself."""


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
        self.tables = {str(name) for name in inspection.tables}
        self.chapters = {str(domain.id) for domain in methodology.domains}
        self.language = open_language(str(methodology.words.language))
        domain = str(methodology.words.domain)
        self.leads = tuple(
            f"**{self.language.say(key, domain=domain)}:**"
            for key in ("how-reached", "how-overall-reached", "score-of-this", "points-for-each")
        )
        """The words before what the report says of the ratings."""
        standard = str(methodology.words.standard).capitalize()
        self.standards = {
            f"{standard} {one.id} {one.title}": str(one.id)
            for domain in methodology.domains
            for one in list_standards(domain, inspection)
        }
        """The ids of standards, by the words that name them in a report."""
        self.parts: dict[str, _Part] = {}
        self.findings: dict[str, _Part] = {}
        self.rows = tuple(_list_rows(methodology))
        """How the rows begin of the tables of results and ratings."""
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
            kind = "drawn" if kind_of(outlined.block).draws_data else kind
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
            return self._count_printed(block) >= MOST_CELLS or self._is_of_results(block)
        return block.style.lower() in _OURS or block.text.startswith(self.leads)

    def _is_of_results(self, table: DraftBlock) -> bool:
        """Whether a table has results or ratings, by its last column and how its rows begin."""
        keys = ("band", "rating", "rating-or-band", "yes-per-cent", "all-cases", "change")
        names = {plain_words(self.language.say(key)) for key in keys}
        firsts = [plain_words(row[0]) for row in table.rows[1:] if row and row[0]]
        known = sum(first.startswith(self.rows) for first in firsts)
        is_named = plain_words(table.rows[0][-1]) in names
        return is_named and bool(firsts) and known >= MOST_CELLS * len(firsts)

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


def _list_rows(methodology: Methodology) -> Iterator[str]:
    """The domains, standards, questions and prompts of a methodology, as tables name them."""
    for domain in methodology.domains:
        yield plain_words(f"{domain.id} {domain.title}")
        for standard in domain.standards:
            yield plain_words(f"{standard.id} {standard.title}")
            for question in standard.questions:
                yield plain_words(str(question.text))
                yield from (plain_words(str(prompt.text)) for prompt in question.prompts)


class Matcher:
    """Places the blocks of one draft."""

    def __init__(self, outline: DraftOutline) -> None:
        self.outline = outline
        self.placed = Placed()
        self.source_label = outline.language.say("source-label")
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
        for block in group_tables(draft.blocks, self.source_label):
            if block.kind == "heading":
                self._heading(block)
            elif self._is_in_entry():
                self.entries[-1][1].extend(block.parts or [block])
            elif block.kind == "data table":
                self._data_table(block)
            else:
                self._block(block)
        words = {plain_words(block.words) for block in draft.blocks}
        for block in draft.asides:
            if plain_words(block.words) not in words and not self.outline.prints(block):
                self.placed.unplaced.append(block)
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

    def _block(self, block: DraftBlock) -> None:
        if self.outline.prints(block):
            self.placed.skipped += 1
        elif self.outline.resembles(block):
            self.placed.unplaced.append(block)
        else:
            self._content(block)

    def _data_table(self, block: DraftBlock) -> None:
        """Place a table that has a caption: among those of the inspection, if it can be one."""
        caption, content, *_ = block.parts
        table = read_table(block, self.source_label)
        if self.outline.prints(content):
            for part in block.parts:
                self._block(part)
        elif self.outline.resembles(content) or self.outline.prints(caption) or self._is_drawn():
            self.placed.unplaced += block.parts
        elif table is None or (self.part and self.part.kind == "recommendations"):
            for part in block.parts:
                self._block(part)
        else:
            self._add_table(table)

    def _is_drawn(self) -> bool:
        """Whether no text is open, or one that has tables of data beside it."""
        return self.part is None or self.part.kind in ("own", "drawn", *ENTRIES)

    def _add_table(self, table: DataTable) -> None:
        """Enter a table, and place it in the text, or behind the lists of its part."""
        assert self.part is not None
        name = name_table(table.title, {*self.outline.tables, *self.placed.tables})
        self.placed.tables[name] = table
        if self.list and self.section is None:
            table.in_ = str(self.part.target[1])
        else:
            self._content(DraftBlock("paragraph", f"{{table:{name}}}", ""))

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
        if part is not None and not self._may_open(part, block):
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
        elif self.part.kind == "recommendations" and block.level > self.level:
            to = re.sub(r"\s+should:?$", "", block.words).strip()
            self.placed.recommendations.append((to, []))
        elif block.level <= self.level and self.part.kind != "finding":
            self.part = None
            self.placed.unplaced.append(block)
        else:
            self.list = ""
            self._add(block)

    def _may_open(self, part: _Part, block: DraftBlock) -> bool:
        """Whether a heading opens a part of the report, and is not one within a text that has the
        same words."""
        if self.part is None or block.level <= self.level:
            return True
        if part.kind == "finding" and block.words.split(" ")[0] == str(part.target[1]):
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
        if self.part is None or (self.part.kind == "drawn" and _is_labelled(block)):
            self.placed.unplaced.append(block)
        elif self.part.kind == "own" or self.part.kind in ENTRIES:
            is_text = self.own_text and block.kind != "table"
            if is_text and self.part.target[1] in self.outline.free:
                self._add(block)
            else:
                self.placed.unplaced.append(block)
        elif self.section is not None:
            self.section[1].append(block)
            self._note_table(block)
        elif self.list and block.kind in ("item", "paragraph"):
            self._add_item(
                self.placed.lists.setdefault((*self.part.target[:2], self.list), []), block
            )
        elif self.part.kind == "recommendations" and re.search(r" should:$", block.words):
            to = re.sub(r"\s+should:$", "", block.words).strip()
            self.placed.recommendations.append((to, []))
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
        self._note_table(block)

    def _note_table(self, block: DraftBlock) -> None:
        if block.kind == "table":
            self.placed.markdown_tables.append(block)


def _is_labelled(block: DraftBlock) -> bool:
    """Whether a block is data: a table, its caption, or a line with a label before it."""
    has_label = re.match(r"\*\*[^*]+:\*\*", block.text) is not None
    return block.kind == "table" or block.style.lower() == "caption" or has_label


def plain_words(text: str) -> str:
    """Words to be compared."""
    return " ".join(curl_quotes(text).replace("\u2011", "-").split()).lower()


def plain_title(text: str) -> str:
    """A title to be compared, without its number or annexe."""
    words = plain_words(text)
    words = re.sub(r"^(annexe?|appendix)\s+\w+\s*[–:.-]*\s*", "", words)
    return re.sub(r"^(chapter\s+)?[a-z]{0,3}\d+(\.\d+)*[a-z]?[.):]?\s+", "", words).strip(" .:")
