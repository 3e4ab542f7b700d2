"""The calculator: an inspection and its methodology in, ratings with their reasons out.

Pure: no file is read, nothing is printed, and the same input gives the same answer. The rules come from the
methodology; here is only what a rule word means. Sentences about a rating are made here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from reportgen.inspection import Finding, Inspection, Result
from reportgen.methodology import Condition, Domain, Grade, Limit, Methodology, Question, Standard
from reportgen.problems import Problem, error, note, warning
from reportgen.shape import half_up

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True)
class Margin:
    """How many more (or, below zero, fewer) sufficient cases would have given another rating."""

    to: str
    cases: int


@dataclass(frozen=True)
class QuestionRating:
    """One key question: its result, and the band it falls in."""

    id: str
    text: str
    about: str | None
    percent: int | None
    yes: int | None
    of: int | None
    grade: str | None
    level: int | None
    is_driver: bool = False


@dataclass(frozen=True)
class LimitOutcome:
    """What a limit did: whether its condition holds, and whether it lowered a rating."""

    id: str
    standard: str | None
    at_most: str
    about: str
    holds: bool | None
    """None while too little is rated to tell."""
    lowered: bool
    unconfirmed: bool


@dataclass(frozen=True, kw_only=True)
class StandardRating:
    """One standard: its rating and how it came about."""

    id: str
    title: str
    domain: str
    rule: str
    state: str
    """`rated`; `unrated` as yet; `not rated`, for a reason given; `shown`, never rated."""
    grades: tuple[str, ...]
    """The scale, worst first."""
    edges: tuple[int, ...]
    """The lowest percentage of each grade but the first, for scales with bands."""
    rating: str | None = None
    level: int | None = None
    points: int | None = None
    percent: int | None = None
    exact: Fraction | None = None
    driver: str | None = None
    by_rule: str | None = None
    """The rating before discretion and limits."""
    because: tuple[str, ...] = ()
    more: Margin | None = None
    fewer: Margin | None = None
    counted: bool = True
    questions: tuple[QuestionRating, ...] = ()

    @property
    def margin(self) -> Margin | None:
        """The nearest other rating."""
        known = [m for m in (self.more, self.fewer) if m is not None]
        return min(known, key=lambda m: abs(m.cases), default=None)

    @property
    def is_close(self) -> bool:
        """Whether a single case would have changed the rating, or a single point where cases are not known."""
        if self.margin is not None:
            return abs(self.margin.cases) == 1
        return self.percent is not None and self.level is not None and any(
            self.percent - edge in (-1, 0) for edge in self.edges)


@dataclass(frozen=True)
class Share:
    """A domain or thread scored in per cent, to one decimal."""

    id: str
    title: str
    percent: float | None


@dataclass(frozen=True, kw_only=True)
class Ratings:
    """Everything that follows from the rules."""

    inspection: str
    methodology: str
    score: int | None = None
    out_of: int | None = None
    overall: str | None = None
    overall_level: int | None = None
    overall_grades: tuple[str, ...] = ()
    overall_because: tuple[str, ...] = ()
    totals: tuple[tuple[str, int, int], ...] = ()
    """For a score: each grade with its lowest and highest total."""
    standards: dict[str, StandardRating] = field(default_factory=dict)
    sections: dict[str, Share] = field(default_factory=dict)
    threads: dict[str, Share] = field(default_factory=dict)
    limits: tuple[LimitOutcome, ...] = ()
    problems: tuple[Problem, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """The form that other programs rely on."""
        data: dict[str, Any] = {
            "inspection": self.inspection, "methodology": self.methodology,
            "score": self.score, "out_of": self.out_of, "overall": self.overall,
            "standards": {s.id: {
                "title": s.title, "rating": s.rating, "points": s.points, "percent": s.percent, "driver": s.driver,
                "because": list(s.because),
                "margin": {"to": s.margin.to, "cases": s.margin.cases} if s.margin else None,
            } for s in self.standards.values()},
        }
        if self.sections:
            data["sections"] = {s.id: {"title": s.title, "percent": s.percent} for s in self.sections.values()}
        if self.threads:
            data["threads"] = {t.id: {"title": t.title, "percent": t.percent} for t in self.threads.values()}
        data["problems"] = [{"severity": p.severity, "code": p.code, "path": p.place.path, "line": p.place.line,
                             "column": p.place.column, "message": p.message, "hint": p.hint} for p in self.problems]
        return data


def rate(methodology: Methodology, inspection: Inspection) -> Ratings:
    """The ratings of an inspection by the rules of its methodology."""
    problems: list[Problem] = []
    standards: dict[str, StandardRating] = {}
    for domain, standard in standards_of(methodology, inspection):
        finding = inspection.findings.get(standard.id) or Finding(place=inspection.place)
        standards[standard.id] = _standard(methodology, domain, standard, finding, problems)
    limits = _limit_standards(methodology, inspection, standards, problems)
    ratings = Ratings(inspection=inspection.slug, methodology=methodology.id, standards=standards, limits=limits,
                      sections=_sections(methodology, standards), threads=_threads(methodology, inspection))
    return replace(_overall(methodology, inspection, ratings, problems), problems=tuple(problems))


def standards_of(methodology: Methodology, inspection: Inspection) -> list[tuple[Domain, Standard]]:
    """The standards that this kind of inspection has, with their domains, in order."""
    return [(domain, standard) for domain in methodology.domains for standard in domain.standards
            if not standard.kinds or inspection.kind in standard.kinds]


def scale_of(methodology: Methodology, domain: Domain, standard: Standard) -> tuple[Grade, ...]:
    """The scale that a standard is rated on."""
    name = standard.scale or domain.scale
    return methodology.scales.get(name, ()) if name else next(iter(methodology.scales.values()), ())


# One standard


def _standard(methodology: Methodology, domain: Domain, standard: Standard, finding: Finding, problems: list[Problem]) -> StandardRating:
    scale = scale_of(methodology, domain, standard)
    rated = StandardRating(
        id=standard.id, title=standard.title, domain=domain.id, rule=standard.rated, state="unrated",
        grades=tuple(g.name for g in scale), edges=tuple(g.from_ for g in scale[1:] if g.from_ is not None),
        counted=standard.counted and standard.rated != "no",
        questions=tuple(_question(methodology, scale, question, finding) for question in standard.questions))
    if finding.not_rated:
        return replace(rated, state="not rated", because=(_sentence(f"Not rated: {finding.not_rated}"),))
    if standard.rated == "no":
        return _shown(rated)
    if standard.rated == "judgement":
        rated = _judged(rated, scale, standard, finding, problems)
    else:
        rated = _by_percentage(methodology, scale, standard, rated, finding, problems)
    return _points(_adjusted(methodology, scale, rated, finding, problems), scale)


def _question(methodology: Methodology, scale: tuple[Grade, ...], question: Question, finding: Finding) -> QuestionRating:
    result = finding.results.get(question.id)
    if result is None or result.percent is None:
        return QuestionRating(question.id, question.text, question.about, None, None, None, None, None)
    level = level_of(methodology, scale, result.percent)
    return QuestionRating(question.id, question.text, question.about, result.shown, result.yes, result.of,
                          scale[level].name if level is not None else None, level)


def _shown(rated: StandardRating) -> StandardRating:
    """A standard that is reported and never rated shows its lowest percentage, and no rating."""
    known = [q for q in rated.questions if q.percent is not None]
    lowest = min(known, key=lambda q: q.percent or 0, default=None)
    return replace(rated, state="shown", percent=lowest.percent if lowest else None, driver=lowest.id if lowest else None,
                   because=("Reported for information and not rated.",))


def _judged(rated: StandardRating, scale: tuple[Grade, ...], standard: Standard, finding: Finding, problems: list[Problem]) -> StandardRating:
    """A standard rated by judgement has the rating that the inspectors gave."""
    if finding.rating is None:
        problems.append(warning("unrated", finding.place, f"{standard.id} {standard.title} has no rating yet",
                                f"add `rating:` under `{standard.id}:` in `findings:`, one of {_either(rated.grades)}"))
        return replace(rated, because=("Still to be judged.",))
    reasons = ["Rated by the judgement of the inspectors."]
    if finding.because:
        reasons.append(_sentence(finding.because))
    return replace(rated, state="rated", rating=str(finding.rating), by_rule=str(finding.rating), because=tuple(reasons))


def _by_percentage(methodology: Methodology, scale: tuple[Grade, ...], standard: Standard, rated: StandardRating,
                   finding: Finding, problems: list[Problem]) -> StandardRating:
    """A standard rated on cases: by its lowest question, their mean, or one percentage of its own."""
    own = finding.score or finding.results.get(standard.id)
    if own is not None and own.percent is not None:
        rated = _from_percent(methodology, scale, rated, own.percent, _own_reason(own), None)
        return _agreed(_margins_of_one(methodology, scale, rated, own), finding, problems)
    missing = [q.id for q in standard.questions if q.id not in {i for i, r in finding.results.items() if r and r.percent is not None}]
    if missing or not standard.questions:
        return _without_results(rated, standard, finding, missing, problems)
    results = [finding.results[q.id] for q in standard.questions]
    if standard.rated == "mean":
        percent = _mean(methodology, standard, finding)
        return _agreed(_from_percent(methodology, scale, rated, percent, _mean_reason(methodology, standard, percent), None), finding, problems)
    lowest = min(standard.questions, key=lambda q: _percent(finding.results[q.id]))
    driver = finding.results[lowest.id]
    assert driver is not None and driver.percent is not None
    rated = _from_percent(methodology, scale, rated, driver.percent, _lowest_reason(methodology, standard, lowest, driver, results), lowest.id)
    rated = replace(rated, questions=tuple(replace(q, is_driver=q.id == lowest.id) for q in rated.questions))
    return _agreed(_margins(methodology, scale, rated, [r for r in results if r is not None]), finding, problems)


def _percent(result: Result | None) -> Fraction:
    return result.percent if result is not None and result.percent is not None else Fraction(0)


def _without_results(rated: StandardRating, standard: Standard, finding: Finding, missing: list[str], problems: list[Problem]) -> StandardRating:
    if finding.rating is not None and not finding.results:
        return replace(rated, state="rated", rating=str(finding.rating), by_rule=str(finding.rating),
                       because=("The rating as published; its percentages are not held here.",))
    what = f"no result for {_listed(missing)}" if missing else "no result"
    where = "results" if missing else "score"
    problems.append(warning("unrated", finding.place, f"{standard.id} {standard.title} has {what} yet",
                            f"add {'them' if len(missing) > 1 else 'it'} to `{where}:` under `{standard.id}:` in `findings:`"))
    return replace(rated, because=("Still without results.",))


def _from_percent(methodology: Methodology, scale: tuple[Grade, ...], rated: StandardRating, percent: Fraction,
                  reason: str, driver: str | None) -> StandardRating:
    level = level_of(methodology, scale, percent)
    if level is None:
        return replace(rated, state="rated", percent=half_up(percent), exact=percent, driver=driver, because=(reason,))
    grade = scale[level].name
    return replace(rated, state="rated", rating=str(grade), by_rule=str(grade), percent=half_up(percent), exact=percent, driver=driver,
                   because=(reason, _band_reason(scale, level)))


def level_of(methodology: Methodology, scale: tuple[Grade, ...], percent: Fraction) -> int | None:
    """The step of the scale in whose band a percentage falls; None where the scale has no bands."""
    if not any(grade.from_ for grade in scale):
        return None
    value = Fraction(half_up(percent)) if methodology.rules.band == "rounded" else percent
    return max((i for i, grade in enumerate(scale) if grade.from_ is not None and value >= grade.from_), default=0)


def _mean(methodology: Methodology, standard: Standard, finding: Finding) -> Fraction:
    """The mean over the questions, individual ones and the summary one weighing what the methodology says."""
    single = [_percent(finding.results[q.id]) for q in standard.questions if not q.summary]
    summary = [_percent(finding.results[q.id]) for q in standard.questions if q.summary]
    weights = methodology.rules.mean
    if not single or not summary or weights is None:
        everything = single + summary
        return sum(everything, Fraction(0)) / len(everything)
    whole = weights.questions + weights.summary
    return (sum(single, Fraction(0)) / len(single) * weights.questions + sum(summary, Fraction(0)) / len(summary) * weights.summary) / whole


def _agreed(rated: StandardRating, finding: Finding, problems: list[Problem]) -> StandardRating:
    """A rating that is typed although the data give it must be the one they give."""
    if finding.rating is not None and rated.rating is not None and finding.rating != rated.rating:
        problems.append(error("rating-differs", finding.rating.place,
                              f"{rated.id} is given as {finding.rating}, and its results make it {rated.rating}",
                              "take the `rating:` out, since the results decide; a panel's decision goes under `adjusted:`"))
    return rated


# Reasons, in plain sentences


def _lowest_reason(methodology: Methodology, standard: Standard, lowest: Question, result: Result, results: list[Result | None]) -> str:
    words = methodology.words
    count = len(standard.questions)
    about = f", on {lowest.about}" if lowest.about else f", on {lowest.id}"
    if count == 1:
        return f"Its one {words.question}: {_shown_result(result)}{about}."
    tied = sum(1 for r in results if r is not None and r.shown == result.shown)
    head = f"Lowest of {_number(count)} {words.questions}" if tied == 1 else f"Lowest of {_number(count)} {words.questions}, with {_number(tied - 1)} {'other' if tied == 2 else 'others'} at the same percentage"
    return f"{head}: {_shown_result(result)}{about}."


def _mean_reason(methodology: Methodology, standard: Standard, percent: Fraction) -> str:
    weights = methodology.rules.mean
    how = ""
    if weights is not None and any(q.summary for q in standard.questions):
        how = f", the summary one weighing {weights.summary} in {weights.questions + weights.summary}"
    return f"Mean of {_number(len(standard.questions))} {methodology.words.questions}{how}: {half_up(percent)}%."


def _own_reason(result: Result) -> str:
    return f"Its score is {_shown_result(result)}."


def _shown_result(result: Result) -> str:
    return f"{result.shown}% ({result.yes} of {result.of})" if result.of is not None else f"{result.shown}%"


def _band_reason(scale: tuple[Grade, ...], level: int) -> str:
    grade = scale[level].name
    here = scale[level].from_ or 0
    above = next((g.from_ for g in scale[level + 1:] if g.from_ is not None), None)
    if here == 0:
        return f"Under {above}% is {grade}."
    if above is None:
        return f"{here}% and over is {grade}."
    return f"From {here}% to {above - 1}% is {grade}."


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?", "’", "”")) else text + "."


def _number(count: int) -> str:
    return WORDS[count] if 0 < count < len(WORDS) else str(count)


def _listed(words: Iterable[str], joined: str = "and") -> str:
    *first, last = list(words)
    return f"{', '.join(first)} {joined} {last}" if first else last


def _either(grades: Iterable[str]) -> str:
    return _listed(grades, "or")


def _points(rated: StandardRating, scale: tuple[Grade, ...]) -> StandardRating:
    level = next((i for i, grade in enumerate(scale) if grade.name == rated.rating), None)
    return replace(rated, level=level, points=scale[level].points if level is not None else None)


# Margins


def _needed(methodology: Methodology, result: Result, threshold: int) -> int | None:
    """How many more sufficient cases lift a result to a threshold; None where no number of its cases does."""
    assert result.yes is not None and result.of is not None
    for yes in range(result.yes, result.of + 1):
        share = Fraction(100 * yes, result.of)
        if (half_up(share) if methodology.rules.band == "rounded" else share) >= threshold:
            return yes - result.yes
    return None


def _lost(methodology: Methodology, result: Result, threshold: int) -> int:
    """How many fewer sufficient cases bring a result under a threshold."""
    assert result.yes is not None and result.of is not None
    for yes in range(result.yes, -1, -1):
        share = Fraction(100 * yes, result.of)
        if (half_up(share) if methodology.rules.band == "rounded" else share) < threshold:
            return result.yes - yes
    return result.yes + 1


def _margins(methodology: Methodology, scale: tuple[Grade, ...], rated: StandardRating, results: list[Result]) -> StandardRating:
    """The nearest better and worse rating in cases, where the counts that decide it are known."""
    level = next((i for i, grade in enumerate(scale) if grade.name == rated.rating), None)
    if level is None:
        return rated
    more = fewer = None
    better = next((g for g in scale[level + 1:] if g.from_ is not None), None)
    if better is not None and better.from_ is not None:
        short = [r for r in results if (half_up(_percent(r)) if methodology.rules.band == "rounded" else _percent(r)) < better.from_]
        if all(r.of is not None for r in short):
            needed = [_needed(methodology, r, better.from_) for r in short]
            if all(n is not None for n in needed):
                more = Margin(str(better.name), sum(n or 0 for n in needed))
    if level > 0 and all(r.of is not None for r in results):
        edge = scale[level].from_ or 0
        lost = min(_lost(methodology, r, edge) for r in results)
        if all(lost <= (r.yes or 0) for r in results if _lost(methodology, r, edge) == lost):
            fewer = Margin(str(scale[level - 1].name), -lost)
    return replace(rated, more=more, fewer=fewer)


def _margins_of_one(methodology: Methodology, scale: tuple[Grade, ...], rated: StandardRating, result: Result) -> StandardRating:
    return _margins(methodology, scale, rated, [result]) if result.of is not None else rated


# Discretion


def _adjusted(methodology: Methodology, scale: tuple[Grade, ...], rated: StandardRating, finding: Finding, problems: list[Problem]) -> StandardRating:
    """A panel may move a case-rated standard within the window of discretion, and says why."""
    adjusted = finding.adjusted
    if adjusted is None or adjusted.rating is None or rated.by_rule is None:
        return rated
    outside = _outside_discretion(methodology, scale, rated, adjusted.rating, _driving(rated))
    if outside:
        problems.append(error("discretion-window", adjusted.rating.place, f"{rated.id} may not be moved to {adjusted.rating}: {outside}",
                              f"the rule gives {rated.by_rule}; take `adjusted:` out, or correct the results"))
        return rated
    if not adjusted.because:
        problems.append(error("discretion-reason", adjusted.place, f"{rated.id} is adjusted to {adjusted.rating} without a reason",
                              "add `because:` with the panel's reason; the report prints it"))
        return rated
    moved = f"By discretion the panel moved it from {rated.by_rule} to {adjusted.rating}: {adjusted.because}"
    return replace(rated, rating=str(adjusted.rating), because=(*rated.because, _sentence(moved)), more=None, fewer=None)


def _driving(rated: StandardRating) -> QuestionRating | None:
    return next((q for q in rated.questions if q.id == rated.driver), None)


def _outside_discretion(methodology: Methodology, scale: tuple[Grade, ...], rated: StandardRating, wanted: str,
                        driver: QuestionRating | None) -> str | None:
    """Why an adjustment lies outside the window, or None where it lies within."""
    window = methodology.rules.discretion
    names = [grade.name for grade in scale]
    if window is None:
        return "this methodology has no discretion"
    if rated.exact is None or rated.percent is None or rated.by_rule not in names:
        return "only a standard rated on cases can be adjusted"
    steps = names.index(wanted) - names.index(rated.by_rule)
    if steps == 0:
        return "that is the rating the rule gives"
    if abs(steps) > window.bands:
        return f"discretion reaches {_number(window.bands)} {'grade' if window.bands == 1 else 'grades'}, and this is {_number(abs(steps))}"
    edge = scale[max(names.index(wanted), names.index(rated.by_rule))].from_ or 0
    distance = edge - rated.percent if steps > 0 else rated.percent - edge + 1
    if window.points is not None and distance <= window.points:
        return None
    margin = rated.more if steps > 0 else rated.fewer
    if window.cases is not None and margin is not None and abs(margin.cases) <= window.cases:
        return None
    if window.sub_sample is not None and driver is not None and driver.of is not None and driver.of <= window.sub_sample:
        return None
    return f"{rated.percent}% is {distance} {'point' if distance == 1 else 'points'} from the boundary"


# Limits


def _limit_standards(methodology: Methodology, inspection: Inspection, standards: dict[str, StandardRating],
                     problems: list[Problem]) -> tuple[LimitOutcome, ...]:
    """Applies the limits on standards in the order in which the methodology has them."""
    outcomes = []
    by_id = {standard.id: scale_of(methodology, domain, standard) for domain, standard in standards_of(methodology, inspection)}
    for limit in methodology.rules.limits:
        if limit.standard is None or limit.standard not in standards:
            continue
        scale = by_id[limit.standard]
        rated = standards[limit.standard]
        holds = _all_hold(limit.conditions, standards, inspection)
        ceiling = rated.grades.index(limit.at_most) if limit.at_most in rated.grades else len(rated.grades)
        lowered = bool(holds) and rated.level is not None and rated.level > ceiling
        if holds and rated.rating is not None:
            standards[limit.standard] = _limited(rated, limit, lowered, scale, inspection, problems)
        outcomes.append(_outcome(limit, holds, lowered))
    return tuple(outcomes)


def _limited(rated: StandardRating, limit: Limit, lowered: bool, scale: tuple[Grade, ...], inspection: Inspection,
             problems: list[Problem]) -> StandardRating:
    if not lowered:
        return replace(rated, because=(*rated.because, _sentence(limit.about)))
    if rated.rule == "judgement":
        finding = inspection.findings[rated.id]
        assert finding.rating is not None
        problems.append(warning("limit-lowers", finding.rating.place,
                                f"{rated.id} is judged {rated.rating}, and a limit lowers it to {limit.at_most}",
                                f"{limit.about} Write {limit.at_most} if that is the panel's judgement"))
    reason = f"Lowered from {rated.rating} to {limit.at_most} by a limit: {limit.about}"
    return _points(replace(rated, rating=str(limit.at_most), because=(*rated.because, _sentence(reason)), more=None, fewer=None), scale)


def _outcome(limit: Limit, holds: bool | None, lowered: bool) -> LimitOutcome:
    unconfirmed = bool(limit.source) and str(limit.source).startswith("unconfirmed")
    return LimitOutcome(limit.id, limit.standard, limit.at_most, limit.about, holds, lowered, unconfirmed)


def _all_hold(conditions: tuple[Condition, ...], standards: dict[str, StandardRating], inspection: Inspection) -> bool | None:
    """Whether all conditions hold; None while that cannot be told."""
    answers = [_holds(condition, standards, inspection) for condition in conditions]
    if any(answer is False for answer in answers):
        return False
    return None if any(answer is None for answer in answers) else True


def _holds(condition: Condition, standards: dict[str, StandardRating], inspection: Inspection) -> bool | None:
    if condition.declared is not None:
        return condition.declared in inspection.declares
    chosen = [standards[i] for i in condition.of if i in standards] if condition.of else [s for s in standards.values() if s.counted]
    chosen = [s for s in chosen if s.state in ("rated", "unrated")]
    met = sum(1 for s in chosen if s.level is not None and _meets(s, condition))
    open_ = sum(1 for s in chosen if s.level is None)
    wanted = {"all": len(chosen), "any": 1}.get(str(condition.how_many)) if condition.how_many in ("all", "any") else int(condition.how_many or 1)
    assert wanted is not None
    if condition.how_many == "all" and not chosen:
        return None
    if met >= wanted:
        return True
    return None if met + open_ >= wanted else False


def _meets(rated: StandardRating, condition: Condition) -> bool:
    assert rated.level is not None
    if condition.at_most is not None and rated.level > rated.grades.index(condition.at_most):
        return False
    return condition.at_least is None or rated.level >= rated.grades.index(condition.at_least)


# The whole


def _overall(methodology: Methodology, inspection: Inspection, ratings: Ratings, problems: list[Problem]) -> Ratings:
    rule = methodology.rules.overall
    if rule.rule == "none":
        return ratings
    scale = methodology.scales[rule.scale] if rule.scale else next(iter(methodology.scales.values()))
    grades = tuple(str(g.name) for g in scale)
    ratings = replace(ratings, overall_grades=grades)
    counted = [s for s in ratings.standards.values() if s.counted and s.state != "not rated"]
    unrated = [s for s in counted if s.level is None]
    left_out = [s for s in ratings.standards.values() if s.counted and s.state == "not rated"]
    for s in left_out:
        problems.append(note("not-counted", inspection.findings[s.id].place, f"{s.id} is not rated, so the score is out of fewer points"))
    if rule.rule == "points":
        ratings = _by_points(methodology, scale, ratings, counted, unrated)
    elif not unrated and counted:
        ratings = _by_counts(rule.rule, methodology, inspection, ratings, counted, grades)
    if unrated:
        names = _listed(f"{s.id} {s.title}" for s in unrated)
        problems.append(note("no-overall", inspection.place, f"there is no overall rating until these are rated: {names}"))
        return ratings
    return _limit_overall(methodology, inspection, ratings)


def totals_of(methodology: Methodology, scale: tuple[Grade, ...], out_of: int) -> tuple[tuple[str, int, int], ...]:
    """Each grade with its lowest and highest total, for a highest possible total."""
    rule, lowest, result = methodology.rules.overall, 0, []
    for i, grade in enumerate(scale):
        if rule.totals:
            following = next((rule.totals[g.name] for g in scale[i + 1:] if g.name in rule.totals), out_of + 1)
            highest = following - 1
        else:
            highest = int(Fraction(rule.shares[grade.name]) * out_of) if grade.name in rule.shares else out_of
        result.append((str(grade.name), lowest, highest))
        lowest = highest + 1
    return tuple(result)


def _by_points(methodology: Methodology, scale: tuple[Grade, ...], ratings: Ratings, counted: list[StandardRating],
               unrated: list[StandardRating]) -> Ratings:
    """The sum of points, and the band of totals it falls in."""
    best = {s.id: _best_points(methodology, s) for s in counted}
    out_of = sum(best.values())
    totals = totals_of(methodology, scale, out_of)
    if unrated or not counted:
        return replace(ratings, totals=totals)
    score = sum(s.points or 0 for s in counted)
    grade, low, high = next((t for t in totals if t[1] <= score <= t[2]), totals[-1])
    words = methodology.words
    reasons = (f"{score} of {out_of} points over {_number(len(counted))} {words.standards}.", f"{low} to {high} points is {grade}.")
    return replace(ratings, score=score, out_of=out_of, overall=grade, overall_level=ratings.overall_grades.index(grade),
                   overall_because=reasons, totals=totals)


def _best_points(methodology: Methodology, rated: StandardRating) -> int:
    for scale in methodology.scales.values():
        if tuple(g.name for g in scale) == rated.grades:
            return max((g.points or 0 for g in scale), default=0)
    return 0


def _by_counts(rule: str, methodology: Methodology, inspection: Inspection, ratings: Ratings, counted: list[StandardRating],
               grades: tuple[str, ...]) -> Ratings:
    """The first case that applies, or the worst standard."""
    if rule == "worst":
        worst = min(counted, key=lambda s: s.level or 0)
        overall, reason = worst.rating, f"The lowest rating of its {methodology.words.standards} decides: {worst.id} {worst.title} is {worst.rating}."
        return replace(ratings, overall=overall, overall_level=worst.level, overall_because=(reason,))
    for case in methodology.rules.overall.cases:
        if _all_hold(case.conditions, ratings.standards, inspection):
            return replace(ratings, overall=str(case.rating), overall_level=grades.index(case.rating),
                           overall_because=(f"{_conditions_in_words(case.conditions, methodology)}: {case.rating}.",))
    otherwise = methodology.rules.overall.otherwise
    if otherwise is None:
        return ratings
    return replace(ratings, overall=str(otherwise), overall_level=grades.index(otherwise),
                   overall_because=(f"None of the cases for another rating applies: {otherwise}.",))


def _conditions_in_words(conditions: tuple[Condition, ...], methodology: Methodology) -> str:
    return _capital(_listed(condition_in_words(c, methodology) for c in conditions))


def condition_in_words(condition: Condition, methodology: Methodology) -> str:
    """A condition as a phrase: two or more of the key questions are Inadequate."""
    if condition.declared is not None:
        return f"the inspection declares {methodology.declares.get(condition.declared, condition.declared)}"
    words = methodology.words
    what = f"of {_listed(condition.of)}" if condition.of else f"of the {words.standards}"
    many = {"all": "all", "any": "at least one"}.get(str(condition.how_many), f"at least {_number(int(condition.how_many or 1)) if str(condition.how_many).isdigit() else condition.how_many}")
    grade = f"{condition.at_most} or lower" if condition.at_most else f"{condition.at_least} or higher"
    return f"{many} {what} {'is' if many == 'at least one' else 'are'} {grade}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _limit_overall(methodology: Methodology, inspection: Inspection, ratings: Ratings) -> Ratings:
    for limit in methodology.rules.limits:
        if limit.standard is not None:
            continue
        holds = _all_hold(limit.conditions, ratings.standards, inspection)
        ceiling = ratings.overall_grades.index(limit.at_most)
        lowered = bool(holds) and ratings.overall_level is not None and ratings.overall_level > ceiling
        if lowered:
            reason = _sentence(f"Lowered from {ratings.overall} to {limit.at_most} by a limit: {limit.about}")
            ratings = replace(ratings, overall=str(limit.at_most), overall_level=ceiling, overall_because=(*ratings.overall_because, reason))
        elif holds:
            ratings = replace(ratings, overall_because=(*ratings.overall_because, _sentence(limit.about)))
        ratings = replace(ratings, limits=(*ratings.limits, _outcome(limit, holds, lowered)))
    return ratings


def _sections(methodology: Methodology, standards: dict[str, StandardRating]) -> dict[str, Share]:
    """The percentage of each domain that has one: the plain mean of its standards'."""
    result = {}
    for domain in methodology.domains:
        if domain.score == "mean":
            percents = [standards[s.id].exact for s in domain.standards if s.id in standards]
            known = [p for p in percents if p is not None]
            complete = known and len(known) == len(percents)
            result[str(domain.id)] = Share(str(domain.id), str(domain.title), one_decimal(sum(known, Fraction(0)) / len(known)) if complete else None)
    return result


def _threads(methodology: Methodology, inspection: Inspection) -> dict[str, Share]:
    """The percentage of each thread that has one: the mean over its questions, or the one that was published."""
    result = {}
    for thread in methodology.threads:
        if thread.score != "mean":
            continue
        percents = [_percent(inspection.findings[s.id].results[q.id]) for d, s in standards_of(methodology, inspection)
                    if (not thread.domains or d.id in thread.domains) and s.id in inspection.findings
                    for q in s.questions if q.thread == thread.id and inspection.findings[s.id].results.get(q.id) is not None]
        published = inspection.threads.get(thread.id)
        if percents:
            percent: float | None = one_decimal(sum(percents, Fraction(0)) / len(percents))
        else:
            percent = one_decimal(published.percent) if published is not None and published.percent is not None else None
        result[str(thread.id)] = Share(str(thread.id), str(thread.title), percent)
    return result


def one_decimal(value: Fraction) -> float:
    """To one decimal, halves up."""
    return half_up(value * 10) / 10
