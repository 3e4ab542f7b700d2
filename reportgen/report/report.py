"""The report of one inspection: all that a template, the JSON or another site may show, in the
order in which it is read.

How its parts are joined is in joining.py. What a template needs and does not find is added to the
report, never looked up by the template itself, so that the JSON holds everything the page shows.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from hashlib import sha256
from typing import Any

from reportgen.dossier import Dossier
from reportgen.problems import Problem
from reportgen.prose.prose import Notes
from reportgen.record.entries import digest_of
from reportgen.record.standing import Marking, mark, mark_draft
from reportgen.report.view import (
    BreakdownView,
    DateView,
    DomainView,
    EntryView,
    LetterView,
    PartView,
    PersonView,
    PublicationView,
    RatingsView,
    TableView,
    as_data,
)
from reportgen.util.frozen import frozen

UNSEEN = ("notes", "problems")
"""Fields of a report that are not published: the notes stand where they are called, and the
problems are for its makers."""


@frozen
class Report:
    """One report: what is printed, in the order in which it is read."""

    slug: str
    language: str
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
    publication: PublicationView
    letter: LetterView | None
    words: dict[str, str | int | bool]
    sample: dict[str, int]
    ratings: RatingsView
    units: tuple[RatingsView, ...]
    """The ratings of the inspections drawn on."""
    abbreviations: dict[str, str]
    data_notice: str | None
    parts: tuple[PartView, ...]
    tables: dict[str, TableView]
    """Every table, by the name under which prose places it."""
    breakdowns: dict[str, BreakdownView]
    notes: Notes
    problems: tuple[Problem, ...]
    """What is wrong with the prose."""
    marking: Marking
    """Whether it is published; if not, what marks it."""

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


def build_report(dossier: Dossier, recipient: str | None = None) -> Report:
    """The report of one inspection, marked as what it is: a draft, unless its record says more.
    `recipient` is who a copy is for."""
    from reportgen.report.builder import ReportBuilder

    report = ReportBuilder(dossier).report()
    record = dossier.record
    if record is None or record.stage == "draft":
        return replace(report, marking=mark_draft(record, recipient))
    return replace(report, marking=mark(record, digest_report(report, dossier), recipient))


_TAG = re.compile(r'<([a-z]\w*)((?:\s+[\w-]+(?:="[^"]*")?)+)\s*/?>')
_READ_ATTRIBUTES = re.compile(r'\s(?:href|src|alt)="[^"]*"')


def digest_report(report: Report, dossier: Dossier) -> str:
    """The digest of what readers read, whatever stage the report is in and however it is set.

    What is empty is left out, so that a newer version, which knows more, finds the same digest.
    """
    from reportgen.report.pictures import collect_pictures

    data = report.as_data()
    del data["marking"]
    figures = dossier.inspection.figures.items()
    return digest_of(
        _read_alone(
            {
                "report": data,
                "pooled": as_data(dossier.pooled),
                "figures": {name: [one.value, one.source] for name, one in figures},
                "pictures": {
                    name: sha256(content).hexdigest()
                    for name, content in collect_pictures(report, dossier).files.items()
                },
            }
        )
    )


def _read_alone(value: Any) -> Any:
    """A value without what is empty, and its HTML without what nobody reads."""
    if isinstance(value, dict):
        kept = {key: _read_alone(one) for key, one in value.items()}
        return {key: one for key, one in kept.items() if one not in (None, "", [], {})}
    if isinstance(value, (list, tuple)):
        return [_read_alone(one) for one in value]
    return _TAG.sub(_bare_tag, value) if isinstance(value, str) and "<" in value else value


def _bare_tag(found: re.Match[str]) -> str:
    return f"<{found[1]}{''.join(_READ_ATTRIBUTES.findall(found[2]))}>"
