"""A methodology: how an inspectorate rates, what it asks, and in what order its report is told. All of it data.

The files are in `methodologies/`, one a methodology; a project may have more in a folder of that name.
It knows the vocabulary of rules, and not one methodology.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from reportgen.problems import Place, Problem, error, nearest
from reportgen.record import record
from reportgen.shape import (
    NOWHERE,
    Choice,
    Either,
    Flag,
    Line,
    ListOf,
    MapOf,
    Prose,
    Record,
    Shape,
    Text,
    Whole,
    known,
)
from reportgen.source import Node


def _same(value: Any, place: Place) -> Any:
    return value


class Ids(Shape):
    """A list of ids, or the word `all`."""

    words = "a list of ids, or the word all"

    def read(self, node: Node, reading: Any) -> Any:
        if node.kind == "text" and node.value == "all":
            return ()
        return ListOf(Line()).read(node, reading)

    def schema(self, definitions: dict[str, Any]) -> dict[str, Any]:
        return {"anyOf": [{"const": "all"}, ListOf(Line()).schema(definitions)]}


@record
class Grade:
    """One step of a rating scale."""

    name: Text = known(Line(), "the word that is printed", required=True)
    points: int | None = known(Whole(), "what it adds to the score; the grades without points add nothing")
    from_: int | None = known(Whole(), "the lowest percentage of its band", key="from")
    about: Text | None = known(Line(), "what the grade means, in one sentence")
    place: Place = NOWHERE


@record
class Prompt:
    """A question asked of each case beneath a key question."""

    id: Text = known(Line(), "its letter, unique within its key question", required=True)
    text: Text = known(Line(), "the question as asked", required=True)
    marks: tuple[Text, ...] = known(ListOf(Line()), "ids of `marks` that apply: not asked in every case, and the like", default=())
    place: Place = NOWHERE


@record
class Pool:
    """Which cases of the inspections drawn on a question counts."""

    topic: Text = known(Line(), "the topic of the standard whose cases are taken", required=True)
    thread: Text | None = known(Line(), "the thread of its key question; without one, its only question")
    place: Place = NOWHERE


@record
class Question:
    """A key question of a standard."""

    id: Text = known(Line(), "its number within the standard, as 2.2.1", required=True)
    text: Text = known(Line(), "the question as asked", required=True)
    about: Text | None = known(Line(), "what it is on, to stand after “on” in a reason: keeping other people safe")
    thread: Text | None = known(Line(), "the thread that runs through the standards: engagement, desistance, safety …")
    summary: bool = known(Flag(), "whether it sums up the others, for a mean with weights", default=False)
    prompts: tuple[Prompt, ...] = known(ListOf(Record(Prompt)), "the prompts beneath it", default=())
    pools: tuple[Pool, ...] = known(ListOf(Record(Pool)), "whose cases it counts when its result is `pooled`", default=())
    place: Place = NOWHERE


@record
class Standard:
    """One thing that is rated, or shown without a rating."""

    id: Text = known(Line(), "its number, as 2.2", required=True)
    title: Text = known(Line(), "its title", required=True)
    statement: Text | None = known(Line(), "what the standard asks for, in one sentence")
    rated: str = known(Choice("judgement", "lowest", "mean", "own", "no"),
                       "judgement: by the inspectors; lowest: by its lowest key question; mean: by the mean of its questions; "
                       "own: by one percentage of its own; no: shown and not rated", required=True)
    scale: Text | None = known(Line(), "the scale it is rated on, if not its domain's")
    counted: bool = known(Flag(), "whether its points count towards the score", default=True)
    topic: Text | None = known(Line(), "a word that names the same work in other methodologies, for pooling")
    kinds: tuple[Text, ...] = known(ListOf(Line()), "the kinds of inspection that have it; none: all", default=())
    questions: tuple[Question, ...] = known(ListOf(Record(Question)), "its key questions", default=())
    groups: tuple[Text, ...] = known(ListOf(Line()), "the groups of the sample that its cases are of; none: all", default=())
    cases_from: Text | None = known(Line(), "a sentence that says where its cases come from")
    note: Text | None = known(Prose(), "a note on how it is judged, printed with it")
    source: Text | None = known(Line(), "where the rule is known from; `unconfirmed` where it is not")
    place: Place = NOWHERE


@record
class Domain:
    """A chapter of standards."""

    id: Text = known(Line(), "its number", required=True)
    title: Text = known(Line(), "its title", required=True)
    scale: Text | None = known(Line(), "the scale its standards are rated on, if not the first")
    score: str = known(Choice("none", "mean"), "mean: the domain has a percentage of its own, the mean of its standards'", default="none")
    standards: tuple[Standard, ...] = known(ListOf(Record(Standard)), "its standards", default=())
    place: Place = NOWHERE


@record
class Thread:
    """A theme that runs through key questions of several standards."""

    id: Text = known(Line(), "a word", required=True)
    title: Text = known(Line(), "its title", required=True)
    score: str = known(Choice("none", "mean"), "mean: the thread has a percentage, the mean over its questions", default="none")
    domains: tuple[Text, ...] = known(ListOf(Line()), "the domains it counts; none: all", default=())
    place: Place = NOWHERE


@record
class Mark:
    """A sign printed beside prompts, and what it says."""

    id: Text = known(Line(), "a word", required=True)
    sign: Text = known(Line(), "the sign that is printed: *", required=True)
    text: Text = known(Line(), "what it says", required=True)
    groups: tuple[Text, ...] = known(ListOf(Line()), "the groups of the sample that prompts with it are asked of; none: all", default=())
    place: Place = NOWHERE


@record
class Condition:
    """How many of some standards have to be at or below, or at or above, a grade; or a fact that the inspection declares."""

    how_many: Text | None = known(Line(), "all, any, or a number: at least so many", default=None)
    of: tuple[Text, ...] = known(Ids(), "the standards counted; `all`: every one that is counted", default=())
    at_most: Text | None = known(Line(), "a grade: this or a worse one")
    at_least: Text | None = known(Line(), "a grade: this or a better one")
    declared: Text | None = known(Line(), "a fact that the inspection names under `declares`")
    place: Place = NOWHERE


CONDITIONS = Either(ListOf(Record(Condition)), Record(Condition), _same)


@record
class Limit:
    """A rating that may go no higher while a condition holds."""

    id: Text = known(Line(), "a word", required=True)
    when: Any = known(CONDITIONS, "the condition, or several that must all hold", required=True)
    standard: Text | None = known(Line(), "the standard that is limited; without one, the overall rating")
    at_most: Text = known(Line(), "the highest grade then", required=True)
    about: Text = known(Line(), "the rule in one sentence, to be printed as a reason", required=True)
    source: Text | None = known(Line(), "where the rule is known from; `unconfirmed` where it is not")
    place: Place = NOWHERE

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return self.when if isinstance(self.when, tuple) else (self.when,)


@record
class Case:
    """One line of an overall rating by counts: a grade, and when it is given."""

    rating: Text = known(Line(), "the overall grade", required=True)
    when: Any = known(CONDITIONS, "the condition, or several that must all hold", required=True)
    place: Place = NOWHERE

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return self.when if isinstance(self.when, tuple) else (self.when,)


@record
class Overall:
    """How the overall rating is reached."""

    rule: str = known(Choice("none", "points", "counts", "worst"),
                      "points: by the sum of points; counts: the first case that applies; worst: the worst standard; none", required=True)
    scale: Text | None = known(Line(), "the scale of the overall rating, if not the first")
    shares: dict[Text, Text] = known(MapOf(Line(), "grades"), "points: for each grade the highest total, as a share of the highest possible: 1/6", factory=dict)
    totals: dict[Text, int] = known(MapOf(Whole(), "grades"), "points: for each grade the lowest total", factory=dict)
    cases: tuple[Case, ...] = known(ListOf(Record(Case)), "counts: tried in this order", default=())
    otherwise: Text | None = known(Line(), "counts: the grade where none applies")
    source: Text | None = known(Line(), "where the rule is known from; `unconfirmed` where it is not")
    place: Place = NOWHERE


@record
class Discretion:
    """How far a panel may move a case-rated standard, and when."""

    bands: int = known(Whole(), "by how many grades", default=1)
    points: int | None = known(Whole(), "allowed where the lowest percentage is within so many points of the boundary")
    cases: int | None = known(Whole(), "allowed where so many cases would change the grade")
    sub_sample: int | None = known(Whole(), "allowed where the question has so many cases or fewer")
    about: Text | None = known(Line(), "the rule in one sentence")
    source: Text | None = known(Line(), "where the rule is known from; `unconfirmed` where it is not")
    place: Place = NOWHERE


@record
class Weights:
    """What the questions of a mean weigh."""

    questions: int = known(Whole(), "all individual questions together", default=100)
    summary: int = known(Whole(), "the summary question", default=0)
    source: Text | None = known(Line(), "where the rule is known from; `unconfirmed` where it is not")
    place: Place = NOWHERE


@record
class Rules:
    """The rules of rating."""

    band: str = known(Choice("rounded", "exact"), "rounded: the printed whole percentage is banded; exact: the fraction", default="rounded")
    band_source: Text | None = known(Line(), "where the bands are known from; `unconfirmed` where they are not")
    overall: Overall = known(Record(Overall), "the overall rating", required=True)
    limits: tuple[Limit, ...] = known(ListOf(Record(Limit)), "limits on ratings", default=())
    discretion: Discretion | None = known(Record(Discretion), "professional discretion; without it nothing may be adjusted")
    mean: Weights | None = known(Record(Weights), "for standards rated by a mean")
    small_group: int = known(Whole(), "a group of fewer cases than this is withheld in breakdowns", default=5)
    place: Place = NOWHERE


@record
class Words:
    """What things are called, and how numbers are written."""

    standard: Text = known(Line(), "what one standard is called", default=Text("standard"))
    standards: Text = known(Line(), "the same, of several", default=Text("standards"))
    question: Text = known(Line(), "what one key question is called", default=Text("key question"))
    questions: Text = known(Line(), "the same, of several", default=Text("key questions"))
    domain: Text = known(Line(), "what one domain is called", default=Text("domain"))
    inspected: tuple[Text, ...] = known(ListOf(Line()), "what an inspected service is called, beside its title: unit, prison", default=())
    annexe: Text = known(Line(), "what an annexe is called", default=Text("Annexe"))
    annexe_numbers: str = known(Choice("words", "figures"), "Annexe one, or Annexe 1", default="words")
    sufficient: Text = known(Line(), "what a case that meets a question is: judged sufficient", default=Text("judged sufficient"))
    per_cent: Text = known(Line(), "a per cent in prose; in tables it is always %", default=Text("per cent"))
    numbers_in_words: int = known(Whole(), "whole numbers up to this are written in words in prose; 0: no house rule", default=0)
    language: Text = known(Line(), "the language of the report", default=Text("en-GB"))
    document: Text = known(Line(), "what the document is: inspection report, letter", default=Text("inspection report"))
    strengths: Text = known(Line(), "the heading over strengths", default=Text("Strengths"))
    areas_for_improvement: Text = known(Line(), "the heading over areas for improvement", default=Text("Areas for improvement"))
    lettered: bool = known(Flag(), "whether strengths and areas for improvement are lettered (a), (b)", default=False)
    place: Place = NOWHERE


@record
class Block:
    """One entry of the outline: a block of the report and its settings."""

    block: Text = known(Line(), "the template in templates/blocks/ that sets it", required=True)
    id: Text | None = known(Line(), "its name in links, and the `text:` it prints; without one, the block's name")
    title: Text | None = known(Line(), "its heading")
    annexe: bool = known(Flag(), "whether it is numbered among the annexes", default=False)
    optional: bool = known(Flag(), "whether a report without it is complete", default=False)
    new_page: bool = known(Flag(), "whether it begins on a page of its own in print", default=True)
    domain: Text | None = known(Line(), "the domain it is about")
    tables: tuple[Text, ...] = known(ListOf(Line()), "the inspection's tables that it prints, by name", default=())
    intro: Text | None = known(Prose(), "text that is the same in each report of this methodology")
    place: Place = NOWHERE


@record
class Methodology:
    """One methodology, as its file says."""

    id: str
    """The name of its file."""
    path: str = ""
    title: Text = known(Line(), "its title", required=True)
    about: Text | None = known(Prose(), "what it is and when it was used, in a sentence or two")
    kinds: dict[Text, Text] = known(MapOf(Line(), "kinds"), "the kinds of inspection, where standards differ by kind, with what each is called", factory=dict)
    declares: dict[Text, Text] = known(MapOf(Line(), "facts"), "facts that an inspection may declare and rules may ask for", factory=dict)
    words: Words = known(Record(Words), "what things are called", factory=Words)
    scales: dict[Text, tuple[Grade, ...]] = known(MapOf(ListOf(Record(Grade)), "scales"), "rating scales, each from its worst grade to its best; the first is the usual one", required=True)
    marks: tuple[Mark, ...] = known(ListOf(Record(Mark)), "signs beside prompts", default=())
    threads: tuple[Thread, ...] = known(ListOf(Record(Thread)), "themes that run through the standards", default=())
    domains: tuple[Domain, ...] = known(ListOf(Record(Domain)), "the domains and their standards", required=True)
    rules: Rules = known(Record(Rules), "how ratings are reached", required=True)
    outline: tuple[Block, ...] = known(ListOf(Either(Line(), Record(Block), lambda name, place: Block(block=name, place=place))),
                                       "the report's blocks, in order", default=())
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
    def domain_of(self) -> dict[str, Domain]:
        """The domain of each standard."""
        return {str(s.id): d for d in self.domains for s in d.standards}

    @cached_property
    def sample_groups(self) -> frozenset[str]:
        """The groups of the sample that it draws on by name."""
        named = [*(standard.groups for standard in self.standards.values()), *(mark.groups for mark in self.marks)]
        return frozenset(str(group) for groups in named for group in groups)

    def scale(self, name: str | None) -> tuple[Grade, ...]:
        """A scale by name; the first without one."""
        return self.scales[Text(name)] if name else next(iter(self.scales.values()))

    def scale_of(self, standard: Standard) -> tuple[Grade, ...]:
        """The scale that a standard is rated on."""
        return self.scale(standard.scale or self.domain_of[standard.id].scale)


def flaws(methodology: Methodology) -> list[Problem]:
    """Everything by which a methodology contradicts itself: names that nothing bears, ids used twice, rules that cannot apply."""
    found = _Flaws(methodology)
    found.scales()
    found.standards()
    found.rules()
    found.outline()
    return found.problems


class _Flaws:
    """Looks through one methodology and collects what is wrong with it."""

    def __init__(self, methodology: Methodology) -> None:
        self.m = methodology
        self.problems: list[Problem] = []

    def name(self, word: Text | None, known_words: Iterable[str], what: str) -> bool:
        """Whether a word is one of the known ones; a problem where it is not."""
        names = [str(k) for k in known_words]
        if word is None or str(word) in names:
            return True
        near = nearest(word, names)
        self.problems.append(error("unknown-name", word.place, f"there is no {what} `{word}`",
                                   f"did you mean `{near}`?" if near else f"there are: {', '.join(names) or 'none'}"))
        return False

    def twice(self, words: Iterable[Text], what: str) -> None:
        seen: dict[str, Text] = {}
        for word in words:
            if str(word) in seen:
                self.problems.append(error("id-twice", word.place, f"the {what} `{word}` stands here and on line {seen[str(word)].place.line}",
                                           "give each one an id of its own"))
            seen.setdefault(str(word), word)

    def scales(self) -> None:
        if not self.m.scales or not all(self.m.scales.values()):
            self.problems.append(error("no-scale", self.m.place, "a methodology needs a scale with at least one grade", "add `scales:`"))
            return
        for grades in self.m.scales.values():
            self.twice((g.name for g in grades), "grade")
            edges = [(g.from_, g) for g in grades if g.from_ is not None]
            for (low, _), (high, grade) in zip(edges, edges[1:], strict=False):
                if low >= high or high > 100:
                    self.problems.append(error("band-order", grade.place, f"the band of {grade.name} begins at {high}, the one below at {low}",
                                               "list grades from worst to best, each beginning higher, at 100 at the most"))

    def standards(self) -> None:
        m = self.m
        self.twice((d.id for d in m.domains), "domain")
        self.twice((s.id for d in m.domains for s in d.standards), "standard")
        self.twice((q.id for s in m.standards.values() for q in s.questions), "key question")
        self.twice((t.id for t in m.threads), "thread")
        for domain in m.domains:
            self.name(domain.scale, m.scales, "scale")
        for standard in m.standards.values():
            self.name(standard.scale, m.scales, "scale")
            for kind in standard.kinds:
                self.name(kind, m.kinds, "kind")
            for question in standard.questions:
                self.name(question.thread, (t.id for t in m.threads), "thread")
                self.twice((p.id for p in question.prompts), "prompt")
                for prompt in question.prompts:
                    for mark in prompt.marks:
                        self.name(mark, (k.id for k in m.marks), "mark")
        for thread in m.threads:
            for id in thread.domains:
                self.name(id, (d.id for d in m.domains), "domain")

    def rules(self) -> None:
        rules, m = self.m.rules, self.m
        overall = rules.overall
        if rules.small_group < 2:
            self.problems.append(error("small-group", rules.place, f"`small_group: {rules.small_group}` would withhold nothing: a group of one case is a person",
                                       "write 2 or more, or leave it out, which is 5"))
        self.name(overall.scale, m.scales, "scale")
        named = [overall.scale, *(d.scale for d in m.domains), *(s.scale for s in m.standards.values())]
        if not m.scales or not all(m.scales.values()) or not all(name is None or name in m.scales for name in named):
            return
        grades = [g.name for g in m.scale(overall.scale)]
        for grade in (*overall.shares, *overall.totals, *(c.rating for c in overall.cases), *filter(None, [overall.otherwise])):
            self.name(grade, grades, "grade")
        for share in overall.shares.values():
            if not re.fullmatch(r"\d{1,3}(/[1-9]\d{0,2})?", share):
                self.problems.append(error("share", share.place, f"`{share}` is not a share", "write it as 5/6"))
        if overall.rule == "points" and not (overall.shares or overall.totals):
            self.problems.append(error("no-totals", overall.place, "a score needs `shares:` or `totals:` to become a rating",
                                       "write shares: {Inadequate: 1/6, …}: the highest total of each grade as a share of the highest possible"))
        if overall.rule == "points":
            self.points()
        for case in overall.cases:
            self.conditions(case.conditions, grades)
        for limit in rules.limits:
            self.limit(limit, grades)

    def points(self) -> None:
        """Where points are summed, each counted standard has some to give, and a percentage leads to them."""
        told = set()
        for standard in self.m.standards.values():
            scale = self.m.scale_of(standard)
            if not standard.counted or standard.rated == "no" or not scale or id(scale) in told:
                continue
            if not any(grade.points for grade in scale):
                told.add(id(scale))
                self.problems.append(error("no-points", scale[0].place, f"the grades on which {standard.id} is rated have no points, and the score is their sum",
                                           "give each grade `points:`, or the standard `counted: no`"))
            elif standard.rated != "judgement" and not any(grade.from_ for grade in scale):
                told.add(id(scale))
                self.problems.append(error("no-bands", scale[0].place, f"{standard.id} is rated by a percentage, and no grade of its scale says from which percentage it is given",
                                           "give each grade but the worst `from:`, the lowest percentage of its band"))

    def limit(self, limit: Limit, grades: list[Text]) -> None:
        if limit.standard is not None:
            if not self.name(limit.standard, self.m.standards, "standard"):
                return
            grades = [g.name for g in self.m.scale_of(self.m.standards[str(limit.standard)])]
        self.name(limit.at_most, grades, "grade")
        self.conditions(limit.conditions, [])

    def conditions(self, conditions: tuple[Condition, ...], grades: list[Text]) -> None:
        for condition in conditions:
            self.name(condition.declared, self.m.declares, "fact to declare")
            if condition.declared is None and condition.at_most is None and condition.at_least is None:
                self.problems.append(error("empty-condition", condition.place, "this condition asks for nothing", "add `at_most:`, `at_least:` or `declared:`"))
            if condition.how_many is not None and not re.fullmatch(r"all|any|[1-9]\d?", condition.how_many):
                self.problems.append(error("how-many", condition.how_many.place, f"`{condition.how_many}` is not a number of standards", "write all, any or a number"))
            ids = [i for i in condition.of if self.name(i, self.m.standards, "standard")]
            for standard in [self.m.standards[str(i)] for i in ids] or [s for s in self.m.standards.values() if s.counted and s.rated != "no"]:
                names = [g.name for g in self.m.scale_of(standard)]
                if not (self.name(condition.at_most, names, f"grade of {standard.id}") and self.name(condition.at_least, names, f"grade of {standard.id}")):
                    break

    def outline(self) -> None:
        self.twice((b.id or b.block for b in self.m.outline if b.block != "domain"), "block")
        for block in self.m.outline:
            self.name(block.domain, (d.id for d in self.m.domains), "domain")
