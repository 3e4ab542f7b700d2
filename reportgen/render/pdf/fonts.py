"""Makes the fonts of the templates the only fonts that a PDF can have.

The style sheets name fonts by family and need no `@font-face`. Fontconfig finds the TTF files in
the `fonts/` folders of the templates, and nothing that is installed on the machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from reportgen.problems import InputError, Place, error
from reportgen.util.atomic_files import write_files_atomically


@contextmanager
def use_only_fonts_of(templates: Sequence[Path]) -> Iterator[None]:
    """Set the environment so that fontconfig finds the fonts of these templates and no other."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(write_font_configuration(templates))
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


def write_font_configuration(templates: Sequence[Path]) -> Path:
    """Write a fontconfig file that names the fonts of the templates, beside fontconfig's cache."""
    from hashlib import sha256

    folders = [folder.resolve() / "fonts" for folder in templates if (folder / "fonts").is_dir()]
    for cache in _list_cache_folders():
        data = _make_configuration(folders, cache).encode()
        file = cache / f"fonts-{sha256(data).hexdigest()[:16]}.conf"
        try:
            write_files_atomically({file: data})
        except InputError:
            continue
        return file
    raise InputError(
        error(
            "no-cache",
            Place("", 1, 1, 1),
            "the fonts' cache cannot be written to any folder",
            "set XDG_CACHE_HOME or TMPDIR to a folder in which you may write",
        )
    )


def _make_configuration(folders: Sequence[Path], cache: Path) -> str:
    """The text of a fontconfig file.

    Pango draws nothing with a WOFF2 file, and would prefer one to a TTF of the same family.
    """
    from xml.sax.saxutils import escape

    return "\n".join(
        (
            '<?xml version="1.0"?>',
            '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
            "<fontconfig>",
            *(f"<dir>{escape(str(folder))}</dir>" for folder in folders),
            f"<cachedir>{escape(str(cache))}</cachedir>",
            "<selectfont><rejectfont><glob>*.woff*</glob></rejectfont></selectfont>",
            "</fontconfig>",
            "",
        )
    )


def _list_cache_folders() -> Iterator[Path]:
    """Folders for caches, the usual one first."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if os.path.isabs(base):
        yield Path(base) / "reportgen"
    import tempfile

    user = os.getuid() if hasattr(os, "getuid") else "fonts"
    yield Path(tempfile.gettempdir()) / f"reportgen-{user}"
