"""Rules in plain words: conditions, lists and grades as a sentence has them."""

from __future__ import annotations

from collections.abc import Iterable

from reportgen.methodology.model import OVERALL, Condition, Methodology


def end_sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?", "’", "”")) else text + "."


def quote(grade: str) -> str:
    """A rating as a message names it: ‘Good’."""
    return f"‘{grade}’"


def list_in_words(words: Iterable[str], joined: str = "and") -> str:
    *first, last = list(words)
    return f"{', '.join(first)} {joined} {last}" if first else last


def list_alternatives(grades: Iterable[str]) -> str:
    return list_in_words(grades, "or")


def conditions_in_words(conditions: tuple[Condition, ...], methodology: Methodology) -> str:
    return capitalise(
        methodology.words.wording.list(condition_in_words(c, methodology) for c in conditions)
    )


def condition_in_words(condition: Condition, methodology: Methodology) -> str:
    """A condition as a phrase: two or more of the key questions are Inadequate."""
    if condition.declared is not None:
        fact = methodology.declares.get(condition.declared, condition.declared)
        return methodology.words.say("declares", fact=fact)
    is_asked, are_asked = _asked_in_words(condition, methodology)
    words = methodology.words
    say, wording = words.say, words.wording
    named = [say("the-overall-rating") if id == OVERALL else str(id) for id in condition.of]
    if len(named) == 1:
        return say("condition-one", part=named[0], asked=is_asked)
    parts = (
        say("of-named", names=wording.list(named))
        if named
        else say("of-the", parts=words.standards)
    )
    many = str(condition.how_many)
    if many in ("any", "1", "None"):
        return say("condition-some", parts=parts, asked=is_asked)
    if many == "all":
        return say("condition-all", parts=parts, asked=are_asked)
    number = wording.number(int(many))
    return say("condition-at-least", number=number, parts=parts, asked=are_asked)


def _asked_in_words(condition: Condition, methodology: Methodology) -> tuple[str, str]:
    """What a condition asks for, of one and of several: is rated ‘Poor’ or lower; have 3 points."""
    grades = _grades_in_words(condition, methodology)
    say, listed = methodology.words.say, methodology.words.wording.list
    grade_phrases = [say("rated-grades", grades=grades)] if grades else []
    grade_phrases += [
        say(key, other=other)
        for key, other in (("rated-above", condition.above), ("rated-below", condition.below))
        if other is not None
    ]
    points = [
        say(key, number=number)
        for key, number in (
            ("points-or-more", condition.points_at_least),
            ("points-or-fewer", condition.points_at_most),
        )
        if number is not None
    ]
    is_so = [say("is", what=listed(grade_phrases))] if grade_phrases else []
    are_so = [say("are", what=listed(grade_phrases))] if grade_phrases else []
    is_so += [say("has", what=listed(points))] if points else []
    are_so += [say("have", what=listed(points))] if points else []
    return listed(is_so), listed(are_so)


def _grades_in_words(condition: Condition, methodology: Methodology) -> str:
    """The grades that a condition takes: ‘Poor’ or lower, or ‘Poor’ alone at the scale's end."""
    worst = {str(scale[0].name) for scale in methodology.scales.values() if scale}
    best = {str(scale[-1].name) for scale in methodology.scales.values() if scale}
    say, quoted = methodology.words.say, methodology.words.quote
    low, high = condition.at_least, condition.at_most
    if low is not None and high is not None:
        return quoted(low) if low == high else say("range", low=quoted(low), high=quoted(high))
    if high is not None:
        return quoted(high) if high in worst else say("or-lower", grade=quoted(high))
    if low is not None:
        return quoted(low) if low in best else say("or-higher", grade=quoted(low))
    return ""


def capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]


def name_part(id: str, title: str) -> str:
    """A domain or standard as a text names it: 2.2 Assessment. An id without a digit is a word that
    only the file has: Safe."""
    return f"{id} {title}" if any(map(str.isdigit, id)) else str(title)
