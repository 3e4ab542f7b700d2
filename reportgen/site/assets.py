"""The files that all pages share: the style, the script and the fonts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from reportgen.problems import InputError, Place, error
from reportgen.render.html.page import FACES

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
    style = "\n".join([_make_font_rules(), *(_read(folders, f"css/{name}.css") for name in STYLES)])
    return {
        "assets/site.css": (_remove_comments(style) + "\n").encode(),
        "assets/site.js": _read(folders, "site/site.js").encode(),
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


def _remove_comments(style: str) -> str:
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    return re.sub(r"\n\s*", "\n", style).strip()


def _read(folders: Sequence[Path], name: str) -> str:
    try:
        return find_template_file(folders, name).read_text("utf-8")
    except UnicodeDecodeError:
        raise InputError(
            error(
                "template",
                Place(f"templates/{name}", 1, 1, 1),
                "this file is not text in UTF-8",
                "save it as UTF-8",
            )
        ) from None


def find_template_file(folders: Sequence[Path], name: str) -> Path:
    """The file of this name among the templates, the project's own before the packaged one."""
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    raise InputError(
        error(
            "no-template",
            Place(f"templates/{name}", 1, 1, 1),
            f"there is no file `{name}` among the templates",
            "a file of reportgen itself is missing: install it again",
        )
    )
