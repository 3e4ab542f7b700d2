"""Every figure in a report: where it stands, what it says, and where it comes from, or that it was
typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportgen.checks.context import Context
from reportgen.problems import Place
from reportgen.prose.passages import Passage, lines_of
from reportgen.reading.fields import SourceText
from reportgen.report.texts import ReportText, read_texts
from reportgen.util.dates import MONTHS
from reportgen.util.frozen import frozen
from reportgen.util.numbers import IN_WORDS

if TYPE_CHECKING:
    from reportgen.dossier import Dossier

_UNIT = r"(?: ?%| per ?cent| million| billion)?"
_FRACTION = "[½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]"
_FIGURE = rf"(?:\d+(?:,\d{{3}})*(?:\.\d+)?{_FRACTION}?|{_FRACTION}){_UNIT}"
_TYPED = re.compile(
    rf"(?<![\w.,/:#–-])[£$€]?{_FIGURE}(?:[–-]{_FIGURE}| (?:out )?of"
    r" \d+(?:,\d{3})*)?(?![\w/:]|[.,–-]\d)"
)
_IN_WORDS = re.compile(
    rf"(?<![\w-])(?:(?:(?:half )?an?|{IN_WORDS}) dozen|dozens|{IN_WORDS}(?: per ?cent| (?:in|out"
    rf" of) (?:\d+|{IN_WORDS})|["
    rf" -](?:half|thirds?|quarters?|fifths?|tenths?))|(?!one\b){IN_WORDS}(?: hundred| thousand|"
    r" million)?"
    r"|half|a (?:third|quarter|fifth|tenth)(?= of\b|[.,;:)]|\Z))(?![\w-])",
    re.I,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_NOT_COUNTING = ("cover", "publication", "letter")
"""Sections whose lines hold addresses, telephone numbers and dates, in which only some lines are
read for figures."""
_CODE = re.compile(r"`([^`\n]+)`")
_TITLE = re.compile(r":{3,}[ \t]*[\w-]+[ \t]*")
_DAY = re.compile(rf" (?:{'|'.join(MONTHS)})\b")


@frozen(kw_only=False)
class FigureLine:
    """One figure."""

    place: Place
    section: str
    written: str
    """As it stands in the file."""
    shown: str
    """As it is printed."""
    source: str


def figures_list(context: Context) -> list[FigureLine]:
    """List every figure by its place: computed figures, results, figures drawn from the data and
    typed figures. Years and days are left out."""
    i, letter = context.inspection, context.inspection.letter
    texts = [
        line
        for line in (
            i.title,
            i.subtitle,
            i.notice,
            *((letter.subject, letter.salutation, letter.closing) if letter else ()),
        )
        if line
    ]
    lines = [
        *_computed(context),
        *_results(context),
        *(line for written in context.own for line in (*_drawn(written), *_typed(written, texts))),
    ]
    return sorted(
        set(lines),
        key=lambda line: (line.place.path, line.place.line, line.place.column, line.written),
    )


def _computed(context: Context) -> Iterator[FigureLine]:
    """The figures of the ratings, which are not in the file."""
    ratings, place = context.ratings, context.inspection.place
    if ratings.score is not None:
        yield FigureLine(
            place,
            "ratings",
            "score",
            f"{ratings.score} out of {ratings.out_of}",
            "computed: the sum of points",
        )
    for id, share in (*ratings.sections.items(), *ratings.threads.items()):
        if share.percent is not None:
            yield FigureLine(
                place, "ratings", str(id), f"{share.percent:g}%", f"{share.title}: computed"
            )


def _results(context: Context) -> Iterator[FigureLine]:
    for id, finding in context.inspection.findings.items():
        results = [*finding.results.items(), *([(id, finding.score)] if finding.score else [])]
        for question, result in results:
            if result is not None and result.percent is not None:
                cases = f" ({result.yes} of {result.of})" if result.of is not None else ""
                yield FigureLine(
                    result.place,
                    str(id),
                    str(question),
                    f"{result.rounded}%{cases}",
                    f"result, {context.figures.source_of(result).rpartition(', ')[2]}",
                )
    for name, count in context.inspection.sample.items():
        yield FigureLine(
            name.place, "sample", str(name), f"{count:,}", "the sample, as typed in the file"
        )


def _drawn(written: ReportText) -> Iterator[FigureLine]:
    for used in written.prose.used if written.prose else ():
        if used.shown and used.kind != "ref":
            yield FigureLine(
                used.place,
                written.section,
                f"{{{used.kind}{':' if used.target else ''}{used.target}}}",
                used.shown,
                used.source,
            )


def _typed(written: ReportText, listed: list[SourceText]) -> Iterator[FigureLine]:
    """`listed`: the lines among addresses and dates that are read all the same."""
    if (
        written.role == "line"
        and written.section in _NOT_COUNTING
        and not any(written.text is line for line in listed)
    ):
        return
    for passage, start, words in _stretches(written):
        for match in (*_TYPED.finditer(words), *_IN_WORDS.finditer(words)):
            if not _YEAR.fullmatch(match[0]) and not _DAY.match(words, match.end()):
                yield FigureLine(
                    passage.place(start + match.start(), len(match[0])),
                    written.section,
                    match[0],
                    match[0],
                    "typed",
                )


def _stretches(written: ReportText) -> Iterator[tuple[Passage, int, str]]:
    """The words of a text, those in code and in the titles of containers too, each with its passage
    and where it begins there."""
    for passage in written.passages:
        yield passage, 0, passage.words.replace("\n", " ")
        yield from ((passage, code.start(1), code[1]) for code in _CODE.finditer(passage.content))
    for token in written.prose.tokens if written.prose else ():
        if token.type == "container_open" and token.content and token.map:
            row = lines_of(written.text)[token.map[0]]
            if match := _TITLE.search(row):
                yield (
                    Passage(written.text, row, ((0, token.map[0], 0),)),
                    match.end(),
                    row[match.end() :],
                )


def figures_table(dossier: Dossier) -> str:
    """The figures of a report as a table, a line each."""
    rows = [
        (
            f"{line.place.path}:{line.place.line}:{line.place.column}",
            line.section,
            line.written,
            line.shown,
            line.source,
        )
        for line in figures_list(Context(read_texts(dossier)))
    ]
    head = ("place", "section", "written", "printed", "source")
    widths = [min(60, max(len(row[n]) for row in (head, *rows))) for n in range(4)]
    lines = [
        "  ".join(
            [*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]
        ).rstrip()
        for row in (head, *rows)
    ]
    return "\n".join(
        [*lines, "", f"{len(rows)} figures, {sum(row[4] == 'typed' for row in rows)} of them typed"]
    )
