"""Renders the pages of the preview and checks them, one at a time.

Methodologies and templates are kept from one save to the next, until one of them changes. It must
not know HTTP, nor how anything is shown.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reportgen.preview.pdf_process import describe_fault
from reportgen.preview.state import InspectionState, Overview, PreviewState
from reportgen.problems import InputError, Place, Problem, error, sort_problems
from reportgen.project.loading import Project
from reportgen.util.file_state import FilesRead, sign_file

if TYPE_CHECKING:
    from reportgen.dossier import Dossier
    from reportgen.render.html.page import PageRenderer
    from reportgen.report.report import Report
    from reportgen.report.texts import ReportTexts


class Rendering(NamedTuple):
    """What rendering an inspection gave: how the list describes it, and its page if there can be
    one: with errors, each of them is marked."""

    overview: Overview
    page: str = ""
    texts: ReportTexts | None = None
    """What the page was made from."""


class PageMaker:
    """Renders and checks inspections as they are after the last save."""

    def __init__(self, state: PreviewState) -> None:
        self.state = state
        self._rendering = threading.Lock()
        self._project: Project | None = None
        """With the methodologies that it has read."""
        self._renderer: PageRenderer | None = None
        """With the templates that it has read."""
        self._prepared: dict[str, ReportTexts] = {}
        """What was read of an inspection by whoever has just saved it."""
        self._overviews: dict[str, tuple[Overview, FilesRead]] = {}
        """Each with the files that it rests on."""

    def forget(self, paths: Iterable[str]) -> None:
        """Forget the methodologies or templates if one of these files is among them."""
        parts = {part for path in paths for part in Path(path).parts}
        with self.state.changed:
            if "methodologies" in parts:
                self._project = None
            if "templates" in parts:
                self._renderer = None
            if parts & {"methodologies", "templates"}:
                self._overviews = {}

    def read_lines(self, display_path: str) -> list[str]:
        """The lines of a file that a problem names."""
        return (self._project or Project(self.state.root)).read_lines(display_path)

    def prepare(self, slug: str, texts: ReportTexts) -> None:
        """Take what was read of an inspection before it was saved, for its next page. It is used
        unless one of the files has changed since."""
        self._prepared[slug] = texts

    def _take_prepared(self, slug: str) -> ReportTexts | None:
        texts = self._prepared.pop(slug, None)
        if texts is None or not texts.dossier.project.is_as_read():
            return None
        return texts

    def render(self, inspection: InspectionState) -> None:
        """Render an inspection, unless it is as it was last saved."""
        state = self.state
        with self._rendering:
            save = state.saves
            if inspection.rendered == save:
                return
            project, renderer = self._load_tools()
            gc.disable()  # garbage is collected after the checks, when nobody waits
            try:
                rendering = render_inspection(
                    project,
                    renderer,
                    inspection.slug,
                    inspection.overview.title,
                    self._take_prepared(inspection.slug),
                )
            finally:
                gc.enable()
            manifest = inspection.pdf.manifest
            is_outdated = state.is_pdf_outdated(inspection)
            with state.changed:
                pdf = replace(inspection.pdf, problems=())
                if pdf.manifest is manifest:  # otherwise another PDF came meanwhile
                    pdf = replace(pdf, is_outdated=is_outdated)
                overview = rendering.overview
                if rendering.texts is not None:
                    # Until it is checked, the checks of the page before stand, without its errors.
                    earlier = tuple(one for one in inspection.checks if not one.is_error)
                    overview = overview._replace(checks=earlier)
                    if rendering.page != inspection.page:
                        inspection.page_number += 1
                    inspection.page = rendering.page
                    inspection.unchecked = time.monotonic(), rendering.texts
                state.publish(inspection, rendered=save, overview=overview, pdf=pdf)

    def _load_tools(self) -> tuple[Project, PageRenderer]:
        """The project and the page renderer, kept until a methodology or a template changes."""
        from reportgen.render.html.page import PageRenderer

        state = self.state
        with state.changed:
            saves, project, renderer = state.saves, self._project, self._renderer
        project = project or Project(state.root)
        renderer = renderer or PageRenderer(project.template_folders)
        with state.changed:
            if saves == state.saves:  # otherwise they may be from before the last save
                self._project, self._renderer = project, renderer
        project.forget_lines()
        return project, renderer

    def check(self, inspection: InspectionState) -> None:
        """Check an inspection whose page was rendered. Pages that are asked for meanwhile are
        rendered first."""
        state = self.state
        with state.changed:
            if inspection.unchecked is None:
                return
            (_, texts), renderer = inspection.unchecked, self._renderer
            inspection.unchecked = None

        def render_stale_page() -> None:
            if (stale := state.find_stale_page()) is not None:
                self.render(stale)

        try:
            checks = find_checks(texts, renderer, render_stale_page)
        except Exception as fault:
            checks = (describe_fault(fault),)
        if checks != inspection.checks and inspection.unchecked is None:
            # otherwise there is a newer page, which is checked next
            state.publish(inspection, overview=inspection.overview._replace(checks=checks))
        del texts
        gc.collect()

    def describe(self, slug: str) -> Overview:
        """What the list says of an inspection, which is what its page says. It is rendered again if
        one of its files has changed, or if it has errors."""
        overviews = self._overviews
        overview, files = overviews.get(slug, (None, FilesRead()))
        if (
            overview is None
            or overview.errors
            or any(sign_file(path) != signature for path, signature in files.items())
        ):
            project = Project(self.state.root)
            renderer = self._load_tools()[1]
            title = overview.title if overview else ""
            rendering = render_inspection(project, renderer, slug, title)
            overview = rendering.overview
            if (texts := rendering.texts) is not None:
                overview = overview._replace(checks=find_checks(texts, renderer))
            overviews[slug] = overview, project.files_read
        return overview


def find_checks(
    texts: ReportTexts, renderer: PageRenderer | None, between: Callable[[], None] = lambda: None
) -> tuple[Problem, ...]:
    """What `check` finds in an inspection, and what is wrong with the styles. `between` is called
    before each check."""
    from reportgen.checks.run import check_dossier
    from reportgen.render.html.template_faults import find_picture_faults, find_style_faults

    return (
        *check_dossier(texts.dossier, texts, between),
        *(find_style_faults(renderer.folders) if renderer else ()),
        *(find_picture_faults(renderer.folders) if renderer else ()),
    )


def render_inspection(
    project: Project,
    renderer: PageRenderer,
    slug: str,
    title: str = "",
    texts: ReportTexts | None = None,
) -> Rendering:
    """Render an inspection as it is now. Never raise: what went wrong is in the overview. `title`
    is the one by which it was last known; `texts` are its own, if they are already read."""
    from reportgen.report.builder import build_report
    from reportgen.report.texts import read_texts

    summary = "cannot be read"
    try:
        dossier = texts.dossier if texts else _open(project, slug)
        title, summary = str(dossier.inspection.title), "has errors"
        texts = texts or read_texts(dossier)
        if errors := _list_errors([*dossier.problems, *texts.problems]):
            return _render_with_errors(renderer, texts, Overview(title, summary, tuple(errors)))
        report = build_report(dossier, texts)
        summary = "cannot be shown"
        page = render_page(renderer, report, texts)
        overview = Overview(title, _summarise(dossier), stage=report.marking.stage)
        return Rendering(overview, page, texts)
    except InputError as refused:
        return Rendering(Overview(title, summary, tuple(refused.problems)))
    except Exception as fault:
        return Rendering(Overview(title, "cannot be shown", (describe_fault(fault),)))


def _open(project: Project, slug: str) -> Dossier:
    from reportgen.dossier import open_dossier

    try:
        return open_dossier(project, slug)
    except InputError:
        if slug in project.list_slugs():
            raise
        raise InputError(
            error(
                "gone",
                Place(f"inspections/{slug}.yaml", 1, 1, 1),
                "this file no longer exists",
                "put it back, and this page shows it again; if you renamed it, find it among all"
                " inspections",
            )
        ) from None


def _list_errors(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in sort_problems(problems) if problem.is_error]


def _render_with_errors(
    renderer: PageRenderer, texts: ReportTexts, overview: Overview
) -> Rendering:
    """The page of a draft with each error marked in its place; without one, if it cannot be
    shown so."""
    from reportgen.report.builder import build_report
    from reportgen.report.faults import may_show

    if not may_show(overview.errors):
        return Rendering(overview)
    try:
        report = build_report(texts.dossier, texts, errors=overview.errors)
        page = render_page(renderer, report, texts)
        return Rendering(overview._replace(is_marked=True), page, texts)
    except Exception:  # what is wrong has been said
        return Rendering(overview)


def render_page(renderer: PageRenderer, report: Report, texts: ReportTexts) -> str:
    """The web page of a report, with its pictures inside, on which each paragraph names its file
    and line, and has the comments on it below."""
    from reportgen.building.outputs import list_files_beside
    from reportgen.report.pictures import collect_pictures

    pictures = collect_pictures(texts, skip_unusable=bool(report.faults))
    page = renderer.page(report, images=pictures.inside, files=list_files_beside(report), edit=True)
    if not texts.dossier.comments.comments:
        return page
    from reportgen.fact_check.placing import place_comments
    from reportgen.preview.comments import add_comments

    return add_comments(page, place_comments(texts.dossier, report, texts, pictures))


def _summarise(dossier: Dossier) -> str:
    """The overall rating, or how many standards are still unrated."""
    ratings = dossier.ratings
    if ratings.overall is None:
        unrated = sum(1 for s in ratings.standards.values() if s.state == "unrated")
        return f"{unrated} still unrated" if unrated else "no overall rating"
    if ratings.score is None:
        return ratings.overall
    return f"{ratings.overall}, {ratings.score} out of {ratings.out_of}"
