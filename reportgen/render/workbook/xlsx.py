"""Writes a workbook as XLSX, for those whose programs read nothing else.

A cell is text or a number: strings stay strings whatever they begin with.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportgen.render.workbook.sheets import Sheet, Value, Workbook, is_right

_FONT = {"font_name": "Arial", "font_size": 12, "valign": "top"}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"font_size": 16, "bold": True},
    "heading": {"font_size": 14, "bold": True, "text_wrap": True},
    "line": {},
    "text": {"text_wrap": True, "align": "left"},
    "number": {"align": "right", "indent": 1},
    "link": {"underline": 1, "font_color": "#0000EE"},
    "head-text": {"bold": True, "text_wrap": True, "align": "left", "bottom": 1},
    "head-number": {"bold": True, "text_wrap": True, "align": "right", "indent": 1, "bottom": 1},
}


def write_xlsx(book: Workbook) -> bytes:
    """The workbook as the bytes of an XLSX file."""
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
        _write(file.add_worksheet(sheet.name), sheet, styles)
    file.close()
    return _with_language(data.getvalue(), book.language)


def _write(page: Any, sheet: Sheet, styles: dict[str, Any]) -> None:
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_column(0, 0, _COVER_WIDTH, styles["text"])
    for number, column in enumerate(sheet.columns):
        page.set_column(
            number, number, column.width, styles["number" if column.is_number else "text"]
        )
    for row, line in enumerate(sheet.lines):
        page.set_row(
            row,
            (_LINE if sheet.columns else _height([line.text], [_COVER_WIDTH]))
            * (1.4 if line.style != "text" else 1),
        )
        page.write_string(
            row,
            0,
            line.text,
            styles[line.style if line.style != "text" else "line" if sheet.columns else "text"],
        )
    if not sheet.columns:
        return
    head = len(sheet.lines)
    last = head + len(sheet.rows)
    widths = [column.width for column in sheet.columns]
    page.set_row(head, _height([column.title for column in sheet.columns], widths))
    page.repeat_rows(head)
    page.add_table(
        head,
        0,
        last,
        len(sheet.columns) - 1,
        {
            "name": sheet.table_name,
            "autofilter": False,
            "style": None,
            "columns": [
                {
                    "header": c.title,
                    "header_format": styles["head-number" if c.is_number else "head-text"],
                    "format": styles["number" if c.is_number else "text"],
                }
                for c in sheet.columns
            ],
        },
    )
    for row, values in enumerate(sheet.rows, start=head + 1):
        page.set_row(row, _height(values, widths))
        for number, (value, column) in enumerate(zip(values, sheet.columns, strict=True)):
            if not isinstance(value, str):
                page.write_number(row, number, value, styles["number"])
            elif sheet.links and number == 0:
                page.write_url(row, number, f"internal:'{value}'!A1", styles["link"], value)
            else:
                page.write_string(
                    row, number, value, styles["number" if is_right(column, value) else "text"]
                )


_COVER_WIDTH = 100
_LINE = 16.5
"""Points from one line to the next."""
_TALLEST = 409
"""Points: the tallest row that there may be."""


def _height(values: Iterable[Value], widths: Iterable[int]) -> float:
    """As many points as the longest cell needs. Not every program finds that out by itself when it
    opens the file."""
    lines = max(
        (
            sum(_lines(line, width) for line in str(value).split("\n"))
            for value, width in zip(values, widths, strict=True)
        ),
        default=1,
    )
    return min(_TALLEST, lines * _LINE)


def _lines(text: str, width: int) -> int:
    return 1 if len(text) <= width else 1 + int(len(text) / (width * 0.93))


def _with_language(data: bytes, language: str) -> bytes:
    """The same file with its language among its properties, which XlsxWriter has no word for."""
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
