"""The files of published reports: where they are, whether they are those of the record, and how
missing ones are made.

A report's files are taken from its folder under `output/`. They are made first where they are
missing or older than what they are made from, as `build` would make them. What the sources say now
is published only if the record knows it: else the files must be there from when they were
published.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportgen.building.build import build
from reportgen.building.job import Outcome, Progress, ignore_progress
from reportgen.building.staleness import KINDS, state_folder
from reportgen.catalogue.answers import add_answers
from reportgen.catalogue.publication import Publication, PublishedFile
from reportgen.catalogue.report_facts import read_report_facts
from reportgen.catalogue.standings import Standing
from reportgen.problems import InputError, Problem, error, start_of, warning
from reportgen.project.loading import Project
from reportgen.record.entries import PUBLIC
from reportgen.report.output_files import MEDIA_TYPES, WEB_PAGE, name_output
from reportgen.util.atomic_files import write_files_atomically
from reportgen.util.frozen import frozen

if TYPE_CHECKING:
    from concurrent.futures import Executor


@frozen(kw_only=False)
class PublishedReport:
    """A published report, and the folder that its files are in."""

    publication: Publication
    folder: Path


def make_missing_files(
    project: Project,
    standings: Sequence[Standing],
    kinds: Sequence[str] = tuple(KINDS),
    *,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Progress = ignore_progress,
) -> list[Outcome]:
    """Build what is missing or out of date of the newest editions. A report whose published files
    are those of the record is left alone, whatever its sources say by now."""
    slugs = [one.slug for one in standings if one.find_folder(project) == project.output / one.slug]
    recorded = {one.slug for one in standings if _has_recorded_files(project, one)}
    todo = [slug for slug in slugs if slug not in recorded]
    return build(project, todo, kinds, jobs=jobs, executor=executor, progress=progress)


def _has_recorded_files(project: Project, standing: Standing) -> bool:
    """Whether the record names the files of the edition, and all of them are there as they were
    published."""
    files = standing.edition.files
    return (
        bool(files)
        and standing.last is standing.edition
        and not any(_list_changed_files(standing, standing.find_folder(project)))
    )


def _list_changed_files(standing: Standing, folder: Path) -> Iterator[str]:
    for name, recorded in standing.edition.files.items():
        try:
            content = (folder / name).read_bytes()
        except OSError:
            yield str(name)
            continue
        if f"sha256:{sha256(content).hexdigest()}" != recorded:
            yield str(name)


def find_publications(
    project: Project, standings: Sequence[Standing], *, with_plans: bool = True
) -> tuple[list[PublishedReport], list[Problem]]:
    """Read every published report from its files, with the answers of its action plan."""
    reports: list[PublishedReport] = []
    problems: list[Problem] = []
    for standing in standings:
        folder = standing.find_folder(project)
        data = _read_data(standing, folder)
        if data is None:
            folder, data = _make_again(project, standing)
        if data is None:
            problems.append(_describe_missing_edition(project, standing))
            continue
        problems += _compare_with_record(project, standing, folder)
        publication = _make_publication(standing, folder, data)
        if with_plans:
            publication, more = add_answers(project, publication)
            problems += more
        reports.append(PublishedReport(publication, folder))
    return reports, problems


def _read_data(standing: Standing, folder: Path) -> dict[str, Any] | None:
    """The JSON of an edition, if it is there and says that it is that edition."""
    try:
        data = json.loads((folder / name_output(standing.slug, "json")).read_bytes())
        is_newest = standing.edition.edition == standing.newest
        stage = standing.last.stage if is_newest else standing.edition.stage
        is_this = data["stage"] == stage and data["edition"] == standing.edition.edition
        return data if is_this and data["report"]["slug"] == standing.slug else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _make_again(project: Project, standing: Standing) -> tuple[Path, dict[str, Any] | None]:
    """Make the files of an edition as they were on an earlier day, where the sources still say the
    same."""
    from reportgen.dossier import open_dossier
    from reportgen.lifecycle.editions import make_files
    from reportgen.record.standing import mark
    from reportgen.report.builder import build_report
    from reportgen.report.digest import digest_report
    from reportgen.report.texts import read_texts

    folder = (
        state_folder(project) / "past" / f"{standing.slug}.{standing.last.seal}".replace(":", "-")
    )
    if (data := _read_data(standing, folder)) is not None or not standing.has_changed_since:
        return folder, data
    try:
        dossier = replace(open_dossier(project, standing.slug), record=standing.record)
        texts = read_texts(dossier)
        digest = digest_report(build_report(dossier, texts), texts)
        if not mark(standing.record, digest).is_public:
            return folder, None
        files = {folder / name: content for name, content in make_files(project, dossier).items()}
    except InputError:
        return folder, None
    write_files_atomically(files, project.display_path)
    return folder, _read_data(standing, folder)


def _describe_missing_edition(project: Project, standing: Standing) -> Problem:
    path = standing.find_folder(project) / name_output(standing.slug, "json")
    commit = f"the commit {standing.edition.commit[:12]}" if standing.edition.commit else "that day"
    return error(
        "edition-gone",
        start_of(project.display_path(path)),
        f"edition {standing.edition.edition} is published, and its files are missing",
        f"copy them back from where they are published, or build them from the sources of {commit}",
    )


def _compare_with_record(project: Project, standing: Standing, folder: Path) -> Iterator[Problem]:
    if standing.last is not standing.edition:
        return
    for name in _list_changed_files(standing, folder):
        yield warning(
            "published-differs",
            start_of(project.display_path(folder / name)),
            f"this file is not the one that was published as edition {standing.edition.edition}",
            f"`reportgen verify {project.display_path(folder)}` compares them; copy the published"
            " file back if it must be the same",
        )


def _make_publication(standing: Standing, folder: Path, data: dict[str, Any]) -> Publication:
    assert data["stage"] in PUBLIC
    return Publication(
        **read_report_facts(data),
        stage=standing.last.stage or "published",
        editions=tuple(
            replace(one, is_kept=(folder / one.folder / WEB_PAGE).is_file())
            for one in standing.list_editions()
        ),
        withdrawn=standing.withdrawn,
        files=tuple(list_published_files(folder, standing.slug)),
    )


def list_published_files(folder: Path, slug: str) -> Iterator[PublishedFile]:
    """The files of one edition that readers get. Nothing else in the folder is looked at."""
    for ending in MEDIA_TYPES:
        path = folder / name_output(slug, ending)
        if path.is_file() and not path.is_symlink():
            yield PublishedFile(path.name, path.stat().st_size)
