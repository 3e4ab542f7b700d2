"""One inspection with all that it rests on: its methodology, its cases, the units it draws on, and
the ratings that follow.

Everything after this point (prose, checks, report, outputs) starts from a `Dossier`.
"""

from __future__ import annotations

from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportgen.comments.comment_file import CommentFile
from reportgen.inspection.model import Inspection
from reportgen.languages.language import Language
from reportgen.methodology.model import Methodology
from reportgen.problems import InputError, Problem, error, sort_problems
from reportgen.project.loading import Project
from reportgen.project.paths import is_file
from reportgen.ratings.calculator import rate
from reportgen.ratings.results import Ratings
from reportgen.reading.fields import SourceText
from reportgen.util.frozen import frozen

if TYPE_CHECKING:
    from reportgen.cases.cases import Cases
    from reportgen.cases.pooling import Pooled
    from reportgen.ratings.then_now import EarlierRatings
    from reportgen.record.entries import Record


@frozen
class Dossier:
    """An inspection, ready to be rated, checked and reported."""

    project: Project
    file: Path
    inspection: Inspection
    methodology: Methodology
    ratings: Ratings
    cases: Cases | None = None
    units: dict[str, Dossier] = field(default_factory=dict)
    """The inspections drawn on, by the name under which the file has them."""
    pooled: tuple[Pooled, ...] = ()
    """For each pooled question, where its cases came from."""
    problems: tuple[Problem, ...] = ()
    earlier: EarlierRatings | None = None
    """The inspection that this one follows."""
    record: Record | None = None
    """What has happened to the report, where its record was begun."""
    comments: CommentFile = CommentFile()
    """What came back from a check of facts."""

    @property
    def has_errors(self) -> bool:
        return any(problem.is_error for problem in self.problems)

    def accepts(self, problem: Problem) -> bool:
        """Whether the file takes a warning or note on itself, with a reason, under `allow:`."""
        reasons = {str(code): reason for code, reason in self.inspection.allow.items()}
        return not problem.is_error and bool(reasons.get(problem.code))


def open_dossier(project: Project, slug_or_path: str, change: Any = None) -> Dossier:
    """Reads and rates an inspection. `change` may turn the inspection into another before it is
    rated: a what-if."""
    return _open(project, project.find_inspection_file(slug_or_path), (), change)


def _open(
    project: Project,
    file: Path,
    above: tuple[Path, ...],
    change: Any = None,
    language: SourceText | None = None,
) -> Dossier:
    """`language`: that of the inspection which draws on this one."""
    inspection, methodology, problems = project.load_inspection_file(file, language)
    units = _units(project, file, inspection, above, problems)
    inspection, cases = _with_cases(project, file, inspection, methodology, problems)
    pooled: tuple[Pooled, ...] = ()
    if _wants_pooling(inspection):
        from reportgen.cases.pooling import pool

        inspection, pooled, more = pool(
            methodology,
            inspection,
            {name: (unit.inspection, unit.methodology) for name, unit in units.items()},
        )
        mistaken = {problem.place for problem in problems if problem.code == "unit-errors"}
        problems += [
            problem
            for problem in more
            if problem.code != "no-counts" or problem.place not in mistaken
        ]  # a unit in error may count nothing
    if change is not None:
        inspection = change(inspection, methodology)
    earlier = None
    if not above and (inspection.follows or any(one.on for one in inspection.progress)):
        from reportgen.earlier.words import draw_earlier_words

        inspection = draw_earlier_words(project, inspection, problems)
        earlier = _find_earlier_ratings(project, file, inspection, problems)
    record = None if above else _record(project, file, inspection.slug, problems)
    comments = CommentFile() if above else _comments(project, file, problems)
    ratings = rate(methodology, inspection)
    if pooled:
        ratings = _with_left_out(ratings, pooled, methodology.words.wording)
    return Dossier(
        project=project,
        file=file,
        inspection=inspection,
        methodology=methodology,
        ratings=ratings,
        cases=cases,
        units=units,
        pooled=pooled,
        problems=tuple(sort_problems([*problems, *ratings.problems])),
        earlier=earlier,
        record=record,
        comments=comments,
    )


def _comments(project: Project, file: Path, problems: list[Problem]) -> CommentFile:
    """What came back from a check of facts, and in `problems` everything that is wrong with it."""
    from reportgen.comments.comment_file import comments_path, read_comments

    path = comments_path(file)
    if not is_file(path):
        return CommentFile()
    try:
        project.refuse_link_outside(path)
    except InputError as refused:
        problems += refused.problems
        return CommentFile()
    project.files_read.add(path)
    comments, more = read_comments(path, project.display_path(path))
    problems += more
    return comments


def _record(project: Project, file: Path, slug: str, problems: list[Problem]) -> Record | None:
    """The record of an inspection, and in `problems` everything that is wrong with it."""
    from reportgen.record.entries import read_record, record_path

    path = record_path(file)
    if not is_file(path):
        return None
    try:
        project.refuse_link_outside(path)
    except InputError as refused:
        problems += refused.problems
        return None
    project.files_read.add(path)
    record, more = read_record(path, project.display_path(path), slug)
    problems += more
    return record


