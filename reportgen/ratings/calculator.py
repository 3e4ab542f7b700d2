"""The calculator: an inspection and its methodology in, ratings with their reasons out.

Pure: no file is read, nothing is printed, and the same input gives the same answer. The rules come
from the methodology; here is only what a rule word means: `standard` rates one, `discretion` and
`limits` may move it, `domains` and `overall` sum up by the rules in `whole`, `outcomes` says what
follows, `margins` how close it was, `reasons` why. What a condition means is in `conditions`.
"""

from __future__ import annotations

from dataclasses import replace

from reportgen.inspection.model import Finding, Inspection
from reportgen.methodology.model import Methodology
from reportgen.problems import Problem
from reportgen.ratings.conditions import Facts
from reportgen.ratings.domains import rate_domains, score_domains
from reportgen.ratings.limits import limit_domains, limit_standards
from reportgen.ratings.outcomes import list_outcomes
from reportgen.ratings.overall import rate_overall, score_threads
from reportgen.ratings.results import Ratings, StandardRating
from reportgen.ratings.standard import rate_standard


def rate(methodology: Methodology, inspection: Inspection) -> Ratings:
    """The ratings of an inspection by the rules of its methodology."""
    problems: list[Problem] = []
    standards: dict[str, StandardRating] = {}
    for standard in methodology.standards_of_kind(inspection.kind).values():
        finding = inspection.findings.get(standard.id) or Finding(place=inspection.place)
        standards[standard.id] = rate_standard(methodology, standard, finding, problems)
    limits = limit_standards(methodology, inspection, standards, problems)
    domains = rate_domains(methodology, inspection, standards, problems)
    facts = Facts(standards=standards, declared=inspection.declares, domains=domains)
    limits += limit_domains(methodology, domains, facts)
    ratings = Ratings(
        inspection=inspection.slug,
        methodology=methodology.id,
        standards=standards,
        domains=domains,
        limits=limits,
        sections=score_domains(methodology, standards),
        threads=score_threads(methodology, inspection),
    )
    ratings = rate_overall(methodology, inspection, ratings, problems)
    outcomes = list_outcomes(methodology, inspection, ratings)
    return replace(ratings, outcomes=outcomes, problems=tuple(problems))
