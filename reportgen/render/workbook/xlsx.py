"""Writes a workbook as XLSX, for readers whose programs open nothing else.

A cell is text or a number. Text stays text, also when it begins like a formula or an address.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportgen.render.workbook.sheets import (
    ABOVE_TABLE,
    ColumnEntry,
    Sheet,
    Value,
    Workbook,
    is_right,
)
from reportgen.util.dates import is_iso_date

_FONT = {"font_name": "Arial", "font_size": 12, "valign": "top"}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"font_size": 16, "bold": True},
    "heading": {"font_size": 14, "bold": True, "text_wrap": True},
    "heading-line": {"font_size": 14, "bold": True},
    "line": {},
    "text": {"text_wrap": True, "align": "left"},
    "number": {"align": "right", "indent": 1},
    "link": {"underline": 1, "font_color": "#0000EE"},
    "head-text": {"bold": True, "text_wrap": True, "align": "left", "bottom": 1},
    "entry": {"text_wrap": True, "align": "left", "locked": False, "border": 1},
    "date-entry": {"align": "left", "locked": False, "border": 1, "num_format": "yyyy-mm-dd"},
    "head-number": {"bold": True, "text_wrap": True, "align": "right", "indent": 1, "bottom": 1},
}

_A4 = 9
"""The number that XLSX has for this size of paper."""
_COVER_WIDTH = 100
_LINE = 16.5
"""Points from one line to the next."""
_MAX_ROW_HEIGHT = 409
"""Points: a row of a spreadsheet cannot be higher."""


def write_xlsx(book: Workbook) -> bytes:
    """Make the bytes of an XLSX file."""
    import xlsxwriter

    data = BytesIO()
    file = xlsxwriter.Workbook(
        data,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "default_format_properties": {"font_name": "Arial", "font_size": 12},
        },
    )
    file.set_properties(
        {
            "title": book.title,
            "subject": book.subject,
            "author": book.publisher,
            "created": datetime.fromisoformat(book.date),
        }
    )
    styles = {name: file.add_format({**_FONT, **style}) for name, style in _STYLES.items()}
    for sheet in book.sheets:
        _write_sheet(file.add_worksheet(sheet.name), sheet, styles)
    file.close()
    return _add_language(data.getvalue(), book.language)


def _write_sheet(page: Any, sheet: Sheet, styles: dict[str, Any]) -> None:
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.set_column(0, 0, _COVER_WIDTH, styles["text"])
    for number, column in enumerate(sheet.columns):
        style = styles["number" if column.is_number else "text"]
        page.set_column(number, number, column.width, style)
    _write_lines(page, sheet, styles)
    if sheet.columns:
        _write_table(page, sheet, styles)
    if sheet.is_form:
        _lock(page, sheet)


def _write_lines(page: Any, sheet: Sheet, styles: dict[str, Any]) -> None:
    """Write the lines of a cover, or those above a table. Above a table a line is not wrapped: it
    runs over the columns beside it."""
    for row, line in enumerate(sheet.lines):
        height = _LINE if sheet.columns else _measure_height([line.text], [_COVER_WIDTH])
        if line.style != "text":
            height *= 1.4
        style = ABOVE_TABLE.get(line.style, line.style) if sheet.columns else line.style
        page.set_row(row, height)
        page.write_string(row, 0, line.text, styles[style])


def _write_table(page: Any, sheet: Sheet, styles: dict[str, Any]) -> None:
    head = len(sheet.lines)
    last = head + len(sheet.rows)
    widths = [column.width for column in sheet.columns]
    page.set_row(head, _measure_height([column.title for column in sheet.columns], widths))
    page.repeat_rows(head)
    columns = [
        {
            "header": column.title,
            "header_format": styles["head-number" if column.is_number else "head-text"],
            "format": styles["number" if column.is_number else "text"],
        }
        for column in sheet.columns
    ]
    table = {
        "name": sheet.table_name,
        "autofilter": False,
        "style": None,
        "columns": columns,
    }
    page.add_table(head, 0, last, len(columns) - 1, table)
    for row, values in enumerate(sheet.rows, start=head + 1):
        page.set_row(row, _measure_height(values, widths))
        for number, (value, column) in enumerate(zip(values, sheet.columns, strict=True)):
            if column.entry is not None:
                _write_entry(page, row, number, str(value), column.entry, styles)
            elif not isinstance(value, str):
                page.write_number(row, number, value, styles["number"])
            elif sheet.links and number == 0:
                page.write_url(row, number, f"internal:'{value}'!A1", styles["link"], value)
            else:
                style = "number" if is_right(column, value) else "text"
                page.write_string(row, number, value, styles[style])


def _write_entry(
    page: Any, row: int, number: int, value: str, entry: ColumnEntry, styles: dict[str, Any]
) -> None:
    """Write a cell that readers fill in, with what it holds already."""
    if entry.is_date and is_iso_date(value) and len(value) == 10:
        page.write_datetime(row, number, datetime.fromisoformat(value), styles["date-entry"])
    else:
        page.write_string(row, number, value, styles["date-entry" if entry.is_date else "entry"])


def _lock(page: Any, sheet: Sheet) -> None:
    """Lock the cells that are not to be filled in, and check the others as they are."""
    first = len(sheet.lines) + 1
    last = len(sheet.lines) + len(sheet.rows)
    page.protect("", {"format_rows": True, "format_columns": True})
    page.freeze_panes(first, 0)
    for number, column in enumerate(sheet.columns):
        rule: dict[str, Any] = {"error_title": column.title}
        if column.entry is None or not sheet.rows:
            continue
        if column.entry.choices:
            rule |= {"validate": "list", "source": list(column.entry.choices)}
            rule["error_message"] = "Choose one of the list."
        elif column.entry.is_date:
            earliest = datetime(1990, 1, 1)
            rule |= {"validate": "date", "criteria": ">=", "value": earliest}
            rule["error_message"] = "Enter a day, as 2025-06-30."
        else:
            continue
        page.data_validation(first, number, last, number, rule)


def _measure_height(values: Iterable[Value], widths: Iterable[int]) -> float:
    """The height in points that the longest cell of a row needs. Some programs do not measure it
    when they open the file."""
    lines = max(
        (
            sum(_count_lines(line, width) for line in str(value).split("\n"))
            for value, width in zip(values, widths, strict=True)
        ),
        default=1,
    )
    return min(_MAX_ROW_HEIGHT, lines * _LINE)


def _count_lines(text: str, width: int) -> int:
    return 1 if len(text) <= width else 1 + int(len(text) / (width * 0.93))


def _add_language(data: bytes, language: str) -> bytes:
    """Add the language to the properties of the file: XlsxWriter cannot."""
    result = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as old,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "docProps/core.xml":
                content = content.replace(
                    b"</cp:coreProperties>",
                    f"<dc:language>{escape(language)}</dc:language></cp:coreProperties>".encode(),
                )
            new.writestr(
                zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED
            )
    return result.getvalue()
