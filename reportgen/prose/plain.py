"""Prose in plain words: for the workbook, for titles, and for what measures a table."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from reportgen.prose.prose import Prose
from reportgen.prose.typography import NBSP

if TYPE_CHECKING:
    from markdown_it.token import Token


def plain_of(children: list[Token]) -> str:
    """The words of a paragraph."""
    words = []
    for token in children:
        if token.type in ("text", "text_special", "code_inline", "unfilled"):
            words.append(token.content)
        elif token.type == "hardbreak":
            words.append("\n")
        elif token.type == "image":
            words.append(plain_of(token.children or []))
        elif token.type == "note_call":
            words.append(f" [{token.meta['note'].number}]")
    return "".join(words)


def plain_text(prose: Prose) -> str:
    """The text in plain words, an empty line between paragraphs; what its notes say stands at the
    end."""
    paragraphs: list[str] = []
    row: list[str] | None = None
    bullet = ""
    for token in prose.tokens:
        if token.type == "list_item_open":
            bullet = f"{token.info}. " if token.info else "• "
        elif token.type in ("tr_open", "tr_close"):
            paragraphs += [" | ".join(row)] if row else []
            row = [] if token.nesting > 0 else None
        elif token.type == "inline":
            words = one_line(plain_of(token.children or []))
            if row is None:
                paragraphs.append(bullet + words)
                bullet = ""
            else:
                row.append(words)
        elif token.type in ("fence", "code_block", "container_open", "unfilled_block"):
            paragraphs.append(token.content.rstrip())
    paragraphs += [f"[{note.number}] {one_line(plain_of(note.tokens))}" for note in prose.notes]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph.strip())


def one_line(words: str) -> str:
    return " ".join(words.replace(NBSP, " ").split())


def table_rows(prose: Prose, opening: Token) -> list[list[str]]:
    """The cells of a Markdown table in plain words, its headings first."""
    rows: list[list[str]] = []
    for token in itertools.takewhile(
        lambda t: t.type != "table_close",
        itertools.dropwhile(lambda t: t is not opening, prose.tokens),
    ):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(one_line(plain_of(token.children or [])))
    return rows
