"""Which reports of a project are published, by their records: now, or on an earlier day.

Nothing else decides this. A report without a record, one under embargo and one whose record has
errors are not published.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from reportgen.catalogue.publication import EditionFact, Withdrawn
from reportgen.problems import Problem, start_of, warning
from reportgen.project.loading import Project
from reportgen.project.paths import is_file
from reportgen.record.entries import PUBLIC, Entry, Record, read_record, record_path
from reportgen.record.standing import edition_folder
from reportgen.util.frozen import frozen


@frozen(kw_only=False)
class Standing:
    """One report that is published."""

    slug: str
    record: Record
    """The record up to the day that is asked for."""
    has_changed_since: bool
    """Whether something happened to the report after that day, so that its files may differ."""
    newest: int
    """The number of the newest edition, whose files are in the report's own folder."""

    @property
    def last(self) -> Entry:
        assert self.record.last is not None
        return self.record.last

    @property
    def edition(self) -> Entry:
        """The entry of the edition that readers get."""
        return self.record.editions[-1]

    @property
    def withdrawn(self) -> Withdrawn | None:
        if self.last.stage != "withdrawn":
            return None
        return Withdrawn(on=str(self.last.on or ""), note=str(self.last.note or ""))

    def find_folder(self, project: Project) -> Path:
        """Where the files of the edition are."""
        return project.output / self.slug / edition_folder(self.edition.edition, self.newest)

    def list_editions(self) -> tuple[EditionFact, ...]:
        """The editions, the newest first."""
        current = self.edition
        return tuple(
            EditionFact(
                number=entry.edition or 0,
                stage=str(entry.stage),
                on=str(entry.on or ""),
                kind=entry.kind,
                note=str(entry.note) if entry.note else None,
                folder=edition_folder(entry.edition, current.edition),
                forced=str(entry.forced) if entry.forced else None,
            )
            for entry in reversed(self.record.editions)
        )


def list_standings(project: Project, at: str | None = None) -> tuple[list[Standing], list[Problem]]:
    """The reports that are published, or were by the end of a day, and what is wrong with the
    records."""
    standings: list[Standing] = []
    problems: list[Problem] = []
    for slug in project.list_slugs():
        path = record_path(project.inspections / f"{slug}.yaml")
        display_path = project.display_path(path)
        if not is_file(path):
            problems.append(_describe_missing_record(project, slug))
            continue
        record, more = read_record(path, display_path, slug)
        problems += more
        if not more and (standing := _find_standing(slug, record, at)):
            standings.append(standing)
    return standings, problems


def _find_standing(slug: str, record: Record, at: str | None) -> Standing | None:
    then = record
    if at is not None:
        then = replace(
            record, entries=tuple(e for e in record.entries if str(e.on or "")[:10] <= at)
        )
    if then.stage not in PUBLIC or not then.editions:
        return None
    return Standing(
        slug,
        then,
        len(then.stages) != len(record.stages),
        record.editions[-1].edition or 0,
    )


def _describe_missing_record(project: Project, slug: str) -> Problem:
    return warning(
        "no-record",
        start_of(project.display_path(project.inspections / f"{slug}.yaml")),
        "this report has no record, so it counts as a draft and is left out",
        f"publish it with `reportgen stage {slug} published --by NAME`",
    )
