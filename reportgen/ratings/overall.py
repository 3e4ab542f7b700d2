"""The overall rating: by points, by counts, the worst, or none; domains and threads in per cent."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from reportgen.inspection.model import Inspection
from reportgen.methodology.model import Methodology, Thread
from reportgen.methodology.wording import (
    capitalise,
    conditions_in_words,
    list_in_words,
    list_totals,
    quote,
)
from reportgen.problems import Problem, note
from reportgen.ratings.limits import all_hold, limit_overall
from reportgen.ratings.results import PartPercentage, Ratings, StandardRating
from reportgen.reading.fields import SourceText
from reportgen.util.numbers import number_in_words, round_half_up


def rate_overall(
    methodology: Methodology, inspection: Inspection, ratings: Ratings, problems: list[Problem]
) -> Ratings:
    """The ratings with the overall rating, as far as the standards have one."""
    rule = methodology.rules.overall
    if rule.rule == "none":
        return ratings
    grades = tuple(str(grade.name) for grade in methodology.scale(rule.scale))
    ratings = replace(ratings, overall_grades=grades)
    standards = [rated for rated in ratings.standards.values() if rated.counted]
    problems += [
        note(
            "not-counted",
            inspection.findings[SourceText(rated.id)].place,
            f"{rated.id} is not rated, so the score is out of fewer points",
        )
        for rated in standards
        if rated.state == "not rated"
    ]
    counted = [rated for rated in standards if rated.state != "not rated"]
    unrated = [rated for rated in counted if rated.level is None]
    if rule.rule == "points":
        ratings = _rate_by_points(methodology, ratings, counted, complete=not unrated)
    elif counted and not unrated:
        by_rule = _rate_by_worst if rule.rule == "worst" else _rate_by_counts
        ratings = by_rule(methodology, inspection, ratings, counted)
    if unrated:
        names = list_in_words(f"{rated.id} {rated.title}" for rated in unrated)
        message = f"there is no overall rating until these are rated: {names}"
        problems.append(note("no-overall", inspection.place, message))
        return ratings
    return limit_overall(methodology, inspection, ratings)


def _give(ratings: Ratings, rating: str, *reasons: str) -> Ratings:
    return replace(
        ratings,
        overall=str(rating),
        overall_level=ratings.overall_grades.index(rating),
        overall_because=reasons,
    )


def _rate_by_points(
    methodology: Methodology, ratings: Ratings, counted: list[StandardRating], complete: bool
) -> Ratings:
    """The sum of points, and the grade in whose band of totals it falls."""
    out_of = sum(rated.max_points for rated in counted)
    totals = list_totals(methodology, out_of)
    ratings = replace(ratings, totals=totals)
    if not complete or not counted:
        return ratings
    score = sum(rated.points or 0 for rated in counted)
    grade, low, high = next((t for t in totals if t[1] <= score <= t[2]), totals[-1])
    words = methodology.words
    return _give(
        replace(ratings, score=score, out_of=out_of),
        grade,
        f"{capitalise(number_in_words(len(counted)))} {words.standards} scored {score} of {out_of}"
        " points.",
        f"A score of {low} to {high} is rated {quote(grade)}.",
    )


def _rate_by_worst(
    methodology: Methodology,
    inspection: Inspection,
    ratings: Ratings,
    counted: list[StandardRating],
) -> Ratings:
    """The rating of the worst standard."""
    worst = min(counted, key=lambda rated: rated.level or 0)
    reason = (
        f"The lowest rating of its {methodology.words.standards} decides: {worst.id}"
        f" {worst.title} is rated {quote(str(worst.rating))}."
    )
    return replace(
        ratings, overall=worst.rating, overall_level=worst.level, overall_because=(reason,)
    )


def _rate_by_counts(
    methodology: Methodology,
    inspection: Inspection,
    ratings: Ratings,
    counted: list[StandardRating],
) -> Ratings:
    """The rating of the first case that applies."""
    overall = methodology.rules.overall
    for case in overall.cases:
        if all_hold(case.conditions, ratings.standards, inspection):
            conditions = conditions_in_words(case.conditions, methodology)
            return _give(
                ratings, case.rating, f"{conditions}, so the rating is {quote(case.rating)}."
            )
    if overall.otherwise is None:
        return ratings
    reason = f"No rule for another rating applies, so the rating is {quote(overall.otherwise)}."
    return _give(ratings, overall.otherwise, reason)


def score_domains(
    methodology: Methodology, standards: dict[str, StandardRating]
) -> dict[str, PartPercentage]:
    """The percentage of each domain that has one: the plain mean of its standards'."""
    percentages = {}
    for domain in methodology.domains:
        if domain.score == "mean":
            exact = [standards[s.id].exact for s in domain.standards if s.id in standards]
            known = [percent for percent in exact if percent is not None]
            percentages[str(domain.id)] = PartPercentage(
                str(domain.id),
                str(domain.title),
                _mean(known) if known and len(known) == len(exact) else None,
            )
    return percentages


def score_threads(methodology: Methodology, inspection: Inspection) -> dict[str, PartPercentage]:
    """The percentage of each thread that has one."""
    return {
        str(thread.id): PartPercentage(
            str(thread.id), str(thread.title), _score_thread(methodology, inspection, thread)
        )
        for thread in methodology.threads
        if thread.score == "mean"
    }


def _score_thread(methodology: Methodology, inspection: Inspection, thread: Thread) -> float | None:
    """The mean of its questions, or the published percentage while some have no result."""
    results = []
    for standard in methodology.standards_of_kind(inspection.kind).values():
        finding = inspection.findings.get(standard.id)
        domain = methodology.domain_of[standard.id].id
        if (thread.domains and domain not in thread.domains) or (finding and finding.not_rated):
            continue
        for question in standard.questions:
            if question.thread == thread.id:
                results.append(finding.results.get(question.id) if finding else None)
    percents = [r.percent for r in results if r is not None and r.percent is not None]
    published = inspection.threads.get(thread.id)
    if percents and (published is None or len(percents) == len(results)):
        return _mean(percents)
    if published is not None and published.percent is not None:
        return round_to_one_decimal(published.percent)
    return None


def _mean(percents: list[Fraction]) -> float:
    return round_to_one_decimal(sum(percents, Fraction(0)) / len(percents))


def round_to_one_decimal(value: Fraction) -> float:
    """To one decimal, halves up."""
    return round_half_up(value * 10) / 10
