"""The kinds of picture that a report may have: their media types and the endings of their files."""

from __future__ import annotations

PNG, JPEG, SVG = "image/png", "image/jpeg", "image/svg+xml"

TYPE_BY_ENDING = {"png": PNG, "jpg": JPEG, "jpeg": JPEG, "svg": SVG}
