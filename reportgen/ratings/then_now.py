"""The ratings of an earlier inspection beside those of today: better, worse, as before, or not
comparable.

Ratings are compared within one methodology, or where the newer one says which of its standards can
be compared with which of the older one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reportgen.methodology.model import OVERALL, Methodology
from reportgen.ratings.results import Ratings
from reportgen.util.frozen import frozen

BETTER, SAME, WORSE = "better", "as before", "worse"
NOT_COMPARABLE = "not comparable"
ARROWS = {BETTER: "↑", SAME: "=", WORSE: "↓"}
"""The sign of each change."""


@frozen(kw_only=False)
class ThenNow:
    """A rating then and now."""

    id: str
    """Of the standard; `overall` for the overall rating."""
    title: str
    then: str | None
    now: str | None
    change: str
    grades: tuple[str, ...] = ()
    """The scale, from its worst grade."""


@frozen
class EarlierRatings:
    """What an earlier inspection was rated."""

    title: str
    published: str | None
    methodology: str | None
    """The id of its methodology; None where that is not known."""
    ratings: Mapping[str, str]
    """By the ids of standards; the overall rating under `overall`."""


def compare_then_now(
    methodology: Methodology, ratings: Ratings, earlier: EarlierRatings
) -> Iterator[ThenNow]:
    """The overall rating and every rated standard, then and now."""
    ids = _find_comparable(methodology, earlier)
    if ratings.overall is not None:
        yield _compare(
            OVERALL,
            methodology.words.say("overall"),
            ratings.overall,
            ratings.overall_grades,
            ids,
            earlier,
        )
    for id, standard in ratings.standards.items():
        if standard.rating is not None:
            yield _compare(id, standard.title, standard.rating, standard.grades, ids, earlier)


def _find_comparable(methodology: Methodology, earlier: EarlierRatings) -> dict[str, str]:
    """Map the ids that can be compared, of standards and of the overall rating, to the ids that
    they had in the earlier methodology."""
    if earlier.methodology is None or earlier.methodology == methodology.id:
        return {id: id for id in (*methodology.standards, OVERALL)}
    for name, standards in methodology.compares.items():
        if name == earlier.methodology:
            return {str(here): str(there) for here, there in standards.items()}
    return {}


def _compare(
    id: str,
    title: str,
    now: str,
    grades: tuple[str, ...],
    ids: Mapping[str, str],
    earlier: EarlierRatings,
) -> ThenNow:
    then = earlier.ratings.get(ids[id]) if id in ids else None
    change = NOT_COMPARABLE
    if then in grades and now in grades:
        step = grades.index(now) - grades.index(str(then))
        change = BETTER if step > 0 else WORSE if step < 0 else SAME
    return ThenNow(id, title, then, now, change, grades)
