"""What follows from ratings: special measures, an early return, an urgent notification."""

from __future__ import annotations

from reportgen.inspection.model import Inspection
from reportgen.methodology.model import OVERALL, Methodology
from reportgen.ratings.conditions import Facts, all_hold
from reportgen.ratings.results import DomainRating, OutcomeResult, Ratings


def list_outcomes(
    methodology: Methodology, inspection: Inspection, ratings: Ratings
) -> tuple[OutcomeResult, ...]:
    """Every outcome that the methodology knows, and whether its condition holds."""
    overall = DomainRating(
        id=OVERALL,
        title=OVERALL,
        rule=methodology.rules.overall.rule,
        scale=methodology.scale(methodology.rules.overall.scale),
        rating=ratings.overall,
    )
    facts = Facts(
        standards=ratings.standards,
        declared=inspection.declares,
        domains=ratings.domains,
        overall=overall,
    )
    return tuple(
        OutcomeResult(
            id=str(outcome.id),
            title=str(outcome.title),
            about=str(outcome.about),
            holds=all_hold(outcome.conditions, facts),
            unconfirmed=bool(outcome.source) and str(outcome.source).startswith("unconfirmed"),
        )
        for outcome in methodology.rules.outcomes
    )
