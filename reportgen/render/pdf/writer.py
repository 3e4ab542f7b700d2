"""Makes the PDF: WeasyPrint lays out a finished HTML document on pages, as PDF/UA-1.

It must not know what a report is. A warning of WeasyPrint is an error here, because a published
document may not have hidden faults. The same document gives the same bytes, on every machine and
every day. What a document may use is decided in resources.py.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from reportgen.problems import Place
from reportgen.render.pdf.fonts import use_only_fonts_of
from reportgen.render.pdf.resources import RESOURCE_HOST, PdfResources, make_fetcher
from reportgen.render.pdf.weasyprint_loading import load_weasyprint, pause_garbage_collection
from reportgen.render.pdf.weasyprint_warnings import collect_warnings, refuse_faults
from reportgen.util.build_time import read_build_time
from reportgen.util.frozen import frozen

EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
"""The date of an attached file when the document has none."""

_W3C = "%Y-%m-%dT%H:%M:%SZ"

_ONE_AT_A_TIME = threading.Lock()
"""One document is made at a time: fontconfig reads the environment, and the tagger replaces
functions of WeasyPrint."""


@frozen(kw_only=False)
class AttachedFile:
    """A file inside the PDF."""

    name: str
    data: bytes
    description: str
    relationship: str = "Data"
    """What it is to the document: Source, Data, Alternative, Supplement or Unspecified."""


def write_pdf(
    html: str,
    resources: PdfResources,
    *,
    display_path: str,
    dated: str | None = None,
    changed: str | None = None,
    attached: Sequence[AttachedFile] = (),
) -> bytes:
    """Make the PDF of a document. `dated` is the day (or month, or year) of its publication,
    `changed` the day of its last correction, `display_path` the file that problems name if they
    have no better place.

    Raises InputError with every problem that WeasyPrint met.
    """
    place = Place(display_path, 1, 1, 1)
    with (
        _ONE_AT_A_TIME,
        use_only_fonts_of(resources.templates),
        pause_garbage_collection(),
        collect_warnings() as warnings,
    ):
        weasyprint = load_weasyprint(display_path)
        fetcher = make_fetcher(resources)
        source = weasyprint.HTML(string=html, base_url=RESOURCE_HOST, url_fetcher=fetcher)
        document = _lay_out(source)
        refuse_faults(warnings, fetcher.refused, place, resources)
        created, modified = _find_dates(dated, changed)
        if created is not None and modified is not None:
            document.metadata.created = f"{created:{_W3C}}"
            document.metadata.modified = f"{modified:{_W3C}}"
        _make_links_relative(document)
        result = _write(document, fetcher, modified or EPOCH, attached)
        refuse_faults(warnings, fetcher.refused, place, resources)
    return result


def _lay_out(source: Any) -> Any:
    """Lay out a document on pages, and once more if its parts can be fitted to them."""
    from reportgen.render.pdf.copyfit import fit

    def render() -> Any:
        return source.render(pdf_variant="pdf/ua-1")

    return fit(render(), render)


def _write(
    document: Any, fetcher: Any, file_date: datetime, attached: Sequence[AttachedFile]
) -> bytes:
    """Write the laid-out document with its attached files."""
    from weasyprint import Attachment

    from reportgen.render.pdf import tagger

    attachments = [
        Attachment(
            string=file.data,
            url_fetcher=fetcher,
            name=file.name,
            description=file.description,
            created=file_date,
            modified=file_date,
            relationship=file.relationship,
        )
        for file in attached
    ]

    def finish(_: Any, pdf: Any) -> None:
        _associate_files(pdf, [file.relationship for file in attached])

    return tagger.tag_pdf(
        document, attachments=attachments, finisher=finish, pdf_variant="pdf/ua-1"
    )


def _associate_files(pdf: Any, relationships: Sequence[str]) -> None:
    """Make embedded files associated files of the document."""
    import pydyf

    specifications = [
        entry
        for entry in pdf.objects
        if isinstance(entry, pydyf.Dictionary) and entry.get("Type") == "/Filespec"
    ]
    for specification, relationship in zip(specifications, relationships, strict=True):
        specification["AFRelationship"] = f"/{relationship}"
    if specifications:
        pdf.catalog["AF"] = pydyf.Array(specification.reference for specification in specifications)


def _find_dates(dated: str | None, changed: str | None) -> tuple[datetime | None, datetime | None]:
    """When the document was created and modified: the day of publication; the day of the last
    correction, and SOURCE_DATE_EPOCH if it is set. If only one of them is known, it is both.

    A document is never modified before it is created.
    """
    build_time = read_build_time()
    published = _read_day(dated) or build_time
    if published is None:
        return None, None
    later = (published, _read_day(changed), build_time)
    return published, max(day for day in later if day is not None)


def _read_day(written: str | None) -> datetime | None:
    parts = [int(part) for part in (written or "").split("-") if part.isdecimal()]
    year, month, day = (*parts, 1, 1)[:3] if parts else (0, 0, 0)
    return datetime(year, month, day, tzinfo=UTC) if parts else None


def _make_links_relative(document: Any) -> None:
    """Make links to files beside the report relative, so that they work wherever the report is."""
    for page in document.pages:
        page.links[:] = [
            (
                (kind, target.removeprefix(RESOURCE_HOST), *rest)
                if kind == "external"
                else (kind, target, *rest)
            )
            for kind, target, *rest in page.links
        ]
