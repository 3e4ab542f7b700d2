"""Only pages that show something else are rendered again."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.project.loading import Project
from reportgen.site.renderer import SiteRenderer
from reportgen.site.site import SiteRequest, make_site
from reportgen.site.views import Page
from tests.support.synthetic_site import write_project


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    paths: list[str] = []
    render = SiteRenderer.render

    def note(self: SiteRenderer, page: Page, metadata: str = "") -> bytes:
        paths.append(page.path)
        return render(self, page, metadata)

    monkeypatch.setattr(SiteRenderer, "render", note)
    return paths


@pytest.mark.slow
def test_one_change_renders_what_shows_it_and_gives_what_a_whole_run_gives(
    tmp_path: Path, rendered: list[str]
) -> None:
    slugs = write_project(tmp_path / "project", 24)
    project = Project(tmp_path / "project")

    def make(out: str) -> list[str]:
        rendered.clear()
        make_site(project, SiteRequest(out=tmp_path / out, jobs=1))
        return list(rendered)

    assert len(make("site")) > 80
    assert make("site") == []
    (project.inspections / f"{slugs[0]}.record.yaml").unlink()
    again = make("site")
    service = slugs[0].rpartition("-")[0]
    assert f"services/{service}-community-service/index.html" in again
    assert "index.html" in again
    assert len(again) < 50
    make("whole")
    for path in (tmp_path / "whole").rglob("*.html"):
        other = tmp_path / "site" / path.relative_to(tmp_path / "whole")
        assert path.read_bytes() == other.read_bytes()


def test_another_template_renders_all_pages_anew(tmp_path: Path, rendered: list[str]) -> None:
    write_project(tmp_path / "project", 3)
    request = SiteRequest(out=tmp_path / "site", jobs=1)
    make_site(Project(tmp_path / "project"), request)
    number = len(rendered)
    folder = tmp_path / "project/templates/site"
    folder.mkdir(parents=True)
    (folder / "foot.html.j2").write_text("<footer><p>Our own foot</p></footer>\n")
    make_site(Project(tmp_path / "project"), request)
    assert len(rendered) == 2 * number
    pages = [*(tmp_path / "site").glob("*.html"), *(tmp_path / "site").glob("services/*/*.html")]
    assert all("Our own foot" in page.read_text("utf-8") for page in pages)
