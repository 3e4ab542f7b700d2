"""Serves the preview over HTTP: pages, their news, the PDF and the data.

It answers only this machine and only requests to read, and no address leads to a file: what it
serves is made in memory.
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
    make_page_update,
    make_script,
    render_bar,
    render_list,
    render_own_page,
    render_problem_panel,
    render_problems,
)
from reportgen.preview.pdf_process import describe_fault
from reportgen.preview.preview import Preview
from reportgen.preview.state import InspectionState
from reportgen.preview.watcher import watch
from reportgen.problems import InputError, Place, Problem, error, warning
from reportgen.project.loading import Project
from reportgen.project.paths import find_packaged_templates
from reportgen.report.output_files import MEDIA_TYPES, name_output

POLL_SECONDS = 25.0
"""How long a request for news waits at most."""

OWN = ".desk"
"""The folder of the preview's own files in addresses. No inspection's name begins with a dot."""

HOST = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline' 'self'; script-src 'self' 'nonce-{nonce}';"
    " img-src data: 'self'; font-src data:; connect-src 'self'; base-uri 'none'; form-action"
    " 'none'; frame-ancestors 'none'"
)


def explain_missing_pdf(inspection: InspectionState) -> list[Problem]:
    """Why there is no PDF yet although nothing is wrong."""
    if not inspection.pdf.is_making:
        return []
    message = (
        "another PDF is being made, and this one comes after it"
        if inspection.pdf.is_queued
        else "it takes long, and is still being made"
    )
    return [warning("pdf", Place("", 1, 1, 1), message, "ask for it again in a while")]


def find_slug(project: Project, slug_or_path: str) -> str:
    """Find an inspection by slug or path. Raise InputError if the preview cannot show it."""
    project.find_inspection_file(slug_or_path)  # refuses a file that does not exist
    path = Path(slug_or_path)
    if slug_or_path in project.list_slugs():
        return slug_or_path
    if path.suffix == ".yaml" and path.parent.resolve() == project.inspections.resolve():
        return path.stem
    raise InputError(
        error(
            "no-inspection",
            Place(slug_or_path, 1, 1, 1),
            f"the preview only shows the .yaml files in {project.inspections}/, and this is another"
            " file",
            "move it there, or name the folder of its project with --root",
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
    bind: Callable[[Preview], tuple[type[PreviewHandler], str]] | None = None,
) -> None:
    """Serve until Ctrl-C, or until the system asks it to end. `bind` may give another handler than
    the one that only reads, and what the address then ends in."""
    if threading.current_thread() is threading.main_thread():
        _handle_signals(_end)
    editor = editors.find_editor() if edit else editors.EditorLink("", "")
    preview, stop = Preview(project.root), threading.Event()
    handler, ending = bind(preview) if bind else (PreviewHandler, "")
    server, port_problem = open_server(preview, port, editor.form, handler)
    page = quote(slug) + "/" if slug else ""
    address = f"http://127.0.0.1:{server.server_port}/{page}{ending}"
    watcher = threading.Thread(
        target=watch, args=(project.root, preview.note_saved, stop, echo), name="watch", daemon=True
    )
    remarks = "; ".join(filter(None, ("Ctrl-C stops it", port_problem, editor.remark)))
    try:
        preview.start()
        watcher.start()
        echo(f"Preview at {address} ({remarks})")
        if open_browser:
            import webbrowser

            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        echo("")
    finally:
        stop.set()
        preview.close()
        if threading.current_thread() is threading.main_thread():
            _handle_signals(signal.SIG_IGN)  # nothing is started any more: until Python has ended
        server.server_close()
        if watcher.ident:
            watcher.join(timeout=2)
        echo("Preview stopped.")


def _end(*_: object) -> None:
    """End the preview, and ignore further signals meanwhile."""
    # By a function: SIG_IGN would be inherited by a process that is started at this moment, which
    # could then not be ended.
    _handle_signals(lambda *_: None)
    raise KeyboardInterrupt


def _handle_signals(handler: Callable[..., None] | signal.Handlers) -> None:
    signal.signal(signal.SIGINT, handler)
    signal.signal(signal.SIGTERM, handler)


def open_server(
    preview: Preview, port: int, editor: str, handler: type[PreviewHandler] | None = None
) -> tuple[PreviewServer, str]:
    """Open a server on this port, or on a free one. Return also why this port was not possible."""
    bound = type(
        "BoundPreviewHandler",
        (handler or PreviewHandler,),
        {"preview": preview, "editor": editor, "nonce": os.urandom(12).hex()},
    )
    return bind_server(bound, port)


def bind_server(handler: type[PreviewHandler], port: int) -> tuple[PreviewServer, str]:
    """Open a server for requests of one kind, as `open_server` does."""
    try:
        return PreviewServer(("127.0.0.1", port), handler), ""
    except OSError as reason:
        if port == 0:
            raise _no_port(reason) from None
        port_problem = (
            f"port {port} is taken"
            if reason.errno == errno.EADDRINUSE
            else f"port {port} cannot be opened: {reason.strerror}"
        )
    try:
        return PreviewServer(("127.0.0.1", 0), handler), port_problem
    except OSError as reason:
        raise _no_port(reason) from None


def _no_port(reason: OSError) -> InputError:
    return InputError(
        error(
            "no-port",
            Place("", 1, 1, 1),
            f"no port can be opened on this machine: {reason.strerror}",
            "another program may forbid it",
        )
    )


class PreviewServer(ThreadingHTTPServer):
    """A server whose threads end with the program."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = os.name != "nt"
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing: a browser that closed the connection is not an error."""


class PreviewHandler(BaseHTTPRequestHandler):
    """Answers GET and HEAD from this machine, from what the preview knows."""

    protocol_version = "HTTP/1.1"
    server_version = "reportgen"
    sys_version = ""
    timeout = 60
    disable_nagle_algorithm = True
    wbufsize = -1
    """An answer is sent as a whole, without delay: news must not wait for the end of a packet."""
    preview: Preview
    editor: str
    nonce: str
    parts = ""
    """HTML that is added to the end of each page."""
    own_files: dict[str, str] = {"desk.js": "preview/desk.js", "desk.css": "preview/desk.css"}
    """The scripts and styles that are served, and where they are among the templates."""

    def do_GET(self) -> None:
        try:
            url = urlsplit(self.path)
        except ValueError:
            self._send(400, "text/plain", b"This is not a valid address.\n")
            return
        if not self._is_local(url.netloc):
            self._send(421, "text/plain", b"This preview only answers on this machine.\n")
            return
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        parts = [unquote(part) for part in url.path.split("/") if part]
        try:
            self._answer(parts, query)
        except ConnectionError:
            self.close_connection = True
        except Exception as fault:  # a bug ends one answer, not the preview
            self._explain(500, "The preview failed", [describe_fault(fault)])

    do_HEAD = do_GET

    def _refuse(self) -> None:
        self._send(405, "text/plain", b"This preview can only be read.\n", {"Allow": "GET, HEAD"})

    do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = _refuse

    def _is_local(self, address_host: str) -> bool:
        """Whether exactly one host is asked for, and it is this machine, also in a full address."""
        hosts = self.headers.get_all("Host", [])
        return len(hosts) == 1 and all(
            HOST.fullmatch(host.strip()) for host in (hosts[0], address_host or "localhost")
        )

    def _answer(self, parts: list[str], query: dict[str, str]) -> None:
        if not parts:
            self._send_list()
        elif parts[0] == OWN:
            self._send_own(parts[1:], query)
        else:
            inspection = self.preview.show(parts[0], is_current=True)
            if inspection is None:
                self._explain(404, "There is no such inspection")
            elif len(parts) == 1 and not urlsplit(self.path).path.endswith("/"):
                self._send(301, "text/plain", b"", {"Location": f"/{quote(parts[0])}/"})
            else:
                self._send_file(inspection, parts[1:])

    def _send_file(self, inspection: InspectionState, parts: list[str]) -> None:
        """Send the page of an inspection, or another of its files."""
        endings = {name_output(inspection.slug, kind): kind for kind in ("json", "ods", "xlsx")}
        if not parts:
            self._send_page(inspection)
        elif parts in (["pdf"], [name_output(inspection.slug, "pdf")]):
            self._send_pdf(inspection)
        elif len(parts) == 1 and parts[0] in endings:
            self._send_data(inspection, endings[parts[0]])
        else:
            self._explain(404, "There is no such page")

    # The preview's own files, and the news

    def _send_own(self, parts: list[str], query: dict[str, str]) -> None:
        if len(parts) == 1 and parts[0] in self.own_files:
            media_type = "text/javascript" if parts[0].endswith("js") else "text/css"
            file = find_packaged_templates() / self.own_files[parts[0]]
            self._send(200, media_type, file.read_bytes())
        elif parts == ["wait"]:
            self._send_news(query)
        else:
            self._send(404, "text/plain", b"There is no such file.\n")

    def _send_news(self, query: dict[str, str]) -> None:
        """Wait until there is more news than the browser knows, then send it: with the page if that
        has changed, and with the style if that has."""
        slug = query.get("slug", "")
        if slug:
            self.preview.show(slug)  # so that it is rendered
        count = self.preview.state.wait(query.get("after", ""), POLL_SECONDS, self._has_left)
        news = self._make_page_news(slug, query) if slug else self._make_list_news(query)
        self._send(200, "application/json", json.dumps({"count": count} | news).encode())

    def _make_page_news(self, slug: str, query: dict[str, str]) -> dict[str, Any]:
        inspection = self.preview.show(slug)
        if inspection is None:
            return {"missing": True}
        lines = self.preview.pages.read_lines
        news = {
            "page": inspection.page_number,
            "bar": render_bar(inspection, lines),
            "problems": render_problem_panel(inspection, lines),
        }
        if query.get("page") != str(inspection.page_number):
            news |= make_page_update(self.decorate(inspection), query.get("style", ""))
        return news

    def decorate(self, inspection: InspectionState) -> InspectionState:
        """The state of an inspection with its page as it is sent."""
        return inspection

    def _make_list_news(self, query: dict[str, str]) -> dict[str, Any]:
        page = str(self.preview.state.saves)
        html = render_list(self.preview.list_overviews()) if query.get("page") != page else ""
        return {"page": page, "html": html} if html else {"page": page}

    def _has_left(self) -> bool:
        """Whether the browser has closed the connection."""
        try:
            ready, _, _ = select.select([self.connection], [], [], 0)
            return bool(ready) and self.connection.recv(1, socket.MSG_PEEK) == b""
        except (OSError, ValueError):
            return True

    # Pages

    def _send_page(self, inspection: InspectionState) -> None:
        """Send the page of an inspection. If its file no longer exists, the status is 404, but the
        last page is shown all the same."""
        page = add_preview_parts(
            self.decorate(inspection),
            self.preview.pages.read_lines,
            nonce=self.nonce,
            root=self.preview.state.root.as_posix(),
            editor=self.editor,
            more=self.parts,
        )
        self._send_html(404 if inspection.is_gone else 200, page)

    def _send_list(self) -> None:
        saves = self.preview.state.saves
        page = render_list(self.preview.list_overviews())
        self._send_html(200, page.replace("</body>", f"{make_script('', saves)}</body>"))

    def _send_html(self, status: int, page: str) -> None:
        policy = {"Content-Security-Policy": POLICY.format(nonce=self.nonce)}
        self._send(status, "text/html", page.encode(), policy)

    def _explain(
        self, status: int, title: str, problems: Iterable[Problem] = (), back: str = ""
    ) -> None:
        """Send a page that says why there is no other."""
        link = (
            f'<a href="/{quote(back)}/">Back to the page</a>'
            if back
            else '<a href="/">All inspections</a>'
        )
        list_of_problems = render_problems(problems, self.preview.pages.read_lines)
        page = render_own_page(title, f"<h1>{title}</h1>{list_of_problems}<p>{link}</p>")
        self._send(status, "text/html", page.encode())

    # Files

    def _send_pdf(self, inspection: InspectionState) -> None:
        inspection = self.preview.pdfs.wait_for_pdf(inspection.slug)
        pdf = inspection.pdf
        if inspection.is_gone or pdf.problems or not pdf.data:
            self._explain(
                404 if inspection.is_gone else 503,
                "There is no PDF of this yet",
                inspection.errors or pdf.problems or explain_missing_pdf(inspection),
                inspection.slug,
            )
            return
        name = f"{inspection.slug}{' (older than the last save)' if pdf.is_outdated else ''}.pdf"
        disposition = {"Content-Disposition": f"inline; filename*=UTF-8''{quote(name)}"}
        self._send(200, MEDIA_TYPES["pdf"], pdf.data, disposition)

    def _send_data(self, inspection: InspectionState, ending: str) -> None:
        from reportgen.building.outputs import OutputMaker, Timings

        project = Project(self.preview.state.root)
        try:
            maker = OutputMaker(project, inspection.slug, Timings(), shows_errors=True)
            files = maker.make("data")
        except InputError as refused:
            self._explain(
                404 if inspection.is_gone else 503,
                "There is no such file yet",
                inspection.errors or refused.problems,
                inspection.slug,
            )
            return
        data = next(data for name, data in files.items() if name.endswith(f".{ending}"))
        self._send(200, MEDIA_TYPES[ending], data)

    def _send(
        self, status: int, media_type: str, body: bytes, headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        charset = "; charset=utf-8" if media_type.startswith("text/") else ""
        for name, value in {
            "Content-Type": media_type + charset,
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
        """Print nothing: the terminal only shows where the preview is."""
