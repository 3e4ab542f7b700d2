"""Limits: a rating may go no higher while a condition holds."""

from __future__ import annotations

from dataclasses import replace

from reportgen.inspection.model import Inspection
from reportgen.methodology.model import Condition, Grade, Limit, Methodology
from reportgen.methodology.wording import end_sentence
from reportgen.problems import Problem, warning
from reportgen.ratings.bands import with_points
from reportgen.ratings.results import LimitOutcome, Ratings, StandardRating
from reportgen.reading.fields import SourceText


def limit_standards(
    methodology: Methodology,
    inspection: Inspection,
    standards: dict[str, StandardRating],
    problems: list[Problem],
) -> tuple[LimitOutcome, ...]:
    """Applies the limits on standards, whatever their order: what one lowers may be what another
    asks for."""
    scales = {
        standard.id: methodology.scale_of(standard)
        for standard in methodology.standards_of_kind(inspection.kind).values()
    }
    limits = [
        limit
        for limit in methodology.rules.limits
        if limit.standard is not None and limit.standard in standards
    ]
    by_rule = dict(standards)
    held: list[bool | None] = []
    outcomes: list[LimitOutcome] = []
    found: list[Problem] = []
    for attempt in range(2 * len(limits) + 2):
        holds = [all_hold(limit.conditions, standards, inspection) for limit in limits]
        if attempt > len(limits):  # limits that undo each other: what has held goes on holding
            holds = [before or now for before, now in zip(held, holds, strict=True)]
        if holds == held:
            break
        held, found = holds, []
        standards.update(by_rule)
        outcomes = [
            _applied(limit, now, standards, scales, inspection, found)
            for limit, now in zip(limits, held, strict=True)
        ]
    problems += found
    return tuple(outcomes)


def _applied(
    limit: Limit,
    holds: bool | None,
    standards: dict[str, StandardRating],
    scales: dict[SourceText, tuple[Grade, ...]],
    inspection: Inspection,
    problems: list[Problem],
) -> LimitOutcome:
    assert limit.standard is not None
    rated = standards[limit.standard]
    ceiling = (
        rated.grades.index(limit.at_most) if limit.at_most in rated.grades else len(rated.grades)
    )
    lowered = bool(holds) and rated.level is not None and rated.level > ceiling
    if holds and rated.rating is not None:
        limited = _limited(rated, limit, lowered, scales[limit.standard], inspection, problems)
        standards[limit.standard] = _below(limited, ceiling)
    return outcome(limit, holds, lowered)


def _below(rated: StandardRating, ceiling: int) -> StandardRating:
    """A rating that can go no higher: no case more would have made it better."""
    lowest = ceiling if rated.ceiling is None else min(ceiling, rated.ceiling)
    out_of_reach = rated.more is not None and rated.grades.index(rated.more.to) > lowest
    return replace(rated, ceiling=lowest, more=None if out_of_reach else rated.more)


def _limited(
    rated: StandardRating,
    limit: Limit,
    lowered: bool,
    scale: tuple[Grade, ...],
    inspection: Inspection,
    problems: list[Problem],
) -> StandardRating:
    if not lowered:
        return replace(rated, because=(*rated.because, end_sentence(limit.about)))
    if rated.rule == "judgement":
        finding = inspection.findings[SourceText(rated.id)]
        assert finding.rating is not None
        problems.append(
            warning(
                "limit-lowers",
                finding.rating.place,
                f"{rated.id} is judged {rated.rating}, and a limit lowers it to {limit.at_most}",
                f"{limit.about} Write {limit.at_most} if that is the panel's judgement",
            )
        )
    reason = f"Lowered from {rated.rating} to {limit.at_most} by a limit: {limit.about}"
    return with_points(
        replace(
            rated,
            rating=str(limit.at_most),
            because=(*rated.because, end_sentence(reason)),
            more=None,
            fewer=None,
        ),
        scale,
    )


def outcome(limit: Limit, holds: bool | None, lowered: bool) -> LimitOutcome:
    unconfirmed = bool(limit.source) and str(limit.source).startswith("unconfirmed")
    return LimitOutcome(
        limit.id, limit.standard, limit.at_most, limit.about, holds, lowered, unconfirmed
    )


def all_hold(
    conditions: tuple[Condition, ...], standards: dict[str, StandardRating], inspection: Inspection
) -> bool | None:
    """Whether all conditions hold; None while that cannot be told."""
    answers = [_holds(condition, standards, inspection) for condition in conditions]
    if any(answer is False for answer in answers):
        return False
    return None if any(answer is None for answer in answers) else True


def _holds(
    condition: Condition, standards: dict[str, StandardRating], inspection: Inspection
) -> bool | None:
    if condition.declared is not None:
        return condition.declared in inspection.declares
    chosen = (
        [standards[i] for i in condition.of if i in standards]
        if condition.of
        else [s for s in standards.values() if s.counted]
    )
    chosen = [s for s in chosen if s.state in ("rated", "unrated")]
    met = sum(1 for s in chosen if s.level is not None and _meets(s, condition))
    open_ = sum(1 for s in chosen if s.level is None)
    wanted = (
        {"all": len(chosen), "any": 1}.get(str(condition.how_many))
        if condition.how_many in ("all", "any")
        else int(condition.how_many or 1)
    )
    assert wanted is not None
    if condition.how_many == "all" and not chosen:
        return None
    if met >= wanted:
        return True
    return None if met + open_ >= wanted else False


def _meets(rated: StandardRating, condition: Condition) -> bool:
    assert rated.level is not None
    if condition.at_most is not None and rated.level > rated.grades.index(condition.at_most):
        return False
    return condition.at_least is None or rated.level >= rated.grades.index(condition.at_least)


def limit_overall(methodology: Methodology, inspection: Inspection, ratings: Ratings) -> Ratings:
    for limit in methodology.rules.limits:
        if limit.standard is not None:
            continue
        holds = all_hold(limit.conditions, ratings.standards, inspection)
        ceiling = ratings.overall_grades.index(limit.at_most)
        lowered = (
            bool(holds) and ratings.overall_level is not None and ratings.overall_level > ceiling
        )
        if lowered:
            reason = end_sentence(
                f"Lowered from {ratings.overall} to {limit.at_most} by a limit: {limit.about}"
            )
            ratings = replace(
                ratings,
                overall=str(limit.at_most),
                overall_level=ceiling,
                overall_because=(*ratings.overall_because, reason),
            )
        elif holds:
            ratings = replace(
                ratings, overall_because=(*ratings.overall_because, end_sentence(limit.about))
            )
        ratings = replace(ratings, limits=(*ratings.limits, outcome(limit, holds, lowered)))
    return ratings
