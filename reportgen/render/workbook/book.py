"""The data workbook of a report, described sheet by sheet: what each holds, in which order, under
which headings.

The shape is the one that government guidance asks of accessible spreadsheets: a cover, a list of
the sheets, the notes, and then one table a sheet, with a title above it, notes in a column of their
own, no merged or empty cells, nothing said by colour alone. Nothing is computed here that is not in
the report.

It must not know file formats: ods.py and xlsx.py both write this one description.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from reportgen.cases.breakdowns import find_breakdowns
from reportgen.inspection.model import Inspection
from reportgen.inspection.own_fields import list_field_values
from reportgen.problems import InputError
from reportgen.prose.plain import one_line, plain_of, plain_text
from reportgen.ratings.then_now import compare_then_now
from reportgen.reading.fields import SourceText
from reportgen.render.workbook.sheets import (
    LOOKS_NUMERIC,
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    SHORTHAND,
    WITHHELD,
    Sheet,
    SheetColumn,
    SheetLine,
    SheetNames,
    Value,
    Workbook,
    table_sheet,
)
from reportgen.report.texts import ReportTexts, read_texts
from reportgen.util.frozen import frozen

if TYPE_CHECKING:
    from markdown_it.token import Token

    from reportgen.cases.breakdowns import Breakdown
    from reportgen.dossier import Dossier
    from reportgen.languages.language import Language
    from reportgen.methodology.model import Words
    from reportgen.prose.prose import Prose
    from reportgen.ratings.results import Ratings
    from reportgen.record.standing import Marking


def build_workbook(
    dossier: Dossier, texts: ReportTexts | None = None, marking: Marking | None = None
) -> Workbook:
    """The workbook of one inspection. `texts`: the dossier's own, if they are already read.
    `marking`: what marks each sheet, if the report is not published."""
    i, m = dossier.inspection, dossier.methodology
    book = _BookBuilder(texts or read_texts(dossier))
    tables = [sheet for sheet in book.tables() if sheet.rows]
    lines = say_marking(m.words, marking)
    sheets = (book.cover(), book.contents(tables), book.notes(), *tables)
    title = m.words.say("book-title", title=i.title, document=m.words.document)
    return Workbook(
        title=f"{marking.title}: {title}" if marking and marking.title else title,
        subject=str(m.title),
        publisher=str(i.publication.publisher or ""),
        language=str(m.words.language),
        date=find_day(i),
        sheets=tuple(replace(sheet, lines=(*lines, *sheet.lines)) for sheet in sheets),
    )


def say_marking(words: Words, marking: Marking | None) -> tuple[SheetLine, ...]:
    """The first row of every sheet, if the report is not published or was withdrawn."""
    if marking is None:
        return ()
    if marking.withdrawal:
        withdrawn = words.say("withdrawn-on", date=marking.withdrawal.on)
        return (SheetLine(f"{withdrawn} {marking.withdrawal.note}", "heading"),)
    if marking.band is None:
        return ()
    if not marking.recipient:
        return (SheetLine(marking.band, "heading"),)
    recipient = words.say("copy-for", recipient=marking.recipient)
    return (SheetLine(f"{marking.band}. {recipient}", "heading"),)


def find_day(inspection: Inspection) -> str:
    """The day that a file is dated: the first of the month or year published; without one, what
    SOURCE_DATE_EPOCH says."""
    if inspection.published:
        return (
            (inspection.published + "-01-01")[:10]
            if len(inspection.published) == 4
            else (inspection.published + "-01")[:10]
        )
    from reportgen.util.build_time import read_build_time

    built_at = read_build_time()
    return (
        min(max(f"{built_at:%Y-%m-%d}", "1980-01-01"), "2100-01-01") if built_at else "1980-01-01"
    )


class _BookBuilder:
    """Describes the sheets of one dossier. Sheet names are given once each."""

    def __init__(self, texts: ReportTexts) -> None:
        self.d = dossier = texts.dossier
        self.texts = texts
        self.i, self.m, self.r = dossier.inspection, dossier.methodology, dossier.ratings
        self.say = dossier.methodology.words.say
        self.fixed = {
            "cover": self.say("sheet-cover"),
            "contents": self.say("sheet-contents"),
            "notes": self.say("sheet-notes"),
        }
        """The sheets before the tables."""
        self.names = SheetNames(*self.fixed.values())
        self.note_texts: list[str] = []
        """The notes, in the order in which the tables call them."""

    # What stands before the tables

    def cover(self) -> Sheet:
        i, m = self.i, self.m
        title = self.say("book-title", title=i.title, document=m.words.document)
        lines = [SheetLine(title, "title")]
        lines += [
            SheetLine(str(notice))
            for notice in (i.notice, i.cases.notice if i.cases else None)
            if notice
        ]
        lines += [
            SheetLine(self.say("about-workbook"), "heading"),
            SheetLine(self.say("workbook-holds", document=m.words.document)),
            SheetLine(self.say("workbook-sheets", **self.fixed)),
            SheetLine(self.say("workbook-percentages")),
            SheetLine(self.say("shorthand"), "heading"),
            *(
                SheetLine(self.say("sign-means", sign=sign, meaning=self.say(meaning)))
                for sign, meaning in SHORTHAND.items()
            ),
        ]
        if i.sample:
            lines += [
                SheetLine(self.say("cases-inspected"), "heading"),
                *(
                    SheetLine(f"{_words(str(group))}: {count:,}")
                    for group, count in i.sample.items()
                    if count is not None
                ),
            ]
        lines += [
            SheetLine(self.say("publication"), "heading"),
            SheetLine(f"{self.say('methodology')}: {m.title}"),
        ]
        lines += [
            SheetLine(f"{self.say(what)}: {value}")
            for what, value in (
                ("region", i.region),
                ("published", i.published),
                ("fieldwork", i.fieldwork),
                ("publisher", i.publication.publisher),
            )
            if value
        ]
        lines += [
            SheetLine(self.plain(text))
            for text in (i.publication.licence, i.publication.contact)
            if text
        ]
        return Sheet(self.fixed["cover"], tuple(lines))

    def contents(self, tables: Sequence[Sheet]) -> Sheet:
        listed = [
            (self.fixed["cover"], self.say("about-cover")),
            (self.fixed["notes"], self.say("about-notes")),
            *((sheet.name, sheet.title) for sheet in tables),
        ]
        return table_sheet(
            self.fixed["contents"],
            self.say("contents"),
            (self.column("sheet", 28), self.column("what-it-holds", 90)),
            listed,
            links=True,
            wording=self.m.words.wording,
        )

    def notes(self) -> Sheet:
        rows = [
            (self.say("note-of-number", number=number), text)
            for number, text in enumerate(self.note_texts, start=1)
        ] or [(self.say("note-of-number", number=1), self.say("no-notes"))]
        return table_sheet(
            self.fixed["notes"],
            self.say("notes"),
            (self.column("note", 12), self.column("what-it-says", 110)),
            rows,
            wording=self.m.words.wording,
        )

    def column(self, key: str, width: int, is_number: bool = False) -> SheetColumn:
        """A column that the catalogue of words names."""
        return SheetColumn(self.say(key), width, is_number)

    def word(self, name: str, width: int) -> SheetColumn:
        """A column called as the methodology calls a thing."""
        return SheetColumn(_words(name), width)

    def note(self, text: str | None) -> str:
        """A note's number, as a cell calls it; nothing to note is not applicable."""
        if not text:
            return NOT_APPLICABLE
        if text not in self.note_texts:
            self.note_texts.append(text)
        return f"[{self.say('note-of-number', number=self.note_texts.index(text) + 1)}]"

    def note_all(self, texts: Iterable[str]) -> str:
        return " ".join(self.note(text) for text in texts) or NOT_APPLICABLE

    # The tables

    def tables(self) -> Iterator[Sheet]:
        """Every sheet with a table, those without rows among them."""
        yield self.overall(
            self.r, self.say("sheet-overall"), self.say("overall-of", title=self.i.title)
        )
        yield self.ratings(self.r)
        yield self.reasons()
        yield self.fields()
        yield self.whole_ratings()
        yield self.outcomes()
        yield self.shares()
        yield self.questions()
        yield self.prompts()
        for name in find_breakdowns(self.i):
            yield from self.breakdown(name)
        yield self.pooled()
        yield self.units()
        for name, table in self.i.tables.items():
            yield self.data(
                str(name),
                PlainTable(
                    title=str(table.title),
                    source=str(table.source or "") or None,
                    columns=[str(column.title) for column in table.columns],
                    rows=[[self.plain(cell) for cell in row] for row in table.rows],
                    notes=[self.plain(text) for text in table.notes],
                ),
            )
        for text in self.texts:
            if text.prose is not None and text.role != "house" and "|" in text.text:
                for table_in_text in tables_in(text.prose, self.m.words.wording):
                    yield self.data(self.say("table-in-text"), table_in_text)
        yield self.figures_used()
        yield self.recommendations()
        yield self.then_now()
        yield self.progress()

    def sheet(
        self,
        name: str,
        title: str,
        columns: Sequence[SheetColumn],
        rows: Iterable[Sequence[Value | None]],
        about: Sequence[str] = (),
    ) -> Sheet:
        wording = self.m.words.wording
        return table_sheet(self.names.give(name), title, columns, rows, about, wording=wording)

    def overall(self, ratings: Ratings, name: str, title: str) -> Sheet:
        whole = ratings.overall is not None
        none = NOT_AVAILABLE if self.m.rules.overall.rule != "none" else NOT_APPLICABLE
        score = (
            ratings.score
            if ratings.score is not None
            else none
            if self.m.rules.overall.rule == "points"
            else NOT_APPLICABLE
        )
        return self.sheet(
            name,
            title,
            (self.column("measure", 26), self.column("value", 60)),
            [
                (self.say("inspection"), ratings.inspection),
                (self.say("methodology"), ratings.methodology),
                (self.say("title"), str(self.i.title)),
                (
                    self.say("published"),
                    str(self.i.published) if self.i.published else NOT_APPLICABLE,
                ),
                (self.say("overall-rating"), ratings.overall if whole else none),
                (self.say("score"), score),
                (
                    self.say("highest-score"),
                    (
                        ratings.out_of
                        if ratings.out_of is not None
                        else score
                        if isinstance(score, str)
                        else NOT_AVAILABLE
                    ),
                ),
            ],
        )

    def ratings(self, ratings: Ratings) -> Sheet:
        states = {
            "unrated": NOT_AVAILABLE,
            "not rated": NOT_APPLICABLE,
            "shown": NOT_APPLICABLE,
            "rated": NOT_AVAILABLE,
        }
        rows = []
        for s in ratings.standards.values():
            missing = states[s.state]
            per_case = missing if s.rule != "judgement" else NOT_APPLICABLE
            why = (
                s.because[0] if s.state in ("not rated", "shown", "unrated") and s.because else None
            )
            rows.append(
                (
                    s.id,
                    s.title,
                    s.rating or missing,
                    (
                        s.points
                        if s.points is not None
                        else missing
                        if s.counted and s.state == "unrated"
                        else NOT_APPLICABLE
                    ),
                    s.percent if s.percent is not None else per_case,
                    s.driver or NOT_APPLICABLE,
                    s.margin.to if s.margin else NOT_APPLICABLE,
                    s.margin.cases if s.margin else NOT_APPLICABLE,
                    self.note(why),
                )
            )
        words = self.m.words
        return self.sheet(
            self.say("sheet-ratings"),
            self.say("ratings-of-each", what=words.standard),
            (
                self.word(str(words.standard), 12),
                self.column("title", 40),
                self.column("rating", 22),
                self.column("points", 11, True),
                self.column("percentage", 12, True),
                SheetColumn(self.say("lowest-question", question=words.question), 14),
                self.column("nearest-rating", 22),
                self.column("cases-to-it", 14, True),
                self.column("notes", 12),
            ),
            rows,
            (self.say("about-cases-to-it"),),
        )

    def reasons(self) -> Sheet:
        rows = [
            (s.id, number, text)
            for s in self.r.standards.values()
            for number, text in enumerate(s.because, start=1)
        ]
        rows += [
            (self.say("overall").lower(), number, text)
            for number, text in enumerate(self.r.overall_because, start=1)
        ]
        return self.sheet(
            self.say("sheet-reasons"),
            self.say("reasons-in-order"),
            (
                self.word(str(self.m.words.standard), 12),
                self.column("number", 12, True),
                self.column("reason", 110),
            ),
            rows,
        )

    def fields(self) -> Sheet:
        """The fields that the methodology declares, a line for each value."""
        return self.sheet(
            self.say("sheet-facts"),
            self.say("facts-about-service"),
            (self.column("field", 20), self.column("title", 40), self.column("value", 50)),
            [
                (one.id, one.title, value)
                for one in list_field_values(self.m, self.i)
                for value in one.values
            ],
        )

    def whole_ratings(self) -> Sheet:
        """The domains that have a rating of their own."""
        word = str(self.m.words.domain)
        return self.sheet(
            self.say("sheet-ratings-of", what=word),
            self.say("ratings-of-each", what=word),
            (self.word(word, 12), self.column("title", 50), self.column("rating", 22)),
            [(d.id, d.title, d.rating or NOT_AVAILABLE) for d in self.r.domains.values()],
        )

    def outcomes(self) -> Sheet:
        """What follows from the ratings."""
        return self.sheet(
            self.say("sheet-what-follows"),
            self.say("follows-from-ratings"),
            (self.column("what-follows", 40), self.column("rule", 100)),
            [(outcome.title, outcome.about) for outcome in self.r.outcomes if outcome.holds],
        )

    def shares(self) -> Sheet:
        rows = [
            (kind, share.id, share.title, share.percent)
            for kind, shares in (
                (self.say("section"), self.r.sections),
                (self.say("thread").lower(), self.r.threads),
            )
            for share in shares.values()
        ]
        return self.sheet(
            self.say("sheet-shares"),
            self.say("shares-scored"),
            (
                self.column("kind", 10),
                self.column("id", 14),
                self.column("title", 50),
                self.column("percentage", 12, True),
            ),
            rows,
        )

    def questions(self) -> Sheet:
        rows = [
            (
                s.id,
                q.id,
                q.text,
                q.yes,
                q.of,
                q.percent,
                q.grade or NOT_APPLICABLE,
                self.say("yes" if q.is_driver else "no"),
                self.note(self.source(s.id, q.id)),
            )
            for s in self.r.standards.values()
            for q in s.questions
            if q.percent is not None
        ]
        words = self.m.words
        return self.sheet(
            self.say("sheet-questions"),
            self.say("results-of", what=words.questions),
            (
                self.word(str(words.standard), 12),
                self.column("id", 10),
                self.word(str(words.question), 70),
                self.column("yes-cases", 8, True),
                self.column("of-cases", 8, True),
                self.column("percentage", 12, True),
                self.column("band", 22),
                self.column("decides", 12),
                self.column("notes", 12),
            ),
            rows,
            (self.say("question-columns", sufficient=words.sufficient),),
        )

    def source(self, standard: str, question: str) -> str | None:
        """Where a result comes from, where that is not the file itself."""
        pooled = next((p for p in self.d.pooled if p.question == question), None)
        if pooled is not None:
            return pooled.explain(self.m.words.wording)
        finding = self.i.findings.get(SourceText(standard))
        result = finding.results.get(SourceText(question)) if finding else None
        if result is not None and result.origin == "cases" and self.i.cases is not None:
            return str(self.i.cases.notice) if self.i.cases.notice else self.say("counted-by-case")
        return None

    def prompts(self) -> Sheet:
        marks = {str(mark.id): str(mark.text) for mark in self.m.marks}
        rows = []
        for s in self.m.standards.values():
            finding = self.i.findings.get(s.id)
            for q in s.questions if finding is not None and s.id in self.r.standards else ():
                for id, p in q.prompts_by_id.items():
                    result = finding.results.get(SourceText(id)) if finding else None
                    if result is not None and result.percent is not None:
                        notes = [marks[str(mark)] for mark in p.marks if str(mark) in marks]
                        rows.append(
                            (
                                s.id,
                                id,
                                str(p.text),
                                result.yes,
                                result.of,
                                result.rounded,
                                self.note_all(notes),
                            )
                        )
        return self.sheet(
            self.say("sheet-prompts"),
            self.say("results-of-prompts", question=self.m.words.question),
            (
                self.word(str(self.m.words.standard), 12),
                self.column("id", 10),
                self.column("prompt", 80),
                self.column("yes-cases", 8, True),
                self.column("of-cases", 8, True),
                self.column("percentage", 12, True),
                self.column("notes", 18),
            ),
            rows,
            (self.say("prompt-columns", sufficient=self.m.words.sufficient),),
        )

    def breakdown(self, name: str) -> Iterator[Sheet]:
        from reportgen.cases.breakdowns import find_breakdown

        try:
            broken = find_breakdown(self.d.cases, self.m, name)
        except InputError:
            return  # a check names it at its place in the text
        yield self.sheet(
            self.say("sheet-by", by=broken.attribute, target=broken.target),
            broken.title,
            (
                self.column("id", 10),
                self.word(str(self.m.words.question), 70),
                SheetColumn(broken.attribute_title, 22),
                self.column("yes-cases", 8, True),
                self.column("of-cases", 8, True),
                self.column("percentage", 12, True),
                self.column("notes", 12),
            ),
            self.breakdown_rows(broken),
        )

    def breakdown_rows(self, broken: Breakdown) -> Iterator[Sequence[Value | None]]:
        notice = str(self.i.cases.notice) if self.i.cases and self.i.cases.notice else None
        for row in broken.rows:
            for group, cell in zip(
                (*broken.groups, self.say("all")), (*row.cells, row.total), strict=True
            ):
                notes = self.note_all(
                    text for text in (broken.note if cell.withheld else None, notice) if text
                )
                if cell.withheld:
                    yield row.id, row.text, group, WITHHELD, WITHHELD, WITHHELD, notes
                else:
                    yield (
                        row.id,
                        row.text,
                        group,
                        cell.yes,
                        cell.of,
                        cell.percent if cell.of else NOT_APPLICABLE,
                        notes,
                    )

    def pooled(self) -> Sheet:
        rows: list[tuple[Value | None, ...]] = []
        for p in self.d.pooled:
            rows += [
                (p.standard, p.question, c.title, c.unit, c.yes, c.of, NOT_APPLICABLE)
                for c in p.contributions
            ]
            rows += [
                (
                    p.standard,
                    p.question,
                    out.title,
                    out.unit,
                    NOT_APPLICABLE,
                    NOT_APPLICABLE,
                    self.note(out.explain(self.m.words.wording)),
                )
                for out in p.left_out
            ]
        return self.sheet(
            self.say("sheet-pooled"),
            self.say("where-pooled-come-from"),
            (
                self.word(str(self.m.words.standard), 12),
                self.column("id", 10),
                self.column("inspection", 44),
                self.column("inspection-id", 30),
                self.column("yes-cases", 8, True),
                self.column("of-cases", 8, True),
                self.column("notes", 12),
            ),
            rows,
        )

    def units(self) -> Sheet:
        rows: list[tuple[Value | None, ...]] = []
        for name, unit in self.d.units.items():
            rows += [
                (
                    str(unit.inspection.title),
                    name,
                    s.id,
                    s.title,
                    s.rating,
                    s.percent if s.percent is not None else NOT_APPLICABLE,
                )
                for s in unit.ratings.standards.values()
                if s.state != "shown"
            ]
            if unit.ratings.overall is not None:
                rows.append(
                    (
                        str(unit.inspection.title),
                        name,
                        self.say("overall").lower(),
                        self.say("overall-rating"),
                        unit.ratings.overall,
                        NOT_APPLICABLE,
                    )
                )
        return self.sheet(
            self.say("sheet-units"),
            self.say("ratings-of-units"),
            (
                self.column("inspection", 40),
                self.column("inspection-id", 30),
                self.word(str(self.m.words.standard), 12),
                self.column("title", 40),
                self.column("rating", 22),
                self.column("percentage", 12, True),
            ),
            rows,
        )

    # What the author wrote

    def data(self, name: str, table: PlainTable) -> Sheet:
        """A table of the inspection, its columns read as numbers where they are."""
        read = [
            make_column(title, [row[n] if n < len(row) else "" for row in table.rows])
            for n, title in enumerate(table.columns)
        ]
        columns = [column for column, _ in read]
        filled: list[list[Value | None]] = [
            [values[n] for _, values in read] for n in range(len(table.rows))
        ]
        if table.notes and columns:
            called = self.note_all(table.notes)
            columns.append(self.column("notes", 14))
            filled = [[*row, called] for row in filled]
        return self.sheet(
            name,
            table.title,
            columns,
            filled,
            [self.say("source", source=table.source)] if table.source else (),
        )

    def figures_used(self) -> Sheet:
        column, values = make_column(
            self.say("figure"), [str(figure.value) for figure in self.i.figures.values()]
        )
        rows = [
            (str(name), value, str(figure.source) if figure.source else None)
            for (name, figure), value in zip(self.i.figures.items(), values, strict=True)
        ]
        return self.sheet(
            self.say("sheet-figures"),
            self.say("figures-used"),
            (self.column("name", 36), column, self.column("source-label", 60)),
            rows,
        )

    def recommendations(self) -> Sheet:
        rows: list[tuple[Value | None, ...]] = []
        for group in self.i.recommendations:
            for item in group.items:
                text = self.plain(item.text)
                number = len(rows) + 1
                rows.append(
                    (
                        number,
                        f"{self.i.slug}/{item.id or number}",
                        str(group.to) if group.to else NOT_APPLICABLE,
                        f"{item.title}: {text}" if item.title else text,
                    )
                )
        return self.sheet(
            self.say("sheet-recommendations"),
            self.say("recommendations"),
            (
                self.column("number", 12, True),
                self.column("id", 28),
                self.column("to-whom", 34),
                self.column("recommendation", 100),
            ),
            rows,
        )

    def then_now(self) -> Sheet:
        earlier = self.texts.dossier.earlier
        compared = compare_then_now(self.m, self.r, earlier) if earlier else ()
        rows = [
            (
                row.id,
                row.title,
                row.then,
                row.now,
                self.say(f"change-{row.change.replace(' ', '-')}"),
            )
            for row in compared
        ]
        return self.sheet(
            self.say("sheet-then-and-now"),
            self.say("ratings-then-and-now", then=earlier.title if earlier else ""),
            (
                self.column("id", 10),
                self.column("title", 40),
                self.column("then", 24),
                self.column("now", 24),
                self.column("change", 18),
            ),
            rows,
        )

    def progress(self) -> Sheet:
        rows = [
            (
                str(p.from_) if p.from_ else None,
                self.plain(p.recommendation),
                self.plain(p.findings),
                str(p.category),
                self.plain(p.still_required) or NOT_APPLICABLE,
            )
            for p in self.i.progress
        ]
        return self.sheet(
            self.say("sheet-progress"),
            self.say("progress-on-earlier"),
            (
                self.column("made-in", 26),
                self.column("recommendation", 60),
                self.column("what-was-found", 60),
                self.column("progress", 20),
                self.column("still-required", 60),
            ),
            rows,
        )

    def plain(self, text: SourceText | None) -> str:
        """A text in plain words, its figures filled in."""
        prose = self.texts.prose(text)
        return plain_text(prose).strip() if prose else ""


