"""Which changes of files the preview notices."""

from __future__ import annotations

import os
import re
import shutil
import threading
import time
from pathlib import Path

import pytest

from reportgen.preview import watcher
from tests.conftest import REPOSITORY
from tests.support.preview import INSPECTION, OVERLAY, RunningPreview


def test_folders_that_come_and_go_are_watched(running: RunningPreview) -> None:
    running.until("A second paragraph.")
    blocks = running.root / "templates" / "blocks"
    blocks.mkdir(parents=True)
    (blocks / "cover.html.j2").write_text("{% if %}", encoding="utf-8")
    assert "templates/blocks/cover.html.j2:1" in running.until(OVERLAY)
    shutil.rmtree(running.root / "templates")
    running.gone(OVERLAY)
    (running.root / "methodologies").mkdir()
    own = running.root / "methodologies" / "hmip-pdu-2023.yaml"
    own.write_text("title: [", encoding="utf-8")
    running.until(OVERLAY)
    own.unlink()
    running.gone(OVERLAY)
    shutil.rmtree(running.file.parent)
    running.until(OVERLAY)
    running.file.parent.mkdir()
    running.file.write_text(INSPECTION, encoding="utf-8")
    running.gone(OVERLAY)
    running.file.write_text(INSPECTION.replace("MARKER", "Watched again."), encoding="utf-8")
    running.until("Watched again.")


def test_what_is_saved_before_the_watch_begins_is_seen(running: RunningPreview) -> None:
    running.file.write_text(INSPECTION.replace("MARKER", "At once."), encoding="utf-8")
    (running.root / "templates" / "blocks").mkdir(parents=True)
    (running.root / "templates" / "blocks" / "cover.html.j2").write_text(
        "An early word.", encoding="utf-8"
    )
    running.until("An early word.")
    running.until("At once.")


def test_a_folder_renamed_away_and_back_is_watched_all_along(running: RunningPreview) -> None:
    running.until("A second paragraph.")
    for _ in range(300):
        os.rename(running.file.parent, running.root / "away")
        os.rename(running.root / "away", running.file.parent)
    time.sleep(1.5)
    running.file.write_text(INSPECTION.replace("MARKER", "After all that."), encoding="utf-8")
    running.until("After all that.")


def test_the_watcher_says_what_keeps_it_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = [
        OSError("no more watches"),
        OSError("no more watches"),
        FileNotFoundError("gone"),
        RuntimeError("quite another"),
    ]
    said: list[str] = []
    saved: list[object] = []
    stop = threading.Event()

    def watched(*_: object) -> None:
        if not faults:
            stop.set()
            return
        raise faults.pop(0)

    monkeypatch.setattr(watcher, "_watch", watched)
    monkeypatch.setattr(watcher, "RETRY_SECONDS", 0.01)
    watcher.watch(tmp_path, saved.append, stop, said.append)
    assert [line.split(", ")[1].split(".")[0] for line in said] == [
        "no more watches",
        "quite another",
    ]
    assert len(saved) == 5


def test_a_linked_file_is_watched_where_it_lies(
    running: RunningPreview,
) -> None:
    elsewhere = running.root / "elsewhere" / "mine.yaml"
    elsewhere.parent.mkdir()
    elsewhere.write_text(INSPECTION.replace("MARKER", "Linked."), encoding="utf-8")
    running.file.unlink()
    running.file.symlink_to(elsewhere)
    running.until("Linked.")
    elsewhere.write_text(INSPECTION.replace("MARKER", "Changed where it lies."), encoding="utf-8")
    running.until("Changed where it lies.")
    part = elsewhere.with_suffix(".part")
    part.write_text(INSPECTION.replace("MARKER", "Renamed over it."), encoding="utf-8")
    os.replace(part, elsewhere)
    running.until("Renamed over it.")


def test_an_included_file_a_template_a_stylesheet_and_a_methodology_count_too(
    running: RunningPreview,
) -> None:
    included = running.root / "inspections" / "words.md"
    included.write_text("First words.", encoding="utf-8")
    running.file.write_text(
        INSPECTION.replace(
            "  foreword: |\n    MARKER\n\n    A second paragraph.\n",
            "  foreword: {file: words.md}\n",
        ),
        encoding="utf-8",
    )
    running.until("First words.")
    included.write_text("Second words.", encoding="utf-8")
    running.until("Second words.")

    packaged = REPOSITORY / "reportgen" / "methodologies" / "hmip-pdu-2023.yaml"
    text = packaged.read_text(encoding="utf-8")
    title = re.findall(r"^title: (.+)$", text, re.MULTILINE)[0]
    (running.root / "methodologies").mkdir()
    for name in ("First of its name", "Second of its name"):
        (running.root / "methodologies" / packaged.name).write_text(
            text.replace(f"title: {title}", f"title: {name}", 1), encoding="utf-8"
        )
        running.until(name)

    for name, kind in (
        ("blocks/cover.html.j2", "<p>{} cover</p>"),
        ("css/tokens.css", ":root {{ --{}-token: 0; }}"),
    ):
        path = running.root / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for word in ("first", "second"):
            path.write_text(kind.format(word), encoding="utf-8")
            running.until(kind.format(word))
