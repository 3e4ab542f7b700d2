"""Where the project, the package and the templates are."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


BESIDE = (".record", ".plan", ".fact-check")
"""How the names of YAML files end that belong to an inspection and are none themselves."""

PRIVATE = ".private"
"""The folder in `inspections/` with names that no report may hold. It is not committed."""


def is_beside_file(stem: str) -> bool:
    """Whether a file of `inspections/` belongs to an inspection, by its name without `.yaml`."""
    return stem.endswith(BESIDE)


def find_root(start: Path) -> Path | None:
    """Find the nearest folder, from `start` upwards, that has `inspections/`."""
    for folder in (start, *start.parents):
        if (folder / "inspections").is_dir():
            return folder
    return None


def is_file(path: Path) -> bool:
    """Whether there is such a file; False if the name is too long for one.

    If the folder may not be read, assume that there is: reading the file then says what is wrong.
    """
    try:
        return path.is_file()
    except PermissionError:
        return True
    except OSError:
        return False


def find_packaged_templates() -> Path:
    """Find the templates that come with reportgen: inside a package, or beside it in a checkout."""
    inside = PACKAGE / "templates"
    return inside if inside.is_dir() else PACKAGE.parent / "templates"
