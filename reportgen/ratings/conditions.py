"""Finds whether a condition of a rule holds: which parts it looks at, and whether enough of them
meet it.

It knows ratings that were reached and facts that were declared, and not what follows from either.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field
from typing import Protocol

from reportgen.methodology.model import OVERALL, Condition
from reportgen.ratings.results import DomainRating, StandardRating
from reportgen.util.frozen import frozen


class Rated(Protocol):
    """Anything that has a place on a scale: a standard, a question, a domain, the whole."""

    @property
    def state(self) -> str: ...
    @property
    def level(self) -> int | None: ...
    @property
    def grades(self) -> tuple[str, ...]: ...
    @property
    def points(self) -> int | None: ...


@frozen
class Facts:
    """All that conditions may look at."""

    standards: Mapping[str, StandardRating]
    declared: Collection[str] = ()
    domains: Mapping[str, DomainRating] = field(default_factory=dict)
    overall: DomainRating | None = None
    counted: tuple[Rated, ...] | None = None
    """What `all` means; without it, every standard that is counted."""

    def find(self, id: str) -> Rated | None:
        """Find what an id names: a standard, a domain, a question, or the overall rating."""
        if id == OVERALL:
            return self.overall
        if part := self.standards.get(id) or self.domains.get(id):
            return part
        questions = (q for rated in self.standards.values() for q in rated.questions)
        return next((question for question in questions if question.id == id), None)

    def list_candidates(self, condition: Condition) -> list[Rated]:
        """List the parts that a condition looks at. Parts with a reason for having no rating are
        left out."""
        candidates: list[Rated] = []
        if condition.of:
            candidates = [part for id in condition.of if (part := self.find(id)) is not None]
        elif self.counted is not None:
            candidates = list(self.counted)
        else:
            candidates = [rated for rated in self.standards.values() if rated.counted]
        return [rated for rated in candidates if rated.state in ("rated", "unrated")]


def all_hold(conditions: tuple[Condition, ...], facts: Facts) -> bool | None:
    """Whether all conditions hold; None while too little is rated to know."""
    answers = [_holds(condition, facts) for condition in conditions]
    if any(answer is False for answer in answers):
        return False
    return None if any(answer is None for answer in answers) else True


def _holds(condition: Condition, facts: Facts) -> bool | None:
    if condition.declared is not None:
        return condition.declared in facts.declared
    candidates = facts.list_candidates(condition)
    if condition.how_many == "all" and not candidates:
        return None
    met = sum(_meets(rated, condition, facts) for rated in candidates)
    unrated = sum(rated.level is None for rated in candidates)
    count_wanted = condition.count_wanted(len(candidates))
    if met >= count_wanted:
        return True
    return None if met + unrated >= count_wanted else False


def _meets(rated: Rated, condition: Condition, facts: Facts) -> bool:
    level, points = rated.level, rated.points or 0
    if level is None:
        return False
    return (
        (condition.at_most is None or level <= rated.grades.index(condition.at_most))
        and (condition.at_least is None or level >= rated.grades.index(condition.at_least))
        and (condition.points_at_most is None or points <= condition.points_at_most)
        and (condition.points_at_least is None or points >= condition.points_at_least)
        and (condition.above is None or level > _level_of(condition.above, facts, level))
        and (condition.below is None or level < _level_of(condition.below, facts, level))
    )


def _level_of(id: str, facts: Facts, otherwise: int) -> int:
    """The level of another rating. If that has none yet, a level that is neither above nor
    below."""
    other = facts.find(id)
    return otherwise if other is None or other.level is None else other.level
