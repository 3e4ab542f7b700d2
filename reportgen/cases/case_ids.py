"""The column of a case file that names the cases. Every case has a name, and no two the same."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.cases.file_problems import FileProblems


class CaseIds:
    """The ids of the cases, each with the row in which it was first seen."""

    def __init__(self, heading: str, column: int, problems: FileProblems) -> None:
        self.heading = heading
        self.column = column
        self.problems = problems
        self.rows: dict[str, int] = {}

    def add(self, numbers: Sequence[int], ids: Sequence[str]) -> None:
        """Add the ids of some rows: all together if they are new and plain, else one by one."""
        new = dict(zip(ids, numbers, strict=True))
        if (
            len(new) == len(ids)
            and all(ids)
            and " " not in (text := "".join(ids))
            and text.isprintable()
            and self.rows.keys().isdisjoint(new)
        ):
            self.rows.update(new)
            return
        for number, written in zip(numbers, ids, strict=True):
            self._add_one(number, written if written.isalnum() else " ".join(written.split()))

    def _add_one(self, number: int, id: str) -> None:
        if not id.isprintable():
            self.problems.add(
                number,
                self.column,
                "hidden-character",
                f"row {number}, column {self.heading}: the id contains a character that cannot be"
                " seen",
                "type it again",
            )
        elif not id:
            self.problems.add(
                number,
                self.column,
                "no-case-id",
                f"row {number} does not say which case it is",
                f"fill in the column `{self.heading}`, or delete the row",
            )
        elif (other := self.rows.setdefault(id, number)) != number:
            # A row of the wrong length is looked at before the rows around it.
            first, again = sorted((other, number))
            self.rows[id] = first
            self.problems.add(
                again,
                self.column,
                "case-twice",
                f"row {again} is case `{id[:40]}`, and so is row {first}",
                "one row is one case: delete one of them, or correct its id",
            )
