"""When a PDF is made, and what is said of it."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reportgen.preview.pages import render_bar
from reportgen.preview.preview import Preview
from reportgen.preview.server import explain_missing_pdf
from reportgen.problems import Place, error
from tests.support.preview import INSPECTION, SlowPdfProcess, eventually


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[tuple[Preview, SlowPdfProcess]]:
    (tmp_path / "inspections").mkdir()
    for name in ("one", "two"):
        (tmp_path / "inspections" / f"{name}.yaml").write_text(INSPECTION, encoding="utf-8")
    preview, process = Preview(tmp_path), SlowPdfProcess()
    preview.pdfs.process = process  # type: ignore[assignment]
    for name in ("one", "two"):
        preview.show(name, is_current=True)
    yield preview, process
    preview.close()


@pytest.mark.slow
def test_the_pdf_and_what_is_said_of_it_follow_all_it_rests_on(
    tmp_path: Path,
) -> None:
    project = tmp_path
    (project / "inspections").mkdir()
    file = project / "inspections" / "example.yaml"
    file.write_text(INSPECTION, encoding="utf-8")
    preview = Preview(project)

    def save(path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        preview.note_saved([str(path)])

    def says() -> str:
        return re.findall(
            "PDF</a>: (.*?)</p>",
            render_bar(preview.show("example", is_current=True), preview.pages.read_lines),
        )[0]

    try:
        assert says() == "click to make it"
        preview.show("example", is_current=True)
        first = preview.pdfs.wait_for_pdf("example").pdf.data
        assert first.startswith(b"%PDF-")
        assert says() == "up to date"

        save(project / "inspections" / "other.yaml", INSPECTION)  # nothing to do with it
        assert says() == "up to date"
        assert preview.pdfs.wait_for_pdf("example").pdf.data is first

        save(project / "templates" / "css" / "print.css", "body { color: red }")  # on paper alone
        assert says() == "older than the last save"
        second = preview.pdfs.wait_for_pdf("example").pdf.data
        assert second != first
        assert says() == "up to date"

        save(file, "titel: X\n")  # the last one stays, and is said to be behind
        assert says() == "older than the last save"
        assert preview.pdfs.wait_for_pdf("example").pdf.data is second

        save(file, INSPECTION)
        assert says() == "up to date"
        save(file, INSPECTION.replace("MARKER", "Other words."))
        assert preview.show("example", is_current=True).pdf.is_outdated
        assert preview.pdfs.wait_for_pdf("example").pdf.data not in (first, second)

        problems = (error("pdf", Place("", 1, 1, 1), "no"),)
        preview.state.publish_pdf(preview.state.inspections["example"], problems=problems)
        assert says() == "could not be made"
        save(file, INSPECTION)  # whether there is one is to be seen
        assert says() == "older than the last save"
    finally:
        preview.close()


def test_a_pdf_that_takes_long_of_a_text_that_has_changed_is_given_up_and_the_others_follow(
    slow: tuple[Preview, SlowPdfProcess], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportgen.preview.pdfs.PATIENCE_SECONDS", 0.2)
    preview, process = slow
    process.let["two"].set()  # its own thread does not run: the checks of a long text may keep it
    found: list[bytes] = []
    preview.pdfs.start(preview.state.inspections["one"])
    eventually(lambda: process.slug == "one")
    threading.Thread(
        target=lambda: found.append(preview.pdfs.wait_for_pdf("two").pdf.data), daemon=True
    ).start()
    eventually(lambda: preview.state.inspections["two"].pdf.is_queued)
    assert "PDF</a>: waiting for another PDF" in render_bar(
        preview.show("two"), preview.pages.read_lines
    )
    assert "PDF</a>: being made" in render_bar(preview.show("one"), preview.pages.read_lines)
    time.sleep(0.5)
    assert (process.given_up, found) == ([], [])  # it takes long, and is of what is saved
    file = preview.state.root / "inspections" / "one.yaml"
    file.write_text(INSPECTION.replace("MARKER", "Other words."), encoding="utf-8")
    preview.note_saved([str(file)])
    eventually(lambda: found)
    assert (process.given_up, found) == (["one"], [b"%PDF-"])
    assert preview.state.inspections["one"].pdf.problems == ()


def test_a_pdf_of_what_is_saved_is_there_at_once_while_another_is_made(
    slow: tuple[Preview, SlowPdfProcess],
) -> None:
    preview, process = slow
    inspection = preview.state.inspections["two"]
    preview.pdfs.start(preview.state.inspections["one"])
    eventually(lambda: process.slug == "one")
    preview.pdfs.start(inspection)
    inspection.pdf = replace(inspection.pdf, data=b"%PDF-", save=preview.state.saves)
    began = time.monotonic()
    assert preview.pdfs.wait_for_pdf("two", seconds=30).pdf.data
    assert time.monotonic() - began < 5
    inspection.pdf = replace(inspection.pdf, data=b"")
    problems = explain_missing_pdf(preview.pdfs.wait_for_pdf("two", seconds=0.2))
    assert "another PDF is being made" in problems[0].message
