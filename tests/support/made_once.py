"""What is made once for all processes of a test run: the PDF of an example takes seconds."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from reportgen.util.atomic_files import exclusive_lock

FOLDER = "REPORTGEN_MADE_ONCE"
"""The variable that names the folder which the processes of a run share."""


def make_once(name: str, make: Callable[[], bytes]) -> bytes:
    """Give what another process of this run has made under a name, or make it."""
    folder = Path(os.environ[FOLDER])
    path = folder / name
    with exclusive_lock(folder / f"{name}.lock"):
        if not path.exists():
            path.write_bytes(make())
        return path.read_bytes()
