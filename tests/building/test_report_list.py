"""The list of the output folder: it has every report that was built, and says what is a draft."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from lxml import html

from reportgen.building.build import build
from reportgen.project.loading import Project
from tests.conftest import REPOSITORY

SLUG = "exampleshire-2025"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    for folder in ("inspections", "methodologies"):
        shutil.copytree(REPOSITORY / folder, root / folder)
    shutil.copy(root / f"inspections/{SLUG}.yaml", root / "inspections/second.yaml")
    build(Project(root), [SLUG, "second"], ("html", "data"), jobs=1)
    return root


def test_every_report_is_listed_with_its_files(root: Path) -> None:
    page = html.fromstring((root / "output/index.html").read_bytes())
    addresses = page.xpath("//main//a/@href")
    assert f"{SLUG}/index.html" in addresses
    assert f"{SLUG}/{SLUG}.ods" in addresses
    assert "second/restricted/second.draft.html" in addresses
    assert all((root / "output" / address).is_file() for address in addresses)


def test_a_draft_is_called_one(root: Path) -> None:
    page = html.fromstring((root / "output/index.html").read_bytes())
    (title,) = page.xpath("//a[contains(@href, 'second.draft.html')]/text()")
    assert title.startswith("Draft: ")
    (title,) = page.xpath(f"//a[@href='{SLUG}/index.html']/text()")
    assert title.startswith("Exampleshire")


def test_a_build_with_nothing_to_do_brings_it_back_and_else_leaves_it_alone(root: Path) -> None:
    page = root / "output/index.html"
    content = page.read_bytes()
    page.unlink()
    build(Project(root), [SLUG], ("html", "data"), jobs=1)
    assert page.read_bytes() == content
    page.write_bytes(b"mine")
    build(Project(root), [SLUG], ("html", "data"), jobs=1)
    assert page.read_bytes() == b"mine"
