"""What all tests share: the repository, and inspections written as YAML in a test."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from reportgen.dossier import Dossier, open_dossier
from reportgen.inspection.model import Inspection
from reportgen.methodology.model import Methodology
from reportgen.project.loading import Project
from reportgen.ratings.calculator import rate
from reportgen.reading.fields import MapType, ReadingContext
from reportgen.reading.yaml_source import Node, parse_yaml
from tests.support.made_once import FOLDER

REPOSITORY = Path(__file__).resolve().parent.parent


class TestProject(Project):
    """The repository, with the methodologies that are kept for tests alone."""

    __test__ = False

    @property
    def methodology_folders(self) -> tuple[Path, ...]:
        return (*super().methodology_folders, REPOSITORY / "tests" / "methodologies")


SLUGS = [slug for slug in Project(REPOSITORY).list_slugs() if slug != "exampleshire-2025-cy"]
"""The examples. The one in Welsh has the data of another, and tests of its own: tests/languages/."""
EVERY = pytest.mark.parametrize("slug", SLUGS)
"""For each example inspection."""


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder that the processes of this run share."""
    if not hasattr(config, "workerinput"):
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="reportgen-tests-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)


@pytest.fixture(scope="session")
def project() -> TestProject:
    return TestProject(REPOSITORY)


@pytest.fixture(scope="session")
def dossiers() -> dict[str, Dossier]:
    """The example inspections, read and rated."""
    project = TestProject(REPOSITORY)
    return {slug: open_dossier(project, slug) for slug in SLUGS}


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with copies of the example inspections, to be spoilt."""
    root = tmp_path_factory.mktemp("examples")
    for folder in ("inspections", "methodologies"):
        shutil.copytree(REPOSITORY / folder, root / folder)
    return root


def read_inspection(node: Node, slug: str = "test") -> Inspection:
    """An inspection from a part of a YAML tree; a mistake in it fails the test."""
    reading = ReadingContext()
    inspection: Inspection = MapType(Inspection).read(
        node, reading, slug=slug, path=node.place.path
    )
    assert reading.problems == []
    return inspection


def inspection_of(yaml: str, slug: str = "test") -> Inspection:
    return read_inspection(parse_yaml(yaml, "test.yaml"), slug)


def dossier_of(project: Project, yaml: str) -> Dossier:
    """An inspection written in a test, rated."""
    inspection = inspection_of(yaml)
    methodology = project.load_methodology(str(inspection.methodology))
    return Dossier(
        project=project,
        file=Path("test.yaml"),
        inspection=inspection,
        methodology=methodology,
        ratings=rate(methodology, inspection),
    )


def methodology_of(yaml: str, id: str = "test") -> Methodology:
    reading = ReadingContext()
    methodology: Methodology = MapType(Methodology).read(
        parse_yaml(yaml, "test-methodology.yaml"), reading, id=id, path="test-methodology.yaml"
    )
    assert reading.problems == []
    return methodology
