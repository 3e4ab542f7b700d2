"""The whole: a score and its rating, counts, the worst, or nothing; sections and threads in per
cent."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from reportgen.inspection.model import Inspection
from reportgen.methodology.model import Grade, Methodology
from reportgen.methodology.wording import (
    conditions_in_words,
    list_in_words,
    list_totals,
)
from reportgen.problems import Problem, note
from reportgen.ratings.limits import all_hold, limit_overall
from reportgen.ratings.results import PartPercentage, Ratings, StandardRating
from reportgen.reading.fields import SourceText
from reportgen.util.numbers import number_in_words, round_half_up


def rate_overall(
    methodology: Methodology, inspection: Inspection, ratings: Ratings, problems: list[Problem]
) -> Ratings:
    rule = methodology.rules.overall
    if rule.rule == "none":
        return ratings
    scale = methodology.scale(rule.scale)
    grades = tuple(str(g.name) for g in scale)
    ratings = replace(ratings, overall_grades=grades)
    counted = [s for s in ratings.standards.values() if s.counted and s.state != "not rated"]
    unrated = [s for s in counted if s.level is None]
    left_out = [s for s in ratings.standards.values() if s.counted and s.state == "not rated"]
    problems += [
        note(
            "not-counted",
            inspection.findings[SourceText(s.id)].place,
            f"{s.id} is not rated, so the score is out of fewer points",
        )
        for s in left_out
    ]
    if rule.rule == "points":
        ratings = _by_points(methodology, scale, ratings, counted, unrated)
    elif not unrated and counted:
        ratings = _by_counts(rule.rule, methodology, inspection, ratings, counted, grades)
    if unrated:
        names = list_in_words(f"{s.id} {s.title}" for s in unrated)
        problems.append(
            note(
                "no-overall",
                inspection.place,
                f"there is no overall rating until these are rated: {names}",
            )
        )
        return ratings
    return limit_overall(methodology, inspection, ratings)


def _by_points(
    methodology: Methodology,
    scale: tuple[Grade, ...],
    ratings: Ratings,
    counted: list[StandardRating],
    unrated: list[StandardRating],
) -> Ratings:
    """The sum of points, and the band of totals it falls in."""
    out_of = sum(s.most_points for s in counted)
    totals = list_totals(methodology, scale, out_of)
    if unrated or not counted:
        return replace(ratings, totals=totals)
    score = sum(s.points or 0 for s in counted)
    grade, low, high = next((t for t in totals if t[1] <= score <= t[2]), totals[-1])
    words = methodology.words
    reasons = (
        f"{score} of {out_of} points over {number_in_words(len(counted))} {words.standards}.",
        f"{low} to {high} points is {grade}.",
    )
    return replace(
        ratings,
        score=score,
        out_of=out_of,
        overall=grade,
        overall_level=ratings.overall_grades.index(grade),
        overall_because=reasons,
        totals=totals,
    )


def _by_counts(
    rule: str,
    methodology: Methodology,
    inspection: Inspection,
    ratings: Ratings,
    counted: list[StandardRating],
    grades: tuple[str, ...],
) -> Ratings:
    """The first case that applies, or the worst standard."""
    if rule == "worst":
        worst = min(counted, key=lambda s: s.level or 0)
        overall, reason = (
            worst.rating,
            (
                f"The lowest rating of its {methodology.words.standards} decides: {worst.id}"
                f" {worst.title} is {worst.rating}."
            ),
        )
        return replace(
            ratings, overall=overall, overall_level=worst.level, overall_because=(reason,)
        )
    for case in methodology.rules.overall.cases:
        if all_hold(case.conditions, ratings.standards, inspection):
            return replace(
                ratings,
                overall=str(case.rating),
                overall_level=grades.index(case.rating),
                overall_because=(
                    f"{conditions_in_words(case.conditions, methodology)}: {case.rating}.",
                ),
            )
    otherwise = methodology.rules.overall.otherwise
    if otherwise is None:
        return ratings
    return replace(
        ratings,
        overall=str(otherwise),
        overall_level=grades.index(otherwise),
        overall_because=(f"None of the cases for another rating applies: {otherwise}.",),
    )


def sections(
    methodology: Methodology, standards: dict[str, StandardRating]
) -> dict[str, PartPercentage]:
    """The percentage of each domain that has one: the plain mean of its standards'."""
    result = {}
    for domain in methodology.domains:
        if domain.score == "mean":
            percents = [standards[s.id].exact for s in domain.standards if s.id in standards]
            known = [p for p in percents if p is not None]
            complete = known and len(known) == len(percents)
            result[str(domain.id)] = PartPercentage(
                str(domain.id),
                str(domain.title),
                one_decimal(sum(known, Fraction(0)) / len(known)) if complete else None,
            )
    return result


def threads(methodology: Methodology, inspection: Inspection) -> dict[str, PartPercentage]:
    """The percentage of each thread that has one: the mean over its questions, or, while some have
    no result, the one that was published."""
    result = {}
    for thread in methodology.threads:
        if thread.score != "mean":
            continue
        asked = [
            (inspection.findings.get(s.id), q)
            for s in methodology.standards_of_kind(inspection.kind).values()
            if not thread.domains or methodology.domain_of[s.id].id in thread.domains
            for q in s.questions
            if q.thread == thread.id
        ]
        results = [
            finding.results.get(q.id) if finding is not None else None
            for finding, q in asked
            if finding is None or not finding.not_rated
        ]
        percents = [
            result.percent
            for result in results
            if result is not None and result.percent is not None
        ]
        published = inspection.threads.get(thread.id)
        if percents and (published is None or len(percents) == len(results)):
            percent: float | None = one_decimal(sum(percents, Fraction(0)) / len(percents))
        else:
            percent = (
                one_decimal(published.percent)
                if published is not None and published.percent is not None
                else None
            )
        result[str(thread.id)] = PartPercentage(str(thread.id), str(thread.title), percent)
    return result


def one_decimal(value: Fraction) -> float:
    """To one decimal, halves up."""
    return round_half_up(value * 10) / 10
