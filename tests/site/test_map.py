"""The map of the site: shapes that lead somewhere, and nothing else in the drawing."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from reportgen.problems import InputError
from reportgen.project.loading import Project
from reportgen.reading.fields import SourceText
from reportgen.settings.project_settings import SiteSettings
from reportgen.site.map import MAX_MAP_BYTES, read_map
from reportgen.site.site import SiteResult

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30">'


def draw(root: Path, inner: str) -> None:
    (root / "map.svg").write_text(f"{HEAD}{inner}</svg>", "utf-8")


def read(root: Path, result: SiteResult, name: str = "map.svg") -> tuple[str, list[str]]:
    settings = SiteSettings(map=SourceText(name))
    drawn, notes = read_map(Project(root), settings, result.catalogue)
    return drawn, [one.message for one in notes]


def test_shapes_lead_to_regions_and_services(tmp_path: Path, result: SiteResult) -> None:
    region, service = result.catalogue.regions[0], result.catalogue.services[0]
    draw(
        tmp_path,
        f'<g><path id="{region.id}" d="M0 0h9v9z" fill="url(#sea)"/></g><rect id="sea"/>'
        f'<use href="#sea"/><circle id="{service.id}" r="3" stroke="#234b6b"/>',
    )
    drawn, notes = read(tmp_path, result)
    svg = html.fragment_fromstring(drawn)
    assert [link.get("href") for link in svg.xpath("//*[local-name()='a']")] == [
        f"regions/{region.id}/index.html",
        f"services/{service.id}/index.html",
    ]
    assert svg.xpath("//*[local-name()='a']/@aria-label")[1].startswith(service.name)
    assert set(svg.xpath("//@id")) == {f"map-{id}" for id in (region.id, "sea", service.id)}
    assert svg.xpath("//@fill") == ["url(#map-sea)"]
    assert svg.xpath("//*[local-name()='use']/@href") == ["#map-sea"]
    assert svg.xpath("//@stroke") == ["#234b6b"], "a colour is no reference"
    assert svg.get("viewbox") == "0 0 40 30" and svg.get("width") is None
    assert len(notes) == 1 and result.catalogue.services[1].id in notes[0]


def test_without_a_map_there_is_none(tmp_path: Path, result: SiteResult, site: Path) -> None:
    assert read_map(Project(tmp_path), SiteSettings(), result.catalogue) == ("", [])
    assert 'class="map"' not in (site / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        '<rect onclick="alert(1)"/>',
        '<a href="javascript:alert(1)"><rect/></a>',
        '<a href="https://example.org/"><rect/></a>',
        "<foreignObject><p>x</p></foreignObject>",
        '<image href="https://example.org/x.png"/>',
        "<style>rect { fill: red }</style>",
        '<rect style="fill: red"/>',
        "<desc>" + "x" * MAX_MAP_BYTES + "</desc>",
    ],
)
def test_what_does_more_than_draw_is_refused(
    tmp_path: Path, result: SiteResult, inner: str
) -> None:
    draw(tmp_path, inner)
    with pytest.raises(InputError) as refused:
        read(tmp_path, result)
    assert [one.code for one in refused.value.problems] == ["map-file"]


def test_a_file_elsewhere_is_refused(tmp_path: Path, result: SiteResult) -> None:
    (tmp_path / "in").mkdir()
    draw(tmp_path, "")
    (tmp_path / "in" / "link.svg").symlink_to(tmp_path / "map.svg")
    for name in ("../map.svg", "link.svg", "none.svg", str(tmp_path / "map.svg")):
        with pytest.raises(InputError) as refused:
            read(tmp_path / "in", result, name)
        assert [one.code for one in refused.value.problems] == ["map-file"]
