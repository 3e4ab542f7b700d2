"""Professional discretion: a panel moves a rating, within its window and with a reason."""

from __future__ import annotations

from dataclasses import replace

from reportgen.inspection.model import Adjustment, Finding
from reportgen.methodology.model import Discretion, Methodology, Words
from reportgen.methodology.wording import end_sentence, list_alternatives
from reportgen.problems import Problem, error
from reportgen.ratings.results import DomainRating, StandardRating
from reportgen.util.numbers import number_in_words


def apply_discretion(
    methodology: Methodology, rated: StandardRating, finding: Finding, problems: list[Problem]
) -> StandardRating:
    """The standard with the rating that the panel gave instead, where that is within the window and
    has a reason."""
    adjusted = finding.adjusted
    if adjusted is None or adjusted.rating is None:
        return rated
    _require_reason(rated.id, adjusted, problems)
    if rated.by_rule is None or str(adjusted.rating) not in rated.grades:
        return rated
    outside = _explain_outside(methodology.rules.discretion, rated, str(adjusted.rating))
    if outside:
        problems.append(_outside(rated.id, adjusted, outside, rated.by_rule))
    return rated if outside or not adjusted.because else _move(methodology.words, rated, adjusted)


def apply_discretion_to_whole(
    methodology: Methodology,
    rated: DomainRating,
    adjusted: Adjustment | None,
    what: str,
    problems: list[Problem],
) -> DomainRating:
    """The same for a domain or the overall rating. There the panel may depart from the rule and
    from a limit, by a number of grades that the methodology sets."""
    if adjusted is None or adjusted.rating is None or rated.level is None:
        return rated
    name = "the overall rating" if what == "overall" else rated.id
    _require_reason(name, adjusted, problems)
    if str(adjusted.rating) not in rated.grades:
        return rated
    steps = abs(rated.grades.index(str(adjusted.rating)) - rated.level)
    window = methodology.rules.discretion
    outside = _explain_reach(window, what, steps)
    if outside:
        problems.append(_outside(name, adjusted, outside, rated.rating))
    if outside or not adjusted.because:
        return rated
    reason = _explain_moved(methodology.words, rated.rating, adjusted)
    return replace(rated, rating=str(adjusted.rating), because=(*rated.because, reason))


def _require_reason(name: str, adjusted: Adjustment, problems: list[Problem]) -> None:
    if not adjusted.because:
        problems.append(
            error(
                "discretion-reason",
                adjusted.place,
                f"{name} is adjusted to {adjusted.rating} without a reason",
                "add `because:` with the panel's reason; the report prints it",
            )
        )


def _outside(name: str, adjusted: Adjustment, outside: str, by_rule: str | None) -> Problem:
    assert adjusted.rating is not None
    return error(
        "discretion-window",
        adjusted.rating.place,
        f"{name} may not be moved to {adjusted.rating}: {outside}",
        f"the rule gives {by_rule}; take `adjusted:` out, or correct the results",
    )


def _explain_moved(words: Words, before: str | None, adjusted: Adjustment) -> str:
    return end_sentence(
        words.say(
            "panel-moved",
            before=words.quote(str(before)),
            after=words.quote(str(adjusted.rating)),
            reason=adjusted.because,
        )
    )


def _move(words: Words, rated: StandardRating, adjusted: Adjustment) -> StandardRating:
    return replace(
        rated,
        rating=str(adjusted.rating),
        because=(*rated.because, _explain_moved(words, rated.by_rule, adjusted)),
        more=None,
        fewer=None,
    )


def _explain_reach(window: Discretion | None, what: str, steps: int) -> str | None:
    """Say why a panel may not move this rating so far; None if it may."""
    if window is None:
        return "this methodology has no discretion"
    if what not in window.reaches:
        names = {
            "cases": "a standard rated on cases",
            "judgement": "a standard rated by judgement",
            "domains": "the rating of a domain",
            "overall": "the overall rating",
        }
        return f"only {list_alternatives(names[one] for one in window.reaches)} can be adjusted"
    if steps == 0:
        return "that is the rating the rule gives"
    if steps > window.bands:
        return (
            f"discretion reaches {number_in_words(window.bands)}"
            f" {'grade' if window.bands == 1 else 'grades'}, and this is {number_in_words(steps)}"
        )
    return None


def _explain_outside(window: Discretion | None, rated: StandardRating, rating: str) -> str | None:
    """Why an adjustment is outside the window, or None where it is within."""
    assert rated.by_rule is not None
    before, after = rated.grades.index(rated.by_rule), rated.grades.index(rating)
    judged = rated.rule == "judgement"
    if reach := _explain_reach(window, "judgement" if judged else "cases", abs(after - before)):
        return reach
    assert window is not None
    if judged:
        return None
    if rated.exact is None or rated.percent is None:
        return "no percentage of it is known"
    edge = rated.scale[max(before, after)].from_ or 0
    distance = abs(edge - rated.percent)
    if _is_near(window, rated, distance, upwards=after > before):
        return None
    return (
        f"{rated.percent}% is {distance} {'point' if distance == 1 else 'points'} from the boundary"
        f" at {edge}%"
    )


def _is_near(window: Discretion, rated: StandardRating, distance: int, upwards: bool) -> bool:
    """Whether a rating is near enough to a boundary: in points, in cases, or because its question
    has so few cases."""
    if window.points is not None and distance <= window.points:
        return True
    margin = rated.more if upwards else rated.fewer
    if window.cases is not None and margin is not None and abs(margin.cases) <= window.cases:
        return True
    driver = next((q for q in rated.questions if q.id == rated.driver), None)
    return (
        window.sub_sample is not None
        and driver is not None
        and driver.of is not None
        and driver.of <= window.sub_sample
    )
