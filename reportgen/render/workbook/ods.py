"""Writes a workbook as OpenDocument (ODS), the format that government asks for.

Five small files in a zip, written here and not by a library: the file needs its language, named
tables, header rows and the same bytes every time, and to the output of a library each of these
would have to be added by hand.

A cell is text or a number. There are no formulas, so none can get in through the data.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

from reportgen.render.workbook.sheets import (
    ABOVE_TABLE,
    Sheet,
    SheetColumn,
    Value,
    Workbook,
    is_right,
)
from reportgen.report.output_files import MEDIA_TYPES
from reportgen.util.dates import is_iso_date

MEDIA_TYPE = MEDIA_TYPES["ods"]

_NAMES = (
    " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}"'
        for prefix, name in (
            ("office", "office:1.0"),
            ("style", "style:1.0"),
            ("text", "text:1.0"),
            ("table", "table:1.0"),
            ("fo", "xsl-fo-compatible:1.0"),
            ("meta", "meta:1.0"),
            ("manifest", "manifest:1.0"),
        )
    )
    + ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
)

_COVER_WIDTH = 100
"""Characters in a line of the cover."""

_DROPPED_SPACES = re.compile(
    r"""
    [ ]{2,}     # more than one space
    | ^[ ]      # a space at the beginning
    | [ ]$      # a space at the end
    | \t
    """,
    re.VERBOSE,
)
"""Spaces that readers of XML drop or join."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'

_CELLS = {
    "title": ('fo:wrap-option="no-wrap"', 'fo:font-size="16pt" fo:font-weight="bold"', "start"),
    "heading": ('fo:wrap-option="wrap"', 'fo:font-size="14pt" fo:font-weight="bold"', "start"),
    "heading-line": ("", 'fo:font-size="14pt" fo:font-weight="bold"', "start"),
    "text": ('fo:wrap-option="wrap"', "", "start"),
    "line": ('fo:wrap-option="no-wrap"', "", "start"),
    "link": (
        'fo:wrap-option="wrap"',
        (
            'style:text-underline-style="solid" style:text-underline-width="auto"'
            ' style:text-underline-color="font-color" fo:color="#0000ee"'
        ),
        "start",
    ),
    "head-text": (
        'fo:wrap-option="wrap" fo:border-bottom="0.75pt solid #000000"',
        'fo:font-weight="bold"',
        "start",
    ),
    "head-number": (
        'fo:wrap-option="wrap" fo:padding-right="0.3cm" fo:border-bottom="0.75pt solid #000000"',
        'fo:font-weight="bold"',
        "end",
    ),
    "number": ('fo:wrap-option="wrap" fo:padding-right="0.3cm"', "", "end"),
}
_ENTRY = 'fo:wrap-option="wrap" fo:border="0.5pt solid #000000" style:cell-protect="none"'
_FORM_CELLS = {"entry": (_ENTRY, "", "start"), "date-entry": (_ENTRY, "", "start")}
"""The styles of the cells of a form that readers fill in."""


def write_ods(book: Workbook) -> bytes:
    """Make the bytes of an ODS file."""
    parts = {
        "META-INF/manifest.xml": _make_manifest(),
        "meta.xml": _make_meta(book),
        "styles.xml": _make_styles(book.language),
        "content.xml": _make_content(book),
    }
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        # The media type comes first and unpacked, so that programs find it in the first bytes.
        file.writestr(
            zipfile.ZipInfo("mimetype", (1980, 1, 1, 0, 0, 0)), MEDIA_TYPE, zipfile.ZIP_STORED
        )
        for name, text in parts.items():
            file.writestr(
                zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text.encode(), zipfile.ZIP_DEFLATED
            )
    return data.getvalue()


def _make_manifest() -> str:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in (
            ("/", MEDIA_TYPE),
            ("content.xml", "text/xml"),
            ("styles.xml", "text/xml"),
            ("meta.xml", "text/xml"),
        )
    )
    return (
        f'{_HEAD}<manifest:manifest {_NAMES} manifest:version="1.3">{entries}</manifest:manifest>'
    )


def _make_meta(book: Workbook) -> str:
    properties = [
        ("meta:generator", "reportgen"),
        ("dc:title", book.title),
        ("dc:subject", book.subject),
        ("dc:creator", book.publisher),
        ("dc:language", book.language),
        ("meta:creation-date", f"{book.date}T00:00:00"),
        ("dc:date", f"{book.date}T00:00:00"),
    ]
    elements = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in properties if value)
    return (
        f"{_HEAD}<office:document-meta {_NAMES}"
        f' office:version="1.3"><office:meta>{elements}</office:meta></office:document-meta>'
    )


