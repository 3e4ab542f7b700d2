"""One value changes, and nothing else."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pytest

from reportgen.editing.edits import (
    insert_item,
    move_item,
    remove,
    rename_key,
    set_text,
    set_value,
)
from reportgen.editing.files import EditedFile
from reportgen.editing.tree import find_path
from reportgen.problems import InputError
from tests.conftest import REPOSITORY
from tests.support.random_edits import change

TEXT = """\
# of the whole file
title: West Sussex PDU  # as announced
region:
text:
  foreword: |  # the chief inspector's
    One line.

    Two lines.

  # on the background
  background: >-
    Some folded words that go on
    and on and on.
plain: some words that go on
  and on over two lines
findings:
  2.2:
    results: {2.2.1: 63%, 2.2.2: 31 of 51}
    strengths: [TODO]
  areas:
  - one
  # leads to two
  - "two: three"  # behind two
  - 'four'
recommendations:
  - to: X
    items:
      - a
      - b
"""


def changed_lines(new: str, old: str = TEXT) -> list[str]:
    """What a diff of the two would show."""
    import difflib

    lines = difflib.unified_diff(old.split("\n"), new.split("\n"), lineterm="", n=0)
    return [line for line in lines if not re.match(r"---|\+\+\+|@@", line)]


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (
            ("title",),
            "West: Sussex",
            ["-title: West Sussex PDU  # as announced", "+title: 'West: Sussex'  # as announced"],
        ),
        (("region",), "Kent", ["-region:", "+region: Kent"]),
        (
            ("region",),
            "Region #4 and the Humber",
            ["-region:", "+region: 'Region #4 and the Humber'"],
        ),
        (
            ("text", "foreword"),
            "New.\n\n- a\n- b",
            ["-    One line.", "+    New.", "-    Two lines.", "+    - a", "+    - b"],
        ),
        (
            ("text", "background"),
            "Some folded words that go on and off.",
            ["-    and on and on.", "+    and off."],
        ),
        (("text", "background"), "- a\n- b", None),
        (
            ("plain",),
            "some words that go on and off over two lines",
            ["-  and on over two lines", "+  and off over two lines"],
        ),
        (
            ("findings", "2.2", "results", "2.2.1"),
            "64%",
            [
                "-    results: {2.2.1: 63%, 2.2.2: 31 of 51}",
                "+    results: {2.2.1: 64%, 2.2.2: 31 of 51}",
            ],
        ),
        (
            ("findings", "2.2", "strengths", 0),
            "Visible, and trusted",
            ["-    strengths: [TODO]", "+    strengths: ['Visible, and trusted']"],
        ),
        (
            ("title",),
            "a\nb",
            [
                "-title: West Sussex PDU  # as announced",
                "+title: |  # as announced",
                "+  a",
                "+  b",
            ],
        ),
        (("findings", "areas", 2), "it's 4", ["-  - 'four'", "+  - 'it''s 4'"]),
    ],
)
def test_a_text_changes_in_its_own_style(
    path: tuple[str | int, ...], value: str, expected: list[str] | None
) -> None:
    new = set_text(TEXT, path, value)
    if expected is not None:
        assert changed_lines(new) == expected
    else:
        assert "  background: |-\n    - a\n    - b\n" in new


def test_an_unchanged_value_is_not_written() -> None:
    assert set_text(TEXT, ("findings", "areas", 1), "two: three") == TEXT


def test_items_are_added_taken_out_and_moved_with_their_comments() -> None:
    areas = ("findings", "areas")
    assert changed_lines(insert_item(TEXT, areas, 1, "new")) == ["+  - new"]
    assert changed_lines(insert_item(TEXT, areas, 9, "last")) == ["+  - last"]
    assert changed_lines(remove(TEXT, (*areas, 1))) == [
        '-  - "two: three"  # behind two',
        "+  # behind two",
    ]
    moved = move_item(TEXT, areas, 1, 0)
    assert '  # leads to two\n  - "two: three"  # behind two\n  - one\n' in moved


def test_a_long_item_turns_brackets_into_lines() -> None:
    strength = "Leaders are visible, approachable and trusted, and know the unit"
    new = insert_item(TEXT, ("findings", "2.2", "strengths"), 1, strength)
    assert changed_lines(new) == [
        "-    strengths: [TODO]",
        "+    strengths:",
        "+      - TODO",
        f"+      - {strength}",
    ]


def test_the_last_item_leaves_an_empty_list_and_a_new_one_fills_it() -> None:
    empty = remove(TEXT, ("findings", "2.2", "strengths", 0))
    assert "    strengths: []\n" in empty
    filled = insert_item(empty, ("findings", "2.2", "strengths"), 0, "Trusted")
    assert "    strengths:\n      - Trusted\n" in filled


def test_keys_are_added_in_their_order_and_taken_out() -> None:
    new = set_value(TEXT, ("findings", "2.3", "rating"), "Good")
    assert changed_lines(new) == ["+  2.3:", "+    rating: Good"]
    order = ["rating", "results", "summary", "strengths"]
    new = set_value(TEXT, ("findings", "2.2", "summary"), "A.\n\nB.", order=order)
    assert "31 of 51}\n    summary: |\n      A.\n\n      B.\n    strengths:" in new
    assert changed_lines(remove(TEXT, ("recommendations", 0, "to"))) == [
        "-  - to: X",
        "-    items:",
        "+  - items:",
    ]
    new = insert_item(TEXT, ("recommendations",), 1, {"to": "Y", "items": ["c", "d\ne"]})
    assert new.endswith("  - to: Y\n    items:\n      - c\n      - |\n        d\n        e\n")


def test_a_key_gets_its_right_name() -> None:
    new = rename_key(TEXT, ("findings", "2.2", "strengths"), "areas_for_improvement")
    assert changed_lines(new) == [
        "-    strengths: [TODO]",
        "+    areas_for_improvement: [TODO]",
    ]


@pytest.mark.parametrize(
    ("text", "path", "message"),
    [
        ("a: &x one\nb: *x\n", ("b",), "`*x` repeats a value that is written elsewhere"),
        ("a: &x one\nb: *x\n", ("a",), "`&x` is repeated elsewhere"),
        ("a: &x {c: 1}\nb:\n  <<: *x\n", ("b", "c"), "may come from the values that `<<` repeats"),
        ("a: one\n", ("b",), "there is no `b` here"),
        ("a: [one]\n", ("a",), "a list is written here, not a text"),
    ],
)
def test_what_would_change_something_else_is_refused_in_words(
    text: str, path: tuple[str | int, ...], message: str
) -> None:
    with pytest.raises(InputError) as refused:
        set_text(text, path, "two", "a.yaml")
    problem = refused.value.problems[0]
    assert problem.code == "edit-refused"
    assert message in problem.message
    assert problem.place.path == "a.yaml"


@pytest.mark.parametrize("character", ["\x07", "\x85", "\u2028", "\ufeff", "\ud800"])
def test_a_character_that_no_file_may_hold_is_refused(character: str) -> None:
    with pytest.raises(InputError) as refused:
        set_text(TEXT, ("title",), f"a{character}b")
    assert "cannot be written" in refused.value.problems[0].message


def test_an_anchor_that_nothing_repeats_stays() -> None:
    assert set_text("a: &x one\nb: two\n", ("a",), "three") == "a: &x three\nb: two\n"


def test_a_value_is_found_by_its_place() -> None:
    assert find_path(TEXT, 18, 22) == ("findings", "2.2", "results", "2.2.1")
    assert find_path(TEXT, 2, 8) == ("title",)
    assert find_path(TEXT, 2, 9) is None


@pytest.mark.parametrize("seed", range(12))
def test_random_changes_to_real_files_damage_nothing(seed: int) -> None:
    choice = random.Random(seed)
    texts = [path.read_text("utf-8") for path in (REPOSITORY / "inspections").rglob("*.yaml")]
    results = Counter(change(choice.choice(texts), choice).split(" (")[0] for _ in range(25))
    assert results["written"] > 10


# Files


def test_line_ends_byte_order_mark_and_mode_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: one\r\nb: two\nc: three\r\n")
    path.chmod(0o640)
    file = EditedFile(path, "a.yaml")
    file.write(set_text(file.text, ("b",), "x\ny"))
    assert path.read_bytes() == b"\xef\xbb\xbfa: one\r\nb: |\r\n  x\r\n  y\r\nc: three\r\n"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_file_that_changed_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: one\n", "utf-8")
    file = EditedFile(path, "a.yaml")
    path.write_text("a: by a colleague\n", "utf-8")
    with pytest.raises(InputError) as refused:
        file.write(set_text(file.text, ("a",), "two"))
    assert refused.value.problems[0].code == "edit-stale"
    assert path.read_text("utf-8") == "a: by a colleague\n"


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("a: one\n", "utf-8")
    (tmp_path / "a.yaml").symlink_to(tmp_path / "b.yaml")
    with pytest.raises(InputError):
        EditedFile(tmp_path / "a.yaml", "a.yaml")
