"""All texts of one report in the order in which it prints them, each read once.

    texts = read_texts(dossier)
    for text in texts: ...                       what a check looks at
    texts.prose(finding.text, "s-2.2")           what the builder of the report asks for

The order is known here and nowhere else: footnotes get their numbers, and headings their ids, as
the texts are read. Texts that the report does not print come last. Checks, the report, the
workbook and the preview all take the texts from here. This module knows where an inspection has
its texts; it knows no check and no template.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from functools import cached_property
from typing import NamedTuple

from reportgen.dossier import Dossier
from reportgen.inspection.blocks import BLOCK_KINDS
from reportgen.inspection.model import Finding, Inspection, Item, Section, Table
from reportgen.inspection.outline import (
    OutlinePart,
    anchor_of,
    find_placed_by_outline,
    list_misplaced,
    list_parts,
    list_standards,
    name_section,
)
from reportgen.methodology.model import Domain
from reportgen.problems import Problem
from reportgen.prose.passages import Passage, Sentence, split_sentences
from reportgen.prose.placeholders import Placeholders
from reportgen.prose.prose import Notes, PlaceholderUse, Prose
from reportgen.prose.reader import parse
from reportgen.reading.fields import SourceText
from reportgen.util.frozen import frozen
from reportgen.util.text import slugify


@frozen(kw_only=False)
class ReportText:
    """One text, and where the report prints it."""

    text: SourceText
    section: str
    """The section of the report, as links name it."""
    finding: str
    """The id of the domain or standard whose finding it is a part of; empty if none."""
    standard: str
    """The id of the standard it is about; empty if none."""
    role: str
    """`prose`; `bullet`; `cell` of a table; `line`, printed as it is; `house`, the methodology's
    own."""
    is_printed: bool = True
    """False if the outline of the methodology has no place for it."""
    prose: Prose | None = None
    """None for a line."""

    @cached_property
    def passages(self) -> list[Passage]:
        """What the author typed, paragraph by paragraph."""
        if self.prose is not None:
            return self.prose.passages()
        return [Passage(self.text, str(self.text), ((0, 0, 0),))] if self.text else []

    @cached_property
    def sentences(self) -> list[Sentence]:
        """What the author typed, sentence by sentence."""
        return [sentence for passage in self.passages for sentence in split_sentences(passage)]


@frozen
class ReportTexts:
    """The texts of one report, in the order in which it prints them."""

    dossier: Dossier
    parts: tuple[OutlinePart, ...]
    """The blocks of the outline that this report prints."""
    placeholders: Placeholders
    notes: Notes
    texts: tuple[ReportText, ...]
    ids: dict[tuple[str, str], str]
    """The id of each table and breakdown, by kind and name, in the order in which they stand."""

    def __iter__(self) -> Iterator[ReportText]:
        return iter(self.texts)

    @property
    def chapters(self) -> tuple[Domain, ...]:
        """The domains that the report has a chapter on."""
        return tuple(part.domain for part in self.parts if part.domain is not None)

    @cached_property
    def _by_identity(self) -> dict[int | tuple[int, str], Prose]:
        index: dict[int | tuple[int, str], Prose] = {}
        for text in self.texts:
            if text.prose is not None:
                index[id(text.text), text.section] = text.prose
                index.setdefault(id(text.text), text.prose)
        return index

    def prose(self, text: SourceText | None, section: str = "") -> Prose | None:
        """A text as it was read for a section, or where it is printed first; None for a blank
        one."""
        if text is None or not text.strip():
            return None
        index = self._by_identity
        return index.get((id(text), section)) or index[id(text)]

    def prose_or_blank(self, text: SourceText, section: str = "") -> Prose:
        """As `prose`, but a blank text gives a prose without words."""
        return self.prose(text, section) or Prose(text, section, is_line=True)

    @property
    def problems(self) -> Iterator[Problem]:
        """What is wrong with the prose of the texts."""
        for text in self.texts:
            if text.prose is not None:
                yield from text.prose.problems

    @property
    def uses(self) -> Iterator[PlaceholderUse]:
        """Every placeholder in what is printed."""
        for text in self.texts:
            if text.prose is not None and text.is_printed:
                yield from text.prose.used


def read_texts(dossier: Dossier) -> ReportTexts:
    """Read every text of a report, once."""
    reader = _TextsReader(dossier)
    reader.read(_walk_printed(dossier, reader.parts))
    reader.is_printed = False
    reader.read(_walk_all(dossier))
    texts = tuple(reader.texts.values())
    for text in texts:
        for use in text.prose.used if text.prose and text.is_printed else ():
            if use.kind == "breakdown":
                reader.claim("breakdown", use.target)
    return ReportTexts(
        dossier=dossier,
        parts=reader.parts,
        placeholders=reader.placeholders,
        notes=reader.notes,
        texts=texts,
        ids=reader.ids,
    )


class _TextsReader:
    """Reads texts in the order in which it gets them, and after each the tables that it places."""

    def __init__(self, dossier: Dossier) -> None:
        i, m = dossier.inspection, dossier.methodology
        self.inspection = i
        self.parts = list_parts(m, i)
        self.placeholders = Placeholders(
            m, i, dossier.ratings, dossier.units, _list_breakdowns(dossier)
        )
        self.notes = Notes(placed=find_placed_by_outline(m, i))
        self.unprinted_notes = Notes(ids=self.notes.ids)
        """Their numbers appear nowhere; their headings must still not take an id twice."""
        self.is_printed = True
        self.texts: dict[tuple[int, str], ReportText] = {}
        """By the identity of the text and the section."""
        self.identities: set[int] = set()
        self.ids: dict[tuple[str, str], str] = {}

    def read(self, places: Iterable[_Place | str]) -> None:
        """Read what stands in these places; a name is that of a table."""
        for place in places:
            if isinstance(place, str):
                self.read_table(place)
            elif not self.has_read(place):
                self.read_text(place)

    def has_read(self, place: _Place) -> bool:
        """Whether the text was read for its section. What is printed anywhere is not read again
        among what is not printed."""
        key = id(place.text)
        if self.is_printed:
            return (key, place.section) in self.texts
        return key in self.identities

    def read_text(self, place: _Place) -> None:
        prose = None
        if place.role != "line":
            prose = parse(
                place.text,
                placeholders=self.placeholders,
                notes=self.notes if self.is_printed else self.unprinted_notes,
                section=place.section,
                cell=place.role == "cell",
            )
        key = id(place.text)
        self.texts[key, place.section] = ReportText(*place, self.is_printed, prose)
        self.identities.add(key)
        for use in prose.used if prose else ():
            if use.kind == "table":
                self.read_table(use.target)

    def read_table(self, name: str) -> None:
        table = self.inspection.tables.get(SourceText(name))
        if table is not None and ("table", name) not in self.ids:
            self.claim("table", name)
            self.read(_walk_table(name, table))

    def claim(self, kind: str, name: str) -> None:
        """Give a table or breakdown its id."""
        if (kind, name) not in self.ids:
            self.ids[kind, name] = self.notes.claim(f"{kind}-{slugify(name)}")


def _list_breakdowns(dossier: Dossier) -> list[str]:
    if dossier.cases is None:
        return []
    from reportgen.cases.breakdowns import list_breakdowns

    return list_breakdowns(dossier.cases, dossier.methodology)


# Where the texts are


class _Place(NamedTuple):
    """A text of the file and where it stands in the report; see ReportText."""

    text: SourceText
    section: str
    finding: str = ""
    standard: str = ""
    role: str = "prose"


_Places = Iterator[_Place | str]
"""Texts, and names of tables, in order."""


def _walk_printed(dossier: Dossier, parts: Iterable[OutlinePart]) -> _Places:
    """Everything that the report prints, in the order in which it does."""
    i = dossier.inspection
    yield from _walk_cover(i)
    yield from _walk_people(i, {str(part.block.block) for part in parts})
    if i.cases:
        yield from _lines("data", i.cases.notice)
    in_chapters = [part.domain for part in parts if part.domain is not None]
    for part in parts:
        yield from _walk_part(dossier, part, in_chapters)
    yield from _walk_sections(i, "annexes")
    sections, tables = list_misplaced(dossier.methodology, i)
    for section in sections:
        yield from _walk_section(section)
    yield from tables


def _walk_all(dossier: Dossier) -> _Places:
    """Everything that the inspection has, for what no part prints."""
    i = dossier.inspection
    yield from _walk_people(i, _SIGNED | {"publication"})
    yield from _walk_publication(i)
    yield from _walk_letter(i)
    yield from _walk_overall(i)
    for id in i.findings:
        yield from _lines(anchor_of(str(id)), *_list_reasons(i.findings[id]), finding=str(id))
    for name, text in i.text.items():
        yield from _prose(text, str(name))
    yield from _walk_key_facts(i, "ratings")
    yield from _walk_recommendations(i, "recommendations")
    for id in i.findings:
        yield from _walk_finding(dossier, str(id))
    for section in i.sections:
        yield from _walk_section(section)
    yield from _walk_progress(i, "progress")
    yield from _walk_good_practice(i, "good-practice")
    yield from map(str, i.tables)
    yield from _lines("abbreviations", *i.abbreviations.values())


def _walk_overall(inspection: Inspection) -> _Places:
    """What the inspectors or the panel say of the overall rating."""
    if overall := inspection.overall:
        adjusted = overall.adjusted.because if overall.adjusted else None
        yield from _lines("ratings", overall.because, adjusted)


def _walk_part(dossier: Dossier, part: OutlinePart, in_chapters: Iterable[Domain]) -> _Places:
    i, place = dossier.inspection, str(part.block.domain or part.name)
    yield from _prose(part.introduction, part.anchor, role="house")
    if part.domain is None:
        yield from _prose(i.text.get(SourceText(part.name)), part.anchor)
    else:
        yield from _walk_domain(dossier, part.domain)
    if part.block.block == "ratings":
        yield from _walk_overall(i)
    if part.prints == "publication":
        yield from _walk_publication(i)
    elif part.prints == "letter":
        yield from _walk_letter(i)
    elif part.prints == "in_brief":
        for domain in in_chapters:
            yield from _walk_briefs(dossier, domain, part.anchor)
    elif part.prints == "recommendations":
        yield from _walk_recommendations(i, part.anchor)
    elif part.prints == "progress":
        yield from _walk_progress(i, part.anchor)
    elif part.prints == "good_practice":
        yield from _walk_good_practice(i, part.anchor)
    elif part.prints == "key_facts":
        yield from _walk_key_facts(i, part.anchor)
    elif part.prints == "fields":
        for values in i.fields.values():
            yield from _lines(part.anchor, *values)
    elif part.prints == "abbreviations":
        yield from _lines("abbreviations", *i.abbreviations.values())
    yield from map(str, part.block.tables)
    yield from _walk_tables_in(i, place)
    yield from _walk_sections(i, place)


def _walk_domain(dossier: Dossier, domain: Domain) -> _Places:
    yield from _walk_finding(dossier, str(domain.id), has_brief=False)
    for standard in list_standards(domain, dossier.inspection):
        yield from _prose(
            standard.note, anchor_of(standard.id), standard=str(standard.id), role="house"
        )
        yield from _walk_finding(dossier, str(standard.id), has_brief=False)
        yield from _walk_tables_in(dossier.inspection, str(standard.id))
        yield from _walk_sections(dossier.inspection, str(standard.id))


def _walk_briefs(dossier: Dossier, domain: Domain, section: str) -> _Places:
    """What the executive summary says of a domain and of each of its standards."""
    for id in (domain.id, *(s.id for s in list_standards(domain, dossier.inspection))):
        if finding := dossier.inspection.findings.get(SourceText(id)):
            standard = str(id) if id in dossier.methodology.standards else ""
            yield from _prose(finding.in_brief, section, str(id), standard)


def _walk_finding(dossier: Dossier, id: str, has_brief: bool = True) -> _Places:
    """What was found on a domain or standard."""
    finding = dossier.inspection.findings.get(SourceText(id))
    if finding is None:
        return
    section = anchor_of(id)
    standard = id if id in dossier.methodology.standards else ""
    rated = dossier.ratings.standards.get(id) or dossier.ratings.domains.get(id)
    because = " ".join(rated.because) if rated else ""
    reasons = (reason for reason in _list_reasons(finding) if reason and reason in because)
    yield from _lines(section, *reasons, finding=id)
    if has_brief:
        yield from _prose(finding.in_brief, section, str(id), standard)
    yield from _prose(finding.summary, section, id, standard)
    yield from _prose(finding.text, section, id, standard)
    yield from _walk_items(finding.strengths, section, id, standard)
    yield from _walk_items(finding.areas_for_improvement, section, id, standard)


def _list_reasons(finding: Finding) -> tuple[SourceText | None, ...]:
    """The reasons that a finding gives for its rating. The ratings repeat those that count."""
    adjusted = finding.adjusted.because if finding.adjusted else None
    return finding.because, finding.not_rated, adjusted


def _walk_items(
    items: Iterable[Item], section: str, finding: str = "", standard: str = ""
) -> _Places:
    for item in items:
        yield from _lines(section, item.title, finding=finding)
        yield from _prose(item.text, section, finding, standard, "bullet")


def _walk_recommendations(inspection: Inspection, section: str) -> _Places:
    for group in inspection.recommendations:
        yield from _lines(section, group.to)
        yield from _walk_items(group.items, section)


def _walk_key_facts(inspection: Inspection, section: str) -> _Places:
    for fact in inspection.key_facts:
        yield from _prose(fact.says, section, role="cell")


def _walk_progress(inspection: Inspection, section: str) -> _Places:
    for progress in inspection.progress:
        yield from _lines(section, progress.from_, progress.category)
        for text in (progress.recommendation, progress.findings, progress.still_required):
            yield from _prose(text, section)


def _walk_good_practice(inspection: Inspection, section: str) -> _Places:
    for practice in inspection.good_practice:
        yield from _lines(section, practice.title)
        yield from _prose(practice.text, section, standard=str(practice.on or ""))


def _walk_sections(inspection: Inspection, place: str) -> _Places:
    """The sections that stand in a domain, a standard, a block or among the annexes."""
    for section in inspection.sections:
        if section.in_ == place:
            yield from _walk_section(section)


def _walk_section(section: Section) -> _Places:
    yield from _lines(name_section(section), section.title)
    yield from _prose(section.text, name_section(section))


def _walk_tables_in(inspection: Inspection, place: str) -> _Places:
    yield from (str(name) for name, table in inspection.tables.items() if table.in_ == place)


def _walk_table(name: str, table: Table) -> _Places:
    section = f"table-{slugify(name)}"
    yield from _lines(
        section, table.title, table.source, *(column.title for column in table.columns)
    )
    for row in table.rows:
        for cell in row:
            yield from _prose(cell, section, role="cell")
    for note in table.notes:
        yield from _prose(note, section)


def _walk_cover(inspection: Inspection) -> _Places:
    i = inspection
    yield from _lines("cover", i.title, i.subtitle, i.notice, i.region)


_SIGNED = {"foreword", "letter-close"}
"""The blocks that end with a signature."""


def _walk_people(inspection: Inspection, blocks: Set[str]) -> _Places:
    """Who led, who signs, and when the fieldwork was."""
    i = inspection
    if blocks & {"publication", "ratings"}:
        yield from _lines("cover", i.fieldwork)
    for person, printed_by in ((i.lead_inspector, {"publication"}), (i.chief_inspector, _SIGNED)):
        if person and blocks & printed_by:
            yield from _lines("cover", person.name, person.title)


def _walk_publication(inspection: Inspection) -> _Places:
    publication = inspection.publication
    for name in BLOCK_KINDS["publication"].texts:
        yield from _prose(inspection.text.get(SourceText(name)), "publication")
    yield from _lines(
        "publication",
        publication.publisher,
        *publication.address,
        publication.copyright,
        publication.available_at,
    )
    yield from _prose(publication.licence, "publication")
    yield from _prose(publication.contact, "publication")


def _walk_letter(inspection: Inspection) -> _Places:
    if letter := inspection.letter:
        yield from _lines("letter", *letter.sender, *letter.to, *letter.copies)
        yield from _lines("letter", letter.subject, letter.salutation, letter.closing)


def _prose(
    text: SourceText | None,
    section: str,
    finding: str = "",
    standard: str = "",
    role: str = "prose",
) -> Iterator[_Place]:
    if text is not None and text.strip():
        yield _Place(text, section, finding, standard, role)


def _lines(section: str, *lines: SourceText | None, finding: str = "") -> Iterator[_Place]:
    for line in lines:
        if line:
            yield _Place(line, section, finding, role="line")
