"""Which block was which: the same, moved, reworded, added or removed."""

from __future__ import annotations

import time

from reportgen.redline.align import align, find_longest_rise
from reportgen.redline.version import TextBlock


def blocks(*texts: str, kind: str = "paragraph") -> list[TextBlock]:
    return [TextBlock(kind, text, text, "") for text in texts]


def became(old: list[TextBlock], new: list[TextBlock]) -> str:
    """The pairs in the order of the newer text: `0>1` for the first that is now the second, `*` for
    one that moved, `-` for one that has no other."""
    return " ".join(
        f"{'-' if pair.old is None else pair.old}>{'-' if pair.new is None else pair.new}"
        + "*" * pair.is_moved
        for pair in align(old, new, by_source=False)
    )


def test_what_stays_in_order_did_not_move() -> None:
    assert became(blocks("a", "b", "c"), blocks("a", "b", "c")) == "0>0 1>1 2>2"
    assert became(blocks("a", "b", "c"), blocks("b", "c")) == "0>- 1>0 2>1"
    assert became(blocks("a", "c"), blocks("a", "b", "c")) == "0>0 ->1 1>2"


def test_as_few_as_can_be_moved() -> None:
    assert became(blocks("a", "b", "c", "d"), blocks("b", "c", "d", "a")) == "1>0 2>1 3>2 0>3*"
    assert became(blocks("a", "b", "c", "d"), blocks("d", "a", "b", "c")) == "3>0* 0>1 1>2 2>3"


def test_most_of_its_words_make_a_block_the_same() -> None:
    old = blocks("the staff were well trained and supported", "x")
    assert became(old, blocks("the staff were well led and supported", "x")) == "0>0 1>1"
    assert became(old, blocks("nobody came to the meeting at all", "x")) == "0>- ->0 1>1"


def test_a_reworded_block_may_move_too() -> None:
    old = blocks("the staff were well trained and supported", "x", "y")
    new = blocks("x", "y", "the staff were well led and supported")
    assert became(old, new) == "1>0 2>1 0>2*"


def test_a_short_line_in_the_same_place_is_the_same_one() -> None:
    assert became(blocks("Good", kind="line"), blocks("Bad", kind="line")) == "0>0"
    assert became(blocks("Good"), blocks("Bad")) == "0>- ->0"


def test_equal_blocks_are_paired_one_by_one() -> None:
    assert became(blocks("a", "a", "a"), blocks("a", "a")) in ("0>0 1>1 2>-", "0>- 1>0 2>1")


def test_two_reports_that_have_nothing_in_common_take_no_longer() -> None:
    old = blocks(*(f"alpha {n} beta gamma delta" for n in range(2_000)))
    new = blocks(*(f"one {n} two three four" for n in range(2_000)))
    begin = time.process_time()
    assert len(align(old, new, by_source=False)) == 4_000
    assert time.process_time() - begin < 5


def test_the_longest_rise() -> None:
    assert find_longest_rise([]) == set()
    assert len(find_longest_rise([3, 1, 2, 0, 4])) == 3
    assert find_longest_rise(range(50_000)) == set(range(50_000))
