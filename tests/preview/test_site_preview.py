"""The site of all reports on this machine."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from reportgen.preview.server import PreviewServer
from reportgen.preview.site_preview import SitePreview, open_site_server
from reportgen.site.site import SiteRequest
from tests.support.site import copy_project


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> SitePreview:
    root = copy_project(tmp_path_factory.mktemp("project"))
    for path in (root / "inspections").iterdir():
        if not path.name.startswith("exampleshire"):
            path.rename(root / path.name)
    request = SiteRequest(out=root / "output" / "shown", kinds=("html", "data"), jobs=1)
    preview = SitePreview(root, request)
    preview.make()
    return preview


@pytest.fixture(scope="module")
def server(preview: SitePreview) -> Iterator[PreviewServer]:
    server, _ = open_site_server(preview, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def ask(server: PreviewServer, path: str, method: str = "GET", host: str = "") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=60)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", host or f"127.0.0.1:{server.server_port}")
    connection.endheaders()
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, text


@pytest.mark.slow
def test_each_page_loads_again_and_only_here(preview: SitePreview, server: PreviewServer) -> None:
    status, page = ask(server, "/")
    assert status == 200
    assert "/.desk/reload.js" in page
    assert "content=\"default-src 'none'; connect-src 'self'; " in page, "it may ask for news"
    report = ask(server, "/reports/exampleshire-2025/report/")[1]
    assert "script-src 'self' 'sha256-" in report, "the report's own script runs as before"
    assert "/.desk/reload.js" not in (preview.request.out / "index.html").read_text("utf-8")
    assert "location.reload" in ask(server, "/.desk/reload.js")[1]
    assert ask(server, "/reports")[0] == 301
    assert "/.desk/reload.js" in ask(server, "/reports/exampleshire-2025/report/")[1]


@pytest.mark.slow
def test_nothing_else_is_served(server: PreviewServer) -> None:
    for path in ("/../reportgen.yaml", "/%2e%2e/%2e%2e/inspections/", "//etc/passwd", "/none"):
        assert ask(server, path)[0] == 404
    assert ask(server, "/", host="example.org")[0] == 421
    assert ask(server, "/", method="POST")[0] == 405


@pytest.mark.slow
def test_a_change_is_shown_and_a_fault_keeps_the_page(
    preview: SitePreview, server: PreviewServer
) -> None:
    settings: Path = preview.root / "reportgen.yaml"
    before = json.loads(ask(server, "/.desk/wait?after=")[1])
    settings.write_text("site: {name: Inspections of Nowhere}\n", "utf-8")
    preview.make()
    news = json.loads(ask(server, f"/.desk/wait?after={before['count']}")[1])
    assert news == {"count": before["count"] + 1, "problems": []}
    assert "Inspections of Nowhere" in ask(server, "/")[1]
    settings.write_text("site: {nmae: x}\n", "utf-8")
    preview.make()
    news = json.loads(ask(server, f"/.desk/wait?after={news['count']}")[1])
    assert news["problems"] and news["problems"][0].startswith("reportgen.yaml:1:")
    assert "Inspections of Nowhere" in ask(server, "/")[1]
