"""The figures that prose may draw from the data: what `{pct:2.2.3}` becomes, and where the number
comes from.

It knows inspections, ratings and methodologies, and nothing of Markdown: it is given a kind and a
target, and answers with the words to print or with what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Protocol

from reportgen.inspection.drawn_tables import find_undrawable
from reportgen.inspection.model import Inspection
from reportgen.inspection.outline import list_sections
from reportgen.inspection.own_fields import list_field_values
from reportgen.inspection.results import Result
from reportgen.methodology.model import Methodology
from reportgen.problems import find_nearest
from reportgen.ratings.results import Ratings
from reportgen.reading.fields import SourceText
from reportgen.util.frozen import frozen
from reportgen.util.numbers import round_half_up

TO_COME = "figure-without-result"
"""The code of a figure whose result or rating is not there yet. A draft says so in its place."""
DRAWN_TABLE = "table "
"""What the target of a chart begins with that is a table of data: `{chart:table workload}`."""
BLOCKS = ("table", "chart", "breakdown")
"""The kinds that stand on a line of their own."""

_PER_CENT_SIGN = re.compile(r"(?<=\d) ?%")


@frozen(kw_only=False)
class Resolved:
    """A figure with its value."""

    kind: str
    target: str
    prose: str
    """As it stands in running text: 47 per cent."""
    table: str
    """As it stands in a table: 47%."""
    source: str
    """Where it comes from, for the list of figures."""
    anchor: str = ""
    """For a reference: the id of what it refers to."""


@frozen(kw_only=False)
class Unresolved:
    """A figure that has no value, and why."""

    code: str
    message: str
    hint: str = ""


class Unit(Protocol):
    """An inspection that is drawn on, with what it rests on."""

    @property
    def inspection(self) -> Inspection: ...
    @property
    def methodology(self) -> Methodology: ...
    @property
    def ratings(self) -> Ratings: ...


class Placeholders:
    """Answers every figure of one report. What was once answered is kept."""

    def __init__(
        self,
        methodology: Methodology,
        inspection: Inspection,
        ratings: Ratings,
        units: Mapping[str, Unit] | None = None,
        breakdowns: Iterable[str] | None = None,
    ) -> None:
        self.methodology, self.inspection, self.ratings = methodology, inspection, ratings
        self.say = methodology.words.say
        self.units: Mapping[str, Unit] = units or {}
        self.breakdowns = None if breakdowns is None else [str(name) for name in breakdowns]
        """The breakdowns that the cases allow, as `2.2 by risk_level`; None where that is not known
        here."""
        self.sections = list_sections(methodology, inspection)
        self._results = {
            str(id): result
            for finding in inspection.findings.values()
            for id, result in finding.results.items()
            if result
        }
        self._results |= {
            str(id): finding.score for id, finding in inspection.findings.items() if finding.score
        }
        self._answers: dict[tuple[str, str], Resolved | Unresolved] = {}
        self._of_units: dict[str, Placeholders] = {}

    def find(self, kind: str, target: str) -> Resolved | Unresolved:
        """The figure of a kind for a target, or what is wrong."""
        target = " ".join(target.split())
        key = (kind, target)
        if key not in self._answers:
            self._answers[key] = self._find(kind, target)
        return self._answers[key]

    def _find(self, kind: str, target: str) -> Resolved | Unresolved:
        if not target and kind not in ("score", "overall"):
            return Unresolved(
                "figure-target",
                f"{{{kind}}} does not say of what",
                f"write {{{kind}:{_EXAMPLES[kind]}}}",
            )
        unit, _, rest = target.partition(" ")
        if kind == "figure" and target in self.inspection.figures:
            return self._figure(target)
        if kind in _OF_UNITS and (rest or kind in ("score", "overall")) and unit and unit != "not":
            return self._of_unit(kind, unit, rest.strip())
        return _FINDERS[kind](self, target)

    def _of_unit(self, kind: str, slug: str, target: str) -> Resolved | Unresolved:
        if slug not in self.units:
            targets = (
                f"this inspection draws on: {', '.join(self.units)}"
                if self.units
                else "name it under `draws_on:` first"
            )
            return _unknown(kind, slug, self.units, "inspection that this one draws on", targets)
        if slug not in self._of_units:
            unit = self.units[slug]
            self._of_units[slug] = Placeholders(unit.methodology, unit.inspection, unit.ratings)
        resolved = self._of_units[slug].find(kind, target)
        if isinstance(resolved, Unresolved):
            return resolved
        return Resolved(
            kind,
            f"{slug} {target}".strip(),
            resolved.prose,
            resolved.table,
            f"{slug}: {resolved.source}",
        )

    # Percentages and counts

    def result(self, id: str) -> Result | None:
        """The result of a key question or prompt, or the score of a standard."""
        return self._results.get(id)

    def source_of(self, result: Result) -> str:
        """Where a result comes from."""
        cases = f"{result.yes} of {result.of}, " if result.of is not None else ""
        if result.origin == "cases" and self.inspection.cases:
            return f"{cases}counted from {self.inspection.cases.file}"
        return cases + {
            "pooled": "pooled from the inspections drawn on",
            "cases": "counted from the cases",
        }.get(result.origin, "as typed in the file")

    def per_cent(self, number: str) -> str:
        """A percentage as running text has it."""
        word = str(self.methodology.words.per_cent)
        return f"{number}%" if word == "%" else f"{number} {word}"

    def _pct(self, target: str) -> Resolved | Unresolved:
        id, negated = _negated(target)
        result = self.result(id)
        if result is not None and result.percent is not None:
            number, source = (
                str(100 - result.rounded if negated else result.rounded),
                f"{id}: {self.source_of(result)}",
            )
        else:
            number, source = self._share(id)
            if not number:
                return self._no_result("pct", id)
        return Resolved("pct", target, self.per_cent(number), f"{number}%", source)

    def _share(self, id: str) -> tuple[str, str]:
        """The percentage of a standard, domain or thread."""
        rated = self.ratings.standards.get(id)
        if rated is not None and rated.percent is not None:
            return str(rated.percent), f"{id}: computed from its key questions"
        share = self.ratings.sections.get(id) or self.ratings.threads.get(id)
        return (
            (f"{share.percent:g}", f"{share.title}: computed")
            if share is not None and share.percent is not None
            else ("", "")
        )

    def _share_in_words(self, target: str) -> Resolved | Unresolved:
        """The methodology's word for a percentage: most."""
        percent = self._pct(target)
        if isinstance(percent, Unresolved):
            return percent
        number = round_half_up(Fraction(percent.table.removesuffix("%")))
        for share in self.methodology.words.shares:
            if share.from_ <= number <= share.to:
                words = f"{share.word} ({percent.table})"
                return Resolved("share", target, str(share.word), words, percent.source)
        return Unresolved(
            "unknown-figure",
            f"the methodology has no word for a share of {percent.table}",
            f"write {{pct:{target}}}, or add the word to `shares:` under its `words:`",
        )

    def _n(self, target: str) -> Resolved | Unresolved:
        id, negated = _negated(target)
        groups = {str(name): count for name, count in self.inspection.sample.items()}
        if id in groups and not negated:
            return Resolved("n", target, f"{groups[id]:,}", f"{groups[id]:,}", f"sample: {id}")
        result = self.result(id)
        if result is None or result.percent is None:
            return self._no_result("n", id, groups)
        if result.yes is None or result.of is None:
            return Unresolved(
                "figure-without-cases",
                f"of {id} only the percentage is known, not the cases",
                f"write {{pct:{id}}}, or give the result as a count",
            )
        yes = result.of - result.yes if negated else result.yes
        return Resolved(
            "n",
            target,
            self.say("count-out-of", yes=yes, of=result.of),
            self.say("count-of", yes=yes, of=result.of),
            f"{id}: {self.source_of(result)}",
        )

    def _no_result(self, kind: str, id: str, more: Iterable[str] = ()) -> Unresolved:
        ids = list(self.methodology.questions_and_prompts)
        shares = (
            [*self.ratings.standards, *self.ratings.sections, *self.ratings.threads]
            if kind == "pct"
            else []
        )
        if id in ids or id in shares:
            return Unresolved(
                TO_COME,
                f"{id} has no result yet",
                "add it to the `results:` of its finding, or take the figure out",
            )
        return _unknown(
            kind, id, [*self._results, *ids, *shares, *more], "key question, prompt or standard"
        )

    # Ratings

    def _rating(self, target: str) -> Resolved | Unresolved:
        rated = self.ratings.standards.get(target)
        if rated is None:
            return _unknown(
                "rating", target, self.ratings.standards, str(self.methodology.words.standard)
            )
        if rated.rating is None and rated.state != "unrated":
            return Unresolved(
                "unknown-figure",
                f"{target} {rated.title} is not rated in this report",
                "take the figure out",
            )
        if rated.rating is None:
            return Unresolved(
                TO_COME,
                f"{target} {rated.title} has no rating yet",
                "until it is rated, a draft says “rating to come” here",
            )
        return Resolved(
            "rating",
            target,
            self.say("quoted", text=rated.rating),
            rated.rating,
            f"{target}: rated by {rated.rule}",
        )

    def _score(self, target: str) -> Resolved | Unresolved:
        if not self.ratings.totals:
            return Unresolved(
                "unknown-figure", "this methodology has no score", "take the figure out"
            )
        if self.ratings.score is None or self.ratings.out_of is None:
            return Unresolved(
                TO_COME,
                "there is no score yet",
                "until every counted part is rated, a draft says “score to come” here",
            )
        score, out_of = self.ratings.score, self.ratings.out_of
        return Resolved(
            "score",
            "",
            self.say("count-out-of", yes=score, of=out_of),
            f"{score}/{out_of}",
            "computed: the sum of points",
        )

    def _overall(self, target: str) -> Resolved | Unresolved:
        if not self.ratings.overall_grades:
            return Unresolved(
                "unknown-figure", "this methodology has no overall rating", "take the figure out"
            )
        if self.ratings.overall is None:
            return Unresolved(
                TO_COME,
                "there is no overall rating yet",
                "until every counted part is rated, a draft says “rating to come” here",
            )
        return Resolved(
            "overall",
            "",
            self.say("quoted", text=self.ratings.overall),
            self.ratings.overall,
            "computed: the overall rating",
        )

    def _from_elsewhere(self, target: str) -> Resolved | Unresolved:
        """Take a rating or figure of another report as its author typed it."""
        prose = target if re.search(r"\d", target) else self.say("quoted", text=target)
        return Resolved("said", target, prose, target, "as typed: not of this report")

    # What the file names

    def _figure(self, target: str) -> Resolved | Unresolved:
        figure = self.inspection.figures.get(SourceText(target))
        if figure is None:
            names = self.inspection.figures
            return _unknown(
                "figure",
                target,
                names,
                "figure",
                "" if names else "name it under `figures:` with its value and source",
            )
        value = str(figure.value or "")
        word = str(self.methodology.words.per_cent)
        prose = value if word == "%" else _PER_CENT_SIGN.sub(f" {word}", value)
        table = value.replace(f" {word}", "%")
        return Resolved("figure", target, prose, table, str(figure.source or "no source given"))

    def _field(self, target: str) -> Resolved | Unresolved:
        """A field of the methodology's own, as the inspection fills it in."""
        values = list_field_values(self.methodology, self.inspection)
        field_value = next((value for value in values if value.id == target), None)
        if field_value is not None:
            return Resolved(
                "field",
                target,
                field_value.words,
                field_value.words,
                f"fields: {field_value.title}",
            )
        declared = [str(id) for id in self.methodology.fields]
        if target in declared:
            return Unresolved(
                "figure-without-result",
                f"the field {target} is not filled in",
                f"write it under `fields:` as `{target}:`",
            )
        return _unknown("field", target, declared, "field")

    def _ref(self, target: str) -> Resolved | Unresolved:
        if target not in self.sections:
            return _unknown("ref", target, self.sections, "part of the report")
        anchor, words = self.sections[target]
        return Resolved("ref", target, words, words, "the report itself", anchor)

    def _block(
        self, kind: str, target: str, names: Iterable[str] | None, what: str
    ) -> Resolved | Unresolved:
        if names is not None and target not in names:
            return _unknown(kind, target, names, what)
        return Resolved(kind, target, "", "", "the data")


