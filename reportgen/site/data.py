"""Makes the open data alone, without the pages of the site."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.building.staleness import state_folder
from reportgen.opendata.files import VERSIONS, make_data_files, view_about
from reportgen.problems import InputError, error, start_of
from reportgen.project.loading import Project
from reportgen.report.output_files import name_output
from reportgen.settings.project_settings import read_project_settings
from reportgen.site.folder import list_written_files, write_folder
from reportgen.site.site import SiteRequest, SiteResult, catalogue_reports, read_published
from reportgen.util.atomic_files import exclusive_lock

JSON = "json/"
"""The folder of the JSON of each report."""


def make_data(project: Project, request: SiteRequest, slugs: Sequence[str] = ()) -> SiteResult:
    """Make the data of some reports, or of all. Refused where one that is named is not
    published."""
    settings = read_project_settings(project.root).site
    with exclusive_lock(state_folder(project) / "site.lock", display_path=project.display_path):
        list_written_files(request.out, project.display_path)  # refuses a folder of somebody else
        reports, problems = read_published(project, request)
        if slugs:
            _refuse_unpublished(project, slugs, {one.publication.slug for one in reports})
            reports = [one for one in reports if one.publication.slug in slugs]
            problems = []
        catalogue = catalogue_reports(settings, reports)
        base = str(settings.base or "")
        _, files = make_data_files(catalogue, view_about(settings, catalogue, base))
        names = {one.folder: name_output(one.publication.slug, "json") for one in reports}
        written = write_folder(
            request.out,
            files,
            {f"{JSON}{name}": folder / name for folder, name in names.items()},
            project.display_path,
            lambda name: name.startswith(VERSIONS),
        )
    return SiteResult(catalogue, written, tuple(problems))


def _refuse_unpublished(project: Project, slugs: Sequence[str], published: set[str]) -> None:
    problems = [
        error(
            "not-published",
            start_of(project.display_path(project.inspections / f"{slug}.yaml")),
            "this report is not published, so it has no open data",
            f"`reportgen stage {slug}` shows where it stands",
        )
        for slug in slugs
        if slug not in published
    ]
    if problems:
        raise InputError(*problems)
