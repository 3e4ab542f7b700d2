"""Serves the desk on this machine: pages, their news, the PDF; and watches the files they are made from.

Only this machine is answered, only reading is offered, and no address reaches a file: what is served is made in memory.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import select
import signal
import socket
import threading
from collections.abc import Callable
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from reportgen.desk import Desk, Sheet, fault_of, problems_html, tally
from reportgen.manifest import Signature, signature
from reportgen.problems import Place, Refused, error
from reportgen.project import PACKAGE, Project, packaged_templates

DEBOUNCE_MS = 50
POLL_SECONDS = 25.0
RETRY_SECONDS = 1.0
OWN = ".desk"
"""What the preview serves of its own stands beneath it: no inspection's name begins with a dot."""
HOST = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)
POLICY = "default-src 'none'; style-src 'unsafe-inline' 'self'; script-src 'self' 'nonce-{nonce}'; img-src data: 'self'; font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

EDITORS = (("cursor", "cursor://file{path}:{line}"), ("codium", "vscodium://file{path}:{line}"), ("code", "vscode://file{path}:{line}"), ("zed", "zed://file{path}:{line}"),
           ("subl", "subl://open?url=file://{path}&line={line}"), ("idea", "idea://open?file={path}&line={line}"), ("charm", "pycharm://open?file={path}&line={line}"),
           ("mvim", "mvim://open?url=file://{path}&line={line}"), ("mate", "txmt://open?url=file://{path}&line={line}"))


VSCODE = "vscode://file{path}:{line}"


def editor_link() -> tuple[str, str]:
    """The address form that opens the user's editor, as $REPORTGEN_EDITOR_URL says or $VISUAL or $EDITOR suggests; and a word where it is another's."""
    if own := os.environ.get("REPORTGEN_EDITOR_URL"):
        return own, ""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "code"
    name = Path(command.split(" ")[0]).name
    link = next((link for word, link in EDITORS if word in name), None)
    return link or VSCODE, "" if link else (f"Links open Visual Studio Code: no address is known that opens {name}. "
                                            "REPORTGEN_EDITOR_URL='editor://open?file={path}&line={line}' names another.")


