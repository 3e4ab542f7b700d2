"""Where things are: the project, the package, the templates."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def find_root(start: Path) -> Path | None:
    """The nearest folder upward that has `inspections/`."""
    for folder in (start, *start.parents):
        if (folder / "inspections").is_dir():
            return folder
    return None


def is_file_or_link(path: Path) -> bool:
    """Whether there is such a file. A name that is too long names none; where nobody may look,
    reading the file will say so."""
    try:
        return path.is_file()
    except PermissionError:
        return True
    except OSError:
        return False


def packaged_templates() -> Path:
    """The templates that come with reportgen: inside an installed package, beside it in a checkout."""
    inside = PACKAGE / "templates"
    return inside if inside.is_dir() else PACKAGE.parent / "templates"
