"""The preview under many saves and readers, and however it ends."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.support.preview import INSPECTION, OVERLAY, RunningPreview, suppressed, told_of


@pytest.mark.slow
def test_two_hundred_saves_in_ten_seconds_leave_it_running_and_right(
    running: RunningPreview,
) -> None:
    running.until("A second paragraph.")
    listening = [
        threading.Thread(target=lambda: running.news(running.news()["count"]), daemon=True)
        for _ in range(5)
    ]
    for thread in listening:
        thread.start()
    end = time.monotonic() + 10
    for number in range(200):
        text = INSPECTION.replace("MARKER", f"Save {number}.")
        if number % 4 == 0:  # an atomic rename, as editors do
            part = running.file.with_name(".example.yaml.swp")
            part.write_text(text, encoding="utf-8")
            os.replace(part, running.file)
        elif number % 4 == 1:
            running.file.unlink()
            running.file.write_text(text, encoding="utf-8")
        elif number % 4 == 2:
            running.file.write_text(text[:number], encoding="utf-8")
            (running.root / "inspections" / "4913").write_text("", encoding="utf-8")
        else:
            running.file.write_text(text, encoding="utf-8")
        time.sleep(max(0.0, (end - time.monotonic()) / (200 - number)))
    running.file.write_text(INSPECTION.replace("MARKER", "The last save."), encoding="utf-8")
    page = running.until("The last save.")
    assert OVERLAY not in page


@pytest.mark.slow
def test_hundreds_of_random_saves_and_readers_leaves_nothing_behind(
    running: RunningPreview,
) -> None:
    chance = random.Random(7)
    style = running.root / "templates" / "css" / "screen.css"

    def save(number: int) -> None:
        """As a writer saves, half of the time; or what is broken, half written, renamed over it,
        deleted, or another file."""
        good = INSPECTION.replace("MARKER", f"Round {number}. " + "Words. " * (number % 50))
        kind = chance.randrange(12)
        if kind == 0:
            running.file.write_text(good[: chance.randrange(len(good))], encoding="utf-8")
        elif kind == 1:
            running.file.write_bytes(chance.randbytes(200))
        elif kind == 2:
            running.file.unlink(missing_ok=True)
        elif kind == 3:
            part = running.file.with_name(".part")
            part.write_text(good, encoding="utf-8")
            os.replace(part, running.file)
        elif kind == 4:
            style.parent.mkdir(parents=True, exist_ok=True)
            style.write_text("p { color: black;", encoding="utf-8")
        elif kind == 5:
            shutil.rmtree(running.root / "templates", ignore_errors=True)
        else:
            running.file.write_text(good, encoding="utf-8")

    def busy(rounds: int) -> None:
        for number in range(rounds):
            save(number)
            status, page, _ = running.ask(
                chance.choice(["/example/", "/example/", "/", "/example/example.json"])
            )
            assert status in (200, 404, 503)
            assert b"failed" not in page
            if number % 10 == 0:
                try:
                    running.ask(
                        f"/.desk/wait?slug=example&after={running.news()['count']}", timeout=0.2
                    )
                except (TimeoutError, OSError):
                    pass
            time.sleep(0.05)

    running.until("A second paragraph.")
    busy(130)  # by then all that is kept is kept
    time.sleep(3)
    memory, handles, threads = running.memory(), running.handles(), running.threads()
    busy(180)
    time.sleep(4)
    assert running.handles() <= handles + 3
    assert running.threads() <= threads + 2
    assert running.memory() <= memory * 1.15
    running.file.write_text(INSPECTION.replace("MARKER", "All is well."), encoding="utf-8")
    assert OVERLAY not in running.until("All is well.")


@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_however_it_ends_no_process_is_left(running: RunningPreview, end: signal.Signals) -> None:
    assert running.ask("/example/pdf", timeout=120)[0] == 200
    started = [
        path.parent
        for path in Path("/proc").glob("[0-9]*/status")
        if f"\nPPid:\t{running.process.pid}\n" in told_of(path)
    ]
    assert started
    running.process.send_signal(end)
    assert running.process.wait(timeout=15) == (-end if end == signal.SIGKILL else 0)
    limit = time.monotonic() + 10
    while any(
        "\nState:" in (told := told_of(path / "status")) and "\nState:\tZ" not in told
        for path in started
    ):
        assert time.monotonic() < limit
        time.sleep(0.05)


@pytest.mark.parametrize("seconds", [0.0, 0.02, 0.1, 0.3])
def test_a_second_ctrl_c_does_not_disturb_the_end(running: RunningPreview, seconds: float) -> None:
    running.until("A second paragraph.")
    running.process.send_signal(signal.SIGINT)
    time.sleep(seconds)
    assert running.stop() == 0
    assert running.process.stdout is not None
    assert running.process.stdout.read().strip() == "Preview stopped."


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.0, 0.5, 1.0, None])
def test_a_ctrl_c_in_the_terminal_is_told_by_one_line_whatever_the_pdf_does(
    running: RunningPreview, seconds: float | None
) -> None:
    asking = threading.Thread(
        target=lambda: suppressed(lambda: running.ask("/example/pdf", timeout=120))
    )
    asking.start()
    asking.join(timeout=seconds)
    os.killpg(running.process.pid, signal.SIGINT)
    assert running.process.wait(timeout=15) == 0
    assert running.process.stdout is not None
    assert running.process.stdout.read().strip() == "Preview stopped."


@pytest.mark.parametrize("seconds", [0.06, 0.1, 0.15, 0.25, 0.4])
def test_a_ctrl_c_while_it_starts_shows_no_trace(tmp_path: Path, seconds: float) -> None:
    (tmp_path / "inspections").mkdir()
    # Whoever runs these tests in the background may have Ctrl-C ignored, and what they start
    # inherits that.
    started = subprocess.Popen(
        [sys.executable, "-m", "reportgen", "--root", str(tmp_path), "preview", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=REPOSITORY,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    while b"reportgen" not in Path(f"/proc/{started.pid}/cmdline").read_bytes():
        time.sleep(0.001)
    time.sleep(seconds)
    started.send_signal(signal.SIGINT)
    said = started.communicate(timeout=15)[0]
    assert "reportgen/" not in said
