"""The writer's desk: what the preview knows of each inspection, and how it is rendered anew.

One thread renders, in the order in which pages are looked at; readers wait for news. It must not know HTTP.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from html import escape
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportgen.problems import Problem, Refused, counted, in_order, visible
from reportgen.project import PACKAGE, Project

if TYPE_CHECKING:
    from reportgen.dossier import Dossier
    from reportgen.html import Setting
    from reportgen.manifest import Ground

IDLE_SECONDS = 4.0
"""Quiet for so long, and a PDF that was asked for is made anew, where its page is in view and it is behind."""

CHECK_SECONDS = 0.15
"""Quiet for so long after a page, and it is checked: the browser has it by then."""

WATCHED_SECONDS = 40.0
"""A page that nobody asked about for so long is not rendered on a save."""


@dataclass
class Sheet:
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
    """The manifest of the files it was made from."""
    pdf_behind: bool = False
    pdf_error: tuple[Problem, ...] = ()
    """Why there is none of what is saved now."""
    making: Future[Any] | None = field(default=None, repr=False)
    unchecked: tuple[float, Dossier] | None = field(default=None, repr=False)
    """What the page in view was made from, and when, until it is checked."""


class Desk:
    """All sheets, the thread that renders them, and the process that makes PDFs."""

    def __init__(self, root: Path, edit: bool = True) -> None:
        self.root = root
        self.edit = edit
        self.saves = 0
        """Counts changes of files: what is wanted. A sheet's `rendered` is what is visible."""
        self.count = int.from_bytes(os.urandom(4), "big")
        """Counts all news: pages, problems, checks, the state of a PDF. A preview that is started again counts elsewhere."""
        self.changed = threading.Condition()
        self.sheets: dict[str, Sheet] = {}
        self._rated: dict[str, Sheet] = {}
        self.closing = False
        self._project: Project | None = None
        self._setting: Setting | None = None
        self._rendering = threading.Lock()
        self._press: ProcessPoolExecutor | None = None
        self._last_save = time.monotonic()
        self._thread = threading.Thread(target=self._work, name="desk", daemon=True)

    def open(self) -> None:
        self._thread.start()

    def close(self) -> None:
        with self.changed:
            self.closing = True
            self.changed.notify_all()
        if self._press is not None:
            for process in list((getattr(self._press, "_processes", None) or {}).values()):
                process.terminate()
            self._press.shutdown(wait=False, cancel_futures=True)
        if self._thread.ident:
            self._thread.join(timeout=5)

    # What is wanted

    def saved(self, paths: Iterable[str]) -> None:
        """Files have changed."""
        paths = list(paths)
        with self.changed:
            self.saves += 1
            self._last_save = time.monotonic()
            if any("methodologies" in Path(path).parts for path in paths):
                self._project = None
            if any("templates" in Path(path).parts for path in paths):
                self._setting = None
            self.changed.notify_all()

    def slugs(self) -> list[str]:
        return Project(self.root).slugs()

    def sheet(self, slug: str, now: bool = False) -> Sheet | None:
        """The sheet of an inspection, rendered at least once, or `now`: after the last save. None where there is no such inspection."""
        if slug not in self.sheets and slug not in self.slugs():
            return None
        with self.changed:
            sheet = self.sheets.setdefault(slug, Sheet(slug))
            sheet.seen = time.monotonic()
            if sheet.rendered < self.saves:
                self.changed.notify_all()
        if sheet.rendered < (self.saves if now else 0):
            self._render(sheet)
        with self.changed:
            return copy(sheet)

    def overview(self, slug: str) -> Sheet:
        """What the list says of an inspection: rated, not rendered, and only where its file has changed."""
        from reportgen.dossier import open_dossier

        with self.changed:
            sheet = self._rated.setdefault(slug, Sheet(slug))
            saves = self.saves
        if sheet.rendered != saves:
            try:
                dossier = open_dossier(Project(self.root), slug)
                sheet.errors = tuple(problem for problem in dossier.problems if problem.is_error)
                sheet.title, sheet.summary = str(dossier.inspection.title), "has errors" if sheet.errors else _summary(dossier)
            except Refused as refused:
                sheet.errors, sheet.summary = tuple(refused.problems), "cannot be read"
            sheet.rendered = saves
        return sheet

    def wait(self, after: str, seconds: float, gone: Any) -> int:
        """Waits until there is other news than was known, `gone()` says that nobody listens, or the time is up; the count of news."""
        end = time.monotonic() + seconds
        with self.changed:
            while str(self.count) == after and not self.closing and (left := end - time.monotonic()) > 0 and not gone():
                self.changed.wait(min(1.0, left))
            return self.count

    def _news(self, sheet: Sheet | None, **values: Any) -> None:
        with self.changed:
            for name, value in values.items():
                setattr(sheet, name, value)
            self.count += 1
            self.changed.notify_all()

    # The thread that renders

    def _work(self) -> None:
        """Pages come first, then their checks, then PDFs."""
        settled = self.saves
        while not self.closing:
            with self.changed:
                stale, unchecked = self._stale(), self._unchecked()
                if stale is None and settled != self.saves:
                    settled = self.saves
                    self._news(None)  # the list may differ
                if stale is None and unchecked is None and not self._idle_work():
                    self.changed.wait(CHECK_SECONDS / 3 if any(sheet.unchecked for sheet in self.sheets.values()) else 1.0)
            if stale is not None:
                self._render(stale)
            elif unchecked is not None:
                self._check(unchecked)

    def _stale(self) -> Sheet | None:
        """The sheet in view that is behind the last save, the one asked about last first."""
        now = time.monotonic()
        behind = [s for s in self.sheets.values() if s.rendered < self.saves and now - s.seen < WATCHED_SECONDS]
        return max(behind, key=lambda s: s.seen, default=None)

    def _unchecked(self) -> Sheet | None:
        now = time.monotonic()
        return next((s for s in self.sheets.values() if s.unchecked and now - s.unchecked[0] >= CHECK_SECONDS), None)

    def _idle_work(self) -> bool:
        """In quiet times the PDF of a page in view is built, and the memory of old pages given back."""
        now = time.monotonic()
        if now - self._last_save < IDLE_SECONDS:
            return False
        for sheet in self.sheets.values():
            if now - sheet.seen < WATCHED_SECONDS and sheet.pdf_behind and sheet.making is None and not sheet.errors and not sheet.pdf_error:
                self._start_pdf(sheet)
                return True
        return False

    def _render(self, sheet: Sheet) -> None:
        with self._rendering:
            wanted = self.saves
            if sheet.rendered == wanted:
                return
            if self._project is None:
                self._project = Project(self.root)
            self._project.forget_lines()
            gc.disable()  # collected after the checks, when nobody waits
            try:
                dossier, page, problems = self._page(self._project, sheet.slug)
            except Refused as refused:
                self._rendered(sheet, wanted, tuple(refused.problems), summary="cannot be read")
                return
            except Exception as fault:  # a fault of ours must not end the writer's afternoon; it is shown as what it is
                self._rendered(sheet, wanted, (fault_of(fault),), summary="cannot be shown")
                return
            finally:
                gc.enable()
            errors = tuple(problem for problem in problems if problem.is_error)
            if errors:
                self._rendered(sheet, wanted, errors, title=str(dossier.inspection.title), summary="has errors")
                return
            number = sheet.page_number + (page != sheet.page)
            self._rendered(sheet, wanted, (), page=page, page_number=number, title=str(dossier.inspection.title),
                           summary=_summary(dossier), unchecked=(time.monotonic(), dossier))

    def _rendered(self, sheet: Sheet, save: int, errors: tuple[Problem, ...], **values: Any) -> None:
        """A save is rendered: whether there is a PDF of it is another question than it was."""
        self._news(sheet, rendered=save, errors=errors, pdf_error=(), pdf_behind=self._is_behind(sheet), **values)

    def _page(self, project: Project, slug: str) -> tuple[Dossier, str, list[Problem]]:
        """An inspection, its page where it is fit to be shown, and its problems."""
        from reportgen.dossier import open_dossier
        from reportgen.html import Setting
        from reportgen.report import report_of

        dossier = open_dossier(project, slug)
        if dossier.has_errors:
            return dossier, "", list(dossier.problems)
        report = report_of(dossier)
        problems = [*dossier.problems, *report.problems]
        if any(problem.is_error for problem in problems):
            return dossier, "", in_order(problems)
        if self._setting is None:
            self._setting = Setting(project.template_folders)
        return dossier, page_of(self._setting, report, dossier, edit=self.edit), problems

    def _check(self, sheet: Sheet) -> None:
        """What a careful editor would notice, after the page is out."""
        from reportgen.checks import check_dossier

        with self.changed:
            if sheet.unchecked is None:
                return
            dossier, sheet.unchecked = sheet.unchecked[1], None
        try:
            found = (*check_dossier(dossier), *(self._setting.faults_of_style() if self._setting else ()))
        except Exception as fault:
            found = (fault_of(fault),)
        if found != sheet.checks:
            self._news(sheet, checks=found)
        del dossier
        gc.collect()

    # The PDF

    def pdf(self, slug: str, seconds: float = 120.0) -> Sheet:
        """The sheet with a PDF of what is saved, made now where there is none; with the last one where what is saved is broken."""
        sheet, end = self.sheets[slug], time.monotonic() + seconds
        while sheet.page and not sheet.errors and (not sheet.pdf or self._is_behind(sheet)) and time.monotonic() < end and not self.closing:
            try:
                self._start_pdf(sheet).result(timeout=max(0.1, end - time.monotonic()))
            except Exception:  # told in the sheet by the callback
                break
            if sheet.pdf_error:
                break
        with self.changed:
            return copy(sheet)

    def _is_behind(self, sheet: Sheet) -> bool:
        """Whether what the PDF was made from has changed since."""
        from reportgen import manifest

        if not sheet.pdf or sheet.pdf_save == (saves := self.saves):
            return False
        if not manifest.holds(sheet.pdf_rests_on, pdf_ground(Project(self.root))):
            return True
        sheet.pdf_save = saves
        return False

    def _start_pdf(self, sheet: Sheet) -> Future[None]:
        """What is done once the PDF lies in the sheet, which is a little later than the press has it."""
        with self.changed:
            if sheet.making is not None and not sheet.making.done():
                return sheet.making
            if self._press is None:
                # A process of its own, so that a page is never kept waiting; a new one now and then, so that memory stays flat.
                self._press = ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=20, initializer=end_with_parent)
            saves, lies_there = self.saves, Future[None]()
            with unheard_interrupts():
                pressed = self._press.submit(make_pdf, str(self.root), sheet.slug)
            self._news(sheet, making=lies_there)

        def put(done: Future[Any]) -> None:
            try:
                self._made(sheet, saves, done)
            except Exception as fault:
                lies_there.set_exception(fault)
            else:
                lies_there.set_result(None)

        pressed.add_done_callback(put)
        return lies_there

    def _made(self, sheet: Sheet, saves: int, done: Future[Any]) -> None:
        if done.cancelled() or self.closing:
            return
        fault = done.exception()
        if fault is not None:
            self._press = None
            self._news(sheet, making=None, pdf_error=(fault_of(fault),))
            return
        data, problems, rests_on = done.result()
        if problems:  # of what was saved then
            self._news(sheet, making=None, pdf_error=tuple(problems) if saves == self.saves else ())
            return
        with self.changed:
            sheet.pdf, sheet.pdf_save, sheet.pdf_rests_on = data, saves, rests_on
        self._news(sheet, making=None, pdf_behind=self._is_behind(sheet), pdf_error=())

    # What is shown

    def lines(self, shown: str) -> list[str]:
        return (self._project or Project(self.root)).lines(shown)


