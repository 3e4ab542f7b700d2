"""What a document may use while it becomes a PDF: the files of the templates, the images it was
given, and small drawings written into an address. Every other address is refused.

It has no means to open an address on a network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any

from reportgen.problems import Place
from reportgen.util.frozen import frozen
from reportgen.util.picture_limits import MAX_DATA_URL, MAX_PICTURE_PIXELS
from reportgen.util.picture_types import JPEG, PNG, SVG

RESOURCE_HOST = "http://templates.invalid/"
"""How the addresses of the document's own files begin. Domains in `.invalid` never exist."""

IN_DATA_URLS = frozenset({SVG, PNG, JPEG})
"""Media types that a `data:` address may have."""


@frozen(kw_only=False)
class PdfResources:
    """All files that a document may use."""

    templates: Sequence[Path]
    """Folders of templates; the first that has a file is used. Fonts are in their `fonts/`."""
    images: Mapping[str, bytes]
    """Images by the address that the document has for them."""
    places: Mapping[str, Place] = field(default_factory=dict)
    """Where each image is named in the prose: warnings about it are reported there."""


def make_fetcher(resources: PdfResources) -> Any:
    """Make the fetcher that WeasyPrint asks for every address. Its class comes from WeasyPrint, so
    it is defined only when it is needed."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class ResourceFetcher(URLFetcher):  # type: ignore[misc]
        """Returns what the document may use and lists what else it asked for."""

        def __init__(self) -> None:
            # Without the parent's __init__, which prepares handlers for http, ftp and file.
            self._fail_on_errors = False
            self.refused: list[str] = []

        def fetch(self, url: str, headers: Any = None) -> Any:
            try:
                data, media_type = _find_resource(url, resources)
            except LookupError as reason:
                self.refused.append(f"{url[:200]}: {reason.args[0]}")
                raise ValueError(reason.args[0]) from None
            content_type = {"Content-Type": media_type} if media_type else None
            return URLFetcherResponse(url, data, content_type)

    return ResourceFetcher()


def _find_resource(url: str, resources: PdfResources) -> tuple[bytes, str]:
    """The bytes at an address and their media type. Raises LookupError with the reason if the
    document may not use them."""
    from urllib.parse import unquote, urlsplit

    if url.startswith("data:"):
        return _read_data_url(url)
    if not url.startswith(RESOURCE_HOST):
        raise LookupError("only the templates' own files and the inspection's images are used")
    name = unquote(urlsplit(url).path).lstrip("/")
    if name in resources.images:
        _check_image(resources.images[name])
        return resources.images[name], ""
    for folder in resources.templates:
        path = (folder / name).resolve()
        if name and path.is_relative_to(folder.resolve()) and path.is_file():
            return path.read_bytes(), "text/css" if path.suffix == ".css" else ""
    raise LookupError("no template folder has such a file")


def _read_data_url(url: str) -> tuple[bytes, str]:
    import base64
    from urllib.parse import unquote_to_bytes

    head, comma, body = url.removeprefix("data:").partition(",")
    media_type, *parameters = head.split(";")
    if not comma or media_type not in IN_DATA_URLS:
        raise LookupError("a data: address may only hold a small picture")
    if len(url) > MAX_DATA_URL:
        raise LookupError(f"a data: address of more than {MAX_DATA_URL:,} characters")
    try:
        data = unquote_to_bytes(body)
        return base64.b64decode(data) if "base64" in parameters else data, media_type
    except ValueError:
        raise LookupError("a data: address that cannot be read") from None


def _check_image(data: bytes) -> None:
    """Refuse an image that unpacks to more than a page can show."""
    from io import BytesIO

    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(data)) as image:
            pixels = image.width * image.height
    except UnidentifiedImageError:
        return  # a drawing, or something that cannot be shown: then WeasyPrint warns of it
    except (Image.DecompressionBombError, ValueError, OSError) as reason:
        raise LookupError(f"the image cannot be used: {reason}") from None
    if pixels > MAX_PICTURE_PIXELS:
        raise LookupError(
            f"the image has {pixels:,} pixels; {MAX_PICTURE_PIXELS:,} is the most that is used"
        )
