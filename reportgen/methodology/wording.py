"""Rules in plain words: conditions, lists and grades as a sentence has them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from reportgen.methodology.model import Condition, Methodology
from reportgen.util.numbers import number_in_words


def end_sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?", "’", "”")) else text + "."


def quote(grade: str) -> str:
    """A rating as a sentence names it: ‘Good’."""
    return f"‘{grade}’"


def list_in_words(words: Iterable[str], joined: str = "and") -> str:
    *first, last = list(words)
    return f"{', '.join(first)} {joined} {last}" if first else last


def list_alternatives(grades: Iterable[str]) -> str:
    return list_in_words(grades, "or")


def conditions_in_words(conditions: tuple[Condition, ...], methodology: Methodology) -> str:
    return capitalise(list_in_words(condition_in_words(c, methodology) for c in conditions))


def condition_in_words(condition: Condition, methodology: Methodology) -> str:
    """A condition as a phrase: two or more of the key questions are Inadequate."""
    if condition.declared is not None:
        return (
            "the inspection declares"
            f" {methodology.declares.get(condition.declared, condition.declared)}"
        )
    grade = _grades_in_words(condition, methodology)
    if len(condition.of) == 1:
        return f"{condition.of[0]} is rated {grade}"
    words = methodology.words
    what = f"of {list_in_words(condition.of)}" if condition.of else f"of the {words.standards}"
    many = {"all": "all", "any": "at least one"}.get(
        str(condition.how_many),
        "at least"
        f" {number_in_words(int(condition.how_many or 1)) if str(condition.how_many).isdigit() else condition.how_many}",
    )
    return f"{many} {what} {'is' if many == 'at least one' else 'are'} rated {grade}"


def _grades_in_words(condition: Condition, methodology: Methodology) -> str:
    """The grades that a condition takes: ‘Poor’ or lower, or ‘Poor’ alone at the scale's end."""
    ends = {str(scale[at].name) for scale in methodology.scales.values() for at in (0, -1)}
    if condition.at_most:
        grade, other = str(condition.at_most), "lower"
    else:
        grade, other = str(condition.at_least), "higher"
    return quote(grade) if grade in ends else f"{quote(grade)} or {other}"


def capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]


def list_totals(methodology: Methodology, out_of: int) -> tuple[tuple[str, int, int], ...]:
    """Each overall grade with its lowest and highest total, for a highest possible total."""
    overall = methodology.rules.overall
    grades = [grade.name for grade in methodology.scale(overall.scale)]
    totals, lowest = [], 0
    for i, grade in enumerate(grades):
        if overall.totals:
            above = [overall.totals[name] for name in grades[i + 1 :] if name in overall.totals]
            highest = above[0] - 1 if above else out_of
        elif grade in overall.shares:
            highest = int(Fraction(overall.shares[grade]) * out_of)
        else:
            highest = out_of
        totals.append((str(grade), lowest, highest))
        lowest = highest + 1
    return tuple(totals)
