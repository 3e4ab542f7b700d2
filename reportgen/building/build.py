"""Builds reports: finds the outputs that are stale and has them built, in parallel if there are
several.

    build(project, slugs, kinds, jobs=2, progress=print_step) -> [Outcome, …]

`kinds` are `html`, `pdf` and `data` (workbook and JSON). Outputs that are up to date are not
rebuilt. All that is stale of one inspection is made before any of it is written: if one kind fails,
the last good files of all kinds stay, and agree with one another. An inspection that fails stops no
other.

The work goes through the interface of `concurrent.futures`: `build(…, executor=…)` takes any
engine that has it. Jobs are plain data, and each finds its project by path, so an engine on other
machines needs the same folders and this package there.

It must not know how an output is made, nor import anything heavy before there is something to
build.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.building.job import (
    BUILT,
    UNCHANGED,
    BuildJob,
    Outcome,
    Progress,
    ignore_progress,
    list_failures,
    run_job,
)
from reportgen.building.report_list import is_list_missing, write_list
from reportgen.building.staleness import KINDS, is_up_to_date, locate_inspection, slug_of
from reportgen.building.workers import count_cores, make_pool, run_all
from reportgen.problems import Place, error
from reportgen.util.file_state import sign_file

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from reportgen.project.loading import Project


def build(
    project: Project,
    slugs: Sequence[str],
    kinds: Sequence[str] = tuple(KINDS),
    *,
    jobs: int | None = None,
    force: bool = False,
    executor: Executor | None = None,
    progress: Progress = ignore_progress,
) -> list[Outcome]:
    """Build what is stale. Return an outcome for each inspection and kind, in the order asked
    for."""
    slugs = list(dict.fromkeys(slugs))
    outcomes: list[Outcome] = []
    todo: list[BuildJob] = []
    for slug in slugs:
        unchanged = [
            kind for kind in kinds if not force and is_up_to_date(project, slug, kind, kinds)
        ]
        outcomes += [Outcome(slug_of(slug), kind, UNCHANGED) for kind in unchanged]
        if stale := tuple(kind for kind in kinds if kind not in unchanged):
            todo.append(BuildJob(str(project.root), slug, stale, force, tuple(kinds)))
    for outcome in outcomes:
        progress(outcome)
    for outcome in _run_jobs(todo, jobs or count_cores(), executor, progress):
        outcomes.append(outcome)
        progress(outcome)
    if any(outcome.state == BUILT for outcome in outcomes) or is_list_missing(project):
        write_list(project)
    outputs = [(slug_of(slug), kind) for slug in slugs for kind in kinds]
    order = {key: number for number, key in enumerate(outputs)}
    return sorted(outcomes, key=lambda outcome: order[outcome.slug, outcome.kind])


def _run_jobs(
    todo: list[BuildJob], workers: int, executor: Executor | None, progress: Progress
) -> Iterator[Outcome]:
    """Yield outcomes as they come. The largest inspections go first, so that none of them is left
    over at the end."""
    lost: list[BuildJob] = []
    largest_first = sorted(todo, key=_measure_size, reverse=True)
    if executor is not None:
        yield from _collect(run_all(run_job, largest_first, executor), lost)
    elif len(todo) > 1 and workers > 1 and (pool := make_pool(min(workers, len(todo)))) is not None:
        with pool:
            yield from _collect(run_all(run_job, largest_first, pool), lost)
    else:
        for job in todo:
            yield from run_job(job, progress)
    for job in lost:
        yield from _try_again(job)


def _collect(
    results: Iterable[tuple[BuildJob, list[Outcome] | None]], lost: list[BuildJob]
) -> Iterator[Outcome]:
    """Yield the outcomes, and note the jobs that have none because their worker died."""
    for job, outcomes in results:
        if outcomes is None:
            lost.append(job)
        else:
            yield from outcomes


def _try_again(job: BuildJob) -> Iterator[Outcome]:
    """Do a job whose worker died, perhaps because of another job, in a process of its own.

    It is forced: the files may have been written before the worker died, but what was to be
    reported of them is lost.
    """
    lost_again: list[BuildJob] = []
    pool = make_pool(1)
    if pool is not None:
        with pool:
            yield from _collect(run_all(run_job, [replace(job, force=True)], pool), lost_again)
    if lost_again or pool is None:
        died = error(
            "worker-died",
            Place(job.slug, 1, 1, 1),
            "the process that built it was ended from outside, or ran out of memory",
            "close other programs, or use -j 1 to build one inspection at a time",
        )
        yield from list_failures(job, [died])


def _measure_size(job: BuildJob) -> int:
    signature = sign_file(locate_inspection(Path(job.root), job.slug))
    return signature.size if signature else 0
