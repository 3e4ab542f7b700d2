"""Shows the comments of a check of facts on the page of the preview: each below its paragraph, and
all in a list above the report, open ones first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from reportgen.comments.comment_file import Comment
from reportgen.fact_check.responses import make_responses
from reportgen.problems import Place

_START = re.compile(r'<([a-z][a-z0-9]*)\b[^>]*\bdata-line="([^"]*):(\d+)"[^>]*>')
_WITHIN = frozenset({"li", "td", "th", "dd", "dt", "caption", "figcaption", "figure", "div"})
"""Elements that a comment is put into; behind all others it stands as a neighbour."""


def add_comments(page: str, placed: Iterable[tuple[Comment, Place]]) -> str:
    """The page with all comments. `placed` has each with where its paragraph is now."""
    placed = list(placed)
    if not placed:
        return page
    ends = _find_ends(page, {(place.path, place.line) for _, place in placed})
    rows: list[str] = []
    inserted: dict[int, list[str]] = {}
    for number, (comment, place) in enumerate(placed, start=1):
        at = ends.get((place.path, place.line))
        if at is not None:
            inserted.setdefault(at, []).append(_render(comment, f"desk-comment-{number}"))
        rows.append(_render_row(comment, place, f"desk-comment-{number}" if at else ""))
    panel = _render_panel([comment for comment, _ in placed], rows)
    main = re.search(r"<main\b[^>]*>", page)
    inserted.setdefault(main.end() if main else 0, []).insert(0, panel)
    parts, last = [], 0
    for at in sorted(inserted):
        parts += [page[last:at], *inserted[at]]
        last = at
    return "".join([*parts, page[last:]])


def _find_ends(page: str, places: set[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """Where the elements end that were written at some places: the first of each."""
    ends: dict[tuple[str, int], int] = {}
    for tag in _START.finditer(page):
        place = tag[2], int(tag[3])
        if place in places and place not in ends:
            ends[place] = _find_end(page, tag[1], tag.end())
    return ends


def _find_end(page: str, tag: str, start: int) -> int:
    """Where an element of a tag ends that is open."""
    depth = 1
    for match in re.compile(rf"<(/?){tag}\b[^>]*>").finditer(page, start):
        depth += -1 if match[1] else 1
        if depth == 0:
            return match.start() if tag in _WITHIN else match.end()
    return start


def _render(comment: Comment, id: str) -> str:
    """A comment below its paragraph."""
    (response,) = make_responses([comment])
    text = "".join(f"<p>{escape(line)}</p>" for line in response.lines)
    by = f" by {escape(response.by)}" if response.by else ""
    letter = f", {response.letter}" if response.letter else ""
    why = f": {escape(response.because)}" if response.because else ""
    done = "; done" if response.done else ""
    kind = "open" if comment.is_open else "undone" if comment.is_undone else "closed"
    return (
        f'<aside class="desk-comment desk-comment-{kind}" id="{id}" aria-label="Comment'
        f' {escape(response.number)}"><p><strong>Comment {escape(response.number)}</strong>{by}'
        f"{letter}</p>{text}<p>{escape(response.decision)}{why}{done}</p></aside>"
    )


def _render_row(comment: Comment, place: Place, id: str) -> str:
    """A comment in the list above the report."""
    (response,) = make_responses([comment])
    text = " ".join(response.lines)
    text = text if len(text) <= 120 else f"{text[:118]}…"
    name = f"Comment {escape(response.number)}"
    linked = f'<a href="#{id}">{name}</a>' if id else name
    where = f"{escape(place.path)}:{place.line}"
    return (
        f"<li>{linked}, {escape(response.decision.lower())}: {escape(text)}"
        f' <span class="place">{where}</span></li>'
    )


def _render_panel(comments: list[Comment], rows: list[str]) -> str:
    open_ = sum(one.is_open for one in comments)
    undone = sum(one.is_undone for one in comments)
    count = f"{len(comments)} comments" if len(comments) > 1 else "1 comment"
    return (
        '<details class="desk-comments"><summary>'
        f"{count} from the check of facts: {open_} open, {undone} not done yet</summary>"
        f"<ul>{''.join(rows)}</ul></details>"
    )
