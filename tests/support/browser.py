"""Chromium, driven by the scripts in `tests/browser/`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import Any

from tests.conftest import REPOSITORY

CHROMIUM = (
    os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
)


def run_node(script: str, *arguments: object, seconds: int = 600, **environment: str) -> list[Any]:
    """Run a script, and return what it prints: JSON, a value on each line."""
    assert CHROMIUM, "no Chromium here: bin/setup tests installs it"
    done = subprocess.run(
        ["node", script, *map(str, arguments)],
        cwd=REPOSITORY / "tests" / "browser",
        capture_output=True,
        text=True,
        timeout=seconds,
        env={**os.environ, "CHROMIUM": CHROMIUM, **environment},
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]
