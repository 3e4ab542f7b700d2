"""Random changes to every example file and to texts that no example has: none damages anything."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reportgen.writing.blocks import list_blocks, read_block, replace_block
from tests.support.random_writes import run, write
from tests.support.sizes import take


@pytest.mark.slow
def test_thousands_of_random_changes_damage_nothing() -> None:
    count = take(2_000, of=20_000)
    results = run(count)
    refused = {what: times for what, times in results.items() if what.startswith("refused")}
    assert results["failed"] == 0
    assert sum(results.values()) == count
    assert sum(refused.values()) <= count / 200, refused


PIECES = st.sampled_from(
    [
        "words",
        "- bullet",
        "  - below",
        "1. first",
        "   more",
        "",
        "",
        "### heading",
        "| a | b |",
        "| - | - |",
        "::: quote Who",
        ":::",
        "> quoted",
        "[^1]: note",
        "{table:x}",
        "    code",
        "\ttab",
        "***",
        "a: b",
        "# no comment",
    ]
)
MARKDOWN = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=14).map("\n".join)


@settings(max_examples=150, deadline=None)
@given(MARKDOWN)
@example("\x1f\n\nwords")
def test_each_block_of_any_text_put_back_changes_nothing(text: str) -> None:
    text = text.replace("\r", "")
    lines = text.split("\n")
    for block in list_blocks(text):
        put_back = replace_block(text, block, read_block(text, block)).split("\n")
        assert [line.rstrip() for line in put_back[: block.start]] == [
            line.rstrip() for line in lines[: block.start]
        ]
        assert put_back[len(put_back) - (len(lines) - block.end) :] == lines[block.end :]


@settings(max_examples=150, deadline=None)
@given(MARKDOWN, st.integers(0, 2**32))
def test_random_changes_to_any_text_damage_nothing(text: str, seed: int) -> None:
    write(text.replace("\r", ""), False, random.Random(seed))
