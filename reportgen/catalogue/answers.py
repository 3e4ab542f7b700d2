"""What the inspected services answer to recommendations, from the action plans.

The names of those who do a step are left out: they may be persons. A plan does not say what it was
on an earlier day, so a site of an earlier day shows no plans.
"""

from __future__ import annotations

from dataclasses import replace

from reportgen.catalogue.publication import Publication, RecommendationFact, StepFact
from reportgen.plan.model import Answer, plan_path, read_answers
from reportgen.problems import InputError, Problem
from reportgen.project.loading import Project
from reportgen.project.paths import is_file


def add_answers(project: Project, one: Publication) -> tuple[Publication, list[Problem]]:
    """A report with the answers to its recommendations, and what is wrong with its plan."""
    path = plan_path(project.inspections / f"{one.slug}.yaml")
    if not one.recommendations or not is_file(path):
        return one, []
    ids = {_own_id(item) for item in one.recommendations}
    try:
        answers = read_answers(project, path, ids)
    except InputError as refused:
        return one, refused.problems
    items = tuple(_with_answer(item, answers.get(_own_id(item))) for item in one.recommendations)
    return replace(one, recommendations=items), []


def _own_id(item: RecommendationFact) -> str:
    """The id of a recommendation within its report."""
    return item.id.rpartition("/")[2]


def _with_answer(item: RecommendationFact, answer: Answer | None) -> RecommendationFact:
    if answer is None:
        return item
    return replace(
        item,
        answer=answer.answer,
        why=str(answer.why) if answer.why else None,
        steps=tuple(
            StepFact(
                str(one.step),
                str(one.due) if one.due else None,
                one.progress,
                str(one.done) if one.done else None,
            )
            for one in answer.steps
        ),
    )
