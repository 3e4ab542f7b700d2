"""The thread that renders and checks what has been saved, and then has PDFs made again.

It must not know how any of this is done.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial

from reportgen.preview.pdfs import PdfMaker
from reportgen.preview.rendering import PageMaker
from reportgen.preview.state import PreviewState

IDLE_SECONDS = 4.0
"""When nothing was saved for so long, an outdated PDF is made again if its page is in view."""

CHECK_SECONDS = 0.15
"""A page is checked so long after it was rendered: the browser has it by then."""


class Worker:
    """Does one thing after another: pages first, the one asked about last before the others; then
    their checks; then PDFs."""

    def __init__(self, state: PreviewState, pages: PageMaker, pdfs: PdfMaker) -> None:
        self.state = state
        self.pages = pages
        self.pdfs = pdfs
        self._settled = 0
        """The last save after which every page in view was rendered."""
        self._thread = threading.Thread(target=self._run, name="preview", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def join(self) -> None:
        """Wait a little until it has ended. The state is closed before."""
        if self._thread.ident:
            self._thread.join(timeout=2)

    def _run(self) -> None:
        state = self.state
        while not state.is_closing:
            with state.changed:
                task = self._find_task()
                if task is None:
                    has_unchecked = any(i.unchecked for i in state.inspections.values())
                    state.changed.wait(CHECK_SECONDS / 3 if has_unchecked else 1.0)
                    continue
            try:
                task()
            except Exception:  # what cannot be done now is tried again
                time.sleep(1.0)

    def _find_task(self) -> Callable[[], None] | None:
        state, now = self.state, time.monotonic()
        if (stale := state.find_stale_page()) is not None:
            return partial(self.pages.render, stale)
        if self._settled != state.saves:
            self._settled = state.saves
            return state.publish  # the list of inspections may be another
        inspections = list(state.inspections.values())
        for inspection in inspections:
            if inspection.unchecked and now - inspection.unchecked[0] >= CHECK_SECONDS:
                return partial(self.pages.check, inspection)
        is_idle = now - state.last_save >= IDLE_SECONDS
        if is_idle and not any(inspection.pdf.is_making for inspection in inspections):
            for inspection in state.list_in_view():
                pdf = inspection.pdf
                if pdf.is_outdated and not pdf.problems and not inspection.errors:
                    return partial(self.pdfs.start, inspection)
        return None
