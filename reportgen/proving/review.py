"""Looks for rules of a methodology that can never apply: grades that nothing reaches, cases that
others shadow, limits that never hold, scales without tones.

It tries every set of ratings, or every mix of grades where the rules do not tell the standards
apart, and leaves out what would be too many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations_with_replacement, product
from math import comb, prod

from reportgen.methodology.model import (
    OVERALL,
    Condition,
    Domain,
    Grade,
    Methodology,
    Overall,
    Standard,
)
from reportgen.methodology.totals import list_reachable_totals, list_totals_of
from reportgen.problems import Place, Problem, warning
from reportgen.ratings.conditions import Facts, all_hold
from reportgen.ratings.results import DomainRating, QuestionRating, StandardRating
from reportgen.util.frozen import frozen

MAX_TRIED = 60_000
"""Sets of ratings that are tried for one rule: a second or two."""
MAX_TONES = 7
"""How many grades of a scale macros/marks.html.j2 has tones for."""

Part = Standard | Domain


@frozen
class Review:
    """What was found, and what could not be tried."""

    problems: tuple[Problem, ...]
    tried: int
    skipped: tuple[str, ...]
    """The rules with too many sets of ratings to try."""


def review_methodology(methodology: Methodology) -> Review:
    """Every rule that can never apply, and everything that is defined and not used."""
    reviewer = _Reviewer(methodology)
    for kind in methodology.kinds or (None,):
        reviewer.review_whole(
            methodology.rules.overall,
            methodology.scale(methodology.rules.overall.scale),
            _parts_of(methodology, str(kind) if kind else None),
            "the overall rating",
        )
    for domain in methodology.rated_domains.values():
        assert domain.rating is not None
        parts = [standard for standard in domain.standards if standard.counts_overall]
        name = f"the rating of {domain.id}"
        reviewer.review_whole(domain.rating, methodology.domain_scale(domain), parts, name)
    reviewer.review_conditions()
    reviewer.review_names()
    return Review(
        problems=tuple(reviewer.problems.values()),
        tried=reviewer.tried,
        skipped=tuple(dict.fromkeys(reviewer.skipped)),
    )


def _parts_of(methodology: Methodology, kind: str | None) -> Sequence[Part]:
    if methodology.rules.overall.counting == "domains":
        return list(methodology.rated_domains.values())
    return [s for s in methodology.standards_of_kind(kind).values() if s.counts_overall]


class _Reviewer:
    """Collects what is found; each problem once, though several kinds of inspection have it."""

    def __init__(self, methodology: Methodology) -> None:
        self.methodology = methodology
        self.problems: dict[tuple[str, Place, str], Problem] = {}
        self.tried = 0
        self.skipped: list[str] = []

    def report(self, code: str, place: Place, message: str, hint: str) -> None:
        self.problems.setdefault((code, place, message), warning(code, place, message, hint))

    # Wholes

    def review_whole(
        self, rule: Overall, scale: tuple[Grade, ...], parts: Sequence[Part], name: str
    ) -> None:
        if rule.rule == "points":
            self.review_totals(rule, scale, parts, name)
        if rule.rule == "counts":
            self.review_cases(rule, scale, parts, name)

    def review_totals(
        self, rule: Overall, scale: tuple[Grade, ...], parts: Sequence[Part], name: str
    ) -> None:
        """Report each grade that no sum of points reaches."""
        m = self.methodology
        weighed = [(self.scale_of(part), part.weight) for part in parts]
        totals = list_reachable_totals(weighed)
        out_of = sum(max((g.points or 0 for g in grades), default=0) * w for grades, w in weighed)
        self.tried += len(totals)
        for number, (grade, low, high) in enumerate(list_totals_of(rule, scale, out_of)):
            if not any(low <= total <= high for total in totals):
                span = f"{low} to {high}" if low <= high else "none"
                self.report(
                    "grade-unreached",
                    scale[number].place,
                    f"no total of the {m.words.standards} makes {name} {grade}: it takes {span} of"
                    f" {out_of} points",
                    "correct `shares:` or `totals:`, or take the grade out of the scale",
                )

    def review_cases(
        self, rule: Overall, scale: tuple[Grade, ...], parts: Sequence[Part], name: str
    ) -> None:
        """Report each case that is never the first to apply, and each grade that none gives."""
        conditions = [condition for case in rule.cases for condition in case.conditions]
        mixes = self.list_mixes([(str(p.id), self.scale_of(p)) for p in parts], conditions)
        if mixes is None:
            self.skipped.append(name)
            return
        first: dict[int, int] = {}
        shadows: dict[int, set[int]] = {}
        for levels in mixes:
            facts = self.state(levels, [str(part.id) for part in parts])
            holding = [n for n, c in enumerate(rule.cases) if all_hold(c.conditions, facts)]
            winner = holding[0] if holding else -1
            first[winner] = first.get(winner, 0) + 1
            for n in holding[1:]:
                shadows.setdefault(n, set()).add(winner)
        for n, case in enumerate(rule.cases):
            if n in first:
                continue
            before = ", ".join(str(rule.cases[w].place.line) for w in sorted(shadows.get(n, ())))
            why = f"the cases on line {before} always come first" if before else "it never holds"
            self.report(
                "case-shadowed",
                case.place,
                f"this case never makes {name} {case.rating}: {why}",
                "move it up, correct its condition, or take it out",
            )
        given = {str(case.rating) for n, case in enumerate(rule.cases) if n in first}
        if rule.otherwise is not None and -1 in first:
            given.add(str(rule.otherwise.rating))
        for grade in scale:
            if str(grade.name) not in given:
                self.report(
                    "grade-unreached",
                    grade.place,
                    f"no case makes {name} {grade.name}",
                    "add a case for it, or take the grade out of the scale",
                )

    # Conditions

    def review_conditions(self) -> None:
        """Report each limit, outcome and step whose conditions can never hold together."""
        rules = self.methodology.rules
        named = [
            (f"the limit `{limit.id}`", limit.conditions, limit.place) for limit in rules.limits
        ]
        named += [(f"the outcome `{o.id}`", o.conditions, o.place) for o in rules.outcomes]
        named += [("this step", step.conditions, step.place) for step in rules.overall.steps]
        for name, conditions, place in named:
            if not self.can_hold(conditions, name):
                self.report(
                    "never-holds",
                    place,
                    f"{name} never applies: no set of ratings meets its condition",
                    "correct `when:`, or take it out",
                )

    def can_hold(self, conditions: tuple[Condition, ...], name: str) -> bool:
        m = self.methodology
        counted = [str(part.id) for part in _all_parts(m)]
        ids = list(dict.fromkeys(str(id) for c in conditions for id in (c.of or counted)))
        ids += [str(id) for c in conditions for id in (c.above, c.below) if id and id not in ids]
        mixes = self.list_mixes([(id, self.scale_with(id)) for id in ids], conditions)
        if mixes is None:
            self.skipped.append(name)
            return True
        return any(all_hold(conditions, self.state(levels, counted)) for levels in mixes)

    # Sets of ratings

    def scale_of(self, part: Part) -> tuple[Grade, ...]:
        m = self.methodology
        return m.scale_of(part) if isinstance(part, Standard) else m.domain_scale(part)

    def scale_with(self, id: str) -> tuple[Grade, ...]:
        """The scale of whatever a condition names."""
        m = self.methodology
        if id == OVERALL:
            return m.scale(m.rules.overall.scale)
        if id in m.rated_domains:
            return m.domain_scale(m.rated_domains[id])
        return m.scale_of(m.standards.get(id) or m.standard_of[id])

    def list_mixes(
        self, scaled: Sequence[tuple[str, tuple[Grade, ...]]], conditions: Iterable[Condition]
    ) -> Iterator[dict[str, int]] | None:
        """Every set of ratings, or, where no rule tells one part from another, every mix of grades;
        None where there are too many."""
        ids = [id for id, _ in scaled]
        lengths = [len(scale) for _, scale in scaled]
        alike = len({scale for _, scale in map(_by_names, scaled)}) == 1 and all(
            set(map(str, c.of)) in (set(), set(ids)) and not c.above and not c.below
            for c in conditions
        )
        count = comb(len(ids) + lengths[0] - 1, len(ids)) if alike else prod(lengths)
        if count > MAX_TRIED:
            return None
        self.tried += count
        levels = (
            combinations_with_replacement(range(lengths[0]), len(ids))
            if alike
            else product(*map(range, lengths))
        )
        return (dict(zip(ids, mix, strict=True)) for mix in levels)

    def state(self, levels: dict[str, int], counted: Sequence[str]) -> Facts:
        """The facts of one set of ratings, with everything declared that rules ask for."""
        m = self.methodology
        standards = {
            id: _rated_standard(m, m.standards[id], self.scale_with(id)[level].name)
            for id, level in levels.items()
            if id in m.standards
        }
        domains = {
            id: self.rated_whole(id, level)
            for id, level in levels.items()
            if id in m.rated_domains or id == OVERALL
        }
        for id, level in levels.items():
            if id in m.questions and id not in m.standards:
                question = _rated_question(m, id, level)
                standards[f"of {id}"] = _holder(m.standard_of[id], question, self.scale_with(id))
        rated = [standards.get(id) or domains.get(id) for id in counted]
        return Facts(
            standards=standards,
            declared=tuple(m.declares),
            domains=domains,
            overall=domains.get(OVERALL),
            counted=tuple(one for one in rated if one is not None),
        )

    def rated_whole(self, id: str, level: int) -> DomainRating:
        scale = self.scale_with(id)
        return DomainRating(id=id, title=id, rule="", scale=scale, rating=str(scale[level].name))

    # Names

    def review_names(self) -> None:
        """Report scales with more grades than there are tones, and what nothing uses."""
        m = self.methodology
        used = {str(name) for name in m.scales} if not m.standards else self.list_used_scales()
        for name, grades in m.scales.items():
            if len(grades) > MAX_TONES and not all(grade.colour for grade in grades):
                self.report(
                    "scale-tones",
                    name.place,
                    f"the scale {name} has {len(grades)} grades, and there are tones for"
                    f" {MAX_TONES}",
                    "give each of its grades a `colour:`",
                )
            if str(name) not in used:
                self.report(
                    "unused",
                    name.place,
                    f"nothing is rated on the scale {name}",
                    "take it out, or name it under a domain or standard",
                )
        asked = {str(c.declared) for c in _all_conditions(m) if c.declared is not None}
        for fact in m.declares:
            if str(fact) not in asked:
                self.report(
                    "unused",
                    fact.place,
                    f"no rule asks whether `{fact}` is declared",
                    "take it out, or ask for it with `when: {declared: …}`",
                )

    def list_used_scales(self) -> set[str]:
        m = self.methodology
        first = str(next(iter(m.scales), ""))
        named = [m.rules.overall.scale or first] if m.rules.overall.rule != "none" else []
        for domain in m.domains:
            named += [domain.rating.scale or domain.scale or first] if domain.rating else []
            named += [
                standard.scale or domain.scale or first
                for standard in domain.standards
                if standard.rated != "no"
            ]
        shown = all(standard.rated == "no" for standard in m.standards.values())
        return {str(name) for name in named} | ({first} if shown else set())


def _by_names(scaled: tuple[str, tuple[Grade, ...]]) -> tuple[str, tuple[str, ...]]:
    return scaled[0], tuple(str(grade.name) for grade in scaled[1])


def _all_parts(methodology: Methodology) -> Sequence[Part]:
    if methodology.rules.overall.counting == "domains":
        return list(methodology.rated_domains.values())
    return [s for s in methodology.standards.values() if s.counts_overall]


def _all_conditions(methodology: Methodology) -> Iterator[Condition]:
    rules = methodology.rules
    wholes = [rules.overall, *(d.rating for d in methodology.domains if d.rating is not None)]
    for whole in wholes:
        for case in whole.cases:
            yield from case.conditions
        for step in whole.steps:
            yield from step.conditions
    for limit in rules.limits:
        yield from limit.conditions
    for outcome in rules.outcomes:
        yield from outcome.conditions


def _rated_standard(methodology: Methodology, standard: Standard, grade: str) -> StandardRating:
    return StandardRating(
        id=str(standard.id),
        title=str(standard.title),
        domain="",
        rule=standard.rated,
        state="rated",
        scale=methodology.scale_of(standard),
        rating=str(grade),
        counted=standard.counts_overall,
        weight=standard.weight,
    )


def _rated_question(methodology: Methodology, id: str, level: int) -> QuestionRating:
    scale = methodology.scale_of(methodology.standard_of[id])
    return QuestionRating(
        id=id, text="", about=None, grade=str(scale[level].name), level=level, scale=scale
    )


def _holder(
    standard: Standard, question: QuestionRating, scale: tuple[Grade, ...]
) -> StandardRating:
    """A standard that only holds a question, and is itself not looked at."""
    return StandardRating(
        id=str(standard.id),
        title="",
        domain="",
        rule=standard.rated,
        state="shown",
        scale=scale,
        counted=False,
        questions=(question,),
    )
