"""The ratings of an inspection as its ratings page lists them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from reportgen.dossier import Dossier
from reportgen.inspection.outline import anchor_of, label_part
from reportgen.methodology.model import OVERALL, Grade, Methodology
from reportgen.methodology.wording import end_sentence
from reportgen.ratings.results import Ratings, StandardRating
from reportgen.ratings.then_now import ARROWS, ThenNow, compare_then_now
from reportgen.report import view
from reportgen.report.dates_view import view_date


def view_ratings(
    dossier: Dossier, place: str = "ratings", shown: Collection[str] = ()
) -> view.RatingsView:
    """The ratings page of an inspection: every standard but those that are never rated. The domains
    in `shown` have chapters to lead to."""
    m, r = dossier.methodology, dossier.ratings
    overall = None
    if r.overall is not None and r.overall_level is not None:
        overall = make_badge(m.scale(m.rules.overall.scale), r.overall_level)
    domains = []
    for domain in m.domains:
        rated = [
            r.standards[s.id] for s in domain.standards if s.id in r.standards and s.rated != "no"
        ]
        share = r.sections.get(domain.id)
        if rated:
            domains.append(
                view.RatedDomainView(
                    label=label_part(domain.id),
                    title=str(domain.title),
                    percent=share.percent if share else None,
                    rating=view_domain_badge(r, str(domain.id)),
                    standards=tuple(_rated(m, s, domain.id in shown) for s in rated),
                )
            )
    totals = tuple(
        view.TotalView(mark=make_badge(m.scale(m.rules.overall.scale), n), lowest=low, highest=high)
        for n, (_, low, high) in enumerate(r.totals)
    )
    return view.RatingsView(
        anchor=place,
        title=str(dossier.inspection.title),
        fieldwork=str(dossier.inspection.fieldwork or "") or None,
        score=r.score,
        out_of=r.out_of,
        overall=overall,
        overall_because=r.overall_because,
        totals=totals,
        domains=tuple(domains),
        threads=tuple(
            view.ThreadView(title=t.title, percent=t.percent) for t in r.threads.values()
        ),
        outcomes=tuple(
            view.OutcomeView(title=outcome.title, about=end_sentence(outcome.about))
            for outcome in r.outcomes
            if outcome.holds
        ),
    )


def _rated(methodology: Methodology, rated: StandardRating, has_chapter: bool) -> view.RatedView:
    """A line of the ratings page. It has a percentage only if the standard itself has a score: the
    lowest percentage belongs to a question."""
    wording = methodology.words.wording
    return view.RatedView(
        anchor=anchor_of(rated.id) if has_chapter else None,
        label=label_part(rated.id),
        title=rated.title,
        state=rated.state,
        rating=view_badge(methodology, rated),
        percent=rated.percent if rated.rule in ("mean", "own") else None,
        rated_on=view_date(rated.rated_on if rated.carried_from is None else None, wording),
        carried_from=view_date(rated.carried_from, wording),
    )


def make_badge(scale: tuple[Grade, ...], level: int) -> view.RatingBadge:
    """The mark of a step of a scale."""
    grade = scale[level]
    colour = str(grade.colour) if grade.colour else None
    return view.RatingBadge(name=str(grade.name), level=level, of=len(scale), colour=colour)


def view_then_now(dossier: Dossier) -> view.ThenNowView | None:
    """The ratings of the inspection that this one follows, beside those of this one."""
    earlier = dossier.earlier
    if earlier is None:
        return None
    wording = dossier.methodology.words.wording
    rows = compare_then_now(dossier.methodology, dossier.ratings, earlier)
    return view.ThenNowView(
        title=earlier.title,
        published=wording.date(earlier.published) if earlier.published else None,
        rows=tuple(_view_row(dossier.methodology, row) for row in rows),
    )


def _view_row(m: Methodology, row: ThenNow) -> view.ThenNowRowView:
    overall = m.rules.overall.scale
    scale = m.scale(overall) if row.id == OVERALL else m.scale_of(m.standards[row.id])
    badges = [
        make_badge(scale, row.grades.index(name))
        for name in (row.then, row.now)
        if name in row.grades
    ]
    return view.ThenNowRowView(
        label=label_part(row.id) if row.id != OVERALL else "",
        title=row.title,
        then=badges[0] if len(badges) > 1 else None,
        now=badges[-1],
        change=row.change,
        arrow=ARROWS.get(row.change),
    )


def view_badge(methodology: Methodology, rated: StandardRating) -> view.RatingBadge | None:
    """The mark of a standard's rating, with what its grade means."""
    if rated.rating is None or rated.level is None:
        return None
    grade = rated.scale[rated.level]
    return replace(make_badge(rated.scale, rated.level), about=str(grade.about or "") or None)


def view_domain_badge(ratings: Ratings, id: str) -> view.RatingBadge | None:
    """The mark of a domain that has a rating of its own."""
    domain = ratings.domains.get(id)
    if domain is None or domain.level is None:
        return None
    return make_badge(domain.scale, domain.level)
