"""A file that holds the words of another file in another language."""

from __future__ import annotations

from reportgen.problems import NOWHERE, Place
from reportgen.reading.fields import LineText, MapOf, MapType, MarkdownText, SourceText, field
from reportgen.util.frozen import frozen


@frozen
class InspectionTranslation:
    """The words of an inspection in another language. All else is that of the inspection."""

    translation_of: SourceText = field(
        LineText(), "the inspection whose words these are, by slug", required=True
    )
    language: SourceText = field(
        LineText(),
        "the language that they are in, as cy; the name of the file ends in it",
        required=True,
    )
    texts: dict[SourceText, SourceText] = field(
        MapOf(MarkdownText(), "texts"),
        "each text of the inspection, a paragraph at a time, and its translation",
        factory=dict,
    )
    place: Place = NOWHERE


@frozen
class MethodologyTranslation:
    """The words of a methodology in another language."""

    texts: dict[SourceText, SourceText] = field(
        MapOf(MarkdownText(), "texts"),
        "each text of the methodology and its translation",
        factory=dict,
    )
    place: Place = NOWHERE


INSPECTION, METHODOLOGY = MapType(InspectionTranslation), MapType(MethodologyTranslation)
