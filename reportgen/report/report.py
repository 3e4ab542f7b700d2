"""The report of one inspection: all that a template, the JSON or another site may show, in the
order in which it is read.

How it is built is in builder.py. What a template needs and does not find is added to the
report, never looked up by the template itself, so that the JSON holds everything the page shows.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from reportgen.languages.language import Language
from reportgen.prose.prose import Notes
from reportgen.record.standing import Marking
from reportgen.report.brand import BrandView
from reportgen.report.view import (
    BreakdownView,
    DateView,
    DomainView,
    EntryView,
    FaultView,
    FieldView,
    KeyFactView,
    LetterView,
    PartView,
    PersonView,
    PublicationView,
    RatingsView,
    TableView,
    as_data,
)
from reportgen.util.frozen import frozen

UNSEEN = ("notes", "wording", "brand")
"""Fields of a report that are not published: each note stands in brackets where it is called, and
the words of the language are those of its catalogue, and the brand is how it looks."""


@frozen
class Report:
    """One report: what is printed, in the order in which it is read."""

    slug: str
    language: str
    wording: Language
    """The words of the language, for what a template prints beside the text."""
    document: str
    title: str
    subtitle: str | None
    notice: str | None
    region: str | None
    kind: str | None
    methodology: str
    methodology_title: str
    published: DateView | None
    fieldwork: str | None
    lead_inspector: PersonView | None
    chief_inspector: PersonView | None
    cover: str
    """What stands on the cover: `ratings`, or `plain` without them."""
    publication: PublicationView
    letter: LetterView | None
    words: dict[str, str | int | bool]
    sample: dict[str, int]
    ratings: RatingsView
    key_facts: tuple[KeyFactView, ...]
    units: tuple[RatingsView, ...]
    """The ratings of the inspections drawn on."""
    abbreviations: dict[str, str]
    data_notice: str | None
    parts: tuple[PartView, ...]
    tables: dict[str, TableView]
    """Every table, by the name under which prose places it."""
    breakdowns: dict[str, BreakdownView]
    notes: Notes
    fields: tuple[FieldView, ...]
    """Facts about the service that the methodology asks for."""
    brand: BrandView
    """How it looks."""
    marking: Marking
    """Whether it is published; if not, what marks it."""
    faults: tuple[FaultView, ...] = ()
    """The errors of a draft, which are marked where they are. What is published has none."""

    @property
    def is_letter(self) -> bool:
        return self.letter is not None

    @property
    def contents(self) -> tuple[EntryView, ...]:
        """The lines of the contents: every part with a title, in order."""
        return tuple(
            EntryView(id=p.id, label=p.label, title=p.title, entries=p.entries)
            for p in self.parts
            if p.title
        )

    @property
    def domains(self) -> tuple[DomainView, ...]:
        """The domains that the report has chapters on."""
        return tuple(part.domain for part in self.parts if part.domain is not None)

    def as_data(self) -> dict[str, Any]:
        """Everything that a template sees, as plain dicts, lists, text and numbers."""
        data: dict[str, Any] = {
            f.name: as_data(getattr(self, f.name)) for f in fields(self) if f.name not in UNSEEN
        }
        return data
