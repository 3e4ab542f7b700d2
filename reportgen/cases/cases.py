"""The answers by case, counted: who was asked what, how it was answered, and what results that
makes for an inspection.

It must not know how a file is read (case_reading.py), what is withheld in a breakdown, or how
anything is rated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reportgen.methodology.model import Standard
from reportgen.problems import Place, Problem
from reportgen.util.frozen import frozen

NO, YES, NOT_APPLICABLE, BLANK, WRONG = range(5)
"""What an answer is, as a byte."""

NOT_RECORDED = "Not recorded"

MAX_GROUPS = 12
"""Groups of an attribute for which a table has room."""


class Count(NamedTuple):
    """How many cases were sufficient, of how many that the question applies to."""

    yes: int
    of: int


@frozen(kw_only=False)
class Attribute:
    """A column that sorts the cases into groups."""

    name: str
    groups: tuple[str, ...]
    """The groups in their order. The group of the cases without a value is the last, where there
    are any."""
    group_of: Sequence[int]
    """For each case the number of its group."""

    @property
    def title(self) -> str:
        """The column's name as a heading: risk_level is Risk level."""
        words = " ".join(self.name.replace("_", " ").split())
        return words[:1].upper() + words[1:]


@dataclass(frozen=True, eq=False)
class Cases:
    """All cases of one file. Once no id is found twice, the ids are forgotten. Only a mark of each
    is kept, which is enough to find an id in a text."""

    path: str
    place: Place
    """Where the inspection names the file."""
    size: int
    standards: Mapping[str, Standard]
    """The standard of every question and prompt that has a column."""
    answers: Mapping[str, bytearray]
    """For each question and prompt, a byte a case."""
    attributes: Mapping[str, Attribute]
    notes: tuple[Problem, ...] = ()
    """What should be reported although it is no mistake."""
    too_varied: tuple[str, ...] = ()
    """Further columns. They have too many values to group cases by."""
    id_marks: frozenset[int] = frozenset()
    """The ids that could identify a case outside the file, each as a number from which the id
    cannot be worked out."""

    def names_case(self, word: str) -> bool:
        """Whether a word is the id of a case."""
        return can_name_case(word) and hash(word) in self.id_marks

    def count(self, id: str) -> Count:
        """The count of one question or prompt. Blank and not applicable are left out."""
        yes, no = (_how_many(code, self.answers[id]) for code in (YES, NO))
        return Count(yes, yes + no)

    def counts(self) -> dict[str, Count]:
        """The counts of every question and prompt that has any answer."""
        return {id: count for id in self.answers if (count := self.count(id)).of}

    def counts_by(self, id: str, attribute: str) -> list[Count]:
        """The counts of one question in each group of an attribute, in the order of its groups."""
        by = self.attributes[attribute]
        yes, no = [0] * len(by.groups), [0] * len(by.groups)
        for group, answer in zip(by.group_of, self.answers[id], strict=True):
            if answer == YES:
                yes[group] += 1
            elif answer == NO:
                no[group] += 1
        return [Count(y, y + n) for y, n in zip(yes, no, strict=True)]


def can_name_case(id: str) -> bool:
    """Whether an id could identify a case outside the file. A short number or a plain word
    cannot."""
    return len(id) > 4 and any(map(str.isdigit, id))


_ALONE = {code: bytes(byte == code for byte in range(256)) for code in (YES, NO)}


def _how_many(code: int, answers: bytearray) -> int:
    """How many answers have a code: those that do become bits, which takes a third of the time that
    bytes.count() does."""
    return int.from_bytes(answers.translate(_ALONE[code]), "little").bit_count()
