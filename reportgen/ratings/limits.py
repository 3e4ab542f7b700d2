"""Limits: a rating may go no higher while a condition holds."""

from __future__ import annotations

from dataclasses import replace

from reportgen.inspection.model import Inspection
from reportgen.methodology.model import Condition, Limit, Methodology
from reportgen.methodology.wording import end_sentence, quote
from reportgen.problems import Problem, warning
from reportgen.ratings.results import LimitOutcome, Ratings, StandardRating
from reportgen.reading.fields import SourceText


def limit_standards(
    methodology: Methodology,
    inspection: Inspection,
    standards: dict[str, StandardRating],
    problems: list[Problem],
) -> tuple[LimitOutcome, ...]:
    """Apply the limits on standards until nothing changes any more: what one limit lowers may be
    what another asks for, whatever their order."""
    limits = [
        limit
        for limit in methodology.rules.limits
        if limit.standard is not None and limit.standard in standards
    ]
    unlimited = dict(standards)
    held: list[bool | None] = []
    outcomes: list[LimitOutcome] = []
    warnings: list[Problem] = []
    for attempt in range(2 * len(limits) + 2):
        holds = [all_hold(limit.conditions, standards, inspection) for limit in limits]
        if attempt > len(limits):  # limits that undo one another: one that has held stays
            holds = [before or now for before, now in zip(held, holds, strict=True)]
        if holds == held:
            break
        held, warnings = holds, []
        standards.update(unlimited)
        outcomes = [
            _apply_limit(limit, now, standards, inspection, warnings)
            for limit, now in zip(limits, held, strict=True)
        ]
    problems += warnings
    return tuple(outcomes)


def _apply_limit(
    limit: Limit,
    holds: bool | None,
    standards: dict[str, StandardRating],
    inspection: Inspection,
    problems: list[Problem],
) -> LimitOutcome:
    assert limit.standard is not None
    rated = standards[limit.standard]
    ceiling = (
        rated.grades.index(limit.at_most) if limit.at_most in rated.grades else len(rated.grades)
    )
    lowers = bool(holds) and rated.level is not None and rated.level > ceiling
    if lowers and rated.rule == "judgement":
        problems.append(_warn_lowered(rated, limit, inspection))
    if holds and rated.rating is not None:
        limited = _lower(rated, limit) if lowers else _add_reason(rated, limit.about)
        standards[limit.standard] = _cap(limited, ceiling)
    return _outcome(limit, holds, lowers)


def _add_reason(rated: StandardRating, reason: str) -> StandardRating:
    return replace(rated, because=(*rated.because, end_sentence(reason)))


def _lower(rated: StandardRating, limit: Limit) -> StandardRating:
    rated = _add_reason(rated, _explain_lowered(rated.rating, limit))
    return replace(rated, rating=str(limit.at_most), more=None, fewer=None)


def _explain_lowered(before: str | None, limit: Limit) -> str:
    lower = quote(str(limit.at_most))
    return f"A limit lowered it from {quote(str(before))} to {lower}: {limit.about}"


def _warn_lowered(rated: StandardRating, limit: Limit, inspection: Inspection) -> Problem:
    finding = inspection.findings[SourceText(rated.id)]
    assert finding.rating is not None
    return warning(
        "limit-lowers",
        finding.rating.place,
        f"{rated.id} is judged {rated.rating}, and a limit lowers it to {limit.at_most}",
        f"{limit.about} Write {limit.at_most} if that is the panel's judgement",
    )


def _cap(rated: StandardRating, ceiling: int) -> StandardRating:
    """The standard with the highest grade that it can reach: no more cases would lift it higher."""
    lowest = ceiling if rated.ceiling is None else min(ceiling, rated.ceiling)
    out_of_reach = rated.more is not None and rated.grades.index(rated.more.to) > lowest
    return replace(rated, ceiling=lowest, more=None if out_of_reach else rated.more)


def _outcome(limit: Limit, holds: bool | None, lowered: bool) -> LimitOutcome:
    return LimitOutcome(
        id=limit.id,
        standard=limit.standard,
        at_most=limit.at_most,
        about=limit.about,
        holds=holds,
        lowered=lowered,
        unconfirmed=bool(limit.source) and str(limit.source).startswith("unconfirmed"),
    )


def all_hold(
    conditions: tuple[Condition, ...], standards: dict[str, StandardRating], inspection: Inspection
) -> bool | None:
    """Whether all conditions hold; None while too little is rated to know."""
    answers = [_holds(condition, standards, inspection) for condition in conditions]
    if any(answer is False for answer in answers):
        return False
    return None if any(answer is None for answer in answers) else True


def _holds(
    condition: Condition, standards: dict[str, StandardRating], inspection: Inspection
) -> bool | None:
    if condition.declared is not None:
        return condition.declared in inspection.declares
    if condition.of:
        candidates = [standards[id] for id in condition.of if id in standards]
    else:
        candidates = [rated for rated in standards.values() if rated.counted]
    candidates = [rated for rated in candidates if rated.state in ("rated", "unrated")]
    if condition.how_many == "all" and not candidates:
        return None
    met = sum(_meets(rated, condition) for rated in candidates)
    unrated = sum(rated.level is None for rated in candidates)
    wanted = condition.count_wanted(len(candidates))
    if met >= wanted:
        return True
    return None if met + unrated >= wanted else False


def _meets(rated: StandardRating, condition: Condition) -> bool:
    if rated.level is None:
        return False
    if condition.at_most is not None and rated.level > rated.grades.index(condition.at_most):
        return False
    return condition.at_least is None or rated.level >= rated.grades.index(condition.at_least)


def limit_overall(methodology: Methodology, inspection: Inspection, ratings: Ratings) -> Ratings:
    """The ratings after the limits on the overall rating."""
    for limit in methodology.rules.limits:
        if limit.standard is not None:
            continue
        holds = all_hold(limit.conditions, ratings.standards, inspection)
        ceiling = ratings.overall_grades.index(limit.at_most)
        level = ratings.overall_level
        lowers = bool(holds) and level is not None and level > ceiling
        if holds:
            reason = _explain_lowered(ratings.overall, limit) if lowers else limit.about
            because = (*ratings.overall_because, end_sentence(reason))
            ratings = replace(ratings, overall_because=because)
        if lowers:
            ratings = replace(ratings, overall=str(limit.at_most), overall_level=ceiling)
        ratings = replace(ratings, limits=(*ratings.limits, _outcome(limit, holds, lowers)))
    return ratings
