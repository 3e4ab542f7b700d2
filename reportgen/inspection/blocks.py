"""The blocks that an outline may have: what of an inspection each of them prints, whether a report
may do without it, and what is missing while there is nothing to print.

Every rule about blocks is in this table. How a block looks is for templates/blocks/.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reportgen.inspection.model import Inspection
from reportgen.methodology.model import Block
from reportgen.reading.fields import SourceText
from reportgen.util.frozen import frozen


@frozen(kw_only=False)
class MissingContent:
    """What to say while an inspection has nothing under a key that a block prints.

    `{title}` stands for the title of the block, `{name}` for its name.
    """

    key: str
    message: str
    hint: str


@frozen
class BlockKind:
    """A block that every methodology may have in its outline."""

    name: str
    prints: str = ""
    """The key of the inspection that it prints, besides the text of its own name."""
    texts: tuple[str, ...] = ()
    """The keys under `text:` that it prints, besides its own name; in order."""
    may_be_omitted: bool = False
    """Whether `omit:` may name it. A report always has its ratings, chapters, recommendations and
    foreword."""
    draws_data: bool = False
    """Whether it draws tables or lines from the data, beside the text of its own name."""
    missing: tuple[MissingContent, ...] = ()

    @property
    def asks_for_text(self) -> bool:
        """Whether it is empty without the text of its own name."""
        return any(missing.key == "text" for missing in self.missing)


_TEXT = MissingContent(
    "text", "there is no text for {title} yet", "write it under `text:` as `{name}:`"
)
_SIGNATURE = MissingContent(
    "chief_inspector",
    "nobody signs {title} yet",
    "give `chief_inspector:` a name and a title",
)
_PROGRESS = MissingContent(
    "progress",
    "there is nothing for {title} yet",
    "write an entry for each earlier recommendation under `progress:`",
)
_FOLLOWS = MissingContent(
    "follows",
    "there is nothing for {title} yet",
    "name the earlier inspection of the same service under `follows:`",
)
_RECOMMENDATIONS = MissingContent(
    "recommendations",
    "there is no recommendation yet",
    "write them under `recommendations:`",
)
_DATE = MissingContent(
    "published",
    "the report has no date of publication yet",
    "write `published:` as 2025, 2025-06 or 2025-06-30",
)
_LETTER = MissingContent(
    "letter",
    "the letter has no head yet",
    "write `letter:` with sender, to, subject, salutation and closing",
)

BLOCK_KINDS = {
    kind.name: kind
    for kind in (
        BlockKind(name="abbreviations", prints="abbreviations", draws_data=True),
        BlockKind(name="chart", draws_data=True),
        BlockKind(name="contents"),
        BlockKind(name="cover", missing=(_DATE,)),
        BlockKind(name="domain", prints="findings"),
        BlockKind(name="fields", prints="fields", draws_data=True),
        BlockKind(name="foreword", missing=(_TEXT, _SIGNATURE)),
        BlockKind(name="good-practice", prints="good_practice"),
        BlockKind(name="letter-close", prints="letter"),
        BlockKind(name="letter-head", prints="letter", missing=(_LETTER,)),
        BlockKind(name="progress", prints="progress", may_be_omitted=True, missing=(_PROGRESS,)),
        BlockKind(
            name="progress-table", prints="progress", may_be_omitted=True, missing=(_PROGRESS,)
        ),
        BlockKind(name="prompts", prints="results", may_be_omitted=True),
        BlockKind(name="prose", may_be_omitted=True, missing=(_TEXT,)),
        BlockKind(name="publication", prints="publication", texts=("acknowledgements", "role")),
        BlockKind(name="ratings", prints="key_facts", draws_data=True),
        BlockKind(name="recommendations", prints="recommendations", missing=(_RECOMMENDATIONS,)),
        BlockKind(name="summary", prints="in_brief", texts=("executive_summary",)),
        BlockKind(name="tables", may_be_omitted=True),
        BlockKind(name="then_now", prints="follows", may_be_omitted=True, missing=(_FOLLOWS,)),
        BlockKind(name="unit-ratings", draws_data=True),
    )
}
"""By name. A project may have blocks of its own beside these, each with a template of its own."""

TEXTS_OF_BLOCKS = tuple(text for kind in BLOCK_KINDS.values() for text in kind.texts)
"""The keys under `text:` that every methodology accepts besides the names of its blocks."""


def kind_of(block: Block) -> BlockKind:
    """Find the kind of a block by its name. Of a block of the project's own, only the name is
    known."""
    return BLOCK_KINDS.get(str(block.block)) or BlockKind(name=str(block.block))


def find_content(inspection: Inspection, key: str) -> Any:
    """The first thing that the inspection has under a key that a block prints; None if there is
    nothing."""
    return _FIRST[key](inspection) if key in _FIRST else None


def is_empty(block: Block, inspection: Inspection, key: str) -> bool:
    """Whether the inspection has nothing for a block under a key."""
    if key == "text":
        return not inspection.text.get(SourceText(block.name), "").strip()
    return find_content(inspection, key) is None


_FIRST: dict[str, Callable[[Inspection], Any]] = {
    "abbreviations": lambda i: next(iter(i.abbreviations), None),
    "chief_inspector": lambda i: i.chief_inspector,
    "fields": lambda i: next((values[0] for values in i.fields.values() if any(values)), None),
    "good_practice": lambda i: next((practice.title for practice in i.good_practice), None),
    "in_brief": lambda i: next((f.in_brief for f in i.findings.values() if f.in_brief), None),
    "key_facts": lambda i: next((fact.says for fact in i.key_facts), None),
    "letter": lambda i: i.letter,
    "follows": lambda i: i.follows,
    "progress": lambda i: next((one.recommendation or one.on for one in i.progress), None),
    "published": lambda i: i.published,
    "recommendations": lambda i: next(
        (group.to or group.items[0].text for group in i.recommendations if group.items), None
    ),
    "results": lambda i: next((id for f in i.findings.values() for id in f.results), None),
}
"""The first thing under each key."""
