"""Percentages and counts that are typed in prose, where the data have them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from reportgen.checks.context import Context
from reportgen.checks.likely_sources import Figure, LikelySources
from reportgen.checks.numbers import counts, percentages
from reportgen.checks.register import Violations, check
from reportgen.inspection.outline import anchor_of
from reportgen.problems import Place
from reportgen.prose.passages import Sentence
from reportgen.report.texts import ReportText
from reportgen.util.frozen import frozen
from reportgen.util.numbers import has_digit, number_in_figures, parse_whole_number

_OF_CASES = re.compile(r" of (?:(?:the|all|these|those|our) )*(?:[\w-]+ )?cases\b")
_BESIDE = re.compile(r"\{(?:pct|n):")
_COUNT_BEFORE = re.compile(r"(?<!of )(?<!the )\b(\d+) \(\Z")  # “24 (48 per cent) were”
_BOUND = re.compile(r"\b(?:about|around|average of|under|over|than|aims? for|as few as) \Z", re.I)
_NUMBER = re.compile(
    r"(?<![\w.,£$€/–-])\d[\d,]*(?:\.\d+)?(?![\w/–-]|[.,]\d| ?%| per ?cent| (?:out )?of \d)"
)
_PER_CENT = re.compile(r" (?:%|per ?cent\b)| ?percent\b")
_OWN = 0.55
"""The share of a question's words, rare ones counting for more, that makes a sentence its own."""


Ways = tuple[tuple[str, str], ...]
"""A placeholder for a figure, and what it stands for."""


@frozen(kw_only=False)
class _TypedFigure:
    """A figure in a text, with all that it could be, or with what it should be."""

    place: Place
    typed: str
    answers: Ways
    """For each thing that has this value: its placeholder, and what it is."""
    differs: tuple[str, str] | None
    """The placeholder of what the sentence is about, and its value, which differs from the typed
    one."""
    sure: str | None
    """Its placeholder, if it can be only one thing."""


@check("typed-figure", "note", "47 per cent, typed, where key question 2.2.3 is 47%.")
def typed_figure(context: Context) -> Violations:
    """A percentage or a count of cases that the data have is drawn from them: {pct:2.2.3}."""
    for figure in _find_figures(context):
        if figure.answers and not figure.differs:
            ways = "; or ".join(f"{way} {what}".strip() for way, what in figure.answers)
            hint = f"write {ways}. If it is none of these: {{said:{figure.typed}}}"
            message = f"{figure.typed} is typed here, and the data have it"
            yield figure.place, message, hint, figure.sure


@check("typed-differs", "warning", "75 per cent, typed, of what 2.1.1 asks, and 2.1.1 is 70%.")
def typed_differs(context: Context) -> Violations:
    """A typed percentage or count of cases is the one that the data have for what it is about."""
    for figure in _find_figures(context):
        if figure.differs:
            way, what = figure.differs
            others = "".join(f" or {way} {what}" for way, what in figure.answers)
            hint = f"write {way}{others}; if it is of something else, name it under `figures:`"
            yield (
                figure.place,
                f"{figure.typed} is typed here, but {what}",
                f"{hint} with its source",
            )


@lru_cache(maxsize=1)
def _find_figures(context: Context) -> tuple[_TypedFigure, ...]:
    """The typed figures of a report. Both checks ask for them, one after the other."""
    return tuple(_look_for_figures(context))


def _look_for_figures(context: Context) -> Iterator[_TypedFigure]:
    data = _Data(context)
    for text in context.own:
        for sentence in text.sentences if text.role in ("prose", "bullet") else ():
            about: _About | None = None
            for match, value, kind in _list_figures(sentence, data.named.in_words):
                value = value if kind else _PER_CENT.sub("%", value)
                if value not in data.values and not kind:
                    continue
                about = about or data.read(text, sentence)
                answers = tuple(data.find(about, match, value, kind))
                differs = data.find_own(about, value, kind) if kind else None
                if not answers and not differs and data.is_missing(about, match, value):
                    differs = ("{pct:…}", f"no result is {value}")
                likely = data.choose_by_words(about, match, value, kind)
                if likely and (not answers or likely.startswith("{figure:")):
                    answers, differs = answers or ((likely, ""),), None
                if answers or differs:
                    sure = data.choose(about, match, answers) or likely
                    yield _TypedFigure(sentence.place(match), match[0], answers, differs, sure)
    yield from _look_in_tables(context, data)


