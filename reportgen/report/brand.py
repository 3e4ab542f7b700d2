"""The brand of a report: the keys of its methodology, and for what these do not say those of the
project; with the files that they name.

How they are set is for the templates.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

from reportgen.brand.brand_keys import BrandKeys
from reportgen.dossier import Dossier
from reportgen.problems import InputError, Problem, error
from reportgen.reading.fields import SourceText
from reportgen.report.picture_files import clean, read_picture
from reportgen.settings.project_settings import read_project_settings
from reportgen.settings.settings_file import SETTINGS_FILE
from reportgen.util.colours import contrast_on_white, mix
from reportgen.util.frozen import frozen
from reportgen.util.picture_types import JPEG

ON_DARK = "#12171b"
"""The ground of the page in its dark scheme."""
MIN_ON_DARK = 7.0
"""To one: the contrast of an accent on it."""


@frozen
class BrandPicture:
    """A picture of the brand."""

    name: str
    """Its address in a document for paper. It begins as that of no other picture can."""
    data: bytes
    media_type: str

    @property
    def inside(self) -> str:
        """An address that carries the picture itself."""
        return f"data:{self.media_type};base64,{base64.b64encode(self.data).decode('ascii')}"


@frozen
class BrandView:
    """How a report looks."""

    name: str | None = None
    accent: str | None = None
    letterhead: tuple[SourceText, ...] = ()
    logo: BrandPicture | None = None
    cover_picture: BrandPicture | None = None

    @property
    def files(self) -> dict[str, bytes]:
        """Its pictures, by their addresses in a document for paper."""
        pictures = (self.logo, self.cover_picture)
        return {picture.name: picture.data for picture in pictures if picture}

    @property
    def style(self) -> str:
        """The rule that gives a document its accent."""
        return f":root {{ --accent: {self.accent}; }}" if self.accent else ""

    @property
    def dark_style(self) -> str:
        """The rules that give the page, on a dark ground, a light sister of its accent."""
        if not self.accent:
            return ""
        light = next(
            colour
            for share in range(0, 101, 5)
            if _contrast(colour := mix(self.accent, "#ffffff", share / 100)) >= MIN_ON_DARK
        )
        head = mix(self.accent, "#000000", 0.25)
        return (
            "@media screen and (prefers-color-scheme: dark) {\n"
            f":root {{ --accent: {light}; }}\n"
            f".masthead {{ background: {head}; --accent: #fff; }}\n"
            "}"
        )


def view_brand(dossier: Dossier) -> BrandView:
    """The brand of a report, without what cannot be used: `find_brand_file_problems` reports
    that."""
    try:
        keys = _read_keys(dossier)
    except InputError:
        keys = dossier.methodology.brand
    return BrandView(
        name=keys.name,
        accent=keys.accent,
        letterhead=keys.letterhead,
        logo=_read_or_none(keys, "logo", dossier),
        cover_picture=_read_or_none(keys, "cover_picture", dossier),
    )


def find_brand_file_problems(dossier: Dossier) -> Iterator[Problem]:
    """What is wrong with the project's own file and with the pictures of the brand."""
    try:
        keys = _read_keys(dossier)
    except InputError as refused:
        yield from refused.problems
        return
    for key in ("logo", "cover_picture"):
        try:
            _read(keys, key, dossier)
        except InputError as refused:
            yield from refused.problems


def _read_keys(dossier: Dossier) -> BrandKeys:
    project = dossier.project
    own = read_project_settings(project.root).brand
    if own != BrandKeys():
        project.files_read.add(project.root / SETTINGS_FILE)
    return dossier.methodology.brand.over(own)


def _read_or_none(keys: BrandKeys, key: str, dossier: Dossier) -> BrandPicture | None:
    try:
        return _read(keys, key, dossier)
    except InputError:
        return None


def _read(keys: BrandKeys, key: str, dossier: Dossier) -> BrandPicture | None:
    name: SourceText | None = getattr(keys, key)
    if not name:
        return None
    data, media_type = read_picture(
        str(name), name.place, dossier, beside=dossier.project.root / SETTINGS_FILE
    )
    if key == "logo" and media_type == JPEG:
        raise InputError(
            error(
                "image-kind",
                name.place,
                f"the logo `{name}` is a JPEG, whose ground is never clear and whose edges blur",
                "save it as SVG or PNG",
            )
        )
    return BrandPicture(
        name=f"~brand/{key}",
        data=clean(str(name), data, media_type, name.place),
        media_type=media_type,
    )


def _contrast(colour: str) -> float:
    """The contrast of a colour on the dark page."""
    on_white, of_ground = contrast_on_white(colour), contrast_on_white(ON_DARK)
    return of_ground / on_white if on_white and of_ground else 0.0
