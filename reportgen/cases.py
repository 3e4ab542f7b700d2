"""The answers by case, counted: who was asked what, how it was answered, and what results that makes for an inspection.

It must not know how a file is read (case_reading.py), what is withheld in a breakdown, or how anything is rated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from reportgen.inspection import Finding, Inspection, Result
from reportgen.methodology import Standard
from reportgen.problems import Place, Problem, error
from reportgen.record import record
from reportgen.shape import Text, half_up

NO, YES, NOT_APPLICABLE, BLANK, WRONG = range(5)
"""What an answer is, as a byte."""

NOT_RECORDED = "Not recorded"

MOST_GROUPS = 12
"""Groups of an attribute for which a table has room."""


class Count(NamedTuple):
    """How many cases were sufficient, of how many that the question applies to."""

    yes: int
    of: int


@record(kw_only=False)
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
    answers: Mapping[str, bytearray]
    """For each question and prompt, a byte a case."""
    attributes: Mapping[str, Attribute]
    notes: tuple[Problem, ...] = ()
    """What is not wrong and should be known all the same."""
    too_varied: tuple[str, ...] = ()
    """Further columns, of so many values that no case is sorted by them."""

    def count(self, id: str) -> Count:
        """The count of one question or prompt. Blank and not applicable are left out."""
        yes, no = (_how_many(code, self.answers[id]) for code in (YES, NO))
        return Count(yes, yes + no)

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


_ALONE = {code: bytes(byte == code for byte in range(256)) for code in (YES, NO)}


def _how_many(code: int, answers: bytearray) -> int:
    """How many answers have a code: those that do become bits, which takes a third of the time that bytes.count() does."""
    return int.from_bytes(answers.translate(_ALONE[code]), "little").bit_count()


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
    problems += _typed_and_unanswered(inspection, cases)
    problems += _scores(inspection, cases, findings)
    return replace(inspection, findings=findings), problems


def _typed_and_unanswered(inspection: Inspection, cases: Cases) -> Iterator[Problem]:
    """A column says of every case that the question was not answered or did not apply: then it has no result."""
    for id, standard in cases.standards.items():
        finding = inspection.findings.get(standard.id) or Finding()
        typed = finding.results.get(Text(id)) or (finding.score if id == str(standard.id) else None)
        if typed is not None and not cases.count(id).of:
            yield error("cases-differ", typed.place, f"{id} is typed as {_written(typed)}, and no case has an answer to it",
                        "take the typed result out, or fill in the column")


def _scores(inspection: Inspection, cases: Cases, findings: dict[Text, Finding]) -> Iterator[Problem]:
    """A typed score would stand in place of the cases, so it must be what they give: the lowest question, all of them counted."""
    counted = cases.counts()
    for id, finding in inspection.findings.items():
        score, standard = finding.score, next((s for s in cases.standards.values() if s.id == id), None)
        questions = [str(question.id) for question in standard.questions if str(question.id) in counted] if standard else []
        if score is None or standard is None or not questions:
            continue
        if standard.rated == "lowest" and len(questions) == len(standard.questions):
            yes, of = min((counted[question] for question in questions), key=lambda count: Fraction(count.yes, count.of))
            problems = _disagreement(str(id), score, Result(Fraction(100 * yes, of), yes, of))
        else:
            problems = [error("cases-differ", score.place, f"{id} has a typed score, and the cases answer {', '.join(questions[:3])}",
                              "take the score out: it follows from the cases")]
        yield from problems
        findings[id] = replace(findings[id], score=None)


def _disagreement(id: str, typed: Result, counted: Result) -> list[Problem]:
    """A typed result agrees where its counts are the same, or its percentage is the counted one to as many decimals."""
    if typed.pooled:
        return [error("pooled-and-counted", typed.place, f"{id} is to be pooled, and the case file counts it as well", "take `pooled` or the column out")]
    assert counted.percent is not None
    counts = f"{counted.yes} of {counted.of}"
    if typed.of is not None:
        if (typed.yes, typed.of) == (counted.yes, counted.of):
            return []
        return [error("cases-differ", typed.place, f"{id} is typed as {_written(typed)}, and the cases give {counts}",
                      "take the typed result out, or correct the case file")]
    if typed.percent is None:
        return []
    decimals = next((d for d in range(5) if (typed.percent * 10**d).denominator == 1), 4)
    given = Fraction(half_up(counted.percent * 10**decimals), 10**decimals)
    if given == typed.percent:
        return []
    return [error("cases-differ", typed.place, f"{id} is typed as {_written(typed)}, and the cases give {float(given):.{decimals}f}% ({counts})",
                  "take the typed result out, or correct the case file")]


def _written(typed: Result) -> str:
    """A typed result as its author wrote it, or nearly."""
    if typed.of is not None:
        return f"{typed.yes} of {typed.of}"
    return "pooled" if typed.percent is None else f"{float(typed.percent):g}%"
