"""The ratings of domains that have one of their own, and the percentages of those that are scored
in per cent."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from reportgen.inspection.model import Finding, Inspection
from reportgen.methodology.model import Domain, Methodology
from reportgen.methodology.wording import list_alternatives, name_part
from reportgen.problems import Problem, warning
from reportgen.ratings.conditions import Facts
from reportgen.ratings.discretion import apply_discretion_to_whole
from reportgen.ratings.results import DomainRating, PartPercentage, StandardRating
from reportgen.ratings.whole import WholeInputs, give_judgement, rate_whole
from reportgen.reading.fields import SourceText
from reportgen.util.numbers import round_to_one_decimal


def rate_domains(
    methodology: Methodology,
    inspection: Inspection,
    standards: dict[str, StandardRating],
    problems: list[Problem],
) -> dict[str, DomainRating]:
    """Every domain that has a rating of its own, before the limits on it."""
    return {
        id: _rate_domain(methodology, domain, inspection, standards, problems)
        for id, domain in methodology.rated_domains.items()
        if any(str(standard.id) in standards for standard in domain.standards)
        or not domain.standards
    }


def _rate_domain(
    methodology: Methodology,
    domain: Domain,
    inspection: Inspection,
    standards: dict[str, StandardRating],
    problems: list[Problem],
) -> DomainRating:
    rule = domain.rating
    assert rule is not None
    begun = DomainRating(
        id=str(domain.id),
        title=str(domain.title),
        rule=rule.rule,
        scale=methodology.domain_scale(domain),
        weight=domain.weight,
    )
    finding = inspection.findings.get(SourceText(domain.id)) or Finding(place=inspection.place)
    if rule.rule == "judgement":
        rated = _judge(methodology, begun, finding, problems)
    else:
        parts = [
            part
            for standard in domain.standards
            if (part := standards.get(str(standard.id))) is not None
            and part.counted
            and part.state != "not rated"
        ]
        inputs = WholeInputs(
            methodology=methodology,
            rule=rule,
            parts=parts,
            facts=Facts(standards=standards, declared=inspection.declares, counted=tuple(parts)),
            parts_name=(str(methodology.words.standard), str(methodology.words.standards)),
        )
        rated = rate_whole(begun, inputs)
    return apply_discretion_to_whole(methodology, rated, finding.adjusted, "domains", problems)


def _judge(
    methodology: Methodology, begun: DomainRating, finding: Finding, problems: list[Problem]
) -> DomainRating:
    if finding.rating is None or str(finding.rating) not in begun.grades:
        if finding.rating is None:
            problems.append(
                warning(
                    "unrated",
                    finding.place,
                    f"{methodology.words.domain} {name_part(begun.id, begun.title)} has no rating"
                    " yet",
                    f"add `rating:` under `{begun.id}:` in `findings:`, one of"
                    f" {list_alternatives(begun.grades)}",
                )
            )
        return replace(begun, because=(methodology.words.say("not-yet-judged"),))
    return give_judgement(methodology.words, begun, finding.rating, finding.because)


def score_domains(
    methodology: Methodology, standards: dict[str, StandardRating]
) -> dict[str, PartPercentage]:
    """The percentage of each domain that has one: the plain mean of its standards'."""
    percentages = {}
    for domain in methodology.domains:
        if domain.score == "mean":
            exact = [standards[s.id].exact for s in domain.standards if s.id in standards]
            percents = [percent for percent in exact if percent is not None]
            percentages[str(domain.id)] = PartPercentage(
                str(domain.id),
                str(domain.title),
                mean_percent(percents) if percents and len(percents) == len(exact) else None,
            )
    return percentages


def mean_percent(percents: list[Fraction]) -> float:
    """The plain mean, to one decimal."""
    return round_to_one_decimal(sum(percents, Fraction(0)) / len(percents))
