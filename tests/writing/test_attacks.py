"""Attacks on the preview that writes: each is refused, and no file changes."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reportgen.preview.server import PreviewHandler
from tests.support import attacks
from tests.support.writing import FOREWORD, WritingServer, change, read_tree, write_project

TITLE = change(["title"], was="Example unit", value="Taken over")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with everything that an attack may want to write."""
    root = tmp_path_factory.mktemp("project")
    (root / "secret.md").write_text("secret", encoding="utf-8")
    root = root / "root"
    write_project(root)
    for name in (
        "inspections/example.record.yaml",
        "inspections/other.yaml",
        "inspections/example/unused.md",
        "inspections/example/cases.csv",
        "methodologies/own.yaml",
        "templates/blocks/own.html.j2",
        "output/example/index.html",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("methodology: hmip-pdu-2023\ntitle: T\n", encoding="utf-8")
    (root / "inspections" / "example.record.yaml").write_text("- {stage: draft, on: 2025-01-01}\n")
    (root / "inspections" / "example" / "linked.md").symlink_to(root / "README.md")
    (root / "inspections" / "linked.yaml").symlink_to(root.parent / "secret.md")
    return root


@pytest.fixture(scope="module")
def server(root: Path) -> Iterator[WritingServer]:
    server = WritingServer(root)
    yield server
    server.close()


def attack(
    server: WritingServer, root: Path, body: bytes, headers: dict[str, str | None]
) -> tuple[int, dict[str, Any]]:
    """Send a request; it must leave every file as it is."""
    before = read_tree(root.parent)
    given = server.headers | {"Content-Length": str(len(body))} | headers
    token = server.session.token
    sent = [
        (
            name,
            value.replace("{port}", str(server.port))
            .replace("{token}", token)
            .replace("{token:.10}", token[:10]),
        )
        for name, value in given.items()
        if value is not None
    ]
    status, answer = server.send("/.desk/write/save", body, sent)
    assert read_tree(root.parent) == before
    return status, answer


def body_of(*changes: dict[str, Any]) -> bytes:
    return json.dumps({"slug": "example", "changes": changes}).encode()


@pytest.mark.parametrize("name", attacks.FOREIGN_HEADERS)
def test_only_the_page_of_the_preview_may_write(
    server: WritingServer, root: Path, name: str
) -> None:
    status, _ = attack(server, root, body_of(TITLE), attacks.FOREIGN_HEADERS[name])
    assert 400 <= status < 500


@pytest.mark.parametrize("name", attacks.WRITE_BODIES)
def test_only_json_of_the_known_form_is_taken(server: WritingServer, root: Path, name: str) -> None:
    status, answer = attack(server, root, attacks.WRITE_BODIES[name], {})
    assert status in (400, 404)
    assert answer["message"]


@pytest.mark.parametrize("name", attacks.WRITE_FILES)
def test_only_files_that_the_page_was_made_from_are_written(
    server: WritingServer, root: Path, name: str
) -> None:
    file = name.replace("{root}", str(root))
    status, answer = attack(server, root, body_of(TITLE | {"file": file}), {})
    assert status == 422
    assert answer["problems"][0]["message"] == "this file cannot be written from the page"
    status, _ = attack(server, root, body_of(TITLE | {"file": file, "path": []}), {})
    assert status == 422


@pytest.mark.parametrize("name", attacks.WRITE_CHANGES)
def test_a_change_that_no_page_asks_for_or_that_brings_an_error_is_refused(
    server: WritingServer, root: Path, name: str
) -> None:
    asked = TITLE | attacks.WRITE_CHANGES[name]
    if asked["was"] == "*":
        asked["was"] = FOREWORD
    status, answer = attack(server, root, body_of(asked), {})
    assert status in (400, 409, 422)
    assert answer["message"]


def test_what_is_not_an_attack_is_written(tmp_path: Path) -> None:
    file = write_project(tmp_path)
    server = WritingServer(tmp_path)
    try:
        status, answer = server.save(TITLE)
        assert (status, answer["saved"]) == (200, 1)
        assert "title: Taken over   # as on the cover\n" in file.read_text("utf-8")
    finally:
        server.close()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_without_write_no_request_can_write(tmp_path: Path, method: str) -> None:
    write_project(tmp_path)
    server = WritingServer(tmp_path, PreviewHandler)
    before = read_tree(tmp_path)
    try:
        body = body_of(TITLE)
        headers = [*server.headers.items(), ("Content-Length", str(len(body)))]
        assert server.send("/.desk/write/save", body, headers, method)[0] == 405
        assert server.send("/.desk/write/save", b"", [*server.headers.items()], "GET")[0] == 404
        assert read_tree(tmp_path) == before
    finally:
        server.close()


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_with_write_only_post_writes(server: WritingServer, root: Path, method: str) -> None:
    before = read_tree(root)
    body = body_of(TITLE) if method != "GET" else b""
    headers = [*server.headers.items(), ("Content-Length", str(len(body)))]
    assert server.send("/.desk/write/save", body, headers, method)[0] in (404, 405)
    assert read_tree(root) == before


def test_an_inspection_that_is_a_link_is_not_written(server: WritingServer, root: Path) -> None:
    before = read_tree(root.parent)
    status, _ = server.ask(
        "save", slug="linked", changes=[TITLE | {"file": "inspections/linked.yaml"}]
    )
    assert (status, read_tree(root.parent)) == (422, before)


def test_no_answer_tells_the_token_and_no_page_has_it(server: WritingServer) -> None:
    for path in ("/example/", "/", "/.desk/desk.js", "/.desk/wait?slug=example"):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        connection.request("GET", path)
        answer = connection.getresponse()
        assert server.session.token.encode() not in answer.read()
        assert server.session.token not in str(answer.headers)
        connection.close()
