"""What the preview shows besides the report itself: the problems over the page, the bar at its foot
and the list of inspections.

It turns the state of the preview into HTML, and must not know how that is served.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from html import escape
from urllib.parse import quote

from reportgen.preview.state import InspectionState, Overview
from reportgen.problems import Place, Problem, count_by_severity
from reportgen.util.text import make_visible

Lines = Callable[[str], list[str]]

STYLE = '<link rel="stylesheet" href="/.desk/desk.css">'


def render_own_page(title: str, body: str) -> str:
    """A page of the preview's own."""
    return (
        '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport"'
        ' content="width=device-width, initial-scale=1"><link rel="icon"'
        f' href="data:,"><title>{escape(title)}</title><style></style>{STYLE}</head><body'
        f' class="desk-own"><main id="main">{body}</main></body></html>'
    )


def get_page(state: InspectionState) -> str:
    """The last good page, or a page that says that there is none yet."""
    return state.page or render_own_page(
        state.overview.title or state.slug, "<p>There is no page to show yet.</p>"
    )


def add_preview_parts(
    state: InspectionState, lines: Lines, *, nonce: str, root: str, editor: str, more: str = ""
) -> str:
    """The page with the bar, the problems, the script that keeps it up to date, and `more`."""
    page = get_page(state)
    bare, style = split_style(page)
    page = page.replace(
        '<meta http-equiv="Content-Security-Policy"', '<meta name="policy-of-the-published-page"', 1
    )
    page = page.replace("<script>", f'<script nonce="{nonce}">')
    if state.page:
        page = page.replace("</head>", f"{STYLE}</head>", 1)
    panel = render_problem_panel(state, lines)
    parts = (
        f'<div id="desk-problems" role="alert"{"" if panel else " hidden"}>{panel}</div>'
        f'<div id="desk" role="region" aria-label="Preview">{render_bar(state, lines)}</div>'
        + make_script(
            state.slug,
            state.page_number,
            style=hash_text(style),
            frame=hash_frame(bare),
            root=root,
            editor=editor,
        )
        + more
    )
    head, _, tail = page.rpartition("</body>")
    return f"{head}{parts}</body>{tail}"


def make_page_update(state: InspectionState, known_style: str) -> dict[str, str]:
    """The page for a browser that shows an older one, with the style if the browser has another."""
    page, style = split_style(get_page(state))
    return {"html": page, "style": hash_text(style), "frame": hash_frame(page)} | (
        {"css": style} if known_style != hash_text(style) else {}
    )


def make_script(slug: str, page: int, **more: str) -> str:
    """The script that keeps a page up to date: it asks what is new since this one."""
    data = "".join(
        f' data-{name}="{escape(str(value), quote=True)}"'
        for name, value in {"slug": slug, "page": page, **more}.items()
    )
    return f'<script src="/.desk/desk.js"{data}></script>'


def split_style(page: str) -> tuple[str, str]:
    """Split a page into the page without its style, and the style, which seldom changes."""
    head, _, rest = page.partition("<style>")
    style, _, rest = rest.partition("</style>")
    return f"{head}<style></style>{rest}", style


def hash_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def hash_frame(page: str) -> str:
    """Hash what a page has around its text: its scripts and its head, without the style and the
    metadata. If this changes, the browser loads the page again."""
    page = re.sub(
        r'<title>.*?</title>|<meta (?!name="viewport").*?>|<script'
        r' type="application/ld\+json">.*?</script>',
        "",
        page,
        flags=re.DOTALL,
    )
    head, _, body = page.partition("<body")
    return hash_text(
        "".join([" ".join(head.split()), *re.findall(r"<script.*?</script>", body, re.DOTALL)])
    )


def render_problem_panel(state: InspectionState, lines: Lines) -> str:
    """The errors, to be shown over the last good page, or nothing."""
    if not state.errors:
        return ""
    page = "There is no page to show yet."
    if state.overview.is_marked:
        page = "Each is marked below, in its place."
    elif state.page:
        page = "Below is the last version that could be shown."
    return (
        f"<details open><summary>{count_problems(state.errors)}."
        f" {page}</summary><div>{render_problems(state.errors, lines)}</div></details>"
    )


