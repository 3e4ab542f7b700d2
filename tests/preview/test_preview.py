"""The writer's desk over HTTP: what it serves, what it refuses, and that no save brings it down."""

from __future__ import annotations

import errno
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reportgen.building import manifest
from reportgen.building.staleness import list_inputs
from reportgen.checks import run
from reportgen.dossier import open_dossier
from reportgen.preview import editors, pdf_process, server, watcher
from reportgen.preview.pages import frame_of, render_bar, render_problems
from reportgen.preview.state import PreviewState as KnownDesk
from reportgen.preview.state import render_page
from reportgen.problems import InputError, Place, error
from reportgen.project.loading import Project
from reportgen.project.paths import find_packaged_templates
from reportgen.render.html.page import PageRenderer
from reportgen.render.html.template_faults import find_style_faults
from reportgen.report.report import build_report
from reportgen.util import file_state
from tests.conftest import REPOSITORY

INSPECTION = """methodology: hmip-pdu-2023
title: Example unit
text:
  foreword: |
    MARKER

    A second paragraph.
findings:
  1.1: {rating: Good}
"""

OVERLAY = '<div id="desk-problems" role="alert"><details open><summary>'


class Desk:
    """A preview running in a process of its own, on a copy of a small project."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.root = folder
        (folder / "inspections").mkdir()
        self.file = folder / "inspections" / "example.yaml"
        self.file.write_text(INSPECTION, encoding="utf-8")
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "reportgen",
                "--root",
                str(folder),
                "preview",
                "example",
                "--port",
                "0",
                *arguments,
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=REPOSITORY,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline()
        self.port = int(self.line.split("127.0.0.1:")[1].split("/")[0])

    def ask(
        self, path: str, method: str = "GET", timeout: float = 60, **headers: str
    ) -> tuple[int, bytes, http.client.HTTPMessage]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.putrequest(method, path, skip_host=True)
            for name, value in {"Host": f"127.0.0.1:{self.port}", **headers}.items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.msg
        finally:
            connection.close()

    def news(self, after: object = "") -> dict[str, object]:
        """What is new, as soon as it is more than `after`."""
        found: dict[str, object] = json.loads(
            self.ask(f"/.desk/wait?slug=example&after={after}")[1]
        )
        return found

    def news_of(self, page: object) -> dict[str, object]:
        """The news for a reader who has this page."""
        found: dict[str, object] = json.loads(self.ask(f"/.desk/wait?slug=example&page={page}")[1])
        return found

    def until(self, says: str, seconds: float = 15) -> str:
        """The page, as soon as it has these words."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            page = self.ask("/example/")[1].decode()
            if says in page:
                return page
            time.sleep(0.03)
        raise AssertionError(f"the page never said {says!r}")

    def gone(self, what: str, seconds: float = 15) -> None:
        """Waits until the page has these words no more."""
        end = time.monotonic() + seconds
        while what in self.ask("/example/")[1].decode():
            assert time.monotonic() < end, f"the page still says {what!r}"
            time.sleep(0.03)

    def handles(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def threads(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/task"))

    def memory(self) -> int:
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * os.sysconf(
            "SC_PAGE_SIZE"
        )

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=15)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    if made.process.poll() is None:
        made.process.kill()
        made.process.wait()


def test_one_clear_line_and_a_clean_end(desk: Desk) -> None:
    assert desk.line == f"Preview at http://127.0.0.1:{desk.port}/example/ (Ctrl-C stops it)\n"
    desk.until("A second paragraph.")
    assert desk.stop() == 0
    assert desk.process.stdout is not None
    assert desk.process.stdout.read().strip() == "Preview stopped."


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
        with pytest.raises(InputError, match="and this is none of them"):
            server.find_slug(project, str(tmp_path / name))
    with pytest.raises(InputError, match="there is no inspection `nope`"):
        server.find_slug(project, "nope")


def test_a_taken_port_gives_way_to_a_free_one(
    desk: Desk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Desk(tmp_path_factory.mktemp("other"), "--port", str(desk.port))
    try:
        assert other.port != desk.port
        assert (
            other.line
            == f"Preview at http://127.0.0.1:{other.port}/example/ (Ctrl-C stops it; port"
            f" {desk.port} is taken)\n"
        )
        other.until("A second paragraph.")
    finally:
        other.process.kill()
        other.process.wait()


def test_a_save_is_seen(desk: Desk) -> None:
    desk.until("A second paragraph.")
    desk.file.write_text(INSPECTION.replace("MARKER", "Quite another word."), encoding="utf-8")
    assert "A second paragraph." in desk.until("Quite another word.")


def test_a_broken_save_keeps_the_last_good_page_and_shows_the_problem(desk: Desk) -> None:
    desk.until("A second paragraph.")
    desk.file.write_text(INSPECTION.replace("rating: Good", "rating: Goood"), encoding="utf-8")
    page = desk.until("is not a rating of this scale")
    assert "A second paragraph." in page
    assert "inspections/example.yaml:9:17" in page
    assert "did you mean `Good`?" in page
    desk.file.write_text(INSPECTION.replace("MARKER", "All is well."), encoding="utf-8")
    assert "is not a rating of this scale" not in desk.until("All is well.")


def test_a_figure_that_is_not_there_keeps_the_last_good_page(desk: Desk) -> None:
    desk.until("A second paragraph.")
    desk.file.write_text(INSPECTION.replace("MARKER", "Only {pct:9.9.9} of it."), encoding="utf-8")
    page = desk.until(OVERLAY)
    assert "inspections/example.yaml:5:10" in page
    assert "The page below is the last good one." in page
    assert "MARKER" in page


def test_news_brings_the_page_without_the_style_that_the_reader_has(desk: Desk) -> None:
    desk.until("A second paragraph.")
    first = json.loads(desk.ask("/.desk/wait?slug=example&page=0")[1])
    assert "font-face" in first["css"]
    assert "MARKER" in first["html"]
    desk.file.write_text(INSPECTION.replace("MARKER", "News."), encoding="utf-8")
    desk.until("News.")
    second = json.loads(
        desk.ask(f"/.desk/wait?slug=example&page={first['page']}&style={first['style']}")[1]
    )
    assert "News." in second["html"]
    assert "css" not in second
    assert "html" not in desk.news_of(second["page"])


def test_the_checks_follow_the_page(desk: Desk) -> None:
    assert "unrated" in desk.until("desk-problem")


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
def test_whatever_is_saved_nothing_has_to_be_restarted(desk: Desk, broken: str) -> None:
    desk.until("A second paragraph.")
    desk.file.write_bytes(broken.encode())
    desk.until(OVERLAY)
    desk.file.write_text(INSPECTION.replace("MARKER", "Mended."), encoding="utf-8")
    desk.until("Mended.")


def test_a_deleted_file_is_said_to_be_gone_and_its_page_comes_back_with_it(desk: Desk) -> None:
    shutil.copy(desk.file, desk.file.with_name("other.yaml"))
    desk.until("A second paragraph.")
    desk.file.unlink()
    page = desk.until("this file is gone")
    assert OVERLAY in page
    assert (
        "A second paragraph." in page
    )  # whoever loads it again in that moment keeps what they had
    assert "inspections/example.yaml:1:1" in page
    assert desk.ask("/example/")[0] == 404
    for file in ("pdf", "example.json"):
        status, body, _ = desk.ask(f"/example/{file}")
        assert (status, b"this file is gone" in body) == (404, True)
    news = desk.news_of(1)
    assert "this file is gone" in str(news["problems"])
    assert "html" not in news
    assert re.findall(r'scope="row"><a href="([^"]+)"', desk.ask("/")[1].decode()) == ["/other/"]
    desk.file.write_text(INSPECTION.replace("MARKER", "Back again."), encoding="utf-8")
    assert OVERLAY not in desk.until("Back again.")
    assert desk.ask("/example/")[0] == 200
    assert desk.ask("/example/example.json")[0] == 200
    assert re.findall(r'scope="row"><a href="([^"]+)"', desk.ask("/")[1].decode()) == [
        "/example/",
        "/other/",
    ]


def test_the_list_tells_an_error_in_the_prose_too(desk: Desk) -> None:
    desk.file.write_text(INSPECTION.replace("MARKER", "Only {pct:9.9.9} of it."), encoding="utf-8")
    desk.until(OVERLAY)
    assert "<td>has errors</td><td>1 error</td>" in desk.ask("/")[1].decode()


def test_folders_that_come_and_go_are_watched(desk: Desk) -> None:
    desk.until("A second paragraph.")
    blocks = desk.root / "templates" / "blocks"
    blocks.mkdir(parents=True)
    (blocks / "cover.html.j2").write_text("{% if %}", encoding="utf-8")
    assert "templates/blocks/cover.html.j2:1" in desk.until(OVERLAY)
    shutil.rmtree(desk.root / "templates")
    desk.gone(OVERLAY)
    (desk.root / "methodologies").mkdir()
    own = desk.root / "methodologies" / "hmip-pdu-2023.yaml"
    own.write_text("title: [", encoding="utf-8")
    desk.until(OVERLAY)
    own.unlink()
    desk.gone(OVERLAY)
    shutil.rmtree(desk.file.parent)
    desk.until(OVERLAY)
    desk.file.parent.mkdir()
    desk.file.write_text(INSPECTION, encoding="utf-8")
    desk.gone(OVERLAY)
    desk.file.write_text(INSPECTION.replace("MARKER", "Watched again."), encoding="utf-8")
    desk.until("Watched again.")


@pytest.mark.parametrize(
    ("template", "culprit", "says"),
    [
        (
            '{% include "blocks/cover.html.j2" %}',
            '{% include "blocks/cover.html.j2" %}',
            "it includes or calls itself without end",
        ),
        ('{% include "nope.html.j2" %}', "nope.html.j2", "there is no template `nope.html.j2`"),
        (
            '{% include "blocks/nope.html.j2" %}',
            "blocks/nope.html.j2",
            "there is no template `blocks/nope.html.j2`",
        ),
        ("{{ report.title|upper(1, 2) }}", "{{ report.title|upper(1, 2) }}", "positional argument"),
        ("{{ report() }}", "{{ report() }}", "not callable"),
        ("{{ tone() }}", "{{ tone() }}", "missing 2 required"),
        ("{{ none_such }}", "none_such", "is undefined"),
        ("{{ report.none_such }}", "none_such", "no attribute"),
        ("{{ report.title|shout }}", "shout", "No filter"),
        ("{% if report is odd_one %}{% endif %}", "odd_one", "No test"),
        ("{% repeat %}", "repeat", "unknown tag"),
        ("{{ a b }}", "b", "got 'b'"),
        ("{{ 1 & 2 }}", "&", "unexpected char"),
        ("{{ report.title", "/", "unexpected '/'"),
        ("{{ tone(1, 2, z=3) }} {{ report.z }}", "", "unexpected keyword argument 'z'"),
        ("{{ x }} {{ x.y }}", "", "'x' is undefined"),
        ("{% set b %}", "set", "needs to be closed is 'set'"),
    ],
)
def test_a_fault_of_a_template_is_told_at_its_place(
    tmp_path: Path, template: str, culprit: str, says: str
) -> None:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "example.yaml").write_text(INSPECTION, encoding="utf-8")
    (tmp_path / "templates" / "blocks").mkdir(parents=True)
    line = f"  <b>{template}</b>"
    (tmp_path / "templates" / "blocks" / "cover.html.j2").write_text(
        f"<p>A line.</p>\n{line}\n", encoding="utf-8"
    )
    sheet = KnownDesk(tmp_path).sheet("example", now=True)
    column = line.index(culprit, 2 + len("<b>")) + 1 if culprit else 1
    place = Place("templates/blocks/cover.html.j2", 2, column, column + len(culprit))
    assert [(problem.code, problem.place) for problem in sheet.errors] == [("template", place)]
    assert says in sheet.errors[0].message


@pytest.mark.parametrize(
    ("style", "place"),
    [
        ("body { color: red; }\n@media print { p { color: blue; }\n", (2, 14)),
        ("p { color: red;\nli { color: blue; }", (1, 3)),
        ("p { }\n}\n", (2, 1)),
        ("/* { */ p::before { content: '{'; }\nli { background: url(\"}\"); }", None),
    ],
)
def test_a_rule_of_style_that_is_not_closed_is_told(
    tmp_path: Path, style: str, place: tuple[int, int] | None
) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "screen.css").write_text(style, encoding="utf-8")
    found = [
        (problem.place.path, problem.place.line, problem.place.column)
        for problem in find_style_faults((tmp_path, find_packaged_templates()))
    ]
    assert found == ([("templates/css/screen.css", *place)] if place else [])


