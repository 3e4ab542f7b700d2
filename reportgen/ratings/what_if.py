"""What if: an inspection with some results or ratings changed, to be rated beside the real one.

It changes nothing on disk and rates nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NoReturn

from reportgen.inspection.model import Finding, Inspection, OverallFinding
from reportgen.inspection.results import Result, ResultType
from reportgen.methodology.model import OVERALL, Methodology, Standard
from reportgen.methodology.wording import name_part
from reportgen.problems import InputError, Place, error, find_nearest
from reportgen.reading.fields import ReadingContext, SourceText
from reportgen.reading.yaml_source import Node

COMMAND_LINE = Place("--what-if", 1, 1, 1)

MAX_QUOTED = 60
"""How many characters of a mistaken change are printed."""


def apply_changes(
    inspection: Inspection,
    methodology: Methodology,
    changes: Iterable[str],
    as_published: bool = False,
) -> Inspection:
    """The inspection with each change made: `2.2.3=26/51`, `2.2.3=51%`, `1.1=Good`, or, of a fact
    that rules ask for, `breach=yes`. An InputError lists every change that makes no sense.

    With `as_published`, a standard that is rated on cases may be given a grade, as one that was
    published without its results."""
    problems = []
    for change in changes:
        try:
            inspection = _apply_change(inspection, methodology, change, as_published)
        except InputError as refused:
            problems += refused.problems
    if problems:
        raise InputError(*problems)
    return inspection


def _refuse(message: str, hint: str) -> NoReturn:
    raise InputError(error("what-if", COMMAND_LINE, message, hint))


def _apply_change(
    inspection: Inspection, methodology: Methodology, change: str, as_published: bool
) -> Inspection:
    id, equals, value = (part.strip() for part in change.partition("="))
    if not equals or not id or not value:
        _refuse(
            f"`{change[:MAX_QUOTED]}` is not a change",
            "write ID=RESULT, as 2.2.3=26/51 or 1.1=Good",
        )
    standards = methodology.standards_of_kind(inspection.kind)
    questions = {str(q.id): s for s in standards.values() for q in s.questions}
    whole = _change_whole(inspection, methodology, id, value) if id not in standards else None
    if whole is not None:
        return whole
    standard = standards.get(id) or questions.get(id)
    if standard is None:
        ids = [*standards, *questions, *methodology.rated_domains, *methodology.declares]
        near = find_nearest(id, ids)
        _refuse(
            f"there is no standard or key question `{id}`",
            f"did you mean `{near}`?" if near else "write its id, as 2.2.3",
        )
    finding = inspection.findings.get(standard.id) or Finding(place=inspection.place)
    grades = [str(grade.name) for grade in methodology.scale_of(standard)]
    if id not in standards:
        finding = _change_question(methodology, standard, finding, id, value)
    elif as_published and standard.rated != "no" and find_grade(grades, value) is not None:
        finding = Finding(rating=_require_grade(grades, value, id), place=finding.place)
    else:
        finding = _change_standard(methodology, standard, finding, value)
    return replace(inspection, findings={**inspection.findings, standard.id: finding})


def _change_whole(
    inspection: Inspection, methodology: Methodology, id: str, value: str
) -> Inspection | None:
    """The inspection with another judgement of a domain or of the whole, or with a fact declared or
    not; None for anything else."""
    if id in methodology.declares:
        facts = [fact for fact in inspection.declares if fact != id]
        if value.casefold() not in ("yes", "no"):
            _refuse(f"`{id}` is declared or not", f"write {id}=yes or {id}=no")
        declared = [SourceText(id)] if value.casefold() == "yes" else []
        return replace(inspection, declares=(*facts, *declared))
    if id == OVERALL and methodology.rules.overall.rule == "judgement":
        grades = [str(g.name) for g in methodology.scale(methodology.rules.overall.scale)]
        return replace(inspection, overall=OverallFinding(rating=_require_grade(grades, value, id)))
    domain = methodology.rated_domains.get(id)
    if domain is None:
        return None
    if domain.rating is None or domain.rating.rule != "judgement":
        _refuse(
            f"the rating of {id} follows from its {methodology.words.standards}",
            f"change one of: {', '.join(standard.id for standard in domain.standards)}",
        )
    grades = [str(grade.name) for grade in methodology.domain_scale(domain)]
    finding = inspection.findings.get(domain.id) or Finding(place=inspection.place)
    finding = replace(finding, rating=_require_grade(grades, value, id), adjusted=None)
    return replace(inspection, findings={**inspection.findings, domain.id: finding})


def find_grade(grades: list[str], value: str) -> str | None:
    """The grade that a value names, whatever its capitals."""
    return next((name for name in grades if name.casefold() == value.casefold()), None)


def _require_grade(grades: list[str], value: str, id: str) -> SourceText:
    grade = find_grade(grades, value)
    if grade is None:
        near = find_nearest(value, grades)
        _refuse(
            f"`{value[:MAX_QUOTED]}` is not a rating of {id}",
            f"did you mean `{near}`?" if near else f"write one of: {', '.join(grades)}",
        )
    return SourceText(grade)


def _change_question(
    methodology: Methodology, standard: Standard, finding: Finding, id: str, value: str
) -> Finding:
    if methodology.questions[id].rated == "judgement":
        grades = [str(grade.name) for grade in methodology.scale_of(standard)]
        judged = {**finding.judged, SourceText(id): _require_grade(grades, value, id)}
        return replace(finding, rating=None, judged=judged)
    if finding.score is not None:
        _refuse(
            f"only the score of {standard.id} is known, so a change of {id} would change nothing",
            f"write {standard.id}=RESULT",
        )
    results = {**finding.results, SourceText(id): _read_result(value)}
    return replace(finding, rating=None, results=results)


def _change_standard(
    methodology: Methodology, standard: Standard, finding: Finding, value: str
) -> Finding:
    """The finding with another rating or percentage of the whole standard."""
    grades = [str(grade.name) for grade in methodology.scale_of(standard)]
    grade = find_grade(grades, value)
    name = name_part(standard.id, standard.title)
    if standard.rated == "judgement":
        return _change_judgement(standard, finding, grade, value, grades)
    if standard.rated == "no":
        _refuse(f"{name} is never rated", "change a standard or key question that is rated")
    example = standard.id
    if standard.questions and finding.score is None:
        example = standard.questions[0].id
    if grade is not None:
        _refuse(
            f"{name} is rated on its results, not by judgement",
            f"change one of its results, as {example}=26/51",
        )
    if standard.questions and finding.score is None and standard.rated == "lowest":
        _refuse(
            f"{standard.id} is rated by its lowest question, so say which one changes",
            f"write {example}={value}",
        )
    return replace(finding, rating=None, score=_read_result(value), results={}, not_rated=None)


def _change_judgement(
    standard: Standard, finding: Finding, grade: str | None, value: str, grades: list[str]
) -> Finding:
    """The finding with another rating; the reason for the old one is dropped with it."""
    grade = _require_grade(grades, value, str(standard.id))
    because = finding.because if finding.rating == grade else None
    return replace(
        finding, rating=SourceText(grade), adjusted=None, not_rated=None, because=because
    )


def _read_result(value: str) -> Result:
    reading = ReadingContext()
    result = ResultType().read(Node("text", value, COMMAND_LINE), reading)
    if reading.problems:
        raise InputError(*reading.problems)
    if not isinstance(result, Result) or result.percent is None:
        _refuse(
            f"`{value[:MAX_QUOTED]}` is not a result",
            "write a count, as 26/51, or a percentage, as 51%",
        )
    return result
