"""A document of any length with everything that the PDF room must set and tag well, for its tests
and the benchmarks.

The words are made by a counter, so that any passage can be found again and nothing is left to
chance.
"""

from __future__ import annotations

STYLE = """
@page { size: A4; margin: 25mm 20mm; @top-left { content: string(chapter); font-size: 9pt }
        @bottom-center { content: "Page " counter(page) " of " counter(pages); font-size: 9pt } }
@page :first { @top-left { content: none } @bottom-center { content: none } }
html { font: 11pt/16pt "Reportgen Sans"; }
h1 { string-set: chapter content(); break-before: page } h1, h2, h3 { break-after: avoid }
.cover h1 { break-before: auto } table { border-collapse: collapse; width: 100% } caption { break-after: avoid; text-align: left }
tr { break-inside: avoid } th, td { border-bottom: 1px solid; padding: 2pt; text-align: left } p { orphans: 2; widows: 2 }
nav li { list-style: none } nav a::after { content: leader(". ") target-counter(attr(href url), page) }
.note { float: footnote; font-size: 9pt } .note::footnote-call { font-size: 8pt; vertical-align: super; line-height: 0 }
.wide { page: wide } @page wide { size: A4 landscape }
"""

WORDS = (
    "case",
    "plan",
    "court",
    "officer",
    "review",
    "service",
    "manager",
    "standard",
    "finding",
    "practice",
    "assessment",
    "delivery",
)


def words(start: int, count: int) -> str:
    """A passage that no other start gives, all in plain words."""
    return " ".join(f"{WORDS[(start + i) % 12]}{(start + i) * 7 % 997}" for i in range(count))


def bar(share: int) -> str:
    return (
        f'<svg role="img" aria-label="{share} per cent" width="100" height="10" viewBox="0 0 100'
        f' 10"><rect width="{share}" height="10" fill="#234"/></svg>'
    )


def table(chapter: int, rows: int) -> str:
    body = "".join(
        '<tr><th scope="row">Question'
        f" {chapter}.{row}</th><td>{words(chapter * row, 6)}</td><td>{row % 100}%</td>"
        f"<td>{bar(row % 100)}</td></tr>"
        for row in range(1, rows + 1)
    )
    return (
        f"<table><caption>Table of chapter {chapter}</caption><thead><tr><th"
        ' scope="col">Question</th><th scope="col">Words</th><th scope="col">Share</th><th'
        f' scope="col">Bar</th></tr></thead><tbody>{body}</tbody></table>'
    )


def note(chapter: int, number: int) -> str:
    return (
        f'<span class="note">Note {number} of chapter {chapter}:'
        f" {words(chapter + number, 9)}.</span>"
    )


def chapter(number: int, paragraphs: int) -> str:
    prose = "".join(
        f"<p>{words(number * 100 + i, 90)}{note(number, i) if i % 3 == 0 else ''} and on.</p>"
        for i in range(paragraphs)
    )
    return f"""<section id="s-{number}"><h1>Chapter {number}</h1>
<h2 id="s-{number}-a">What was found {number}</h2>{prose}
<h3 id="s-{number}-b">In detail {number}</h3>
<ul><li>First point with <a href="https://example.org/a/{number}">a link that is long enough to run on and over the end of this line {number}</a>.</li>
<li>Second point<ol><li>nested one</li><li>nested two</li></ol></li></ul>
<p>See <a href="#s-{number}-a">what was <em>found</em></a>, <span lang="cy">Gwasanaeth Prawf</span> and <abbr title="probation delivery unit">PDU</abbr> <strong>{number}</strong>.</p>
<dl><dt>Term {number}</dt><dd>Its meaning {number}.</dd></dl>
<figure><svg role="img" width="300" height="40" viewBox="0 0 300 40"><title>Chart {number}</title><rect width="200" height="40" fill="#567"/></svg>
<figcaption>Figure of chapter {number}</figcaption></figure>
<svg aria-hidden="true" width="10" height="10" viewBox="0 0 10 10"><rect width="10" height="10" fill="#ccc"/></svg>
{table(number, 30)}
<div>Loose text in a division {number}</div><blockquote><p>Quoted words {number}.</p></blockquote></section>"""


def document(chapters: int = 8, paragraphs: int = 12, head: str = "", foot: str = "") -> str:
    """A document; with the defaults of some forty pages."""
    lines = "".join(
        f'<li><a href="#s-{n}">Chapter {n}</a><ul><li><a href="#s-{n}-a">What was found'
        f" {n}</a></li></ul></li>"
        for n in range(1, chapters + 1)
    )
    return (
        '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>A sample'
        f" report</title><style>{STYLE}</style>{head}</head>"
        f'<body><header class="cover"><h1>A sample report</h1><p>August 2022</p></header>'
        '<nav role="doc-toc" aria-labelledby="contents"><h1'
        f' id="contents">Contents</h1><ol>{lines}</ol></nav>'
        f"<main>{''.join(chapter(n, paragraphs) for n in range(1, chapters + 1))}{foot}</main></body></html>"
    )
