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
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

from reportgen.render.workbook.sheets import Sheet, Value, Workbook, is_right
from reportgen.report.output_files import MEDIA_TYPES

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
    styles = "".join(_list_styles(book))
    sheets = "".join(map(_write_sheet, book.sheets))
    ranges = "".join(_name_table(sheet) for sheet in book.sheets if sheet.columns)
    return (
        f"{_HEAD}<office:document-content {_NAMES}"
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
    for name, (cell, text, align) in _CELLS.items():
        yield (
            f'<style:style style:name="{name}" style:family="table-cell"'
            ' style:parent-style-name="Default">'
            f'<style:table-cell-properties style:vertical-align="top" {cell}/>'
            f'<style:paragraph-properties fo:text-align="{align}"/>'
            f"<style:text-properties {text}/></style:style>"
        )


def _write_sheet(sheet: Sheet) -> str:
    return "".join(_list_sheet_parts(sheet))


def _list_sheet_parts(sheet: Sheet) -> Iterator[str]:
    yield f'<table:table table:name={quoteattr(sheet.name)} table:style-name="sheet">'
    for width in [column.width for column in sheet.columns] or [_COVER_WIDTH]:
        yield f'<table:table-column table:style-name="w{width}"/>'
    for line in sheet.lines:
        # Above a table a line is not wrapped: it runs over the columns beside it.
        style = "line" if line.style == "text" and sheet.columns else line.style
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
            is_link = sheet.links and number == 0
            style = "number" if is_right(column, value) else "link" if is_link else "text"
            yield _write_cell(value, style)
        yield "</table:table-row>"
    yield "</table:table>"


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
