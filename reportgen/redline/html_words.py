"""The words of a change as HTML: what was taken out and put in, each with a sign, and named for
those who hear the page."""

from __future__ import annotations

from html import escape

from reportgen.redline.changes import Change
from reportgen.redline.words import INSERTED, REMOVED, Span, space_spans

_TAGS = {REMOVED: ("del", "removed"), INSERTED: ("ins", "inserted")}


def show_change(change: Change) -> str:
    """The words of a change, old and new."""
    if change.spans:
        return mark_spans(change.spans)
    if change.new is not None and change.op == "moved":
        return escape(change.new)
    return show_both(change.old, change.new)


def show_both(old: str | None, new: str | None) -> str:
    """What was there, and what is there now."""
    spans = [Span(REMOVED, old)] if old is not None else []
    spans += [Span(INSERTED, new)] if new is not None else []
    return mark_spans(tuple(spans))


def mark_spans(spans: tuple[Span, ...]) -> str:
    words = []
    for span, space in space_spans(spans):
        if span.op in _TAGS:
            tag, label = _TAGS[span.op]
            hidden = f'<span class="hidden">[{label}: </span>'
            end = '<span class="hidden">]</span>'
            words.append(f"<{tag}>{hidden}{escape(span.text)}{end}</{tag}>{space}")
        else:
            words.append(escape(span.text) + space)
    return "".join(words)
