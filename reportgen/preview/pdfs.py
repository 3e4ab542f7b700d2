"""Has PDFs made when they are asked for, or when the last one is outdated.

It must not know HTTP, nor how a PDF is made.
"""

from __future__ import annotations

import threading
import time
from dataclasses import replace

from reportgen.preview.pdf_process import PdfProcess, PdfResult, describe_fault
from reportgen.preview.rendering import PageMaker
from reportgen.preview.state import InspectionState, PreviewState

PATIENCE_SECONDS = 10.0
"""A PDF whose page has changed is given up after so long, so that others need not wait."""


class PdfMaker:
    """Starts and awaits the PDFs of inspections. Only one is made at a time."""

    def __init__(self, state: PreviewState, pages: PageMaker) -> None:
        self.state = state
        self.pages = pages
        self.process = PdfProcess(state.root)

    def close(self) -> None:
        self.process.close()

    def wait_for_pdf(self, slug: str, seconds: float = 120.0) -> InspectionState:
        """An inspection with a PDF of what is saved, which is made now if there is none; with the
        last PDF if what is saved has errors."""
        state, end, is_asked = self.state, time.monotonic() + seconds, False
        inspection = state.inspections[slug]
        while not state.is_closing and (remaining := end - time.monotonic()) > 0:
            count = state.count
            if (is_asked and inspection.pdf.problems) or not self._lacks_pdf(inspection):
                break
            self.start(inspection)
            is_asked = True
            with state.changed:
                if state.count == count and not state.is_closing:
                    state.changed.wait(remaining)
        return state.copy(inspection)

    def _lacks_pdf(self, inspection: InspectionState) -> bool:
        return bool(
            inspection.page
            and (not inspection.errors or inspection.overview.is_marked)
            and (not inspection.pdf.data or self.state.is_pdf_outdated(inspection))
        )

    def start(self, inspection: InspectionState) -> None:
        """Have a PDF made, unless one is being made."""
        with self.state.changed:
            if inspection.pdf.is_making or self.state.is_closing:
                return
            is_queued = bool(self.process.slug)
            self.state.publish_pdf(inspection, is_making=True, is_queued=is_queued, problems=())
        threading.Thread(target=self.make, args=(inspection,), name="pdf", daemon=True).start()

    def make(self, inspection: InspectionState) -> None:
        """Make a PDF, and publish it or why there is none."""
        state, request = self.state, _PdfRequest(self.state, self.pages, inspection)
        try:
            result = self.process.make_pdf(inspection.slug, request.begin, request.is_wanted)
        except Exception as fault:
            result = PdfResult(b"", (describe_fault(fault),), {})
        with state.changed:
            if result.problems:
                problems = result.problems if request.save == state.saves else ()
                state.publish_pdf(inspection, problems=problems, is_making=False, is_queued=False)
                return
            inspection.pdf = replace(
                inspection.pdf, data=result.data, manifest=result.manifest, save=request.save
            )
        while True:
            saves, is_outdated = state.saves, state.is_pdf_outdated(inspection)
            with state.changed:
                if saves == state.saves:  # otherwise the answer is of what was saved before
                    state.publish_pdf(
                        inspection,
                        is_outdated=is_outdated,
                        problems=(),
                        is_making=False,
                        is_queued=False,
                    )
                    return


class _PdfRequest:
    """A PDF that was asked for: when it was begun, and whether it is still wanted."""

    def __init__(self, state: PreviewState, pages: PageMaker, inspection: InspectionState) -> None:
        self.state = state
        self.pages = pages
        self.inspection = inspection
        self.save = self.page_number = 0
        """Those for which the PDF is made."""
        self.patience_ends = 0.0

    def begin(self) -> None:
        """Note that it is this PDF's turn."""
        self.save, self.page_number = self.state.saves, self.inspection.page_number
        self.patience_ends = time.monotonic() + PATIENCE_SECONDS
        self.state.publish_pdf(self.inspection, is_queued=False)

    def is_wanted(self) -> bool:
        """Whether to go on: always at first, and later as long as the page has not changed."""
        if time.monotonic() < self.patience_ends:
            return True
        self.pages.render(self.inspection)  # only then is it known whether its page has changed
        return self.inspection.page_number == self.page_number
