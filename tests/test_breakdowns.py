"""Breakdowns: what is shown of each group, and that no small group can be read or worked out."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.breakdowns import Breakdown, named, names, withheld
from reportgen.case_reading import read_cases
from reportgen.cases import Cases, Count
from reportgen.inspection import Cases as CasesEntry
from reportgen.methodology import Methodology
from reportgen.problems import Refused
from reportgen.shape import Text
from tests.conftest import methodology_of
from tests.test_cases import ASKED


@pytest.fixture(scope="module")
def asked() -> Methodology:
    return methodology_of(ASKED)


def cases_of(tmp_path: Path, asked: Methodology, *groups: tuple[str, int, int]) -> Cases:
    """So many cases a group, so many of them yes to 2.2.1; every second one answers 2.2.1a."""
    lines, case = ["case,risk_level,2.2.1,2.2.1a"], 0
    for group, yes, of in groups:
        for number in range(of):
            case += 1
            lines.append(f"{case},{group},{'yes' if number < yes else 'no'},{'yes' if number % 2 else 'n/a'}")
    path = tmp_path / "cases.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_cases(path, asked, CasesEntry(file=Text("cases.csv")), "cases.csv")


def shown(broken: Breakdown) -> list[str]:
    return [" | ".join("withheld" if c.withheld else f"{c.percent}% ({c.yes} of {c.of})" if c.of else "no cases" for c in (*row.cells, row.total)) for row in broken.rows]


def test_shows_each_group_and_the_whole(tmp_path: Path, asked: Methodology) -> None:
    broken = named(cases_of(tmp_path, asked, ("Low", 8, 10), ("High", 3, 6)), asked, "2.2 by risk_level")
    assert (broken.title, broken.groups, broken.attribute_title) == ("2.2 Assessment, by risk level", ("High", "Low"), "Risk level")
    assert shown(broken) == ["50% (3 of 6) | 80% (8 of 10) | 69% (11 of 16)"]
    assert broken.note is None


def test_a_question_is_broken_down_with_its_prompts(tmp_path: Path, asked: Methodology) -> None:
    broken = named(cases_of(tmp_path, asked, ("Low", 8, 20), ("High", 3, 12)), asked, "2.2.1 by risk_level")
    assert [row.id for row in broken.rows] == ["2.2.1", "2.2.1a"]


def test_a_small_group_is_withheld_and_so_is_the_next_smallest(tmp_path: Path, asked: Methodology) -> None:
    broken = named(cases_of(tmp_path, asked, ("A", 2, 4), ("B", 5, 20), ("C", 4, 9)), asked, "2.2 by risk_level")
    assert shown(broken) == ["withheld | 25% (5 of 20) | withheld | 33% (11 of 33)"]
    assert broken.note == "Figures for groups of fewer than five cases are withheld, and so are those of further groups from which they could be worked out."


@pytest.mark.parametrize(("counts", "hidden"), [
    ([(3, 5), (9, 20)], set()),
    ([(2, 4), (9, 20)], {0, 1}),
    ([(2, 4), (5, 9), (9, 20)], {0, 1}),
    ([(1, 1), (1, 1), (5, 9), (9, 20)], {0, 1, 2}),
    ([(4, 4), (9, 9), (9, 20)], {0, 1, 2}),
    ([(0, 4), (0, 9), (9, 20)], {0, 1, 2}),
    ([(2, 4), (0, 0), (9, 20)], {0, 2}),
    ([(2, 3), (2, 3), (9, 20)], {0, 1}),
], ids=["none small", "one of two", "one of three", "two single cases", "all yes", "none yes", "an empty group hides nothing", "two small ones"])
def test_which_groups_are_withheld(counts: list[tuple[int, int]], hidden: set[int]) -> None:
    assert withheld([Count(*c) for c in counts], 5) == hidden


GROUPS = st.lists(st.integers(0, 9).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))), min_size=1, max_size=4)


@given(GROUPS, st.integers(0, 6))
def test_nothing_withheld_can_be_worked_out_from_what_is_shown(groups: list[tuple[int, int]], small: int) -> None:
    counts = [Count(*group) for group in groups]
    hidden = sorted(withheld(counts, small))
    assert all(counts[n].of >= small or counts[n].of == 0 for n in range(len(counts)) if n not in hidden)
    if not hidden or len(hidden) == sum(1 for c in counts if c.of):
        return  # nothing to guard, or nothing shown but the total, which the report publishes anyway
    yes, of = sum(counts[n].yes for n in hidden), sum(counts[n].of for n in hidden)
    sizes = [s for s in product(range(1, of + 1), repeat=len(hidden)) if sum(s) == of]
    for place in range(len(hidden)):
        assert len({s[place] for s in sizes}) > 1
        assert len({y for s in sizes for y in range(s[place] + 1) if 0 <= yes - y <= of - s[place]}) > 1


@pytest.mark.parametrize(("name", "said"), [
    ("2.2 by risk", "no-attribute: the case file has no column `risk` to break results down by"),
    ("2.9 by risk_level", "unknown-id: there is no standard or key question `2.9` to break down"),
    ("2.2.3 by risk_level", "no-answers: the case file has no answers to 2.2.3"),
    ("2.2", "breakdown-form: `2.2` does not say what is broken down by what"),
])
def test_what_cannot_be_broken_down_is_named(tmp_path: Path, asked: Methodology, name: str, said: str) -> None:
    cases = cases_of(tmp_path, asked, ("Low", 8, 10))
    with pytest.raises(Refused) as caught:
        named(cases, asked, name)
    assert f"{caught.value.problems[0].code}: {caught.value.problems[0].message}" == said


def test_an_attribute_of_many_groups_and_an_inspection_without_cases_are_refused(tmp_path: Path, asked: Methodology) -> None:
    with pytest.raises(Refused, match="has 20 groups"):
        named(cases_of(tmp_path, asked, *((f"G{n}", 1, 1) for n in range(20))), asked, "2.2 by risk_level")
    with pytest.raises(Refused, match="has none"):
        named(None, asked, "2.2 by risk_level")


def test_lists_the_breakdowns_that_are_possible(tmp_path: Path, asked: Methodology) -> None:
    assert names(cases_of(tmp_path, asked, ("Low", 8, 10)), asked) == ["2.2 by risk_level", "2.2.1 by risk_level"]
