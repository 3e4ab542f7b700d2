"""Limits: a rating may go no higher while a condition holds."""

from __future__ import annotations

from dataclasses import replace

from reportgen.inspection.model import Inspection
from reportgen.methodology.model import Limit, Methodology, Words
from reportgen.methodology.wording import end_sentence
from reportgen.problems import Problem, warning
from reportgen.ratings.conditions import Facts, all_hold
from reportgen.ratings.margins import cap_level
from reportgen.ratings.results import DomainRating, LimitOutcome, StandardRating
from reportgen.reading.fields import SourceText


def limit_standards(
    methodology: Methodology,
    inspection: Inspection,
    standards: dict[str, StandardRating],
    problems: list[Problem],
) -> tuple[LimitOutcome, ...]:
    """Apply the limits on standards, again and again until nothing changes: one limit may lower a
    rating that the condition of another looks at."""
    limits = [
        limit
        for limit in methodology.rules.limits
        if limit.standard is not None and limit.standard in standards
    ]
    unlimited = dict(standards)
    facts = Facts(standards=standards, declared=inspection.declares)
    last_holds: list[bool | None] = []
    outcomes: list[LimitOutcome] = []
    warnings: list[Problem] = []
    for attempt in range(2 * len(limits) + 2):
        holds = [all_hold(limit.conditions, facts) for limit in limits]
        if attempt > len(limits):  # limits that undo one another: one that has held stays
            holds = [before or now for before, now in zip(last_holds, holds, strict=True)]
        if holds == last_holds:
            break
        last_holds, warnings = holds, []
        standards.update(unlimited)
        outcomes = [
            _apply_limit(methodology.words, limit, now, standards, inspection, warnings)
            for limit, now in zip(limits, last_holds, strict=True)
        ]
    problems += warnings
    return tuple(outcomes)


def _apply_limit(
    words: Words,
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
        limited = _lower(words, rated, limit) if lowers else _add_reason(rated, limit.about)
        standards[limit.standard] = cap_level(limited, ceiling)
    return _outcome(limit, holds, lowers)


def _add_reason(rated: StandardRating, reason: str) -> StandardRating:
    return replace(rated, because=(*rated.because, end_sentence(reason)))


def _lower(words: Words, rated: StandardRating, limit: Limit) -> StandardRating:
    rated = _add_reason(rated, _explain_lowered(words, rated.rating, limit))
    return replace(rated, rating=str(limit.at_most), more=None, fewer=None)


def _explain_lowered(words: Words, before: str | None, limit: Limit) -> str:
    return words.say(
        "limit-lowered",
        before=words.quote(str(before)),
        after=words.quote(str(limit.at_most)),
        reason=limit.about,
    )


def _warn_lowered(rated: StandardRating, limit: Limit, inspection: Inspection) -> Problem:
    finding = inspection.findings[SourceText(rated.id)]
    assert finding.rating is not None
    return warning(
        "limit-lowers",
        finding.rating.place,
        f"{rated.id} is judged {rated.rating}, and a limit lowers it to {limit.at_most}",
        f"{limit.about} Write {limit.at_most} if that is the panel's judgement",
    )


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


def limit_domains(
    methodology: Methodology, domains: dict[str, DomainRating], facts: Facts
) -> tuple[LimitOutcome, ...]:
    """Apply the limits on domains, in the order of the domains."""
    outcomes: list[LimitOutcome] = []
    for id in domains:
        domains[id], more = limit_whole(methodology, domains[id], id, facts)
        outcomes += more
    return tuple(outcomes)


def limit_whole(
    methodology: Methodology, whole: DomainRating, id: str | None, facts: Facts
) -> tuple[DomainRating, tuple[LimitOutcome, ...]]:
    """Apply the limits on a domain or, without an id, on the whole inspection."""
    outcomes = []
    for limit in methodology.rules.limits:
        if (str(limit.standard) if limit.standard else None) != id:
            continue
        holds = all_hold(limit.conditions, facts)
        ceiling = whole.grades.index(limit.at_most)
        lowers = bool(holds) and whole.level is not None and whole.level > ceiling
        if holds and whole.rating is not None:
            lowered = _explain_lowered(methodology.words, whole.rating, limit)
            reason = lowered if lowers else limit.about
            whole = replace(whole, because=(*whole.because, end_sentence(reason)))
        if lowers:
            whole = replace(whole, rating=str(limit.at_most))
        outcomes.append(_outcome(limit, holds, lowers))
    return whole, tuple(outcomes)
