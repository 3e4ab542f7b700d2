"""Whether an inspection file fits its methodology: every id, rating and name in it is one that the
methodology knows.

What follows from the values is for ratings.py; what a careful editor would notice is for checks.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from reportgen.inspection.model import Finding, Inspection
from reportgen.methodology.model import Domain, Methodology, Standard
from reportgen.problems import Problem, error, find_nearest
from reportgen.reading.fields import SourceText

TEXT_OF_BLOCKS = ("acknowledgements", "role", "executive_summary")
"""Texts that packaged blocks print beside the one that bears the block's own id."""

MAY_BE_OMITTED = ("prose", "tables", "prompts", "progress", "progress-table")
"""Blocks that a report may do without. Ratings, chapters, recommendations and the foreword are what
a report is."""


def validate_inspection(inspection: Inspection, methodology: Methodology) -> list[Problem]:
    """Everything in the file that its methodology does not know or does not allow."""
    fit = _Validator(inspection, methodology)
    fit.title()
    fit.kind()
    fit.findings()
    fit.names()
    fit.published()
    return fit.problems


class _Validator:
    """Compares one file with its methodology and collects what does not fit."""

    def __init__(self, inspection: Inspection, methodology: Methodology) -> None:
        self.i, self.m = inspection, methodology
        self.problems: list[Problem] = []
        self.domains = {str(d.id): d for d in methodology.domains}
        self.standards = methodology.standards_of_kind(inspection.kind)
        self.blocks = [str(b.id or b.block) for b in methodology.outline if b.block != "domain"]

    def name(
        self, word: SourceText | None, known: Iterable[str], what: str, code: str = "unknown-name"
    ) -> bool:
        names = [str(k) for k in known]
        if word is None or str(word) in names:
            return True
        near = find_nearest(word, names)
        rest = f"known here: {', '.join(names[:16])}" if names else f"{self.m.id} has none"
        self.problems.append(
            error(
                code,
                word.place,
                f"there is no {what} `{word}`",
                f"did you mean `{near}`?" if near else rest,
            )
        )
        return False

    def title(self) -> None:
        if not self.i.title:
            self.problems.append(
                error(
                    "missing-key",
                    self.i.title.place,
                    "`title` is missing",
                    "add `title:` the service inspected, as it stands on the cover",
                )
            )

    def kind(self) -> None:
        if self.i.kind is not None:
            self.name(self.i.kind, self.m.kinds, "kind")
        elif self.m.kinds:
            self.problems.append(
                error(
                    "missing-key",
                    self.i.place,
                    "`kind` is missing: the standards differ by the kind of service",
                    f"add `kind:`, one of: {', '.join(self.m.kinds)}",
                )
            )
        for fact in self.i.declares:
            self.name(fact, self.m.declares, "fact to declare")

    # Findings

    def findings(self) -> None:
        for id, finding in self.i.findings.items():
            if str(id) in self.standards:
                self.standard(self.standards[str(id)], finding)
            elif str(id) in self.domains:
                self.domain(self.domains[str(id)], finding)
            elif str(id) in self.m.standards:
                self.problems.append(
                    error(
                        "other-kind",
                        id.place,
                        f"`{id}` is not rated in an inspection of kind `{self.i.kind}`",
                        f"it belongs to: {', '.join(self.m.standards[str(id)].kinds)}",
                    )
                )
            else:
                self.name(
                    id,
                    [*self.domains, *self.standards],
                    f"{self.m.words.domain} or {self.m.words.standard}",
                    "unknown-id",
                )

    def domain(self, domain: Domain, finding: Finding) -> None:
        for what, value in (
            ("rating", finding.rating),
            ("score", finding.score),
            ("adjusted", finding.adjusted),
            ("not_rated", finding.not_rated),
        ):
            if value is not None:
                self.problems.append(
                    error(
                        "domain-rated",
                        value.place,
                        f"`{domain.id}` is a {self.m.words.domain}, and only its"
                        f" {self.m.words.standards} are rated",
                        f"move `{what}:` to one of: {', '.join(s.id for s in domain.standards)}",
                    )
                )
        for result in finding.results:
            self.problems.append(
                error(
                    "domain-rated",
                    result.place,
                    f"`{domain.id}` is a {self.m.words.domain}; results stand under its"
                    f" {self.m.words.standards}",
                    f"move it to one of: {', '.join(s.id for s in domain.standards)}",
                )
            )

    def standard(self, standard: Standard, finding: Finding) -> None:
        grades = [g.name for g in self.m.scale_of(standard)]
        self.rating(finding.rating, grades)
        if finding.adjusted is not None:
            self.rating(finding.adjusted.rating, grades)
            if finding.adjusted.rating is None:
                self.problems.append(
                    error(
                        "missing-key",
                        finding.adjusted.place,
                        "`rating` is missing",
                        "add the rating that the panel gave",
                    )
                )
        if standard.rated == "no" and finding.rating is not None:
            self.problems.append(
                error(
                    "never-rated",
                    finding.rating.place,
                    f"{standard.id} {standard.title} is reported and never rated",
                    "take `rating:` out",
                )
            )
        if standard.rated == "judgement" and finding.score is not None:
            self.problems.append(
                error(
                    "judged",
                    finding.score.place,
                    f"{standard.id} {standard.title} is rated by judgement and has no percentage",
                    "give its `rating:` instead",
                )
            )
        if finding.score is not None and finding.results:
            self.problems.append(
                error(
                    "score-and-results",
                    finding.score.place,
                    "`score` stands in place of results, and here are both",
                    "take one of them out",
                )
            )
        if finding.not_rated is not None and (finding.rating or finding.adjusted):
            self.problems.append(
                error(
                    "rated-and-not",
                    finding.not_rated.place,
                    f"{standard.id} is rated and not rated at once",
                    "take one of them out",
                )
            )
        self.results(standard, finding)

    def rating(self, rating: SourceText | None, grades: list[SourceText]) -> None:
        if rating is None or str(rating) in [str(g) for g in grades]:
            return
        near = find_nearest(rating, [str(g) for g in grades])
        self.problems.append(
            error(
                "unknown-rating",
                rating.place,
                f"`{rating}` is not a rating of this scale",
                f"did you mean `{near}`?" if near else f"one of: {', '.join(grades)}",
            )
        )

    def results(self, standard: Standard, finding: Finding) -> None:
        known = [str(q.id) for q in standard.questions]
        known += [id for q in standard.questions for id in q.prompts_by_id]
        if standard.rated in ("own", "mean", "lowest"):
            known.append(str(standard.id))
        for id in finding.results:
            if standard.rated == "judgement" and not known:
                self.problems.append(
                    error(
                        "judged",
                        id.place,
                        f"{standard.id} {standard.title} is rated by judgement and has no results",
                        "give its `rating:` instead",
                    )
                )
            elif str(id) not in known and (owner := self.owner(str(id))) is not None:
                self.problems.append(
                    error(
                        "unknown-id",
                        id.place,
                        f"`{id}` is a question of {owner}, and stands under {standard.id}",
                        f"move it to `{owner}:`",
                    )
                )
            else:
                self.name(
                    id, known, f"key question or prompt of {standard.id} with the id", "unknown-id"
                )
        if finding.score is not None and finding.score.pooled:
            self.problems.append(
                error(
                    "pooled-score",
                    finding.score.place,
                    "a score cannot be pooled",
                    "pool each key question under `results:`",
                )
            )

    def owner(self, id: str) -> str | None:
        """The standard whose question or prompt has this id."""
        standard = self.m.standard_of.get(id)
        return standard.id if standard is not None and standard.id in self.standards else None

    # Names

    def places(self) -> list[str]:
        return [*self.domains, *self.standards, *self.blocks]

    def names(self) -> None:
        for name in self.i.text:
            self.name(name, [*self.blocks, *TEXT_OF_BLOCKS], "text in the outline with the name")
        for name in self.i.omit:
            self.name(
                name,
                (b.id or b.block for b in self.m.outline if b.block in MAY_BE_OMITTED),
                "part of the outline to omit with the name",
            )
        for thread in self.i.threads:
            self.name(thread, (t.id for t in self.m.threads), "thread")
        for section in self.i.sections:
            self.name(section.in_, [*self.places(), "annexes"], "part of the report with the name")
        for table in self.i.tables.values():
            self.name(table.in_, self.places(), "part of the report with the name")
            for number, row in enumerate(table.rows):
                if len(row) > len(table.columns):
                    place = next((c.place for c in row), table.place)
                    self.problems.append(
                        error(
                            "row-length",
                            place,
                            f"row {number + 1} has {len(row)} cells for {len(table.columns)}"
                            " columns",
                            "put quotes around a cell that holds a comma, or add a column",
                        )
                    )
        for practice in self.i.good_practice:
            self.name(practice.on, self.standards, self.m.words.standard)
        ids = [
            *self.standards,
            *self.domains,
            *(str(q.id) for s in self.standards.values() for q in s.questions),
        ]
        for item in (item for r in self.i.recommendations for item in r.items):
            for id in item.findings:
                self.name(id, ids, "finding with the id", "unknown-id")

    def published(self) -> None:
        shares = [
            *(str(d.id) for d in self.m.domains if d.score == "mean"),
            *(str(t.id) for t in self.m.threads if t.score == "mean"),
        ]
        for id, value in self.i.published_ratings.items():
            if not self.name(
                id,
                ["score", "overall", *self.standards, *shares],
                "published rating with the name",
                "unknown-id",
            ):
                continue
            if str(id) in self.standards:
                self.rating(value, [g.name for g in self.m.scale_of(self.standards[str(id)])])
            elif str(id) == "overall" and self.m.rules.overall.rule != "none":
                self.rating(value, [g.name for g in self.m.scale(self.m.rules.overall.scale)])
            elif str(id) not in ("overall",) and not re.fullmatch(r"\d{1,3}(\.\d)?%?", value):
                self.problems.append(
                    error(
                        "published-form", value.place, f"`{value}` is not a score", "write a number"
                    )
                )
