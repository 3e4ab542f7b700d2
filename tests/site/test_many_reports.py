"""A site of a thousand reports over twelve years: its time and its size grow with their number."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path

import pytest

from reportgen.project.loading import Project
from reportgen.site.site import SiteRequest, make_site
from tests.support.sizes import take
from tests.support.synthetic_site import write_project

pytestmark = pytest.mark.slow

MAX_INDEX = 500_000
"""How many bytes the first page of a thousand reports may have."""


def measure(root: Path, number: int) -> tuple[float, float]:
    """The processor's seconds for a whole site, and then for one change."""
    slugs = write_project(root, number)
    seconds = []
    for _ in range(2):
        began = time.process_time()
        make_site(Project(root), SiteRequest(out=root / "site", jobs=1))
        seconds.append(time.process_time() - began)
        (root / "inspections" / f"{slugs[0]}.record.yaml").unlink(missing_ok=True)
    return seconds[0], seconds[1]


def test_many_reports_take_four_times_as_long_as_a_quarter_of_them(tmp_path: Path) -> None:
    number = take(400, of=1000)
    quarter, _ = measure(tmp_path / "quarter", number // 4)
    whole, change = measure(tmp_path / "whole", number)
    print(
        f"{number // 4}: {quarter:.1f} s; {number}: {whole:.1f} s, and {change:.1f} s for one change"
    )
    assert whole < 6 * quarter
    assert change < whole * 0.6, (
        "only the data of all reports, and pages that change, are made again"
    )
    assert (tmp_path / "whole/site/index.html").stat().st_size < MAX_INDEX


def test_memory_grows_no_faster_than_the_reports(tmp_path: Path) -> None:
    peaks = []
    for number in (take(50, of=100), take(200, of=400)):
        root = tmp_path / str(number)
        write_project(root, number)
        tracemalloc.start()
        make_site(Project(root), SiteRequest(out=root / "site", jobs=1))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    print(f"{peaks[0] / 1e6:.0f} MB, {peaks[1] / 1e6:.0f} MB for four times as many")
    assert peaks[1] < 5 * peaks[0]
