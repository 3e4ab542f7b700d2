"""Rules in plain words: conditions, lists and grades as a sentence has them."""

from __future__ import annotations

from collections.abc import Iterable

from reportgen.methodology.model import OVERALL, Condition, Methodology
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
    is_asked, are_asked = _asked_in_words(condition, methodology)
    named = ["the overall rating" if id == OVERALL else str(id) for id in condition.of]
    if len(named) == 1:
        return f"{named[0]} {is_asked}"
    words = methodology.words
    what = f"of {list_in_words(named)}" if named else f"of the {words.standards}"
    many = str(condition.how_many)
    if many in ("any", "1", "None"):
        return f"at least one {what} {is_asked}"
    how_many = "all" if many == "all" else f"at least {number_in_words(int(many))}"
    return f"{how_many} {what} {are_asked}"


def _asked_in_words(condition: Condition, methodology: Methodology) -> tuple[str, str]:
    """What a condition asks for, of one and of several: is rated ‘Poor’ or lower; have 3 points."""
    grades = _grades_in_words(condition, methodology)
    asked = [f"rated {grades}"] if grades else []
    asked += [
        f"rated {word} {other}"
        for word, other in (("above", condition.above), ("below", condition.below))
        if other is not None
    ]
    points = [
        f"{number} points or {more}"
        for number, more in (
            (condition.points_at_least, "more"),
            (condition.points_at_most, "fewer"),
        )
        if number is not None
    ]
    is_so = [f"is {list_in_words(asked)}"] if asked else []
    are_so = [f"are {list_in_words(asked)}"] if asked else []
    is_so += [f"has {list_in_words(points)}"] if points else []
    are_so += [f"have {list_in_words(points)}"] if points else []
    return list_in_words(is_so), list_in_words(are_so)


def _grades_in_words(condition: Condition, methodology: Methodology) -> str:
    """The grades that a condition takes: ‘Poor’ or lower, or ‘Poor’ alone at the scale's end."""
    worst = {str(scale[0].name) for scale in methodology.scales.values() if scale}
    best = {str(scale[-1].name) for scale in methodology.scales.values() if scale}
    low, high = condition.at_least, condition.at_most
    if low is not None and high is not None:
        return quote(low) if low == high else f"{quote(low)} to {quote(high)}"
    if high is not None:
        return quote(high) if high in worst else f"{quote(high)} or lower"
    if low is not None:
        return quote(low) if low in best else f"{quote(low)} or higher"
    return ""


def capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]


def name_part(id: str, title: str) -> str:
    """A domain or standard as a text names it: 2.2 Assessment. An id without a digit is a word that
    only the file has: Safe."""
    return f"{id} {title}" if any(map(str.isdigit, id)) else str(title)
