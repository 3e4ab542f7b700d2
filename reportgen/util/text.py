"""Text that hides nothing, and names made from titles."""

from __future__ import annotations

import re
from typing import Any

WORD = r"[£€$]?\d[\d,.:/]*\d%?|\d%?|\w+(?:[’'-]\w+)*|[^\w\s]"
"""A word, a number or a sign of a text: what is compared one by one."""


def make_visible(text: str, keep_length: bool = False) -> str:
    """Write out every character that could hide, reorder or move other text, as <U+202E>.

    With `keep_length`, put one replacement character in its place instead. A tab becomes a space.
    """
    if text.isprintable():
        return text
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


_FORMULA_SIGNS = tuple("=+-@\t\r\n＝＋－＠")
"""What begins a formula; the wide ones do in East Asian editions of Excel."""


def escape_formula(value: Any) -> Any:
    """Put an apostrophe, which spreadsheet programs do not show, before text that would begin a
    formula in a CSV file; write out characters that could hide other text."""
    if not isinstance(value, str):
        return value
    return make_visible(f"'{value}" if value[:1] in _FORMULA_SIGNS else value)


def slugify(text: str) -> str:
    """Make a title into a name for links."""
    return re.sub(r"[^\w.]+", "-", text.lower()).strip("-.")[:80] or "section"