def test_what_is_saved_before_the_watch_begins_is_seen(desk: Desk) -> None:
    desk.file.write_text(INSPECTION.replace("MARKER", "At once."), encoding="utf-8")
    (desk.root / "templates" / "blocks").mkdir(parents=True)
    (desk.root / "templates" / "blocks" / "cover.html.j2").write_text(
        "An early word.", encoding="utf-8"
    )
    desk.until("An early word.")
    desk.until("At once.")


def test_a_rule_that_is_not_closed_is_among_the_checks(desk: Desk) -> None:
    desk.until("unrated")
    style = desk.root / "templates" / "css"
    style.mkdir(parents=True)
    (style / "screen.css").write_text("body { color: black;\n", encoding="utf-8")
    desk.until("templates/css/screen.css:1:6")


def test_a_folder_renamed_away_and_back_is_watched_all_along(desk: Desk) -> None:
    desk.until("A second paragraph.")
    for _ in range(300):
        os.rename(desk.file.parent, desk.root / "away")
        os.rename(desk.root / "away", desk.file.parent)
    time.sleep(1.5)
    desk.file.write_text(INSPECTION.replace("MARKER", "After all that."), encoding="utf-8")
    desk.until("After all that.")


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
    desk: Desk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "mine.yaml"
    elsewhere.write_text(INSPECTION.replace("MARKER", "Linked."), encoding="utf-8")
    desk.file.unlink()
    desk.file.symlink_to(elsewhere)
    desk.until("Linked.")
    elsewhere.write_text(INSPECTION.replace("MARKER", "Changed where it lies."), encoding="utf-8")
    desk.until("Changed where it lies.")
    part = elsewhere.with_suffix(".part")
    part.write_text(INSPECTION.replace("MARKER", "Renamed over it."), encoding="utf-8")
    os.replace(part, elsewhere)
    desk.until("Renamed over it.")


