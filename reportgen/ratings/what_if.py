"""What if: an inspection with some results or ratings changed, to be rated again beside the real
one.

It changes nothing on disk and rates nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from reportgen.inspection.model import Finding, Inspection
from reportgen.inspection.results import Result, ResultType
from reportgen.methodology.model import Methodology, Standard
from reportgen.problems import InputError, Place, error, find_nearest
from reportgen.reading.fields import ReadingContext, SourceText
from reportgen.reading.yaml_source import Node

HERE = Place("--what-if", 1, 1, 1)


def what_if(inspection: Inspection, methodology: Methodology, changes: Iterable[str]) -> Inspection:
    """The inspection with each change made: `2.2.3=26/51`, `2.2.3=51%`, or `1.1=Good`. Refused
    where one makes no sense."""
    problems = []
    for change in changes:
        try:
            inspection = _changed(inspection, methodology, change)
        except InputError as refused:
            problems += refused.problems
    if problems:
        raise InputError(*problems)
    return inspection


def _changed(inspection: Inspection, methodology: Methodology, change: str) -> Inspection:
    id, equals, value = (part.strip() for part in change.partition("="))
    if not equals or not id or not value:
        raise InputError(
            error(
                "what-if",
                HERE,
                f"`{change[:60]}` is not a change",
                "write ID=RESULT, as 2.2.3=26/51 or 1.1=Good",
            )
        )
    standards = methodology.standards_of_kind(inspection.kind)
    if id in standards:
        return _with(
            inspection, standards[id], _of_standard(methodology, standards[id], inspection, value)
        )
    standard = next((s for s in standards.values() if any(q.id == id for q in s.questions)), None)
    if standard is None:
        known = [*standards, *(str(q.id) for s in standards.values() for q in s.questions)]
        near = find_nearest(id, known)
        raise InputError(
            error(
                "what-if",
                HERE,
                f"there is no standard or key question `{id}`",
                f"did you mean `{near}`?" if near else "write its id, as 2.2.3",
            )
        )
    before = inspection.findings.get(standard.id) or Finding(place=inspection.place)
    if before.score is not None:
        raise InputError(
            error(
                "what-if",
                HERE,
                f"of {standard.id} only the score is known, so a change of {id} says nothing",
                f"write {standard.id}=RESULT",
            )
        )
    return _with(
        inspection,
        standard,
        replace(before, rating=None, results={**before.results, SourceText(id): _result(value)}),
    )


def _with(inspection: Inspection, standard: Standard, finding: Finding) -> Inspection:
    return replace(inspection, findings={**inspection.findings, standard.id: finding})


def _of_standard(
    methodology: Methodology, standard: Standard, inspection: Inspection, value: str
) -> Finding:
    """A standard's own rating or percentage in place of what its finding says."""
    before = inspection.findings.get(standard.id) or Finding(place=inspection.place)
    grades = [str(grade.name) for grade in methodology.scale_of(standard)]
    grade = next((g for g in grades if g.casefold() == value.casefold()), None)
    if standard.rated == "judgement":
        if grade is None:
            near = find_nearest(value, grades)
            raise InputError(
                error(
                    "what-if",
                    HERE,
                    f"`{value[:60]}` is not a rating of {standard.id}",
                    f"did you mean `{near}`?" if near else f"one of: {', '.join(grades)}",
                )
            )
        because = (
            before.because if before.rating == grade else None
        )  # it was the reason for another rating
        return replace(
            before, rating=SourceText(grade), adjusted=None, not_rated=None, because=because
        )
    if standard.rated == "no":
        raise InputError(
            error(
                "what-if",
                HERE,
                f"{standard.id} {standard.title} is never rated",
                "change a standard or key question that is",
            )
        )
    if grade is not None:
        raise InputError(
            error(
                "what-if",
                HERE,
                f"{standard.id} {standard.title} is rated on its results, not by judgement",
                f"change a result of it, as {_example(standard, before)}=26/51",
            )
        )
    if standard.questions and before.score is None and standard.rated == "lowest":
        raise InputError(
            error(
                "what-if",
                HERE,
                f"{standard.id} is rated by its lowest question, so say which",
                f"write {_example(standard, before)}={value}",
            )
        )
    return replace(before, rating=None, score=_result(value), results={}, not_rated=None)


def _example(standard: Standard, before: Finding) -> str:
    return (
        str(standard.questions[0].id)
        if standard.questions and before.score is None
        else str(standard.id)
    )


def _result(value: str) -> Result:
    reading = ReadingContext()
    result = ResultType().read(Node("text", value, HERE), reading)
    if reading.problems:
        raise InputError(*reading.problems)
    if not isinstance(result, Result) or result.percent is None:
        raise InputError(
            error(
                "what-if",
                HERE,
                f"`{value[:60]}` is not a result",
                "write a count, as 26/51, or a percentage, as 51%",
            )
        )
    return result