def page_of(setting: Setting, report: Any, dossier: Any, *, edit: bool) -> str:
    """The web page of a report, with the images beside it inside."""
    from reportgen.images import images_of
    from reportgen.outputs import files_beside

    return setting.page(report, images=images_of(report, dossier).inside, files=files_beside(report), edit=edit)


def end_with_parent() -> None:
    """Runs in the press: it ends with the preview, however that ends."""
    def end() -> None:
        if parent := parent_process():
            parent.join()
            os._exit(0)

    threading.Thread(target=end, daemon=True).start()


@contextmanager
def unheard_interrupts() -> Iterator[None]:
    """A Ctrl-C in the terminal reaches every process: those started meanwhile do not hear it, and end with the preview instead."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    was = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, was)


def pdf_ground(project: Project) -> Ground:
    """What a PDF rests on beside the inspection's own files."""
    from reportgen.manifest import Ground

    return Ground((PACKAGE / "methodologies", project.root / "methodologies", *project.template_folders), {})


def make_pdf(root: str, slug: str) -> tuple[bytes, list[Problem], dict[str, Any]]:
    """Runs in the press: the PDF of an inspection as it is now, or why there is none; and the manifest of what it rests on."""
    from reportgen import manifest
    from reportgen.outputs import Making, Timings

    if hasattr(os, "nice"):
        os.nice(10)  # the page comes first
    project, began = Project(Path(root)), time.time()
    ground = pdf_ground(project)
    files = manifest.noted(ground)
    try:
        made = Making(project, slug, Timings()).files("pdf")
    except Refused as refused:
        return b"", refused.problems, {}
    files.update(project.files_read)
    return next(iter(made.values())), [], manifest.record(ground, files, (), began)


