"""The files that all pages share: the style, the script and the fonts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reportgen.render.html.page import FACES
from reportgen.render.html.template_files import (
    find_template_file,
    read_style,
    read_template_file,
)

STYLES = ("tokens", "type", "site")
"""The style sheets of the site, in their order."""


def make_assets(folders: Sequence[Path]) -> dict[str, bytes]:
    """The files under assets/, by their paths in the site. A project's own come first."""
    fonts = {
        f"assets/ReportgenSans-{face}{part}.woff2": find_template_file(
            folders, f"fonts/ReportgenSans-{face}{part}.woff2"
        ).read_bytes()
        for face, _, _ in FACES
        for part in ("", "-More")
    }
    style = f"{_make_font_rules()}\n{read_style(folders, STYLES)}\n"
    return {
        "assets/site.css": style.encode(),
        "assets/site.js": read_template_file(folders, "site/site.js").encode(),
        **fonts,
    }


def _make_font_rules() -> str:
    """The fonts. A browser looks first in the one that is named last, and loads only what it
    needs."""
    return "\n".join(
        f'@font-face{{font-family:"Reportgen Sans";font-style:{style};font-weight:{weight};'
        f'font-display:swap;src:url("ReportgenSans-{face}{part}.woff2") format("woff2")}}'
        for part in ("-More", "")
        for face, style, weight in FACES
    )
