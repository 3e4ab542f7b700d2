"""What the preview knows, and that nobody waits for a file system."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reportgen.building import manifest
from reportgen.building.staleness import list_inputs
from reportgen.dossier import open_dossier
from reportgen.preview.pdf_process import PdfResult
from reportgen.preview.preview import Preview
from reportgen.preview.state import PdfState
from reportgen.project.loading import Project
from tests.support.preview import INSPECTION


@pytest.fixture
def preview_with_pdf(tmp_path: Path) -> Iterator[Preview]:
    """A preview that has a PDF of what is saved; its thread does not run."""
    folder = tmp_path / "inspections"
    folder.mkdir()
    (folder / "example.yaml").write_text(
        INSPECTION.replace(
            "  foreword: |\n    MARKER\n\n    A second paragraph.\n",
            "  foreword: {file: words.md}\n",
        ),
        encoding="utf-8",
    )
    (folder / "words.md").write_text("Words.", encoding="utf-8")
    preview, project = Preview(tmp_path), Project(tmp_path)
    preview.show("example", is_current=True)
    inputs = list_inputs(project, "example", "pdf")
    files = manifest.snapshot(inputs)
    open_dossier(project, "example")
    files.update(project.files_read)
    preview.state.inspections["example"].pdf = PdfState(
        b"%PDF-", manifest.make_manifest(inputs, files, (), time.time()), preview.state.saves
    )
    yield preview
    preview.close()


@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "nothing"])
def test_what_is_no_file_in_the_place_of_one_that_a_pdf_rests_on_keeps_nobody_waiting(
    preview_with_pdf: Preview, kind: str
) -> None:
    words = preview_with_pdf.state.root / "inspections" / "words.md"
    words.unlink()
    make: dict[str, Callable[[], object]] = {
        "pipe": lambda: os.mkfifo(words),
        "device": lambda: words.symlink_to("/dev/zero"),
        "folder": words.mkdir,
    }
    make.get(kind, lambda: None)()
    preview_with_pdf.note_saved([str(words)])
    found: list[object] = []
    asking = threading.Thread(
        target=lambda: found.append(preview_with_pdf.show("example", is_current=True)), daemon=True
    )
    asking.start()
    asking.join(timeout=15)
    assert found
    assert preview_with_pdf.state.inspections["example"].pdf.is_outdated
    assert preview_with_pdf.state.inspections["example"].errors
    assert preview_with_pdf.state.changed.acquire(timeout=1)
    preview_with_pdf.state.changed.release()


def test_files_are_never_looked_at_while_others_wait_for_the_lock(
    preview_with_pdf: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a file system does, Ctrl-C and the other pages find the lock free."""
    free: list[bool] = []
    holds = manifest.is_current

    def look() -> None:
        free.append(preview_with_pdf.state.changed.acquire(timeout=2))
        if free[-1]:
            preview_with_pdf.state.changed.release()

    def held(*given: object) -> bool:
        other = threading.Thread(target=look)
        other.start()
        other.join()
        return holds(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(manifest, "is_current", held)
    monkeypatch.setattr(
        preview_with_pdf.pdfs.process,
        "make_pdf",
        lambda slug, begin, is_wanted: PdfResult(
            b"%PDF-", (), preview_with_pdf.state.inspections["example"].pdf.manifest
        ),
    )
    preview_with_pdf.note_saved([])
    preview_with_pdf.show("example", is_current=True)
    preview_with_pdf.note_saved([])
    preview_with_pdf.pdfs.make(preview_with_pdf.state.inspections["example"])
    preview_with_pdf.note_saved([])
    assert preview_with_pdf.pdfs.wait_for_pdf("example").pdf.data
    assert free
    assert all(free)