def serve(project: Project, slug: str | None, *, port: int, open_browser: bool, edit: bool, say: Callable[[str], None]) -> None:
    """Serves until Ctrl-C, or until the system asks it to end."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    desk = Desk(project.root)
    editor, unknown = editor_link() if edit else ("", "")
    server = _server(desk, port, editor)
    address = f"http://127.0.0.1:{server.server_port}/{quote(slug) + '/' if slug else ''}"
    stop = threading.Event()
    watcher = threading.Thread(target=watch, args=(desk, stop, say), name="watch", daemon=True)
    taken = f"; port {port} is taken" if port not in (0, server.server_port) else ""
    try:
        desk.open()
        watcher.start()
        say(f"Preview at {address} (Ctrl-C stops it{taken})")
        if unknown:
            say(unknown)
        if open_browser:
            import webbrowser

            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        say("")
    finally:
        stop.set()
        desk.close()
        server.server_close()
        if watcher.ident:
            watcher.join(timeout=2)
        say("Preview stopped.")


def _server(desk: Desk, port: int, editor: str) -> ThreadingHTTPServer:
    """A server on the port asked for, or on a free one where it is taken."""
    handler = type("DeskHandler", (Handler,), {"desk": desk, "editor": editor, "nonce": os.urandom(12).hex()})
    for candidate in (port, 0):
        try:
            return Server(("127.0.0.1", candidate), handler)
        except OSError as problem:
            if candidate == 0 or port == 0:
                raise Refused(error("no-port", Place("", 1, 1, 1), f"no port can be opened on this machine: {problem.strerror}",
                                    "another program may forbid it")) from None
    raise AssertionError


class Server(ThreadingHTTPServer):
    """Threads that end with the program."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = os.name != "nt"
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader who went away is no error worth a word."""


def watch(desk: Desk, stop: threading.Event, say: Callable[[str], None]) -> None:
    """Tells the desk of each change of a file that a report is made from. Folders may come, go and be forbidden: it goes on."""
    told = ""
    while not stop.is_set():
        known = _watched(desk.root)
        try:
            _watch(desk, stop, known)
            told = ""
        except FileNotFoundError:  # a folder that went away just then
            stop.wait(DEBOUNCE_MS / 1000)
        except Exception as fault:
            if str(fault) != told:
                told = str(fault)
                say(f"Changes of files are not seen just now, {told}. Trying again.")
            stop.wait(RETRY_SECONDS)
        desk.saved({*known, *_watched(desk.root)})


def _watch(desk: Desk, stop: threading.Event, known: dict[str, int]) -> None:
    """Watches these folders until they are others."""
    from watchfiles import DefaultFilter
    from watchfiles import watch as changes

    linked, missed = _linked(desk.root), set(known)  # what changed before the watch began was not seen
    for batch in changes(*known, watch_filter=DefaultFilter(), debounce=DEBOUNCE_MS * 4, step=DEBOUNCE_MS, stop_event=stop, rust_timeout=500,
                         yield_on_timeout=True, raise_interrupt=False, ignore_permission_denied=True):
        was, linked = linked, _linked(desk.root)
        if changed := missed | {path for _, path in batch} | {path for path in {*was, *linked} if was.get(path) != linked.get(path)}:
            desk.saved(changed)
        missed = set()
        if _watched(desk.root) != known:
            return


def _own_folders(root: Path) -> list[Path]:
    return [root / "inspections", root / "methodologies", root / "templates"]


def _watched(root: Path) -> dict[str, int]:
    """The folders that reports are made from, as far as they are there, each with its number: one that is made anew has another."""
    found = {}
    for folder in (*_own_folders(root), packaged_templates(), PACKAGE / "methodologies"):
        try:
            found[str(folder)] = os.stat(folder / ".").st_ino
        except OSError:
            continue
    return found


def _linked(root: Path) -> dict[str, Signature | None]:
    """The files that lie elsewhere and are linked to from the project, as they are: no watch of its folders sees them change."""
    return {path: signature(path) for folder in _own_folders(root) for above, _, names in os.walk(folder)
            for name in names if os.path.islink(path := os.path.join(above, name))}


class Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD from this machine, from what the desk holds."""

    protocol_version = "HTTP/1.1"
    server_version = "reportgen"
    sys_version = ""
    timeout = 60
    disable_nagle_algorithm = True
    wbufsize = -1
    """An answer leaves whole, and at once: news must not wait for the end of a packet."""
    desk: Desk
    editor: str
    nonce: str

    def do_GET(self) -> None:
        if not self._is_local():
            self._send(421, "text/plain", b"This preview answers on this machine alone.\n")
            return
        try:
            url = urlsplit(self.path)
        except ValueError:
            self._send(400, "text/plain", b"This is no address.\n")
            return
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        parts = [unquote(part) for part in url.path.split("/") if part]
        try:
            self._answer(parts, query)
        except ConnectionError:
            self.close_connection = True
        except Exception as fault:  # a fault of ours ends one answer, not the preview
            self._send(500, "text/html", _bare("The preview failed", problems_html([fault_of(fault)], self.desk.lines)))

    do_HEAD = do_GET

    def _refuse(self) -> None:
        self._send(405, "text/plain", b"Only reading is offered.\n", {"Allow": "GET, HEAD"})

    do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = _refuse

    def _is_local(self) -> bool:
        """Whether one host is asked for, and it is this machine."""
        hosts = self.headers.get_all("Host", [])
        return len(hosts) == 1 and HOST.fullmatch(hosts[0].strip()) is not None

    def _answer(self, parts: list[str], query: dict[str, str]) -> None:
        if not parts:
            self._list()
        elif parts[0] == OWN:
            self._own(parts[1:], query)
        else:
            sheet = self.desk.sheet(parts[0], now=True)
            if sheet is None:
                self._send(404, "text/html", _bare("There is no such inspection", '<p><a href="/">All inspections</a></p>'))
            elif len(parts) == 1 and not urlsplit(self.path).path.endswith("/"):
                self._send(301, "text/plain", b"", {"Location": f"/{quote(parts[0])}/"})
            elif len(parts) == 1:
                self._page(sheet)
            elif parts[1:] in (["pdf"], [f"{sheet.slug}.pdf"]):
                self._pdf(sheet)
            elif len(parts) == 2 and parts[1] in [f"{sheet.slug}.{kind}" for kind in ("json", "ods", "xlsx")]:
                self._data(sheet, parts[1].rpartition(".")[2])
            else:
                self._send(404, "text/html", _bare("There is no such page", '<p><a href="/">All inspections</a></p>'))

    # The preview's own

    def _own(self, parts: list[str], query: dict[str, str]) -> None:
        if parts in (["desk.js"], ["desk.css"]):
            kind = "text/javascript" if parts[0].endswith("js") else "text/css"
            self._send(200, kind, (packaged_templates() / "preview" / parts[0]).read_bytes())
        elif parts == ["wait"]:
            self._wait(query)
        else:
            self._send(404, "text/plain", b"Not here.\n")

    def _wait(self, query: dict[str, str]) -> None:
        """What is new, as soon as it is more than the reader knows; with the page where it is another, and the style where that is."""
        slug = query.get("slug", "")
        if slug:
            self.desk.sheet(slug)  # so that it is rendered
        count = self.desk.wait(query.get("after", ""), POLL_SECONDS, self._gone)
        self._send(200, "application/json", json.dumps({"count": count} | (self._news(slug, query) if slug else self._list_news(query))).encode())

    def _news(self, slug: str, query: dict[str, str]) -> dict[str, Any]:
        sheet = self.desk.sheet(slug)
        if sheet is None:
            return {"missing": True}
        news = {"page": sheet.page_number, "bar": self._bar(sheet), "problems": self._problems(sheet)}
        if query.get("page") != str(sheet.page_number):
            page, style = _apart(_published(sheet))
            news |= {"html": page, "style": _name_of(style)} | ({"css": style} if query.get("style") != _name_of(style) else {})
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

    def _page(self, sheet: Sheet) -> None:
        page = _published(sheet)
        style = _name_of(_apart(page)[1])
        page = page.replace('<meta http-equiv="Content-Security-Policy"', '<meta name="policy-of-the-published-page"', 1)
        page = page.replace("<script>", f'<script nonce="{self.nonce}">')
        page = page.replace("</head>", '<link rel="stylesheet" href="/.desk/desk.css"></head>', 1)
        problems = self._problems(sheet)
        root = escape(str(self.desk.root.as_posix()), quote=True)
        desk = (f'<div id="desk-problems" role="alert"{"" if problems else " hidden"}>{problems}</div>'
                f'<div id="desk" role="region" aria-label="Preview">{self._bar(sheet)}</div>'
                f'<script src="/.desk/desk.js" data-slug="{escape(sheet.slug, quote=True)}" data-page="{sheet.page_number}" '
                f'data-style="{style}" data-root="{root}" data-editor="{escape(self.editor, quote=True)}"></script>')
        head, _, tail = page.rpartition("</body>")
        self._send(200, "text/html", f"{head}{desk}</body>{tail}".encode(), {"Content-Security-Policy": POLICY.format(nonce=self.nonce)})

    def _problems(self, sheet: Sheet) -> str:
        if not sheet.errors:
            return ""
        kept = "The page below is the last good one." if sheet.page else "There is no good page yet."
        return f"<details open><summary>{tally(sheet.errors)}. {kept}</summary><div>{problems_html(sheet.errors, self.desk.lines)}</div></details>"

    def _bar(self, sheet: Sheet) -> str:
        if sheet.making is not None:
            state = "being made"
        elif sheet.pdf_error:
            state = "cannot be made"
        elif sheet.pdf:
            state = "behind the last save" if sheet.pdf_behind else "up to date"
        else:
            state = "made when you ask for it" if sheet.page else "waits for a good page"
        checks = f"<p>{tally(sheet.checks)}</p>"
        if sheet.checks:
            checks = f"<details><summary>{tally(sheet.checks)}</summary><div>{problems_html(sheet.checks, self.desk.lines)}</div></details>"
        behind = "behind" if sheet.errors else "up to date"
        return (f'<p><a href="/">All inspections</a></p><p role="status">{escape(sheet.summary)}; the page is {behind}</p>'
                f'<p><a href="/{quote(sheet.slug)}/pdf">PDF</a>: {state}</p>{checks}')

    def _list(self) -> None:
        saves = self.desk.saves
        script = f'<script src="/.desk/desk.js" data-slug="" data-page="{saves}" data-root=""></script>'
        page = self._list_page().replace("</body>", f"{script}</body>")
        self._send(200, "text/html", page.encode(), {"Content-Security-Policy": POLICY.format(nonce=self.nonce)})

    def _list_page(self) -> str:
        rows = []
        for slug in self.desk.slugs():
            sheet = self.desk.overview(slug)
            state = tally(sheet.errors) if sheet.errors else "ready"
            rows.append(f'<tr><th scope="row"><a href="/{quote(slug)}/">{escape(sheet.title or slug)}</a></th><td>{escape(slug)}</td>'
                        f"<td>{escape(sheet.summary)}</td><td>{escape(state)}</td></tr>")
        table = (f'<main id="main"><h1>Inspections</h1><table><thead><tr><th scope="col">Report</th><th scope="col">File</th><th scope="col">Ratings</th>'
                 f'<th scope="col">State</th></tr></thead><tbody>{"".join(rows)}</tbody></table></main>' if rows else
                 '<main id="main"><h1>Inspections</h1><p>There are none yet. <code>reportgen new</code> writes a first one.</p></main>')
        page = _bare("Inspections", table).decode()
        return page.replace("<body>", '<body class="desk-list">').replace("</head>", '<link rel="stylesheet" href="/.desk/desk.css"></head>')

    # Files

    def _pdf(self, sheet: Sheet) -> None:
        sheet = self.desk.pdf(sheet.slug)
        if sheet.pdf_error or not sheet.pdf:
            said = problems_html(sheet.pdf_error or sheet.errors, self.desk.lines)
            self._send(503, "text/html", _bare("There is no PDF of this yet", f'<main>{said}<p><a href="/{quote(sheet.slug)}/">Back to the page</a></p></main>'))
            return
        name = f"{sheet.slug}{' (behind)' if sheet.pdf_behind else ''}.pdf"
        self._send(200, "application/pdf", sheet.pdf, {"Content-Disposition": f"inline; filename*=UTF-8''{quote(name)}"})

    def _data(self, sheet: Sheet, kind: str) -> None:
        from reportgen.outputs import Making, Timings

        try:
            data = Making(Project(self.desk.root), sheet.slug, Timings()).files("data")[f"{sheet.slug}.{kind}"]
        except Refused as refused:
            self._send(503, "text/html", _bare("There is no such file yet", problems_html(refused.problems, self.desk.lines)))
            return
        kinds = {"json": "application/json", "ods": "application/vnd.oasis.opendocument.spreadsheet",
                 "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
        self._send(200, kinds[kind], data)

    def _send(self, status: int, kind: str, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        charset = "; charset=utf-8" if kind.startswith("text/") else ""
        for name, value in {"Content-Type": kind + charset, "Content-Length": str(len(body)), "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
                            "Cross-Origin-Resource-Policy": "same-origin", "Referrer-Policy": "no-referrer", **(headers or {})}.items():
            self.send_header(name, value)
        if status >= 400:
            self.close_connection = True
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the terminal shows one line, where the preview is."""


def _bare(title: str, body: str) -> bytes:
    """A page of the preview's own."""
    return (f'<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<link rel="icon" href="data:,"><title>{escape(title)}</title><style></style></head><body>{body}</body></html>').encode()


def _published(sheet: Sheet) -> str:
    """The last good page, or what stands in for it."""
    return sheet.page or _bare(sheet.title or sheet.slug, "<main id=main><p>There is no good page yet.</p></main>").decode()


def _apart(page: str) -> tuple[str, str]:
    """A page without its style, which is most of it and seldom changes; and the style."""
    head, _, rest = page.partition("<style>")
    style, _, rest = rest.partition("</style>")
    return f"{head}<style></style>{rest}", style


def _name_of(style: str) -> str:
    return hashlib.sha256(style.encode()).hexdigest()[:16]
