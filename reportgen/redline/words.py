"""What differs between two texts, word by word.

Numbers and ratings are never split, and changes less than three words apart are one: a reader sees
phrases that were replaced, not confetti. It knows nothing of reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from reportgen.prose.typography import NBSP
from reportgen.util.text import WORD

SAME, REMOVED, INSERTED = "=", "-", "+"

APART = 3
"""Words that must be the same between two changes, or they are one."""

CONTEXT = 8
"""Words that are shown around a change."""

MAX_WORDS = 4_000
"""How many words of a text are compared one by one: the work grows with the square."""


class Span(NamedTuple):
    """A stretch of text that is the same, removed or inserted."""

    op: str
    text: str


def normalise(text: str) -> str:
    """One line, with plain spaces."""
    return " ".join(text.replace(NBSP, " ").split())


def split_words(text: str, phrases: Iterable[str] = ()) -> list[str]:
    """The words, numbers and signs of a text; a phrase is one of them."""
    return [word for word, _, _ in _find_words(text, phrases)]


def measure_likeness(old: Sequence[str], new: Sequence[str]) -> float:
    """How much two texts have in common, from 0 to 1."""
    if not old or not new:
        return 0.0
    if len(old) > MAX_WORDS or len(new) > MAX_WORDS:
        return 1.0 if old == new else 0.0
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.real_quick_ratio() < 0.5 or matcher.quick_ratio() < 0.5:
        return 0.0
    return matcher.ratio()


def compare_words(old: str, new: str, phrases: Iterable[str] = ()) -> tuple[Span, ...]:
    """The stretches of two texts, in the order in which they are read. Those that are the same or
    inserted make up the newer text."""
    phrases = tuple(phrases)
    before, after = _find_words(old, phrases), _find_words(new, phrases)
    if max(len(before), len(after)) > MAX_WORDS:
        return _drop_empty(Span(REMOVED, old), Span(INSERTED, new))
    matcher = SequenceMatcher(None, [w[0] for w in before], [w[0] for w in after], autojunk=False)
    spans: list[Span] = []
    for removed, inserted, same in _join_close(matcher.get_opcodes()):
        spans += _drop_empty(
            Span(REMOVED, _cut(old, before, *removed)),
            Span(INSERTED, _cut(new, after, *inserted)),
            Span(SAME, _cut(new, after, *same)),
        )
    return tuple(spans)


def space_spans(spans: Sequence[Span]) -> Iterator[tuple[Span, str]]:
    """Each stretch without the space at its end, and the space to print behind it."""
    for number, span in enumerate(spans):
        text = span.text.rstrip()
        space = span.text[len(text) :]
        following = spans[number + 1].op if number + 1 < len(spans) else SAME
        if span.op == REMOVED and following == INSERTED:
            space = ""
        yield Span(span.op, text), space


def clip_spans(spans: Sequence[Span]) -> list[Span]:
    """The stretches with only some unchanged words around each change."""
    last = len(spans) - 1
    return [
        span if span.op != SAME else Span(SAME, _clip(span.text, number > 0, number < last))
        for number, span in enumerate(spans)
    ]


def _clip(text: str, has_before: bool, has_after: bool) -> str:
    words = text.split()
    if len(words) <= CONTEXT * (has_before + has_after) + 2:
        return text
    head = words[:CONTEXT] if has_before else []
    tail = words[-CONTEXT:] if has_after else []
    return " ".join([*head, "…", *tail]) + text[len(text.rstrip()) :]


_Range = tuple[int, int]


def _find_words(text: str, phrases: Iterable[str]) -> list[tuple[str, int, int]]:
    """The words, with where each begins and where the next one does."""
    longest = sorted({phrase for phrase in phrases if " " in phrase}, key=len, reverse=True)
    pattern = re.compile("|".join([*map(re.escape, longest), WORD]))
    words = [(match[0], match.start()) for match in pattern.finditer(text)]
    starts = [*(start for _, start in words), len(text)]
    return [(word, starts[n], starts[n + 1]) for n, (word, _) in enumerate(words)]


def _cut(text: str, words: list[tuple[str, int, int]], begin: int, end: int) -> str:
    return text[words[begin][1] : words[end - 1][2]] if begin < end else ""


def _drop_empty(*spans: Span) -> tuple[Span, ...]:
    return tuple(span for span in spans if span.text)


def _join_close(
    opcodes: Sequence[tuple[str, int, int, int, int]],
) -> list[tuple[_Range, _Range, _Range]]:
    """Each change with the unchanged words behind it: what was removed, inserted and kept. A short
    unchanged stretch between two changes becomes part of them."""
    joined: list[tuple[_Range, _Range, _Range]] = []
    for op, i, i_end, j, j_end in opcodes:
        if op == "equal":
            removed, inserted, _ = joined.pop() if joined else ((0, 0), (0, 0), (0, 0))
            joined.append((removed, inserted, (j, j_end)))
            continue
        if joined:
            (first, last), (begin, end), (same, same_end) = joined[-1]
            is_change = first < last or begin < end
            if is_change and same_end - same < APART:
                joined[-1] = ((first, i_end), (begin, j_end), (j_end, j_end))
                continue
        joined.append(((i, i_end), (j, j_end), (j_end, j_end)))
    return joined
