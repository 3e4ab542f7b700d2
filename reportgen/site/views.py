"""What the pages of the site show, beside the records of the catalogue: plain records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reportgen.catalogue.catalogue import Change
from reportgen.catalogue.publication import Grade, Publication, RatingFact
from reportgen.opendata.tables import DataTable
from reportgen.util.dates import date_in_words
from reportgen.util.frozen import frozen
from reportgen.util.text import slugify


@frozen(kw_only=False)
class Page:
    """One page of the site."""

    path: str
    """From the folder of the site: reports/index.html."""
    template: str
    title: str
    values: Mapping[str, Any]
    description: str = ""
    section: str = ""
    """The part of the site that the page belongs to, as the path of that part's first page."""
    card: str = "assets/card.png"
    """The picture that other sites show beside a link to it."""


@frozen(kw_only=False)
class Link:
    """A page to go to, and its name."""

    path: str
    title: str


@frozen(kw_only=False)
class RatingRow:
    """A standard in a table of one report: now, and in the inspection before."""

    path: str
    """The page of the standard over all services."""
    now: RatingFact
    then: RatingFact | None
    change: Change | None


@frozen(kw_only=False)
class GridRow:
    """A service in the grid: a rating for each standard, or none."""

    report: Publication
    ratings: tuple[RatingFact | None, ...]


@frozen(kw_only=False)
class GradeCount:
    """How many services have a grade."""

    grade: Grade
    number: int


@frozen(kw_only=False)
class StandardLink:
    """A standard in a list, with how many services it was rated for."""

    path: str
    id: str
    title: str
    rated: tuple[Any, ...]


@frozen(kw_only=False)
class StandardGroup:
    """The standards of one methodology."""

    id: str
    name: str
    standards: tuple[StandardLink, ...]


@frozen(kw_only=False)
class YearLink:
    """The recommendations of one year, and how many there are."""

    id: str
    name: str
    number: int


@frozen(kw_only=False)
class Event:
    """Something that happened to a report after it was published."""

    on: str
    report: Publication
    what: str
    note: str | None


@frozen(kw_only=False)
class Download:
    """A file to download."""

    name: str
    format: str
    size: str


@frozen(kw_only=False)
class TableDownload:
    """A table of the data, and its files."""

    table: DataTable
    csv: Download
    metadata: Download


def standard_path(methodology: str, standard: str) -> str:
    """The page of a standard over all services."""
    return f"standards/{methodology}/{slugify(standard)}/index.html"


def describe_report(report: Publication) -> str:
    """A report in a sentence: what it is, its date and its rating."""
    sentence = f"{report.title}: {report.document}, {date_in_words(report.date)}."
    if report.withdrawn:
        return f"{sentence} Withdrawn."
    return f"{sentence} Overall: {report.overall.name}." if report.overall else sentence


def say_size(size: int) -> str:
    """A size as people read it: 164 kB."""
    return f"{size / 1e6:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"
