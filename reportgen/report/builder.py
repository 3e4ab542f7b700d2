"""Builds the report of an inspection from its dossier and its texts, part by part.

Nothing is rated here, no text is read and nothing is set. In which order the texts are read is for
texts.py; how standards and tables become views is in standards_view.py and tables_view.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace

from reportgen.dossier import Dossier
from reportgen.inspection.blocks import BLOCK_KINDS
from reportgen.inspection.model import Inspection, Letter, Person
from reportgen.inspection.outline import (
    OutlinePart,
    count_annexes,
    label_annexe,
    list_misplaced,
)
from reportgen.inspection.own_fields import list_field_values
from reportgen.methodology.model import Words
from reportgen.problems import Problem
from reportgen.reading.fields import SourceText
from reportgen.record.standing import mark, mark_draft
from reportgen.report import view
from reportgen.report.brand import view_brand
from reportgen.report.dates_view import view_date
from reportgen.report.digest import digest_report
from reportgen.report.faults import MISPLACED, view_faults
from reportgen.report.lists_view import (
    view_good_practice,
    view_key_facts,
    view_progress,
    view_recommendations,
    view_sections,
    view_these_sections,
)
from reportgen.report.ratings_view import view_ratings, view_then_now
from reportgen.report.report import Report
from reportgen.report.standards_view import StandardViews
from reportgen.report.tables_view import select_tables, view_breakdowns, view_tables
from reportgen.report.texts import ReportTexts, read_texts
from reportgen.util.text import slugify


def build_report(
    dossier: Dossier,
    texts: ReportTexts | None = None,
    *,
    recipient: str | None = None,
    errors: Sequence[Problem] = (),
) -> Report:
    """The report of one inspection, marked as what it is: a draft, unless its record says more.

    `texts`: the dossier's own, if they are already read. `recipient`: who a copy is for. `errors`:
    those that a draft is shown with.
    """
    texts = texts or read_texts(dossier)
    report = ReportBuilder(texts).report()
    record = dossier.record
    if errors:
        marking = mark_draft(record, recipient, len(errors), report.wording)
        return replace(report, marking=marking, faults=view_faults(texts, errors))
    if record is None or record.stage == "draft":
        return replace(report, marking=mark_draft(record, recipient, wording=report.wording))
    return replace(
        report, marking=mark(record, digest_report(report, texts), recipient, report.wording)
    )


class ReportBuilder:
    """Builds the parts of one report."""

    def __init__(self, texts: ReportTexts) -> None:
        self.texts = texts
        self.dossier = texts.dossier
        self.inspection: Inspection = texts.dossier.inspection
        self.tables = view_tables(texts)
        self.brand = view_brand(texts.dossier)
        self.standards = StandardViews(texts, self.tables)

    def report(self) -> Report:
        i, m = self.inspection, self.dossier.methodology
        return Report(
            slug=i.slug,
            language=str(m.words.language),
            document=str(m.words.document),
            title=str(i.title),
            subtitle=_text(i.subtitle),
            notice=_text(i.notice),
            region=_text(i.region),
            kind=_text(m.kinds.get(i.kind)) if i.kind else None,
            methodology=m.id,
            methodology_title=str(m.title),
            published=view_date(i.published, m.words.wording),
            wording=m.words.wording,
            fieldwork=_text(i.fieldwork),
            lead_inspector=_person(i.lead_inspector),
            chief_inspector=_person(i.chief_inspector),
            cover=m.cover,
            publication=self.publication(),
            letter=self.letter(),
            words=_words(m.words),
            sample={str(k): v for k, v in i.sample.items()},
            ratings=view_ratings(
                self.dossier, shown={str(domain.id) for domain in self.texts.chapters}
            ),
            key_facts=view_key_facts(self.texts),
            units=tuple(
                view_ratings(unit, f"unit-{slugify(name)}")
                for name, unit in self.dossier.units.items()
            ),
            fields=tuple(
                view.FieldView(
                    id=one.id, title=one.title, type=one.type, values=one.values, words=one.words
                )
                for one in list_field_values(m, i)
            ),
            abbreviations={str(k): str(v) for k, v in i.abbreviations.items()},
            data_notice=_text(i.cases.notice) if i.cases else None,
            parts=(
                *(self.part(part) for part in self.texts.parts),
                *self.annexes(),
                *self.misplaced(),
            ),
            tables=self.tables,
            breakdowns=view_breakdowns(self.texts),
            notes=self.texts.notes,
            brand=self.brand,
            marking=mark_draft(self.dossier.record, wording=m.words.wording),
        )

    # The outline

    def part(self, part: OutlinePart) -> view.PartView:
        texts, block, section = self.texts, part.block, part.anchor
        place = str(block.domain or part.name)
        domain = self.standards.domain(part.domain) if part.domain else None
        sections = view_sections(texts, place)
        written = self.inspection.text
        return view.PartView(
            block=str(block.block),
            id=section,
            label=part.label,
            title=part.title,
            annexe=block.annexe,
            new_page=block.new_page,
            intro=texts.prose(part.introduction, section),
            text=None if domain else texts.prose(written.get(SourceText(part.name)), section),
            domain=domain,
            recommendations=(
                view_recommendations(texts, section) if part.prints == "recommendations" else ()
            ),
            progress=view_progress(texts, section) if part.prints == "progress" else (),
            good_practice=(
                view_good_practice(texts, section) if part.prints == "good_practice" else ()
            ),
            tables=select_tables(texts, self.tables, place, block.tables),
            then_now=view_then_now(self.dossier) if part.prints == "follows" else None,
            sections=sections,
            entries=_list_entries(domain, sections) if domain else (),
        )

    def annexes(self) -> Iterable[view.PartView]:
        """The inspection's own annexes, after those of the outline."""
        sections = view_sections(self.texts, "annexes")
        for number, section in enumerate(sections, start=count_annexes(self.texts.parts) + 1):
            yield view.PartView(
                block="prose",
                id=section.id,
                label=label_annexe(self.dossier.methodology, number),
                title=section.title,
                annexe=True,
                text=section.text,
            )

    def misplaced(self) -> Iterable[view.PartView]:
        """The sections and tables of a draft whose `in:` names no part."""
        sections, names = list_misplaced(self.dossier.methodology, self.inspection)
        if sections or names:
            views = view_these_sections(self.texts, sections)
            yield view.PartView(
                block="prose",
                id=MISPLACED,
                label="",
                title="Sections and tables without a place",
                tables=tuple(self.tables[name] for name in names),
                sections=views,
                entries=tuple(
                    view.EntryView(id=one.id, label="", title=one.title) for one in views
                ),
            )

    # Who and where

    def publication(self) -> view.PublicationView:
        publication = self.inspection.publication
        acknowledgements, role = (
            self.texts.prose(self.inspection.text.get(SourceText(name)), "publication")
            for name in BLOCK_KINDS["publication"].texts
        )
        return view.PublicationView(
            publisher=_text(publication.publisher) or self.brand.name,
            address=tuple(publication.address),
            isbn=_text(publication.isbn),
            copyright=_text(publication.copyright),
            available_at=_text(publication.available_at),
            licence=self.texts.prose(publication.licence, "publication"),
            contact=self.texts.prose(publication.contact, "publication"),
            acknowledgements=acknowledgements,
            role=role,
        )

    def sender(self) -> tuple[SourceText, ...]:
        """Who writes a letter that does not say it: the body whose brand it has."""
        return (SourceText(self.brand.name), *self.brand.letterhead) if self.brand.name else ()

    def letter(self) -> view.LetterView | None:
        """The head and end of a letter, where the outline has them, filled in or not."""
        if not any(part.prints == "letter" for part in self.texts.parts):
            return None
        letter = self.inspection.letter or Letter()
        return view.LetterView(
            sender=tuple(letter.sender) or self.sender(),
            to=tuple(letter.to),
            copies=tuple(letter.copies),
            subject=_text(letter.subject),
            salutation=_text(letter.salutation),
            closing=_text(letter.closing),
        )


def _list_entries(
    domain: view.DomainView, sections: Iterable[view.SectionView]
) -> tuple[view.EntryView, ...]:
    """What the contents list beneath a chapter."""
    return (
        *(view.EntryView(id=s.anchor, label=s.label, title=s.title) for s in domain.standards),
        *(view.EntryView(id=s.id, label="", title=s.title) for s in sections),
    )


def _words(words: Words) -> dict[str, str | int | bool]:
    """The words of the methodology that templates print, without those that only checks and
    sentences need."""
    values = {
        field.name: getattr(words, field.name)
        for field in fields(words)
        if field.name not in ("place", "inspected", "case", "cases", "domains", "shares")
    }
    return {name: str(value) if isinstance(value, str) else value for name, value in values.items()}


def _text(value: str | None) -> str | None:
    return value or None


def _person(person: Person | None) -> view.PersonView | None:
    return view.PersonView(name=person.name, title=_text(person.title)) if person else None
