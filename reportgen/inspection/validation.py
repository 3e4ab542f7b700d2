"""Whether an inspection file agrees with its methodology: the methodology knows every id, rating
and name in it.

What follows from the values is for ratings/; what a careful editor would notice is for checks/.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from reportgen.inspection.blocks import TEXTS_OF_BLOCKS, kind_of
from reportgen.inspection.model import Adjustment, Finding, Inspection
from reportgen.inspection.outline import list_places
from reportgen.inspection.own_fields import validate_fields
from reportgen.methodology.model import Domain, Methodology, Standard
from reportgen.methodology.wording import name_part
from reportgen.problems import Place, Problem, error, find_nearest
from reportgen.reading.fields import SourceText

_SCORE = re.compile(r"\d{1,3}(\.\d)?%?")  # 79, 79%, 79.4%

MAX_NAMES_IN_HINT = 16
MAX_TITLE = 300
"""The most characters of a title. It is measured word by word on each page: 800 characters took 23
seconds."""


def validate_inspection(inspection: Inspection, methodology: Methodology) -> list[Problem]:
    """Everything in the file that its methodology does not know or does not allow."""
    validator = _Validator(inspection, methodology)
    validator.check_title()
    validator.check_kind()
    validator.check_declared_facts()
    validator.check_findings()
    validator.check_names()
    validator.check_tables()
    validator.check_key_facts()
    validator.check_supporting_findings()
    validator.check_progress()
    validator.check_overall()
    validator.check_published_ratings()
    return [*validator.problems, *validate_fields(methodology, inspection)]


class _Validator:
    """Compares one file with its methodology and collects what does not fit."""

    def __init__(self, inspection: Inspection, methodology: Methodology) -> None:
        self.inspection, self.methodology = inspection, methodology
        self.problems: list[Problem] = []
        self.domains = {str(d.id): d for d in methodology.domains}
        self.standards = methodology.standards_of_kind(inspection.kind)
        self.blocks = [block.name for block in methodology.outline if block.block != "domain"]

    def report(self, code: str, place: Place, message: str, hint: str) -> None:
        self.problems.append(error(code, place, message, hint))

    def check_name(
        self,
        name: SourceText | None,
        candidates: Iterable[str],
        what: str,
        code: str = "unknown-name",
    ) -> bool:
        """Report a name that is not one of the known ones, and say whether it is."""
        names = [str(k) for k in candidates]
        if name is None or str(name) in names:
            return True
        if near := find_nearest(name, names):
            hint = f"did you mean `{near}`?"
        elif names:
            more = ", …" if len(names) > MAX_NAMES_IN_HINT else ""
            hint = f"write one of: {', '.join(names[:MAX_NAMES_IN_HINT])}{more}"
        else:
            hint = f"take it out: {self.methodology.id} has none"
        self.report(code, name.place, f"there is no {what} `{name}`", hint)
        return False

    def check_title(self) -> None:
        title = self.inspection.title
        if len(title) > MAX_TITLE:
            self.report(
                "title-long",
                title.place,
                f"the title has {len(title):,} characters; {MAX_TITLE} is the most that fits at the"
                " head of each page",
                "put the name of the service here, and more under `subtitle:`",
            )
        if not title:
            self.report(
                "missing-key",
                title.place,
                "`title` is missing",
                "add `title:` with the name of the service inspected, as the cover prints it",
            )

    def check_progress(self) -> None:
        """Each entry says on what there was progress, and what it follows is named."""
        for progress in self.inspection.progress:
            if not progress.on and not progress.recommendation:
                self.report(
                    "missing-key",
                    progress.place,
                    "`recommendation` is missing",
                    "write what was recommended; or `on:` with the inspection and the id of its"
                    " recommendation: my-town-2022/r1",
                )
            elif progress.on and progress.recommendation:
                self.report(
                    "progress-twice",
                    progress.recommendation.place,
                    "`on` draws the words of the recommendation already",
                    "take out one of the two",
                )
        follows = self.inspection.follows
        if follows is not None and bool(follows.slug) == bool(follows.title):
            self.report(
                "follows-form",
                follows.place,
                "`follows` names neither a file nor a title"
                if not follows.slug
                else "`follows` names a file and a title",
                "write the slug of the earlier inspection, or its title, date and ratings",
            )

    def check_kind(self) -> None:
        kinds = self.methodology.kinds
        if self.inspection.kind is not None:
            self.check_name(self.inspection.kind, kinds, "kind")
        elif kinds:
            self.report(
                "missing-key",
                self.inspection.place,
                "`kind` is missing: the standards depend on the kind of inspection",
                f"add `kind:`, one of: {', '.join(kinds)}",
            )

    def check_declared_facts(self) -> None:
        for fact in self.inspection.declares:
            self.check_name(fact, self.methodology.declares, "fact to declare")

    def check_key_facts(self) -> None:
        for fact in self.inspection.key_facts:
            self.check_name(fact.figure, self.inspection.figures, "figure")

    # Findings

    def check_findings(self) -> None:
        words = self.methodology.words
        for id, finding in self.inspection.findings.items():
            if str(id) in self.standards:
                self.check_finding(self.standards[str(id)], finding)
                self.check_results(self.standards[str(id)], finding)
            elif str(id) in self.domains:
                self.check_domain(self.domains[str(id)], finding)
            elif (standard := self.methodology.standards.get(str(id))) is not None:
                self.report(
                    "other-kind",
                    id.place,
                    f"an inspection of kind `{self.inspection.kind}` does not rate `{id}`",
                    f"take it out: only inspections of kind {', '.join(standard.kinds)} have it",
                )
            else:
                names = [*self.domains, *self.standards]
                self.check_name(id, names, f"{words.domain} or {words.standard}", "unknown-id")

    def check_domain(self, domain: Domain, finding: Finding) -> None:
        """Report ratings and results under a domain. Only standards have them."""
        words = self.methodology.words
        standards = ", ".join(standard.id for standard in domain.standards)
        grades = [grade.name for grade in self.methodology.domain_scale(domain)]
        rule = domain.rating.rule if domain.rating is not None else "none"
        if rule == "judgement":
            self.check_rating(finding.rating, grades)
        elif rule != "none" and finding.rating is not None:
            self.report(
                "domain-follows",
                finding.rating.place,
                f"the rating of `{domain.id}` follows from its {words.standards}",
                "take `rating:` out; a panel's decision goes under `adjusted:`",
            )
        if rule != "none" and finding.adjusted is not None:
            self.check_adjustment(finding.adjusted, grades)
        for key, value in (
            ("rating", finding.rating if rule == "none" else None),
            ("score", finding.score),
            ("adjusted", finding.adjusted if rule == "none" else None),
            ("not_rated", finding.not_rated),
        ):
            if value is not None:
                self.report(
                    "domain-rated",
                    value.place,
                    f"`{domain.id}` is a {words.domain}: only its {words.standards} are rated",
                    f"move `{key}:` to one of: {standards}",
                )
        for id in finding.results:
            self.report(
                "domain-rated",
                id.place,
                f"`{domain.id}` is a {words.domain}: only its {words.standards} have results",
                f"move it to one of: {standards}",
            )

    def check_judged(self, standard: Standard, finding: Finding) -> None:
        """Report grades of questions that are not judged, and grades off the scale."""
        grades = [grade.name for grade in self.methodology.scale_of(standard)]
        judged = [str(q.id) for q in standard.questions if q.rated == "judgement"]
        for id, grade in finding.judged.items():
            what = f"{self.methodology.words.question} of {standard.id} that is rated by judgement"
            if self.check_name(id, judged, f"{what}, with the id", "unknown-id") and grade:
                self.check_rating(grade, grades)
        for id in finding.results:
            if str(id) in judged:
                self.report(
                    "judged",
                    id.place,
                    f"{id} is rated by judgement, so it has no percentage",
                    f"write its grade under `judged:`, as `{id}: {grades[-1]}`",
                )

    def check_overall(self) -> None:
        """Report an overall rating that no inspector may give here, and one off the scale."""
        overall, rule = self.inspection.overall, self.methodology.rules.overall
        if overall is None:
            return
        if rule.rule == "none":
            self.report(
                "no-overall-rating",
                overall.place,
                f"{self.methodology.id} gives no overall rating",
                "take `overall:` out",
            )
            return
        grades = [grade.name for grade in self.methodology.scale(rule.scale)]
        if overall.rating is not None and rule.rule != "judgement":
            self.report(
                "overall-follows",
                overall.rating.place,
                "the overall rating follows from the rules",
                "take `rating:` out; a panel's decision goes under `adjusted:`",
            )
        else:
            self.check_rating(overall.rating, grades)
        if overall.adjusted is not None:
            self.check_adjustment(overall.adjusted, grades)

    def check_finding(self, standard: Standard, finding: Finding) -> None:
        """Report a rating that is not on the scale, and parts of a finding that exclude one
        another."""
        name = name_part(standard.id, standard.title)
        grades = [grade.name for grade in self.methodology.scale_of(standard)]
        self.check_rating(finding.rating, grades)
        self.check_judged(standard, finding)
        if finding.adjusted is not None:
            self.check_adjustment(finding.adjusted, grades)
        if standard.rated == "no" and finding.rating is not None:
            self.report(
                "never-rated",
                finding.rating.place,
                f"{name} is reported but never rated",
                "take `rating:` out",
            )
        if standard.rated == "judgement" and finding.score is not None:
            self.report(
                "judged",
                finding.score.place,
                f"{name} is rated by judgement, so it has no percentage",
                "give its `rating:` instead",
            )
        if finding.not_rated is not None and (finding.rating or finding.adjusted):
            self.report(
                "rated-and-not",
                finding.not_rated.place,
                f"{standard.id} has a rating and `not_rated` too",
                "take one of them out",
            )

    def check_adjustment(self, adjusted: Adjustment, grades: list[SourceText]) -> None:
        self.check_rating(adjusted.rating, grades)
        if adjusted.rating is None:
            self.report(
                "missing-key",
                adjusted.place,
                "`rating` is missing",
                "add the rating that the panel gave",
            )

    def check_rating(self, rating: SourceText | None, grades: list[SourceText]) -> None:
        names = [str(grade) for grade in grades]
        if rating is None or str(rating) in names:
            return
        near = find_nearest(rating, names)
        self.report(
            "unknown-rating",
            rating.place,
            f"`{rating}` is not a rating of this scale",
            f"did you mean `{near}`?" if near else f"write one of: {', '.join(names)}",
        )

    def check_results(self, standard: Standard, finding: Finding) -> None:
        ids = [str(question.id) for question in standard.questions]
        ids += [id for question in standard.questions for id in question.prompts_by_id]
        if standard.rated in ("own", "mean", "lowest"):
            ids.append(str(standard.id))
        for id in finding.results:
            owner = self.find_standard_asking(str(id))
            if standard.rated == "judgement" and not ids:
                self.report(
                    "judged",
                    id.place,
                    f"{name_part(standard.id, standard.title)} is rated by judgement, so it has no"
                    " results",
                    "give its `rating:` instead",
                )
            elif str(id) not in ids and owner is not None:
                self.report(
                    "unknown-id",
                    id.place,
                    f"`{id}` is a question of {owner}, but it is written under {standard.id}",
                    f"move it to `{owner}:`",
                )
            else:
                what = f"key question or prompt of {standard.id} with the id"
                self.check_name(id, ids, what, "unknown-id")
        if finding.score is not None and finding.results:
            self.report(
                "score-and-results",
                finding.score.place,
                "`score` replaces `results`, but this finding has both",
                "take one of them out",
            )
        if finding.score is not None and finding.score.pooled:
            self.report(
                "pooled-score",
                finding.score.place,
                "a score cannot be pooled",
                "pool each key question under `results:`",
            )

    def find_standard_asking(self, id: str) -> str | None:
        """The standard of this inspection whose question or prompt has this id."""
        standard = self.methodology.standard_of.get(id)
        return standard.id if standard is not None and standard.id in self.standards else None

    # Names

    def check_names(self) -> None:
        """Report names of texts, blocks, threads and parts of the report that do not exist."""
        inspection, m = self.inspection, self.methodology
        for name in inspection.text:
            names = [*self.blocks, *TEXTS_OF_BLOCKS]
            self.check_name(name, names, "text in the outline with the name")
        for name in inspection.omit:
            names = [block.name for block in m.outline if kind_of(block).may_be_omitted]
            self.check_name(name, names, "part of the outline to omit with the name")
        for thread in inspection.threads:
            self.check_name(thread, (t.id for t in m.threads), "thread")
        parts = list_places(m, inspection)
        for section in inspection.sections:
            self.check_name(section.in_, [*parts, "annexes"], "part of the report with the name")
        for table in inspection.tables.values():
            self.check_name(table.in_, parts, "part of the report with the name")
        for practice in inspection.good_practice:
            self.check_name(practice.on, self.standards, m.words.standard)

    def check_tables(self) -> None:
        """Report rows with more cells than the table has columns."""
        for table in self.inspection.tables.values():
            width = len(table.columns)
            for number, row in enumerate(table.rows, start=1):
                if len(row) > width:
                    self.report(
                        "row-length",
                        row[0].place if row else table.place,
                        f"row {number} has {len(row)} cells, but the table has"
                        f" {width} {'column' if width == 1 else 'columns'}",
                        "put quotes around a cell that holds a comma, or add a column",
                    )

    def check_supporting_findings(self) -> None:
        """Report findings under recommendations that do not exist."""
        questions = (question.id for s in self.standards.values() for question in s.questions)
        ids = [*self.standards, *self.domains, *map(str, questions)]
        for group in self.inspection.recommendations:
            for item in group.items:
                for id in item.findings:
                    self.check_name(id, ids, "finding with the id", "unknown-id")

    def check_published_ratings(self) -> None:
        m = self.methodology
        with_percentage = [
            *(str(domain.id) for domain in m.domains if domain.score == "mean"),
            *(str(thread.id) for thread in m.threads if thread.score == "mean"),
        ]
        rated = {str(id): m.domain_scale(d) for id, d in m.rated_domains.items()}
        ids = ["score", "overall", *self.standards, *rated, *with_percentage]
        for id, value in self.inspection.published_ratings.items():
            if not self.check_name(id, ids, "published rating with the name", "unknown-id"):
                continue
            if str(id) in self.standards:
                scale = m.scale_of(self.standards[str(id)])
                self.check_rating(value, [grade.name for grade in scale])
            elif str(id) in rated:
                self.check_rating(value, [grade.name for grade in rated[str(id)]])
            elif str(id) == "overall":
                if m.rules.overall.rule != "none":
                    scale = m.scale(m.rules.overall.scale)
                    self.check_rating(value, [grade.name for grade in scale])
            elif not _SCORE.fullmatch(value):
                self.report(
                    "published-form",
                    value.place,
                    f"`{value}` is not a score",
                    "write a number, as 21 or 79%",
                )
