"""Checks that a methodology is consistent: its names exist, its ids are unique, its rules can
apply."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise

from reportgen.brand.brand_keys import find_brand_problems, find_contrast_problems
from reportgen.languages.language import open_language
from reportgen.methodology.model import (
    OVERALL,
    Case,
    Condition,
    Domain,
    Grade,
    Limit,
    Methodology,
    Outcome,
    Overall,
    Question,
    Standard,
    Step,
)
from reportgen.problems import InputError, Place, Problem, error, find_nearest
from reportgen.reading.fields import SourceText
from reportgen.util.colours import MIN_DIFFERENCE, least_difference

_SHARE = re.compile(r"\d{1,3}(/[1-9]\d{0,2})?|\d{1,3}(\.\d{1,4})?%")  # 5/6, 1, 38%

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")  # en-GB, cy, zh-Hant-TW

MAX_ID = 60
"""The most characters of an id. It is printed in every heading, link and table of what it names."""

_HOW_MANY = re.compile(r"all|any|[1-9]\d?")


def validate_methodology(methodology: Methodology) -> list[Problem]:
    """Every contradiction in a methodology: unknown names, ids used twice, rules that cannot
    apply."""
    validator = _Validator(methodology)
    validator.problems += find_brand_problems(methodology.brand)
    validator.check_scales()
    validator.check_standards()
    validator.check_words()
    validator.check_weights_and_groups()
    validator.check_fields()
    validator.check_answers()
    validator.check_rules()
    validator.check_outline()
    validator.check_compared()
    return validator.problems


class _Validator:
    """Looks through one methodology and collects what is wrong with it."""

    def __init__(self, methodology: Methodology) -> None:
        self.methodology = methodology
        self.problems: list[Problem] = []

    def report(self, code: str, place: Place, message: str, hint: str) -> None:
        self.problems.append(error(code, place, message, hint))

    def check_compared(self) -> None:
        """Every standard that can be compared with an earlier one is one of these."""
        ids = [*self.methodology.standards, OVERALL]
        for standards in self.methodology.compares.values():
            for id in standards:
                self.check_name(id, ids, "standard")

    def check_name(self, name: SourceText | None, candidates: Iterable[str], what: str) -> bool:
        """Report a name that is not one of the known ones, and say whether it is."""
        names = [str(k) for k in candidates]
        if name is None or str(name) in names:
            return True
        if near := find_nearest(name, names):
            hint = f"did you mean `{near}`?"
        else:
            hint = f"write one of: {', '.join(names)}" if names else "this file defines none"
        self.report("unknown-name", name.place, f"there is no {what} `{name}`", hint)
        return False

    def check_unique(self, ids: Iterable[SourceText], what: str) -> None:
        """Report every id that was used before."""
        first: dict[str, SourceText] = {}
        for id in ids:
            if len(id) > MAX_ID:
                self.report(
                    "id-long",
                    id.place,
                    f"the {what} has an id or name of {len(id):,} characters; it can have at most"
                    f" {MAX_ID}",
                    "give it a short one, as 2.2, and say the rest in its title",
                )
            if first.setdefault(str(id), id) is not id:
                self.report(
                    "id-twice",
                    id.place,
                    f"the {what} `{id}` is defined twice: here and on line"
                    f" {first[str(id)].place.line}",
                    "give each one an id of its own",
                )

    def check_scales(self) -> None:
        scales = self.methodology.scales
        if not scales and not self.rates_anything():
            return
        if not scales or not all(scales.values()):
            self.report(
                "no-scale",
                self.methodology.place,
                "a methodology needs a scale with at least one grade",
                "add `scales:`",
            )
            return
        for grades in scales.values():
            self.check_unique((g.name for g in grades), "grade")
            self.check_colours(grades)
            self.check_bands([grade for grade in grades if grade.from_ is not None])

    def check_colours(self, grades: tuple[Grade, ...]) -> None:
        """Report colours that are none, too light to be read on white, or too like another."""
        faults = {
            grade.colour: list(find_contrast_problems(grade.colour))
            for grade in grades
            if grade.colour
        }
        self.problems += [problem for some in faults.values() for problem in some]
        coloured = [grade for grade in grades if grade.colour and not faults[grade.colour]]
        for one, other in combinations(coloured, 2):
            assert one.colour and other.colour
            difference, by = least_difference(one.colour, other.colour)
            if difference < MIN_DIFFERENCE:
                self.report(
                    "colours-alike",
                    other.colour.place,
                    f"{one.colour} ({one.name}) and {other.colour} ({other.name}) are hardly told"
                    f" apart{by}: they differ by {difference:.1f}, and {MIN_DIFFERENCE:g} is the"
                    " least",
                    "make one of them clearly darker",
                )

    def rates_anything(self) -> bool:
        """Whether the methodology rates anything, so that it needs a scale."""
        m = self.methodology
        rated = any(standard.rated != "no" for standard in m.standards.values())
        return rated or bool(m.rated_domains) or m.rules.overall.rule != "none"

    def check_bands(self, grades: list[Grade]) -> None:
        """Report every band that does not begin above the one before it, or begins above 100."""
        for lower, higher in pairwise(grades):
            assert lower.from_ is not None and higher.from_ is not None
            if lower.from_ >= higher.from_ or higher.from_ > 100:
                self.report(
                    "band-order",
                    higher.place,
                    f"the band of {higher.name} begins at {higher.from_}%, and the band below it at"
                    f" {lower.from_}%",
                    "list the grades from the worst to the best: each band begins higher than the"
                    " one before it, and none begins above 100%",
                )

    def check_standards(self) -> None:
        m = self.methodology
        self.check_unique((d.id for d in m.domains), "domain")
        self.check_unique((s.id for d in m.domains for s in d.standards), "standard")
        self.check_unique((q.id for s in m.standards.values() for q in s.questions), "key question")
        self.check_unique((t.id for t in m.threads), "thread")
        for domain in m.domains:
            self.check_name(domain.scale, m.scales, "scale")
            if domain.rating is not None:
                self.check_name(domain.rating.scale, m.scales, "scale")
        for standard in m.standards.values():
            self.check_name(standard.scale, m.scales, "scale")
            for kind in standard.kinds:
                self.check_name(kind, m.kinds, "kind")
            self.check_judged_questions(standard)
            for question in standard.questions:
                self.check_name(question.answers, m.answers, "scale of answers")
            for question in standard.questions:
                self.check_name(question.thread, (t.id for t in m.threads), "thread")
                self.check_unique((p.id for p in question.prompts), "prompt")
                for mark in (mark for prompt in question.prompts for mark in prompt.marks):
                    self.check_name(mark, (k.id for k in m.marks), "mark")
        for thread in m.threads:
            for id in thread.domains:
                self.check_name(id, (d.id for d in m.domains), "domain")

    def check_words(self) -> None:
        language = self.methodology.words.language
        if not _LANGUAGE.fullmatch(language):
            self.report(
                "language-tag",
                language.place,
                f"`{language[:40]}` is not a language tag",
                "write one as en-GB or cy: readers and voices choose their language by it",
            )
            return
        try:
            open_language(str(language))
        except InputError as refused:
            self.problems += [one._replace(place=language.place) for one in refused.problems]

    def check_fields(self) -> None:
        """Report choices without options, and fields with options that are not choices."""
        for id, declared in self.methodology.fields.items():
            if declared.type == "choice" and not declared.options:
                self.report(
                    "field-options",
                    declared.place,
                    f"the field `{id}` is a choice of nothing",
                    "add `options:` with the words that it may be",
                )
            elif declared.options and declared.type not in ("choice", "list"):
                self.report(
                    "field-options",
                    declared.options[0].place,
                    f"the field `{id}` is of type {declared.type} and has options",
                    "write `type: choice` or `type: list`, or take `options:` out",
                )

    def check_weights_and_groups(self) -> None:
        m, rules = self.methodology, self.methodology.rules
        weighed: list[Domain | Standard | Question] = [*m.domains, *m.standards.values()]
        weighed += m.questions.values()
        for part in weighed:
            if part.weight < 1:
                self.report(
                    "no-weights",
                    part.place,
                    f"{part.id} weighs nothing",
                    "write 1 or more for `weight:`, or `counted: no` under a standard",
                )
        if rules.mean is not None and not rules.mean.questions + rules.mean.summary:
            self.report(
                "no-weights",
                rules.mean.place,
                "the questions of a mean weigh nothing",
                "write 1 or more for `questions:` or `summary:`",
            )
        if rules.small_group < 2:
            self.report(
                "small-group",
                rules.place,
                f"`small_group: {rules.small_group}` withholds nothing: a group of one case is one"
                " person",
                "write 2 or more, or leave it out for the usual 5",
            )

    def check_answers(self) -> None:
        """Report answers that are twice on a scale, and answers that are worth more than 100."""
        for scale in self.methodology.answers.values():
            self.check_unique((answer.name for answer in scale), "answer")
            for answer in scale:
                if answer.worth > 100:
                    self.report(
                        "answer-worth",
                        answer.place,
                        f"the answer {answer.name} is worth {answer.worth} in a hundred",
                        "write what it is worth from 0 to 100",
                    )

    def check_judged_questions(self, standard: Standard) -> None:
        """Report questions that are judged where their standard needs a percentage of them."""
        for question in standard.questions:
            if question.rated == "judgement" and standard.rated not in ("lowest", "majority"):
                self.report(
                    "judged-question",
                    question.place,
                    f"{question.id} is rated by judgement, and {standard.id} is not rated by its"
                    " lowest question or by the majority of them",
                    "write `rated: lowest` or `rated: majority` under the standard, or take"
                    " `rated:` of the question out",
                )

    def check_rules(self) -> None:
        m, overall = self.methodology, self.methodology.rules.overall
        self.check_name(overall.scale, m.scales, "scale")
        if not self.has_all_scales():
            return
        scale = m.scale(overall.scale)
        counted: list[Standard | Domain] = [s for s in m.standards.values() if s.counts_overall]
        if overall.counting == "domains":
            counted = list(m.rated_domains.values())
            if not counted:
                self.report(
                    "no-domains",
                    overall.place,
                    "the overall rating counts domains, but no domain has a rating",
                    "add `rating:` to the domains, or take `counting:` out",
                )
        self.check_whole(overall, scale, counted)
        for domain in m.rated_domains.values():
            assert domain.rating is not None
            parts = [standard for standard in domain.standards if standard.counts_overall]
            self.check_whole(domain.rating, m.domain_scale(domain), parts)
        self.check_limits_and_outcomes([grade.name for grade in scale])

    def check_whole(
        self, rule: Overall, scale: tuple[Grade, ...], parts: Sequence[Standard | Domain]
    ) -> None:
        """Check how one whole, a domain or the whole inspection, is rated from its parts."""
        grades = [grade.name for grade in scale]
        for rating in (
            *rule.shares,
            *rule.totals,
            *(case.rating for case in rule.cases),
            *([rule.otherwise.rating] if rule.otherwise else []),
        ):
            self.check_name(rating, grades, "grade")
        for share in rule.shares.values():
            if not _SHARE.fullmatch(share):
                self.report(
                    "share", share.place, f"`{share}` is not a share", "write it as 5/6 or 38%"
                )
        if rule.rule == "points":
            self.check_points(rule, parts)
        if rule.rule == "steps":
            self.check_steps(rule, scale, parts)
        for case in rule.cases:
            self.check_conditions(case, parts)

    def check_steps(
        self, rule: Overall, scale: tuple[Grade, ...], parts: Sequence[Standard | Domain]
    ) -> None:
        """Report steps whose base is not one of the parts, or has a longer scale than the
        result."""
        part_by_id = {str(part.id): part for part in parts}
        if rule.base is None:
            self.report(
                "no-base",
                rule.place,
                "the steps begin from no grade",
                f"add `base:`, one of: {', '.join(part_by_id)}",
            )
        elif self.check_name(rule.base, part_by_id, self.methodology.words.standard) and len(
            self.scale_of(part_by_id[str(rule.base)])
        ) != len(scale):
            self.report(
                "base-scale",
                rule.base.place,
                f"{rule.base} is rated on a scale of another length than the whole",
                "give both the same scale",
            )
        for step in rule.steps:
            self.check_conditions(step, parts)
            if (step.up > 0) == (step.down > 0):
                self.report(
                    "no-step",
                    step.place,
                    "this step goes nowhere, or up and down at once",
                    "write `up: 1` or `down: 1`",
                )

    def check_limits_and_outcomes(self, grades: list[SourceText]) -> None:
        rules = self.methodology.rules
        self.check_unique((limit.id for limit in rules.limits), "limit")
        self.check_unique((outcome.id for outcome in rules.outcomes), "outcome")
        for limit in rules.limits:
            self.check_limit(limit, grades)
        for outcome in rules.outcomes:
            self.check_conditions(outcome)

    def scale_of(self, part: Standard | Domain) -> tuple[Grade, ...]:
        """The scale that a standard or a domain is rated on."""
        m = self.methodology
        return m.scale_of(part) if isinstance(part, Standard) else m.domain_scale(part)

    def has_all_scales(self) -> bool:
        """Whether every scale that is named exists and has grades, so that rules can be checked
        against them."""
        m = self.methodology
        names = [
            m.rules.overall.scale,
            *(domain.scale for domain in m.domains),
            *(domain.rating.scale for domain in m.domains if domain.rating is not None),
            *(standard.scale for standard in m.standards.values()),
        ]
        return (
            (bool(m.scales) or not self.rates_anything())
            and all(m.scales.values())
            and all(name is None or name in m.scales for name in names)
        )

    def check_points(self, overall: Overall, parts: Sequence[Standard | Domain]) -> None:
        """Report what keeps a sum of points from becoming a rating: no totals, a scale without
        points, a percentage without bands."""
        if overall.lower_is_better and not overall.totals:
            self.report(
                "no-totals",
                overall.place,
                "a score of which the lowest is the best needs `totals:` to become a rating",
                "write totals: {Best: 10, …}: the highest total of each grade but the worst",
            )
        elif not (overall.shares or overall.totals):
            self.report(
                "no-totals",
                overall.place,
                "the score needs `shares:` or `totals:` to become a rating",
                "write shares: {Inadequate: 1/6, …}: the highest total of each grade as a share"
                " of the highest possible",
            )
        reported: set[int] = set()
        for standard in parts:
            scale = self.scale_of(standard)
            if not scale or id(scale) in reported:
                continue
            if not any(grade.points for grade in scale):
                reported.add(id(scale))
                self.report(
                    "no-points",
                    scale[0].place,
                    f"{standard.id} counts towards the score, but the grades of its scale have no"
                    " points",
                    "give each grade `points:`, or write `counted: no` under the standard",
                )
            elif self.needs_bands(standard) and not any(grade.from_ for grade in scale):
                reported.add(id(scale))
                self.report(
                    "no-bands",
                    scale[0].place,
                    f"{standard.id} is rated by a percentage, but no grade of its scale says from"
                    " which percentage it is given",
                    "give each grade but the worst `from:`, the lowest percentage of its band",
                )

    @staticmethod
    def needs_bands(part: Standard | Domain) -> bool:
        """Whether a part is rated by a percentage, at least of one question."""
        if not isinstance(part, Standard) or part.rated == "judgement":
            return False
        return not part.questions or any(q.rated == "cases" for q in part.questions)

    def check_limit(self, limit: Limit, grades: list[SourceText]) -> None:
        m = self.methodology
        if limit.standard is not None:
            parts: dict[str, Standard | Domain] = {**m.standards, **m.rated_domains}
            if not self.check_name(limit.standard, parts, "standard, or domain with a rating,"):
                return
            grades = [grade.name for grade in self.scale_of(parts[str(limit.standard)])]
        elif m.rules.overall.rule == "none":
            self.report(
                "no-overall-to-limit",
                limit.place,
                "this limits the overall rating, and there is none",
                "name the standard that it limits under `standard:`, or take the limit out",
            )
            return
        self.check_name(limit.at_most, grades, "grade")
        self.check_conditions(limit)

    def check_conditions(
        self, rule: Case | Limit | Outcome | Step, parts: Sequence[Standard | Domain] = ()
    ) -> None:
        """Report conditions that ask for nothing, or for what does not exist. `parts` are what
        `all` means there."""
        if not rule.conditions:
            self.report(
                "empty-condition",
                rule.place,
                "`when:` has no condition",
                "add at least one, as when: {at_most: Inadequate, of: all}",
            )
        for condition in rule.conditions:
            self.check_name(condition.declared, self.methodology.declares, "fact to declare")
            if not condition.says_something:
                self.report(
                    "empty-condition",
                    condition.place,
                    "this condition does not say what has to be true",
                    "add `at_most:`, `at_least:`, `points_at_least:` or `declared:`",
                )
            if condition.how_many is not None and not _HOW_MANY.fullmatch(condition.how_many):
                self.report(
                    "how-many",
                    condition.how_many.place,
                    f"`{condition.how_many}` is not a number of standards",
                    "write all, any or a number",
                )
            if condition.declared is None:
                self.check_grades(condition, parts)

    def check_grades(self, condition: Condition, parts: Sequence[Standard | Domain]) -> None:
        """Report parts that a condition names and that do not exist, and grades that are not on the
        scale of those parts."""
        m = self.methodology
        scales = {str(s.id): m.scale_of(s) for s in m.standards.values()}
        scales |= {id: m.domain_scale(domain) for id, domain in m.rated_domains.items()}
        scales |= {id: m.scale_of(m.standard_of[id]) for id in m.questions}
        if m.rules.overall.rule != "none":
            scales[OVERALL] = m.scale(m.rules.overall.scale)
        what = "standard, question or domain with a rating"
        ids = [str(id) for id in condition.of if self.check_name(id, scales, what)]
        for other in filter(None, (condition.above, condition.below)):
            self.check_name(other, scales, what)
        if condition.of and not ids:
            return
        counted = parts or [s for s in m.standards.values() if s.counts_overall]
        for id in ids or [str(part.id) for part in counted]:
            names = [grade.name for grade in scales[id]]
            if not (
                self.check_name(condition.at_most, names, f"grade of {id}")
                and self.check_name(condition.at_least, names, f"grade of {id}")
            ):
                break

    def check_outline(self) -> None:
        m = self.methodology
        names = (block.id or block.block for block in m.outline if block.block != "domain")
        self.check_unique(names, "block")
        for block in m.outline:
            self.check_name(block.domain, (d.id for d in m.domains), "domain")
