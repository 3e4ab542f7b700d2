"""What the calculator finds: ratings with their reasons, as data."""

from __future__ import annotations

from dataclasses import field
from fractions import Fraction
from functools import cached_property
from typing import Any

from reportgen.methodology.model import Grade
from reportgen.methodology.totals import list_reachable_totals
from reportgen.problems import Problem
from reportgen.util.frozen import frozen


@frozen(kw_only=False)
class Margin:
    """How many more (or, below zero, fewer) sufficient cases would have given another rating."""

    to: str
    cases: int


@frozen(kw_only=False)
class OverallMargin:
    """How many more (or, below zero, fewer) points would have given another overall rating."""

    to: str
    points: int


@frozen
class QuestionRating:
    """One key question: its result, and the band it falls in."""

    id: str
    text: str
    about: str | None
    percent: int | None = None
    yes: int | None = None
    of: int | None = None
    grade: str | None = None
    level: int | None = None
    is_driver: bool = False
    """Whether the rating of the standard follows from it."""
    rule: str = "cases"
    """`cases`, or `judgement` where the inspectors give it a grade."""
    scale: tuple[Grade, ...] = ()
    """The grades of its standard, worst first."""

    @property
    def grades(self) -> tuple[str, ...]:
        return tuple(str(grade.name) for grade in self.scale)

    @property
    def points(self) -> int | None:
        """The points of its grade, for rules that ask for them; they add to no score."""
        return self.scale[self.level].points if self.level is not None and self.scale else None

    @property
    def state(self) -> str:
        return "unrated" if self.level is None else "rated"


@frozen
class LimitOutcome:
    """What a limit did: whether its condition holds, and whether it lowered a rating."""

    id: str
    standard: str | None
    at_most: str
    about: str
    holds: bool | None
    """None while too little is rated to know."""
    lowered: bool
    unconfirmed: bool


@frozen
class _Rated:
    """What ratings of standards and of domains have in common."""

    id: str
    title: str
    rule: str
    scale: tuple[Grade, ...]
    """Its grades, worst first."""
    rating: str | None = None
    by_rule: str | None = None
    """The rating before discretion and limits."""
    because: tuple[str, ...] = ()
    ceiling: int | None = None
    """The highest grade that a limit leaves it, by its level."""
    counted: bool = True
    weight: int = 1
    """The weight of its points in a score."""

    @cached_property
    def grades(self) -> tuple[str, ...]:
        """The names of its grades, worst first."""
        return tuple(str(grade.name) for grade in self.scale)

    @property
    def level(self) -> int | None:
        """The step of the scale that its rating is, from 0 for the worst."""
        return self.grades.index(self.rating) if self.rating in self.grades else None

    @property
    def points(self) -> int | None:
        """What its rating adds to a score."""
        return self.scale[self.level].points if self.level is not None else None

    @property
    def max_points(self) -> int:
        """The most points that its scale can add to a score."""
        return max((grade.points or 0 for grade in self.scale), default=0)


@frozen
class StandardRating(_Rated):
    """One standard: its rating and how it came about."""

    domain: str
    state: str
    """`rated`; `unrated` as yet; `not rated`, for a reason given; `shown`, never rated."""
    percent: int | None = None
    """The percentage as printed."""
    exact: Fraction | None = None
    """The percentage from which the rating follows."""
    driver: str | None = None
    """The question from which the rating follows."""
    more: Margin | None = None
    fewer: Margin | None = None
    counts: tuple[str, str] = ("case", "cases")
    """The noun for what its results count, singular and plural: case, cases."""
    rated_on: str | None = None
    """When it was rated, if the inspection says so."""
    carried_from: str | None = None
    """The date of the earlier inspection from which its rating is carried forward."""
    questions: tuple[QuestionRating, ...] = ()

    @cached_property
    def edges(self) -> tuple[int, ...]:
        """The lowest percentage of each grade but the first, for scales with bands."""
        return tuple(grade.from_ for grade in self.scale[1:] if grade.from_ is not None)

    @property
    def margin(self) -> Margin | None:
        """The nearest other rating."""
        margins = [margin for margin in (self.more, self.fewer) if margin is not None]
        return min(margins, key=lambda margin: abs(margin.cases), default=None)

    @property
    def is_close(self) -> bool:
        """Whether a single case would have changed the rating, or a single point where cases are
        not known."""
        if self.margin is not None:
            return abs(self.margin.cases) == 1
        return (
            self.percent is not None
            and self.rating == self.by_rule
            and any(self.percent - edge in (-1, 0) for edge in self.edges_in_reach)
        )

    @property
    def edges_in_reach(self) -> tuple[int, ...]:
        """The edges that no limit makes idle."""
        return self.edges if self.ceiling is None else self.edges[: self.ceiling]


