"""The PDF: a finished HTML document set on pages by WeasyPrint, always as PDF/UA-1, from the
vendored fonts alone.

It must not know what a report is, nor fetch anything: it serves the templates' own files and the
images it was handed, and refuses every other address, whether in HTML, CSS or SVG. A warning of
WeasyPrint's is a failure, because a document that is published may not have quiet faults. The same
document gives the same bytes, on every machine and every day.

The style sheets name the fonts by family and need no `@font-face`: the TTF files in the templates'
`fonts/` are all the fonts there are.
"""

from __future__ import annotations

import gc
import logging
import os
import re
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import field
from datetime import UTC, datetime
from io import StringIO
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

from reportgen.problems import InputError, Place, Problem, error
from reportgen.util.atomic_files import write_files_atomically
from reportgen.util.build_time import read_build_time
from reportgen.util.frozen import frozen

RESOURCE_HOST = "http://templates.invalid/"
"""What addresses in the document are relative to. Nothing is there: the domain cannot exist."""

MAX_DATA_URL = 8_192
"""Characters of a `data:` address. Enough for a drawn sign; pictures are handed over as files."""

MAX_PIXELS = 50_000_000
"""Of one image. A page at 600 dots an inch has 35 million."""

LIBRARIES = "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
"""The day of a file inside a document that has none."""

_W3C = "%Y-%m-%dT%H:%M:%SZ"

_documents = count()
"""How many documents this process has set."""

_ONE_AT_A_TIME = threading.Lock()
"""Fontconfig reads the environment and the tags replace functions, so one document is set at a
time."""


@frozen(kw_only=False)
class AttachedFile:
    """A file carried inside the PDF."""

    name: str
    data: bytes
    description: str
    relationship: str = "Data"
    """What it is to the document: Source, Data, Alternative, Supplement or Unspecified."""


@frozen(kw_only=False)
class PdfResources:
    """All that a document may draw on."""

    templates: Sequence[Path]
    """Folders whose files it may use, the first that has one serving it. Fonts are in their
    `fonts/`."""
    images: Mapping[str, bytes]
    """By the address that the document gives them."""
    places: Mapping[str, Place] = field(default_factory=dict)
    """Where each image is named, for what WeasyPrint says of it."""


def write_pdf(
    html: str,
    supplies: PdfResources,
    *,
    shown: str,
    dated: str | None = None,
    attached: Sequence[AttachedFile] = (),
) -> bytes:
    """The PDF of a document. `dated` is the day (or month, or year) it is published, `shown` the
    file that problems name.

    Raises Refused with every problem that WeasyPrint met.
    """
    with (
        _ONE_AT_A_TIME,
        _vendored_fonts(supplies.templates),
        _no_collection(),
        _warnings() as warned,
    ):
        weasyprint = _weasyprint(shown)
        shelf = _shelf(supplies)
        document = weasyprint.HTML(string=html, base_url=RESOURCE_HOST, url_fetcher=shelf).render(
            pdf_variant="pdf/ua-1"
        )
        _refuse(warned, shelf.refused, shown, supplies)
        published, modified = _days(dated)
        if published is not None and modified is not None:
            document.metadata.created, document.metadata.modified = (
                f"{day:{_W3C}}" for day in (published, modified)
            )
        _links_beside(document)
        result = _write(document, shelf, modified or EPOCH, attached)
        _refuse(warned, shelf.refused, shown, supplies)
    return result


def _write(document: Any, shelf: Any, stamp: datetime, attached: Sequence[AttachedFile]) -> bytes:
    """The laid-out document as bytes, with the attached files associated with it."""
    from weasyprint import Attachment

    from reportgen.render.pdf import tagger

    attachments = [
        Attachment(
            string=item.data,
            url_fetcher=shelf,
            name=item.name,
            description=item.description,
            created=stamp,
            modified=stamp,
            relationship=item.relationship,
        )
        for item in attached
    ]

    def finish(_: Any, pdf: Any) -> None:
        _associate(pdf, [item.relationship for item in attached])

    return tagger.tag_pdf(
        document, attachments=attachments, finisher=finish, pdf_variant="pdf/ua-1"
    )


def _associate(pdf: Any, relationships: Sequence[str]) -> None:
    """Makes embedded files associated files of the document."""
    import pydyf

    specifications = [
        thing
        for thing in pdf.objects
        if isinstance(thing, pydyf.Dictionary) and thing.get("Type") == "/Filespec"
    ]
    for specification, relationship in zip(specifications, relationships, strict=True):
        specification["AFRelationship"] = f"/{relationship}"
    if specifications:
        pdf.catalog["AF"] = pydyf.Array(specification.reference for specification in specifications)


