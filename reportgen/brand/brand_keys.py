"""What `brand:` may hold, in the project's own file and in a methodology: how a body looks.

It knows what a colour must do. Where files are and how a page uses them is for others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

from reportgen.problems import NOWHERE, Place, Problem, error
from reportgen.reading.fields import LineText, ListOf, SourceText, field
from reportgen.util.colours import MIN_CONTRAST, contrast_on_white
from reportgen.util.frozen import frozen


@frozen
class BrandKeys:
    """How a body's reports look."""

    name: SourceText | None = field(
        LineText(), "the name of the body: who publishes its reports and writes its letters"
    )
    logo: SourceText | None = field(
        LineText(), "its logo, an SVG or PNG file in the project's folder: brand/logo.svg"
    )
    accent: SourceText | None = field(
        LineText(), "the colour of covers, links and numbers, as '#10375a'"
    )
    letterhead: tuple[SourceText, ...] = field(
        ListOf(LineText()), "the lines beside its name at the head of a letter", default=()
    )
    cover_picture: SourceText | None = field(
        LineText(), "a picture for the cover of the PDF, a file in the project's folder"
    )
    place: Place = NOWHERE

    def over(self, other: BrandKeys) -> BrandKeys:
        """This brand, with what it does not say taken from another."""
        missing = [
            key.name for key in fields(self) if key.name != "place" and not getattr(self, key.name)
        ]
        return replace(self, **{name: getattr(other, name) for name in missing})


def find_brand_problems(brand: BrandKeys) -> Iterator[Problem]:
    """What is wrong with the accent."""
    if brand.accent:
        yield from find_contrast_problems(brand.accent)


def find_contrast_problems(colour: SourceText) -> Iterator[Problem]:
    """Report a value that is not a colour, and a colour that is too light to be read on white."""
    contrast = contrast_on_white(colour)
    if contrast is None:
        yield error(
            "colour",
            colour.place,
            f"`{colour}` is not a colour",
            "write it as six digits from 0 to f in quotation marks, as '#10375a'",
        )
    elif contrast < MIN_CONTRAST:
        yield error(
            "colour",
            colour.place,
            f"{colour} has a contrast of {contrast:.1f} to 1 on white; {MIN_CONTRAST} to 1 is the"
            " least that everybody can read",
            "take a darker one",
        )
