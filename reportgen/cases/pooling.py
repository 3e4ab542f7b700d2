"""Pooling: a region's question counts the cases of the inspections it draws on.

The cases are added up, never the percentages. A standard that was not rated in a unit adds no
cases; the reason is printed. Which standard of a unit a question draws on, its methodology says by
topic and thread, so that units may be rated by other methodologies than the region. A unit that
gives no counts is an error that says what is missing: nothing is estimated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from reportgen.inspection.model import Finding, Inspection
from reportgen.inspection.results import Result
from reportgen.languages.language import Language
from reportgen.methodology.model import Methodology, Pool, Question, Standard
from reportgen.methodology.wording import end_sentence
from reportgen.problems import Place, Problem, error
from reportgen.reading.fields import SourceText
from reportgen.util.frozen import frozen

Units = Mapping[str, tuple[Inspection, Methodology]]


@frozen(kw_only=False)
class Contribution:
    """What one unit adds to a pooled question."""

    unit: str
    title: str
    yes: int
    of: int


@frozen(kw_only=False)
class LeftOut:
    """A unit's standard that adds no cases to a pooled question, since it was not rated there."""

    unit: str
    title: str
    standard: str
    standard_title: str
    reason: str

    def explain(self, wording: Language) -> str:
        """Without the cases of the first unit, whose 2.3 Reviewing was not rated: …"""
        standard = f"{self.standard} {self.standard_title}"
        return end_sentence(
            wording.say("without-cases-of", title=self.title, standard=standard, reason=self.reason)
        )


