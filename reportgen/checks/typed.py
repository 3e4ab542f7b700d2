"""Figures typed by hand that the data hold, or that the data contradict.

A figure is tied to a question by standing in the text of its standard, or by the words of its
sentence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from reportgen.checks.context import Context, ReportText, Sentence
from reportgen.checks.numbers import PERCENT, counts, percentages, rounded
from reportgen.checks.register import Found, check
from reportgen.inspection.outline import anchor_of
from reportgen.inspection.results import Result
from reportgen.util.numbers import IN_FIGURES, IN_WORDS, number_in_figures, parse_whole_number

_NEGATED = re.compile(
    r"\b(?:not|no|never|nor|neither|without|too little|too"
    r" few|insufficient(?:ly)?|inadequate(?:ly)?|fail(?:s|ed|ing|ure)?|lack(?:s|ed|ing)?|miss(?:ed|ing)|absent|poor(?:ly)?)\b|n[’']t\b",
    re.I,
)
_SCORED = re.compile(r"\b(?:scor|criteri|standard|overall)", re.I)
_OF_ANOTHER = re.compile(
    r"\b(?:(?:19|20)\d\d|target|average|national(?:ly)?|regional(?:ly)?|elsewhere|compared|aim(?:s|ed)?)\b",
    re.I,
)
"""What makes a number one of another time or place."""
_CASES = re.compile(r" of (?:the |these |all |our )?(?:relevant |inspected |\d+ )?cases\b")
_ABOUT = re.compile(
    r"\b(?:about|around|nearly|almost|under|over|than|least|most|up to|some|below|above|as"
    r" (?:few|little|low|many|much|high) as) \Z",
    re.I,
)
_PER_CENT = re.compile(r" (?:%|per ?cent\b)| ?percent\b")
_WHOLE = re.compile(rf"\b[Oo]f (?:the |these |our |all |those )?(?:{IN_FIGURES}|{IN_WORDS})\b")
_NUMBERS = re.compile(r"\d|cent\b|\bof\b")
"""What a sentence with a percentage or a count has."""
_DRAWN = re.compile(r"\{(?:pct|n):[^{}]*\d[a-z]*\}")
_OF_CASES = re.compile(rf"(?:%|per ?cent){_CASES.pattern}")
_NUMBER = re.compile(r"(?<![\w.,£$€/–-])\d[\d,]*(?![\w/–-]|[.,]\d| ?%| per ?cent| (?:out )?of \d)")
_SHARE_BESIDE = re.compile(
    rf"(?<![\w.,–-])(?<!\bof )(?<!\bthe )(?P<yes>{IN_FIGURES}|{IN_WORDS}) \({PERCENT.pattern}\)(?="
    r" (?:were|was|are|is|had|have|has|did|of (?:these |those |the )?cases|cases)\b|[.,;:]|\Z)"
)
"""24 (48 per cent) were: a count with its percentage, without what it is of."""
_LIKE = 0.35
"""How like a question a sentence has to be to be tied to it from elsewhere."""
_ALMOST = 0.55
"""How like a question a sentence has to be to say almost the same."""
_TELLING = 20
"""A count of so many cases is not met twice by chance."""


@lru_cache(maxsize=64)
def _has(pattern: re.Pattern[str], words: str) -> bool:
    """Whether a sentence has some words; asked again for each of its figures."""
    return pattern.search(words) is not None


@check(
    "typed-figure",
    "note",
    "47 per cent, typed, in the text of a standard whose key question 2.2.3 is 47%.",
)
def typed_figure(context: Context) -> Found:
    """A number that the data hold is drawn from them, so that it cannot differ: {pct:2.2.3} and not
    47 per cent."""
    reader = _Reader(context)
    for written in context.own:
        if written.role in ("prose", "bullet"):
            for sentence in written.sentences:
                for found, drawn in (
                    reader.drawn(written, sentence) if _has(_NUMBERS, sentence.words) else ()
                ):
                    yield (
                        sentence.place(found),
                        f"{found[0]} is typed here, and the data hold it",
                        f"write {drawn}, which is filled in",
                    )


class _Reader:
    """Says for a typed figure how it is drawn from the data, where the data hold it."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.like = _Likeness(context)
        self.results: dict[str, tuple[str, Result]] = {
            id: (context.standard_of[id], result)
            for id, result in context.results.items()
            if id in context.standard_of
        }
        self.results |= {
            str(id): (str(id), finding.score)
            for id, finding in context.inspection.findings.items()
            if finding.score
        }
        self.by_shown: dict[str, list[str]] = {}
        for id, (_, result) in self.results.items():
            self.by_shown.setdefault(str(result.shown), []).append(id)
        self.named: dict[str, list[tuple[str, str]]] = {}
        """Of each value that a figure of the file has: its name, and the words of its name and
        source."""
        for name, figure in context.inspection.figures.items():
            self.named.setdefault(_PER_CENT.sub("%", str(figure.value)), []).append(
                (str(name), f"{str(name).replace('_', ' ')} {figure.source or ''}")
            )

    def drawn(self, written: ReportText, sentence: Sentence) -> Iterator[tuple[re.Match[str], str]]:
        """Every typed figure of a sentence, with the notation that draws it."""
        for found in percentages(sentence.words):
            if (
                drawn := self.figure(sentence, f"{number_in_figures(found[1])}%")
                or self.share(written, number_in_figures(found[1]))
                or self.percent(written.standard, sentence, number_in_figures(found[1]))
            ):
                yield found, drawn
        for found in counts(sentence.words):
            if drawn := self.count(
                written.standard,
                sentence,
                parse_whole_number(found[1]),
                parse_whole_number(found[2]),
            ):
                yield found, drawn
        for found in _NUMBER.finditer(sentence.words):
            if drawn := self.figure(sentence, found[0]) or self.group(sentence, found[0]):
                yield found, drawn

    def figure(self, sentence: Sentence, value: str) -> str | None:
        """A figure that the file names: a percentage with words of its name or source, or a number
        that is not met by chance."""
        for name, said in self.named.get(value, ()):
            if (
                self.like.shares(sentence, said)
                if value.endswith("%")
                else len(re.sub(r"\D", "", value)) > 3
            ):
                return f"{{figure:{name}}}"
        return None

    def share(self, written: ReportText, number: str) -> str | None:
        """The percentage of the domain whose text this is."""
        for id, share in self.context.ratings.sections.items():
            if (
                share.percent is not None
                and written.section == anchor_of(id)
                and number == f"{share.percent:g}"
            ):
                return f"{{pct:{id}}}"
        return None

    def percent(self, standard: str, sentence: Sentence, number: str) -> str | None:
        """A result of the standard whose text this is; from elsewhere, one whose question the
        sentence is like."""
        same = self.by_shown.get(number, [])
        here = [id for id in same if self.results[id][0] == standard]
        if not standard and _has(_OF_CASES, sentence.words):
            here = [id for id in same if id in self.context.methodology.questions]
        return self.meant(sentence, here, same, "pct:") or self.meant(
            sentence, [], self.left(sentence, number), "pct:not "
        )

    def left(self, sentence: Sentence, number: str) -> list[str]:
        """The questions of which a percentage is what is left to 100, in a sentence that says what
        was not done."""
        if not _has(_NEGATED, sentence.words):
            return []
        rest = str(100 - int(number)) if number.isdigit() else ""
        return [
            id for id in self.by_shown.get(rest, []) if self.like.likeness(sentence, id) >= _LIKE
        ]

    def count(self, standard: str, sentence: Sentence, yes: int, of: int) -> str | None:
        """The score, or a count of cases."""
        if (
            of > 3
            and (yes, of) == (self.context.ratings.score, self.context.ratings.out_of)
            and _has(_SCORED, sentence.words)
        ):
            return "{score}"
        same = [
            id
            for id, (_, result) in self.results.items()
            if (result.yes, result.of) == (yes, of) and of > 4
        ]
        here = [
            id
            for id in same
            if self.results[id][0] == standard or (not standard and of >= _TELLING)
        ]
        return self.meant(sentence, here, same, "n:")

    def meant(
        self, sentence: Sentence, here: list[str], elsewhere: list[str], kind: str
    ) -> str | None:
        """The question that a sentence is most like, of those it may be about from where it stands,
        or of all that it is like enough."""

        def by_likeness(id: str) -> float:
            return self.like.likeness(sentence, id)

        if _has(_OF_ANOTHER, sentence.words):
            here = []
        here = [id for id in here if id in self.context.asked or _has(_SCORED, sentence.words)]
        best = max(here or elsewhere, key=by_likeness, default="")
        return f"{{{kind}{best}}}" if best and (here or by_likeness(best) >= _LIKE) else None

    def group(self, sentence: Sentence, number: str) -> str | None:
        """A group of the sample that the sentence names."""
        for name, cases in self.context.inspection.sample.items():
            if (
                cases > 1
                and str(cases) == number.replace(",", "")
                and self.like.shares(sentence, str(name).replace("_", " "), whole=True)
            ):
                return f"{{n:{name}}}"
        return None


