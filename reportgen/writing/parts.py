"""What is left to write: the parts of a report in its order, each with its values, what is open and
what `check` says.

`checks.progress` decides how far a part has come; this adds where each value is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from reportgen.checks.completeness import OPEN
from reportgen.checks.progress import PartProgress, list_progress
from reportgen.dossier import Dossier
from reportgen.editing.tree import Path
from reportgen.methodology.model import Standard
from reportgen.problems import Problem, count_by_severity, note
from reportgen.util.frozen import frozen
from reportgen.writing.changes import read_data
from reportgen.writing.fields import find_standard, name_value
from reportgen.writing.sources import InspectionSources
from reportgen.writing.trial import Trial


@frozen
class Entry:
    """One value or list of a part."""

    label: str
    path: Path
    state: str
    is_open: bool
    at: tuple[str, int] | None
    """The file and the line on which it stands, if it is there."""
    insert: bool = False
    """Whether it is a list that has no item yet, or an item is added to it."""


@frozen
class Part:
    """One part of the report."""

    title: str
    is_complete: bool
    state: str
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()


def list_parts(sources: InspectionSources, trial: Trial) -> list[Part]:
    """Every part of a report, in its order. Where the file cannot be read, one part with what is
    wrong."""
    dossier = trial.dossier
    if dossier is None:
        title = "The file cannot be read"
        return [Part(title=title, is_complete=False, state="", entries=(), problems=trial.problems)]
    parts = [_list_cover(sources, dossier)]
    parts += [
        Part(
            title=one.title,
            is_complete=one.is_complete,
            state=one.state,
            entries=tuple(_list_entries(sources, dossier, one)),
        )
        for one in list_progress(dossier)
    ]
    parts.append(_list_more(sources))
    problems = [one for one in trial.problems if one.code not in ("comment-open", "comment-undone")]
    return _with_problems(sources, parts, [*_list_comments(trial), *problems])


def _list_comments(trial: Trial) -> Iterator[Problem]:
    """The comments from a check of facts that are open or not carried out, each at its
    paragraph."""
    dossier, texts = trial.dossier, trial.texts
    if dossier is None or texts is None or not dossier.comments.comments:
        return
    from reportgen.fact_check.placing import place_comments
    from reportgen.report.builder import build_report
    from reportgen.report.pictures import collect_pictures

    report = build_report(dossier, texts)
    for comment, place in place_comments(dossier, report, texts, collect_pictures(texts)):
        if comment.is_open or comment.is_undone:
            text = " ".join(str(comment.said or "see the file").split())
            by = f" by {comment.by}" if comment.by else ""
            state = "open" if comment.is_open else "not done"
            yield note("comment", place, f"comment {comment.id or ''}{by}, {state}: {text[:200]}")


def summarise(parts: Sequence[Part], trial: Trial) -> str:
    """How many parts are done, and what `check` counts."""
    done = sum(part.is_complete for part in parts)
    counts = count_by_severity(trial.problems) or "no problems"
    return f"{done} of {len(parts)} parts are done; {counts}."


# What a part has


_FACTS = ("title", "region", "published", "fieldwork", "lead_inspector", "chief_inspector")


def _list_cover(sources: InspectionSources, dossier: Dossier) -> Part:
    has_letter = any(block.block == "letter-head" for block in dossier.methodology.outline)
    keys = (*_FACTS, "sample", *(["letter"] if has_letter else ()), "publication")
    entries = tuple(_make_entry(sources, (key,)) for key in keys)
    asked = [entry for entry in entries if entry.path[0] in ("title", "region", "published")]
    is_open = any(entry.is_open for entry in asked)
    state = "facts are missing" if is_open else "written"
    return Part(title="Cover and names", is_complete=not is_open, state=state, entries=entries)


def _list_more(sources: InspectionSources) -> Part:
    """What a report may have and need not."""
    entries: list[Entry] = []
    for key in ("figures", "tables", "sections", "progress", "good_practice"):
        entries += _list_items(sources, (key,), f"Add to {key.replace('_', ' ')}")
    entries.append(_make_entry(sources, ("abbreviations",), "Abbreviations"))
    return Part(
        title="Figures, tables and what else a report may have",
        is_complete=True,
        state="",
        entries=tuple(entries),
    )


def _list_entries(
    sources: InspectionSources, dossier: Dossier, part: PartProgress
) -> Iterator[Entry]:
    path = part.path
    if path[0] == "findings":
        yield from _list_finding(sources, dossier, path)
    elif path[0] == "tables":
        yield _make_entry(sources, path, "Title, source and columns")
        yield from _list_items(sources, (*path, "rows"), "Add a row")
    elif path == ("recommendations",):
        yield from _list_recommendations(sources)
    else:
        yield _make_entry(sources, path, "Text")


def _list_recommendations(sources: InspectionSources) -> Iterator[Entry]:
    groups = read_data(sources.tree.find(("recommendations",))) or []
    for number in range(len(groups)):
        yield _make_entry(sources, ("recommendations", number, "to"), f"Addressee {number + 1}")
        yield from _list_items(
            sources, ("recommendations", number, "items"), "Add a recommendation"
        )
    yield _add(sources, ("recommendations",), len(groups), "Add an addressee")


def _list_finding(sources: InspectionSources, dossier: Dossier, path: Path) -> Iterator[Entry]:
    standard = find_standard(dossier.methodology, str(path[1]))
    if standard is not None:
        yield from _list_rating(sources, standard, path)
    if any(block.block == "summary" for block in dossier.methodology.outline):
        yield _make_entry(sources, (*path, "in_brief"), "In brief", is_asked=False)
    if standard is None or read_data(sources.tree.find((*path, "summary"))):
        yield _make_entry(sources, (*path, "summary"), "Summary")
    if standard is not None or read_data(sources.tree.find((*path, "text"))):
        yield _make_entry(sources, (*path, "text"), "Text")
    if standard is not None:
        yield from _list_items(sources, (*path, "strengths"), "Add a strength")
        yield from _list_items(
            sources, (*path, "areas_for_improvement"), "Add an area for improvement"
        )


def _list_rating(sources: InspectionSources, standard: Standard, path: Path) -> Iterator[Entry]:
    if standard.rated == "judgement":
        yield _make_entry(sources, (*path, "rating"), "Rating")
        return
    for question in standard.questions:
        id = str(question.id)
        yield _make_entry(sources, (*path, "results", id), f"Result {id}")
    if not standard.questions and standard.rated != "no":
        yield _make_entry(sources, (*path, "score"), "Score")
    if standard.rated != "no":
        yield _make_entry(sources, (*path, "adjusted"), "Adjust the rating", is_asked=False)


def _list_items(sources: InspectionSources, path: Path, add: str) -> Iterator[Entry]:
    """The items of a list or the entries of a map, and one to add another."""
    there = sources.tree.find(path)
    steps: list[str | int] = []
    if there is not None:
        is_map = there.kind == "map"
        steps = [key.value for key in there.keys] if is_map else [*range(len(there.items))]
    for step in steps:
        one = (*path, step)
        label = (
            str(step)
            if isinstance(step, str)
            else sources.name(one)
            if one[0] == "recommendations"
            else name_value(one)
        )
        yield _make_entry(sources, one, label, is_asked=False)
    yield _add(sources, path, len(steps), add)


def _add(sources: InspectionSources, path: Path, to: int, label: str) -> Entry:
    at = _find_place(sources, (*path, to - 1)) if to else None
    return Entry(label=label, path=(*path, to), state="", is_open=False, at=at, insert=True)


def _make_entry(
    sources: InspectionSources, path: Path, label: str = "", *, is_asked: bool = True
) -> Entry:
    data = read_data(sources.tree.find(path))
    if isinstance(data, dict) and set(data) == {"file"}:
        data = sources.text_of(sources.name_of_file(str(data["file"])))
    words = _flatten(data)
    todo = len(OPEN.findall(words))
    state = f"{todo} still to write" if todo else _shorten(words) if words.strip() else "empty"
    return Entry(
        label=label or name_value(path, sources.methodology),
        path=path,
        state=state,
        is_open=bool(todo) or (is_asked and not words.strip()),
        at=_find_place(sources, path),
    )


def _shorten(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 50 else f"{line[:48].rsplit(' ', 1)[0]} …"


def _flatten(data: Any) -> str:
    if isinstance(data, dict):
        return " ".join(map(_flatten, data.values()))
    if isinstance(data, list):
        return " ".join(map(_flatten, data))
    return str(data or "")


def _find_place(sources: InspectionSources, path: Path) -> tuple[str, int] | None:
    """The file and line on which the words of a value begin."""
    there = sources.tree.find(path)
    if there is None or there.kind == "nothing":
        return None
    if there.kind == "map":
        keys = [key.value for key in there.keys]
        if keys == ["file"]:
            return sources.name_of_file(there.items[0].value), 1
        return _find_place(sources, (*path, keys[0])) if keys else None
    if there.kind == "list":
        return _find_place(sources, (*path, 0)) if there.items else None
    first, _ = sources.lines_of(sources.own, path, (0, 1))
    return sources.own, first


# Problems


def _with_problems(
    sources: InspectionSources, parts: Sequence[Part], problems: Sequence[Problem]
) -> list[Part]:
    """The parts with the problems that are among their values; the rest is of the first part."""
    by_part: dict[int, list[Problem]] = {}
    for problem in problems:
        by_part.setdefault(_find_part(sources, parts, problem), []).append(problem)
    return [
        Part(
            title=part.title,
            is_complete=part.is_complete and not _has_open(by_part.get(number, ())),
            state=part.state,
            entries=part.entries,
            problems=tuple(by_part.get(number, ())),
        )
        for number, part in enumerate(parts)
    ]


def _has_open(problems: Sequence[Problem]) -> bool:
    return any(problem.severity != "note" or problem.code == "comment" for problem in problems)


def _find_part(sources: InspectionSources, parts: Sequence[Part], problem: Problem) -> int:
    place = problem.place
    path: Path = ()
    if place.path == sources.own:
        path = sources.path_at_line(place.line)
    elif place.path in sources.files:
        path = sources.path_of_file(place.path) or ()
    for number, part in enumerate(parts):
        heads = {
            entry.path[: 1 if entry.path[0] == "recommendations" else 2] for entry in part.entries
        }
        if any(path[: len(head)] == head for head in heads if path):
            return number
    return 0
