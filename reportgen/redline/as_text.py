"""A redline in plain text, for a terminal or a mail."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.redline.changes import KINDS, Change, Redline
from reportgen.redline.words import INSERTED, REMOVED, Span, clip_spans, space_spans


def print_redline(redline: Redline) -> str:
    """All differences, facts first."""
    lines = [f"{redline.title}: {redline.old} → {redline.new}", redline.summary, *redline.notes]
    for kind, (_, _, heading) in KINDS.items():
        changes = redline.of_kind(kind)
        if changes:
            lines += ["", heading]
            for change in changes:
                lines += _print_change(change, "  ")
    return "\n".join(lines)


def _print_change(change: Change, indent: str) -> Iterator[str]:
    yield f"{indent}{say_change(change)}{_say_place(change)}"
    inner = indent + "    "
    yield from (f"{inner}{note}" for note in change.notes)
    if change.consequences:
        yield f"{inner}so also:"
        for one in change.consequences:
            yield from _print_change(one, inner + "  ")


def say_change(change: Change) -> str:
    """One change in one line."""
    where = f", in {change.where}" if change.where else ""
    head = f"{change.what}{where}"
    if change.spans:
        return f"{head}, {change.op}: {mark_words(change.spans)}"
    old, new = change.old, change.new
    if old is not None and new is not None:
        op = f", {change.op}" if change.op != "changed" else ""
        return f"{head}{op}: {old} → {new}"
    text = new if new is not None else old
    return f"{head}, {change.op}" + (f": {shorten(text)}" if text else "")


def _say_place(change: Change) -> str:
    return f"  ({change.place.path}:{change.place.line})" if change.place.path else ""


def mark_words(spans: tuple[Span, ...]) -> str:
    """The words that were taken out and put in, with some around them."""
    marks = {REMOVED: "[-%s-]", INSERTED: "{+%s+}"}
    words = []
    for span, space in space_spans(clip_spans(spans)):
        words.append(marks.get(span.op, "%s") % span.text + space)
    return "".join(words)


def shorten(text: str, most: int = 160) -> str:
    return text if len(text) <= most else text[: most - 1].rpartition(" ")[0] + " …"