def _look_in_tables(context: Context, data: _Data) -> Iterator[_TypedFigure]:
    """The named figures that are typed in tables, beside a label that has a word of their name."""
    for table in context.inspection.tables.values():
        for row in table.rows:
            for cell in row[1:]:
                ways = [(f"{{figure:{name}}}", "") for name in data.named.find(row[0], cell)]
                likely = data.choose_by_label(row[0], cell)
                ways = ways or ([(likely, "")] if likely else [])
                if ways:
                    sure = ways[0][0] if len(ways) == 1 else likely
                    place = cell.at(0, length=len(cell))
                    yield _TypedFigure(place, str(cell), tuple(ways), None, sure)


def _list_figures(
    sentence: Sentence, in_words: re.Pattern[str] | None
) -> Iterator[tuple[re.Match[str], str, str]]:
    """The percentages, the counts of cases and the other numbers of a sentence, by their value."""
    for match in percentages(sentence.words):
        yield match, f"{number_in_figures(match[1])}%", "pct"
    as_counts = set()
    for match in counts(sentence.words):
        yes, of = parse_whole_number(match[1]), parse_whole_number(match[2])
        if of > 4 and yes <= of and not sentence.mentions("score"):
            as_counts.add(match.start())
            yield match, f"{yes} of {of}", "n"
    if has_digit(sentence.words):
        yield from ((match, match[0], "") for match in _NUMBER.finditer(sentence.words))
    if in_words:
        for match in in_words.finditer(sentence.words):
            if match.start() not in as_counts:
                yield match, match[0], ""


@frozen(kw_only=False)
class _About:
    """What a sentence with figures is about."""

    text: ReportText
    sentence: Sentence
    words: frozenset[str]
    questions: tuple[str, ...]
    """The ids of the questions with which it shares most words, the likeliest first."""
    is_of_score: bool


class _NamedFigures:
    """The figures that an inspection names, with the words that describe each."""

    def __init__(self, context: Context) -> None:
        figures = {str(name): f for name, f in context.inspection.figures.items() if f.value}
        self.by_name = {name: _PER_CENT.sub("%", str(f.value)) for name, f in figures.items()}
        self.sources = {name: str(f.source or "") for name, f in figures.items()}
        self.stems = {
            name: _stem(f"{name} {source}".replace("_", " "))
            for name, source in self.sources.items()
        }
        worded = [v for v in self.by_name.values() if re.search(r"[^\d.,%] |\d [a-z]", v)]
        spelt = "|".join(re.escape(v).replace("%", "(?:%| per cent)") for v in worded)
        self.in_words = re.compile(rf"\b(?:{spelt})(?!\w)") if worded else None

    def are_meant(self, words: frozenset[str], name: str) -> bool:
        """Whether some words share two with the name and source of a figure, or its only one."""
        stems = self.stems[name]
        return len(words & stems) >= min(2, len(stems)) > 0

    def find(self, label: str, value: str) -> list[str]:
        """The figures that have a value and share a word with a label."""
        value, words = _PER_CENT.sub("%", value), _stem(label)
        return [
            name
            for name, other in self.by_name.items()
            if other == value and self.are_meant(words, name)
        ]


