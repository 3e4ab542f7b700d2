"""An afternoon of writing in a minute: the page writes, an editor saves at random moments, and the
preview is killed. No text is lost, and no file is ever half written."""

from __future__ import annotations

import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import deque
from pathlib import Path
from typing import Any

import pytest
import yaml

from reportgen.writing.session import MAX_WATCHED
from tests.conftest import REPOSITORY

EDITS, KILLS, PAGE, EDITOR = 300, 10, 12, 6
HEAD = "methodology: hmip-pdu-2023\ntitle: Example unit\ntext:\n  foreword: |\n"
END = "# The end.\n"


def make_text() -> str:
    page = "".join(f"    Page {number} has written 0.\n\n" for number in range(PAGE))
    editor = "".join(f"    Editor {number} has written 0.\n\n" for number in range(EDITOR))
    return f"{HEAD}{page}{editor}figures: {{}}\n{END}"


class KilledPreview:
    """A preview that writes, in a process of its own, which is killed and started again."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "reportgen", "--root", str(self.root)]
        self.process = subprocess.Popen(
            [*command, "preview", "example", "--write", "--port", "0"],
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
        )
        assert self.process.stdout is not None
        address = self.process.stdout.readline().split()[2]
        self.host = address.split("/")[2]
        self.token = address.split("#write=")[1]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def save(self, change: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        return self.send("save", {"changes": [change]})

    def ask(self, action: str) -> dict[str, Any]:
        status, answer = self.send(action, {})
        assert status == 200
        return answer

    def send(self, action: str, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Send a request; status 0 if the preview was killed before it answered."""
        body = json.dumps({"slug": "example"} | asked)
        headers = {
            "Origin": f"http://{self.host}",
            "Content-Type": "application/json",
            "X-Reportgen-Token": self.token,
        }
        connection = http.client.HTTPConnection(self.host, timeout=30)
        try:
            connection.request("POST", f"/.desk/write/{action}", body, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException):
            return 0, {}
        finally:
            connection.close()


class Editor(threading.Thread):
    """Somebody else's editor. It saves the whole file, and looks first whether the file has changed
    since it was loaded, as editors do."""

    def __init__(self, file: Path, choice: random.Random) -> None:
        super().__init__(daemon=True)
        self.file, self.choice = file, choice
        self.written = dict.fromkeys(range(EDITOR), 0)
        self.stop = threading.Event()
        self.broken: list[str] = []

    def run(self) -> None:
        while not self.stop.wait(self.choice.random() * 0.15):
            self.look()
            number = self.choice.randrange(EDITOR)
            for _ in range(20):
                loaded = self.file.read_text("utf-8")
                was = self.written[number]
                text = loaded.replace(
                    f"Editor {number} has written {was}.", f"Editor {number} has written {was + 1}."
                )
                part = self.file.with_name(".editor.tmp")
                part.write_text(text, "utf-8")
                if self.file.read_text("utf-8") == loaded:
                    os.replace(part, self.file)
                    self.written[number] += 1
                    break

    def look(self) -> None:
        """Note a file that is not whole."""
        text = self.file.read_text("utf-8")
        if not (text.startswith(HEAD) and text.endswith(END) and yaml.safe_load(text)):
            self.broken.append(text)


@pytest.mark.slow
def test_no_text_is_lost_and_no_file_is_half_written(tmp_path: Path) -> None:
    (tmp_path / "inspections").mkdir()
    file = tmp_path / "inspections" / "example.yaml"
    file.write_text(make_text(), "utf-8")
    choice = random.Random(1)
    kills = set(choice.sample(range(10, EDITS), KILLS))
    preview, editor = KilledPreview(tmp_path), Editor(file, random.Random(2))
    editor.start()
    written_over = 0
    written, answers = dict.fromkeys(range(PAGE), 0), {200: 0, 0: 0}
    watched: deque[int] = deque(maxlen=MAX_WATCHED)
    """What this preview has written of late. One that was killed can no longer tell what is overwritten: the
    writer sees it in the conflict."""
    try:
        for count in range(EDITS):
            number = choice.randrange(PAGE)
            was = written[number]
            change = {
                "file": "inspections/example.yaml",
                "path": ["text", "foreword"],
                "action": "set",
                "lines": [2 * number, 2 * number + 1],
                "was": f"Page {number} has written {was}.",
                "value": f"Page {number} has written {was + 1}.",
            }
            if count in kills:
                threading.Timer(choice.random() * 0.15, preview.kill).start()
            status, answer = preview.save(change)
            if status == 409:  # the editor looked, the page wrote, the editor wrote: it is noticed
                if number in watched:
                    assert change["was"] in preview.ask("history")["lost"]
                    assert preview.ask("restore")["saved"] == 1
                else:
                    assert answer["present"] in [
                        f"Page {number} has written {n}." for n in range(was)
                    ]
                    change["was"] = answer["present"]
                written_over += 1
                status, answer = preview.save(change)
            assert status in (200, 0), answer
            answers[status] += 1
            if count in kills:
                preview.process.wait(timeout=20)
                preview.start()
                watched.clear()
            elif status == 200:
                watched.append(number)
            if status == 0:  # it may have been written before the answer was sent
                status = 200 if change["value"] in file.read_text("utf-8") else 0
            written[number] += status == 200
            time.sleep(choice.random() * 0.02)
    finally:
        editor.stop.set()
        editor.join(timeout=20)
        preview.kill()
    text = file.read_text("utf-8")
    assert editor.broken == []
    assert answers[200] >= EDITS - KILLS
    assert written_over < 10
    assert sum(editor.written.values()) > 20
    expected = {f"Page {number} has written {times}." for number, times in written.items()}
    expected |= {f"Editor {n} has written {times}." for n, times in editor.written.items()}
    lines = {line.strip() for line in text.split("\n")}
    assert expected - lines == set()
    assert text.count("has written") == PAGE + EDITOR