def _make_styles(language: str) -> str:
    """The language and font of every cell, and the page on which a sheet is printed: landscape,
    with all columns on one page."""
    language, _, country = language.partition("-")
    text = (
        f"fo:language={quoteattr(language)} fo:country={quoteattr(country or 'none')}"
        ' fo:font-family="Arial" fo:font-size="12pt" fo:color="#000000"'
    )
    return (
        f'{_HEAD}<office:document-styles {_NAMES} office:version="1.3">'
        '<office:styles><style:default-style style:family="table-cell">'
        f"<style:text-properties {text}/></style:default-style>"
        '<style:style style:name="Default" style:family="table-cell"/></office:styles>'
        '<office:automatic-styles><style:page-layout style:name="page">'
        '<style:page-layout-properties fo:page-width="29.7cm" fo:page-height="21cm"'
        ' style:print-orientation="landscape" style:scale-to-X="1" style:scale-to-Y="0"/>'
        "</style:page-layout></office:automatic-styles>"
        '<office:master-styles><style:master-page style:name="Default"'
        ' style:page-layout-name="page"/></office:master-styles></office:document-styles>'
    )


def _make_content(book: Workbook) -> str:
    is_form = any(sheet.is_form for sheet in book.sheets)
    styles = "".join(_list_styles(book)) + (_write_form_styles() if is_form else "")
    rules = "".join(_list_rules(book)) if is_form else ""
    sheets = rules + "".join(map(_write_sheet, book.sheets))
    ranges = "".join(_name_table(sheet) for sheet in book.sheets if sheet.columns)
    return (
        f"{_HEAD}<office:document-content {_NAMES}{_FORM_NAMES if is_form else ''}"
        f' office:version="1.3"><office:automatic-styles>{styles}</office:automatic-styles>'
        f"<office:body><office:spreadsheet>{sheets}"
        f"<table:database-ranges>{ranges}</table:database-ranges>"
        "</office:spreadsheet></office:body></office:document-content>"
    )


def _list_styles(book: Workbook) -> Iterator[str]:
    """The styles that columns, rows, sheets and cells refer to by name."""
    widths = {column.width for sheet in book.sheets for column in sheet.columns} | {_COVER_WIDTH}
    for width in sorted(widths):
        yield (
            f'<style:style style:name="w{width}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width * 0.24:.2f}cm"/>'
            "</style:style>"
        )
    yield (
        '<style:style style:name="row" style:family="table-row">'
        '<style:table-row-properties style:use-optimal-row-height="true"/></style:style>'
        '<style:style style:name="sheet" style:family="table" style:master-page-name="Default">'
        '<style:table-properties table:display="true"/></style:style>'
    )
    for name in _CELLS:
        yield _write_cell_style(name, *_CELLS[name])


def _write_cell_style(name: str, cell: str, text: str, align: str, data: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:family="table-cell"'
        f' style:parent-style-name="Default"{data}>'
        f'<style:table-cell-properties style:vertical-align="top" {cell}/>'
        f'<style:paragraph-properties fo:text-align="{align}"/>'
        f"<style:text-properties {text}/></style:style>"
    )


# Forms

_FORM_NAMES = (
    ' xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"'
    ' xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"'
)


def _write_form_styles() -> str:
    dates = (
        '<number:date-style style:name="day"><number:year number:style="long"/>'
        '<number:text>-</number:text><number:month number:style="long"/>'
        '<number:text>-</number:text><number:day number:style="long"/></number:date-style>'
    )
    named = {"date-entry": ' style:data-style-name="day"'}
    return dates + "".join(
        _write_cell_style(name, *_FORM_CELLS[name], named.get(name, "")) for name in _FORM_CELLS
    )


def _list_rules(book: Workbook) -> Iterator[str]:
    """What may be entered into each column of a form."""
    yield "<table:content-validations>"
    for sheet in book.sheets:
        for number, column in enumerate(sheet.columns, start=1):
            rule = _find_rule(column)
            if rule is None:
                continue
            condition, message = rule
            base = f"{sheet.name}.{_column_letters(number)}{len(sheet.lines) + 2}"
            yield (
                f'<table:content-validation table:name="{_name_rule(sheet, column)}"'
                f' table:condition={quoteattr(condition)} table:allow-empty-cell="true"'
                f' table:display-list="unsorted" table:base-cell-address={quoteattr(base)}>'
                f"<table:error-message table:title={quoteattr(column.title)}"
                ' table:display="true" table:message-type="stop">'
                f"<text:p>{escape(message)}</text:p></table:error-message>"
                "</table:content-validation>"
            )
    yield "</table:content-validations>"


