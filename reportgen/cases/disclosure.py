"""Whether breakdowns of a report together tell what one of them withholds.

Where groups of one attribute make up a group of another (ages by years and by decades, ethnicity in
brief and in detail), a reader can add up the figures of one table and take them from those of the
other. Every cell that is printed of a question is taken as a sum over the finest groups that all
its attributes make together; breakdowns are refused where a small group is such a sum of sums. It
is taken that a reader knows which of the finest groups hold nobody, so attributes that cross are
mostly let be.

What is not looked at: a small group that is the difference of two tables and is a row of neither,
what ranges follow from no count being less than nothing, and what is published elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, compress

from reportgen.cases.breakdowns import break_down, find_withheld
from reportgen.cases.cases import NO, YES, Cases
from reportgen.methodology.model import Methodology
from reportgen.problems import InputError, Problem, error


def find_disclosures(
    names: Iterable[str], cases: Cases, methodology: Methodology
) -> Iterator[Problem]:
    """Report each named breakdown that cannot be shown, each pair of breakdowns that together
    reveal a small group, and all breakdowns of a question if only all of them together reveal
    one."""
    attributes_by_id: dict[str, set[str]] = {}
    for name in names:
        target, _, attribute = name.partition(" by ")
        try:
            rows = break_down(cases, methodology, target, attribute, cases.place).rows
        except InputError as refused:
            yield from (
                problem
                for problem in refused.problems
                if problem.code in ("too-many-groups", "one-group")
            )
            continue  # anything else is told where it stands in the text
        for row in rows:
            attributes_by_id.setdefault(row.id, set()).add(attribute)
    small, reported = methodology.rules.small_group, set[tuple[str, ...]]()
    for id, attributes in sorted(attributes_by_id.items()):
        groups: list[tuple[str, ...]] = [
            pair
            for pair in combinations(sorted(attributes), 2)
            if is_derivable(cases, id, pair, small)
        ]
        if (
            not groups
            and len(attributes) > 2
            and is_derivable(cases, id, sorted(attributes), small)
        ):
            groups = [tuple(sorted(attributes))]
        for together in groups:
            if together not in reported:
                reported.add(together)
                yield error(
                    "breakdowns-tell",
                    cases.place,
                    f"broken down by {' and by '.join(together)}, {id} gives away a small group: "
                    "what one table withholds follows from the figures of the others",
                    "take one of the breakdowns out",
                )


def is_derivable(cases: Cases, id: str, attributes: Sequence[str], small_group: int) -> bool:
    """Whether the figures shown of one question add up to those of a small group."""
    counts = {name: cases.counts_by(id, name) for name in attributes}
    cells = [
        (place, group)
        for place, name in enumerate(attributes)
        for group in range(len(counts[name]))
    ]
    hidden = {
        (place, group)
        for place, name in enumerate(attributes)
        for group in find_withheld(counts[name], small_group)
    }
    small = [cell for cell in hidden if 0 < counts[attributes[cell[0]]][cell[1]].of < small_group]
    if not small:
        return False
    was_counted = [answer in (YES, NO) for answer in cases.answers[id]]
    finest = sorted(
        set(
            compress(
                zip(*(cases.attributes[name].group_of for name in attributes), strict=True),
                was_counted,
            )
        )
    )
    # The finest groups whose sums follow from those of others say nothing more.
    columns = independent(
        [[Fraction(groups[place] == group) for place, group in cells] for groups in finest]
    )
    sums = {cell: [column[number] for column in columns] for number, cell in enumerate(cells)}
    total = [
        sum((column[number] for number, cell in enumerate(cells) if cell[0] == 0), Fraction(0))
        for column in columns
    ]
    printed = independent([total, *(sums[cell] for cell in cells if cell not in hidden)])
    return any(rank([*printed, sums[cell]]) == len(printed) for cell in small)


def rank(vectors: Sequence[Sequence[Fraction]]) -> int:
    """The rank of some sums: how many of them do not follow from the others."""
    return len(independent(vectors))


def independent(vectors: Sequence[Sequence[Fraction]]) -> list[Sequence[Fraction]]:
    """The vectors that do not follow from those before them."""
    independent_vectors, basis = [], dict[int, list[Fraction]]()
    for vector in vectors:
        remainder = list(vector)
        for pivot, row in basis.items():
            if share := remainder[pivot]:
                remainder = [a - share * b for a, b in zip(remainder, row, strict=True)]
        first = next((place for place, value in enumerate(remainder) if value), None)
        if first is not None:
            basis[first] = [value / remainder[first] for value in remainder]
            independent_vectors.append(vector)
    return independent_vectors
