"""The writer's desk: what the preview knows of each inspection, and how it is rendered anew.

One thread renders, in the order in which pages are looked at; readers wait for news. It must not
know HTTP, nor how anything is shown.
"""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from reportgen.preview.pdf_process import PdfProcess, PdfResult, describe_fault
from reportgen.problems import InputError, Place, Problem, error, sort_problems
from reportgen.project.loading import Project
from reportgen.util.file_state import FilesRead, sign_file

if TYPE_CHECKING:
    from reportgen.dossier import Dossier
    from reportgen.render.html.page import PageRenderer

IDLE_SECONDS = 4.0
"""Quiet for so long, and a PDF that was asked for is made anew, where its page is in view and it is
behind."""

CHECK_SECONDS = 0.15
"""Quiet for so long after a page, and it is checked: the browser has it by then."""

WATCHED_SECONDS = 40.0
"""A page that nobody asked about for so long is not rendered on a save."""


PATIENCE_SECONDS = 10.0
"""A PDF of a page that has changed meanwhile is given up after so long, and holds no other up."""


@dataclass
class InspectionState:
    """What is known of one inspection. Replaced part by part, always under the desk's lock."""

    slug: str
    page: str = ""
    """The last good page."""
    page_number: int = 0
    """Counts the pages that differed from the one before."""
    rendered: int = -1
    """The save that was last rendered."""
    errors: tuple[Problem, ...] = ()
    checks: tuple[Problem, ...] = ()
    summary: str = "not read yet"
    title: str = ""
    seen: float = 0.0
    pdf: bytes = b""
    pdf_save: int = -1
    """The last save that changed nothing of what the PDF rests on."""
    pdf_rests_on: dict[str, Any] = field(default_factory=dict, repr=False)
    pdf_behind: bool = False
    pdf_error: tuple[Problem, ...] = ()
    """Why there is none of what is saved now."""
    is_making: bool = False
    """Whether a PDF is being made, or waits until another is."""
    is_queued: bool = False
    """Whether it waits until another is made."""
    unchecked: tuple[float, Dossier] | None = field(default=None, repr=False)
    """What the page in view was made from, and when, until it is checked."""

    @property
    def is_gone(self) -> bool:
        """Whether the file is there no more. The page comes back with it."""
        return any(problem.code == "gone" for problem in self.errors)


class Overview(NamedTuple):
    """What the list says of an inspection."""

    title: str
    summary: str
    errors: tuple[Problem, ...]