def test_a_pipe_in_place_of_the_file_keeps_nobody_waiting(desk: Desk) -> None:
    desk.until("A second paragraph.")
    desk.file.unlink()
    os.mkfifo(desk.file)
    assert "A second paragraph." in desk.until(OVERLAY)


def test_an_included_file_a_template_a_stylesheet_and_a_methodology_count_too(desk: Desk) -> None:
    included = desk.root / "inspections" / "words.md"
    included.write_text("First words.", encoding="utf-8")
    desk.file.write_text(
        INSPECTION.replace(
            "  foreword: |\n    MARKER\n\n    A second paragraph.\n",
            "  foreword: {file: words.md}\n",
        ),
        encoding="utf-8",
    )
    desk.until("First words.")
    included.write_text("Second words.", encoding="utf-8")
    desk.until("Second words.")

    packaged = REPOSITORY / "reportgen" / "methodologies" / "hmip-pdu-2023.yaml"
    text = packaged.read_text(encoding="utf-8")
    title = re.findall(r"^title: (.+)$", text, re.MULTILINE)[0]
    (desk.root / "methodologies").mkdir()
    for name in ("First of its name", "Second of its name"):
        (desk.root / "methodologies" / packaged.name).write_text(
            text.replace(f"title: {title}", f"title: {name}", 1), encoding="utf-8"
        )
        desk.until(name)

    for name, kind in (
        ("blocks/cover.html.j2", "<p>{} cover</p>"),
        ("css/tokens.css", ":root {{ --{}-token: 0; }}"),
    ):
        path = desk.root / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for word in ("first", "second"):
            path.write_text(kind.format(word), encoding="utf-8")
            desk.until(kind.format(word))


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
def test_a_host_that_is_not_this_machine_is_refused(desk: Desk, host: str) -> None:
    assert desk.ask("/example/", Host=host)[0] == 421


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "[::1]:80", "LOCALHOST:8765"])
def test_a_host_that_is_this_machine_is_answered(desk: Desk, host: str) -> None:
    assert desk.ask("/example/", Host=host)[0] == 200


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
def test_no_path_reaches_a_file(desk: Desk, path: str) -> None:
    status, body, _ = desk.ask(path)
    assert status in (404, 301)
    assert b"methodology:" not in body
    assert b"root:" not in body


def test_a_host_in_the_address_counts_too(desk: Desk) -> None:
    assert desk.ask("http://evil.example/example/")[0] == 421
    assert desk.ask(f"http://127.0.0.1:{desk.port}/example/")[0] == 200


def test_two_hosts_are_refused(desk: Desk) -> None:
    with socket.create_connection(("127.0.0.1", desk.port)) as asked:
        asked.sendall(b"GET /example/ HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")
        assert asked.recv(100).startswith(b"HTTP/1.1 421 ")


def test_what_is_no_address_is_refused(desk: Desk) -> None:
    assert desk.ask("http://[/")[0] == 400
    assert desk.ask(f"/.desk/wait?slug=example&after={'9' * 5000}&page={'9' * 5000}")[0] == 200


def test_any_name_of_a_file_is_an_inspection(desk: Desk) -> None:
    for name in ("-", "pdf", "desk", "a b #1%"):
        shutil.copy(desk.file, desk.file.with_name(f"{name}.yaml"))
    links = re.findall(r'scope="row"><a href="([^"]+)"', desk.ask("/")[1].decode())
    assert len(links) == 5
    assert {desk.ask(link)[0] for link in links} == {200}


