"""The ratings of an inspection as its ratings page lists them."""

from __future__ import annotations

from collections.abc import Collection

from reportgen.dossier import Dossier
from reportgen.inspection.outline import anchor_of, label_part
from reportgen.methodology.model import Methodology
from reportgen.ratings.results import StandardRating
from reportgen.report import view


def view_ratings(
    dossier: Dossier, place: str = "ratings", shown: Collection[str] = ()
) -> view.RatingsView:
    """The ratings page of an inspection: every standard but those that are never rated. The domains
    in `shown` have chapters to lead to."""
    m, r = dossier.methodology, dossier.ratings
    overall = None
    if r.overall is not None and r.overall_level is not None:
        overall = view.RatingBadge(name=r.overall, level=r.overall_level, of=len(r.overall_grades))
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
                    standards=tuple(_rated(m, s, domain.id in shown) for s in rated),
                )
            )
    totals = tuple(
        view.TotalView(
            mark=view.RatingBadge(name=name, level=n, of=len(r.totals)), lowest=low, highest=high
        )
        for n, (name, low, high) in enumerate(r.totals)
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
    )


def _rated(methodology: Methodology, rated: StandardRating, has_chapter: bool) -> view.RatedView:
    """A line of the ratings page. Only a score of the standard itself stands there: the lowest
    percentage is its question's."""
    return view.RatedView(
        anchor=anchor_of(rated.id) if has_chapter else None,
        label=label_part(rated.id),
        title=rated.title,
        state=rated.state,
        rating=view_badge(methodology, rated),
        percent=rated.percent if rated.rule in ("mean", "own") else None,
    )


def view_badge(methodology: Methodology, rated: StandardRating) -> view.RatingBadge | None:
    """The mark of a standard's rating."""
    if rated.rating is None or rated.level is None:
        return None
    grade = methodology.scale_of(methodology.standards[rated.id])[rated.level]
    return view.RatingBadge(
        name=rated.rating,
        level=rated.level,
        of=len(rated.grades),
        about=str(grade.about or "") or None,
    )
