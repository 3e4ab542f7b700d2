"""What `reportgen ratings` says: for one inspection or many, for people or for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from reportgen.cli import ratings_table
from reportgen.dossier import Dossier, open_dossier
from reportgen.problems import InputError, Place, Problem, error
from reportgen.project.loading import Project
from reportgen.util.text import hides, make_visible


def print_ratings(
    project: Project,
    slugs: list[str],
    *,
    as_json: bool,
    as_csv: bool,
    margins: bool,
    changes: tuple[str, ...],
) -> list[Problem]:
    """Prints the ratings of the inspections named, and returns what is wrong with their files."""
    dossiers: list[Dossier] = []
    problems: list[Problem] = []
    unread: list[dict[str, Any]] = []
    for slug in slugs:
        try:
            dossiers.append(dossier := open_dossier(project, slug))
            problems += [problem for problem in dossier.problems if not dossier.accepts(problem)]
        except InputError as refused:
            problems += refused.problems
            unread.append(_unread(slug, refused.problems))
    if as_csv:
        from reportgen.cli.ratings_csv import ratings_csv

        dossiers = (
            [_changed(project, dossier, changes) for dossier in dossiers] if changes else dossiers
        )
        click.echo(
            ratings_csv([(d.inspection, d.methodology, d.ratings) for d in dossiers], changes),
            nl=False,
        )
    elif as_json:
        _tell_json(dossiers, unread, changes, project, many=len(slugs) > 1)
    else:
        for number, dossier in enumerate(dossiers):
            if dossier.has_errors:
                continue
            click.echo(
                ("\n" if number else "")
                + _told(project, dossier, margins, changes, many=len(slugs) > 1)
            )
    return problems


def _told(
    project: Project, dossier: Dossier, margins: bool, changes: tuple[str, ...], many: bool
) -> str:
    if changes:
        head = f"{dossier.inspection.title} ({dossier.inspection.slug})\n" if many else ""
        return head + ratings_table.format_what_if(
            dossier.ratings, _changed(project, dossier, changes).ratings, ", ".join(changes)
        )
    if margins:
        return ratings_table.format_margins(
            dossier.methodology, dossier.inspection, dossier.ratings
        )
    return ratings_table.format_ratings(dossier.inspection, dossier.methodology, dossier.ratings)


def _tell_json(
    dossiers: list[Dossier],
    unread: list[dict[str, Any]],
    changes: tuple[str, ...],
    project: Project,
    many: bool,
) -> None:
    said = []
    for dossier in dossiers:
        data = (_changed(project, dossier, changes) if changes else dossier).ratings.as_data()
        seen = {(p["path"], p["line"], p["column"], p["code"]) for p in data["problems"]}
        data["problems"] += [
            entry
            for entry in map(_as_data, dossier.problems)
            if (entry["path"], entry["line"], entry["column"], entry["code"]) not in seen
        ]
        data["problems"].sort(key=lambda entry: (entry["path"], entry["line"], entry["column"]))
        said.append(data)
    said += unread
    if changes:
        said = [{"what_if": list(changes), **data} for data in said]
    if said:
        click.echo(_json(said if many else said[0]))


def _json(data: Any) -> str:
    """As JSON, with what could hide or move other text on a terminal written as an escape, which
    means the same."""
    text = json.dumps(data, indent=2, ensure_ascii=False)
    return "".join(json.dumps(c)[1:-1] if c != "\n" and hides(c) else c for c in text)


def _unread(slug: str, problems: list[Problem]) -> dict[str, Any]:
    """What is said of a file that cannot be rated, in the form of one that can."""
    return {
        "inspection": Path(slug).stem,
        "methodology": None,
        "score": None,
        "out_of": None,
        "overall": None,
        "standards": {},
        "problems": [_as_data(problem) for problem in problems],
    }


def _as_data(problem: Problem) -> dict[str, str | int]:
    return {
        "severity": problem.severity,
        "code": problem.code,
        "path": problem.place.path,
        "line": problem.place.line,
        "column": problem.place.column,
        "message": problem.message,
        "hint": problem.hint,
    }


def _changed(project: Project, dossier: Dossier, changes: tuple[str, ...]) -> Dossier:
    from reportgen.ratings.what_if import what_if

    return open_dossier(
        project,
        str(dossier.file),
        lambda inspection, methodology: what_if(inspection, methodology, changes),
    )


def print_read_back(paths: tuple[str, ...], as_json: bool, as_csv: bool) -> None:
    """Prints the ratings that published files hold."""
    from reportgen.cli.ratings_csv import read_back_csv
    from reportgen.render.read_back import read_published

    missing = [path for path in paths if not Path(path).is_file()]
    if missing:
        raise InputError(
            *(
                error(
                    "file-missing",
                    Place(path, 1, 1, 1),
                    "there is no such file",
                    "name a PDF, JSON, ODS or XLSX made by reportgen",
                )
                for path in missing
            )
        )
    published = [read_published(Path(path)) for path in paths]
    found = [one.ratings for one in published]
    if as_csv:
        click.echo(read_back_csv(published), nl=False)
    elif as_json:
        click.echo(_json(found if len(found) > 1 else found[0]))
    for data in found if not (as_csv or as_json) else ():
        score = (
            f", {data['score']} out of {data['out_of']}" if data.get("score") is not None else ""
        )
        overall = f"{data['overall']}{score}" if data.get("overall") else "no overall rating"
        click.echo(make_visible(f"{data['inspection']} ({data['methodology']}): {overall}"))
        for id, standard in data["standards"].items():
            percent = f"{standard['percent']}%" if standard.get("percent") is not None else ""
            click.echo(
                make_visible(
                    f"  {id:6}{standard['title']:40}{percent:>5} "
                    f" {standard['rating'] or 'not rated'}"
                )
            )
