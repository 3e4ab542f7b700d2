"""The parts of a report, by the methodology's outline: which there are, their anchors, numbers and
titles."""

from __future__ import annotations

import re
from collections.abc import Iterable

from reportgen.inspection.blocks import find_content, kind_of
from reportgen.inspection.model import Inspection, Section
from reportgen.methodology.model import Block, Domain, Methodology, Standard
from reportgen.methodology.wording import name_part
from reportgen.reading.fields import SourceText
from reportgen.util.frozen import frozen
from reportgen.util.text import slugify

_NUMBERED = re.compile(r"[A-Z]{0,3}\d+(\.\d+)*")
_REFERENCE = re.compile(r"\{ref:\s*([^}]*?)\s*\}")


@frozen
class OutlinePart:
    """A block of the outline that this report prints, or an annexe of the inspection's own."""

    block: Block
    name: str
    """Its key under `text:`."""
    anchor: str
    """Its name in links."""
    label: str
    """What stands before its title: 2, Annexe one."""
    title: str | None
    domain: Domain | None
    introduction: SourceText | None
    """What the methodology prints at its head."""

    @property
    def prints(self) -> str:
        """The key of the inspection that it prints, besides its text."""
        return kind_of(self.block).prints


def list_parts(methodology: Methodology, inspection: Inspection) -> tuple[OutlinePart, ...]:
    """The blocks that this report prints, in order: neither a domain without standards nor an
    optional block with nothing in it."""
    domains = {str(domain.id): domain for domain in methodology.domains}
    parts, annexes = [], 0
    for block in methodology.outline:
        domain = domains.get(str(block.domain)) if block.domain is not None else None
        if not (
            is_in_report(block, inspection)
            if block.domain is None
            else domain is not None and list_standards(domain, inspection)
        ):
            continue
        name = block.name
        annexes += block.annexe and domain is None
        parts.append(
            OutlinePart(
                block=block,
                name=name,
                anchor=anchor_of(domain.id) if domain else name,
                label=(
                    label_part(domain.id)
                    if domain
                    else label_annexe(methodology, annexes)
                    if block.annexe
                    else ""
                ),
                title=str(block.title or (domain.title if domain else "")) or None,
                domain=domain,
                introduction=find_introduction(block, methodology, inspection),
            )
        )
    return tuple(parts)


def list_standards(domain: Domain, inspection: Inspection) -> tuple[Standard, ...]:
    """The standards of a domain that an inspection of this kind has."""
    return tuple(s for s in domain.standards if s.belongs_to(inspection.kind))


def list_sections(methodology: Methodology, inspection: Inspection) -> dict[str, tuple[str, str]]:
    """Every part of the report by id: its anchor, number and title as a reference has them."""
    sections: dict[str, tuple[str, str]] = {}
    for domain in methodology.domains:
        if standards := list_standards(domain, inspection):
            headed: list[Domain | Standard] = [domain, *standards]
            for part in headed:
                sections[str(part.id)] = (
                    anchor_of(part.id),
                    name_part(str(part.id), str(part.title)),
                )
    parts = list_parts(methodology, inspection)
    for block in parts:
        if block.domain is None and block.title:
            title = f"{block.label}, {block.title}" if block.label else block.title
            sections.setdefault(block.name, (block.anchor, title))
    annexes = count_annexes(parts)
    for section in inspection.sections:
        name, title = name_section(section), str(section.title)
        if section.in_ == "annexes":
            annexes += 1
            title = f"{label_annexe(methodology, annexes)}, {title}"
        sections.setdefault(name, (name, title))
    return sections


def list_places(methodology: Methodology, inspection: Inspection) -> list[str]:
    """What `in:` of a table may name; that of a section may name `annexes` too."""
    return [
        *(str(domain.id) for domain in methodology.domains),
        *methodology.standards_of_kind(inspection.kind),
        *(block.name for block in methodology.outline if block.block != "domain"),
    ]


def list_misplaced(
    methodology: Methodology, inspection: Inspection
) -> tuple[tuple[Section, ...], tuple[str, ...]]:
    """The sections and the names of the tables whose `in:` names no part of the report: a draft
    prints them at its end."""
    places = list_places(methodology, inspection)
    sections = (one for one in inspection.sections if one.in_ not in (*places, "annexes"))
    tables = inspection.tables.items()
    return tuple(sections), tuple(
        str(name) for name, table in tables if table.in_ is not None and table.in_ not in places
    )


def count_annexes(parts: Iterable[OutlinePart]) -> int:
    """How many annexes the outline has; those of the inspection itself follow."""
    return sum(part.block.annexe for part in parts if part.domain is None)


def name_section(section: Section) -> str:
    """The name in links of a section that the inspection has beside the outline."""
    return str(section.id) if section.id else slugify(section.title)


def is_in_report(block: Block, inspection: Inspection) -> bool:
    """Whether the report has a block of the outline: one that is optional, or that the report does
    without, is left out if nothing is in it."""
    is_omitted = block.name in inspection.omit
    if not block.optional and not is_omitted:
        return True
    return (
        block.name in inspection.text
        or (block.intro is not None and not is_omitted)
        or any(name in inspection.tables for name in block.tables)
        or any(section.in_ == block.name for section in inspection.sections)
        or find_content(inspection, kind_of(block).prints) is not None
    )


def find_placed_by_outline(
    methodology: Methodology, inspection: Inspection
) -> dict[tuple[str, str], str]:
    """The tables and charts that the report prints although no text places them, by kind and
    target, each with the reason."""
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
    paragraphs = [
        paragraph
        for paragraph in block.intro.split("\n\n")
        if not absent.intersection(_REFERENCE.findall(paragraph))
    ]
    return SourceText("\n\n".join(paragraphs), block.intro.place)


def label_annexe(methodology: Methodology, number: int) -> str:
    """Annexe three, or Annexe 3."""
    in_words = methodology.words.annexe_numbers == "words"
    written = methodology.words.wording.number(number) if in_words else str(number)
    return f"{methodology.words.annexe} {written}"


def label_part(id: str) -> str:
    """What stands before a title: a number as it is, nothing where the id is a word."""
    return str(id) if _NUMBERED.fullmatch(id) else ""


def anchor_of(id: str) -> str:
    """The name of a domain or standard in links."""
    return f"s-{slugify(id)}"
