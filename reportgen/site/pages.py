"""Which pages the site has, and what each shows.

A page is a template and the values that it fills in: plain records of the catalogue. It must not
know how a page is rendered, nor where it is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from reportgen.catalogue.catalogue import (
    Catalogue,
    Group,
    Service,
    StandardOverview,
    compare_overall,
    compare_standard,
)
from reportgen.catalogue.publication import Publication, RatingFact
from reportgen.opendata.files import DATABASE, PACKAGE, VERSIONS, WORKBOOK
from reportgen.opendata.tables import DataTable
from reportgen.report.output_files import WEB_PAGE, name_card
from reportgen.site.charts import draw_changes, draw_strip, draw_trend, list_grades
from reportgen.site.views import (
    Download,
    Event,
    GradeCount,
    GridRow,
    Link,
    Page,
    RatingRow,
    StandardGroup,
    StandardLink,
    TableDownload,
    YearLink,
    describe_report,
    say_size,
    standard_path,
)

NEWEST = 8
"""How many reports the first page lists as the newest."""


NAVIGATION = (
    Link("index.html", "Services"),
    Link("reports/index.html", "Reports"),
    Link("regions/index.html", "Regions"),
    Link("standards/index.html", "Standards"),
    Link("grid/index.html", "Grid"),
    Link("recommendations/index.html", "Recommendations"),
    Link("data/index.html", "Data"),
)
"""The parts of the site, in the order in which its head lists them."""

SHOW_ALL = ("index", "about", "recommendations", "data")
"""The templates that look at the whole catalogue, beside what their pages hand them."""

GROUPS = (
    ("regions", "Regions", "regions"),
    ("kinds", "Kinds of report", "kinds"),
    ("ratings", "Overall ratings", "overall_ratings"),
    ("years", "Years", "years"),
)
"""The folders of filters, what their first page is called, and where the catalogue has them."""


def list_pages(
    catalogue: Catalogue, explained: Mapping[str, str], drawn_map: str = ""
) -> Iterator[Page]:
    """Every page of the site. `explained` has each methodology in plain words; `drawn_map` is the
    map of the first page."""
    first = {"newest": catalogue.current[:NEWEST], "map": drawn_map}
    yield Page("index.html", "index", "", first, section="index.html")
    yield Page(
        "reports/index.html",
        "reports",
        "All reports",
        {"listed": catalogue.publications, "without": (), "services_here": (), "back": None},
        "Every report that is published, the newest first.",
        "reports/index.html",
    )
    yield from _list_group_pages(catalogue)
    for service in catalogue.services:
        yield _make_service_page(catalogue, service)
    for report in catalogue.publications:
        yield _make_report_page(catalogue, report)
    yield from _list_methodology_pages(catalogue, explained)
    yield from _list_recommendation_pages(catalogue)
    events = _list_events(catalogue)
    yield Page("corrections/index.html", "corrections", "Corrections", {"events": events})
    yield Page("about/index.html", "about", "About this site", {})
    yield Page("accessibility/index.html", "accessibility", "Accessibility", {})


# Filters


def _list_group_pages(catalogue: Catalogue) -> Iterator[Page]:
    for folder, title, name in GROUPS:
        groups: tuple[Group, ...] = getattr(catalogue, name)
        section = f"{folder}/index.html" if folder == "regions" else "reports/index.html"
        yield Page(
            f"{folder}/index.html",
            "groups",
            title,
            {"folder": folder, "listed": groups},
            section=section,
        )
        for group in groups:
            services = tuple(
                service
                for service in catalogue.services
                if folder == "regions" and service.region == group.name
            )
            yield Page(
                f"{folder}/{group.id}/index.html",
                "reports",
                group.name,
                {
                    "listed": group.reports,
                    "without": ("region",) if folder == "regions" else (),
                    "services_here": services,
                    "back": Link(f"{folder}/index.html", f"All: {title.lower()}"),
                },
                f"{title}: {group.name}. {len(group.reports)} reports.",
                section,
            )


# Services and reports


def _compare_ratings(now: Publication, then: Publication | None) -> tuple[RatingRow, ...]:
    return tuple(
        RatingRow(
            standard_path(now.methodology, rating.standard),
            rating,
            then.find_rating(rating.standard) if then else None,
            compare_standard(then, now, rating.standard),
        )
        for rating in now.ratings
    )


def _same_rules(then: Publication | None, now: Publication) -> Publication | None:
    return then if then is not None and then.methodology == now.methodology else None


def _ratings_of(report: Publication | None) -> tuple[RatingFact, ...]:
    return report.ratings if report else ()


def _find_region_page(catalogue: Catalogue, region: str | None) -> str:
    group = next((one for one in catalogue.regions if one.name == region), None)
    return f"regions/{group.id}/index.html" if group else ""


def _make_service_page(catalogue: Catalogue, service: Service) -> Page:
    latest = service.latest
    then = service.find_previous(latest)
    previous = _same_rules(then, latest)
    rows = _compare_ratings(latest, previous)
    letters = {
        letter.slug: letter
        for report in service.reports
        for letter in catalogue.find_letters(report)
    }
    values = {
        "service": service,
        "latest": latest,
        "previous": previous,
        "rows": rows,
        "overall_change": compare_overall(previous, latest),
        "other_methodology": then if then is not previous else None,
        "letters": tuple(letters.values()),
        "region_page": _find_region_page(catalogue, service.region),
        "changes": draw_changes(rows, list_grades((*latest.ratings, *_ratings_of(previous)))),
        "trend": draw_trend(service),
    }
    return Page(
        f"services/{service.id}/index.html",
        "service",
        service.name,
        values,
        describe_report(latest),
        "index.html",
    )


def _make_report_page(catalogue: Catalogue, report: Publication) -> Page:
    service = catalogue.by_slug[report.slug]
    previous = service.find_previous(report)
    same = _same_rules(previous, report)
    units = [catalogue.find_unit(report, title) for title in report.units]
    values = {
        "report": report,
        "service": service,
        "previous": previous,
        "next": service.find_next(report),
        "previous_same": same,
        "rows": _compare_ratings(report, same),
        "overall_change": compare_overall(same, report),
        "has_percents": any(one.percent is not None for one in report.ratings),
        "letters": catalogue.find_letters(report),
        "units": tuple(one for one in units if one is not None and one is not report),
        "region_page": _find_region_page(catalogue, report.region),
        "editions": report.editions,
        "kept": frozenset(one.folder for one in report.editions if one.is_kept),
        "downloads": tuple(
            Download(one.name, one.name.rpartition(".")[2].upper(), say_size(one.size))
            for one in report.files
            if one.name != WEB_PAGE
        ),
    }
    return Page(
        f"reports/{report.slug}/index.html",
        "report",
        report.title,
        values,
        describe_report(report),
        "reports/index.html",
        name_card(report.slug),
    )


def make_data_page(tables: Sequence[DataTable], sizes: Mapping[str, int]) -> Page:
    """The page of the data. `sizes` has all of its files, by their names, with the bytes of each;
    versions of earlier days too."""
    downloads = {
        name: Download(name, name.rpartition(".")[2].upper(), say_size(size))
        for name, size in sizes.items()
    }
    values = {
        "tables": tuple(
            TableDownload(
                table, downloads[f"{table.name}.csv"], downloads[f"{table.name}.csv-metadata.json"]
            )
            for table in tables
        ),
        "whole": tuple(downloads[name] for name in (WORKBOOK, DATABASE, PACKAGE)),
        "versions": tuple(
            downloads[name] for name in sorted(downloads, reverse=True) if name.startswith(VERSIONS)
        ),
    }
    description = "Every published rating, result and recommendation as CSV, ODS and SQLite."
    return Page("data/index.html", "data", "Data", values, description, "data/index.html")


# Methodologies and standards


def _list_methodology_pages(catalogue: Catalogue, explained: Mapping[str, str]) -> Iterator[Page]:
    groups = []
    for group in catalogue.methodologies:
        standards = catalogue.list_standards(group.id)
        links = tuple(
            StandardLink(standard_path(group.id, one.id), one.id, one.title, one.rated)
            for one in standards
        )
        groups.append(StandardGroup(group.id, group.name, links))
        yield Page(
            f"methodologies/{group.id}/index.html",
            "methodology",
            group.name,
            {
                "id": group.id,
                "standards": links,
                "listed": group.reports,
                "explained": explained.get(group.id, ""),
            },
            section="standards/index.html",
        )
        for standard in standards:
            yield _make_standard_page(group, standard)
        if standards:
            yield _make_grid_page(catalogue, group, standards, links)
    yield Page(
        "methodologies/index.html",
        "methodologies",
        "Methodologies",
        {"groups": catalogue.methodologies},
        section="standards/index.html",
    )
    for name, title in (("standards", "Standards"), ("grid", "Services and standards")):
        yield Page(
            f"{name}/index.html",
            name if name == "standards" else "grids",
            title,
            {"groups": tuple(groups)},
            section=f"{name}/index.html",
        )


def _make_standard_page(group: Group, standard: StandardOverview) -> Page:
    def rank(entry: tuple[Publication, RatingFact]) -> tuple[float, float, str]:
        report, rating = entry
        level = rating.grade.level if rating.grade else -1
        return -level, -(rating.percent or 0), report.title

    counts = Counter(rating.grade for _, rating in standard.rated if rating.grade)
    values = {
        "standard": standard,
        "methodology_title": group.name,
        "rated": tuple(sorted(standard.rated, key=rank)),
        "counts": tuple(
            GradeCount(grade, counts[grade])
            for grade in sorted(counts, key=lambda one: one.level, reverse=True)
        ),
        "has_percents": any(rating.percent is not None for _, rating in standard.rated),
        "strip": draw_strip(standard),
    }
    return Page(
        standard_path(group.id, standard.id),
        "standard",
        f"{standard.id} {standard.title}",
        values,
        f"{standard.title}: {len(standard.rated)} services compared. {group.name}.",
        "standards/index.html",
    )


def _make_grid_page(
    catalogue: Catalogue,
    group: Group,
    standards: tuple[StandardOverview, ...],
    links: tuple[StandardLink, ...],
) -> Page:
    reports = {report.slug: report for one in standards for report, _ in one.rated}
    rows = tuple(
        GridRow(report, tuple(report.find_rating(one.id) for one in standards))
        for report in sorted(reports.values(), key=lambda one: (one.title.casefold(), one.slug))
    )
    return Page(
        f"grid/{group.id}/index.html",
        "grid",
        f"Grid: {group.name}",
        {"id": group.id, "title": group.name, "standards": links, "rows": rows},
        section="grid/index.html",
    )


# Recommendations and corrections


def _list_recommendation_pages(catalogue: Catalogue) -> Iterator[Page]:
    years: dict[str, list[Publication]] = {}
    for report in catalogue.current:
        if report.recommendations:
            years.setdefault(report.year, []).append(report)
    links = tuple(
        YearLink(year, year, sum(len(one.recommendations) for one in reports))
        for year, reports in sorted(years.items(), reverse=True)
    )
    section = "recommendations/index.html"
    yield Page(
        section,
        "recommendations",
        "Recommendations",
        {"years": links, "listed": (), "total": sum(link.number for link in links)},
        section=section,
    )
    for year, reports in years.items():
        yield Page(
            f"recommendations/{year}/index.html",
            "recommendations",
            f"Recommendations of {year}",
            {"years": (), "listed": tuple(reports), "total": 0},
            section=section,
        )


def _list_events(catalogue: Catalogue) -> tuple[Event, ...]:
    events = []
    for report in catalogue.publications:
        for edition in report.corrections:
            kind = "A minor correction" if edition.kind == "minor" else "A major correction"
            what = f"{kind}, edition {edition.number}."
            events.append(Event(edition.on, report, what, edition.note))
        if report.withdrawn:
            events.append(Event(report.withdrawn.on, report, "Withdrawn.", report.withdrawn.note))
    return tuple(sorted(events, key=lambda event: (event.on, event.report.slug), reverse=True))
