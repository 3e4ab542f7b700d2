"""Whether a methodology agrees with itself: its names exist, its ids are unique, its rules can
apply."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from reportgen.methodology.model import Condition, Grade, Limit, Methodology
from reportgen.problems import Place, Problem, error, find_nearest
from reportgen.reading.fields import SourceText

_SHARE = re.compile(r"\d{1,3}(/[1-9]\d{0,2})?")  # 5/6, 1

_HOW_MANY = re.compile(r"all|any|[1-9]\d?")


def validate_methodology(methodology: Methodology) -> list[Problem]:
    """Every contradiction in a methodology: unknown names, ids used twice, rules that cannot
    apply."""
    validator = _Validator(methodology)
    validator.check_scales()
    validator.check_standards()
    validator.check_small_group()
    validator.check_rules()
    validator.check_outline()
    return validator.problems


class _Validator:
    """Looks through one methodology and collects what is wrong with it."""

    def __init__(self, methodology: Methodology) -> None:
        self.methodology = methodology
        self.problems: list[Problem] = []

    def report(self, code: str, place: Place, message: str, hint: str) -> None:
        self.problems.append(error(code, place, message, hint))

    def check_name(self, name: SourceText | None, known: Iterable[str], what: str) -> bool:
        """Report a name that is not one of the known ones, and say whether it is."""
        names = [str(k) for k in known]
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
            self.check_bands([grade for grade in grades if grade.from_ is not None])

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
        for standard in m.standards.values():
            self.check_name(standard.scale, m.scales, "scale")
            for kind in standard.kinds:
                self.check_name(kind, m.kinds, "kind")
            for question in standard.questions:
                self.check_name(question.thread, (t.id for t in m.threads), "thread")
                self.check_unique((p.id for p in question.prompts), "prompt")
                for mark in (mark for prompt in question.prompts for mark in prompt.marks):
                    self.check_name(mark, (k.id for k in m.marks), "mark")
        for thread in m.threads:
            for id in thread.domains:
                self.check_name(id, (d.id for d in m.domains), "domain")

    def check_small_group(self) -> None:
        rules = self.methodology.rules
        if rules.small_group < 2:
            self.report(
                "small-group",
                rules.place,
                f"`small_group: {rules.small_group}` withholds nothing: a group of one case is one"
                " person",
                "write 2 or more, or leave it out for the usual 5",
            )

    def check_rules(self) -> None:
        m, overall = self.methodology, self.methodology.rules.overall
        self.check_name(overall.scale, m.scales, "scale")
        if not self.has_all_scales():
            return
        grades = [grade.name for grade in m.scale(overall.scale)]
        for rating in (
            *overall.shares,
            *overall.totals,
            *(case.rating for case in overall.cases),
            *filter(None, [overall.otherwise]),
        ):
            self.check_name(rating, grades, "grade")
        for share in overall.shares.values():
            if not _SHARE.fullmatch(share):
                self.report("share", share.place, f"`{share}` is not a share", "write it as 5/6")
        if overall.rule == "points":
            self.check_points()
        for case in overall.cases:
            self.check_conditions(case.conditions)
        for limit in m.rules.limits:
            self.check_limit(limit, grades)

    def has_all_scales(self) -> bool:
        """Whether every scale that is named exists and has grades, so that rules can be checked
        against them."""
        m = self.methodology
        names = [
            m.rules.overall.scale,
            *(domain.scale for domain in m.domains),
            *(standard.scale for standard in m.standards.values()),
        ]
        return (
            bool(m.scales)
            and all(m.scales.values())
            and all(name is None or name in m.scales for name in names)
        )

    def check_points(self) -> None:
        """Report what keeps a sum of points from becoming a rating: no totals, a scale without
        points, a percentage without bands."""
        m, overall = self.methodology, self.methodology.rules.overall
        if not (overall.shares or overall.totals):
            self.report(
                "no-totals",
                overall.place,
                "the score needs `shares:` or `totals:` to become a rating",
                "write shares: {Inadequate: 1/6, …}: the highest total of each grade as a share"
                " of the highest possible",
            )
        reported: set[int] = set()
        for standard in m.standards.values():
            scale = m.scale_of(standard)
            if not standard.counts_overall or not scale or id(scale) in reported:
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
            elif standard.rated != "judgement" and not any(grade.from_ for grade in scale):
                reported.add(id(scale))
                self.report(
                    "no-bands",
                    scale[0].place,
                    f"{standard.id} is rated by a percentage, but no grade of its scale says from"
                    " which percentage it is given",
                    "give each grade but the worst `from:`, the lowest percentage of its band",
                )

    def check_limit(self, limit: Limit, grades: list[SourceText]) -> None:
        m = self.methodology
        if limit.standard is not None:
            if not self.check_name(limit.standard, m.standards, "standard"):
                return
            grades = [grade.name for grade in m.scale_of(m.standards[str(limit.standard)])]
        self.check_name(limit.at_most, grades, "grade")
        self.check_conditions(limit.conditions)

    def check_conditions(self, conditions: tuple[Condition, ...]) -> None:
        for condition in conditions:
            self.check_name(condition.declared, self.methodology.declares, "fact to declare")
            if not (condition.declared or condition.at_most or condition.at_least):
                self.report(
                    "empty-condition",
                    condition.place,
                    "this condition does not say what has to be true",
                    "add `at_most:`, `at_least:` or `declared:`",
                )
            if condition.how_many is not None and not _HOW_MANY.fullmatch(condition.how_many):
                self.report(
                    "how-many",
                    condition.how_many.place,
                    f"`{condition.how_many}` is not a number of standards",
                    "write all, any or a number",
                )
            self.check_grades(condition)

    def check_grades(self, condition: Condition) -> None:
        """Report the grades of a condition that are not on the scale of a standard it counts."""
        m = self.methodology
        ids = [id for id in condition.of if self.check_name(id, m.standards, "standard")]
        for standard in [m.standards[str(id)] for id in ids] or [
            standard for standard in m.standards.values() if standard.counts_overall
        ]:
            names = [grade.name for grade in m.scale_of(standard)]
            if not (
                self.check_name(condition.at_most, names, f"grade of {standard.id}")
                and self.check_name(condition.at_least, names, f"grade of {standard.id}")
            ):
                break

    def check_outline(self) -> None:
        m = self.methodology
        names = (block.id or block.block for block in m.outline if block.block != "domain")
        self.check_unique(names, "block")
        for block in m.outline:
            self.check_name(block.domain, (d.id for d in m.domains), "domain")
