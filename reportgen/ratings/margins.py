"""How close a rating was to another, in cases."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from reportgen.inspection.results import Result
from reportgen.methodology.model import Grade, Methodology
from reportgen.ratings.bands import apply_bands, percent_of
from reportgen.ratings.results import Margin, StandardRating


def fewest(methodology: Methodology, cases: int, threshold: int) -> int:
    """How many of so many cases have to be sufficient for a percentage to count as a threshold."""
    halves = 2 * threshold - 1 if methodology.rules.band == "rounded" else 2 * threshold
    return -(-halves * cases // 200)


def margins(
    methodology: Methodology, scale: tuple[Grade, ...], rated: StandardRating, results: list[Result]
) -> StandardRating:
    """The nearest better and worse rating in cases, where the counts that decide it are known."""
    level = next((i for i, grade in enumerate(scale) if grade.name == rated.rating), None)
    if level is None:
        return rated
    return replace(
        rated,
        more=_more(methodology, scale[level + 1 :], results),
        fewer=_fewer(methodology, scale, level, results),
    )


def _more(
    methodology: Methodology, above: tuple[Grade, ...], results: list[Result]
) -> Margin | None:
    """Every question below the next band has to rise to it."""
    better = next((grade for grade in above if grade.from_ is not None), None)
    if better is None or better.from_ is None:
        return None
    needed = 0
    for result in results:
        if apply_bands(methodology, percent_of(result)) < better.from_:
            if result.of is None or result.yes is None:
                return None
            needed += fewest(methodology, result.of, better.from_) - result.yes
    return Margin(str(better.name), needed)


def _fewer(
    methodology: Methodology, scale: tuple[Grade, ...], level: int, results: list[Result]
) -> Margin | None:
    """It takes one question to fall below the band: of those whose cases are known, the one that is
    nearest to it."""
    edge = scale[level].from_
    if level == 0 or not edge:
        return None
    lost = [
        result.yes - fewest(methodology, result.of, edge) + 1
        for result in results
        if result.of is not None and result.yes is not None
    ]
    return Margin(str(scale[level - 1].name), -min(lost)) if lost else None


def margins_of_mean(
    methodology: Methodology,
    scale: tuple[Grade, ...],
    rated: StandardRating,
    parts: list[tuple[Result, Fraction]],
) -> StandardRating:
    """The same for a mean, of results each with its share of it: cases are counted where one moves
    the mean furthest."""
    level = next((i for i, grade in enumerate(scale) if grade.name == rated.rating), None)
    if level is None or rated.exact is None or any(result.of is None for result, _ in parts):
        return rated
    half = Fraction(1, 2) if methodology.rules.band == "rounded" else Fraction(0)
    better = next((grade for grade in scale[level + 1 :] if grade.from_ is not None), None)
    edge = scale[level].from_
    more = fewer = None
    if better is not None and better.from_ is not None:
        step = [(weight * 100 / (r.of or 1), (r.of or 0) - (r.yes or 0)) for r, weight in parts]
        more = Margin(str(better.name), _steps(step, better.from_ - half - rated.exact, reach=True))
    if level > 0 and edge:
        step = [(weight * 100 / (r.of or 1), r.yes or 0) for r, weight in parts]
        fewer = Margin(
            str(scale[level - 1].name), -_steps(step, rated.exact - edge + half, reach=False)
        )
    return replace(rated, more=more, fewer=fewer)


def _steps(sizes: list[tuple[Fraction, int]], distance: Fraction, reach: bool) -> int:
    """The fewest steps, of sizes that there are so many of, that reach a distance, or go beyond it."""
    taken = 0
    for size, available in sorted(sizes, reverse=True):
        if size == 0:
            continue
        needed = -(-distance // size) if reach else distance // size + 1
        if needed <= available:
            return taken + int(needed)
        taken, distance = taken + available, distance - available * size
    return taken
