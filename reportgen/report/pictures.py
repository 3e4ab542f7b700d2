"""The pictures that a report's prose names: found beside the inspection, never elsewhere, and
looked at before they are used.

It knows where prose has its pictures. How they are set is for the templates.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from dataclasses import field, fields, is_dataclass
from math import prod
from typing import TYPE_CHECKING, Any

from reportgen.dossier import Dossier
from reportgen.problems import InputError, Place, Problem, error
from reportgen.prose.prose import Prose
from reportgen.report.picture_files import measure_picture, read_picture
from reportgen.util.frozen import frozen
from reportgen.util.picture_limits import MAX_PIXELS_IN_ALL

if TYPE_CHECKING:
    from reportgen.report.report import Report


@frozen(kw_only=False)
class Pictures:
    """The pictures of one report."""

    files: dict[str, bytes]
    """By the name that the prose has for them."""
    kinds: dict[str, str]
    places: dict[str, Place] = field(default_factory=dict)
    """Where each is named first."""

    @property
    def inside(self) -> dict[str, str]:
        """For each name an address that carries the picture itself."""
        return {
            name: f"data:{self.kinds[name]};base64,{base64.b64encode(data).decode('ascii')}"
            for name, data in self.files.items()
        }


def collect_pictures(report: Report, dossier: Dossier) -> Pictures:
    """Reads every picture of a report. Refused with all that cannot be used."""
    images, problems = _images(_prose_in(report), dossier)
    if problems:
        raise InputError(*problems)
    return images


def find_picture_problems(texts: Iterable[Prose], dossier: Dossier) -> list[Problem]:
    """What is wrong with the pictures that these texts name."""
    return _images(texts, dossier)[1]


def _images(texts: Iterable[Prose], dossier: Dossier) -> tuple[Pictures, list[Problem]]:
    images = Pictures({}, {})
    problems: list[Problem] = []
    dots = 0
    for name, place in dict(image for prose in texts for image in prose.images).items():
        try:
            images.files[name], images.kinds[name] = read_picture(name, place, dossier)
            images.places[name] = place
        except InputError as refused:
            problems += refused.problems
            continue
        before, dots = (
            dots,
            dots + prod(measure_picture(images.files[name], images.kinds[name]) or (0, 0)),
        )
        if before <= MAX_PIXELS_IN_ALL < dots:
            problems.append(
                error(
                    "image-size",
                    place,
                    f"with the picture `{name}`, the pictures of this report have {dots:,} dots;"
                    f" {MAX_PIXELS_IN_ALL:,} is the most that is used",
                    "save them with fewer dots: 2,500 across fill a page",
                )
            )
    return images, problems


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
        for one in fields(thing):
            yield from _prose_in(getattr(thing, one.name))
