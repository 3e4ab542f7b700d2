"""Every fact of the published originals is in our reports, in the part where it belongs.

`tests/facts/<slug>.yaml` lists what was read off an original by hand: `{in, fact, about}`, and rows
of tables as `{in, row: [cell, …]}`. A fact that is a figure alone has words that must stand near
it, `{in, fact, near, about}`, so that two figures cannot be exchanged. `in` is the id of a section
of the web page, or `anywhere`; a section's text is its own, without the sections inside it and with
the notes called in it. `tests/facts/parts/<slug>.yaml` lists the parts of an original beside ours.

`tests/facts/figures/<slug>.yaml` keeps every figure that an original prints, and how many points it
makes, heading by heading; where the originals themselves are at hand, that list is held against
them. What counts as a figure is said in printed_figures.py; what in an original is none, and why,
in originals.py. Two things such a search cannot see: whether a figure says of the same thing what
it says there (the lists do), and a bare number up to twelve, which stands in any report. Shares are
therefore asked of all figures and of the telling ones alone, of the report as a whole and of each
part by itself.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from typing import Any

import pytest

from reportgen.building.outputs import OutputMaker, Timings
from tests.support import originals
from tests.support.crossing import (
    FACTS,
    LISTS,
    PARTS,
    PRINTED,
    PROJECT,
    figures_in,
    page_of,
    parts_of,
)
from tests.support.page_text import normal, standing_alone, stands_near
from tests.support.printed_figures import Printed

ENOUGH = 0.95
"""The share of an original's figures that our report must have. The reports as a whole had all of
them when this was written; part by part, docs/crossing.md names what is elsewhere or left out.
`pytest -rP` prints the shares anew."""


with_the_originals = pytest.mark.skipif(
    not originals.FOLDER.is_dir(),
    reason=f"the published originals are not part of the project, and not at {originals.FOLDER}",
)


def each_fact() -> list[Any]:
    return [
        pytest.param(
            slug,
            fact,
            id=(
                f"{slug}: {fact['in']}:"
                f" {normal(' | '.join(map(str, fact.get('row', [])))) or fact['fact']}"
            ),
        )
        for slug, facts in FACTS.items()
        for fact in facts
    ]


def has_row(rows: list[str], cells: list[str]) -> bool:
    """Whether the cells stand in one row, in their order."""
    pattern = ".*?".join(standing_alone(normal(str(cell))).pattern for cell in cells)
    return any(re.search(pattern, row) for row in rows)


@pytest.mark.parametrize(("slug", "fact"), each_fact())
def test_is_in_the_report(slug: str, fact: dict[str, Any]) -> None:
    page, section = page_of(slug), str(fact["in"])
    assert section in page.sections, f"the report has no section {section}"
    if "row" in fact:
        assert has_row(list(page.rows(section)), fact["row"]), "no such row there"
    elif not standing_alone(normal(str(fact["fact"]))).search(page.text(section)):
        elsewhere = [
            other
            for other in page.ids
            if standing_alone(normal(str(fact["fact"]))).search(page.text(other))
        ]
        pytest.fail(f"not there; elsewhere: {', '.join(elsewhere) or 'nowhere'}")
    elif "near" in fact:
        assert stands_near(page.text(section), str(fact["fact"]), fact["near"]), (
            f"there, and not near “{fact['near']}”"
        )


SAYING_LITTLE = frozenset(
    "a about all an and another as at been between by case cases cent enough every fewer for from"
    " further had has have in just less many more most nearly no of on one only or other out over"
    " per relevant some such than that the them there these they this those to under up was were"
    " whole with".split()
)


def is_a_figure_alone(fact: dict[str, Any]) -> bool:
    """Whether a fact has a figure and no word that says what it is of."""
    text = normal(str(fact.get("fact", "")))
    return (
        bool(re.search(r"\d", text))
        and not set(re.findall(r"[a-z][a-z'-]*", text.lower())) - SAYING_LITTLE
    )


def test_no_figure_is_looked_for_alone() -> None:
    assert [
        (slug, fact)
        for slug, facts in FACTS.items()
        for fact in facts
        if is_a_figure_alone(fact) and "near" not in fact
    ] == []


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Checks were made in 67 per cent of cases on safeguarding.", True),
        ("On safeguarding, checks took place in 67 per cent of cases.", True),
        ("On safeguarding in 73 per cent and on abuse in 67 per cent.", False),
        ("Checks on safeguarding were rare. In 67 per cent of cases there were none.", False),
        ("In 167 per cent, on safeguarding.", False),
    ],
)
def test_what_stands_near_a_figure(text: str, near: bool) -> None:
    assert stands_near(text, "67 per cent", "safeguarding") == near


# The parts of the originals


@pytest.mark.parametrize(
    ("slug", "part"),
    [
        pytest.param(slug, part, id=f"{slug}: {part['source']}")
        for slug, parts in PARTS.items()
        for part in parts
    ],
)
def test_has_its_place(slug: str, part: dict[str, str]) -> None:
    if part["ours"] == "left out":
        assert part["why"]
    else:
        assert part["ours"] in page_of(slug).ids, f"the report has no part {part['ours']}"


def test_every_original_is_listed() -> None:
    assert set(PARTS) == set(originals.FILES) <= set(FACTS)


def test_every_heading_has_its_figures() -> None:
    assert {slug: [part["source"] for part in kept["parts"]] for slug, kept in PRINTED.items()} == {
        slug: originals.own_headings(slug) for slug in PARTS
    }


LISTS_OF_ITEMS = re.compile(
    r"recommendations-\d+|.*-(?:strengths|improve|areas-for-improvement)|s-.*-questions"
)
"""The parts in which an original sets out findings and recommendations point by point: ours has as
many."""


@pytest.mark.parametrize("slug", PARTS)
def test_it_makes_as_many_points(slug: str) -> None:
    page, asked = page_of(slug), {}
    for part in parts_of(slug):
        ours = part.listed["ours"]
        if part.items and LISTS_OF_ITEMS.fullmatch(ours):
            asked[ours] = (
                part.items,
                page.items(page.chapter(ours) if ours.endswith("-questions") else ours),
            )
    print(f"\n{slug}: {sum(items for items, _ in asked.values())} points in {len(asked)} lists")
    assert asked
    assert {ours: counts for ours, counts in asked.items() if counts[0] != counts[1]} == {}


# The figures of the originals


@with_the_originals
@pytest.mark.parametrize("slug", PARTS)
def test_the_list_of_figures_is_what_the_original_prints(slug: str) -> None:
    assert (LISTS / "figures" / f"{slug}.yaml").read_text("utf-8") == originals.list_of_figures(
        slug
    )


def share(found: int, of: int) -> str:
    return f"{found} of {of}, {found / of:.3f}"


@pytest.mark.parametrize("slug", PARTS)
def test_the_facts_read_off_by_hand_hold_its_figures(slug: str) -> None:
    read = Printed(
        " ; ".join(
            f"{' | '.join(map(str, fact.get('row', [fact.get('fact')])))} ({fact.get('about', '')})"
            for fact in FACTS[slug]
        )
    )
    printed = figures_in(PRINTED[slug]["whole"])
    missing = {figure for figure in printed if not read.holds(figure)}
    print(f"\n{slug}, read off by hand: {share(len(printed - missing), len(printed))}")
    assert len(printed - missing) >= ENOUGH * len(printed), sorted(missing)


@pytest.mark.parametrize("slug", PARTS)
def test_its_figures_are_in_the_report(slug: str) -> None:
    printed, ours = figures_in(PRINTED[slug]["whole"]), Printed(page_of(slug).text("anywhere"))
    missing = {figure for figure in printed if not ours.holds(figure)}
    telling = {figure for figure in printed if figure.telling}
    print(
        f"\n{slug}: {share(len(printed - missing), len(printed))}; telling ones"
        f" {share(len(telling - missing), len(telling))}"
    )
    assert len(printed - missing) >= ENOUGH * len(printed), sorted(missing)
    assert len(telling - missing) >= ENOUGH * len(telling), sorted(missing & telling)


@pytest.mark.parametrize("slug", PARTS)
def test_its_figures_are_in_the_part_where_they_belong(slug: str) -> None:
    parts = parts_of(slug)
    missing = [(part.listed["source"], *figure) for part in parts for figure in part.missing]
    asked = sum(len(part.figures) for part in parts)
    print(
        f"\n{slug}, part by part: {share(asked - len(missing), asked)}; not there:"
        f" {sorted(missing)}"
    )
    assert asked - len(missing) >= ENOUGH * asked, sorted(missing)


# On paper


@cache
def paper_of(slug: str) -> str:
    """The text of a PDF, line by line, without its running heads and feet."""
    (made,) = OutputMaker(PROJECT, slug, Timings()).make_pdf().values()
    crop = ("-x", "0", "-y", "60", "-W", "596", "-H", "722")
    text = subprocess.run(
        ["pdftotext", "-raw", *crop, "-", "-"], input=made, capture_output=True, check=True
    ).stdout.decode()
    return "\f".join(
        "\n".join(normal(line) for line in page.splitlines()) for page in text.split("\f")
    )


def on_paper(text: str) -> str:
    """A pattern for a text that may run over lines, its words divided, or over a page: its notes,
    and the labels in the next one's margin."""
    letters = [
        (
            r"-?\s*"
            if letter == "-"
            else (
                r"\s*(?:\n[^\f]{0,900}\f(?:[^\f]{0,60}\n)??)?"
                if letter == " "
                else re.escape(letter)
            )
        )
        for letter in normal(text)
    ]
    return standing_alone(text, r"(?:[-‐]?\n)?".join(letters)).pattern


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext is not installed (poppler-utils)"
)
@pytest.mark.parametrize("slug", ["west-sussex-2022"])
def test_is_on_paper_too(slug: str) -> None:
    looked_for = [
        (
            fact,
            r"(?:.|\n){0,200}?".join(
                on_paper(str(cell)) for cell in fact.get("row", [fact.get("fact")])
            ),
        )
        for fact in FACTS[slug]
    ]
    assert [fact for fact, pattern in looked_for if not re.search(pattern, paper_of(slug))] == []