class PreviewState:
    """All sheets, the thread that renders them, and the process that makes PDFs."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.saves = 0
        """Counts changes of files: what is wanted. A sheet's `rendered` is what is visible."""
        self.count = int.from_bytes(os.urandom(4), "big")
        """Counts all news: pages, problems, checks, the state of a PDF. A preview that is started
        again counts elsewhere."""
        self.changed = threading.Condition()
        self.sheets: dict[str, InspectionState] = {}
        self._overviews: dict[str, tuple[Overview, FilesRead]] = {}
        """With the files that each rests on."""
        self.closing = False
        self._project: Project | None = None
        self._setting: PageRenderer | None = None
        self._rendering = threading.Lock()
        self._press = PdfProcess(root)
        self._last_save = time.monotonic()
        self._settled = 0
        """The last save of which every page in view is rendered."""
        self._thread = threading.Thread(target=self._work, name="desk", daemon=True)

    def open(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self.closing = True
        with self.changed:
            self.changed.notify_all()
        self._press.close()
        if self._thread.ident:
            self._thread.join(timeout=2)

    # What is wanted

    def saved(self, paths: Iterable[str]) -> None:
        """Files have changed."""
        parts = {part for path in paths for part in Path(path).parts}
        with self.changed:
            self.saves += 1
            self._last_save = time.monotonic()
            if "methodologies" in parts:
                self._project = None
            if "templates" in parts:
                self._setting = None
            if parts & {"methodologies", "templates"}:
                self._overviews = {}
            self.changed.notify_all()

    def slugs(self) -> list[str]:
        try:
            return Project(self.root).list_slugs()
        except InputError:  # nobody may look
            return []

    def sheet(self, slug: str, now: bool = False) -> InspectionState | None:
        """The sheet of an inspection, rendered at least once, or `now`: after the last save. None
        where there is no such inspection."""
        if slug not in self.sheets and slug not in self.slugs():
            return None
        with self.changed:
            sheet = self.sheets.setdefault(slug, InspectionState(slug))
            sheet.seen = time.monotonic()
            if sheet.rendered < self.saves:
                self.changed.notify_all()
        if sheet.rendered < (self.saves if now else 0):
            self._render(sheet)
        with self.changed:
            return copy(sheet)

    def overview(self, slug: str) -> Overview:
        """What the list says of an inspection: what its page would say, so it is made like one;
        anew where a file of it has changed."""
        known = self._overviews
        found, files = known.get(slug, (None, {}))
        if (
            found is None
            or found.errors
            or any(sign_file(path) != was for path, was in files.items())
        ):
            project = Project(self.root)
            values = render_inspection(
                project, self._tools()[1], InspectionState(slug, title=found.title if found else "")
            )
            found = Overview(values["title"], values["summary"], values["errors"])
            known[slug] = found, project.files_read
        return found

    def wait(self, after: str, seconds: float, gone: Any) -> int:
        """Waits until there is other news than was known, `gone()` says that nobody listens, or the
        time is up; the count of news."""
        end = time.monotonic() + seconds
        with self.changed:
            while (
                str(self.count) == after
                and not self.closing
                and (left := end - time.monotonic()) > 0
                and not gone()
            ):
                self.changed.wait(min(1.0, left))
            return self.count

    def _news(self, sheet: InspectionState | None = None, **values: Any) -> None:
        with self.changed:
            for name, value in values.items():
                setattr(sheet, name, value)
            self.count += 1
            self.changed.notify_all()

    # The thread that renders

    def _work(self) -> None:
        while not self.closing:
            with self.changed:
                todo = self._next()
                if todo is None:
                    self.changed.wait(
                        CHECK_SECONDS / 3
                        if any(sheet.unchecked for sheet in self.sheets.values())
                        else 1.0
                    )
                    continue
            try:
                todo()
            except Exception:  # what cannot be done now is tried again
                time.sleep(1.0)

    def _next(self) -> Callable[[], None] | None:
        """Pages come first, the one asked about last before the others; then their checks, then
        PDFs."""
        now = time.monotonic()
        if (behind := self._behind()) is not None:
            return partial(self._render, behind)
        if self._settled != self.saves:
            self._settled = self.saves
            return self._news  # the list may differ
        for sheet in self.sheets.values():
            if sheet.unchecked and now - sheet.unchecked[0] >= CHECK_SECONDS:
                return partial(self._check, sheet)
        if now - self._last_save >= IDLE_SECONDS and not any(
            sheet.is_making for sheet in self.sheets.values()
        ):
            for sheet in self._in_view():
                if sheet.pdf_behind and not sheet.errors and not sheet.pdf_error:
                    return partial(self._start_pdf, sheet)
        return None

    def _in_view(self) -> list[InspectionState]:
        now = time.monotonic()
        return [sheet for sheet in list(self.sheets.values()) if now - sheet.seen < WATCHED_SECONDS]

    def _behind(self) -> InspectionState | None:
        """The sheet in view that is not of the last save, and was asked about last."""
        return max(
            (sheet for sheet in self._in_view() if sheet.rendered < self.saves),
            key=lambda sheet: sheet.seen,
            default=None,
        )

    def _render(self, sheet: InspectionState) -> None:
        with self._rendering:
            wanted = self.saves
            if sheet.rendered == wanted:
                return
            gc.disable()  # collected after the checks, when nobody waits
            try:
                found = render_inspection(*self._tools(), sheet)
            finally:
                gc.enable()
            asked, behind = sheet.pdf_rests_on, self._is_behind(sheet)
            with self.changed:
                if (
                    sheet.pdf_rests_on is asked
                ):  # or else another PDF came meanwhile, and is told of as it comes
                    found["pdf_behind"] = behind
                self._news(sheet, rendered=wanted, pdf_error=(), **found)

    def _tools(self) -> tuple[Project, PageRenderer]:
        """What is kept from one save to the next: methodologies and templates, until one of them
        changes."""
        from reportgen.render.html.page import PageRenderer

        with self.changed:
            saves, project, setting = self.saves, self._project, self._setting
        project = project or Project(self.root)
        setting = setting or PageRenderer(project.template_folders)
        with self.changed:
            if saves == self.saves:  # or else they may be of what was before
                self._project, self._setting = project, setting
        project.forget_lines()
        return project, setting

    def _check(self, sheet: InspectionState) -> None:
        """What a careful editor would notice, after the page is out."""
        from reportgen.checks.run import check_dossier
        from reportgen.render.html.template_faults import find_style_faults

        with self.changed:
            if sheet.unchecked is None:
                return
            dossier, sheet.unchecked, setting = sheet.unchecked[1], None, self._setting

        def pages_first() -> None:
            if (behind := self._behind()) is not None:
                self._render(behind)

        try:
            found = (
                *check_dossier(dossier, pages_first),
                *(find_style_faults(setting.folders) if setting else ()),
            )
        except Exception as fault:
            found = (describe_fault(fault),)
        if (
            found != sheet.checks and sheet.unchecked is None
        ):  # or else there is a newer page, which is checked next
            self._news(sheet, checks=found)
        del dossier
        gc.collect()

    # The PDF

    def pdf(self, slug: str, seconds: float = 120.0) -> InspectionState:
        """The sheet with a PDF of what is saved, made now where there is none; with the last one
        where what is saved is broken."""
        sheet, end, is_asked = self.sheets[slug], time.monotonic() + seconds, False
        while not self.closing and (left := end - time.monotonic()) > 0:
            count = self.count
            if (is_asked and sheet.pdf_error) or not self._lacks_pdf(sheet):
                break
            self._start_pdf(sheet)
            is_asked = True
            with self.changed:
                if self.count == count and not self.closing:
                    self.changed.wait(left)
        with self.changed:
            return copy(sheet)

    def _lacks_pdf(self, sheet: InspectionState) -> bool:
        return bool(sheet.page and not sheet.errors and (not sheet.pdf or self._is_behind(sheet)))

    def _is_behind(self, sheet: InspectionState) -> bool:
        """Whether what the PDF was made from has changed since. It looks at files, so never under
        the lock."""
        from reportgen.building import manifest
        from reportgen.building.staleness import list_inputs

        with self.changed:
            saves, rests_on = self.saves, sheet.pdf_rests_on
            if not sheet.pdf or sheet.pdf_save == saves:
                return False
        try:
            if not manifest.is_current(
                rests_on, list_inputs(Project(self.root), sheet.slug, "pdf")
            ):
                return True
        except OSError:  # a folder that may not be looked into
            return True
        with self.changed:
            if sheet.pdf_rests_on is rests_on:
                sheet.pdf_save = saves
        return False

    def _start_pdf(self, sheet: InspectionState) -> None:
        """Has a PDF made, unless one is being made."""
        with self.changed:
            if sheet.is_making or self.closing:
                return
            self._news(sheet, is_making=True, is_queued=bool(self._press.slug), pdf_error=())
        threading.Thread(target=self._make_pdf, args=(sheet,), name="pdf", daemon=True).start()

    def _make_pdf(self, sheet: InspectionState) -> None:
        saves = page = 0
        patience = 0.0

        def begins() -> None:
            nonlocal saves, page, patience
            saves, page, patience = (
                self.saves,
                sheet.page_number,
                time.monotonic() + PATIENCE_SECONDS,
            )
            self._news(sheet, is_queued=False)

        def is_wanted() -> bool:
            if time.monotonic() < patience:
                return True
            self._render(sheet)  # whether its page has changed is not known before
            return sheet.page_number == page

        try:
            made = self._press.pressed(sheet.slug, begins, is_wanted)
        except Exception as fault:
            made = PdfResult(b"", (describe_fault(fault),), {})
        done = {"is_making": False, "is_queued": False}
        with self.changed:
            if made.problems:  # of what was saved then
                self._news(sheet, pdf_error=made.problems if saves == self.saves else (), **done)
                return
            sheet.pdf, sheet.pdf_save, sheet.pdf_rests_on = made.data, saves, made.rests_on
        while True:
            saves, behind = self.saves, self._is_behind(sheet)
            with self.changed:
                if saves == self.saves:  # or else it was asked of what was saved before
                    self._news(sheet, pdf_behind=behind, pdf_error=(), **done)
                    return

    def lines(self, shown: str) -> list[str]:
        """The lines of a file that a problem names."""
        return (self._project or Project(self.root)).read_lines(shown)


def render_inspection(
    project: Project, setting: PageRenderer, sheet: InspectionState
) -> dict[str, Any]:
    """What there is to say of an inspection as it is now, with its page where it is fit to be
    shown."""
    found: dict[str, Any] = {"title": sheet.title, "summary": "cannot be read"}
    try:
        found |= _rendered(project, setting, sheet, found)
    except InputError as refused:
        found["errors"] = tuple(refused.problems)
    except Exception as fault:
        found |= {"errors": (describe_fault(fault),), "summary": "cannot be shown"}
    return found


def _rendered(
    project: Project, setting: PageRenderer, sheet: InspectionState, found: dict[str, Any]
) -> dict[str, Any]:
    """The same; `found` has what is known already where it is refused."""
    from reportgen.dossier import open_dossier
    from reportgen.report.report import build_report

    try:
        dossier = open_dossier(project, sheet.slug)
    except InputError:
        if sheet.slug in project.list_slugs():
            raise
        raise InputError(
            error(
                "gone",
                Place(f"inspections/{sheet.slug}.yaml", 1, 1, 1),
                "this file is gone",
                "put it back, and the page follows it; under another name it is among all"
                " inspections",
            )
        ) from None
    found |= {"title": str(dossier.inspection.title), "summary": "has errors"}
    if errors := select_errors(dossier.problems):
        return {"errors": errors}
    report = build_report(dossier)
    if errors := select_errors([*dossier.problems, *report.problems]):
        return {"errors": errors}
    found["summary"] = "cannot be shown"
    page = render_page(setting, report, dossier)
    return {
        "errors": (),
        "page": page,
        "page_number": sheet.page_number + (page != sheet.page),
        "summary": _summary(dossier),
        "unchecked": (time.monotonic(), dossier),
    }


def select_errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(problem for problem in sort_problems(problems) if problem.is_error)


def render_page(setting: PageRenderer, report: Any, dossier: Any) -> str:
    """The web page of a report, with the images beside it inside; each paragraph tells its file and
    line."""
    from reportgen.building.outputs import list_files_beside
    from reportgen.report.pictures import collect_pictures

    return setting.page(
        report,
        images=collect_pictures(report, dossier).inside,
        files=list_files_beside(report),
        edit=True,
    )


def _summary(dossier: Dossier) -> str:
    ratings = dossier.ratings
    if ratings.overall is None:
        unrated = sum(1 for s in ratings.standards.values() if s.state == "unrated")
        return f"{unrated} still unrated" if unrated else "no overall rating"
    return (
        f"{ratings.overall}, {ratings.score} out of {ratings.out_of}"
        if ratings.score is not None
        else str(ratings.overall)
    )
