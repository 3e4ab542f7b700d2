"""Professional discretion: a panel moves a rating, within its window and with a reason."""

from __future__ import annotations

from dataclasses import replace

from reportgen.inspection.model import Finding
from reportgen.methodology.model import Grade, Methodology
from reportgen.methodology.wording import end_sentence
from reportgen.problems import Problem, error
from reportgen.ratings.results import QuestionRating, StandardRating
from reportgen.util.numbers import number_in_words


def apply_discretion(
    methodology: Methodology,
    scale: tuple[Grade, ...],
    rated: StandardRating,
    finding: Finding,
    problems: list[Problem],
) -> StandardRating:
    """A panel may move a case-rated standard within the window of discretion, and says why."""
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
    if rated.by_rule is None:
        return rated
    if adjusted.rating not in {str(grade.name) for grade in scale}:  # fit.py has said so
        return rated
    outside = _outside_discretion(methodology, scale, rated, adjusted.rating, _driving(rated))
    if outside:
        problems.append(
            error(
                "discretion-window",
                adjusted.rating.place,
                f"{rated.id} may not be moved to {adjusted.rating}: {outside}",
                f"the rule gives {rated.by_rule}; take `adjusted:` out, or correct the results",
            )
        )
        return rated
    if not adjusted.because:
        return rated
    moved = (
        f"By discretion the panel moved it from {rated.by_rule} to {adjusted.rating}:"
        f" {adjusted.because}"
    )
    return replace(
        rated,
        rating=str(adjusted.rating),
        because=(*rated.because, end_sentence(moved)),
        more=None,
        fewer=None,
    )


def _driving(rated: StandardRating) -> QuestionRating | None:
    return next((q for q in rated.questions if q.id == rated.driver), None)


def _outside_discretion(
    methodology: Methodology,
    scale: tuple[Grade, ...],
    rated: StandardRating,
    wanted: str,
    driver: QuestionRating | None,
) -> str | None:
    """Why an adjustment lies outside the window, or None where it lies within."""
    window = methodology.rules.discretion
    names = [str(grade.name) for grade in scale]
    if window is None:
        return "this methodology has no discretion"
    if rated.exact is None or rated.percent is None or rated.by_rule not in names:
        return "only a standard rated on cases can be adjusted"
    steps = names.index(wanted) - names.index(rated.by_rule)
    if steps == 0:
        return "that is the rating the rule gives"
    if abs(steps) > window.bands:
        return (
            f"discretion reaches {number_in_words(window.bands)}"
            f" {'grade' if window.bands == 1 else 'grades'}, and this is"
            f" {number_in_words(abs(steps))}"
        )
    edge = scale[max(names.index(wanted), names.index(rated.by_rule))].from_ or 0
    distance = abs(edge - rated.percent)
    if window.points is not None and distance <= window.points:
        return None
    margin = rated.more if steps > 0 else rated.fewer
    if window.cases is not None and margin is not None and abs(margin.cases) <= window.cases:
        return None
    if (
        window.sub_sample is not None
        and driver is not None
        and driver.of is not None
        and driver.of <= window.sub_sample
    ):
        return None
    return (
        f"{rated.percent}% is {distance} {'point' if distance == 1 else 'points'} from the boundary"
        f" at {edge}%"
    )