@check(
    "typed-differs",
    "warning",
    "30 per cent, or 25 of 51, typed, of what prompt 2.4.2f asks in almost the same words, and it"
    " is 42%; 48 per cent of cases, where no result is 48%.",
)
def typed_differs(context: Context) -> Found:
    """A percentage of cases that is typed is one that the data hold: that of the question which
    asks almost the same, or of its standard, or any; and so is a count that the data hold."""
    like = _Likeness(context)
    elsewhere = {
        _PER_CENT.sub("%", str(figure.value)) for figure in context.inspection.figures.values()
    }
    elsewhere |= {
        str(cell)
        for table in context.inspection.tables.values()
        for row in table.rows
        for cell in row
    }
    for written in context.own if context.results else ():
        yield from _beside_counts(context, written)
        for sentence in written.sentences if written.role in ("prose", "bullet") else ():
            for typed in _typed(sentence):
                if _is_known(context, written.standard, typed, sentence):
                    continue
                id = _asks_the_same(context, like, written.standard, sentence)
                if (
                    id
                    and (context.results[id].of or not typed.of)
                    and not _is_known(context, context.standard_of[id], typed, sentence)
                ):
                    held = context.results[id]
                    shown, kind = (
                        (f"{held.yes} of {held.of}", "n") if typed.of else (f"{held.shown}%", "pct")
                    )
                    yield (
                        sentence.place(typed.found),
                        (
                            f"{typed.found[0]} is typed here, and {id}, which asks almost the same,"
                            f" is {shown}"
                        ),
                        (
                            f"write {{{kind}:{id}}} if that is meant; if not, name the number under"
                            " `figures:` with its source, and write {figure:…}"
                        ),
                    )
                elif (
                    not typed.of
                    and typed.said not in elsewhere
                    and _is_of_cases(sentence, typed.found)
                    and not any(
                        _is_known(context, standard, typed, sentence)
                        for standard in set(context.standard_of.values())
                    )
                ):
                    yield (
                        sentence.place(typed.found),
                        f"{typed.found[0]} is typed here, and no result is {typed.said}",
                        (
                            "draw it from the data, as {pct:…}; or name the number under `figures:`"
                            " with its source, and write {figure:…}"
                        ),
                    )


