"""Makes the site of all published reports.

    make_site(project, SiteRequest(…)) -> SiteResult

It reads which reports are published, makes their files where they are missing, and writes pages,
data and copies of the reports to one folder. It must not know how a page looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.building.job import FAILED, Outcome, Progress, ignore_progress
from reportgen.building.staleness import KINDS, state_folder
from reportgen.catalogue.catalogue import Catalogue, find_translations, make_catalogue
from reportgen.catalogue.publication import Publication
from reportgen.catalogue.published_files import (
    PublishedReport,
    find_publications,
    list_published_files,
    make_missing_files,
)
from reportgen.catalogue.standings import list_standings
from reportgen.opendata.files import VERSIONS, make_data_files, view_about
from reportgen.problems import InputError, Problem, sort_problems
from reportgen.project.loading import Project
from reportgen.report.output_files import WEB_PAGE, name_card
from reportgen.settings.project_settings import SiteSettings, read_project_settings
from reportgen.site.assets import make_assets
from reportgen.site.card import make_card
from reportgen.site.feed import make_feed, make_sitemap
from reportgen.site.folder import Written, list_written_files, write_folder
from reportgen.site.map import read_map
from reportgen.site.memory import PageMemory
from reportgen.site.pages import SHOW_ALL, list_pages, make_data_page
from reportgen.site.renderer import SiteRenderer, SiteView, view_site
from reportgen.site.structured import make_metadata
from reportgen.site.views import Page
from reportgen.util.atomic_files import exclusive_lock, write_files_atomically
from reportgen.util.frozen import frozen

if TYPE_CHECKING:
    from concurrent.futures import Executor


@frozen
class SiteRequest:
    """What is asked for."""

    out: Path
    base: str | None = None
    """The address of the site, in place of the one in the settings."""
    at: str | None = None
    """The day whose state of affairs the site shows."""
    kinds: Sequence[str] = tuple(KINDS)
    """The outputs of reports that are made where they are missing."""
    jobs: int | None = None


@frozen(kw_only=False)
class SiteResult:
    """What was made."""

    catalogue: Catalogue
    written: Written
    problems: tuple[Problem, ...]
    """Warnings and notes."""


def make_site(
    project: Project,
    request: SiteRequest,
    executor: Executor | None = None,
    progress: Progress = ignore_progress,
) -> SiteResult:
    """Make the site. Refused with everything that is wrong."""
    settings = read_project_settings(project.root).site
    lock = state_folder(project) / "site.lock"
    with exclusive_lock(lock, lambda: progress("waiting for another site"), project.display_path):
        list_written_files(request.out, project.display_path)  # refuses a folder of somebody else
        reports, problems = read_published(project, request, executor, progress)
        catalogue = catalogue_reports(settings, reports)
        progress("writing the pages")
        site = view_site(settings, catalogue, request.base)
        memory = PageMemory(state_folder(project), request.out, project.template_folders)
        drawn_map, notes = read_map(project, settings, catalogue)
        files = _make_files(project, settings, site, catalogue, memory, drawn_map)
        files |= _render_pages(project, site, catalogue, _list_leads(reports), memory)
        written = write_folder(
            request.out, files, _list_copies(reports), project.display_path, _is_version
        )
        write_files_atomically({memory.file: memory.as_file()}, project.display_path)
    return SiteResult(catalogue, written, (*problems, *notes))


def read_published(
    project: Project,
    request: SiteRequest,
    executor: Executor | None = None,
    progress: Progress = ignore_progress,
) -> tuple[list[PublishedReport], list[Problem]]:
    """Every published report with its facts, its files made where they were missing; and what is to
    be warned of. Refused if a report that is published cannot be shown."""
    standings, problems = list_standings(project, request.at)
    if any(problem.is_error for problem in problems):
        raise InputError(*sort_problems(problems))
    outcomes = make_missing_files(
        project,
        standings,
        request.kinds,
        jobs=request.jobs,
        executor=executor,
        progress=progress,
    )
    progress("reading the reports")
    reports, more = find_publications(project, standings, with_plans=request.at is None)
    if any(problem.is_error for problem in more):
        raise InputError(*sort_problems([*more, *_list_failures(outcomes)]))
    return reports, sort_problems([*problems, *more])


def catalogue_reports(settings: SiteSettings, reports: Iterable[PublishedReport]) -> Catalogue:
    """All reports together, by the services that the settings name."""
    return make_catalogue(
        (one.publication for one in reports),
        {str(name): [*map(str, slugs)] for name, slugs in settings.services.items()},
    )


def _list_failures(outcomes: Iterable[Outcome]) -> list[Problem]:
    """Why a report could not be built."""
    return [
        problem
        for outcome in outcomes
        if outcome.state == FAILED
        for problem in outcome.problems
        if problem.is_error
    ]


def _make_files(
    project: Project,
    settings: SiteSettings,
    site: SiteView,
    catalogue: Catalogue,
    memory: PageMemory,
    drawn_map: str,
) -> dict[str, bytes]:
    """All files of the site but the reports, by their paths."""
    tables, data = make_data_files(catalogue, view_about(settings, catalogue, site.base))
    pages = [
        *list_pages(catalogue, explain_methodologies(project, catalogue), drawn_map),
        make_data_page(tables, _list_earlier_versions(memory.out) | _measure(data)),
    ]
    return {
        **make_assets(project.template_folders),
        **_render_pages(project, site, catalogue, pages, memory),
        **{f"data/{name}": content for name, content in data.items()},
        Page.card: make_card(project.template_folders, site.name, site.publisher),
        **_draw_cards(project, site, catalogue, memory),
        "feed.atom": make_feed(site, catalogue),
        **make_sitemap(site, [page.path for page in pages]),
    }


def _list_leads(reports: Iterable[PublishedReport]) -> Iterator[Page]:
    """Pages that lead from where a report links to the same in another language, which is in the
    folder beside its own, to where the site has that; and from the page about a translation to
    that about its original."""
    publications = {one.publication.slug: one.publication for one in reports}
    for slug, original in find_translations(publications.values()).items():
        translation = publications[slug]
        for one, other in ((translation, original), (original, translation)):
            address = f"reports/{one.slug}/{other.slug}/{WEB_PAGE}"
            yield _lead(address, other, f"reports/{other.slug}/report/{WEB_PAGE}")
        yield _lead(f"reports/{slug}/{WEB_PAGE}", original, f"reports/{original.slug}/{WEB_PAGE}")


def _lead(path: str, report: Publication, target: str) -> Page:
    return Page(path, "lead", report.title, {"language": report.language, "target": target})


def _render_pages(
    project: Project,
    site: SiteView,
    catalogue: Catalogue,
    pages: Iterable[Page],
    memory: PageMemory,
) -> dict[str, bytes]:
    """All pages. Those that show what they showed before are taken from their files."""
    renderer = SiteRenderer(project.template_folders, site, catalogue)
    whole = memory.digest([catalogue.publications, catalogue.services])
    has_own = (project.root / "templates" / "site").is_dir()  # who knows what those look at
    rendered = {}
    for page in pages:
        metadata = make_metadata(site, page)
        shown = [page, site, metadata, whole if has_own or page.template in SHOW_ALL else ""]
        render = partial(renderer.render, page, metadata)
        rendered[page.path] = memory.recall(page.path, shown, render)
    return rendered


def _draw_cards(
    project: Project, site: SiteView, catalogue: Catalogue, memory: PageMemory
) -> dict[str, bytes]:
    """The pictures of all reports, which are shown only where the address of the site is known.
    That of a report that was withdrawn has no rating."""
    cards = {}
    for report in catalogue.publications if site.base else ():
        overall = None if report.withdrawn or report.overall is None else report.overall.name
        shown = (report.title, report.publisher, overall)
        draw = partial(make_card, project.template_folders, *shown)
        path = name_card(report.slug)
        cards[path] = memory.recall(path, shown, draw)
    return cards


def _measure(files: Mapping[str, bytes]) -> dict[str, int]:
    return {name: len(content) for name, content in files.items()}


def _is_version(name: str) -> bool:
    """Whether a file of the site is data of an earlier day, which stays."""
    return name.startswith(f"data/{VERSIONS}")


def _list_earlier_versions(out: Path) -> dict[str, int]:
    """The data of earlier days that are there, by name, with the size of each."""
    return {
        f"{VERSIONS}{path.name}": path.stat().st_size
        for path in sorted((out / "data" / VERSIONS).glob("*.zip"))
    }


def explain_methodologies(project: Project, catalogue: Catalogue) -> dict[str, str]:
    """The methodologies of the reports in plain words, except those that this project no longer
    has."""
    from reportgen.methodology.explain import explain

    explained = {}
    for group in catalogue.methodologies:
        try:
            explained[group.id] = explain(project.load_methodology(group.id))
        except InputError:
            continue
    return explained


def _list_copies(reports: Iterable[PublishedReport]) -> dict[str, Path]:
    """The files of the reports and of their earlier editions, by their paths in the site."""
    copies = {}
    for one in reports:
        slug = one.publication.slug
        for edition in one.publication.editions:
            source = one.folder / edition.folder
            target = f"reports/{slug}/report/{edition.folder}".rstrip("/")
            for file in list_published_files(source, slug):
                copies[f"{target}/{file.name}"] = source / file.name
    return copies
