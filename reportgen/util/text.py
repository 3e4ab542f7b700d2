"""Text that hides nothing: characters that could hide, reorder or move other text are written out."""

from __future__ import annotations

import re


def make_visible(text: str, keep_length: bool = False) -> str:
    """The text with every character that could hide, reorder or move other text written out or
    replaced."""
    return "".join(
        (
            c
            if not hides(c)
            else (
                " "
                if c == "\t"
                else "\N{REPLACEMENT CHARACTER}"
                if keep_length
                else f"<U+{ord(c):04X}>"
            )
        )
        for c in text
    )


def hides(character: str) -> bool:
    """Whether a character could hide, reorder or move other text."""
    import unicodedata

    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def slugify(text: str) -> str:
    """A title as a name in links."""
    return re.sub(r"[^\w.]+", "-", text.lower()).strip("-.")[:80] or "section"
