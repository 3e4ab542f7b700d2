"""Cases in Markdown files: a title, a text and what comes of it, each ended by a line with a dot."""

from __future__ import annotations

import re
from pathlib import Path

Case = tuple[str, str, str, str]


def read_cases(folder: Path) -> list[Case]:
    """Every case: the name of its file, its title, text and result."""
    cases: list[Case] = []
    for path in sorted(folder.glob("*.md")):
        parts = re.split(r"^\.\n", path.read_text(encoding="utf-8"), flags=re.M)
        assert len(parts) % 3 == 1, f"{path.name}: a case has three dots"
        cases += [
            (
                path.stem,
                parts[n].strip(),
                parts[n + 1].removesuffix("\n"),
                parts[n + 2].removesuffix("\n"),
            )
            for n in range(0, len(parts) - 1, 3)
        ]
    return cases
