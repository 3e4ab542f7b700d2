"""The files among the templates that are no templates: style sheets, scripts and fonts.

Those of the project come before those of the package.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from reportgen.problems import InputError, Place, error


def find_template_file(folders: Sequence[Path], name: str) -> Path:
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


def read_template_file(folders: Sequence[Path], name: str) -> str:
    """The text of a file. Where one is not text, all that are not are reported."""
    try:
        return find_template_file(folders, name).read_text("utf-8")
    except UnicodeDecodeError:
        from reportgen.render.html.template_faults import find_unreadable_templates

        raise InputError(*find_unreadable_templates(folders)) from None


def read_style(folders: Sequence[Path], names: Sequence[str]) -> str:
    """Some style sheets as one, without comments and indentation."""
    return shorten_style(
        "\n".join(read_template_file(folders, f"css/{name}.css") for name in names)
    )


def shorten_style(style: str) -> str:
    """Remove comments and indentation from a style sheet."""
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    return re.sub(r"\n\s*", "\n", style).strip()


def hash_for_policy(text: str) -> str:
    """What allows a style or script in a content security policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"
