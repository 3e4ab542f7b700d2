"""The process that makes PDFs."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from reportgen.preview import pdf_process, server
from reportgen.preview.pages import render_problems
from reportgen.preview.pdf_process import PdfProcess, PdfResult
from reportgen.preview.preview import Preview
from tests.support.preview import INSPECTION


@pytest.mark.slow
def test_a_process_that_was_killed_is_followed_by_another(tmp_path: Path) -> None:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "example.yaml").write_text(INSPECTION, encoding="utf-8")
    preview = Preview(tmp_path)
    try:
        first = (
            preview.show("example", is_current=True)
            and preview.pdfs.wait_for_pdf("example").pdf.data
        )
        was = preview.pdfs.process._process
        assert was is not None
        was.kill()  # as a system does that is out of memory
        was.join()
        (tmp_path / "inspections" / "example.yaml").write_text(
            INSPECTION.replace("MARKER", "Other words."), encoding="utf-8"
        )
        preview.note_saved([])
        preview.show("example", is_current=True)
        inspection = preview.pdfs.wait_for_pdf("example")
        assert (inspection.pdf.problems, inspection.pdf.is_outdated) == ((), False)
        assert inspection.pdf.data != first

        (tmp_path / "inspections" / "example.yaml").write_text(INSPECTION, encoding="utf-8")
        preview.note_saved([])
        preview.show("example", is_current=True)
        now = preview.pdfs.process._process
        assert now is not None
        threading.Timer(0.05, now.kill).start()  # while it is at work
        assert "ended before it was done" in render_problems(
            preview.pdfs.wait_for_pdf("example").pdf.problems, preview.pages.read_lines
        )
        assert preview.pdfs.wait_for_pdf("example").pdf.problems == ()
    finally:
        preview.close()


@pytest.mark.slow
def test_a_process_gives_way_to_another_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_process, "MAX_PDFS_PER_PROCESS", 2)
    for name in ("one", "two", "three"):
        (tmp_path / "inspections").mkdir(exist_ok=True)
        (tmp_path / "inspections" / f"{name}.yaml").write_text(INSPECTION, encoding="utf-8")
    process = PdfProcess(tmp_path)
    found: list[PdfResult] = []
    asking = [
        threading.Thread(target=lambda name=name: found.append(process.make_pdf(name)))
        for name in ("one", "two", "three")
    ]
    try:
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join(timeout=100)
        assert [one.data[:5] for one in found] == [b"%PDF-"] * 3
    finally:
        process.close()


@pytest.mark.slow
def test_a_process_that_gives_up_makes_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_process, "ASK_SECONDS", 0.01)
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "example.yaml").write_text(INSPECTION, encoding="utf-8")
    process = PdfProcess(tmp_path)
    try:
        assert (
            process.make_pdf("example", is_wanted=lambda: False).problems[0].message
            == "it was given up"
        )
        assert process._process is None
        assert process.make_pdf("example").data.startswith(b"%PDF-")
    finally:
        process.close()


def test_a_process_that_starts_while_the_preview_ends_can_still_be_ended() -> None:
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with pytest.raises(KeyboardInterrupt):
            server._end()
        started = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        started.terminate()
        assert started.wait(timeout=30) == -signal.SIGTERM
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
