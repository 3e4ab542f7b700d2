"""An inspection with a word of its own in every text that the format has, for any methodology.

What keys there are is taken from the declarations of the format. It must not know what is printed.
"""

from __future__ import annotations

from itertools import count
from typing import Any

import yaml

from reportgen.inspection.blocks import TEXTS_OF_BLOCKS
from reportgen.inspection.model import Inspection
from reportgen.methodology.model import Methodology
from reportgen.reading.fields import (
    FieldType,
    LineText,
    ListOf,
    MapOf,
    MapType,
    MarkdownText,
    ShortOrLong,
    keys_of,
)
from tests.support.every_word import SETTINGS

NO_TEXT = SETTINGS | {
    "adjusted",
    "fields",
    "key_facts",
    "figures",
    "findings",
    "id",
    "not_rated",
    "rating",
}
"""Keys that have no text of their own, or only with others that exclude it."""


class FullInspection:
    """Fills every text."""

    def __init__(self, methodology: Methodology, kind: str = "") -> None:
        self.methodology = methodology
        self.kind = kind
        self.numbers = count(1)

    def write(self) -> str:
        data = {"methodology": str(self.methodology.id), **self.fill_map(Inspection, "")}
        data |= {"kind": str(self.kind)} if self.kind else {}
        return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=1_000)

    def word(self) -> str:
        return f"Zebra{next(self.numbers)}a"

    def fill_map(self, cls: type, at: str) -> dict[str, Any]:
        values = {}
        for key, declared in keys_of(cls).items():
            value = self.fill(declared.metadata["shape"], f"{at}.{key}".strip("."), key)
            if value is not None:
                values[key] = value
        return values

    def fill(self, shape: FieldType, at: str, key: str) -> Any:
        if key == "in":
            return str(self.methodology.domains[0].id) if at.startswith("sections") else None
        if key in NO_TEXT and at != "findings":
            return None
        if at == "overall" and self.methodology.rules.overall.rule == "none":
            return None
        if at == "tables.t.rows":
            return [[self.word()] * 2]
        if at == "tables.t.columns":
            return [self.word(), self.word()]
        if isinstance(shape, LineText | MarkdownText):
            return self.word()
        if isinstance(shape, ListOf):
            item = self.fill(shape.item, at, "")
            return None if item is None else [item]
        if isinstance(shape, ShortOrLong):
            return self.fill(shape.long, at, key)
        if isinstance(shape, MapType):
            return self.fill_map(shape.cls, at)
        if isinstance(shape, MapOf):
            names = {"text": self.texts(), "findings": self.findings(), "tables": ["t"]}
            return {
                name: self.fill(shape.item, f"{at}.{name}", "") for name in names.get(at, ["K"])
            }
        return None

    def texts(self) -> list[str]:
        """The keys that `text:` may have."""
        outline = self.methodology.outline
        asked = [str(block.name) for block in outline if str(block.block) in ("prose", "foreword")]
        return list(dict.fromkeys([*asked, *TEXTS_OF_BLOCKS]))

    def findings(self) -> list[str]:
        """The domains and standards."""
        domains = self.methodology.domains
        standards = [s for d in domains for s in d.standards]
        rated = [s for s in standards if not s.kinds or self.kind in s.kinds]
        return [str(d.id) for d in domains] + [str(s.id) for s in rated]
