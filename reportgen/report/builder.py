"""Joins an inspection, its methodology, its ratings and its prose into a report, part by part in
reading order.

Nothing is rated here and nothing is set here.
"""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

from reportgen.dossier import Dossier
from reportgen.inspection.model import Finding, Inspection, Item, Letter
from reportgen.inspection.outline import (
    anchor_of,
    find_introduction,
    find_placed_by_outline,
    is_in_report,
    label_annexe,
)
from reportgen.inspection.results import Result
from reportgen.methodology.model import Block, Domain, Methodology, Standard, Words
from reportgen.problems import Problem, sort_problems
from reportgen.prose.placeholders import Placeholders
from reportgen.prose.prose import Notes, PlaceholderUse, Prose, parse
from reportgen.ratings.reasons import explain_margin
from reportgen.ratings.results import Ratings, StandardRating
from reportgen.reading.fields import SourceText
from reportgen.record.standing import mark_draft
from reportgen.report import view
from reportgen.report.ratings_view import label_part, view_badge, view_ratings
from reportgen.report.report import Report
from reportgen.util.dates import date_in_words
from reportgen.util.text import slugify

_NUMBER = re.compile(r"[-−–]?[£$€]?\d[\d,]*(\.\d+)?( ?%| (out )?of \d+|m| million)?|–|—|n/a|\*")


