"""What a report needs before it is published: who signs it, and which stages it passes through.

The methodology says so, and the project's file `reportgen.yaml` may ask for more. Where neither
asks for anything, a report goes from draft to published in one step.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.problems import NOWHERE, InputError, Place, error
from reportgen.reading.fields import Choice, LineText, ListOf, MapType, ReadingContext, SourceText
from reportgen.reading.fields import field as known
from reportgen.record.moments import TIME_ZONE
from reportgen.util.frozen import frozen

if TYPE_CHECKING:
    from reportgen.methodology.model import Methodology

SETTINGS_FILE = "reportgen.yaml"


@frozen
class Requirements:
    """What is asked for before publication."""

    signs: tuple[SourceText, ...] = known(
        ListOf(LineText()), "the roles that sign a report before it leaves the house", default=()
    )
    stages: tuple[str, ...] = known(
        ListOf(Choice("factual accuracy", "embargoed")),
        "the stages that a report passes through before publication",
        default=(),
    )
    time_zone: SourceText | None = known(
        LineText(), "the time zone of embargoes; without one, Europe/London"
    )
    place: Place = NOWHERE

    @property
    def zone(self) -> str:
        return str(self.time_zone or TIME_ZONE)


def find_requirements(root: Path, methodology: Methodology) -> Requirements:
    """What the methodology and the project ask for together."""
    own = _read_settings(root / SETTINGS_FILE)
    return Requirements(
        signs=tuple(dict.fromkeys((*methodology.signs, *own.signs))),
        stages=tuple(dict.fromkeys((*methodology.stages, *own.stages))),
        time_zone=own.time_zone or methodology.time_zone,
    )


def _read_settings(path: Path) -> Requirements:
    from reportgen.reading.yaml_source import read_yaml

    if not path.is_file():
        return Requirements()
    reading = ReadingContext()
    tree = read_yaml(path, path.name, reading.problems)
    if tree.kind != "map":
        reading.problems.append(
            error(
                "wrong-kind",
                tree.place,
                f"{path.name} is a map of keys and values",
                "the keys known here are: signs, stages, time_zone",
            )
        )
    found: Requirements | None = MapType(Requirements).read(tree, reading)
    if reading.problems or found is None:
        raise InputError(*reading.problems)
    return found
