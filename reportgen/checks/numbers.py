"""Checks that numbers are possible and agree with one another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cache

from reportgen.checks.context import Context
from reportgen.checks.register import Violations, check
from reportgen.inspection.results import Result
from reportgen.methodology.model import Standard
from reportgen.prose.passages import Sentence
from reportgen.reading.fields import SourceText
from reportgen.util.numbers import IN_FIGURES, IN_WORDS, number_in_figures, parse_whole_number

_N = rf"{IN_FIGURES}|{IN_WORDS}"
_ALONE = r"(?<![\w.,–/-])"
_THE = r"(?:the |these |all |our )?(?:(?:sample|total) of )?"
_YES = rf"(?P<yes>{_N})"
_OF = rf"{_THE}(?P<of>{_N})(?![\d-]| (?:per|million|year|week|day|hour|month))"
_YES_OF = rf"{_YES}(?: (?:out )?of |/){_OF}"
_PERCENT = rf"\d{{1,3}}(?:\.\d+)?|{IN_WORDS}"
_SAID = rf"(?P<said>{_PERCENT}) ?(?:%|per ?cent\b)"
_WORDS = r"(?: [a-z]+)"
PERCENT = re.compile(rf"(?<![\w.,–-])({_PERCENT}) ?(?:%|per ?cent\b)")
COUNT = re.compile(
    rf"{_ALONE}({_N})(?: (?:out )?of {_THE}|/)({_N})(?![\w-]|[\d.,/]*\d| ?%| per ?cent)"
)
_OF_SO_MANY = re.compile(rf"(?:\b[Oo]f {_THE}|/)(?:{_N})")
"""Every count has a digit or one of these. They are looked for first, because numbers in words are
slow to find."""
_OUT_OF = re.compile(r"\d out of ")
_ISBN = re.compile(r"(?:\bISBN(?:-1[03])?:?\s*)?\b(\d(?:[ –-]?\d){6,15}(?:[ –-]?[Xx])?)\b")
_BESIDE_PERCENT = ("(", ", ", "cent of ", "% of ")
"""One of these is in every sentence that compares a count and a percentage."""


@cache
def _count_and_percent() -> tuple[re.Pattern[str], ...]:
    """24 of 51 cases (47 per cent); 24 of 51, or 47 per cent; 47 per cent (24 of 51); of 51 cases,
    24 (47 per cent); 47 per cent of the 51 cases, that is 24. Compiled when first needed: that
    takes longer than the rest of this module."""
    patterns = (
        rf"{_ALONE}{_YES_OF}{_WORDS}{{0,3}},? \({_SAID}(?=[),;])",
        rf"{_ALONE}{_YES_OF}{_WORDS}{{0,3}}, (?:or|that is|which is) {_SAID}",
        rf"{_ALONE}{_SAID}(?: of{_WORDS}{{1,3}})? \({_YES_OF}",
        (
            rf"\b[Oo]f {_OF}{_WORDS}{{1,3}}, (?:[a-z]+ ){{0,3}}{_YES}{_WORDS}{{0,2}}"
            rf" \({_SAID}(?=[),;])"
        ),
        (
            rf"{_ALONE}{_SAID} of {_OF}{_WORDS}{{1,3}},? (?:\(|that is |which is |or"
            rf" ){_YES}(?=[),;.]| (?:were|was|are|is|cases)\b)"
        ),
    )
    return tuple(re.compile(pattern) for pattern in patterns)


@cache
def _percent_of_cases() -> tuple[re.Pattern[str], ...]:
    """61 per cent of the 52 cases; of 52 cases, 61 per cent."""
    patterns = (
        rf"{_ALONE}{_SAID} of {_OF} (?P<what>[a-z]+)",
        (
            rf"(?<!out )(?<!\d )\b[Oo]f {_OF} (?P<what>[a-z]+){_WORDS}{{0,3}}, (?:[a-z]+"
            rf" ){{0,5}}{_SAID}(?! of)"
        ),
    )
    return tuple(re.compile(pattern) for pattern in patterns)


@cache
def _percent_beside() -> re.Pattern[str]:
    """61 per cent (of 52 cases). Also 61 per cent (52 cases), if the sample has 52 cases: otherwise
    52 may be the count."""
    return re.compile(rf"{_ALONE}{_SAID} \((?P<sure>of )?{_OF} (?P<what>[a-z]+)\)")


def percentages(words: str) -> Iterator[re.Match[str]]:
    """47 per cent, 47%, forty-seven per cent."""
    return PERCENT.finditer(words) if "cent" in words or "%" in words else iter(())


def counts(words: str) -> Iterator[re.Match[str]]:
    """24 of 51, 24 out of 51, 24/51."""
    return COUNT.finditer(words) if _has_of_so_many(words) else iter(())


def _has_of_so_many(words: str) -> bool:
    return ("of " in words or "Of " in words or "/" in words) and bool(_OF_SO_MANY.search(words))


def rounded(yes: int, of: int, decimals: int = 0) -> Fraction:
    """The percentage as it is printed, halves up."""
    scale = 10**decimals
    return Fraction((200 * yes * scale + of) // (2 * of), scale)


def possible(percent: Fraction, of: int, decimals: int = 0) -> bool:
    """Whether some whole number out of this many cases gives the percentage when rounded."""
    around = percent.numerator * of // (100 * percent.denominator)
    return any(rounded(yes, of, decimals) == percent for yes in (around, around + 1) if yes <= of)


def neighbours(percent: Fraction, of: int, decimals: int = 0) -> str:
    """The percentages that the nearest whole numbers of cases give: 31 is 60%, 32 is 62%."""
    below = min(int(percent * of / 100), of - 1)
    return ", ".join(
        f"{yes} is {float(rounded(yes, of, decimals)):.{decimals}f}%" for yes in (below, below + 1)
    )


# Results


def groups_of(context: Context, id: str) -> tuple[SourceText, ...]:
    """The groups of the sample that a question was asked of, where the methodology says so."""
    standard: Standard = context.methodology.standards[context.standard_of[id]]
    marks = {str(mark.id): mark for mark in context.methodology.marks}
    prompt = next((q.prompts_by_id[id] for q in standard.questions if id in q.prompts_by_id), None)
    named = (
        [marks[str(m)].groups for m in prompt.marks if str(m) in marks and marks[str(m)].groups]
        if prompt
        else []
    )
    return named[0] if named else standard.groups


def asked_of(context: Context, id: str) -> tuple[int, str]:
    """The most cases that a question can have been asked of, and the groups that they are in; 0 if
    that is not known."""
    sample = context.inspection.sample
    groups = groups_of(context, id)
    if not any(
        group in sample for group in context.methodology.sample_groups
    ):  # a sample that is not told by group
        groups = ()
    if not sample or any(group not in sample for group in groups):
        return 0, ""
    return sum(sample[group] for group in groups or sample), (
        " and ".join(groups) if groups else "the whole sample"
    )


def _own_results(context: Context) -> Iterator[tuple[str, Result]]:
    """Results of this inspection's own cases."""
    for id, result in context.results.items():
        if id in context.standard_of and not result.pooled and result.origin == "typed":
            yield id, result


