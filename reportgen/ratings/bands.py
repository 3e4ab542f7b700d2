"""Where a percentage falls on a scale, and which standards and scales an inspection has."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from reportgen.inspection.model import Inspection
from reportgen.inspection.results import Result
from reportgen.methodology.model import Domain, Grade, Methodology, Standard
from reportgen.ratings.results import StandardRating
from reportgen.util.numbers import round_half_up


def standards_of(methodology: Methodology, inspection: Inspection) -> list[tuple[Domain, Standard]]:
    """The standards that this kind of inspection has, with their domains, in order."""
    return [
        (domain, standard)
        for domain in methodology.domains
        for standard in domain.standards
        if not standard.kinds or inspection.kind in standard.kinds
    ]


def scale_of(methodology: Methodology, domain: Domain, standard: Standard) -> tuple[Grade, ...]:
    """The scale that a standard is rated on."""
    name = standard.scale or domain.scale
    return methodology.scales.get(name, ()) if name else next(iter(methodology.scales.values()), ())


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
