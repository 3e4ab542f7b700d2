"""Helpers for the boxes that WeasyPrint lays out."""

from __future__ import annotations

from typing import Any

from weasyprint.layout.absolute import AbsolutePlaceholder

SVG = "{http://www.w3.org/2000/svg}"
"""How the name of an SVG element begins."""

POINTS_PER_PIXEL = 0.75
"""WeasyPrint lays out in CSS pixels, PDF measures in points."""


def follow_placeholder(box: Any) -> Any:
    """The box itself, also where an absolutely positioned one has only a placeholder."""
    return box._box if isinstance(box, AbsolutePlaceholder) else box


def measure_corners(
    x: float, y: float, width: float, height: float, page_height: float
) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of an area, in points from the bottom left of its page."""
    return (
        POINTS_PER_PIXEL * x,
        POINTS_PER_PIXEL * (page_height - y - height),
        POINTS_PER_PIXEL * (x + width),
        POINTS_PER_PIXEL * (page_height - y),
    )