def test_an_inspection_that_is_not_there_keeps_its_reader_waiting(desk: Desk) -> None:
    news = json.loads(desk.ask("/.desk/wait?slug=gone-2020")[1])
    assert news["missing"] is True
    for _ in range(5):  # there is other news while the preview starts
        try:
            news = json.loads(
                desk.ask(f"/.desk/wait?slug=gone-2020&after={news['count']}", timeout=2)[1]
            )
        except TimeoutError:
            return
    raise AssertionError("it is answered over and over")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_is_written_by_http(desk: Desk, method: str) -> None:
    assert desk.ask("/example/", method=method)[0] == 405


def test_the_list_shows_ratings_and_state(desk: Desk) -> None:
    (desk.root / "inspections" / "broken.yaml").write_text("titel: X\n", encoding="utf-8")
    page = desk.ask("/")[1].decode()
    assert "Example unit" in page
    assert "6 still unrated" in page
    assert "cannot be read" in page


def test_a_name_that_is_markup_stays_text(desk: Desk) -> None:
    desk.file.write_text(
        INSPECTION.replace("Example unit", "<script>alert(1)</script>").replace("MARKER", "Done."),
        encoding="utf-8",
    )
    assert "<script>alert(1)" not in desk.until("Done.")
    assert "<script>alert(1)" not in desk.ask("/")[1].decode()


def test_two_hundred_saves_in_ten_seconds_leave_it_running_and_right(desk: Desk) -> None:
    desk.until("A second paragraph.")
    listening = [
        threading.Thread(target=lambda: desk.news(desk.news()["count"]), daemon=True)
        for _ in range(5)
    ]
    for thread in listening:
        thread.start()
    end = time.monotonic() + 10
    for number in range(200):
        text = INSPECTION.replace("MARKER", f"Save {number}.")
        if number % 4 == 0:  # an atomic rename, as editors do
            part = desk.file.with_name(".example.yaml.swp")
            part.write_text(text, encoding="utf-8")
            os.replace(part, desk.file)
        elif number % 4 == 1:
            desk.file.unlink()
            desk.file.write_text(text, encoding="utf-8")
        elif number % 4 == 2:
            desk.file.write_text(text[:number], encoding="utf-8")
            (desk.root / "inspections" / "4913").write_text("", encoding="utf-8")
        else:
            desk.file.write_text(text, encoding="utf-8")
        time.sleep(max(0.0, (end - time.monotonic()) / (200 - number)))
    desk.file.write_text(INSPECTION.replace("MARKER", "The last save."), encoding="utf-8")
    page = desk.until("The last save.")
    assert OVERLAY not in page


def test_without_a_good_page_the_preview_says_so(desk: Desk) -> None:
    (desk.root / "inspections" / "broken.yaml").write_text("titel: X\n", encoding="utf-8")
    page = desk.ask("/broken/")[1].decode()
    assert "There is no good page yet." in page
    assert "PDF</a>: waits for a good page" in page
    assert desk.ask("/broken/pdf")[0] == 503


@pytest.mark.slow
def test_hundreds_of_random_saves_and_readers_leaves_nothing_behind(desk: Desk) -> None:
    chance = random.Random(7)
    style = desk.root / "templates" / "css" / "screen.css"

    def save(number: int) -> None:
        """As a writer saves, half of the time; or what is broken, half written, renamed over it,
        deleted, or another file."""
        good = INSPECTION.replace("MARKER", f"Round {number}. " + "Words. " * (number % 50))
        kind = chance.randrange(12)
        if kind == 0:
            desk.file.write_text(good[: chance.randrange(len(good))], encoding="utf-8")
        elif kind == 1:
            desk.file.write_bytes(chance.randbytes(200))
        elif kind == 2:
            desk.file.unlink(missing_ok=True)
        elif kind == 3:
            part = desk.file.with_name(".part")
            part.write_text(good, encoding="utf-8")
            os.replace(part, desk.file)
        elif kind == 4:
            style.parent.mkdir(parents=True, exist_ok=True)
            style.write_text("p { color: black;", encoding="utf-8")
        elif kind == 5:
            shutil.rmtree(desk.root / "templates", ignore_errors=True)
        else:
            desk.file.write_text(good, encoding="utf-8")

    def busy(rounds: int) -> None:
        for number in range(rounds):
            save(number)
            status, page, _ = desk.ask(
                chance.choice(["/example/", "/example/", "/", "/example/example.json"])
            )
            assert status in (200, 404, 503)
            assert b"failed" not in page
            if number % 10 == 0:
                try:
                    desk.ask(f"/.desk/wait?slug=example&after={desk.news()['count']}", timeout=0.2)
                except (TimeoutError, OSError):
                    pass
            time.sleep(0.05)

    desk.until("A second paragraph.")
    busy(130)  # by then all that is kept is kept
    time.sleep(3)
    memory, handles, threads = desk.memory(), desk.handles(), desk.threads()
    busy(180)
    time.sleep(4)
    assert desk.handles() <= handles + 3
    assert desk.threads() <= threads + 2
    assert desk.memory() <= memory * 1.15
    desk.file.write_text(INSPECTION.replace("MARKER", "All is well."), encoding="utf-8")
    assert OVERLAY not in desk.until("All is well.")


def suppressed(call: Callable[[], object]) -> None:
    """A call whose answer may be cut off."""
    try:
        call()
    except (OSError, http.client.HTTPException):
        pass


def told_of(status: Path) -> str:
    """What the system tells of a process; nothing where it has ended."""
    try:
        return status.read_text()
    except OSError:
        return ""


@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_however_it_ends_no_process_is_left(desk: Desk, end: signal.Signals) -> None:
    assert desk.ask("/example/pdf", timeout=120)[0] == 200
    started = [
        path.parent
        for path in Path("/proc").glob("[0-9]*/status")
        if f"\nPPid:\t{desk.process.pid}\n" in told_of(path)
    ]
    assert started
    desk.process.send_signal(end)
    assert desk.process.wait(timeout=15) == (-end if end == signal.SIGKILL else 0)
    limit = time.monotonic() + 10
    while any(
        "\nState:" in (told := told_of(path / "status")) and "\nState:\tZ" not in told
        for path in started
    ):
        assert time.monotonic() < limit
        time.sleep(0.05)


