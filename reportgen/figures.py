"""The figures that prose may draw from the data: what `{pct:2.2.3}` becomes, and where the number comes from.

It knows inspections, ratings and methodologies, and nothing of Markdown: it is given a kind and a target, and answers
with the words to print or with what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from reportgen.inspection import Inspection, Result
from reportgen.methodology import Block, Methodology
from reportgen.problems import nearest
from reportgen.ratings import WORDS, Ratings
from reportgen.record import record
from reportgen.shape import Text

BLOCKS = ("table", "chart", "breakdown")
"""The kinds that stand on a line of their own."""

_REFERENCE = re.compile(r"\{ref:\s*([^}]*?)\s*\}")
_PER_CENT_SIGN = re.compile(r"(?<=\d) ?%")


@record(kw_only=False)
class Filled:
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


@record(kw_only=False)
class Unfilled:
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


class Figures:
    """Answers every figure of one report. What was once answered is kept."""

    def __init__(self, methodology: Methodology, inspection: Inspection, ratings: Ratings, units: Mapping[str, Unit] | None = None,
                 breakdowns: Iterable[str] | None = None) -> None:
        self.methodology, self.inspection, self.ratings = methodology, inspection, ratings
        self.units: Mapping[str, Unit] = units or {}
        self.breakdowns = None if breakdowns is None else [str(name) for name in breakdowns]
        """The breakdowns that the cases allow, as `2.2 by risk_level`; None where that is not known here."""
        self.sections = sections_of(methodology, inspection)
        self._results = {str(id): result for finding in inspection.findings.values() for id, result in finding.results.items() if result}
        self._results |= {str(id): finding.score for id, finding in inspection.findings.items() if finding.score}
        self._answers: dict[tuple[str, str], Filled | Unfilled] = {}
        self._of_units: dict[str, Figures] = {}

    def find(self, kind: str, target: str) -> Filled | Unfilled:
        """The figure of a kind for a target, or what is wrong."""
        target = " ".join(target.split())
        key = (kind, target)
        if key not in self._answers:
            self._answers[key] = self._find(kind, target)
        return self._answers[key]

    def _find(self, kind: str, target: str) -> Filled | Unfilled:
        if not target and kind not in ("score", "overall"):
            return Unfilled("figure-target", f"{{{kind}}} does not say of what", f"write {{{kind}:{_EXAMPLES[kind]}}}")
        unit, _, rest = target.partition(" ")
        if kind == "figure" and target in self.inspection.figures:
            return self._figure(target)
        if kind in _OF_UNITS and (rest or kind in ("score", "overall")) and unit and unit != "not":
            return self._of_unit(kind, unit, rest.strip())
        return _FINDERS[kind](self, target)

    def _of_unit(self, kind: str, slug: str, target: str) -> Filled | Unfilled:
        if slug not in self.units:
            known = f"this inspection draws on: {', '.join(self.units)}" if self.units else "name it under `draws_on:` first"
            return _unknown(kind, slug, self.units, "inspection that this one draws on", known)
        if slug not in self._of_units:
            unit = self.units[slug]
            self._of_units[slug] = Figures(unit.methodology, unit.inspection, unit.ratings)
        found = self._of_units[slug].find(kind, target)
        if isinstance(found, Unfilled):
            return found
        return Filled(kind, f"{slug} {target}".strip(), found.prose, found.table, f"{slug}: {found.source}")

    # Percentages and counts

    def result(self, id: str) -> Result | None:
        """The result of a key question or prompt, or the score of a standard."""
        return self._results.get(id)

    def source_of(self, result: Result) -> str:
        """Where a result comes from."""
        cases = f"{result.yes} of {result.of}, " if result.of is not None else ""
        if result.origin == "cases" and self.inspection.cases:
            return f"{cases}counted from {self.inspection.cases.file}"
        return cases + {"pooled": "pooled from the inspections drawn on", "cases": "counted from the cases"}.get(result.origin, "as typed in the file")

    def per_cent(self, number: str) -> str:
        """A percentage as running text has it."""
        word = str(self.methodology.words.per_cent)
        return f"{number}%" if word == "%" else f"{number} {word}"

    def _pct(self, target: str) -> Filled | Unfilled:
        id, negated = _negated(target)
        result = self.result(id)
        if result is not None and result.percent is not None:
            number, source = str(100 - result.shown if negated else result.shown), f"{id}: {self.source_of(result)}"
        else:
            number, source = self._share(id)
            if not number:
                return self._no_result("pct", id)
        return Filled("pct", target, self.per_cent(number), f"{number}%", source)

    def _share(self, id: str) -> tuple[str, str]:
        """The percentage of a standard, domain or thread."""
        rated = self.ratings.standards.get(id)
        if rated is not None and rated.percent is not None:
            return str(rated.percent), f"{id}: computed from its key questions"
        share = self.ratings.sections.get(id) or self.ratings.threads.get(id)
        return (f"{share.percent:g}", f"{share.title}: computed") if share is not None and share.percent is not None else ("", "")

    def _n(self, target: str) -> Filled | Unfilled:
        id, negated = _negated(target)
        groups = {str(name): count for name, count in self.inspection.sample.items()}
        if id in groups and not negated:
            return Filled("n", target, f"{groups[id]:,}", f"{groups[id]:,}", f"sample: {id}")
        result = self.result(id)
        if result is None or result.percent is None:
            return self._no_result("n", id, groups)
        if result.yes is None or result.of is None:
            return Unfilled("figure-without-cases", f"of {id} only the percentage is known, not the cases", f"write {{pct:{id}}}, or give the result as a count")
        yes = result.of - result.yes if negated else result.yes
        return Filled("n", target, f"{yes} out of {result.of}", f"{yes} of {result.of}", f"{id}: {self.source_of(result)}")

    def _no_result(self, kind: str, id: str, more: Iterable[str] = ()) -> Unfilled:
        asked = [f"{q}{letter}" for q, question in self.methodology.questions.items() for letter in ("", *(str(p.id) for p in question.prompts))]
        shares = [*self.ratings.standards, *self.ratings.sections, *self.ratings.threads] if kind == "pct" else []
        if id in asked or id in shares:
            return Unfilled("figure-without-result", f"{id} has no result yet", "add it to the `results:` of its finding, or take the figure out")
        return _unknown(kind, id, [*self._results, *asked, *shares, *more], "key question, prompt or standard")

    # Ratings

    def _rating(self, target: str) -> Filled | Unfilled:
        rated = self.ratings.standards.get(target)
        if rated is None:
            return _unknown("rating", target, self.ratings.standards, str(self.methodology.words.standard))
        if rated.rating is None:
            return Unfilled("figure-without-result", f"{target} {rated.title} has no rating", "take the figure out, or rate it")
        return Filled("rating", target, f"‘{rated.rating}’", rated.rating, f"{target}: rated by {rated.rule}")

    def _score(self, target: str) -> Filled | Unfilled:
        if self.ratings.score is None or self.ratings.out_of is None:
            return Unfilled("figure-without-result", "there is no score", "it is there once every counted part is rated, where the methodology has one")
        score, out_of = self.ratings.score, self.ratings.out_of
        return Filled("score", "", f"{score} out of {out_of}", f"{score}/{out_of}", "computed: the sum of points")

    def _overall(self, target: str) -> Filled | Unfilled:
        if self.ratings.overall is None:
            return Unfilled("figure-without-result", "there is no overall rating", "it is there once every counted part is rated, where the methodology has one")
        return Filled("overall", "", f"‘{self.ratings.overall}’", self.ratings.overall, "computed: the overall rating")

    # What the file names

    def _figure(self, target: str) -> Filled | Unfilled:
        figure = self.inspection.figures.get(Text(target))
        if figure is None:
            names = self.inspection.figures
            return _unknown("figure", target, names, "figure", "" if names else "name it under `figures:` with its value and source")
        value = str(figure.value or "")
        word = str(self.methodology.words.per_cent)
        prose = value if word == "%" else _PER_CENT_SIGN.sub(f" {word}", value)
        table = value.replace(f" {word}", "%")
        return Filled("figure", target, prose, table, str(figure.source or "no source given"))

    def _ref(self, target: str) -> Filled | Unfilled:
        if target not in self.sections:
            return _unknown("ref", target, self.sections, "part of the report")
        anchor, words = self.sections[target]
        return Filled("ref", target, words, words, "the report itself", anchor)

    def _block(self, kind: str, target: str, known: Iterable[str] | None, what: str) -> Filled | Unfilled:
        if known is not None and target not in known:
            return _unknown(kind, target, known, what)
        return Filled(kind, target, "", "", "the data")


def _table(figures: Figures, target: str) -> Filled | Unfilled:
    return figures._block("table", target, figures.inspection.tables, "table")


def _chart(figures: Figures, target: str) -> Filled | Unfilled:
    return figures._block("chart", target, [*(str(d.id) for d in figures.methodology.domains), "all"], "domain to chart")


def _breakdown(figures: Figures, target: str) -> Filled | Unfilled:
    return figures._block("breakdown", target, figures.breakdowns, "breakdown")


_FINDERS: dict[str, Callable[[Figures, str], Filled | Unfilled]] = {
    "pct": Figures._pct, "n": Figures._n, "rating": Figures._rating, "score": Figures._score, "overall": Figures._overall,
    "figure": Figures._figure, "ref": Figures._ref, "table": _table, "chart": _chart, "breakdown": _breakdown,
}
KINDS = tuple(_FINDERS)
_OF_UNITS = ("pct", "n", "rating", "score", "overall", "figure")
_EXAMPLES = {"pct": "2.2.3", "n": "2.2.3", "rating": "2.2", "figure": "name", "ref": "2.2", "table": "name", "chart": "2", "breakdown": "2.2 by risk_level"}


def _negated(target: str) -> tuple[str, bool]:
    """`not 2.4.2` asks for the cases that were not sufficient."""
    return (target[4:].strip(), True) if target.startswith("not ") else (target, False)


def _unknown(kind: str, target: str, known: Iterable[str], what: str, otherwise: str = "") -> Unfilled:
    names = list(dict.fromkeys(known))
    near = nearest(target, names)
    shown = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
    hint = f"did you mean {{{kind}:{near}}}?" if near else otherwise or (f"known here: {shown}" if names else "there is none in this report")
    return Unfilled("unknown-figure", f"there is no {what} `{target[:60]}`", hint)


# The parts of a report, by the name under which prose refers to them


def sections_of(methodology: Methodology, inspection: Inspection) -> dict[str, tuple[str, str]]:
    """Every part of the report by id: its anchor, and its number and title as a reference has them."""
    sections: dict[str, tuple[str, str]] = {}
    for domain in methodology.domains:
        standards = [s for s in domain.standards if not s.kinds or inspection.kind in s.kinds]
        for id, title in [(domain.id, domain.title), *((s.id, s.title) for s in standards)] if standards else ():
            sections[str(id)] = (anchor_of(id), _numbered(str(id), str(title)))
    annexes = 0
    for block in methodology.outline:
        name = str(block.id or block.block)
        if block.domain is None and belongs(block, inspection):
            annexes += block.annexe
            if block.title:
                sections.setdefault(name, (name, _annexe(methodology, annexes, str(block.title)) if block.annexe else str(block.title)))
    for section in inspection.sections:
        name = str(section.id) if section.id else slug(section.title)
        annexes += section.in_ == "annexes"
        sections.setdefault(name, (name, _annexe(methodology, annexes, str(section.title)) if section.in_ == "annexes" else str(section.title)))
    return sections


def belongs(block: Block, inspection: Inspection) -> bool:
    """Whether the report has a block of the outline: one that is optional, or that the report does without, is left out if nothing is in it."""
    id = str(block.id or block.block)
    omitted = id in inspection.omit
    if not block.optional and not omitted:
        return True
    return (id in inspection.text or (block.intro is not None and not omitted) or any(name in inspection.tables for name in block.tables)
            or any(section.in_ == id for section in inspection.sections) or (block.block.startswith("progress") and bool(inspection.progress))
            or (block.block == "prompts" and any(finding.results for finding in inspection.findings.values())))


def placed_by_outline(methodology: Methodology, inspection: Inspection) -> dict[tuple[str, str], str]:
    """The tables and charts that stand in the report without a text that places them, by kind and target, and how they come there."""
    blocks = [block for block in methodology.outline if belongs(block, inspection)]
    named = {("table", str(name)): f"where `in:` puts it, in {table.in_}" for name, table in inspection.tables.items() if table.in_ is not None}
    for block in blocks:
        printed = [("table", str(name)) for name in block.tables] + [("chart", "all")] * (block.block == "chart")
        named |= dict.fromkeys(printed, f"in “{block.title or block.block}”, which prints it")
    return named


def introduction(block: Block, methodology: Methodology, inspection: Inspection) -> Text | None:
    """What the methodology prints at the head of a block, without the paragraphs that refer to a part which this report does without."""
    absent = {str(other.id or other.block) for other in methodology.outline if other.domain is None and not belongs(other, inspection)}
    if block.intro is None or not absent:
        return block.intro
    kept = [paragraph for paragraph in block.intro.split("\n\n") if not absent.intersection(_REFERENCE.findall(paragraph))]
    return Text("\n\n".join(kept), block.intro.place)


def annexe_label(methodology: Methodology, number: int) -> str:
    """Annexe three, or Annexe 3."""
    in_words = methodology.words.annexe_numbers == "words" and number < len(WORDS)
    return f"{methodology.words.annexe} {WORDS[number] if in_words else number}"


def _annexe(methodology: Methodology, number: int, title: str) -> str:
    return f"{annexe_label(methodology, number)}, {title}"


def _numbered(id: str, title: str) -> str:
    return f"{id} {title}" if any(c.isdigit() for c in id) else title


def anchor_of(id: str) -> str:
    """The name of a domain or standard in links."""
    return f"s-{slug(id)}"


def slug(text: str) -> str:
    """A title as a name in links."""
    return re.sub(r"[^\w.]+", "-", text.lower()).strip("-.")[:80] or "section"