def _find_earlier_ratings(
    project: Project, file: Path, inspection: Inspection, problems: list[Problem]
) -> EarlierRatings | None:
    """The ratings of the inspection that this one follows."""
    from reportgen.ratings.then_now import EarlierRatings

    follows = inspection.follows
    if follows is None:
        return None
    if not follows.slug:
        return EarlierRatings(
            title=str(follows.title or ""),
            published=follows.published and str(follows.published),
            methodology=follows.methodology and str(follows.methodology),
            ratings={str(id): str(rating) for id, rating in follows.ratings.items()},
        )
    slug = follows.slug
    try:
        path = project.find_inspection_file(str(slug))
        if path.resolve() == file.resolve():
            problems.append(
                error(
                    "follows-itself",
                    slug.place,
                    f"`{slug}` is this inspection",
                    "name the inspection before it",
                )
            )
            return None
        earlier = _open(project, path, (file,))
    except InputError as refused:
        problems += [problem._replace(place=slug.place) for problem in refused.problems[:1]]
        return None
    if earlier.has_errors:
        problems.append(errors_of_unit(slug))
    rated = {id: one.rating for id, one in earlier.ratings.standards.items() if one.rating}
    if earlier.ratings.overall:
        rated["overall"] = earlier.ratings.overall
    return EarlierRatings(
        title=str(earlier.inspection.title),
        published=earlier.inspection.published and str(earlier.inspection.published),
        methodology=earlier.methodology.id,
        ratings=rated,
    )


def _wants_pooling(inspection: Inspection) -> bool:
    return any(
        result.pooled and result.percent is None
        for finding in inspection.findings.values()
        for result in finding.results.values()
    )


def _with_cases(
    project: Project,
    file: Path,
    inspection: Inspection,
    methodology: Methodology,
    problems: list[Problem],
) -> tuple[Inspection, Cases | None]:
    if inspection.cases is None:
        return inspection, None
    from reportgen.cases.apply import apply_cases
    from reportgen.cases.reader import read_cases

    name = inspection.cases.file
    if any(problem.code == "missing-key" and problem.place == name.place for problem in problems):
        return inspection, None
    path = project.find_file_beside(file, name)
    if path is None or not is_file(path):
        problems.append(
            error(
                "file-outside" if path is None else "file-missing",
                name.place,
                (
                    f"`{name}` leads out of the inspection's folder"
                    if path is None
                    else f"there is no file `{name}` beside this one"
                ),
                (
                    "name a file beside this one, without .. or a leading /"
                    if path is None
                    else f"it is looked for in {project.display_path(file.parent)}/"
                ),
            )
        )
        return inspection, None
    project.files_read.add(path)
    try:
        cases = read_cases(path, methodology, inspection.cases, project.display_path(path))
    except InputError as refused:
        problems += refused.problems
        return inspection, None
    problems += _disclosures(inspection, methodology, cases)
    inspection, more = apply_cases(inspection, cases)
    problems += more
    return inspection, cases


def _disclosures(inspection: Inspection, methodology: Methodology, cases: Cases) -> list[Problem]:
    from reportgen.cases.breakdowns import find_breakdowns

    named = find_breakdowns(inspection)
    if not named:
        return []
    from reportgen.cases.disclosure import find_disclosures

    return list(find_disclosures(named, cases, methodology))


def _units(
    project: Project,
    file: Path,
    inspection: Inspection,
    above: tuple[Path, ...],
    problems: list[Problem],
) -> dict[str, Dossier]:
    """The inspections that `draws_on` names. A chain that leads back to itself is refused."""
    units: dict[str, Dossier] = {}
    named: dict[Path, SourceText] = {}
    names: dict[str, SourceText] = {}
    for name in inspection.draws_on:
        if names.setdefault(str(name), name) is not name:
            problems.append(_unit_twice(name, names[str(name)]))
            continue
        path = _unit_path(project, file, name, problems)
        if path is None:
            continue
        if path in (file, *above):
            problems.append(
                error(
                    "draws-on-itself",
                    name.place,
                    f"`{name}` draws on this inspection",
                    "an inspection cannot rest on itself",
                )
            )
            continue
        if (first := named.setdefault(path.resolve(), name)) is not name:
            problems.append(_unit_twice(name, first))
            continue
        try:
            unit = _open(project, path, (*above, file), language=inspection.language)
        except InputError as refused:
            problems += refused.problems
            continue
        if any(problem.is_error for problem in unit.problems):
            problems.append(errors_of_unit(name))
        units[str(name)] = unit
    return units


def _unit_twice(name: SourceText, first: SourceText) -> Problem:
    return error(
        "unit-twice",
        name.place,
        f"`{name}` is the same inspection as `{first}`, so its cases would count twice",
        "take one of them out",
    )


def errors_of_unit(name: SourceText) -> Problem:
    """That an inspection drawn on cannot be relied upon."""
    return error(
        "unit-errors",
        name.place,
        f"`{name}` has errors of its own",
        f"run `reportgen check {name}` and correct it first",
    )


def _unit_path(
    project: Project, file: Path, name: SourceText, problems: list[Problem]
) -> Path | None:
    if name.endswith((".yaml", ".yml")):
        path = project.find_file_beside(file, name)
        if path is not None and is_file(path):
            return path
        problems.append(
            error(
                "no-inspection",
                name.place,
                f"there is no inspection file `{name}` beside this one",
                "name a file beside this one, or a slug",
            )
        )
        return None
    try:
        if "/" in name or "\\" in name:
            raise InputError(
                error(
                    "no-inspection",
                    name.place,
                    f"`{name}` is not the name of an inspection",
                    "write its slug, without folders",
                )
            )
        return project.find_inspection_file(name)
    except InputError as refused:
        problems += [problem._replace(place=name.place) for problem in refused.problems]
        return None


def _with_left_out(ratings: Ratings, pools: tuple[Pooled, ...], wording: Language) -> Ratings:
    """The ratings with a reason more wherever a unit's cases were left out."""
    standards = dict(ratings.standards)
    for pooled in pools:
        rated = standards.get(pooled.standard)
        if rated is not None:
            sentences = dict.fromkeys(out.explain(wording) for out in pooled.left_out)
            standards[pooled.standard] = replace(
                rated,
                because=(*rated.because, *(one for one in sentences if one not in rated.because)),
            )
    return replace(ratings, standards=standards)
