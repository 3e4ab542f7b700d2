"""The ratings as a panel reads them in a terminal: one line a standard, its reasons beneath, close
calls pointed out.

It says what ratings/ found and decides nothing.
"""

from __future__ import annotations

from reportgen.inspection.model import Inspection
from reportgen.methodology.model import Methodology
from reportgen.ratings.results import Margin, OverallMargin, Ratings, StandardRating
from reportgen.util.numbers import round_half_up


def format_ratings(inspection: Inspection, methodology: Methodology, ratings: Ratings) -> str:
    """Every standard with its rating, percentage and reasons, and the whole at the head."""
    lines = [f"{inspection.title}", f"{methodology.title} ({methodology.id})", ""]
    lines += _whole(methodology, ratings)
    width = max((len(f"{s.id}  {s.title}") for s in ratings.standards.values()), default=0) + 2
    for domain in methodology.domains:
        rated = [s for s in ratings.standards.values() if s.domain == domain.id]
        if not rated:
            continue
        share = ratings.sections.get(str(domain.id))
        lines += [
            "",
            f"{domain.id}. {domain.title}"
            + (f"  {share.percent}%" if share and share.percent is not None else ""),
        ]
        for standard in rated:
            lines += _standard(standard, width)
    lines += _threads(ratings) + _limits(ratings) + _close(ratings)
    return "\n".join(lines)


def _whole(methodology: Methodology, ratings: Ratings) -> list[str]:
    if methodology.rules.overall.rule == "none":
        return ["This methodology gives no overall rating."]
    if ratings.overall is None:
        return ["Overall: unrated so far."]
    score = f", {ratings.score} out of {ratings.out_of}" if ratings.score is not None else ""
    return [
        f"Overall: {ratings.overall}{score}",
        *(f"  {reason}" for reason in ratings.overall_because),
    ]


def _standard(rated: StandardRating, width: int) -> list[str]:
    name = f"{rated.id}  {rated.title}".ljust(width)
    word = rated.rating or {
        "unrated": "unrated so far",
        "not rated": "not rated",
        "shown": "shown, not rated",
    }.get(rated.state, "")
    percent = f"{rated.percent:>4}%" if rated.percent is not None else "     "
    points = f"{rated.points:>3}" if rated.points is not None and rated.counted else "   "
    mark = "  close call" if rated.is_close else ""
    lines = [f"  {name}{percent}{points}  {word}{mark}"]
    lines += [f"      {reason}" for reason in rated.because]
    lines += [f"      {margin_in_words(m)}" for m in (rated.more, rated.fewer) if m is not None]
    return lines


def margin_in_words(margin: Margin) -> str:
    """Two more sufficient cases would have made it Requires improvement."""
    count = abs(margin.cases)
    return (
        f"{count} {'more' if margin.cases > 0 else 'fewer'} sufficient"
        f" {'case' if count == 1 else 'cases'} would have made it {margin.to}."
    )


def _threads(ratings: Ratings) -> list[str]:
    known = [t for t in ratings.threads.values() if t.percent is not None]
    return ["", *(f"{t.title}: {t.percent:g}%" for t in known)] if known else []


def _limits(ratings: Ratings) -> list[str]:
    if not ratings.limits:
        return []
    lines = ["", "Limits"]
    for limit in ratings.limits:
        state = {
            True: "lowers the rating" if limit.lowered else "holds, and lowers nothing",
            False: "does not hold",
            None: "cannot be told yet",
        }[limit.holds]
        lines.append(
            f"  {limit.standard or 'overall'}, at most {limit.at_most}: {state}."
            + (" (rule unconfirmed)" if limit.unconfirmed else "")
        )
        lines.append(f"      {limit.about}")
    return lines


def _close(ratings: Ratings) -> list[str]:
    close = [s for s in ratings.standards.values() if s.is_close]
    lines = (
        [
            "Close calls, where one case or one point would have changed the rating:"
            f" {', '.join(f'{s.id} {s.title}' for s in close)}"
        ]
        if close
        else []
    )
    lines += [
        f"Overall a close call: {overall_in_words(margin)}"
        for margin in ratings.overall_margins
        if abs(margin.points) == 1
    ]
    return ["", *lines] if lines else []


def overall_in_words(margin: OverallMargin) -> str:
    """One point more would have made it Requires improvement."""
    count = abs(margin.points)
    return (
        f"{count} {'point' if count == 1 else 'points'} {'more' if margin.points > 0 else 'fewer'}"
        f" would have made it {margin.to}."
    )


