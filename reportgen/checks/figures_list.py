"""Every figure in a report: where it stands, what it says, and where it comes from, or that it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportgen.checks.context import Context, Written
from reportgen.checks.number_words import IN_WORDS
from reportgen.problems import Place
from reportgen.shape import MONTHS

if TYPE_CHECKING:
    from reportgen.dossier import Dossier

_UNIT = r"(?: ?%| per ?cent| million| billion)?"
_FIGURE = rf"\d+(?:,\d{{3}})*(?:\.\d+)?[½¼¾]?{_UNIT}"
_TYPED = re.compile(rf"(?<![\w.,/:#–-])[£$€]?{_FIGURE}(?:[–-]{_FIGURE}| (?:out )?of \d+(?:,\d{{3}})*)?(?![\w/:]|[.,–-]\d)")
_IN_WORDS = re.compile(
    rf"(?<![\w-])(?:{IN_WORDS}(?: per ?cent| (?:in|out of) (?:\d+|{IN_WORDS})|[ -](?:half|thirds?|quarters?|fifths?|tenths?))|(?!one\b){IN_WORDS}(?: hundred| thousand| million)?"
    r"|half|a (?:third|quarter|fifth|tenth)(?= of\b|[.,;:)]|\Z))(?![\w-])", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d")
_NOT_COUNTING = ("cover", "publication", "letter", "abbreviations", "data")
"""Sections whose lines hold addresses, numbers of telephones and dates."""
_DAY = re.compile(rf" (?:{'|'.join(MONTHS)})\b")


@dataclass(frozen=True)
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
    """Every figure, in order of place: those computed, the results themselves, those drawn from the data, and those typed. Years and days are none."""
    lines = [*_computed(context), *_results(context), *(line for written in context.own for line in (*_drawn(written), *_typed(written)))]
    return sorted(set(lines), key=lambda line: (line.place.path, line.place.line, line.place.column, line.written))


def _computed(context: Context) -> Iterator[FigureLine]:
    """The figures of the ratings, which stand nowhere in the file."""
    ratings, place = context.ratings, context.inspection.place
    if ratings.score is not None:
        yield FigureLine(place, "ratings", "score", f"{ratings.score} out of {ratings.out_of}", "computed: the sum of points")
    for id, share in (*ratings.sections.items(), *ratings.threads.items()):
        if share.percent is not None:
            yield FigureLine(place, "ratings", str(id), f"{share.percent:g}%", f"{share.title}: computed")


def _results(context: Context) -> Iterator[FigureLine]:
    for id, finding in context.inspection.findings.items():
        known = [*finding.results.items(), *([(id, finding.score)] if finding.score else [])]
        for question, result in known:
            if result is not None and result.percent is not None:
                cases = f" ({result.yes} of {result.of})" if result.of is not None else ""
                yield FigureLine(result.place, str(id), str(question), f"{result.shown}%{cases}", f"result, {context.figures.source_of(result).rpartition(', ')[2]}")
    for name, count in context.inspection.sample.items():
        yield FigureLine(name.place, "sample", str(name), f"{count:,}", "the sample, as typed in the file")


def _drawn(written: Written) -> Iterator[FigureLine]:
    for used in written.prose.used if written.prose else ():
        if used.shown and used.kind != "ref":
            yield FigureLine(used.place, written.section, f"{{{used.kind}{':' if used.target else ''}{used.target}}}", used.shown, used.source)


def _typed(written: Written) -> Iterator[FigureLine]:
    if written.role == "line" and written.section in _NOT_COUNTING:
        return
    for passage in written.passages:
        words = passage.words.replace("\n", " ")
        for found in (*_TYPED.finditer(words), *_IN_WORDS.finditer(words)):
            if not _YEAR.fullmatch(found[0]) and not _DAY.match(words, found.end()):
                yield FigureLine(passage.place(found.start(), len(found[0])), written.section, found[0], found[0], "typed")


def figures_table(dossier: Dossier) -> str:
    """The figures of a report as a table, a line each."""
    rows = [(f"{line.place.path}:{line.place.line}:{line.place.column}", line.section, line.written, line.shown, line.source) for line in figures_list(Context(dossier))]
    head = ("place", "section", "written", "printed", "source")
    widths = [min(60, max(len(row[n]) for row in (head, *rows))) for n in range(4)]
    lines = ["  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]).rstrip() for row in (head, *rows)]
    return "\n".join([*lines, "", f"{len(rows)} figures, {sum(row[4] == 'typed' for row in rows)} of them typed"])
