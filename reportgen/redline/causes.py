"""The facts that changed between two versions, and what follows from each of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from reportgen.redline.changes import Change
from reportgen.redline.collect import OVERALL, SCORE
from reportgen.redline.version import Fact, Origin, Version
from reportgen.redline.words import REMOVED, SAME, Span, split_words

_USE = re.compile(r"\{([a-z]+)(?::([^{}\n]*))?\}")
_RESULTS = ("pct", "n")

_USUAL = frozenset(("out", "of", "per", "cent", "%"))
"""Words around the numbers of a result."""


class Causes:
    """The facts that changed, and what follows from each."""

    def __init__(self, old: Version, new: Version) -> None:
        self.old, self.new = old.facts, new.facts
        names = dict.fromkeys((*old.facts, *new.facts))
        self.changed = [name for name in names if _is_changed(old, new, name)]
        self.of: dict[str, list[Change]] = defaultdict(list)
        """The consequences of each fact."""
        self.are_sourced = old.has_sources and new.has_sources
        self.phrases = old.phrases | new.phrases
        self.others: list[Change] = []
        """Consequences of something other than a fact: a heading, a methodology, an inspection that
        the report draws on."""

    def add(self, change: Change, uses: Iterable[str]) -> None:
        """Enter a consequence under the first changed fact that it uses."""
        for name in uses:
            if name in self.changed:
                self.of[name].append(change)
                return
        self.others.append(change)

    def explain(
        self, old: Origin | None, new: Origin | None, spans: Iterable[Span]
    ) -> list[str] | None:
        """The facts that a changed text is drawn from; None if the text itself was changed."""
        if self.are_sourced and old and new:
            return find_uses(new) if old.source == new.source else None
        by_words = self._find_by_words(spans)
        return [by_words] if by_words else None

    def _find_by_words(self, spans: Iterable[Span]) -> str | None:
        """The changed fact that accounts for everything in which two texts differ, if one does."""
        removed: set[str] = set()
        inserted: set[str] = set()
        for span in spans:
            if span.op != SAME:
                (removed if span.op == REMOVED else inserted).update(split_words(span.text))
        if not removed or not inserted:
            return None
        has_numbers = all(any(sign.isdigit() for sign in word) for word in removed | inserted)
        for name in self.changed:
            old, new = self.old.get(name), self.new.get(name)
            if old is None or new is None or (old.kind == "about" and not has_numbers):
                continue
            if removed <= _list_words(old) and inserted <= _list_words(new):
                return name
        return None


def _list_words(fact: Fact) -> set[str]:
    """The words in which a text may print a fact."""
    words = set(split_words(fact.value))
    words |= {word.rstrip("%") for word in words}
    if fact.kind != "result":
        return words
    percent = fact.value.partition("%")[0]
    others = {str(100 - int(percent))} if percent.isdecimal() else set()
    return words | others | _USUAL  # a text may give the share of the other cases


def _is_changed(old: Version, new: Version, name: str) -> bool:
    before, after = old.facts.get(name), new.facts.get(name)
    if before is None or after is None:
        return name.startswith("rating ") or (old.is_whole and new.is_whole)
    if before.kind == "figure" and before.because != after.because:
        return True
    return before.value != after.value or before.band != after.band


def find_uses(origin: Origin | None) -> list[str]:
    """The facts that a text draws."""
    uses = []
    for kind, target in _USE.findall(origin.source if origin else ""):
        target = " ".join(target.split())
        last = target.rpartition(" ")[2]
        if kind in _RESULTS:
            uses += [f"result {last}", f"about Sample: {target}"]
        elif kind == "rating":
            uses.append(f"rating {last}")
        elif kind == "figure":
            uses.append(f"figure {target}")
        elif kind in ("overall", "score"):
            uses.append(OVERALL if kind == "overall" else SCORE)
    return uses
