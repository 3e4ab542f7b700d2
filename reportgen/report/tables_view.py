"""The tables of data of a report, and its results by group, as a template sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from reportgen.inspection.drawn_tables import find_numeric
from reportgen.inspection.model import Table
from reportgen.prose.placeholders import DRAWN_TABLE
from reportgen.reading.fields import SourceText
from reportgen.report import view
from reportgen.report.texts import ReportTexts
from reportgen.util.text import slugify

if TYPE_CHECKING:
    from reportgen.cases.breakdowns import Breakdown, GroupCount


def view_tables(texts: ReportTexts) -> dict[str, view.TableView]:
    """Every table by name, in the order in which the report has them."""
    tables = texts.dossier.inspection.tables
    charts = {use.target for use in texts.uses if use.kind == "chart"}
    return {
        name: _view_table(
            texts, name, id, tables[SourceText(name)], is_drawn=f"{DRAWN_TABLE}{name}" in charts
        )
        for (kind, name), id in texts.ids.items()
        if kind == "table"
    }


def select_tables(
    texts: ReportTexts,
    tables: Mapping[str, view.TableView],
    place: str,
    names: Iterable[SourceText] = (),
) -> tuple[view.TableView, ...]:
    """The tables that the outline names for a place, and those that name it themselves."""
    named = [str(name) for name in names]
    own = [
        str(name)
        for name, table in texts.dossier.inspection.tables.items()
        if table.in_ == place and name not in named
    ]
    return tuple(tables[name] for name in (*named, *own) if name in tables)


def _view_table(
    texts: ReportTexts, name: str, id: str, table: Table, *, is_drawn: bool
) -> view.TableView:
    # In a draft a row may be longer than the head, and shows all its cells.
    width = max(len(table.columns), *map(len, table.rows), 0)
    titles = [column.title for column in table.columns]
    titles += [SourceText("")] * (width - len(titles))
    numeric = find_numeric(table)
    numeric += [False] * (width - len(numeric))
    section = f"table-{slugify(name)}"
    rows = []
    for row in table.rows:
        cells = (*row, *[SourceText("")] * (len(numeric) - len(row)))
        rows.append(
            tuple(
                view.CellView(text=texts.prose_or_blank(cell, section), is_number=is_number)
                for cell, is_number in zip(cells, numeric, strict=True)
            )
        )
    return view.TableView(
        id=id,
        title=table.title,
        source=table.source or None,
        rows=tuple(rows),
        wide=table.wide,
        drawn=table.drawn if is_drawn else None,
        finding=(table.finding or None) if is_drawn else None,
        columns=tuple(
            view.ColumnView(title=title, is_number=is_number)
            for title, is_number in zip(titles, numeric, strict=True)
        ),
        notes=tuple(
            note for text in table.notes if (note := texts.prose(text, section)) is not None
        ),
    )


def view_breakdowns(texts: ReportTexts) -> dict[str, view.BreakdownView]:
    """The results by group that the prose places."""
    uses = [use for use in texts.uses if use.kind == "breakdown"]
    if not uses:
        return {}
    from reportgen.cases.breakdowns import find_breakdown

    dossier = texts.dossier
    return {
        use.target: _view_breakdown(
            texts.ids["breakdown", use.target],
            find_breakdown(dossier.cases, dossier.methodology, use.target, use.place),
        )
        for use in uses
    }


def _view_breakdown(id: str, breakdown: Breakdown) -> view.BreakdownView:
    return view.BreakdownView(
        id=id,
        title=breakdown.title,
        by=breakdown.attribute_title,
        groups=breakdown.groups,
        note=breakdown.note,
        rows=tuple(
            view.BreakdownRowView(
                id=row.id,
                text=row.text,
                groups=tuple(_view_group(cell) for cell in row.cells),
                total=_view_group(row.total),
            )
            for row in breakdown.rows
        ),
    )


def _view_group(cell: GroupCount) -> view.GroupView:
    return view.GroupView(percent=cell.percent, yes=cell.yes, of=cell.of, withheld=cell.withheld)
