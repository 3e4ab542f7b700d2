"""A methodology explained in plain words, from its own data: what is rated, how, and which rules
are unconfirmed."""

from __future__ import annotations

from reportgen.methodology.explain_rules import (
    explain_discretion,
    explain_domain,
    explain_limits,
    explain_outcomes,
    explain_overall,
)
from reportgen.methodology.model import Grade, Methodology, OwnField, Question, Standard
from reportgen.reading.fields import SourceText

HOW = {
    "judgement": "rated by judgement",
    "lowest": "rated by its lowest {question}",
    "majority": "rated by the grade that most of its {questions} reach",
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
    if methodology.fields:
        lines += ["", "Facts that each inspection gives", *map(_field, methodology.fields.items())]
    for name, answers in methodology.answers.items():
        worths = ", ".join(f"{answer.name} {answer.worth}" for answer in answers)
        lines += ["", f"Answers on the scale {name} are worth, in a hundred: {worths}"]
    if methodology.scales:
        lines += ["", *_scales(methodology)]
    for domain in methodology.rated_domains.values():
        lines += ["", *explain_domain(methodology, domain)]
    lines += ["", *explain_overall(methodology)]
    if methodology.rules.limits:
        lines += ["", "Limits", *explain_limits(methodology)]
    if methodology.rules.outcomes:
        lines += ["", "What follows", *explain_outcomes(methodology)]
    lines += ["", *explain_discretion(methodology)]
    if unconfirmed := unconfirmed_rules(methodology):
        lines += [
            "",
            "Unconfirmed: recalled, not read in a published document",
            *(f"  {rule}" for rule in unconfirmed),
        ]
    return "\n".join(lines)


def _field(named: tuple[SourceText, OwnField]) -> str:
    id, declared = named
    options = f" of {', '.join(declared.options)}" if declared.options else ""
    required = "" if declared.required else ", may be missing"
    return f"  {id}: {declared.title} ({declared.type}{options}{required})"


def _standard(methodology: Methodology, standard: Standard) -> list[str]:
    words = methodology.words
    how = HOW[standard.rated].format(question=words.question, questions=words.questions)
    more = [] if standard.counted or standard.rated == "no" else ["not counted in the score"]
    if standard.weight != 1:
        more.append(f"weighs {standard.weight}")
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
    """The words in brackets after a question."""
    parts = ["judged"] if question.rated == "judgement" else []
    parts += ["summary"] if question.summary and not question.prompts else []
    parts += [f"answered on the scale {question.answers}"] if question.answers else []
    parts += [f"weighs {question.weight}"] if question.weight != 1 else []
    parts += [f"{len(question.prompts)} prompts"] if question.prompts else []
    return f" ({', '.join(parts)})" if parts else ""


def bands(grades: tuple[Grade, ...]) -> str:
    """Inadequate under 50%, Requires improvement 50% to 64% …"""
    edged = [g for g in grades if g.from_ is not None]
    parts = []
    for i, grade in enumerate(edged):
        above = edged[i + 1].from_ if i + 1 < len(edged) else None
        low = grade.from_
        parts.append(
            f"{grade.name} under {above}%"
            if not low and above is not None
            else (
                f"{grade.name} {low}% to {above - 1}%"
                if above is not None
                else f"{grade.name} {low}% and over"
            )
        )
    return ", ".join(parts)


def _scales(methodology: Methodology) -> list[str]:
    lines = ["Scales, worst first"]
    for name, grades in methodology.scales.items():
        points = (
            "; points " + ", ".join(f"{g.name} {g.points}" for g in grades)
            if any(g.points is not None for g in grades)
            else ""
        )
        parts = (
            bands(grades)
            if any(g.from_ for g in grades)
            else ", ".join(str(g.name) for g in grades)
        )
        lines.append(f"  {name}: {parts}{points}")
    if not any(g.from_ for grades in methodology.scales.values() for g in grades):
        return lines
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
    sources += [(f"the outcome “{outcome.title}”", outcome.source) for outcome in rules.outcomes]
    sources += [
        (f"the rating of {domain.id} {domain.title}", domain.rating.source)
        for domain in methodology.domains
        if domain.rating is not None
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