@frozen(kw_only=False)
class Pooled:
    """A pooled question and where its cases come from."""

    standard: str
    question: str
    contributions: tuple[Contribution, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def yes(self) -> int:
        return sum(c.yes for c in self.contributions)

    @property
    def of(self) -> int:
        return sum(c.of for c in self.contributions)

    def explain(self, wording: Language) -> str:
        """Counted from 223 cases of five inspections: the first unit (45); …"""
        count, say = len(self.contributions), wording.say
        return say(
            "counted-from",
            cases=say("cases-counted", count=self.of),
            inspections=say("inspections-counted", count=count, number=wording.number(count)),
            units="; ".join(f"{c.title} ({c.of})" for c in self.contributions),
        )


def pool(
    methodology: Methodology, inspection: Inspection, units: Units
) -> tuple[Inspection, tuple[Pooled, ...], list[Problem]]:
    """The inspection with every result that says `pooled` counted from its units, where each came
    from, and what is missing."""
    findings = dict(inspection.findings)
    pools: list[Pooled] = []
    problems: list[Problem] = []
    for id, finding in inspection.findings.items():
        results = dict(finding.results)
        for question, result in finding.results.items():
            if result is None or not result.pooled or result.percent is not None:
                continue
            pooled = _pooled(
                methodology, inspection, str(id), str(question), result.place, units, problems
            )
            if pooled is not None:
                pools.append(pooled)
                results[question] = Result(
                    Fraction(100 * pooled.yes, pooled.of),
                    pooled.yes,
                    pooled.of,
                    True,
                    "pooled",
                    result.place,
                )
        findings[id] = replace(finding, results=results)
    return replace(inspection, findings=findings), tuple(pools), problems


def _pooled(
    methodology: Methodology,
    inspection: Inspection,
    standard: str,
    id: str,
    place: Place,
    units: Units,
    problems: list[Problem],
) -> Pooled | None:
    question = methodology.questions.get(id)
    if question is None or not question.pools:
        problems.append(
            error(
                "not-pooled",
                place,
                f"{id} cannot be pooled: {methodology.id} does not say whose cases it counts",
                "write its result, or give the question `pools:` in the methodology",
            )
        )
        return None
    if not units:
        problems.append(
            error(
                "nothing-to-pool",
                place,
                f"{id} is to be pooled, and there is no inspection to draw on",
                "name the units under `draws_on:`",
            )
        )
        return None
    before = len(problems)
    left_out: list[LeftOut] = []
    contributions = [
        c
        for name, unit in units.items()
        if (c := _contribution(inspection, id, question.pools, name, *unit, problems, left_out))
        is not None
    ]
    if len(problems) > before:
        return None
    pooled = Pooled(
        standard,
        id,
        tuple(contributions),
        tuple(left_out),
    )
    if not pooled.of:
        problems.append(
            error(
                "nothing-to-pool",
                place,
                f"the inspections drawn on have no cases for {id}",
                "take it out, or say `not_rated:` with the reason",
            )
        )
        return None
    return pooled


def _contribution(
    inspection: Inspection,
    id: str,
    pools: tuple[Pool, ...],
    name: str,
    unit: Inspection,
    methodology: Methodology,
    problems: list[Problem],
    left_out: list[LeftOut],
) -> Contribution | None:
    """Find the cases of one unit; None if something is missing or the unit says that it has none.
    Its reason is added to `left_out`."""
    place = next((entry.place for entry in inspection.draws_on if entry == name), inspection.place)
    sources = [source for one in pools for source in _sources(one, unit, methodology)]
    if not sources:
        topics = " or ".join(
            f"{one.topic}, {one.thread}" if one.thread else str(one.topic) for one in pools
        )
        problems.append(
            error(
                "no-such-question",
                place,
                f"{id} cannot be pooled from `{name}`: {methodology.id} has no question on"
                f" {topics}",
                "take the unit out of `draws_on:`, or give its methodology that `topic:` and"
                " `thread:`",
            )
        )
        return None
    yes = of = 0
    for standard, question in sources:
        finding = unit.findings.get(standard.id) or Finding()
        if finding.not_rated:
            out = LeftOut(
                name,
                str(unit.title),
                str(standard.id),
                str(standard.title),
                " ".join(finding.not_rated.split()),
            )
            left_out += [out] if out not in left_out else []
            continue
        result = finding.results.get(question.id)
        if result is None or result.of is None or result.yes is None:
            problems.append(_missing(id, name, unit, question, result, finding, place))
            return None
        yes, of = yes + result.yes, of + result.of
    return Contribution(name, str(unit.title), yes, of) if of else None


def _sources(
    pool: Pool, unit: Inspection, methodology: Methodology
) -> Iterator[tuple[Standard, Question]]:
    """The questions of a unit's methodology that a pool takes: those of its topic on its thread or,
    if it names no thread, the only question of the standard."""
    for standard in methodology.standards.values():
        if standard.topic != pool.topic or not standard.belongs_to(unit.kind):
            continue
        for question in standard.questions:
            if question.thread == pool.thread if pool.thread else len(standard.questions) == 1:
                yield standard, question


def _missing(
    id: str,
    name: str,
    unit: Inspection,
    question: Question,
    result: Result | None,
    finding: Finding,
    place: Place,
) -> Problem:
    if result is not None and result.percent is not None:
        return error(
            "no-counts",
            result.place,
            f"{id} cannot be pooled from `{name}`: its {question.id} is {result.rounded}% without"
            " the number of cases",
            "write it as a count, as 24 of 51",
        )
    if finding.score is not None and finding.score.percent is not None:
        return error(
            "no-counts",
            finding.score.place,
            f"{id} cannot be pooled from `{name}`: only a score stands there, without the number of"
            " cases",
            f"give the results with their counts, as {SourceText(question.id)}: 24 of 51",
        )
    message = f"{id} cannot be pooled from `{name}`: it has no result for {question.id}"
    if unit.cases is not None:
        return error(
            "no-counts",
            place,
            message,
            f"look in its case file {unit.cases.file}: a column headed {question.id} has to hold"
            " yes or no in at least one row",
        )
    return error(
        "no-counts",
        place,
        message,
        f"add {question.id} with its count to {unit.path or name}, as 24 of 51",
    )
