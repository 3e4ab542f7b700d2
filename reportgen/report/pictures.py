"""The pictures that a report's prose names: found beside the inspection, never elsewhere, and
looked at before they are used.

It knows where prose has its pictures. How they are set is for the templates.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from dataclasses import field, fields, is_dataclass
from math import prod
from typing import TYPE_CHECKING, Any

from reportgen.dossier import Dossier
from reportgen.problems import InputError, Place, Problem, error
from reportgen.project.paths import is_file
from reportgen.prose.prose import Prose
from reportgen.util.frozen import frozen

if TYPE_CHECKING:
    from reportgen.report.report import Report

MAX_PICTURE_BYTES = 20_000_000
"""Bytes. A photograph that fills a page at 300 dots an inch has a tenth of that."""

MAX_PIXELS = 50_000_000
"""Of one picture. A page at 600 dots an inch has 35 million."""

MAX_PIXELS_IN_ALL = 500_000_000
"""Of all pictures of a report."""

KINDS = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
"""What a picture's first bytes are, and what it then is."""


@frozen(kw_only=False)
class Pictures:
    """The pictures of one report."""

    files: dict[str, bytes]
    """By the name that the prose has for them."""
    kinds: dict[str, str]
    places: dict[str, Place] = field(default_factory=dict)
    """Where each is named first."""

    @property
    def inside(self) -> dict[str, str]:
        """For each name an address that carries the picture itself."""
        return {
            name: f"data:{self.kinds[name]};base64,{base64.b64encode(data).decode('ascii')}"
            for name, data in self.files.items()
        }


def collect_pictures(report: Report, dossier: Dossier) -> Pictures:
    """Reads every picture of a report. Refused with all that cannot be used."""
    images, problems = _images(_prose_in(report), dossier)
    if problems:
        raise InputError(*problems)
    return images


def find_picture_problems(texts: Iterable[Prose], dossier: Dossier) -> list[Problem]:
    """What is wrong with the pictures that these texts name."""
    return _images(texts, dossier)[1]


def _images(texts: Iterable[Prose], dossier: Dossier) -> tuple[Pictures, list[Problem]]:
    images = Pictures({}, {})
    problems: list[Problem] = []
    dots = 0
    for name, place in dict(image for prose in texts for image in prose.images).items():
        try:
            images.files[name], images.kinds[name] = _read(name, place, dossier)
            images.places[name] = place
        except InputError as refused:
            problems += refused.problems
            continue
        before, dots = dots, dots + prod(_size_of(images.files[name], images.kinds[name]) or (0, 0))
        if before <= MAX_PIXELS_IN_ALL < dots:
            problems.append(
                error(
                    "image-size",
                    place,
                    f"with the picture `{name}`, the pictures of this report have {dots:,} dots;"
                    f" {MAX_PIXELS_IN_ALL:,} is the most that is used",
                    "save them with fewer dots: 2,500 across fill a page",
                )
            )
    return images, problems


def _prose_in(thing: Any) -> Iterator[Prose]:
    """All prose in a report, at any depth."""
    if isinstance(thing, Prose):
        yield thing
    elif isinstance(thing, (tuple, list)):
        for part in thing:
            yield from _prose_in(part)
    elif isinstance(thing, dict):
        for part in thing.values():
            yield from _prose_in(part)
    elif is_dataclass(thing):
        for one in fields(thing):
            yield from _prose_in(getattr(thing, one.name))


def _read(name: str, place: Place, dossier: Dossier) -> tuple[bytes, str]:
    path = dossier.project.find_file_beside(dossier.file, name)
    if path is None or not is_file(path):
        raise InputError(
            error(
                "file-missing",
                place,
                f"the picture `{name}` is not beside the inspection",
                f"it is looked for in {dossier.project.display_path(dossier.file.parent)}/",
            )
        )
    dossier.project.files_read.add(path)
    try:
        length = path.stat().st_size
        data = path.read_bytes() if length <= MAX_PICTURE_BYTES else b""
    except OSError as reason:
        raise InputError(
            error(
                "file-missing",
                place,
                f"the picture `{name}` cannot be read: {reason.strerror}",
                f"it is looked for in {dossier.project.display_path(dossier.file.parent)}/",
            )
        ) from None
    if length > MAX_PICTURE_BYTES:
        raise InputError(
            error(
                "image-size",
                place,
                f"the picture `{name}` has {length:,} bytes; {MAX_PICTURE_BYTES:,} is the most that"
                " is used",
                "save it with fewer dots: 2,500 across fill a page",
            )
        )
    kind = next((kind for start, kind in KINDS if data.startswith(start)), None)
    if kind is None and name.lower().endswith(".svg"):
        from reportgen.report.svg import svg_problem

        kind, harm = "image/svg+xml", svg_problem(data)
        if harm:
            raise InputError(
                error(
                    "image-harm",
                    place,
                    f"the drawing `{name}` is not used: {harm}",
                    "save it as a plain SVG, or as PNG",
                )
            )
    if kind is None:
        raise InputError(
            error(
                "image-kind",
                place,
                f"`{name}` is no PNG, JPEG or SVG picture",
                "save it as one of these",
            )
        )
    if kind in _SIZES:
        size = _size_of(data, kind)
        if size is None:
            raise InputError(
                error(
                    "image-kind",
                    place,
                    f"the picture `{name}` is not whole: its beginning or its end is missing",
                    "save it again",
                )
            )
        if kind == "image/png" and data[24:26] in (b"\x10\x00", b"\x10\x04"):
            raise InputError(
                error(
                    "image-kind",
                    place,
                    f"the picture `{name}` has 65,536 shades of grey, which no page can show",
                    "save it with 8 bits for each dot",
                )
            )
        if prod(size) > MAX_PIXELS:
            raise InputError(
                error(
                    "image-size",
                    place,
                    f"the picture `{name}` has {size[0]:,} by {size[1]:,} dots; {MAX_PIXELS:,} in"
                    " all is the most that is used",
                    "save it with fewer dots: 2,500 across fill a page",
                )
            )
    return data, kind


# How large a picture is, from its file's own account: no picture is unpacked to see


def _size_of_png(data: bytes) -> tuple[int, int] | None:
    at = len(KINDS[0][0])
    if data[at + 4 : at + 8] != b"IHDR":
        return None
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        if at > len(KINDS[0][0]) and data[at + 4 : at + 8] == b"IHDR":
            return None  # which of its sizes counts?
        if data[at + 4 : at + 8] == b"IEND":
            return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
        at += 12 + length
    return None


def _size_of_jpeg(data: bytes) -> tuple[int, int] | None:
    at, size = 2, None
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xFF:  # filling
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):  # a frame
            size = (
                int.from_bytes(data[at + 7 : at + 9], "big"),
                int.from_bytes(data[at + 5 : at + 7], "big"),
            )
        if marker == 0xDA:  # the picture itself
            return size if b"\xff\xd9" in data[at:] else None
        at += 2 + length
    return None


def _size_of(data: bytes, kind: str) -> tuple[int, int] | None:
    return _SIZES[kind](data) if kind in _SIZES else None


_SIZES = {"image/png": _size_of_png, "image/jpeg": _size_of_jpeg}
