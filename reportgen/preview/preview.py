"""The preview of a project: what the server asks, and who answers it.

It must not know HTTP, nor how anything is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from reportgen.preview.pdfs import PdfMaker
from reportgen.preview.rendering import PageMaker
from reportgen.preview.state import InspectionState, Overview, PreviewState
from reportgen.preview.worker import Worker


class Preview:
    """The state of the preview, with the threads and the process that work on it."""

    def __init__(self, root: Path) -> None:
        self.state = PreviewState(root)
        self.pages = PageMaker(self.state)
        self.pdfs = PdfMaker(self.state, self.pages)
        self.worker = Worker(self.state, self.pages, self.pdfs)

    def start(self) -> None:
        """Begin to render in the background."""
        self.worker.start()

    def close(self) -> None:
        """End all that runs in the background."""
        self.state.close()
        self.pdfs.close()
        self.worker.join()

    def note_saved(self, paths: Iterable[str]) -> None:
        """Note that these files have changed."""
        with self.state.changed:
            self.pages.forget(paths)
            self.state.note_save()

    def show(self, slug: str, is_current: bool = False) -> InspectionState | None:
        """An inspection, rendered at least once, or with `is_current` after the last save; None if
        there is no such inspection."""
        inspection = self.state.note_interest(slug)
        if inspection is None:
            return None
        if inspection.rendered < (self.state.saves if is_current else 0):
            self.pages.render(inspection)
        return self.state.copy(inspection)

    def list_overviews(self) -> dict[str, Overview]:
        """What the list of inspections says of each of them."""
        return {slug: self.pages.describe(slug) for slug in self.state.list_slugs()}
