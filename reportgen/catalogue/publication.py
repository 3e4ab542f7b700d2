"""One published report as facts: plain records, as its JSON says them.

Everything that a list, a comparison or a table of open data shows of a report comes from here. It
must not know where the facts come from, nor how they are shown.
"""

from __future__ import annotations

from reportgen.util.frozen import frozen


@frozen(kw_only=False)
class Grade:
    """A rating, and where it stands on its scale."""

    name: str
    level: int
    """From 0, the worst."""
    of: int
    """How many grades the scale has."""


@frozen
class Edge:
    """Where a band begins on the scale from 0 to 100, and the grade that it begins."""

    percent: int
    name: str


@frozen
class RatingFact:
    """One standard in one inspection."""

    standard: str
    title: str
    domain: str
    domain_title: str
    state: str
    """rated, not rated or shown."""
    grade: Grade | None
    percent: int | None
    points: int | None
    driver: str | None
    """The question that decided the rating."""
    because: tuple[str, ...]
    margin_to: str | None
    margin_cases: int | None
    anchor: str | None
    """Where the standard is in the report."""
    edges: tuple[Edge, ...]


@frozen
class ResultFact:
    """One question or prompt in one inspection, for all cases or for one group of them."""

    standard: str
    id: str
    parent: str | None
    """Of a prompt: its question."""
    text: str
    yes: int | None
    of: int | None
    percent: int | None
    by: str | None = None
    """By what the cases are grouped."""
    group: str | None = None
    withheld: bool = False


@frozen(kw_only=False)
class StepFact:
    """What the inspected service does about a recommendation, and how far it is."""

    step: str
    due: str | None
    progress: str | None
    done: str | None


@frozen
class RecommendationFact:
    """One recommendation."""

    id: str
    """Its id among those of all reports: west-sussex-2022/3."""
    number: int
    to: str | None
    title: str | None
    text: str
    standards: tuple[str, ...]
    anchor: str
    answer: str | None = None
    """Whether the inspected service agrees."""
    why: str | None = None
    steps: tuple[StepFact, ...] = ()


@frozen
class ProgressFact:
    """What one inspection found on an earlier recommendation."""

    made_in: str | None
    recommendation: str
    findings: str | None
    category: str
    still_required: str | None


@frozen
class EditionFact:
    """One edition of a report: when it went out, and what it corrected."""

    number: int
    stage: str
    """published or corrected."""
    on: str
    """The day, with the time if the record has one: 2022-08-31 00:01."""
    kind: str | None
    note: str | None
    folder: str
    """The folder of its files, below that of the newest edition: `edition-1`. Empty for the
    newest."""
    forced: str | None
    """Why it was published although something was in the way."""
    is_kept: bool = True
    """Whether its files are there."""


@frozen(kw_only=False)
class PublishedFile:
    """One file of the newest edition."""

    name: str
    size: int


@frozen
class Withdrawn:
    """That a report was withdrawn, and why."""

    on: str
    note: str


@frozen
class Publication:
    """A published report."""

    slug: str
    title: str
    subtitle: str | None
    notice: str | None
    document: str
    is_letter: bool
    region: str | None
    kind: str | None
    language: str
    methodology: str
    methodology_title: str
    printed_date: str | None
    """The date that the report prints: a year, a month or a day."""
    fieldwork: str | None
    publisher: str | None
    cases: dict[str, int]
    """How many cases were inspected, by the name of the sample."""
    score: int | None
    out_of: int | None
    overall: Grade | None
    ratings: tuple[RatingFact, ...]
    results: tuple[ResultFact, ...]
    recommendations: tuple[RecommendationFact, ...]
    progress: tuple[ProgressFact, ...]
    units: tuple[str, ...]
    """The titles of the inspections that it draws on."""
    stage: str
    """published, corrected or withdrawn."""
    editions: tuple[EditionFact, ...]
    """The newest first."""
    withdrawn: Withdrawn | None
    files: tuple[PublishedFile, ...]
    """The files of the newest edition."""

    @property
    def first_published(self) -> str:
        """The day on which the first edition was published."""
        return self.editions[-1].on[:10]

    @property
    def date(self) -> str:
        """The date that it prints, or else the day on which it was published."""
        return self.printed_date or self.first_published

    @property
    def year(self) -> str:
        return self.date[:4]

    @property
    def changed(self) -> str:
        """The day, and perhaps the time, of the last thing that happened to it."""
        return self.withdrawn.on if self.withdrawn else self.editions[0].on

    @property
    def corrections(self) -> tuple[EditionFact, ...]:
        return tuple(one for one in self.editions if one.stage == "corrected")

    def find_rating(self, standard: str) -> RatingFact | None:
        return next((one for one in self.ratings if one.standard == standard), None)
