"""Text that hides nothing, and names made from titles."""

from __future__ import annotations

import re


def make_visible(text: str, keep_length: bool = False) -> str:
    """Write out every character that could hide, reorder or move other text, as <U+202E>.

    With `keep_length`, put one replacement character in its place instead. A tab becomes a space.
    """
    return "".join(
        _show(character, keep_length) if hides(character) else character for character in text
    )


def _show(character: str, keep_length: bool) -> str:
    if character == "\t":
        return " "
    return "\N{REPLACEMENT CHARACTER}" if keep_length else f"<U+{ord(character):04X}>"


def hides(character: str) -> bool:
    """Whether a character could hide, reorder or move other text."""
    import unicodedata

    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def slugify(text: str) -> str:
    """Make a title into a name for links."""
    return re.sub(r"[^\w.]+", "-", text.lower()).strip("-.")[:80] or "section"