def _find_rule(column: SheetColumn) -> tuple[str, str] | None:
    """The condition of a column of a form, and the message if it is not met."""
    entry = column.entry
    if entry is not None and entry.choices:
        words = ";".join(f'"{choice}"' for choice in entry.choices)
        return f"of:cell-content-is-in-list({words})", "Choose one of the list."
    if entry is not None and entry.is_date:
        return (
            "of:cell-content-is-date() and cell-content()>=32874",  # 1 January 1990
            "Enter a day, as 2025-06-30.",
        )
    return None


def _name_rule(sheet: Sheet, column: SheetColumn) -> str:
    return f"rule{sheet.columns.index(column) + 1}"


def _write_entry(value: str, sheet: Sheet, column: SheetColumn) -> str:
    """A cell that readers fill in, with what it holds already."""
    is_date = column.entry is not None and column.entry.is_date
    named = f' table:content-validation-name="{_name_rule(sheet, column)}"'
    rule = named if _find_rule(column) else ""
    style = f'table:style-name="{"date-entry" if is_date else "entry"}"{rule}'
    if is_date and is_iso_date(value) and len(value) == 10:
        return (
            f'<table:table-cell {style} office:value-type="date" office:date-value="{value}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    if not value:
        return f"<table:table-cell {style}/>"
    return (
        f'<table:table-cell {style} office:value-type="string">{_write_paragraphs(value)}'
        "</table:table-cell>"
    )


def _write_sheet(sheet: Sheet) -> str:
    return "".join(_list_sheet_parts(sheet))


def _list_sheet_parts(sheet: Sheet) -> Iterator[str]:
    locked = ' table:protected="true"' if sheet.is_form else ""
    yield f'<table:table table:name={quoteattr(sheet.name)} table:style-name="sheet"{locked}>'
    for width in [column.width for column in sheet.columns] or [_COVER_WIDTH]:
        yield f'<table:table-column table:style-name="w{width}"/>'
    for line in sheet.lines:
        # Above a table a line is not wrapped: it runs over the columns beside it.
        style = ABOVE_TABLE.get(line.style, line.style) if sheet.columns else line.style
        cell = _write_cell(line.text, style)
        yield f'<table:table-row table:style-name="row">{cell}</table:table-row>'
    if sheet.columns:
        heads = "".join(
            _write_cell(column.title, "head-number" if column.is_number else "head-text")
            for column in sheet.columns
        )
        yield (
            "<table:table-header-rows><table:table-row"
            f' table:style-name="row">{heads}</table:table-row></table:table-header-rows>'
        )
    for row in sheet.rows:
        yield '<table:table-row table:style-name="row">'
        for number, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
            if column.entry is not None:
                yield _write_entry(str(value), sheet, column)
                continue
            is_link = sheet.links and number == 0
            style = "number" if is_right(column, value) else "link" if is_link else "text"
            yield _write_cell(value, style)
        yield "</table:table-row>"
    yield "</table:table>"


@lru_cache(maxsize=10_000)  # the rows of open data say the same again and again
def _write_cell(value: Value, style: str) -> str:
    if isinstance(value, str):
        content = _write_paragraphs(value)
        if style == "link":
            # Only text inside the link: LibreOffice shows a link with a span as an empty cell.
            content = (
                '<text:p><text:a xlink:type="simple"'
                f" xlink:href={quoteattr(f'#{value}.A1')}>{escape(value)}</text:a></text:p>"
            )
        return (
            f'<table:table-cell table:style-name="{style}"'
            f' office:value-type="string">{content}</table:table-cell>'
        )
    number = f"{value:.15g}"
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="float"'
        f' office:value="{number}"><text:p>{number}</text:p></table:table-cell>'
    )


def _write_paragraphs(text: str) -> str:
    """Write each line as a paragraph, with all its spaces."""

    def keep_spaces(match: re.Match[str]) -> str:
        return "<text:tab/>" if match[0] == "\t" else f'<text:s text:c="{len(match[0])}"/>'

    return "".join(
        f"<text:p>{_DROPPED_SPACES.sub(keep_spaces, escape(line))}</text:p>"
        for line in text.replace("\r", "").split("\n")
    )


def _name_table(sheet: Sheet) -> str:
    """Name the table of a sheet, header row included."""
    first = len(sheet.lines) + 1
    last = first + len(sheet.rows)
    address = f"{sheet.name}.A{first}:{sheet.name}.{_column_letters(len(sheet.columns))}{last}"
    return (
        f'<table:database-range table:name="{sheet.table_name}"'
        f' table:target-range-address={quoteattr(address)} table:contains-header="true"'
        ' table:display-filter-buttons="false"/>'
    )


def _column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
