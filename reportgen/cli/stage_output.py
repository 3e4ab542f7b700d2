"""How `reportgen stage` prints where a report is, what is in the way, and who has a copy."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.cli.problem_text import format_problems
from reportgen.problems import InputError, count_by_severity
from reportgen.util.text import escape_formula

if TYPE_CHECKING:
    from reportgen.cli.session import Session
    from reportgen.lifecycle.acts import Act
    from reportgen.lifecycle.submission import Submission
    from reportgen.project.loading import Project


def split_copy(written: str) -> tuple[str, str]:
    """`Ministry of Justice=reply on the day`: who, and why."""
    who, _, why = written.partition("=")
    if not who.strip():
        raise click.UsageError(f"`--copy {written}` names nobody. Write it as WHO=WHY.")
    return who.strip(), why.strip()


def print_gate(submission: Submission, html: str | None) -> None:
    """Print where a report is, and what is in the way of its next stage; with `html`, as a page."""
    from reportgen.lifecycle.gate_page import render_gate_page
    from reportgen.lifecycle.overview import describe_gate

    gate = describe_gate(submission)
    if html is not None:
        Path(html).write_text(render_gate_page(gate), "utf-8")
        click.echo(f"Wrote {html}.")
        return
    for line in gate.lines:
        click.echo(line)
    for heading, problems in gate.obstacles.items():
        click.echo(f"\n{heading}")
        click.echo(format_problems(problems, submission.project.read_lines))
    obstacles = [problem for problems in gate.obstacles.values() for problem in problems]
    click.echo(f"\n{count_by_severity(obstacles) or 'Nothing is in the way'}. {gate.next_step}")


def print_all(session: Session, project: Project) -> None:
    """Print where every report is."""
    from reportgen.lifecycle.overview import list_stages

    obstacles, problems = list_stages(project)
    width = max((len(slug) for slug, _ in obstacles), default=0)
    for slug, where in obstacles:
        click.echo(f"{slug:{width}}  {where}")
    session.print_problems([*project.find_misnamed_files(), *problems])
    if problems:
        session.fail()


def print_copies(submission: Submission, as_csv: bool) -> None:
    """Print who has a copy before publication, since when and why."""
    from reportgen.lifecycle.overview import list_copies

    rows = list_copies(submission.record)
    if not as_csv:
        for row in rows:
            click.echo(f"{row['given'] or 'not yet given':18}{row['to']}{_behind(row['why'])}")
        if not rows:
            click.echo("Nobody has a copy.")
        return
    text = io.StringIO()
    table = csv.DictWriter(text, ("to", "why", "given", "by", "edition", "until"))
    table.writeheader()
    table.writerows({name: escape_formula(value) for name, value in row.items()} for row in rows)
    click.echo(text.getvalue().replace("\r\n", "\n"), nl=False)


def _behind(text: str) -> str:
    return f": {text}" if text else ""


def print_act(submission: Submission, act: Act) -> None:
    """Print what was done."""
    last = act.record.last
    if last is None:
        raise InputError()
    edition = f", edition {last.edition}" if last.edition else ""
    click.echo(f"{submission.name}: {last.stage}{edition}. Entered in {act.record.path}.")
    if act.forced:
        click.echo(f"Forced past {count_by_severity(act.forced)}: {last.forced}")
    if submission.sources is None:
        click.echo("There is no git repository here, so commits were not checked.")
    if act.files:
        folder = submission.project.display_path(submission.project.output / submission.name)
        names = sorted(path.name for path in act.files if path.parent.name == submission.name)
        click.echo(f"In {folder}/: {', '.join(names)}")
    for role in submission.requirements.signs:
        signed = submission.find_signature(str(role))
        if signed is not None and last.stage == "embargoed":
            click.echo(f"Signed as {role} by {signed.by}.")
