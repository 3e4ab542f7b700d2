"""Works out how close a rating was to another, in cases."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from reportgen.inspection.results import Result
from reportgen.methodology.model import Grade, Methodology
from reportgen.ratings.bands import round_for_bands
from reportgen.ratings.results import Margin, StandardRating


def add_margins(
    methodology: Methodology, rated: StandardRating, results: list[Result]
) -> StandardRating:
    """The standard with its distance from the next better and worse rating, where the counts that
    decide it are known."""
    if rated.level is None:
        return rated
    return replace(
        rated,
        more=_margin_above(methodology, rated, results),
        fewer=_margin_below(methodology, rated, results),
    )


def _next_band(rated: StandardRating) -> Grade | None:
    """The next better grade that has a band."""
    assert rated.level is not None
    return next((g for g in rated.scale[rated.level + 1 :] if g.from_ is not None), None)


def _margin_above(
    methodology: Methodology, rated: StandardRating, results: list[Result]
) -> Margin | None:
    """Find the distance to the next better band. Every question below that band has to rise to
    it."""
    better = _next_band(rated)
    if better is None or better.from_ is None:
        return None
    needed = 0
    for result in results:
        if round_for_bands(methodology, result.exact) < better.from_:
            if result.of is None or result.yes is None:
                return None
            needed += count_needed(methodology, result.of, better.from_) - result.yes
    return Margin(str(better.name), needed)


def _margin_below(
    methodology: Methodology, rated: StandardRating, results: list[Result]
) -> Margin | None:
    """Find the distance to the next worse band. One question has to fall below its band: the
    nearest one whose cases are known."""
    assert rated.level is not None
    edge = rated.scale[rated.level].from_
    if rated.level == 0 or not edge:
        return None
    lost = [
        result.yes - count_needed(methodology, result.of, edge) + 1
        for result in results
        if result.of is not None and result.yes is not None
    ]
    return Margin(rated.grades[rated.level - 1], -min(lost)) if lost else None


def count_needed(methodology: Methodology, cases: int, threshold: int) -> int:
    """The fewest sufficient cases, out of all, whose percentage reaches a threshold."""
    halves = 2 * threshold - 1 if methodology.rules.band == "rounded" else 2 * threshold
    return -(-halves * cases // 200)


def add_margins_of_mean(
    methodology: Methodology, rated: StandardRating, parts: list[tuple[Result, Fraction]]
) -> StandardRating:
    """The same for a mean of results, each with its weight: the cases that move the mean furthest
    are counted first."""
    counts = [(r.yes, r.of, weight) for r, weight in parts if r.yes is not None and r.of]
    if rated.level is None or rated.exact is None or len(counts) < len(parts):
        return rated
    half = Fraction(1, 2) if methodology.rules.band == "rounded" else Fraction(0)
    better, edge = _next_band(rated), rated.scale[rated.level].from_
    more = fewer = None
    if better is not None and better.from_ is not None:
        steps = [(weight * 100 / of, of - yes) for yes, of, weight in counts]
        cases = _count_steps(steps, better.from_ - half - rated.exact, reach=True)
        more = Margin(str(better.name), cases)
    if rated.level > 0 and edge:
        steps = [(weight * 100 / of, yes) for yes, of, weight in counts]
        cases = _count_steps(steps, rated.exact - edge + half, reach=False)
        fewer = Margin(rated.grades[rated.level - 1], -cases)
    return replace(rated, more=more, fewer=fewer)


def _count_steps(steps: list[tuple[Fraction, int]], distance: Fraction, reach: bool) -> int:
    """The fewest steps that cover a distance (`reach`) or go beyond it. Each entry is the size of a
    step, and how many there are of it."""
    count = 0
    for size, available in sorted(steps, reverse=True):
        if size == 0:
            continue
        needed = -(-distance // size) if reach else distance // size + 1
        if needed <= available:
            return count + int(needed)
        count, distance = count + available, distance - available * size
    return count


def cap_level(rated: StandardRating, ceiling: int) -> StandardRating:
    """The standard with the highest grade that it can reach, however many cases are sufficient."""
    lowest = ceiling if rated.ceiling is None else min(ceiling, rated.ceiling)
    out_of_reach = rated.more is not None and rated.grades.index(rated.more.to) > lowest
    return replace(rated, ceiling=lowest, more=None if out_of_reach else rated.more)
