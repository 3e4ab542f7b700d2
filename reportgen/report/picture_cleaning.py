"""Makes a picture fit to publish: without what a camera adds to it, and no larger than printed.

A photograph carries where and when it was taken: of an approved premises or a refuge, nobody may
know that. Pixels stay as they are unless the picture has to be turned or made smaller.
"""

from __future__ import annotations

import warnings
import zlib
from functools import lru_cache
from io import BytesIO

MAX_WIDTH = 1_800
"""The most pixels across: enough to fill the width of the text in print at 270 dots an inch."""
MAX_HEIGHT = 2_700
JPEG_QUALITY = 88
_ORIENTATION = 0x0112
_KEPT_OF_PNG = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD".split())
"""The parts of a PNG that say how it looks. The others are words about it."""


class PictureError(Exception):
    """The file is not a whole picture."""


@lru_cache(maxsize=16)
def clean_picture(data: bytes, is_png: bool) -> bytes:
    """The picture without metadata, upright and at most as large as it is printed. Raise
    PictureError if its pixels cannot be read."""
    from PIL import Image, ImageFile, ImageOps

    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:  # WeasyPrint 70 lets Pillow take what is cut short, in the whole process
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of odd metadata, which go
            with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as image:
                image.load()
                turned = image.getexif().get(_ORIENTATION, 1) not in (0, 1)
                too_large = image.width > MAX_WIDTH or image.height > MAX_HEIGHT
                if not (turned or too_large):
                    return _strip_png(data) if is_png else _strip_jpeg(data)
                upright = ImageOps.exif_transpose(image)
                if upright.mode == "P":
                    upright = upright.convert("RGBA")
                upright.thumbnail((MAX_WIDTH, MAX_HEIGHT), Image.Resampling.LANCZOS)
                return _save(upright, is_png=is_png)
    except PictureError:
        raise
    except Exception as reason:  # Pillow's readers raise what their formats' libraries raise
        unknown = "cannot identify" in str(reason)  # its text holds an address in memory
        raise PictureError("its beginning is wrong" if unknown else str(reason)) from None
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _save(image: object, *, is_png: bool) -> bytes:
    from PIL.Image import Image

    assert isinstance(image, Image)
    result = BytesIO()
    if is_png:
        image.save(result, "PNG", optimize=True, pnginfo=None, icc_profile=None)
    else:
        plain = image if image.mode in ("RGB", "L", "CMYK") else image.convert("RGB")
        plain.save(result, "JPEG", quality=JPEG_QUALITY, optimize=True, exif=b"", icc_profile=None)
    data = result.getvalue()
    return _strip_png(data) if is_png else _strip_jpeg(data)


def _strip_png(data: bytes) -> bytes:
    """The picture's own parts alone. Each has to be whole: programs disagree on those that are
    not."""
    chunks, at = [data[:8]], 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            raise PictureError("a part of it is damaged")
        if kind in _KEPT_OF_PNG:
            chunks.append(data[at:end])
        if kind == b"IEND":
            if data[25] == 3 and not any(part[4:8] == b"PLTE" for part in chunks[1:]):
                raise PictureError("its colours are missing")
            return b"".join(chunks)
        at = end
    raise PictureError("its end is missing")


def _strip_jpeg(data: bytes) -> bytes:
    """The picture without the segments for words and for what cameras and programs add. The colour
    profile (APP2) and Adobe's note on the colours (APP14) say how it looks, and stay."""
    segments, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # a byte that only fills
            at += 1
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xDA:  # the pixels: up to the end of the picture, and not what follows it
            stop = data.rfind(b"\xff\xd9")
            return b"".join([*segments, data[at : stop + 2]])
        profile = marker == 0xE2 and data[at + 4 : at + 16] == b"ICC_PROFILE\0"
        words = marker == 0xFE or 0xE1 <= marker <= 0xEF
        if not words or profile or marker == 0xEE:
            segments.append(data[at:end])
        at = end
    raise PictureError("its pixels are missing")
