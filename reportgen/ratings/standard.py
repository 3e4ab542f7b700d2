"""Rates one standard: by judgement, or by the percentages of its cases."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from reportgen.inspection.model import Finding
from reportgen.inspection.results import Result
from reportgen.methodology.model import Methodology, Question, Standard, Words
from reportgen.methodology.wording import end_sentence, list_alternatives, list_in_words, name_part
from reportgen.problems import Place, Problem, error, warning
from reportgen.ratings.bands import find_level
from reportgen.ratings.discretion import apply_discretion
from reportgen.ratings.margins import add_margins, add_margins_of_mean, cap_level
from reportgen.ratings.reasons import (
    explain_band,
    explain_carried,
    explain_judgement,
    explain_lowest,
    explain_lowest_judged,
    explain_majority,
    explain_mean,
    explain_own,
    explain_rated_on,
)
from reportgen.ratings.results import QuestionRating, StandardRating
from reportgen.util.numbers import round_half_up


def rate_standard(
    methodology: Methodology, standard: Standard, finding: Finding, problems: list[Problem]
) -> StandardRating:
    """A standard with its rating, as far as its finding gives one."""
    words = methodology.words
    rater = _StandardRater(methodology, standard, finding, problems)
    rated = rater.start()
    if finding.not_rated:
        because = (end_sentence(words.say("not-rated-because", reason=finding.not_rated)),)
        return replace(rated, state="not rated", because=because)
    if standard.rated == "no":
        return _show(words, rated)
    if standard.rated == "judgement":
        rated = rater.rate_by_judgement(rated)
    else:
        rated = rater.rate_by_percentage(rated)
    if finding.rated_on and not finding.carried_from and rated.rating is not None:
        rated = replace(rated, because=(*rated.because, explain_rated_on(words, finding.rated_on)))
    return apply_discretion(methodology, rated, finding, problems)


def _show(words: Words, rated: StandardRating) -> StandardRating:
    """A standard that is reported but never rated shows its lowest percentage."""
    answered = [question for question in rated.questions if question.percent is not None]
    lowest = min(answered, key=lambda question: question.percent or 0, default=None)
    return replace(
        rated,
        state="shown",
        percent=lowest.percent if lowest else None,
        driver=lowest.id if lowest else None,
        because=(words.say("shown-only"),),
    )


class _StandardRater:
    """Rates one standard by its finding, and reports what the finding lacks."""

    def __init__(
        self,
        methodology: Methodology,
        standard: Standard,
        finding: Finding,
        problems: list[Problem],
    ) -> None:
        self.methodology, self.standard, self.finding = methodology, standard, finding
        self.words, self.scale = methodology.words, methodology.scale_of(standard)
        self.problems = problems

    def start(self) -> StandardRating:
        """The standard with the results of its questions, still without a rating."""
        standard = self.standard
        return StandardRating(
            id=standard.id,
            title=standard.title,
            domain=self.methodology.domain_of[standard.id].id,
            rule=standard.rated,
            state="unrated",
            scale=self.scale,
            counted=standard.counts_overall,
            weight=standard.weight,
            counts=self.methodology.counted_as(standard),
            rated_on=str(self.finding.rated_on or self.finding.carried_from or "") or None,
            carried_from=str(self.finding.carried_from or "") or None,
            questions=tuple(self.rate_question(question) for question in standard.questions),
        )

    def rate_question(self, question: Question) -> QuestionRating:
        rated = QuestionRating(
            id=question.id,
            text=question.text,
            about=question.about,
            rule=question.rated,
            scale=self.scale,
        )
        if question.rated == "judgement":
            grade = self.finding.judged.get(question.id)
            grades = rated.grades
            if grade is None or str(grade) not in grades:
                return rated
            return replace(rated, grade=str(grade), level=grades.index(str(grade)))
        result = self.finding.results.get(question.id)
        if result is None or result.percent is None:
            return rated
        level = find_level(self.methodology, self.scale, result.percent)
        return replace(
            rated,
            percent=result.rounded,
            yes=result.yes,
            of=result.of,
            grade=self.scale[level].name if level is not None else None,
            level=level,
        )

    def rate_by_judgement(self, rated: StandardRating) -> StandardRating:
        """The standard has the rating that the inspectors gave."""
        finding = self.finding
        if finding.rating is None:
            self.warn_unrated(
                finding.place,
                "rating",
                f"add `rating:` under `{rated.id}:` in `findings:`, one of"
                f" {list_alternatives(rated.grades)}",
            )
        if finding.rating is None or str(finding.rating) not in rated.grades:
            return replace(rated, because=(self.words.say("not-yet-judged"),))
        if finding.carried_from:
            reasons = [explain_carried(self.words, finding.carried_from)]
        else:
            reasons = [explain_judgement(self.words)]
        if finding.because:
            reasons.append(end_sentence(finding.because))
        return _give(rated, finding.rating, *reasons)

    def rate_by_percentage(self, rated: StandardRating) -> StandardRating:
        """The standard has the rating in whose band its percentage falls: that of its lowest
        question, their mean, or one of its own."""
        standard, finding = self.standard, self.finding
        own = finding.score or finding.results.get(standard.id)
        if own is not None and own.percent is not None:
            rated = self.give_band(rated, own.percent, explain_own(self.words, own))
            rated = add_margins(self.methodology, rated, [own])
        elif not standard.questions or not all(map(_is_answered, rated.questions)):
            return self.rate_without_results(rated)
        elif standard.rated == "mean":
            rated = self.rate_by_mean(rated)
        elif standard.rated == "majority":
            rated = self.rate_by_majority(rated)
        else:
            rated = self.rate_by_lowest(rated)
        self.check_typed_rating(rated)
        return rated

    def rate_by_mean(self, rated: StandardRating) -> StandardRating:
        parts = self.weigh_results()
        percent = sum((result.exact * weight for result, weight in parts), Fraction(0))
        reason = explain_mean(self.methodology, self.standard, percent)
        rated = self.give_band(rated, percent, reason)
        return add_margins_of_mean(self.methodology, rated, parts)

    def rate_by_lowest(self, rated: StandardRating) -> StandardRating:
        """The lowest question decides: that with the lowest percentage, or one that is judged no
        better than the band of that percentage."""
        judged = [q for q in rated.questions if q.rule == "judgement"]
        lowest = min(judged, key=lambda question: question.level or 0, default=None)
        if lowest is None or len(judged) < len(rated.questions):
            by_cases = self.rate_by_lowest_percentage(rated)
            if lowest is None or lowest.level is None:
                return by_cases
            if by_cases.level is not None and by_cases.level < lowest.level:
                return cap_level(by_cases, lowest.level)
        assert lowest is not None
        assert lowest.grade is not None
        reason = explain_lowest_judged(self.words, len(rated.questions), lowest)
        rated = _give(rated, lowest.grade, reason)
        return _mark_driver(rated, lowest.id)

    def rate_by_lowest_percentage(self, rated: StandardRating) -> StandardRating:
        results = self.finding.results
        questions = [q for q in self.standard.questions if q.rated == "cases"]
        lowest = min(questions, key=lambda question: results[question.id].exact)
        result = results[lowest.id]
        answers = [results[question.id] for question in questions]
        reason = explain_lowest(
            self.methodology, len(questions), len(rated.questions), lowest, result, answers
        )
        rated = self.give_band(rated, result.exact, reason)
        rated = _mark_driver(rated, lowest.id)
        return add_margins(self.methodology, rated, answers)

    def rate_by_majority(self, rated: StandardRating) -> StandardRating:
        """The best grade that more than half of the questions reach."""
        levels = sorted(question.level or 0 for question in rated.questions)
        level = levels[(len(levels) - 1) // 2]
        reason = explain_majority(self.words, rated.questions, level)
        return _give(rated, self.scale[level].name, reason)

    def give_band(self, rated: StandardRating, percent: Fraction, reason: str) -> StandardRating:
        """The standard with a percentage, and the rating that follows from it where its scale has
        bands."""
        rated = replace(
            rated,
            state="rated",
            percent=round_half_up(percent),
            exact=percent,
            because=(reason,),
        )
        level = find_level(self.methodology, self.scale, percent)
        if level is None:
            return rated
        return _give(
            rated, self.scale[level].name, reason, explain_band(self.words, self.scale, level)
        )

    def weigh_results(self) -> list[tuple[Result, Fraction]]:
        """Each question's result with its weight in the mean: its own and, where there is a
        summary question, as the methodology weighs it against the others."""
        questions, weights = self.standard.questions, self.methodology.rules.mean
        single = sum(question.weight for question in questions if not question.summary)
        summary = sum(question.weight for question in questions if question.summary)
        if not single or not summary or weights is None:
            shares = dict.fromkeys((False, True), Fraction(1, single + summary))
        else:
            total = weights.questions + weights.summary
            shares = {
                False: Fraction(weights.questions, total * single),
                True: Fraction(weights.summary, total * summary),
            }
        results = self.finding.results
        return [(results[q.id], shares[q.summary] * q.weight) for q in questions]

    def rate_without_results(self, rated: StandardRating) -> StandardRating:
        """The standard has the rating that was published without results; without one, it stays
        unrated."""
        finding = self.finding
        if (
            finding.rating is not None
            and str(finding.rating) in rated.grades
            and not finding.results
        ):
            reason = self.words.say("as-published")
            if finding.carried_from:
                reason = explain_carried(self.words, finding.carried_from)
            return _give(rated, finding.rating, reason)
        judged = [q.id for q in rated.questions if q.rule == "judgement" and q.level is None]
        if judged:
            self.warn_unrated(
                finding.place,
                f"grade for {list_in_words(judged)}",
                f"add {'them' if len(judged) > 1 else 'it'} to `judged:` under"
                f" `{self.standard.id}:` in `findings:`, with one of"
                f" {list_alternatives(rated.grades)}",
            )
        missing = [q.id for q in rated.questions if q.rule == "cases" and not _is_answered(q)]
        if missing or not judged:
            self.warn_missing_results(missing)
        return replace(rated, because=(self.words.say("no-results-yet"),))

    def warn_missing_results(self, missing: list[str]) -> None:
        """Warn of each question that is written without a result, and of the others together.
        Pooling warns of its own."""
        finding, written = self.finding, self.finding.open_results
        for id in (id for id in missing if id in written):
            self.warn_unrated(
                written[id], f"result for {id}", "write it as 31 of 51, or as a percentage"
            )
        pooled = {str(id) for id, result in finding.results.items() if result.pooled}
        absent = [id for id in missing if id not in written and id not in pooled]
        if absent or not missing:
            self.warn_unrated(
                finding.place,
                f"result for {list_in_words(absent)}" if absent else "result",
                f"add {'them' if len(absent) > 1 else 'it'} to"
                f" `{'results' if absent else 'score'}:` under `{self.standard.id}:` in"
                " `findings:`",
            )

    def warn_unrated(self, place: Place, what: str, hint: str) -> None:
        message = f"{name_part(self.standard.id, self.standard.title)} has no {what} yet"
        self.problems.append(warning("unrated", place, message, hint))

    def check_typed_rating(self, rated: StandardRating) -> None:
        """Report a typed rating that differs from the one that follows from the results."""
        typed = self.finding.rating
        if typed is not None and rated.rating is not None and typed != rated.rating:
            self.problems.append(
                error(
                    "rating-differs",
                    typed.place,
                    f"the `rating:` of {rated.id} is {typed}, but its results give {rated.rating}",
                    "take `rating:` out, because the results decide; a panel's decision goes under"
                    " `adjusted:`",
                )
            )


def _is_answered(question: QuestionRating) -> bool:
    return question.level is not None or question.percent is not None


def _mark_driver(rated: StandardRating, id: str) -> StandardRating:
    """The standard with the question from which its rating follows."""
    questions = tuple(replace(q, is_driver=q.id == id) for q in rated.questions)
    return replace(rated, driver=id, questions=questions)


def _give(rated: StandardRating, rating: str, *reasons: str) -> StandardRating:
    return replace(
        rated, state="rated", rating=str(rating), by_rule=str(rating), because=tuple(reasons)
    )
