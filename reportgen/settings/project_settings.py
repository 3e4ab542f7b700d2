"""What the project's own file says, `reportgen.yaml`: what is asked for before publication, and how
the site of its reports is called.

It knows the form of the file. What follows from it is for others.
"""

from __future__ import annotations

from pathlib import Path

from reportgen.brand.brand_keys import BrandKeys, find_brand_problems
from reportgen.problems import NOWHERE, InputError, Place, error
from reportgen.reading.fields import (
    Choice,
    LineText,
    ListOf,
    MapOf,
    MapType,
    MarkdownText,
    ReadingContext,
    SourceText,
    field,
    keys_of,
)
from reportgen.settings.settings_file import SETTINGS_FILE
from reportgen.util.frozen import frozen


@frozen
class SiteSettings:
    """How the site of all published reports is called, and what stands on it."""

    name: SourceText | None = field(LineText(), "the name of the site")
    publisher: SourceText | None = field(LineText(), "who publishes it")
    about: SourceText | None = field(
        MarkdownText(), "what the site is, a paragraph or more, for its first and its About page"
    )
    base: SourceText | None = field(
        LineText(), "the address at which it is published: https://reports.example.org/"
    )
    licence: SourceText | None = field(
        LineText(), "the address of the licence under which the data may be used again"
    )
    licence_name: SourceText | None = field(LineText(), "the name of that licence")
    contact: SourceText | None = field(LineText(), "an e-mail address for questions and faults")
    footer: SourceText | None = field(LineText(), "a line at the foot of each page")
    languages: tuple[SourceText, ...] = field(
        ListOf(LineText()), "the language of the site, first", default=()
    )
    services: dict[SourceText, tuple[SourceText, ...]] = field(
        MapOf(ListOf(LineText()), "names of services"),
        "services whose reports have several titles: the inspections of each",
        factory=dict,
    )
    map: SourceText | None = field(
        LineText(),
        "a drawing of the project whose shapes have the ids of regions or services: map.svg",
    )
    place: Place = NOWHERE

    @property
    def language(self) -> str:
        """The language of the site itself."""
        return str(self.languages[0]) if self.languages else "en-GB"


@frozen
class ProjectSettings:
    """What the project's own file says."""

    signs: tuple[SourceText, ...] = field(
        ListOf(LineText()), "the roles that sign a report before it leaves the house", default=()
    )
    stages: tuple[str, ...] = field(
        ListOf(Choice("factual accuracy", "embargoed")),
        "the stages that a report passes through before publication",
        default=(),
    )
    time_zone: SourceText | None = field(
        LineText(), "the time zone of embargoes; without one, Europe/London"
    )
    spelling: SourceText | None = field(
        LineText(), "the dictionary by which `check` looks at spelling, as en_GB; none without it"
    )
    brand: BrandKeys = field(MapType(BrandKeys), "how its reports look", factory=BrandKeys)
    site: SiteSettings = field(
        MapType(SiteSettings), "the site of all published reports", factory=SiteSettings
    )
    place: Place = NOWHERE


def read_project_settings(root: Path) -> ProjectSettings:
    """Read the project's own file, or take the defaults if there is none. Refused with all that is
    wrong in it."""
    from reportgen.reading.yaml_source import read_yaml

    path = root / SETTINGS_FILE
    if not path.is_file():
        return ProjectSettings()
    reading = ReadingContext()
    tree = read_yaml(path, path.name, reading.problems)
    if tree.kind != "map":
        reading.problems.append(
            error(
                "wrong-kind",
                tree.place,
                f"{path.name} is a map of keys and values",
                f"the keys known here are: {', '.join(keys_of(ProjectSettings))}",
            )
        )
    settings: ProjectSettings | None = MapType(ProjectSettings).read(tree, reading)
    reading.problems += find_brand_problems(settings.brand) if settings else ()
    if reading.problems or settings is None:
        raise InputError(*reading.problems)
    return settings
