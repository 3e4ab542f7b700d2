"""Which of all that the data have a typed figure is, by the words that stand beside it.

A figure is one of those with its value. It is taken for one only where that one has more of these
words than all others, clearly; or where the whole name of a figure stands in the sentence. No
sentence is understood.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from reportgen.inspection.results import Result
from reportgen.util.frozen import frozen

_COUNT = re.compile(r"(\d+) (?:out )?of (\d+)")
_CLAUSE = re.compile(r"[,;:–]|\b(?:and|but|while|where)\b")
_COMMON = frozenset(
    "the and are for that this was were with has had have been being his her their they which what"
    " who whom where when there from into than then them these those its not all any each also"
    " more most such about after before does did done enough sufficiently sufficient cases case"
    " only per cent percent over under".split()
)
_ENOUGH = 3.5
"""The least weight of the words that a figure and its source must share. A word that two of a
hundred sources have weighs 4."""
_CLEARLY = 2.0
"""How far the likeliest source must be ahead of the next."""


@frozen
class Figure:
    """A figure and what stands around it."""

    words: str
    """The sentence, or the label of a row."""
    start: int
    end: int
    """Where the figure is in the words; both 0 beside a label."""
    value: str
    kind: str
    """`pct`, `n`, or nothing for another number."""
    standard: str
    """The standard that the text is about."""

    @property
    def next_words(self) -> str:
        """What is counted: 12 sentencers."""
        return " ".join(self.words[self.end :].split()[:2])

    @property
    def clause(self) -> str:
        """The words around the figure, up to the next sign; the sentence where there are none, if
        it has the figure once."""
        begin = max([0, *(match.end() for match in _CLAUSE.finditer(self.words, 0, self.start))])
        after = _CLAUSE.search(self.words, self.end) if self.end else None
        clause = self.words[begin : after.start() if after else None]
        is_alone = self.words.count(self.words[self.start : self.end] or self.words) == 1
        return self.words if is_alone and not list_keys(clause) else clause


@frozen
class _Source:
    """Something that the data have."""

    way: str
    """How it is drawn."""
    standard: str
    keys: frozenset[str]
    name: frozenset[str] = frozenset()
    """For a named figure: the words of its name alone."""


class LikelySources:
    """All that a report's data have, by value."""

    def __init__(
        self,
        questions: Mapping[str, tuple[str, str]],
        results: Mapping[str, Result],
        named: Mapping[str, tuple[str, str]],
        sample: Mapping[str, int],
    ) -> None:
        """`asked`: the standard and the text of each question; `named`: the value and the origin of
        each figure."""
        self.by_value: dict[tuple[str, str], list[_Source]] = {}
        for id, result in results.items():
            self._add_result(id, result, *questions.get(id, ("", "")))
        for name, (value, origin) in named.items():
            words = name.replace("_", " ")
            count = _COUNT.fullmatch(value)
            kind = "n" if count else "pct" if value.endswith("%") else ""
            source = _Source(
                way=f"{{figure:{name}}}",
                standard="",
                keys=list_keys(f"{words} {origin}"),
                name=list_keys(words),
            )
            self._add(source, f"{count[1]} of {count[2]}" if count else value, kind)
        self.sample = {name: str(count) for name, count in sample.items()}
        texts = {source.keys for sources in self.by_value.values() for source in sources}
        often = Counter(key for keys in texts for key in keys)
        self.weights = {key: math.log(1 + len(texts) / n) for key, n in often.items()}

    def _add_result(self, id: str, result: Result, standard: str, text: str) -> None:
        keys, rounded = list_keys(text), result.rounded
        for negation, percent in (("", rounded), ("not ", 100 - rounded)):
            way = f"{negation}{id}"
            source = _Source(way=f"{{pct:{way}}}", standard=standard, keys=keys)
            self._add(source, f"{percent}%", "pct")
        if result.yes is not None and result.of is not None:
            for negation, count in (("", result.yes), ("not ", result.of - result.yes)):
                source = _Source(way=f"{{n:{negation}{id}}}", standard=standard, keys=keys)
                self._add(source, f"{count} of {result.of}", "n")

    def _add(self, source: _Source, value: str, kind: str) -> None:
        self.by_value.setdefault((kind, value), []).append(source)

    def choose(self, figure: Figure) -> str | None:
        """How a figure is drawn, where it can be only one thing."""
        sources = self.by_value.get((figure.kind, figure.value), [])
        if re.fullmatch(r"\d\d?", figure.value) and figure.end:
            sources = [one for one in sources if list_keys(figure.next_words) & one.name]
        everywhere = list_keys(figure.words)
        whole = [one for one in sources if one.name and one.name <= everywhere]
        if len(whole) == 1 and (len(whole[0].name) > 1 or len(sources) == 1):
            return whole[0].way
        beside = list_keys(figure.clause)
        ranked = sorted(
            ((self._weigh(source, beside, everywhere, figure), source.way) for source in sources),
            reverse=True,
        )
        if group := self._find_group(figure):
            return group
        if not ranked or ranked[0][0] < _ENOUGH:
            return None
        is_ahead = len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= _CLEARLY
        return ranked[0][1] if is_ahead and len(whole) < 2 else None

    def _weigh(
        self, source: _Source, beside: frozenset[str], everywhere: frozenset[str], figure: Figure
    ) -> float:
        """The weight of the words that a source shares with what stands beside a figure; those
        further away count half."""
        near = math.fsum(self.weights[key] for key in source.keys & beside)
        far = math.fsum(self.weights[key] for key in (source.keys & everywhere) - beside)
        return near + far / 2 + (source.standard == figure.standard != "")

    def _find_group(self, figure: Figure) -> str | None:
        """A group of the sample, if its name follows its number: 40 community sentences."""
        if figure.kind or not figure.end or figure.value not in self.sample.values():
            return None
        after = re.sub(r"[-_ ]+", " ", figure.words[figure.end :]).lstrip().lower()
        names = [
            name
            for name, count in self.sample.items()
            if count == figure.value
            if after.startswith(re.sub(r"[-_ ]+", " ", name).lower())
        ]
        return f"{{n:{names[0]}}}" if len(names) == 1 else None


@lru_cache(maxsize=100)  # a sentence is asked for once for each figure in it
def list_keys(text: str) -> frozenset[str]:
    """The words of a text, cut to five letters, without those that every text has: `uncoordinated`
    is `coord`."""
    words = (word for word in re.findall(r"[a-z]{3,}", text.lower()) if word not in _COMMON)
    return frozenset((w.removeprefix("un") if len(w) > 6 else w)[:5] for w in words)
