"""The thread that renders, whatever goes wrong."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from reportgen.preview.preview import Preview
from tests.support.preview import INSPECTION


def test_a_fault_does_not_end_the_thread_of_the_preview(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "example.yaml").write_text(INSPECTION, encoding="utf-8")
    preview = Preview(tmp_path)
    preview.show("example", is_current=True)
    faults = [MemoryError("once")]
    is_outdated = preview.state.is_pdf_outdated
    monkeypatch.setattr(
        preview.state,
        "is_pdf_outdated",
        lambda inspection: (
            is_outdated(inspection) if not faults else (_ for _ in ()).throw(faults.pop())
        ),
    )
    monkeypatch.setattr("reportgen.preview.worker.time.sleep", lambda seconds: None)
    preview.start()
    try:
        preview.note_saved([])
        end = time.monotonic() + 15
        while preview.state.inspections["example"].rendered < preview.state.saves:
            assert time.monotonic() < end
            threading.Event().wait(0.02)
        assert not faults
    finally:
        preview.close()
