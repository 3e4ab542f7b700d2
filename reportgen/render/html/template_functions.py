"""Small functions that templates call on a text: its first words, the signs behind a number.

They know prose and HTML. What stands where is for the templates.
"""

from __future__ import annotations

import re

from markupsafe import Markup

from reportgen.prose.plain import plain_text
from reportgen.prose.prose import Prose

MAX_BOOKMARK = 90
"""Letters of a heading that a list of bookmarks can show."""

_SIGNS = re.compile(r"[*†‡§]+(?=(?:</p>)?\s*$)")


def hang_signs(cell: Markup) -> Markup:
    """Mark the signs behind the number of a cell, so that they hang and the numbers are in line."""
    return Markup(_SIGNS.sub(r'<span class="hang">\g<0></span>', str(cell)))


def shorten(text: Prose, most: int = MAX_BOOKMARK) -> str:
    """The first words of a text, with a sign where some are left out."""
    words = " ".join(plain_text(text).split())
    if len(words) <= most:
        return words
    return words[:most].rpartition(" ")[0].rstrip(" ,;:–") + "…"


def is_paragraph(text: Prose) -> bool:
    """Whether a text is one paragraph and nothing else."""
    tokens = text.tokens
    return text.is_line or (len(tokens) == 3 and tokens[0].type == "paragraph_open")
