"""The process that makes the preview's PDFs, so that a page is never kept waiting by one.

It must not know what is shown of them.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from reportgen.problems import InputError, Place, Problem, error
from reportgen.project.loading import Project

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

MAX_PDFS_PER_PROCESS = 20
"""After so many PDFs the process gives way to a new one, so that memory stays flat."""

ASK_SECONDS = 0.5
"""So often it is asked whether what is being made is still wanted."""


class PdfResult(NamedTuple):
    """A PDF of an inspection as it was, or why there is none."""

    data: bytes
    problems: tuple[Problem, ...]
    rests_on: dict[str, Any]
    """The manifest of the files that it was made from."""


class PdfProcess:
    """One process, begun when it is first needed, and anew after it has died."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._one_by_one = threading.Lock()
        self._beginning = threading.Lock()
        self._closed = False
        self._process: BaseProcess | None = None
        self._line: Connection | None = None
        self._made = 0
        self.slug = ""
        """The inspection whose PDF is being made."""

    def pressed(
        self,
        slug: str,
        begins: Callable[[], None] = lambda: None,
        is_wanted: Callable[[], bool] = lambda: True,
    ) -> PdfResult:
        """The PDF of an inspection as it is when its turn comes, or why there is none. `begins` is
        called then, and `is_wanted` now and then after."""
        with self._one_by_one:
            begins()
            self.slug = slug
            try:
                if self._process is None or not self._process.is_alive():
                    self._begin()
                assert self._line is not None
                self._line.send(slug)
                while not self._line.poll(ASK_SECONDS):
                    if not is_wanted():
                        self._end()
                        return PdfResult(
                            b"",
                            (
                                error(
                                    "pdf",
                                    Place("", 1, 1, 1),
                                    "it was given up",
                                    "ask for the PDF again",
                                ),
                            ),
                            {},
                        )
                made: PdfResult = self._line.recv()
            except (OSError, EOFError):
                self._end()
                return PdfResult(
                    b"",
                    (
                        error(
                            "pdf",
                            Place("", 1, 1, 1),
                            "the process that makes the PDF ended before it was done",
                            "ask for the PDF again; where it fails again, the memory of this"
                            " machine may be too small",
                        ),
                    ),
                    {},
                )
            finally:
                self.slug = ""
            self._made += 1
            if self._made == MAX_PDFS_PER_PROCESS:
                self._end()
            return made

    def close(self) -> None:
        """Ends it at once, whatever it is doing. Whoever waits for a PDF gets none."""
        with self._beginning:
            self._closed = True
            if self._process is not None:
                self._process.terminate()

    def _begin(self) -> None:
        with self._beginning:
            if self._closed:
                raise EOFError
            context = get_context("spawn")
            line, far_end = context.Pipe()
            process = context.Process(target=_press, args=(str(self.root), far_end), daemon=True)
            with _unheard_interrupts():
                process.start()
            far_end.close()  # so that the line ends with the process
            self._process, self._line, self._made = process, line, 0

    def _end(self) -> None:
        with self._beginning:
            if self._line is not None:
                self._line.close()
            if self._process is not None:
                self._process.terminate()
                self._process.join()
            self._process, self._line = None, None


def _press(root: str, line: Connection) -> None:
    """Runs in the process: a PDF for each name that comes. It ends with the preview, however that
    ends."""

    def end() -> None:
        if parent := parent_process():
            parent.join()
            os._exit(0)

    threading.Thread(target=end, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(10)  # the page comes first
    with suppress(EOFError, OSError):  # the preview has ended
        while True:
            line.send(make_pdf(Path(root), line.recv()))


def make_pdf(root: Path, slug: str) -> PdfResult:
    """The PDF of an inspection as it is now."""
    from reportgen.building import manifest
    from reportgen.building.outputs import OutputMaker, Timings
    from reportgen.building.staleness import list_inputs

    project, began = Project(root), time.time()
    inputs = list_inputs(project, slug, "pdf")
    files = manifest.snapshot(inputs)
    try:
        (data,) = OutputMaker(project, slug, Timings()).make("pdf").values()
    except InputError as refused:
        return PdfResult(b"", tuple(refused.problems), {})
    except Exception as fault:
        return PdfResult(b"", (describe_fault(fault),), {})
    files.update(project.files_read)
    return PdfResult(data, (), manifest.make_manifest(inputs, files, (), began))


def describe_fault(fault: BaseException) -> Problem:
    """A fault of ours, which must not end the writer's afternoon: it is shown as what it is."""
    return error(
        "fault",
        Place("", 1, 1, 1),
        f"reportgen itself failed: {type(fault).__name__}: {fault}",
        "please report this; the last good page stays",
    )


@contextmanager
def _unheard_interrupts() -> Iterator[None]:
    """A Ctrl-C in the terminal reaches every process: one started meanwhile does not hear it, and
    ends with the preview instead."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing.resource_tracker import ensure_running

    ensure_running()  # it has them heard again where it begins
    was = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, was)