@frozen
class PlainTable:
    """A table in plain words."""

    title: str
    source: str | None
    columns: list[str]
    rows: list[list[str]]
    notes: list[str]


def tables_in(prose: Prose, wording: Language) -> Iterator[PlainTable]:
    """The tables that stand in a text itself, each called after the heading above it."""
    heading = ""
    for before, token in pairwise(prose.tokens):
        if before.type == "heading_open":
            heading = _plain_words(token)
        elif token.type == "table_open":
            rows: list[list[str]] = []
            notes: list[str] = []
        elif token.type == "tr_open":
            rows.append([])
        elif before.type in ("th_open", "td_open"):
            rows[-1].append(_plain_words(token))
            notes += [
                one_line(plain_of(child.meta["note"].tokens))
                for child in token.children or []
                if child.type == "note_call"
            ]
        elif token.type == "table_close":
            titles, *rows = rows
            yield PlainTable(
                title=wording.say("table-in-text") + (f": {heading}" if heading else ""),
                source=None,
                # A head without words is a table without one; its columns are called by their
                # number.
                columns=[
                    title or wording.say("column-of-number", number=n)
                    for n, title in enumerate(titles, start=1)
                ],
                rows=rows,
                notes=notes,
            )


def _plain_words(token: Token) -> str:
    """The words of a cell or heading, without the calls of its notes."""
    words = plain_of([child for child in token.children or [] if child.type != "note_call"])
    return one_line(words)


