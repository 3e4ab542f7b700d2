"""The results that counted cases give an inspection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from reportgen.cases.cases import Cases
from reportgen.inspection.model import Finding, Inspection
from reportgen.inspection.results import Result
from reportgen.problems import Problem, error
from reportgen.reading.fields import SourceText
from reportgen.util.numbers import round_half_up


def apply_cases(inspection: Inspection, cases: Cases) -> tuple[Inspection, list[Problem]]:
    """The inspection with the results that its cases give. A result that is typed as well has to
    agree."""
    problems = list(cases.notes)
    findings = dict(inspection.findings)
    for id, count in cases.counts().items():
        standard = cases.standards[id]
        if not standard.belongs_to(inspection.kind):
            problems.append(
                error(
                    "other-kind",
                    cases.place,
                    f"the cases answer {id}, which is not asked in an inspection of this kind",
                    f"take the column out; it belongs to: {', '.join(standard.kinds)}",
                )
            )
            continue
        finding = findings.get(standard.id) or Finding(place=cases.place)
        counted = Result(
            Fraction(100 * count.yes, count.of),
            count.yes,
            count.of,
            origin="cases",
            place=cases.place,
        )
        typed = finding.results.get(SourceText(id)) or (
            finding.score if id == str(standard.id) else None
        )
        if typed is not None:
            problems += _disagreement(id, typed, counted)
        findings[standard.id] = replace(
            finding, results={**finding.results, SourceText(id): counted}
        )
    problems += _typed_and_unanswered(inspection, cases)
    problems += _scores(inspection, cases, findings)
    return replace(inspection, findings=findings), problems


def _typed_and_unanswered(inspection: Inspection, cases: Cases) -> Iterator[Problem]:
    """Report a typed result whose column says of every case that the question was not answered or
    did not apply."""
    for id, standard in cases.standards.items():
        finding = inspection.findings.get(standard.id) or Finding()
        typed = finding.results.get(SourceText(id)) or (
            finding.score if id == str(standard.id) else None
        )
        if typed is not None and not cases.count(id).of:
            yield error(
                "cases-differ",
                typed.place,
                f"{id} is typed as {_written(typed)}, and no case has an answer to it",
                "take the typed result out, or fill in the column",
            )


def _scores(
    inspection: Inspection, cases: Cases, findings: dict[SourceText, Finding]
) -> Iterator[Problem]:
    """Report a typed score that differs from the one that the cases give: that of the lowest
    question, all of them counted."""
    counted = cases.counts()
    for id, finding in inspection.findings.items():
        score, standard = (
            finding.score,
            next((s for s in cases.standards.values() if s.id == id), None),
        )
        questions = (
            [str(question.id) for question in standard.questions if str(question.id) in counted]
            if standard
            else []
        )
        if score is None or standard is None or not questions:
            continue
        if standard.rated == "lowest" and len(questions) == len(standard.questions):
            yes, of = min(
                (counted[question] for question in questions),
                key=lambda count: Fraction(count.yes, count.of),
            )
            problems = _disagreement(str(id), score, Result(Fraction(100 * yes, of), yes, of))
        else:
            problems = [
                error(
                    "cases-differ",
                    score.place,
                    f"{id} has a typed score, and the cases answer {', '.join(questions[:3])}",
                    "take the score out: it follows from the cases",
                )
            ]
        yield from problems
        findings[id] = replace(findings[id], score=None)


def _disagreement(id: str, typed: Result, counted: Result) -> list[Problem]:
    """Report a typed result that differs from the cases. Counts have to be the same, and a
    percentage has to be the counted one to as many decimals as were typed."""
    if typed.pooled:
        return [
            error(
                "pooled-and-counted",
                typed.place,
                f"{id} is to be pooled, and the case file counts it as well",
                "take `pooled` or the column out",
            )
        ]
    assert counted.percent is not None
    counts = f"{counted.yes} of {counted.of}"
    if typed.of is not None:
        if (typed.yes, typed.of) == (counted.yes, counted.of):
            return []
        return [
            error(
                "cases-differ",
                typed.place,
                f"{id} is typed as {_written(typed)}, and the cases give {counts}",
                "take the typed result out, or correct the case file",
            )
        ]
    if typed.percent is None:
        return []
    decimals = next((d for d in range(5) if (typed.percent * 10**d).denominator == 1), 4)
    rounded_percent = Fraction(round_half_up(counted.percent * 10**decimals), 10**decimals)
    if rounded_percent == typed.percent:
        return []
    return [
        error(
            "cases-differ",
            typed.place,
            f"{id} is typed as {_written(typed)}, and the cases give"
            f" {float(rounded_percent):.{decimals}f}%"
            f" ({counts})",
            "take the typed result out, or correct the case file",
        )
    ]


def _written(typed: Result) -> str:
    """A typed result as its author wrote it, or nearly."""
    if typed.of is not None:
        return f"{typed.yes} of {typed.of}"
    return "pooled" if typed.percent is None else f"{float(typed.percent):g}%"
