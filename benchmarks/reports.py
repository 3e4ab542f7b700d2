"""Projects to measure with: the examples, and reports of any length made from the longest of them.
Not for reading."""

from __future__ import annotations

import gc
import shutil
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import REPOSITORY

LONGEST = "west-sussex-2022"

PROSE = (
    "The unit has {n} teams, and in {n} of ten cases the plan said what was to be done, by whom and"
    " by when. Where it did not, the practitioner could mostly say so, and the manager had seen it."
    " What was missing was time; caseloads stood at {n} above the figure that the service itself"
    " thinks right, and {n} days went by before the first appointment."
)


def copied(folder: Path, slug: str = LONGEST) -> Path:
    """A project with one example alone, so that a measurement builds into a folder of its own."""
    inspections = folder / "inspections"
    inspections.mkdir(parents=True)
    shutil.copy(REPOSITORY / "inspections" / f"{slug}.yaml", inspections)
    beside = REPOSITORY / "inspections" / slug
    if beside.is_dir():
        shutil.copytree(beside, inspections / slug)
    own = REPOSITORY / "methodologies"
    if own.is_dir():
        shutil.copytree(own, folder / "methodologies")
    return folder


METHODOLOGY = """
title: Made to be measured
words: {document: report}
scales:
  rating:
    - {name: Poor, points: 0, from: 0}
    - {name: Fair, points: 1, from: 50}
    - {name: Good, points: 2, from: 75}
domains:
  - id: 1
    title: The work
    standards:
      - id: 1.1
        title: Planning
        statement: Work is planned.
        rated: lowest
        questions: [{id: 1.1.1, text: Is there a plan?}, {id: 1.1.2, text: Is it kept?}]
      - id: 1.2
        title: Review
        statement: Plans are reviewed.
        rated: lowest
        questions: [{id: 1.2.1, text: Is there a review?}]
rules:
  band: rounded
  overall: {rule: worst}
outline:
  - cover
  - contents
  - ratings
  - {block: prose, id: background, title: What was found}
  - {block: domain, domain: 1}
"""


def with_sections(folder: Path, slug: str, sections: int) -> Path:
    """An inspection with ratings and so many sections of prose, each with a table, a list and a
    note: some one and a third pages each."""
    lines = ["methodology: measured", f"title: Measured {slug}", "published: 2022-08", "findings:"]
    for standard, results in (
        ("1.1", "{1.1.1: 61 of 80, 1.1.2: 47 of 80}"),
        ("1.2", "{1.2.1: 66 of 80}"),
    ):
        lines += [f'  "{standard}":', f"    results: {results}", f"    text: {PROSE.format(n=3)}"]
    lines.append("tables:")
    for n in range(sections):
        lines += [
            f"  t{n}:",
            f"    title: Table {n}",
            "    source: Invented for measuring",
            "    columns: [Measure, This unit, All units]",
            "    rows:",
            *(
                f"      - [Measure {n}.{row}, {row * 7 + n % 50}, {row * 5 + n % 40}%]"
                for row in range(10)
            ),
        ]
    lines.append("sections:")
    for n in range(sections):
        lines += [f"  - title: Section {n}", "    in: background", "    text: |"]
        for paragraph in range(4):
            lines += [
                f"      {PROSE.format(n=n + paragraph)}" + ("[^1]" if paragraph == 1 else ""),
                "",
            ]
        lines += [
            f"      ### In numbers {n}",
            "",
            f"      {{table:t{n}}}",
            "",
            f"      - {PROSE.format(n=n)}",
            f"      - {PROSE.format(n=n + 1)}",
            "",
            f"      [^1]: Note of section {n}, which says where this was found.",
            "",
        ]
    lines += ["text:", "  background: |", "    What follows was made to be measured."]
    for name, text in (("inspections", "\n".join(lines) + "\n"), ("methodologies", METHODOLOGY)):
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / f"{slug if name == 'inspections' else 'measured'}.yaml").write_text(
            text, "utf-8"
        )
    return folder


def made_in_one_process(projects: Sequence[Path], slug: str, runs: int) -> dict[Path, float]:
    """Seconds for all outputs of each project's report, clearing away included, after a first round
    that is not timed."""
    from reportgen.building.job import BUILT, BuildJob, run_job
    from reportgen.building.staleness import KINDS

    seconds: dict[Path, list[float]] = {project: [] for project in projects}
    for _ in range(runs + 1):
        for project, taken in seconds.items():
            began = time.perf_counter()
            outcomes = run_job(BuildJob(str(project), slug, tuple(KINDS), force=True))
            gc.unfreeze()  # what setting the PDF put aside: each report pays for its own
            gc.collect()
            taken.append(time.perf_counter() - began)
            assert all(outcome.state == BUILT for outcome in outcomes), outcomes
    return {project: statistics.median(taken[1:]) for project, taken in seconds.items()}
