"""The pictures that a report's prose names: found beside the inspection, never elsewhere, and looked at before they are used.

It knows where prose has its pictures. How they are set is for the templates.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from reportgen.dossier import Dossier
from reportgen.drawing import harm_in
from reportgen.problems import Place, Problem, Refused, error
from reportgen.prose import Prose
from reportgen.report import Report

LARGEST_IMAGE = 20_000_000
"""Bytes. A photograph that fills a page at 300 dots an inch has a tenth of that."""

KINDS = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
"""What a picture's first bytes are, and what it then is."""


@dataclass(frozen=True)
class Images:
    """The pictures of one report."""

    files: dict[str, bytes]
    """By the name that the prose has for them."""
    kinds: dict[str, str]

    @property
    def inside(self) -> dict[str, str]:
        """For each name an address that carries the picture itself."""
        return {name: f"data:{self.kinds[name]};base64,{base64.b64encode(data).decode('ascii')}" for name, data in self.files.items()}


def images_of(report: Report, dossier: Dossier) -> Images:
    """Reads every picture of a report. Refused with all that cannot be used."""
    files: dict[str, bytes] = {}
    kinds: dict[str, str] = {}
    problems: list[Problem] = []
    for name, place in dict(image for prose in _prose_in(report) for image in prose.images).items():
        try:
            files[name], kinds[name] = _read(name, place, dossier)
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(*problems)
    return Images(files, kinds)


def _prose_in(thing: Any) -> Iterator[Prose]:
    """All prose in a report, at any depth."""
    if isinstance(thing, Prose):
        yield thing
    elif isinstance(thing, (tuple, list)):
        for part in thing:
            yield from _prose_in(part)
    elif isinstance(thing, dict):
        for part in thing.values():
            yield from _prose_in(part)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from _prose_in(getattr(thing, field.name))


def _read(name: str, place: Place, dossier: Dossier) -> tuple[bytes, str]:
    path = dossier.project.file_beside(dossier.file, name)
    if path is None:
        raise Refused(error("file-outside", place, f"`{name}` leads out of the inspection's folder", "name a file beside the inspection, without .. or a leading /"))
    dossier.project.files_read.add(path)
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST_IMAGE else b""
    except OSError as reason:
        raise Refused(error("file-missing", place, f"the picture `{name}` cannot be read: {reason.strerror}",
                            f"it is looked for in {dossier.project.shown(dossier.file.parent)}/")) from None
    if size > LARGEST_IMAGE:
        raise Refused(error("image-size", place, f"the picture `{name}` has {size:,} bytes; {LARGEST_IMAGE:,} is the most that is used",
                            "save it with fewer dots: 2,500 across fill a page"))
    kind = next((kind for start, kind in KINDS if data.startswith(start)), None)
    if kind is None and name.lower().endswith(".svg"):
        kind, harm = "image/svg+xml", harm_in(data)
        if harm:
            raise Refused(error("image-harm", place, f"the drawing `{name}` is not used: {harm}", "save it as a plain SVG, or as PNG"))
    if kind is None:
        raise Refused(error("image-kind", place, f"`{name}` is no PNG, JPEG or SVG picture", "save it as one of these"))
    return data, kind
