"""Numbers in figures and in words: 1,200, twelve, forty-seven. It knows no rule of rating."""

from __future__ import annotations

import re
from fractions import Fraction

UNITS = tuple(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen".split()
)
TENS = tuple("twenty thirty forty fifty sixty seventy eighty ninety".split())

MAX_IN_WORDS = 12
"""The highest number that a report writes in words."""

_VALUES = (
    {word: value for value, word in enumerate(UNITS, 1)}
    | {word: 10 * value for value, word in enumerate(TENS, 2)}
    | {"zero": 0, "hundred": 100}
)

_DIGITS = "|".join(UNITS[:9])
_TENS_STEMS = "|".join(word.removesuffix("ty") for word in TENS)
_TEEN_STEMS = "|".join(word.removesuffix("teen") for word in UNITS[12:])

IN_WORDS = (
    rf"(?i:(?:{_TENS_STEMS})ty(?:-(?:{_DIGITS}))?"  # sixty, sixty-one
    rf"|(?:{_TEEN_STEMS})teen"  # thirteen
    rf"|{'|'.join(UNITS[9:12])}"  # ten, eleven, twelve
    rf"|{_DIGITS})"  # one
)
"""A number up to 99 in words, as part of a pattern."""
IN_FIGURES = r"\d{1,3}(?:,\d{3})+|\d+"
"""A whole number in figures, as part of a pattern."""


has_digit = re.compile(r"\d").search
"""A digit. Searching for one is quick; a pattern that looks at the characters around each digit is
slow."""


def number_in_words(number: int) -> str:
    """Write a number from one to twelve in words, and any other in figures."""
    return UNITS[number - 1] if 0 < number <= MAX_IN_WORDS else str(number)


def number_in_figures(text: str) -> str:
    """Write sixty-one as 61. A number that is in figures stays as it is written."""
    return text if text[:1].isdigit() else str(parse_whole_number(text))


def parse_whole_number(text: str) -> int:
    """Read 1,200 or forty-seven as a number."""
    if text[:1].isdigit():
        return int(text.replace(",", ""))
    return sum(_VALUES[word] for word in text.lower().split("-"))


def round_half_up(value: Fraction) -> int:
    """Round to a whole number, halves up, as the inspectorate prints it."""
    return int((value * 2 + 1) // 2)


def round_to_one_decimal(value: Fraction) -> float:
    """Round to one decimal, halves up."""
    return round_half_up(value * 10) / 10
