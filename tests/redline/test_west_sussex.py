"""A copy of a whole report with changes of every kind: all are found, each under its cause, and
nothing else."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import lxml.html
import pytest
import yaml

from reportgen.building.outputs import OutputMaker, Timings
from reportgen.project.loading import Project
from reportgen.redline.as_html import render_redline
from reportgen.redline.changes import Change, Redline
from reportgen.redline.compare import compare
from reportgen.redline.sides import read_side
from tests.conftest import REPOSITORY

SLUG = "west-sussex-2022"
MAIN = f"{SLUG}.yaml"
MOVED_PARAGRAPH = "Unification altered the PDU’s strategic partnerships."


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two projects, the second with the changes."""
    roots = tuple(tmp_path_factory.mktemp(name) for name in ("old", "new"))
    for root in roots:
        (root / "inspections").mkdir()
        shutil.copy(REPOSITORY / "inspections" / MAIN, root / "inspections")
        shutil.copytree(REPOSITORY / "inspections" / SLUG, root / "inspections" / SLUG)
    for seed in SEEDS:
        name, old, new = seed["file"], seed["old"], seed["new"]
        path = roots[1] / "inspections" / (name if name == MAIN else f"{SLUG}/{name}")
        text = path.read_text("utf-8")
        assert text.count(old) == 1, (name, old, text.count(old))
        path.write_text(text.replace(old, new), "utf-8")
    foreword = roots[1] / "inspections" / SLUG / "foreword.md"
    paragraphs = foreword.read_text("utf-8").split("\n\n")
    (number,) = [n for n, one in enumerate(paragraphs) if one.startswith(MOVED_PARAGRAPH)]
    paragraphs.insert(number + 3, paragraphs.pop(number))
    foreword.write_text("\n\n".join(paragraphs), "utf-8")
    return roots[0], roots[1]


Key = tuple[str, str, str]
"""The kind of a change, what was done, and words that it shows."""

SEEDS = yaml.safe_load((Path(__file__).parent / "seeded_changes.yaml").read_text("utf-8"))

FOLLOW: list[Key] = [
    ("rating", "changed", "Overall"),
    ("rating", "changed", "Score"),
    ("rating", "changed", "2.2 Assessment"),
    ("recommendation", "moved", "engage with people"),
    ("text", "moved", MOVED_PARAGRAPH),
]
"""What comes with the seeds: ratings that follow from results, and the two blocks that moved."""


def shows(change: Change, key: Key) -> bool:
    kind, op, words = key
    shown = " ".join(
        filter(None, (change.what, change.old, change.new, *(s.text for s in change.spans)))
    )
    return change.kind == kind and change.op == op and words in shown


def expect(redline: Redline) -> None:
    """Each seed is found once, and there is nothing else."""
    left = list(redline.changes)
    wanted = [tuple(seed["finds"]) for seed in SEEDS if "finds" in seed] + FOLLOW
    for key in wanted:
        found = [change for change in left if shows(change, key)]
        assert len(found) == 1, (
            key,
            [(c.what, c.op, c.old, c.new) for c in left if c.kind == key[0]],
        )
        left.remove(found[0])
    assert [(c.kind, c.op, c.what, c.old, c.new) for c in left] == []
    assert len(wanted) > 30


def consequences(redline: Redline, what: str) -> list[str]:
    (change,) = [one for one in redline.changes if one.what.startswith(what)]
    return [f"{one.where or one.what}" for one in change.consequences]


@pytest.fixture(scope="module")
def redline(versions: tuple[Path, Path]) -> Redline:
    old, new = (read_side(Project(root), SLUG) for root in versions)
    return compare(old, new)


def test_every_change_is_found_and_nothing_else(redline: Redline) -> None:
    expect(redline)


