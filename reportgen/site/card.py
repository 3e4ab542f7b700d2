"""The picture that other sites show beside a link to a page: the name of the site, or the title of
a report with its overall rating."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.render.html.template_files import find_template_file

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

SIZE = (1200, 630)
"""What those sites ask for, in pixels."""

_GROUND, _INK, _MARGIN = "#234b6b", "#ffffff", 90
_LARGEST, _SMALLEST = 96, 40


def make_card(
    folders: Sequence[Path], name: str, publisher: str | None, rating: str | None = None
) -> bytes:
    """Draw the picture, as PNG. The same words give the same bytes."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", SIZE, _GROUND)
    draw = ImageDraw.Draw(picture)
    bold = find_template_file(folders, "fonts/ReportgenSans-Bold.ttf")
    regular = find_template_file(folders, "fonts/ReportgenSans-Regular.ttf")
    blocks = [_fit(name, bold if rating is None else regular)]
    if rating is not None:
        blocks.insert(0, _fit(rating, bold))
    top = (SIZE[1] - sum(len(lines) * font.size * 1.2 for font, lines in blocks)) / 2
    for font, lines in blocks:
        for line in lines:
            draw.text((_MARGIN, top), line, _INK, font)
            top += font.size * 1.2
    if publisher and publisher != name:
        small, (line, *_) = _fit(publisher, regular, 40)
        draw.text((_MARGIN, SIZE[1] - _MARGIN - 40), line, _INK, small)
    data = BytesIO()
    picture.quantize(16).save(data, "PNG", optimize=True)
    return data.getvalue()


def _fit(text: str, font_file: Path, largest: int = _LARGEST) -> tuple[FreeTypeFont, list[str]]:
    """The largest size at which a text takes three lines or fewer, and those lines. If it is too
    long at the smallest size, its end is left out."""
    from PIL import ImageFont

    for size in range(largest, _SMALLEST - 8, -8):
        font = ImageFont.truetype(str(font_file), size)
        lines = _break_lines(text, font)
        fits = all(font.getlength(line) <= SIZE[0] - 2 * _MARGIN for line in lines)
        if fits and len(lines) <= 3:
            return font, lines
    return font, lines[:3]


def _break_lines(text: str, font: FreeTypeFont) -> list[str]:
    lines: list[str] = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= SIZE[0] - 2 * _MARGIN or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
