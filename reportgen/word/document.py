"""Writes a report as a DOCX file: the same bytes for the same report.

It puts the parts of the package together. The content of the document is written in parts.py, and
what a check of factual accuracy adds in check_copy.py.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import field
from io import BytesIO
from typing import TYPE_CHECKING

from reportgen.util.frozen import frozen
from reportgen.util.picture_types import TYPE_BY_ENDING
from reportgen.word import styles
from reportgen.word.body import Body
from reportgen.word.brand import Brand
from reportgen.word.markup import (
    escape_text,
    make_field,
    make_paragraph,
    make_run,
    make_section,
    quote_value,
)
from reportgen.word.parts import PartsWriter
from reportgen.word.shared import drop_dead_links
from reportgen.word.theme import write_theme

if TYPE_CHECKING:
    from reportgen.problems import Place
    from reportgen.report.pictures import Pictures
    from reportgen.report.report import Report

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_TYPES = {
    "word/document.xml": f"{_WORD}.document.main+xml",
    "word/styles.xml": f"{_WORD}.styles+xml",
    "word/settings.xml": f"{_WORD}.settings+xml",
    "word/numbering.xml": f"{_WORD}.numbering+xml",
    "word/footnotes.xml": f"{_WORD}.footnotes+xml",
    "word/fontTable.xml": f"{_WORD}.fontTable+xml",
    "word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
    "word/header1.xml": f"{_WORD}.header+xml",
    "word/footer1.xml": f"{_WORD}.footer+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    "docProps/custom.xml": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
}
_WHEN = (1980, 1, 1, 0, 0, 0)


@frozen(kw_only=False)
class CheckCopy:
    """What a document for a check has besides the report."""

    write_front: Callable[[Body], None]
    write_end: Callable[[Body], None]
    properties: dict[str, str]
    band: str
    places: Mapping[str, Place]
    """Where the data are of each standard, question and table, by id; of the rest, by `""`."""


@frozen(kw_only=False)
class WordDocument:
    """A document, and the body that it was made of."""

    content: bytes
    body: Body


@frozen
class Frame:
    """Everything in a document besides its body: title, language, band and properties."""

    title: str
    """The title in the document's properties."""
    short_title: str
    """What stands at the foot of each page."""
    language: str
    subject: str = ""
    author: str = ""
    day: str | None = None
    """The day that it is dated with; it is not dated without one."""
    band: str = ""
    """The line on each page."""
    is_turned: bool = False
    """Whether the last pages are wider than high."""
    is_tracked: bool = False
    """Whether every change is tracked, whatever the reader chooses."""
    properties: Mapping[str, str] = field(default_factory=dict)


def write_word(
    report: Report, pictures: Pictures, brand: Brand, check: CheckCopy | None = None
) -> WordDocument:
    """The DOCX of a report; with `check`, the copy for a factual accuracy check."""
    body = Body(pictures, numbered=check is not None)
    writer = PartsWriter(body, report, check.places if check else {})
    band = check.band if check else report.marking.band
    if check:
        _write_part(body, "front", check.write_front)
    elif band:
        body.line(band, "Band", kind="cover")
    for fault in report.faults:
        message = f"Error in {fault.file}, line {fault.line}: {fault.message}"
        body.line(message, "Band", kind="cover")
    writer.write()
    if check:
        _write_part(body, "end", check.write_end)
    marked = f"{report.marking.title}: " if report.marking.title else ""
    day = report.published.iso if report.published and len(report.published.iso) == 10 else None
    frame = Frame(
        title=f"{marked}{report.title}",
        short_title=report.title,
        language=report.language,
        subject=report.document,
        author=report.publication.publisher or "",
        day=day,
        band=band or "",
        is_tracked=check is not None,
        properties=check.properties if check else {},
    )
    return WordDocument(write_package(body, brand, frame), body)


def write_package(body: Body, brand: Brand, frame: Frame) -> bytes:
    """The file of a document whose body is written: the same bytes for the same body."""
    dead = body.bookmarks
    language = frame.language
    files = {
        "word/document.xml": drop_dead_links(
            f"{styles.HEAD}<w:document {styles.NAMESPACES}><w:body>{''.join(body.blocks)}"
            f"{make_section(landscape=frame.is_turned)}</w:body></w:document>",
            dead,
        ),
        "word/styles.xml": styles.write_styles(brand, language),
        "word/settings.xml": styles.write_settings(language, track=frame.is_tracked),
        "word/numbering.xml": styles.write_numbering(body.lists.started),
        "word/footnotes.xml": drop_dead_links(_write_footnotes(body), dead),
        "word/fontTable.xml": styles.write_font_table(brand),
        "word/theme/theme1.xml": write_theme(brand),
        "word/header1.xml": _write_header(frame.band),
        "word/footer1.xml": _write_footer(_shorten(frame.short_title)),
        "word/_rels/document.xml.rels": _write_relations(body),
        "docProps/core.xml": _write_core(frame),
        "docProps/app.xml": (
            f'{styles.HEAD}<Properties xmlns="{_OFFICE}/extended-properties">'
            "<Application>reportgen</Application></Properties>"
        ),
        "docProps/custom.xml": _write_custom(frame.properties),
        "_rels/.rels": _write_package_relations(),
    }
    return _zip({"[Content_Types].xml": _write_types(body), **files}, body.relations.pictures)


