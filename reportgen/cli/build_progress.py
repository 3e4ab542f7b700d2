"""Builds for a person: prints what is being done, what was built, how long it took and what is
wrong.

It must not know how reports are built.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from reportgen.building.build import build
from reportgen.building.job import BUILT, FAILED, Outcome
from reportgen.building.staleness import KINDS, ON_REQUEST, is_outdated
from reportgen.building.workers import connect_executor
from reportgen.problems import Problem, sort_problems
from reportgen.util.text import make_visible

if TYPE_CHECKING:
    from reportgen.project.loading import Project

Echo = Callable[[str], None]


def run_build(
    project: Project,
    slugs: Sequence[str],
    kinds: Sequence[str],
    *,
    jobs: int | None,
    force: bool,
    timings: bool,
    executor: str | None,
    echo: Echo,
    print_problems: Callable[[list[Problem]], None],
) -> bool:
    """Build, and print a line for each inspection as it is done, then all problems.

    Return whether everything was built.
    """

    def echo_visibly(line: str) -> None:
        echo(make_visible(line))  # the name of a file may contain any character

    progress = BuildProgress(len(dict.fromkeys(slugs)), len(kinds), echo_visibly)
    with connect_executor(executor) as engine:
        outcomes = build(
            project, slugs, kinds, jobs=jobs, force=force, executor=engine, progress=progress
        )
    progress.end()
    for line in _describe_outdated(project, outcomes, kinds):
        echo_visibly(line)
    if timings:
        for line in format_timings(outcomes):
            echo_visibly(line)
    print_problems(sort_problems(problem for outcome in outcomes for problem in outcome.problems))
    failed = sorted({outcome.slug for outcome in outcomes if outcome.state == FAILED})
    if failed and progress.inspections > 1:
        echo_visibly(
            f"{len(failed)} of {progress.inspections} inspections failed: {', '.join(failed)}"
        )
    has_errors = any(one.is_error for outcome in outcomes for one in outcome.problems)
    return not failed and not has_errors


def _describe_outdated(
    project: Project, outcomes: Sequence[Outcome], kinds: Sequence[str]
) -> Iterator[str]:
    """Name the outputs that were left out of this build and are now older than the ones built."""
    names = KINDS | ON_REQUEST
    others = [kind for kind in names if kind not in kinds]
    for slug in dict.fromkeys(outcome.slug for outcome in outcomes if outcome.state == BUILT):
        outdated = [names[kind] for kind in others if is_outdated(project, slug, kind)]
        if outdated:
            yield (
                f"{slug}: out of date, because it was not rebuilt: {', '.join(outdated)};"
                f" `reportgen build {slug}` rebuilds everything"
            )


class BuildProgress:
    """Prints a line for each inspection that is done. On a terminal it also shows what is being
    built."""

    def __init__(self, inspections: int, kinds: int, echo: Echo) -> None:
        self.inspections = inspections
        """How many inspections are built."""
        self.kinds = kinds
        """How many kinds of output are built of each."""
        self.echo = echo
        self.outcomes: dict[str, list[Outcome]] = {}
        self.done = 0
        self.unchanged = 0
        self.is_live = sys.stderr is not None and sys.stderr.isatty()  # None: it was closed

    def __call__(self, step: Outcome | str) -> None:
        if isinstance(step, str):
            self.show_step(step)
            return
        outcomes = self.outcomes.setdefault(step.slug, [])
        outcomes.append(step)
        if len(outcomes) == self.kinds:
            self.done += 1
            self.report(step.slug, outcomes)

    def report(self, slug: str, outcomes: list[Outcome]) -> None:
        """Print what became of one inspection."""
        files = sorted(file for outcome in outcomes for file in outcome.files)
        failed = sorted(outcome.kind for outcome in outcomes if outcome.state == FAILED)
        built = ""
        if files:
            names = ", ".join(file.rpartition("/")[2] for file in files)
            built = f"built {names} in {files[0].rpartition('/')[0]}/"
            errors = {one for outcome in outcomes for one in outcome.problems if one.is_error}
            if errors:
                count = f"{len(errors)} error{'s' if len(errors) > 1 else ''}"
                built += f", a draft with {count}, each marked in its place"
        self.show_step("")
        if failed:
            self.echo(f"{slug}: failed ({', '.join(failed)})" + (f"; {built}" if built else ""))
        elif built:
            self.echo(f"{slug}: {built}")
        elif self.inspections == 1:
            self.echo(f"{slug}: nothing has changed since it was built")
        else:
            self.unchanged += 1
        if self.done < self.inspections:
            self.show_step(f"{self.done} of {self.inspections} inspections")

    def show_step(self, text: str) -> None:
        """Replace the line that shows progress. Do nothing if the output is not a terminal."""
        if self.is_live:
            _replace_line(text)

    def end(self) -> None:
        """Remove the line that says what is going on, and say how many inspections had not
        changed."""
        self.show_step("")
        if self.unchanged:
            self.echo(
                f"{self.unchanged} of {self.inspections} inspections: nothing has changed since"
                " they were built"
            )


def show_step(step: Outcome | str) -> None:
    """Replace the line that says what is being built, if the output is a terminal."""
    if isinstance(step, str) and sys.stderr.isatty():
        _replace_line(step)


def _replace_line(text: str) -> None:
    sys.stderr.write(f"\r\x1b[K{make_visible(text)}")
    sys.stderr.flush()


def format_timings(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """One line for each step of each output, with how long it took."""
    for outcome in outcomes:
        for step, seconds in outcome.seconds.items():
            yield f"{outcome.slug:32} {outcome.kind:5} {step:20} {seconds:7.2f} s"
