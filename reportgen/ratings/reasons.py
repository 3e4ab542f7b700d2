"""The sentences that say why. A sentence about a rating is made here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from reportgen.inspection import Result
from reportgen.methodology import Condition, Grade, Methodology, Question, Standard
from reportgen.shape import half_up

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def lowest_reason(methodology: Methodology, standard: Standard, lowest: Question, result: Result, results: list[Result]) -> str:
    words = methodology.words
    count = len(standard.questions)
    about = f", on {lowest.about}" if lowest.about else f", on {lowest.id}"
    if count == 1:
        return f"Its one {words.question}: {shown_result(result)}{about}."
    tied = sum(1 for r in results if r.shown == result.shown)
    head = f"Lowest of {number(count)} {words.questions}" if tied == 1 else f"Lowest of {number(count)} {words.questions}, with {number(tied - 1)} {'other' if tied == 2 else 'others'} at the same percentage"
    return f"{head}: {shown_result(result)}{about}."


def mean_reason(methodology: Methodology, standard: Standard, percent: Fraction) -> str:
    weights = methodology.rules.mean
    how = ""
    if weights is not None and any(q.summary for q in standard.questions):
        how = f", the summary one weighing {weights.summary} in {weights.questions + weights.summary}"
    return f"Mean of {number(len(standard.questions))} {methodology.words.questions}{how}: {half_up(percent)}%."


def own_reason(result: Result) -> str:
    return f"Its score is {shown_result(result)}."


def shown_result(result: Result) -> str:
    return f"{result.shown}% ({result.yes} of {result.of})" if result.of is not None else f"{result.shown}%"


def band_reason(scale: tuple[Grade, ...], level: int) -> str:
    grade = scale[level].name
    here = scale[level].from_ or 0
    above = next((g.from_ for g in scale[level + 1:] if g.from_ is not None), None)
    if here == 0:
        return f"Under {above}% is {grade}."
    if above is None:
        return f"{here}% and over is {grade}."
    return f"From {here}% to {above - 1}% is {grade}."


def sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?", "’", "”")) else text + "."


def number(count: int) -> str:
    return WORDS[count] if 0 < count < len(WORDS) else str(count)


def listed(words: Iterable[str], joined: str = "and") -> str:
    *first, last = list(words)
    return f"{', '.join(first)} {joined} {last}" if first else last


def either(grades: Iterable[str]) -> str:
    return listed(grades, "or")


def conditions_in_words(conditions: tuple[Condition, ...], methodology: Methodology) -> str:
    return capital(listed(condition_in_words(c, methodology) for c in conditions))


def condition_in_words(condition: Condition, methodology: Methodology) -> str:
    """A condition as a phrase: two or more of the key questions are Inadequate."""
    if condition.declared is not None:
        return f"the inspection declares {methodology.declares.get(condition.declared, condition.declared)}"
    words = methodology.words
    what = f"of {listed(condition.of)}" if condition.of else f"of the {words.standards}"
    many = {"all": "all", "any": "at least one"}.get(str(condition.how_many), f"at least {number(int(condition.how_many or 1)) if str(condition.how_many).isdigit() else condition.how_many}")
    grade = f"{condition.at_most} or lower" if condition.at_most else f"{condition.at_least} or higher"
    return f"{many} {what} {'is' if many == 'at least one' else 'are'} {grade}"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
