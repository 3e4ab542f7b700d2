"""What is twice as much costs twice as much: of each thing that an inspection may have many of,
four times as many."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen.building.outputs import OutputMaker, Timings
from reportgen.problems import InputError
from reportgen.project.loading import Project

FEW, MANY = 400, 1_600

SAID = "In week {n} the team saw 43 per cent of people, 24 of 51 cases."
HEAD = "methodology: hmip-pdu-2021\ntitle: Much of it\npublished: 2022-08\n"
PROSE = "text:\n  foreword: |\n"

MUCH: dict[str, tuple[str, str]] = {
    "sections": ("sections:\n", "  - {title: Part {n}, in: annexes, text: '" + SAID + "'}\n"),
    "paragraphs": (PROSE, f"    {SAID}\n\n"),
    "lines of one paragraph": (PROSE, f"    {SAID}\n"),
    "clauses of one sentence": (
        PROSE,
        "    and in week {n} the team saw 43 per cent of people, Good as it is,\n",
    ),
    "footnotes": (PROSE, "    A word[^{n}] here.\n\n    [^{n}]: Note {n}\n\n"),
    "links": (PROSE, "    See [this](https://a.example/{n}) and **that**.\n\n"),
    "references": (PROSE, "    See {ref:1.1} and {ref:2.1}.\n\n"),
    "items of a list": (PROSE, "    - Item {n} of the list\n"),
    "rows in prose": (f"{PROSE}    | A | B |\n    | --- | --- |\n", "    | a{n} | {n} |\n"),
    "figures": ("figures:\n", "  fig_{n}: {value: '{n},500', source: Data of ours}\n"),
    "tables": (
        "tables:\n",
        "  t{n}: {title: Table {n}, in: foreword, columns: [A, B], rows: [[a, 1], [b, 2]]}\n",
    ),
    "rows of a table": (
        "tables:\n  t:\n    title: Table\n    in: foreword\n    columns: [A, B]\n    rows:\n",
        "      - [Row {n}, {n}]\n",
    ),
    "recommendations": (
        "recommendations:\n  - to: Whoever\n    items:\n",
        "      - Do thing {n} well.\n",
    ),
    "strengths": ("findings:\n  1.1:\n    strengths:\n", "      - Work {n} is done well.\n"),
    "earlier recommendations": (
        "progress:\n",
        "  - {recommendation: Do {n}., category: Some progress, findings: It was done.}\n",
    ),
    "abbreviations": ("abbreviations:\n", "  AB{n}: Abbreviation {n}\n"),
    "accepted warnings": ("allow:\n", "  code-{n}: a reason\n"),
    "unknown keys": ("", "key{n}: 1\n"),
    "unknown figures": (PROSE, "    There is {pct:9.9.{n}} here.\n\n"),
    "unknown inspections": ("draws_on:\n", "  - unit-{n}\n"),
}


@pytest.fixture
def seconds(tmp_path: Path) -> Callable[[str], float]:
    """What reading, checking and setting an inspection takes, in seconds of processor time, whether
    it passes or not."""
    (tmp_path / "inspections").mkdir()

    def taken(text: str) -> float:
        (tmp_path / "inspections" / "much.yaml").write_text(text, "utf-8")
        began = time.process_time()
        try:
            OutputMaker(Project(tmp_path), "much", Timings()).make_html()
        except InputError as refused:
            assert refused.problems
        return time.process_time() - began

    return taken


@pytest.mark.slow
@pytest.mark.parametrize("what", MUCH)
def test_four_times_as_many_cost_four_times_as_much(
    seconds: Callable[[str], float], what: str
) -> None:
    before, each = MUCH[what]
    few, many = (
        HEAD + before + "".join(each.replace("{n}", str(n)) for n in range(100, 100 + count))
        for count in (FEW, MANY)
    )
    seconds(HEAD)  # what is done once, as compiling templates, counts for neither
    one, four = seconds(few), seconds(many)
    assert four < 8 * one + 0.3  # 16 if each of them looked at all the others
