"""All published reports together: by service, region, year, methodology and standard, and what
changed between two inspections of a service.

It must not know where the facts come from, nor how they are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from functools import cached_property

from reportgen.catalogue.publication import Grade, Publication, RatingFact
from reportgen.util.frozen import frozen
from reportgen.util.text import slugify


@frozen(kw_only=False)
class Service:
    """A service, with all its reports, the newest first."""

    id: str
    """Its name in addresses."""
    name: str
    reports: tuple[Publication, ...]

    @cached_property
    def inspections(self) -> tuple[Publication, ...]:
        """Its reports without letters, and without what was withdrawn."""
        return tuple(r for r in self.reports if not r.is_letter and not r.withdrawn)

    @property
    def latest(self) -> Publication:
        """The inspection that counts today, or else its newest report."""
        return (self.inspections or self.reports)[0]

    @property
    def region(self) -> str | None:
        return next((one.region for one in self.reports if one.region), None)

    def find_previous(self, report: Publication) -> Publication | None:
        """The inspection before this one."""
        later = False
        for one in self.reports:
            if later and not one.is_letter and not one.withdrawn:
                return one
            later = later or one is report
        return None

    def find_next(self, report: Publication) -> Publication | None:
        """The inspection after this one."""
        next_report = None
        for one in self.reports:
            if one is report:
                return next_report
            if not one.is_letter and not one.withdrawn:
                next_report = one
        return None


@frozen(kw_only=False)
class Group:
    """Reports that have something in common: their region, their year, their rating."""

    id: str
    name: str
    reports: tuple[Publication, ...]


@frozen(kw_only=False)
class StandardOverview:
    """One standard of a methodology over all services, by the newest inspection of each."""

    methodology: str
    id: str
    title: str
    domain_title: str
    rated: tuple[tuple[Publication, RatingFact], ...]


@frozen(kw_only=False)
class Change:
    """A rating then and now."""

    then: Grade | None
    now: Grade | None

    @property
    def word(self) -> str:
        """better, worse, as before, or nothing where the two cannot be compared."""
        if self.then is None or self.now is None or self.then.of != self.now.of:
            return ""
        if self.now.level == self.then.level:
            return "as before"
        return "better" if self.now.level > self.then.level else "worse"


def compare_overall(then: Publication | None, now: Publication) -> Change | None:
    """The overall rating of two inspections, where one methodology rated both."""
    if then is None or then.methodology != now.methodology:
        return None
    return Change(then.overall, now.overall)


def compare_standard(then: Publication | None, now: Publication, standard: str) -> Change | None:
    """The rating of one standard in two inspections, where one methodology rated both."""
    if then is None or then.methodology != now.methodology:
        return None
    earlier, later = then.find_rating(standard), now.find_rating(standard)
    if earlier is None or later is None:
        return None
    return Change(earlier.grade, later.grade)


@frozen(kw_only=False)
class Catalogue:
    """All published reports, the newest first."""

    publications: tuple[Publication, ...]
    services: tuple[Service, ...]
    by_slug: Mapping[str, Service] = field(default_factory=dict)
    """The service of each report."""

    @cached_property
    def current(self) -> tuple[Publication, ...]:
        """What was not withdrawn."""
        return tuple(one for one in self.publications if not one.withdrawn)

    @property
    def as_of(self) -> str:
        """The day of the last thing that happened to any report."""
        return max((one.changed[:10] for one in self.publications), default="")

    @cached_property
    def regions(self) -> tuple[Group, ...]:
        return self._group(lambda one: one.region)

    @cached_property
    def kinds(self) -> tuple[Group, ...]:
        return self._group(lambda one: one.kind or one.document)

    @cached_property
    def years(self) -> tuple[Group, ...]:
        return tuple(reversed(self._group(lambda one: one.year)))

    @cached_property
    def overall_ratings(self) -> tuple[Group, ...]:
        """By overall rating, the best first."""
        levels: dict[str, float] = {}
        for one in self.current:
            if one.overall:
                share = one.overall.level / max(1, one.overall.of - 1)
                levels[one.overall.name] = max(share, levels.get(one.overall.name, 0))
        groups = self._group(lambda one: one.overall.name if one.overall else None)
        return tuple(sorted(groups, key=lambda group: (-levels.get(group.name, 0), group.name)))

    @cached_property
    def methodologies(self) -> tuple[Group, ...]:
        """By methodology, the one with the newest report first. The name is the title."""
        groups: dict[str, list[Publication]] = {}
        for one in self.publications:
            groups.setdefault(one.methodology, []).append(one)
        return tuple(Group(id, of[0].methodology_title, tuple(of)) for id, of in groups.items())

    @cached_property
    def letters(self) -> tuple[Publication, ...]:
        return tuple(one for one in self.publications if one.is_letter)

    def find_letters(self, report: Publication) -> tuple[Publication, ...]:
        """The letters and pooled reports that draw on an inspection: they name its title, and it
        was the newest one of that title when they were published."""
        return tuple(
            one
            for one in self.publications
            if report.title in one.units
            and one.slug != report.slug
            and self.find_unit(one, report.title) is report
        )

    def find_unit(self, pooled: Publication, title: str) -> Publication | None:
        """The inspection of this title that a letter or a pooled report draws on: the newest one
        when it was published."""
        named = [one for one in self.publications if one.title == title and not one.is_letter]
        before = [one for one in named if one.date[:4] <= pooled.date[:4]]
        return next(iter(before or named[-1:]), None)

    def list_standards(self, methodology: str) -> tuple[StandardOverview, ...]:
        """The standards of a methodology in its order, each over all services."""
        by_standard: dict[str, tuple[RatingFact, list[tuple[Publication, RatingFact]]]] = {}
        for service in self.services:
            latest = next((r for r in service.inspections if r.methodology == methodology), None)
            for rating in latest.ratings if latest else ():
                entry = by_standard.setdefault(rating.standard, (rating, []))
                assert latest is not None
                entry[1].append((latest, rating))
        return tuple(
            StandardOverview(methodology, id, first.title, first.domain_title, tuple(rated))
            for id, (first, rated) in by_standard.items()
        )

    def _group(self, key: Callable[[Publication], str | None]) -> tuple[Group, ...]:
        """Groups of what was not withdrawn, in alphabetical order."""
        groups: dict[str, list[Publication]] = {}
        for one in self.current:
            if name := key(one):
                groups.setdefault(name, []).append(one)
        ids: dict[str, int] = {}
        return tuple(
            Group(_make_distinct(slugify(name), ids), name, tuple(groups[name]))
            for name in sorted(groups)
        )


def _make_distinct(id: str, used: dict[str, int]) -> str:
    """A name for addresses that no other group has."""
    used[id] = used.get(id, 0) + 1
    return id if used[id] == 1 else f"{id}-{used[id]}"


def find_translations(publications: Iterable[Publication]) -> dict[str, Publication]:
    """The reports that are another in its own language, each with that: west-2025-cy is west-2025
    in Welsh."""
    by_slug = {report.slug: report for report in publications}
    return {
        slug: original
        for slug, report in by_slug.items()
        if (original := by_slug.get(slug.removesuffix(f"-{report.language}")))
        and original is not report
    }


def make_catalogue(
    publications: Iterable[Publication], named: Mapping[str, Sequence[str]] | None = None
) -> Catalogue:
    """Put reports together. `named` gives the reports of services whose reports have several
    titles. A report that is another in its own language is left out, so that none counts twice."""
    everything = list(publications)
    translations = find_translations(everything)
    newest_first = sorted(
        (one for one in everything if one.slug not in translations), key=lambda one: one.slug
    )
    newest_first.sort(key=lambda one: (one.date, one.first_published), reverse=True)
    names = {slug: name for name, slugs in (named or {}).items() for slug in slugs}
    services: dict[str, list[Publication]] = {}
    for one in newest_first:
        services.setdefault(names.get(one.slug, one.title), []).append(one)
    used: dict[str, int] = {}
    distinct = tuple(
        Service(_make_distinct(slugify(name), used), name, tuple(services[name]))
        for name in sorted(services, key=str.casefold)
    )
    by_slug = {one.slug: service for service in distinct for one in service.reports}
    return Catalogue(tuple(newest_first), distinct, by_slug)
