"""Serves the desk on this machine: pages, their news, the PDF.

Only this machine is answered, only reading is offered, and no address reaches a file: what is
served is made in memory.
"""

from __future__ import annotations

import errno
import json
import os
import re
import select
import signal
import socket
import threading
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from reportgen.preview import editors
from reportgen.preview.pages import (
    add_preview_parts,
    reload_page,
    render_bar,
    render_list,
    render_own_page,
    render_problem_panel,
    render_problems,
    script,
)
from reportgen.preview.pdf_process import describe_fault
from reportgen.preview.state import InspectionState, PreviewState
from reportgen.preview.watcher import watch
from reportgen.problems import InputError, Place, Problem, error, warning
from reportgen.project.loading import Project
from reportgen.project.paths import find_packaged_templates
from reportgen.report.output_files import MEDIA_TYPES, name_output

POLL_SECONDS = 25.0
OWN = ".desk"
"""What the preview serves of its own stands beneath it: no inspection's name begins with a dot."""
HOST = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline' 'self'; script-src 'self' 'nonce-{nonce}';"
    " img-src data: 'self'; font-src data:; connect-src 'self'; base-uri 'none'; form-action"
    " 'none'; frame-ancestors 'none'"
)


def _still_making(sheet: InspectionState) -> list[Problem]:
    """Why there is no PDF although nothing is wrong."""
    said = (
        "another PDF is being made, and this one comes after it"
        if sheet.is_queued
        else "it takes long, and is still being made"
    )
    return (
        [warning("pdf", Place("", 1, 1, 1), said, "ask for it again in a while")]
        if sheet.is_making
        else []
    )


def find_slug(project: Project, named: str) -> str:
    """The inspection that is named by its slug or its path. Refused where it is none that the
    preview shows."""
    project.find_inspection_file(named)  # refuses what is not there
    path = Path(named)
    if named in project.list_slugs():
        return named
    if path.suffix == ".yaml" and path.parent.resolve() == project.inspections.resolve():
        return path.stem
    raise InputError(
        error(
            "no-inspection",
            Place(named, 1, 1, 1),
            f"the preview shows the .yaml files in {project.inspections}/, and this is none of"
            " them",
            "put it there, or name the folder of its project with --root",
        )
    )


def serve(
    project: Project,
    slug: str | None,
    *,
    port: int,
    open_browser: bool,
    edit: bool,
    echo: Callable[[str], None],
) -> None:
    """Serves until Ctrl-C, or until the system asks it to end."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, _end)
        signal.signal(signal.SIGTERM, _end)
    way = editors.find_editor() if edit else editors.EditorLink("", "")
    desk, stop = PreviewState(project.root), threading.Event()
    server, taken = _server(desk, port, way.form)
    address = f"http://127.0.0.1:{server.server_port}/{quote(slug) + '/' if slug else ''}"
    watcher = threading.Thread(
        target=watch, args=(project.root, desk.saved, stop, echo), name="watch", daemon=True
    )
    try:
        desk.open()
        watcher.start()
        echo(
            f"Preview at {address}"
            f" ({'; '.join(filter(None, ('Ctrl-C stops it', taken, way.told)))})"
        )
        if open_browser:
            import webbrowser

            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        echo("")
    finally:
        stop.set()
        desk.close()
        server.server_close()
        if watcher.ident:
            watcher.join(timeout=2)
        echo("Preview stopped.")


def _end(*_: object) -> None:
    """Ends the preview, and lets nobody disturb its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def _server(desk: PreviewState, port: int, editor: str) -> tuple[ThreadingHTTPServer, str]:
    """A server on the port asked for, or on a free one; and why not on the one asked for."""
    taken = ""
    handler = type(
        "DeskHandler",
        (PreviewHandler,),
        {"desk": desk, "editor": editor, "nonce": os.urandom(12).hex()},
    )
    for candidate in (port, 0):
        try:
            return PreviewServer(("127.0.0.1", candidate), handler), taken
        except OSError as problem:
            taken = (
                f"port {port} is taken"
                if problem.errno == errno.EADDRINUSE
                else f"port {port} cannot be opened: {problem.strerror}"
            )
            if candidate == 0 or port == 0:
                raise InputError(
                    error(
                        "no-port",
                        Place("", 1, 1, 1),
                        f"no port can be opened on this machine: {problem.strerror}",
                        "another program may forbid it",
                    )
                ) from None
    raise AssertionError


