"""A running preview for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.preview import RunningPreview


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningPreview]:
    preview = RunningPreview(tmp_path)
    yield preview
    if preview.process.poll() is None:
        preview.process.kill()
        preview.process.wait()
