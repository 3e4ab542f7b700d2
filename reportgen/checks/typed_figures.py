"""Percentages and counts that are typed in prose, where the data have them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from reportgen.checks.context import Context, ReportText, Sentence
from reportgen.checks.numbers import counts, percentages
from reportgen.checks.register import Found, check
from reportgen.inspection.outline import anchor_of
from reportgen.problems import Place
from reportgen.util.frozen import frozen
from reportgen.util.numbers import number_in_figures, parse_whole_number

_OF_CASES = re.compile(r" of (?:the |all |these |those |relevant |our )*cases\b")
_BESIDE = re.compile(r"\{(?:pct|n):")
_COUNT_BEFORE = re.compile(r"(?<!of )(?<!the )\b(\d+) \(\Z")  # “24 (48 per cent) were”
_BOUND = re.compile(r"\b(?:about|around|average of|under|over|than|aims? for|as few as) \Z", re.I)
_NUMBER = re.compile(r"(?<![\w.,£$€/–-])\d[\d,]*(?![\w/–-]|[.,]\d| ?%| per ?cent| (?:out )?of \d)")
_OWN = 0.55
"""The share of a question's words, rare ones counting for more, that makes a sentence its own."""


@frozen(kw_only=False)
class _TypedFigure:
    """A figure in a text: all that it could be, or what it should be."""

    place: Place
    typed: str
    answers: tuple[tuple[str, str], ...]
    """How it is drawn and what it is, for each thing that has this value."""
    differs: tuple[str, str] | None
    """How that is drawn of which the sentence speaks, and its value, which is another."""


@check("typed-figure", "note", "47 per cent, typed, where key question 2.2.3 is 47%.")
def typed_figure(context: Context) -> Found:
    """A percentage or a count of cases that the data have is drawn from them: {pct:2.2.3}."""
    for figure in _find_figures(context):
        if figure.answers and not figure.differs:
            ways = "; or ".join(f"{way} {what}".strip() for way, what in figure.answers)
            hint = f"write {ways}. If it is none of these: {{said:{figure.typed}}}"
            yield figure.place, f"{figure.typed} is typed here, and the data have it", hint


@check("typed-differs", "warning", "75 per cent, typed, of what 2.1.1 asks, and 2.1.1 is 70%.")
def typed_differs(context: Context) -> Found:
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
            for match, value, kind in _list_figures(sentence):
                if value not in data.values and not kind:
                    continue
                about = about or data.read(text, sentence)
                answers = tuple(data.find(about, match, value, kind))
                differs = data.find_own(about, value, kind) if kind else None
                if not answers and not differs and data.is_missing(about, match, value):
                    differs = ("{pct:…}", f"no result is {value}")
                if answers or differs:
                    yield _TypedFigure(sentence.place(match), match[0], answers, differs)


def _list_figures(sentence: Sentence) -> Iterator[tuple[re.Match[str], str, str]]:
    """The percentages, the counts of cases and the other numbers of a sentence, by their value."""
    for match in percentages(sentence.words):
        yield match, f"{number_in_figures(match[1])}%", "pct"
    for match in counts(sentence.words):
        yes, of = parse_whole_number(match[1]), parse_whole_number(match[2])
        if of > 4 and yes <= of and not sentence.mentions("score"):
            yield match, f"{yes} of {of}", "n"
    yield from ((match, match[0], "") for match in _NUMBER.finditer(sentence.words))


@frozen(kw_only=False)
class _About:
    """What a sentence with figures is about."""

    text: ReportText
    sentence: Sentence
    words: frozenset[str]
    question: str
    """The id of the question of which it has most words; empty if of none."""
    is_of_score: bool