def _beside_counts(context: Context, written: ReportText) -> Found:
    """Percentages behind a count that a result of the standard whose text it is has, of all its
    cases."""
    results = {
        id: result
        for id, result in context.results.items()
        if context.standard_of.get(id) == written.standard
    }
    for sentence in written.sentences if any(result.of for result in results.values()) else ():
        for found in (
            _SHARE_BESIDE.finditer(sentence.words)
            if not _has(_WHOLE, sentence.words) and not _has(_OF_ANOTHER, sentence.words)
            else ()
        ):
            said, yes = f"{number_in_figures(found[2])}%", parse_whole_number(found["yes"])
            id = next(
                (
                    id
                    for id, result in results.items()
                    if result.of and yes > 4 and result.yes == yes
                ),
                "",
            )
            if id and not any(said == f"{result.shown}%" for result in results.values()):
                yield (
                    sentence.place(found, 2),
                    (
                        f"{found['yes']} is given as {said} here, and {id}, which is {yes} of"
                        f" {results[id].of}, is {results[id].shown}%"
                    ),
                    f"write {{pct:{id}}} if that is meant; if not, say what it is a part of",
                )


class _Typed(NamedTuple):
    """A percentage or a count that a sentence holds."""

    found: re.Match[str]
    said: str
    yes: int = 0
    of: int = 0

    def is_that_of(self, result: Result, *, left: bool) -> bool:
        """Whether it is a result; or what is left to all of it, where that may be meant."""
        if not self.of:
            return self.said in (
                (f"{result.shown}%", f"{100 - result.shown}%") if left else (f"{result.shown}%",)
            )
        counts = (self.yes, self.of - self.yes) if left else (self.yes,)
        return any(
            (
                (yes, self.of) == (result.yes, result.of)
                if result.of
                else rounded(yes, self.of) == result.shown
            )
            for yes in counts
        )