def _table(figures: Placeholders, target: str) -> Resolved | Unresolved:
    return figures._block("table", target, figures.inspection.tables, "table")


def _chart(figures: Placeholders, target: str) -> Resolved | Unresolved:
    if target.startswith(DRAWN_TABLE):
        name = target.removeprefix(DRAWN_TABLE)
        table = figures.inspection.tables.get(SourceText(name))
        if table is None:
            return _unknown("chart", target, map(_name_chart, figures.inspection.tables), "table")
        problem = find_undrawable(table)
        if problem:
            hint = "print it as a table, or give it columns of numbers that can be compared"
            return Unresolved("chart-impossible", f"the table `{name}` {problem}", hint)
        return figures._block("chart", target, None, "")
    methodology = figures.methodology
    domains = [str(block.domain) for block in methodology.outline if block.domain]
    drawn = [id for id in domains if _has_percentages(figures, id)]
    if target in domains and target not in drawn:
        hint = f"take it out; these can be drawn: {', '.join([*drawn, 'all'])}" if drawn else ""
        message = f"nothing in `{target}` is rated by percentages, so there is no chart of it"
        return Unresolved("chart-impossible", message, hint or "take it out")
    return figures._block("chart", target, [*domains, "all"], "domain to chart")


def _has_percentages(figures: Placeholders, domain: str) -> bool:
    """Whether a chapter has standards that are rated by percentages, or any result."""
    findings = figures.inspection.findings
    return any(
        standard.rated != "judgement"
        or ((finding := findings.get(standard.id)) is not None and bool(finding.results))
        for one in figures.methodology.domains
        if one.id == domain
        for standard in one.standards
    )