class _Data:
    """What the data of a report have, by value, and the words of its questions."""

    def __init__(self, context: Context) -> None:
        self.context = context
        findings = context.inspection.findings.items()
        self.results = {**context.results, **{str(id): f.score for id, f in findings if f.score}}
        self.by_value: dict[str, list[str]] = {}
        for id, result in self.results.items():
            for value in {f"{result.rounded}%", f"{result.yes} of {result.of}"}:
                self.by_value.setdefault(value, []).append(id)
        self.yeses = {str(result.yes) for result in context.results.values()}
        self.stems = {id: _stem(text) for id, text in context.question_texts.items()}
        stem_counts = Counter(stem for stems in self.stems.values() for stem in stems)
        self.weights = {stem: math.log(1 + len(self.stems) / n) for stem, n in stem_counts.items()}
        cells = (str(c) for t in context.inspection.tables.values() for row in t.rows for c in row)
        self.named = _NamedFigures(context)
        self.sources = LikelySources(
            {
                id: (context.standard_of.get(id, ""), text)
                for id, text in context.question_texts.items()
            },
            self.results,
            {name: (v, self.named.sources[name]) for name, v in self.named.by_name.items()},
            {str(name): count for name, count in context.inspection.sample.items()},
        )
        self.elsewhere = {*cells, *self.named.by_name.values()}
        self.values = self.elsewhere | {str(n) for n in context.inspection.sample.values()}

    def read(self, text: ReportText, sentence: Sentence) -> _About:
        """What a sentence is about."""
        words = _stem(sentence.words)
        scored = bool(re.search(r"\b(?:scor|criteri|standard)", sentence.words, re.I))
        questions = tuple(self._find_questions(text, sentence, words))
        return _About(text, sentence, words, questions, scored)

    def find(
        self, about: _About, match: re.Match[str], value: str, kind: str
    ) -> Iterator[tuple[str, str]]:
        """All that a typed figure could be. What belongs to its own standard comes first."""
        text, words, context = about.text, about.words, self.context
        telling = len(re.sub(r"\D", "", value)) > 2 or not re.fullmatch(r"[\d.]+%?", value)
        for name, other in self.named.by_name.items():
            if other in (value, match[0]) and (telling or self.named.are_meant(words, name)):
                yield f"{{figure:{name}}}", ""
        for name, count in context.inspection.sample.items():
            if not kind and str(count) == value and _stem(name.replace("_", " ")) <= words:
                yield f"{{n:{name}}}", ""
        for id, share in context.ratings.sections.items():
            if text.section == anchor_of(id) and value == f"{share.percent or 0:g}%":
                yield f"{{pct:{id}}}", share.title
        for id in about.questions if kind else ():
            if value == self._rest(id, kind):
                yield f"{{{kind}:not {id}}}", f"“{context.question_texts[id]}”"
        same = self.by_value.get(value, []) if kind else []
        if not about.is_of_score:
            same = [id for id in same if id in context.question_texts]
        here = [id for id in same if text.standard in (id, context.standard_of.get(id, "-"))]
        here += [id for id in same if id in about.questions and id not in here]
        if here or kind == "n" or _OF_CASES.match(about.sentence.words, match.end()):
            for id in [
                *here,
                *(id for id in same if id not in here and id in context.question_texts),
            ]:
                yield (
                    f"{{{kind}:{id}}}",
                    f"“{context.question_texts[id]}”" if id in context.question_texts else "",
                )

    def choose(self, about: _About, match: re.Match[str], answers: Ways) -> str | None:
        """The placeholder for a figure, if only one is possible: only one has this value, only one
        is what the sentence is about, or only one belongs to its standard. A figure that occurs
        twice in a sentence may mean two things."""
        ids = {way: way.strip("{}").split(":", 1)[1].removeprefix("not ") for way, _ in answers}
        figures = [way for way in ids if way.startswith("{figure:")]
        if about.sentence.words.count(match[0]) > 1 and not figures:
            return None
        alike = [way for way, id in ids.items() if id in about.questions]
        named = [way for way in figures if self.named.are_meant(about.words, ids[way])]
        if len(named) == 1 and not alike:
            return named[0]
        standard = about.text.standard
        here = [way for way, id in ids.items() if self.context.standard_of.get(id) == standard]
        only = list(ids) if here or figures or not standard else []
        only = [way for way in only if ids[way] not in self.context.inspection.sample]
        for ways in (only, alike if not figures else []):
            if len(ways) == 1:
                return ways[0]
        return None

    def choose_by_words(
        self, about: _About, match: re.Match[str], value: str, kind: str
    ) -> str | None:
        """The one way to draw a figure, by the words beside it."""
        figure = Figure(
            words=about.sentence.words,
            start=match.start(),
            end=match.end(),
            value=value,
            kind=kind,
            standard=about.text.standard,
        )
        return self.sources.choose(figure)

    def choose_by_label(self, label: str, cell: str) -> str | None:
        """The one named figure that a cell of a table is, by the label of its row."""
        value = _PER_CENT.sub("%", cell)
        kind = "pct" if value.endswith("%") else ""
        figure = Figure(words=label, start=0, end=0, value=value, kind=kind, standard="")
        way = self.sources.choose(figure) if value in self.named.by_name.values() else None
        return way if way and way.startswith("{figure:") else None

    def find_own(self, about: _About, value: str, kind: str) -> tuple[str, str] | None:
        """The question that a sentence is about, if its result is another than the typed one."""
        for id in about.questions:
            if value in (self._write_result(id, kind), self._rest(id, kind)):
                return None
        own = about.questions[0] if about.questions else ""
        if not own or (kind == "n" and not self.results[own].of):
            return None
        return (
            f"{{{kind}:{own}}}",
            f"{own} “{self.context.question_texts[own]}” is {self._write_result(own, kind)}",
        )

    def _write_result(self, id: str, kind: str) -> str:
        result = self.results[id]
        return f"{result.rounded}%" if kind == "pct" else f"{result.yes} of {result.of}"

    def _rest(self, id: str, kind: str) -> str:
        """The rest: 100 minus the percentage, or all cases minus the sufficient ones."""
        result = self.results[id]
        remainder = (result.of or 0) - (result.yes or 0)
        return f"{100 - result.rounded}%" if kind == "pct" else f"{remainder} of {result.of}"

    def _find_questions(
        self, text: ReportText, sentence: Sentence, words: frozenset[str]
    ) -> list[str]:
        """The questions with which a sentence shares enough words, the likeliest first."""
        alike = []
        for id in self.context.results:
            stems = self.stems.get(id, frozenset())
            if len(stems & words) >= 3 and f"{id}}}" not in sentence.raw:
                shared = math.fsum(self.weights[stem] for stem in stems & words)
                likeness = shared / math.fsum(self.weights[stem] for stem in stems)
                likeness += 0.2 * (self.context.standard_of.get(id) == text.standard)
                if likeness > _OWN:
                    alike.append((-likeness, id))
        return [id for _, id in sorted(alike)]

    def is_missing(self, about: _About, match: re.Match[str], value: str) -> bool:
        """Whether a percentage is of cases, by the words beside it, and no result has it."""
        if not value.endswith("%") or value in self.elsewhere or value in self.by_value:
            return False
        words = about.sentence.words
        before, after = words[max(0, match.start() - 40) : match.start()], words[match.end() :][:40]
        if _BOUND.search(before) or not self.context.results:
            return False
        count = None if re.search(r"\b[Oo]f \d", before) else _COUNT_BEFORE.search(before)
        is_own = count and count[1] in self.yeses
        of_cases = re.match(r" of (?:(?:the|all|these|relevant|our) )*cases\b", after)
        beside = _BESIDE.search(about.sentence.raw) and not after.startswith((" of ", " said"))
        return bool(of_cases or is_own or beside)


_COMMON = frozenset(
    "the and are for that this was were with has had have been being his her their they which what"
    " who whom where when there from into than then them these those its not all any each also"
    " more most such about after before does did done enough sufficiently sufficient cases case"
    " only per cent percent over under".split()
)


def _stem(text: str) -> frozenset[str]:
    """The words of a text, cut to six letters, without those that every text has."""
    words = re.findall(r"[a-z]{3,}", text.lower())
    return frozenset(word[:6] for word in words if word not in _COMMON)