_WHOLE = re.compile(r"-?\d{1,3}(,\d{3})+|-?(0|[1-9]\d{0,14})")
_DECIMAL = re.compile(r"-?(0|[1-9]\d{0,11})\.\d{1,6}")
_PERCENT = re.compile(r"(-?\d{1,9}(?:\.\d{1,6})?) ?%")


def make_column(title: str, cells: Sequence[str]) -> tuple[SheetColumn, list[Value | None]]:
    """A column and its values. What is written as a number is one; a column of percentages says so
    in its heading."""
    percents = [_PERCENT.fullmatch(cell) for cell in cells]
    values: list[Value | None] = [_number(cell) for cell in cells]
    numeric = [isinstance(value, int | float) for value in values]
    if any(percents) and not any(numeric):
        values = [
            _number(share[1]) if share else cell
            for share, cell in zip(percents, cells, strict=True)
        ]
        title = title if re.search("%|per ?cent", title, re.I) else f"{title} (%)".strip()
    looks = sum(bool(LOOKS_NUMERIC.fullmatch(cell)) for cell in cells)
    widest = max((len(cell) for cell in (*cells, title)), default=0)
    return (
        SheetColumn(
            title, max(12, min(60, widest + 2)), 2 * looks > sum(bool(cell) for cell in cells)
        ),
        values,
    )


def _number(text: str) -> Value:
    if _WHOLE.fullmatch(text):
        return int(text.replace(",", ""))
    return float(text) if _DECIMAL.fullmatch(text) else text


def _words(name: str) -> str:
    """A name as a heading: post_release is Post release."""
    words = " ".join(name.replace("_", " ").split())
    return words[:1].upper() + words[1:]
