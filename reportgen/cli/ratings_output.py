"""Prints ratings for people or for programs, from inspections or from published files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen.cli import ratings_table
from reportgen.dossier import Dossier, open_dossier
from reportgen.problems import InputError, Place, Problem, error
from reportgen.project.loading import Project
from reportgen.util.text import hides, make_visible

if TYPE_CHECKING:
    from reportgen.render.read_back import PublishedRatings


def print_ratings(
    project: Project,
    slugs: list[str],
    *,
    as_json: bool,
    as_csv: bool,
    margins: bool,
    changes: tuple[str, ...],
) -> list[Problem]:
    """Print the ratings of these inspections, and return the problems of their files."""
    dossiers: list[Dossier] = []
    problems: list[Problem] = []
    unreadable: dict[str, list[Problem]] = {}
    for slug in slugs:
        try:
            dossiers.append(dossier := open_dossier(project, slug))
            problems += [problem for problem in dossier.problems if not dossier.accepts(problem)]
        except InputError as refused:
            problems += refused.problems
            unreadable[slug] = refused.problems
    many = len(slugs) > 1
    if as_csv:
        from reportgen.cli.ratings_csv import ratings_csv

        changed = [_apply(changes, project, dossier) for dossier in dossiers]
        text = ratings_csv([(d.inspection, d.methodology, d.ratings) for d in changed], changes)
        click.echo(text, nl=False)
    elif as_json:
        records = [_ratings_record(project, dossier, changes) for dossier in dossiers]
        records += [_unreadable_record(slug, faults) for slug, faults in unreadable.items()]
        if changes:
            records = [{"what_if": list(changes), **record} for record in records]
        if records:
            click.echo(_format_json(records if many else records[0]))
    else:
        for number, dossier in enumerate(dossiers):
            if not dossier.has_errors:
                text = _format_for_people(project, dossier, margins, changes, many)
                click.echo(f"\n{text}" if number else text)
    return problems


def _apply(changes: tuple[str, ...], project: Project, dossier: Dossier) -> Dossier:
    """The same inspection with other results: a what-if."""
    if not changes:
        return dossier
    from reportgen.ratings.what_if import apply_changes

    return open_dossier(
        project,
        str(dossier.file),
        lambda inspection, methodology: apply_changes(inspection, methodology, changes),
    )


def _format_for_people(
    project: Project, dossier: Dossier, margins: bool, changes: tuple[str, ...], many: bool
) -> str:
    if changes:
        head = f"{dossier.inspection.title} ({dossier.inspection.slug})\n" if many else ""
        after = _apply(changes, project, dossier).ratings
        return head + ratings_table.format_what_if(dossier.ratings, after, ", ".join(changes))
    if margins:
        return ratings_table.format_margins(
            dossier.methodology, dossier.inspection, dossier.ratings
        )
    return ratings_table.format_ratings(dossier.inspection, dossier.methodology, dossier.ratings)


# As JSON


def _ratings_record(project: Project, dossier: Dossier, changes: tuple[str, ...]) -> dict[str, Any]:
    """The ratings of one inspection, with all problems of its file, each once."""
    record = _apply(changes, project, dossier).ratings.as_data()
    listed = {_identify(entry) for entry in record["problems"]}
    entries = [_problem_record(problem) for problem in dossier.problems]
    record["problems"] += [entry for entry in entries if _identify(entry) not in listed]
    record["problems"].sort(key=lambda entry: (entry["path"], entry["line"], entry["column"]))
    return record


def _identify(entry: dict[str, Any]) -> tuple[Any, ...]:
    return entry["path"], entry["line"], entry["column"], entry["code"]


def _unreadable_record(slug: str, problems: Iterable[Problem]) -> dict[str, Any]:
    """What stands for the ratings of a file that cannot be rated, in the same form."""
    return {
        "inspection": Path(slug).stem,
        "methodology": None,
        "score": None,
        "out_of": None,
        "overall": None,
        "standards": {},
        "problems": [_problem_record(problem) for problem in problems],
    }


def _problem_record(problem: Problem) -> dict[str, str | int]:
    return {
        "severity": problem.severity,
        "code": problem.code,
        "path": problem.place.path,
        "line": problem.place.line,
        "column": problem.place.column,
        "message": problem.message,
        "hint": problem.hint,
    }


def _format_json(data: Any) -> str:
    """JSON in which every character that could hide or move other text on a terminal is an escape,
    which means the same."""
    text = json.dumps(data, indent=2, ensure_ascii=False)
    return "".join(json.dumps(c)[1:-1] if c != "\n" and hides(c) else c for c in text)


# From published files


def print_published_ratings(paths: tuple[str, ...], as_json: bool, as_csv: bool) -> None:
    """Print the ratings that published files hold."""
    from reportgen.cli.ratings_csv import published_ratings_csv
    from reportgen.project.paths import is_file
    from reportgen.render.read_back import read_published

    missing = [path for path in paths if not is_file(Path(path))]
    if missing:
        raise InputError(*map(_missing_file, missing))
    published = [read_published(Path(path)) for path in paths]
    records = [file.ratings for file in published]
    if as_csv:
        click.echo(published_ratings_csv(published), nl=False)
    elif as_json:
        click.echo(_format_json(records if len(records) > 1 else records[0]))
    else:
        for file in published:
            click.echo(_format_published(file))


def _missing_file(path: str) -> Problem:
    return error(
        "file-missing",
        Place(path, 1, 1, 1),
        "there is no such file",
        "name a PDF, JSON, ODS or XLSX file made by reportgen",
    )


def _format_published(file: PublishedRatings) -> str:
    """The overall rating, and a line for each standard."""
    data = file.ratings
    score = f", {data['score']} out of {data['out_of']}" if data.get("score") is not None else ""
    overall = f"{data['overall']}{score}" if data.get("overall") else "no overall rating"
    lines = [f"{data['inspection']} ({data['methodology']}): {overall}"]
    for id, standard in data["standards"].items():
        percent = f"{standard['percent']}%" if standard.get("percent") is not None else ""
        rating = standard["rating"] or "not rated"
        lines.append(f"  {id:6}{standard['title']:40}{percent:>5}  {rating}")
    return "\n".join(map(make_visible, lines))
