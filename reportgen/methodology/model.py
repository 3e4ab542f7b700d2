"""A methodology: how an inspectorate rates, what it asks, and in what order its report is told. All
of it data.

The files are in `methodologies/`, one a methodology; a project may have more in a folder of that
name. It knows the vocabulary of rules, but no particular methodology.
"""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cached_property
from typing import Any

from reportgen.brand.brand_keys import BrandKeys
from reportgen.languages.language import Language, open_language
from reportgen.problems import NOWHERE, Place
from reportgen.reading.fields import (
    Boolean,
    Choice,
    FieldType,
    Integer,
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
from reportgen.reading.yaml_source import Node
from reportgen.util.frozen import frozen


def _same(value: Any, place: Place) -> Any:
    return value


class IdsType(FieldType):
    """A list of ids, or the word `all`."""

    words = "a list of ids, or the word all"

    def read(self, node: Node, reading: Any) -> Any:
        if node.kind == "text" and node.value == "all":
            return ()
        return ListOf(LineText()).read(node, reading)

    def schema(self, definitions: dict[str, Any]) -> dict[str, Any]:
        return {"anyOf": [{"const": "all"}, ListOf(LineText()).schema(definitions)]}


@frozen
class Grade:
    """One step of a rating scale."""

    name: SourceText = field(PrintedText(), "the word that is printed", required=True)
    points: int | None = field(
        Integer(), "what it adds to the score; the grades without points add nothing"
    )
    from_: int | None = field(Integer(), "the lowest percentage of its band", key="from")
    about: SourceText | None = field(PrintedText(), "what the grade means, in one sentence")
    colour: SourceText | None = field(
        LineText(), "its colour in marks and bars, as '#10375a', dark enough to read on white"
    )
    place: Place = NOWHERE


@frozen
class Prompt:
    """A question asked of each case beneath a key question."""

    id: SourceText = field(LineText(), "its letter, unique within its key question", required=True)
    text: SourceText = field(PrintedText(), "the question as asked", required=True)
    marks: tuple[SourceText, ...] = field(
        ListOf(LineText()),
        "ids of `marks` that apply: not asked in every case, and the like",
        default=(),
    )
    place: Place = NOWHERE


@frozen
class Pool:
    """The questions of other inspections whose cases count towards a pooled question."""

    topic: SourceText = field(
        LineText(), "the topic of the standard whose cases are taken", required=True
    )
    thread: SourceText | None = field(
        LineText(), "the thread of its key question; without one, its only question"
    )
    place: Place = NOWHERE


@frozen
class Answer:
    """One answer to questions that are answered on a scale, and what it is worth."""

    name: SourceText = field(LineText(), "the answer: Very good", required=True)
    worth: int = field(
        Integer(), "what it is worth, from 0 to 100: a result is the mean of these", required=True
    )
    place: Place = NOWHERE


@frozen
class Question:
    """A key question of a standard."""

    id: SourceText = field(LineText(), "its number within the standard, as 2.2.1", required=True)
    text: SourceText = field(PrintedText(), "the question as asked", required=True)
    about: SourceText | None = field(
        PrintedText(), "what it is on, to stand after “on” in a reason: keeping other people safe"
    )
    short: SourceText | None = field(
        PrintedText(),
        "its name where there is no room for the question: Keeping others safe. Questions with one"
        " name stand in one column of the table at a glance",
    )
    thread: SourceText | None = field(
        LineText(), "the thread that runs through the standards: engagement, desistance, safety …"
    )
    rated: str = field(
        Choice("cases", "judgement"),
        "cases: by the share of cases; judgement: by the inspectors, who give it a grade",
        default="cases",
    )
    weight: int = field(Integer(), "what it weighs in a mean, beside the others", default=1)
    answers: SourceText | None = field(
        LineText(),
        "the scale of `answers:` that it is answered on, case by case, if not yes and no",
    )
    summary: bool = field(
        Boolean(), "whether it sums up the others, for a mean with weights", default=False
    )
    prompts: tuple[Prompt, ...] = field(
        ListOf(MapType(Prompt)), "the prompts beneath it", default=()
    )
    pools: tuple[Pool, ...] = field(
        ListOf(MapType(Pool)), "whose cases it counts when its result is `pooled`", default=()
    )
    place: Place = NOWHERE

    @cached_property
    def prompts_by_id(self) -> dict[str, Prompt]:
        """Its prompts by the id under which results name them: 2.2.1a."""
        return {f"{self.id}{prompt.id}": prompt for prompt in self.prompts}


@frozen
class Counted:
    """What a result counts, as a sentence names it."""

    one: SourceText = field(PrintedText(), "one of them: court report", required=True)
    several: SourceText = field(PrintedText(), "several of them: court reports", required=True)
    place: Place = NOWHERE


@frozen
class Standard:
    """One thing that is rated, or shown without a rating."""

    id: SourceText = field(LineText(), "its number, as 2.2", required=True)
    title: SourceText = field(PrintedText(), "its title", required=True)
    statement: SourceText | None = field(
        PrintedText(), "what the standard asks for, in one sentence"
    )
    rated: str = field(
        Choice("judgement", "lowest", "majority", "mean", "own", "no"),
        "judgement: by the inspectors; lowest: by its lowest key question; majority: the best grade"
        " that more than half of its questions reach; mean: by the mean of its questions; own: by"
        " one percentage of its own; no: shown and not rated",
        required=True,
    )
    scale: SourceText | None = field(LineText(), "the scale it is rated on, if not its domain's")
    counted: bool = field(Boolean(), "whether its points count towards the score", default=True)
    weight: int = field(Integer(), "how many times its points count towards a score", default=1)
    topic: SourceText | None = field(
        LineText(), "a word that names the same work in other methodologies, for pooling"
    )
    kinds: tuple[SourceText, ...] = field(
        ListOf(LineText()), "the kinds of inspection that have it; none: all", default=()
    )
    questions: tuple[Question, ...] = field(
        ListOf(MapType(Question)), "its key questions", default=()
    )
    groups: tuple[SourceText, ...] = field(
        ListOf(LineText()), "the groups of the sample that its cases are of; none: all", default=()
    )
    counts: Counted | None = field(
        MapType(Counted), "what its results count, if not what `words:` says"
    )
    cases_from: SourceText | None = field(
        PrintedText(), "a sentence that says where its cases come from"
    )
    note: SourceText | None = field(MarkdownText(), "a note on how it is judged, printed with it")
    source: SourceText | None = field(
        LineText(), "where the rule is known from; `unconfirmed` where it is not"
    )
    place: Place = NOWHERE

    def belongs_to(self, kind: str | None) -> bool:
        """Whether inspections of a kind have this standard."""
        return not self.kinds or kind in self.kinds

    @property
    def counts_overall(self) -> bool:
        """Whether the overall rating takes it into account."""
        return self.counted and self.rated != "no"

    @cached_property
    def questions_and_prompts(self) -> dict[str, Question | Prompt]:
        """Its key questions, each followed by its prompts, by the ids under which results name
        them."""
        parts: dict[str, Question | Prompt] = {}
        for question in self.questions:
            parts |= {str(question.id): question, **question.prompts_by_id}
        return parts


OVERALL = "overall"
"""What a condition calls the overall rating, beside the ids of what is rated."""


@frozen
class Condition:
    """How many of some standards have to be at or below, or at or above, a grade; or a fact that
    the inspection declares."""

    how_many: SourceText | None = field(
        LineText(), "all, any, or a number: at least so many", default=None
    )
    of: tuple[SourceText, ...] = field(
        IdsType(),
        "what is looked at: standards, questions, domains with a rating, or, in an outcome,"
        " `overall`; `all`: everything that the rule counts",
        default=(),
    )
    at_most: SourceText | None = field(LineText(), "a grade: this or a worse one")
    at_least: SourceText | None = field(LineText(), "a grade: this or a better one")
    points_at_most: int | None = field(Integer(), "so many points or fewer")
    points_at_least: int | None = field(Integer(), "so many points or more")
    above: SourceText | None = field(
        LineText(), "a standard: a better grade of the same scale than it has"
    )
    below: SourceText | None = field(
        LineText(), "a standard: a worse grade of the same scale than it has"
    )
    declared: SourceText | None = field(
        LineText(), "a fact that the inspection names under `declares`"
    )
    place: Place = NOWHERE

    def count_wanted(self, of: int) -> int:
        """How many standards have to meet it, out of this many."""
        if self.how_many == "all":
            return of
        return 1 if self.how_many in ("any", None) else int(str(self.how_many))

    @property
    def says_something(self) -> bool:
        """Whether it asks for a grade, for points or for a fact."""
        conditions = (self.at_most, self.at_least, self.declared, self.above, self.below)
        points = (self.points_at_most, self.points_at_least)
        return any(conditions) or any(number is not None for number in points)


CONDITIONS = ShortOrLong(ListOf(MapType(Condition)), MapType(Condition), _same)


@frozen
class Limit:
    """A rating that may go no higher while a condition holds."""

    id: SourceText = field(LineText(), "a word", required=True)
    when: Any = field(CONDITIONS, "the condition, or several that must all hold", required=True)
    standard: SourceText | None = field(
        LineText(),
        "the standard, or the domain with a rating of its own, that is limited; without one, the"
        " overall rating",
    )
    at_most: SourceText = field(LineText(), "the highest grade then", required=True)
    about: SourceText = field(
        PrintedText(), "the rule in one sentence, to be printed as a reason", required=True
    )
    source: SourceText | None = field(
        LineText(), "where the rule is known from; `unconfirmed` where it is not"
    )
    place: Place = NOWHERE

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return self.when if isinstance(self.when, tuple) else (self.when,)


@frozen
class Case:
    """One line of an overall rating by counts: a grade, and when it is given."""

    rating: SourceText = field(LineText(), "the overall grade", required=True)
    when: Any = field(CONDITIONS, "the condition, or several that must all hold", required=True)
    about: SourceText | None = field(
        PrintedText(), "the rule in one sentence, to be printed as the reason"
    )
    place: Place = NOWHERE

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return self.when if isinstance(self.when, tuple) else (self.when,)


@frozen
class Otherwise:
    """The grade where no case applies, and the rule that says so."""

    rating: SourceText = field(LineText(), "the grade", required=True)
    about: SourceText | None = field(
        PrintedText(), "the rule in one sentence, to be printed as the reason"
    )
    place: Place = NOWHERE


OTHERWISE = ShortOrLong(
    LineText(), MapType(Otherwise), lambda rating, place: Otherwise(rating=rating, place=place)
)


@frozen
class Step:
    """A move of some grades up or down from the base of an overall rating by steps."""

    when: Any = field(CONDITIONS, "the condition, or several that must all hold", required=True)
    up: int = field(Integer(), "by how many grades it goes up", default=0)
    down: int = field(Integer(), "by how many grades it goes down", default=0)
    about: SourceText = field(
        PrintedText(), "the rule in one sentence, to be printed as a reason", required=True
    )
    place: Place = NOWHERE

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return self.when if isinstance(self.when, tuple) else (self.when,)


@frozen
class Overall:
    """How the overall rating, or that of a domain, is reached."""

    rule: str = field(
        Choice("none", "judgement", "points", "counts", "worst", "steps"),
        "judgement: by the inspectors, within the limits; points: by the sum of points; counts: the"
        " first case that applies; worst: the worst standard; steps: from one standard's grade, up"
        " and down; none",
        required=True,
    )
    counting: str = field(
        Choice("standards", "domains"),
        "what the overall rating counts: the standards, or the domains with a rating of their own",
        default="standards",
    )
    scale: SourceText | None = field(
        LineText(), "the scale of the overall rating, if not the first"
    )
    shares: dict[SourceText, SourceText] = field(
        MapOf(LineText(), "grades"),
        "points: for each grade the highest total, as a share of the highest possible: 1/6 or 38%",
        factory=dict,
    )
    totals: dict[SourceText, int] = field(
        MapOf(Integer(), "grades"),
        "points: for each grade the lowest total, or, where lower is better, the highest",
        factory=dict,
    )
    lower_is_better: bool = field(
        Boolean(), "points: whether the best total is the lowest", default=False
    )
    cases: tuple[Case, ...] = field(
        ListOf(MapType(Case)), "counts: tried in this order", default=()
    )
    otherwise: Otherwise | None = field(OTHERWISE, "counts: the grade where none applies")
    base: SourceText | None = field(
        LineText(), "steps: the standard from whose grade the steps begin"
    )
    steps: tuple[Step, ...] = field(
        ListOf(MapType(Step)),
        "steps: each in its turn, never beyond the end of the scale",
        default=(),
    )
    source: SourceText | None = field(
        LineText(), "where the rule is known from; `unconfirmed` where it is not"
    )
    place: Place = NOWHERE


@frozen
class Domain:
    """A chapter of standards."""

    id: SourceText = field(LineText(), "its number", required=True)
    title: SourceText = field(PrintedText(), "its title", required=True)
    scale: SourceText | None = field(
        LineText(), "the scale its standards are rated on, if not the first"
    )
    score: str = field(
        Choice("none", "mean"),
        "mean: the domain has a percentage of its own, the mean of its standards'",
        default="none",
    )
    rating: Overall | None = field(
        MapType(Overall), "how the domain itself is rated, from its standards or by judgement"
    )
    weight: int = field(
        Integer(), "how many times its points count towards a score of domains", default=1
    )
    standards: tuple[Standard, ...] = field(ListOf(MapType(Standard)), "its standards", default=())
    place: Place = NOWHERE


@frozen
class Thread:
    """A theme that runs through key questions of several standards."""

    id: SourceText = field(LineText(), "a word", required=True)
    title: SourceText = field(PrintedText(), "its title", required=True)
    score: str = field(
        Choice("none", "mean"),
        "mean: the thread has a percentage, the mean over its questions",
        default="none",
    )
    domains: tuple[SourceText, ...] = field(
        ListOf(LineText()), "the domains it counts; none: all", default=()
    )
    place: Place = NOWHERE


@frozen
class Mark:
    """A sign printed beside prompts, and what it says."""

    id: SourceText = field(LineText(), "a word", required=True)
    sign: SourceText = field(LineText(), "the sign that is printed: *", required=True)
    text: SourceText = field(PrintedText(), "what it says", required=True)
    groups: tuple[SourceText, ...] = field(
        ListOf(LineText()),
        "the groups of the sample that prompts with it are asked of; none: all",
        default=(),
    )
    place: Place = NOWHERE


@frozen
class Outcome:
    """What follows from ratings: special measures, an early return, an urgent notification."""

    id: SourceText = field(LineText(), "a word", required=True)
    title: SourceText = field(PrintedText(), "what follows, as the report names it", required=True)
    when: Any = field(CONDITIONS, "the condition, or several that must all hold", required=True)
    about: SourceText = field(
        PrintedText(), "the rule in one sentence, to be printed beside it", required=True
    )
    source: SourceText | None = field(
        LineText(), "where the rule is known from; `unconfirmed` where it is not"
    )
    place: Place = NOWHERE

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return self.when if isinstance(self.when, tuple) else (self.when,)


@frozen
class Discretion:
    """How far a panel may move a rating, and when."""

    reaches: tuple[str, ...] = field(
        ListOf(Choice("cases", "judgement", "domains", "overall")),
        "what may be moved: standards rated on cases, standards rated by judgement, domains, the"
        " overall rating",
        default=("cases",),
    )
    bands: int = field(Integer(), "by how many grades", default=1)
    points: int | None = field(
        Integer(),
        "on cases: allowed where the lowest percentage is within so many points of the boundary",
    )
    cases: int | None = field(
        Integer(), "on cases: allowed where so many cases would change the grade"
    )
    sub_sample: int | None = field(
        Integer(), "on cases: allowed where the question has so many cases or fewer"
    )
    about: SourceText | None = field(PrintedText(), "the rule in one sentence")
    source: SourceText | None = field(
        LineText(), "where the rule is known from; `unconfirmed` where it is not"
    )
    place: Place = NOWHERE


@frozen
class Weights:
    """What the questions of a mean weigh."""

    questions: int = field(Integer(), "all individual questions together", default=100)
    summary: int = field(Integer(), "the summary question", default=0)
    source: SourceText | None = field(
        LineText(), "where the rule is known from; `unconfirmed` where it is not"
    )
    place: Place = NOWHERE


@frozen
class Rules:
    """The rules of rating."""

    band: str = field(
        Choice("rounded", "exact"),
        "rounded: the printed whole percentage is banded; exact: the fraction",
        default="rounded",
    )
    band_source: SourceText | None = field(
        LineText(), "where the bands are known from; `unconfirmed` where they are not"
    )
    overall: Overall = field(
        MapType(Overall),
        "the overall rating; without it there is none",
        factory=lambda: Overall(rule="none"),
    )
    limits: tuple[Limit, ...] = field(ListOf(MapType(Limit)), "limits on ratings", default=())
    outcomes: tuple[Outcome, ...] = field(
        ListOf(MapType(Outcome)), "what follows from the ratings", default=()
    )
    discretion: Discretion | None = field(
        MapType(Discretion), "professional discretion; without it nothing may be adjusted"
    )
    mean: Weights | None = field(MapType(Weights), "for standards rated by a mean")
    small_group: int = field(
        Integer(), "a group of fewer cases than this is withheld in breakdowns", default=5
    )
    place: Place = NOWHERE


@frozen
class ShareWord:
    """A word for a share in prose, and the percentages that it stands for."""

    word: SourceText = field(PrintedText(), "the word: almost all, most", required=True)
    from_: int = field(Integer(), "the lowest whole percentage", key="from", required=True)
    to: int = field(Integer(), "the highest whole percentage", required=True)
    place: Place = NOWHERE


@frozen
class Words:
    """What things are called, and how numbers are written."""

    standard: SourceText = field(
        PrintedText(), "what one standard is called", default=SourceText("standard")
    )
    standards: SourceText = field(
        PrintedText(), "the same, of several", default=SourceText("standards")
    )
    question: SourceText = field(
        PrintedText(), "what one key question is called", default=SourceText("key question")
    )
    questions: SourceText = field(
        PrintedText(), "the same, of several", default=SourceText("key questions")
    )
    domain: SourceText = field(
        PrintedText(), "what one domain is called", default=SourceText("domain")
    )
    domains: SourceText = field(
        PrintedText(), "the same, of several", default=SourceText("domains")
    )
    inspected: tuple[SourceText, ...] = field(
        ListOf(LineText()),
        "what an inspected service is called, beside its title: unit, prison",
        default=(),
    )
    annexe: SourceText = field(
        PrintedText(), "what an annexe is called", default=SourceText("Annexe")
    )
    annexe_numbers: str = field(
        Choice("words", "figures"), "Annexe one, or Annexe 1", default="words"
    )
    case: SourceText = field(
        PrintedText(),
        "what one of the things that a result counts is called",
        default=SourceText("case"),
    )
    cases: SourceText = field(PrintedText(), "the same, of several", default=SourceText("cases"))
    shares: tuple[ShareWord, ...] = field(
        ListOf(MapType(ShareWord)),
        "words for shares in prose: {share:2.2.3} prints the word for that percentage",
        default=(),
    )
    sufficient: SourceText = field(
        PrintedText(),
        "what a case that meets a question is: judged sufficient",
        default=SourceText("judged sufficient"),
    )
    per_cent: SourceText = field(
        PrintedText(),
        "a per cent in prose; in tables it is always %",
        default=SourceText("per cent"),
    )
    numbers_in_words: int = field(
        Integer(),
        "whole numbers up to this are written in words in prose; 0: no house rule",
        default=0,
    )
    language: SourceText = field(
        LineText(), "the language of the report", default=SourceText("en-GB")
    )
    document: SourceText = field(
        PrintedText(),
        "what the document is: inspection report, letter",
        default=SourceText("inspection report"),
    )
    strengths: SourceText = field(
        PrintedText(), "the heading over strengths", default=SourceText("Strengths")
    )
    areas_for_improvement: SourceText = field(
        PrintedText(),
        "the heading over areas for improvement",
        default=SourceText("Areas for improvement"),
    )
    lettered: bool = field(
        Boolean(),
        "whether strengths and areas for improvement are lettered (a), (b)",
        default=False,
    )
    place: Place = NOWHERE

    @property
    def wording(self) -> Language:
        """The language of the report: its catalogue of words."""
        return open_language(str(self.language))

    def say(self, key: str, **values: object) -> str:
        """A text of the catalogue with its values filled in."""
        return self.wording.say(key, **values)

    def quote(self, grade: str) -> str:
        """A rating as a sentence names it: ‘Good’."""
        return self.say("quoted", text=grade)

    def in_own_language(self) -> Words:
        """The same words; those that the file does not give are taken from the language of the
        report."""
        wording = self.wording
        unnamed: dict[str, Any] = {
            declared.name: SourceText(wording.say(f"word-{declared.name}"))
            for declared in fields(self)
            if getattr(self, declared.name) is declared.default
            and wording.knows(f"word-{declared.name}")
        }
        return replace(self, **unnamed)


@frozen
class Block:
    """One entry of the outline: a block of the report and its settings."""

    block: SourceText = field(
        LineText(), "the template in templates/blocks/ that sets it", required=True
    )
    id: SourceText | None = field(
        LineText(), "its name in links, and the `text:` it prints; without one, the block's name"
    )
    title: SourceText | None = field(PrintedText(), "its heading")
    annexe: bool = field(Boolean(), "whether it is numbered among the annexes", default=False)
    optional: bool = field(Boolean(), "whether a report without it is complete", default=False)
    new_page: bool = field(
        Boolean(), "whether it begins on a page of its own in print", default=True
    )
    domain: SourceText | None = field(LineText(), "the domain it is about")
    tables: tuple[SourceText, ...] = field(
        ListOf(LineText()), "the inspection's tables that it prints, by name", default=()
    )
    intro: SourceText | None = field(
        MarkdownText(), "text that is the same in each report of this methodology"
    )
    place: Place = NOWHERE

    @property
    def name(self) -> str:
        """The name of the block in links, `text:` and `omit:`."""
        return str(self.id or self.block)


@frozen
class OwnField:
    """A fact about the service that each inspection gives: beds, manager, provider."""

    title: SourceText = field(PrintedText(), "what it is called in print", required=True)
    type: str = field(
        Choice("text", "number", "date", "choice", "list"),
        "text; number; date; choice: one of `options`; list: several",
        default="text",
    )
    options: tuple[SourceText, ...] = field(
        ListOf(PrintedText()), "choice and list: the words that it may be", default=()
    )
    required: bool = field(
        Boolean(), "whether `check` reports an inspection without it", default=False
    )
    place: Place = NOWHERE


def _titled_field(title: SourceText, place: Place) -> OwnField:
    return OwnField(title=title, place=place)


@frozen
class Methodology:
    """One methodology, as its file says."""

    id: str
    """The name of its file."""
    path: str = ""
    title: SourceText = field(PrintedText(), "its title", required=True)
    about: SourceText | None = field(
        MarkdownText(), "what it is and when it was used, in a sentence or two"
    )
    kinds: dict[SourceText, SourceText] = field(
        MapOf(PrintedText(), "kinds"),
        "the kinds of inspection, where standards differ by kind, with what each is called",
        factory=dict,
    )
    declares: dict[SourceText, SourceText] = field(
        MapOf(PrintedText(), "facts"),
        "facts that an inspection may declare and rules may ask for",
        factory=dict,
    )
    fields: dict[SourceText, OwnField] = field(
        MapOf(
            ShortOrLong(
                LineText(),
                MapType(OwnField),
                _titled_field,
            ),
            "names",
        ),
        "fields of its own: facts about the service that each inspection gives under `fields:`",
        factory=dict,
    )
    words: Words = field(MapType(Words), "what things are called", factory=Words)
    scales: dict[SourceText, tuple[Grade, ...]] = field(
        MapOf(ListOf(MapType(Grade)), "scales"),
        "rating scales, each from its worst grade to its best; the first is the usual one. Without"
        " anything rated there need be none",
        factory=dict,
    )
    answers: dict[SourceText, tuple[Answer, ...]] = field(
        MapOf(ListOf(MapType(Answer)), "scales of answers"),
        "scales on which questions are answered, other than yes and no",
        factory=dict,
    )
    marks: tuple[Mark, ...] = field(ListOf(MapType(Mark)), "signs beside prompts", default=())
    threads: tuple[Thread, ...] = field(
        ListOf(MapType(Thread)), "themes that run through the standards", default=()
    )
    domains: tuple[Domain, ...] = field(
        ListOf(MapType(Domain)), "the domains and their standards", required=True
    )
    rules: Rules = field(
        MapType(Rules),
        "how ratings are reached; without them, each by its own rule and no overall one",
        factory=Rules,
    )
    signs: tuple[SourceText, ...] = field(
        ListOf(LineText()), "the roles that sign a report before it leaves the house", default=()
    )
    cover: str = field(
        Choice("ratings", "plain"),
        "ratings: with the overall rating and those of the standards on it; plain: without",
        default="ratings",
    )
    brand: BrandKeys = field(
        MapType(BrandKeys),
        "how its reports look, where they look otherwise than the project's others",
        factory=BrandKeys,
    )
    stages: tuple[str, ...] = field(
        ListOf(Choice("factual accuracy", "embargoed")),
        "the stages that a report passes through before publication",
        default=(),
    )
    time_zone: SourceText | None = field(
        LineText(), "the time zone of embargoes; without one, Europe/London"
    )
    compares: dict[SourceText, dict[SourceText, SourceText]] = field(
        MapOf(MapOf(LineText(), "ids of standards"), "ids of methodologies"),
        "which ratings can be compared with those of other methodologies: for each of these, the"
        " ids of standards here with those there, and `overall: overall`",
        factory=dict,
    )
    outline: tuple[Block, ...] = field(
        ListOf(
            ShortOrLong(
                LineText(), MapType(Block), lambda name, place: Block(block=name, place=place)
            )
        ),
        "the report's blocks, in order",
        default=(),
    )
    place: Place = NOWHERE

    @cached_property
    def standards(self) -> dict[str, Standard]:
        """Every standard by id, in order."""
        return {str(s.id): s for d in self.domains for s in d.standards}

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every key question by id, in order."""
        return {str(q.id): q for s in self.standards.values() for q in s.questions}

    @cached_property
    def questions_and_prompts(self) -> dict[str, Question | Prompt]:
        """Every key question and prompt by id, in order."""
        return {
            id: part
            for s in self.standards.values()
            for id, part in s.questions_and_prompts.items()
        }

    @cached_property
    def standard_of(self) -> dict[str, Standard]:
        """The standard of each key question and prompt."""
        return {id: s for s in self.standards.values() for id in s.questions_and_prompts}

    def standards_of_kind(self, kind: str | None) -> dict[str, Standard]:
        """The standards that inspections of a kind have, by id, in order."""
        return {id: s for id, s in self.standards.items() if s.belongs_to(kind)}

    @cached_property
    def domain_of(self) -> dict[str, Domain]:
        """The domain of each standard."""
        return {str(s.id): d for d in self.domains for s in d.standards}

    @cached_property
    def sample_groups(self) -> frozenset[str]:
        """The groups of the sample that it draws on by name."""
        named = [
            *(standard.groups for standard in self.standards.values()),
            *(mark.groups for mark in self.marks),
        ]
        return frozenset(str(group) for groups in named for group in groups)

    def answer_values(self, question: Question) -> dict[str, int]:
        """What each answer to a question is worth; nothing for one of yes and no."""
        if question.answers is None:
            return {}
        scale = self.answers.get(question.answers, ())
        return {str(answer.name): answer.worth for answer in scale}

    def scale(self, name: str | None) -> tuple[Grade, ...]:
        """A scale by name; the first without one, and no grades where there is none."""
        return self.scales[SourceText(name)] if name else next(iter(self.scales.values()), ())

    def scale_of(self, standard: Standard) -> tuple[Grade, ...]:
        """The scale that a standard is rated on."""
        return self.scale(standard.scale or self.domain_of[standard.id].scale)

    def counted_as(self, standard: Standard) -> tuple[str, str]:
        """What the results of a standard count: one of them, and several."""
        if standard.counts is not None:
            return str(standard.counts.one), str(standard.counts.several)
        return str(self.words.case), str(self.words.cases)

    @cached_property
    def rated_domains(self) -> dict[str, Domain]:
        """The domains that have a rating of their own, by id, in order."""
        return {
            str(d.id): d for d in self.domains if d.rating is not None and d.rating.rule != "none"
        }

    def domain_scale(self, domain: Domain) -> tuple[Grade, ...]:
        """The scale that a domain itself is rated on: its own, or that of its standards."""
        own = domain.rating.scale if domain.rating is not None else None
        return self.scale(own or domain.scale)

    def max_points(self, standard: Standard) -> int:
        """The points that a standard has at best."""
        return max((grade.points or 0 for grade in self.scale_of(standard)), default=0)
