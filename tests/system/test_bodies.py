"""The packaged methodologies of other bodies: each has an example in tests/examples/bodies/, which
rates, builds, and is accessible."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import page as page_validation
import pytest

from reportgen.building.outputs import OutputMaker, Timings
from reportgen.checks.run import check_dossier
from reportgen.dossier import Dossier, open_dossier
from reportgen.project.loading import Project
from reportgen.render.html.page import PageRenderer
from reportgen.render.json.report_schema import make_report_schema
from reportgen.report.builder import build_report
from reportgen.report.texts import read_texts
from tests.conftest import REPOSITORY
from tests.support.browser import run_node

PROJECT = Project(REPOSITORY / "tests" / "examples" / "bodies")
SLUGS = PROJECT.list_slugs()
EACH = pytest.mark.parametrize("slug", SLUGS)

WITHOUT_EXAMPLE = {"hmip-probation-2018", "hmip-youth-2018", "hmip-youth-2021"}
"""Of the inspectorate whose reports the examples in inspections/ retell; rated alike."""


@pytest.fixture(scope="module")
def bodies() -> dict[str, Dossier]:
    return {slug: open_dossier(PROJECT, slug) for slug in SLUGS}


def test_every_packaged_methodology_has_an_example(bodies: dict[str, Dossier]) -> None:
    shown = {dossier.methodology.id for dossier in bodies.values()}
    repository = Project(REPOSITORY)
    shown |= {open_dossier(repository, slug).methodology.id for slug in repository.list_slugs()}
    assert set(PROJECT.list_methodology_ids()) - shown == WITHOUT_EXAMPLE


@EACH
def test_an_example_has_no_problem(slug: str, bodies: dict[str, Dossier]) -> None:
    problems = check_dossier(bodies[slug])
    assert [p for p in problems if p.severity != "note"] == []


@EACH
def test_an_example_has_the_overall_rating_that_it_announces(
    slug: str, bodies: dict[str, Dossier]
) -> None:
    dossier = bodies[slug]
    published = {str(k): str(v) for k, v in dossier.inspection.published_ratings.items()}
    assert published.get("overall") == dossier.ratings.overall


@pytest.mark.slow
@EACH
def test_an_example_builds_and_its_pdf_passes_pdf_ua(slug: str) -> None:
    maker = OutputMaker(PROJECT, slug, Timings())
    (pdf,) = maker.make_pdf().values()
    report = page_validation.validate_pdf_bytes(pdf, profile="ua1")
    assert report.is_compliant, [(f.rule_id, f.message) for f in report.failures]
    assert len(maker.make_data()) == 3
    jsonschema.validate(
        json.loads(next(v for k, v in maker.make_data().items() if str(k).endswith("json"))),
        make_report_schema(),
    )


@pytest.mark.browser
def test_axe_finds_nothing_on_their_pages(tmp_path: Path, bodies: dict[str, Dossier]) -> None:
    from tests.render.html.test_page_browser import WIDTHS

    files = []
    for slug, dossier in bodies.items():
        report = build_report(dossier, read_texts(dossier))
        files.append(tmp_path / f"{slug}.html")
        page = PageRenderer(PROJECT.template_folders).page(report)
        files[-1].write_text(page, encoding="utf-8")
    seen = run_node("page.mjs", "--glance", *files)
    assert len(seen) == len(files)
    assert {
        (Path(one["file"]).stem, width): one["widths"][width]["violations"]
        for one in seen
        for width in WIDTHS
        if one["widths"][width]["violations"]
    } == {}
