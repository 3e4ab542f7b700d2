"""Compares the recommendations of two versions: each is matched by its words, then by its id, then
by similar words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reportgen.problems import NOWHERE
from reportgen.redline.align import ENOUGH, find_longest_rise
from reportgen.redline.causes import Causes
from reportgen.redline.changes import Change
from reportgen.redline.version import RecommendationText, Version
from reportgen.redline.words import Span, compare_words, measure_likeness, split_words


def compare_recommendations(old: Version, new: Version, causes: Causes) -> Iterator[Change]:
    pairs = _pair(old.recommendations, new.recommendations)
    was = {id(after): before for before, after in pairs}
    paired = {id(before) for before, _ in pairs}
    added = [one for one in new.recommendations if id(one) not in was]
    removed = [one for one in old.recommendations if id(one) not in paired]
    renumbered = [
        _describe(after, "renumbered", old=f"number {before.number}", new=f"number {after.number}")
        for before, after in pairs
        if before.number != after.number and not _is_moved(before, after, pairs)
    ]
    cause = True
    for before, after in pairs:
        yield from _compare(before, after, pairs, causes)
    for one in removed:
        yield _describe(one, "removed", old=one.text, follow=renumbered if cause else [])
        cause = False
    for one in added:
        yield _describe(one, "added", new=one.text, follow=renumbered if cause else [])
        cause = False
    if cause and renumbered and not any(_is_moved(*pair, pairs) for pair in pairs):
        yield from renumbered


_Pairs = list[tuple[RecommendationText, RecommendationText]]


def _pair(old: tuple[RecommendationText, ...], new: tuple[RecommendationText, ...]) -> _Pairs:
    left_old, left_new = list(old), list(new)
    pairs: _Pairs = []

    def join(before: RecommendationText, after: RecommendationText) -> None:
        left_old.remove(before)
        left_new.remove(after)
        pairs.append((before, after))

    for is_same in _WAYS:
        for before in list(left_old):
            after = next((one for one in left_new if is_same(before, one)), None)
            if after is not None:
                join(before, after)
    return sorted(pairs, key=lambda pair: pair[1].number)


def _likeness(one: RecommendationText, other: RecommendationText) -> float:
    return measure_likeness(split_words(one.text), split_words(other.text))


_WAYS: tuple[Callable[[RecommendationText, RecommendationText], bool], ...] = (
    lambda one, other: one.text == other.text and one.to == other.to,
    lambda one, other: one.text == other.text,
    lambda one, other: one.id == other.id and _likeness(one, other) >= ENOUGH,
    lambda one, other: _likeness(one, other) >= ENOUGH,
    lambda one, other: one.id == other.id and not one.id.isdecimal(),
)
"""How a recommendation is known again, the surest way first."""


def _is_moved(before: RecommendationText, after: RecommendationText, pairs: _Pairs) -> bool:
    """Whether it changed places with another, beyond what was added or removed before it."""
    if before.to != after.to:
        return True
    order = [pair[0].number for pair in pairs]
    return before.number not in find_longest_rise(order)


def _compare(
    before: RecommendationText,
    after: RecommendationText,
    pairs: _Pairs,
    causes: Causes,
) -> Iterator[Change]:
    is_moved = _is_moved(before, after, pairs)
    notes = []
    if is_moved and before.to != after.to:
        notes.append(f"from {before.to or 'nobody'} to {after.to or 'nobody'}")
    elif is_moved:
        notes.append(f"it was number {before.number}, and is number {after.number}")
    if before.id != after.id and not (before.id.isdecimal() and after.id.isdecimal()):
        notes.append(f"its id was {before.id}, and is {after.id}")
    if before.text != after.text:
        op = "moved and reworded" if is_moved else "reworded"
        spans = compare_words(before.text, after.text, causes.phrases)
        uses = causes.explain(before.origin, after.origin, spans)
        if uses is None:
            yield _describe(after, op, before.text, after.text, notes, spans)
            return
        causes.add(_describe(after, "changed", before.text, after.text, [], spans), uses)
    if before.text != after.text and not notes:
        return
    if is_moved:
        yield _describe(after, "moved", None, after.text, notes)
    elif notes:
        yield _describe(after, "renumbered", None, after.text, notes)
    elif before.markup != after.markup:
        yield _describe(after, "reformatted", before.markup, after.markup)


def _describe(
    one: RecommendationText,
    op: str,
    old: str | None = None,
    new: str | None = None,
    notes: list[str] | None = None,
    spans: tuple[Span, ...] = (),
    follow: list[Change] | None = None,
) -> Change:
    return Change(
        kind="recommendation",
        op=op,
        what=f"Recommendation {one.number}",
        where=one.to,
        old=old,
        new=new,
        spans=spans,
        notes=tuple(notes or ()),
        place=one.origin.place if one.origin else NOWHERE,
        consequences=tuple(follow or ()),
    )
