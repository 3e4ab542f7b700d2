"""The overall rating, and the percentages of threads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reportgen.inspection.model import Inspection
from reportgen.methodology.model import OVERALL, Methodology, Thread, Words
from reportgen.methodology.wording import list_alternatives, list_in_words, name_part
from reportgen.problems import Problem, note, warning
from reportgen.ratings.conditions import Facts
from reportgen.ratings.discretion import apply_discretion_to_whole
from reportgen.ratings.domains import mean_percent
from reportgen.ratings.limits import limit_whole
from reportgen.ratings.results import DomainRating, PartPercentage, Ratings
from reportgen.ratings.whole import Part, WholeInputs, give_judgement, rate_whole
from reportgen.reading.fields import SourceText
from reportgen.util.numbers import round_to_one_decimal


def rate_overall(
    methodology: Methodology, inspection: Inspection, ratings: Ratings, problems: list[Problem]
) -> Ratings:
    """The ratings with the overall rating, as far as the parts that it counts have one."""
    rule = methodology.rules.overall
    if rule.rule == "none":
        return ratings
    parts = _list_parts(methodology, inspection, ratings, problems)
    whole = DomainRating(
        id=OVERALL,
        title="overall rating",
        rule=rule.rule,
        scale=methodology.scale(rule.scale),
    )
    facts = Facts(
        standards=ratings.standards,
        declared=inspection.declares,
        domains=ratings.domains,
        counted=tuple(parts),
    )
    if rule.rule == "judgement":
        whole = _judge(methodology.words, whole, inspection, problems)
    else:
        whole = rate_whole(
            whole,
            WholeInputs(
                methodology=methodology,
                rule=rule,
                parts=parts,
                facts=facts,
                parts_name=_name_parts(methodology),
            ),
        )
        unrated = [part for part in parts if part.level is None]
        if unrated:
            names = list_in_words(name_part(part.id, part.title) for part in unrated)
            message = f"there is no overall rating until these are rated: {names}"
            problems.append(note("no-overall", inspection.place, message))
            return _spread(ratings, whole, rule.counting)
    whole, outcomes = limit_whole(methodology, whole, None, facts)
    adjusted = inspection.overall.adjusted if inspection.overall else None
    whole = apply_discretion_to_whole(methodology, whole, adjusted, "overall", problems)
    ratings = replace(ratings, limits=(*ratings.limits, *outcomes))
    return _spread(ratings, whole, rule.counting)


def _list_parts(
    methodology: Methodology, inspection: Inspection, ratings: Ratings, problems: list[Problem]
) -> Sequence[Part]:
    """What the overall rating counts: the domains that have a rating, or the standards, with a note
    on each that is not rated for a reason."""
    if methodology.rules.overall.counting == "domains":
        return tuple(ratings.domains.values())
    counted = [rated for rated in ratings.standards.values() if rated.counted]
    if methodology.rules.overall.rule != "judgement":
        problems += [
            note(
                "not-counted",
                inspection.findings[SourceText(rated.id)].place,
                f"{rated.id} is not rated, so the score is out of fewer points",
            )
            for rated in counted
            if rated.state == "not rated"
        ]
    return tuple(rated for rated in counted if rated.state != "not rated")


def _name_parts(methodology: Methodology) -> tuple[str, str]:
    words = methodology.words
    if methodology.rules.overall.counting == "domains":
        return str(words.domain), str(words.domains)
    return str(words.standard), str(words.standards)


def _judge(
    words: Words, whole: DomainRating, inspection: Inspection, problems: list[Problem]
) -> DomainRating:
    finding = inspection.overall
    if finding is None or finding.rating is None:
        problems.append(
            warning(
                "unrated",
                finding.place if finding else inspection.place,
                "overall rating: not yet judged",
                "add `overall: {rating: …, because: …}`, with one of"
                f" {list_alternatives(whole.grades)}",
            )
        )
        return replace(whole, because=(words.say("not-yet-judged"),))
    if str(finding.rating) not in whole.grades:
        return whole
    return give_judgement(words, whole, finding.rating, finding.because)


def _spread(ratings: Ratings, whole: DomainRating, counting: str) -> Ratings:
    """The ratings with what is known of the whole."""
    return replace(
        ratings,
        overall=whole.rating,
        overall_level=whole.level,
        overall_grades=whole.grades,
        overall_because=whole.because if whole.rating is not None else (),
        overall_by_rule=whole.by_rule,
        score=whole.score,
        out_of=whole.out_of,
        totals=whole.totals,
        counting=counting,
    )


def score_threads(methodology: Methodology, inspection: Inspection) -> dict[str, PartPercentage]:
    """The percentage of each thread that has one."""
    return {
        str(thread.id): PartPercentage(
            str(thread.id), str(thread.title), _score_thread(methodology, inspection, thread)
        )
        for thread in methodology.threads
        if thread.score == "mean"
    }


def _score_thread(methodology: Methodology, inspection: Inspection, thread: Thread) -> float | None:
    """The mean of its questions, or the published percentage while some have no result."""
    results = []
    for standard in methodology.standards_of_kind(inspection.kind).values():
        finding = inspection.findings.get(standard.id)
        domain = methodology.domain_of[standard.id].id
        if (thread.domains and domain not in thread.domains) or (finding and finding.not_rated):
            continue
        for question in standard.questions:
            if question.thread == thread.id:
                results.append(finding.results.get(question.id) if finding else None)
    percents = [r.percent for r in results if r is not None and r.percent is not None]
    published = inspection.threads.get(thread.id)
    if percents and (published is None or len(percents) == len(results)):
        return mean_percent(percents)
    if published is not None and published.percent is not None:
        return round_to_one_decimal(published.percent)
    return None