@pytest.mark.slow
def test_a_press_that_was_killed_is_followed_by_another(tmp_path: Path) -> None:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "example.yaml").write_text(INSPECTION, encoding="utf-8")
    desk = KnownDesk(tmp_path)
    try:
        first = desk.sheet("example", now=True) and desk.pdf("example").pdf
        was = desk._press._process
        assert was is not None
        was.kill()  # as a system does that is out of memory
        was.join()
        (tmp_path / "inspections" / "example.yaml").write_text(
            INSPECTION.replace("MARKER", "Other words."), encoding="utf-8"
        )
        desk.saved([])
        desk.sheet("example", now=True)
        sheet = desk.pdf("example")
        assert (sheet.pdf_error, sheet.pdf_behind) == ((), False)
        assert sheet.pdf != first

        (tmp_path / "inspections" / "example.yaml").write_text(INSPECTION, encoding="utf-8")
        desk.saved([])
        desk.sheet("example", now=True)
        now = desk._press._process
        assert now is not None
        threading.Timer(0.05, now.kill).start()  # while it is at work
        assert "ended before it was done" in render_problems(
            desk.pdf("example").pdf_error, desk.lines
        )
        assert desk.pdf("example").pdf_error == ()
    finally:
        desk.close()


@pytest.mark.slow
def test_a_press_gives_way_to_another_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_process, "MAX_PDFS_PER_PROCESS", 2)
    for name in ("one", "two", "three"):
        (tmp_path / "inspections").mkdir(exist_ok=True)
        (tmp_path / "inspections" / f"{name}.yaml").write_text(INSPECTION, encoding="utf-8")
    made = pdf_process.PdfProcess(tmp_path)
    found: list[pdf_process.PdfResult] = []
    asking = [
        threading.Thread(target=lambda name=name: found.append(made.pressed(name)))
        for name in ("one", "two", "three")
    ]
    try:
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join(timeout=100)
        assert [one.data[:5] for one in found] == [b"%PDF-"] * 3
    finally:
        made.close()


@pytest.mark.parametrize("seconds", [0.0, 0.02, 0.1, 0.3])
def test_a_second_ctrl_c_does_not_disturb_the_end(desk: Desk, seconds: float) -> None:
    desk.until("A second paragraph.")
    desk.process.send_signal(signal.SIGINT)
    time.sleep(seconds)
    assert desk.stop() == 0
    assert desk.process.stdout is not None
    assert desk.process.stdout.read().strip() == "Preview stopped."


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.0, 0.5, 1.0, None])
def test_a_ctrl_c_in_the_terminal_is_told_by_one_line_whatever_the_pdf_does(
    desk: Desk, seconds: float | None
) -> None:
    asking = threading.Thread(
        target=lambda: suppressed(lambda: desk.ask("/example/pdf", timeout=120))
    )
    asking.start()
    asking.join(timeout=seconds)
    os.killpg(desk.process.pid, signal.SIGINT)
    assert desk.process.wait(timeout=15) == 0
    assert desk.process.stdout is not None
    assert desk.process.stdout.read().strip() == "Preview stopped."


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


@pytest.mark.slow
def test_the_pdf_and_what_is_said_of_it_follow_all_it_rests_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path
    (project / "inspections").mkdir()
    file = project / "inspections" / "example.yaml"
    file.write_text(INSPECTION, encoding="utf-8")
    desk = KnownDesk(project)

    def save(path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        desk.saved([str(path)])

    def says() -> str:
        return re.findall(
            "PDF</a>: (.*?)</p>", render_bar(desk.sheet("example", now=True), desk.lines)
        )[0]

    try:
        assert says() == "made when you ask for it"
        desk.sheet("example", now=True)
        first = desk.pdf("example").pdf
        assert first.startswith(b"%PDF-")
        assert says() == "up to date"

        save(project / "inspections" / "other.yaml", INSPECTION)  # nothing to do with it
        assert says() == "up to date"
        assert desk.pdf("example").pdf is first

        save(project / "templates" / "css" / "print.css", "body { color: red }")  # on paper alone
        assert says() == "behind the last save"
        second = desk.pdf("example").pdf
        assert second != first
        assert says() == "up to date"

        save(file, "titel: X\n")  # the last one stays, and is said to be behind
        assert says() == "behind the last save"
        assert desk.pdf("example").pdf is second

        save(file, INSPECTION)
        assert says() == "up to date"
        save(file, INSPECTION.replace("MARKER", "Other words."))
        assert desk.sheet("example", now=True).pdf_behind
        assert desk.pdf("example").pdf not in (first, second)

        monkeypatch.setattr(
            desk.sheets["example"], "pdf_error", (error("pdf", Place("", 1, 1, 1), "no"),)
        )
        assert says() == "cannot be made"
        save(file, INSPECTION)  # whether there is one is to be seen
        assert says() == "behind the last save"
    finally:
        desk.close()


@pytest.mark.parametrize(
    "slug", ["west-sussex-2022", "sussex-2007", "west-kent-2022", "kent-surrey-sussex-2022"]
)
def test_all_that_a_writer_typed_tells_its_line(slug: str) -> None:
    project = Project(REPOSITORY)
    dossier = open_dossier(project, slug)
    page = render_page(PageRenderer(project.template_folders), build_report(dossier), dossier)
    lists = "".join(
        re.findall(
            r'class="list-heading".*?</[uo]l>|<ol class="numbered".*?</ol>|<ol'
            r' class="notes".*?</ol>|<div class="copies">.*?</ul>',
            page,
            re.DOTALL,
        )
    )
    blocks = re.findall(r"<li[^>]*>", lists) + re.findall(
        r'<p class="(?:notice|category|signature|salutation|statement)"[^>]*>|<p[^>]*>Source: ',
        page,
    )
    assert len(blocks) > 10
    assert [block for block in blocks if "data-line" not in block] == []
    for path, line, words in re.findall(r'<li[^>]* data-line="([^"]+):(\d+)">([A-Za-z]+) ', lists):
        assert words in " ".join(
            (REPOSITORY / path).read_text("utf-8").splitlines()[int(line) - 1 : int(line) + 1]
        )


@pytest.mark.parametrize(
    ("named", "form", "told"),
    [
        ({"EDITOR": "code --wait"}, "vscode://file{path}:{line}", ""),
        ({"EDITOR": "code-insiders"}, "vscode-insiders://file{path}:{line}", ""),
        ({"VISUAL": "/usr/bin/codium", "EDITOR": "vim"}, "vscodium://file{path}:{line}", ""),
        ({"EDITOR": "'/Applications/My Apps/zed' -w"}, "zed://file{path}:{line}", ""),
        ({"EDITOR": "subl -w"}, "subl://open?url=file://{path}&line={line}", ""),
        ({"EDITOR": "vim"}, "vim +{line} {path}", "vim"),
        ({"EDITOR": "/usr/bin/nano"}, "/usr/bin/nano +{line} {path}", "nano"),
        ({"EDITOR": "emacs -nw"}, "emacs -nw +{line} {path}", "emacs"),
        ({"EDITOR": "'unclosed"}, "'unclosed +{line} {path}", "'unclosed"),
        ({"EDITOR": "vim", "REPORTGEN_EDITOR_URL": "x://{path}#{line}"}, "x://{path}#{line}", ""),
    ],
)
def test_a_click_opens_the_editor_that_is_named_or_copies_its_command(
    monkeypatch: pytest.MonkeyPatch, named: dict[str, str], form: str, told: str
) -> None:
    for name in ("VISUAL", "EDITOR", "REPORTGEN_EDITOR_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    assert editors.find_editor() == (
        form,
        f"no page can open {told}, so a click copies the command that does" if told else "",
    )


@pytest.mark.parametrize("named", [{}, {"EDITOR": "", "VISUAL": ""}])
def test_where_no_editor_is_named_the_one_line_says_what_a_click_opens(
    monkeypatch: pytest.MonkeyPatch, named: dict[str, str]
) -> None:
    for name in ("VISUAL", "EDITOR", "REPORTGEN_EDITOR_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    assert editors.find_editor() == (
        "vscode://file{path}:{line}",
        "a click opens Visual Studio Code, because neither VISUAL nor EDITOR names an editor",
    )


def test_the_one_line_says_that_a_click_opens_no_editor_in_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "vim")
    monkeypatch.delenv("VISUAL", raising=False)
    desk = Desk(tmp_path, "--edit")
    try:
        assert desk.line.endswith(
            "(Ctrl-C stops it; no page can open vim, so a click copies the command that does)\n"
        )
        assert 'data-editor="vim +{line} {path}"' in desk.until("A second paragraph.")
        assert desk.stop() == 0
        assert desk.process.stdout is not None
        assert desk.process.stdout.read().strip() == "Preview stopped."
    finally:
        desk.process.kill()
        desk.process.wait()


