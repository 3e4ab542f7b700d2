"""What a check looks at: the inspection, its methodology and ratings, and every text of the report,
read and in order.

It knows where an inspection has its texts. It knows no rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from reportgen.inspection.model import Finding, Inspection, Item
from reportgen.inspection.outline import anchor_of, find_introduction, find_placed_by_outline
from reportgen.inspection.results import Result
from reportgen.methodology.model import Methodology
from reportgen.problems import Place
from reportgen.prose.passages import Passage
from reportgen.prose.placeholders import Placeholders
from reportgen.prose.prose import Notes, Prose, parse
from reportgen.ratings.results import Ratings
from reportgen.reading.fields import SourceText
from reportgen.util.frozen import frozen
from reportgen.util.text import slugify

if TYPE_CHECKING:
    from reportgen.dossier import Dossier

_SENTENCE_END = re.compile(r"[.!?][’”\"')*_]*\ufffc*\s+(?=[‘“\"'(*_]*[A-Z{\ufffc])")

MAX_SENTENCE = 2_000
"""Characters after which a sentence is cut: what checks do with one may take the square of its
length."""


@frozen(kw_only=False)
class Sentence:
    """A sentence of a passage, without what its author drew from the data."""

    words: str
    raw: str
    """As typed, figures included."""
    start: int
    passage: Passage

    def place(self, found: re.Match[str], group: int | str = 0) -> Place:
        """The place of something found in the words."""
        return self.passage.place(self.start + found.start(group), len(found[group]))

    def mentions(self, words: str) -> bool:
        """Whether the sentence has these words, in whatever case."""
        return bool(words) and words.lower() in self.words.lower()


@frozen(kw_only=False)
class ReportText:
    """One text of the inspection, and where the report prints it."""

    text: SourceText
    section: str
    """The section of the report, as links name it."""
    standard: str
    """The id of the standard it is about; empty if none."""
    role: str
    """`prose`; `bullet`; `cell` of a table; `line`, printed as it is; `house`, the methodology's
    own."""
    prose: Prose | None = None

    @cached_property
    def passages(self) -> list[Passage]:
        """What was typed, paragraph by paragraph."""
        if self.prose is not None:
            return self.prose.passages()
        return [Passage(self.text, str(self.text), ((0, 0, 0),))] if self.text else []

    @cached_property
    def sentences(self) -> list[Sentence]:
        found = []
        for passage in self.passages:
            start, words = 0, passage.words.replace("\n", " ")
            for end in [*(m.end() for m in _SENTENCE_END.finditer(words)), len(words)]:
                while start < end:
                    stop = min(end, start + MAX_SENTENCE)
                    if words[start:stop].strip():
                        found.append(
                            Sentence(words[start:stop], passage.content[start:stop], start, passage)
                        )
                    start = stop
        return found


class Context:
    """Everything about one report that a check may ask for."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.inspection: Inspection = dossier.inspection
        self.methodology: Methodology = dossier.methodology
        self.ratings: Ratings = dossier.ratings
        self.figures = Placeholders(
            self.methodology, self.inspection, self.ratings, dossier.units, self._breakdowns()
        )
        self._notes = Notes(placed=find_placed_by_outline(self.methodology, self.inspection))

    def _breakdowns(self) -> list[str]:
        if self.dossier.cases is None:
            return []
        from reportgen.cases.breakdowns import list_breakdowns

        return list_breakdowns(self.dossier.cases, self.methodology)

    @cached_property
    def results(self) -> dict[str, Result]:
        """Every result that is known, by the id of its key question or prompt."""
        return {
            str(id): result
            for finding in self.inspection.findings.values()
            for id, result in finding.results.items()
            if result is not None and result.percent is not None
        }

    @cached_property
    def standard_of(self) -> dict[str, str]:
        """The standard of each key question and prompt."""
        return {id: str(standard.id) for id, standard in self.methodology.standard_of.items()}

    @cached_property
    def asked(self) -> dict[str, str]:
        """The text of each key question and prompt."""
        return {id: str(asked.text) for id, asked in self.methodology.asked.items()}

    @cached_property
    def refused(self) -> set[Place]:
        """The places of which reading the file has said that they are wrong: nothing is told of
        them twice."""
        return {problem.place for problem in self.dossier.problems if problem.is_error}

    # Texts

    @cached_property
    def written(self) -> list[ReportText]:
        """Every text of the inspection and of the methodology, in the order of the report."""
        return list(self._all())

    @property
    def own(self) -> list[ReportText]:
        """The texts of this inspection alone."""
        return [written for written in self.written if written.role != "house"]

    def _prose(
        self, text: SourceText | None, section: str, standard: str = "", role: str = "prose"
    ) -> Iterator[ReportText]:
        if text is not None and text.strip():
            prose = parse(
                text, figures=self.figures, notes=self._notes, section=section, cell=role == "cell"
            )
            yield ReportText(text, section, standard, role, prose)

    @staticmethod
    def _lines(section: str, *lines: SourceText | None) -> Iterator[ReportText]:
        for line in lines:
            if line:
                yield ReportText(line, section, "", "line")

    def _all(self) -> Iterator[ReportText]:
        i, m = self.inspection, self.methodology
        people = [
            part
            for person in (i.lead_inspector, i.chief_inspector)
            if person
            for part in (person.name, person.title)
        ]
        yield from self._lines(
            "cover", i.title, i.subtitle, i.notice, i.region, i.fieldwork, *people
        )
        yield from self._publication()
        for block in m.outline:
            yield from self._prose(
                find_introduction(block, m, i), str(block.id or block.block), role="house"
            )
        for name, text in i.text.items():
            yield from self._prose(
                text, str(name) if str(name) not in ("acknowledgements", "role") else "publication"
            )
        for group in i.recommendations:
            yield from self._lines("recommendations", group.to)
            yield from self._items(group.items, "recommendations", "")
        for standard in m.standards.values():
            yield from self._prose(standard.note, anchor_of(standard.id), str(standard.id), "house")
        for id, finding in i.findings.items():
            yield from self._finding(str(id), finding)
        yield from self._rest()

    def _publication(self) -> Iterator[ReportText]:
        p, letter = self.inspection.publication, self.inspection.letter
        yield from self._lines("publication", p.publisher, *p.address, p.copyright, p.available_at)
        yield from self._prose(p.licence, "publication")
        yield from self._prose(p.contact, "publication")
        if letter:
            yield from self._lines(
                "letter",
                *letter.sender,
                *letter.to,
                *letter.copies,
                letter.subject,
                letter.salutation,
                letter.closing,
            )

    def _items(self, items: tuple[Item, ...], section: str, standard: str) -> Iterator[ReportText]:
        for item in items:
            yield from self._lines(section, item.title)
            yield from self._prose(item.text, section, standard, "bullet")

    def _finding(self, id: str, finding: Finding) -> Iterator[ReportText]:
        section = anchor_of(id)
        standard = id if id in self.methodology.standards else ""
        yield from self._lines(
            section,
            finding.because,
            finding.not_rated,
            finding.adjusted.because if finding.adjusted else None,
        )
        for text in (finding.in_brief, finding.summary, finding.text):
            yield from self._prose(text, section, standard)
        yield from self._items(finding.strengths, section, standard)
        yield from self._items(finding.areas_for_improvement, section, standard)

    def _rest(self) -> Iterator[ReportText]:
        i = self.inspection
        for section in i.sections:
            place = str(section.id) if section.id else slugify(section.title)
            yield from self._lines(place, section.title)
            yield from self._prose(section.text, place)
        for progress in i.progress:
            yield from self._lines("progress", progress.from_, progress.category)
            for text in (progress.recommendation, progress.findings, progress.still_required):
                yield from self._prose(text, "progress")
        for practice in i.good_practice:
            yield from self._lines("good-practice", practice.title)
            yield from self._prose(practice.text, "good-practice", str(practice.on or ""))
        for name, table in i.tables.items():
            place = f"table-{slugify(name)}"
            yield from self._lines(
                place, table.title, table.source, *(column.title for column in table.columns)
            )
            for cell in (cell for row in table.rows for cell in row):
                yield from self._prose(cell, place, role="cell")
            for note in table.notes:
                yield from self._prose(note, place)
        yield from self._lines("abbreviations", *i.abbreviations.values())
        yield from self._lines("data", i.cases.notice if i.cases else None)
