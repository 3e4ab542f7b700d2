"""Works out which grade each sum of points gets, and which sums are possible."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from reportgen.methodology.model import Grade, Methodology, Overall

MAX_TOTALS = 100_000
"""The most totals that are looked at. No rule that people can follow needs more."""


def list_totals(methodology: Methodology, out_of: int) -> tuple[tuple[str, int, int], ...]:
    """Each overall grade with its lowest and highest total, for a highest possible total."""
    overall = methodology.rules.overall
    return list_totals_of(overall, methodology.scale(overall.scale), out_of)


def list_totals_of(
    rule: Overall, scale: tuple[Grade, ...], out_of: int
) -> tuple[tuple[str, int, int], ...]:
    """The same for any rule by points: of a domain, too. Worst grade first."""
    grades = [grade.name for grade in scale]
    if rule.lower_is_better:
        grades.reverse()
    totals, lowest = [], 0
    for i, grade in enumerate(grades):
        highest = out_of
        if rule.totals and rule.lower_is_better:
            highest = rule.totals.get(grade, out_of)
        elif rule.totals:
            above = [rule.totals[name] for name in grades[i + 1 :] if name in rule.totals]
            highest = above[0] - 1 if above else out_of
        elif grade in rule.shares:
            highest = int(read_share(rule.shares[grade]) * out_of)
        totals.append((str(grade), lowest, highest))
        lowest = highest + 1
    return tuple(reversed(totals)) if rule.lower_is_better else tuple(totals)


def read_share(text: str) -> Fraction:
    """A share as it is written: 5/6, or 38%."""
    return Fraction(text.removesuffix("%")) / 100 if text.endswith("%") else Fraction(text)


def list_reachable_totals(weighed: Iterable[tuple[tuple[Grade, ...], int]]) -> list[int]:
    """Every sum that grades of some scales can have, each scale with its weight, in order."""
    sums = {0}
    for scale, weight in weighed:
        points = {(grade.points or 0) * weight for grade in scale}
        sums = {total + more for total in sums for more in points}
        if len(sums) > MAX_TOTALS:
            return []
    return sorted(sums)
