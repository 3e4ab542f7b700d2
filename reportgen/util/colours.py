"""Colours as hexadecimal digits, and how well they are read on white."""

from __future__ import annotations

import re

MIN_CONTRAST = 4.5
"""The contrast with the background, to 1, that WCAG 2.2 asks of text at level AA."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def contrast_on_white(colour: str) -> float | None:
    """The contrast of a colour on white, from 1 to 21, as WCAG defines it; None if the text is not
    a colour."""
    if not _COLOUR.fullmatch(colour):
        return None
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
