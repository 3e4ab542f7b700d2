"""Writes the parts of a report into a document, in the order of its outline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from reportgen.prose.typography import curl_quotes
from reportgen.word.body import Body, Cell, place_of
from reportgen.word.markup import LINE_BREAK, make_field, make_paragraph, make_run
from reportgen.word.prose_writer import INDENT
from reportgen.word.shared import BULLETS, DECIMAL, LETTERS

if TYPE_CHECKING:
    from reportgen.problems import Place
    from reportgen.report.report import Report
    from reportgen.report.view import (
        BandEdge,
        BreakdownView,
        DomainView,
        EntryView,
        GroupView,
        ItemView,
        LinkView,
        PartView,
        PersonView,
        RatingBadge,
        RatingsView,
        SectionView,
        ShareView,
        StandardView,
        TableView,
    )


class PartsWriter:
    """Writes the parts of one report."""

    def __init__(self, body: Body, report: Report, places: Mapping[str, Place]) -> None:
        self.body, self.report = body, report
        self.say, self.places = report.wording.say, places
        """Where the data are of each standard, question and table, by id."""
        self.placed: dict[str, Callable[[str], None]] = {
            "table": lambda target: self.data_table(report.tables[target]),
            "breakdown": lambda target: self.breakdown(report.breakdowns[target]),
            "chart": self.chart,
        }
        body.placed = self.place

    def place(self, kind: str, target: str) -> None:
        """Write what prose places among its paragraphs."""
        self.placed[kind](target)

    def word(self, name: str) -> str:
        return str(self.report.words[name])

    def write(self) -> None:
        for part in self.report.parts:
            own = _OWN.get(part.block)
            with self.body.drawn_from(self.places.get("")):
                if own is not None:
                    own(self, part)
                else:
                    self.part(part)

    # Heads

    def cover(self, part: PartView) -> None:
        report, line = self.report, self.body.line
        line(_capital(report.document), "CoverKind", kind="cover")
        line(report.title, "Title", kind="heading")
        line(report.subtitle, "Subtitle", kind="heading")
        line(", ".join(filter(None, (report.region, report.kind))), "CoverLine", kind="cover")
        if report.published:
            line(report.published.words, "CoverLine", kind="cover")
        line(report.notice, "Notice", kind="cover")
        line(report.publication.publisher, "CoverLine", kind="cover")

    def letter_head(self, part: PartView) -> None:
        letter, line = self.report.letter, self.body.line
        if letter is None:
            return
        self.lines(letter.sender, "Address")
        if self.report.published:
            line(self.report.published.words, "Address", kind="cover")
        if letter.to:
            line(self.say("to-whom"), "Over", kind="cover")
            self.lines(letter.to, "Address")
        if letter.copies:
            line(self.say("copies-to"), "Over", kind="cover")
            self.lines(letter.copies, "Address")
        line(self.report.notice, "Notice")
        line(letter.subject or self.report.title, "Title", kind="heading")
        line(letter.salutation)

    def lines(self, lines: Sequence[str], style: str) -> None:
        """Several lines as one paragraph."""
        if lines:
            content = LINE_BREAK.join(make_run(curl_quotes(line)) for line in lines)
            self.body.paragraph(content, style, kind="cover")

    def letter_close(self, part: PartView) -> None:
        if self.report.letter:
            self.body.line(self.report.letter.closing)
        self.signature(self.report.chief_inspector)

    def signature(self, person: PersonView | None) -> None:
        if person is None:
            return
        title = LINE_BREAK + make_run(person.title) if person.title else ""
        self.body.paragraph(make_run(person.name, bold=True) + title, "Signature", kind="cover")

    def contents(self, part: PartView) -> None:
        """The contents: a field that Word can bring up to date, its entries linked."""
        self.body.blocks.append(_contents_head(self.say("contents")))
        rows = list(_flatten(self.report.contents, 1))
        for n, (entry, depth) in enumerate(rows):
            label = f"{entry.label}\u2002" if entry.label else ""
            page = make_field(f"PAGEREF {self.body.bookmarks.name(entry.id)} \\h", "–")
            linked = make_run(f"{label}{curl_quotes(entry.title)}") + "<w:r><w:tab/></w:r>" + page
            content = self.body.bookmarks.link(entry.id, linked)
            begin = _TOC_BEGIN if n == 0 else ""
            end = _TOC_END if n == len(rows) - 1 else ""
            self.body.blocks.append(_toc_line(begin + content + end, depth))

    # Parts

    def part(self, part: PartView) -> None:
        """A part of the outline: its heading and all that it holds."""
        body, before = self.body, len(self.body.blocks)
        self.part_heading(part)
        began = len(body.blocks)
        body.prose(part.intro, 2)
        if part.domain is not None:
            self.domain(part.domain)
        body.prose(part.text, 2)
        inner = _INNER.get(part.block)
        if inner is not None:
            inner(self, part)
        self.recommendations(part)
        if part.progress and inner is None:
            self.progress(part)
        self.good_practice(part)
        for table in part.tables:
            self.data_table(table)
        self.sections(part.sections, 2)
        if len(body.blocks) == began and before != began:
            body.line(self.say("nothing-reported"))

    def part_heading(self, part: PartView) -> None:
        if part.title:
            between = " – " if part.annexe else "\u2002"
            label = f"{part.label}{between}" if part.label else ""
            self.body.heading(
                make_run(label + curl_quotes(part.title)), 1, id=part.id, new_page=part.new_page
            )

    def sections(self, sections: Iterable[SectionView], level: int) -> None:
        for section in sections:
            self.body.heading(
                make_run(curl_quotes(section.title)),
                level,
                id=section.id,
                place=place_of(section.title),
            )
            self.body.prose(section.text, level + 1)

    def foreword(self, part: PartView) -> None:
        self.signature(self.report.chief_inspector)

    def summary(self, part: PartView) -> None:
        for domain in self.report.domains:
            briefs = [one for one in domain.standards if one.in_brief]
            if not domain.in_brief and not briefs:
                continue
            self.body.heading(make_run(_titled(domain.label, domain.title)), 2)
            self.body.prose(domain.in_brief, 3)
            for standard in briefs:
                link = self.link(standard.anchor, _titled(standard.label, standard.title))
                self.body.heading(link, 3)
                if standard.rating:
                    self.body.line(
                        self.say_rating(standard.rating, standard.state), over=self.say("rating")
                    )
                self.body.prose(standard.in_brief, 4)

    def own_fields(self, part: PartView) -> None:
        self.part(part)
        rows = [[field.title, field.words] for field in self.report.fields]
        if rows:
            self.body.table(
                part.title or self.say("facts"), [self.say("fact"), self.say("value")], rows
            )

    def abbreviations(self, part: PartView) -> None:
        rows = [(short, long) for short, long in self.report.abbreviations.items()]
        if rows:
            head = (self.say("abbreviation"), self.say("stands-for"))
            self.body.table(self.say("abbreviations"), head, rows)

    def publication(self, part: PartView) -> None:
        report, body, words = self.report, self.body, self.report.publication
        heading = self.say("about-document", document=report.document)
        body.heading(make_run(heading), 1, id="publication", new_page=True)
        for id, key, text in (
            ("acknowledgements", "acknowledgements", words.acknowledgements),
            ("who", "who-we-are", words.role),
        ):
            if text:
                body.heading(make_run(self.say(key)), 2, id=id)
                body.prose(text, 3)
        lead = report.lead_inspector
        body.line(
            ", ".join(filter(None, (lead.name, lead.title))) if lead else None,
            over=self.say("lead-inspector"),
        )
        body.line(report.fieldwork, over=self.say("fieldwork"))
        body.line(report.methodology_title, over=self.say("methodology"))
        body.line(
            ", ".join((words.publisher, *words.address)) if words.publisher else None,
            over=self.say("published-by"),
        )
        body.line(report.published.words if report.published else None, over=self.say("published"))
        body.line(words.isbn, over=self.say("isbn"))
        body.line(words.available_at, over=self.say("available-at"))
        body.line(words.copyright)
        body.prose(words.licence, 3)
        body.prose(words.contact, 3)

    # Findings

    def domain(self, domain: DomainView) -> None:
        if domain.percent is not None:
            score = f"{domain.percent:g}%"
            self.body.line(score, over=self.say("score-of-this", domain=self.word("domain")))
        self.body.prose(domain.summary, 2)
        self.body.prose(domain.text, 2)
        self.findings(domain, 2)
        for standard in domain.standards:
            with self.body.drawn_from(self.places.get(standard.id)):
                self.standard(standard)

    def standard(self, standard: StandardView) -> None:
        body = self.body
        body.heading(make_run(_titled(standard.label, standard.title)), 2, id=standard.anchor)
        body.line(standard.statement, "Statement")
        if standard.rule != "no" or standard.questions:
            self.verdict(standard)
        self.questions(standard)
        body.line(standard.cases_from, "TableNote")
        body.prose(standard.note, 3)
        body.prose(standard.summary, 3)
        body.prose(standard.text, 3)
        self.findings(standard, 3)
        for table in standard.tables:
            self.data_table(table)
        self.sections(standard.sections, 3)
        if standard.rating and standard.rating.about:
            body.line(standard.rating.about, over=self.say("conclusion"))

    def verdict(self, standard: StandardView) -> None:
        score = f"{self.say_share(standard.score)}. " if standard.score else ""
        words = self.say_rating(standard.rating, standard.state)
        self.body.line(f"{score}{words}", "Rating", over=self.say("rating"))
        if standard.because and standard.state != "shown":
            reasons = " ".join(filter(None, (*standard.because, standard.margin)))
            self.body.line(reasons, over=self.say("how-reached"))

    def questions(self, standard: StandardView) -> None:
        questions = [one for one in standard.questions if one.share.percent is not None]
        if not questions:
            return
        counted = any(one.share.of is not None for one in questions)
        label = _capital(self.word("question" if len(questions) == 1 else "questions"))
        head = [label, "%", *([self.say("cases")] if counted else []), self.say("band")]
        rows = []
        for one in questions:
            is_lowest = one.is_driver and len(standard.questions) > 1
            lowest = self.say(standard.say_lowest(one)).lower()
            text = f"{one.text} ({lowest})" if is_lowest else one.text
            cases = "–" if one.share.of is None else self.count(one.share.yes, one.share.of)
            band = self.say_share(one.share) if one.share.mark else "–"
            rows.append([text, f"{one.share.percent}%", *([cases] if counted else []), band])
        self.body.table(
            self.say("share-of-cases", sufficient=self.word("sufficient")),
            head,
            rows,
            numeric=[False, True, *([True] if counted else []), False],
            id=f"{standard.anchor}-questions",
            about=[self.places.get(one.id) for one in questions],
        )
        self.edges(questions[0].share.edges)

    def edges(self, edges: Sequence[BandEdge]) -> None:
        if edges:
            words = [f"{edge.percent}% ({edge.name})" for edge in edges]
            self.body.line(
                f"{self.say('bands-begin', bands=self.report.wording.list(words))}.", "TableNote"
            )

    def findings(self, view: DomainView | StandardView, level: int) -> None:
        for items, name in (
            (view.strengths, "strengths"),
            (view.areas_for_improvement, "areas_for_improvement"),
        ):
            if items:
                self.body.heading(make_run(self.word(name)), level)
                kind = LETTERS if self.report.words["lettered"] else BULLETS
                self.items(items, kind)

    def items(self, items: Sequence[ItemView], kind: int) -> None:
        first = items[0].number or 1 if items else 1
        number = self.body.lists.start(kind, first)
        for item in items:
            id = f"recommendation-{item.number}" if item.number is not None else None
            self.item(item, number, id)

    def item(self, item: ItemView, number: int, id: str | None) -> None:
        """One item; its first paragraph has the bullet, the others stand below it."""
        from reportgen.word.prose_writer import ProseWriter

        writer = ProseWriter(self.body, item.text, 5, None, {})
        writer.lists, writer.fresh, writer.id = [number], True, id
        if item.title:
            writer.set_paragraph(make_run(curl_quotes(item.title), bold=True), None)
        writer.write()
        if item.findings:
            links = [self.link_to(link) for link in item.findings]
            content = make_run(f"{self.say('based-on')} ") + self.join_runs(links)
            self.body.paragraph(
                content, "RestsOn", properties={"ind": f'<w:ind w:left="{INDENT}"/>'}, kind="note"
            )

    def link(self, id: str, text: str) -> str:
        return self.body.bookmarks.link(id, make_run(text, style="Hyperlink"))

    def link_to(self, link: LinkView) -> str:
        return self.link(link.id, link.label or link.title)

    def recommendations(self, part: PartView) -> None:
        for group in part.recommendations:
            if group.to:
                to = make_run(self.say("should", addressee=curl_quotes(group.to)))
                self.body.heading(to, 2, place=place_of(group.to))
            self.items(group.items, DECIMAL)

    def progress(self, part: PartView) -> None:
        for entry in part.progress:
            title = self.say("recommendation")
            if entry.made_in:
                title = self.say("recommendation-from", what=entry.made_in)
            self.body.heading(make_run(curl_quotes(title)), 2)
            self.body.prose(entry.recommendation, 3, style="Quote")
            self.body.prose(entry.findings, 3)
            self.body.line(entry.category, over=self.say("our-judgement"))
            if entry.still_required:
                self.body.line(self.say("still-to-be-improved"), "Over", kind="note")
                self.body.prose(entry.still_required, 3)

    def progress_table(self, part: PartView) -> None:
        rows: list[Sequence[Cell]] = [
            (
                (entry.recommendation, *([entry.made_in] if entry.made_in else [])),
                entry.findings,
                entry.category,
                entry.still_required,
            )
            for entry in part.progress
        ]
        head = (
            self.say("recommendation"),
            self.say("action-taken"),
            self.say("category"),
            self.say("improvement-still-required"),
        )
        if rows:
            self.body.table(
                part.title or self.say("progress"), head, rows, id=f"{part.id}-table", turned=True
            )

    def then_now(self, part: PartView) -> None:
        """The ratings of an earlier inspection beside those of this one."""
        if part.then_now is None:
            return
        earlier = part.then_now
        rows: list[Sequence[Cell]] = [
            (
                f"{row.label} {row.title}".strip(),
                row.then.name if row.then else "–",
                row.now.name,
                f"{row.arrow or ''} {self.say(row.change_key)}".strip(),
            )
            for row in earlier.rows
        ]
        head = (
            str(self.report.words["standard"]).capitalize(),
            self.say("then"),
            self.say("now"),
            self.say("change"),
        )
        then = ", ".join(filter(None, (earlier.title, earlier.published)))
        caption = self.say("ratings-then-and-now", then=then)
        self.body.table(caption, head, rows, id=f"{part.id}-table")

    def good_practice(self, part: PartView) -> None:
        for example in part.good_practice:
            title = make_run(curl_quotes(example.title))
            self.body.heading(title, 2, place=place_of(example.title))
            if example.on:
                words = _titled(example.on.label, example.on.title)
                link = self.link(example.on.id, f"{_capital(self.word('standard'))} {words}")
                self.body.paragraph(link, "Over", kind="note")
            self.body.prose(example.text, 3, style="GoodPractice")

    # Ratings

    def ratings(self, part: PartView) -> None:
        self.sheet(self.report.ratings, linked=True)

    def unit_ratings(self, part: PartView) -> None:
        for unit in self.report.units:
            self.body.heading(make_run(curl_quotes(unit.title)), 2, id=unit.anchor)
            self.sheet(unit, linked=False)

    def sheet(self, ratings: RatingsView, *, linked: bool) -> None:
        line = self.body.line
        if linked:
            line(ratings.title, "Over", kind="note")
        line(ratings.fieldwork, over=self.say("fieldwork"))
        if ratings.overall:
            line(ratings.overall.name, "Rating", over=self.say("overall-rating"))
        if ratings.score is not None:
            line(self.count(ratings.score, ratings.out_of), "Rating", over=self.say("score"))
        if ratings.score is not None and ratings.overall:
            totals = [
                f"{one.mark.name}: {self.say('range', low=one.lowest, high=one.highest)}"
                for one in ratings.totals
            ]
            line("; ".join(totals), "TableNote", over=self.say("points-for-each"))
        elif ratings.totals and not ratings.overall and ratings.score is None:
            line(self.say("no-overall-yet", standard=self.word("standard")))
        for domain in ratings.domains:
            with_percent = any(one.percent is not None for one in domain.standards)
            percent = f", {domain.percent:g}%" if domain.percent is not None else ""
            self.body.table(
                _titled(domain.label, domain.title) + percent,
                [
                    _capital(self.word("standard")),
                    *(["%"] if with_percent else []),
                    self.say("rating"),
                ],
                [
                    [
                        _titled(one.label, one.title),
                        *([_percent(one.percent)] if with_percent else []),
                        self.say_rating(one.rating, one.state),
                    ]
                    for one in domain.standards
                ],
                numeric=[False, *([True] if with_percent else []), False],
                about=[self.places.get(one.anchor or "") for one in domain.standards],
            )
        for thread in ratings.threads:
            if thread.percent is not None:
                line(f"{thread.percent:g}%", over=thread.title)
        line(" ".join(ratings.overall_because), over=self.say("how-overall-reached"))

    def scores(self, part: PartView) -> None:
        charted = [
            one
            for one in self.report.domains
            if one.percent is not None or any(standard.score for standard in one.standards)
        ]
        if charted:
            self.chart_of(
                charted, "chart-all", self.say("scores-by", standard=self.word("standard"))
            )
        for domain in self.report.ratings.domains:
            if all(one.percent is None for one in domain.standards):
                self.body.table(
                    _titled(domain.label, domain.title),
                    (_capital(self.word("standard")), self.say("rating")),
                    [
                        (_titled(one.label, one.title), self.say_rating(one.rating, one.state))
                        for one in domain.standards
                    ],
                    about=[self.places.get(one.anchor or "") for one in domain.standards],
                )
        threads = [one for one in self.report.ratings.threads if one.percent is not None]
        if threads:
            self.body.table(
                self.say("threads-through", standards=self.word("standards")),
                (self.say("thread"), self.say("score")),
                [(one.title, f"{one.percent:g}%") for one in threads],
                numeric=(False, True),
            )

    def chart(self, target: str) -> None:
        domains = [one for one in self.report.domains if target in (one.id, "all")]
        title = self.say("all-scores")
        if target != "all" and domains:
            title = self.say("at-a-glance-of", title=domains[0].title)
        self.chart_of(domains, f"chart-{target}", title)

    def chart_of(self, domains: Sequence[DomainView], id: str, title: str) -> None:
        """What a chart shows, as a table: percentages and the bands they fall in."""
        rows: list[Sequence[Cell]] = []
        groups: list[int] = []
        about: list[Place | None] = []
        edges: Sequence[BandEdge] = ()
        for domain in domains:
            if len(domains) > 1 or domain.percent is not None:
                groups.append(len(rows))
                about.append(self.places.get(domain.id))
                rows.append((_titled(domain.label, domain.title), _percent(domain.percent), ""))
            for standard in domain.standards:
                questions = [one for one in standard.questions if one.share.percent is not None]
                if not questions and not standard.score:
                    continue
                shares = [
                    *([standard.score] if standard.score else []),
                    *(q.share for q in questions),
                ]
                edges = edges or next((one.edges for one in shares if one.edges), ())
                percent = _percent(standard.score.percent) if standard.score else ""
                groups += [len(rows)] if questions else []
                words = self.say_rating(standard.rating, standard.state) if standard.rating else ""
                rows.append((_titled(standard.label, standard.title), percent, words))
                about += [self.places.get(one) for one in (standard.id, *(q.id for q in questions))]
                rows += [
                    (q.text, _percent(q.share.percent), q.share.mark.name if q.share.mark else "")
                    for q in questions
                ]
        head = (_capital(self.word("standard")), "%", self.say("rating-or-band"))
        numeric = (False, True, False)
        self.body.table(title, head, rows, numeric=numeric, id=id, groups=groups, about=about)
        self.edges(edges)

    # Tables

    def data_table(self, table: TableView) -> None:
        with self.body.drawn_from(self.places.get(table.id)):
            self.whole_table(table)

    def whole_table(self, table: TableView) -> None:
        self.body.table(
            table.title,
            [column.title for column in table.columns],
            [[cell.text for cell in row] for row in table.rows],
            numeric=[column.is_number for column in table.columns],
            id=table.id,
            turned=table.wide,
        )
        if table.source:
            self.body.line(table.source, "TableNote", over=self.say("source-label"), kind="note")
        for note in table.notes:
            self.body.prose(note, 5, style="TableNote")

    def breakdown(self, broken: BreakdownView) -> None:
        self.body.table(
            broken.title,
            (self.say("question"), *broken.groups, self.say("all-cases")),
            [
                (row.text, *(self.say_group(cell) for cell in (*row.groups, row.total)))
                for row in broken.rows
            ],
            numeric=(False, *(True for _ in (*broken.groups, ""))),
            id=broken.id,
            about=[self.places.get(row.id) for row in broken.rows],
        )
        self.body.line(broken.note, "TableNote", kind="note")

    def prompts(self, part: PartView) -> None:
        self.body.line(self.report.data_notice, "Notice")
        for domain in self.report.domains:
            for standard in domain.standards:
                if any(one.share.percent is not None for one in standard.questions):
                    self.prompts_of(standard)

    def prompts_of(self, standard: StandardView) -> None:
        rows: list[Sequence[Cell]] = []
        groups: list[int] = []
        about: list[Place | None] = []
        for question in standard.questions:
            prompts = [one for one in question.prompts if one.share.percent is not None]
            if question.share.percent is None and not prompts:
                continue
            groups.append(len(rows))
            about += [self.places.get(id) for id in (question.id, *(one.id for one in prompts))]
            rows.append((question.text, _percent(question.share.percent)))
            for prompt in prompts:
                signs = "".join(f"\u00a0{sign.sign}" for sign in prompt.signs)
                rows.append((f"{prompt.text}{signs}", _percent(prompt.share.percent)))
        self.body.table(
            _titled(standard.label, standard.title),
            (self.say("question"), self.say("yes-per-cent")),
            rows,
            numeric=(False, True),
            id=f"{standard.anchor}-prompts",
            groups=groups,
            about=about,
        )
        for sign in standard.signs:
            self.body.line(f"{sign.sign} {sign.text}", "TableNote", kind="note")

    # In words

    def say_rating(self, rating: RatingBadge | None, state: str) -> str:
        if rating is not None:
            return rating.name
        return self.say("not-rated" if state in ("shown", "not rated") else "not-yet-rated")

    def say_share(self, share: ShareView) -> str:
        """Where a percentage falls among the bands: 64%: Requires improvement, 1 below Good."""
        if share.mark is None:
            return f"{share.percent}%"
        above = [edge for edge in share.edges if edge.percent > (share.percent or 0)]
        distance = ""
        if above:
            missing = above[0].percent - (share.percent or 0)
            distance = self.say("number-below", number=missing, grade=above[0].name)
        return f"{share.percent}%: {share.mark.name}{distance}"

    def say_group(self, cell: GroupView) -> str:
        if cell.withheld:
            return self.say("withheld")
        if cell.percent is None:
            return self.say("no-cases")
        return self.say("percent-of-cases", percent=cell.percent, yes=cell.yes, of=cell.of)

    def count(self, yes: int | None, of: int | None) -> str:
        return self.say("count-of", yes=yes, of=of)

    def join_runs(self, runs: Sequence[str]) -> str:
        pieces = []
        for n, run in enumerate(runs):
            if n:
                pieces.append(make_run(f" {self.say('and')} " if n == len(runs) - 1 else ", "))
            pieces.append(run)
        return "".join(pieces)


def _nothing(writer: PartsWriter, part: PartView) -> None:
    """Footnotes stand at the foot of their pages."""


_OWN: dict[str, Callable[[PartsWriter, PartView], None]] = {
    "cover": PartsWriter.cover,
    "contents": PartsWriter.contents,
    "letter-head": PartsWriter.letter_head,
    "letter-close": PartsWriter.letter_close,
    "publication": PartsWriter.publication,
    "notes": _nothing,
}
"""The blocks that are no part with a heading."""

_INNER: dict[str, Callable[[PartsWriter, PartView], None]] = {
    "foreword": PartsWriter.foreword,
    "summary": PartsWriter.summary,
    "abbreviations": PartsWriter.abbreviations,
    "fields": PartsWriter.own_fields,
    "ratings": PartsWriter.ratings,
    "unit-ratings": PartsWriter.unit_ratings,
    "chart": PartsWriter.scores,
    "prompts": PartsWriter.prompts,
    "progress-table": PartsWriter.progress_table,
    "then_now": PartsWriter.then_now,
}
"""What some blocks have besides what the outline gives any part."""


def _percent(percent: float | None) -> str:
    return "" if percent is None else f"{percent:g}%"


def _titled(label: str, title: str) -> str:
    return f"{label}\u2002{curl_quotes(title)}" if label else curl_quotes(title)


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


# The contents


_TOC_BEGIN = (
    '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
    '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
)
_TOC_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def _contents_head(title: str) -> str:
    return make_paragraph(
        make_run(title),
        "TOCHeading",
        {"pageBreakBefore": "<w:pageBreakBefore/>"},
    )


def _toc_line(content: str, depth: int) -> str:
    return make_paragraph(content, f"TOC{depth}")


def _flatten(entries: Iterable[EntryView], depth: int) -> Iterable[tuple[EntryView, int]]:
    for entry in entries:
        yield entry, depth
        yield from _flatten(entry.entries, depth + 1)
