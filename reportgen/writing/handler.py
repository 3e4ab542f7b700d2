"""The preview that also writes: what it answers to the page besides what every preview answers.

Without it no request can change a file: the other handler refuses all of them. Who may write is for
`access`, what is written for `session`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from reportgen.preview.pdf_process import describe_fault
from reportgen.preview.preview import Preview
from reportgen.preview.server import OWN, PreviewHandler
from reportgen.problems import InputError, Problem
from reportgen.project.loading import Project
from reportgen.writing.access import MAX_REQUEST_BYTES, find_refusal, read_object
from reportgen.writing.changes import Change, RequestError, StaleChangeError, read_change
from reportgen.writing.session import WritingSession

MAX_CHANGES = 200
"""Changes of one request. A form has a field for each question of a standard."""

Answer = dict[str, Any]


def bind_writing(preview: Preview) -> tuple[type[PreviewHandler], str]:
    """A handler that writes for this preview, and what its address ends in."""
    session = WritingSession(preview.state.root, preview.note_saved)
    handler = type("BoundWritingHandler", (WritingHandler,), {"session": session})
    return handler, f"#write={session.token}"


class WritingHandler(PreviewHandler):
    """Answers POST from the page of the preview."""

    session: WritingSession

    def _post(self) -> None:
        try:
            url = urlsplit(self.path)
        except ValueError:
            self._answer_json(400, {"message": "This is not a valid address."})
            return
        parts = [unquote(part) for part in url.path.split("/") if part]
        if not self._is_local(url.netloc):
            self._answer_json(421, {"message": "This preview only answers on this machine."})
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
        asked = read_object(self.rfile.read(int(self.headers["Content-Length"])))
        if asked is None:
            self._answer_json(400, {"message": "This is not a JSON object."})
            return
        slug = asked.get("slug")
        if not isinstance(slug, str) or slug not in Project(self.preview.state.root).list_slugs():
            self._answer_json(404, {"message": "There is no such inspection."})
            return
        try:
            self._answer_json(200, action(self, slug, asked))
        except RequestError as fault:
            self._answer_json(400, {"message": f"This request is not understood: {fault}."})
        except StaleChangeError as stale:
            message = (
                "This was changed meanwhile, in another window or an editor. Nothing was written."
            )
            self._answer_json(409, {"message": message, "present": stale.present})
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

    def _save(self, slug: str, asked: Mapping[str, Any]) -> Answer:
        count = self.session.save(slug, read_changes(asked))
        return {"saved": count, **self._history(slug)}

    def _undo(self, slug: str, asked: Mapping[str, Any]) -> Answer:
        return {"done": self.session.undo(slug), **self._history(slug)}

    def _redo(self, slug: str, asked: Mapping[str, Any]) -> Answer:
        return {"done": self.session.redo(slug), **self._history(slug)}

    def _history(self, slug: str) -> Answer:
        undo, redo = self.session.count_undoable(slug)
        return {"undo": undo, "redo": redo}


_ACTIONS: dict[str, Callable[[WritingHandler, str, Mapping[str, Any]], Answer]] = {
    "save": WritingHandler._save,
    "undo": WritingHandler._undo,
    "redo": WritingHandler._redo,
}


def read_changes(asked: Mapping[str, Any]) -> list[Change]:
    """The changes of a request."""
    changes = asked.get("changes")
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
        "line": problem.place.line,
    }
