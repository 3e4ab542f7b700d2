"""The site of the examples, made once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.project.loading import Project
from reportgen.site.site import SiteRequest, SiteResult, make_site
from tests.support.site import copy_project

KINDS = ("html", "data")
BASE = "https://reports.example.org/inspections/"


@pytest.fixture(scope="session")
def project_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="session")
def result(project_root: Path) -> SiteResult:
    request = SiteRequest(out=project_root / "output" / "site", base=BASE, kinds=KINDS, jobs=1)
    return make_site(Project(project_root), request)


@pytest.fixture(scope="session")
def site(result: SiteResult, project_root: Path) -> Path:
    return project_root / "output" / "site"
