"""Libraries that were tried and not used, compared with our own code: docs/dependencies.md.

    python -m venv /tmp/tried
    /tmp/tried/bin/pip install . pydantic msgspec ruamel.yaml python-calamine odfdo polars duckdb \\
        pyarrow filelock starlette uvicorn rich nh3 smartypants
    bin/reportgen build west-sussex-2022 && /tmp/tried/bin/python -m benchmarks.tried_libraries
"""

from __future__ import annotations

import difflib
import io
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import files
from pathlib import Path
from typing import Any

from benchmarks.case_files import METHODOLOGY, by_us, write_cases
from benchmarks.measure import REPOSITORY, Command, interleaved, table
from reportgen.project.loading import Project
from reportgen.prose.typography import typeset_line
from reportgen.reading.spreadsheet import Spreadsheet
from reportgen.reading.yaml_source import parse_yaml

SLUG, SHEET, BASE = "west-sussex-2022", "Prompts", "click, yaml"
OUTPUT = REPOSITORY / "output" / SLUG / SLUG
TEXT = (REPOSITORY / "inspections" / f"{SLUG}.yaml").read_text("utf-8")
TRIED = {  # what is imported, the packages that it brings, and what we import instead
    "pydantic": ("pydantic pydantic_core annotated-types typing-inspection", "reading.fields"),
    "msgspec": ("msgspec", "reading.fields"),
    "ruamel.yaml": ("ruamel.yaml", "reading.yaml_source"),
    "python_calamine": ("python-calamine", "reading.spreadsheet"),
    "odfdo": ("odfdo lxml", "reading.spreadsheet"),
    "polars": ("polars polars-runtime-32", "cases.reader"),
    "duckdb": ("duckdb", "cases.reader"),
    "pyarrow.csv": ("pyarrow", "cases.reader"),
    "filelock": ("filelock", "util.atomic_files"),
    "starlette.applications, uvicorn": ("starlette uvicorn h11", "preview.server"),
    "rich.console": ("rich pygments", "cli.problem_text"),
    "nh3": ("nh3", "prose.html"),
    "smartypants": ("smartypants", "prose.typography"),
}


def compare_starts(runs: int = 11) -> str:
    """The processor time that each import adds to `import click, yaml`, as a share of it."""
    names = [*TRIED, *(f"reportgen.{ours}" for _, ours in TRIED.values())]
    commands = {name: Command([sys.executable, "-c", f"import {BASE}, {name}"]) for name in names}
    commands[BASE] = Command([sys.executable, "-c", f"import {BASE}"])
    commands["check"] = Command([sys.executable, "-m", "reportgen", "check", SLUG])
    taken = {name: min(sample.processor) for name, sample in interleaved(commands, runs).items()}
    adds = {name: f"{seconds / taken[BASE] - 1:.2f}" for name, seconds in taken.items()}
    rows = [
        [name, adds[name], ours, adds[f"reportgen.{ours}"], measure_size(brought)]
        for name, (brought, ours) in TRIED.items()
    ]
    rows.append(["", "", f"all of `check {SLUG}`", adds["check"], ""])
    return table(["library", "adds", "ours", "adds", "MB"], rows)


def measure_size(packages: str) -> str:
    found = [Path(str(file.locate())) for name in packages.split() for file in files(name) or ()]
    return f"{sum(path.stat().st_size for path in found if path.is_file()) / 1e6:.1f}"


def compare(name: str, theirs: Callable[[], Any], ours: Callable[[], Any], runs: int = 7) -> str:
    """The quickest of some runs of each, in turn, after one that is not timed."""
    taken: list[list[float]] = [[], []]
    for _ in range(runs + 1):
        for work, times in zip((theirs, ours), taken, strict=True):
            began = time.perf_counter()
            work()
            times.append(time.perf_counter() - began)
    return f"{name:26} takes {min(taken[0][1:]) / min(taken[1][1:]):.2f} of ours"


def compare_texts() -> None:
    from ruamel.yaml import YAML
    from smartypants import smartypants

    yaml, out, lines = YAML(), io.StringIO(), TEXT.splitlines()
    yaml.preserve_quotes, yaml.width = True, 4096
    yaml.dump(yaml.load(TEXT), out)
    lost = [line for line in difflib.ndiff(lines, out.getvalue().splitlines()) if line[0] == "-"]
    print(f"ruamel.yaml, load and dump: {len(lost)} of {len(lines)} lines changed")
    print(compare("ruamel.yaml", lambda: YAML().load(TEXT), lambda: parse_yaml(TEXT, "")))
    theirs, ours = lambda: [*map(smartypants, lines)], lambda: [*map(typeset_line, lines)]
    print(compare("smartypants", theirs, ours))


def compare_tables(cases: Path) -> None:
    import duckdb
    import polars
    from odfdo import Document
    from pyarrow import csv
    from python_calamine import load_workbook

    for path in (OUTPUT.with_suffix(".xlsx"), OUTPUT.with_suffix(".ods")):
        ours = lambda file=path: list(Spreadsheet(file, "").rows(SHEET))  # noqa: E731
        book = lambda file=path: load_workbook(file).get_sheet_by_name(SHEET)  # noqa: E731
        print(compare(f"calamine, {path.suffix}", lambda: book().to_python(), ours))  # noqa: B023
    print(compare("odfdo", lambda: Document(path).body.get_table(name=SHEET).get_values(), ours))
    methodology = Project(REPOSITORY).methodology(METHODOLOGY)
    write_cases(cases, methodology, 20_000)
    query = f"from read_csv('{cases}', all_varchar=true)"
    ours = lambda: by_us(cases, methodology)  # noqa: E731 - reads, checks and counts
    print(compare("polars", lambda: polars.read_csv(cases, infer_schema=False), ours))
    print(compare("duckdb", lambda: duckdb.sql(query).fetchall(), ours))
    print(compare("pyarrow", lambda: csv.read_csv(cases), ours))


if __name__ == "__main__":
    print(compare_starts(), flush=True)
    compare_texts()
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        compare_tables(Path(file.name))
