"""A redline as a web page: what changed on one side, each change with a link to its place, and on
the other the newer report with insertions and deletions shown by sign and colour.

One file that loads nothing. All words in it are escaped, wherever they come from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import escape

from reportgen.redline.changes import KINDS, Change, Redline
from reportgen.redline.html_report import MarkedReport
from reportgen.redline.html_words import show_change
from reportgen.redline.version import Version
from reportgen.redline.words import clip_spans

_STYLE = """
:root { --ink: #1c2126; --soft: #454e57; --line: #c3cad0; --accent: #234b6b; --tint: #f0f3f5; }
* { box-sizing: border-box; }
body { font: 17px/1.55 Arial, sans-serif; color: var(--ink); background: #fff; margin: 0; }
header, main, nav { padding: 0 1rem; overflow-wrap: anywhere; }
header { border-top: .5rem solid var(--accent); padding-bottom: .5rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 1.2rem 0 .4rem; }
h2 { font-size: 1.3rem; line-height: 1.3; border-top: 2px solid; padding-top: .6rem;
  margin: 2.2rem 0 .8rem; }
h3 { font-size: 1.05rem; margin: 1.4rem 0 .4rem; }
nav h2 { font-size: 1.15rem; margin-top: 0; } nav h3 { font-size: 1rem; color: var(--soft); }
nav ol { padding-left: 1.6rem; } nav li { margin: .5rem 0; } nav ol ul { padding-left: 1.1rem; }
p { margin: 0 0 .8rem; }
ins { background: #dff0e1; color: #0f4a1c; text-decoration: underline; }
del { background: #fbe3e1; color: #7b1e1e; text-decoration: line-through; }
ins::before { content: "+"; font-weight: 700; } del::before { content: "−"; font-weight: 700; }
.where, .note { color: var(--soft); font-size: .92rem; }
.changed { border-left: 4px solid var(--accent); padding-left: .8rem; scroll-margin-top: 1rem; }
.follows { border-left-style: dotted; }
.changed:target, tr:target { outline: 3px solid #b4600a; outline-offset: 3px; }
.label { display: block; color: var(--soft); font-size: .85rem; }
blockquote { margin: 0 0 .8rem; padding-left: 1.2rem; font-style: italic; }
.scroll { overflow-x: auto; margin-bottom: 1rem; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0;
  border-bottom: 1px solid var(--line); min-width: 5rem; }
tr.changed { background: var(--tint); }
tr.changed > :first-child { box-shadow: inset 4px 0 var(--accent); padding-left: .8rem; }
details { margin: 0 0 .8rem; } summary { color: var(--soft); cursor: pointer; }
a { color: var(--accent); }
:is(a, summary, .scroll):focus-visible { outline: 3px solid #b4600a; outline-offset: 2px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@media (min-width: 68rem) {
  body { display: grid; grid-template: auto 1fr / minmax(20rem, 2fr) 3fr; max-width: 96rem;
    margin: 0 auto; }
  header { grid-column: 1 / -1; }
  nav { position: sticky; top: 0; max-height: 100vh; overflow-y: auto; padding-top: 1rem;
    padding-bottom: 2rem; border-right: 1px solid var(--line); font-size: .95rem; }
  main { padding: 1rem 2rem 4rem; max-width: 52rem; } main > :first-child { margin-top: 0; }
}
@media print {
  body { font-size: 10.5pt; } nav { max-height: none; } h2, h3 { break-after: avoid; }
  li, tr, .changed { break-inside: avoid; }
}
"""


def render_redline(redline: Redline, new: Version) -> str:
    """The page."""
    title = f"Changes: {redline.title}"
    notes = "".join(f"<p>{escape(note)}</p>" for note in redline.notes)
    report = MarkedReport(redline, new)
    text = "" if redline.is_empty else "".join(report.write())
    return (
        '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport"'
        ' content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><header>"
        f"<h1>{escape(title)}</h1><p>{escape(redline.old)} → {escape(redline.new)}</p>"
        f"<p><strong>{escape(redline.summary)}</strong></p>{notes}</header>"
        f"{_list_changes(redline, report.shown)}<main>{text}</main></body></html>\n"
    )


def _list_changes(redline: Redline, shown: set[int]) -> str:
    """The changes in groups; `shown` are the numbers of those that the report marks."""
    if redline.is_empty:
        return ""
    lists = "".join(_list_kinds(redline, shown))
    head = '<nav aria-labelledby="changes" tabindex="0"><h2 id="changes">What changed</h2>'
    return f"{head}{lists}</nav>"


def _list_kinds(redline: Redline, shown: set[int]) -> Iterator[str]:
    numbered = list(enumerate(redline.changes, start=1))
    for kind, (_, _, heading) in KINDS.items():
        chosen = [(number, change) for number, change in numbered if change.kind == kind]
        if not chosen:
            continue
        yield f'<h3>{escape(heading)}</h3><ol start="{chosen[0][0]}">'
        for number, change in chosen:
            target = f"at-{number}" if number in shown else ""
            yield f'<li id="change-{number}">{_describe(change, target)}</li>'
        yield "</ol>"


def _describe(change: Change, target: str = "") -> str:
    what = escape(change.what[:1].upper() + change.what[1:])
    head = f'<a href="#{target}">{what}</a>' if target else what
    where = f' <span class="where">{escape(change.where)}</span>' if change.where else ""
    words = show_change(replace(change, spans=tuple(clip_spans(change.spans))))
    notes = "".join(f'<br><span class="note">{escape(note)}</span>' for note in change.notes)
    place = ""
    if change.place.path:
        place = f' <code class="where">{escape(change.place.path)}:{change.place.line}</code>'
    follow = ""
    if change.consequences:
        items = "".join(f"<li>{_describe(one)}</li>" for one in change.consequences)
        follow = f"<p>So also:</p><ul>{items}</ul>"
    return f"{head}{where}, {escape(change.op)}: {words}{place}{notes}{follow}"
