"""Whether what was announced agrees with what is computed."""

from __future__ import annotations

import re
from fractions import Fraction

from reportgen.checks.context import Context
from reportgen.checks.register import Found, check
from reportgen.shape import half_up


@check("published-differs", "error", "published_ratings: {score: 4} beside ratings that add up to 5.")
def published_differs(context: Context) -> Found:
    """What was announced is what the data give: every entry of `published_ratings` agrees with the computed rating."""
    r = context.ratings
    computed: dict[str, str | float | None] = {id: share.percent for id, share in (*r.sections.items(), *r.threads.items())}
    computed |= {"score": r.score, "overall": r.overall} | {id: s.rating for id, s in r.standards.items()}
    for id, published in context.inspection.published_ratings.items():
        now = computed.get(str(id))
        if now is not None and not _same(str(published), now) and published.place not in context.refused:
            what = {"score": "the score", "overall": "the overall rating"}.get(str(id), str(id))
            yield (published.place, f"{what} was published as {published}, and the data make it {now}",
                   "correct the data; where what was published is wrong, take the entry out and say so in a comment")


def _same(published: str, computed: str | float) -> bool:
    """Whether two ratings are one, or two numbers are as far as the published one is given."""
    number = published.rstrip("% ")
    if isinstance(computed, str) or not re.fullmatch(r"\d+(\.\d+)?", number):
        return published == computed
    places = 10 ** len(number.partition(".")[2])
    return bool(Fraction(number) * places == half_up(Fraction(str(computed)) * places))
