"""What is wrong with a methodology: rules that contradict one another, ids used twice, scales
without grades."""

from __future__ import annotations

import re
from collections.abc import Iterable

from reportgen.methodology.model import Condition, Limit, Methodology
from reportgen.problems import Problem, error, find_nearest
from reportgen.reading.fields import SourceText


def validate_methodology(methodology: Methodology) -> list[Problem]:
    """Everything by which a methodology contradicts itself: names that nothing bears, ids used
    twice, rules that cannot apply."""
    found = _Validator(methodology)
    found.scales()
    found.standards()
    found.rules()
    found.outline()
    return found.problems


class _Validator:
    """Looks through one methodology and collects what is wrong with it."""

    def __init__(self, methodology: Methodology) -> None:
        self.m = methodology
        self.problems: list[Problem] = []

    def name(self, word: SourceText | None, known_words: Iterable[str], what: str) -> bool:
        """Whether a word is one of the known ones; a problem where it is not."""
        names = [str(k) for k in known_words]
        if word is None or str(word) in names:
            return True
        near = find_nearest(word, names)
        self.problems.append(
            error(
                "unknown-name",
                word.place,
                f"there is no {what} `{word}`",
                f"did you mean `{near}`?" if near else f"there are: {', '.join(names) or 'none'}",
            )
        )
        return False

    def twice(self, words: Iterable[SourceText], what: str) -> None:
        seen: dict[str, SourceText] = {}
        for word in words:
            if str(word) in seen:
                self.problems.append(
                    error(
                        "id-twice",
                        word.place,
                        f"the {what} `{word}` stands here and on line {seen[str(word)].place.line}",
                        "give each one an id of its own",
                    )
                )
            seen.setdefault(str(word), word)

    def scales(self) -> None:
        if not self.m.scales or not all(self.m.scales.values()):
            self.problems.append(
                error(
                    "no-scale",
                    self.m.place,
                    "a methodology needs a scale with at least one grade",
                    "add `scales:`",
                )
            )
            return
        for grades in self.m.scales.values():
            self.twice((g.name for g in grades), "grade")
            edges = [(g.from_, g) for g in grades if g.from_ is not None]
            for (low, _), (high, grade) in zip(edges, edges[1:], strict=False):
                if low >= high or high > 100:
                    self.problems.append(
                        error(
                            "band-order",
                            grade.place,
                            f"the band of {grade.name} begins at {high}, the one below at {low}",
                            "list grades from worst to best, each beginning higher, at 100 at the"
                            " most",
                        )
                    )

    def standards(self) -> None:
        m = self.m
        self.twice((d.id for d in m.domains), "domain")
        self.twice((s.id for d in m.domains for s in d.standards), "standard")
        self.twice((q.id for s in m.standards.values() for q in s.questions), "key question")
        self.twice((t.id for t in m.threads), "thread")
        for domain in m.domains:
            self.name(domain.scale, m.scales, "scale")
        for standard in m.standards.values():
            self.name(standard.scale, m.scales, "scale")
            for kind in standard.kinds:
                self.name(kind, m.kinds, "kind")
            for question in standard.questions:
                self.name(question.thread, (t.id for t in m.threads), "thread")
                self.twice((p.id for p in question.prompts), "prompt")
                for prompt in question.prompts:
                    for mark in prompt.marks:
                        self.name(mark, (k.id for k in m.marks), "mark")
        for thread in m.threads:
            for id in thread.domains:
                self.name(id, (d.id for d in m.domains), "domain")

    def rules(self) -> None:
        rules, m = self.m.rules, self.m
        overall = rules.overall
        if rules.small_group < 2:
            self.problems.append(
                error(
                    "small-group",
                    rules.place,
                    f"`small_group: {rules.small_group}` would withhold nothing: a group of one"
                    " case is a person",
                    "write 2 or more, or leave it out, which is 5",
                )
            )
        self.name(overall.scale, m.scales, "scale")
        named = [
            overall.scale,
            *(d.scale for d in m.domains),
            *(s.scale for s in m.standards.values()),
        ]
        if (
            not m.scales
            or not all(m.scales.values())
            or not all(name is None or name in m.scales for name in named)
        ):
            return
        grades = [g.name for g in m.scale(overall.scale)]
        for grade in (
            *overall.shares,
            *overall.totals,
            *(c.rating for c in overall.cases),
            *filter(None, [overall.otherwise]),
        ):
            self.name(grade, grades, "grade")
        for share in overall.shares.values():
            if not re.fullmatch(r"\d{1,3}(/[1-9]\d{0,2})?", share):
                self.problems.append(
                    error("share", share.place, f"`{share}` is not a share", "write it as 5/6")
                )
        if overall.rule == "points" and not (overall.shares or overall.totals):
            self.problems.append(
                error(
                    "no-totals",
                    overall.place,
                    "a score needs `shares:` or `totals:` to become a rating",
                    "write shares: {Inadequate: 1/6, …}: the highest total of each grade as a share"
                    " of the highest possible",
                )
            )
        if overall.rule == "points":
            self.points()
        for case in overall.cases:
            self.conditions(case.conditions, grades)
        for limit in rules.limits:
            self.limit(limit, grades)

    def points(self) -> None:
        """Where points are summed, each counted standard has some to give, and a percentage leads
        to them."""
        told = set()
        for standard in self.m.standards.values():
            scale = self.m.scale_of(standard)
            if not standard.counts_overall or not scale or id(scale) in told:
                continue
            if not any(grade.points for grade in scale):
                told.add(id(scale))
                self.problems.append(
                    error(
                        "no-points",
                        scale[0].place,
                        f"the grades on which {standard.id} is rated have no points, and the score"
                        " is their sum",
                        "give each grade `points:`, or the standard `counted: no`",
                    )
                )
            elif standard.rated != "judgement" and not any(grade.from_ for grade in scale):
                told.add(id(scale))
                self.problems.append(
                    error(
                        "no-bands",
                        scale[0].place,
                        f"{standard.id} is rated by a percentage, and no grade of its scale says"
                        " from which percentage it is given",
                        "give each grade but the worst `from:`, the lowest percentage of its band",
                    )
                )

    def limit(self, limit: Limit, grades: list[SourceText]) -> None:
        if limit.standard is not None:
            if not self.name(limit.standard, self.m.standards, "standard"):
                return
            grades = [g.name for g in self.m.scale_of(self.m.standards[str(limit.standard)])]
        self.name(limit.at_most, grades, "grade")
        self.conditions(limit.conditions, [])

    def conditions(self, conditions: tuple[Condition, ...], grades: list[SourceText]) -> None:
        for condition in conditions:
            self.name(condition.declared, self.m.declares, "fact to declare")
            if (
                condition.declared is None
                and condition.at_most is None
                and condition.at_least is None
            ):
                self.problems.append(
                    error(
                        "empty-condition",
                        condition.place,
                        "this condition asks for nothing",
                        "add `at_most:`, `at_least:` or `declared:`",
                    )
                )
            if condition.how_many is not None and not re.fullmatch(
                r"all|any|[1-9]\d?", condition.how_many
            ):
                self.problems.append(
                    error(
                        "how-many",
                        condition.how_many.place,
                        f"`{condition.how_many}` is not a number of standards",
                        "write all, any or a number",
                    )
                )
            ids = [i for i in condition.of if self.name(i, self.m.standards, "standard")]
            for standard in [self.m.standards[str(i)] for i in ids] or [
                s for s in self.m.standards.values() if s.counts_overall
            ]:
                names = [g.name for g in self.m.scale_of(standard)]
                if not (
                    self.name(condition.at_most, names, f"grade of {standard.id}")
                    and self.name(condition.at_least, names, f"grade of {standard.id}")
                ):
                    break

    def outline(self) -> None:
        self.twice((b.id or b.block for b in self.m.outline if b.block != "domain"), "block")
        for block in self.m.outline:
            self.name(block.domain, (d.id for d in self.m.domains), "domain")
