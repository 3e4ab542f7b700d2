"""Adds what came back to the comments on a report. What people have decided stays as it is, and
what comes a second time changes nothing.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any

from reportgen.comments.comment_file import Comment, CommentFile
from reportgen.editing.edits import append_items, set_value
from reportgen.editing.tree import Path
from reportgen.reading.fields import SourceText
from reportgen.util.frozen import frozen

FILE_HEAD = """\
# What came back from the check of facts. `reportgen comments` adds to this file.
# For each comment, write `decision:` accepted, partly or not accepted; `because:` the reason; and
# `done: yes` when the report says what was decided.
comments:
"""

_UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"
)


@frozen
class NewReply:
    """An answer to a comment."""

    by: str
    on: str
    text: str


@frozen
class NewComment:
    """A comment or a change, as it is to be entered."""

    paragraph: str
    at: str
    where: str
    kind: str
    by: str
    on: str
    about: str
    text: str
    was: str
    now: str
    before: str
    is_tracked: bool
    letter: str
    """A, B or C."""
    replies: tuple[NewReply, ...]
    is_resolved: bool
    from_file: str
    sent: str
    """The edition that was sent, and the id of the paragraph in it."""


@frozen(kw_only=False)
class Merged:
    """The comments on a report with what came back."""

    text: str
    """The text of the file."""
    added: tuple[tuple[str, NewComment], ...]
    """Each with its id."""
    repeats: int
    """How many were there already."""
    answered: int
    """How many of those have new replies, or are resolved now."""


def merge_comments(
    text: str, file: CommentFile, new: Iterable[NewComment], display_path: str
) -> Merged:
    """The text of the file with all new comments added. `text` is empty if there is no file yet."""
    by_mark = {str(one.mark): (n, one) for n, one in enumerate(file.comments) if one.mark}
    numbers = [
        int(match[1]) for one in file.comments if (match := re.match(r"c(\d+)$", str(one.id or "")))
    ]
    last = max(numbers, default=0)
    added: list[tuple[str, NewComment]] = []
    items: list[dict[str, Any]] = []
    answered = repeated = 0
    new = list(new)
    for mark, one in zip(mark_all(new), new, strict=True):
        if mark in by_mark:
            repeated += 1
            index, before = by_mark[mark]
            path = (*_top(file), index)
            new_text = text if index < 0 else _update(text, path, before, one, display_path)
            answered += new_text != text
            text = new_text
            continue
        last += 1
        added.append((f"c{last}", one))
        items.append(_as_item(f"c{last}", mark, one))
        by_mark[mark] = (-1, Comment(id=SourceText(f"c{last}")))
    if items:
        text = append_items(text or FILE_HEAD, _top(file), items, display_path)
    return Merged(text, tuple(added), repeated, answered)


def mark_all(comments: Sequence[NewComment]) -> list[str]:
    """A mark for each comment, made from what it says and where, so that it is recognised when it
    comes again. The file that it came in and the day do not count: programs write the day
    differently."""
    counts: Counter[str] = Counter()
    marks = []
    for one in comments:
        facts = [one.sent, one.kind, one.is_tracked, one.by, one.text, one.was, one.now]
        facts += [one.before, one.letter]
        whole = json.dumps(facts, ensure_ascii=False).encode("utf-8", "replace")
        mark = blake2b(whole, digest_size=6).hexdigest()
        counts[one.from_file + mark] += 1
        count = counts[one.from_file + mark]
        marks.append(f"{mark}-{count}" if count > 1 else mark)
    return marks


def _as_item(id: str, mark: str, one: NewComment) -> dict[str, Any]:
    """A comment as it is written."""
    change = {"was": one.was, "now": one.now, "before": one.before}
    written: dict[str, Any] = {
        "id": id,
        "paragraph": one.paragraph,
        "at": one.at,
        "where": one.where if one.where != "paragraph" else "",
        "kind": one.kind,
        "by": one.by or "not known",
        "on": one.on,
        "about": one.about,
        "said": one.text,
        "change": _without_blank({key: _clean(value) for key, value in change.items()}),
        "tracked": "" if one.is_tracked else "no",
        "class": one.letter,
        "replies": _as_replies(one.replies),
        "resolved": "yes" if one.is_resolved else "",
    }
    cleaned = {
        key: _clean(value) if isinstance(value, str) else value for key, value in written.items()
    }
    return {
        **_without_blank(cleaned),
        "decision": None,
        "because": None,
        "done": None,
        "from": _clean(one.from_file),
        "sent": one.sent,
        "mark": mark,
    }


def _as_replies(replies: Iterable[NewReply]) -> list[dict[str, str]]:
    return [
        _without_blank({"by": _clean(one.by), "on": one.on, "said": _clean(one.text) or "–"})
        for one in replies
    ]


def _without_blank(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in ("", {}, [])}


def _clean(text: str) -> str:
    """Text without what a YAML file cannot hold."""
    lines = (line.strip() for line in _UNREADABLE.sub("", text).split("\n"))
    return "\n".join(line for line in lines if line)


def _top(file: CommentFile) -> Path:
    """Where the list of comments is in the file."""
    return () if file.is_bare else ("comments",)


def _update(text: str, path: Path, before: Comment, new: NewComment, display_path: str) -> str:
    """The text with the new replies to a comment, and whether it is resolved now."""
    if len(new.replies) > len(before.replies):
        replies = _as_replies(new.replies)
        text = set_value(text, (*path, "replies"), replies, display_path, _ORDER)
    if new.is_resolved and not before.resolved:
        text = set_value(text, (*path, "resolved"), "yes", display_path, _ORDER)
    return text


_ORDER = (
    *("id", "paragraph", "at", "where", "kind", "by", "on", "about", "said", "change", "tracked"),
    *("class", "replies", "resolved", "decision", "because", "done", "from", "sent", "mark"),
)
