"""What was found to differ between two versions of a report: plain records, in the order in which a
reader wants them."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.problems import NOWHERE, Place
from reportgen.redline.words import Span
from reportgen.util.frozen import frozen

KINDS = {
    "rating": ("rating", "ratings", "Ratings and score"),
    "result": ("result", "results", "Results"),
    "recommendation": ("recommendation", "recommendations", "Recommendations"),
    "figure": ("figure", "figures", "Figures"),
    "table": ("change in tables", "changes in tables", "Tables"),
    "about": ("detail", "details", "About the report"),
    "text": ("change in the text", "changes in the text", "Text"),
    "other": ("other difference", "other differences", "Other"),
}
"""For each kind of change, what one is called, what several are, and the heading above them."""


@frozen
class Change:
    """One difference, with those that follow from it."""

    kind: str
    """One of KINDS."""
    op: str
    """`changed`, `added`, `removed`, `moved`, `reworded`, `moved and reworded`, `renumbered` or
    `reformatted`."""
    what: str
    where: str = ""
    old: str | None = None
    new: str | None = None
    spans: tuple[Span, ...] = ()
    """Of a text that was reworded: what was taken out and put in."""
    notes: tuple[str, ...] = ()
    """What more there is to say: a band that was crossed, a reason."""
    place: Place = NOWHERE
    consequences: tuple[Change, ...] = ()


@frozen
class Redline:
    """All differences between two versions."""

    title: str
    old: str
    """What the versions are called."""
    new: str
    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()
    """What could not be compared, and why."""

    @property
    def is_empty(self) -> bool:
        return not self.changes

    def of_kind(self, kind: str) -> list[Change]:
        return [change for change in self.changes if change.kind == kind]

    @property
    def summary(self) -> str:
        """The sum in one line."""
        if self.is_empty:
            return "No differences."
        parts: list[str] = []
        for change in self.of_kind("rating"):
            if change.what in ("Overall", "Score"):
                word = change.what if not parts else change.what.lower()
                parts.append(f"{word} {change.old} → {change.new}")
        counts = []
        for kind in KINDS:
            count = sum(change.what not in ("Overall", "Score") for change in self.of_kind(kind))
            if count:
                counts.append(f"{count} {KINDS[kind][count > 1]}")
        return "; ".join([*parts, ", ".join(counts)] if counts else parts) + "."

    def walk(self) -> Iterator[Change]:
        """Every change, each followed by its consequences."""
        for change in self.changes:
            yield change
            yield from change.consequences
