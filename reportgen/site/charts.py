"""Charts that compare: where each mark stands, in whole units of a drawing.

The figures of each chart stand in a table beside it; the drawing repeats them for the eye, with a
sentence for those who do not see it. How a mark looks is for the templates. The same figures give
the same drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from reportgen.catalogue.catalogue import Service, StandardOverview
from reportgen.catalogue.publication import Edge, Grade, Publication, RatingFact
from reportgen.site.views import RatingRow
from reportgen.util.frozen import frozen

WIDTH = 800
"""How wide every chart is, in units of its drawing."""

DOT = 5
"""The radius of a dot."""

_LEFT, _RIGHT = 20, 20
_STEP = 2 * DOT + 2
_MAX_STACK = 24


@frozen(kw_only=False)
class DotMark:
    """One service in a strip of dots."""

    x: int
    y: int
    grade: Grade | None


@frozen(kw_only=False)
class EdgeMark:
    """Where a band begins."""

    x: int
    percent: int
    name: str


@frozen(kw_only=False)
class StripChart:
    """The percentages of all services on one line from 0 to 100. Equal ones are stacked."""

    height: int
    base: int
    """Where the line is."""
    dots: tuple[DotMark, ...]
    edges: tuple[EdgeMark, ...]
    summary: str


def draw_strip(standard: StandardOverview) -> StripChart | None:
    """The percentages of a standard; no chart if fewer than two services have one."""
    rated = [(rating, rating.percent) for _, rating in standard.rated if rating.percent is not None]
    if len(rated) < 2:
        return None
    stacks: dict[int, int] = {}
    spots = []
    for rating, percent in sorted(rated, key=lambda one: one[1]):
        x = place_percent(percent)
        level = stacks[x] = stacks.get(x, -1) + 1
        spots.append((x, level, rating.grade))
    step = min(_STEP, max(2, _MAX_STACK * _STEP // (max(stacks.values()) + 1)))
    base = 50 + step * max(stacks.values()) + DOT
    dots = tuple(DotMark(x, base - DOT - 4 - step * level, grade) for x, level, grade in spots)
    edges: dict[int, Edge] = {edge.percent: edge for rating, _ in rated for edge in rating.edges}
    values = [percent for _, percent in rated]
    return StripChart(
        base + 24,
        base,
        dots,
        tuple(
            EdgeMark(place_percent(percent), percent, edges[percent].name)
            for percent in sorted(edges)
        ),
        f"{len(values)} services, from {min(values)}% to {max(values)}%; half of them are at"
        f" {median(values):.0f}% or under.",
    )


def place_percent(percent: int) -> int:
    return _LEFT + round(percent * (WIDTH - _LEFT - _RIGHT) / 100)


# Then and now


@frozen(kw_only=False)
class ChangeMark:
    """One standard in two inspections."""

    y: int
    label: str
    then: int
    """Where the earlier rating is, from the left."""
    now: int
    grade: Grade


@frozen(kw_only=False)
class ScaleMark:
    """A grade of a scale, and where it is."""

    at: int
    name: str


@frozen(kw_only=False)
class ChangeChart:
    """Each standard on its scale: a ring for then, a dot for now, a line between."""

    height: int
    marks: tuple[ChangeMark, ...]
    scale: tuple[ScaleMark, ...]
    summary: str


_LABEL_WIDTH = 330
_ROW = 24


def draw_changes(rows: Sequence[RatingRow], names: Sequence[str]) -> ChangeChart | None:
    """The standards that both inspections rated, on the scale that most of them have. `names` are
    the grades of that scale, the worst first, as far as they are known."""
    both = [row for row in rows if row.then and row.then.grade and row.now.grade]
    scales = [row.now.grade.of for row in both if row.now.grade]
    if not both or not scales:
        return None
    of = max(set(scales), key=scales.count)
    marks: list[ChangeMark] = []
    for row in both:
        then, now = row.then.grade if row.then else None, row.now.grade
        if then is None or now is None or then.of != of or now.of != of:
            continue
        y = 40 + _ROW * len(marks)
        label = f"{row.now.standard} {row.now.title}"
        marks.append(
            ChangeMark(y, label, _place_level(then.level, of), _place_level(now.level, of), now)
        )
    words = [row.change.word for row in both if row.change]
    return ChangeChart(
        40 + _ROW * len(marks),
        tuple(marks),
        tuple(ScaleMark(_place_level(n, of), name) for n, name in enumerate(names[:of])),
        f"Since the inspection before: {words.count('better')} better,"
        f" {words.count('worse')} worse, {words.count('as before')} as before.",
    )


def _place_level(level: int, of: int) -> int:
    room = WIDTH - _LABEL_WIDTH - 80
    return _LABEL_WIDTH + 40 + round(level * room / max(1, of - 1))


def list_grades(ratings: Sequence[RatingFact]) -> tuple[str, ...]:
    """The grades that occur, by their level; a level that does not occur has no name."""
    grades = {one.grade.level: one.grade for one in ratings if one.grade}
    if not grades:
        return ()
    of = max(grade.of for grade in grades.values())
    return tuple(grades[n].name if n in grades else "" for n in range(of))


# Over the years


@frozen(kw_only=False)
class TrendPoint:
    """One inspection."""

    x: int
    y: int
    grade: Grade
    label: str
    """Its year."""


@frozen(kw_only=False)
class TrendLine:
    """Two inspections, one after the other, under the same rules."""

    x1: int
    y1: int
    x2: int
    y2: int


@frozen(kw_only=False)
class TrendBreak:
    """Where new rules begin. No line crosses it."""

    x: int
    label: str


@frozen(kw_only=False)
class TrendChart:
    """The overall ratings of a service over the years."""

    height: int
    points: tuple[TrendPoint, ...]
    lines: tuple[TrendLine, ...]
    breaks: tuple[TrendBreak, ...]
    summary: str


_TOP, _DEPTH = 46, 120


def draw_trend(service: Service) -> TrendChart | None:
    """The overall ratings of a service; no chart if fewer than two inspections have one."""
    rated = [one for one in reversed(service.inspections) if one.overall]
    if len(rated) < 2:
        return None
    first, last = int(rated[0].year), int(rated[-1].year)
    points = tuple(_place_point(one, first, last, n, len(rated)) for n, one in enumerate(rated))
    lines, breaks = [], []
    for (before, start), (after, end) in zip(
        zip(rated, points, strict=True), zip(rated[1:], points[1:], strict=True), strict=False
    ):
        if before.methodology == after.methodology:
            lines.append(TrendLine(start.x, start.y, end.x, end.y))
        else:
            breaks.append(TrendBreak((start.x + end.x) // 2, "New rules"))
    ratings = ", ".join(f"{one.year} {one.overall.name}" for one in rated if one.overall)
    times = {1: "once"}.get(len(breaks), f"{len(breaks)} times")
    rules = f" The rules changed {times}." if breaks else ""
    summary = f"Overall ratings: {ratings}.{rules}"
    return TrendChart(_TOP + _DEPTH + 40, points, tuple(lines), tuple(breaks), summary)


def _place_point(report: Publication, first: int, last: int, n: int, count: int) -> TrendPoint:
    grade = report.overall
    assert grade is not None
    share = (int(report.year) - first) / (last - first) if last > first else n / (count - 1)
    x = 90 + round(share * (WIDTH - 180))
    y = _TOP + round(_DEPTH * (1 - grade.level / max(1, grade.of - 1)))
    return TrendPoint(x, y, grade, report.year)
