"""The parts of a report as a template, or another site, sees them: plain records, in the order in
which they are read.

They hold what was found and what follows from it, told in words and figures. How a part looks is
for the templates; where its values come from is for report.py.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

from reportgen.prose.html import prose_html
from reportgen.prose.prose import Prose
from reportgen.util.frozen import frozen


@frozen
class RatingBadge:
    """A rating as a mark shows it: its word, and where it stands on its scale."""

    name: str
    level: int
    """From 0, the worst."""
    of: int
    """How many grades the scale has."""
    about: str | None = None
    colour: str | None = None
    """The colour that the methodology gives it."""


@frozen
class BandEdge:
    """Where a band begins on the scale from 0 to 100, and the grade it begins."""

    percent: int
    name: str
    below: str
    """The grade that ends there."""


@frozen
class ShareView:
    """A percentage with the band it falls in, as a bar shows it."""

    percent: int | None
    yes: int | None = None
    of: int | None = None
    mark: RatingBadge | None = None
    edges: tuple[BandEdge, ...] = ()


@frozen
class SignView:
    """A sign beside a prompt, and what it says."""

    sign: str
    text: str


@frozen
class PromptView:
    """A prompt beneath a key question."""

    id: str
    text: str
    signs: tuple[SignView, ...]
    share: ShareView


@frozen
class QuestionView:
    """A key question, its result, and its prompts."""

    id: str
    text: str
    short: str | None
    """Its name where there is no room for the question."""
    share: ShareView
    is_driver: bool
    prompts: tuple[PromptView, ...]


@frozen
class ItemView:
    """A strength, an area for improvement or a recommendation."""

    text: Prose
    title: str | None
    findings: tuple[LinkView, ...] = ()
    number: int | None = None
    id: str | None = None
    """Of a recommendation: its id among those of all reports, as west-sussex-2022/3."""
    anchor: str | None = None
    """Of a recommendation: where it is on the page."""


@frozen
class LinkView:
    """A place in the report and what stands there."""

    id: str
    label: str
    title: str


@frozen
class CellView:
    """A cell of a table."""

    text: Prose
    is_number: bool


@frozen
class ColumnView:
    """A column of a table."""

    title: str
    is_number: bool


@frozen
class TableView:
    """A table of data."""

    id: str
    title: str
    source: str | None
    columns: tuple[ColumnView, ...]
    rows: tuple[tuple[CellView, ...], ...]
    notes: tuple[Prose, ...]
    wide: bool
    drawn: str | None = None
    """What is drawn in each row: `bars`, `stacked` or `trend`; None where it is a table alone."""
    finding: str | None = None
    """What the drawing shows, in a sentence."""


@frozen
class GroupView:
    """One question in one group of cases."""

    percent: int | None
    yes: int | None
    of: int | None
    withheld: bool


@frozen
class BreakdownRowView:
    """One question over all groups."""

    id: str
    text: str
    groups: tuple[GroupView, ...]
    total: GroupView


@frozen
class BreakdownView:
    """Results by group."""

    id: str
    title: str
    by: str
    groups: tuple[str, ...]
    rows: tuple[BreakdownRowView, ...]
    note: str | None


@frozen
class SectionView:
    """A section that this report has beside the outline."""

    id: str
    title: str
    text: Prose


@frozen
class StandardView:
    """One standard: what it asks, how it is rated and why, and what was found."""

    id: str
    anchor: str
    label: str
    title: str
    statement: str | None
    rule: str
    state: str
    rating: RatingBadge | None
    score: ShareView | None
    points: int | None
    because: tuple[str, ...]
    margin: str | None
    cases_from: str | None
    note: Prose | None
    in_brief: Prose | None
    summary: Prose | None
    questions: tuple[QuestionView, ...]
    signs: tuple[SignView, ...]
    """The signs that its prompts bear."""
    text: Prose | None
    strengths: tuple[ItemView, ...]
    areas_for_improvement: tuple[ItemView, ...]
    tables: tuple[TableView, ...]
    sections: tuple[SectionView, ...]

    def say_lowest(self, question: QuestionView) -> str:
        """The key of the words beside the lowest key question. They differ if a panel has moved the
        rating that this question gives."""
        percentage = question.share.mark
        is_moved = (
            self.rating is not None
            and percentage is not None
            and self.rating.name != percentage.name
        )
        return "lowest" if is_moved else "lowest-decides"


@frozen
class DomainView:
    """A chapter of standards."""

    id: str
    anchor: str
    label: str
    title: str
    percent: float | None
    in_brief: Prose | None
    summary: Prose | None
    text: Prose | None
    strengths: tuple[ItemView, ...]
    areas_for_improvement: tuple[ItemView, ...]
    standards: tuple[StandardView, ...]
    rating: RatingBadge | None = None
    """Of a domain that has a rating of its own."""
    because: tuple[str, ...] = ()


@frozen
class TotalView:
    """A grade of the overall rating and the totals that earn it."""

    mark: RatingBadge
    lowest: int
    highest: int


@frozen
class ThreadView:
    """A theme that has a percentage of its own."""

    title: str
    percent: float | None


@frozen
class RatedView:
    """A standard as the ratings page lists it."""

    anchor: str | None
    """Where its chapter stands in this report, if it does."""
    label: str
    title: str
    state: str
    rating: RatingBadge | None
    percent: int | None
    rated_on: DateView | None = None
    """When it was rated, if the inspection says so."""
    carried_from: DateView | None = None
    """The date of the earlier inspection from which it is carried forward."""


@frozen
class RatedDomainView:
    """A domain as the ratings page lists it."""

    label: str
    title: str
    percent: float | None
    standards: tuple[RatedView, ...]
    rating: RatingBadge | None = None


@frozen
class OutcomeView:
    """What follows from the ratings, and the rule that says so."""

    title: str
    about: str


@frozen
class RatingsView:
    """The ratings of one inspection on one page."""

    anchor: str

    title: str
    fieldwork: str | None
    score: int | None
    out_of: int | None
    overall: RatingBadge | None
    overall_because: tuple[str, ...]
    totals: tuple[TotalView, ...]
    domains: tuple[RatedDomainView, ...]
    threads: tuple[ThreadView, ...]
    outcomes: tuple[OutcomeView, ...] = ()


@frozen
class KeyFactView:
    """A number to be seen at a glance, and what it is of."""

    value: str
    says: Prose
    source: str | None


@frozen
class AddresseeView:
    """Whom some recommendations are for, and what they ask."""

    to: str | None
    items: tuple[ItemView, ...]


@frozen
class ProgressView:
    """Progress on one earlier recommendation."""

    made_in: str | None
    recommendation: Prose
    findings: Prose | None
    category: str
    still_required: Prose | None


@frozen
class ThenNowRowView:
    """A rating then and now."""

    label: str
    title: str
    then: RatingBadge | None
    """None where it was not rated then, or cannot be compared."""
    now: RatingBadge
    change: str
    """better, as before, worse or not comparable."""
    arrow: str | None
    """The sign of the change."""

    @property
    def change_key(self) -> str:
        """The key of the change among the words of a language."""
        return f"change-{self.change.replace(' ', '-')}"


@frozen
class ThenNowView:
    """The ratings of an earlier inspection beside those of this one."""

    title: str
    """What the earlier inspection is called."""
    published: str | None
    """When it was published, in words."""
    rows: tuple[ThenNowRowView, ...]


@frozen
class PracticeView:
    """An example of good practice."""

    title: str
    on: LinkView | None
    text: Prose


@frozen
class EntryView:
    """A line of the contents."""

    id: str
    label: str
    title: str
    entries: tuple[EntryView, ...] = ()

    @property
    def is_numbered(self) -> bool:
        """Whether it is a chapter with a number, not an annexe or a part without one."""
        return self.label[-1:].isdigit() and " " not in self.label


@frozen
class FaultView:
    """An error of a draft."""

    section: str
    """The id of the part or standard that it is marked in; empty for the head of the report."""
    written: str
    """The faulty value as it is written; empty where there is none."""
    message: str
    hint: str
    file: str
    line: int


@frozen
class PartView:
    """One block of the outline, with everything that it prints."""

    block: str
    """The template in templates/blocks/ that sets it."""
    id: str
    label: str
    """What stands before its title: 2., Annexe one."""
    title: str | None
    annexe: bool = False
    new_page: bool = True
    """Whether it begins on a page of its own in print."""
    intro: Prose | None = None
    text: Prose | None = None
    domain: DomainView | None = None
    recommendations: tuple[AddresseeView, ...] = ()
    progress: tuple[ProgressView, ...] = ()
    good_practice: tuple[PracticeView, ...] = ()
    tables: tuple[TableView, ...] = ()
    sections: tuple[SectionView, ...] = ()
    entries: tuple[EntryView, ...] = ()
    """What the contents list beneath it."""
    then_now: ThenNowView | None = None
    """The ratings of an earlier inspection beside those of this one."""


@frozen
class FieldView:
    """A fact about the service, as a field of the methodology's own."""

    id: str
    title: str
    type: str
    """`text`, `number`, `date`, `choice` or `list`."""
    values: tuple[str, ...]
    """As they stand in the file; only a list has several."""
    words: str
    """As it is printed."""


@frozen
class DateView:
    """A date as it is printed and as a machine reads it."""

    words: str
    iso: str


@frozen
class PersonView:
    """Somebody who signs or led."""

    name: str
    title: str | None


@frozen
class PublicationView:
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


@frozen
class LetterView:
    """The head and the end of a letter."""

    sender: tuple[str, ...]
    to: tuple[str, ...]
    copies: tuple[str, ...]
    subject: str | None
    salutation: str | None
    closing: str | None


def as_data(value: Any) -> Any:
    """A part as dicts, lists, text and numbers alone; prose as HTML in which each footnote stands
    in brackets where it is called."""
    if isinstance(value, Prose):
        return str(prose_html(value, "data"))
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: as_data(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, (tuple, list)):
        return [as_data(item) for item in value]
    if isinstance(value, dict):
        return {str(key): as_data(item) for key, item in value.items()}
    if isinstance(value, Fraction):
        return float(value)
    return str(value) if isinstance(value, str) else value
