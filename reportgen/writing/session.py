"""One writer's session: which files may be written, what was written, and how it is undone.

Each change is tried first. A change is refused if it would bring a new error, or if somebody else
has changed the same text since. It must not know HTTP.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from reportgen.editing.files import EditedFile
from reportgen.methodology.model import Methodology
from reportgen.problems import InputError, Place, Problem, error
from reportgen.project.loading import Project
from reportgen.reading.text_file import read_text
from reportgen.reading.yaml_source import parse_yaml
from reportgen.report.texts import ReportTexts
from reportgen.util.file_state import sign_file
from reportgen.util.frozen import frozen
from reportgen.writing.changes import (
    Change,
    StaleChangeError,
    UnreadableFileError,
    apply_change,
)
from reportgen.writing.fields import list_keys
from reportgen.writing.sources import InspectionSources
from reportgen.writing.trial import Trial, find_new, try_texts

MAX_TRIES = 5
"""How many times a change is tried while an editor saves at the same moments."""

LEFTOVER_SECONDS = 60
"""A half-written file of this age is no longer being written: its writer was killed."""

MAX_WATCHED = 10
"""How many of the latest changes are watched, in case an editor overwrites them."""

MAX_UNDO = 500
"""Changes that can be undone. Each keeps two texts of a file."""


@frozen
class WrittenText:
    """A file before and after one change."""

    path: Path
    display_path: str
    before: str
    after: str

    @property
    def words(self) -> str:
        """What the change wrote, with the rest of its lines."""
        start, end = find_change(self.before, self.after)
        first = self.after.rfind("\n", 0, start) + 1
        last = self.after.find("\n", max(start, len(self.after) - end - 1))
        return self.after[first : last if last >= 0 else None].strip()


class WritingSession:
    """What is written from the page, from the start of the preview to its end."""

    def __init__(
        self,
        root: Path,
        note_saved: Callable[[Iterable[str]], None],
        prepare: Callable[[str, ReportTexts], None],
    ) -> None:
        self.root = root
        self._prepare = prepare
        self.token = secrets.token_urlsafe(24)
        self._note_saved = note_saved
        self._writing = threading.Lock()
        self._done: dict[str, list[list[WrittenText]]] = {}
        """For each inspection: what can be undone, the latest last."""
        self._undone: dict[str, list[list[WrittenText]]] = {}
        self._tried: dict[str, tuple[dict[Path, str], Trial]] = {}
        """For each inspection: the texts that were tried last, and what came of it."""
        self._opened: dict[str, tuple[object, dict[str, Path], Methodology | None]] = {}

    def remove_leftovers(self) -> None:
        """Remove what a preview that was killed while it wrote has left behind."""
        for remnant in Project(self.root).inspections.rglob(".*.part"):
            with suppress(OSError):
                if time.time() - remnant.lstat().st_mtime > LEFTOVER_SECONDS:
                    remnant.unlink()

    def open_project(self) -> Project:
        """The project as it is now."""
        return Project(self.root)

    def open_sources(self, slug: str) -> InspectionSources:
        """The files of an inspection as they are now."""
        project = self.open_project()
        return InspectionSources(project, slug, *self._find_files(project, slug))

    def _find_files(
        self, project: Project, slug: str
    ) -> tuple[dict[str, Path], Methodology | None]:
        """The files that may be written, and the methodology; kept until the inspection's file or
        the methodology's changes."""
        opened = self._opened.get(slug)
        own = sign_file(project.find_inspection_file(slug))
        if opened is not None and opened[2] is not None:
            file = project.find_methodology_file(opened[2].id)
            if opened[0] == (own, file and sign_file(file)) and all(
                _is_plain_file(path, project.inspections) for path in opened[1].values()
            ):
                return opened[1], opened[2]
        files, methodology = find_writable_files(project, slug)
        file = project.find_methodology_file(methodology.id) if methodology else None
        self._opened[slug] = (own, file and sign_file(file)), files, methodology
        return files, methodology

    # Changes

    def try_changes(self, slug: str, changes: Sequence[Change]) -> tuple[Trial, list[EditedText]]:
        """What `check` would say after some changes, and the texts of their files."""
        project = self.open_project()
        edited = self._apply(project, slug, changes)
        unsaved = {one.file.path: one.text for one in edited}
        trial = try_texts(project, slug, unsaved, checks=True)
        self._tried[slug] = unsaved, trial
        return trial, edited

    def try_present(self, slug: str) -> Trial:
        """What reportgen says of an inspection as it is."""
        return try_texts(self.open_project(), slug, {})

    def check_present(self, slug: str) -> Trial:
        """What `check` says of an inspection as it is."""
        return try_texts(self.open_project(), slug, {}, checks=True)

    def save(self, slug: str, changes: Sequence[Change]) -> int:
        """Write some changes; return how many files they changed. Raise InputError with the reason
        if they may not be written, and StaleChangeError if somebody else has changed the same
        text."""
        with self._writing:
            for _ in range(MAX_TRIES - 1):
                try:
                    return self._save(slug, changes)
                except InputError as refused:
                    if not any(problem.code == "edit-stale" for problem in refused.problems):
                        raise  # otherwise somebody saved at the same moment: find the place again
            return self._save(slug, changes)

    def _save(self, slug: str, changes: Sequence[Change]) -> int:
        project = self.open_project()
        edited = [one for one in self._apply(project, slug, changes) if one.text != one.file.text]
        if edited:
            texts = self._refuse_new_errors(project, slug, edited)
            self._write(slug, edited, texts)
            self._undone.pop(slug, None)
        return len(edited)

    def _apply(self, project: Project, slug: str, changes: Sequence[Change]) -> list[EditedText]:
        """The texts of the files after the changes, one after another."""
        files, methodology = self._find_files(project, slug)
        edited: dict[str, EditedText] = {}
        for change in changes:
            if change.file not in files:
                raise InputError(_refuse_file(change.file))
            if change.file not in edited:
                file = EditedFile(files[change.file], change.file)
                edited[change.file] = EditedText(file, file.text)
            one = edited[change.file]
            order = list_keys(_find_map(change), methodology) if methodology else ()
            one.text = apply_change(one.text, change, order)
        return list(edited.values())

    def _refuse_new_errors(
        self, project: Project, slug: str, edited: Sequence[EditedText]
    ) -> ReportTexts | None:
        """Refuse changes that would bring an error. Return what was read of the inspection as it
        will be."""
        unsaved = {one.file.path: one.text for one in edited}
        tried = self._tried.pop(slug, None)
        if tried is not None and tried[0] == unsaved and tried[1].is_current():
            trial = tried[1]
        else:
            trial = try_texts(project, slug, unsaved)
        if errors := trial.errors:
            before = try_texts(project, slug, {}, checks=True).errors
            if new := find_new(before, errors):
                raise InputError(*new)
        return trial.texts

    def _write(self, slug: str, edited: Sequence[EditedText], texts: ReportTexts | None) -> None:
        """Write files, all as they were read, or none."""
        written = []
        try:
            for one in edited:
                before = one.file.text
                one.file.write(one.text)
                written.append(
                    WrittenText(
                        path=one.file.path,
                        display_path=one.file.display_path,
                        before=before,
                        after=one.text,
                    )
                )
        finally:
            if written:
                done = self._done.setdefault(slug, [])
                done.append(written)
                del done[:-MAX_UNDO]
                if texts is not None and len(written) == len(edited):
                    self._prepare(slug, texts)
                self._note_saved([str(one.path) for one in written])

    # What an editor has written over

    def list_overwritten(self, slug: str) -> list[WrittenText]:
        """The latest changes that are no longer in their files: an editor that had loaded the file
        before them has saved it since."""
        lost = []
        for step in self._done.get(slug, ())[-MAX_WATCHED:]:
            for one in step:
                text = self._read(one)
                if text is not None and _is_overwritten(text, one):
                    lost.append(one)
        return lost

    @staticmethod
    def _read(one: WrittenText) -> str | None:
        try:
            return EditedFile(one.path, one.display_path).text
        except InputError:
            return None

    def restore(self, slug: str) -> int:
        """Write again what an editor has written over; return how many changes these were."""
        with self._writing:
            lost = self.list_overwritten(slug)
            for one in lost:
                file = EditedFile(one.path, one.display_path)
                text = replace_change(file.text, one.before, one.after)
                if text is not None:
                    file.write(text)
            self._note_saved([str(one.path) for one in lost])
            return len(lost)

    # Undo and redo

    def count_undoable(self, slug: str) -> tuple[int, int]:
        """How many changes can be undone, and how many can be made again."""
        return len(self._done.get(slug, ())), len(self._undone.get(slug, ()))

    def undo(self, slug: str) -> bool:
        """Take back the last change; False if there is none."""
        return self._go(slug, self._done, self._undone, back=True)

    def redo(self, slug: str) -> bool:
        """Make the change again that was last undone; False if there is none."""
        return self._go(slug, self._undone, self._done, back=False)

    def _go(
        self,
        slug: str,
        source: dict[str, list[list[WrittenText]]],
        target: dict[str, list[list[WrittenText]]],
        *,
        back: bool,
    ) -> bool:
        with self._writing:
            if not source.get(slug):
                return False
            files, _ = self._find_files(self.open_project(), slug)
            step, renewed, pending = source[slug][-1], [], []
            for one in step:
                if files.get(one.display_path) != one.path:
                    raise InputError(_refuse_file(one.display_path))
                file = EditedFile(one.path, one.display_path)
                was, then = (one.after, one.before) if back else (one.before, one.after)
                text = replace_change(file.text, was, then)
                if text is None:
                    raise StaleChangeError(None)
                pending.append((file, text))
                before, after = (text, file.text) if back else (file.text, text)
                renewed.append(
                    WrittenText(
                        path=one.path, display_path=one.display_path, before=before, after=after
                    )
                )
            for file, text in pending:
                file.write(text)
            source[slug].pop()
            target.setdefault(slug, []).append(renewed)
            self._note_saved([str(one.path) for one in step])
            return True


