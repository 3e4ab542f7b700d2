"""What an answer in a case file means: its spellings, and the codes that stand for it from there
on.

Answers are looked up by C code, many cells at once, since a Python loop over every cell would take
ten times as long.

It must not know which question is answered, nor where in a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from reportgen.cases.cases import BLANK, NO, NOT_APPLICABLE, WRONG, YES
from reportgen.reading.fields import SourceText

SPELLINGS = {
    "yes": YES,
    "y": YES,
    "true": YES,
    "no": NO,
    "n": NO,
    "false": NO,
    "not applicable": NOT_APPLICABLE,
    "not-applicable": NOT_APPLICABLE,
    "n / a": NOT_APPLICABLE,
    "n/a": NOT_APPLICABLE,
    "na": NOT_APPLICABLE,
    "n.a.": NOT_APPLICABLE,
    "": BLANK,
}
"""The spellings of answers, in small letters. Any other spelling has a meaning only if the
inspection gives it one."""


MAX_SHORTENED = 4
"""The most spellings that are shortened to their codes. With more of them, it is quicker to look up
every cell."""


class Answers(dict[str, str]):
    """Answer as written → its code, as a character. A spelling seen for the first time is looked up
    without its spaces and capitals."""

    def __init__(self, declared: Mapping[SourceText, str]) -> None:
        super().__init__()
        self.code_of = {
            **SPELLINGS,
            **{_plain(answer): SPELLINGS[meaning] for answer, meaning in declared.items()},
        }
        self.letters = bytes(
            [
                *range(WRONG),
                *(self.code_of.get(_plain(chr(byte)), WRONG) for byte in range(WRONG, 256)),
            ]
        )
        """The code of every character that is an answer by itself; codes stand for themselves."""
        self.longer: list[str] = []
        """The spellings of more than one character that have been seen, longest first: no one cuts
        another short."""

    def __missing__(self, answer: str) -> str:
        self[answer] = code = chr(self.code_of.get(_plain(answer), WRONG))
        if len(answer) > 1 and answer.isprintable() and not self.wrong(answer):
            self.longer = sorted([*self.longer, answer], key=len, reverse=True)
        return code

    def wrong(self, answer: str) -> bool:
        return self[answer] == chr(WRONG)

    def codes(self, cells: Iterable[str]) -> bytes:
        return "".join(map(self.__getitem__, cells)).encode("ascii")

    def codes_of(self, rows: Sequence[str], separator: str, width: int) -> bytes:
        """The codes of rows of answers. Each row is one text of a given number of cells."""
        text = separator.join(rows)
        return self._at_stops(separator + text, separator, width * len(rows)) or self.codes(
            text.split(separator)
        )

    def _at_stops(self, text: str, separator: str, cells: int) -> bytes:
        """With every spelling shortened to its code, tab stops put each cell at every second place:
        none need be split off and looked up. Nothing where a cell is still longer, and so reaches
        beyond its stop, or is wrong."""
        if len(self.longer) > MAX_SHORTENED or any(chr(code) in text for code in range(WRONG)):
            return b""
        for answer in self.longer:
            text = text.replace(separator + answer, separator + self[answer])
        text = f"{text[1:]}\t".replace(separator, "\t").expandtabs(2)
        if len(text) != 2 * cells or not text.isascii():
            return b""
        codes = text[::2].encode("ascii").translate(self.letters)
        return b"" if WRONG in codes else codes


def _plain(answer: str) -> str:
    return re.sub("[ \t\u00a0]+", " ", answer).strip(" ").casefold()
