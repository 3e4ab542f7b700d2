"""The rating of a whole from its parts: of a domain from its standards, of everything inspected
from standards or domains.

What each rule word means: by points, by counts, by the worst part, by steps, by judgement.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from reportgen.methodology.model import Methodology, Overall, Words
from reportgen.methodology.totals import list_totals_of
from reportgen.methodology.wording import conditions_in_words, end_sentence
from reportgen.ratings.conditions import Facts, all_hold
from reportgen.ratings.reasons import (
    explain_base,
    explain_case,
    explain_judgement,
    explain_otherwise,
    explain_points,
    explain_step,
    explain_total,
    explain_worst,
)
from reportgen.ratings.results import DomainRating, StandardRating
from reportgen.util.frozen import frozen

Part = StandardRating | DomainRating


@frozen
class WholeInputs:
    """What the rating of one whole follows from."""

    methodology: Methodology
    rule: Overall
    parts: Sequence[Part]
    """The parts that are counted, none of them left out for a reason."""
    facts: Facts
    parts_name: tuple[str, str]
    """What one part is called, and several."""

    @property
    def words(self) -> Words:
        return self.methodology.words

    @property
    def is_complete(self) -> bool:
        """Whether every part has a rating, or none is needed."""
        return all(part.level is not None for part in self.parts)


def rate_whole(whole: DomainRating, inputs: WholeInputs) -> DomainRating:
    """The whole with its rating, as far as its parts have one. A judgement is given elsewhere."""
    if inputs.rule.rule == "points":
        return _rate_by_points(whole, inputs)
    if not inputs.parts or not inputs.is_complete or inputs.rule.rule not in _RULES:
        return whole
    return _RULES[inputs.rule.rule](whole, inputs)


def give(whole: DomainRating, rating: str, *reasons: str) -> DomainRating:
    """The whole with a rating and its reasons."""
    return replace(whole, rating=str(rating), by_rule=str(rating), because=reasons)


def give_judgement(
    words: Words, whole: DomainRating, rating: str, because: str | None
) -> DomainRating:
    """The whole with the rating that the inspectors gave."""
    return give(
        whole, rating, explain_judgement(words), *([end_sentence(because)] if because else [])
    )


def _rate_by_points(whole: DomainRating, inputs: WholeInputs) -> DomainRating:
    """The sum of points, each with its weight, and the grade in whose band of totals it falls."""
    parts = inputs.parts
    out_of = sum(part.max_points * part.weight for part in parts)
    whole = replace(whole, totals=list_totals_of(inputs.rule, whole.scale, out_of))
    if not parts or not inputs.is_complete:
        return whole
    score = sum((part.points or 0) * part.weight for part in parts)
    grade, low, high = next(
        (total for total in whole.totals if total[1] <= score <= total[2]), whole.totals[-1]
    )
    weighted = any(part.weight != 1 for part in parts)
    return give(
        replace(whole, score=score, out_of=out_of),
        grade,
        explain_points(
            inputs.words, len(parts), inputs.parts_name, score, out_of, weighted, inputs.rule
        ),
        explain_total(inputs.words, grade, low, high),
    )


def _rate_by_worst(whole: DomainRating, inputs: WholeInputs) -> DomainRating:
    """The rating of the worst part."""
    worst = min(inputs.parts, key=lambda part: part.level or 0)
    assert worst.rating is not None
    return give(whole, worst.rating, explain_worst(inputs.words, inputs.parts_name[1], worst))


def _rate_by_counts(whole: DomainRating, inputs: WholeInputs) -> DomainRating:
    """The rating of the first case that applies."""
    for case in inputs.rule.cases:
        if all_hold(case.conditions, inputs.facts):
            conditions = conditions_in_words(case.conditions, inputs.methodology)
            return give(whole, case.rating, explain_case(inputs.words, case, conditions))
    otherwise = inputs.rule.otherwise
    if otherwise is None:
        return whole
    return give(whole, otherwise.rating, explain_otherwise(inputs.words, otherwise))


def _rate_by_steps(whole: DomainRating, inputs: WholeInputs) -> DomainRating:
    """The grade of one part, moved up and down by each step whose condition holds."""
    base = next((part for part in inputs.parts if part.id == inputs.rule.base), None)
    if base is None or base.level is None:
        return whole
    level = min(base.level, len(whole.grades) - 1)
    reasons = [explain_base(inputs.words, base)]
    for step in inputs.rule.steps:
        if all_hold(step.conditions, inputs.facts):
            moved = max(0, min(len(whole.grades) - 1, level + step.up - step.down))
            reasons.append(
                explain_step(inputs.words, step, whole.grades[level], whole.grades[moved])
            )
            level = moved
    return give(whole, whole.grades[level], *reasons)


_RULES: dict[str, Callable[[DomainRating, WholeInputs], DomainRating]] = {
    "worst": _rate_by_worst,
    "counts": _rate_by_counts,
    "steps": _rate_by_steps,
}
