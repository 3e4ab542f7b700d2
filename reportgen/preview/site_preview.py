"""The site of all reports on this machine, made again whenever a file is saved: `reportgen site
--preview`.

It serves a folder of its own, not the one that is published, and adds to each page the script that
loads it again. PDFs are not made; those that exist are there.
"""

from __future__ import annotations

import json
import mimetypes
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from reportgen.building.staleness import state_folder
from reportgen.preview.pdf_process import describe_fault
from reportgen.preview.server import (
    OWN,
    POLL_SECONDS,
    PreviewHandler,
    PreviewServer,
    bind_server,
)
from reportgen.preview.watcher import watch
from reportgen.problems import InputError
from reportgen.project.loading import Project
from reportgen.settings.settings_file import SETTINGS_FILE
from reportgen.site.site import SiteRequest, make_site
from reportgen.util.file_state import sign_file

LOOK_SECONDS = 0.5
"""How often the file of settings is looked at."""
_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')
"""What a page may load."""
_SCRIPT = f'<script src="/{OWN}/reload.js"></script>'.encode()


class SitePreview:
    """The site as it was made last, and how often it was made."""

    def __init__(self, root: Path, request: SiteRequest) -> None:
        self.root, self.request = root, request
        self.count = 0
        self.problems: list[str] = []
        """What kept the site from being made, if anything did."""
        self.news = threading.Condition()
        self.saved = threading.Event()

    def make(self) -> None:
        """Make the site, and let every page know. If it cannot be made, the old one stays."""
        self.saved.clear()
        try:
            make_site(Project(self.root), self.request)
            problems = []
        except InputError as refused:
            problems = [
                f"{one.place.path}:{one.place.line}: {one.message}" for one in refused.problems
            ]
        except Exception as fault:  # a bug in reportgen: the preview goes on
            problems = [describe_fault(fault).message]
        with self.news:
            self.count, self.problems = self.count + 1, problems
            self.news.notify_all()

    def note_saved(self, paths: Iterable[str]) -> None:
        self.saved.set()

    def keep_making(self, stop: threading.Event) -> None:
        """Make the site after each change, until `stop` is set."""
        settings = sign_file(str(self.root / SETTINGS_FILE))
        while not stop.is_set():
            was, settings = settings, sign_file(str(self.root / SETTINGS_FILE))
            if self.saved.wait(LOOK_SECONDS) or was != settings:
                self.make()

    def wait(self, after: str) -> dict[str, Any]:
        """What is new, as soon as it is more than `after`."""
        with self.news:
            self.news.wait_for(lambda: str(self.count) != after, POLL_SECONDS)
            return {"count": self.count, "problems": self.problems}


def open_site_server(preview: SitePreview, port: int) -> tuple[PreviewServer, str]:
    """Open a server on this port, or on a free one. Return also why this port was not possible."""
    return bind_server(type("BoundSiteHandler", (SiteHandler,), {"site": preview}), port)


class SiteHandler(PreviewHandler):
    """Answers from the folder of the site."""

    site: SitePreview
    own_files = {"reload.js": "preview/reload.js"}

    def _answer(self, parts: list[str], query: dict[str, str]) -> None:
        if parts == [OWN, "wait"]:
            news = self.site.wait(query.get("after", ""))
            self._send(200, "application/json", json.dumps(news).encode())
        elif parts[:1] == [OWN]:
            self._send_own(parts[1:], query)
        else:
            self._send_site_file(parts)

    def _send_site_file(self, parts: list[str]) -> None:
        folder = self.site.request.out
        path = folder.joinpath(*parts)
        is_inside = not {"..", "/"} & set(parts) and path.resolve().is_relative_to(folder)
        if is_inside and path.is_dir() and not urlsplit(self.path).path.endswith("/"):
            self._send(301, "text/plain", b"", {"Location": urlsplit(self.path).path + "/"})
            return
        path = path / "index.html" if path.is_dir() else path
        if not is_inside or not path.is_file():
            self._send(404, "text/plain", b"The site has no such file.\n")
            return
        body = path.read_bytes()
        if path.suffix == ".html":
            body = _POLICY.sub(_allow_news, body, count=1)
            body = body.replace(b"</body>", _SCRIPT + b"</body>")
        self._send(200, mimetypes.guess_type(path.name)[0] or "application/octet-stream", body)


def _allow_news(policy: re.Match[bytes]) -> bytes:
    """A page's policy, and besides that the preview's script, which asks this machine for news."""
    return (
        policy[0]
        .replace(b"default-src 'none'", b"default-src 'none'; connect-src 'self'")
        .replace(b"script-src", b"script-src 'self'")
    )


def serve_site(
    project: Project, request: SiteRequest, port: int, echo: Callable[[str], None]
) -> None:
    """Serve the site until Ctrl-C."""
    folder = state_folder(project) / "site-preview"
    preview = SitePreview(project.root, replace(request, out=folder.resolve()))
    preview.make()
    for problem in preview.problems:
        echo(problem)
    server, port_problem = open_site_server(preview, port)
    stop = threading.Event()
    for work, arguments in (
        (watch, (project.root, preview.note_saved, stop, echo)),
        (preview.keep_making, (stop,)),
    ):
        threading.Thread(target=work, args=arguments, daemon=True).start()
    remarks = "; ".join(filter(None, ("Ctrl-C stops it", port_problem)))
    echo(f"Site at http://127.0.0.1:{server.server_port}/ ({remarks})")
    try:
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        echo("")
    finally:
        stop.set()
        server.server_close()
