"""One inspection as typed objects: what only this inspection knows. Nothing here is computed.

It knows the format of the file. What the values mean together is for ratings.py and checks.py.
"""

from __future__ import annotations

from reportgen.inspection.results import Result, Results, ResultsType, ResultType
from reportgen.problems import NOWHERE, Place
from reportgen.reading.fields import (
    Boolean,
    Choice,
    DateText,
    Integer,
    LineOrLines,
    LineText,
    ListOf,
    MapOf,
    MapType,
    MarkdownText,
    PrintedText,
    ShortOrLong,
    SourceText,
    field,
)
from reportgen.util.frozen import frozen


@frozen
class Person:
    """Somebody who signs."""

    name: SourceText = field(LineText(), "the name as printed", required=True)
    title: SourceText | None = field(PrintedText(), "the office held")
    place: Place = NOWHERE


PERSON = ShortOrLong(
    LineText(), MapType(Person), lambda name, place: Person(name=name, place=place)
)


@frozen
class Publication:
    """What the publication page says."""

    publisher: SourceText | None = field(LineText(), "who publishes this report")
    address: tuple[SourceText, ...] = field(
        ListOf(LineText()), "the publisher's address, a line each", default=()
    )
    isbn: SourceText | None = field(LineText(), "the ISBN, if the report has one")
    copyright: SourceText | None = field(
        PrintedText(), "the copyright line: © and whose, and the year"
    )
    licence: SourceText | None = field(
        MarkdownText(), "under which licence it may be used again, with a link"
    )
    available_at: SourceText | None = field(LineText(), "where it can be downloaded")
    contact: SourceText | None = field(MarkdownText(), "where to ask")
    place: Place = NOWHERE


@frozen
class Letter:
    """The head and the end of a letter."""

    sender: tuple[SourceText, ...] = field(
        ListOf(LineText()), "the sender's address, a line each", default=()
    )
    to: tuple[SourceText, ...] = field(
        ListOf(LineText()), "to whom: name, office, a line each", default=()
    )
    copies: tuple[SourceText, ...] = field(
        ListOf(LineText()), "who gets a copy, a line each", default=()
    )
    subject: SourceText | None = field(PrintedText(), "what it is about")
    salutation: SourceText | None = field(PrintedText(), "Dear …")
    closing: SourceText | None = field(PrintedText(), "Yours sincerely")
    place: Place = NOWHERE


@frozen
class Item:
    """A bullet: a strength, an area for improvement, a recommendation."""

    text: SourceText = field(MarkdownText(), "what it says", required=True)
    title: SourceText | None = field(PrintedText(), "a heading of its own")
    findings: tuple[SourceText, ...] = field(
        ListOf(LineText()), "ids of the standards or questions that support it", default=()
    )
    id: SourceText | None = field(
        LineText(), "for a recommendation: its id for ever; without one, its number"
    )
    place: Place = NOWHERE


ITEM = ShortOrLong(MarkdownText(), MapType(Item), lambda text, place: Item(text=text, place=place))


@frozen
class Recommendations:
    """What one addressee is asked to do."""

    to: SourceText | None = field(PrintedText(), "who is asked")
    items: tuple[Item, ...] = field(
        ListOf(ITEM), "what is asked, numbered through the report", default=()
    )
    place: Place = NOWHERE


def number_recommendations(groups: tuple[Recommendations, ...]) -> list[tuple[str, int, Item]]:
    """Every recommendation with its id and its number through the report. Without an id of its own,
    the number is its id."""
    items = [item for group in groups for item in group.items]
    return [(str(item.id or number), number, item) for number, item in enumerate(items, start=1)]


@frozen
class Adjustment:
    """Professional discretion: another rating than the rule gives, and why."""

    rating: SourceText | None = field(LineText(), "the rating given instead")
    because: SourceText | None = field(PrintedText(), "the panel's reason, which is printed")
    place: Place = NOWHERE


