"""The rules of a methodology in plain words: how wholes are rated from their parts, what limits
them, what follows from them, and how far a panel may depart."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.methodology.model import (
    Condition,
    Discretion,
    Domain,
    Grade,
    Limit,
    Methodology,
    Outcome,
    Overall,
    Standard,
)
from reportgen.methodology.totals import list_totals_of
from reportgen.methodology.wording import condition_in_words, list_in_words
from reportgen.reading.fields import SourceText

_REACHES = {
    "cases": "standards rated on cases",
    "judgement": "standards rated by judgement",
    "domains": "the ratings of domains",
    "overall": "the overall rating",
}


def explain_overall(methodology: Methodology) -> list[str]:
    """How the overall rating is reached, for each kind of inspection."""
    overall = methodology.rules.overall
    scale = methodology.scale(overall.scale)
    if overall.rule == "none":
        return ["There is no overall rating."]
    if overall.rule != "points" or overall.counting == "domains":
        domains = list(methodology.rated_domains.values())
        return explain_whole(methodology, overall, scale, domains, "The overall rating")
    lines = []
    for kind in methodology.kinds or (SourceText(""),):
        counted = [s for s in methodology.standards_of_kind(kind).values() if s.counts_overall]
        name = f" ({methodology.kinds[kind]})" if kind else ""
        lines += explain_whole(methodology, overall, scale, counted, "The overall rating", name)
    return lines


def explain_domain(methodology: Methodology, domain: Domain) -> list[str]:
    """How a domain that has a rating of its own reaches it."""
    assert domain.rating is not None
    parts = [standard for standard in domain.standards if standard.counts_overall]
    scale = methodology.domain_scale(domain)
    return explain_whole(methodology, domain.rating, scale, parts, f"The rating of {domain.id}")


def explain_whole(
    methodology: Methodology,
    rule: Overall,
    scale: tuple[Grade, ...],
    parts: Sequence[Standard | Domain],
    subject: str,
    kind: str = "",
) -> list[str]:
    """How one whole is rated from its parts."""
    words = methodology.words
    part = words.domain if rule.counting == "domains" else words.standard
    if rule.rule == "judgement":
        return [f"{subject} is a judgement of the inspectors, within the limits."]
    if rule.rule == "worst":
        return [f"{subject} is that of the worst {part}."]
    if rule.rule == "steps":
        return _steps(methodology, rule, subject)
    if rule.rule == "counts":
        lines = [f"{subject} is the first of these that applies:"]
        for case in rule.cases:
            lines.append(f"  {case.rating}: {_all_of(methodology, case.conditions)}")
        return lines + ([f"  otherwise {rule.otherwise.rating}"] if rule.otherwise else [])
    out_of = sum(_max_points(methodology, part) * part.weight for part in parts)
    totals = ", ".join(
        f"{grade} {low}–{high}" for grade, low, high in list_totals_of(rule, scale, out_of)
    )
    weights = [f"{part.id} {part.weight}" for part in parts if part.weight != 1]
    how = f", weighted ({', '.join(weights)})" if weights else ""
    best = ", of which the lowest is the best" if rule.lower_is_better else ""
    return [
        f"{subject} follows from the sum of points{how}, out of {out_of}{kind}{best}: {totals}."
    ]


def _max_points(methodology: Methodology, part: Standard | Domain) -> int:
    if isinstance(part, Standard):
        return methodology.max_points(part)
    return max((grade.points or 0 for grade in methodology.domain_scale(part)), default=0)


def _steps(methodology: Methodology, rule: Overall, subject: str) -> list[str]:
    lines = [f"{subject} begins from the grade of {rule.base}, and then"]
    for step in rule.steps:
        way, by = ("up", step.up) if step.up else ("down", step.down)
        grades = "grade" if by == 1 else "grades"
        when = _all_of(methodology, step.conditions)
        lines.append(f"  goes {by} {grades} {way} where {when}: {step.about}")
    return lines


def _all_of(methodology: Methodology, conditions: tuple[Condition, ...]) -> str:
    return " and ".join(condition_in_words(c, methodology) for c in conditions)


def explain_limits(methodology: Methodology) -> list[str]:
    """Every limit, and what it is there for."""
    return [
        line
        for limit in methodology.rules.limits
        for line in _limit(limit, _all_of(methodology, limit.conditions))
    ]


def _limit(limit: Limit, when: str) -> list[str]:
    return [
        f"  {limit.standard or 'The overall rating'} is at most {limit.at_most} where {when}.",
        f"      {limit.about}",
    ]


def explain_outcomes(methodology: Methodology) -> list[str]:
    """Everything that follows from ratings."""
    return [
        line
        for outcome in methodology.rules.outcomes
        for line in _outcome(outcome, _all_of(methodology, outcome.conditions))
    ]


def _outcome(outcome: Outcome, when: str) -> list[str]:
    return [f"  {outcome.title}, where {when}.", f"      {outcome.about}"]


def explain_discretion(methodology: Methodology) -> list[str]:
    """How far a panel may depart from the rules."""
    window = methodology.rules.discretion
    if window is None:
        return ["There is no discretion: ratings follow from the rules."]
    return ["Discretion", f"  {window.about or _reach(window)}"]


def _reach(window: Discretion) -> str:
    what = list_in_words(_REACHES[one] for one in window.reaches)
    grades = "grade" if window.bands == 1 else "grades"
    return f"A panel may move {what} by {window.bands} {grades}."
