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
from reportgen.methodology.wording import capitalise, end_sentence, name_part
from reportgen.ratings.results import (
    DomainRating,
    Margin,
    QuestionRating,
    StandardRating,
)
from reportgen.util.numbers import round_half_up


def explain_judgement(words: Words) -> str:
    """Say that the rating is the inspectors' judgement. A report leaves this out if no reason
    follows it."""
    return words.say("on-judgement")


def explain_lowest(
    methodology: Methodology,
    count: int,
    of: int,
    lowest: Question,
    result: Result,
    results: list[Result],
) -> str:
    words = methodology.words
    about, format = lowest.about or lowest.id, format_result(words, result)
    if count == 1:
        key = "result-of-one" if count == of else "result-of-only"
        return words.say(key, question=words.question, about=about, result=format)
    tied = sum(1 for other in results if other.rounded == result.rounded) - 1
    number = words.wording.number
    return words.say(
        "lowest-result-on-cases" if count < of else "lowest-result",
        number=number(count),
        questions=words.questions,
        about=about,
        result=format,
        also=words.say("more-with-the-same", number=number(tied)) if tied else "",
    )


def explain_mean(methodology: Methodology, standard: Standard, percent: Fraction) -> str:
    words, weights = methodology.words, methodology.rules.mean
    how = ""
    if weights is not None and any(q.summary for q in standard.questions):
        total = weights.questions + weights.summary
        how = words.say("mean-with-summary", summary=weights.summary, all=total)
    elif any(question.weight != 1 for question in standard.questions):
        how = words.say("mean-weighted")
    return words.say(
        "mean-was",
        number=words.wording.number(len(standard.questions)),
        questions=words.questions,
        how=how,
        percent=round_half_up(percent),
    )


def explain_own(words: Words, result: Result) -> str:
    return words.say("score-was", result=format_result(words, result))


def format_result(words: Words, result: Result) -> str:
    if result.of is None:
        return f"{result.rounded}%"
    return words.say("percent-of-cases", percent=result.rounded, yes=result.yes, of=result.of)


def explain_band(words: Words, scale: tuple[Grade, ...], level: int) -> str:
    grade = words.quote(scale[level].name)
    here = scale[level].from_ or 0
    above = next((g.from_ for g in scale[level + 1 :] if g.from_ is not None), None)
    if here == 0:
        return words.say("band-below", percent=above, rating=grade)
    if above is None:
        return words.say("band-over", percent=here, rating=grade)
    return words.say("band-range", low=here, high=above - 1, rating=grade)


def explain_margin(margin: Margin, words: Words, counts: tuple[str, str]) -> str:
    """Two more cases judged sufficient would have made it ‘Requires improvement’."""
    count = abs(margin.cases)
    return words.say(
        "more-cases" if margin.cases > 0 else "fewer-cases",
        number=_begin(words, count),
        cases=counts[0] if count == 1 else counts[1],
        sufficient=words.sufficient,
        rating=words.quote(margin.to),
    )


def _begin(words: Words, number: int) -> str:
    """A number as a sentence begins with it."""
    return capitalise(words.wording.number(number))


# The whole


def explain_points(
    words: Words,
    count: int,
    parts: tuple[str, str],
    score: int,
    out_of: int,
    weighted: bool,
    rule: Overall,
) -> str:
    """Nine standards scored 4 of 27 points."""
    return words.say(
        "points-scored",
        number=_begin(words, count),
        parts=parts[0] if count == 1 else parts[1],
        score=score,
        out_of=out_of,
        how=words.say("points-weighted") if weighted else "",
        end=words.say("points-lower-is-better") if rule.lower_is_better else "",
    )


def explain_total(words: Words, grade: str, low: int, high: int) -> str:
    if low == high:
        return words.say("total-one", total=low, rating=words.quote(grade))
    return words.say("total-range", low=low, high=high, rating=words.quote(grade))


def explain_worst(words: Words, parts: str, worst: StandardRating | DomainRating) -> str:
    return words.say(
        "worst-decides",
        parts=parts,
        part=name_part(worst.id, worst.title),
        rating=words.quote(str(worst.rating)),
    )


def explain_case(words: Words, case: Case, conditions: str) -> str:
    if case.about is not None:
        return end_sentence(str(case.about))
    return words.say("case-holds", conditions=conditions, rating=words.quote(case.rating))


def explain_otherwise(words: Words, otherwise: Otherwise) -> str:
    if otherwise.about is not None:
        return end_sentence(str(otherwise.about))
    return words.say("no-rule-holds", rating=words.quote(otherwise.rating))


def explain_base(words: Words, base: StandardRating | DomainRating) -> str:
    name = name_part(base.id, base.title)
    return words.say("begins-from", part=name, rating=words.quote(str(base.rating)))


def explain_step(words: Words, step: Step, before: str, after: str) -> str:
    key = "step-up" if step.up > step.down else "step-down"
    return end_sentence(
        words.say(
            "step-stays" if before == after else key,
            before=words.quote(before),
            after=words.quote(after),
            reason=step.about,
        )
    )


# Questions that are judged, and several that decide together


def explain_lowest_judged(words: Words, count: int, lowest: QuestionRating) -> str:
    about = words.say("about", what=lowest.about) if lowest.about else lowest.id
    grade = words.quote(str(lowest.grade))
    if count == 1:
        return words.say("judged-one", question=words.question, about=about, grade=grade)
    return words.say(
        "judged-lowest",
        number=words.wording.number(count),
        questions=words.questions,
        about=about,
        grade=grade,
    )


def explain_majority(words: Words, questions: tuple[QuestionRating, ...], level: int) -> str:
    """Two of its three key questions are rated ‘Good’ or higher."""
    reached = [q for q in questions if q.level is not None and q.level >= level]
    grade, number = words.quote(questions[0].grades[level]), words.wording.number
    count = len(questions)
    if len(reached) == count == 1:
        return words.say("majority-one", question=words.question, grade=grade)
    if any((q.level or 0) > level for q in reached):
        grade = words.say("or-higher", grade=grade)
    if len(reached) == count:
        return words.say(
            "majority-all", number=number(count), questions=words.questions, grade=grade
        )
    return words.say(
        "majority-some",
        number=_begin(words, len(reached)),
        all=number(count),
        questions=words.questions,
        grade=grade,
    )


def explain_carried(words: Words, date: str) -> str:
    return words.say("carried-forward", date=words.wording.date(date))


def explain_rated_on(words: Words, date: str) -> str:
    key = "rated-on-day" if date.count("-") == 2 else "rated-in"
    return words.say(key, date=words.wording.date(date))