class ReportBuilder:
    """Builds the parts of one report in reading order, so that footnotes are numbered as they are
    met."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.i: Inspection = dossier.inspection
        self.m: Methodology = dossier.methodology
        self.r: Ratings = dossier.ratings
        self.figures = Placeholders(self.m, self.i, self.r, dossier.units)
        self.notes = Notes(placed=find_placed_by_outline(self.m, self.i))
        self.outline = tuple(block for block in self.m.outline if self.belongs(block))
        self.signs = {
            str(mark.id): view.SignView(sign=str(mark.sign), text=str(mark.text))
            for mark in self.m.marks
        }
        self.annexes = 0
        self.problems: list[Problem] = []
        self.placed: list[PlaceholderUse] = []
        self.made_tables: dict[str, view.TableView] = {}
        self.briefs: dict[str, Prose | None] = {}

    def report(self) -> Report:
        i, m = self.i, self.m
        publication = self.publication()
        made = (*(self.part(block) for block in self.outline), *self.annexed_sections())
        for name in i.tables:
            self.table(str(name))
        return Report(
            slug=i.slug,
            language=str(m.words.language),
            document=str(m.words.document),
            title=str(i.title),
            subtitle=_text(i.subtitle),
            notice=_text(i.notice),
            region=_text(i.region),
            kind=_text(m.kinds.get(i.kind)) if i.kind else None,
            methodology=m.id,
            methodology_title=str(m.title),
            published=view_date(i.published),
            fieldwork=_text(i.fieldwork),
            lead_inspector=_person(i.lead_inspector),
            chief_inspector=_person(i.chief_inspector),
            publication=publication,
            letter=self.letter(),
            words=_words(m.words),
            sample={str(k): v for k, v in i.sample.items()},
            ratings=view_ratings(self.dossier, shown={str(b.domain) for b in self.outline}),
            units=tuple(
                view_ratings(unit, f"unit-{slugify(name)}")
                for name, unit in self.dossier.units.items()
            ),
            abbreviations={str(k): str(v) for k, v in i.abbreviations.items()},
            data_notice=_text(i.cases.notice) if i.cases else None,
            parts=made,
            tables=self.made_tables,
            breakdowns=self.breakdowns(),
            notes=self.notes,
            problems=tuple(sort_problems(self.problems)),
            marking=mark_draft(self.dossier.record),
        )

    def belongs(self, block: Block) -> bool:
        """Whether this report has the block: neither a domain without standards nor an optional
        block with nothing in it."""
        if block.domain is not None:
            return any(s.domain == block.domain for s in self.r.standards.values())
        return is_in_report(block, self.i)

    # Prose and what it holds

    def prose(self, text: str | None, section: str) -> Prose | None:
        if text is None or not text.strip():
            return None
        return self.written(text, section)

    def written(self, text: str, section: str, cell: bool = False) -> Prose:
        """A text read, what is wrong with it noted, and what it places among its paragraphs."""
        prose = parse(text, figures=self.figures, notes=self.notes, section=section, cell=cell)
        self.problems += prose.problems
        self.placed += [used for used in prose.used if used.kind == "breakdown"]
        for used in prose.used:
            if used.kind == "table":
                self.table(used.target)
        return prose

    def items(
        self, items: tuple[Item, ...], section: str, first: int | None = None
    ) -> tuple[view.ItemView, ...]:
        made = []
        for place, item in enumerate(items):
            text = self.prose(item.text, section)
            if text is not None:
                made.append(
                    view.ItemView(
                        text=text,
                        title=_text(item.title),
                        number=None if first is None else first + place,
                        findings=tuple(
                            link for id in item.findings if (link := self.link(str(id))) is not None
                        ),
                    )
                )
        return tuple(made)

    def link(self, id: str | None) -> view.LinkView | None:
        """The domain, standard or key question with an id, where the report has it."""
        if id is None:
            return None
        question = self.m.questions.get(id)
        standard = next(
            (s for s in self.m.standards.values() if s.id == id or question in s.questions), None
        )
        shown = {str(block.domain) for block in self.outline}
        if (
            standard is not None
            and standard.id in self.r.standards
            and self.m.domain_of[standard.id].id in shown
        ):
            return view.LinkView(
                id=anchor_of(standard.id), label=label_part(id), title=str(standard.title)
            )
        domain = next((d for d in self.m.domains if d.id == id and d.id in shown), None)
        return (
            view.LinkView(
                id=anchor_of(domain.id), label=label_part(domain.id), title=str(domain.title)
            )
            if domain
            else None
        )

    # The outline

    def part(self, block: Block) -> view.PartView:
        id = str(block.id or block.block)
        domain = next(
            (d for d in self.m.domains if block.domain is not None and d.id == block.domain), None
        )
        place = anchor_of(domain.id) if domain else id
        title = _text(block.title) or (str(domain.title) if domain else None)
        heading = label_part(domain.id) if domain else self.annexe_label() if block.annexe else ""
        intro = self.prose(find_introduction(block, self.m, self.i), place)
        text = None if domain else self.prose(self.i.text.get(SourceText(id)), place)
        if block.block == "summary":
            self.briefs = {
                str(id): self.prose(finding.in_brief, place)
                for id, finding in self.i.findings.items()
            }
        in_domain = self.domain(domain) if domain else None
        return view.PartView(
            block=str(block.block),
            id=place,
            label=heading,
            title=title,
            annexe=block.annexe,
            new_page=block.new_page,
            intro=intro,
            text=text,
            domain=in_domain,
            recommendations=self.recommendations(place) if block.block == "recommendations" else (),
            progress=self.progress(place) if block.block.startswith("progress") else (),
            good_practice=self.good_practice(place) if block.block == "good-practice" else (),
            tables=self.tables(str(block.domain or id), tuple(str(name) for name in block.tables)),
            sections=(sections := self.sections(str(block.domain or id))),
            entries=self.entries(in_domain, sections),
        )

    def annexe_label(self) -> str:
        self.annexes += 1
        return label_annexe(self.m, self.annexes)

    def annexed_sections(self) -> tuple[view.PartView, ...]:
        """The inspection's own annexes, behind those of the outline."""
        return tuple(
            view.PartView(
                block="prose",
                id=one.id,
                label=self.annexe_label(),
                title=one.title,
                annexe=True,
                new_page=True,
                intro=None,
                text=one.text,
                domain=None,
                recommendations=(),
                progress=(),
                good_practice=(),
                tables=(),
                sections=(),
                entries=(),
            )
            for one in self.sections("annexes")
        )

    def entries(
        self, domain: view.DomainView | None, sections: tuple[view.SectionView, ...]
    ) -> tuple[view.EntryView, ...]:
        if domain is None:
            return ()
        return (
            *(view.EntryView(id=s.anchor, label=s.label, title=s.title) for s in domain.standards),
            *(view.EntryView(id=s.id, label="", title=s.title) for s in sections),
        )

    def sections(self, place: str) -> tuple[view.SectionView, ...]:
        made = []
        for section in self.i.sections:
            if section.in_ == place:
                id = str(section.id) if section.id else slugify(section.title)
                text = self.prose(section.text, id)
                if text is not None:
                    made.append(view.SectionView(id=id, title=str(section.title), text=text))
        return tuple(made)

    def tables(self, place: str, names: tuple[str, ...] = ()) -> tuple[view.TableView, ...]:
        """The tables that the outline names for a place, and those that name it themselves."""
        own = [
            str(name) for name, t in self.i.tables.items() if t.in_ == place and name not in names
        ]
        return tuple(
            self.table(name) for name in (*names, *own) if SourceText(name) in self.i.tables
        )

    def table(self, name: str) -> view.TableView:
        if name not in self.made_tables:
            self.made_tables[name] = self.new_table(name)
        return self.made_tables[name]

    def new_table(self, name: str) -> view.TableView:
        table = self.i.tables[SourceText(name)]
        numeric = [
            (
                _is_numeric([row[n] for row in table.rows if n < len(row)])
                if column.align is None
                else column.align == "right"
            )
            for n, column in enumerate(table.columns)
        ]
        numeric[:1] = [numeric[0] and table.columns[0].align == "right"] if numeric else []
        rows = []
        for row in table.rows:
            filled = (*row, *[SourceText("")] * (len(numeric) - len(row)))
            rows.append(
                tuple(
                    view.CellView(text=self.written(cell, "", cell=True), is_number=n)
                    for cell, n in zip(filled, numeric, strict=True)
                )
            )
        return view.TableView(
            id=self.notes.claim(f"table-{slugify(name)}"),
            title=str(table.title),
            source=_text(table.source),
            rows=tuple(rows),
            wide=table.wide,
            columns=tuple(
                view.ColumnView(title=str(c.title), is_number=n)
                for c, n in zip(table.columns, numeric, strict=True)
            ),
            notes=tuple(
                note
                for text in table.notes
                if (note := self.prose(text, f"table-{slugify(name)}")) is not None
            ),
        )

    def breakdowns(self) -> dict[str, view.BreakdownView]:
        """The results by group that the prose places."""
        if not self.placed:
            return {}
        from reportgen.cases.breakdowns import break_down

        made = {}
        for used in self.placed:
            target, _, attribute = used.target.partition(" by ")
            found = break_down(self.dossier.cases, self.m, target, attribute, used.place)
            made[used.target] = view.BreakdownView(
                id=self.notes.claim(f"breakdown-{slugify(used.target)}"),
                title=found.title,
                by=found.attribute_title,
                groups=found.groups,
                note=found.note,
                rows=tuple(
                    view.BreakdownRowView(
                        id=row.id,
                        text=row.text,
                        groups=tuple(_group(cell) for cell in row.cells),
                        total=_group(row.total),
                    )
                    for row in found.rows
                ),
            )
        return made

    # Findings

    def domain(self, domain: Domain) -> view.DomainView:
        finding = self.i.findings.get(SourceText(domain.id)) or Finding()
        place = anchor_of(domain.id)
        share = self.r.sections.get(domain.id)
        return view.DomainView(
            id=str(domain.id),
            anchor=place,
            label=label_part(domain.id),
            title=str(domain.title),
            percent=share.percent if share else None,
            in_brief=self.brief(domain.id, finding, place),
            summary=self.prose(finding.summary, place),
            text=self.prose(finding.text, place),
            strengths=self.items(finding.strengths, place),
            areas_for_improvement=self.items(finding.areas_for_improvement, place),
            standards=tuple(self.standard(s) for s in domain.standards if s.id in self.r.standards),
        )

    def brief(self, id: str, finding: Finding, place: str) -> Prose | None:
        """What the executive summary says, read there where the report has one."""
        return (
            self.briefs[str(id)] if str(id) in self.briefs else self.prose(finding.in_brief, place)
        )

    def standard(self, standard: Standard) -> view.StandardView:
        finding = self.i.findings.get(SourceText(standard.id)) or Finding()
        rated, place, edges = (
            self.r.standards[standard.id],
            anchor_of(standard.id),
            self.edges(standard),
        )
        share = None
        if (
            rated.percent is not None and rated.driver is None
        ):  # a mean, or a score of its own: no question stands for it
            share = view.ShareView(percent=rated.percent, mark=self.mark(rated), edges=edges)
        return view.StandardView(
            id=str(standard.id),
            anchor=place,
            label=label_part(standard.id),
            title=str(standard.title),
            statement=_text(standard.statement),
            rule=rated.rule,
            state=rated.state,
            rating=self.mark(rated),
            score=share,
            points=rated.points if rated.counted else None,
            because=rated.because,
            margin=self.margin(rated),
            cases_from=self.cases_from(standard),
            note=self.prose(standard.note, place),
            in_brief=self.brief(standard.id, finding, place),
            summary=self.prose(finding.summary, place),
            questions=tuple(
                self.question(standard, rated, finding, n) for n in range(len(standard.questions))
            ),
            signs=tuple(
                sign
                for id, sign in self.signs.items()
                if any(
                    id in p.marks and prompt_id in finding.results
                    for q in standard.questions
                    for prompt_id, p in q.prompts_by_id.items()
                )
            ),
            text=self.prose(finding.text, place),
            strengths=self.items(finding.strengths, place),
            areas_for_improvement=self.items(finding.areas_for_improvement, place),
            tables=self.tables(standard.id),
            sections=self.sections(standard.id),
        )

    def cases_from(self, standard: Standard) -> str | None:
        """Where its cases come from: what the methodology says of results that are there, and of
        how many cases what is pooled was pooled."""
        pooled = [one for one in self.dossier.pooled if one.standard == standard.id]
        alike = len({one.sentence for one in pooled}) == 1
        said = (
            [pooled[0].sentence] if alike else [f"{one.question}: {one.sentence}" for one in pooled]
        )
        told = standard.cases_from is not None and self.r.standards[standard.id].percent is not None
        return " ".join([*([str(standard.cases_from)] if told else []), *said]) or None

    def question(
        self, standard: Standard, rated: StandardRating, finding: Finding, n: int
    ) -> view.QuestionView:
        asked, result = standard.questions[n], rated.questions[n]
        edges = self.edges(standard)
        if rated.state == "shown":
            edges = ()
        level = None
        if edges and result.grade is not None and result.level is not None:
            level = view.RatingBadge(name=result.grade, level=result.level, of=len(rated.grades))
        return view.QuestionView(
            id=str(asked.id),
            text=str(asked.text),
            is_driver=result.is_driver,
            share=view.ShareView(
                percent=result.percent, yes=result.yes, of=result.of, mark=level, edges=edges
            ),
            prompts=tuple(
                view.PromptView(
                    id=str(p.id),
                    text=str(p.text),
                    signs=tuple(self.signs[str(m)] for m in p.marks if str(m) in self.signs),
                    share=_share(finding.results.get(SourceText(prompt_id))),
                )
                for prompt_id, p in asked.prompts_by_id.items()
            ),
        )

    def edges(self, standard: Standard) -> tuple[view.BandEdge, ...]:
        return tuple(
            view.BandEdge(percent=g.from_, name=str(g.name))
            for g in self.m.scale_of(standard)[1:]
            if g.from_
        )

    def mark(self, rated: StandardRating) -> view.RatingBadge | None:
        return view_badge(self.m, rated)

    def margin(self, rated: StandardRating) -> str | None:
        """How close the rating was, as a sentence."""
        return explain_margin(rated.margin, self.m.words) if rated.margin is not None else None

    # Lists

    def recommendations(self, place: str) -> tuple[view.AddresseeView, ...]:
        made, first = [], 1
        for group in self.i.recommendations:
            made.append(
                view.AddresseeView(to=_text(group.to), items=self.items(group.items, place, first))
            )
            first += len(group.items)
        return tuple(made)

    def progress(self, place: str) -> tuple[view.ProgressView, ...]:
        return tuple(
            view.ProgressView(
                made_in=_text(p.from_),
                recommendation=self.written(p.recommendation, place),
                findings=self.prose(p.findings, place),
                category=p.category,
                still_required=self.prose(p.still_required, place),
            )
            for p in self.i.progress
        )

    def good_practice(self, place: str) -> tuple[view.PracticeView, ...]:
        return tuple(
            view.PracticeView(
                title=str(p.title), on=self.link(p.on), text=self.written(p.text, place)
            )
            for p in self.i.good_practice
        )

    # Who and where

    def publication(self) -> view.PublicationView:
        p = self.i.publication
        return view.PublicationView(
            publisher=_text(p.publisher),
            address=_lines(p.address),
            isbn=_text(p.isbn),
            copyright=_text(p.copyright),
            available_at=_text(p.available_at),
            licence=self.prose(p.licence, "publication"),
            contact=self.prose(p.contact, "publication"),
            acknowledgements=self.prose(
                self.i.text.get(SourceText("acknowledgements")), "publication"
            ),
            role=self.prose(self.i.text.get(SourceText("role")), "publication"),
        )

    def letter(self) -> view.LetterView | None:
        """The head and end of a letter, where the outline has them, filled in or not."""
        if not any(block.block.startswith("letter") for block in self.outline):
            return None
        found = self.i.letter or Letter()
        return view.LetterView(
            sender=_lines(found.sender),
            to=_lines(found.to),
            copies=_lines(found.copies),
            subject=_text(found.subject),
            salutation=_text(found.salutation),
            closing=_text(found.closing),
        )


