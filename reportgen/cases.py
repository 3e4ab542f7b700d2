"""The answers by case, counted: who was asked what, how it was answered, and what results that makes for an inspection.

It must not know how a file is read (case_reading.py), what is withheld in a breakdown, or how anything is rated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from reportgen.inspection import Finding, Inspection, Result
from reportgen.methodology import Standard
from reportgen.problems import Place, Problem, error
from reportgen.shape import Text, half_up

NO, YES, NOT_APPLICABLE, BLANK, WRONG = range(5)
"""What an answer is, as a byte."""

NOT_RECORDED = "Not recorded"


class Count(NamedTuple):
    """How many cases were sufficient, of how many that the question applies to."""

    yes: int
    of: int


@dataclass(frozen=True)
class Attribute:
    """A column that sorts the cases into groups."""

    name: str
    groups: tuple[str, ...]
    """The groups in their order. The group of the cases without a value is the last, where there are any."""
    group_of: Sequence[int]
    """For each case the number of its group."""

    @property
    def title(self) -> str:
        """The column's name as a heading: risk_level is Risk level."""
        words = " ".join(self.name.replace("_", " ").split())
        return words[:1].upper() + words[1:]


@dataclass(frozen=True, eq=False)
class Cases:
    """All cases of one file. Who a case is about is forgotten once no id stands twice."""

    path: str
    place: Place
    """Where the inspection names the file."""
    size: int
    standards: Mapping[str, Standard]
    """The standard of every question and prompt that has a column."""
    answers: Mapping[str, bytes]
    """For each question and prompt, a byte a case."""
    attributes: Mapping[str, Attribute]
    notes: tuple[Problem, ...] = ()
    """What is not wrong and should be known all the same."""

    def count(self, id: str) -> Count:
        """The count of one question or prompt. Blank and not applicable are left out."""
        yes = self.answers[id].count(YES)
        return Count(yes, yes + self.answers[id].count(NO))

    def counts(self) -> dict[str, Count]:
        """The counts of every question and prompt that has any answer."""
        return {id: count for id in self.answers if (count := self.count(id)).of}

    def counts_by(self, id: str, attribute: str) -> list[Count]:
        """The counts of one question in each group of an attribute, in the order of its groups."""
        by = self.attributes[attribute]
        yes, no = [0] * len(by.groups), [0] * len(by.groups)
        for group, answer in zip(by.group_of, self.answers[id], strict=True):
            if answer == YES:
                yes[group] += 1
            elif answer == NO:
                no[group] += 1
        return [Count(y, y + n) for y, n in zip(yes, no, strict=True)]


def apply_cases(inspection: Inspection, cases: Cases) -> tuple[Inspection, list[Problem]]:
    """The inspection with the results that its cases give. A result that is typed as well has to agree."""
    problems = list(cases.notes)
    findings = dict(inspection.findings)
    for id, count in cases.counts().items():
        standard = cases.standards[id]
        if standard.kinds and inspection.kind not in standard.kinds:
            problems.append(error("other-kind", cases.place, f"the cases answer {id}, which is not asked in an inspection of this kind",
                                  f"take the column out; it belongs to: {', '.join(standard.kinds)}"))
            continue
        finding = findings.get(standard.id) or Finding(place=cases.place)
        counted = Result(Fraction(100 * count.yes, count.of), count.yes, count.of, origin="cases", place=cases.place)
        typed = finding.results.get(Text(id)) or (finding.score if id == str(standard.id) else None)
        if typed is not None:
            problems += _disagreement(id, typed, counted)
        findings[standard.id] = replace(finding, results={**finding.results, Text(id): counted})
    return replace(inspection, findings=findings), problems


def _disagreement(id: str, typed: Result, counted: Result) -> list[Problem]:
    """A typed result agrees where its counts are the same, or its percentage is the counted one to as many decimals."""
    if typed.pooled:
        return [error("pooled-and-counted", typed.place, f"{id} is to be pooled, and the case file counts it as well", "take `pooled` or the column out")]
    assert counted.percent is not None
    counts = f"{counted.yes} of {counted.of}"
    if typed.of is not None:
        if (typed.yes, typed.of) == (counted.yes, counted.of):
            return []
        return [error("cases-differ", typed.place, f"{id} is typed as {typed.yes} of {typed.of}, and the cases give {counts}",
                      "take the typed result out, or correct the case file")]
    if typed.percent is None:
        return []
    decimals = next((d for d in range(5) if (typed.percent * 10**d).denominator == 1), 4)
    if Fraction(half_up(counted.percent * 10**decimals), 10**decimals) == typed.percent:
        return []
    return [error("cases-differ", typed.place, f"{id} is typed as {float(typed.percent):g}%, and the cases give {counted.shown}% ({counts})",
                  "take the typed result out, or correct the case file")]
