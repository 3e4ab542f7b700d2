"""What was sent out for a check of facts: the text of every paragraph, under the id and number that
the document has for it, and where it came from.

It is kept beside the inspection, in `inspections/SLUG.sent/`, one file for each edition. What comes
back is compared with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from reportgen.problems import Place, input_error, start_of
from reportgen.reading.text_file import read_text
from reportgen.util.frozen import frozen

MAX_PARAGRAPHS = 100_000
NOT_OF_THE_REPORT = ("front", "end")
"""The kinds of paragraphs that the copy for a check has besides the report."""


@frozen(kw_only=False)
class SentParagraph:
    """A paragraph, heading, cell or footnote as it was sent."""

    id: str
    """The bookmark at its start."""
    number: str
    """What is printed before it; empty where nothing is."""
    kind: str
    """`paragraph`, `item`, `heading`, `cell`, `caption`, `footnote`, `note`, `cover`; `front` or
    `end` for what is not of the report."""
    path: str
    line: int
    """Where it was typed, or where the data are that it is drawn from; 0 if nothing is known."""
    is_drawn: bool
    """Whether it is drawn from data, so that nobody typed it."""
    text: str

    @property
    def place(self) -> Place:
        return Place(self.path, max(1, self.line), 1, 1)


@frozen
class SentEdition:
    """One edition as it was sent."""

    slug: str
    edition: int
    digest: str
    due: str | None
    paragraphs: tuple[SentParagraph, ...]
    head: str = ""
    foot: str = ""
    """What stands at the head and foot of each page; older files do not have it."""

    @cached_property
    def by_id(self) -> dict[str, SentParagraph]:
        return {one.id: one for one in self.paragraphs}

    @cached_property
    def by_number(self) -> dict[str, SentParagraph]:
        return {one.number: one for one in self.paragraphs if one.number}


def sent_folder(inspection: Path) -> Path:
    """Where what was sent is kept."""
    return inspection.with_name(f"{inspection.stem}.sent")


def name_sent(edition: int, digest: str) -> str:
    """The name of the file of one edition."""
    return f"edition-{edition}-{digest.removeprefix('b2:')[:8]}.json"


def write_sent(sent: SentEdition) -> bytes:
    """The file of one edition: a paragraph a line."""
    head = {
        "slug": sent.slug,
        "edition": sent.edition,
        "digest": sent.digest,
        "due": sent.due,
        "head": sent.head,
        "foot": sent.foot,
    }
    lines = (
        [one.id, one.number, one.kind, one.path, one.line, one.is_drawn, one.text]
        for one in sent.paragraphs
    )
    rows = ",\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    start = json.dumps(head, ensure_ascii=False)[:-1]
    return f'{start}, "paragraphs": [\n{rows}\n]}}\n'.encode()


def read_sent(path: Path, display_path: str) -> SentEdition:
    """Read the file of one edition; refused where it was changed by hand."""
    text = read_text(path, display_path)
    try:
        data = json.loads(text)
        return SentEdition(
            slug=str(data["slug"]),
            edition=int(data["edition"]),
            digest=str(data["digest"]),
            due=data["due"],
            paragraphs=tuple(_paragraph(*row) for row in data["paragraphs"][:MAX_PARAGRAPHS]),
            head=str(data.get("head", "")),
            foot=str(data.get("foot", "")),
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        raise input_error(
            "sent-damaged",
            start_of(display_path),
            "this is not what `reportgen word --fact-check` wrote",
            "restore it from version control, or send the report out again",
        ) from None


def _paragraph(
    id: Any, number: Any, kind: Any, path: Any, line: Any, is_drawn: Any, text: Any
) -> SentParagraph:
    return SentParagraph(
        str(id), str(number), str(kind), str(path), int(line), bool(is_drawn), str(text)
    )


def list_sent(inspection: Path) -> list[Path]:
    """The files of all editions that were sent, the newest last."""
    folder = sent_folder(inspection)
    names = (path for path in folder.glob("edition-*.json") if path.is_file())
    return sorted(names, key=lambda path: (_edition_of(path), path.stat().st_mtime_ns, path.name))


def _edition_of(path: Path) -> int:
    match = re.match(r"edition-(\d+)", path.name)
    return int(match[1]) if match else 0


def count_matching(sent: SentEdition, texts: Iterable[str]) -> int:
    """How many of these paragraphs the edition has, word for word."""
    sent_texts = {one.text for one in sent.paragraphs}
    return sum(text in sent_texts for text in texts)
