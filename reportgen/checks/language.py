"""What strikes an editor in the words themselves: abbreviations, doubled words, hidden characters,
numbers in words."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from reportgen.checks.completeness import OPEN
from reportgen.checks.context import Context
from reportgen.checks.register import Violations, check
from reportgen.problems import Place
from reportgen.prose.passages import Sentence
from reportgen.prose.plain import plain_text
from reportgen.util.dates import MONTHS
from reportgen.util.fonts import find_missing_characters, name_character
from reportgen.util.numbers import TENS, UNITS, has_digit

_ABBREVIATION = re.compile(
    r"([A-Z](?<![\w@#/.-][A-Z])(?:[A-Z]{1,7}|[A-Za-z]*[A-Z][A-Za-z]*[A-Z][A-Za-z]*))"
    r"(?:s|[’']s)?(?![\w@-]|\.\w)"
)
_EXPLAINED = re.compile(
    r"\(\W?([A-Z][A-Za-z&-]{1,11}?)(?:s|[’']s)?\W?[),;:]|\b([A-Z]{2,8})s? \((?=[a-z‘“]|[A-Z][a-z])"
)
_ROMAN = re.compile(r"[IVXLCDM]+")
_TWICE = re.compile(r"\b([A-Za-z]++) ((?i:\1))\b(?!['’-])")
_LOOK_ALIKE = re.compile("[\u0370-\u058f]")
"""Letters of scripts that look like Latin ones: Greek, Cyrillic, Armenian."""
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_MAY_BE_TWICE = frozenset(("had", "that"))


@cache
def well_known() -> frozenset[str]:
    """Abbreviations that every reader knows, one a line in well-known-abbreviations.txt."""
    lines = (
        (Path(__file__).parent / "well-known-abbreviations.txt")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@check("abbreviation", "warning", "“the PDU” in a report that never says what PDU stands for.")
def abbreviation(context: Context) -> Violations:
    """Every abbreviation is explained: in brackets behind its words, or under `abbreviations:`; the
    well-known ones need not be."""
    printed = any(str(block.block) == "abbreviations" for block in context.methodology.outline)
    listed = {
        part
        for name in context.inspection.abbreviations
        if printed
        for part in re.findall(r"[A-Za-z]{2,}", name)
    }
    explained = listed | {part.removesuffix("s") for part in listed} | well_known()
    first: dict[str, Place] = {}
    for written in context.own:
        for passage in written.passages:
            words = passage.words.replace("\n", " ")
            if words.isupper() and " " in words:
                continue
            explained |= (
                {(match[1] or match[2]).removesuffix("s") for match in _EXPLAINED.finditer(words)}
                if "(" in words
                else set()
            )
            if written.section not in ("publication", "letter", "abbreviations"):
                for match in _ABBREVIATION.finditer(words):
                    if match[1] not in first:
                        first[match[1]] = passage.place(match.start(1), len(match[1]))
    for name, place in first.items():
        if (
            name not in explained
            and name.removesuffix("s") not in explained
            and not _ROMAN.fullmatch(name)
            and not OPEN.fullmatch(name)
        ):
            yield (
                place,
                f"{name} is nowhere explained",
                (
                    f"write out what it stands for, with ({name}) behind"
                    f" it{', or add it to `abbreviations:`' if printed else ''}"
                ),
            )


@check("word-twice", "warning", "the the")
def word_twice(context: Context) -> Violations:
    """No word stands twice in a row."""
    for written in context.own:
        for sentence in written.sentences:
            for match in _TWICE.finditer(sentence.words):
                if (
                    match[1].lower() not in _MAY_BE_TWICE
                    and match[2].islower()
                    and sentence.passage.content[sentence.start + match.start() :][:1] != "\ufffc"
                ):
                    yield (
                        sentence.place(match),
                        f"“{match[1]}” is there twice",
                        "take one of them out",
                        match[1],
                    )


@check(
    "hidden-character",
    "warning",
    "A zero-width space, or a mark that turns the direction of text, in a name.",
)
def hidden_character(context: Context) -> Violations:
    """No text holds a character that cannot be seen and that hides, joins or reorders others."""
    for written in context.own:
        if written.text.isascii():
            continue
        for match in _UNSEEN.finditer(written.text):
            at, character = match.start(), match[0]
            if not _joins(written.text, at):
                yield (
                    written.text.at_offset(at),
                    f"there is a character here that nobody can see: U+{ord(character):04X}"
                    f" {unicodedata.name(character, '')}".rstrip(),
                    "delete it and type the words again",
                    "" if character in "\u00ad\u200b\ufeff" else None,
                )


def _joins(text: str, at: int) -> bool:
    """Whether a joiner stands where some scripts and emoji need one."""
    around = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
    return (
        text[at] in "\u200c\u200d\ufe0f"
        and bool(around)
        and not any(c.isascii() or "LATIN" in unicodedata.name(c, "") for c in around)
    )


_OF_A_WORD_FONT = (
    "it comes from a font of Word, often as a bullet: write - and a space at the beginning of the"
    " line instead, or take it out"
)


@check("no-glyph", "error", "A name in Chinese characters.")
def no_glyph(context: Context) -> Violations:
    """No text holds a character that the typeface lacks: it could not be printed."""
    folders = context.dossier.project.template_folders
    hint = (
        "write it in letters that the typeface has, or put a font that has it into the project's"
        " templates/fonts/"
    )
    for written in context.written:
        text = written.text
        if (
            written.prose is not None
            and "&" in text
            and (named := find_missing_characters(plain_text(written.prose), folders) - set(text))
        ):
            yield (
                text.at(0),
                (
                    f"the typeface has no {' and no '.join(map(name_character, sorted(named)))},"
                    " which stands here by its number or name"
                ),
                hint,
            )
        if missing := find_missing_characters(text, folders):
            for match in re.finditer(f"[{re.escape(''.join(sorted(missing)))}]+", text):
                yield (
                    text.at_offset(match.start(), len(match[0])),
                    f"the typeface has no {name_character(match[0][0])}",
                    _OF_A_WORD_FONT if "\ue000" <= match[0][0] <= "\uf8ff" else hint,
                )


@check("mixed-scripts", "warning", "A Cyrillic а in a name that looks Latin.")
def mixed_scripts(context: Context) -> Violations:
    """No word mixes letters of two scripts that look alike."""
    for written in context.own:
        if _LOOK_ALIKE.search(written.text):
            for match in re.finditer(r"[^\W\d_]{2,}", written.text):
                scripts = {unicodedata.name(c, "?").split()[0] for c in match[0]} & {
                    "LATIN",
                    "CYRILLIC",
                    "GREEK",
                    "ARMENIAN",
                }
                if len(scripts) > 1:
                    yield (
                        written.text.at_offset(match.start(), len(match[0])),
                        (
                            f"“{match[0]}” mixes"
                            f" {' and '.join(sorted(s.capitalize() for s in scripts))} letters"
                        ),
                        "type the word again",
                    )


# Numbers in words

_SMALL = (*UNITS, TENS[0])
_DIGITS = re.compile(r"(\d(?<![\w£$€.,:/&+–-]\d)\d?)(?![\w%°+]|[.,:/–-]\d|-|–)")
_NOT_A_COUNT_BEFORE = re.compile(
    r"(?:\b(?:annexe|annex|appendix|figure|table|chart|pages?|sections?|chapter|standard|domain|part|criterion|recommendation|tiers?|levels?|band|grade|question|"
    r"no\.|column|row|unit|item|volume|stage|phase|footnote|note|article|class|room|area|team|group|wing|step|day|week|quarter|version|year|age|aged|rule|(?:score|scale|rate|ratio|rating|level|grade|average|mean)"
    r" of|scored|(?-i:[A-Z]{2,}|[A-Z][a-z]+ [A-Z][a-z]+)|"
    + "|".join(MONTHS)
    + r")|\d,?(?: and| or| to| (?:out )?of)(?: the)?) \Z",
    re.I,
)
_NOT_A_COUNT_AFTER = re.compile(
    r" (?:per ?cent|(?:out of|of|to|and|or)(?: the)? \d+|am|pm|million|billion|thousand|points?|"
    + "|".join(MONTHS)
    + r")\b"
)
_MEASURE = re.compile(r" (?:hours?|minutes?|weeks?|days?|months?|years?|miles?|km|metres?|pence)\b")
_LABEL = re.compile(r"[A-Z][a-z]+ \d+")
_PERIOD = re.compile(r" (?:hours|days|weeks|months|years)\b")
"""“The last twelve months”: periods are written as people say them."""
_IN_WORDS = re.compile(rf"(?<![\w-])(?:{'|'.join(UNITS[1:10])})(?![\w-])", re.I)


@check("number-style", "note", "“3 staff” where the methodology writes numbers up to ten in words.")
def number_style(context: Context) -> Violations:
    """Whole numbers in prose are written in words up to the number that the methodology sets, and
    in figures above it."""
    highest = context.methodology.words.numbers_in_words
    if not highest:
        return
    above = [word for word in _SMALL[highest:]]
    in_words = re.compile(rf"(?<![\w-])({'|'.join(above)})(?![\w-])") if above else None
    for written in context.own:
        has_above = in_words and any(word in written.text for word in above)
        for sentence in written.sentences if written.role in ("prose", "bullet") else ():
            yield from _in_digits(sentence, highest)
            for match in in_words.finditer(sentence.words) if in_words and has_above else ():
                if _PERIOD.match(sentence.words, match.end()):
                    continue
                yield (
                    sentence.place(match),
                    (
                        f"“{match[0]}” is above"
                        f" {_SMALL[highest - 1] if highest <= 20 else highest}, up to which numbers"
                        " are written in words"
                    ),
                    f"write {_SMALL.index(match[0]) + 1}",
                )


def _in_digits(sentence: Sentence, highest: int) -> Violations:
    numbers = list(_DIGITS.finditer(sentence.words)) if has_digit(sentence.words) else []
    if not numbers:
        return
    mixed = _IN_WORDS.search(sentence.words)
    if not mixed and (
        any(int(match[1]) > highest for match in numbers)
        or "\ufffc" in sentence.words
        or re.search(r"\d{3}|%|per ?cent", sentence.words)
    ):
        # beside larger ones, small numbers may all be in figures; some of them in words are a
        # mixture
        return
    for match in numbers:
        number, words = int(match[1]), sentence.words
        if (
            words.strip() == match[0]
            or _LABEL.fullmatch(words.strip())
            or (_MEASURE.match(words, match.end()) and not mixed)
        ):  # a cell of a table; the head Column 1; 3 weeks, but not beside six of leave
            continue
        if (
            0 < number <= min(highest, len(_SMALL))
            and not _NOT_A_COUNT_BEFORE.search(words[max(0, match.start() - 30) : match.start()])
            and not _NOT_A_COUNT_AFTER.match(words, match.end())
        ):
            yield (
                sentence.place(match),
                (
                    f"numbers up to {_SMALL[highest - 1] if highest <= 20 else highest} are written"
                    " in words"
                ),
                f"write “{_SMALL[number - 1]}”",
            )
