"""One standard: rated by judgement, or by the percentages of its cases."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from reportgen.inspection.model import Finding
from reportgen.inspection.results import Result
from reportgen.methodology.model import Grade, Methodology, Question, Standard
from reportgen.methodology.wording import end_sentence, list_alternatives, list_in_words
from reportgen.problems import Problem, error, warning
from reportgen.ratings.bands import level_of, percent_of, with_points
from reportgen.ratings.discretion import apply_discretion
from reportgen.ratings.margins import margins, margins_of_mean
from reportgen.ratings.reasons import band_reason, lowest_reason, mean_reason, own_reason
from reportgen.ratings.results import QuestionRating, StandardRating
from reportgen.util.numbers import round_half_up


def rate_standard(
    methodology: Methodology, standard: Standard, finding: Finding, problems: list[Problem]
) -> StandardRating:
    """A standard with its rating, as far as its finding gives one."""
    scale = methodology.scale_of(standard)
    rated = StandardRating(
        id=standard.id,
        title=standard.title,
        domain=methodology.domain_of[standard.id].id,
        rule=standard.rated,
        state="unrated",
        grades=tuple(g.name for g in scale),
        edges=tuple(g.from_ for g in scale[1:] if g.from_ is not None),
        counted=standard.counts_overall,
        most_points=methodology.max_points(standard),
        questions=tuple(
            _question(methodology, scale, question, finding) for question in standard.questions
        ),
    )
    if finding.not_rated:
        return replace(
            rated, state="not rated", because=(end_sentence(f"Not rated: {finding.not_rated}"),)
        )
    if standard.rated == "no":
        return _shown(rated)
    if standard.rated == "judgement":
        rated = _judged(rated, scale, standard, finding, problems)
    else:
        rated = _by_percentage(methodology, scale, standard, rated, finding, problems)
    return with_points(apply_discretion(methodology, scale, rated, finding, problems), scale)


def _question(
    methodology: Methodology, scale: tuple[Grade, ...], question: Question, finding: Finding
) -> QuestionRating:
    result = finding.results.get(question.id)
    if result is None or result.percent is None:
        return QuestionRating(
            question.id, question.text, question.about, None, None, None, None, None
        )
    level = level_of(methodology, scale, result.percent)
    return QuestionRating(
        question.id,
        question.text,
        question.about,
        result.shown,
        result.yes,
        result.of,
        scale[level].name if level is not None else None,
        level,
    )


def _shown(rated: StandardRating) -> StandardRating:
    """A standard that is reported and never rated shows its lowest percentage, and no rating."""
    known = [q for q in rated.questions if q.percent is not None]
    lowest = min(known, key=lambda q: q.percent or 0, default=None)
    return replace(
        rated,
        state="shown",
        percent=lowest.percent if lowest else None,
        driver=lowest.id if lowest else None,
        because=("Reported for information and not rated.",),
    )


def _judged(
    rated: StandardRating,
    scale: tuple[Grade, ...],
    standard: Standard,
    finding: Finding,
    problems: list[Problem],
) -> StandardRating:
    """A standard rated by judgement has the rating that the inspectors gave."""
    if finding.rating is None:
        problems.append(
            warning(
                "unrated",
                finding.place,
                f"{standard.id} {standard.title} has no rating yet",
                f"add `rating:` under `{standard.id}:` in `findings:`, one of"
                f" {list_alternatives(rated.grades)}",
            )
        )
        return replace(rated, because=("Still to be judged.",))
    if str(finding.rating) not in rated.grades:  # fit.py has said so
        return replace(rated, because=("Still to be judged.",))
    reasons = ["Rated by the judgement of the inspectors."]
    if finding.because:
        reasons.append(end_sentence(finding.because))
    return replace(
        rated,
        state="rated",
        rating=str(finding.rating),
        by_rule=str(finding.rating),
        because=tuple(reasons),
    )


def _by_percentage(
    methodology: Methodology,
    scale: tuple[Grade, ...],
    standard: Standard,
    rated: StandardRating,
    finding: Finding,
    problems: list[Problem],
) -> StandardRating:
    """A standard rated on cases: by its lowest question, their mean, or one percentage of its own."""
    own = finding.score or finding.results.get(standard.id)
    if own is not None and own.percent is not None:
        rated = _from_percent(methodology, scale, rated, own.percent, own_reason(own), None)
        return _agreed(margins(methodology, scale, rated, [own]), finding, problems)
    missing = [
        str(q.id)
        for q in standard.questions
        if q.id not in {i for i, r in finding.results.items() if r and r.percent is not None}
    ]
    if missing or not standard.questions:
        return _without_results(rated, standard, finding, missing, problems)
    results = [finding.results[q.id] for q in standard.questions]
    if standard.rated == "mean":
        parts = _weighed(methodology, standard, finding)
        percent = sum((percent_of(result) * weight for result, weight in parts), Fraction(0))
        rated = _from_percent(
            methodology, scale, rated, percent, mean_reason(methodology, standard, percent), None
        )
        return _agreed(margins_of_mean(methodology, scale, rated, parts), finding, problems)
    lowest = min(standard.questions, key=lambda q: percent_of(finding.results[q.id]))
    driver = finding.results[lowest.id]
    rated = _from_percent(
        methodology,
        scale,
        rated,
        percent_of(driver),
        lowest_reason(methodology, standard, lowest, driver, results),
        lowest.id,
    )
    rated = replace(
        rated, questions=tuple(replace(q, is_driver=q.id == lowest.id) for q in rated.questions)
    )
    return _agreed(margins(methodology, scale, rated, results), finding, problems)


def _without_results(
    rated: StandardRating,
    standard: Standard,
    finding: Finding,
    missing: list[str],
    problems: list[Problem],
) -> StandardRating:
    if finding.rating is not None and str(finding.rating) in rated.grades and not finding.results:
        return replace(
            rated,
            state="rated",
            rating=str(finding.rating),
            by_rule=str(finding.rating),
            because=("The rating as published; its percentages are not held here.",),
        )
    written = finding.open_results
    for id in (id for id in missing if id in written):
        problems.append(
            warning(
                "unrated",
                written[id],
                f"{standard.id} {standard.title} has no result for {id} yet",
                "write it as 31 of 51, or as a percentage",
            )
        )
    told = {
        *written,
        *(str(id) for id, result in finding.results.items() if result.pooled),
    }  # pooling has said what is missing
    absent = [id for id in missing if id not in told]
    if absent or not missing:
        what = f"no result for {list_in_words(absent)}" if absent else "no result"
        problems.append(
            warning(
                "unrated",
                finding.place,
                f"{standard.id} {standard.title} has {what} yet",
                f"add {'them' if len(absent) > 1 else 'it'} to"
                f" `{'results' if absent else 'score'}:` under `{standard.id}:` in `findings:`",
            )
        )
    return replace(rated, because=("Still without results.",))


def _from_percent(
    methodology: Methodology,
    scale: tuple[Grade, ...],
    rated: StandardRating,
    percent: Fraction,
    reason: str,
    driver: str | None,
) -> StandardRating:
    level = level_of(methodology, scale, percent)
    if level is None:
        return replace(
            rated,
            state="rated",
            percent=round_half_up(percent),
            exact=percent,
            driver=driver,
            because=(reason,),
        )
    grade = scale[level].name
    return replace(
        rated,
        state="rated",
        rating=str(grade),
        by_rule=str(grade),
        percent=round_half_up(percent),
        exact=percent,
        driver=driver,
        because=(reason, band_reason(scale, level)),
    )


def _weighed(
    methodology: Methodology, standard: Standard, finding: Finding
) -> list[tuple[Result, Fraction]]:
    """Each question's result with its share of the mean, individual ones and the summary one
    weighing what the methodology says."""
    summaries = sum(1 for q in standard.questions if q.summary)
    singles = len(standard.questions) - summaries
    weights = methodology.rules.mean
    if not singles or not summaries or weights is None:
        return [
            (finding.results[q.id], Fraction(1, len(standard.questions)))
            for q in standard.questions
        ]
    whole = weights.questions + weights.summary
    return [
        (
            finding.results[q.id],
            (
                Fraction(weights.summary, whole * summaries)
                if q.summary
                else Fraction(weights.questions, whole * singles)
            ),
        )
        for q in standard.questions
    ]


def _agreed(rated: StandardRating, finding: Finding, problems: list[Problem]) -> StandardRating:
    """A rating that is typed although the data give it must be the one they give."""
    if finding.rating is not None and rated.rating is not None and finding.rating != rated.rating:
        problems.append(
            error(
                "rating-differs",
                finding.rating.place,
                f"{rated.id} is given as {finding.rating}, and its results make it {rated.rating}",
                "take the `rating:` out, since the results decide; a panel's decision goes under"
                " `adjusted:`",
            )
        )
    return rated
