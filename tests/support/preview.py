"""Previews for tests: one in a process of its own, and PDFs that are made when a test says so."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from reportgen.preview.pdf_process import PdfResult
from reportgen.problems import Place, error
from tests.conftest import REPOSITORY

INSPECTION = """methodology: hmip-pdu-2023
title: Example unit
text:
  foreword: |
    MARKER

    A second paragraph.
findings:
  1.1: {rating: Good}
"""

OVERLAY = '<div id="desk-problems" role="alert"><details open><summary>'


class RunningPreview:
    """A preview running in a process of its own, on a copy of a small project."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.root = folder
        (folder / "inspections").mkdir()
        self.file = folder / "inspections" / "example.yaml"
        self.file.write_text(INSPECTION, encoding="utf-8")
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "reportgen",
                "--root",
                str(folder),
                "preview",
                "example",
                "--port",
                "0",
                *arguments,
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=REPOSITORY,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline()
        self.port = int(self.line.split("127.0.0.1:")[1].split("/")[0])

    def ask(
        self, path: str, method: str = "GET", timeout: float = 60, **headers: str
    ) -> tuple[int, bytes, http.client.HTTPMessage]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.putrequest(method, path, skip_host=True)
            for name, value in {"Host": f"127.0.0.1:{self.port}", **headers}.items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.msg
        finally:
            connection.close()

    def news(self, after: object = "") -> dict[str, object]:
        """What is new, as soon as it is more than `after`."""
        answer: dict[str, object] = json.loads(
            self.ask(f"/.desk/wait?slug=example&after={after}")[1]
        )
        return answer

    def news_of(self, page: object) -> dict[str, object]:
        """The news for a reader who has this page."""
        answer: dict[str, object] = json.loads(self.ask(f"/.desk/wait?slug=example&page={page}")[1])
        return answer

    def until(self, says: str, seconds: float = 15) -> str:
        """The page, as soon as it has these words."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            page = self.ask("/example/")[1].decode()
            if says in page:
                return page
            time.sleep(0.03)
        raise AssertionError(f"the page never said {says!r}")

    def gone(self, what: str, seconds: float = 15) -> None:
        """Waits until the page has these words no more."""
        end = time.monotonic() + seconds
        while what in self.ask("/example/")[1].decode():
            assert time.monotonic() < end, f"the page still says {what!r}"
            time.sleep(0.03)

    def handles(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def threads(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/task"))

    def memory(self) -> int:
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * os.sysconf(
            "SC_PAGE_SIZE"
        )

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=15)


def suppressed(call: Callable[[], object]) -> None:
    """A call whose answer may be cut off."""
    try:
        call()
    except (OSError, http.client.HTTPException):
        pass


def told_of(status: Path) -> str:
    """What the system tells of a process; nothing where it has ended."""
    try:
        return status.read_text()
    except OSError:
        return ""


class SlowPdfProcess:
    """Makes each PDF when it is let, one after another."""

    def __init__(self) -> None:
        self.slug = ""
        self.let = {name: threading.Event() for name in ("one", "two")}
        self.given_up: list[str] = []
        self._one_by_one = threading.Lock()

    def make_pdf(
        self, slug: str, begin: Callable[[], None], is_wanted: Callable[[], bool]
    ) -> PdfResult:
        with self._one_by_one:
            begin()
            self.slug = slug
            while not self.let[slug].wait(0.05):
                if not is_wanted():
                    self.given_up.append(slug)
                    break
            self.slug = ""
            if slug in self.given_up:
                return PdfResult(b"", (error("pdf", Place("", 1, 1, 1), "given up"),), {})
            return PdfResult(b"%PDF-", (), {})

    def close(self) -> None:
        for event in self.let.values():
            event.set()


def eventually(holds: Callable[[], object], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)
