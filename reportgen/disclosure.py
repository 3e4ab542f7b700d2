"""Whether two breakdowns of a report together tell what one of them withholds.

Where each group of one attribute lies within a group of another (ages by years and by decades), a reader can add up the finer
groups and take them from the coarser ones. Such a pair is refused where that gives away a small group. Attributes that
cross give nothing away: a reader does not know how many cases they share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import permutations

from reportgen.breakdowns import breakdown, withheld
from reportgen.cases import Attribute, Cases
from reportgen.methodology import Methodology
from reportgen.problems import Problem, Refused, error


def disclosures(names: Iterable[str], cases: Cases, methodology: Methodology) -> Iterator[Problem]:
    """An error for each pair of the breakdowns named that tells too much."""
    asked: dict[str, set[str]] = {}
    for name in names:
        target, _, attribute = name.partition(" by ")
        try:
            rows = breakdown(cases, methodology, target, attribute).rows
        except Refused:
            continue  # told where it stands in the text
        asked.setdefault(attribute, set()).update(row.id for row in rows)
    for finer, coarser in permutations(asked, 2):
        inside = within(cases.attributes[finer], cases.attributes[coarser])
        told = [id for id in sorted(asked[finer] & asked[coarser]) if inside and tells(cases, id, finer, coarser, inside, methodology.rules.small_group)]
        if told:
            yield error("breakdowns-tell", cases.place, f"broken down by {finer} and by {coarser}, {told[0]} gives away a small group: "
                        f"each group of {finer} lies within one of {coarser}", "keep one of the two breakdowns")


def within(finer: Attribute, coarser: Attribute) -> Mapping[int, int]:
    """For each group of the finer attribute the coarser group that holds all its cases; nothing where one has cases in two."""
    found: dict[int, int] = {}
    for fine, coarse in zip(finer.group_of, coarser.group_of, strict=True):
        if found.setdefault(fine, coarse) != coarse:
            return {}
    return found


def tells(cases: Cases, id: str, finer: str, coarser: str, inside: Mapping[int, int], small_group: int) -> bool:
    """Whether the figures shown of one question add up to those of a small group."""
    fine, coarse = cases.counts_by(id, finer), cases.counts_by(id, coarser)
    groups = {**{("fine", n): {n} for n in range(len(fine))}, **{("coarse", c): {n for n, of in inside.items() if of == c} for c in range(len(coarse))}}
    sizes = {**{("fine", n): count.of for n, count in enumerate(fine)}, **{("coarse", c): count.of for c, count in enumerate(coarse)}}
    hidden = {("fine", n) for n in withheld(fine, small_group)} | {("coarse", c) for c in withheld(coarse, small_group)}
    shown = [[Fraction(n in members) for n in range(len(fine))] for key, members in groups.items() if key not in hidden]
    shown.append([Fraction(1)] * len(fine))
    return any(rank([*shown, [Fraction(n in groups[key]) for n in range(len(fine))]]) == rank(shown) for key in hidden if sizes[key] < small_group)


def rank(rows: Sequence[Sequence[Fraction]]) -> int:
    """How many of some sums say something that the others do not."""
    left, found = [list(row) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in left[found:] if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        left.insert(found, pivot)
        found += 1
        for number in range(found, len(left)):
            share = left[number][column] / pivot[column]
            left[number] = [a - share * b for a, b in zip(left[number], pivot, strict=True)]
    return found
