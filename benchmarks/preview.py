"""How long it takes from a save to the changed page in a real browser, beside the rendering of the
HTML alone.

    python -m benchmarks.preview [SAVES]

The preview runs in this process, warm, on the longest example; Chromium shows its page. After each
save the same HTML is rendered here once more, from the file to the page and with nobody waiting for
it. The watcher's own debounce is measured separately: it ends when the watcher reports the save.
"""

from __future__ import annotations

import gc
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from benchmarks.measure import REPOSITORY, table
from benchmarks.reports import LONGEST, copied
from reportgen.preview import server
from reportgen.preview.preview import Preview
from reportgen.preview.rendering import render_inspection
from reportgen.preview.state import InspectionState
from reportgen.project.loading import Project

SAVES = 20
WARM_UP = 5
QUIET_SECONDS = 0.6
"""After a save, for the checks to be done with: a writer does not save again within half a second.
"""


@dataclass
class Times:
    """Milliseconds of each save."""

    debounce: list[float] = field(default_factory=list)
    rendered: list[float] = field(default_factory=list)
    beyond: list[float] = field(default_factory=list)
    painted: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)


class TimedPreview(Preview):
    """A preview that remembers when a save was reported, and when its page was rendered."""

    reported = rendered = 0.0
    instances: list[TimedPreview] = []

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.instances.append(self)
        publish = self.state.publish

        def publish_timed(inspection: InspectionState | None = None, **values: object) -> None:
            if "rendered" in values:
                self.rendered = time.time()
            publish(inspection, **values)

        self.state.publish = publish_timed  # type: ignore[method-assign]

    def note_saved(self, paths: Iterable[str]) -> None:
        self.reported = time.time()
        super().note_saved(paths)


def measured(saves: int) -> Times:
    """The times of some saves, after some that warm everything up."""
    server.Preview = TimedPreview  # type: ignore[misc]
    found = Times()
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        project = copied(Path(folder))
        file = project / "inspections" / f"{LONGEST}.yaml"
        text = re.sub(
            r"    summary: \|\n",
            "    summary: |\n      MARKER\n\n",
            file.read_text("utf-8"),
            count=1,
        )
        heard: list[str] = []
        threading.Thread(
            target=server.serve,
            args=(Project(project), LONGEST),
            daemon=True,
            kwargs={"port": 0, "open_browser": False, "edit": True, "echo": heard.append},
        ).start()
        while not heard:
            time.sleep(0.01)
        browser = subprocess.Popen(
            ["node", "watch.mjs", heard[0].split()[2]],
            cwd=REPOSITORY / "tests" / "browser",
            text=True,
            bufsize=1,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "CHROMIUM": find_chromium()},
        )
        assert browser.stdin and browser.stdout
        browser.stdout.readline()
        try:
            for number in range(WARM_UP + saves):
                _save(file, text, number, browser.stdin, browser.stdout, found)
        finally:
            browser.stdin.close()
            browser.wait(timeout=30)
    for times in vars(found).values():
        del times[:WARM_UP]
    return found


def _save(file: Path, text: str, number: int, ask: IO[str], answer: IO[str], found: Times) -> None:
    words = f"This is save number {number}."
    ask.write(words + "\n")
    ask.flush()
    answer.readline()
    time.sleep(0.01 * (number % 7))  # at no fixed beat of the watcher
    began = time.time()
    file.write_text(text.replace("MARKER", words), "utf-8")
    had, painted = (float(part) / 1000 for part in answer.readline().split())
    time.sleep(QUIET_SECONDS)
    preview = TimedPreview.instances[-1]
    found.debounce.append((preview.reported - began) * 1000)
    found.rendered.append((preview.rendered - preview.reported) * 1000)
    found.beyond.append((had - preview.reported) * 1000)
    found.painted.append((painted - preview.reported) * 1000)
    found.alone.append(_alone(preview))


def _alone(preview: Preview) -> float:
    """What the HTML alone takes, in this process, warm: the file is read, rated, joined and set, as
    for any page."""
    gc.collect()
    project = Project(preview.state.root)
    warm, renderer = preview.pages._project, preview.pages._renderer
    assert warm is not None and renderer is not None
    project._methodologies = warm._methodologies
    began = time.perf_counter()
    render_inspection(project, renderer, LONGEST)
    return (time.perf_counter() - began) * 1000


def find_chromium() -> str:
    found = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )
    if not found:
        sys.exit("no Chromium here: bin/setup tests installs it")
    return found


def report(saves: int = SAVES) -> str:
    """The medians, as a table."""
    found = measured(saves)
    middle = {name: statistics.median(times) for name, times in vars(found).items()}
    rows = [
        ["the HTML only, in this process", f"{middle['alone']:.0f} ms", "1.00", ""],
        ["the watcher's waiting time", f"{middle['debounce']:.0f} ms", "", ""],
        [
            "after it: the page is rendered",
            f"{middle['rendered']:.0f} ms",
            f"{middle['rendered'] / middle['alone']:.2f}",
            "",
        ],
        [
            "after it: the browser has it",
            f"{middle['beyond']:.0f} ms",
            f"{middle['beyond'] / middle['alone']:.2f}",
            "150 ms, 1.5",
        ],
        [
            "after it: it is painted",
            f"{middle['painted']:.0f} ms",
            f"{middle['painted'] / middle['alone']:.2f}",
            "",
        ],
    ]
    return f"Medians of {saves} saves.\n\n" + table(["", "time", "ratio", "aim"], rows)


if __name__ == "__main__":
    print(report(int(sys.argv[1]) if len(sys.argv) > 1 else SAVES))