def test_a_save_does_not_wait_for_the_checks_of_the_one_before(tmp_path: Path) -> None:
    (tmp_path / "inspections").mkdir()
    file = tmp_path / "inspections" / "example.yaml"
    file.write_text(INSPECTION, encoding="utf-8")
    desk = KnownDesk(tmp_path)
    desk.sheet("example", now=True)
    saves: list[int] = []

    class Saved(dict[str, object]):
        """The checks, in the midst of which a save comes."""

        def values(self) -> Iterator[object]:  # type: ignore[override]
            for number, check in enumerate(super().values()):
                if number == 5:
                    file.write_text(
                        INSPECTION.replace("MARKER", "Saved meanwhile. The XQZV was there."),
                        encoding="utf-8",
                    )
                    desk.saved([str(file)])
                if number == 7:
                    saves.append(desk.sheets["example"].rendered)
                    assert "Saved meanwhile." in desk.sheets["example"].page
                yield check

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(run, "CHECKS", Saved(run.CHECKS))
        desk._check(desk.sheets["example"])
    assert saves == [1]
    assert desk.sheets["example"].checks == ()  # of a page that is no more
    desk._check(desk.sheets["example"])
    assert "XQZV" in str(desk.sheets["example"].checks)


def test_the_list_reads_again_what_has_changed_and_what_has_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "inspections"
    folder.mkdir()
    for name in ("one", "two"):
        (folder / f"{name}.yaml").write_text(
            INSPECTION.replace(
                "  foreword: |\n    MARKER\n\n    A second paragraph.\n",
                f"  foreword: {{file: {name}.md}}\n",
            ),
            encoding="utf-8",
        )
        (folder / f"{name}.md").write_text("Words.", encoding="utf-8")
    known = KnownDesk(tmp_path)
    read: list[str] = []
    opened = open_dossier
    monkeypatch.setattr(
        "reportgen.dossier.open_dossier",
        lambda project, slug: read.append(slug) or opened(project, slug),
    )

    def listed(*saved: str) -> list[str]:
        read.clear()
        known.saved(saved)
        assert all(known.overview(slug).title == "Example unit" for slug in ("one", "two"))
        return list(read)

    assert listed() == ["one", "two"]
    assert listed() == []
    (folder / "two.md").write_text("Only {pct:9.9.9} of it.", encoding="utf-8")
    assert listed() == ["two"]
    assert known.overview("two").errors
    assert "two" in listed()
    (folder / "two.md").write_text("Other words.", encoding="utf-8")
    assert listed() == ["two"]
    assert listed() == []
    assert listed(str(tmp_path / "methodologies" / "any.yaml")) == ["one", "two"]