def _days(dated: str | None) -> tuple[datetime | None, datetime | None]:
    """When the document was made and changed: the day of publication, and SOURCE_DATE_EPOCH where
    it is set; each for the other.

    No document is changed before it is made.
    """
    told = read_build_time()
    parts = [int(part) for part in (dated or "").split("-") if part.isdecimal()]
    year, month, day = (*parts, 1, 1)[:3] if parts else (0, 0, 0)
    published = datetime(year, month, day, tzinfo=UTC) if parts else told
    if published is None or told is None:
        return published, published
    return published, max(published, told)


def _links_beside(document: Any) -> None:
    """Links to files beside the report stay relative, so that they lead to them wherever the report
    is put."""
    for page in document.pages:
        page.links[:] = [
            (
                (kind, target.removeprefix(RESOURCE_HOST), *rest)
                if kind == "external"
                else (kind, target, *rest)
            )
            for kind, target, *rest in page.links
        ]


# What a document may fetch


def _shelf(supplies: PdfResources) -> Any:
    """The fetcher that WeasyPrint asks for every address; made here because its class comes from
    WeasyPrint."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Shelf(URLFetcher):  # type: ignore[misc]
        """Hands out what the document may use and notes what else it asked for. It has no means to
        open anything."""

        def __init__(
            self,
        ) -> None:  # not the parent's: that one prepares handlers for http, ftp and file
            self._fail_on_errors = False
            self.refused: list[str] = []

        def fetch(self, url: str, headers: Any = None) -> Any:
            try:
                data, media = _supply(url, supplies)
            except LookupError as reason:
                self.refused.append(f"{url[:200]}: {reason.args[0]}")
                raise ValueError(reason.args[0]) from None
            return URLFetcherResponse(url, data, {"Content-Type": media} if media else None)

    return Shelf()


def _supply(url: str, supplies: PdfResources) -> tuple[bytes, str]:
    """The bytes at an address and their media type. LookupError says why there are none."""
    from urllib.parse import unquote, urlsplit

    if url.startswith("data:"):
        return _small_data(url)
    if not url.startswith(RESOURCE_HOST):
        raise LookupError("only the templates' own files and the inspection's images are used")
    name = unquote(urlsplit(url).path).lstrip("/")
    if name in supplies.images:
        return _image(supplies.images[name]), ""
    for folder in supplies.templates:
        path = (folder / name).resolve()
        if name and path.is_relative_to(folder.resolve()) and path.is_file():
            return path.read_bytes(), "text/css" if path.suffix == ".css" else ""
    raise LookupError("no template folder has such a file")


def _small_data(url: str) -> tuple[bytes, str]:
    import base64
    from urllib.parse import unquote_to_bytes

    head, comma, body = url.removeprefix("data:").partition(",")
    media, *parameters = head.split(";")
    if not comma or media not in ("image/svg+xml", "image/png", "image/jpeg"):
        raise LookupError("a data: address may only hold a small picture")
    if len(url) > MAX_DATA_URL:
        raise LookupError(f"a data: address of more than {MAX_DATA_URL:,} characters")
    try:
        return (
            base64.b64decode(unquote_to_bytes(body))
            if "base64" in parameters
            else unquote_to_bytes(body)
        ), media
    except ValueError:
        raise LookupError("a data: address that cannot be read") from None


def _image(data: bytes) -> bytes:
    """The image itself, unless it unpacks to more than a page can show."""
    from io import BytesIO

    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(data)) as image:
            pixels = image.width * image.height
    except UnidentifiedImageError:
        return data  # a drawing, or nothing that can be shown, which WeasyPrint will say
    except (Image.DecompressionBombError, ValueError, OSError) as reason:
        raise LookupError(f"the image cannot be used: {reason}") from None
    if pixels > MAX_PIXELS:
        raise LookupError(
            f"the image has {pixels:,} pixels; {MAX_PIXELS:,} is the most that is used"
        )
    return data


# What WeasyPrint says


class _LogCollector(logging.Handler):
    """Keeps what is logged as a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _warnings() -> Iterator[list[str]]:
    heard = _LogCollector()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(heard)
    try:
        yield heard.messages
    finally:
        logger.removeHandler(heard)


