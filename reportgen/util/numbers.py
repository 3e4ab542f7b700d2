"""Numbers as texts give them: 1,200, twelve, forty-seven. It knows no rule."""

from __future__ import annotations

from fractions import Fraction

UNITS = (
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

_VALUES = (
    {word: value for value, word in enumerate(UNITS, 1)}
    | {word: 10 * value for value, word in enumerate(TENS, 2)}
    | {"zero": 0, "hundred": 100}
)

IN_WORDS = rf"(?i:(?:{'|'.join(word[:-2] for word in TENS)})ty(?:-(?:{'|'.join(UNITS[:9])}))?|(?:{'|'.join(word[:-4] for word in UNITS[12:])})teen|{'|'.join(UNITS[9:12])}|{'|'.join(UNITS[:9])})"
"""A number up to 99 in words, as part of a pattern."""
IN_FIGURES = r"\d{1,3}(?:,\d{3})+|\d+"
"""A whole number in figures, as part of a pattern."""


def number_in_figures(text: str) -> str:
    """Sixty-one as 61; what is in figures, as it is."""
    return text if text[:1].isdigit() else str(parse_whole_number(text))


def parse_whole_number(text: str) -> int:
    """1,200 or forty-seven as a number."""
    if text[:1].isdigit():
        return int(text.replace(",", ""))
    return sum(_VALUES[word] for word in text.lower().split("-"))


def round_half_up(value: Fraction) -> int:
    """A whole number, halves rounded up, as the inspectorate prints it."""
    return int((value * 2 + 1) // 2)


NUMBER_WORDS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