class PreviewServer(ThreadingHTTPServer):
    """Threads that end with the program."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = os.name != "nt"
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader who went away is no error worth a word."""


class PreviewHandler(BaseHTTPRequestHandler):
    """Answers GET and HEAD from this machine, from what the desk holds."""

    protocol_version = "HTTP/1.1"
    server_version = "reportgen"
    sys_version = ""
    timeout = 60
    disable_nagle_algorithm = True
    wbufsize = -1
    """An answer leaves whole, and at once: news must not wait for the end of a packet."""
    desk: PreviewState
    editor: str
    nonce: str

    def do_GET(self) -> None:
        try:
            url = urlsplit(self.path)
        except ValueError:
            self._send(400, "text/plain", b"This is no address.\n")
            return
        if not self._is_local(url.netloc):
            self._send(421, "text/plain", b"This preview answers on this machine alone.\n")
            return
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        parts = [unquote(part) for part in url.path.split("/") if part]
        try:
            self._answer(parts, query)
        except ConnectionError:
            self.close_connection = True
        except Exception as fault:  # a fault of ours ends one answer, not the preview
            self._say(500, "The preview failed", [describe_fault(fault)])

    do_HEAD = do_GET

    def _refuse(self) -> None:
        self._send(405, "text/plain", b"Only reading is offered.\n", {"Allow": "GET, HEAD"})

    do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = _refuse

    def _is_local(self, named: str) -> bool:
        """Whether one host is asked for, and it is this machine; `named`: in the address itself,
        where it is a whole one."""
        hosts = self.headers.get_all("Host", [])
        return len(hosts) == 1 and all(
            HOST.fullmatch(host.strip()) for host in (hosts[0], named or "localhost")
        )

    def _answer(self, parts: list[str], query: dict[str, str]) -> None:
        if not parts:
            self._list()
        elif parts[0] == OWN:
            self._own(parts[1:], query)
        else:
            sheet = self.desk.sheet(parts[0], now=True)
            if sheet is None:
                self._say(404, "There is no such inspection")
            elif len(parts) == 1 and not urlsplit(self.path).path.endswith("/"):
                self._send(301, "text/plain", b"", {"Location": f"/{quote(parts[0])}/"})
            elif len(parts) == 1:
                self._page(sheet)
            elif parts[1:] in (["pdf"], [f"{sheet.slug}.pdf"]):
                self._pdf(sheet)
            elif len(parts) == 2 and parts[1] in [
                f"{sheet.slug}.{kind}" for kind in ("json", "ods", "xlsx")
            ]:
                self._data(sheet, parts[1].rpartition(".")[2])
            else:
                self._say(404, "There is no such page")

    # The preview's own

    def _own(self, parts: list[str], query: dict[str, str]) -> None:
        if parts in (["desk.js"], ["desk.css"]):
            kind = "text/javascript" if parts[0].endswith("js") else "text/css"
            self._send(200, kind, (find_packaged_templates() / "preview" / parts[0]).read_bytes())
        elif parts == ["wait"]:
            self._wait(query)
        else:
            self._send(404, "text/plain", b"Not here.\n")

    def _wait(self, query: dict[str, str]) -> None:
        """What is new, as soon as it is more than the reader knows; with the page where it is
        another, and the style where that is."""
        slug = query.get("slug", "")
        if slug:
            self.desk.sheet(slug)  # so that it is rendered
        count = self.desk.wait(query.get("after", ""), POLL_SECONDS, self._gone)
        self._send(
            200,
            "application/json",
            json.dumps(
                {"count": count} | (self._news(slug, query) if slug else self._list_news(query))
            ).encode(),
        )

    def _news(self, slug: str, query: dict[str, str]) -> dict[str, Any]:
        sheet = self.desk.sheet(slug)
        if sheet is None:
            return {"missing": True}
        lines = self.desk.lines
        news = {
            "page": sheet.page_number,
            "bar": render_bar(sheet, lines),
            "problems": render_problem_panel(sheet, lines),
        }
        if query.get("page") != str(sheet.page_number):
            news |= reload_page(sheet, query.get("style", ""))
        return news

    def _list_news(self, query: dict[str, str]) -> dict[str, Any]:
        page = str(self.desk.saves)
        return {"page": page} | ({"html": self._list_page()} if query.get("page") != page else {})

    def _gone(self) -> bool:
        """Whether the reader has closed the connection."""
        try:
            ready, _, _ = select.select([self.connection], [], [], 0)
            return bool(ready) and self.connection.recv(1, socket.MSG_PEEK) == b""
        except (OSError, ValueError):
            return True

    # Pages

    def _page(self, sheet: InspectionState) -> None:
        """The page of an inspection. One whose file is gone is not found, and shown all the same:
        it comes back with the file."""
        page = add_preview_parts(
            sheet,
            self.desk.lines,
            nonce=self.nonce,
            root=self.desk.root.as_posix(),
            editor=self.editor,
        )
        self._send(
            404 if sheet.is_gone else 200,
            "text/html",
            page.encode(),
            {"Content-Security-Policy": POLICY.format(nonce=self.nonce)},
        )

    def _list(self) -> None:
        saves = self.desk.saves
        page = self._list_page().replace("</body>", f"{script('', saves)}</body>")
        self._send(
            200,
            "text/html",
            page.encode(),
            {"Content-Security-Policy": POLICY.format(nonce=self.nonce)},
        )

    def _list_page(self) -> str:
        return render_list({slug: self.desk.overview(slug) for slug in self.desk.slugs()})

    def _say(
        self, status: int, title: str, problems: Iterable[Problem] = (), back: str = ""
    ) -> None:
        """A page that says why there is no other."""
        link = (
            f'<a href="/{quote(back)}/">Back to the page</a>'
            if back
            else '<a href="/">All inspections</a>'
        )
        self._send(
            status,
            "text/html",
            render_own_page(
                title, f"<h1>{title}</h1>{render_problems(problems, self.desk.lines)}<p>{link}</p>"
            ).encode(),
        )

    # Files

    def _pdf(self, sheet: InspectionState) -> None:
        sheet = self.desk.pdf(sheet.slug)
        if sheet.is_gone or sheet.pdf_error or not sheet.pdf:
            self._say(
                404 if sheet.is_gone else 503,
                "There is no PDF of this yet",
                sheet.errors or sheet.pdf_error or _still_making(sheet),
                sheet.slug,
            )
            return
        name = f"{sheet.slug}{' (behind)' if sheet.pdf_behind else ''}.pdf"
        self._send(
            200,
            MEDIA_TYPES["pdf"],
            sheet.pdf,
            {"Content-Disposition": f"inline; filename*=UTF-8''{quote(name)}"},
        )

    def _data(self, sheet: InspectionState, kind: str) -> None:
        from reportgen.building.outputs import OutputMaker, Timings

        try:
            files = OutputMaker(Project(self.desk.root), sheet.slug, Timings()).make("data")
            data = files[name_output(sheet.slug, kind)]
        except InputError as refused:
            self._say(
                404 if sheet.is_gone else 503,
                "There is no such file yet",
                sheet.errors or refused.problems,
                sheet.slug,
            )
            return
        self._send(200, MEDIA_TYPES[kind], data)

    def _send(
        self, status: int, kind: str, body: bytes, headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        charset = "; charset=utf-8" if kind.startswith("text/") else ""
        for name, value in {
            "Content-Type": kind + charset,
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Referrer-Policy": "no-referrer",
            **(headers or {}),
        }.items():
            self.send_header(name, value)
        if status >= 400:
            self.close_connection = True
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the terminal shows one line, where the preview is."""
