"""The page of a report with a button at each of its blocks that can be written.

It changes HTML that reportgen made, and must not know what a button does.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from html import escape, unescape

OWN_FILES = {
    f"{name}": f"writing/{name}"
    for name in (
        "write.js",
        "dom.js",
        "drafts.js",
        "form.js",
        "panel.js",
        "paste.js",
        "pictures.js",
        "placeholders.js",
        "write.css",
    )
}
"""The scripts and styles of writing, and where they are among the templates."""

PARTS = (
    '<link rel="stylesheet" href="/.desk/write.css" data-desk-keep>'
    '<script type="module" src="/.desk/write.js"></script>'
)

_BLOCK = re.compile(
    r"""
    <(?P<name>p|li|h[1-6]|td|th|caption|dt|dd|pre|blockquote|div|address|table)\b
    [^>]*?
    \ data-(?:line="(?P<line>inspections/[^"]+)"|path="(?P<path>[^"]+)")
    [^>]*>
    """,
    re.VERBOSE,
)
_DRAWING = re.compile(r"<svg\b.*?(?:</svg>|\Z)", re.DOTALL)
_TAG = re.compile(r"<[^>]*(?:>|\Z)")
_WORDS = 6


@lru_cache(maxsize=8)
def add_edit_buttons(page: str) -> str:
    """The page with a button in each block that can be written, or before a heading or a table."""
    pieces, at, last_line, last_end = [], 0, "", -1
    for match in _BLOCK.finditer(page):
        is_inner = match["line"] is not None and match["line"] == last_line
        if is_inner and not page[last_end : match.start()].strip():
            continue  # the first paragraph of a bullet
        last_line, last_end = match["line"] or "", match.end()
        is_before = match["name"][0] == "h" or match["name"] == "table"
        where = match.start() if is_before else match.end()
        pieces += [page[at:where], _make_button(page, match)]
        at = where
    return "".join([*pieces, page[at:]])


def _make_button(page: str, match: re.Match[str]) -> str:
    """A button named by the first words of its block; that of a rating, by its standard too."""
    start = match.end()
    within = page[start : start + 2000].partition(f"</{match['name']}>")[0]
    words = unescape(_TAG.sub(" ", _DRAWING.sub(" ", within))).split()[:_WORDS]
    steps = json.loads(unescape(match["path"])) if match["path"] else []
    if len(steps) == 3 and steps[0] == "findings" and steps[2] in ("rating", "adjusted"):
        words.insert(0, f"rating of {steps[1]},")
    name = escape(" ".join(words) or "this", quote=True)
    return f'<button type="button" class="write-edit" aria-label="Edit: {name}">Edit</button>'
