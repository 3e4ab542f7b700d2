"""Reads one picture that lies beside an inspection, and refuses it if no page can show it.

Size and kind are read from the beginning of the file: no picture is unpacked before they are known.
It must not know where a picture is used.
"""

from __future__ import annotations

from math import prod
from pathlib import Path

from reportgen.dossier import Dossier
from reportgen.problems import InputError, Place, error
from reportgen.project.paths import is_file
from reportgen.util.picture_limits import MAX_PICTURE_BYTES, MAX_PICTURE_PIXELS
from reportgen.util.picture_types import JPEG, PNG, SVG

PNG_START, JPEG_START = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
"""The first bytes of a file of each kind."""

GREY_OF_16_BITS = (b"\x10\x00", b"\x10\x04")
"""Bit depth and colour type of a PNG with 65,536 shades of grey, without and with transparency."""

FEWER_DOTS = "save it with fewer dots: 2,500 across fill a page"


def read_picture(
    name: str, place: Place, dossier: Dossier, beside: Path | None = None
) -> tuple[bytes, str]:
    """Read a picture; return its bytes and its media type. Raise InputError if it cannot be used.

    `place` is where it is named. It lies beside the inspection, or `beside` another file.
    """
    data = _read_file(name, place, dossier, beside or dossier.file)
    if data.startswith(PNG_START):
        media_type = PNG
    elif data.startswith(JPEG_START):
        media_type = JPEG
    elif name.lower().endswith(".svg"):
        _check_drawing(name, data, place)
        return data, SVG
    else:
        raise InputError(
            error(
                "image-kind",
                place,
                f"`{name}` is not a PNG, JPEG or SVG picture",
                "save it as one of these",
            )
        )
    check_pixels(name, data, media_type, place)
    return data, media_type


def clean(name: str, data: bytes, media_type: str, place: Place) -> bytes:
    """The picture as it is published: without what the camera wrote into it, at printed size."""
    if media_type == SVG:
        return data
    from reportgen.report.picture_cleaning import PictureError, clean_picture

    try:
        return clean_picture(data, media_type == PNG)
    except PictureError as reason:
        raise InputError(
            error(
                "image-kind",
                place,
                f"the picture `{name}` is damaged: {reason}",
                "save it again",
            )
        ) from None


def measure_picture(data: bytes, media_type: str) -> tuple[int, int] | None:
    """Width and height in pixels; None for a drawing or a file that is not complete."""
    if media_type == PNG:
        return _measure_png(data)
    return _measure_jpeg(data) if media_type == JPEG else None


def _read_file(name: str, place: Place, dossier: Dossier, beside: Path) -> bytes:
    """Read the file beside another, and never one from elsewhere."""
    path = dossier.project.find_file_beside(beside, name)
    folder = f"{dossier.project.display_path(beside.parent)}/"
    if path is None or not is_file(path):
        raise InputError(
            error(
                "file-missing",
                place,
                f"the picture `{name}` is not"
                f" {'beside the inspection' if beside == dossier.file else 'in the project'}",
                f"it is looked for in {folder}",
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
                f"it is looked for in {folder}",
            )
        ) from None
    if length > MAX_PICTURE_BYTES:
        raise InputError(
            error(
                "image-size",
                place,
                f"the picture `{name}` has {length:,} bytes; {MAX_PICTURE_BYTES:,} is the most that"
                " is used",
                FEWER_DOTS,
            )
        )
    return data


def _check_drawing(name: str, data: bytes, place: Place) -> None:
    from reportgen.report.svg import svg_problem

    if problem := svg_problem(data):
        raise InputError(
            error(
                "image-harm",
                place,
                f"the drawing `{name}` is not used: {problem}",
                "save it as a plain SVG, or as PNG",
            )
        )


def check_pixels(name: str, data: bytes, media_type: str, place: Place) -> None:
    size = measure_picture(data, media_type)
    if size is None:
        raise InputError(
            error(
                "image-kind",
                place,
                f"the picture `{name}` is not complete: its beginning or its end is missing",
                "save it again",
            )
        )
    if media_type == PNG and data[24:26] in GREY_OF_16_BITS:
        raise InputError(
            error(
                "image-kind",
                place,
                f"the picture `{name}` has 65,536 shades of grey, which no page can show",
                "save it with 8 bits for each dot",
            )
        )
    if prod(size) > MAX_PICTURE_PIXELS:
        raise InputError(
            error(
                "image-size",
                place,
                f"the picture `{name}` has {size[0]:,} by {size[1]:,} dots; {MAX_PICTURE_PIXELS:,}"
                " in all is the most that is used",
                FEWER_DOTS,
            )
        )


def _measure_png(data: bytes) -> tuple[int, int] | None:
    start = len(PNG_START)
    if data[start + 4 : start + 8] != b"IHDR":
        return None
    at = start
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        if at > start and data[at + 4 : at + 8] == b"IHDR":
            return None  # two sizes: programs do not agree on which of them counts
        if data[at + 4 : at + 8] == b"IEND":
            return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
        at += 12 + length
    return None


def _measure_jpeg(data: bytes) -> tuple[int, int] | None:
    at, size = 2, None
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xFF:  # a byte that only fills
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):  # a frame
            size = (
                int.from_bytes(data[at + 7 : at + 9], "big"),
                int.from_bytes(data[at + 5 : at + 7], "big"),
            )
        if marker == 0xDA:  # the pixels begin
            return size if b"\xff\xd9" in data[at:] else None
        at += 2 + length
    return None
