"""The parts of a report, by the methodology's outline: which there are, their anchors, numbers and
titles."""

from __future__ import annotations

import re

from reportgen.inspection.model import Inspection
from reportgen.methodology.model import Block, Methodology
from reportgen.reading.fields import SourceText
from reportgen.util.numbers import number_in_words
from reportgen.util.text import slugify

_REFERENCE = re.compile(r"\{ref:\s*([^}]*?)\s*\}")


def list_sections(methodology: Methodology, inspection: Inspection) -> dict[str, tuple[str, str]]:
    """Every part of the report by id: its anchor, and its number and title as a reference has them."""
    sections: dict[str, tuple[str, str]] = {}
    for domain in methodology.domains:
        standards = [s for s in domain.standards if s.belongs_to(inspection.kind)]
        for id, title in (
            [(domain.id, domain.title), *((s.id, s.title) for s in standards)] if standards else ()
        ):
            sections[str(id)] = (anchor_of(id), _numbered(str(id), str(title)))
    annexes = 0
    for block in methodology.outline:
        name = str(block.id or block.block)
        if block.domain is None and is_in_report(block, inspection):
            annexes += block.annexe
            if block.title:
                sections.setdefault(
                    name,
                    (
                        name,
                        (
                            _title_annexe(methodology, annexes, str(block.title))
                            if block.annexe
                            else str(block.title)
                        ),
                    ),
                )
    for section in inspection.sections:
        name = str(section.id) if section.id else slugify(section.title)
        annexes += section.in_ == "annexes"
        sections.setdefault(
            name,
            (
                name,
                (
                    _title_annexe(methodology, annexes, str(section.title))
                    if section.in_ == "annexes"
                    else str(section.title)
                ),
            ),
        )
    return sections


def is_in_report(block: Block, inspection: Inspection) -> bool:
    """Whether the report has a block of the outline: one that is optional, or that the report does
    without, is left out if nothing is in it."""
    id = str(block.id or block.block)
    omitted = id in inspection.omit
    if not block.optional and not omitted:
        return True
    return (
        id in inspection.text
        or (block.intro is not None and not omitted)
        or any(name in inspection.tables for name in block.tables)
        or any(section.in_ == id for section in inspection.sections)
        or (block.block.startswith("progress") and bool(inspection.progress))
        or (
            block.block == "prompts"
            and any(finding.results for finding in inspection.findings.values())
        )
    )


def find_placed_by_outline(
    methodology: Methodology, inspection: Inspection
) -> dict[tuple[str, str], str]:
    """The tables and charts that stand in the report without a text that places them, by kind and
    target, and how they come there."""
    blocks = [block for block in methodology.outline if is_in_report(block, inspection)]
    named = {
        ("table", str(name)): f"where `in:` puts it, in {table.in_}"
        for name, table in inspection.tables.items()
        if table.in_ is not None
    }
    for block in blocks:
        printed = [("table", str(name)) for name in block.tables] + [("chart", "all")] * (
            block.block == "chart"
        )
        named |= dict.fromkeys(printed, f"in “{block.title or block.block}”, which prints it")
    return named


def find_introduction(
    block: Block, methodology: Methodology, inspection: Inspection
) -> SourceText | None:
    """What the methodology prints at the head of a block, without the paragraphs that refer to a
    part which this report does without."""
    absent = {
        str(other.id or other.block)
        for other in methodology.outline
        if other.domain is None and not is_in_report(other, inspection)
    }
    if block.intro is None or not absent:
        return block.intro
    kept = [
        paragraph
        for paragraph in block.intro.split("\n\n")
        if not absent.intersection(_REFERENCE.findall(paragraph))
    ]
    return SourceText("\n\n".join(kept), block.intro.place)


def label_annexe(methodology: Methodology, number: int) -> str:
    """Annexe three, or Annexe 3."""
    in_words = methodology.words.annexe_numbers == "words"
    return f"{methodology.words.annexe} {number_in_words(number) if in_words else number}"


def _title_annexe(methodology: Methodology, number: int, title: str) -> str:
    return f"{label_annexe(methodology, number)}, {title}"


def _numbered(id: str, title: str) -> str:
    return f"{id} {title}" if any(c.isdigit() for c in id) else title


def anchor_of(id: str) -> str:
    """The name of a domain or standard in links."""
    return f"s-{slugify(id)}"