def _typed(sentence: Sentence) -> Iterator[_Typed]:
    """The percentages of a sentence, and its counts, a score apart; of so few as four anything can
    be told."""
    if not _has(_NUMBERS, sentence.words):
        return
    for found in percentages(sentence.words):
        yield _Typed(found, f"{number_in_figures(found[1])}%")
    for found in counts(sentence.words):
        yes, of = parse_whole_number(found[1]), parse_whole_number(found[2])
        if of > 4 and yes <= of and not sentence.mentions("score"):
            yield _Typed(found, f"{yes} of {of}", yes, of)


def _asks_the_same(context: Context, like: _Likeness, standard: str, sentence: Sentence) -> str:
    """The question that asks almost what a sentence tells, first one of the standard whose text it
    is; none that is drawn in it already."""
    if (
        any(
            other.lower() in sentence.words.lower()
            for id, other in like.titles.items()
            if id != standard
        )
        and " here" not in sentence.words
    ):
        standard = ""
    found = (
        (like.likeness(sentence, id, standard), context.standard_of[id] == standard, id)
        for id in context.results
        if id in context.asked and f":{id}}}" not in sentence.raw and f" {id}}}" not in sentence.raw
    )
    best = max(
        (
            (own, likeness, id)
            for likeness, own, id in found
            if likeness >= _ALMOST and like.shared(sentence, id, standard) >= (3 if own else 4)
        ),
        default=(False, 0.0, ""),
    )
    return best[2]


def _is_of_cases(sentence: Sentence, found: re.Match[str]) -> bool:
    """Whether a percentage is of cases, as it says or as the results drawn beside it."""
    if _has(_OF_ANOTHER, sentence.words) or _ABOUT.search(
        sentence.words[max(0, found.start() - 20) : found.start()]
    ):
        return False
    beside = _DRAWN.search(sentence.raw) and not sentence.words.startswith(" of ", found.end())
    return bool(_CASES.match(sentence.words, found.end()) or beside)


def _is_known(context: Context, standard: str, typed: _Typed, sentence: Sentence) -> bool:
    """Whether a percentage or count is one of a standard's results; or of what is left of it, where
    a sentence says what was not done."""
    left = _has(_NEGATED, sentence.words)
    return any(
        typed.is_that_of(result, left=left)
        for id, result in context.results.items()
        if context.standard_of.get(id) == standard
    )


class _Likeness:
    """How much of a question's words a sentence has, rare words counting for more."""

    _COMMON = frozenset(
        "the and are for that this was were with has had have been being his her their they which"
        " what who whom where when there from into than then them these those its not all any each"
        " also more most such about after before does did done enough sufficiently sufficient cases"
        " case only per cent percent over under".split()
    )

    def __init__(self, context: Context) -> None:
        self.questions = {id: self.stems(text) for id, text in context.asked.items()}
        self.titles = {
            id: str(standard.title) for id, standard in context.methodology.standards.items()
        }
        seen: dict[str, int] = {}
        for stems in self.questions.values():
            for stem in stems:
                seen[stem] = seen.get(stem, 0) + 1
        self.weights = {
            stem: math.log(1 + len(self.questions) / times) for stem, times in seen.items()
        }
        self.whole = {
            id: sum(self.weights[stem] for stem in stems) for id, stems in self.questions.items()
        }
        self._sentences: dict[tuple[str, str], frozenset[str]] = {}

    def stems(self, text: str) -> frozenset[str]:
        return frozenset(
            word[:6] for word in re.findall(r"[a-z]{3,}", text.lower()) if word not in self._COMMON
        )

    def of(self, sentence: Sentence) -> frozenset[str]:
        return self.known(sentence, "")

    def known(self, sentence: Sentence, standard: str) -> frozenset[str]:
        """The words of a sentence, with those of the title of the standard whose text it stands in,
        which it need not say."""
        key = (sentence.words, standard)
        if key not in self._sentences:
            self._sentences[key] = self.stems(f"{sentence.words} {self.titles.get(standard, '')}")
        return self._sentences[key]

    def likeness(self, sentence: Sentence, id: str, standard: str = "") -> float:
        """From 0 to 1."""
        if not self.whole.get(id):
            return 0.0
        return (
            sum(self.weights[stem] for stem in self.questions[id] & self.known(sentence, standard))
            / self.whole[id]
        )

    def shared(self, sentence: Sentence, id: str, standard: str) -> int:
        return len(self.known(sentence, standard) & self.questions.get(id, frozenset()))

    def shares(self, sentence: Sentence, words: str, whole: bool = False) -> bool:
        """Whether a sentence has two of some words, or their only one; or all of them."""
        named = self.stems(words)
        return bool(named) and len(self.of(sentence) & named) >= (
            len(named) if whole else min(2, len(named))
        )
