"""Makes a case file of West Sussex's size from which its published percentages come out. The cases
are invented, every one.

    python -m tests.support.synthetic_cases    writes tests/cases/west-sussex-2022-synthetic.csv

What was published is a percentage for each question. For each, the largest number of cases is taken
of which some whole number gives it, up to as many as could have been asked: 18 court reports, 51
cases, 12 of them on release from custody. Which cases are sufficient is drawn by chance, from a
fixed seed, the better cases being more likely to be.
"""

from __future__ import annotations

import csv
import random
from fractions import Fraction
from pathlib import Path

from reportgen.inspection.model import Inspection
from reportgen.inspection.results import Result
from reportgen.methodology.model import Methodology
from reportgen.project.loading import Project
from reportgen.util.numbers import round_half_up

HERE = Path(__file__).resolve().parents[1]
FILE = HERE / "cases" / "west-sussex-2022-synthetic.csv"

COURT_REPORTS, CASES, POST_RELEASE = 18, 51, 12


def whole_cases(published: Result, most: int) -> tuple[int, int]:
    """The count to invent for a published result: the count itself, or the most cases that give its
    percentage; else the nearest."""
    if published.of is not None and published.yes is not None:
        return published.yes, published.of
    for of in range(most, 0, -1):
        for yes in range(of + 1):
            if round_half_up(Fraction(100 * yes, of)) == published.rounded:
                return yes, of
    return min(
        ((yes, of) for of in range(1, most + 1) for yes in range(of + 1)),
        key=lambda c: abs(Fraction(100 * c[0], c[1]) - published.rounded),
    )


def most_asked(methodology: Methodology, id: str) -> int:
    """In how many cases a question or prompt could have been asked."""
    standard = next(
        s for s in methodology.standards.values() if any(id.startswith(q.id) for q in s.questions)
    )
    if standard.id == "2.1":
        return COURT_REPORTS
    marks = [
        str(m)
        for q in standard.questions
        for p in q.prompts
        if f"{q.id}{p.id}" == id
        for m in p.marks
    ]
    return POST_RELEASE if "post-custody" in marks else CASES


def rows(methodology: Methodology, inspection: Inspection) -> list[list[str]]:
    """The file: its headings, and a row for each invented case."""
    chance = random.Random("West Sussex, invented")
    published = {
        str(id): result
        for finding in inspection.findings.values()
        for id, result in finding.results.items()
        if result
    }
    quality = [chance.random() for _ in range(CASES)]
    released = set(chance.sample(range(CASES), POST_RELEASE))
    in_court = chance.sample(range(CASES), COURT_REPORTS)
    risk = [
        (
            "High"
            if chance.random() < (0.45 if case in released else 0.15)
            else "Low"
            if chance.random() < 0.1
            else "Medium"
        )
        for case in range(CASES)
    ]
    answers = [["n/a"] * len(published) for _ in range(CASES)]
    for column, (id, result) in enumerate(published.items()):
        most = most_asked(methodology, id)
        yes, of = whole_cases(result, most)
        population = (
            in_court
            if most == COURT_REPORTS
            else sorted(released)
            if most == POST_RELEASE
            else list(range(CASES))
        )
        asked = chance.sample(population, of)
        by_merit = sorted(
            asked, key=lambda case: quality[case] + chance.gauss(0, 0.25), reverse=True
        )
        for place, case in enumerate(by_merit):
            answers[case][column] = "yes" if place < yes else "no"
    rows = [["case", "synthetic", "sentence", "risk_level", *published]]
    rows += [
        [
            f"invented-{case + 1:02}",
            "invented",
            "Post-release" if case in released else "Community",
            risk[case],
            *answers[case],
        ]
        for case in range(CASES)
    ]
    return rows


def main() -> None:
    inspection, methodology, _ = Project(HERE.parent).load_inspection("west-sussex-2022")
    FILE.parent.mkdir(exist_ok=True)
    with FILE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows(methodology, inspection))
    print(f"Wrote {FILE.relative_to(HERE.parent)}: {CASES} invented cases.")


if __name__ == "__main__":
    main()