def view_date(written: str | None) -> view.DateView | None:
    """24 May 2022, May 2022 or 2022."""
    if written is None:
        return None
    return view.DateView(words=date_in_words(written), iso=str(written))


def _share(result: Result | None) -> view.ShareView:
    known = result is not None and result.percent is not None
    return (
        view.ShareView(percent=result.rounded, yes=result.yes, of=result.of)
        if known and result
        else view.ShareView(percent=None)
    )


def _group(cell: Any) -> view.GroupView:
    return view.GroupView(percent=cell.percent, yes=cell.yes, of=cell.of, withheld=cell.withheld)


def _is_numeric(cells: list[SourceText]) -> bool:
    """Whether a column reads as numbers: most of its cells are."""
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and 2 * sum(
        1 for cell in filled if _NUMBER.fullmatch(cell.strip()) or cell.startswith("{")
    ) > len(filled)


def _words(words: Words) -> dict[str, str | int | bool]:
    values = {
        f.name: getattr(words, f.name)
        for f in fields(words)
        if f.name not in ("place", "inspected")
    }  # what checks know a service by is printed nowhere
    return {name: str(value) if isinstance(value, str) else value for name, value in values.items()}


def _text(value: str | None) -> str | None:
    return value or None


def _lines(lines: tuple[SourceText, ...]) -> tuple[str, ...]:
    return tuple(lines)


def _person(person: Any) -> view.PersonView | None:
    return view.PersonView(name=person.name, title=_text(person.title)) if person else None
