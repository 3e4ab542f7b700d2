"""Whether what was announced agrees with what is computed."""

from __future__ import annotations

import re
from fractions import Fraction

from reportgen.checks.context import Context
from reportgen.checks.register import Violations, check
from reportgen.problems import find_nearest
from reportgen.util.numbers import round_half_up


@check(
    "published-differs", "error", "published_ratings: {score: 4} beside ratings that add up to 5."
)
def published_differs(context: Context) -> Violations:
    """What was announced is what the data give: every entry of `published_ratings` agrees with the
    computed rating."""
    r = context.ratings
    computed: dict[str, str | float | None] = {
        id: share.percent for id, share in (*r.sections.items(), *r.threads.items())
    }
    computed |= {"score": r.score, "overall": r.overall} | {
        id: s.rating for id, s in r.standards.items()
    }
    computed |= {id: domain.rating for id, domain in r.domains.items()}
    for id, published in context.inspection.published_ratings.items():
        now = computed.get(str(id))
        if (
            now is not None
            and not _same(str(published), now)
            and published.place not in context.refused
        ):
            what = {"score": "the score", "overall": "the overall rating"}.get(str(id), str(id))
            yield (
                published.place,
                f"{what} was published as {published}, and the data make it {now}",
                (
                    "correct the data; where what was published is wrong, take the entry out and"
                    " say so in a comment"
                ),
            )


@check(
    "sample-group",
    "warning",
    "sample: {comunity: 40} where the methodology draws on the group community.",
)
def sample_group(context: Context) -> Violations:
    """The name of a group of the sample is exactly the one that the methodology has: only then are
    its cases counted."""
    groups = context.methodology.sample_groups
    for group in context.inspection.sample:
        if (
            str(group) not in groups
            and (near := find_nearest(group, groups))
            and near not in context.inspection.sample
        ):
            yield (
                group.place,
                f"the methodology has no group `{group}` of the sample",
                f"did you mean `{near}`?",
            )


def _same(published: str, computed: str | float) -> bool:
    """Whether a published rating or number is the computed one. A number is compared to as many
    decimals as were published."""
    number = published.rstrip("% ")
    if isinstance(computed, str) or not re.fullmatch(r"\d+(\.\d+)?", number):
        return published == computed
    places = 10 ** len(number.partition(".")[2])
    return bool(Fraction(number) * places == round_half_up(Fraction(str(computed)) * places))