@frozen
class Finding:
    """What was found on one domain or standard."""

    rating: SourceText | None = field(LineText(), "for a standard rated by judgement: its rating")
    score: Result | None = field(
        ResultType(), "where only the percentage of the whole was published, in place of `results`"
    )
    results: dict[SourceText, Result] = field(
        ResultsType(), "results by key question (2.2.1) and prompt (2.2.1a)", factory=Results
    )
    judged: dict[SourceText, SourceText] = field(
        MapOf(LineText(), "question ids"),
        "the grades of key questions that are rated by judgement, by id",
        factory=dict,
    )
    adjusted: Adjustment | None = field(MapType(Adjustment), "professional discretion")
    rated_on: SourceText | None = field(
        DateText(), "when it was rated, where the ratings of a report have dates of their own"
    )
    carried_from: SourceText | None = field(
        DateText(), "the date of the earlier inspection from which its rating is carried forward"
    )
    not_rated: SourceText | None = field(PrintedText(), "why this standard has no rating here")
    because: SourceText | None = field(
        PrintedText(), "for a judged standard: the reason for the rating, in one sentence"
    )
    in_brief: SourceText | None = field(
        MarkdownText(), "its paragraph or paragraphs in the executive summary"
    )
    summary: SourceText | None = field(
        MarkdownText(), "what was found, in short; opens the chapter"
    )
    text: SourceText | None = field(MarkdownText(), "the findings at length; headings begin at ###")
    strengths: tuple[Item, ...] = field(ListOf(ITEM), "what is done well", default=())
    areas_for_improvement: tuple[Item, ...] = field(
        ListOf(ITEM), "what should be better", default=()
    )
    place: Place = NOWHERE

    @property
    def open_results(self) -> dict[str, Place]:
        """The questions and prompts that stand in the file without a result, and where."""
        return (
            {str(id): id.place for id in self.results.open}
            if isinstance(self.results, Results)
            else {}
        )


@frozen
class OverallFinding:
    """What the inspectors or the panel say of the overall rating."""

    rating: SourceText | None = field(
        LineText(), "where the overall rating is a judgement: the rating"
    )
    because: SourceText | None = field(PrintedText(), "the reason for it, in one sentence")
    adjusted: Adjustment | None = field(MapType(Adjustment), "professional discretion")
    place: Place = NOWHERE


@frozen
class Column:
    """A column of a table."""

    title: SourceText = field(PrintedText(), "its heading", required=True)
    align: SourceText | None = field(LineText(), "left or right; numbers go right by themselves")
    place: Place = NOWHERE


DRAWINGS = ("bars", "stacked", "trend")
"""What a table of data may be drawn as."""


@frozen
class Table:
    """A table of data."""

    title: SourceText = field(PrintedText(), "its caption", required=True)
    source: SourceText | None = field(PrintedText(), "where the data come from")
    columns: tuple[Column, ...] = field(
        ListOf(
            ShortOrLong(
                PrintedText(),
                MapType(Column),
                lambda title, place: Column(title=title, place=place),
            )
        ),
        "the headings of its columns",
        required=True,
    )
    rows: tuple[tuple[SourceText, ...], ...] = field(
        ListOf(ListOf(PrintedText(), "a row: [first cell, second cell]")),
        "its rows, each a list of cells; figures such as {pct:2.2.3} are filled in",
        default=(),
    )
    notes: tuple[SourceText, ...] = field(
        ListOf(MarkdownText()), "notes printed beneath it", default=()
    )
    in_: SourceText | None = field(
        LineText(),
        "the block, domain or standard it stands in, if no text places it with {table:…}",
        key="in",
    )
    wide: bool = field(
        Boolean(), "whether its page is turned to landscape in the PDF", default=False
    )
    drawn: str = field(
        Choice(*DRAWINGS),
        "what {chart:table …} draws in each row: bars, one a number; stacked, the parts of a whole;"
        " trend, a line from column to column",
        default=DRAWINGS[0],
    )
    finding: SourceText | None = field(
        PrintedText(), "what its chart shows, in a sentence: the title of the chart"
    )
    place: Place = NOWHERE


@frozen
class Figure:
    """A number that is used more than once, with its source."""

    value: SourceText = field(
        LineText(), "the number with its unit: 79%, 2,311, £14.4 million", required=True
    )
    source: SourceText | None = field(PrintedText(), "where it comes from")
    place: Place = NOWHERE


@frozen
class KeyFact:
    """A number to be seen at a glance, on the ratings page."""

    figure: SourceText = field(LineText(), "the name of its number under `figures:`", required=True)
    says: SourceText = field(
        PrintedText(),
        "what the number is of, to be read after it: “of practitioners called their workload"
        " unmanageable”",
        required=True,
    )
    place: Place = NOWHERE


