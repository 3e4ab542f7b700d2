"""The pictures that a report's prose names: found beside the inspection, never elsewhere, and
looked at before they are used.

It knows where prose has its pictures. How they are set is for the templates.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import field
from math import prod

from reportgen.dossier import Dossier
from reportgen.problems import InputError, Place, Problem, error
from reportgen.report.picture_files import clean, measure_picture, read_picture
from reportgen.report.texts import ReportText, ReportTexts
from reportgen.util.frozen import frozen
from reportgen.util.picture_limits import MAX_PIXELS_IN_ALL


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


def collect_pictures(texts: ReportTexts, *, skip_unusable: bool = False) -> Pictures:
    """Read every picture that a report prints. Raise InputError with all that cannot be used,
    unless they are to be left out: a draft prints a notice in their place."""
    pictures, problems = _read_pictures([text for text in texts if text.is_printed], texts.dossier)
    if problems and not skip_unusable:
        raise InputError(*problems)
    return pictures


def find_picture_problems(texts: ReportTexts) -> list[Problem]:
    """What is wrong with the pictures that these texts name."""
    return _read_pictures(texts, texts.dossier)[1]


def _read_pictures(texts: Iterable[ReportText], dossier: Dossier) -> tuple[Pictures, list[Problem]]:
    pictures = Pictures({}, {})
    problems: list[Problem] = []
    dots = 0
    for name, place in _list_names(texts).items():
        try:
            data, kind = read_picture(name, place, dossier)
            before, dots = dots, dots + prod(measure_picture(data, kind) or (0, 0))
            if dots <= MAX_PIXELS_IN_ALL:  # a size is asked before the work
                data = clean(name, data, kind, place)
            pictures.files[name], pictures.kinds[name] = data, kind
            pictures.places[name] = place
        except InputError as refused:
            problems += refused.problems
            continue
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
    return pictures, problems


def _list_names(texts: Iterable[ReportText]) -> dict[str, Place]:
    """The names of the pictures, each with the place that names it first."""
    places: dict[str, Place] = {}
    for text in texts:
        for name, place in text.prose.images if text.prose is not None else ():
            places.setdefault(name, place)
    return places
