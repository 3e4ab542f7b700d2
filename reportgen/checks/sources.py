"""Checks that figures, tables, links and pictures exist, have a source and are used."""

from __future__ import annotations

import re

from reportgen.checks.context import Context
from reportgen.checks.register import Violations, check
from reportgen.inspection.outline import is_in_report
from reportgen.problems import find_nearest
from reportgen.prose.html import table_room
from reportgen.prose.markdown import PLACEHOLDER
from reportgen.prose.placeholders import KINDS
from reportgen.prose.plain import plain_text
from reportgen.prose.table_widths import REACHING, measure_columns
from reportgen.reading.fields import SourceText

_BRACES = re.compile(r"(?<!\\)\{([A-Za-z]{1,12}):([^{}\n]{1,60})\}")


@check("figure-kind", "warning", "{pc:2.2.3} for {pct:2.2.3}.")
def figure_kind(context: Context) -> Violations:
    """A brace that looks like a figure from the data opens a kind that is known."""
    for written in context.own:
        for passage in written.passages:
            for match in _BRACES.finditer(passage.content) if "{" in passage.content else ():
                if match[1] not in KINDS and (near := find_nearest(match[1], KINDS)):
                    yield (
                        passage.place(match.start(), len(match[0])),
                        (
                            f"`{match[0]}` is printed as it stands: there is no kind of figure"
                            f" `{match[1]}`"
                        ),
                        f"did you mean {{{near}:{match[2]}}}?",
                    )


@check("figure-in-line", "warning", "title: Cases of {n:community} people")
def figure_in_line(context: Context) -> Violations:
    """Titles, names and sources are printed as they are, and hold no figures from the data."""
    for written in context.own:
        if written.role == "line":
            for match in PLACEHOLDER.finditer(written.text):
                yield (
                    written.text.at_offset(match.start(), len(match[0])),
                    (
                        f"`{match[0]}` is printed as it stands: titles, names and sources are not"
                        " filled in"
                    ),
                    "write the words, or say it in a text",
                )


@check("figure-unsourced", "note", "figures: {unmanageable: 79%}")
def figure_unsourced(context: Context) -> Violations:
    """Every figure that is given a name is given its source."""
    for name, figure in context.inspection.figures.items():
        if not figure.source:
            yield figure.place, f"the figure `{name}` has no source", "write {value: …, source: …}"


@check(
    "figure-unused", "note", "figures: {unmanageable: …} and no {figure:unmanageable} in any text."
)
def figure_unused(context: Context) -> Violations:
    """Every figure that is given a name is used."""
    used = {
        used.target
        for written in context.written
        if written.prose
        for used in written.prose.used
        if used.kind == "figure"
    }
    for name in context.inspection.figures:
        if str(name) not in used:
            yield (
                name.place,
                f"the figure `{name}` is used nowhere",
                f"write {{figure:{name}}} where it belongs, or take it out",
            )


@check("table-too-wide", "error", "A table of thirty columns.")
def table_too_wide(context: Context) -> Violations:
    """A table fits a page, at least one turned to landscape."""
    hint = "give it fewer columns or shorter words, or make two of it"
    cells = {
        id(written.text): written.prose
        for written in context.written
        if written.role == "cell" and written.prose is not None
    }
    for table in context.inspection.tables.values():
        rows: list[list[str]] = [
            [str(column.title) for column in table.columns],
            *(
                [plain_text(cells[id(cell)]) if id(cell) in cells else "" for cell in row]
                for row in table.rows
            ),
        ]
        if measure_columns(rows, room=REACHING) is None:
            yield (
                table.title.place,
                (
                    f"{len(table.columns)} columns with these words do not fit a page, even one"
                    " turned to landscape"
                ),
                hint,
            )
    for written in context.own:
        if written.prose is None or "|" not in written.text:
            continue
        for token in written.prose.tokens:
            if token.type == "table_open" and table_room(written.prose, token) is None:
                where = (
                    "a table within a list"
                    if token.level
                    else "a page, even one turned to landscape"
                )
                yield (
                    written.text.at(token.map[0] if token.map else 0),
                    f"the columns of this table do not fit {where}",
                    hint,
                )