class EditedText:
    """A file, and its text as it is to be."""

    def __init__(self, file: EditedFile, text: str) -> None:
        self.file, self.text = file, text


def _is_overwritten(text: str, one: WrittenText) -> bool:
    """Whether the text is, where it was changed, as it was before."""
    return (
        replace_change(text, one.after, one.before) is None
        and replace_change(text, one.before, one.after) is not None
    )


def find_change(was: str, then: str) -> tuple[int, int]:
    """How many characters two texts have in common at their beginning and at their end."""
    start, shortest = 0, min(len(was), len(then))
    while start < shortest and was[start] == then[start]:
        start += 1
    end = 0
    while end < shortest - start and was[-1 - end] == then[-1 - end]:
        end += 1
    return start, end


def replace_change(present: str, was: str, then: str) -> str | None:
    """The present text with one change undone, which is where `was` differs from `then`. None if
    somebody else has changed the same lines."""
    if present == was:
        return then
    start, end = find_change(was, then)
    start = was.rfind("\n", 0, start) + 1
    stop = was.find("\n", len(was) - end)
    stop = len(was) if stop < 0 else stop
    new = then[start : len(then) - (len(was) - stop)]
    if present.startswith(was[: stop + 1]):
        return present[:start] + new + present[stop:]
    if present.endswith(was[max(0, start - 1) :]):
        offset = len(present) - len(was)
        return present[: start + offset] + new + present[stop + offset :]
    lines = was[start:stop]
    if lines.strip() and present.count(f"\n{lines}\n") == 1:
        return present.replace(f"\n{lines}\n", f"\n{new}\n")
    return None


