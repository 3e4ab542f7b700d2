"""Joins an inspection, its methodology, its ratings and its prose into a report, part by part in reading order.

Nothing is rated here and nothing is set here.
"""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

from reportgen import parts
from reportgen.dossier import Dossier
from reportgen.figures import Figures, anchor_of, annexe_label, belongs, introduction, placed_by_outline, slug
from reportgen.inspection import Finding, Inspection, Item, Letter, Result
from reportgen.methodology import Block, Domain, Methodology, Standard, Words
from reportgen.problems import Problem, in_order
from reportgen.prose import Notes, Prose, Used, parse
from reportgen.ratings import WORDS, Ratings, StandardRating
from reportgen.ratings_page import label, mark_of, sheet
from reportgen.report import Report
from reportgen.shape import MONTHS, Text

_NUMBER = re.compile(r"[-−–]?[£$€]?\d[\d,]*(\.\d+)?( ?%| (out )?of \d+|m| million)?|–|—|n/a|\*")


class Joining:
    """Builds the parts of one report in reading order, so that footnotes are numbered as they are met."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.i: Inspection = dossier.inspection
        self.m: Methodology = dossier.methodology
        self.r: Ratings = dossier.ratings
        self.figures = Figures(self.m, self.i, self.r, dossier.units)
        self.notes = Notes(placed=placed_by_outline(self.m, self.i))
        self.outline = tuple(block for block in self.m.outline if self.belongs(block))
        self.signs = {str(mark.id): parts.Sign(sign=str(mark.sign), text=str(mark.text)) for mark in self.m.marks}
        self.annexes = 0
        self.problems: list[Problem] = []
        self.placed: list[Used] = []
        self.made_tables: dict[str, parts.Table] = {}
        self.briefs: dict[str, Prose | None] = {}

    def report(self) -> Report:
        i, m = self.i, self.m
        publication = self.publication()
        made = (*(self.part(block) for block in self.outline), *self.annexed_sections())
        for name in i.tables:
            self.table(str(name))
        return Report(
            slug=i.slug, language=str(m.words.language), document=str(m.words.document), title=str(i.title), subtitle=_text(i.subtitle),
            notice=_text(i.notice), region=_text(i.region), kind=_text(m.kinds.get(i.kind)) if i.kind else None,
            methodology=m.id, methodology_title=str(m.title), published=date(i.published), fieldwork=_text(i.fieldwork),
            lead_inspector=_person(i.lead_inspector), chief_inspector=_person(i.chief_inspector),
            publication=publication, letter=self.letter(), words=_words(m.words), sample={str(k): v for k, v in i.sample.items()},
            ratings=sheet(self.dossier, shown={str(b.domain) for b in self.outline}),
            units=tuple(sheet(unit, f"unit-{slug(name)}") for name, unit in self.dossier.units.items()),
            abbreviations={str(k): str(v) for k, v in i.abbreviations.items()}, data_notice=_text(i.cases.notice) if i.cases else None,
            parts=made, tables=self.made_tables, breakdowns=self.breakdowns(), notes=self.notes, problems=tuple(in_order(self.problems)))

    def belongs(self, block: Block) -> bool:
        """Whether this report has the block: neither a domain without standards nor an optional block with nothing in it."""
        if block.domain is not None:
            return any(s.domain == block.domain for s in self.r.standards.values())
        return belongs(block, self.i)

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

    def items(self, items: tuple[Item, ...], section: str, first: int | None = None) -> tuple[parts.Item, ...]:
        made = []
        for place, item in enumerate(items):
            text = self.prose(item.text, section)
            if text is not None:
                made.append(parts.Item(text=text, title=_text(item.title), number=None if first is None else first + place,
                                       findings=tuple(link for id in item.findings if (link := self.link(str(id))) is not None)))
        return tuple(made)

    def link(self, id: str | None) -> parts.Link | None:
        """The domain, standard or key question with an id, where the report has it."""
        if id is None:
            return None
        question = self.m.questions.get(id)
        standard = next((s for s in self.m.standards.values() if s.id == id or question in s.questions), None)
        shown = {str(block.domain) for block in self.outline}
        if standard is not None and standard.id in self.r.standards and self.m.domain_of[standard.id].id in shown:
            return parts.Link(id=anchor_of(standard.id), label=label(id), title=str(standard.title))
        domain = next((d for d in self.m.domains if d.id == id and d.id in shown), None)
        return parts.Link(id=anchor_of(domain.id), label=label(domain.id), title=str(domain.title)) if domain else None

    # The outline

    def part(self, block: Block) -> parts.Part:
        id = str(block.id or block.block)
        domain = next((d for d in self.m.domains if block.domain is not None and d.id == block.domain), None)
        place = anchor_of(domain.id) if domain else id
        title = _text(block.title) or (str(domain.title) if domain else None)
        heading = label(domain.id) if domain else self.annexe_label() if block.annexe else ""
        intro = self.prose(introduction(block, self.m, self.i), place)
        text = None if domain else self.prose(self.i.text.get(Text(id)), place)
        if block.block == "summary":
            self.briefs = {str(id): self.prose(finding.in_brief, place) for id, finding in self.i.findings.items()}
        in_domain = self.domain(domain) if domain else None
        return parts.Part(
            block=str(block.block), id=place, label=heading, title=title, annexe=block.annexe, new_page=block.new_page, intro=intro, text=text, domain=in_domain,
            recommendations=self.recommendations(place) if block.block == "recommendations" else (),
            progress=self.progress(place) if block.block.startswith("progress") else (),
            good_practice=self.good_practice(place) if block.block == "good-practice" else (),
            tables=self.tables(str(block.domain or id), tuple(str(name) for name in block.tables)),
            sections=(sections := self.sections(str(block.domain or id))),
            entries=self.entries(in_domain, sections))

    def annexe_label(self) -> str:
        self.annexes += 1
        return annexe_label(self.m, self.annexes)

    def annexed_sections(self) -> tuple[parts.Part, ...]:
        """The inspection's own annexes, behind those of the outline."""
        return tuple(parts.Part(
            block="prose", id=one.id, label=self.annexe_label(), title=one.title, annexe=True, new_page=True, intro=None, text=one.text, domain=None,
            recommendations=(), progress=(), good_practice=(), tables=(), sections=(), entries=()) for one in self.sections("annexes"))

    def entries(self, domain: parts.Domain | None, sections: tuple[parts.Section, ...]) -> tuple[parts.Entry, ...]:
        if domain is None:
            return ()
        return (*(parts.Entry(id=s.anchor, label=s.label, title=s.title) for s in domain.standards),
                *(parts.Entry(id=s.id, label="", title=s.title) for s in sections))

    def sections(self, place: str) -> tuple[parts.Section, ...]:
        made = []
        for section in self.i.sections:
            if section.in_ == place:
                id = str(section.id) if section.id else slug(section.title)
                text = self.prose(section.text, id)
                if text is not None:
                    made.append(parts.Section(id=id, title=str(section.title), text=text))
        return tuple(made)

    def tables(self, place: str, names: tuple[str, ...] = ()) -> tuple[parts.Table, ...]:
        """The tables that the outline names for a place, and those that name it themselves."""
        own = [str(name) for name, t in self.i.tables.items() if t.in_ == place and name not in names]
        return tuple(self.table(name) for name in (*names, *own) if Text(name) in self.i.tables)

    def table(self, name: str) -> parts.Table:
        if name not in self.made_tables:
            self.made_tables[name] = self.new_table(name)
        return self.made_tables[name]

    def new_table(self, name: str) -> parts.Table:
        table = self.i.tables[Text(name)]
        numeric = [_is_numeric([row[n] for row in table.rows if n < len(row)]) if column.align is None else column.align == "right"
                   for n, column in enumerate(table.columns)]
        numeric[:1] = [numeric[0] and table.columns[0].align == "right"] if numeric else []
        rows = []
        for row in table.rows:
            filled = (*row, *[Text("")] * (len(numeric) - len(row)))
            rows.append(tuple(parts.Cell(text=self.written(cell, "", cell=True), is_number=n)
                              for cell, n in zip(filled, numeric, strict=True)))
        return parts.Table(
            id=self.notes.claim(f"table-{slug(name)}"), title=str(table.title), source=_text(table.source), rows=tuple(rows), wide=table.wide,
            columns=tuple(parts.Column(title=str(c.title), is_number=n) for c, n in zip(table.columns, numeric, strict=True)),
            notes=tuple(note for text in table.notes if (note := self.prose(text, f"table-{slug(name)}")) is not None))

    def breakdowns(self) -> dict[str, parts.Breakdown]:
        """The results by group that the prose places."""
        if not self.placed:
            return {}
        from reportgen.breakdowns import breakdown

        made = {}
        for used in self.placed:
            target, _, attribute = used.target.partition(" by ")
            found = breakdown(self.dossier.cases, self.m, target, attribute, used.place)
            made[used.target] = parts.Breakdown(
                id=self.notes.claim(f"breakdown-{slug(used.target)}"), title=found.title, by=found.attribute_title, groups=found.groups, note=found.note,
                rows=tuple(parts.BrokenDown(
                    id=row.id, text=row.text, groups=tuple(_group(cell) for cell in row.cells), total=_group(row.total))
                    for row in found.rows))
        return made

    # Findings

    def domain(self, domain: Domain) -> parts.Domain:
        finding = self.i.findings.get(Text(domain.id)) or Finding()
        place = anchor_of(domain.id)
        share = self.r.sections.get(domain.id)
        return parts.Domain(
            id=str(domain.id), anchor=place, label=label(domain.id), title=str(domain.title), percent=share.percent if share else None,
            in_brief=self.brief(domain.id, finding, place), summary=self.prose(finding.summary, place),
            text=self.prose(finding.text, place),
            strengths=self.items(finding.strengths, place), areas_for_improvement=self.items(finding.areas_for_improvement, place),
            standards=tuple(self.standard(s) for s in domain.standards if s.id in self.r.standards))

    def brief(self, id: str, finding: Finding, place: str) -> Prose | None:
        """What the executive summary says, read there where the report has one."""
        return self.briefs[str(id)] if str(id) in self.briefs else self.prose(finding.in_brief, place)

    def standard(self, standard: Standard) -> parts.Standard:
        finding = self.i.findings.get(Text(standard.id)) or Finding()
        rated, place, edges = self.r.standards[standard.id], anchor_of(standard.id), self.edges(standard)
        share = None
        if rated.percent is not None and rated.driver is None:  # a mean, or a score of its own: no question stands for it
            share = parts.Share(percent=rated.percent, mark=self.mark(rated), edges=edges)
        return parts.Standard(
            id=str(standard.id), anchor=place, label=label(standard.id), title=str(standard.title), statement=_text(standard.statement),
            rule=rated.rule, state=rated.state, rating=self.mark(rated), score=share, points=rated.points if rated.counted else None,
            because=rated.because, margin=self.margin(rated), cases_from=self.cases_from(standard), note=self.prose(standard.note, place),
            in_brief=self.brief(standard.id, finding, place), summary=self.prose(finding.summary, place),
            questions=tuple(self.question(standard, rated, finding, n) for n in range(len(standard.questions))),
            signs=tuple(sign for id, sign in self.signs.items() if any(
                id in p.marks and Text(f"{q.id}{p.id}") in finding.results for q in standard.questions for p in q.prompts)),
            text=self.prose(finding.text, place),
            strengths=self.items(finding.strengths, place), areas_for_improvement=self.items(finding.areas_for_improvement, place),
            tables=self.tables(standard.id), sections=self.sections(standard.id))

    def cases_from(self, standard: Standard) -> str | None:
        """Where its cases come from: what the methodology says of results that are there, and of how many cases what is pooled was pooled."""
        pooled = [one for one in self.dossier.pooled if one.standard == standard.id]
        alike = len({one.sentence for one in pooled}) == 1
        said = [pooled[0].sentence] if alike else [f"{one.question}: {one.sentence}" for one in pooled]
        told = standard.cases_from is not None and self.r.standards[standard.id].percent is not None
        return " ".join([*([str(standard.cases_from)] if told else []), *said]) or None

    def question(self, standard: Standard, rated: StandardRating, finding: Finding, n: int) -> parts.Question:
        asked, result = standard.questions[n], rated.questions[n]
        edges = self.edges(standard)
        if rated.state == "shown":
            edges = ()
        level = None
        if edges and result.grade is not None and result.level is not None:
            level = parts.Mark(name=result.grade, level=result.level, of=len(rated.grades))
        return parts.Question(
            id=str(asked.id), text=str(asked.text), is_driver=result.is_driver,
            share=parts.Share(percent=result.percent, yes=result.yes, of=result.of, mark=level, edges=edges),
            prompts=tuple(parts.Prompt(
                id=str(p.id), text=str(p.text), signs=tuple(self.signs[str(m)] for m in p.marks if str(m) in self.signs),
                share=_share(finding.results.get(Text(f"{asked.id}{p.id}")))) for p in asked.prompts))

    def edges(self, standard: Standard) -> tuple[parts.Edge, ...]:
        return tuple(parts.Edge(percent=g.from_, name=str(g.name)) for g in self.m.scale_of(standard)[1:] if g.from_)

    def mark(self, rated: StandardRating) -> parts.Mark | None:
        return mark_of(self.m, rated)

    def margin(self, rated: StandardRating) -> str | None:
        """How close the rating was, as a sentence."""
        near = rated.margin
        if near is None:
            return None
        count, more = abs(near.cases), near.cases > 0
        number = WORDS[count].capitalize() if count < len(WORDS) else str(count)
        cases = f"{'more' if more else 'fewer'} {'case' if count == 1 else 'cases'}"
        return f"{number} {cases} {self.m.words.sufficient} would have made it {near.to}."

    # Lists

    def recommendations(self, place: str) -> tuple[parts.Addressee, ...]:
        made, first = [], 1
        for group in self.i.recommendations:
            made.append(parts.Addressee(to=_text(group.to), items=self.items(group.items, place, first)))
            first += len(group.items)
        return tuple(made)

    def progress(self, place: str) -> tuple[parts.Progress, ...]:
        return tuple(parts.Progress(
            made_in=_text(p.from_), recommendation=self.written(p.recommendation, place),
            findings=self.prose(p.findings, place), category=p.category, still_required=self.prose(p.still_required, place))
            for p in self.i.progress)

    def good_practice(self, place: str) -> tuple[parts.Practice, ...]:
        return tuple(parts.Practice(
            title=str(p.title), on=self.link(p.on), text=self.written(p.text, place))
            for p in self.i.good_practice)

    # Who and where

    def publication(self) -> parts.Publication:
        p = self.i.publication
        return parts.Publication(
            publisher=_text(p.publisher), address=_lines(p.address), isbn=_text(p.isbn), copyright=_text(p.copyright),
            available_at=_text(p.available_at), licence=self.prose(p.licence, "publication"), contact=self.prose(p.contact, "publication"),
            acknowledgements=self.prose(self.i.text.get(Text("acknowledgements")), "publication"),
            role=self.prose(self.i.text.get(Text("role")), "publication"))

    def letter(self) -> parts.Letter | None:
        """The head and end of a letter, where the outline has them, filled in or not."""
        if not any(block.block.startswith("letter") for block in self.outline):
            return None
        found = self.i.letter or Letter()
        return parts.Letter(sender=_lines(found.sender), to=_lines(found.to), copies=_lines(found.copies), subject=_text(found.subject),
                            salutation=_text(found.salutation), closing=_text(found.closing))


