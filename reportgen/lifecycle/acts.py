"""What can be done to a report: let it enter a stage, sign it, give somebody a copy.

Each act looks at its gate first, then writes the record and the files that belong to it together,
or nothing. A lock keeps others from building or recording the same report at the same time.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from reportgen.building.outputs import RESTRICTED, OutputMaker, Timings
from reportgen.lifecycle.editions import (
    freeze_recommendations,
    hash_files,
    list_older_folders,
    make_files,
    read_kept_files,
)
from reportgen.lifecycle.gates import (
    COPYING,
    SIGNING,
    can_be_forced,
    find_obstacles,
    try_conditions,
)
from reportgen.lifecycle.manifest import make_manifest, manifest_name
from reportgen.lifecycle.submission import StageRequest, Submission
from reportgen.problems import InputError, Place, Problem, error
from reportgen.record.entries import PUBLIC, Record, parse_record, record_path, write_entry
from reportgen.record.standing import MAX_RECIPIENT, next_edition
from reportgen.util.atomic_files import exclusive_lock, write_files_atomically
from reportgen.util.frozen import frozen
from reportgen.util.text import slugify


@frozen(kw_only=False)
class Act:
    """What was done."""

    record: Record
    """The record with the new entry."""
    files: tuple[Path, ...] = ()
    """The files that were written beside it."""
    forced: tuple[Problem, ...] = ()
    """What was in the way."""


class Refused(InputError):
    """A gate that stays closed. `is_early` where nothing but time is missing."""

    @property
    def is_early(self) -> bool:
        return {problem.code for problem in self.problems} == {"not-yet"}


def enter_stage(submission: Submission) -> Act:
    """Let a report enter the stage that was asked for. If anything is in the way, refuse and report
    all of it."""
    with _alone(submission):
        obstacles = find_obstacles(submission)
        because = submission.request.forced_because
        if obstacles and not (because and all(map(can_be_forced, obstacles))):
            raise Refused(*obstacles)
        entry = describe_entry(submission, forced=bool(obstacles))
        if submission.request.stage in PUBLIC:
            return replace(_publish(submission, entry), forced=tuple(obstacles))
        return replace(_append(submission, entry, {}), forced=tuple(obstacles))


def describe_entry(submission: Submission, forced: bool) -> dict[str, Any]:
    """The entry for the stage that a submission asks for, without the files of an edition."""
    request, stage = submission.request, submission.request.stage
    entry: dict[str, Any] = {"stage": stage}
    if stage in ("factual accuracy", "embargoed", "published"):
        entry["edition"] = next_edition(submission.record, submission.digest)
    elif stage == "corrected":
        entry["edition"] = (submission.record.editions[-1].edition or 0) + 1
        entry["kind"] = "minor" if request.minor else "major"
    local = submission.now.astimezone(submission.zone)
    entry["on"] = f"{local:%Y-%m-%d %H:%M}" if stage == "published" else f"{local:%Y-%m-%d}"
    entry |= {"by": request.by, "due": request.due, "to": request.to, "until": request.until}
    entry["copies"] = [{"to": to, "why": why} for to, why in request.copies]
    entry["comments"] = "none received" if request.no_comments else None
    entry["note"] = request.note
    entry["forced"] = request.forced_because if forced else None
    if stage != "draft":
        entry["digest"] = submission.digest
        entry["commit"] = submission.sources.commit if submission.sources else None
    return entry


def _publish(submission: Submission, fields: dict[str, Any]) -> Act:
    """Make the files of an edition, keep those of the one before it, and record both."""
    project, slug = submission.project, submission.name
    folder = project.output / slug
    candidate = submission.record.with_entry(fields)
    dossier = replace(submission.dossier, record=candidate)
    outputs = make_files(project, dossier)
    hashes = hash_files(outputs)
    older_files: dict[Path, bytes] = {}
    if fields["stage"] != "withdrawn":
        fields |= {"files": hashes, "recommendations": freeze_recommendations(submission.report)}
    if fields["stage"] == "corrected":
        older_files = read_kept_files(folder, submission.record.editions[-1], slug)
    line = write_entry(submission.dossier.record, slug, fields)
    sealed = _parse(submission, line)
    entry = sealed.entries[-1]
    manifest = make_manifest(
        dossier,
        replace(entry, edition=sealed.editions[-1].edition),
        str(entry.seal),
        hashes,
    )
    files = {folder / name: content for name, content in outputs.items()}
    act = _append(
        submission, fields, {**files, folder / manifest_name(slug): manifest, **older_files}
    )
    if older_files:
        for older in list_older_folders(folder, submission.record.editions[-1]):
            shutil.rmtree(older)
    return act


def sign(submission: Submission, role: str, by: str) -> Act:
    """Sign a report, as it is now, in a role."""
    submission.request = StageRequest("", by=by)
    with _alone(submission):
        obstacles = try_conditions(submission, SIGNING)
        roles = [str(one) for one in submission.requirements.signs]
        if role not in roles:
            obstacles.append(
                error(
                    "role-unknown",
                    submission.here,
                    f"nobody is asked to sign as {role}",
                    f"the roles are: {', '.join(roles)}"
                    if roles
                    else "name roles under `signs:` in the methodology or in reportgen.yaml",
                )
            )
        if obstacles:
            raise InputError(*obstacles)
        local = submission.now.astimezone(submission.zone)
        entry = {
            "signed": role,
            "on": f"{local:%Y-%m-%d}",
            "by": by,
            "digest": submission.digest,
            "commit": submission.sources.commit
            if submission.sources and not submission.sources.uncommitted
            else None,
        }
        return _append(submission, entry, {})


def give_copy(
    submission: Submission,
    recipient: str,
    why: str | None,
    by: str | None,
    kinds: Sequence[str] = ("html", "pdf", "data"),
) -> Act:
    """Make the files for one recipient, with the name on each page, and enter the copy."""
    recipient = " ".join(recipient.split())
    with _alone(submission):
        obstacles = try_conditions(submission, COPYING)
        obstacles += _find_wrong_name(submission.record, recipient)
        obstacles += _find_wrong_stage(submission)
        if obstacles:
            raise InputError(*obstacles)
        maker = OutputMaker(
            submission.project,
            submission.slug,
            Timings(),
            dossier=submission.dossier,
            recipient=recipient,
        )
        folder = submission.project.output / submission.name
        files = {
            folder / name: content for kind in kinds for name, content in maker.make(kind).items()
        }
        assert all(path.parent.name == RESTRICTED for path in files)
        local = submission.now.astimezone(submission.zone)
        entry = {
            "copy": recipient,
            "on": f"{local:%Y-%m-%d %H:%M}",
            "by": by,
            "why": why,
            "digest": submission.digest,
        }
        return _append(submission, entry, files)


def _find_wrong_name(record: Record, recipient: str) -> Iterator[Problem]:
    """What is wrong with the name of who gets a copy: it stands on each page, and in the names of
    the files."""
    place = Place("--for", 1, 1, 1)
    if not recipient:
        yield error("copy-name", place, "the name of who gets the copy is empty", "write a name")
    if len(recipient) > MAX_RECIPIENT:
        yield error(
            "copy-name",
            place,
            f"the name of who gets the copy has {len(recipient)} characters",
            f"shorten it to {MAX_RECIPIENT}: it stands on the edge of each page",
        )
    for other in dict.fromkeys(str(entry.copy) for entry in record.entries if entry.copy):
        if other != recipient and slugify(other) == slugify(recipient):
            yield error(
                "copy-name",
                place,
                f"the files would have the same names as those of the copy for {other}",
                f"write {other} if it is the same recipient; otherwise add a word to the name",
            )


def _find_wrong_stage(submission: Submission) -> Iterator[Problem]:
    """Copies are given of what is sent out, and of nothing else."""
    last = submission.record.last
    if last is None or last.stage not in ("factual accuracy", "embargoed"):
        yield error(
            "copy-stage",
            submission.in_record,
            f"the report is {submission.record.stage}: copies are given during the check of"
            " factual accuracy and under embargo",
            "give the published files: everybody may read them"
            if last is not None and last.stage in PUBLIC
            else f'`reportgen stage {submission.name} embargoed --until "2022-08-31 00:01"` first',
        )
    elif not submission.has_errors and last.digest != submission.digest:
        yield error(
            "not-the-embargoed",
            last.place,
            f"the report was changed after it was {last.stage}: everybody must get the same report",
            "restore it, or let it enter the stage again",
        )


# Writing


@contextmanager
def _alone(submission: Submission) -> Iterator[None]:
    """While nobody else builds this report or adds to its record."""
    project = submission.project
    slug = project.find_inspection_file(submission.slug).stem
    lock = project.output / ".reportgen" / f"{slug}.lock"
    with exclusive_lock(lock, lambda: None, project.display_path):
        yield


def _append(submission: Submission, fields: dict[str, Any], files: dict[Path, bytes]) -> Act:
    """Write an entry behind the others, and the files that belong to it."""
    line = write_entry(submission.dossier.record, submission.name, fields)
    record = _parse(submission, line)
    path = record_path(submission.dossier.file)
    whole = _old_text(path) + line.encode()
    write_files_atomically({**files, path: whole}, submission.project.display_path)
    return Act(record, tuple(files))


def _parse(submission: Submission, line: str) -> Record:
    """The record as it will be read."""
    text = _old_text(record_path(submission.dossier.file)).decode("utf-8-sig") + line
    record, problems = parse_record(text, submission.record.path, submission.name)
    if problems:
        raise InputError(*problems)
    return record


def _old_text(path: Path) -> bytes:
    old = path.read_bytes() if path.is_file() else b""
    return old if not old or old.endswith(b"\n") else old + b"\n"