def _find_map(change: Change) -> tuple[str | int, ...]:
    """The map that gets a new key, as far as the path of a change names it."""
    return change.path[:-1]


def find_writable_files(project: Project, slug: str) -> tuple[dict[str, Path], Methodology | None]:
    """The files that the page of an inspection may write: its own, and the Markdown files that it
    includes; each a file in `inspections/` and no link. Also the methodology, if it can be read."""
    own = project.find_inspection_file(slug)
    reader, methodology = project.with_unsaved({}), None
    try:
        _, methodology, _ = reader.load_inspection_file(own)
        read = [own, *(path for path, _ in reader.files_read.items())]
    except InputError:
        read = [own]
        _refuse_unreadable(own, project.display_path(own))
    files = {}
    for path in map(Path, read):
        is_text = path == own or path.suffix.lower() in (".md", ".markdown", ".txt")
        if is_text and _is_plain_file(path, project.inspections):
            files[project.display_path(path)] = path
    return files, methodology


def _refuse_unreadable(path: Path, display_path: str) -> None:
    """Refuse a file that is no YAML: no value can be found in it."""
    try:
        parse_yaml(read_text(path, display_path), display_path, [])
    except InputError as fault:
        raise UnreadableFileError(fault.problems[0]) from None


def _is_plain_file(path: Path, folder: Path) -> bool:
    """Whether a file is in a folder or below it, without a link on the way."""
    try:
        return (
            path.is_relative_to(folder)
            and path.resolve() == path
            and path.is_file()
            and folder.resolve() == folder
        )
    except OSError:
        return False


def _refuse_file(name: str) -> Problem:
    return error(
        "edit-refused",
        Place(name, 1, 1, 1),
        "this file cannot be written from the page",
        "the page writes the inspection's own file and the Markdown files that it includes; open"
        " another in an editor",
    )
