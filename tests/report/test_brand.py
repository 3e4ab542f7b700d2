"""How a body's reports look: `brand:` in the project's own file and in a methodology."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html as lxml_html

from reportgen.brand.brand_keys import BrandKeys
from reportgen.checks.run import check_dossier
from reportgen.dossier import open_dossier
from reportgen.methodology.validation import validate_methodology
from reportgen.problems import InputError
from reportgen.project.loading import Project
from reportgen.reading.fields import SourceText
from reportgen.render.html.page import PageRenderer
from reportgen.render.pdf.resources import PdfResources, _find_resource
from reportgen.report.builder import build_report
from reportgen.report.report import Report
from reportgen.settings.project_settings import read_project_settings
from reportgen.util.colours import contrast_on_white, least_difference
from tests.support.site import copy_project

SLUG = "west-kent-2022"
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9"/>'
BRAND = """brand:
  name: Inspectorate of Things
  logo: brand/logo.svg
  accent: '#7a1f3d'
  letterhead: [1 High Street, Exampletown]
  cover_picture: brand/cover.svg
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_project(tmp_path_factory.mktemp("branded"))
    (root / "brand").mkdir()
    for name in ("logo", "cover"):
        (root / "brand" / f"{name}.svg").write_text(LOGO)
    return root


def build(root: Path, settings: str = BRAND, slug: str = SLUG) -> Report:
    (root / "reportgen.yaml").write_text(settings)
    return build_report(open_dossier(Project(root), slug))


def list_problems(root: Path, settings: str) -> list[str]:
    (root / "reportgen.yaml").write_text(settings)
    problems = check_dossier(open_dossier(Project(root), SLUG))
    return [f"{one.place.path}:{one.place.line} {one.code}" for one in problems if one.is_error]


def render(root: Path, report: Report, mode: str = "page") -> lxml_html.HtmlElement:
    renderer = PageRenderer(Project(root).template_folders)
    return lxml_html.document_fromstring(getattr(renderer, mode)(report))


def test_page_and_paper_have_the_logo_with_its_name_and_the_accent(root: Path) -> None:
    report = build(root)
    page, paper = render(root, report), render(root, report, "print")
    (logo,) = page.xpath("//header//img[@class='logo']")
    assert logo.get("src").startswith("data:image/svg+xml;base64,")
    assert logo.get("alt") == "Inspectorate of Things"
    pictures = {one.get("src"): one.get("alt") for one in paper.xpath("//img")}
    assert pictures == {"~brand/logo": "Inspectorate of Things", "~brand/cover_picture": ""}
    resources = PdfResources([], report.brand.files)
    for address in pictures:
        assert _find_resource(f"http://templates.invalid/{address}", resources)[0] == LOGO.encode()
    for tree in (page, paper):
        assert ":root { --accent: #7a1f3d; }" in tree.xpath("string(//style)")


def test_on_a_dark_ground_the_accent_is_light_enough(root: Path) -> None:
    style = render(root, build(root)).xpath("string(//style)")
    light = style.rpartition(":root { --accent: ")[2][:7]
    of_accent, of_ground = contrast_on_white(light), contrast_on_white("#12171b")
    assert of_accent and of_ground and of_ground / of_accent >= 7


def test_without_a_brand_nothing_is_added(root: Path) -> None:
    report = build(root, "")
    assert render(root, report).xpath("//img") == []
    assert report.brand.style == report.brand.dark_style == ""


def test_a_letter_without_a_sender_comes_from_the_body(root: Path) -> None:
    slug = "kent-surrey-sussex-2022"
    letter = build(root, slug=slug).letter
    assert letter and letter.sender[0] == "HM Inspectorate of Probation"
    file = root / "inspections" / f"{slug}.yaml"
    written = file.read_text()
    start = written.index("  sender:")
    end = written.index("\n  to:", start) + 1
    try:
        file.write_text(written[:start] + written[end:])
        letter = build(root, slug=slug).letter
    finally:
        file.write_text(written)
    assert letter and letter.sender == ("Inspectorate of Things", "1 High Street", "Exampletown")


def test_the_keys_of_a_methodology_come_before_those_of_the_project() -> None:
    text = SourceText
    project = BrandKeys(name=text("Project"), accent=text("#000000"))
    brand = BrandKeys(name=text("Methodology")).over(project)
    assert (brand.name, brand.accent, brand.logo) == ("Methodology", "#000000", None)


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("logo: brand/none.svg", "file-missing"),
        ("logo: ../logo.svg", "file-missing"),
        ("logo: brand/harm.svg", "image-harm"),
        ("logo: brand/photo.jpg", "image-kind"),
        ("cover_picture: reportgen.yaml", "image-kind"),
        ("accent: '#ffcc00'", "colour"),
        ("accent: red", "colour"),
        ("logos: x.svg", "unknown-key"),
    ],
)
def test_what_cannot_be_used_is_reported_at_its_line(root: Path, key: str, code: str) -> None:
    (root / "brand" / "harm.svg").write_text(LOGO.replace("/>", "><script/></svg>"))
    (root / "brand" / "photo.jpg").write_bytes(
        bytes.fromhex(
            "ffd8 ffc0 0011 08 0001 0001 03 012200021101031101 ffda 0008 0101 0000 3f00 ffd9"
        )
    )
    assert list_problems(root, f"brand:\n  name: Body\n  {key}\n") == [f"reportgen.yaml:3 {code}"]


def test_a_light_accent_is_refused_with_its_contrast(root: Path) -> None:
    (root / "reportgen.yaml").write_text("brand: {accent: '#ffcc00'}")
    with pytest.raises(InputError) as refused:
        read_project_settings(root)
    assert "#ffcc00 has a contrast of 1.5 to 1 on white; 4.5 to 1 is the least" in str(
        refused.value.problems[0].message
    )


def test_two_colours_may_differ_for_all_but_those_who_see_no_green() -> None:
    difference, by = least_difference("#c00000", "#9a6000")
    assert difference < 5 and by == " by readers without green"
    assert least_difference("#c00000", "#103750")[0] > 30
    assert least_difference("#123456", "#123456")[0] == 0


def test_colours_of_grades_that_some_cannot_tell_apart_are_refused(root: Path) -> None:
    methodology = open_dossier(Project(root), SLUG).methodology
    ((name, grades),) = methodology.scales.items()
    colours = dict(zip(grades, map(SourceText, ("#c00000", "#9a6000", "#0a4943")), strict=False))
    scale = tuple(replace(grade, colour=colours.get(grade)) for grade in grades)
    (alike,) = validate_methodology(replace(methodology, scales={name: scale}))
    assert (alike.code, alike.message) == (
        "colours-alike",
        "#c00000 (Inadequate) and #9a6000 (Requires improvement) are hardly told apart by readers"
        " without green: they differ by 3.2, and 5 is the least",
    )
