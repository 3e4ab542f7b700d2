"""What the preview shows beside the report itself: problems over the page, the bar at its foot, the
list of inspections.

It turns what the desk knows into HTML, and must not know how that is served.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from html import escape
from urllib.parse import quote

from reportgen.preview.state import InspectionState, Overview
from reportgen.problems import Problem, count_by_severity
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


def published(sheet: InspectionState) -> str:
    """The last good page, or what stands in for it."""
    return sheet.page or render_own_page(
        sheet.title or sheet.slug, "<p>There is no good page yet.</p>"
    )


def add_preview_parts(
    sheet: InspectionState, lines: Lines, *, nonce: str, root: str, editor: str
) -> str:
    """The page in view, with the bar, the problems and what keeps them in step with the files."""
    page = published(sheet)
    bare, style = apart(page)
    page = page.replace(
        '<meta http-equiv="Content-Security-Policy"', '<meta name="policy-of-the-published-page"', 1
    )
    page = page.replace("<script>", f'<script nonce="{nonce}">')
    if sheet.page:
        page = page.replace("</head>", f"{STYLE}</head>", 1)
    over = render_problem_panel(sheet, lines)
    desk = (
        f'<div id="desk-problems" role="alert"{"" if over else " hidden"}>{over}</div>'
        f'<div id="desk" role="region" aria-label="Preview">{render_bar(sheet, lines)}</div>'
        + script(
            sheet.slug,
            sheet.page_number,
            style=name_of(style),
            frame=frame_of(bare),
            root=root,
            editor=editor,
        )
    )
    head, _, tail = page.rpartition("</body>")
    return f"{head}{desk}</body>{tail}"


def reload_page(sheet: InspectionState, style_known: str) -> dict[str, str]:
    """The page for a reader who has another, with its style where the reader has not that."""
    page, style = apart(published(sheet))
    return {"html": page, "style": name_of(style), "frame": frame_of(page)} | (
        {"css": style} if style_known != name_of(style) else {}
    )


def script(slug: str, page: int, **more: str) -> str:
    """What keeps a page in step: it asks what is new since this one."""
    data = "".join(
        f' data-{name}="{escape(str(value), quote=True)}"'
        for name, value in {"slug": slug, "page": page, **more}.items()
    )
    return f'<script src="/.desk/desk.js"{data}></script>'


def apart(page: str) -> tuple[str, str]:
    """A page without its style, which is most of it and seldom changes; and the style."""
    head, _, rest = page.partition("<style>")
    style, _, rest = rest.partition("</style>")
    return f"{head}<style></style>{rest}", style


def name_of(style: str) -> str:
    return hashlib.sha256(style.encode()).hexdigest()[:16]


def frame_of(page: str) -> str:
    """What a page has around its text and shows: whatever its head has beside its style and the
    words about it, and its scripts. Another is loaded anew."""
    page = re.sub(
        r'<title>.*?</title>|<meta (?!name="viewport").*?>|<script'
        r' type="application/ld\+json">.*?</script>',
        "",
        page,
        flags=re.DOTALL,
    )
    head, _, body = page.partition("<body")
    return name_of(
        "".join([" ".join(head.split()), *re.findall(r"<script.*?</script>", body, re.DOTALL)])
    )


def render_problem_panel(sheet: InspectionState, lines: Lines) -> str:
    """The problems that lie over the last good page, or nothing."""
    if not sheet.errors:
        return ""
    kept = "The page below is the last good one." if sheet.page else "There is no good page yet."
    return (
        f"<details open><summary>{tally(sheet.errors)}."
        f" {kept}</summary><div>{render_problems(sheet.errors, lines)}</div></details>"
    )


def render_bar(sheet: InspectionState, lines: Lines) -> str:
    """The bar at the foot: the ratings, whether page and PDF are up to date, the checks."""
    if sheet.is_queued:
        state = "another PDF is being made"
    elif sheet.is_making:
        state = "being made"
    elif sheet.pdf_error:
        state = "cannot be made"
    elif sheet.pdf:
        state = "behind the last save" if sheet.pdf_behind else "up to date"
    else:
        state = "made when you ask for it" if sheet.page else "waits for a good page"
    checks = f"<p>{tally(sheet.checks)}</p>"
    if sheet.checks:
        checks = f"<details><summary>{tally(sheet.checks)}</summary><div>{render_problems(sheet.checks, lines)}</div></details>"
    behind = "behind" if sheet.errors else "up to date"
    return (
        f'<p><a href="/">All inspections</a></p><p role="status">{escape(sheet.summary)}; the page'
        f' is {behind}</p><p><a href="/{quote(sheet.slug)}/pdf">PDF</a>: {state}</p>{checks}'
    )


def render_list(overviews: dict[str, Overview]) -> str:
    """All inspections, with their ratings and state."""
    rows = [
        '<tr><th scope="row"><a'
        f' href="/{quote(slug)}/">{escape(known.title or slug)}</a></th><td>{escape(slug)}</td>'
        f"<td>{escape(known.summary)}</td><td>{escape(tally(known.errors) if known.errors else 'ready')}</td></tr>"
        for slug, known in overviews.items()
    ]
    found = (
        '<table><thead><tr><th scope="col">Report</th><th scope="col">File</th><th'
        ' scope="col">Ratings</th><th'
        f' scope="col">State</th></tr></thead><tbody>{"".join(rows)}</tbody></table>'
        if rows
        else "<p>There are none yet. <code>reportgen new</code> writes a first one.</p>"
    )
    return render_own_page("Inspections", f"<h1>Inspections</h1>{found}")


def render_problems(problems: Iterable[Problem], lines: Lines) -> str:
    """Problems as a reader sees them in the browser: the place, what is wrong, the line itself,
    what to do."""
    return "".join(_problem_html(problem, lines) for problem in problems)


def _problem_html(problem: Problem, lines: Lines) -> str:
    place = problem.place
    text = lines(place.path) if place.path else []
    line = text[place.line - 1] if 0 < place.line <= len(text) else ""
    shown = ""
    if line.strip():
        start, stop = (
            min(place.column - 1, len(line)),
            max(min(place.end - 1, len(line)), place.column),
        )
        parts = [
            make_visible(line[max(0, start - 60) : start], True),
            make_visible(line[start:stop], True) or " ",
            make_visible(line[stop : stop + 60], True),
        ]
        shown = f"<pre>{escape(parts[0])}<mark>{escape(parts[1])}</mark>{escape(parts[2])}</pre>"
    where = (
        f'<span class="place">{escape(make_visible(place.path))}:{place.line}:{place.column}</span> '
        if place.path
        else ""
    )
    hint = f'<p class="hint">{escape(make_visible(problem.hint))}</p>' if problem.hint else ""
    return (
        f'<div class="desk-problem"><p>{where}{escape(problem.severity)}:'
        f" {escape(make_visible(problem.message))}</p>{shown}{hint}</div>"
    )


def tally(problems: Iterable[Problem]) -> str:
    return count_by_severity(problems) or "nothing to check"