def test_the_list_says_what_the_page_says(tmp_path: Path) -> None:
    folder, templates = tmp_path / "inspections", tmp_path / "templates" / "blocks"
    folder.mkdir()
    picture = folder / "map.svg"
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9"'
        ' height="9"/></svg>'
    )
    (folder / "example.yaml").write_text(
        INSPECTION.replace("MARKER", "![A map](map.svg)"), encoding="utf-8"
    )
    known = KnownDesk(tmp_path)

    def listed(*saved: Path) -> str:
        known.saved(map(str, saved))
        sheet, overview = known.sheet("example", now=True), known.overview("example")
        assert (overview.title, overview.summary, overview.errors) == (
            sheet.title,
            sheet.summary,
            sheet.errors,
        )
        return f"{overview.summary} {[problem.code for problem in overview.errors]}"

    assert listed() == "cannot be shown ['file-missing']"
    picture.write_text(drawing, encoding="utf-8")
    assert listed(picture) == "6 still unrated []"
    picture.write_text(drawing[:40], encoding="utf-8")
    assert listed(picture) == "cannot be shown ['image-harm']"
    picture.write_text(drawing, encoding="utf-8")
    templates.mkdir(parents=True)
    cover = templates / "cover.html.j2"
    cover.write_text("{% if %}", encoding="utf-8")
    assert listed(cover) == "cannot be shown ['template']"
    cover.unlink()
    assert listed(cover) == "6 still unrated []"
    (folder / "example.yaml").write_text("titel: X\n", encoding="utf-8")
    assert listed(folder / "example.yaml").startswith("cannot be read ")


@pytest.fixture
def with_pdf(tmp_path: Path) -> Iterator[KnownDesk]:
    """A desk whose sheet has a PDF of what is saved; its thread does not run."""
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
    desk, project = KnownDesk(tmp_path), Project(tmp_path)
    desk.sheet("example", now=True)
    ground = list_inputs(project, "example", "pdf")
    files = manifest.snapshot(ground)
    open_dossier(project, "example")
    files.update(project.files_read)
    sheet = desk.sheets["example"]
    sheet.pdf, sheet.pdf_save, sheet.pdf_rests_on = (
        b"%PDF-",
        desk.saves,
        manifest.make_manifest(ground, files, (), time.time()),
    )
    yield desk
    desk.close()


@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "nothing"])
def test_what_is_no_file_in_the_place_of_one_that_a_pdf_rests_on_keeps_nobody_waiting(
    with_pdf: KnownDesk, kind: str
) -> None:
    words = with_pdf.root / "inspections" / "words.md"
    words.unlink()
    make: dict[str, Callable[[], object]] = {
        "pipe": lambda: os.mkfifo(words),
        "device": lambda: words.symlink_to("/dev/zero"),
        "folder": words.mkdir,
    }
    make.get(kind, lambda: None)()
    with_pdf.saved([str(words)])
    found: list[object] = []
    asking = threading.Thread(
        target=lambda: found.append(with_pdf.sheet("example", now=True)), daemon=True
    )
    asking.start()
    asking.join(timeout=15)
    assert found
    assert with_pdf.sheets["example"].pdf_behind
    assert with_pdf.sheets["example"].errors
    assert with_pdf.changed.acquire(timeout=1)
    with_pdf.changed.release()


