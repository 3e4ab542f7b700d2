"""Writes a workbook as OpenDocument (ODS), the format that government asks for.

Five small XML files in a zip, written here rather than through a library: what we need is the
language, the named tables, the head rows and the same bytes every time, and each of those would
have to be put into a library's output by hand.

A cell is text or a number. There are no formulas, so none can be smuggled in.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

from reportgen.render.workbook.sheets import Sheet, Value, Workbook, is_right
from reportgen.report.output_files import MEDIA_TYPES

MIME = MEDIA_TYPES["ods"]

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
    """The workbook as the bytes of an ODS file."""
    parts = {
        "META-INF/manifest.xml": _manifest(),
        "meta.xml": _meta(book),
        "styles.xml": _styles(book.language),
        "content.xml": _content(book),
    }
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        # The kind of file comes first and unpacked, so that it can be read off the first bytes.
        file.writestr(zipfile.ZipInfo("mimetype", (1980, 1, 1, 0, 0, 0)), MIME, zipfile.ZIP_STORED)
        for name, text in parts.items():
            file.writestr(
                zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text.encode(), zipfile.ZIP_DEFLATED
            )
    return data.getvalue()


def _manifest() -> str:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in (
            ("/", MIME),
            ("content.xml", "text/xml"),
            ("styles.xml", "text/xml"),
            ("meta.xml", "text/xml"),
        )
    )
    return (
        f'{_HEAD}<manifest:manifest {_NAMES} manifest:version="1.3">{entries}</manifest:manifest>'
    )


def _meta(book: Workbook) -> str:
    says = [
        ("meta:generator", "reportgen"),
        ("dc:title", book.title),
        ("dc:subject", book.subject),
        ("dc:creator", book.publisher),
        ("dc:language", book.language),
        ("meta:creation-date", f"{book.date}T00:00:00"),
        ("dc:date", f"{book.date}T00:00:00"),
    ]
    inside = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in says if value)
    return (
        f"{_HEAD}<office:document-meta {_NAMES}"
        f' office:version="1.3"><office:meta>{inside}</office:meta></office:document-meta>'
    )


def _styles(language: str) -> str:
    """The language, font and size of every cell, and the page on which a sheet is printed:
    landscape, as wide as the sheet."""
    spoken, _, country = language.partition("-")
    text = (
        f'fo:language="{escape(spoken)}" fo:country="{escape(country or "none")}"'
        ' fo:font-family="Arial" fo:font-size="12pt" fo:color="#000000"'
    )
    return (
        f"{_HEAD}<office:document-styles {_NAMES}"
        ' office:version="1.3"><office:styles><style:default-style'
        ' style:family="table-cell"><style:text-properties'
        f' {text}/></style:default-style><style:style style:name="Default"'
        ' style:family="table-cell"/></office:styles><office:automatic-styles><style:page-layout'
        ' style:name="page"><style:page-layout-properties fo:page-width="29.7cm"'
        ' fo:page-height="21cm" style:print-orientation="landscape" style:scale-to-X="1"'
        ' style:scale-to-Y="0"/></style:page-layout></office:automatic-styles><office:master-styles><style:master-page'
        ' style:name="Default"'
        ' style:page-layout-name="page"/></office:master-styles></office:document-styles>'
    )


def _content(book: Workbook) -> str:
    widths = sorted(
        {column.width for sheet in book.sheets for column in sheet.columns} | {_COVER_WIDTH}
    )
    styles = "".join(
        f'<style:style style:name="w{width}"'
        ' style:family="table-column"><style:table-column-properties'
        f' style:column-width="{width * 0.24:.2f}cm"/></style:style>'
        for width in widths
    )
    styles += (
        '<style:style style:name="row" style:family="table-row"><style:table-row-properties'
        ' style:use-optimal-row-height="true"/></style:style>'
    )
    styles += (
        '<style:style style:name="sheet" style:family="table"'
        ' style:master-page-name="Default"><style:table-properties'
        ' table:display="true"/></style:style>'
    )
    for name, (cell, text, align) in _CELLS.items():
        styles += (
            f'<style:style style:name="{name}" style:family="table-cell"'
            ' style:parent-style-name="Default"><style:table-cell-properties'
            f' style:vertical-align="top" {cell}/><style:paragraph-properties'
            f' fo:text-align="{align}"/><style:text-properties {text}/></style:style>'
        )
    ranges = "".join(map(_range, (sheet for sheet in book.sheets if sheet.columns)))
    return (
        f"{_HEAD}<office:document-content {_NAMES}"
        f' office:version="1.3"><office:automatic-styles>{styles}</office:automatic-styles>'
        f"<office:body><office:spreadsheet>{''.join(map(_sheet, book.sheets))}<table:database-ranges>{ranges}</table:database-ranges>"
        "</office:spreadsheet></office:body></office:document-content>"
    )


_COVER_WIDTH = 100


def _sheet(sheet: Sheet) -> str:
    return "".join(_pieces(sheet))


def _pieces(sheet: Sheet) -> Iterator[str]:
    yield f'<table:table table:name={quoteattr(sheet.name)} table:style-name="sheet">'
    for width in [column.width for column in sheet.columns] or [_COVER_WIDTH]:
        yield f'<table:table-column table:style-name="w{width}"/>'
    for line in sheet.lines:
        style = line.style if line.style != "text" else "line" if sheet.columns else "text"
        yield f'<table:table-row table:style-name="row">{_cell(line.text, style)}</table:table-row>'
    if sheet.columns:
        heads = "".join(
            _cell(column.title, "head-number" if column.is_number else "head-text")
            for column in sheet.columns
        )
        yield (
            "<table:table-header-rows><table:table-row"
            f' table:style-name="row">{heads}</table:table-row></table:table-header-rows>'
        )
    for row in sheet.rows:
        yield '<table:table-row table:style-name="row">'
        for number, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
            yield _cell(
                value,
                (
                    "number"
                    if is_right(column, value)
                    else "link"
                    if sheet.links and number == 0
                    else "text"
                ),
            )
        yield "</table:table-row>"
    yield "</table:table>"


def _cell(value: Value, style: str) -> str:
    if isinstance(value, str):
        inside = _paragraphs(value)
        if (
            style == "link"
        ):  # nothing but text within it: LibreOffice shows a link with a span as an empty cell
            inside = (
                '<text:p><text:a xlink:type="simple"'
                f" xlink:href={quoteattr(f'#{value}.A1')}>{escape(value)}</text:a></text:p>"
            )
        return (
            f'<table:table-cell table:style-name="{style}"'
            f' office:value-type="string">{inside}</table:table-cell>'
        )
    number = f"{value:.15g}"
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="float"'
        f' office:value="{number}"><text:p>{number}</text:p></table:table-cell>'
    )


_SPACES = re.compile(r" {2,}|^ | $|\t")


def _paragraphs(text: str) -> str:
    """Text as paragraphs, with the spaces that XML would swallow."""

    def kept(found: re.Match[str]) -> str:
        return (
            "<text:tab/>" if found.group() == "\t" else f'<text:s text:c="{len(found.group())}"/>'
        )

    return "".join(
        f"<text:p>{_SPACES.sub(kept, escape(line))}</text:p>"
        for line in text.replace("\r", "").split("\n")
    )


def _range(sheet: Sheet) -> str:
    """The table's name and extent, its head row included."""
    first = len(sheet.lines) + 1
    last = first + len(sheet.rows)
    address = f"{sheet.name}.A{first}:{sheet.name}.{_letter(len(sheet.columns))}{last}"
    return (
        f'<table:database-range table:name="{sheet.table_name}"'
        f' table:target-range-address={quoteattr(address)} table:contains-header="true"'
        ' table:display-filter-buttons="false"/>'
    )


def _letter(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
