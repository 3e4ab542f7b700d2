"""The newer report with the changes marked where they are: its ratings, chapters, recommendations
and tables, as readers know them.

Chapters in which nothing changed are folded. All words are escaped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from html import escape
from itertools import groupby

from reportgen.redline.changes import Change, Redline
from reportgen.redline.html_blocks import CELL
from reportgen.redline.html_words import show_both, show_change
from reportgen.redline.version import RecommendationText, TableText, TextBlock, Version

_BULLETS = ("bullet", "strengths", "areas_for_improvement")
_LABELS = {"strengths": "Strengths", "areas_for_improvement": "Areas for improvement"}


class MarkedReport:
    """Writes one report; `shown` then has the numbers of the changes that are marked in it."""

    def __init__(self, redline: Redline, new: Version) -> None:
        self.redline, self.new = redline, new
        self.shown: set[int] = set()
        self.texts: dict[str, list[_Marked]] = defaultdict(list)
        """The changes of texts that are still to be shown, by chapter."""
        self.addressees = {one.to for one in new.recommendations if one.to}
        self.facts: dict[str, list[tuple[int, Change]]] = defaultdict(list)
        for number, change in enumerate(redline.changes, start=1):
            self._enter(change, number)
            for one in change.consequences:
                self._enter(one, number, change.what)

    def _enter(self, change: Change, number: int, cause: str = "") -> None:
        if change.kind == "text":
            chapter = change.where.rpartition(" → ")[2]
            self.texts[chapter].append(_Marked(change, number, cause))
        elif not cause:
            self.facts[change.kind].append((number, change))

    def write(self) -> Iterator[str]:
        yield from self._write_ratings()
        for chapter, blocks in groupby(self.new.blocks, key=lambda block: block.chapter):
            yield from self._write_chapter(chapter, list(blocks))
        gone = [one for changes in self.texts.values() for one in changes if one.is_removed]
        if gone:
            yield "<h2>In chapters that are no longer there</h2>"
            yield from map(self._show_removed, gone)
        if self.facts["recommendation"] and not self.addressees:
            yield "<h2>Recommendations</h2>"
            yield from self._write_recommendations()
        yield from self._write_tables()

    # Facts

    def _write_ratings(self) -> Iterator[str]:
        """All ratings, then the results and other facts that changed."""
        changes = {change.what: (number, change) for number, change in self.facts["rating"]}
        values = {one.label: one.value for one in self.new.facts.values() if one.kind == "rating"}
        labels = dict.fromkeys([*values, *changes])
        if labels:
            yield "<h2>Ratings</h2>" + _begin_table(("", "Rating"))
            for label in labels:
                yield self._fact_row(label, changes.get(label), values.get(label, ""))
            yield "</tbody></table></div>"
        for kind, heading in (
            ("result", "Results that changed"),
            ("figure", "Figures that changed"),
            ("about", "Details that changed"),
        ):
            if self.facts[kind]:
                yield f"<h2>{heading}</h2>" + _begin_table(("", "Then and now"))
                for number, change in self.facts[kind]:
                    yield self._fact_row(change.what, (number, change), "")
                yield "</tbody></table></div>"

    def _fact_row(self, label: str, numbered: tuple[int, Change] | None, value: str) -> str:
        head = f'<th scope="row">{escape(label)}</th>'
        if numbered is None:
            return f"<tr>{head}<td>{escape(value)}</td></tr>"
        number, change = numbered
        return f"<tr{self._anchor(number)}>{head}<td>{show_change(change)}</td></tr>"

    # Text

    def _write_chapter(self, chapter: str, blocks: list[TextBlock]) -> Iterator[str]:
        title = escape(chapter)
        first = blocks[0]
        is_own = first.kind == "heading" and chapter.endswith(first.text)
        if is_own and all(one.change.new != first.text for one in self.texts[chapter]):
            blocks = blocks[1:]
        texts = [block for block in blocks if block.text not in self.addressees]
        if not self.texts[chapter] and len(texts) == len(blocks):
            if blocks:
                yield f"<h2>{title}</h2><details><summary>Nothing changed here</summary>"
                yield "".join(self._write_blocks(chapter, blocks)) + "</details>"
            return
        yield f"<h2>{title}</h2>"
        yield from self._write_blocks(chapter, texts)
        if len(texts) < len(blocks):
            yield from self._write_recommendations()
        removed = [one for one in self.texts[chapter] if one.is_removed]
        self.texts[chapter] = [one for one in self.texts[chapter] if one not in removed]
        yield from map(self._show_removed, removed)

    def _write_blocks(self, chapter: str, blocks: list[TextBlock]) -> Iterator[str]:
        for kind, group in groupby(blocks, key=lambda block: block.kind):
            marked = [(block, self._take(chapter, block)) for block in group]
            if kind in _LABELS:
                yield f"<h3>{_LABELS[kind]}</h3>"
            if kind in _BULLETS:
                items = (self._wrap("li", one, self._words(block, one)) for block, one in marked)
                yield f"<ul>{''.join(items)}</ul>"
            elif kind == "row":
                yield _begin_table()
                for block, one in marked:
                    yield self._wrap("tr", one, self._cells(block, one))
                yield "</tbody></table></div>"
            else:
                tag = {"heading": "h3", "quote": "blockquote"}.get(kind, "p")
                for block, one in marked:
                    yield self._wrap(tag, one, self._words(block, one))

    def _take(self, chapter: str, block: TextBlock) -> _Marked | None:
        """The change of a block, which is taken off the list."""
        for one in self.texts[chapter]:
            if not one.is_removed and one.change.new == block.text:
                self.texts[chapter].remove(one)
                return one
        return None

    def _words(self, block: TextBlock, one: _Marked | None) -> str:
        if one is None:
            return escape(block.text)
        label = f"follows from {one.cause}" if one.cause else one.change.op
        is_same = one.change.op == "reformatted"  # the list shows the emphasis and the links
        words = escape(block.text) if is_same else show_change(one.change)
        return f'<span class="label">{escape(label)}</span>{words}'

    def _cells(self, block: TextBlock, one: _Marked | None) -> str:
        if one is None or one.change.op == "moved":
            return "".join(f"<td>{escape(cell)}</td>" for cell in block.text.split(CELL))
        return f'<td colspan="20">{self._words(block, one)}</td>'

    def _wrap(self, tag: str, one: _Marked | None, words: str) -> str:
        if one is None:
            return f"<{tag}>{words}</{tag}>"
        return f"<{tag}{self._anchor(one.number, follows=bool(one.cause))}>{words}</{tag}>"

    def _anchor(self, number: int, *, follows: bool = False) -> str:
        name = "changed follows" if follows else "changed"
        if follows or number in self.shown:
            return f' class="{name}"'
        self.shown.add(number)
        return f' class="{name}" id="at-{number}"'

    def _show_removed(self, one: _Marked) -> str:
        return self._wrap("p", one, f'<span class="label">removed</span>{show_change(one.change)}')

    # Recommendations and tables

    def _write_recommendations(self) -> Iterator[str]:
        changes: dict[str, list[tuple[int, Change]]] = defaultdict(list)
        removed: list[tuple[int, Change]] = []
        for number, change in self.facts["recommendation"]:
            if change.op == "removed":
                removed.append((number, change))
            else:
                changes[change.what].append((number, change))
        for to, group in groupby(self.new.recommendations, key=lambda one: one.to):
            yield f"<h3>{escape(to)}</h3>" if to else ""
            yield "<ul>"
            for one in group:
                yield self._recommendation(one, changes[f"Recommendation {one.number}"])
            yield "</ul>"
        for number, change in removed:
            yield self._wrap("p", _Marked(change, number), show_change(change))

    def _recommendation(self, one: RecommendationText, changes: list[tuple[int, Change]]) -> str:
        if not changes:
            return f"<li>{one.number}. {escape(one.text)}</li>"
        number, change = changes[0]
        label = f'<span class="label">{escape(change.op)}</span>'
        words = show_change(change) if change.op != "renumbered" else escape(one.text)
        return self._wrap("li", _Marked(change, number), f"{label}{one.number}. {words}")

    def _write_tables(self) -> Iterator[str]:
        for table in self.new.tables.values():
            head = f"{table.title}: "
            changes = [
                (number, change)
                for number, change in self.facts["table"]
                if change.what.startswith(head) or change.what == table.title
            ]
            if changes:
                yield f"<h2>{escape(table.title)}</h2>"
                yield from self._write_table(table, changes)

    def _write_table(self, table: TableText, changes: list[tuple[int, Change]]) -> Iterator[str]:
        at = {change.what.removeprefix(f"{table.title}: "): (n, change) for n, change in changes}
        yield _begin_table(table.columns)
        for row in table.rows:
            cells, anchors = [], []
            whole = " | ".join(cell.text for cell in row)
            for column, cell in zip(table.columns, row, strict=False):
                name = f"{row[0].text}, {column}" if column else row[0].text
                number, change = at.get(name, (0, None))
                if change is not None and change.new == cell.text:
                    anchors.append(number)
                    cells.append(f"<td>{show_both(change.old, change.new)}</td>")
                else:
                    cells.append(f"<td>{escape(cell.text)}</td>")
            head = f"row {row[0].text}"
            anchors += [n for n, c in changes if c.new == whole or c.what.endswith(head)]
            attributes = self._anchor(anchors[0]) if anchors else ""
            yield f"<tr{attributes}>{''.join(cells)}</tr>"
        yield "</tbody></table></div>"
        for number, change in changes:
            if number not in self.shown:
                words = f'<span class="label">{escape(change.what)}, {change.op}</span>'
                yield self._wrap("p", _Marked(change, number), words + show_change(change))


class _Marked:
    """A change, its number in the list, and what it follows from."""

    def __init__(self, change: Change, number: int, cause: str = "") -> None:
        self.change, self.number, self.cause = change, number, cause

    @property
    def is_removed(self) -> bool:
        return self.change.op == "removed"


def _begin_table(columns: tuple[str, ...] = ()) -> str:
    cells = "".join(
        f'<th scope="col">{escape(one)}</th>' if one else "<td></td>" for one in columns
    )
    head = f"<thead><tr>{cells}</tr></thead>" if columns else ""
    return f'<div class="scroll" role="group" aria-label="Table" tabindex="0"><table>{head}<tbody>'