@frozen
class Section:
    """A section that this report has beside the outline."""

    title: SourceText = field(PrintedText(), "its heading", required=True)
    in_: SourceText = field(
        LineText(),
        "the domain, standard or block it stands in; `annexes` for an annexe of its own",
        key="in",
        required=True,
    )
    text: SourceText = field(MarkdownText(), "what it says", required=True)
    id: SourceText | None = field(LineText(), "its name in links")
    place: Place = NOWHERE


@frozen
class Follows:
    """The earlier inspection of the same service."""

    slug: SourceText | None = field(LineText(), "the name of its file, if it is in this project")
    title: SourceText | None = field(PrintedText(), "what it is called, if it is not")
    published: SourceText | None = field(DateText(), "when it was published")
    methodology: SourceText | None = field(
        LineText(), "the id of the methodology by which it was rated"
    )
    ratings: dict[SourceText, SourceText] = field(
        MapOf(LineText(), "overall and ids"), "its ratings: overall, and by standard", factory=dict
    )
    place: Place = NOWHERE


@frozen
class Progress:
    """Progress on one earlier recommendation."""

    on: SourceText | None = field(
        LineText(),
        "the recommendation, by its inspection and id: my-town-2022/r1. Its words are drawn from"
        " there",
    )
    from_: SourceText | None = field(PrintedText(), "the inspection that made it", key="from")
    recommendation: SourceText = field(
        MarkdownText(), "what was recommended, unless `on` names it", default=SourceText("")
    )
    findings: SourceText | None = field(MarkdownText(), "what was done and found")
    category: SourceText = field(
        PrintedText(),
        "the judgement: No progress, Some progress, Sufficient progress",
        required=True,
    )
    still_required: SourceText | None = field(MarkdownText(), "what still has to improve")
    place: Place = NOWHERE


@frozen
class Practice:
    """An example of good practice tied to a standard."""

    title: SourceText = field(PrintedText(), "its heading", required=True)
    on: SourceText | None = field(LineText(), "the id of the standard it illustrates")
    text: SourceText = field(MarkdownText(), "what was done", required=True)
    place: Place = NOWHERE


@frozen
class Cases:
    """Where the answers by case are."""

    file: SourceText = field(LineText(), "a CSV, XLSX or ODS file beside this one", required=True)
    sheet: SourceText | None = field(
        LineText(), "the sheet of an XLSX or ODS file, if not the first"
    )
    id: SourceText = field(LineText(), "the column that names the case", default=SourceText("case"))
    answers: dict[SourceText, str] = field(
        MapOf(Choice("yes", "no", "not applicable"), "answers"),
        "what an answer means that is not spelt out, as {1: yes, 2: no, 9: not applicable}",
        factory=dict,
    )
    groups: dict[SourceText, tuple[SourceText, ...]] = field(
        MapOf(ListOf(LineText()), "attributes"),
        "the groups of an attribute in the order of a breakdown; any other is then an error",
        factory=dict,
    )
    notice: SourceText | None = field(
        PrintedText(),
        "a warning printed wherever the data are shown: that they are invented, for one",
    )
    place: Place = NOWHERE


