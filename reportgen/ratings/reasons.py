"""The sentences that say why. A sentence about a rating is made here and nowhere else."""

from __future__ import annotations

from fractions import Fraction

from reportgen.inspection.results import Result
from reportgen.methodology.model import Grade, Methodology, Question, Standard, Words
from reportgen.methodology.wording import capitalise, quote
from reportgen.ratings.results import Margin, OverallMargin
from reportgen.util.numbers import number_in_words, round_half_up

ON_JUDGEMENT = "Rated on inspectors’ judgement."
"""A report leaves it out where no reason follows it."""


def explain_lowest(
    methodology: Methodology,
    standard: Standard,
    lowest: Question,
    result: Result,
    results: list[Result],
) -> str:
    words = methodology.words
    count = len(standard.questions)
    about = f"on {lowest.about or lowest.id},"
    if count == 1:
        return f"The result of its one {words.question}, {about} was {format_result(result)}."
    tied = sum(1 for other in results if other.rounded == result.rounded) - 1
    also = f"; {number_in_words(tied)} more had the same percentage" if tied else ""
    return (
        f"The lowest result of its {number_in_words(count)} {words.questions}, {about} was"
        f" {format_result(result)}{also}."
    )


def explain_mean(methodology: Methodology, standard: Standard, percent: Fraction) -> str:
    weights = methodology.rules.mean
    how = ""
    if weights is not None and any(q.summary for q in standard.questions):
        how = (
            f", of which the summary question weighs {weights.summary} in"
            f" {weights.questions + weights.summary},"
        )
    return (
        f"The mean of its {number_in_words(len(standard.questions))}"
        f" {methodology.words.questions}{how} was {round_half_up(percent)}%."
    )


def explain_own(result: Result) -> str:
    return f"Its score was {format_result(result)}."


def format_result(result: Result) -> str:
    return (
        f"{result.rounded}% ({result.yes} of {result.of})"
        if result.of is not None
        else f"{result.rounded}%"
    )


def explain_band(scale: tuple[Grade, ...], level: int) -> str:
    grade = quote(scale[level].name)
    here = scale[level].from_ or 0
    above = next((g.from_ for g in scale[level + 1 :] if g.from_ is not None), None)
    if here == 0:
        return f"Below {above}% is rated {grade}."
    if above is None:
        return f"{here}% and over is rated {grade}."
    return f"{here}% to {above - 1}% is rated {grade}."


def explain_margin(margin: Margin, words: Words) -> str:
    """Two more cases judged sufficient would have made it ‘Requires improvement’."""
    count = abs(margin.cases)
    cases = f"{'more' if margin.cases > 0 else 'fewer'} {'case' if count == 1 else 'cases'}"
    return (
        f"{capitalise(number_in_words(count))} {cases} {words.sufficient} would have made it"
        f" {quote(margin.to)}."
    )


def explain_overall_margin(margin: OverallMargin) -> str:
    """One more point would have made it ‘Requires improvement’."""
    count = abs(margin.points)
    points = f"{'more' if margin.points > 0 else 'fewer'} {'point' if count == 1 else 'points'}"
    return f"{capitalise(number_in_words(count))} {points} would have made it {quote(margin.to)}."