def _refuse(warned: list[str], refused: list[str], shown: str, supplies: PdfResources) -> None:
    """Stops at what was refused or warned of, in the line that names the image or holds the style."""
    problems: list[Problem] = []
    for what in dict.fromkeys(refused):
        place = (
            _named(what, supplies)
            or _styled(what.partition(": ")[0], supplies)
            or Place(shown, 1, 1, 1)
        )
        problems.append(
            error(
                "pdf-address",
                place,
                f"the document asks for something it may not have: {what}",
                "put images beside the inspection file, fonts and style sheets into the templates",
            )
        )
    for message in dict.fromkeys(warned):
        ignored = re.match(r"Ignored `+(.+?)`+ at", message)
        image, style = _named(message, supplies), _styled(ignored[1], supplies) if ignored else None
        hint = (
            "save the picture anew, as PNG or as a plain SVG"
            if image
            else (
                "correct the style"
                if style
                else "a template, a style sheet or the prose has to change"
            )
        )
        if not (refused and message.startswith("Failed to load")):
            problems.append(
                error(
                    "pdf-warning",
                    image or style or Place(shown, 1, 1, 1),
                    f"WeasyPrint: {message[:300]}",
                    hint,
                )
            )
    if problems:
        raise InputError(*problems)


def _named(said: str, supplies: PdfResources) -> Place | None:
    """Where the image is named of whose address something was said."""
    from urllib.parse import unquote

    said = unquote(said)
    return next(
        (
            supplies.places[name]
            for name in sorted(supplies.places, key=len, reverse=True)
            if f"{RESOURCE_HOST}{name}" in said
        ),
        None,
    )


def _styled(words: str, supplies: PdfResources) -> Place | None:
    """Where a style sheet has these words, however it is spaced."""
    wanted = "".join(words.split())
    for path in (
        path for folder in supplies.templates for path in sorted((folder / "css").glob("*.css"))
    ):
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
            if wanted and wanted in "".join(line.split()):
                return Place(f"templates/css/{path.name}", number, 1, len(line) + 1)
    return None


# What WeasyPrint needs around it


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without garbage collection while a document is set: nothing of it can be freed, and looking
    costs a tenth.

    Its boxes hold one another, so they are left over. They are put aside, where neither later
    collections nor the end of Python look at them, until there is a next document.
    """
    was_on = gc.isenabled()
    if next(_documents):
        gc.unfreeze()
        gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


@contextmanager
def _vendored_fonts(templates: Sequence[Path]) -> Iterator[None]:
    """An environment in which fontconfig finds the templates' fonts and no other."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(_font_configuration(templates))
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


def _font_configuration(templates: Sequence[Path]) -> Path:
    """A fontconfig file that names the templates' fonts alone, kept with fontconfig's cache where
    caches are kept."""
    from hashlib import sha256
    from xml.sax.saxutils import escape

    folders = [
        escape(str(folder.resolve() / "fonts"))
        for folder in templates
        if (folder / "fonts").is_dir()
    ]
    for cache in _cache_folders():
        # Pango sets text from TTF and OTF; a WOFF2 file of the same family would be picked and draw
        # nothing.
        text = "\n".join(
            (
                '<?xml version="1.0"?>',
                '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
                "<fontconfig>",
                *(f"<dir>{folder}</dir>" for folder in folders),
                f"<cachedir>{escape(str(cache))}</cachedir>",
                "<selectfont><rejectfont><glob>*.woff*</glob></rejectfont></selectfont>",
                "</fontconfig>",
                "",
            )
        )
        file = cache / f"fonts-{sha256(text.encode()).hexdigest()[:16]}.conf"
        try:
            write_files_atomically({file: text.encode()})
        except InputError:
            continue
        return file
    raise InputError(
        error(
            "no-cache",
            Place("", 1, 1, 1),
            "no folder for the fonts' cache can be written",
            "set XDG_CACHE_HOME or TMPDIR to a folder that you may write",
        )
    )


def _cache_folders() -> Iterator[Path]:
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if os.path.isabs(base):
        yield Path(base) / "reportgen"
    import tempfile

    yield (
        Path(tempfile.gettempdir())
        / f"reportgen-{os.getuid() if hasattr(os, 'getuid') else 'fonts'}"
    )


def _weasyprint(shown: str) -> ModuleType:
    """WeasyPrint, or Refused with what its import lacks."""
    try:
        with _direct_libraries(), redirect_stdout(StringIO()):
            import weasyprint
    except OSError as reason:
        raise InputError(
            error(
                "no-pango",
                Place(shown, 1, 1, 1),
                f"a library that sets text is missing: {reason}",
                f"on Debian or Ubuntu: {LIBRARIES}",
            )
        ) from None
    module: ModuleType = weasyprint
    return module


@contextmanager
def _direct_libraries() -> Iterator[None]:
    """On Linux, libraries are loaded by their names alone.

    For each spelling that fails, cffi would otherwise let ctypes start gcc, ld and ldconfig to look
    for it; on Linux one of the spellings that WeasyPrint tries is always the file's own name.
    """
    import ctypes.util

    if not sys.platform.startswith("linux") or "weasyprint" in sys.modules:
        yield
        return
    look_for = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = look_for
