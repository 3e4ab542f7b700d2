"""Breakdowns: what is shown of each group, and that no small group can be read or worked out."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, compress, product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.cases.breakdowns import Breakdown, find_breakdown, find_withheld, list_breakdowns
from reportgen.cases.cases import Cases, Count
from reportgen.cases.disclosure import find_disclosures, is_derivable, rank
from reportgen.cases.reader import read_cases
from reportgen.inspection.model import Cases as CasesEntry
from reportgen.methodology.model import Methodology
from reportgen.problems import InputError
from reportgen.reading.fields import SourceText
from tests.cases.test_reader import ASKED
from tests.conftest import methodology_of


@pytest.fixture(scope="module")
def asked() -> Methodology:
    return methodology_of(ASKED)


def cases_of(tmp_path: Path, asked: Methodology, *groups: tuple[str, int, int]) -> Cases:
    """So many cases a group, so many of them yes to 2.2.1; every second one answers 2.2.1a."""
    lines, case = ["case,risk_level,2.2.1,2.2.1a"], 0
    for group, yes, of in groups:
        for number in range(of):
            case += 1
            lines.append(
                f"{case},{group},{'yes' if number < yes else 'no'},{'yes' if number % 2 else 'n/a'}"
            )
    path = tmp_path / "cases.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_cases(path, asked, CasesEntry(file=SourceText("cases.csv")), "cases.csv")


def shown(broken: Breakdown) -> list[str]:
    return [
        " | ".join(
            (
                "withheld"
                if c.withheld
                else f"{c.percent}% ({c.yes} of {c.of})"
                if c.of
                else "no cases"
            )
            for c in (*row.cells, row.total)
        )
        for row in broken.rows
    ]


def test_shows_each_group_and_the_whole(tmp_path: Path, asked: Methodology) -> None:
    broken = find_breakdown(
        cases_of(tmp_path, asked, ("Low", 8, 10), ("High", 3, 6)), asked, "2.2 by risk_level"
    )
    assert (broken.title, broken.groups, broken.attribute_title) == (
        "2.2 Assessment, by risk level",
        ("High", "Low"),
        "Risk level",
    )
    assert shown(broken) == ["50% (3 of 6) | 80% (8 of 10) | 69% (11 of 16)"]
    assert broken.note is None


def test_a_question_is_broken_down_with_its_prompts(tmp_path: Path, asked: Methodology) -> None:
    broken = find_breakdown(
        cases_of(tmp_path, asked, ("Low", 8, 20), ("High", 3, 12)), asked, "2.2.1 by risk_level"
    )
    assert [row.id for row in broken.rows] == ["2.2.1", "2.2.1a"]


def test_a_small_group_is_withheld_and_so_is_the_next_smallest(
    tmp_path: Path, asked: Methodology
) -> None:
    broken = find_breakdown(
        cases_of(tmp_path, asked, ("A", 2, 4), ("B", 5, 20), ("C", 4, 9)),
        asked,
        "2.2 by risk_level",
    )
    assert shown(broken) == ["withheld | 25% (5 of 20) | withheld | 33% (11 of 33)"]
    assert (
        broken.note
        == "Figures for groups of fewer than five cases are withheld, and so are those of further"
        " groups from which they could be worked out."
    )


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([(3, 5), (9, 20)], set()),
        ([(2, 4), (9, 20)], {0, 1}),
        ([(2, 4), (5, 9), (9, 20)], {0, 1}),
        ([(1, 1), (1, 1), (5, 9), (9, 20)], {0, 1, 2}),
        ([(4, 4), (9, 9), (9, 20)], {0, 1, 2}),
        ([(0, 4), (0, 9), (9, 20)], {0, 1, 2}),
        ([(2, 4), (0, 0), (9, 20)], {0, 2}),
        ([(2, 3), (2, 3), (9, 20)], {0, 1}),
        ([(0, 0), (0, 0), (2, 3)], {0, 1, 2}),
        ([(0, 0), (1, 1), (1, 1)], {0, 1, 2}),
    ],
    ids=[
        "none small",
        "one of two",
        "one of three",
        "two single cases",
        "all yes",
        "none yes",
        "an empty group hides nothing",
        "two small ones",
        "only one group was asked",
        "two were asked once",
    ],
)
def test_which_groups_are_withheld(counts: list[tuple[int, int]], hidden: set[int]) -> None:
    assert find_withheld([Count(*c) for c in counts], 5) == hidden


GROUPS = st.lists(
    st.integers(0, 9).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))),
    min_size=1,
    max_size=4,
)


@given(GROUPS, st.integers(0, 6))
def test_nothing_withheld_can_be_worked_out_from_what_is_shown(
    groups: list[tuple[int, int]], small: int
) -> None:
    counts = [Count(*group) for group in groups]
    hidden = sorted(find_withheld(counts, small))
    assert all(
        counts[n].of >= small or counts[n].of == 0 for n in range(len(counts)) if n not in hidden
    )
    if not hidden or len(hidden) == len(counts):
        # nothing to guard, or nothing shown but the total, which the report publishes anyway
        return
    yes, of = sum(counts[n].yes for n in hidden), sum(counts[n].of for n in hidden)
    assert all(counts[n].of for n in hidden)
    sizes = [s for s in product(range(1, of + 1), repeat=len(hidden)) if sum(s) == of]
    for place in range(len(hidden)):
        assert len({s[place] for s in sizes}) > 1
        assert (
            len({y for s in sizes for y in range(s[place] + 1) if 0 <= yes - y <= of - s[place]})
            > 1
        )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "2.2 by risk",
            "no-attribute: the case file has no column `risk` to break results down by",
        ),
        (
            "2.9 by risk_level",
            "unknown-id: there is no standard or key question `2.9` to break down",
        ),
        ("2.2.3 by risk_level", "no-answers: the case file has no answers to 2.2.3"),
        ("2.2", "breakdown-form: `2.2` does not say what is broken down by what"),
    ],
)
def test_what_cannot_be_broken_down_is_named(
    tmp_path: Path, asked: Methodology, name: str, said: str
) -> None:
    cases = cases_of(tmp_path, asked, ("Low", 8, 10))
    with pytest.raises(InputError) as caught:
        find_breakdown(cases, asked, name)
    assert f"{caught.value.problems[0].code}: {caught.value.problems[0].message}" == said


def test_an_attribute_of_many_groups_and_an_inspection_without_cases_are_refused(
    tmp_path: Path, asked: Methodology
) -> None:
    with pytest.raises(InputError, match="has 20 groups"):
        find_breakdown(
            cases_of(tmp_path, asked, *((f"G{n}", 1, 1) for n in range(20))),
            asked,
            "2.2 by risk_level",
        )
    with pytest.raises(InputError, match="has none"):
        find_breakdown(None, asked, "2.2 by risk_level")


def test_lists_the_breakdowns_that_are_possible(tmp_path: Path, asked: Methodology) -> None:
    assert list_breakdowns(cases_of(tmp_path, asked, ("Low", 8, 10)), asked) == [
        "2.2 by risk_level",
        "2.2.1 by risk_level",
    ]


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        (
            [(f"G{n}", 1, 1) for n in range(13)],
            "too-many-groups: `risk_level` has 13 groups, and a table has room for 12",
        ),
        (
            [(f"G{n}", 1, 1) for n in range(130)],
            "too-many-groups: `risk_level` has too many groups, and a table has room for 12",
        ),
        (
            [("Low", 1, 3)],
            (
                "one-group: `risk_level` has one group, of fewer than 5 cases, so nothing of it can"
                " be shown"
            ),
        ),
    ],
    ids=["thirteen", "very many", "one of three"],
)
def test_why_a_breakdown_cannot_be_is_told_before_a_report_is_built(
    tmp_path: Path, asked: Methodology, groups: list[tuple[str, int, int]], said: str
) -> None:
    cases = cases_of(tmp_path, asked, *groups)
    assert "2.2 by risk_level" in list_breakdowns(cases, asked), "it is no unknown figure"
    assert [
        f"{p.code}: {p.message}" for p in find_disclosures(["2.2 by risk_level"], cases, asked)
    ] == [said]


# Two breakdowns at once


def told(
    tmp_path: Path, asked: Methodology, names: list[str], *cells: tuple[str, str, int]
) -> list[str]:
    """What is said of breakdowns of so many cases in each pair of groups, the finer first."""
    lines, case = ["case,age,band,2.2.1"], 0
    for age, band, of in cells:
        for number in range(of):
            case += 1
            lines.append(f"{case},{age},{band},{'yes' if number % 2 else 'no'}")
    path = tmp_path / "cases.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    cases = read_cases(path, asked, CasesEntry(file=SourceText("cases.csv")), "cases.csv")
    return [f"{p.code}: {p.message}" for p in find_disclosures(names, cases, asked)]


BOTH = ["2.2 by age", "2.2.1 by band"]
GIVEN_AWAY = [
    "breakdowns-tell: broken down by age and by band, 2.2.1 gives away a small group: what one"
    " table withholds follows from the figures of the others"
]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (
            [("18", "young", 20), ("19", "young", 3), ("40", "old", 12), ("41", "old", 7)],
            GIVEN_AWAY,
        ),
        ([("18", "young", 20), ("19", "young", 3), ("20", "young", 7), ("40", "old", 12)], []),
        ([("18", "young", 20), ("19", "young", 30), ("40", "old", 12), ("41", "old", 7)], []),
        ([("18", "young", 20), ("19", "young", 3), ("19", "old", 2), ("40", "old", 12)], []),
        (
            [("18", "young", 3), ("19", "middle", 6), ("20", "middle", 8), ("40", "old", 12)],
            GIVEN_AWAY,
        ),
        ([("18", "young", 3), ("40", "old", 6), ("41", "old", 12)], []),
        (
            [
                ("White", "British", 6),
                ("White", "other", 8),
                ("Mixed", "other", 3),
                ("Black", "Black", 6),
            ],
            GIVEN_AWAY,
        ),
        (
            [
                ("White", "British", 6),
                ("White", "other", 8),
                ("Mixed", "other", 3),
                ("Black", "other", 6),
            ],
            [],
        ),
    ],
    ids=[
        "the other hidden group is elsewhere",
        "two hidden in one band",
        "none small",
        "they cross",
        "by two steps",
        "all of one table hidden",
        "one group is the same in both",
        "none is the same in both",
    ],
)
def test_a_pair_that_gives_a_small_group_away_is_named(
    tmp_path: Path, asked: Methodology, cells: list[tuple[str, str, int]], said: list[str]
) -> None:
    assert told(tmp_path, asked, BOTH, *cells) == said
    assert told(tmp_path, asked, BOTH[::-1], *cells) == said
    assert told(tmp_path, asked, BOTH[:1], *cells) == []


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9)), min_size=1, max_size=5),
    st.integers(2, 6),
)
@settings(deadline=None)
def test_what_two_tables_tell_is_what_trying_out_all_numbers_tells(
    groups: list[tuple[int, int]], small: int
) -> None:
    """The sums that give a group away, found by another way: every filling of the hidden cells that
    agrees with what is shown."""
    fine = [of for _, of in groups]
    coarse = [sum(of for band, of in groups if band == c) for c in range(3)]
    hidden, covered = (
        find_withheld([Count(of // 2, of) for of in fine], small),
        find_withheld([Count(of // 2, of) for of in coarse], small),
    )
    shown = [
        [Fraction(n == g) for n in range(len(fine))] for g in range(len(fine)) if g not in hidden
    ]
    shown += [
        [Fraction(groups[n][0] == c) for n in range(len(fine))]
        for c in range(3)
        if c not in covered
    ]
    shown.append([Fraction(1)] * len(fine))
    sums = [sum(a * b for a, b in zip(row, fine, strict=True)) for row in shown]
    fillings = (
        [
            f
            for f in product(
                *(
                    range(fine[g] - 3, fine[g] + 4) if g in hidden else [fine[g]]
                    for g in range(len(fine))
                )
            )
            if all(
                sum(a * b for a, b in zip(row, f, strict=True)) == total
                for row, total in zip(shown, sums, strict=True)
            )
        ]
        if len(hidden) <= 3
        else []
    )
    for g in hidden if fillings else ():
        alone = rank([*shown, [Fraction(n == g) for n in range(len(fine))]]) == rank(shown)
        assert alone == (len({f[g] for f in fillings}) == 1)


def finest_cases(
    tmp_path: Path, asked: Methodology, finest: list[tuple[str, str, str, int]]
) -> Cases:
    """So many cases for each combination of three attributes."""
    lines = ["case,kind,area,office,2.2.1"]
    for a, b, c, of in finest:
        lines += [
            f"{len(lines) + number},{a},{b},{c},{'yes' if number % 2 else 'no'}"
            for number in range(of)
        ]
    path = tmp_path / "cases.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_cases(path, asked, CasesEntry(file=SourceText("cases.csv")), "cases.csv")


def test_three_breakdowns_that_tell_only_together_are_named(
    tmp_path: Path, asked: Methodology
) -> None:
    """The two cases of area N are those of office 1 without kind A."""
    cases = finest_cases(
        tmp_path, asked, [("B", "N", "1", 2), ("A", "S", "1", 7), ("B", "S", "2", 9)]
    )
    three = ["2.2.1 by kind", "2.2.1 by area", "2.2 by office"]
    for pair in combinations(three, 2):
        assert list(find_disclosures(pair, cases, asked)) == []
    assert [p.message.partition(",")[0] for p in find_disclosures(three, cases, asked)] == [
        "broken down by area and by kind and by office"
    ]


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ABC"), st.sampled_from("xyz"), st.sampled_from("pq"), st.integers(1, 7)
        ),
        min_size=1,
        max_size=4,
        unique_by=lambda c: c[:3],
    )
)
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_let_pass_can_be_filled_in_another_way(
    tmp_path: Path, asked: Methodology, finest: list[tuple[str, str, str, int]]
) -> None:
    """For every small group withheld, other numbers of the finest groups give the same figures and
    another number for it."""
    cases, names = finest_cases(tmp_path, asked, finest), ("kind", "area", "office")
    shown, small = [[True] * len(finest)], []
    for place, name in enumerate(names):
        counts = cases.counts_by("2.2.1", name)
        for number, group in enumerate(cases.attributes[name].groups):
            cell = [combination[place] == group for combination in finest]
            if number not in find_withheld(counts, 5):
                shown.append(cell)
            elif counts[number].of < 5:
                small.append(cell)
    changes = [
        c
        for c in product(range(-2, 3), repeat=len(finest))
        if all(sum(compress(c, cell)) == 0 for cell in shown)
    ]
    assert is_derivable(cases, "2.2.1", names, 5) == any(
        all(sum(compress(c, cell)) == 0 for c in changes) for cell in small
    )
