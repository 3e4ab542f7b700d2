"""Tries a methodology without an inspection: given these ratings, what overall rating, and why."""

from __future__ import annotations

from collections.abc import Iterable

from reportgen.inspection.model import Inspection
from reportgen.methodology.model import Methodology
from reportgen.methodology.totals import list_reachable_totals, list_totals_of
from reportgen.problems import InputError, error, find_nearest
from reportgen.ratings.calculator import rate
from reportgen.ratings.results import Ratings
from reportgen.ratings.what_if import COMMAND_LINE, apply_changes
from reportgen.reading.fields import SourceText


def try_ratings(
    methodology: Methodology, given: Iterable[str], kind: str | None
) -> tuple[Inspection, Ratings]:
    """The ratings that follow from some: `1.1=Good`, `2.2.3=26/51`, `overall=Good`."""
    kind = check_kind(methodology, kind)
    inspection = Inspection(
        slug="trial",
        methodology=SourceText(methodology.id),
        title=SourceText("A trial of the rules"),
        kind=SourceText(kind) if kind else None,
    )
    inspection = apply_changes(inspection, methodology, given, as_published=True)
    return inspection, rate(methodology, inspection)


def check_kind(methodology: Methodology, kind: str | None) -> str | None:
    """The kind of inspection that is tried: as named, or the first."""
    kinds = [str(name) for name in methodology.kinds]
    if kind is not None and kind not in kinds:
        near = find_nearest(kind, kinds)
        hint = f"did you mean `{near}`?" if near else f"there are: {', '.join(kinds) or 'none'}"
        raise InputError(error("what-if", COMMAND_LINE, f"there is no kind `{kind}`", hint))
    return kind or (kinds[0] if kinds else None)


def list_overall_by_total(methodology: Methodology, kind: str | None) -> list[tuple[int, str]]:
    """Every total that the points can add up to, with its overall rating before limits; nothing
    where the overall rating does not follow from points."""
    rule = methodology.rules.overall
    if rule.rule != "points":
        return []
    if rule.counting == "domains":
        domains = methodology.rated_domains.values()
        weighed = [(methodology.domain_scale(domain), domain.weight) for domain in domains]
    else:
        standards = methodology.standards_of_kind(kind).values()
        counted = [standard for standard in standards if standard.counts_overall]
        weighed = [(methodology.scale_of(standard), standard.weight) for standard in counted]
    best = sum(max((g.points or 0 for g in scale), default=0) * w for scale, w in weighed)
    totals = list_totals_of(rule, methodology.scale(rule.scale), best)
    return [
        (total, next(grade for grade, low, high in totals if low <= total <= high))
        for total in list_reachable_totals(weighed)
    ]
