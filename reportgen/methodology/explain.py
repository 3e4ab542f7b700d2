"""A methodology explained in plain words, from its own data: what is rated, how, and which rules
are unconfirmed."""

from __future__ import annotations

from reportgen.methodology.model import Grade, Limit, Methodology, Question, Standard
from reportgen.methodology.wording import condition_in_words, list_totals
from reportgen.reading.fields import SourceText

HOW = {
    "judgement": "rated by judgement",
    "lowest": "rated by its lowest {question}",
    "mean": "rated by the mean of its {questions}",
    "own": "rated by a percentage of its own",
    "no": "reported, not rated",
}


def explain(methodology: Methodology) -> str:
    """The whole methodology as text that a reader can follow from the top."""
    lines = [str(methodology.title), f"id: {methodology.id}", ""]
    if methodology.about:
        lines += [" ".join(methodology.about.split()), ""]
    lines += ["What is rated"]
    for domain in methodology.domains:
        lines.append(
            f"  {domain.id}. {domain.title}"
            + (" (scored in per cent: the mean of its parts)" if domain.score == "mean" else "")
        )
        for standard in domain.standards:
            lines += _standard(methodology, standard)
    lines += ["", *_scales(methodology), "", *_overall(methodology)]
    if methodology.rules.limits:
        lines += [
            "",
            "Limits",
            *(line for limit in methodology.rules.limits for line in _limit(methodology, limit)),
        ]
    lines += ["", *_discretion(methodology)]
    if unconfirmed := unconfirmed_rules(methodology):
        lines += [
            "",
            "Unconfirmed: recalled, not read in a published document",
            *(f"  {rule}" for rule in unconfirmed),
        ]
    return "\n".join(lines)


def _standard(methodology: Methodology, standard: Standard) -> list[str]:
    words = methodology.words
    how = HOW[standard.rated].format(question=words.question, questions=words.questions)
    more = [] if standard.counted or standard.rated == "no" else ["not counted in the score"]
    if standard.kinds:
        more.append("only for " + ", ".join(str(methodology.kinds[k]) for k in standard.kinds))
    lines = [f"    {standard.id} {standard.title}: {'; '.join([how, *more])}"]
    lines += [
        f"        {question.id} {question.text}{_more(question)}" for question in standard.questions
    ]
    if standard.note:
        lines.append(f"        Note: {' '.join(standard.note.split())}")
    return lines


def _more(question: Question) -> str:
    return (
        f" ({len(question.prompts)} prompts)"
        if question.prompts
        else " (summary)"
        if question.summary
        else ""
    )


def bands(grades: tuple[Grade, ...]) -> str:
    """Inadequate under 50%, Requires improvement 50% to 64% …"""
    edged = [g for g in grades if g.from_ is not None]
    said = []
    for i, grade in enumerate(edged):
        above = edged[i + 1].from_ if i + 1 < len(edged) else None
        low = grade.from_
        said.append(
            f"{grade.name} under {above}%"
            if not low and above is not None
            else (
                f"{grade.name} {low}% to {above - 1}%"
                if above is not None
                else f"{grade.name} {low}% and over"
            )
        )
    return ", ".join(said)


def _scales(methodology: Methodology) -> list[str]:
    lines = ["Scales, worst first"]
    for name, grades in methodology.scales.items():
        points = (
            "; points " + ", ".join(f"{g.name} {g.points}" for g in grades)
            if any(g.points is not None for g in grades)
            else ""
        )
        said = (
            bands(grades)
            if any(g.from_ for g in grades)
            else ", ".join(str(g.name) for g in grades)
        )
        lines.append(f"  {name}: {said}{points}")
    banded = (
        "the printed whole percentage, halves rounded up, is what is banded"
        if methodology.rules.band == "rounded"
        else "the unrounded percentage is banded"
    )
    lines.append(f"  In banding, {banded}.")
    if weights := methodology.rules.mean:
        lines.append(
            f"  In a mean, the questions together weigh {weights.questions} and the summary"
            f" question {weights.summary}."
        )
    for thread in methodology.threads:
        if thread.score == "mean":
            where = " and ".join(f"{methodology.words.domain} {id}" for id in thread.domains)
            lines.append(
                f"  {thread.title} has a percentage too: the mean over its"
                f" questions{f' in {where}' if where else ''}."
            )
    return lines


def _overall(methodology: Methodology) -> list[str]:
    overall = methodology.rules.overall
    if overall.rule == "none":
        return ["There is no overall rating."]
    if overall.rule == "worst":
        return ["The overall rating is that of the worst standard."]
    if overall.rule == "counts":
        lines = ["The overall rating is the first of these that applies:"]
        for case in overall.cases:
            lines.append(
                f"  {case.rating}:"
                f" {' and '.join(condition_in_words(c, methodology) for c in case.conditions)}"
            )
        return lines + ([f"  otherwise {overall.otherwise}"] if overall.otherwise else [])
    lines = []
    for kind in methodology.kinds or (SourceText(""),):
        counted = [s for s in methodology.standards_of_kind(kind).values() if s.counts_overall]
        out_of = sum(methodology.max_points(s) for s in counted)
        said = ", ".join(
            f"{grade} {low}–{high}" for grade, low, high in list_totals(methodology, out_of)
        )
        lines.append(
            "The overall rating follows from the sum of points, out of"
            f" {out_of}{f' ({methodology.kinds[kind]})' if kind else ''}: {said}."
        )
    return lines


def _limit(methodology: Methodology, limit: Limit) -> list[str]:
    when = " and ".join(condition_in_words(c, methodology) for c in limit.conditions)
    return [
        f"  {limit.standard or 'The overall rating'} is at most {limit.at_most} where {when}.",
        f"      {limit.about}",
    ]


def _discretion(methodology: Methodology) -> list[str]:
    window = methodology.rules.discretion
    if window is None:
        return ["There is no discretion: ratings follow from the rules."]
    return ["Discretion", f"  {window.about or f'A panel may move a rating by {window.bands}.'}"]


def unconfirmed_rules(methodology: Methodology) -> list[str]:
    """Every rule whose source says that it is unconfirmed."""
    rules = methodology.rules
    sources = [
        ("the edges of the bands", rules.band_source),
        ("the overall rating", rules.overall.source),
        ("discretion", rules.discretion.source if rules.discretion else None),
        ("the weights of a mean", rules.mean.source if rules.mean else None),
    ]
    sources += [
        (f"the limit on {limit.standard or 'the overall rating'}", limit.source)
        for limit in rules.limits
    ]
    sources += [
        (f"{standard.id} {standard.title}", standard.source)
        for standard in methodology.standards.values()
    ]
    return [
        f"{what}: {_detail(source)}" if _detail(source) else what
        for what, source in sources
        if source and source.startswith("unconfirmed")
    ]


def _detail(source: str) -> str:
    return source.removeprefix("unconfirmed").lstrip(":,; ").strip()
