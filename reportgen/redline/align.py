"""Which block of a text was which: the same, moved, reworded, added or removed.

Exact in order comes first, then exact elsewhere, then what is of the same kind and has most of its
words in common. It knows blocks with a kind, a text and perhaps a source, and no report.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from reportgen.redline.version import TextBlock
from reportgen.redline.words import measure_likeness, split_words

ENOUGH = 0.55
"""How much two blocks must have in common to be one that was reworded."""

MAX_PAIRS = 250_000
"""How many pairs of blocks have their words compared: 500 removed and 500 added blocks take a
second or two. With more differences, these are not two versions of one report."""

SHORT = ("heading", "line", "question", "reason")
"""The kinds of short blocks that may have only new words and still be the same block."""


class Pair(NamedTuple):
    """A block of the older version and the one that it became; None where it has no other."""

    old: int | None
    new: int | None
    is_moved: bool = False


def align(old: Sequence[TextBlock], new: Sequence[TextBlock], by_source: bool) -> list[Pair]:
    """Pair the blocks of two texts, in the order of the newer one; what was removed stands where
    it was."""
    return _Alignment(old, new).pair(by_source)


class _Alignment:
    def __init__(self, old: Sequence[TextBlock], new: Sequence[TextBlock]) -> None:
        self.old, self.new = old, new
        self.became: dict[int, int] = {}
        """For each older block its newer one."""
        self.in_order: list[tuple[int, int]] = []
        """The pairs that stayed in their order."""

    def pair(self, by_source: bool) -> list[Pair]:
        self._match_exact(_source_key if by_source else _text_key)
        self._match_exact(_text_key)
        self._match_alike(within=True)
        self._match_short()
        self._match_alike(within=False)
        return self._list()

    def _match_exact(self, key: Callable[[TextBlock], Hashable]) -> None:
        """Pair blocks that are the same: in order, then within a gap, then anywhere."""
        left_old, left_new = self._left_old(), self._left_new()
        old, new = [key(self.old[i]) for i in left_old], [key(self.new[j]) for j in left_new]
        for match in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
            for n in range(match.size):
                self.became[left_old[match.a + n]] = left_new[match.b + n]
        self._order()
        for within in (True, False):
            waiting: dict[Hashable, list[int]] = defaultdict(list)
            for j in self._left_new():
                waiting[key(self.new[j]), self._gap(j, 1) if within else 0].append(j)
            for i in self._left_old():
                matches = waiting.get((key(self.old[i]), self._gap(i, 0) if within else 0))
                if matches:
                    self.became[i] = matches.pop(0)
            self._order()

    def _match_alike(self, within: bool) -> None:
        """Pair what has most words in common, the most alike first."""
        words_old = {i: split_words(self.old[i].text) for i in self._left_old()}
        words_new = {j: split_words(self.new[j].text) for j in self._left_new()}
        alike: list[tuple[float, int, int, int]] = []
        if len(words_old) * len(words_new) > MAX_PAIRS:
            return
        for i, before in words_old.items():
            for j, after in words_new.items():
                if self.old[i].kind != self.new[j].kind:
                    continue
                if within and self._gap(i, 0) != self._gap(j, 1):
                    continue
                likeness = measure_likeness(before, after)
                if likeness >= ENOUGH:
                    alike.append((-likeness, abs(i - j), i, j))
        for _, _, i, j in sorted(alike):
            if i not in self.became and j not in self.became.values():
                self.became[i] = j
        self._order()

    def _match_short(self) -> None:
        """Pair headings and lines where as many were removed at one place as were added there."""
        gaps: dict[tuple[int, str], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for i in self._left_old():
            gaps[self._gap(i, 0), self.old[i].kind][0].append(i)
        for j in self._left_new():
            gaps[self._gap(j, 1), self.new[j].kind][1].append(j)
        for (_, kind), (old, new) in gaps.items():
            if kind in SHORT and len(old) == len(new):
                self.became |= dict(zip(old, new, strict=True))
        self._order()

    def _order(self) -> None:
        """Find out which pairs stayed in their order: as many as can be."""
        pairs = sorted(self.became.items())
        rising = find_longest_rise([j for _, j in pairs])
        self.in_order = [pair for pair in pairs if pair[1] in rising]

    def _left_old(self) -> list[int]:
        return [i for i in range(len(self.old)) if i not in self.became]

    def _left_new(self) -> list[int]:
        matched = set(self.became.values())
        return [j for j in range(len(self.new)) if j not in matched]

    def _gap(self, index: int, side: int) -> int:
        """Between which blocks that stayed in order one stands."""
        return bisect_left(self.in_order, index, key=lambda pair: pair[side])

    def _list(self) -> list[Pair]:
        was = {j: i for i, j in self.became.items()}
        stayed = set(self.in_order)
        pairs = []
        for j in range(len(self.new)):
            i = was.get(j)
            pairs.append((float(j), Pair(i, j, i is not None and (i, j) not in stayed)))
        for i in self._left_old():
            gap = self._gap(i, 0)
            before = self.in_order[gap - 1][1] if gap else -1
            pairs.append((before + 0.5, Pair(i, None)))
        return [pair for _, pair in sorted(pairs, key=lambda one: one[0])]


def _source_key(block: TextBlock) -> Hashable:
    if block.origin is None:
        return _text_key(block)
    return (block.kind, "typed", block.origin.source)


def _text_key(block: TextBlock) -> Hashable:
    return (block.kind, block.text)


def find_longest_rise(numbers: Sequence[int]) -> set[int]:
    """The longest selection of rising numbers: what kept its order."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(ends, number)
        before[number] = ends[at - 1] if at else None
        ends[at : at + 1] = [number]
    rising: set[int] = set()
    last: int | None = ends[-1] if ends else None
    while last is not None:
        rising.add(last)
        last = before[last]
    return rising
