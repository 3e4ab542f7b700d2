"""The process that makes the preview's PDFs, so that no page has to wait for one.

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
"""How many PDFs a process makes before a new one replaces it, so that its memory does not grow."""

ASK_SECONDS = 0.5
"""How often to ask whether the PDF that is being made is still wanted."""


class PdfResult(NamedTuple):
    """A PDF of an inspection as it was, or why there is none."""

    data: bytes
    problems: tuple[Problem, ...]
    manifest: dict[str, Any]
    """What it was made from."""


class PdfProcess:
    """One process, started when it is first needed, and again after it has died."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.slug = ""
        """The inspection whose PDF is being made."""
        self._one_by_one = threading.Lock()
        self._starting = threading.Lock()
        self._is_closed = False
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._count = 0
        """How many PDFs this process has made."""

    def make_pdf(
        self,
        slug: str,
        begin: Callable[[], None] = lambda: None,
        is_wanted: Callable[[], bool] = lambda: True,
    ) -> PdfResult:
        """Make the PDF of an inspection as it is when its turn comes.

        `begin` is called when its turn has come. `is_wanted` is called now and then after that; if
        it returns False, the PDF is given up.
        """
        with self._one_by_one:
            begin()
            self.slug = slug
            try:
                result = self._request(slug, is_wanted)
            except (OSError, EOFError):
                self._stop()
                return _failure(
                    "the process that makes the PDF ended before it was done",
                    "ask for the PDF again; if it fails again, this machine may have too little"
                    " memory",
                )
            finally:
                self.slug = ""
            if result is None:
                self._stop()
                return _failure("it was given up", "ask for the PDF again")
            self._count += 1
            if self._count == MAX_PDFS_PER_PROCESS:
                self._stop()
            return result

    def close(self) -> None:
        """End the process, whatever it is doing. Whoever waits for a PDF gets none."""
        with self._starting:
            self._is_closed = True
            if self._process is not None:
                self._process.terminate()

    def _request(self, slug: str, is_wanted: Callable[[], bool]) -> PdfResult | None:
        """Have the process make a PDF; None if it is no longer wanted."""
        if self._process is None or not self._process.is_alive():
            self._start()
        assert self._connection is not None
        self._connection.send(slug)
        while not self._connection.poll(ASK_SECONDS):
            if not is_wanted():
                return None
        result: PdfResult = self._connection.recv()
        return result

    def _start(self) -> None:
        with self._starting:
            if self._is_closed:
                raise EOFError
            context = get_context("spawn")
            connection, far_end = context.Pipe()
            process = context.Process(
                target=_serve_requests, args=(str(self.root), far_end), daemon=True
            )
            with _interrupts_blocked():
                process.start()
            far_end.close()  # so that the connection ends with the process
            self._process, self._connection, self._count = process, connection, 0

    def _stop(self) -> None:
        with self._starting:
            if self._connection is not None:
                self._connection.close()
            if self._process is not None:
                self._process.terminate()
                self._process.join()
            self._process, self._connection = None, None


def _failure(message: str, hint: str) -> PdfResult:
    return PdfResult(b"", (error("pdf", Place("", 1, 1, 1), message, hint),), {})


def _serve_requests(root: str, connection: Connection) -> None:
    """Run in the process: make a PDF for each slug that comes. It ends when the preview ends,
    however that ends."""

    def end_with_parent() -> None:
        if parent := parent_process():
            parent.join()
            os._exit(0)

    threading.Thread(target=end_with_parent, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(10)  # the page comes first
    with suppress(EOFError, OSError):  # the preview has ended
        while True:
            connection.send(_make_pdf(Path(root), connection.recv()))


def _make_pdf(root: Path, slug: str) -> PdfResult:
    """Make the PDF of an inspection as it is now."""
    from reportgen.building import manifest
    from reportgen.building.outputs import OutputMaker, Timings
    from reportgen.building.staleness import list_inputs

    project, began = Project(root), time.time()
    inputs = list_inputs(project, slug, "pdf")
    files = manifest.snapshot(inputs)
    try:
        (data,) = OutputMaker(project, slug, Timings(), shows_errors=True).make("pdf").values()
    except InputError as refused:
        return PdfResult(b"", tuple(refused.problems), {})
    except Exception as fault:
        return PdfResult(b"", (describe_fault(fault),), {})
    files.update(project.files_read)
    return PdfResult(data, (), manifest.make_manifest(inputs, files, (), began))


def describe_fault(fault: BaseException) -> Problem:
    """A bug in reportgen as a problem to show, so that the preview goes on."""
    return error(
        "fault",
        Place("", 1, 1, 1),
        f"reportgen itself failed: {type(fault).__name__}: {fault}",
        "this is a bug in reportgen: please report it; the last good page stays",
    )


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Let a process that is started meanwhile ignore Ctrl-C, which reaches every process in the
    terminal. It ends with the preview instead."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing.resource_tracker import ensure_running

    ensure_running()  # as it starts, it would unblock them
    was = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, was)
