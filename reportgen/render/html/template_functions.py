"""Small functions that templates call on a text: its first words, the signs behind a number.

They know prose and HTML. What stands where is for the templates.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from reportgen.prose.addresses import find_addresses
from reportgen.prose.plain import plain_text
from reportgen.prose.prose import Prose
from reportgen.prose.typography import curl_quotes

MAX_BOOKMARK = 90
"""Letters of a heading that a list of bookmarks can show."""

_SIGNS = re.compile(r"[*†‡§]+(?=(?:</p>)?\s*$)")


def hang_signs(cell: Markup) -> Markup:
    """Mark the signs behind the number of a cell, so that they hang and the numbers are in line."""
    return Markup(_SIGNS.sub(r'<span class="hang">\g<0></span>', str(cell)))


def link_bare_addresses(line: str) -> Markup:
    """A line in which the addresses of the web and of mailboxes are links."""
    words, parts, before = curl_quotes(line), [], 0
    for start, end, address in find_addresses(words):
        link = Markup('<a href="{}">{}</a>').format(address, words[start:end])
        parts += [escape(words[before:start]), link]
        before = end
    return Markup("").join([*parts, escape(words[before:])])


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
