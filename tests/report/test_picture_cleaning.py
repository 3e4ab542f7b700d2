"""A picture is published without what the camera wrote into it, and no larger than printed."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from reportgen.report.picture_cleaning import MAX_WIDTH, PictureError, clean_picture

GPS = 0x8825


def photograph(width: int = 40, height: int = 20, orientation: int = 1) -> bytes:
    """A JPEG as a telephone makes it: with its place, a comment and a way up."""
    image = Image.new("RGB", (width, height), "navy")
    image.paste("orange", (0, 0, width // 2, height))
    exif = image.getexif()
    exif[0x0112] = orientation
    exif.get_ifd(GPS)[2] = (53.0, 43.0, 12.0)
    result = BytesIO()
    image.save(result, "JPEG", exif=exif, comment=b"at the refuge", quality=95)
    return result.getvalue()


def test_place_and_comment_are_gone_and_the_pixels_stay() -> None:
    data = photograph()
    assert Image.open(BytesIO(data)).getexif().get_ifd(GPS)
    cleaned = clean_picture(data, False)
    image = Image.open(BytesIO(cleaned))
    assert not image.getexif()
    assert b"refuge" not in cleaned
    assert image.tobytes() == Image.open(BytesIO(data)).tobytes()


def test_what_follows_the_end_of_a_picture_is_gone() -> None:
    assert b"hidden" not in clean_picture(photograph() + b"hidden words", False)


def test_a_picture_is_turned_upright_before_its_way_up_is_forgotten() -> None:
    image = Image.open(BytesIO(clean_picture(photograph(orientation=6), False)))
    assert image.size == (20, 40)
    red, _, blue = image.convert("RGB").getpixel((10, 5))  # type: ignore[misc]
    assert red > blue  # the left half, orange, is above


def test_a_picture_is_made_no_larger_than_it_is_printed() -> None:
    data = photograph(4_000, 1_000)
    cleaned = clean_picture(data, False)
    assert Image.open(BytesIO(cleaned)).size == (MAX_WIDTH, MAX_WIDTH // 4)
    assert clean_picture(data, False) == cleaned


def test_words_in_a_png_are_gone() -> None:
    words = PngInfo()
    words.add_text("Location", "the refuge")
    result = BytesIO()
    Image.new("P", (9, 9)).save(result, "PNG", pnginfo=words)
    cleaned = clean_picture(result.getvalue(), True)
    assert b"refuge" not in cleaned
    assert Image.open(BytesIO(cleaned)).size == (9, 9)


def chunk(kind: bytes, data: bytes) -> bytes:
    crc = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)


def png(pixels: bytes | None, bits: int = 8, colours: int = 2, width: int = 10) -> bytes:
    head = struct.pack(">IIBBBBB", width, 10, bits, colours, 0, 0, 0)
    body = b"" if pixels is None else chunk(b"IDAT", pixels)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        png(b"garbage"),
        png(None),
        png(zlib.compress(b"\0" * 20)),
        png(zlib.compress((b"\x09" + b"\0" * 30) * 10)),
        png(zlib.compress((b"\0" + b"\0" * 10) * 10), colours=3),
        png(zlib.compress(b"\0" * 400), bits=3),
        png(zlib.compress(b"\0" * 400), width=0),
        png(zlib.compress((b"\0" + b"\0" * 30) * 10))[:-20] + b"\0" * 8 + chunk(b"IEND", b""),
    ],
    ids=["garbage", "none", "few", "filter", "palette", "bits", "width", "checksum"],
)
def test_a_png_that_no_reader_shows_is_refused(data: bytes) -> None:
    with pytest.raises(PictureError) as refused:
        clean_picture(data, True)
    assert "0x" not in str(refused.value)


def test_a_jpeg_cut_short_is_refused() -> None:
    with pytest.raises(PictureError):
        clean_picture(photograph()[:400], False)
