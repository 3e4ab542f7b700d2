"""What stands in a report one below the other: points and recommendations with the findings they
rest on, progress, good practice, sections, as a template sees them."""

from __future__ import annotations

from collections.abc import Iterable

from reportgen.inspection.model import Item, Section
from reportgen.inspection.outline import anchor_of, label_part, list_standards, name_section
from reportgen.methodology.model import Domain, Standard
from reportgen.reading.fields import SourceText
from reportgen.report import view
from reportgen.report.texts import ReportTexts


def view_items(
    texts: ReportTexts, items: Iterable[Item], section: str, first: int | None = None
) -> tuple[view.ItemView, ...]:
    """Points or recommendations, numbered from `first`; a blank one is left out."""
    views = []
    for place, item in enumerate(items):
        text = texts.prose(item.text, section)
        number = None if first is None else first + place
        id = None if number is None else str(item.id or number)
        if text is not None:
            views.append(
                view.ItemView(
                    text=text,
                    title=item.title or None,
                    number=number,
                    id=id and f"{texts.dossier.inspection.slug}/{id}",
                    anchor=id and f"recommendation-{id}",
                    findings=tuple(
                        link for id in item.findings if (link := view_link(texts, id)) is not None
                    ),
                )
            )
    return tuple(views)


def view_link(texts: ReportTexts, id: SourceText | None) -> view.LinkView | None:
    """The domain, standard or key question with an id, where the report has a chapter on it."""
    for domain in texts.chapters if id is not None else ():
        parts: list[Domain | Standard] = [
            domain,
            *list_standards(domain, texts.dossier.inspection),
        ]
        for part in parts:
            questions = part.questions if isinstance(part, Standard) else ()
            if id == part.id or any(id == question.id for question in questions):
                return view.LinkView(
                    id=anchor_of(part.id), label=label_part(str(id)), title=str(part.title)
                )
    return None


def view_sections(texts: ReportTexts, place: str) -> tuple[view.SectionView, ...]:
    """The sections that the inspection has in a domain, a standard, a block or the annexes."""
    sections = texts.dossier.inspection.sections
    return view_these_sections(texts, (section for section in sections if section.in_ == place))


def view_these_sections(
    texts: ReportTexts, sections: Iterable[Section]
) -> tuple[view.SectionView, ...]:
    """These sections, but those without text."""
    return tuple(
        view.SectionView(id=name_section(section), title=section.title, text=text)
        for section in sections
        if (text := texts.prose(section.text, name_section(section))) is not None
    )


def view_recommendations(texts: ReportTexts, section: str) -> tuple[view.AddresseeView, ...]:
    """The recommendations by addressee, numbered through."""
    views, first = [], 1
    for group in texts.dossier.inspection.recommendations:
        items = view_items(texts, group.items, section, first)
        views.append(view.AddresseeView(to=group.to or None, items=items))
        first += len(group.items)
    return tuple(views)


def view_key_facts(texts: ReportTexts) -> tuple[view.KeyFactView, ...]:
    """The numbers to be seen at a glance."""
    figures = texts.dossier.inspection.figures
    return tuple(
        view.KeyFactView(
            value=str(figures[fact.figure].value),
            says=says,
            source=str(figures[fact.figure].source or "") or None,
        )
        for fact in texts.dossier.inspection.key_facts
        if fact.figure in figures and (says := texts.prose(fact.says, "ratings"))
    )


def view_progress(texts: ReportTexts, section: str) -> tuple[view.ProgressView, ...]:
    """Progress on each earlier recommendation."""
    return tuple(
        view.ProgressView(
            made_in=progress.from_ or None,
            recommendation=texts.prose_or_blank(progress.recommendation, section),
            findings=texts.prose(progress.findings, section),
            category=progress.category,
            still_required=texts.prose(progress.still_required, section),
        )
        for progress in texts.dossier.inspection.progress
    )


def view_good_practice(texts: ReportTexts, section: str) -> tuple[view.PracticeView, ...]:
    """The examples of good practice."""
    return tuple(
        view.PracticeView(
            title=practice.title,
            on=view_link(texts, practice.on),
            text=texts.prose_or_blank(practice.text, section),
        )
        for practice in texts.dossier.inspection.good_practice
    )
