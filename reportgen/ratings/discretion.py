"""Professional discretion: a panel moves a rating, within its window and with a reason."""

from __future__ import annotations

from dataclasses import replace

from reportgen.inspection.model import Adjustment, Finding
from reportgen.methodology.model import Discretion, Methodology
from reportgen.methodology.wording import end_sentence, quote
from reportgen.problems import Problem, error
from reportgen.ratings.results import StandardRating
from reportgen.util.numbers import number_in_words


def apply_discretion(
    methodology: Methodology, rated: StandardRating, finding: Finding, problems: list[Problem]
) -> StandardRating:
    """The standard with the rating that the panel gave instead, where that is within the window and
    has a reason."""
    adjusted = finding.adjusted
    if adjusted is None or adjusted.rating is None:
        return rated
    if not adjusted.because:
        problems.append(
            error(
                "discretion-reason",
                adjusted.place,
                f"{rated.id} is adjusted to {adjusted.rating} without a reason",
                "add `because:` with the panel's reason; the report prints it",
            )
        )
    if rated.by_rule is None or str(adjusted.rating) not in rated.grades:
        return rated
    outside = _explain_outside(methodology.rules.discretion, rated, str(adjusted.rating))
    if outside:
        problems.append(
            error(
                "discretion-window",
                adjusted.rating.place,
                f"{rated.id} may not be moved to {adjusted.rating}: {outside}",
                f"the rule gives {rated.by_rule}; take `adjusted:` out, or correct the results",
            )
        )
    return rated if outside or not adjusted.because else _move(rated, adjusted)


def _move(rated: StandardRating, adjusted: Adjustment) -> StandardRating:
    reason = end_sentence(
        f"At its discretion the panel moved it from {quote(str(rated.by_rule))} to"
        f" {quote(str(adjusted.rating))}: {adjusted.because}"
    )
    return replace(
        rated,
        rating=str(adjusted.rating),
        because=(*rated.because, reason),
        more=None,
        fewer=None,
    )


def _explain_outside(window: Discretion | None, rated: StandardRating, wanted: str) -> str | None:
    """Why an adjustment is outside the window, or None where it is within."""
    if window is None:
        return "this methodology has no discretion"
    if rated.exact is None or rated.percent is None or rated.by_rule not in rated.grades:
        return "only a standard rated on cases can be adjusted"
    before, after = rated.grades.index(rated.by_rule), rated.grades.index(wanted)
    steps = abs(after - before)
    if steps == 0:
        return "that is the rating the rule gives"
    if steps > window.bands:
        return (
            f"discretion reaches {number_in_words(window.bands)}"
            f" {'grade' if window.bands == 1 else 'grades'}, and this is {number_in_words(steps)}"
        )
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
