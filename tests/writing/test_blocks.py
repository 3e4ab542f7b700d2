"""The blocks of a Markdown text: found by a line, taken out as their writer thinks of them, put
back."""

from __future__ import annotations

import pytest

from reportgen.writing.blocks import (
    find_block,
    insert_block,
    list_blocks,
    list_units,
    move_bullet,
    move_unit,
    read_block,
    remove_block,
    replace_block,
)

TEXT = """\
A paragraph
over two lines.

- one
- two
  goes on
  - below
- three

### A heading

| a | b |
| - | - |
| 1 | 2 |

1. first

2. second

   with a paragraph

::: quote Somebody
Quoted words.
:::

[^1]: A note.
"""


def at(words: str) -> int:
    """The line that begins with these words."""
    return next(n for n, line in enumerate(TEXT.split("\n")) if line.lstrip().startswith(words))


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [
        ("A paragraph", "paragraph", "A paragraph\nover two lines."),
        ("over two", "paragraph", "A paragraph\nover two lines."),
        ("- one", "bullet", "one"),
        ("- two", "bullet", "two\ngoes on\n- below"),
        ("- below", "bullet", "below"),
        ("### A", "heading", "### A heading"),
        ("| a", "table", "| a | b |\n| - | - |\n| 1 | 2 |"),
        ("2. second", "bullet", "second\n\nwith a paragraph"),
        ("with a", "paragraph", "with a paragraph"),
        ("::: quote", "box", "::: quote Somebody\nQuoted words.\n:::"),
        ("Quoted", "paragraph", "Quoted words."),
        ("[^1]", "note", "[^1]: A note."),
    ],
)
def test_a_block_is_found_by_its_line(line: str, kind: str, words: str) -> None:
    block = find_block(TEXT, at(line))
    assert block is not None
    assert (block.kind, read_block(TEXT, block)) == (kind, words)


def test_each_block_put_back_as_it_was_changes_nothing() -> None:
    blocks = list_blocks(TEXT)
    assert len(blocks) == 13
    for block in blocks:
        assert replace_block(TEXT, block, read_block(TEXT, block)) == TEXT


def test_a_bullet_of_several_lines_is_indented_as_its_sign_asks() -> None:
    block = find_block(TEXT, at("2. second"))
    assert block
    assert "\n2. new\n\n   more\n\n::: quote" in replace_block(TEXT, block, "new\n\nmore")


def test_a_block_without_words_goes_with_the_lines_that_parted_it() -> None:
    block = find_block(TEXT, 0)
    assert block
    assert replace_block(TEXT, block, " ").startswith("- one\n")
    last = find_block(TEXT, at("[^1]"))
    assert last
    assert remove_block(TEXT, last).endswith("words.\n:::\n")
    bullet = find_block(TEXT, at("- one"))
    assert bullet
    assert "lines.\n\n- two" in remove_block(TEXT, bullet)


def test_a_new_block_follows_another_as_such_blocks_do() -> None:
    tight, loose, text = (find_block(TEXT, at(line)) for line in ("- one", "1. first", "A par"))
    assert tight
    assert loose
    assert text
    assert "- one\n- new\n- two" in insert_block(TEXT, tight, "new")
    assert "1. first\n\n1. new\n\n2. second" in insert_block(TEXT, loose, "new")
    assert "lines.\n\nNew.\n\n- one" in insert_block(TEXT, text, "New.")


def test_bullets_change_places_with_what_is_below_them() -> None:
    one = find_block(TEXT, at("- one"))
    assert one
    moved = move_bullet(TEXT, one, 1)
    assert "- two\n  goes on\n  - below\n- one\n- three" in moved
    assert move_bullet(TEXT, one, -1) == TEXT
    again = find_block(moved, moved.split("\n").index("- one"))
    assert again
    assert move_bullet(moved, again, -1) == TEXT


def test_numbers_stay_where_they_are_when_their_texts_change_places() -> None:
    first = find_block(TEXT, at("1. first"))
    assert first
    assert "1. second\n\n   with a paragraph\n\n2. first\n" in move_bullet(TEXT, first, 1)


def test_paragraphs_headings_tables_and_whole_lists_change_places() -> None:
    units = list_units(TEXT)
    words = [read_block(TEXT, one) for one in units]
    assert [one.kind for one in units] == ["paragraph", "list", "heading", "table", "list", "box"]
    for number, unit in enumerate(units):
        for step in (-1, 1):
            moved = move_unit(TEXT, unit, step)
            other = min(max(number + step, 0), len(units) - 1)
            expected = list(words)
            expected[number], expected[other] = words[other], words[number]
            again = list_units(moved)
            assert [read_block(moved, one) for one in again] == expected
            assert move_unit(moved, again[other], number - other or 9) == TEXT
    assert move_unit(TEXT, units[0], -1) == TEXT


def test_what_changes_places_does_not_run_into_its_neighbours() -> None:
    text = "Before\n### Heading\nThe paragraph:\n- a bullet\n- another\n\n[^1]: A note."
    block = find_block(text, 2)
    assert block
    assert move_unit(text, block, 1) == (
        "Before\n### Heading\n\n- a bullet\n- another\n\nThe paragraph:\n\n[^1]: A note."
    )