def _name_chart(table: str) -> str:
    """The target of the chart of a table."""
    return f"{DRAWN_TABLE}{table}"


def _breakdown(figures: Placeholders, target: str) -> Resolved | Unresolved:
    return figures._block("breakdown", target, figures.breakdowns, "breakdown")


_FINDERS: dict[str, Callable[[Placeholders, str], Resolved | Unresolved]] = {
    "pct": Placeholders._pct,
    "share": Placeholders._share_in_words,
    "n": Placeholders._n,
    "rating": Placeholders._rating,
    "score": Placeholders._score,
    "overall": Placeholders._overall,
    "said": Placeholders._from_elsewhere,
    "figure": Placeholders._figure,
    "field": Placeholders._field,
    "ref": Placeholders._ref,
    "table": _table,
    "chart": _chart,
    "breakdown": _breakdown,
}
KINDS = tuple(_FINDERS)
_OF_UNITS = ("pct", "share", "n", "rating", "score", "overall", "figure")
_EXAMPLES = {
    "pct": "2.2.3",
    "share": "2.2.3",
    "n": "2.2.3",
    "rating": "2.2",
    "said": "Good",
    "figure": "name",
    "field": "beds",
    "ref": "2.2",
    "table": "name",
    "chart": "2",
    "breakdown": "2.2 by risk_level",
}


def _negated(target: str) -> tuple[str, bool]:
    """Read `not 2.4.2`, which asks for the cases that were not sufficient. Return the id, and
    whether `not` was there."""
    return (target[4:].strip(), True) if target.startswith("not ") else (target, False)


def _unknown(
    kind: str, target: str, candidates: Iterable[str], what: str, otherwise: str = ""
) -> Unresolved:
    names = list(dict.fromkeys(candidates))
    near = find_nearest(target, names)
    listed = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
    hint = (
        f"did you mean {{{kind}:{near}}}?"
        if near
        else otherwise or (f"known here: {listed}" if names else "there is none in this report")
    )
    return Unresolved("unknown-figure", f"there is no {what} `{target[:60]}`", hint)


# The parts of a report, by the name under which prose refers to them
