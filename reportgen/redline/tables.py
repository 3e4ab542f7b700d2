"""Compares the tables of two versions, cell by cell. A row is known by its first cell."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from reportgen.problems import NOWHERE, Place
from reportgen.redline.align import find_longest_rise
from reportgen.redline.causes import Causes
from reportgen.redline.changes import Change
from reportgen.redline.version import CellText, TableText, Version
from reportgen.redline.words import INSERTED, REMOVED, Span

Row = tuple[CellText, ...]


def compare_tables(old: Version, new: Version, causes: Causes) -> Iterator[Change]:
    for name in dict.fromkeys((*old.tables, *new.tables)):
        before, after = old.tables.get(name), new.tables.get(name)
        if before is None or after is None:
            table = after or before
            assert table is not None
            op = "added" if after else "removed"
            yield _change(op, table.title, place=table.place, notes=(f"{len(table.rows)} rows",))
        else:
            yield from _TableComparison(before, after, causes).compare()


class _TableComparison:
    def __init__(self, old: TableText, new: TableText, causes: Causes) -> None:
        self.old, self.new, self.causes = old, new, causes

    def compare(self) -> Iterator[Change]:
        for what, before, after in (
            ("title", self.old.title, self.new.title),
            ("source", self.old.source, self.new.source),
            ("notes", " ".join(self.old.notes), " ".join(self.new.notes)),
        ):
            if before != after:
                yield self._say("changed", what, before, after)
        columns = self._pair_columns()
        for i, j in columns:
            if i is None or j is None:
                title = self.new.columns[j] if j is not None else self.old.columns[i or 0]
                yield self._say("added" if i is None else "removed", f"column {title}")
        yield from self._compare_rows(
            [(i, j) for i, j in columns if i is not None and j is not None]
        )

    def _pair_columns(self) -> list[tuple[int | None, int | None]]:
        """The columns that are the same, then those that have only an older or newer one. Where as
        many columns remain, only their headings changed."""
        old, new = self.old.columns, self.new.columns
        if len(old) == len(new):
            return [(i, i) for i in range(len(old))]
        pairs: list[tuple[int | None, int | None]] = []
        for op, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if op == "equal":
                pairs += [(i + n, j + n) for n in range(i_end - i)]
            else:
                pairs += [(n, None) for n in range(i, i_end)]
                pairs += [(None, n) for n in range(j, j_end)]
        return pairs

    def _compare_rows(self, columns: list[tuple[int, int]]) -> Iterator[Change]:
        for i, j in columns:
            if self.old.columns[i] != self.new.columns[j]:
                yield self._say("changed", "heading", self.old.columns[i], self.new.columns[j])
        old, new = self.old.rows, self.new.rows
        for before, after, is_moved in _pair_rows(old, new):
            if before is None or after is None:
                number = after if after is not None else before
                row = new[after] if after is not None else old[before or 0]
                assert number is not None
                words = " | ".join(cell.text for cell in row)
                if after is not None:
                    yield self._say("added", "row", None, words, row)
                else:
                    yield self._say("removed", "row", words, None, row)
                continue
            if is_moved:
                yield self._say("moved", f"row {_head(new[after])}", row=new[after])
            yield from self._compare_cells(old[before], new[after], columns, after)

    def _compare_cells(
        self, before: Row, after: Row, columns: list[tuple[int, int]], number: int
    ) -> Iterator[Change]:
        for i, j in columns:
            if i >= len(before) or j >= len(after) or before[i].text == after[j].text:
                continue
            old, new = before[i], after[j]
            column = self.new.columns[j] if j < len(self.new.columns) else str(j + 1)
            what = f"{_head(after)}, {column}" if column else _head(after)
            change = self._say("changed", what, old.text, new.text, row=(new,))
            uses = self._find_uses(old, new, number)
            if uses is None:
                yield change
            else:
                self.causes.add(change, uses)

    def _find_uses(self, old: CellText, new: CellText, number: int) -> list[str] | None:
        """The facts that a cell is drawn from; None where it was typed."""
        if self.new.row_facts:
            return [self.new.row_facts[number]]
        spans = (Span(REMOVED, old.text), Span(INSERTED, new.text))
        return self.causes.explain(old.origin, new.origin, spans)

    def _say(
        self,
        op: str,
        what: str,
        old: str | None = None,
        new: str | None = None,
        row: Row = (),
    ) -> Change:
        place = next((cell.origin.place for cell in row if cell.origin), self.new.place)
        return _change(op, f"{self.new.title}: {what}", old, new, place)


def _change(
    op: str,
    what: str,
    old: str | None = None,
    new: str | None = None,
    place: Place = NOWHERE,
    notes: tuple[str, ...] = (),
) -> Change:
    return Change(kind="table", op=op, what=what, old=old, new=new, place=place, notes=notes)


def _head(row: Row) -> str:
    return row[0].text if row else ""


def _pair_rows(
    old: tuple[Row, ...], new: tuple[Row, ...]
) -> Iterator[tuple[int | None, int | None, bool]]:
    """Each row with the row that it was, and whether it moved. Rows are matched by all their cells,
    by the first one, or by all the others."""
    became: dict[int, int] = {}
    for key in (_all_cells, _first_cell, _other_cells):
        unmatched = [i for i in range(len(old)) if i not in became]
        free = [j for j in range(len(new)) if j not in became.values()]
        before, after = [key(old[i]) for i in unmatched], [key(new[j]) for j in free]
        for match in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
            for n in range(match.size):
                if before[match.a + n]:
                    became[unmatched[match.a + n]] = free[match.b + n]
        for i, words in zip(unmatched, before, strict=True):
            if i not in became and words:
                matched = set(became.values())
                same = [j for j in free if j not in matched and key(new[j]) == words]
                if same:
                    became[i] = same[0]
    rising = find_longest_rise([became[i] for i in sorted(became)])
    was = {j: i for i, j in became.items()}
    for j in range(len(new)):
        yield was.get(j), j, j in was and j not in rising
    yield from ((i, None, False) for i in range(len(old)) if i not in became)


def _all_cells(row: Row) -> tuple[str, ...]:
    return tuple(cell.text for cell in row)


def _first_cell(row: Row) -> tuple[str, ...]:
    return _all_cells(row)[:1]


def _other_cells(row: Row) -> tuple[str, ...]:
    return _all_cells(row)[1:]