def fault_of(fault: BaseException) -> Problem:
    from reportgen.problems import Place, error

    return error("fault", Place("", 1, 1, 1), f"reportgen itself failed: {type(fault).__name__}: {fault}", "please report this; the last good page stays")


def _summary(dossier: Any) -> str:
    ratings = dossier.ratings
    if ratings.overall is None:
        unrated = sum(1 for s in ratings.standards.values() if s.state == "unrated")
        return f"{unrated} still unrated" if unrated else "no overall rating"
    return f"{ratings.overall}, {ratings.score} out of {ratings.out_of}" if ratings.score is not None else str(ratings.overall)


def problems_html(problems: Iterable[Problem], lines: Any) -> str:
    """Problems as a reader sees them in the browser: the place, what is wrong, the line itself, what to do."""
    said = []
    for problem in problems:
        place = problem.place
        text = lines(place.path) if place.path else []
        line = text[place.line - 1] if 0 < place.line <= len(text) else ""
        shown = ""
        if line.strip():
            start, stop = min(place.column - 1, len(line)), max(min(place.end - 1, len(line)), place.column)
            parts = [visible(line[max(0, start - 60):start], True), visible(line[start:stop], True) or " ", visible(line[stop:stop + 60], True)]
            shown = f"<pre>{escape(parts[0])}<mark>{escape(parts[1])}</mark>{escape(parts[2])}</pre>"
        where = f'<span class="place">{escape(visible(place.path))}:{place.line}:{place.column}</span> ' if place.path else ""
        hint = f'<p class="hint">{escape(visible(problem.hint))}</p>' if problem.hint else ""
        said.append(f'<div class="desk-problem"><p>{where}{escape(problem.severity)}: {escape(visible(problem.message))}</p>{shown}{hint}</div>')
    return "".join(said)


def tally(problems: Iterable[Problem]) -> str:
    return counted(problems) or "nothing to check"
