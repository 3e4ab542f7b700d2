"""A report that asks to enter a stage, with all that the gates look at: what the report is now,
what its record says, and what the command was given.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from reportgen.building.outputs import Timings
from reportgen.dossier import Dossier, open_dossier
from reportgen.lifecycle.sources import SourceState, find_source_state, list_sources
from reportgen.problems import InputError, Place, Problem, error
from reportgen.project.loading import Project
from reportgen.record.entries import Entry, Record, record_path
from reportgen.record.moments import find_zone, read_moment
from reportgen.record.requirements import Requirements, find_requirements
from reportgen.settings.settings_file import SETTINGS_FILE

if TYPE_CHECKING:
    from reportgen.report.report import Report
    from reportgen.report.texts import ReportTexts


@dataclass(frozen=True)
class StageRequest:
    """What somebody asks for."""

    stage: str
    by: str | None = None
    due: str | None = None
    to: tuple[str, ...] = ()
    until: str | None = None
    copies: tuple[tuple[str, str], ...] = ()
    """Who gets a copy under embargo, and why."""
    note: str | None = None
    minor: bool = False
    no_comments: bool = False
    """Whether the factual accuracy check brought no comments."""
    forced_because: str | None = None


@dataclass
class Submission:
    """A report at a gate. Everything is worked out when a gate asks for it."""

    project: Project
    slug: str
    now: datetime
    request: StageRequest = field(default_factory=lambda: StageRequest(""))

    @cached_property
    def dossier(self) -> Dossier:
        return open_dossier(self.project, self.slug)

    @property
    def name(self) -> str:
        return self.dossier.inspection.slug

    @cached_property
    def record(self) -> Record:
        """The record, empty if it was not begun."""
        path = record_path(self.dossier.file)
        return self.dossier.record or Record(self.name, self.project.display_path(path), ())

    @cached_property
    def requirements(self) -> Requirements:
        return find_requirements(self.project.root, self.dossier.methodology)

    @cached_property
    def zone(self) -> ZoneInfo:
        return find_zone(self.requirements.zone, Place(SETTINGS_FILE, 1, 1, 1))

    @cached_property
    def today(self) -> str:
        return f"{self.now.astimezone(self.zone):%Y-%m-%d}"

    @cached_property
    def problems(self) -> list[Problem]:
        from reportgen.checks.run import check_dossier

        return check_dossier(self.dossier, self.texts)

    @property
    def has_errors(self) -> bool:
        return any(problem.is_error for problem in self.problems)

    @cached_property
    def texts(self) -> ReportTexts:
        from reportgen.report.texts import read_texts

        return read_texts(self.dossier)

    @cached_property
    def report(self) -> Report:
        from reportgen.report.builder import build_report

        return build_report(self.dossier, self.texts)

    @cached_property
    def digest(self) -> str:
        """The digest of what readers read; nothing where the report cannot be made."""
        from reportgen.report.digest import digest_report

        if self.has_errors:
            return ""
        try:
            return digest_report(self.report, self.texts)
        except InputError:
            return ""

    @cached_property
    def sources(self) -> SourceState | None:
        _ = self.report if not self.has_errors else None
        return find_source_state(self.project, list_sources(self.dossier))

    @cached_property
    def pdf_problems(self) -> list[Problem]:
        """Why no PDF can be made, and whether the one that is made says it is PDF/UA-1."""
        from reportgen.building.outputs import OutputMaker

        try:
            outputs = OutputMaker(
                self.project, self.slug, Timings(), dossier=self.dossier
            ).make_pdf()
        except InputError as refused:
            return refused.problems
        (data,) = outputs.values()
        if not _says_pdf_ua(data):
            return [error("not-pdf-ua", self.here, "the PDF does not say that it is PDF/UA-1")]
        return []

    @property
    def here(self) -> Place:
        """The inspection's file, for what has no place of its own."""
        return Place(self.dossier.inspection.path, 1, 1, 1)

    @property
    def in_record(self) -> Place:
        """The last entry of the record, or the inspection's file before there is one."""
        return self.record.entries[-1].place if self.record.entries else self.here

    def read_until(self, written: str) -> datetime:
        """A local time of an embargo."""
        return read_moment(written, self.zone, Place("--until", 1, 1, 1))

    def find_signature(self, role: str) -> Entry | None:
        """The last signature in a role, for this content or an earlier one."""
        signed = (entry for entry in reversed(self.record.entries) if entry.signed == role)
        return next(signed, None)


def _says_pdf_ua(data: bytes) -> bool:
    """Whether the metadata of a PDF name PDF/UA."""
    import re
    import zlib

    for match in re.finditer(rb"/Subtype /XML.{0,200}?stream\r?\n", data, re.DOTALL):
        packed = data[match.end() :]
        unpacked = packed[:100_000]
        with suppress(zlib.error):
            unpacked = zlib.decompressobj().decompress(packed, 100_000)
        if b"pdfuaid:part" in unpacked or b"http://www.aiim.org/pdfua/ns/id/" in unpacked:
            return True
    return False
