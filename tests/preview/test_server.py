"""What the preview serves over HTTP, what it refuses, and that no save brings it down."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import socket
import time
from pathlib import Path

import pytest

from reportgen.preview import server
from reportgen.preview.preview import Preview
from reportgen.problems import InputError
from reportgen.project.loading import Project
from tests.conftest import REPOSITORY
from tests.support.preview import INSPECTION, OVERLAY, RunningPreview


def test_one_clear_line_and_a_clean_end(running: RunningPreview) -> None:
    assert (
        running.line == f"Preview at http://127.0.0.1:{running.port}/example/ (Ctrl-C stops it)\n"
    )
    running.until("A second paragraph.")
    assert running.stop() == 0
    assert running.process.stdout is not None
    assert running.process.stdout.read().strip() == "Preview stopped."


def test_a_file_that_the_preview_does_not_show_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "inspections" / "below").mkdir(parents=True)
    for name in (
        "inspections/example.yaml",
        "inspections/other.yml",
        "inspections/below/example.yaml",
        "elsewhere.yaml",
    ):
        (tmp_path / name).write_text(INSPECTION, encoding="utf-8")
    (tmp_path / "inspections" / "linked.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    project = Project(tmp_path)
    assert [
        server.find_slug(project, name)
        for name in ("example", "linked", str(tmp_path / "inspections" / "example.yaml"))
    ] == ["example", "linked", "example"]
    assert server.find_slug(project, str(tmp_path / "inspections" / "linked.yaml")) == "linked"
    for name in ("inspections/other.yml", "inspections/below/example.yaml", "elsewhere.yaml"):
        with pytest.raises(InputError, match="and this is another file"):
            server.find_slug(project, str(tmp_path / name))
    with pytest.raises(InputError, match="there is no inspection `nope`"):
        server.find_slug(project, "nope")


def test_a_taken_port_gives_way_to_a_free_one(
    running: RunningPreview, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = RunningPreview(tmp_path_factory.mktemp("other"), "--port", str(running.port))
    try:
        assert other.port != running.port
        assert (
            other.line
            == f"Preview at http://127.0.0.1:{other.port}/example/ (Ctrl-C stops it; port"
            f" {running.port} is taken)\n"
        )
        other.until("A second paragraph.")
    finally:
        other.process.kill()
        other.process.wait()


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (errno.EADDRINUSE, "port 80 is taken"),
        (errno.EACCES, "port 80 cannot be opened: Permission denied"),
    ],
)
def test_why_a_port_cannot_be_opened_is_told_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: int, told: str
) -> None:
    opened = server.PreviewServer

    def served(address: tuple[str, int], handler: type) -> server.PreviewServer:
        if address[1] == 80:
            raise OSError(fault, os.strerror(fault))
        return opened(address, handler)

    monkeypatch.setattr(server, "PreviewServer", served)
    made, taken = server.open_server(Preview(tmp_path), 80, "")
    made.server_close()
    assert taken == told


def test_the_one_line_says_that_a_click_opens_no_editor_in_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "vim")
    monkeypatch.delenv("VISUAL", raising=False)
    running = RunningPreview(tmp_path, "--edit")
    try:
        assert running.line.endswith(
            "(Ctrl-C stops it; no page can open vim, so a click copies the command that does)\n"
        )
        assert 'data-editor="vim +{line} {path}"' in running.until("A second paragraph.")
        assert running.stop() == 0
        assert running.process.stdout is not None
        assert running.process.stdout.read().strip() == "Preview stopped."
    finally:
        running.process.kill()
        running.process.wait()


def test_a_save_is_seen(running: RunningPreview) -> None:
    running.until("A second paragraph.")
    running.file.write_text(INSPECTION.replace("MARKER", "Quite another word."), encoding="utf-8")
    assert "A second paragraph." in running.until("Quite another word.")


def test_a_broken_save_keeps_the_last_good_page_and_shows_the_problem(
    running: RunningPreview,
) -> None:
    running.until("A second paragraph.")
    running.file.write_text(INSPECTION.replace("rating: Good", "rating: Goood"), encoding="utf-8")
    page = running.until("is not a rating of this scale")
    assert "A second paragraph." in page
    assert "inspections/example.yaml:9:17" in page
    assert "did you mean `Good`?" in page
    running.file.write_text(INSPECTION.replace("MARKER", "All is well."), encoding="utf-8")
    assert "is not a rating of this scale" not in running.until("All is well.")


def test_a_figure_that_is_not_there_is_marked_in_its_place(running: RunningPreview) -> None:
    running.until("A second paragraph.")
    running.file.write_text(
        INSPECTION.replace("MARKER", "Only {pct:9.9.9} of it."), encoding="utf-8"
    )
    page = running.until(OVERLAY)
    assert "inspections/example.yaml:5:10" in page
    assert "Each is marked below, in its place." in page
    assert "Only [error: {pct:9.9.9}] of it." in re.sub("</?mark[^>]*>", "", page)


def test_news_brings_the_page_without_the_style_that_the_reader_has(
    running: RunningPreview,
) -> None:
    running.until("A second paragraph.")
    first = json.loads(running.ask("/.desk/wait?slug=example&page=0")[1])
    assert "font-face" in first["css"]
    assert "MARKER" in first["html"]
    running.file.write_text(INSPECTION.replace("MARKER", "News."), encoding="utf-8")
    running.until("News.")
    second = json.loads(
        running.ask(f"/.desk/wait?slug=example&page={first['page']}&style={first['style']}")[1]
    )
    assert "News." in second["html"]
    assert "css" not in second
    assert "html" not in running.news_of(second["page"])


def test_the_checks_follow_the_page(running: RunningPreview) -> None:
    assert "unrated" in running.until("desk-problem")


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "- a list",
        "\t",
        "methodology: [",
        "methodology: none-such\ntitle: X\n",
        "\x00",
        "methodology: hmip-pdu-2023\ntitle: X\ndraws_on: [example]\n",
    ],
)
def test_whatever_is_saved_nothing_has_to_be_restarted(
    running: RunningPreview, broken: str
) -> None:
    running.until("A second paragraph.")
    running.file.write_bytes(broken.encode())
    running.until(OVERLAY)
    running.file.write_text(INSPECTION.replace("MARKER", "Mended."), encoding="utf-8")
    running.until("Mended.")


def test_a_deleted_file_is_said_to_be_gone_and_its_page_comes_back_with_it(
    running: RunningPreview,
) -> None:
    shutil.copy(running.file, running.file.with_name("other.yaml"))
    running.until("A second paragraph.")
    running.file.unlink()
    page = running.until("this file no longer exists")
    assert OVERLAY in page
    assert (
        "A second paragraph." in page
    )  # whoever loads it again in that moment keeps what they had
    assert "inspections/example.yaml:1:1" in page
    assert running.ask("/example/")[0] == 404
    for file in ("pdf", "example.json"):
        status, body, _ = running.ask(f"/example/{file}")
        assert (status, b"this file no longer exists" in body) == (404, True)
    news = running.news_of(1)
    assert "this file no longer exists" in str(news["problems"])
    assert "html" not in news
    assert re.findall(r'scope="row"><a href="([^"]+)"', running.ask("/")[1].decode()) == ["/other/"]
    running.file.write_text(INSPECTION.replace("MARKER", "Back again."), encoding="utf-8")
    assert OVERLAY not in running.until("Back again.")
    assert running.ask("/example/")[0] == 200
    assert running.ask("/example/example.json")[0] == 200
    assert re.findall(r'scope="row"><a href="([^"]+)"', running.ask("/")[1].decode()) == [
        "/example/",
        "/other/",
    ]


def test_the_list_tells_an_error_in_the_prose_too(running: RunningPreview) -> None:
    running.file.write_text(
        INSPECTION.replace("MARKER", "Only {pct:9.9.9} of it."), encoding="utf-8"
    )
    running.until(OVERLAY)
    assert "<td>has errors</td><td>draft, 1 error</td>" in running.ask("/")[1].decode()


def test_a_rule_that_is_not_closed_is_among_the_checks(running: RunningPreview) -> None:
    running.until("unrated")
    style = running.root / "templates" / "css"
    style.mkdir(parents=True)
    (style / "screen.css").write_text("body { color: black;\n", encoding="utf-8")
    running.until("templates/css/screen.css:1:6")


def test_a_pipe_in_place_of_the_file_keeps_nobody_waiting(running: RunningPreview) -> None:
    running.until("A second paragraph.")
    running.file.unlink()
    os.mkfifo(running.file)
    assert "A second paragraph." in running.until(OVERLAY)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:80",
        "127.0.0.1.evil.example",
        "",
        "localhost.evil.example:8765",
        "[::2]:80",
        "localhost:evil.example",
        "localhost:80:80",
    ],
)
def test_a_host_that_is_not_this_machine_is_refused(running: RunningPreview, host: str) -> None:
    assert running.ask("/example/", Host=host)[0] == 421


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "[::1]:80", "LOCALHOST:8765"])
def test_a_host_that_is_this_machine_is_answered(running: RunningPreview, host: str) -> None:
    assert running.ask("/example/", Host=host)[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../../../etc/passwd",
        "/example/../../inspections/example.yaml",
        "/example/%2e%2e/%2e%2e/etc/passwd",
        "/example/example.yaml",
        "/.desk/..%2f..%2fpyproject.toml",
        "/%2e%2e/",
        "/example/..%5c..%5c",
        "/.desk/desk.css/../../x",
        "//etc/passwd",
        "/inspections/example.yaml",
    ],
)
def test_no_path_reaches_a_file(running: RunningPreview, path: str) -> None:
    status, body, _ = running.ask(path)
    assert status in (404, 301)
    assert b"methodology:" not in body
    assert b"root:" not in body


def test_a_host_in_the_address_counts_too(running: RunningPreview) -> None:
    assert running.ask("http://evil.example/example/")[0] == 421
    assert running.ask(f"http://127.0.0.1:{running.port}/example/")[0] == 200


def test_two_hosts_are_refused(running: RunningPreview) -> None:
    with socket.create_connection(("127.0.0.1", running.port)) as asked:
        asked.sendall(b"GET /example/ HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")
        assert asked.recv(100).startswith(b"HTTP/1.1 421 ")


def test_what_is_no_address_is_refused(running: RunningPreview) -> None:
    assert running.ask("http://[/")[0] == 400
    assert running.ask(f"/.desk/wait?slug=example&after={'9' * 5000}&page={'9' * 5000}")[0] == 200


def test_any_name_of_a_file_is_an_inspection(running: RunningPreview) -> None:
    for name in ("-", "pdf", "desk", "a b #1%"):
        shutil.copy(running.file, running.file.with_name(f"{name}.yaml"))
    links = re.findall(r'scope="row"><a href="([^"]+)"', running.ask("/")[1].decode())
    assert len(links) == 5
    assert {running.ask(link)[0] for link in links} == {200}


def test_an_inspection_that_is_not_there_keeps_its_reader_waiting(running: RunningPreview) -> None:
    news = json.loads(running.ask("/.desk/wait?slug=gone-2020")[1])
    assert news["missing"] is True
    for _ in range(5):  # there is other news while the preview starts
        try:
            news = json.loads(
                running.ask(f"/.desk/wait?slug=gone-2020&after={news['count']}", timeout=2)[1]
            )
        except TimeoutError:
            return
    raise AssertionError("it is answered over and over")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_is_written_by_http(running: RunningPreview, method: str) -> None:
    assert running.ask("/example/", method=method)[0] == 405


def test_the_list_shows_ratings_and_state(running: RunningPreview) -> None:
    (running.root / "inspections" / "broken.yaml").write_text("titel: X\n", encoding="utf-8")
    page = running.ask("/")[1].decode()
    assert "Example unit" in page
    assert "6 still unrated" in page
    assert "cannot be read" in page


def test_a_name_that_is_markup_stays_text(running: RunningPreview) -> None:
    running.file.write_text(
        INSPECTION.replace("Example unit", "<script>alert(1)</script>").replace("MARKER", "Done."),
        encoding="utf-8",
    )
    assert "<script>alert(1)" not in running.until("Done.")
    assert "<script>alert(1)" not in running.ask("/")[1].decode()


def test_without_a_good_page_the_preview_says_so(running: RunningPreview) -> None:
    (running.root / "inspections" / "broken.yaml").write_text("titel: X\n", encoding="utf-8")
    page = running.ask("/broken/")[1].decode()
    assert "There is no page to show yet." in page
    assert "PDF</a>: can be made once there are no errors" in page
    assert running.ask("/broken/pdf")[0] == 503


@pytest.mark.slow
def test_the_pdf_is_made_when_asked_for_and_the_page_says_when_it_is_behind(tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "inspections", tmp_path / "kept")
    running = RunningPreview(tmp_path)
    shutil.copy(
        REPOSITORY / "inspections" / "west-kent-2022.yaml",
        running.root / "inspections" / "west-kent-2022.yaml",
    )
    try:
        assert "click to make it" in running.ask("/west-kent-2022/")[1].decode()
        status, body, headers = running.ask("/west-kent-2022/pdf", timeout=120)
        assert (status, headers["Content-Type"], body[:5]) == (200, "application/pdf", b"%PDF-")
        assert "</a>: up to date" in running.ask("/west-kent-2022/")[1].decode()
        path = running.root / "inspections" / "west-kent-2022.yaml"
        path.write_text(
            path.read_text(encoding="utf-8").replace(
                "title: West Kent PDU", "title: West Kent unit"
            ),
            encoding="utf-8",
        )
        end = time.monotonic() + 10
        while (
            "older than the last save" not in (page := running.ask("/west-kent-2022/")[1].decode())
            and "being made" not in page
        ):
            assert time.monotonic() < end
            time.sleep(0.05)
    finally:
        running.process.kill()
        running.process.wait()
