"""The typeface and colours of a document: those of the web page, read from the project's
stylesheet `css/tokens.css`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from reportgen.util.frozen import frozen

_TOKEN = re.compile(r"--([a-z-]+):\s*([^;]+);")
_FAMILY = re.compile(r"\"([^\"]+)\"|'([^']+)'|([^,\"'\s][^,\"']*)")
_HEX = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
_GENERIC = ("sans-serif", "serif", "monospace", "system-ui")


@frozen
class Brand:
    """How a document looks."""

    fonts: tuple[str, ...] = ("Arial",)
    """The names of its typeface, the first that the reader's computer has."""
    ink: str = "1C2126"
    soft: str = "454E57"
    accent: str = "234B6B"
    line: str = "C3CAD0"
    tint: str = "F0F3F5"


def read_brand(folders: Iterable[Path], accent: str | None = None) -> Brand:
    """The brand of a project: what its stylesheet says, or else our own. `accent` is the colour
    that the report's own brand asks for."""
    paths = (folder / "css" / "tokens.css" for folder in folders)
    path = next((path for path in paths if path.is_file()), None)
    brand = _read_tokens(path.read_text("utf-8", errors="replace")) if path else Brand()
    return replace(brand, accent=accent[1:].upper()) if accent else brand


def _read_tokens(style: str) -> Brand:
    tokens = dict(_TOKEN.findall(style))
    colours = {
        name: _six_digits(match[1])
        for name in ("ink", "soft", "accent", "line", "tint")
        if (match := _HEX.match(tokens.get(name, "").strip()))
    }
    families = ["".join(parts).strip() for parts in _FAMILY.findall(tokens.get("face", ""))]
    fonts = tuple(name for name in families if name and name not in _GENERIC)
    return Brand(fonts=fonts or ("Arial",), **colours)


def _six_digits(colour: str) -> str:
    return (colour if len(colour) == 6 else "".join(2 * one for one in colour)).upper()
