"""Every kind of page of the site in Chromium: nothing that axe-core knows, light and dark, valid
HTML, nothing asked of another host, readable from 320 pixels up; and the search is quick."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reportgen.project.loading import Project
from reportgen.site.site import SiteRequest, make_site
from tests.support.browser import run_node
from tests.support.synthetic_site import write_project

PAGES = tuple(
    f"{name}/index.html".removeprefix("./")
    for name in (
        ".",
        "regions",
        "regions/kent-surrey-and-sussex",
        "services/west-sussex-pdu",
        "reports/exampleshire-2025",
        "standards",
        "standards/hmip-pdu-2021/2.2",
        "methodologies",
        "methodologies/exampleshire-2025",
        "grid",
        "grid/hmip-pdu-2021",
        "recommendations",
        "recommendations/2025",
        "corrections",
        "data",
        "about",
        "accessibility",
    )
)
"""One page of each template."""

CHARTS = ("services/ashwick-community-service", "standards/exampleshire-2025/2.1")
"""Pages with charts, in a project with more inspections than the examples have."""

MAX_MILLISECONDS = 100
"""How long a search may take among a thousand reports."""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a thousand reports."""
    root = tmp_path_factory.mktemp("thousand")
    write_project(root, 1000)
    make_site(Project(root), SiteRequest(out=root / "site", jobs=1))
    return root / "site"


@pytest.fixture(scope="module")
def seen(site: Path) -> dict[str, dict[str, Any]]:
    """What the browser saw of each kind of page, at three widths."""
    found = run_node("page.mjs", "--glance", *(str(site / page) for page in PAGES))
    return {str(Path(one["file"]).relative_to(site)): one for one in found}


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_wrong_at_any_width(
    page: str, seen: dict[str, dict[str, Any]], site: Path
) -> None:
    assert seen[page]["invalid"] == []
    for width, found in seen[page]["widths"].items():
        for what in ("violations", "scrolls", "words", "messages"):
            assert found[what] == [], (width, what)
        assert all(one.startswith(f"file://{site}/") for one in found["requests"])
    assert seen[page]["zoomed"] == []


def test_nothing_is_wrong_in_the_dark(site: Path) -> None:
    pages = ("index.html", "reports/west-sussex-2022/index.html", "grid/hmip-pdu-2021/index.html")
    for found in run_node("site.mjs", "dark", *(str(site / page) for page in pages)):
        assert found["violations"] == [], found["file"]
        assert found["ground"] == "rgb(20, 24, 28)"


@pytest.mark.slow
def test_charts_are_read_by_everybody(thousand: Path) -> None:
    pages = [str(thousand / page / "index.html") for page in CHARTS]
    for found in run_node("page.mjs", "--glance", *pages):
        assert found["invalid"] == []
        for width in found["widths"].values():
            assert width["violations"] == width["scrolls"] == width["messages"] == []


@pytest.mark.slow
def test_a_search_among_a_thousand_reports_is_quick(thousand: Path) -> None:
    index = str(thousand / "index.html")
    found = run_node("site.mjs", "search", index, "a", "ash", "ashwick", "north outst", "zzz", "")
    print([(one["word"], round(one["milliseconds"], 1), one["shown"]) for one in found])
    assert all(one["milliseconds"] < MAX_MILLISECONDS for one in found)
    shown = {one["word"]: one["shown"] for one in found}
    assert shown["zzz"] == 0
    assert 0 < shown["ashwick"] <= shown["ash"] < shown["a"] <= shown[""] == 250
