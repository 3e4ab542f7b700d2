"""The chapters of a report as a template sees them: domains, standards, key questions and prompts,
with their results and ratings."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from reportgen.inspection.model import Finding
from reportgen.inspection.outline import anchor_of, label_part, list_standards
from reportgen.inspection.results import Result
from reportgen.methodology.model import Domain, Question, Standard
from reportgen.ratings.reasons import explain_judgement, explain_margin
from reportgen.ratings.results import QuestionRating, StandardRating
from reportgen.reading.fields import SourceText
from reportgen.report import view
from reportgen.report.lists_view import view_items, view_sections
from reportgen.report.ratings_view import make_badge, view_badge, view_domain_badge
from reportgen.report.tables_view import select_tables
from reportgen.report.texts import ReportTexts


class StandardViews:
    """Builds the views of the domains of one report and of what is in them."""

    def __init__(self, texts: ReportTexts, tables: Mapping[str, view.TableView]) -> None:
        self.texts, self.tables = texts, tables
        self.inspection = texts.dossier.inspection
        self.ratings = texts.dossier.ratings
        self.methodology = texts.dossier.methodology
        self.on_judgement = explain_judgement(self.methodology.words)
        self.signs = {
            str(mark.id): view.SignView(sign=str(mark.sign), text=str(mark.text))
            for mark in self.methodology.marks
        }

    def domain(self, domain: Domain) -> view.DomainView:
        texts, section = self.texts, anchor_of(domain.id)
        finding = self.inspection.findings.get(SourceText(domain.id)) or Finding()
        share = self.ratings.sections.get(domain.id)
        return view.DomainView(
            id=str(domain.id),
            anchor=section,
            label=label_part(domain.id),
            title=str(domain.title),
            percent=share.percent if share else None,
            rating=view_domain_badge(self.ratings, str(domain.id)),
            because=self.domain_because(str(domain.id)),
            in_brief=texts.prose(finding.in_brief),
            summary=texts.prose(finding.summary, section),
            text=texts.prose(finding.text, section),
            strengths=view_items(texts, finding.strengths, section),
            areas_for_improvement=view_items(texts, finding.areas_for_improvement, section),
            standards=tuple(
                self.standard(standard) for standard in list_standards(domain, self.inspection)
            ),
        )

    def domain_because(self, id: str) -> tuple[str, ...]:
        """Why a domain has its rating; nothing where it is a judgement without a reason."""
        rated = self.ratings.domains.get(id)
        return () if rated is None or rated.because == (self.on_judgement,) else rated.because

    def standard(self, standard: Standard) -> view.StandardView:
        texts, section = self.texts, anchor_of(standard.id)
        finding = self.inspection.findings.get(SourceText(standard.id)) or Finding()
        rated = self.ratings.standards[standard.id]
        return view.StandardView(
            id=str(standard.id),
            anchor=section,
            label=label_part(standard.id),
            title=str(standard.title),
            statement=standard.statement or None,
            rule=rated.rule,
            state=rated.state,
            rating=view_badge(self.methodology, rated),
            score=self.score(standard, rated),
            points=rated.points if rated.counted else None,
            because=() if rated.because == (self.on_judgement,) else rated.because,
            margin=(
                explain_margin(rated.margin, self.methodology.words, rated.counts)
                if rated.margin
                else None
            ),
            cases_from=self.cases_from(standard, rated),
            note=texts.prose(standard.note, section),
            in_brief=texts.prose(finding.in_brief),
            summary=texts.prose(finding.summary, section),
            questions=tuple(
                self.question(question, result, rated, finding, self.edges(standard))
                for question, result in zip(standard.questions, rated.questions, strict=True)
            ),
            signs=self.signs_of(standard, finding),
            text=texts.prose(finding.text, section),
            strengths=view_items(texts, finding.strengths, section),
            areas_for_improvement=view_items(texts, finding.areas_for_improvement, section),
            tables=select_tables(texts, self.tables, standard.id),
            sections=view_sections(texts, standard.id),
        )

    def score(self, standard: Standard, rated: StandardRating) -> view.ShareView | None:
        """The percentage of a standard whose rating does not follow from one question: a mean, or a
        score of its own."""
        if rated.percent is None or rated.driver is not None:
            return None
        return view.ShareView(
            percent=rated.percent,
            mark=view_badge(self.methodology, rated),
            edges=self.edges(standard),
        )

    def signs_of(self, standard: Standard, finding: Finding) -> tuple[view.SignView, ...]:
        """The signs that the standard's prompts with a result bear."""
        borne = {
            str(mark)
            for question in standard.questions
            for id, prompt in question.prompts_by_id.items()
            if id in finding.results
            for mark in prompt.marks
        }
        return tuple(sign for id, sign in self.signs.items() if id in borne)

    def cases_from(self, standard: Standard, rated: StandardRating) -> str | None:
        """Where the cases come from: what the methodology says of results that are known, and from
        how many cases pooled results are pooled."""
        pooled = [one for one in self.texts.dossier.pooled if one.standard == standard.id]
        wording = self.methodology.words.wording
        origins = {one.question: one.explain(wording) for one in pooled}
        sentences = [f"{question}: {origin}" for question, origin in origins.items()]
        if len(set(origins.values())) == 1:
            sentences = list(origins.values())[:1]
        if standard.cases_from is not None and rated.percent is not None:
            sentences.insert(0, str(standard.cases_from))
        return " ".join(sentences) or None

    def question(
        self,
        question: Question,
        result: QuestionRating,
        rated: StandardRating,
        finding: Finding,
        edges: tuple[view.BandEdge, ...],
    ) -> view.QuestionView:
        if rated.state == "shown":
            edges = ()
        badge = None
        if (edges or result.rule == "judgement") and result.level is not None:
            badge = make_badge(rated.scale, result.level)
        return view.QuestionView(
            id=str(question.id),
            text=str(question.text),
            short=str(question.short) if question.short else None,
            is_driver=result.is_driver,
            share=view.ShareView(
                percent=result.percent, yes=result.yes, of=result.of, mark=badge, edges=edges
            ),
            prompts=tuple(
                view.PromptView(
                    id=str(prompt.id),
                    text=str(prompt.text),
                    signs=tuple(
                        self.signs[str(mark)] for mark in prompt.marks if str(mark) in self.signs
                    ),
                    share=_share(finding.results.get(SourceText(id))),
                )
                for id, prompt in question.prompts_by_id.items()
            ),
        )

    def edges(self, standard: Standard) -> tuple[view.BandEdge, ...]:
        """Where the bands of the standard's scale begin."""
        return tuple(
            view.BandEdge(percent=grade.from_, name=str(grade.name), below=str(below.name))
            for below, grade in pairwise(self.methodology.scale_of(standard))
            if grade.from_
        )


def _share(result: Result | None) -> view.ShareView:
    if result is None or result.percent is None:
        return view.ShareView(percent=None)
    return view.ShareView(percent=result.rounded, yes=result.yes, of=result.of)
