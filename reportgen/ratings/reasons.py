"""The sentences that say why. A sentence about a rating is made here and nowhere else."""

from __future__ import annotations

from fractions import Fraction

from reportgen.inspection.results import Result
from reportgen.methodology.model import (
    Case,
    Grade,
    Methodology,
    Otherwise,
    Overall,
    Question,
    Standard,
    Step,
    Words,
)
from reportgen.methodology.wording import capitalise, end_sentence, name_part, quote
from reportgen.ratings.results import (
    DomainRating,
    Margin,
    OverallMargin,
    QuestionRating,
    StandardRating,
)
from reportgen.util.dates import date_in_words
from reportgen.util.numbers import number_in_words, round_half_up

ON_JUDGEMENT = "Rated on inspectors’ judgement."
"""A report leaves it out where no reason follows it."""


def explain_lowest(
    methodology: Methodology,
    count: int,
    of: int,
    lowest: Question,
    result: Result,
    results: list[Result],
) -> str:
    words = methodology.words
    about = f"on {lowest.about or lowest.id},"
    rated = " rated on cases" if count < of else ""
    if count == 1:
        one = "one" if count == of else "only"
        return (
            f"The result of its {one} {words.question}{rated}, {about} was {format_result(result)}."
        )
    tied = sum(1 for other in results if other.rounded == result.rounded) - 1
    also = f"; {number_in_words(tied)} more had the same percentage" if tied else ""
    return (
        f"The lowest result of its {number_in_words(count)} {words.questions}{rated}, {about} was"
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
    elif any(question.weight != 1 for question in standard.questions):
        how = ", each with its weight,"
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


def explain_margin(margin: Margin, words: Words, counts: tuple[str, str]) -> str:
    """Two more cases judged sufficient would have made it ‘Requires improvement’."""
    count = abs(margin.cases)
    cases = f"{'more' if margin.cases > 0 else 'fewer'} {counts[0] if count == 1 else counts[1]}"
    return (
        f"{capitalise(number_in_words(count))} {cases} {words.sufficient} would have made it"
        f" {quote(margin.to)}."
    )


def explain_overall_margin(margin: OverallMargin) -> str:
    """One more point would have made it ‘Requires improvement’."""
    count = abs(margin.points)
    points = f"{'more' if margin.points > 0 else 'fewer'} {'point' if count == 1 else 'points'}"
    return f"{capitalise(number_in_words(count))} {points} would have made it {quote(margin.to)}."


# The whole


def explain_points(
    count: int, parts: tuple[str, str], score: int, out_of: int, weighted: bool, rule: Overall
) -> str:
    """Nine standards scored 4 of 27 points."""
    what = parts[0] if count == 1 else parts[1]
    how = ", each with its weight" if weighted else ""
    end = ", where 0 is the best" if rule.lower_is_better else ""
    return (
        f"{capitalise(number_in_words(count))} {what} scored {score} of {out_of} points{how}{end}."
    )


def explain_total(grade: str, low: int, high: int) -> str:
    span = f"{low} to {high}" if low != high else f"{low}"
    return f"A score of {span} is rated {quote(grade)}."


def explain_worst(parts: str, worst: StandardRating | DomainRating) -> str:
    return (
        f"The lowest rating of its {parts} decides: {name_part(worst.id, worst.title)} is rated"
        f" {quote(str(worst.rating))}."
    )


def explain_case(case: Case, conditions: str) -> str:
    if case.about is not None:
        return end_sentence(str(case.about))
    return f"{conditions}, so the rating is {quote(case.rating)}."


def explain_otherwise(otherwise: Otherwise) -> str:
    if otherwise.about is not None:
        return end_sentence(str(otherwise.about))
    return f"No rule for another rating applies, so the rating is {quote(otherwise.rating)}."


def explain_base(base: StandardRating | DomainRating) -> str:
    name = name_part(base.id, base.title)
    return f"It begins from {name}, which is rated {quote(str(base.rating))}."


def explain_step(step: Step, before: str, after: str) -> str:
    way = "up" if step.up > step.down else "down"
    moved = f"It goes {way} from {quote(before)} to {quote(after)}"
    if before == after:
        moved = f"It stays {quote(after)}, the end of the scale"
    return end_sentence(f"{moved}: {step.about}")


# Questions that are judged, and several that decide together


def explain_lowest_judged(words: Words, count: int, lowest: QuestionRating) -> str:
    about = f"on {lowest.about}" if lowest.about else lowest.id
    if count == 1:
        return f"Its one {words.question}, {about}, is rated {quote(str(lowest.grade))}."
    return (
        f"The lowest of its {number_in_words(count)} {words.questions}, {about}, is judged"
        f" {quote(str(lowest.grade))}."
    )


def explain_majority(words: Words, questions: tuple[QuestionRating, ...], level: int) -> str:
    """Two of its three key questions are rated ‘Good’ or higher."""
    reached = [q for q in questions if q.level is not None and q.level >= level]
    grade, count = quote(questions[0].grades[level]), len(questions)
    higher = " or higher" if any((q.level or 0) > level for q in reached) else ""
    if len(reached) == count == 1:
        return f"Its one {words.question} is rated {grade}."
    how_many = "All" if len(reached) == count else capitalise(number_in_words(len(reached)))
    of = (
        f" of its {number_in_words(count)}"
        if len(reached) < count
        else f" {number_in_words(count)}"
    )
    return f"{how_many}{of} {words.questions} are rated {grade}{higher}."


def explain_carried(date: str) -> str:
    return f"The rating is carried forward from {date_in_words(date)}."


def explain_rated_on(date: str) -> str:
    return f"It was rated {'on' if date.count('-') == 2 else 'in'} {date_in_words(date)}."