@frozen
class DomainRating(_Rated):
    """The rating of a whole: of a domain, or of everything inspected."""

    score: int | None = None
    out_of: int | None = None
    totals: tuple[tuple[str, int, int], ...] = ()
    """For a score: each grade with its lowest and highest total."""

    @property
    def state(self) -> str:
        return "unrated" if self.rating is None else "rated"


@frozen
class OutcomeResult:
    """What follows from the ratings, if its condition holds."""

    id: str
    title: str
    about: str
    holds: bool | None
    """None while too little is rated to know."""
    unconfirmed: bool


@frozen(kw_only=False)
class PartPercentage:
    """A domain or thread scored in per cent, to one decimal."""

    id: str
    title: str
    percent: float | None


@frozen
class Ratings:
    """Everything that follows from the rules."""

    inspection: str
    methodology: str
    score: int | None = None
    out_of: int | None = None
    overall: str | None = None
    overall_level: int | None = None
    overall_grades: tuple[str, ...] = ()
    overall_because: tuple[str, ...] = ()
    totals: tuple[tuple[str, int, int], ...] = ()
    """For a score: each grade with its lowest and highest total."""
    counting: str = "standards"
    """What the overall rating counts: `standards` or `domains`."""
    overall_by_rule: str | None = None
    """The overall rating before limits and discretion."""
    standards: dict[str, StandardRating] = field(default_factory=dict)
    domains: dict[str, DomainRating] = field(default_factory=dict)
    """The domains that have a rating of their own."""
    outcomes: tuple[OutcomeResult, ...] = ()
    sections: dict[str, PartPercentage] = field(default_factory=dict)
    threads: dict[str, PartPercentage] = field(default_factory=dict)
    limits: tuple[LimitOutcome, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def overall_margins(self) -> tuple[OverallMargin, ...]:
        """The next better and worse overall rating in points; neither where a limit decides."""
        here, score = self.overall_level, self.score
        if (
            score is None
            or here is None
            or not self.totals
            or not self.totals[here][1] <= score <= self.totals[here][2]
        ):
            return ()
        ceilings = [
            self.overall_grades.index(limit.at_most)
            for limit in self.limits
            if limit.standard is None and limit.holds
        ]
        better = self.totals[here + 1 : min(ceilings, default=len(self.totals)) + 1]
        worse = tuple(reversed(self.totals[:here]))
        nearest = (self._nearest_total(score, better), self._nearest_total(score, worse))
        return tuple(margin for margin in nearest if margin is not None)

    def _nearest_total(
        self, score: int, totals: tuple[tuple[str, int, int], ...]
    ) -> OverallMargin | None:
        """The distance to the nearest total, among those of some grades, that a sum of points can
        reach."""
        counted = self.domains.values() if self.counting == "domains" else self.standards.values()
        weighed = [
            (rated.scale, rated.weight)
            for rated in counted
            if rated.counted and rated.state == "rated"
        ]
        reachable = list_reachable_totals(weighed)
        for grade, low, high in totals:
            distances = [total - score for total in reachable if low <= total <= high]
            if distances:
                return OverallMargin(grade, min(distances, key=abs))
        return None

    def as_data(self) -> dict[str, Any]:
        """The form that other programs rely on."""
        data: dict[str, Any] = {
            "inspection": self.inspection,
            "methodology": self.methodology,
            "score": self.score,
            "out_of": self.out_of,
            "overall": self.overall,
            "standards": {
                s.id: {
                    "title": s.title,
                    "rating": s.rating,
                    "points": s.points,
                    "percent": s.percent,
                    "driver": s.driver,
                    "because": list(s.because),
                    "margin": {"to": s.margin.to, "cases": s.margin.cases} if s.margin else None,
                }
                for s in self.standards.values()
            },
        }
        if self.sections:
            data["sections"] = {
                s.id: {"title": s.title, "percent": s.percent} for s in self.sections.values()
            }
        if self.threads:
            data["threads"] = {
                t.id: {"title": t.title, "percent": t.percent} for t in self.threads.values()
            }
        if self.domains:
            data["domains"] = {
                d.id: {
                    "title": d.title,
                    "rating": d.rating,
                    "points": d.points,
                    "because": list(d.because),
                }
                for d in self.domains.values()
            }
        if self.outcomes:
            data["outcomes"] = [
                {"id": o.id, "title": o.title, "about": o.about} for o in self.outcomes if o.holds
            ]
        data["problems"] = [
            {
                "severity": p.severity,
                "code": p.code,
                "path": p.place.path,
                "line": p.place.line,
                "column": p.place.column,
                "message": p.message,
                "hint": p.hint,
            }
            for p in self.problems
        ]
        return data