def _write_part(body: Body, name: str, write: Callable[[Body], None]) -> None:
    """Write what is not of the report."""
    body.key.part = name
    write(body)
    body.key.part = ""


def _zip(files: dict[str, str], pictures: dict[str, bytes]) -> bytes:
    """The package, its files in a fixed order and with a fixed date."""
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in ({n: t.encode() for n, t in files.items()} | pictures).items():
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            package.writestr(entry, content)
    return data.getvalue()


def _write_types(body: Body) -> str:
    kinds = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
    }
    kinds |= {
        ending: TYPE_BY_ENDING[ending]
        for ending in sorted({name.rpartition(".")[2] for name in body.relations.pictures})
    }
    defaults = "".join(
        f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in kinds.items()
    )
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in _TYPES.items()
    )
    return f'{styles.HEAD}<Types xmlns="{_PACKAGE}/content-types">{defaults}{overrides}</Types>'


def _write_package_relations() -> str:
    rows = (
        ("rId1", f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
        ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ("rId3", f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
        ("rId4", f"{_OFFICE}/relationships/custom-properties", "docProps/custom.xml"),
    )
    return _relations(rows)


def _write_relations(body: Body) -> str:
    names = ("styles", "settings", "numbering", "footnotes", "fontTable")
    rows = [
        (f"rId{n}", f"{_OFFICE}/relationships/{name}", f"{name}.xml")
        for n, name in enumerate(names, start=1)
    ]
    rows.append(("rIdTheme", f"{_OFFICE}/relationships/theme", "theme/theme1.xml"))
    rows.append(("rIdHeader", f"{_OFFICE}/relationships/header", "header1.xml"))
    rows.append(("rIdFooter", f"{_OFFICE}/relationships/footer", "footer1.xml"))
    return _relations(rows, "".join(body.relations.rows))


def _relations(rows: object, more: str = "") -> str:
    xml = "".join(
        f'<Relationship Id="{id}" Type="{kind}" Target="{target}"/>'
        for id, kind, target in rows  # type: ignore[attr-defined]
    )
    return (
        f'{styles.HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{xml}{more}</Relationships>'
    )


def _write_footnotes(body: Body) -> str:
    lines = (
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r>'
        "<w:continuationSeparator/></w:r></w:p></w:footnote>"
    )
    return (
        f"{styles.HEAD}<w:footnotes {styles.NAMESPACES}>{lines}{''.join(body.footnotes.entries)}"
        "</w:footnotes>"
    )


def _write_header(band: str) -> str:
    content = make_paragraph(make_run(band, bold=True), "Header")
    return f"{styles.HEAD}<w:hdr {styles.NAMESPACES}>{content}</w:hdr>"


def _write_footer(short_title: str) -> str:
    content = (
        make_run(short_title)
        + "<w:r><w:tab/></w:r>"
        + make_run("Page ")
        + make_field("PAGE", "1")
        + make_run(" of ")
        + make_field("NUMPAGES", "1")
    )
    return f"{styles.HEAD}<w:ftr {styles.NAMESPACES}>{make_paragraph(content, 'Footer')}</w:ftr>"


def _shorten(title: str) -> str:
    return title if len(title) <= 70 else title[:70].rpartition(" ")[0] + " …"


def _write_core(frame: Frame) -> str:
    dated = (
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{frame.day}T00:00:00Z</dcterms:created>'
        if frame.day
        else ""
    )
    return (
        f'{styles.HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape_text(frame.title)}</dc:title>"
        f"<dc:subject>{escape_text(frame.subject)}</dc:subject>"
        f"<dc:creator>{escape_text(frame.author)}</dc:creator>"
        f"<dc:language>{escape_text(frame.language)}</dc:language>{dated}</cp:coreProperties>"
    )


def _write_custom(properties: Mapping[str, str]) -> str:
    xml = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{n}"'
        f" name={quote_value(name)}><vt:lpwstr>{escape_text(value)}</vt:lpwstr></property>"
        for n, (name, value) in enumerate(properties.items(), start=2)
    )
    return (
        f'{styles.HEAD}<Properties xmlns="{_OFFICE}/custom-properties"'
        f' xmlns:vt="{_OFFICE}/docPropsVTypes">{xml}</Properties>'
    )
