"""Builds reports: which outputs are stale, in what order, in parallel, each written whole or not at
all.

build(project, slugs, kinds, jobs=2, progress=print_step) -> [Outcome, …]     what a program calls

`kinds` are `html`, `pdf` and `data` (workbook and JSON). Whether a kind is stale is seen from its
manifest in `output/.reportgen/` (what it was made from, see manifest.py); what is up to date is
left alone. All that is stale of one inspection is made before any of it is written: where one kind
fails, the last good files of all stay, and agree with one another. An inspection that fails stops
no other.

Work goes through the interface of `concurrent.futures`: `build(…, executor=…)` takes any engine
that has it. Jobs are plain data and each finds its project by path, so an engine on other machines
needs the same folders and this package.

It must not know how an output is made (outputs.py does), nor import anything heavy before there is
something to build.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.building import manifest
from reportgen.building.workers import count_cores, make_pool, run_all
from reportgen.problems import InputError, Place, Problem, error, note
from reportgen.util.atomic_files import (
    complete_interrupted,
    exclusive_lock,
    remove_leftovers,
    write_files_atomically,
)
from reportgen.util.file_state import sign_file
from reportgen.util.frozen import frozen
from reportgen.util.version import __version__

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from reportgen.project.loading import Project

KINDS = {"html": "the web page", "pdf": "the PDF", "data": "the workbook and JSON"}
BUILT, UNCHANGED, FAILED = "built", "unchanged", "failed"

Progress = Callable[["Outcome | str"], None]
"""Called with each outcome as it comes, and with a word on what is being done where that can be
known."""


def _ignore_progress(step: Outcome | str) -> None:
    pass


@frozen(kw_only=False)
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


@frozen(kw_only=False)
class BuildJob:
    """What one worker does at a time: some kinds of output of one inspection. Plain data, so that
    it can travel."""

    root: str
    slug: str
    """A slug or a path, as it was asked for."""
    kinds: tuple[str, ...]
    force: bool = False


def build(
    project: Project,
    slugs: Sequence[str],
    kinds: Sequence[str] = tuple(KINDS),
    *,
    jobs: int | None = None,
    force: bool = False,
    executor: Executor | None = None,
    progress: Progress = _ignore_progress,
) -> list[Outcome]:
    """Builds what is stale, and says for each inspection and kind what became of it, in the order
    asked for."""
    outcomes: list[Outcome] = []
    todo: list[BuildJob] = []
    for slug in dict.fromkeys(slugs):
        fresh = [] if force else [kind for kind in kinds if is_fresh(project, slug, kind)]
        outcomes += [Outcome(_name(slug), kind, UNCHANGED) for kind in fresh]
        if stale := tuple(kind for kind in kinds if kind not in fresh):
            todo.append(BuildJob(str(project.root), slug, stale, force))
    for outcome in outcomes:
        progress(outcome)
    for outcome in _carried_out(todo, jobs or count_cores(), executor, progress):
        outcomes.append(outcome)
        progress(outcome)
    order = {
        (_name(slug), kind): place
        for place, (slug, kind) in enumerate((s, k) for s in dict.fromkeys(slugs) for k in kinds)
    }
    return sorted(outcomes, key=lambda outcome: order[outcome.slug, outcome.kind])


# Which outputs are stale


def _name(slug: str) -> str:
    """The slug of what may have been asked for by its path."""
    return Path(slug).stem if slug.endswith((".yaml", ".yml")) else slug


def _file(root: Path, slug: str) -> Path:
    """The file of an inspection, by whichever of its names it was asked for."""
    return (
        Path(slug).resolve()
        if slug.endswith((".yaml", ".yml"))
        else root.resolve() / "inspections" / f"{slug}.yaml"
    )


def _manifest(project: Project, slug: str, kind: str) -> Path:
    return project.output / ".reportgen" / f"{_name(slug)}.{kind}.json"


def _placing(project: Project, slug: str) -> Path:
    """Where a build notes what it is about to put in place."""
    return project.output / ".reportgen" / f"{_name(slug)}.placing"


def _ground(project: Project, slug: str, kind: str) -> manifest.Inputs:
    """What a kind of output rests on beside the inspection's own files: this package, the
    templates, the time it is told."""
    from reportgen.project.paths import PACKAGE

    folders = [PACKAGE, project.root / "methodologies"]
    if kind != "data":
        folders += project.template_folders
    given = {
        "reportgen": __version__,
        "python": sys.version.split()[0],
        "inspection": str(_file(project.root, slug)),
        "kind": kind,
        "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", ""),
    }
    return manifest.Inputs(tuple(dict.fromkeys(folders)), given)


def is_fresh(project: Project, slug: str, kind: str) -> bool:
    """Whether an output is what a build would make of it."""
    return manifest.is_current(
        manifest.read_manifest(_manifest(project, slug, kind)), _ground(project, slug, kind)
    )


def is_behind(project: Project, slug: str, kind: str) -> bool:
    """Whether an output was made, and would be made otherwise now."""
    return manifest.read_manifest(_manifest(project, slug, kind)) is not None and not is_fresh(
        project, slug, kind
    )


# One job


def run_job(job: BuildJob, progress: Progress = _ignore_progress) -> list[Outcome]:
    """Does a job, in whatever process this is. It never raises: what goes wrong is in the outcomes."""
    from reportgen.project.loading import Project

    began = time.perf_counter()
    outcomes: list[Outcome] = []
    try:
        outcomes.extend(_outcomes(Project(Path(job.root)), job, progress))
        return outcomes
    except InputError as refused:
        problems = refused.problems
    except Exception as bug:
        problems = [_bug(job, bug)]
    done = {outcome.kind for outcome in outcomes}
    left = replace(job, kinds=tuple(kind for kind in job.kinds if kind not in done))
    return outcomes + _failed(left, problems, {"until it failed": time.perf_counter() - began})


def _outcomes(project: Project, job: BuildJob, progress: Progress) -> Iterator[Outcome]:
    """What became of each kind of one inspection, while nobody else builds it."""
    name = _name(job.slug)
    with exclusive_lock(
        project.output / ".reportgen" / f"{name}.lock",
        lambda: progress(f"{name}: waiting for another build of it"),
        project.display_path,
    ):
        ended = (
            [_ended(project, name)]
            if complete_interrupted(
                _placing(project, job.slug), project.output / name, project.display_path
            )
            else []
        )
        # Another build may have been here meanwhile.
        fresh = (
            [] if job.force else [kind for kind in job.kinds if is_fresh(project, job.slug, kind)]
        )
        yield from (Outcome(name, kind, UNCHANGED) for kind in fresh)
        if stale := [kind for kind in job.kinds if kind not in fresh]:
            try:
                yield from (
                    replace(outcome, problems=(*outcome.problems, *ended))
                    for outcome in _made(project, job, stale, progress)
                )
            except InputError as refused:
                raise InputError(*refused.problems, *ended) from None


def _ended(project: Project, name: str) -> Problem:
    return note(
        "build-ended",
        Place(project.display_path(project.output / name), 1, 1, 1),
        "an earlier build was ended while it put files in their places; it was completed before"
        " this one began",
        "nothing is left to do",
    )


def _made(
    project: Project, job: BuildJob, kinds: Sequence[str], progress: Progress
) -> Iterator[Outcome]:
    """Some kinds of one inspection: all of them made, then all of them written; or none."""
    from reportgen.building.outputs import OutputMaker, Timings

    own = project.inspections / f"{_name(job.slug)}.yaml"
    if _file(project.root, job.slug) != own.resolve() and own.is_file():
        raise InputError(
            error(
                "name-taken",
                Place(job.slug, 1, 1, 1),
                f"its outputs would replace those of {project.display_path(own)}",
                "give the file another name",
            )
        )
    began = time.time()
    grounds = {kind: _ground(project, job.slug, kind) for kind in kinds}
    noted = {kind: manifest.snapshot(ground) for kind, ground in grounds.items()}
    timings = {kind: Timings(lambda step: progress(f"{_name(job.slug)}: {step}")) for kind in kinds}
    making = OutputMaker(project, job.slug, timings[kinds[0]])
    files: dict[str, dict[Path, bytes]] = {}
    problems: dict[str, tuple[Problem, ...]] = {}
    for kind in kinds:
        making.timings = timings[kind]
        try:
            files[kind] = {
                project.output / making.slug / name: content
                for name, content in making.files(kind).items()
            }
        except InputError as refused:
            problems[kind] = tuple(refused.problems)
    if not problems:
        try:
            with making.timings.of("writing"):
                remove_leftovers(
                    (
                        *(_manifest(project, job.slug, kind) for kind in kinds),
                        _placing(project, job.slug),
                    )
                )
                # Stale until all is there; and if a manifest cannot be written, nothing else is.
                write_files_atomically(
                    {_manifest(project, job.slug, kind): b"" for kind in kinds},
                    project.display_path,
                )
                write_files_atomically(
                    {path: content for made in files.values() for path, content in made.items()},
                    project.display_path,
                    _placing(project, job.slug),
                )
                for kind in kinds:
                    noted[kind].update(making.project.files_read)
                    kept = manifest.manifest_bytes(
                        manifest.make_manifest(grounds[kind], noted[kind], files[kind], began)
                    )
                    write_files_atomically(
                        {_manifest(project, job.slug, kind): kept}, project.display_path
                    )
        except InputError as refused:
            problems = dict.fromkeys(kinds, tuple(refused.problems))
    for kind in kinds:
        if problems:
            yield Outcome(
                making.slug,
                kind,
                FAILED,
                problems=problems.get(kind, ()),
                seconds=timings[kind].seconds,
            )
        else:
            yield Outcome(
                making.slug,
                kind,
                BUILT,
                tuple(map(project.display_path, files[kind])),
                tuple(making.problems),
                timings[kind].seconds,
            )


def _failed(job: BuildJob, problems: Iterable[Problem], seconds: dict[str, float]) -> list[Outcome]:
    return [
        Outcome(_name(job.slug), kind, FAILED, problems=tuple(problems), seconds=seconds)
        for kind in job.kinds
    ]


def _bug(job: BuildJob, reason: BaseException) -> Problem:
    """A fault of ours, with where it is, so that it can be reported."""
    trace = reason.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = (
        f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        if trace is not None
        else "an unknown place"
    )
    return error(
        "bug",
        Place(job.slug, 1, 1, 1),
        f"reportgen failed at {where}: {type(reason).__name__}: {str(reason)[:300]}",
        "this is a fault of reportgen's: please report it with the inspection's file",
    )


# Many jobs


def _carried_out(
    todo: list[BuildJob], workers: int, executor: Executor | None, progress: Progress
) -> Iterator[Outcome]:
    """Outcomes as they come. The largest inspections go first, so that none is left over at the
    end."""
    dead: list[BuildJob] = []
    in_order_of_size = sorted(todo, key=_size, reverse=True)
    if executor is not None:
        yield from _flat(run_all(run_job, in_order_of_size, executor), dead)
    elif (
        len(todo) > 1
        and workers > 1
        and (processes := make_pool(min(workers, len(todo)))) is not None
    ):
        with processes:
            yield from _flat(run_all(run_job, in_order_of_size, processes), dead)
    else:
        for job in todo:
            yield from run_job(job, progress)
    yield from _once_more(dead)


def _flat(
    results: Iterable[tuple[BuildJob, list[Outcome] | None]], dead: list[BuildJob]
) -> Iterator[Outcome]:
    for job, outcomes in results:
        if outcomes is None:
            dead.append(job)
        else:
            yield from outcomes


def _once_more(dead: list[BuildJob]) -> Iterator[Outcome]:
    """Each job whose worker died, perhaps by another's fault, in a process of its own.

    By force: it may have been written before its worker died, and what was to be told of it is
    lost.
    """
    for job in dead:
        again: list[BuildJob] = []
        if (alone := make_pool(1)) is not None:
            with alone:
                yield from _flat(run_all(run_job, [replace(job, force=True)], alone), again)
        if again or alone is None:
            yield from _failed(
                job,
                [
                    error(
                        "worker-died",
                        Place(job.slug, 1, 1, 1),
                        "the process that built it was ended from outside, or ran out of memory",
                        "close other programs, or build fewer side by side with -j 1",
                    )
                ],
                {},
            )


def _size(job: BuildJob) -> int:
    found = sign_file(_file(Path(job.root), job.slug))
    return found.size if found else 0