def date(written: str | None) -> parts.Date | None:
    """24 May 2022, May 2022 or 2022."""
    if written is None:
        return None
    year, *rest = written.split("-")
    words = [str(int(rest[1]))] if len(rest) == 2 else []
    words += [MONTHS[int(rest[0]) - 1]] if rest else []
    return parts.Date(words=" ".join([*words, year]), iso=str(written))


def _share(result: Result | None) -> parts.Share:
    known = result is not None and result.percent is not None
    return parts.Share(percent=result.shown, yes=result.yes, of=result.of) if known and result else parts.Share(percent=None)


def _group(cell: Any) -> parts.Group:
    return parts.Group(percent=cell.percent, yes=cell.yes, of=cell.of, withheld=cell.withheld)


def _is_numeric(cells: list[Text]) -> bool:
    """Whether a column reads as numbers: most of its cells are."""
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and 2 * sum(1 for cell in filled if _NUMBER.fullmatch(cell.strip()) or cell.startswith("{")) > len(filled)


def _words(words: Words) -> dict[str, str | int | bool]:
    values = {f.name: getattr(words, f.name) for f in fields(words) if f.name not in ("place", "inspected")}  # what checks know a service by is printed nowhere
    return {name: str(value) if isinstance(value, str) else value for name, value in values.items()}


def _text(value: str | None) -> str | None:
    return value or None


def _lines(lines: tuple[Text, ...]) -> tuple[str, ...]:
    return tuple(lines)


def _person(person: Any) -> parts.Person | None:
    return parts.Person(name=person.name, title=_text(person.title)) if person else None
