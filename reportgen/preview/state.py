"""What the preview knows of each inspection.

The threads that render, check, make PDFs and answer the browser all share it.

Everything here changes under one lock, and whoever waits is woken. It must not know HTTP, nor how
anything is rendered or shown.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from reportgen.problems import InputError, Problem
from reportgen.project.loading import Project

if TYPE_CHECKING:
    from reportgen.report.texts import ReportTexts

WATCHED_SECONDS = 40.0
"""A page that nobody has asked about for so long is not rendered after a save."""


class Overview(NamedTuple):
    """What the list of inspections says of one of them."""

    title: str = ""
    summary: str = "not read yet"
    errors: tuple[Problem, ...] = ()
    stage: str = "draft"
    """Whether the report is published, by its record."""
    is_marked: bool = False
    """Whether the page shows its errors, each marked in its place."""
    checks: tuple[Problem, ...] = ()
    """What `check` finds besides errors. While a page is checked, that of the page before."""


@dataclass(frozen=True)
class PdfState:
    """The last PDF of an inspection, and what is being done about the next."""

    data: bytes = b""
    manifest: dict[str, Any] = field(default_factory=dict, repr=False)
    """What the PDF was made from."""
    save: int = -1
    """The last save after which the PDF is known to be up to date."""
    is_outdated: bool = False
    problems: tuple[Problem, ...] = ()
    """Why there is no PDF of what is saved now."""
    is_making: bool = False
    """Whether a PDF is being made, or waits its turn."""
    is_queued: bool = False
    """Whether it waits until another PDF is made."""


@dataclass
class InspectionState:
    """What is known of one inspection. Its parts are replaced as a whole, so that copies of it do
    not change."""

    slug: str
    overview: Overview = Overview()
    page: str = ""
    """The last good page."""
    page_number: int = 0
    """How many pages there were, each different from the one before."""
    rendered: int = -1
    """The save that was last rendered."""
    pdf: PdfState = PdfState()
    last_request: float = 0.0
    """When somebody last asked about it."""
    unchecked: tuple[float, ReportTexts] | None = field(default=None, repr=False)
    """When the page was rendered and from what, until it is checked."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        return self.overview.errors

    @property
    def checks(self) -> tuple[Problem, ...]:
        return self.overview.checks

    @property
    def is_gone(self) -> bool:
        """Whether its file no longer exists. The page comes back with the file."""
        return any(problem.code == "gone" for problem in self.errors)


class PreviewState:
    """All inspections that were asked for, the saves of files, and the news for those who wait."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.changed = threading.Condition()
        """The lock of everything here. Who waits on it is woken by every change."""
        self.inspections: dict[str, InspectionState] = {}
        self.saves = 0
        """How many times files have changed."""
        self.last_save = time.monotonic()
        self.count = int.from_bytes(os.urandom(4), "big")
        """Counts all news: pages, problems, checks, PDFs. It begins at random, so that a browser
        notices that the preview was started again."""
        self.is_closing = False

    def close(self) -> None:
        self.is_closing = True
        with self.changed:
            self.changed.notify_all()

    def list_slugs(self) -> list[str]:
        """List all inspections; none if the folder cannot be read."""
        try:
            return Project(self.root).list_slugs()
        except InputError:
            return []

    def note_save(self) -> None:
        """Note that files have changed."""
        with self.changed:
            self.saves += 1
            self.last_save = time.monotonic()
            self.changed.notify_all()

    def note_interest(self, slug: str) -> InspectionState | None:
        """Note that somebody looks at an inspection; None if there is no such inspection."""
        if slug not in self.inspections and slug not in self.list_slugs():
            return None
        with self.changed:
            inspection = self.inspections.setdefault(slug, InspectionState(slug))
            inspection.last_request = time.monotonic()
            if inspection.rendered < self.saves:
                self.changed.notify_all()
        return inspection

    def copy(self, inspection: InspectionState) -> InspectionState:
        """Copy what is known of an inspection now."""
        with self.changed:
            return copy(inspection)

    def publish(self, inspection: InspectionState | None = None, **values: Any) -> None:
        """Set some values of an inspection, and wake whoever waits for news."""
        with self.changed:
            for name, value in values.items():
                setattr(inspection, name, value)
            self.count += 1
            self.changed.notify_all()

    def publish_pdf(self, inspection: InspectionState, **values: Any) -> None:
        """Set some values of an inspection's PDF, and wake whoever waits for news."""
        with self.changed:
            self.publish(inspection, pdf=replace(inspection.pdf, **values))

    def wait(self, after: str, seconds: float, has_left: Callable[[], bool]) -> int:
        """Wait until there is other news than `after`, the reader has left, or the time is up.
        Return the count of news."""
        end = time.monotonic() + seconds
        with self.changed:
            while (
                after == str(self.count)
                and not self.is_closing
                and (remaining := end - time.monotonic()) > 0
                and not has_left()
            ):
                self.changed.wait(min(1.0, remaining))
            return self.count

    def list_in_view(self) -> list[InspectionState]:
        """List the inspections that somebody looks at."""
        now = time.monotonic()
        return [
            inspection
            for inspection in list(self.inspections.values())
            if now - inspection.last_request < WATCHED_SECONDS
        ]

    def find_stale_page(self) -> InspectionState | None:
        """Find the inspection in view that is not rendered since the last save, and that was asked
        about last."""
        return max(
            (i for i in self.list_in_view() if i.rendered < self.saves),
            key=lambda inspection: inspection.last_request,
            default=None,
        )

    def is_pdf_outdated(self, inspection: InspectionState) -> bool:
        """Whether anything that the PDF was made from has changed since.

        It looks at files, so it must never be called under the lock.
        """
        from reportgen.building.manifest import is_current
        from reportgen.building.staleness import list_inputs

        with self.changed:
            saves, pdf = self.saves, inspection.pdf
        if not pdf.data or pdf.save == saves:
            return False
        try:
            if not is_current(
                pdf.manifest, list_inputs(Project(self.root), inspection.slug, "pdf")
            ):
                return True
        except OSError:  # a folder that may not be read
            return True
        with self.changed:
            if inspection.pdf.manifest is pdf.manifest:
                inspection.pdf = replace(inspection.pdf, save=saves)
        return False
