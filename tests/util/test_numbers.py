"""Numbers in words and in figures."""

from __future__ import annotations

import re

import pytest

from reportgen.util.numbers import (
    IN_WORDS,
    number_in_figures,
    number_in_words,
    parse_whole_number,
)


@pytest.mark.parametrize(("number", "words"), [(0, "0"), (1, "one"), (12, "twelve"), (13, "13")])
def test_numbers_up_to_twelve_are_written_in_words(number: int, words: str) -> None:
    assert number_in_words(number) == words


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,200", 1200), ("seven", 7), ("nineteen", 19), ("Forty-seven", 47), ("ninety", 90)],
)
def test_numbers_are_read_in_figures_and_in_words(text: str, number: int) -> None:
    assert parse_whole_number(text) == number
    assert number_in_figures(text) == (text if text[0].isdigit() else str(number))


@pytest.mark.parametrize("text", ["one", "Ten", "twelve", "fifteen", "twenty", "sixty-one"])
def test_the_pattern_takes_the_whole_number(text: str) -> None:
    assert re.match(IN_WORDS, text + "!")[0] == text  # type: ignore[index]


@pytest.mark.parametrize("text", ["none", "dozen", "hundred"])
def test_the_pattern_takes_no_other_word(text: str) -> None:
    assert not re.fullmatch(IN_WORDS, text)
