"""What the authors of a report typed, and where, for each block of its text.

This is known for a version made from source files. For a published file, it is not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportgen.problems import NOWHERE, Place
from reportgen.prose.html import prose_html
from reportgen.prose.passages import lines_of, passage_of
from reportgen.redline.version import Origin
from reportgen.redline.words import normalise
from reportgen.util.text import slugify

if TYPE_CHECKING:
    from reportgen.dossier import Dossier
    from reportgen.prose.prose import Prose
    from reportgen.report.texts import ReportTexts


class Origins:
    """Finds what was typed for a text of the report's data."""

    def __init__(self, texts: ReportTexts | None = None) -> None:
        self.are_known = texts is not None
        self._prose: dict[str, list[Prose]] = defaultdict(list)
        self._lines: dict[str, Origin] = {}
        self._cells: dict[str, list[Origin]] = defaultdict(list)
        self._places: dict[str, Place] = {}
        if texts is not None:
            self._places = dict(_list_places(texts.dossier))
            self._enter(texts)

    def _enter(self, texts: ReportTexts) -> None:
        for one in texts:
            if not one.is_printed:
                continue
            if one.role == "cell":
                self._cells[one.section].append(Origin(str(one.text), one.text.at(0)))
            elif one.prose is not None:
                self._prose[str(prose_html(one.prose, "data"))].append(one.prose)
            else:
                self._lines.setdefault(normalise(one.text), Origin(str(one.text), one.text.at(0)))

    def take(self, html: str, count: int) -> list[Origin | None]:
        """What was typed for each block of a text, in the order in which the texts come."""
        waiting = self._prose.get(html)
        if not waiting:
            return []
        prose = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        typed: list[Origin | None] = [*_list_typed(prose)]
        if len(typed) == count:
            return typed
        return [None] * count

    def line(self, text: str) -> Origin | None:
        return self._lines.get(normalise(text))

    def place_of_line(self, text: str) -> Place:
        origin = self.line(text)
        return origin.place if origin else NOWHERE

    def cells(self, table: str) -> list[Origin]:
        """What was typed into the cells of a table that are not blank, row by row."""
        return self._cells.get(f"table-{slugify(table)}", [])

    def place(self, fact: str) -> Place:
        return self._places.get(fact, NOWHERE)


def _list_typed(prose: Prose) -> Iterator[Origin]:
    """What was typed for each block that a text turns into. A row of a table has its cells
    together; a block with notes has their words too."""
    lines = lines_of(prose.text)
    notes = {token.info: token.content for token in prose.tokens if token.type == "note"}
    row: list[Origin] | None = None
    closing: list[Origin | None] = []
    for token in prose.tokens:
        place = prose.text.at(token.map[0] if token.map else 0)
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            if row:
                yield Origin(" | ".join(one.source for one in row), row[0].place)
            row = None
        elif token.type == "inline" and token.content.strip():
            source = token.content + "".join(
                note for label, note in notes.items() if f"[^{label}]" in token.content
            )
            typed = Origin(source, passage_of(prose.text, lines, token).place(0))
            if row is None:
                yield typed
            else:
                row.append(typed)
        elif token.type in ("fence", "code_block", "block_figure"):
            yield Origin(lines[token.map[0]] if token.map else token.content, place)
        elif token.type == "container_open":
            titled = Origin(token.content, place) if token.content else None
            if titled and token.info != "quote":
                yield titled
            closing.append(titled if token.info == "quote" else None)
        elif token.type == "container_close" and closing:
            last = closing.pop()
            if last is not None:
                yield last


def _list_places(dossier: Dossier) -> Iterator[tuple[str, Place]]:
    """Where each fact is typed."""
    inspection = dossier.inspection
    for id, finding in inspection.findings.items():
        judged = finding.adjusted.rating if finding.adjusted else finding.rating
        yield f"rating {id}", judged.place if judged else finding.place
        if finding.score:
            yield f"result {id}", finding.score.place
        for question, result in finding.results.items():
            if result:
                yield f"result {question}", result.place
    for name, figure in inspection.figures.items():
        yield f"figure {name}", figure.value.place
    for name, table in inspection.tables.items():
        yield f"table {name}", table.title.place
