"""A preview that writes, served within the test, and requests as its page sends them."""

from __future__ import annotations

import http.client
import json
import threading
from pathlib import Path
from typing import Any

from reportgen.preview.preview import Preview
from reportgen.preview.server import open_server
from reportgen.writing.handler import WritingHandler, bind_writing
from reportgen.writing.session import WritingSession

INSPECTION = """# A comment at the top.
methodology: hmip-pdu-2023
title: Example unit   # as on the cover
region: 'Yorkshire and the Humber'
text:
  foreword: |
    The first paragraph.

    The second paragraph.

    - a bullet
    - another bullet

    The last.
  background: {file: example/facts.md}
recommendations:
  - to: The unit
    items:
      # the first
      - Train all staff
      - Recruit
findings:
  1.1:
    rating: Good  # by judgement
    strengths: [Leaders are visible, Staff are heard]
  2.1:
    results:
      2.1.1: 63%
      2.1.2: 31 of 51
      2.1.3: 70%
figures: {}
"""
FOREWORD = """The first paragraph.

The second paragraph.

- a bullet
- another bullet

The last.
"""
FACTS = "The unit is large.\n\nIt has two offices.\n"
FILE = "inspections/example.yaml"


def write_project(root: Path) -> Path:
    """A small project; returns the file of its inspection."""
    folder = root / "inspections"
    (folder / "example").mkdir(parents=True)
    (folder / "example" / "facts.md").write_text(FACTS, encoding="utf-8")
    (folder / "example.yaml").write_text(INSPECTION, encoding="utf-8")
    return folder / "example.yaml"


def change(path: list[object], **values: Any) -> dict[str, Any]:
    """A change to the inspection's own file."""
    return {"file": FILE, "path": path, "action": "set"} | values


class WritingServer:
    """A preview of a project that writes."""

    def __init__(self, root: Path, kind: type | None = None) -> None:
        self.preview = Preview(root)
        handler, _ = bind_writing(self.preview)
        assert issubclass(handler, WritingHandler)
        self.session: WritingSession = handler.session
        self.server, _ = open_server(self.preview, 0, "", kind or handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.preview.close()

    @property
    def headers(self) -> dict[str, str]:
        """The headers that the page of the preview sends."""
        return {
            "Host": f"127.0.0.1:{self.port}",
            "Origin": f"http://127.0.0.1:{self.port}",
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/json",
            "X-Reportgen-Token": self.session.token,
        }

    def send(
        self,
        path: str,
        body: bytes,
        headers: list[tuple[str, str]],
        method: str = "POST",
    ) -> tuple[int, dict[str, Any]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in headers:
                connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            data = answer.read()
            is_json = answer.headers.get_content_type() == "application/json"
            return answer.status, json.loads(data) if is_json and data else {}
        finally:
            connection.close()

    def ask(self, action: str, **asked: Any) -> tuple[int, dict[str, Any]]:
        """An action as the page asks for it."""
        body = json.dumps({"slug": "example"} | asked).encode()
        headers = [*self.headers.items(), ("Content-Length", str(len(body)))]
        return self.send(f"/.desk/write/{action}", body, headers)

    def save(self, *changes: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        return self.ask("save", changes=list(changes))


def read_tree(root: Path) -> dict[str, tuple[bytes, int]]:
    """Every file of a folder, with its bytes and mode."""
    return {
        str(path.relative_to(root)): (path.read_bytes(), path.stat().st_mode)
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
