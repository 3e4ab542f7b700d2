"""The errors of a draft, each with the part of the report that it belongs in: a draft can be
shown with each faulty value marked in its place.

What is published never has any: that is refused. It must not know how a mark looks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from reportgen.inspection.outline import anchor_of, list_misplaced
from reportgen.problems import Place, Problem, sort_problems
from reportgen.reading.fields import SourceText
from reportgen.report.texts import ReportTexts
from reportgen.report.view import FaultView

NEVER_SHOWN = frozenset(
    # who a case is about, in files that are passed on
    "private-name case-id "
    # what would take a machine long, or more than it has
    "title-long long-word many-marks note-long nesting table-too-wide image-size "
    # what the page cannot be made without
    "bug fault no-template no-glyph".split()
)
"""Errors with these codes prevent every output."""
_UNMARKED = {"cover", "contents", "publication", "letter-head", "letter-close"}
"""Blocks without a heading, whose errors stand at the head of the report alone."""
MISPLACED = "without-a-place"
"""The name in links of the part that holds what a wrong `in:` puts nowhere."""
MAX_WRITTEN = 80
"""The most characters of a faulty value that are shown."""


def may_show(errors: Iterable[Problem]) -> bool:
    """Whether a report with these errors may be shown, each of them marked: where what is wrong is
    a value, and not the record."""
    return not any(error.code in NEVER_SHOWN or error.code.startswith("record") for error in errors)


def view_faults(texts: ReportTexts, errors: Iterable[Problem]) -> tuple[FaultView, ...]:
    """The errors as a template sees them."""
    locate = _Sections(texts)
    return tuple(
        FaultView(
            section=locate.find(error.place),
            written=_read_written(texts, error.place),
            message=error.message,
            hint=error.hint,
            file=error.place.path,
            line=error.place.line,
        )
        for error in sort_problems(errors)
    )


def _read_written(texts: ReportTexts, place: Place) -> str:
    """The faulty value as it is written."""
    lines = texts.dossier.project.read_lines(place.path) if place.path else []
    line = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
    written = line[place.column - 1 : place.end - 1].strip()
    return written[:MAX_WRITTEN] if any(map(str.isalnum, written)) else ""


class _Sections:
    """Finds the section of a report that a line of a file belongs in: that of the nearest value
    above it."""

    def __init__(self, texts: ReportTexts) -> None:
        anchors = {part.anchor for part in texts.parts if part.block.block not in _UNMARKED}
        for domain in texts.chapters:
            anchors |= {anchor_of(standard.id) for standard in domain.standards}
        starts: dict[str, list[tuple[int, str]]] = {}
        for text in texts:
            if text.role != "house" and text.section in anchors:
                place = text.text.place
                starts.setdefault(place.path, []).append((place.line, text.section))
        inspection = texts.dossier.inspection
        sections, tables = list_misplaced(texts.dossier.methodology, inspection)
        of_tables = (inspection.tables[SourceText(name)].place for name in tables)
        for place in (*(section.place for section in sections), *of_tables):
            starts.setdefault(place.path, []).append((place.line, MISPLACED))
        for id in inspection.findings:
            if anchor_of(id) in anchors:
                starts.setdefault(id.place.path, []).append((id.place.line, anchor_of(id)))
        self.starts = {path: sorted(lines) for path, lines in starts.items()}

    def find(self, place: Place) -> str:
        starts = self.starts.get(place.path, [])
        number = bisect_right(starts, (place.line, "\uffff"))
        return starts[number - 1][1] if number else ""
