"""What a report needs before it is published: who signs it, and which stages it passes through.

The methodology says so, and the project's file `reportgen.yaml` may ask for more. Where neither
asks for anything, a report goes from draft to published in one step.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.reading.fields import SourceText
from reportgen.record.moments import TIME_ZONE
from reportgen.settings.project_settings import read_project_settings
from reportgen.util.frozen import frozen

if TYPE_CHECKING:
    from reportgen.methodology.model import Methodology


@frozen
class Requirements:
    """What is asked for before publication."""

    signs: tuple[SourceText, ...] = ()
    stages: tuple[str, ...] = ()
    time_zone: SourceText | None = None

    @property
    def zone(self) -> str:
        return str(self.time_zone or TIME_ZONE)


def find_requirements(root: Path, methodology: Methodology) -> Requirements:
    """What the methodology and the project ask for together."""
    own = read_project_settings(root)
    return Requirements(
        signs=tuple(dict.fromkeys((*methodology.signs, *own.signs))),
        stages=tuple(dict.fromkeys((*methodology.stages, *own.stages))),
        time_zone=own.time_zone or methodology.time_zone,
    )
