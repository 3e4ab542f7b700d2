"""The columns of a case file that sort the cases into groups, read a chunk of rows at a time.

A column with too many values (a date of birth, a comment) sorts no cases, and is forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from reportgen.cases.cases import MAX_GROUPS, NOT_RECORDED, Attribute
from reportgen.cases.file_problems import CellProblem
from reportgen.cases.headings import HIDDEN_CHARACTER
from reportgen.problems import Place, Problem, find_nearest, warning

MAX_VALUES = 100
"""The most values of an attribute that are kept apart."""


class GroupNumbers(dict[str, int]):
    """The number of the group that each value is in, by the value as it is written. Groups are
    numbered in the order in which they are first seen."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, int] = {}

    def __missing__(self, value: str) -> int:
        self[value] = number = self.names.setdefault(" ".join(value.split()), len(self.names))
        return number


class AttributeColumn:
    """One attribute, as it is read."""

    def __init__(self, name: str, column: int, declared: Sequence[str] | None) -> None:
        self.name = name
        self.column = column
        self.declared = declared
        """The groups that the inspection lists, in their order; None if it lists none."""
        self.numbers = GroupNumbers()
        self.group_of = bytearray()
        """For each case the number of its group."""
        self.wrong: set[str] = set()
        """Values that may not be printed, or that the inspection does not list."""
        self.problems: list[CellProblem] = []
        """Problems that are reported only if the attribute is used."""

    def add(self, numbers: Sequence[int], values: Sequence[str]) -> None:
        """Add the values of some rows."""
        group_count = len(self.numbers.names)
        groups = list(map(self.numbers.__getitem__, values))
        if len(self.numbers.names) > group_count:
            self._check_new(group_count)
        if self.wrong:
            self._report_wrong(numbers, values)
        if not self.is_too_varied:
            self.group_of += bytes(groups)

    @property
    def is_too_varied(self) -> bool:
        return len(self.numbers.names) > MAX_VALUES

    def forget(self) -> None:
        """Forget the values, to save memory."""
        self.numbers.clear()
        self.numbers.names.clear()
        self.group_of.clear()

    def _check_new(self, group_count: int) -> None:
        """Check the values that were seen for the first time: they will be printed."""
        names = self.numbers.names
        self.wrong.update(
            value
            for value in islice(reversed(names), len(names) - group_count)
            if HIDDEN_CHARACTER.search(value)
            or (self.declared and value and value not in self.declared)
        )

    def _report_wrong(self, numbers: Sequence[int], values: Sequence[str]) -> None:
        for number, written in zip(numbers, values, strict=True):
            value = " ".join(written.split())
            if value not in self.wrong:
                continue
            where = f"row {number}, column {self.name}"
            if HIDDEN_CHARACTER.search(value):
                code = "hidden-character"
                message = f"{where}: the value contains a character that cannot be seen"
                hint = "type it again"
            else:
                near = find_nearest(value, self.declared or ())
                code = "unknown-group"
                message = f"{where}: `{value[:40]}` is not one of its groups"
                hint = (
                    f"did you mean `{near}`?"
                    if near
                    else "correct it, or add it to `groups:` under `cases:`"
                )
            self.problems.append(CellProblem(number, self.column, code, message, hint))

    def finish(self) -> Attribute:
        """Put the groups into their order: the one that the inspection gives, or by number and
        alphabet. Cases without a value come last."""
        numbers = self.numbers.names
        blank = [value for value in numbers if value.casefold() in ("", NOT_RECORDED.casefold())]
        named = [value for value in numbers if value not in blank]
        ordered = (
            [value for value in self.declared if value in named]
            if self.declared
            else sorted(named, key=_natural_order)
        )
        places = {numbers[value]: place for place, value in enumerate(ordered)}
        places |= {numbers[value]: len(ordered) for value in blank}
        return Attribute(
            self.name,
            (*ordered, *([NOT_RECORDED] if blank else ())),
            self.group_of.translate(bytes(places.get(number, 0) for number in range(256))),
        )


def find_misleading_groups(attribute: Attribute, place: Place) -> Iterator[Problem]:
    """Find groups that a reader of a table could take for one another, or for the total. An
    attribute with many groups has no table."""
    if len(attribute.groups) > MAX_GROUPS:
        return
    alike: dict[str, list[str]] = {}
    for group in attribute.groups:
        alike.setdefault(group.casefold(), []).append(group)
    for groups in alike.values():
        if len(groups) > 1:
            yield warning(
                "groups-alike",
                place,
                f"{attribute.name} has the groups {', '.join(f'`{g}`' for g in groups)}, which"
                " differ only in capitals",
                "spell them alike, or list the groups under `cases:`",
            )
    if "all" in alike:
        yield warning(
            "groups-alike",
            place,
            f"{attribute.name} has a group `{alike['all'][0]}`, which a table shows beside the"
            " total of all cases",
            "give it another name",
        )


def _natural_order(value: str) -> tuple[tuple[int, str], ...]:
    """Sort 10 to 17 before 100, and both before words."""
    return tuple(
        (int(part), "") if part.isdecimal() else (1 << 60, part.casefold())
        for part in re.split(r"(\d{1,15})", value)
        if part
    )