@frozen
class Inspection:
    """One inspection, as its file says."""

    slug: str
    """The name of its file."""
    path: str = ""
    methodology: SourceText = field(
        LineText(), "the id of the methodology; `reportgen methodologies` lists them", required=True
    )
    title: SourceText = field(
        PrintedText(), "the service inspected, as it stands on the cover", required=True
    )
    subtitle: SourceText | None = field(PrintedText(), "a second line on the cover")
    language: SourceText | None = field(
        LineText(), "the language of the report, as cy, if it is not that of the methodology"
    )
    translations: tuple[SourceText, ...] = field(
        ListOf(LineText()),
        "the languages that it is published in too: each has a file SLUG-LANGUAGE.yaml",
        default=(),
    )
    notice: SourceText | None = field(
        PrintedText(),
        "a warning on the cover and the page's head: that the inspection is invented, for one",
    )
    region: SourceText | None = field(
        PrintedText(), "the region or body that the service belongs to"
    )
    kind: SourceText | None = field(
        LineText(), "the kind of inspection, where the methodology has kinds"
    )
    published: SourceText | None = field(
        DateText(), "when the report is published: a year, a month or a day"
    )
    fieldwork: SourceText | None = field(
        PrintedText(), "when the fieldwork was done, as a phrase: “started November 2023”"
    )
    lead_inspector: Person | None = field(PERSON, "who led the inspection")
    chief_inspector: Person | None = field(PERSON, "who signs the foreword")
    publication: Publication = field(
        MapType(Publication), "the publication page", factory=Publication
    )
    letter: Letter | None = field(MapType(Letter), "head and end, where the document is a letter")
    sample: dict[SourceText, int] = field(
        MapOf(Integer(), "groups of cases"),
        "how many cases of each group were inspected",
        factory=dict,
    )
    declares: tuple[SourceText, ...] = field(
        ListOf(LineText()), "facts that a rule of the methodology asks for", default=()
    )
    fields: dict[SourceText, tuple[SourceText, ...]] = field(
        MapOf(LineOrLines(), "names of fields"),
        "the fields that the methodology declares: facts about the service",
        factory=dict,
    )
    text: dict[SourceText, SourceText] = field(
        MapOf(MarkdownText(), "blocks of the outline"),
        "the prose blocks of the outline, by id",
        factory=dict,
    )
    omit: dict[SourceText, SourceText] = field(
        MapOf(LineText(), "blocks of the outline"),
        "parts of the outline that this report does without, each with the reason",
        factory=dict,
    )
    recommendations: tuple[Recommendations, ...] = field(
        ListOf(MapType(Recommendations)),
        "the recommendations, by addressee, numbered through in this order",
        default=(),
    )
    findings: dict[SourceText, Finding] = field(
        MapOf(MapType(Finding), "ids of domains and standards"),
        "what was found, by domain and standard",
        factory=dict,
    )
    overall: OverallFinding | None = field(
        ShortOrLong(
            LineText(),
            MapType(OverallFinding),
            lambda rating, place: OverallFinding(rating=rating, place=place),
        ),
        "the overall rating, where it is a judgement, or where the panel departs from the rule",
    )
    threads: dict[SourceText, Result] = field(
        MapOf(ResultType(), "threads"),
        "the published percentage of a thread, where its questions are not given",
        factory=dict,
    )
    tables: dict[SourceText, Table] = field(
        MapOf(MapType(Table), "names"), "tables of data, by name", factory=dict
    )
    figures: dict[SourceText, Figure] = field(
        MapOf(
            ShortOrLong(
                LineText(), MapType(Figure), lambda value, place: Figure(value=value, place=place)
            ),
            "names",
        ),
        "numbers used more than once",
        factory=dict,
    )
    key_facts: tuple[KeyFact, ...] = field(
        ListOf(MapType(KeyFact)), "numbers to be seen at a glance, four in a row", default=()
    )
    sections: tuple[Section, ...] = field(
        ListOf(MapType(Section)), "what this report has beside the outline", default=()
    )
    follows: Follows | None = field(
        ShortOrLong(
            LineText(), MapType(Follows), lambda slug, place: Follows(slug=slug, place=place)
        ),
        "the earlier inspection of the same service: its slug, or its title, date and ratings",
    )
    progress: tuple[Progress, ...] = field(
        ListOf(MapType(Progress)), "progress on earlier recommendations", default=()
    )
    good_practice: tuple[Practice, ...] = field(
        ListOf(MapType(Practice)),
        "examples of good practice, where the outline collects them",
        default=(),
    )
    abbreviations: dict[SourceText, SourceText] = field(
        MapOf(PrintedText(), "abbreviations"), "what each abbreviation stands for", factory=dict
    )
    draws_on: tuple[SourceText, ...] = field(
        ListOf(LineText()), "inspections that this one pools or reports on, by slug", default=()
    )
    cases: Cases | None = field(
        ShortOrLong(LineText(), MapType(Cases), lambda file, place: Cases(file=file, place=place)),
        "the answers by case, from which results are counted",
    )
    published_ratings: dict[SourceText, SourceText] = field(
        MapOf(LineText(), "score, overall and ids"),
        "what was announced; must agree with what is computed",
        factory=dict,
    )
    allow: dict[SourceText, SourceText] = field(
        MapOf(LineText(), "codes of checks"),
        "checks whose warnings are accepted here, each with the reason",
        factory=dict,
    )
    place: Place = NOWHERE

    @property
    def translated_slug(self) -> str | None:
        """The inspection that this one is in another language, if it is a translation."""
        ending = f"-{self.language}"
        is_translation = self.language in self.translations and self.slug.endswith(ending)
        return self.slug.removesuffix(ending) if is_translation else None
