"""Builds reports: which outputs are stale, in what order, in parallel, each written whole or not at all.

    build(project, slugs, kinds, jobs=2, progress=print_step) -> [Outcome, …]     what a program calls
    run(project, slugs, kinds, …, say=click.echo, show=show_problems) -> bool     the same, told to a person

`kinds` are `html`, `pdf` and `data` (workbook and JSON). Each kind of each inspection is looked at alone: it has its own
manifest (what it was made from, see manifest.py) and its own lock, both in `output/.reportgen/`. What is up to date is
left alone. One that fails leaves its last good files in place and stops no other.

Work goes through the interface of `concurrent.futures`: `build(…, executor=…)` takes any engine that has it. Jobs are
plain data and each finds its project by path, so an engine on other machines needs the same folders and this package.

It must not know how an output is made (outputs.py does), nor import anything heavy before there is something to build.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportgen import __version__, manifest
from reportgen.problems import Place, Problem, Refused, error, in_order
from reportgen.whole import alone, sweep, write_whole
from reportgen.workers import cores, engine, pool, spread

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from reportgen.project import Project

KINDS = ("html", "pdf", "data")
BUILT, UNCHANGED, FAILED = "built", "unchanged", "failed"

Progress = Callable[["Outcome | str"], None]
"""Called with each outcome as it comes, and with a word on what is being done where that can be known."""


def _say_nothing(step: Outcome | str) -> None:
    pass


@dataclass(frozen=True)
class Outcome:
    """What became of one kind of output of one inspection."""

    slug: str
    kind: str
    state: str
    """`built`, `unchanged` or `failed`."""
    files: tuple[str, ...] = ()
    """Their paths as people know them."""
    problems: tuple[Problem, ...] = ()
    """Errors if it failed, warnings otherwise."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """What took how long. What several kinds share counts for the first of them."""


@dataclass(frozen=True)
class Job:
    """What one worker does at a time: some kinds of output of one inspection. Plain data, so that it can travel."""

    root: str
    slug: str
    """A slug or a path, as it was asked for."""
    kinds: tuple[str, ...]
    force: bool = False


def build(project: Project, slugs: Sequence[str], kinds: Sequence[str] = KINDS, *, jobs: int | None = None, force: bool = False,
          executor: Executor | None = None, progress: Progress = _say_nothing) -> list[Outcome]:
    """Builds what is stale, and says for each inspection and kind what became of it, in the order asked for."""
    outcomes: list[Outcome] = []
    todo: list[Job] = []
    for slug in dict.fromkeys(slugs):
        fresh = [] if force else [kind for kind in kinds if is_fresh(project, slug, kind)]
        outcomes += [Outcome(_name(slug), kind, UNCHANGED) for kind in fresh]
        if stale := tuple(kind for kind in kinds if kind not in fresh):
            todo.append(Job(str(project.root), slug, stale, force))
    for outcome in outcomes:
        progress(outcome)
    for outcome in _carried_out(todo, jobs or cores(), executor, progress):
        outcomes.append(outcome)
        progress(outcome)
    order = {(_name(slug), kind): place for place, (slug, kind) in enumerate((s, k) for s in dict.fromkeys(slugs) for k in kinds)}
    return sorted(outcomes, key=lambda outcome: order[outcome.slug, outcome.kind])


# Which outputs are stale


def _name(slug: str) -> str:
    """The slug of what may have been asked for by its path."""
    return Path(slug).stem if slug.endswith((".yaml", ".yml")) else slug


def _kept(project: Project, slug: str, kind: str, what: str) -> Path:
    return project.output / ".reportgen" / f"{_name(slug)}.{kind}.{what}"


def _ground(project: Project, slug: str, kind: str) -> manifest.Ground:
    """What a kind of output rests on beside the inspection's own files: this package, the templates, the time it is told."""
    from reportgen.project import PACKAGE

    folders = [PACKAGE, project.root / "methodologies"]
    if kind != "data":
        folders += project.template_folders
    given = {"reportgen": __version__, "python": sys.version.split()[0], "inspection": slug, "kind": kind,
             "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", "")}
    return manifest.Ground(tuple(dict.fromkeys(folders)), given)


def is_fresh(project: Project, slug: str, kind: str) -> bool:
    """Whether an output is what a build would make of it."""
    return manifest.holds(manifest.read(_kept(project, slug, kind, "json")), _ground(project, slug, kind))


# One job


def carry_out(job: Job, progress: Progress = _say_nothing) -> list[Outcome]:
    """Does a job, in whatever process this is. It never raises: what goes wrong is in the outcomes."""
    from reportgen.project import Project

    began = time.perf_counter()
    outcomes: list[Outcome] = []
    try:
        outcomes.extend(_outcomes(Project(Path(job.root)), job, progress))
        return outcomes
    except Refused as refused:
        problems = refused.problems
    except Exception as bug:
        problems = [_bug(job, bug)]
    left = replace(job, kinds=job.kinds[len(outcomes):])
    return outcomes + _failed(left, problems, {"until it failed": time.perf_counter() - began})


