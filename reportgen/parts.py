"""The parts of a report as a template, or another site, sees them: plain records, in the order in which they are read.

They hold what was found and what follows from it, told in words and figures. How a part looks is for the templates;
where its values come from is for report.py.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

from reportgen.prose import Prose
from reportgen.record import record


@record
class Mark:
    """A rating as a mark shows it: its word, and where it stands on its scale."""

    name: str
    level: int
    """From 0, the worst."""
    of: int
    """How many grades the scale has."""
    about: str | None = None


@record
class Edge:
    """Where a band begins on the scale from 0 to 100, and the grade it begins."""

    percent: int
    name: str


@record
class Share:
    """A percentage with the band it falls in, as a bar shows it."""

    percent: int | None
    yes: int | None = None
    of: int | None = None
    mark: Mark | None = None
    edges: tuple[Edge, ...] = ()


@record
class Sign:
    """A sign beside a prompt, and what it says."""

    sign: str
    text: str


@record
class Prompt:
    """A prompt beneath a key question."""

    id: str
    text: str
    signs: tuple[Sign, ...]
    share: Share


@record
class Question:
    """A key question, its result, and its prompts."""

    id: str
    text: str
    share: Share
    is_driver: bool
    prompts: tuple[Prompt, ...]


@record
class Item:
    """A strength, an area for improvement or a recommendation."""

    text: Prose
    title: str | None
    findings: tuple[Link, ...] = ()
    number: int | None = None


@record
class Link:
    """A place in the report and what stands there."""

    id: str
    label: str
    title: str


@record
class Cell:
    """A cell of a table."""

    text: Prose
    is_number: bool


@record
class Column:
    """A column of a table."""

    title: str
    is_number: bool


@record
class Table:
    """A table of data."""

    id: str
    title: str
    source: str | None
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[Prose, ...]
    wide: bool


@record
class Group:
    """One question in one group of cases."""

    percent: int | None
    yes: int | None
    of: int | None
    withheld: bool


@record
class BrokenDown:
    """One question over all groups."""

    id: str
    text: str
    groups: tuple[Group, ...]
    total: Group


@record
class Breakdown:
    """Results by group."""

    id: str
    title: str
    by: str
    groups: tuple[str, ...]
    rows: tuple[BrokenDown, ...]
    note: str | None


@record
class Section:
    """A section that this report has beside the outline."""

    id: str
    title: str
    text: Prose


@record
class Standard:
    """One standard: what it asks, how it is rated and why, and what was found."""

    id: str
    anchor: str
    label: str
    title: str
    statement: str | None
    rule: str
    state: str
    rating: Mark | None
    score: Share | None
    points: int | None
    because: tuple[str, ...]
    margin: str | None
    cases_from: str | None
    note: Prose | None
    in_brief: Prose | None
    summary: Prose | None
    questions: tuple[Question, ...]
    signs: tuple[Sign, ...]
    """The signs that its prompts bear."""
    text: Prose | None
    strengths: tuple[Item, ...]
    areas_for_improvement: tuple[Item, ...]
    tables: tuple[Table, ...]
    sections: tuple[Section, ...]


@record
class Domain:
    """A chapter of standards."""

    id: str
    anchor: str
    label: str
    title: str
    percent: float | None
    in_brief: Prose | None
    summary: Prose | None
    text: Prose | None
    strengths: tuple[Item, ...]
    areas_for_improvement: tuple[Item, ...]
    standards: tuple[Standard, ...]


@record
class Total:
    """A grade of the overall rating and the totals that earn it."""

    mark: Mark
    lowest: int
    highest: int


@record
class Thread:
    """A theme that has a percentage of its own."""

    title: str
    percent: float | None


@record
class Rated:
    """A standard as the ratings page lists it."""

    anchor: str | None
    """Where its chapter stands in this report, if it does."""
    label: str
    title: str
    state: str
    rating: Mark | None
    percent: int | None


@record
class RatedDomain:
    """A domain as the ratings page lists it."""

    label: str
    title: str
    percent: float | None
    standards: tuple[Rated, ...]


@record
class Ratings:
    """The ratings of one inspection on one page."""

    anchor: str

    title: str
    fieldwork: str | None
    score: int | None
    out_of: int | None
    overall: Mark | None
    overall_because: tuple[str, ...]
    totals: tuple[Total, ...]
    domains: tuple[RatedDomain, ...]
    threads: tuple[Thread, ...]


@record
class Addressee:
    """Whom some recommendations are for, and what they ask."""

    to: str | None
    items: tuple[Item, ...]


@record
class Progress:
    """Progress on one earlier recommendation."""

    made_in: str | None
    recommendation: Prose
    findings: Prose | None
    category: str
    still_required: Prose | None


@record
class Practice:
    """An example of good practice."""

    title: str
    on: Link | None
    text: Prose


@record
class Entry:
    """A line of the contents."""

    id: str
    label: str
    title: str
    entries: tuple[Entry, ...] = ()

    @property
    def is_numbered(self) -> bool:
        """Whether it is a chapter with a number, not an annexe or a part without one."""
        return self.label[-1:].isdigit() and " " not in self.label


@record
class Part:
    """One block of the outline with all that it prints."""

    block: str
    """The template in templates/blocks/ that sets it."""
    id: str
    label: str
    """What stands before its title: 2., Annexe one."""
    title: str | None
    annexe: bool
    new_page: bool
    """Whether it begins on a page of its own in print."""
    intro: Prose | None
    text: Prose | None
    domain: Domain | None
    recommendations: tuple[Addressee, ...]
    progress: tuple[Progress, ...]
    good_practice: tuple[Practice, ...]
    tables: tuple[Table, ...]
    sections: tuple[Section, ...]
    entries: tuple[Entry, ...]
    """What the contents list beneath it."""


@record
class Date:
    """A date as it is printed and as a machine reads it."""

    words: str
    iso: str


@record
class Person:
    """Somebody who signs or led."""

    name: str
    title: str | None


@record
class Publication:
    """What the publication page says."""

    publisher: str | None
    address: tuple[str, ...]
    isbn: str | None
    copyright: str | None
    licence: Prose | None
    available_at: str | None
    contact: Prose | None
    acknowledgements: Prose | None
    role: Prose | None


@record
class Letter:
    """The head and the end of a letter."""

    sender: tuple[str, ...]
    to: tuple[str, ...]
    copies: tuple[str, ...]
    subject: str | None
    salutation: str | None
    closing: str | None


def as_data(value: Any) -> Any:
    """A part as dicts, lists, text and numbers alone; prose as HTML in which each footnote stands in brackets where it is called."""
    if isinstance(value, Prose):
        return str(value.html("data"))
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: as_data(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, (tuple, list)):
        return [as_data(item) for item in value]
    if isinstance(value, dict):
        return {str(key): as_data(item) for key, item in value.items()}
    if isinstance(value, Fraction):
        return float(value)
    return str(value) if isinstance(value, str) else value
