"""The blocks of a draft as one Markdown text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportgen.drafts.blocks import Draft, DraftBlock

TOP = 3
"""The level of the topmost headings of a text."""


def write_markdown(blocks: Sequence[DraftBlock], draft: Draft, folder: str) -> str:
    """One text: its paragraphs, and the footnotes that it calls. `folder` is where its pictures
    are, from the inspection's file."""
    levels = [block.level for block in blocks if block.kind == "heading"]
    top = min(levels, default=1)
    parts: list[str] = []
    for number, block in enumerate(blocks):
        before = blocks[number - 1] if number else None
        written = _write(block, before, top)
        if before is not None and _follows_closely(block, before):
            parts[-1] += f"\n{written}"
        else:
            parts.append(written)
    text = "\n\n".join(_close_frames(blocks, parts))
    notes = dict.fromkeys(re.findall(r"\[\^([^\]]+)\]", text))
    for id in notes:
        if id in draft.footnotes:
            text += f"\n\n[^{id}]: {draft.footnotes[id]}"
    return text.replace("(\0", f"({folder}/" if folder else "(") + "\n"


def _write(block: DraftBlock, before: DraftBlock | None, top: int) -> str:
    if block.kind == "heading":
        return f"{'#' * min(6, TOP + block.level - top)} {block.text}"
    if block.kind == "item":
        sign = "1." if block.is_numbered else "-"
        return f"{'   ' * block.level}{sign} {_indent(block.text, 3 * block.level + 3)}"
    if block.kind == "quote":
        return "\n".join(f"> {line}" for line in block.text.split("\n"))
    return block.text


def _indent(text: str, by: int) -> str:
    return text.replace("\n", "\n" + " " * by)


def _follows_closely(block: DraftBlock, before: DraftBlock) -> bool:
    """Whether a block stands directly below the one before it."""
    if block.kind == "item":
        return before.kind == "item" and (
            block.is_numbered == before.is_numbered or block.level > 0
        )
    return False


def _close_frames(blocks: Sequence[DraftBlock], parts: list[str]) -> list[str]:
    """Quotations with the name of whoever said it, and boxes, as containers."""
    if not any(block.kind in ("quote source", "box", "box title") for block in blocks):
        return parts
    closed: list[str] = []
    index = -1
    frame: list[str] = []
    title = ""
    for number, block in enumerate(blocks):
        if number == 0 or not _follows_closely(block, blocks[number - 1]):
            index += 1
        else:
            continue
        part = parts[index]
        if block.kind == "box title":
            closed += _end_box(title, frame)
            title, frame = block.text, []
        elif block.kind == "box":
            frame.append(part)
        else:
            closed += _end_box(title, frame)
            title, frame = "", []
            if block.kind == "quote source" and closed and closed[-1].startswith("> "):
                lines: list[str] = []
                while closed and closed[-1].startswith("> "):
                    lines.insert(0, re.sub(r"^> ?", "", closed.pop(), flags=re.MULTILINE))
                inner = "\n\n".join(lines)
                closed.append(f"::: quote {block.text}\n{inner}\n:::")
            else:
                closed.append(part)
    return closed + _end_box(title, frame)


def _end_box(title: str, frame: list[str]) -> list[str]:
    if not frame:
        return []
    inner = "\n\n".join(frame)
    return [f"::: good-practice {title}".rstrip() + f"\n{inner}\n:::"]
