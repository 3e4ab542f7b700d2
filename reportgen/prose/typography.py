"""Sets running text as a British printer would: quotation marks, apostrophes, dashes, and spaces
where a line must not break.

It works on the pieces of text of one paragraph, emphasis and links between them taken out, so that
a quotation may begin in one piece and end in another. It knows nothing of Markdown or of
inspections. Every step is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportgen.util.dates import MONTHS
from reportgen.util.numbers import MAX_IN_WORDS, UNITS

NBSP = "\u00a0"

_SEAM = "\ue000"
"""Stands between two pieces. A private-use character; one that an author wrote is taken out first.
"""

_SET_AS_IT_IS = "\ue001"

_UNITS = (
    "million|billion|thousand|seconds?|minutes?|hours?|working|days?|weeks?|months?|years?|miles?|square|kilometres?|metres?|km|kg|pence|FTE|am|pm|cases?|people|staff|men|women|children|out"
    f" of|{'|'.join(MONTHS)}"
)
_NUMBER_WORDS = "|".join(UNITS[:MAX_IN_WORDS])
_LABELS = frozenset(
    (
        "annexe",
        "annex",
        "appendix",
        "figure",
        "table",
        "chart",
        "page",
        "section",
        "chapter",
        "standard",
        "domain",
        "part",
        "criterion",
        "recommendation",
        "tier",
        "level",
        "band",
        "grade",
        "question",
        "no.",
        "volume",
        "stage",
        "phase",
        "footnote",
        "note",
        "article",
    )
)
_TITLES = frozenset(("Dr", "Mr", "Mrs", "Ms", "Miss", "Prof", "Sir", "Dame", "St", "HM"))

_RANGE = re.compile(r"(?<=\d)-(?=\d)")
_RANGE_BEFORE = re.compile(r"(?<![\w.,/:–-])\d{1,4}\Z")
_RANGE_AFTER = re.compile(r"\d{1,4}(?![\w/–-]|[.,:]\d)")
_LONG_DASH = re.compile(r"(?<!-)---(?!-)")
_DOUBLE_DASH = re.compile(r"(?<!-)--(?!-)")
_SPACED_DASH = re.compile(r"(?<=[^\s-])([ \n])-([ \n])(?=\S)")
_PER_CENT = re.compile(r"[ \n]per[ \n]cent\b")
_UNIT = re.compile(rf"(?<=\d)[ \n](?=(?:{_UNITS})\b)")
_BEFORE_NUMBER = re.compile(rf"[ \n](?=\d|(?:{_NUMBER_WORDS})\b)")
_BEFORE_CAPITAL = re.compile(r"(?<=Dr|Mr|rs|Ms|ss|of|ir|me|St|HM|[A-Z]\.)[ \n](?=[A-Z])")
_BEFORE_DASH = re.compile(r"[ \n](?=[–—][ \n])")
_LAST_WORD = re.compile(r"(?<![\w.])[\w.]{1,14}\Z")
_QUOTE = re.compile("['\"]")

_NO_WORD_BEFORE = frozenset(" \n\u00a0([{–—-/‘“")
_NO_WORD_AFTER = frozenset(" \n\u00a0.,;:!?)]}–—…") | {""}
_ELISIONS = re.compile(r"\d0s|(?:em|tis|twas|til|cause)\b")
_DEEPEST = 4
"""How deep quotations may be nested."""


def typeset(pieces: Sequence[str | None]) -> list[str]:
    """The pieces of one paragraph as they are printed. None stands for what is set as it is: code,
    a picture."""
    joined = _SEAM.join(
        _SET_AS_IT_IS if piece is None else piece.replace(_SEAM, "") for piece in pieces
    )
    done = typeset_line(joined).split(_SEAM) if pieces else []
    return ["" if piece is None else text for piece, text in zip(pieces, done, strict=True)]


def typeset_line(text: str) -> str:
    """One piece of text as it is printed."""
    if "-" in text:
        text = _dashes(text)
    if "..." in text:
        text = text.replace("...", "…")
    return _spaces(curl_quotes(text))


def _dashes(text: str) -> str:
    """An en dash between numbers and, with spaces, between clauses."""
    text = _RANGE.sub(_range, text)
    if " -" in text or "\n-" in text:
        text = _SPACED_DASH.sub(r"\1–\2", text)
    if "--" in text:
        text = _DOUBLE_DASH.sub("–", _LONG_DASH.sub("—", text))
    return text


def _range(hyphen: re.Match[str]) -> str:
    """An en dash in 7-10 and 2020-21; a hyphen in 2022-08-31, a telephone number, an ISBN."""
    text, at = hyphen.string, hyphen.start()
    is_range = _RANGE_BEFORE.search(text[max(0, at - 5) : at]) and _RANGE_AFTER.match(text, at + 1)
    return "–" if is_range else "-"


def _spaces(text: str) -> str:
    """A space that does not break, between a number and its unit, a label and its number, a title
    or initial and the name."""
    text = _PER_CENT.sub(f"{NBSP}per{NBSP}cent", text)
    text = _UNIT.sub(NBSP, text)
    text = _BEFORE_NUMBER.sub(_after_label, text)
    text = _BEFORE_CAPITAL.sub(_after_title, text)
    return _BEFORE_DASH.sub(NBSP, text) if "–" in text or "—" in text else text


def _last_word(space: re.Match[str]) -> str:
    match = _LAST_WORD.search(space.string[max(0, space.start() - 15) : space.start()])
    return match.group() if match else ""


def _after_label(space: re.Match[str]) -> str:
    word = _last_word(space)
    code = (
        2 <= len(word) <= 6
        and word.isupper()
        and word.isalpha()
        and space.string[space.end()].isdigit()
    )
    count = word == "of" and space.string[max(0, space.start() - 6) : space.start()] in (
        "out of",
        "out\nof",
    )
    return NBSP if code or count or word.lower() in _LABELS else space.group()


def _after_title(space: re.Match[str]) -> str:
    word = _last_word(space)
    initial = len(word) == 2 and word[0].isupper() and word[1] == "."
    return NBSP if initial or word in _TITLES else space.group()


def curl_quotes(text: str) -> str:
    """Make straight quotation marks and apostrophes curly. The outer marks become single and the
    inner ones double, whichever were typed."""
    if "'" not in text and '"' not in text:
        return text
    pieces: list[str] = []
    open_marks: list[str] = []
    end = 0
    for match in _QUOTE.finditer(text):
        at = match.start()
        pieces += text[end:at], _curly(match.group(), text, at, open_marks)
        end = at + 1
    pieces.append(text[end:])
    return "".join(pieces)


def _curly(mark: str, text: str, at: int, open_marks: list[str]) -> str:
    """The mark to print. It opens where no word ends before it and one begins after it."""
    before, after = _neighbour(text, at, -1) or " ", _neighbour(text, at, 1)
    if before in _NO_WORD_BEFORE and after not in _NO_WORD_AFTER:
        if mark == "'" and _ELISIONS.match(text, at + 1):
            return "’"
        if len(open_marks) < _DEEPEST:
            open_marks.append(mark)
        return "‘" if len(open_marks) % 2 else "“"
    if mark in open_marks and not (mark == "'" and before.isalnum() and after.isalnum()):
        level = len(open_marks) - open_marks[::-1].index(mark)
        del open_marks[level - 1 :]
        return "’" if level % 2 else "”"
    if mark == "'":
        return "’"
    return '"' if before.isdigit() else "”"


def _neighbour(text: str, at: int, step: int) -> str:
    """The character beside, over the seams between pieces; nothing at either end."""
    at += step
    while 0 <= at < len(text) and text[at] == _SEAM:
        at += step
    return text[at] if 0 <= at < len(text) else ""
