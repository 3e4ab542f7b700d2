"""The tables of open data: their columns, described once, and their rows, from the catalogue.

Files of every format, their descriptions and the documentation follow from these declarations. It
must not know the formats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from reportgen.catalogue.catalogue import Catalogue
from reportgen.catalogue.publication import Grade, Publication
from reportgen.util.frozen import frozen

Cell = str | int | bool | None
Row = tuple[Cell, ...]


@frozen(kw_only=False)
class DataColumn:
    """A column: its name, what it may hold and what it says."""

    name: str
    type: str
    """text, integer, boolean, day (2022-08-31) or date (also 2022-08 and 2022)."""
    about: str
    is_required: bool = False
    """Whether no cell of it is empty."""


@frozen(kw_only=False)
class DataTable:
    """A table with its rows."""

    name: str
    title: str
    about: str
    columns: tuple[DataColumn, ...]
    key: tuple[str, ...]
    """The columns that no two rows have alike."""
    links: tuple[tuple[tuple[str, ...], str], ...]
    """Columns that name a row of another table, and that table, whose key they have."""
    rows: tuple[Row, ...] = ()


C = DataColumn
_INSPECTION = C("inspection", "text", "The inspection's name, as in the address of its page", True)

INSPECTIONS = DataTable(
    "inspections",
    "Inspections",
    "Each published report, a row each. A report that was withdrawn has no ratings.",
    (
        _INSPECTION,
        C("title", "text", "The title of the report", True),
        C("service", "text", "The service, the same for all its inspections", True),
        C("service_name", "text", "The name of the service", True),
        C("region", "text", "The region"),
        C("kind", "text", "The kind of service or inspection, where its methodology has several"),
        C("document", "text", "What the report is: inspection report, letter", True),
        C("methodology", "text", "The methodology that says what is rated and how", True),
        C("methodology_title", "text", "The title of the methodology", True),
        C("published", "date", "The date that the report prints, or else the day in its record"),
        C("year", "integer", "The year of that date", True),
        C("first_published", "day", "The day on which its first edition was published", True),
        C("fieldwork", "text", "When the fieldwork was, as the report says it"),
        C("stage", "text", "published, corrected or withdrawn", True),
        C("edition", "integer", "The number of the newest edition", True),
        C("changed", "day", "The day of the last edition, or of the withdrawal", True),
        C("overall", "text", "The overall rating, where the methodology has one"),
        C("overall_level", "integer", "Where that rating is on its scale: 1 is the worst"),
        C("overall_levels", "integer", "How many grades that scale has"),
        C("score", "integer", "The points, where the methodology counts them"),
        C("out_of", "integer", "How many points were possible"),
        C("is_newest", "boolean", "Whether it is the newest inspection of its service", True),
        C("previous", "text", "The inspection of the same service before it"),
    ),
    ("inspection",),
    (),
)

RATINGS = DataTable(
    "ratings",
    "Ratings",
    "Each standard of each inspection.",
    (
        _INSPECTION,
        C("standard", "text", "The number or name of the standard in its methodology", True),
        C("title", "text", "The title of the standard", True),
        C("domain", "text", "The number of its domain"),
        C("domain_title", "text", "The title of its domain"),
        C("state", "text", "rated, not rated, or shown: reported for information", True),
        C("rating", "text", "The rating"),
        C("level", "integer", "Where the rating is on its scale: 1 is the worst"),
        C("levels", "integer", "How many grades the scale has"),
        C("points", "integer", "The points that the rating counts"),
        C("percent", "integer", "The percentage that decided the rating"),
        C("driver", "text", "The question that decided the rating"),
        C("margin_to", "text", "The nearest other rating"),
        C("margin_cases", "integer", "By how many cases that rating was missed"),
        C("because", "text", "Why it is rated so"),
    ),
    ("inspection", "standard"),
    ((("inspection",), "inspections"),),
)

RESULTS = DataTable(
    "results",
    "Results",
    "Each question and prompt of each inspection: how many cases were judged sufficient.",
    (
        _INSPECTION,
        C("standard", "text", "The standard that the question belongs to", True),
        C("question", "text", "The number of the question or prompt", True),
        C("part_of", "text", "For a prompt: its question"),
        C("text", "text", "What is asked", True),
        C("grouped_by", "text", "By what the cases are grouped, or all: not grouped", True),
        C("case_group", "text", "The group, or all cases", True),
        C("yes", "integer", "How many cases were judged sufficient"),
        C("cases", "integer", "How many cases the question applied to: the denominator"),
        C("percent", "integer", "The percentage as it was published"),
        C("withheld", "boolean", "Whether figures of a small group are withheld", True),
    ),
    ("inspection", "question", "grouped_by", "case_group"),
    ((("inspection",), "inspections"),),
)

RECOMMENDATIONS = DataTable(
    "recommendations",
    "Recommendations",
    "Each recommendation. Its id stays the same for ever.",
    (
        C("recommendation", "text", "Its id among those of all reports", True),
        _INSPECTION,
        C("number", "integer", "Its number in the report", True),
        C("addressee", "text", "Who is asked"),
        C("text", "text", "What is asked", True),
        C("standards", "text", "The standards that support it, with spaces between"),
        C("answer", "text", "The answer in the action plan: Agreed, Partly agreed, Not agreed"),
        C("why", "text", "Why it is not, or not wholly, agreed to"),
    ),
    ("recommendation",),
    ((("inspection",), "inspections"),),
)

STEPS = DataTable(
    "steps",
    "Steps",
    "What action plans say is done about each recommendation.",
    (
        C("recommendation", "text", "The id of the recommendation", True),
        C("number", "integer", "The first step is 1", True),
        C("step", "text", "What is done", True),
        C("due", "date", "The day by which it is done"),
        C("progress", "text", "Not started, Under way or Done"),
        C("done", "date", "The day on which it was done"),
    ),
    ("recommendation", "number"),
    ((("recommendation",), "recommendations"),),
)

PROGRESS = DataTable(
    "progress",
    "Progress",
    "What an inspection found on each earlier recommendation.",
    (
        _INSPECTION,
        C("number", "integer", "Where it is in the report's list", True),
        C("made_in", "text", "When the recommendation was made, as the report says it"),
        C("recommendation", "text", "What was recommended", True),
        C("category", "text", "The judgement: no progress, some progress", True),
        C("findings", "text", "What was found"),
        C("still_required", "text", "What is still required"),
    ),
    ("inspection", "number"),
    ((("inspection",), "inspections"),),
)

EVENTS = DataTable(
    "events",
    "Events",
    "What happened to each report: publication, corrections, withdrawal.",
    (
        _INSPECTION,
        C("number", "integer", "The first event of a report is 1", True),
        C("day", "day", "The day", True),
        C("event", "text", "published, corrected or withdrawn", True),
        C("edition", "integer", "The number of the edition that began"),
        C("kind", "text", "For a correction: minor or major"),
        C("note", "text", "What was corrected, or why it was withdrawn"),
    ),
    ("inspection", "number"),
    ((("inspection",), "inspections"),),
)


def make_tables(catalogue: Catalogue) -> tuple[DataTable, ...]:
    """All tables with their rows, in the order of inspections by name."""
    reports = sorted(catalogue.publications, key=lambda one: one.slug)
    newest = {service.inspections[0].slug for service in catalogue.services if service.inspections}
    fill: dict[DataTable, Callable[[Publication], Iterator[Row]]] = {
        INSPECTIONS: lambda one: _list_inspection(catalogue, one, one.slug in newest),
        RATINGS: _list_ratings,
        RESULTS: _list_results,
        RECOMMENDATIONS: _list_recommendations,
        STEPS: _list_steps,
        PROGRESS: _list_progress,
        EVENTS: _list_events,
    }
    return tuple(
        replace(table, rows=tuple(row for report in reports for row in list_rows(report)))
        for table, list_rows in fill.items()
    )


ALL_TABLES = (INSPECTIONS, RATINGS, RESULTS, RECOMMENDATIONS, STEPS, PROGRESS, EVENTS)
"""The tables without rows."""


def _level(grade: Grade | None) -> tuple[str | None, int | None, int | None]:
    return (grade.name, grade.level + 1, grade.of) if grade else (None, None, None)


def _list_inspection(catalogue: Catalogue, one: Publication, is_newest: bool) -> Iterator[Row]:
    service = catalogue.by_slug[one.slug]
    previous = service.find_previous(one)
    counts = not one.withdrawn
    yield (
        one.slug,
        one.title,
        service.id,
        service.name,
        one.region,
        one.kind,
        one.document,
        one.methodology,
        one.methodology_title,
        one.date,
        int(one.year),
        one.first_published,
        one.fieldwork,
        one.stage,
        one.editions[0].number,
        one.changed[:10],
        *_level(one.overall if counts else None),
        one.score if counts else None,
        one.out_of if counts else None,
        is_newest,
        previous.slug if previous else None,
    )


def _list_ratings(one: Publication) -> Iterator[Row]:
    for rating in () if one.withdrawn else one.ratings:
        yield (
            one.slug,
            rating.standard,
            rating.title,
            rating.domain,
            rating.domain_title,
            rating.state,
            *_level(rating.grade),
            rating.points,
            rating.percent,
            rating.driver,
            rating.margin_to,
            rating.margin_cases,
            " ".join(rating.because) or None,
        )


def _list_results(one: Publication) -> Iterator[Row]:
    for result in () if one.withdrawn else one.results:
        yield (
            one.slug,
            result.standard,
            result.id,
            result.parent,
            result.text,
            result.by or "all",
            result.group or "all cases",
            result.yes,
            result.of,
            result.percent,
            result.withheld,
        )


def _list_recommendations(one: Publication) -> Iterator[Row]:
    for item in one.recommendations:
        standards = " ".join(item.standards) or None
        yield (
            item.id,
            one.slug,
            item.number,
            item.to,
            item.text,
            standards,
            item.answer,
            item.why,
        )


def _list_steps(one: Publication) -> Iterator[Row]:
    for item in one.recommendations:
        for number, step in enumerate(item.steps, start=1):
            yield (item.id, number, step.step, step.due, step.progress, step.done)


def _list_progress(one: Publication) -> Iterator[Row]:
    for number, item in enumerate(one.progress, start=1):
        yield (
            one.slug,
            number,
            item.made_in,
            item.recommendation,
            item.category,
            item.findings,
            item.still_required,
        )


def _list_events(one: Publication) -> Iterator[Row]:
    editions = reversed(one.editions)
    number = 0
    for number, edition in enumerate(editions, start=1):
        day, kind = edition.on[:10], edition.kind
        yield (one.slug, number, day, edition.stage, edition.number, kind, edition.note)
    if one.withdrawn:
        yield (
            one.slug,
            number + 1,
            one.withdrawn.on[:10],
            "withdrawn",
            None,
            None,
            one.withdrawn.note,
        )