def format_margins(methodology: Methodology, inspection: Inspection, ratings: Ratings) -> str:
    """How close the whole, and each standard, was to another rating; of one that is near none, why."""
    lines = [str(inspection.title), ""]
    if ratings.overall_margins:
        lines += [
            f"Overall: {ratings.overall}, {ratings.score} out of {ratings.out_of}",
            *(f"    {overall_in_words(m)}" for m in ratings.overall_margins),
        ]
    for rated in ratings.standards.values():
        if rated.percent is None or rated.rating is None:
            lines.append(
                f"{rated.id}  {rated.title}: "
                + (
                    f"{rated.rating}, on no percentage that could be near another rating."
                    if rated.rating
                    else f"{rated.state}."
                )
            )
            continue
        lines.append(f"{rated.id}  {rated.title}: {rated.rating}, {rated.percent}%")
        said = [margin_in_words(m) for m in (rated.more, rated.fewer) if m is not None]
        if not said:
            said = [_points_away(rated)]
            if rated.by_rule != rated.rating:
                said = [
                    (
                        f"Its percentage makes it {rated.by_rule}; discretion or a limit made it"
                        f" {rated.rating}."
                    ),
                    *(said if rated.ceiling is None else ()),
                ]
            elif any(question.of is None for question in rated.questions):
                said.append("Its cases are not known, so how many is not either.")
        if rated.ceiling is not None and rated.by_rule == rated.rating:
            said.append(f"A limit lets it go no higher than {rated.grades[rated.ceiling]}.")
        lines += [f"    {line}" for line in said]
    return "\n".join(lines)


def _points_away(rated: StandardRating) -> str:
    assert rated.percent is not None
    above = next((edge for edge in rated.edges_in_reach if edge > rated.percent), None)
    below = max((edge for edge in rated.edges if edge <= rated.percent), default=None)
    said = []
    if above is not None:
        said.append(f"{_points(above - rated.percent)} below the next grade")
    if below is not None:
        said.append(f"{_points(rated.percent - below + 1)} above the one beneath")
    return (", ".join(said) or "No other grade has a boundary").capitalize() + "."


def _points(count: int) -> str:
    return f"{count} point" if count == 1 else f"{count} points"


def format_what_if(before: Ratings, after: Ratings, change: str) -> str:
    """What a change of one result would change, and by which rule."""
    lines = [f"If {change}:"]
    unchanged: list[str] = []
    changed = {part.partition("=")[0].strip() for part in change.split(",")}
    for id, now in after.standards.items():
        was = before.standards[id]
        if (was.rating, was.percent) != (now.rating, now.percent):
            lines.append(f"  {id} {now.title}: {_said(was)} → {_said(now)}")
            lines += [f"      {reason}" for reason in now.because]
            lines += [
                f"      The panel's adjustment is not carried over: {problem.message}."
                for problem in after.problems
                if problem.code == "discretion-window"
                and problem.message.startswith(f"{id} ")
                and problem not in before.problems
            ]
        elif id in changed or any(part.rpartition(".")[0] == id for part in changed):
            unchanged += [
                f"  {id} {now.title}: {_said(now)}, as before.",
                *(f"      {reason}" for reason in now.because),
            ]
    for now_limit in after.limits:
        was_limit = next((limit for limit in before.limits if limit.id == now_limit.id), None)
        if was_limit is None or was_limit.holds != now_limit.holds:
            lines.append(
                f"  Limit on {now_limit.standard or 'the overall rating'}:"
                f" {'now holds' if now_limit.holds else 'no longer holds'}. {now_limit.about}"
            )
    if (before.score, before.overall) != (after.score, after.overall):
        lines.append(
            f"  Overall: {before.overall} ({before.score}/{before.out_of}) → {after.overall}"
            f" ({after.score}/{after.out_of})"
        )
        lines += [f"      {reason}" for reason in after.overall_because]
    for id, share in after.sections.items():
        if before.sections[id].percent != share.percent:
            lines.append(f"  {share.title}: {before.sections[id].percent}% → {share.percent}%")
    if len(lines) == 1:
        lines.append("  no rating changes.")
    lines += unchanged
    return "\n".join(lines)


def _said(rated: StandardRating) -> str:
    percent = f" ({round_half_up(rated.exact)}%)" if rated.exact is not None else ""
    return f"{rated.rating or ('not rated' if rated.state == 'not rated' else 'unrated')}{percent}"
