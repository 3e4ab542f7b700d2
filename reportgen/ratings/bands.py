"""Finds where a percentage falls on a scale."""

from __future__ import annotations

from fractions import Fraction

from reportgen.methodology.model import Grade, Methodology
from reportgen.util.numbers import round_half_up


def find_level(methodology: Methodology, scale: tuple[Grade, ...], percent: Fraction) -> int | None:
    """The step of the scale in whose band a percentage falls; None where the scale has no bands."""
    if not any(grade.from_ for grade in scale):
        return None
    value = round_for_bands(methodology, percent)
    return max(
        (i for i, grade in enumerate(scale) if grade.from_ is not None and value >= grade.from_),
        default=0,
    )


def round_for_bands(methodology: Methodology, percent: Fraction) -> Fraction:
    """The number that is compared with the bands: the printed percentage, or the exact one."""
    return Fraction(round_half_up(percent)) if methodology.rules.band == "rounded" else percent