class _Data:
    """What the data of a report have, by value, and the words of its questions."""

    def __init__(self, context: Context) -> None:
        self.context = context
        findings = context.inspection.findings.items()
        self.results = {**context.results, **{str(id): f.score for id, f in findings if f.score}}
        self.by_value: dict[str, list[str]] = {}
        for id, result in self.results.items():
            for value in {f"{result.shown}%", f"{result.yes} of {result.of}"}:
                self.by_value.setdefault(value, []).append(id)
        self.yeses = {str(result.yes) for result in context.results.values()}
        self.stems = {id: _stem(text) for id, text in context.asked.items()}
        seen = Counter(stem for stems in self.stems.values() for stem in stems)
        self.weights = {stem: math.log(1 + len(self.stems) / n) for stem, n in seen.items()}
        cells = (str(c) for t in context.inspection.tables.values() for row in t.rows for c in row)
        self.elsewhere = {*cells, *(str(f.value) for f in context.inspection.figures.values())}
        self.values = self.elsewhere | {str(n) for n in context.inspection.sample.values()}

    def read(self, text: ReportText, sentence: Sentence) -> _About:
        """What a sentence is about."""
        words = _stem(sentence.words)
        scored = bool(re.search(r"\b(?:scor|criteri|standard)", sentence.words, re.I))
        return _About(text, sentence, words, self._find_question(text, sentence, words), scored)

    def find(
        self, about: _About, match: re.Match[str], value: str, kind: str
    ) -> Iterator[tuple[str, str]]:
        """All that a typed figure could be, what its own standard has first."""
        text, words, context = about.text, about.words, self.context
        for name, figure in context.inspection.figures.items():
            named = _stem(f"{name} {figure.source or ''}".replace("_", " "))
            telling = (not kind and len(value) > 3) or len(words & named) >= min(2, len(named)) > 0
            if (
                value in (str(figure.value), str(figure.value).replace(" per cent", "%"))
                and telling
            ):
                yield f"{{figure:{name}}}", ""
        for name, count in context.inspection.sample.items():
            if not kind and str(count) == value and _stem(name.replace("_", " ")) <= words:
                yield f"{{n:{name}}}", ""
        for id, share in context.ratings.sections.items():
            if text.section == anchor_of(id) and value == f"{share.percent or 0:g}%":
                yield f"{{pct:{id}}}", share.title
        if about.question and value == self._rest(about.question, kind):
            yield f"{{{kind}:not {about.question}}}", f"“{context.asked[about.question]}”"
        same = self.by_value.get(value, [])
        if not about.is_of_score:
            same = [id for id in same if id in context.asked]
        here = [id for id in same if text.standard in (id, context.standard_of.get(id, "-"))]
        if here or kind == "n" or _OF_CASES.match(about.sentence.words, match.end()):
            for id in [*here, *(id for id in same if id not in here and id in context.asked)]:
                yield f"{{{kind}:{id}}}", f"“{context.asked[id]}”" if id in context.asked else ""

    def find_own(self, about: _About, value: str, kind: str) -> tuple[str, str] | None:
        """The question that a sentence is about, if its result is another than the typed one."""
        own = about.question
        held = self.results[own] if own else None
        if held is None or (kind == "n" and not held.of):
            return None
        shown = f"{held.shown}%" if kind == "pct" else f"{held.yes} of {held.of}"
        if value in (shown, self._rest(own, kind)):
            return None
        return f"{{{kind}:{own}}}", f"{own} “{self.context.asked[own]}” is {shown}"

    def _rest(self, id: str, kind: str) -> str:
        """What is left to 100, or to all cases."""
        held = self.results[id]
        return (
            f"{100 - held.shown}%"
            if kind == "pct"
            else f"{(held.of or 0) - (held.yes or 0)} of {held.of}"
        )

    def _find_question(self, text: ReportText, sentence: Sentence, words: frozenset[str]) -> str:
        """The question of which a sentence has most words, if it has enough of them."""
        best, most = "", _OWN
        for id in self.context.results:
            stems = self.stems.get(id, frozenset())
            if len(stems & words) >= 3 and f"{id}}}" not in sentence.raw:
                shared = sum(self.weights[stem] for stem in stems & words)
                likeness = shared / sum(self.weights[stem] for stem in stems)
                likeness += 0.2 * (self.context.standard_of.get(id) == text.standard)
                best, most = (id, likeness) if likeness > most else (best, most)
        return best

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
        beside = _BESIDE.search(about.sentence.raw) and not after.startswith((" of ", " said"))
        return bool(_OF_CASES.match(after) or is_own or beside)


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
