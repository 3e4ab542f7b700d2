"""A redline as a web page: a linked list of the changes on top, and below it the text of the newer
version, with insertions and deletions shown by sign and colour.

One file that loads nothing. All words in it are escaped, wherever they come from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import escape

from reportgen.redline.changes import KINDS, Change, Redline
from reportgen.redline.version import TextBlock, Version
from reportgen.redline.words import INSERTED, REMOVED, Span, clip_spans, space_spans

_STYLE = """
body { font: 17px/1.55 Arial, sans-serif; color: #1c2126; margin: 0; }
main { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.25; }
h2 { font-size: 1.25rem; border-top: 2px solid; padding-top: .6rem; margin-top: 2rem; }
h3 { font-size: 1.05rem; }
ins { background: #dff0e1; color: #0f4a1c; text-decoration: underline; }
del { background: #fbe3e1; color: #7b1e1e; text-decoration: line-through; }
ins::before { content: "+"; font-weight: 700; } del::before { content: "−"; font-weight: 700; }
.where, .note { color: #454e57; font-size: .92rem; }
li { margin: .5rem 0; } li > ul { margin: .3rem 0; }
.block { border-left: 4px solid #234b6b; padding-left: .8rem; }
a { color: #234b6b; } a:focus-visible { outline: 3px solid #b4600a; outline-offset: 2px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
"""


def render_redline(redline: Redline, new: Version) -> str:
    """The page."""
    title = f"Changes: {redline.title}"
    notes = "".join(f"<p>{escape(note)}</p>" for note in redline.notes)
    return (
        '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport"'
        ' content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{escape(title)}</h1><p>{escape(redline.old)} → {escape(redline.new)}</p>"
        f"<p><strong>{escape(redline.summary)}</strong></p>{notes}"
        f"{''.join(_list_changes(redline))}{''.join(_write_text(redline, new))}"
        "</main></body></html>\n"
    )


def _list_changes(redline: Redline) -> Iterator[str]:
    number = 0
    for kind, (_, _, heading) in KINDS.items():
        changes = redline.of_kind(kind)
        if not changes:
            continue
        yield f"<h2>{escape(heading)}</h2><ul>"
        for change in changes:
            number += 1
            target = _find_target(redline, change)
            yield f"<li>{_describe(change, target)}</li>"
        yield "</ul>"


def _find_target(redline: Redline, change: Change) -> str:
    """The id of a change within the text below; empty where it is not there."""
    if change.kind != "text" or change.op == "removed":
        return ""
    return f"change-{redline.of_kind('text').index(change) + 1}"


def _describe(change: Change, target: str = "") -> str:
    what = escape(change.what[:1].upper() + change.what[1:])
    head = f'<a href="#{target}">{what}</a>' if target else what
    where = f' <span class="where">{escape(change.where)}</span>' if change.where else ""
    words = _show(replace(change, spans=tuple(clip_spans(change.spans))))
    notes = "".join(f'<br><span class="note">{escape(note)}</span>' for note in change.notes)
    place = ""
    if change.place.path:
        place = f' <code class="where">{escape(change.place.path)}:{change.place.line}</code>'
    follow = ""
    if change.consequences:
        items = "".join(f"<li>{_describe(one)}</li>" for one in change.consequences)
        follow = f"<p>So also:</p><ul>{items}</ul>"
    return f"{head}{where}, {escape(change.op)}: {words}{place}{notes}{follow}"


def _show(change: Change) -> str:
    if change.spans:
        return _mark(change.spans)
    spans = [Span(REMOVED, change.old)] if change.old is not None else []
    if change.new is not None and change.op == "moved":
        return escape(change.new)
    spans += [Span(INSERTED, change.new)] if change.new is not None else []
    return _mark(tuple(spans))


def _mark(spans: tuple[Span, ...]) -> str:
    tags = {REMOVED: ("del", "removed"), INSERTED: ("ins", "inserted")}
    words = []
    for span, space in space_spans(spans):
        if span.op in tags:
            tag, label = tags[span.op]
            hidden = f'<span class="hidden">[{label}: </span>'
            end = '<span class="hidden">]</span>'
            words.append(f"<{tag}>{hidden}{escape(span.text)}{end}</{tag}>{space}")
        else:
            words.append(escape(span.text) + space)
    return "".join(words)


# The text of the newer version


def _write_text(redline: Redline, new: Version) -> Iterator[str]:
    if not new.blocks or redline.is_empty:
        return
    yield "<h2>The text with its changes</h2>"
    changes = list(enumerate(redline.of_kind("text"), start=1))
    chapter = None
    for block in new.blocks:
        if block.chapter != chapter:
            yield from _write_removed(changes, chapter)
            chapter = block.chapter
            yield f"<h3>{escape(chapter)}</h3>"
        number, change = _take(changes, block)
        if change is None:
            yield f"<p>{_bullet(block)}{escape(block.text)}</p>"
        else:
            where = f'<span class="where">{escape(change.op)}</span> ' if not change.spans else ""
            words = _show(change)
            yield f'<p class="block" id="change-{number}">{where}{_bullet(block)}{words}</p>'
    yield from _write_removed(changes, chapter)


_Numbered = list[tuple[int, Change]]


def _take(changes: _Numbered, block: TextBlock) -> tuple[int, Change | None]:
    """The change of a block, which is taken off the list."""
    for at, (number, change) in enumerate(changes):
        if change.op == "removed" or not change.where.endswith(block.chapter):
            continue
        if change.new == block.text:
            del changes[at]
            return number, change
    return 0, None


def _write_removed(changes: _Numbered, chapter: str | None) -> Iterator[str]:
    """What a chapter has no longer."""
    for _, change in changes:
        if change.op == "removed" and change.where == chapter:
            yield f'<p class="block">{_show(change)}</p>'


def _bullet(block: TextBlock) -> str:
    return "• " if block.kind in ("bullet", "strengths", "areas_for_improvement") else ""
