"""The figures in a text: what each counts or measures, so that `12 per cent`, `12 weeks` and `12
out of 30` are three figures.

A figure is its value and its unit. Numbers in words count as those in digits (`nine per cent` is
`9%`), a list or a range shares its unit (`42, 42 and 67 per cent`), a date is one figure, a pair
(`23 out of 34`, `4/27`) too. It must not know where a text comes from.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from tests.support.page_text import normal

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
).split()
TENS = dict(
    zip(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(),
        range(20, 100, 10),
        strict=True,
    )
)
FRACTIONS = {"half": "1/2", "third": "1/3", "quarter": "1/4", "fifth": "1/5"}

NEAR = 160
"""How many characters may lie between the two numbers of a pair that is not written as one: `Of the
34 offenders …, 13 …`."""

_WORD = "|".join([*TENS, *sorted(SMALL, key=len, reverse=True)])
_FRACTION = re.compile(
    r"\b(?:(one|two|three|four|a|just over a|over a)[ -])?(half|thirds?|quarters?|fifths?)\b(?!"
    r" (?:party|sector|site|of the (?:sites|three)))",
    re.I,
)
_IN_WORDS = re.compile(
    rf"\b(?:(one|two|three) hundred(?: and )?)?(?:({'|'.join(TENS)})(?:[-"
    rf" ]({'|'.join(SMALL[1:10])}))?|({_WORD}))?\b",
    re.I,
)

NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
UNITS = (
    ("%", r"%| ?per ?cent\b|-percentage\b"),
    ("million", r"million\b"),
    ("km2", r"square kilomet"),
    ("miles", r"miles?\b"),
    ("minutes", r"minutes?\b"),
    ("hours", r"hours?\b"),
    ("days", r"(?:working |training )?days?\b"),
    ("weeks", r"(?:weeks?|weekly)\b"),
    ("months", r"(?:months?|monthly)\b"),
    ("years", r"years?\b"),
    ("nights", r"nights?\b"),
    ("FTE", r"(?:FTE|full-time equivalent)\b"),
)
LABELS = "tier|tiers|level|band|phase|domain|category|layer|tools?kit|register"
JOINED = re.compile(r"^(?:,| and| or| to|-|, and| and the) ?$")


class Figure(NamedTuple):
    value: str
    unit: str

    @property
    def telling(self) -> bool:
        """Whether finding it says something: a bare number up to twelve stands in any report."""
        return bool(self.unit) or float(self.value) > 12


def figures(text: str) -> Counter[Figure]:
    """Every figure in a text, and how often it stands there."""
    text = _digits(normal(text).replace("–", "-").replace("—", " - "))
    counts: Counter[Figure] = Counter()

    def take(pattern: str, unit: str, value: str = r"\1", flags: int = re.I) -> None:
        nonlocal text

        def one(match: re.Match[str]) -> str:
            counts[Figure(match.expand(value).replace(",", "").lower(), unit)] += 1
            return " ; "

        text = re.sub(pattern, one, text, flags=flags)

    take(r"\b(97[89](?:-\d+){4})\b", "ISBN")
    take(
        rf"\b(?:aged|age of|under) ({NUMBER})(?! ?(?:%|per|days|weeks|months|minutes|cases))\b(?:"
        r" years(?: of age)?)?",
        "years",
    )
    take(r"\b([012]?\d[:.][0-5]\d)(?= ?(?:hrs|hours|am|pm|or at|at|and at)\b)", "time")
    text = _dates(text, counts)
    take(
        rf"(?<![\w.])({NUMBER}) ?(?:(?:cases |respondents |staff )?out of(?: the| a total"
        rf" of)?|of(?: the)?(?: total of)?|/) ?({NUMBER})(?![\w%]|[.,]?\d| per ?cent)",
        "out of",
        r"\1/\2",
    )
    take(rf"£ ?({NUMBER}) million", "£m")
    take(rf"£ ?({NUMBER})", "£")
    take(rf"(?<![\w.])({NUMBER})(?:st|nd|rd|th)\b", "th")
    take(rf"\b(?:{LABELS}) ({NUMBER})\b", "label")
    matches = list(re.finditer(rf"(?<![\w.,])(?<!\d/)({NUMBER})(?!\w)", text))
    unit, after = "", len(text)
    for match in reversed(matches):
        rest = text[match.end() :]
        own = next(
            (
                name
                for name, pattern in UNITS
                if re.match(pattern if name == "%" else rf"[ +-]*{pattern}", rest, re.I)
            ),
            "",
        )
        shares = unit and JOINED.match(text[match.end() : after])
        unit = own or (unit if shares else "")
        after = match.start()
        counts[Figure(match[1].replace(",", ""), unit)] += 1
    return counts


class Printed:
    """The figures that a text has, asked for one by one."""

    def __init__(self, text: str) -> None:
        self.counted = figures(text)
        self._digits = _digits(normal(text))

    def holds(self, figure: Figure) -> bool:
        """Whether the text has a figure; a pair also where its two numbers stand near each other,
        each on its own."""
        if figure in self.counted:
            return True
        if not figure.unit:
            return any(
                figure.value in pair.value.split("/")
                for pair in self.counted
                if pair.unit == "out of"
            )
        if figure.unit != "out of":
            return False
        one, of = (
            rf"(?<![\w.,]){number}(?![\w%]|[.,]\d| per cent)" for number in figure.value.split("/")
        )
        return (
            re.search(rf"{one}.{{1,{NEAR}}}?{of}|{of}.{{1,{NEAR}}}?{one}", self._digits) is not None
        )


def _digits(text: str) -> str:
    """The text with numbers in digits where it has them in words. `One` alone is left: it is more
    often a pronoun."""

    def number(match: re.Match[str]) -> str:
        hundreds, tens, ones, small = (group and group.lower() for group in match.groups())
        if not match[0].strip() or match[0].lower() == "one":
            return match[0]
        value = (
            (SMALL.index(hundreds) * 100 if hundreds else 0)
            + (TENS[tens] if tens else 0)
            + (SMALL.index(ones) if ones else 0)
        )
        if small:
            value += TENS[small] if small in TENS else SMALL.index(small)
        return str(value) + match[0][len(match[0].rstrip()) :]

    def fraction(match: re.Match[str]) -> str:
        part = match[2].lower().rstrip("s")
        many = {"two": 2, "three": 3, "four": 4}.get((match[1] or "").lower(), 1)
        if not match[1] and part != "half":
            return match[0]
        return f"{many}/{FRACTIONS[part][2:]}"

    text = re.sub(
        r"\b(one|two|three)(?: \w+)? in (three|four|five|ten)\b",
        lambda share: f"{SMALL.index(share[1].lower())} of {SMALL.index(share[2].lower())}",
        text,
        flags=re.I,
    )
    return _IN_WORDS.sub(number, _FRACTION.sub(fraction, text))


def _dates(text: str, counts: Counter[Figure]) -> str:
    """Takes the dates out: days, months, years, and years that run over two."""
    month = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\b"
    patterns = (
        (
            re.compile(rf"\b(\d{{1,2}})(?:-| to | and )(\d{{1,2}}) {month} (\d{{4}})\b", re.I),
            lambda m: [f"{m[1]} {m[3].lower()} {m[4]}", f"{m[2]} {m[3].lower()} {m[4]}"],
        ),
        (
            re.compile(rf"\b(\d{{1,2}}) {month}(?: (\d{{4}}))?\b", re.I),
            lambda m: [f"{m[1]} {m[2].lower()} {m[3] or ''}".strip()],
        ),
        (
            re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b"),
            lambda m: [f"{m[1]} {MONTHS[int(m[2]) - 1]} {m[3]}"],
        ),
        (re.compile(rf"\b{month},? (\d{{4}})\b", re.I), lambda m: [f"{m[1].lower()} {m[2]}"]),
        (
            re.compile(r"\b((?:19|20)\d\d)(?:/|-| to )((?:19|20)?\d\d)\b"),
            lambda m: [f"{m[1]}/{m[2][-2:]}"],
        ),
        (
            re.compile(r"(?<![\w,.£/])((?:19|20)\d\d)(?![\w%/]|,\d| (?:training|offenders|staff))"),
            lambda m: [m[1]],
        ),
    )
    for pattern, values in patterns:
        for match in pattern.finditer(text):
            for value in values(match):
                counts[Figure(value, "date")] += 1
        text = pattern.sub(" ; ", text)
    return text
