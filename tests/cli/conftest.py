"""A project to run commands in."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "inspections").mkdir()
    return tmp_path
