"""Compares two versions of a report: facts first, and what follows from a fact under it.

A block whose source is the same and whose text is not is a consequence; the figures that it draws
name its cause. Where the source of a version is not known, a text in which only numbers and ratings
changed, and these as a fact did, counts as its consequence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reportgen.problems import NOWHERE, Place
from reportgen.redline.align import Pair, align
from reportgen.redline.causes import Causes
from reportgen.redline.changes import KINDS, Change, Redline
from reportgen.redline.collect import REASON
from reportgen.redline.recommendations import compare_recommendations
from reportgen.redline.tables import compare_tables
from reportgen.redline.version import Fact, TextBlock, Version
from reportgen.redline.words import compare_words


def compare(old: Version, new: Version) -> Redline:
    """Compare two versions."""
    return _Comparison(old, new).redline()


class _Comparison:
    def __init__(self, old: Version, new: Version) -> None:
        self.old, self.new = old, new
        self.causes = Causes(old, new)
        self.changes: list[Change] = []

    def redline(self) -> Redline:
        if self.old.is_whole and self.new.is_whole:
            self.changes += compare_recommendations(self.old, self.new, self.causes)
            self.changes += compare_tables(self.old, self.new, self.causes)
            self.changes += self._compare_text()
        facts = [change for name in self.causes.changed if (change := self._fact(name))]
        changes = [*facts, *self.changes, *self._others()]
        changes = [change for kind in KINDS for change in changes if change.kind == kind]
        if not changes and (path := _first_difference(self.old.data, self.new.data)):
            what = "Something that is none of these, as its numbering or its setting"
            changes = [Change(kind="other", op="changed", what=what, where=path)]
        return Redline(
            title=self.new.title,
            old=self.old.label,
            new=self.new.label,
            changes=tuple(changes),
            notes=tuple(self._notes()),
        )

    def _notes(self) -> Iterator[str]:
        for version in (self.old, self.new):
            if not version.is_whole:
                yield (
                    f"{version.label} holds only ratings, so only ratings, score and their reasons"
                    " were compared."
                )
        if self.old.methodology != self.new.methodology:
            yield (
                f"The methodologies differ: {self.old.methodology}, {self.new.methodology}."
                " Ratings and results are compared by id, where both have it."
            )

    def _others(self) -> Iterator[Change]:
        if self.causes.others:
            yield Change(
                kind="other",
                op="changed",
                what="What is drawn from headings, other inspections or the methodology",
                consequences=tuple(self.causes.others),
            )

    # Facts

    def _fact(self, name: str) -> Change | None:
        old, new = self.old.facts.get(name), self.new.facts.get(name)
        fact = new or old
        assert fact is not None
        is_foreign = self.old.methodology != self.new.methodology and (old is None or new is None)
        if is_foreign and fact.kind in ("rating", "result"):
            return None
        op = "changed" if old and new else "added" if new else "removed"
        place = new.place if new and new.place.path else old.place if old else NOWHERE
        return Change(
            kind=fact.kind,
            op=op,
            what=fact.label,
            old=old.value if old else None,
            new=new.value if new else None,
            notes=tuple(self._explain(old, new)),
            place=place,
            consequences=tuple(self.causes.of[name]),
        )

    def _explain(self, old: Fact | None, new: Fact | None) -> Iterator[str]:
        """What more there is to say of a fact that changed."""
        if old is None or new is None:
            return
        if old.band != new.band:
            yield f"band crossed: {old.band or 'none'} → {new.band or 'none'}"
        causes = [self._name(id) for id in self._find_causes(new)]
        if causes:
            yield f"follows from {', '.join(causes)}"
        if old.because != new.because:
            yield from (f"now: {reason}" for reason in new.because if reason not in old.because)
            yield from (
                f"no longer: {reason}" for reason in old.because if reason not in new.because
            )

    def _find_causes(self, rating: Fact) -> list[str]:
        causes = [id for id in rating.rests_on if id in self.causes.changed]
        for above in (id.removeprefix("under ") for id in rating.rests_on if "under " in id):
            causes += [id for id in self.causes.changed if id.startswith(f"result {above}.")]
        return list(dict.fromkeys(causes))

    def _name(self, id: str) -> str:
        kind, _, rest = id.partition(" ")
        return f"the {kind} of {rest}" if kind in ("rating", "result") else rest

    # Text

    def _compare_text(self) -> Iterator[Change]:
        old, new = self.old.blocks, self.new.blocks
        run: list[tuple[Pair, Change]] = []
        for pair in align(old, new, self.causes.are_sourced):
            before = old[pair.old] if pair.old is not None else None
            after = new[pair.new] if pair.new is not None else None
            if before is None or after is None:
                changes = [*self._one_sided(before, after)]
            else:
                changes = [*self._compare_blocks(before, after, pair.is_moved)]
            if run and not (changes and _goes_on(run[-1][0], pair, changes[0])):
                yield _join_moved(run)
                run = []
            if changes and changes[0].op == "moved":
                run.append((pair, changes[0]))
            else:
                yield from changes
        if run:
            yield _join_moved(run)

    def _one_sided(self, old: TextBlock | None, new: TextBlock | None) -> Iterator[Change]:
        block = new or old
        assert block is not None
        change = Change(
            kind="text",
            op="added" if new else "removed",
            what=_name_kind(block),
            where=block.chapter,
            old=old.text if old else None,
            new=new.text if new else None,
            place=_place(block),
        )
        if block.kind != REASON or not self._is_drawn_reason(block, change):
            yield change

    def _is_drawn_reason(self, block: TextBlock, change: Change) -> bool:
        """Whether a reason for a rating follows from a fact that changed. It is shown with the
        rating, if that changed, or as a consequence of the result."""
        if block.origin:
            return False
        id = block.chapter.partition(" ")[0]
        results = [name for name in self.causes.changed if name.startswith(f"result {id}.")]
        if f"rating {id}" not in self.causes.changed and results:
            self.causes.add(change, results)
        return bool(results) or f"rating {id}" in self.causes.changed

    def _compare_blocks(self, old: TextBlock, new: TextBlock, is_moved: bool) -> Iterator[Change]:
        """How one block became another; nothing where it did not change, or follows from a
        fact."""
        is_elsewhere = is_moved and old.chapter != new.chapter
        change = Change(
            kind="text",
            op="moved",
            what=_name_kind(new),
            where=f"{old.chapter} → {new.chapter}" if is_elsewhere else new.chapter,
            new=new.text,
            place=_place(new),
        )
        if old.text == new.text:
            if old.markup != new.markup:
                spans = compare_words(old.markup, new.markup)
                yield replace(change, op="reformatted", old=old.text, spans=spans)
            elif is_moved:
                yield change
            return
        spans = compare_words(old.text, new.text, self.causes.phrases)
        changed = replace(change, op="changed", old=old.text, spans=spans)
        if new.kind == REASON and self._is_drawn_reason(new, changed):
            return
        uses = self.causes.explain(old.origin, new.origin, spans)
        if uses is None:
            yield replace(changed, op="moved and reworded" if is_moved else "reworded")
            return
        self.causes.add(changed, uses)
        if is_moved:
            yield change


def _goes_on(last: Pair, pair: Pair, change: Change) -> bool:
    """Whether a block moved together with the one before it."""
    if last.old is None or last.new is None or change.op != "moved":
        return False
    return (pair.old, pair.new) == (last.old + 1, last.new + 1)


def _join_moved(run: list[tuple[Pair, Change]]) -> Change:
    """Blocks that moved together are one change."""
    first = run[0][1]
    if len(run) == 1:
        return first
    return replace(first, what=f"{len(run)} blocks, the first of them a {first.what}")


_NAMES = {"areas_for_improvement": "area for improvement", "strengths": "strength"}


def _name_kind(block: TextBlock) -> str:
    return _NAMES.get(block.kind, block.kind)


def _place(block: TextBlock) -> Place:
    return block.origin.place if block.origin else NOWHERE


def _first_difference(old: object, new: object, path: str = "") -> str:
    """Where two values differ first; empty where they do not."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            if difference := _first_difference(old.get(key), new.get(key), f"{path}.{key}"):
                return difference
        return ""
    if isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            return path.lstrip(".")
        for number, (one, other) in enumerate(zip(old, new, strict=True)):
            if difference := _first_difference(one, other, f"{path}[{number}]"):
                return difference
        return ""
    return "" if old == new or (not old and not new) else path.lstrip(".")
