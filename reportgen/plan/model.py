"""The action plan of a report: what the inspected service answers to each recommendation, the steps
it takes, and how far they are. It is kept in `inspections/SLUG.plan.yaml`.

It knows the file. How it is filled in with a spreadsheet is in form.py and returned.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from reportgen.dossier import Dossier
from reportgen.problems import NOWHERE, InputError, Place, Problem, error, find_nearest
from reportgen.project.loading import Project
from reportgen.project.paths import is_file
from reportgen.prose.plain import one_line, plain_text
from reportgen.reading.fields import (
    Choice,
    DateText,
    LineText,
    ListOf,
    MapOf,
    MapType,
    ReadingContext,
    SourceText,
    field,
)
from reportgen.util.frozen import frozen

ANSWERS = ("Agreed", "Partly agreed", "Not agreed")
PROGRESS = ("Not started", "Under way", "Done")
DONE = PROGRESS[-1]


@frozen
class Step:
    """One thing that somebody does by a day."""

    step: SourceText = field(LineText(), "what is done", required=True)
    owner: SourceText | None = field(LineText(), "who does it")
    due: SourceText | None = field(DateText(), "the day by which it is done")
    progress: str | None = field(Choice(*PROGRESS), "how far it is")
    done: SourceText | None = field(DateText(), "the day on which it was done")
    place: Place = NOWHERE


@frozen
class Answer:
    """The answer to one recommendation."""

    answer: str | None = field(Choice(*ANSWERS), "whether the recommendation is agreed to")
    why: SourceText | None = field(LineText(), "why it is not, or not wholly, agreed to")
    steps: tuple[Step, ...] = field(ListOf(MapType(Step)), "what is done, by whom", default=())
    place: Place = NOWHERE


@frozen(kw_only=False)
class PlannedRecommendation:
    """A recommendation with the answer to it, if there is one."""

    id: str
    number: int
    to: str
    text: str
    answer: Answer | None = None


@frozen(kw_only=False)
class Plan:
    """The action plan of one report."""

    slug: str
    title: str
    path: Path
    recommendations: tuple[PlannedRecommendation, ...]


def plan_path(inspection: Path) -> Path:
    """The action plan of the inspection in a file."""
    return inspection.with_name(f"{inspection.stem}.plan.yaml")


def load_plan(dossier: Dossier) -> Plan:
    """The recommendations of a report with the answers that its plan has. Raises InputError with
    everything that is wrong with the plan."""
    path = plan_path(dossier.file)
    recommendations = tuple(_list_recommendations(dossier))
    answers = read_answers(dossier.project, path, {one.id for one in recommendations})
    return Plan(
        dossier.inspection.slug,
        str(dossier.inspection.title),
        path,
        tuple(
            PlannedRecommendation(one.id, one.number, one.to, one.text, answers.get(one.id))
            for one in recommendations
        ),
    )


def _list_recommendations(dossier: Dossier) -> Iterator[PlannedRecommendation]:
    """The recommendations of a report in plain words."""
    from reportgen.inspection.model import number_recommendations
    from reportgen.report.texts import read_texts

    if dossier.has_errors:
        raise InputError(*(problem for problem in dossier.problems if problem.is_error))
    texts = read_texts(dossier)
    groups = dossier.inspection.recommendations
    addressees = [str(group.to or "") for group in groups for _ in group.items]
    numbered = number_recommendations(groups)
    for to, (id, number, item) in zip(addressees, numbered, strict=True):
        prose = texts.prose(item.text)
        words = one_line(plain_text(prose)) if prose else str(item.text)
        yield PlannedRecommendation(id, number, to, words)


def find_plan_problems(dossier: Dossier) -> list[Problem]:
    """Everything that is wrong with the plan of an inspection, which may have errors itself."""
    from reportgen.inspection.model import number_recommendations

    numbered = number_recommendations(dossier.inspection.recommendations)
    try:
        read_answers(dossier.project, plan_path(dossier.file), {id for id, _, _ in numbered})
    except InputError as refused:
        return refused.problems
    return []


def read_answers(project: Project, path: Path, ids: set[str]) -> dict[str, Answer]:
    """The answers of a plan's file to the recommendations with these ids; none without a file.
    Raises InputError with everything that is wrong with it."""
    from reportgen.reading.yaml_source import read_yaml

    if not is_file(path):
        return {}
    project.refuse_link_outside(path)
    reading = ReadingContext()
    tree = read_yaml(path, project.display_path(path), reading.problems)
    if tree.kind != "map":
        reading.add_error(
            "wrong-kind",
            tree.place,
            "an action plan is a map of recommendations, each with its answer",
            "write the id of a recommendation, and below it answer:, why: and steps:",
        )
        raise InputError(*reading.problems)
    answers = MapOf(MapType(Answer), "ids of recommendations").read(tree, reading) or {}
    problems = [*reading.problems, *_find_unknown(answers, ids), *find_gaps(answers.values())]
    if problems:
        raise InputError(*problems)
    return {str(id): answer for id, answer in answers.items()}


def _find_unknown(answers: Iterable[SourceText], ids: set[str]) -> Iterator[Problem]:
    listing = f"its ids are: {', '.join(sorted(ids))}" if ids else "it makes none: take this out"
    for id in answers:
        if id not in ids:
            near = find_nearest(str(id), sorted(ids))
            yield error(
                "plan-unknown",
                id.place,
                f"the report has no recommendation `{id}`",
                f"did you mean `{near}`?" if near else listing,
            )


def find_gaps(answers: Iterable[Answer]) -> Iterator[Problem]:
    """What contradicts itself in answers."""
    for answer in answers:
        yield from find_gaps_of(answer, answer.place, [step.place for step in answer.steps])


def find_gaps_of(answer: Answer, place: Place, steps: list[Place]) -> Iterator[Problem]:
    """What contradicts itself in one answer, with where it and its steps stand."""
    if answer.answer is None and (answer.why or answer.steps):
        yield error("plan-answer", place, "there is no answer", f"write one of: {_list(ANSWERS)}")
    if answer.answer in ANSWERS[1:] and not answer.why:
        yield error(
            "plan-why",
            place,
            f"the answer is `{answer.answer}`, but no reason is given",
            "say why",
        )
    for step, where in zip(answer.steps, steps, strict=True):
        if step.due is not None and len(step.due) != len("2025-06-30"):
            yield error(
                "plan-due", where, f"`{step.due}` is not a whole day", "write it as 2025-06-30"
            )
        if step.done is not None and step.progress != DONE:
            yield error(
                "plan-done",
                where,
                "there is a day on which it was done, and its progress is not `Done`",
                "choose Done, or take the day out",
            )


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)
