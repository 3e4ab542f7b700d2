"""How close a rating was to another, in cases."""

from __future__ import annotations

from dataclasses import replace

from reportgen.inspection import Result
from reportgen.methodology import Grade, Methodology
from reportgen.ratings.bands import banded, percent_of
from reportgen.ratings.results import Margin, StandardRating


def fewest(methodology: Methodology, cases: int, threshold: int) -> int:
    """How many of so many cases have to be sufficient for a percentage to count as a threshold."""
    halves = 2 * threshold - 1 if methodology.rules.band == "rounded" else 2 * threshold
    return -(-halves * cases // 200)


def margins(methodology: Methodology, scale: tuple[Grade, ...], rated: StandardRating, results: list[Result]) -> StandardRating:
    """The nearest better and worse rating in cases, where the counts that decide it are known."""
    level = next((i for i, grade in enumerate(scale) if grade.name == rated.rating), None)
    if level is None:
        return rated
    return replace(rated, more=_more(methodology, scale[level + 1:], results), fewer=_fewer(methodology, scale, level, results))


def _more(methodology: Methodology, above: tuple[Grade, ...], results: list[Result]) -> Margin | None:
    """Every question below the next band has to rise to it."""
    better = next((grade for grade in above if grade.from_ is not None), None)
    if better is None or better.from_ is None:
        return None
    needed = 0
    for result in results:
        if banded(methodology, percent_of(result)) < better.from_:
            if result.of is None or result.yes is None:
                return None
            needed += fewest(methodology, result.of, better.from_) - result.yes
    return Margin(str(better.name), needed)


def _fewer(methodology: Methodology, scale: tuple[Grade, ...], level: int, results: list[Result]) -> Margin | None:
    """It takes one question to fall below the band."""
    edge = scale[level].from_
    if level == 0 or not edge or any(result.of is None for result in results):
        return None
    lost = [(result.yes or 0) - fewest(methodology, result.of or 0, edge) + 1 for result in results]
    return Margin(str(scale[level - 1].name), -min(lost))
