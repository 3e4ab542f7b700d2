"""A gate on one page: what an officer ticks off before a report enters its next stage.

The page has no scripts and loads nothing, so that it can be printed, sent and kept.
"""

from __future__ import annotations

from html import escape

from reportgen.lifecycle.overview import GateView
from reportgen.problems import Problem

_STYLE = """
body { font: 16px/1.5 Arial, sans-serif; color: #1c2126; }
main { max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { font-size: 1.15rem; border-top: 2px solid; padding-top: .6rem; }
ul { list-style: none; padding: 0; }
li { margin: .6rem 0; padding-left: 2rem; position: relative; overflow-wrap: anywhere; }
li::before { content: "☐"; position: absolute; left: 0; font-size: 1.3rem; line-height: 1.1; }
.hint { color: #454e57; }
@media print { main { margin: 0; } li, h2 { break-inside: avoid; } h2 { break-after: avoid; } }
"""


def render_gate_page(gate: GateView) -> str:
    """The page."""
    count = sum(map(len, gate.obstacles.values()))
    title = f"{gate.title}: {'before ' + gate.wanted if gate.wanted else 'published'}"
    parts = "".join(
        f"<h2>{escape(heading)}</h2><ul>{''.join(map(_item, problems))}</ul>"
        for heading, problems in gate.obstacles.items()
    )
    state = "".join(f"<p>{escape(line)}</p>" for line in gate.lines)
    remaining = f"{count} to do" if count else "Nothing is in the way."
    return (
        '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport"'
        ' content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{escape(title)}</h1>{state}<p><strong>{remaining}</strong></p>{parts}</main></body></html>\n"
    )


def _item(problem: Problem) -> str:
    place = problem.place
    where = f"<code>{escape(place.path)}:{place.line}</code> " if place.path else ""
    hint = f'<br><span class="hint">{escape(problem.hint)}</span>' if problem.hint else ""
    return f"<li>{where}{escape(problem.message)}{hint}</li>"
