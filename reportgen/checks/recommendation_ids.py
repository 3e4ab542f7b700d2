"""The ids of recommendations: each is given once, and means the same for ever after publication."""

from __future__ import annotations

import re

from reportgen.checks.context import Context
from reportgen.checks.register import Violations, check
from reportgen.inspection.model import number_recommendations

_SAME = 0.5
"""How alike two texts must be, from 0 to 1, to count as one recommendation in other words."""


@check("id-twice", "error", "Two recommendations with id: r1, or one with id: 2 that is the third.")
def id_twice(context: Context) -> Violations:
    """Each recommendation has an id of its own, made of letters, digits and hyphens."""
    number_of: dict[str, int] = {}
    for id, number, item in number_recommendations(context.inspection.recommendations):
        place = item.id.place if item.id else item.place
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*", id):
            yield place, f"`{id}` cannot be an id", "use letters, digits and hyphens: r1"
        elif id in number_of:
            yield (
                place,
                f"recommendation {number} has the id `{id}`, and so has recommendation"
                f" {number_of[id]}",
                "give one of them another `id:`; without one, the id is the number",
            )
        number_of.setdefault(id, number)


@check("id-gone", "warning", "A correction without the recommendation r3 of the first edition.")
def id_gone(context: Context) -> Violations:
    """Every recommendation that was published is still there, under its id."""
    now = {id for id, *_ in number_recommendations(context.inspection.recommendations)}
    for id, text in _published(context).items():
        if id not in now:
            yield (
                context.inspection.place,
                f"the recommendation `{id}` was published and is gone: “{_cut(text)}”",
                "put it back; if it is withdrawn, accept this under `allow:`, with the reason",
            )


@check("id-reused", "error", "r3 was published as one recommendation and is another one now.")
def id_reused(context: Context) -> Violations:
    """The id of a published recommendation stays with it."""
    published = _published(context)
    for id, _, item in number_recommendations(context.inspection.recommendations):
        before = published.get(id)
        if before is not None and _likeness(before, item.text) < _SAME:
            yield (
                item.id.place if item.id else item.place,
                f"the id `{id}` was published for another recommendation: “{_cut(before)}”",
                "give the new recommendation a new `id:`, and the published ones the ids that they"
                " had: their numbers, where they had no other",
            )


def _published(context: Context) -> dict[str, str]:
    """What each id was published for, first."""
    record = context.dossier.record
    published: dict[str, str] = {}
    for entry in record.editions if record else ():
        for one in entry.recommendations:
            published.setdefault(str(one.id), str(one.text))
    return published


def _likeness(one: str, other: str) -> float:
    """How much two texts are alike, up to 1; 1 as soon as they are surely alike enough."""
    first, second = (re.findall(r"\w+", text.lower()) for text in (one, other))
    # The same words at the beginning or the end spare the longer comparison nearly always.
    alike = max(_count_same(first, second), _count_same(first[::-1], second[::-1]))
    if first == second or 2 * alike >= _SAME * (len(first) + len(second)):
        return 1.0
    from difflib import SequenceMatcher

    return float(SequenceMatcher(None, first, second, autojunk=False).ratio())


def _count_same(some: list[str], other: list[str]) -> int:
    """How many words two texts have in common before the first that differs."""
    pairs = enumerate(zip(some, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(some), len(other)))


def _cut(text: str) -> str:
    return text if len(text) < 80 else f"{text[:77].rstrip()}…"
