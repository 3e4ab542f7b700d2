"""The advice beside a field while somebody types: what `check` notices there, what the placeholders
give, which rating follows.

It must not know HTTP, nor how it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reportgen.dossier import Dossier
from reportgen.problems import Problem
from reportgen.prose.markdown import PLACEHOLDER
from reportgen.prose.placeholders import Placeholders, Resolved
from reportgen.ratings.reasons import explain_margin
from reportgen.util.frozen import frozen
from reportgen.writing.changes import Change, Data
from reportgen.writing.session import EditedText
from reportgen.writing.sources import InspectionSources
from reportgen.writing.trial import Trial, find_new

MAX_OFFERED = 1_500
"""Placeholders that are offered. The longest methodology has 300 questions."""


@frozen
class PlaceholderValue:
    """A placeholder, and what the report prints for it."""

    text: str
    value: str
    about: str = ""


@frozen
class LiveRating:
    """The rating of a standard as it would be."""

    title: str
    rating: str
    because: str
    margin: str
    overall: str


@frozen
class Advice:
    """The advice on changes that are not yet written."""

    here: tuple[Problem, ...]
    """What is wrong where they would be written."""
    elsewhere: tuple[Problem, ...]
    """The errors that they would bring elsewhere."""
    values: tuple[PlaceholderValue, ...]
    rating: LiveRating | None


def advise(
    sources: InspectionSources,
    before: Trial,
    trial: Trial,
    edited: Sequence[EditedText],
    changes: Sequence[Change],
    standard: str,
) -> Advice:
    """What to say about some changes. `before` is the inspection as it is, `trial` as it would
    be."""
    ranges = list(_list_ranges(sources, edited, changes))

    def is_here(problem: Problem) -> bool:
        place = problem.place
        return any(
            place.path == file and first <= place.line <= last for file, first, last in ranges
        )

    new = find_new(before.errors, trial.errors)
    return Advice(
        here=tuple(problem for problem in trial.problems if is_here(problem)),
        elsewhere=tuple(problem for problem in new if not is_here(problem)),
        values=tuple(_list_values(trial, changes)),
        rating=_rate(trial.dossier, standard) if trial.dossier and standard else None,
    )


def _list_ranges(
    sources: InspectionSources, edited: Sequence[EditedText], changes: Sequence[Change]
) -> Iterable[tuple[str, int, int]]:
    """The lines that the changes are about, in the texts as they would be."""
    for one in edited:
        if one.text != one.file.text:
            yield (one.file.display_path, *_find_changed_lines(one.file.text, one.text))
    if all(one.text == one.file.text for one in edited):
        for change in changes:
            yield (change.file, *sources.lines_of(change.file, change.path, change.lines))


def _find_changed_lines(before: str, after: str) -> tuple[int, int]:
    """The first and the last line of a text that differ from another."""
    old, new = before.split("\n"), after.split("\n")
    most = min(len(old), len(new))
    start = next((n for n in range(most) if old[n] != new[n]), most)
    end = next((n for n in range(most - start) if old[-1 - n] != new[-1 - n]), most - start)
    return start + 1, max(start + 1, len(new) - end)


def _list_values(trial: Trial, changes: Sequence[Change]) -> Iterable[PlaceholderValue]:
    if trial.texts is None:
        return
    placeholders = trial.texts.placeholders
    marks = set()
    for words in _list_words([change.value for change in changes]):
        for match in PLACEHOLDER.finditer(words):
            if match.group() not in marks:
                marks.add(match.group())
                yield _evaluate(placeholders, match[1], match[2] or "")


def _list_words(data: Data) -> Iterable[str]:
    if isinstance(data, str):
        yield data
    for item in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from _list_words(item)


def _evaluate(
    placeholders: Placeholders, kind: str, target: str, about: str = ""
) -> PlaceholderValue:
    answer = placeholders.find(kind, target)
    text = f"{{{kind}:{target}}}" if target else f"{{{kind}}}"
    value = answer.prose if isinstance(answer, Resolved) else answer.message
    return PlaceholderValue(text=text, value=value, about=about)


def _rate(dossier: Dossier, standard: str) -> LiveRating | None:
    rated = dossier.ratings.standards.get(standard)
    if rated is None:
        return None
    ratings, margin = dossier.ratings, rated.margin
    words = dossier.methodology.words
    score = f", {ratings.score} out of {ratings.out_of}" if ratings.score is not None else ""
    return LiveRating(
        title=f"{standard} {rated.title}",
        rating=rated.rating or ("Not rated" if rated.state != "unrated" else "Not yet rated"),
        because=" ".join(rated.because),
        margin=explain_margin(margin, words, rated.counts) if margin else "",
        overall=f"Overall: {ratings.overall}{score}" if ratings.overall else "",
    )


def list_placeholders(trial: Trial) -> list[PlaceholderValue]:
    """The placeholders that have a value in this inspection, with what the report prints."""
    if trial.texts is None or trial.dossier is None:
        return []
    placeholders = trial.texts.placeholders
    offered: list[PlaceholderValue] = []
    for kind, target, about in _list_targets(trial.dossier):
        if len(offered) < MAX_OFFERED and isinstance(placeholders.find(kind, target), Resolved):
            offered.append(_evaluate(placeholders, kind, target, about))
    return offered


def _list_targets(dossier: Dossier) -> Iterable[tuple[str, str, str]]:
    """What placeholders may be about: kind, target, and what it is in words."""
    inspection = dossier.inspection
    yield "overall", "", "the overall rating"
    yield "score", "", "the score"
    for domain in dossier.methodology.domains:
        yield "ref", str(domain.id), f"a link to {domain.title}"
        for standard in domain.standards:
            id, title = str(standard.id), str(standard.title)
            yield "rating", id, f"the rating of {title}"
            yield "ref", id, f"a link to {title}"
            for question in standard.questions:
                for kind in ("pct", "n"):
                    yield kind, str(question.id), str(question.text)
                    for prompt_id, prompt in question.prompts_by_id.items():
                        yield kind, str(prompt_id), str(prompt.text)
    for name, figure in inspection.figures.items():
        yield "figure", str(name), str(figure.source or "a figure of this report")
    for name, table in inspection.tables.items():
        yield "table", str(name), f"the table “{table.title}”, on a line of its own"
    for domain in dossier.methodology.domains:
        yield "chart", str(domain.id), f"a chart of {domain.title}, on a line of its own"
