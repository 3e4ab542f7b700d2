"""Ratings as a panel reads them in a terminal: a line for each standard, the reasons below it, and
the close calls.

It prints what the calculator found and decides nothing.
"""

from __future__ import annotations

from reportgen.inspection.model import Inspection
from reportgen.methodology.model import Methodology, Words
from reportgen.methodology.wording import name_part
from reportgen.ratings.reasons import explain_margin
from reportgen.ratings.results import LimitOutcome, OverallMargin, Ratings, StandardRating
from reportgen.util.numbers import round_half_up

_STATES = {
    "unrated": "unrated so far",
    "not rated": "not rated",
    "shown": "shown, not rated",
}
"""What is printed in place of a rating."""


def format_ratings(inspection: Inspection, methodology: Methodology, ratings: Ratings) -> str:
    """The overall rating, then each standard with its rating, percentage and reasons."""
    lines = [f"{inspection.title}", f"{methodology.title} ({methodology.id})", ""]
    lines += _overall(methodology, ratings)
    width = max((len(f"{s.id}  {s.title}") for s in ratings.standards.values()), default=0) + 2
    for domain in methodology.domains:
        standards = [s for s in ratings.standards.values() if s.domain == domain.id]
        if not standards:
            continue
        section = ratings.sections.get(str(domain.id))
        percent = f"  {section.percent}%" if section and section.percent is not None else ""
        lines += ["", f"{domain.id}. {domain.title}{percent}"]
        for standard in standards:
            lines += _standard(standard, width, methodology.words)
    lines += _threads(ratings) + _limits(ratings) + _close_calls(ratings)
    return "\n".join(lines)


def _overall(methodology: Methodology, ratings: Ratings) -> list[str]:
    if methodology.rules.overall.rule == "none":
        return ["This methodology gives no overall rating."]
    if ratings.overall is None:
        return ["Overall: unrated so far."]
    score = f", {ratings.score} out of {ratings.out_of}" if ratings.score is not None else ""
    return [
        f"Overall: {ratings.overall}{score}",
        *(f"  {reason}" for reason in ratings.overall_because),
    ]


def _standard(rated: StandardRating, width: int, words: Words) -> list[str]:
    name = name_part(f"{rated.id} ", rated.title).ljust(width)
    rating = rated.rating or _STATES.get(rated.state, "")
    percent = f"{rated.percent:>4}%" if rated.percent is not None else "     "
    points = f"{rated.points:>3}" if rated.points is not None and rated.counted else "   "
    mark = "  close call" if rated.is_close else ""
    lines = [f"  {name}{percent}{points}  {rating}{mark}"]
    lines += [f"      {reason}" for reason in rated.because]
    lines += [f"      {sentence}" for sentence in _margins(rated, words)]
    return lines


def _margins(rated: StandardRating, words: Words) -> list[str]:
    margins = [m for m in (rated.more, rated.fewer) if m is not None]
    return [explain_margin(margin, words, rated.counts) for margin in margins]


def _overall_margin_in_words(margin: OverallMargin) -> str:
    """1 point more would have made it Requires improvement."""
    change = "more" if margin.points > 0 else "fewer"
    return f"{_points(abs(margin.points))} {change} would have made it {margin.to}."


def _points(count: int) -> str:
    return f"{count} point" if count == 1 else f"{count} points"


def _threads(ratings: Ratings) -> list[str]:
    lines = [
        f"{t.title}: {t.percent:g}%" for t in ratings.threads.values() if t.percent is not None
    ]
    return ["", *lines] if lines else []


def _limits(ratings: Ratings) -> list[str]:
    lines = ["", "Limits"] if ratings.limits else []
    for limit in ratings.limits:
        unconfirmed = " (rule unconfirmed)" if limit.unconfirmed else ""
        lines += [
            f"  {limit.standard or 'overall'}, at most {limit.at_most}:"
            f" {_effect(limit)}.{unconfirmed}",
            f"      {limit.about}",
        ]
    return lines


def _effect(limit: LimitOutcome) -> str:
    if limit.holds is None:
        return "not known yet"
    if not limit.holds:
        return "does not apply"
    return "lowers the rating" if limit.lowered else "applies, but lowers nothing"


def _close_calls(ratings: Ratings) -> list[str]:
    names = [name_part(s.id, s.title) for s in ratings.standards.values() if s.is_close]
    lines = []
    if names:
        lines.append(
            "Close calls, where one case or one point would have changed the rating:"
            f" {', '.join(names)}"
        )
    lines += [
        f"Overall a close call: {_overall_margin_in_words(margin)}"
        for margin in ratings.overall_margins
        if abs(margin.points) == 1
    ]
    return ["", *lines] if lines else []


# Margins


