"""Reads the tables of a draft as tables of data: a caption above, a marked head, one short text in
each cell, and a source and notes below.

What is not certain is left to the reader. Where a table belongs, it must not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reportgen.drafts.blocks import DraftBlock
from reportgen.util.text import slugify

_MAX_NAME = 40


@dataclass
class DataTable:
    """A table as an inspection has it."""

    title: str
    columns: list[str]
    rows: list[list[str]]
    source: str
    notes: list[DraftBlock]
    in_: str = ""
    """The part that it stands in, if no text places it."""


def group_tables(blocks: Sequence[DraftBlock], source_label: str) -> list[DraftBlock]:
    """The blocks of a draft, each table with its caption and notes as one."""
    grouped: list[DraftBlock] = []
    for number, block in enumerate(blocks):
        last = grouped[-1] if grouped else None
        if block.kind == "table" and last is not None and _is_caption(last):
            before = blocks[number - 2].kind if number > 1 else ""
            if before != "table" or (len(grouped) > 1 and grouped[-2].kind == "data table"):
                grouped[-1] = DraftBlock("data table", "", last.words, parts=[last, block])
                continue
        if last is not None and last.kind == "data table" and _is_note(block, last, source_label):
            last.parts.append(block)
            continue
        grouped.append(block)
    return grouped


def _is_caption(block: DraftBlock) -> bool:
    return block.kind == "paragraph" and block.style.lower() == "caption"


def _is_note(block: DraftBlock, table: DraftBlock, source_label: str) -> bool:
    is_source = block.words.startswith(f"{source_label}: ") and len(table.parts) == 2
    return block.kind == "paragraph" and (block.style.lower() == "table note" or is_source)


def read_table(block: DraftBlock, source_label: str) -> DataTable | None:
    """A data table; None where something of it has no place in one."""
    caption, table, *notes = block.parts
    if not table.cells or "[^" in caption.text:
        return None
    source = ""
    if notes and notes[0].words.startswith(f"{source_label}: ") and "[^" not in notes[0].text:
        source = notes.pop(0).words.removeprefix(f"{source_label}: ")
    return DataTable(caption.words, table.rows[0], table.cells[1:], source, notes)


def name_table(title: str, taken: Iterable[str]) -> str:
    """A name for a table that no other has."""
    base = slugify(title).replace(".", "-")
    if len(base) > _MAX_NAME:
        base = base[: _MAX_NAME + 1].rpartition("-")[0] or base[:_MAX_NAME]
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name
