"""How long case files take to read and count, beside Python's own csv.reader, and how much memory.

python -m benchmarks.case_files [CASES ...]        1,000 to 1,000,000 without arguments; 80
questions each
"""

from __future__ import annotations

import csv
import random
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path
from typing import Literal, NamedTuple

from reportgen.cases.reader import read_cases
from reportgen.inspection.model import Cases
from reportgen.methodology.model import Methodology
from reportgen.project.loading import Project
from reportgen.reading.fields import SourceText

ROUNDS = 7
METHODOLOGY = "hmip-pdu-2021"
SPELLINGS = ("yes", "no", "not applicable", "", "Yes", "n/a", "no")
USUAL = 20_000


class Kind(NamedTuple):
    """How a file of cases was written."""

    answers: tuple[str, ...] = SPELLINGS
    has_attributes: bool = True
    between: bool = False
    """Whether the attributes stand between the answers."""
    quoting: Literal[0, 1] = csv.QUOTE_MINIMAL


KINDS = {
    "many spellings, five attributes": Kind(),
    "only y and n": Kind(("y", "n"), has_attributes=False),
    "y and n, five attributes": Kind(("y", "n")),
    "only yes, no, n/a and blanks": Kind(("yes", "no", "n/a", ""), has_attributes=False),
    "every cell in quotation marks": Kind(quoting=csv.QUOTE_ALL),
    "attributes between the answers": Kind(between=True),
    "y and n, attributes between them": Kind(("y", "n"), between=True),
}


def write_cases(
    path: Path,
    methodology: Methodology,
    cases: int,
    kind: Kind = KINDS["many spellings, five attributes"],
) -> Path:
    """A file of so many invented cases with eighty questions, and attributes as they come: some of
    few values, some of very many."""
    ids = [
        f"{q.id}{p}"
        for s in methodology.standards.values()
        for q in s.questions
        for p in ("", *(str(p.id) for p in q.prompts))
    ][:80]
    chance = random.Random(1)
    names = (
        ["risk_level", "sex", "date_of_birth", "postcode", "comment"] if kind.has_attributes else []
    )

    def row(case: str, attributes: list[str], answers: list[str]) -> list[str]:
        if not kind.between:
            return [case, *attributes, *answers]
        return [
            case,
            *(
                cell
                for n, answer in enumerate(answers)
                for cell in ([attributes[n // 16], answer] if n % 16 == 0 else [answer])
            ),
        ]

    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=kind.quoting)
        writer.writerow(row("case", names, ids))
        for case in range(cases):
            attributes = [
                ("Low", "Medium", "High")[case % 3],
                "FM"[case % 2],
                f"{1950 + case % 55}-{case % 12 + 1:02}-{case % 28 + 1:02}",
                f"XX{case % 39} {case % 10}AA",
                f"Seen on {case} occasions" + (', with "care"' if case % 10 == 0 else ""),
            ][: len(names)]
            writer.writerow(row(f"C{case}", attributes, chance.choices(kind.answers, k=len(ids))))
    return path


def by_csv_reader(path: Path) -> float:
    began = time.process_time()
    with path.open(encoding="utf-8", newline="") as file:
        for _ in csv.reader(file):
            pass
    return time.process_time() - began


def by_us(path: Path, methodology: Methodology) -> float:
    began = time.process_time()
    read_cases(path, methodology, Cases(file=SourceText(path.name)), path.name).counts()
    return time.process_time() - began


def measure(path: Path, methodology: Methodology, rounds: int = ROUNDS) -> tuple[float, float]:
    """The shortest of some interleaved runs each: csv.reader's and ours, in seconds of this process
    alone, whatever else runs."""
    plain, ours = [], []
    for _ in range(rounds):
        plain.append(by_csv_reader(path))
        ours.append(by_us(path, methodology))
    return min(plain), min(ours)


def peak(path: Path, methodology: Methodology) -> int:
    """The most bytes held while reading."""
    tracemalloc.start()
    by_us(path, methodology)
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return held


def main(sizes: list[int]) -> None:
    methodology = Project(Path(__file__).resolve().parent.parent).load_methodology(METHODOLOGY)
    with tempfile.TemporaryDirectory() as folder:
        print(f"{f'{USUAL:,} cases':34}{'ratio':>8}")
        for name, kind in KINDS.items():
            plain, ours = measure(
                write_cases(Path(folder) / "cases.csv", methodology, USUAL, kind), methodology
            )
            print(f"{name:34}{ours / plain:>8.2f}")
        print(
            f"\n{'cases':>10}{'file, MB':>10}{'csv.reader, s':>15}{'ours, s':>10}{'ratio':>8}"
            f"{'memory, of the file':>21}"
        )
        for cases in sizes:
            path = write_cases(Path(folder) / "cases.csv", methodology, cases)
            plain, ours = measure(path, methodology, ROUNDS if cases <= 200_000 else 1)
            share = (
                f"{peak(path, methodology) / path.stat().st_size:.2f}"
                if cases <= 200_000
                else "not measured"
            )
            print(
                f"{cases:>10,}{path.stat().st_size / 1e6:>10.1f}{plain:>15.3f}{ours:>10.3f}"
                f"{ours / plain:>8.2f}{share:>21}"
            )


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [1_000, 20_000, 100_000, 1_000_000])
