"""Writes the answers that came back into `inspections/SLUG.plan.yaml`. Answers that the form does
not have stay as they are, and so do comments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reportgen.editing.edits import remove, set_value
from reportgen.editing.files import EditedFile
from reportgen.plan.model import Answer, Plan
from reportgen.plan.returned import list_steps
from reportgen.project.loading import Project
from reportgen.util.atomic_files import write_files_atomically

_HEAD = (
    "# What the inspected service answers to each recommendation. See `reportgen plan --help`.\n"
)
_KEYS = ("answer", "why", "steps")


def merge_answers(project: Project, plan: Plan, answers: Mapping[str, Answer]) -> list[str]:
    """Write answers into the plan. Returns the ids of the recommendations whose answer changed."""
    display_path = project.display_path(plan.path)
    before = {one.id: one.answer for one in plan.recommendations}
    changed = [id for id, one in answers.items() if _as_data(one) != _as_data(before[id])]
    if not changed:
        return []
    file = EditedFile(plan.path, display_path) if plan.path.is_file() else None
    text = file.text if file else _HEAD
    for id in changed:
        text = _write(text, id, _as_data(answers[id]), _as_data(before[id]), display_path)
    if file:
        file.write(text)
    else:
        write_files_atomically({plan.path: text.encode()}, project.display_path)
    return changed


def _write(
    text: str, id: str, data: dict[str, Any], before: dict[str, Any], display_path: str
) -> str:
    """The text with the answer to one recommendation."""
    has_entries = any(line.strip() and not line.startswith("#") for line in text.splitlines())
    if not has_entries:
        return text + _as_yaml(id, data)
    if not before:
        return set_value(text, (id,), data, display_path)
    for key in _KEYS:
        if key in data:
            text = set_value(text, (id, key), data[key], display_path, _KEYS)
        elif key in before:
            text = remove(text, (id, key), display_path)
    return text


def _as_yaml(id: str, data: dict[str, Any]) -> str:
    """The first entry of a file: one that an edit can add others to."""
    seed = f"{_quote(id)}:\n  answer: {data['answer']}\n"
    for key in _KEYS[1:]:
        if key in data:
            seed = set_value(seed, (id, key), data[key], "", _KEYS)
    return seed


def _quote(id: str) -> str:
    import json

    return id if id.replace("-", "").isalnum() else json.dumps(id)


def _as_data(answer: Answer | None) -> dict[str, Any]:
    if answer is None:
        return {}
    data: dict[str, Any] = {"answer": answer.answer, "why": answer.why and str(answer.why)}
    data["steps"] = list(list_steps(answer))
    return {key: value for key, value in data.items() if value}
