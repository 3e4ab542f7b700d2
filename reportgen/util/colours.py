"""Colours as hexadecimal digits: how well they are read on white, and told apart."""

from __future__ import annotations

import re
from math import dist

MIN_CONTRAST = 4.5
"""The contrast with the background, to 1, that WCAG 2.2 asks of text at level AA."""

MIN_DIFFERENCE = 5.0
"""In Lab, where 2.3 is the least that most people see: what two grades differ by for everybody."""

_Triple = tuple[float, float, float]

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


_AS_SEEN = {
    "": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    " by readers without red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    " by readers without green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    " by readers without blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""How colours look to all and to those whose eyes lack one of three kinds of cones: Machado,
Oliveira and Fernandes (2009), the full deficiency, on linear RGB."""
_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_WHITE = (0.95047, 1.0, 1.08883)


def contrast_on_white(colour: str) -> float | None:
    """The contrast of a colour on white, from 1 to 21, as WCAG defines it; None if the text is not
    a colour."""
    if not _COLOUR.fullmatch(colour):
        return None
    red, green, blue = _read(colour)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def least_difference(one: str, other: str) -> tuple[float, str]:
    """How far apart two colours are in the eyes that see the least difference, and whose."""
    return min((dist(_lab(one, seen), _lab(other, seen)), by) for by, seen in _AS_SEEN.items())


def mix(colour: str, with_: str, share: float) -> str:
    """A colour with a share of another in it."""
    pairs = ((int(colour[at : at + 2], 16), int(with_[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _read(colour: str) -> tuple[float, float, float]:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return red, green, blue


def _times(rows: tuple[_Triple, ...], value: _Triple) -> _Triple:
    x, y, z = (sum(a * b for a, b in zip(row, value, strict=True)) for row in rows)
    return x, y, z


def _lab(colour: str, vision: tuple[_Triple, ...]) -> _Triple:
    red, green, blue = (min(1.0, max(0.0, part)) for part in _times(vision, _read(colour)))
    parts = zip(_times(_XYZ, (red, green, blue)), _WHITE, strict=True)
    x, y, z = (
        ratio ** (1 / 3) if ratio > 0.008856 else 7.787 * ratio + 16 / 116
        for ratio in (part / white for part, white in parts)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
