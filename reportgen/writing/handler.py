"""The preview that can also write: its answers to the page, in addition to those of every preview.

Without it no request can change a file: the other handler refuses all of them. Who may write is for
`access`, what is written for `session`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from reportgen.preview.pdf_process import describe_fault
from reportgen.preview.preview import Preview
from reportgen.preview.server import OWN, PreviewHandler
from reportgen.preview.state import InspectionState
from reportgen.problems import InputError, Problem
from reportgen.project.loading import Project
from reportgen.util.picture_limits import MAX_PICTURE_BYTES
from reportgen.util.picture_types import JPEG, PNG
from reportgen.writing.access import MAX_REQUEST_BYTES, find_refusal, read_object
from reportgen.writing.advice import advise, list_placeholders
from reportgen.writing.changes import (
    Change,
    RequestError,
    StaleChangeError,
    UnreadableFileError,
    read_change,
)
from reportgen.writing.forms import open_block_insert, open_form, open_form_at, open_insert
from reportgen.writing.pages import OWN_FILES, PARTS, add_edit_buttons
from reportgen.writing.parts import Part, list_parts, summarise
from reportgen.writing.pictures import add_picture
from reportgen.writing.session import WritingSession
from reportgen.writing.sources import InspectionSources

MAX_CHANGES = 200
"""Changes of one request. A form has a field for each question of a standard."""

_MISSING = (
    "The file of this inspection is missing. If somebody moved it, put it back into inspections/"
    " and save again: what you typed stays here."
)

Answer = dict[str, Any]


def bind_writing(preview: Preview) -> tuple[type[PreviewHandler], str]:
    """A handler that writes for this preview, and what its address ends in."""
    session = WritingSession(preview.state.root, preview.note_saved, preview.pages.prepare)
    session.remove_leftovers()
    handler = type("BoundWritingHandler", (WritingHandler,), {"session": session})
    return handler, f"#write={session.token}"


class WritingHandler(PreviewHandler):
    """Answers POST from the page of the preview."""

    session: WritingSession
    parts = PARTS
    own_files = PreviewHandler.own_files | OWN_FILES

    def decorate(self, inspection: InspectionState) -> InspectionState:
        """The page with its buttons."""
        return replace(inspection, page=add_edit_buttons(inspection.page))

    def _post(self) -> None:
        try:
            url = urlsplit(self.path)
        except ValueError:
            self._answer_json(400, {"message": "This is not a valid address."})
            return
        parts = [unquote(part) for part in url.path.split("/") if part]
        if not self._is_local(url.netloc):
            self._answer_json(421, {"message": "This preview only answers on this machine."})
        elif parts == [OWN, "write", "picture"]:
            self._take_picture({key: values[0] for key, values in parse_qs(url.query).items()})
        elif parts[:2] != [OWN, "write"] or len(parts) != 3 or parts[2] not in _ACTIONS:
            self._answer_json(404, {"message": "There is nothing to write here."})
        elif refusal := find_refusal(
            self.headers, self.session.token, ("application/json",), MAX_REQUEST_BYTES
        ):
            self._answer_json(refusal.status, {"message": refusal.message})
        else:
            self._take(_ACTIONS[parts[2]])

    do_POST = _post

    def _take(self, action: Callable[[WritingHandler, str, Mapping[str, Any]], Answer]) -> None:
        """Answer a request that may write."""
        request = read_object(self.rfile.read(int(self.headers["Content-Length"])))
        if request is None:
            self._answer_json(400, {"message": "This is not a JSON object."})
            return
        self._answer_for(request.get("slug"), lambda slug: action(self, slug, request))

    def _take_picture(self, query: Mapping[str, str]) -> None:
        """Take a picture that the writer chose."""
        refusal = find_refusal(self.headers, self.session.token, (PNG, JPEG), MAX_PICTURE_BYTES)
        if refusal:
            self._answer_json(refusal.status, {"message": refusal.message})
            return
        data = self.rfile.read(int(self.headers["Content-Length"]))
        name = query.get("name", "")
        self._answer_for(
            query.get("slug"),
            lambda slug: {"name": add_picture(self.session.open_project(), slug, name, data)},
        )

    def _answer_for(self, slug: object, make: Callable[[str], Answer]) -> None:
        """Answer a request about an inspection, or say why not."""
        if not isinstance(slug, str) or slug not in Project(self.preview.state.root).list_slugs():
            self._answer_json(404, {"message": _MISSING})
            return
        try:
            self._answer_json(200, make(slug))
        except RequestError as fault:
            self._answer_json(400, {"message": f"This request is not understood: {fault}."})
        except StaleChangeError as stale:
            message = (
                "This was changed meanwhile, in another window or an editor. Nothing was written."
            )
            self._answer_json(409, {"message": message, "present": stale.present})
        except UnreadableFileError as fault:
            self._answer_json(422, {"message": str(fault)})
        except InputError as refused:
            problems = [describe_problem(problem) for problem in refused.problems]
            self._answer_json(422, {"message": "Nothing was written.", "problems": problems})
        except ConnectionError:
            self.close_connection = True
        except Exception as fault:  # a bug ends one answer, not the preview
            self._answer_json(
                500,
                {
                    "message": "Nothing was written.",
                    "problems": [describe_problem(describe_fault(fault))],
                },
            )

    def _answer_json(self, status: int, answer: Answer) -> None:
        self._send(status, "application/json", json.dumps(answer).encode())

    # What the page asks for

    def _save(self, slug: str, request: Mapping[str, Any]) -> Answer:
        count = self.session.save(slug, read_changes(request))
        return {"saved": count, **self._history(slug)}

    def _open(self, slug: str, request: Mapping[str, Any]) -> Answer:
        """The form for a value, or for what is written at a place."""
        sources = self.session.open_sources(slug)
        if "path" in request:
            path = read_change({"file": sources.own, "path": request["path"], "action": "set"}).path
            if not path:
                raise RequestError("a path has a key")
            return asdict(open_form(sources, path))
        file, line, column = request.get("file"), request.get("line"), request.get("column")
        if not (isinstance(file, str) and isinstance(line, int) and isinstance(column, int)):
            raise RequestError("a place is a file, a line and a column")
        return asdict(open_form_at(sources, file, line, column))

    def _insert(self, slug: str, request: Mapping[str, Any]) -> Answer:
        """The form for a new item behind another."""
        sources = self.session.open_sources(slug)
        after = read_change(request.get("after"))
        if after.lines is not None:
            form = open_block_insert(
                sources, after.file, after.path, after.lines, str(after.was or "")
            )
            return asdict(form)
        if not after.path:
            raise RequestError("a path has a key")
        return asdict(open_insert(sources, after.path, after.to))

    def _try(self, slug: str, request: Mapping[str, Any]) -> Answer:
        """What would be said of some changes."""
        changes = read_changes(request)
        sources = self.session.open_sources(slug)
        before = self.session.try_present(slug)
        trial, edited = self.session.try_changes(slug, changes)
        standard = request.get("standard")
        advice = advise(
            sources, before, trial, edited, changes, standard if isinstance(standard, str) else ""
        )
        return {
            "here": [describe_problem(problem) for problem in advice.here],
            "elsewhere": [describe_problem(problem) for problem in advice.elsewhere],
            "values": [asdict(value) for value in advice.values],
            "rating": asdict(advice.rating) if advice.rating else None,
        }

    def _placeholders(self, slug: str, request: Mapping[str, Any]) -> Answer:
        offered = list_placeholders(self.session.try_present(slug))
        return {"placeholders": [asdict(one) for one in offered]}

    def _parts(self, slug: str, request: Mapping[str, Any]) -> Answer:
        """What is left to write."""
        sources, trial = self.session.open_sources(slug), self.session.check_present(slug)
        parts = list_parts(sources, trial)
        return {
            "summary": summarise(parts, trial),
            "parts": [_describe_part(sources, part) for part in parts],
        }

    def _history_only(self, slug: str, request: Mapping[str, Any]) -> Answer:
        lost = [one.words[:200] for one in self.session.list_overwritten(slug)]
        return {"lost": lost, **self._history(slug)}

    def _restore(self, slug: str, request: Mapping[str, Any]) -> Answer:
        return {"saved": self.session.restore(slug), **self._history(slug)}

    def _undo(self, slug: str, request: Mapping[str, Any]) -> Answer:
        return {"done": self.session.undo(slug), **self._history(slug)}

    def _redo(self, slug: str, request: Mapping[str, Any]) -> Answer:
        return {"done": self.session.redo(slug), **self._history(slug)}

    def _history(self, slug: str) -> Answer:
        undo, redo = self.session.count_undoable(slug)
        return {"undo": undo, "redo": redo}


_ACTIONS: dict[str, Callable[[WritingHandler, str, Mapping[str, Any]], Answer]] = {
    "open": WritingHandler._open,
    "insert": WritingHandler._insert,
    "try": WritingHandler._try,
    "parts": WritingHandler._parts,
    "history": WritingHandler._history_only,
    "placeholders": WritingHandler._placeholders,
    "save": WritingHandler._save,
    "restore": WritingHandler._restore,
    "undo": WritingHandler._undo,
    "redo": WritingHandler._redo,
}


def read_changes(request: Mapping[str, Any]) -> list[Change]:
    """The changes of a request."""
    changes = request.get("changes")
    if not isinstance(changes, list) or not 0 < len(changes) <= MAX_CHANGES:
        raise RequestError("it names no changes, or too many")
    return [read_change(change) for change in changes]


def describe_problem(problem: Problem) -> Answer:
    """A problem for the page."""
    return {
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
        "path": problem.place.path,
        "line": problem.place.line if problem.place.path else 0,
        "column": problem.place.column,
    }


def _describe_part(sources: InspectionSources, part: Part) -> Answer:
    entries = [
        {
            "key": json.dumps([entry.path, entry.insert]),
            "label": entry.label,
            "path": entry.path,
            "state": entry.state,
            "is_open": entry.is_open,
            "at": {"file": entry.at[0], "line": entry.at[1]} if entry.at else None,
            "insert": {
                "file": sources.own,
                "path": entry.path[:-1],
                "action": "insert",
                "to": entry.path[-1],
            }
            if entry.insert
            else None,
        }
        for entry in part.entries
    ]
    return {
        "title": part.title,
        "is_complete": part.is_complete,
        "state": part.state,
        "entries": entries,
        "problems": [describe_problem(problem) for problem in part.problems],
    }
