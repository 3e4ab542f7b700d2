"""Where a percentage falls on a scale."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from reportgen.inspection.results import Result
from reportgen.methodology.model import Grade, Methodology
from reportgen.ratings.results import StandardRating
from reportgen.util.numbers import round_half_up


def level_of(methodology: Methodology, scale: tuple[Grade, ...], percent: Fraction) -> int | None:
    """The step of the scale in whose band a percentage falls; None where the scale has no bands."""
    if not any(grade.from_ for grade in scale):
        return None
    value = apply_bands(methodology, percent)
    return max(
        (i for i, grade in enumerate(scale) if grade.from_ is not None and value >= grade.from_),
        default=0,
    )


def with_points(rated: StandardRating, scale: tuple[Grade, ...]) -> StandardRating:
    level = next((i for i, grade in enumerate(scale) if grade.name == rated.rating), None)
    return replace(rated, level=level, points=scale[level].points if level is not None else None)


def percent_of(result: Result | None) -> Fraction:
    return result.percent if result is not None and result.percent is not None else Fraction(0)


def apply_bands(methodology: Methodology, percent: Fraction) -> Fraction:
    """The number whose band counts: the printed one, or the exact one."""
    return Fraction(round_half_up(percent)) if methodology.rules.band == "rounded" else percent