def test_files_are_never_looked_at_while_others_wait_for_the_desk(
    with_pdf: KnownDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a file system does, Ctrl-C and the other pages find the desk free."""
    free: list[bool] = []
    holds = manifest.is_current

    def look() -> None:
        free.append(with_pdf.changed.acquire(timeout=2))
        if free[-1]:
            with_pdf.changed.release()

    def held(*given: object) -> bool:
        other = threading.Thread(target=look)
        other.start()
        other.join()
        return holds(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(manifest, "is_current", held)
    monkeypatch.setattr(
        with_pdf._press,
        "pressed",
        lambda slug, begins, is_wanted: pdf_process.PdfResult(
            b"%PDF-", (), with_pdf.sheets["example"].pdf_rests_on
        ),
    )
    with_pdf.saved([])
    with_pdf.sheet("example", now=True)
    with_pdf.saved([])
    with_pdf._make_pdf(with_pdf.sheets["example"])
    with_pdf.saved([])
    assert with_pdf.pdf("example").pdf
    assert free
    assert all(free)


def test_a_large_file_is_known_by_its_size_and_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_state, "MAX_HASHED_BYTES", 10)
    file = tmp_path / "cases.csv"
    file.write_text("0123456789", encoding="utf-8")
    read = file_state.hash_file(file)
    os.utime(file, (1, 1))
    assert file_state.hash_file(file) == read
    file.write_text("0123456789a", encoding="utf-8")
    monkeypatch.setattr("builtins.open", None)  # it is not read
    large = file_state.hash_file(file)
    assert large == file_state.hash_file(file)
    os.utime(file, (1, 1))
    assert file_state.hash_file(file) not in ("", large)


def test_a_fault_does_not_end_the_thread_of_the_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "example.yaml").write_text(INSPECTION, encoding="utf-8")
    desk = KnownDesk(tmp_path)
    desk.sheet("example", now=True)
    faults = [MemoryError("once")]
    right = desk._is_behind
    monkeypatch.setattr(
        desk,
        "_is_behind",
        lambda sheet: right(sheet) if not faults else (_ for _ in ()).throw(faults.pop()),
    )
    monkeypatch.setattr("reportgen.preview.state.time.sleep", lambda seconds: None)
    desk.open()
    try:
        desk.saved([])
        end = time.monotonic() + 15
        while desk.sheets["example"].rendered < desk.saves:
            assert time.monotonic() < end
            threading.Event().wait(0.02)
        assert not faults
    finally:
        desk.close()


class SlowPress:
    """Makes each PDF when it is let, one after another."""

    def __init__(self) -> None:
        self.slug = ""
        self.let = {name: threading.Event() for name in ("one", "two")}
        self.given_up: list[str] = []
        self._one_by_one = threading.Lock()

    def pressed(
        self, slug: str, begins: Callable[[], None], is_wanted: Callable[[], bool]
    ) -> pdf_process.PdfResult:
        with self._one_by_one:
            begins()
            self.slug = slug
            while not self.let[slug].wait(0.05):
                if not is_wanted():
                    self.given_up.append(slug)
                    break
            self.slug = ""
            if slug in self.given_up:
                return pdf_process.PdfResult(
                    b"", (error("pdf", Place("", 1, 1, 1), "given up"),), {}
                )
            return pdf_process.PdfResult(b"%PDF-", (), {})

    def close(self) -> None:
        for event in self.let.values():
            event.set()


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[tuple[KnownDesk, SlowPress]]:
    (tmp_path / "inspections").mkdir()
    for name in ("one", "two"):
        (tmp_path / "inspections" / f"{name}.yaml").write_text(INSPECTION, encoding="utf-8")
    desk, made = KnownDesk(tmp_path), SlowPress()
    desk._press = made  # type: ignore[assignment]
    for name in ("one", "two"):
        desk.sheet(name, now=True)
    yield desk, made
    desk.close()


def eventually(holds: Callable[[], object], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_pdf_that_takes_long_of_a_text_that_has_changed_is_given_up_and_the_others_follow(
    slow: tuple[KnownDesk, SlowPress], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportgen.preview.state.PATIENCE_SECONDS", 0.2)
    desk, made = slow
    made.let["two"].set()  # its own thread does not run: the checks of a long text may keep it
    found: list[bytes] = []
    desk._start_pdf(desk.sheets["one"])
    eventually(lambda: made.slug == "one")
    threading.Thread(target=lambda: found.append(desk.pdf("two").pdf), daemon=True).start()
    eventually(lambda: desk.sheets["two"].is_queued)
    assert "PDF</a>: another PDF is being made" in render_bar(desk.sheet("two"), desk.lines)
    assert "PDF</a>: being made" in render_bar(desk.sheet("one"), desk.lines)
    time.sleep(0.5)
    assert (made.given_up, found) == ([], [])  # it takes long, and is of what is saved
    file = desk.root / "inspections" / "one.yaml"
    file.write_text(INSPECTION.replace("MARKER", "Other words."), encoding="utf-8")
    desk.saved([str(file)])
    eventually(lambda: found)
    assert (made.given_up, found) == (["one"], [b"%PDF-"])
    assert desk.sheets["one"].pdf_error == ()


def test_a_pdf_of_what_is_saved_is_there_at_once_while_another_is_made(
    slow: tuple[KnownDesk, SlowPress],
) -> None:
    desk, made = slow
    sheet = desk.sheets["two"]
    desk._start_pdf(desk.sheets["one"])
    eventually(lambda: made.slug == "one")
    desk._start_pdf(sheet)
    sheet.pdf, sheet.pdf_save = b"%PDF-", desk.saves
    began = time.monotonic()
    assert desk.pdf("two", seconds=30).pdf
    assert time.monotonic() - began < 5
    sheet.pdf = b""
    told = server._still_making(desk.pdf("two", seconds=0.2))
    assert "another PDF is being made" in told[0].message


@pytest.mark.slow
def test_a_press_that_gives_up_makes_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_process, "ASK_SECONDS", 0.01)
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "example.yaml").write_text(INSPECTION, encoding="utf-8")
    made = pdf_process.PdfProcess(tmp_path)
    try:
        assert (
            made.pressed("example", is_wanted=lambda: False).problems[0].message
            == "it was given up"
        )
        assert made._process is None
        assert made.pressed("example").data.startswith(b"%PDF-")
    finally:
        made.close()


def test_what_is_around_the_text_is_another_frame_and_the_text_is_not() -> None:
    page = (
        '<!DOCTYPE html><html lang="en"><head><meta name="description" content="One"><meta'
        ' name="viewport" content="w"><title>One</title><style></style><script'
        ' type="application/ld+json">{"one": 1}</script></head><body'
        ' class="a"><main>One</main><script>one()</script></body></html>'
    )
    same = [
        ("<main>One", "<main>Two"),
        ("<title>One", "<title>Two"),
        ('content="One"', 'content="Two"'),
        ('"one": 1', '"two": 2'),
    ]
    other = [
        ('lang="en"', 'lang="cy"'),
        ('content="w"', 'content="v"'),
        ("</head>", "<style>p {}</style></head>"),
        ("one()", "two()"),
        ("</style>", '</style><link rel="x">'),
    ]
    assert {frame_of(page.replace(*pair)) for pair in same} == {frame_of(page)}
    assert frame_of(page) not in {frame_of(page.replace(*pair)) for pair in other}


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
    made, taken = server._server(KnownDesk(tmp_path), 80, "")
    made.server_close()
    assert taken == told


def test_a_page_that_nobody_asked_for_lately_is_as_saved_when_it_is_asked_for(
    tmp_path: Path,
) -> None:
    (tmp_path / "inspections").mkdir()
    file = tmp_path / "inspections" / "example.yaml"
    file.write_text(INSPECTION, encoding="utf-8")
    desk = KnownDesk(tmp_path)  # its thread does not run: what is asked for alone is rendered
    assert "MARKER" in desk.sheet("example", now=True).page
    file.write_text(INSPECTION.replace("MARKER", "Later."), encoding="utf-8")
    desk.saved([str(file)])
    assert "Later." in desk.sheet("example", now=True).page


@pytest.mark.slow
def test_the_pdf_is_made_when_asked_for_and_the_page_says_when_it_is_behind(tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "inspections", tmp_path / "kept")
    desk = Desk(tmp_path)
    shutil.copy(
        REPOSITORY / "inspections" / "west-kent-2022.yaml",
        desk.root / "inspections" / "west-kent-2022.yaml",
    )
    try:
        assert "made when you ask for it" in desk.ask("/west-kent-2022/")[1].decode()
        status, body, headers = desk.ask("/west-kent-2022/pdf", timeout=120)
        assert (status, headers["Content-Type"], body[:5]) == (200, "application/pdf", b"%PDF-")
        assert "</a>: up to date" in desk.ask("/west-kent-2022/")[1].decode()
        path = desk.root / "inspections" / "west-kent-2022.yaml"
        path.write_text(
            path.read_text(encoding="utf-8").replace(
                "title: West Kent PDU", "title: West Kent unit"
            ),
            encoding="utf-8",
        )
        end = time.monotonic() + 10
        while (
            "behind the last save" not in (page := desk.ask("/west-kent-2022/")[1].decode())
            and "being made" not in page
        ):
            assert time.monotonic() < end
            time.sleep(0.05)
    finally:
        desk.process.kill()
        desk.process.wait()
