"""Finds the addresses of the web and of mailboxes that stand bare in a text, and makes links of
them.

It knows the tokens of a paragraph, and not whether an address exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

HINT = re.compile(r"://|www\.|@")
"""What a text has that may hold an address."""

_ADDRESS = re.compile(
    r"""(?<![\w@/.+-])
    (?: (?P<web> (?:https?://|www\.) (?=[\w-]+(?:\.|:\d)) [^\s<>"'“”‘’„«»|\\^`{}\x00-\x1f]+ )
      | (?P<mail> [a-z\d][\w.+-]{0,63}@(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z]{2,24} ) )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_AFTER = ".,;:!?…*"
"""What ends a sentence behind an address, and is no part of it."""


def find_addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """Each address in a text: where it begins and ends, and where it leads."""
    for match in _ADDRESS.finditer(text):
        if match["mail"]:
            yield match.start(), match.end(), f"mailto:{match['mail']}"
            continue
        words = match["web"].rstrip(_AFTER)
        while words.endswith(")") and words.count(")") > words.count("("):
            words = words[:-1].rstrip(_AFTER)
        if "." in words.removeprefix("www."):
            address = f"https://{words}" if words.lower().startswith("www.") else words
            yield match.start(), match.start() + len(words), address


def link_addresses(tokens: Sequence[Token]) -> list[Token]:
    """The tokens of a paragraph, with links where addresses stand bare in its text."""
    linked: list[Token] = []
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type == "text" and not depth and HINT.search(token.content):
            linked += _split(token)
        else:
            linked.append(token)
    return linked


def _split(token: Token) -> Iterator[Token]:
    before = 0
    for start, end, address in find_addresses(token.content):
        if start > before:
            yield token.copy(content=token.content[before:start])
        bare = {"bare": True}
        yield Token("link_open", "a", 1, {"href": address}, markup="autolink", meta=bare)
        yield token.copy(content=token.content[start:end])
        yield Token("link_close", "a", -1, markup="autolink", meta=bare)
        before = end
    if before < len(token.content):
        yield token.copy(content=token.content[before:])