def format_margins(methodology: Methodology, inspection: Inspection, ratings: Ratings) -> str:
    """How close the overall rating and each standard was to another rating, or why there is no
    margin."""
    lines = [str(inspection.title), ""]
    if ratings.overall_margins:
        lines += [
            f"Overall: {ratings.overall}, {ratings.score} out of {ratings.out_of}",
            *(f"    {_overall_margin_in_words(m)}" for m in ratings.overall_margins),
        ]
    for rated in ratings.standards.values():
        name = name_part(f"{rated.id} ", rated.title)
        if rated.rating is None:
            lines.append(f"{name}: {rated.state}.")
        elif rated.percent is None:
            lines.append(f"{name}: {rated.rating}. It has no percentage, so no margin to show.")
        else:
            lines.append(f"{name}: {rated.rating}, {rated.percent}%")
            lines += [f"    {line}" for line in _list_distances(rated, methodology.words)]
    return "\n".join(lines)


def _list_distances(rated: StandardRating, words: Words) -> list[str]:
    lines = _margins(rated, words)
    if not lines:
        lines = [_points_away(rated)]
        if rated.by_rule != rated.rating:
            lines = [
                f"Its percentage makes it {rated.by_rule}; discretion or a limit made it"
                f" {rated.rating}.",
                *(lines if rated.ceiling is None else ()),
            ]
        elif any(question.of is None for question in rated.questions):
            lines.append("The margin in cases is not known, because its cases are not known.")
    if rated.ceiling is not None and rated.by_rule == rated.rating:
        lines.append(f"A limit lets it go no higher than {rated.grades[rated.ceiling]}.")
    return lines


def _points_away(rated: StandardRating) -> str:
    assert rated.percent is not None
    above = next((edge for edge in rated.edges_in_reach if edge > rated.percent), None)
    below = max((edge for edge in rated.edges if edge <= rated.percent), default=None)
    distances = []
    if above is not None:
        distances.append(f"{_points(above - rated.percent)} below the next grade")
    if below is not None:
        distances.append(f"{_points(rated.percent - below + 1)} above the grade below")
    return (", ".join(distances) or "No other grade has a boundary").capitalize() + "."


# What if


def format_what_if(before: Ratings, after: Ratings, change: str) -> str:
    """What other results would change, and by which rule."""
    changed, unchanged = _compare_standards(before, after, change)
    changed += _compare_limits(before, after) + _compare_overall(before, after)
    for id, section in after.sections.items():
        percent = before.sections[id].percent
        if percent != section.percent:
            changed.append(f"  {section.title}: {percent}% → {section.percent}%")
    return "\n".join([f"If {change}:", *(changed or ["  no rating changes."]), *unchanged])


def _compare_standards(before: Ratings, after: Ratings, change: str) -> tuple[list[str], list[str]]:
    """Lines on the standards that change, and on those that were named but do not change."""
    named = {part.partition("=")[0].strip() for part in change.split(",")}
    named |= {id.rpartition(".")[0] for id in named}
    changed: list[str] = []
    unchanged: list[str] = []
    for id, now in after.standards.items():
        was = before.standards[id]
        reasons = [f"      {reason}" for reason in now.because]
        if (was.rating, was.percent) != (now.rating, now.percent):
            changed.append(f"  {name_part(id, now.title)}: {_in_short(was)} → {_in_short(now)}")
            changed += reasons + _lost_adjustments(id, before, after)
        elif id in named:
            unchanged += [f"  {name_part(id, now.title)}: {_in_short(now)}, as before.", *reasons]
    return changed, unchanged


def _lost_adjustments(id: str, before: Ratings, after: Ratings) -> list[str]:
    """Why the panel's adjustment of a standard is no longer allowed."""
    return [
        f"      The panel's adjustment is not carried over: {problem.message}."
        for problem in after.problems
        if problem.code == "discretion-window"
        and problem.message.startswith(f"{id} ")
        and problem not in before.problems
    ]


def _compare_limits(before: Ratings, after: Ratings) -> list[str]:
    earlier = {limit.id: limit.holds for limit in before.limits}
    return [
        f"  Limit on {limit.standard or 'the overall rating'}:"
        f" {'now applies' if limit.holds else 'no longer applies'}. {limit.about}"
        for limit in after.limits
        if limit.id not in earlier or earlier[limit.id] != limit.holds
    ]


def _compare_overall(before: Ratings, after: Ratings) -> list[str]:
    if (before.score, before.overall) == (after.score, after.overall):
        return []
    return [
        f"  Overall: {_overall_in_short(before)} → {_overall_in_short(after)}",
        *(f"      {reason}" for reason in after.overall_because),
    ]


def _overall_in_short(ratings: Ratings) -> str:
    score = f" ({ratings.score}/{ratings.out_of})" if ratings.score is not None else ""
    return f"{ratings.overall or 'unrated'}{score}"


def _in_short(rated: StandardRating) -> str:
    percent = f" ({round_half_up(rated.exact)}%)" if rated.exact is not None else ""
    return f"{rated.rating or ('not rated' if rated.state == 'not rated' else 'unrated')}{percent}"
