"""Compares the rules of a methodology with published ratings: which overall rating the rules give,
and where it differs from the published one.

It must not know where the ratings come from, and it adjusts nothing: where the rules differ from
what was published, it shows their reasons.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from reportgen.inspection.model import Finding, Inspection, OverallFinding
from reportgen.methodology.model import Methodology
from reportgen.proving.published import PublishedRow
from reportgen.ratings.calculator import rate
from reportgen.reading.fields import SourceText
from reportgen.util.frozen import frozen

Combination = tuple[tuple[str, str], ...]


@frozen
class Difference:
    """One set of ratings whose published overall rating is not the one that the rules give."""

    ratings: Combination
    published: str
    computed: str | None
    """None where the rules give none, since something that they need is not rated."""
    count: int
    because: tuple[str, ...]
    others: int = 0
    """How many times the same ratings were published as the rules give."""


@frozen
class Proof:
    """Published overall ratings beside those that the rules give."""

    methodology: Methodology
    compared: int
    agreeing: int
    combinations: int
    """How many different sets of ratings there are."""
    differences: tuple[Difference, ...]
    """The most frequent first."""
    seen: tuple[str, ...]
    """The overall ratings that were published."""

    @property
    def share(self) -> float:
        return 100 * self.agreeing / self.compared if self.compared else 0.0

    def as_data(self) -> dict[str, object]:
        """The form for other programs."""
        return {
            "methodology": self.methodology.id,
            "compared": self.compared,
            "agreeing": self.agreeing,
            "combinations": self.combinations,
            "differences": [
                {
                    "ratings": dict(one.ratings),
                    "published": one.published,
                    "computed": one.computed,
                    "count": one.count,
                    "others": one.others,
                    "because": list(one.because),
                }
                for one in self.differences
            ],
        }


def prove(methodology: Methodology, rows: Iterable[PublishedRow]) -> Proof:
    """Compare every published overall rating with the one that the rules give. Each set of ratings
    is rated once."""
    published: Counter[tuple[Combination, str]] = Counter()
    for row in rows:
        published[row.ratings, row.overall] += row.count
    judged = methodology.rules.overall.rule == "judgement"
    computed: dict[tuple[Combination, str], tuple[str | None, tuple[str, ...]]] = {}
    differences, agreeing = [], 0
    for (ratings, overall), count in published.items():
        key = (ratings, overall if judged else "")
        if key not in computed:
            computed[key] = _rate(methodology, ratings, overall if judged else None)
        now, because = computed[key]
        if now == overall:
            agreeing += count
            continue
        differences.append(
            Difference(
                ratings=ratings,
                published=overall,
                computed=now,
                count=count,
                because=because,
                others=published[ratings, now or ""],
            )
        )
    differences.sort(key=lambda one: (-one.count, one.ratings, one.published))
    return Proof(
        methodology=methodology,
        compared=published.total(),
        agreeing=agreeing,
        combinations=len({ratings for ratings, _ in published}),
        differences=tuple(differences),
        seen=tuple(dict.fromkeys(overall for _, overall in published)),
    )


def _rate(
    methodology: Methodology, ratings: Combination, judged: str | None
) -> tuple[str | None, tuple[str, ...]]:
    """The overall rating that the rules give a set of ratings, with its reasons. Where it is a
    judgement, it is taken as published, and the rules are the limits on it."""
    by_standard = dict(ratings)
    findings = {
        SourceText(id): Finding(
            rating=SourceText(by_standard[id]) if id in by_standard else None,
            not_rated=None if id in by_standard else SourceText("without a published rating"),
        )
        for id in methodology.standards
        if methodology.standards[id].rated != "no"
    }
    inspection = Inspection(
        slug="published",
        methodology=SourceText(methodology.id),
        title=SourceText("published"),
        findings=findings,
        overall=OverallFinding(rating=SourceText(judged)) if judged is not None else None,
    )
    result = rate(methodology, inspection)
    return result.overall, result.overall_because