def _outcomes(project: Project, job: Job, progress: Progress) -> Iterator[Outcome]:
    """The kinds of one job in turn. They share the report, so what stops the first at reading stops all."""
    from reportgen.outputs import Making, Timings

    making: Making | None = None
    for kind in job.kinds:
        ground = _ground(project, job.slug, kind)
        lock = _kept(project, job.slug, kind, "lock")
        with alone(lock, lambda: progress(f"{_name(job.slug)}: waiting for another build of it"), project.shown):
            if not job.force and is_fresh(project, job.slug, kind):  # another build was here meanwhile
                yield Outcome(_name(job.slug), kind, UNCHANGED)
                continue
            began, files = time.time(), manifest.noted(ground)
            timings = Timings(lambda step: progress(f"{_name(job.slug)}: {step}"))
            if making is None:
                making = Making(project, job.slug, timings)
            making.timings = timings
            yield _made(project, job, kind, making, (ground, files, began))


def _made(project: Project, job: Job, kind: str, making: Any, grounds: tuple[manifest.Ground, manifest.FilesRead, float]) -> Outcome:
    """One kind of output, made and written, or why it was not."""
    ground, files, began = grounds
    try:
        made = {project.output / making.slug / name: content for name, content in making.files(kind).items()}
        files.update(making.project.files_read)
        sweep((*made, _kept(project, job.slug, kind, "json")))
        with making.timings.of("writing"):
            write_whole(made, project.shown)
            _keep(project, job, kind, manifest.record(ground, files, made, began))
    except Refused as refused:
        return Outcome(making.slug, kind, FAILED, problems=tuple(refused.problems), seconds=making.timings.seconds)
    shown = tuple(project.shown(path) for path in made)
    return Outcome(making.slug, kind, BUILT, shown, tuple(making.problems), making.timings.seconds)


def _keep(project: Project, job: Job, kind: str, made: dict[str, Any]) -> None:
    write_whole({_kept(project, job.slug, kind, "json"): manifest.as_bytes(made)}, project.shown)


def _failed(job: Job, problems: Iterable[Problem], seconds: dict[str, float]) -> list[Outcome]:
    return [Outcome(_name(job.slug), kind, FAILED, problems=tuple(problems), seconds=seconds) for kind in job.kinds]


def _bug(job: Job, reason: BaseException) -> Problem:
    """A fault of ours, with where it is, so that it can be reported."""
    trace = reason.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace is not None else "an unknown place"
    return error("bug", Place(job.slug, 1, 1, 1), f"reportgen failed at {where}: {type(reason).__name__}: {str(reason)[:300]}",
                 "this is a fault of reportgen's: please report it with the inspection's file")


# Many jobs


def _carried_out(todo: list[Job], workers: int, executor: Executor | None, progress: Progress) -> Iterator[Outcome]:
    """Outcomes as they come. The largest inspections go first, so that none is left over at the end."""
    dead: list[Job] = []
    in_order_of_size = sorted(todo, key=_size, reverse=True)
    if executor is not None:
        yield from _flat(spread(carry_out, in_order_of_size, executor), dead)
    elif len(todo) <= 1 or workers == 1:
        for job in todo:
            yield from carry_out(job, progress)
    else:
        with pool(min(workers, len(todo))) as processes:
            yield from _flat(spread(carry_out, in_order_of_size, processes), dead)
    yield from _once_more(dead)


def _flat(results: Iterable[tuple[Job, list[Outcome] | None]], dead: list[Job]) -> Iterator[Outcome]:
    for job, outcomes in results:
        if outcomes is None:
            dead.append(job)
        else:
            yield from outcomes


def _once_more(dead: list[Job]) -> Iterator[Outcome]:
    """Each job whose worker died, perhaps by another's fault, in a process of its own.

    By force: it may have been written before its worker died, and what was to be told of it is lost.
    """
    for job in dead:
        again: list[Job] = []
        with pool(1) as alone:
            yield from _flat(spread(carry_out, [replace(job, force=True)], alone), again)
        if again:
            yield from _failed(job, [error("worker-died", Place(job.slug, 1, 1, 1), "the process that built it was ended from outside, or ran out of memory",
                                           "close other programs, or build fewer side by side with -j 1")], {})


def _size(job: Job) -> int:
    path = Path(job.slug) if _name(job.slug) != job.slug else Path(job.root) / "inspections" / f"{job.slug}.yaml"
    found = manifest.signature(path)
    return found.size if found else 0


# Told to a person


def run(project: Project, slugs: Sequence[str], kinds: Sequence[str], *, jobs: int | None, force: bool, timings: bool, executor: str | None,
        say: Callable[[str], None], show: Callable[[list[Problem]], None]) -> bool:
    """Builds and tells: a line for each inspection as it is done, then all problems. Whether all went well."""
    from reportgen.progress import Telling, timings_table

    telling = Telling(len(dict.fromkeys(slugs)), len(kinds), say)
    with engine(executor) as other:
        outcomes = build(project, slugs, kinds, jobs=jobs, force=force, executor=other, progress=telling)
    telling.end()
    if timings:
        for line in timings_table(outcomes):
            say(line)
    show(in_order(problem for outcome in outcomes for problem in outcome.problems))
    failed = sorted({outcome.slug for outcome in outcomes if outcome.state == FAILED})
    if failed and telling.inspections > 1:
        say(f"{len(failed)} of {telling.inspections} inspections failed: {', '.join(failed)}")
    return not failed
