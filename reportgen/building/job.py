"""Builds some kinds of output of one inspection: all of them are made before any is written, and
either all are written or none.

It must not know how an output is made (outputs.py does), nor import anything heavy before there is
something to build.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.building import manifest
from reportgen.building.staleness import (
    is_up_to_date,
    list_inputs,
    list_kinds_beside,
    locate_inspection,
    manifest_path,
    slug_of,
    state_folder,
)
from reportgen.problems import InputError, Place, Problem, error, note
from reportgen.project.paths import is_file
from reportgen.util.atomic_files import (
    complete_interrupted,
    exclusive_lock,
    remove_leftovers,
    write_files_atomically,
)
from reportgen.util.frozen import frozen

if TYPE_CHECKING:
    from reportgen.building.outputs import OutputMaker
    from reportgen.project.loading import Project

BUILT, UNCHANGED, FAILED = "built", "unchanged", "failed"


@frozen(kw_only=False)
class Outcome:
    """What became of one kind of output of one inspection."""

    slug: str
    kind: str
    state: str
    """`built`, `unchanged` or `failed`."""
    files: tuple[str, ...] = ()
    """The display paths of the files."""
    problems: tuple[Problem, ...] = ()
    """Errors if it failed, otherwise warnings and notes."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """How long each step took. A step that several kinds share counts for the first of them."""


@frozen(kw_only=False)
class BuildJob:
    """What one worker does at a time: some kinds of output of one inspection. It is plain data, so
    that it can be sent to another process or machine."""

    root: str
    slug: str
    """A slug or a path, as it was asked for."""
    kinds: tuple[str, ...]
    force: bool = False
    together: tuple[str, ...] = ()
    """All kinds that were asked for, those that are up to date with them."""


Progress = Callable[[Outcome | str], None]
"""Called with each outcome as it comes, and with the name of each step as it begins."""


def ignore_progress(step: Outcome | str) -> None:
    """The progress of a build that nobody watches."""


def run_job(job: BuildJob, progress: Progress = ignore_progress) -> list[Outcome]:
    """Do a job in this process. Never raise: what went wrong is in the outcomes."""
    from reportgen.project.loading import Project

    began = time.perf_counter()
    outcomes: list[Outcome] = []
    try:
        outcomes.extend(_run_locked(Project(Path(job.root)), job, progress))
        return outcomes
    except InputError as refused:
        problems = refused.problems
    except Exception as bug:
        problems = [_describe_bug(job, bug)]
    done = {outcome.kind for outcome in outcomes}
    remaining = replace(job, kinds=tuple(kind for kind in job.kinds if kind not in done))
    seconds = {"until it failed": time.perf_counter() - began}
    return outcomes + list_failures(remaining, problems, seconds)


def list_failures(
    job: BuildJob, problems: Iterable[Problem], seconds: Mapping[str, float] | None = None
) -> list[Outcome]:
    """The outcomes of a job all of whose kinds failed for the same reason."""
    return [
        Outcome(slug_of(job.slug), kind, FAILED, (), tuple(problems), seconds or {})
        for kind in job.kinds
    ]


def _describe_bug(job: BuildJob, reason: BaseException) -> Problem:
    """A bug in reportgen, with the line where it is, so that it can be reported."""
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
        "this is a bug in reportgen: please report it, with the inspection's file",
    )


def _run_locked(project: Project, job: BuildJob, progress: Progress) -> Iterator[Outcome]:
    """Build what is stale of one inspection while no other process builds it."""
    slug = slug_of(job.slug)
    with exclusive_lock(
        state_folder(project) / f"{slug}.lock",
        lambda: progress(f"{slug}: waiting for another build of it"),
        project.display_path,
    ):
        notes = _complete_earlier_build(project, slug)
        # Checked again, since another process may have built it meanwhile.
        unchanged = [
            kind
            for kind in job.kinds
            if not job.force and is_up_to_date(project, job.slug, kind, job.together)
        ]
        yield from (Outcome(slug, kind, UNCHANGED) for kind in unchanged)
        stale = [kind for kind in job.kinds if kind not in unchanged]
        if not stale:
            return
        try:
            for outcome in _build_kinds(project, job, stale, progress):
                yield replace(outcome, problems=(*outcome.problems, *notes))
        except InputError as refused:
            raise InputError(*refused.problems, *notes) from None


def _complete_earlier_build(project: Project, slug: str) -> list[Problem]:
    """Finish what a build was doing when it was killed, and say so."""
    folder, journal = project.output / slug, _journal_path(project, slug)
    # The journal has names alone: each folder has the files that belong in it.
    folders = (folder / "restricted", folder)
    state = state_folder(project)
    remove_leftovers(path for path in state.glob(f"{escape(slug_of(slug))}.*") if path.is_file())
    if not complete_interrupted(journal, folders, project.display_path):
        return []
    return [
        note(
            "build-ended",
            Place(project.display_path(folder), 1, 1, 1),
            "an earlier build was stopped while it replaced files; this has been completed",
            "nothing is left to do",
        )
    ]


def _journal_path(project: Project, slug: str) -> Path:
    """The file in which a build notes which files it is about to replace."""
    return state_folder(project) / f"{slug_of(slug)}.placing"


class _KindBuild:
    """One kind of output while it is built."""

    def __init__(self, project: Project, job: BuildJob, kind: str, progress: Progress) -> None:
        from reportgen.building.outputs import Timings

        slug = job.slug
        self.kind = kind
        self.manifest_path = manifest_path(project, slug, kind)
        self.inputs = list_inputs(project, slug, kind, job.together)
        self.files_read = manifest.snapshot(self.inputs)
        self.timings = Timings(lambda step: progress(f"{slug_of(slug)}: {step}"))
        self.outputs: dict[Path, bytes] = {}
        self.problems: tuple[Problem, ...] = ()
        """Why it failed."""

    def make(self, maker: OutputMaker) -> None:
        """Make the files of this kind, or note why they cannot be made."""
        maker.timings = self.timings
        folder = maker.project.output / maker.slug
        try:
            self.outputs = {
                folder / name: content for name, content in maker.make(self.kind).items()
            }
        except InputError as refused:
            self.problems = tuple(refused.problems)

    def write_manifest(self, project: Project, began: float) -> None:
        self.files_read.update(project.files_read)
        content = manifest.manifest_bytes(
            manifest.make_manifest(self.inputs, self.files_read, self.outputs, began)
        )
        write_files_atomically({self.manifest_path: content}, project.display_path)


def _build_kinds(
    project: Project, job: BuildJob, kinds: Sequence[str], progress: Progress
) -> Iterator[Outcome]:
    """Make some kinds of output, then write them all; if one fails, write none."""
    from reportgen.building.outputs import OutputMaker

    _refuse_taken_name(project, job.slug)
    began = time.time()
    builds = [_KindBuild(project, job, kind, progress) for kind in kinds]
    maker = OutputMaker(project, job.slug, builds[0].timings, shows_errors=True)
    maker.beside = list_kinds_beside(project, job.slug, {*job.kinds, *job.together})
    for build in builds:
        build.make(maker)
    failed = any(build.problems for build in builds)
    if not failed:
        try:
            with maker.timings.measure("writing"):
                _write(maker, builds, began)
        except InputError as refused:
            failed = True
            for build in builds:
                build.problems = tuple(refused.problems)
    for build in builds:
        yield Outcome(
            maker.slug,
            build.kind,
            FAILED if failed else BUILT,
            () if failed else tuple(map(project.display_path, build.outputs)),
            build.problems if failed else tuple(maker.problems),
            build.timings.seconds,
        )


def _refuse_taken_name(project: Project, slug_or_path: str) -> None:
    """Refuse a file outside `inspections/` whose outputs would replace those of another one."""
    own = project.inspections / f"{slug_of(slug_or_path)}.yaml"
    named = locate_inspection(project.root, slug_or_path)
    if is_file(named) and named.resolve() != own.resolve() and is_file(own):
        raise InputError(
            error(
                "name-taken",
                Place(slug_or_path, 1, 1, 1),
                f"its outputs would replace those of {project.display_path(own)}",
                "give the file another name",
            )
        )


def _write(maker: OutputMaker, builds: Sequence[_KindBuild], began: float) -> None:
    """Put all files in their places, and then the manifests that say they are up to date."""
    project = maker.project
    journal = _journal_path(project, maker.slug)
    manifests = [build.manifest_path for build in builds]
    remove_leftovers((*manifests, journal))
    # With empty manifests, the outputs count as stale until all files are in place. If a manifest
    # cannot be written, nothing else is.
    write_files_atomically(dict.fromkeys(manifests, b""), project.display_path)
    outputs = {path: content for build in builds for path, content in build.outputs.items()}
    write_files_atomically(outputs, project.display_path, journal)
    for build in builds if not maker.errors else ():  # a draft with errors is built again
        build.write_manifest(project, began)
