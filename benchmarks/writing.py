"""How long a change that is written in the page takes to be seen: from the key that saves it to the
painted page, on the longest report. `python -m benchmarks.writing`"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import REPOSITORY, table
from benchmarks.preview import find_chromium
from benchmarks.reports import LONGEST, copied

EDITS, WARM_UP = 20, 3
AIM = "250 ms"


def measure(edits: int) -> list[float]:
    """The times of some edits, after some that warm everything up."""
    environment = {**os.environ, "CHROMIUM": find_chromium(), "PYTHONPATH": str(REPOSITORY)}
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        root = copied(Path(folder))
        command = [sys.executable, "-m", "reportgen", "--root", str(root), "preview", LONGEST]
        preview = subprocess.Popen(
            [*command, "--write", "--port", "0"], stdout=subprocess.PIPE, text=True, env=environment
        )
        try:
            assert preview.stdout is not None
            address = preview.stdout.readline().split()[2]
            done = subprocess.run(
                ["node", "write_speed.mjs", address, str(edits + WARM_UP)],
                cwd=REPOSITORY / "tests" / "browser",
                capture_output=True,
                text=True,
                check=True,
                env=environment,
            )
        finally:
            preview.kill()
            preview.wait()
    times: list[float] = json.loads(done.stdout)
    return times[WARM_UP:]


def report(edits: int = EDITS) -> str:
    """The median, as a table."""
    times = sorted(measure(edits))
    row = [
        "from the key to the painted change",
        f"{statistics.median(times):.0f} ms",
        f"{times[0]:.0f} ms",
        f"{times[-1]:.0f} ms",
        AIM,
    ]
    return f"{edits} edits.\n\n" + table(["", "median", "least", "most", "aim"], [row])


if __name__ == "__main__":
    print(report())