@check("percent-impossible", "warning", "20% where 8 cases were asked: 1 is 13%, 2 is 25%.")
def percent_impossible(context: Context) -> Violations:
    """A percentage is one that some whole number of its cases gives."""
    for id, result in _own_results(context):
        if result.of is None and result.percent is not None and result.percent.denominator == 1:
            most, which = asked_of(context, id)
            if 0 < most < 100 and not any(
                possible(result.percent, of) for of in range(most, 0, -1)
            ):
                yield (
                    result.place,
                    f"no number of {most} cases or fewer is {result.rounded}% ({which})",
                    f"of {most}, {neighbours(result.percent, most)}; check it against its source",
                )
    for sentence in _with_per_cent(context):
        for match in (
            *_compare(_percent_of_cases, sentence.words),
            *_beside(context, sentence),
        ):
            percent, of, decimals = (
                Fraction(number_in_figures(match["said"])),
                parse_whole_number(match["of"]),
                len(match["said"].partition(".")[2]),
            )
            if 0 < of < 100 and percent <= 100 and not possible(percent, of, decimals):
                yield (
                    sentence.place(match),
                    f"no number of {of} {match['what']} is {match['said'].lower()} per cent",
                    f"{neighbours(percent, of, decimals)}; check it against its source",
                )


@check("more-than-sample", "warning", "2.2.1: 31 of 60, with a sample of 52 cases.")
def more_than_sample(context: Context) -> Violations:
    """No question was asked of more cases than the groups it applies to have in the sample."""
    for id, result in _own_results(context):
        most, which = asked_of(context, id)
        if result.of is not None and 0 < most < result.of:
            yield (
                result.place,
                f"{id} was asked of {result.of} cases, and the sample has {most} ({which})",
                "correct the count, or `sample:`",
            )


