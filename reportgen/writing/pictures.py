"""Cleans a picture that a writer chose, and puts it beside the inspection.

What a camera adds to a photograph, such as where it was taken, is removed before the file is
written. It must not know HTTP.
"""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath

from reportgen.problems import InputError, Place, Problem, error
from reportgen.project.loading import Project
from reportgen.report.picture_files import JPEG_START, PNG_START, check_pixels, clean
from reportgen.util.picture_types import JPEG, PNG

MAX_NAME = 60
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
MAX_OF_ONE_NAME = 999


def add_picture(project: Project, slug: str, name: str, data: bytes) -> str:
    """Write a picture into the folder of an inspection. Return the name that its texts use for it.
    Raise InputError if the file is no picture, or cannot be written."""
    stem = PurePosixPath(name.replace("\\", "/")).name
    place = Place(stem, 1, 1, 1)
    if data.startswith(PNG_START):
        media_type, ending = PNG, "png"
    elif data.startswith(JPEG_START):
        media_type, ending = JPEG, "jpg"
    else:
        message = f"`{stem}` is not a PNG or JPEG picture"
        raise InputError(error("image-kind", place, message, "save it as one of these"))
    check_pixels(stem, data, media_type, place)
    cleaned = clean(stem, data, media_type, place)
    folder = project.inspections / slug
    words = _NOT_PLAIN.sub("-", PurePosixPath(stem).stem.lower())[:MAX_NAME].strip("-") or "picture"
    try:
        _refuse_link(folder, place)
        folder.mkdir(exist_ok=True)
        return f"{slug}/{_write_new(folder, words, ending, cleaned)}"
    except OSError as reason:
        raise InputError(
            _refuse(place, f"the picture cannot be copied: {reason.strerror}")
        ) from None


def _refuse_link(folder: Path, place: Place) -> None:
    if folder.is_symlink() or (folder.exists() and folder.resolve() != folder):
        raise InputError(_refuse(place, "the inspection's folder is a link to another"))


def _refuse(place: Place, message: str) -> Problem:
    return error("edit-refused", place, message, "copy it beside the inspection yourself")


def _write_new(folder: Path, words: str, ending: str, data: bytes) -> str:
    """Write the picture under a name that no other picture has; return the name."""
    for number in range(1, MAX_OF_ONE_NAME):
        name = f"{words}-{number}.{ending}" if number > 1 else f"{words}.{ending}"
        path = folder / name
        if path.is_file() and not path.is_symlink() and path.read_bytes() == data:
            return name
        if path.exists() or path.is_symlink():
            continue
        part = folder / f".{name}.{os.getpid()}.part"
        try:
            part.write_bytes(data)
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
        return name
    raise OSError(17, "there are too many pictures of this name")
