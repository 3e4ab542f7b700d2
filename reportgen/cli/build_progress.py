"""Builds as a person asks for it, and tells: what is being done, what was built, what took how
long, what is wrong.

It must not know how reports are built.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from reportgen.building.build import BUILT, FAILED, KINDS, Outcome, build, is_behind
from reportgen.building.workers import connect_executor
from reportgen.problems import Problem, sort_problems
from reportgen.util.text import make_visible

if TYPE_CHECKING:
    from reportgen.project.loading import Project


def run_build(
    project: Project,
    slugs: Sequence[str],
    kinds: Sequence[str],
    *,
    jobs: int | None,
    force: bool,
    timings: bool,
    executor: str | None,
    say: Callable[[str], None],
    show: Callable[[list[Problem]], None],
) -> bool:
    """Builds, and tells a person: a line for each inspection as it is done, then all problems.
    Whether all went well."""

    def told(line: str) -> None:
        say(make_visible(line))  # a file's name may be anything

    telling = BuildProgress(len(dict.fromkeys(slugs)), len(kinds), told)
    with connect_executor(executor) as other:
        outcomes = build(
            project, slugs, kinds, jobs=jobs, force=force, executor=other, progress=telling
        )
    telling.end()
    for slug in dict.fromkeys(outcome.slug for outcome in outcomes if outcome.state == BUILT):
        if behind := [
            KINDS[kind] for kind in KINDS if kind not in kinds and is_behind(project, slug, kind)
        ]:
            told(
                f"{slug}: {', '.join(behind)} there are of an earlier state; `reportgen build"
                f" {slug}` makes all anew"
            )
    if timings:
        for line in format_timings(outcomes):
            told(line)
    show(sort_problems(problem for outcome in outcomes for problem in outcome.problems))
    failed = sorted({outcome.slug for outcome in outcomes if outcome.state == FAILED})
    if failed and telling.inspections > 1:
        told(f"{len(failed)} of {telling.inspections} inspections failed: {', '.join(failed)}")
    return not failed


class BuildProgress:
    """Says what is done as it is done: a line for each inspection, and on a terminal what is going
    on meanwhile."""

    def __init__(self, inspections: int, kinds: int, say: Callable[[str], None]) -> None:
        self.inspections = inspections
        self.kinds = kinds
        self.say = say
        self.outcomes: dict[str, list[Outcome]] = {}
        self.done = 0
        self.unchanged = 0
        self.live = sys.stderr.isatty()

    def __call__(self, step: Outcome | str) -> None:
        if isinstance(step, str):
            self.show(step)
            return
        found = self.outcomes.setdefault(step.slug, [])
        found.append(step)
        if len(found) == self.kinds:
            self.done += 1
            self.tell(step.slug, found)

    def tell(self, slug: str, outcomes: list[Outcome]) -> None:
        files = sorted(file for outcome in outcomes for file in outcome.files)
        built = (
            f"{', '.join(file.rpartition('/')[2] for file in files)} in"
            f" {files[0].rpartition('/')[0]}/"
            if files
            else ""
        )
        failed = sorted(outcome.kind for outcome in outcomes if outcome.state == FAILED)
        self.show("")
        if failed:
            self.say(
                f"{slug}: failed ({', '.join(failed)})" + (f"; built {built}" if built else "")
            )
        elif built:
            self.say(f"{slug}: built {built}")
        elif self.inspections == 1:
            self.say(f"{slug}: nothing has changed since it was built")
        else:
            self.unchanged += 1
        if self.done < self.inspections:
            self.show(f"{self.done} of {self.inspections} inspections")

    def show(self, text: str) -> None:
        """Replaces the line that says what is going on; nothing where nobody watches."""
        if self.live:
            sys.stderr.write(f"\r\x1b[K{make_visible(text)}")
            sys.stderr.flush()

    def end(self) -> None:
        self.show("")
        if self.unchanged:
            self.say(
                f"{self.unchanged} of {self.inspections} inspections: nothing has changed since"
                " they were built"
            )


def format_timings(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """What took how long, by inspection and kind."""
    for outcome in outcomes:
        for step, seconds in outcome.seconds.items():
            yield f"{outcome.slug:32} {outcome.kind:5} {step:20} {seconds:7.2f} s"