def test_consequences_are_under_their_cause(redline: Redline) -> None:
    assert consequences(redline, "2.2.3 ") == [
        "1 Organisational delivery",
        "1.1 Leadership",
        "2.2 Assessment",
    ]
    assert consequences(redline, "2.2 Assessment") == [
        "Foreword",
        "2 Court work and case supervision",
    ]
    assert consequences(redline, "Figure caseload_po") == [
        "Caseload and workload data: Average caseload per PO (full-time equivalent), Value",
        "1.2 Staff",
    ]
    assert consequences(redline, "Figure vetting") == [
        "The Probation Service",
        "1.2 Staff",
        "1.2 Staff",
    ]
    assert len(consequences(redline, "Sample: community")) == 2
    (result,) = [one for one in redline.changes if one.what.startswith("2.2.3 ")]
    assert result.notes[0] == "band crossed: Inadequate → Requires improvement"
    (rating,) = [one for one in redline.changes if one.what == "2.2 Assessment"]
    assert "follows from the result of 2.2.3" in rating.notes
    (removed,) = [c for c in redline.changes if c.kind == "recommendation" and c.op == "removed"]
    assert {one.op for one in removed.consequences} == {"renumbered"}


def test_the_first_line_is_the_sum(redline: Redline) -> None:
    assert redline.summary.startswith(
        "Overall Inadequate → Requires improvement; score 4 of 27 → 6 of 27; 2 ratings, 3 results,"
    )


def test_the_page_marks_each_change_in_its_place(
    versions: tuple[Path, Path], redline: Redline
) -> None:
    new = read_side(Project(versions[1]), SLUG)
    page = lxml.html.fromstring(render_redline(redline, new))
    ids = page.xpath("//main//@id")
    assert ids and len(ids) == len(set(ids))
    assert [link for link in page.xpath("//nav//a/@href") if link[1:] not in ids] == []
    assert {f"at-{n}" for n in range(1, len(redline.changes) + 1)} == set(ids)
    (rating,) = page.xpath("//main//tr[starts-with(th, '2.2 Assessment')]")
    assert rating.xpath("string(td/del)") == "[removed: Inadequate]"
    assert rating.xpath("string(td/ins)") == "[inserted: Requires improvement]"
    follows = page.xpath("//main//p[contains(@class, 'follows')]")
    assert any("follows from 2.2 Assessment" in one.text_content() for one in follows)


def test_the_page_holds_the_whole_newer_report(
    versions: tuple[Path, Path], redline: Redline
) -> None:
    new = read_side(Project(versions[1]), SLUG)
    page = lxml.html.fromstring(render_redline(redline, new))
    for mark in page.xpath("//del | //ins/span"):
        mark.drop_tree()
    text = " ".join(page.xpath("//main")[0].text_content().split())
    blocks = [one.text.replace(" | ", "") for one in new.blocks if one.kind != "placed"]
    blocks += [one.text for one in new.recommendations]
    squeezed = text.replace(" ", "")
    assert [one for one in blocks if "".join(one.split()) not in squeezed] == []


@pytest.mark.slow
def test_published_files_give_the_same_changes(versions: tuple[Path, Path], tmp_path: Path) -> None:
    sides = []
    for name, root in zip(("old", "new"), versions, strict=True):
        path = tmp_path / f"{name}.json"
        path.write_bytes(OutputMaker(Project(root), SLUG, Timings()).json)
        sides.append(read_side(Project(root), str(path)))
    expect(compare(*sides))
    assert compare(sides[0], sides[0]).summary == "No differences."


def test_a_source_and_its_published_file_do_not_differ(
    versions: tuple[Path, Path], tmp_path: Path
) -> None:
    project = Project(versions[0])
    path = tmp_path / "old.json"
    path.write_bytes(OutputMaker(project, SLUG, Timings()).json)
    redline = compare(read_side(project, str(path)), read_side(project, SLUG))
    assert [(c.kind, c.op, c.what, c.old, c.new) for c in redline.changes] == []


def test_it_takes_little_beside_a_build(versions: tuple[Path, Path]) -> None:
    begin = time.process_time()
    maker = OutputMaker(Project(versions[1]), SLUG, Timings())
    maker.make("html")
    build = time.process_time() - begin
    old, new = (read_side(Project(root), SLUG) for root in versions)
    begin = time.process_time()
    compare(old, new)
    assert time.process_time() - begin < build


def test_what_is_only_set_otherwise_is_still_a_difference(versions: tuple[Path, Path]) -> None:
    from dataclasses import replace

    old = read_side(Project(versions[0]), SLUG)
    data = json.loads(json.dumps(old.data))
    data["report"]["parts"][3]["new_page"] = False
    redline = compare(old, replace(old, data=data))
    (change,) = redline.changes
    assert (change.kind, change.where) == ("other", "report.parts[3].new_page")