@check("count-and-percent", "warning", "24 of 51 cases (49 per cent): 24 of 51 is 47.")
def count_and_percent(context: Context) -> Violations:
    """Where a text gives a count and a percentage of the same thing, they agree; and a part is not
    more than its whole."""
    for sentence in _with_per_cent(context):
        for match in _compare(_count_and_percent, sentence.words):
            yes, of = parse_whole_number(match["yes"]), parse_whole_number(match["of"])
            if (
                of > 0
                and yes <= of
                and rounded(yes, of, len(match["said"].partition(".")[2]))
                != Fraction(number_in_figures(match["said"]))
            ):
                yield (
                    sentence.place(match, "said"),
                    (
                        f"{yes} of {of} is {rounded(yes, of)} per cent, and the text says"
                        f" {match['said']}"
                    ),
                    "correct one of them",
                )
    for sentence in (
        sentence
        for written in context.own
        for sentence in written.sentences
        if _OUT_OF.search(sentence.words)
    ):
        for match in counts(sentence.words):
            if "out of" in match[0] and parse_whole_number(match[1]) > parse_whole_number(match[2]):
                yield (
                    sentence.place(match),
                    f"{match[1]} cannot be a part of {match[2]}",
                    "the first number is the part, the second the whole",
                )


def _compare(
    patterns: Callable[[], Sequence[re.Pattern[str]]], words: str
) -> Iterator[re.Match[str]]:
    """Where a sentence gives a count beside a percentage, in one of the ways of some patterns."""
    if any(sign in words for sign in _BESIDE_PERCENT) and _has_of_so_many(words):
        for pattern in patterns():
            yield from pattern.finditer(words)


def _beside(context: Context, sentence: Sentence) -> Iterator[re.Match[str]]:
    """Percentages with what they are of in brackets."""
    sizes = {sum(context.inspection.sample.values()), *context.inspection.sample.values()}
    has_bracket = "cent (" in sentence.words or "% (" in sentence.words
    return (
        match
        for match in (_percent_beside().finditer(sentence.words) if has_bracket else ())
        if match["sure"] or parse_whole_number(match["of"]) in sizes
    )


def _with_per_cent(context: Context) -> Iterator[Sentence]:
    for written in context.own:
        if "%" in written.text or "cent" in written.text:
            yield from (
                sentence for sentence in written.sentences if any(percentages(sentence.words))
            )


@check("isbn-digit", "warning", "publication: {isbn: 978-1-84099-999-9}")
def isbn_digit(context: Context) -> Violations:
    """The last digit of an ISBN follows from the others: a slip in any digit shows."""
    publication = context.inspection.publication
    field = publication.isbn if publication and publication.isbn else SourceText("")
    for text in (field, *(written.text for written in context.own if "ISBN" in written.text)):
        for match in _ISBN.finditer(text):
            digits = re.sub(r"[^0-9X]", "", match[1].upper())
            if (text is field or match[0].startswith("ISBN")) and not _is_isbn(digits):
                yield (
                    text.at_offset(match.start(1), len(match[1])),
                    f"`{match[1]}` is not an ISBN: "
                    + (
                        "its last digit does not fit the others"
                        if len(digits) in (10, 13)
                        else f"it has {len(digits)} digits, not 13"
                    ),
                    "compare it, digit by digit, with the number that was given to this report",
                )


def _is_isbn(digits: str) -> bool:
    """Whether the check digit of an ISBN of 13 or 10 digits is right."""
    values = [10 if digit == "X" else int(digit) for digit in digits]
    if len(values) == 13:
        return sum(value * (1, 3)[at % 2] for at, value in enumerate(values)) % 10 == 0
    return len(values) == 10 and sum(v * (10 - at) for at, v in enumerate(values)) % 11 == 0