def render_bar(state: InspectionState, lines: Lines) -> str:
    """The bar at the foot: the ratings, whether the page and the PDF are up to date, the checks."""
    if not state.errors:
        status = f"{state.overview.summary}; page up to date"
    elif state.overview.is_marked:
        status = f"{state.overview.summary}: each is marked in its place"
    elif state.page:
        status = f"{state.overview.summary}: showing the last version that could be shown"
    else:
        status = state.overview.summary
    count = count_problems(state.checks)
    checks = "" if state.errors else f"<p>{count}</p>"
    if state.checks:
        problems = render_problems(state.checks, lines)
        checks = f"<details><summary>{count}</summary><div>{problems}</div></details>"
    return (
        f'<p><a href="/">All inspections</a></p><p role="status">{escape(status)}</p>'
        f'<p><a href="/{quote(state.slug)}/pdf">PDF</a>: {_describe_pdf(state)}</p>{checks}'
    )


def _describe_pdf(state: InspectionState) -> str:
    """Whether there is a PDF, and whether it is up to date."""
    if state.pdf.is_queued:
        return "waiting for another PDF"
    if state.pdf.is_making:
        return "being made"
    if state.pdf.problems:
        return "could not be made"
    if state.pdf.data:
        return "older than the last save" if state.pdf.is_outdated else "up to date"
    return "click to make it" if state.page else "can be made once there are no errors"


def render_list(overviews: dict[str, Overview]) -> str:
    """All inspections, with their ratings and state."""
    if not overviews:
        return render_own_page(
            "Inspections",
            "<h1>Inspections</h1><p>There are none yet. Write the first one with"
            " <code>reportgen new</code>.</p>",
        )
    head = "".join(
        f'<th scope="col">{name}</th>' for name in ("Report", "File", "Ratings", "State")
    )
    rows = "".join(_render_row(slug, overview) for slug, overview in overviews.items())
    return render_own_page(
        "Inspections",
        f"<h1>Inspections</h1><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>",
    )


def _render_row(slug: str, overview: Overview) -> str:
    problems = overview.errors or overview.checks
    state = f"{overview.stage}, {count_problems(problems)}" if problems else overview.stage
    return (
        f'<tr><th scope="row"><a href="/{quote(slug)}/">{escape(overview.title or slug)}</a></th>'
        f"<td>{escape(slug)}</td><td>{escape(overview.summary)}</td><td>{escape(state)}</td></tr>"
    )


def render_problems(problems: Iterable[Problem], lines: Lines) -> str:
    """Problems with their place, what is wrong, the line itself and what to do."""
    return "".join(_render_problem(problem, lines) for problem in problems)


def _render_problem(problem: Problem, lines: Lines) -> str:
    place = problem.place
    where = ""
    if place.path:
        position = f"{escape(make_visible(place.path))}:{place.line}:{place.column}"
        where = f'<span class="place">{position}</span> '
    hint = f'<p class="hint">{escape(make_visible(problem.hint))}</p>' if problem.hint else ""
    return (
        f'<div class="desk-problem"><p>{where}{escape(problem.severity)}:'
        f" {escape(make_visible(problem.message))}</p>{_render_line(place, lines)}{hint}</div>"
    )


def _render_line(place: Place, lines: Lines) -> str:
    """The line of a problem, cut around its place, which is marked."""
    file_lines = lines(place.path) if place.path else []
    line = file_lines[place.line - 1] if 0 < place.line <= len(file_lines) else ""
    if not line.strip():
        return ""
    start = min(place.column - 1, len(line))
    stop = max(min(place.end - 1, len(line)), place.column)
    before, culprit, after = (
        escape(make_visible(part, True))
        for part in (line[max(0, start - 60) : start], line[start:stop], line[stop : stop + 60])
    )
    return f"<pre>{before}<mark>{culprit or ' '}</mark>{after}</pre>"


def count_problems(problems: Iterable[Problem]) -> str:
    """How many errors, warnings and notes there are."""
    return count_by_severity(problems) or "no problems found"