@check(
    "table-unplaced",
    "warning",
    "tables: {workload: …}, which no block of the outline prints and no text places.",
)
def table_unplaced(context: Context) -> Violations:
    """Every table is printed: by the outline, by `in:`, or where a text places it."""
    placed = {use.target for use in context.texts.uses if use.kind == "table"}
    for block in context.methodology.outline:
        placed |= (
            {str(name) for name in block.tables}
            if is_in_report(block, context.inspection)
            else set()
        )
    for name, table in context.inspection.tables.items():
        if str(name) not in placed and table.in_ is None:
            yield (
                name.place,
                f"the table `{name}` is printed nowhere",
                (
                    f"write {{table:{name}}} on a line of a text, or give it `in:` with a part of"
                    " the report"
                ),
            )


@check("table-unsourced", "note", "A table without `source:`.")
def table_unsourced(context: Context) -> Violations:
    """Every table says where its data come from."""
    for table in context.inspection.tables.values():
        if not table.source:
            yield (
                table.place,
                f"the table “{table.title}” does not say where its data come from",
                "add `source:`",
            )


@check("link-target", "error", "[see planning](#s-2.33)")
def link_target(context: Context) -> Violations:
    """A link within the report leads to a part of it that is there."""
    links = [link for written in context.written if written.prose for link in written.prose.links]
    if not links:
        return
    anchors = {anchor for anchor, _ in context.figures.sections.values()}
    anchors |= {
        heading.id
        for written in context.written
        if written.prose
        for heading in written.prose.headings
    }
    anchors |= {str(block.id or block.block) for block in context.methodology.outline}
    anchors |= {written.section for written in context.written}
    for target, place in links:
        if target not in anchors:
            near = find_nearest(target, anchors)
            yield (
                place,
                f"the link leads to `#{target}`, and nothing in the report has that id",
                (
                    f"did you mean `#{near}`?"
                    if near
                    else "write {ref:…} with the id of a part, which is filled in"
                ),
            )


# Recommendations


@check("recommendation-to-nobody", "warning", "recommendations: [{items: [train all staff]}]")
def recommendation_to_nobody(context: Context) -> Violations:
    """Every recommendation says who is asked."""
    for group in context.inspection.recommendations:
        if group.items and not (group.to or "").strip():
            yield group.place, "these recommendations do not say who is asked", "add `to:`"


@check(
    "recommendation-unsupported",
    "warning",
    "A recommendation without `findings:` where others have them.",
)
def recommendation_unsupported(context: Context) -> Violations:
    """If any recommendation names its findings, all do, and the report has those findings."""
    items = [item for group in context.inspection.recommendations for item in group.items]
    if not any(item.findings for item in items):
        return
    for item in items:
        if not item.findings:
            yield (
                item.place,
                "no finding is named that supports this recommendation, as others have",
                "add `findings:` with the ids of standards or key questions",
            )
        for id in item.findings:
            standard = context.standard_of.get(str(id), str(id))
            finding = context.inspection.findings.get(SourceText(standard))
            texts = finding and (
                finding.text
                or finding.summary
                or finding.in_brief
                or finding.strengths
                or finding.areas_for_improvement
            )
            if not texts and (
                standard in context.methodology.standards
                or any(str(d.id) == standard for d in context.methodology.domains)
            ):
                yield (
                    id.place,
                    f"the report says nothing of {id}, on which this recommendation rests",
                    (
                        f"write what was found under `{standard}:` in `findings:`, or name another"
                        " finding"
                    ),
                )


@check("said-twice", "warning", "Two strengths in the same words.")
def said_twice(context: Context) -> Violations:
    """No bullet or recommendation says what another says in the same words."""
    first_lines: dict[str, int] = {}
    for written in context.own:
        words = (
            " ".join(re.findall(r"\w+", written.text.lower())) if written.role == "bullet" else ""
        )
        if len(words) > 20:
            if words in first_lines:
                yield (
                    written.text.at(0),
                    f"this stands on line {first_lines[words]} in the same words",
                    "take one of them out",
                )
            first_lines.setdefault(words, written.text.place.line)
