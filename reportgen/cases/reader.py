"""Reads the answers by case: what every column is, what every answer means, and everything that is
wrong with them.

One row is a case. One column names it; columns headed by the id of a question or prompt hold its
answers; every other column is an attribute, for breakdowns. Nothing is guessed: an answer that is
not known, a column that looks like a question and is none, a row too long or too short is an error
with its place, and all of them are told at once. A handful of rows is looked at together, and one
row after the other only where something is wrong.

It must not know how files are laid out (case_file.py), what an answer means (case_answers.py), nor
what becomes of the counts (cases.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path

from reportgen.cases import rows
from reportgen.cases.answers import Answers
from reportgen.cases.cases import MAX_GROUPS, NO, NOT_RECORDED, WRONG, YES, Attribute, Cases
from reportgen.cases.rows import MAX_PROBLEMS, Chunk, Layout
from reportgen.inspection.model import Cases as CasesEntry
from reportgen.methodology.model import Methodology, Standard
from reportgen.problems import (
    InputError,
    Place,
    Problem,
    error,
    find_nearest,
    note,
    sort_problems,
    warning,
)
from reportgen.reading.fields import SourceText

MAX_VALUES = 100
"""Values of an attribute that are kept apart. One with more (a date of birth, a comment) is none to
sort cases by, and is not kept."""
CODES_AT_ONCE = 500_000
"""Answers that are sorted by question together: few enough to stay in the processor's cache."""


def read_cases(path: Path, methodology: Methodology, entry: CasesEntry, shown: str) -> Cases:
    """Reads and counts a case file. Refused with everything that is wrong with it."""
    layout, chunks = rows.open_rows(path, entry, shown)
    reading = _Reading(entry, layout, questions_of(methodology), _texts_of(methodology))
    reading.header()
    for chunk in chunks:
        reading.take(chunk)
    reading.refuse_if_wrong()
    return reading.cases()


def questions_of(methodology: Methodology) -> dict[str, Standard]:
    """Every id that may head a column of answers, with its standard."""
    ids: dict[str, Standard] = {}
    for standard in methodology.standards.values():
        if standard.rated == "own":
            ids[str(standard.id)] = standard
        ids.update(dict.fromkeys(standard.asked, standard))
    return ids


def _texts_of(methodology: Methodology) -> dict[str, str]:
    """The id of every question and prompt by its text, as a heading might give it."""
    questions = methodology.questions
    texts = {_worded(question.text): id for id, question in questions.items()}
    return texts | {
        _worded(asked.text): id for id, asked in methodology.asked.items() if id not in questions
    }


def _worded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _bare(id: str) -> str:
    """An id without what stands between its parts, and without a Q before it: 2_2_1 and Q221 are
    221."""
    return re.sub(
        r"[\W_]+",
        "",
        re.sub(r"^(question|qu?)[\W_]*(?=\d)", "", unicodedata.normalize("NFKC", id).casefold()),
    )


_MISTAKEN = str.maketrans("il|ozs", "111025")


def _mended(id: str) -> str:
    """An id with letters for the digits that they are taken for, and without spaces and what stands
    at its end: 2.2.l and 2.2.I. are 2.2.1."""
    return re.sub(
        r"\s+|\W+$", "", unicodedata.normalize("NFKC", id).casefold().translate(_MISTAKEN)
    )


class _Groups(dict[str, int]):
    """Value as written → number of its group, in the order in which they turn up."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, int] = {}

    def __missing__(self, value: str) -> int:
        self[value] = number = self.names.setdefault(" ".join(value.split()), len(self.names))
        return number


_ID = re.compile(r"[A-Za-z]{0,3}\d+(?:\.\d+)+[A-Za-z]?")
_DATE = re.compile(r"\d{1,4}[/-]\d{1,2}[/-]\d{1,4}( .*)?|\d{5}(\.\d+)?")
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


class _Reading:
    """One file on its way to being cases: its columns, and everything found wrong so far."""

    def __init__(
        self,
        entry: CasesEntry,
        layout: Layout,
        questions: Mapping[str, Standard],
        texts: Mapping[str, str],
    ) -> None:
        self.entry, self.layout, self.questions, self.texts = entry, layout, questions, texts
        self.separator = layout.separator or ""
        self.wrong: list[tuple[int, int, str, str, str]] = []
        """Row, column (from 0; -1 for the whole row), code, message, hint."""
        self.unnamed = 0
        self.notes: list[Problem] = []
        self.case = -1
        self.columns: dict[str, int] = {}
        self.others: dict[str, int] = {}
        """The columns of attributes that have not too many values."""
        self.too_varied: list[str] = []
        self.codes = bytearray()
        """A byte for each answer, case by case, of the last rows."""
        self.answered: dict[str, bytearray] = {}
        """A byte for each case, by question and prompt, of the rows before those."""
        self.nameless: list[int] = []
        """The columns that have no heading."""
        self.pick: Callable[[Sequence[str]], Iterable[str]] = tuple
        """Takes the answers out of a row."""
        self.answers = Answers(entry.answers)
        self.groups: dict[str, _Groups] = {}
        self.group_of: dict[str, bytearray] = {}
        self.unfit: dict[str, set[str]] = {}
        """By attribute the values that are not fit to print."""
        self.standing: dict[str, list[tuple[int, int, str, str, str]]] = {}
        """By attribute where these stand, to be told if the attribute is kept: row, column, code,
        message, hint."""
        self.seen: dict[str, int] = {}
        self.empty: list[int] = []

    def found(self, row: int, column: int, code: str, message: str, hint: str) -> None:
        if len(self.wrong) < MAX_PROBLEMS:
            self.wrong.append((row, column, code, message, hint))
        else:
            self.unnamed += 1

    def refuse_if_wrong(self) -> None:
        """Raises everything that was found wrong, each with its place."""
        for name, found in self.standing.items():
            for unfit in (
                found if name in self.others or SourceText(name) in self.entry.groups else ()
            ):
                self.found(*unfit)
        stopped = self.layout.stopped
        if not self.wrong and not stopped:
            return
        places = self.layout.places({(row, column) for row, column, *_ in self.wrong})
        problems = (
            sort_problems(
                error(code, places[row, column], message, hint)
                for row, column, code, message, hint in self.wrong
            )
            + stopped
        )
        if more := self.unnamed + self.layout.unnamed:
            problems.append(
                error(
                    "more-problems",
                    problems[-1].place,
                    f"{more:,} more problems are not named one by one",
                    "mend these first",
                )
            )
        raise InputError(*problems)

    # The first row

    def header(self) -> None:
        """Says of every column what it is, by its heading."""
        headings = [" ".join(cell.split(" ")).strip() for cell in self.layout.header]
        first: dict[str, int] = {}
        for column, heading in enumerate(headings):
            if not heading:
                continue
            if heading in first:
                self.found(
                    self.layout.header_row,
                    column,
                    "column-twice",
                    f"two columns are headed `{heading}`: {self.layout.letter(first[heading])} and"
                    f" {self.layout.letter(column)}",
                    "take one out, or give it another name",
                )
                continue
            first[heading] = column
            self.column(column, heading)
        if self.case < 0:
            near = find_nearest(self.entry.id, first)
            there = ", ".join(list(first)[:8]) or "nothing"
            self.found(
                self.layout.header_row,
                -1,
                "no-case-column",
                f"no column is headed `{self.entry.id}`; the first row holds: {there}",
                f"head the column that names the case `{self.entry.id}`, or say under `cases:`"
                f" which it is: id: {near or 'reference'}",
            )
            if not self.columns:
                self.refuse_if_wrong()  # this is no case file, or not read as one
        self.nameless = [column for column, heading in enumerate(headings) if not heading]
        asked = list(self.columns.values())
        self.pick = _picking(asked)
        if (
            self.case >= 0
            and not self.nameless
            and asked
            and asked == list(range(asked[0], asked[-1] + 1))
        ):
            self.layout.block = slice(asked[0], asked[-1] + 1)
        for attribute in self.entry.groups:
            if str(attribute) not in self.others:
                self.found(
                    self.layout.header_row,
                    -1,
                    "no-attribute",
                    f"`groups` names `{attribute}`, and no column is headed so",
                    _meant(str(attribute), self.others)
                    or "take it out under `cases:`, or add the column",
                )

    def column(self, column: int, heading: str) -> None:
        where = f"column {self.layout.letter(column)}"
        if heading == str(self.entry.id):
            self.case = column
        elif heading in self.questions:
            self.columns[heading] = column
        elif _HIDDEN.search(heading) or "\n" in heading:
            self.found(
                self.layout.header_row,
                column,
                "hidden-character",
                f"the heading of {where} holds a character that cannot be seen",
                "type the heading anew",
            )
        elif _DATE.fullmatch(heading):
            self.found(
                self.layout.header_row,
                column,
                "unknown-column",
                f"`{heading}` is the heading of {where}, and no question",
                "spreadsheets turn an id such as 2.2.3 into a date: format the first row as text"
                " and type the ids anew",
            )
        elif hint := self.looks_like_question(heading):
            self.found(
                self.layout.header_row,
                column,
                "unknown-column",
                f"`{heading}` is the heading of {where}, and no question or prompt of this"
                " methodology",
                hint,
            )
        else:
            self.others[heading] = column
            self.groups[heading] = _Groups()
            self.group_of[heading] = bytearray()

    def looks_like_question(self, heading: str) -> str | None:
        """What to do about a heading that is no id and yet looks like one or holds one."""
        if meant := self.question_meant(heading):
            return f"did you mean `{meant}`?"
        mended = _mended(heading)
        if not any(map(str.isdigit, heading)):
            return None
        for standard in {
            str(standard.id): standard for standard in self.questions.values()
        }.values():
            begins = _mended(standard.id)
            if (
                "." in begins
                and mended.startswith(begins)
                and not mended[len(begins) : len(begins) + 1].isdigit()
            ):
                ids = [f"`{question.id}`" for question in standard.questions] or [
                    f"`{standard.id}`"
                ]
                return (
                    "did you mean"
                    f" {' or '.join([', '.join(ids[:-1]), ids[-1]] if ids[1:] else ids)}? A column"
                    " that is no question begins with a word"
                )
        return (
            "a column of answers is headed by the id alone, as 2.2.3 or 2.2.1a"
            if _ID.fullmatch(mended)
            else None
        )

    def question_meant(self, heading: str) -> str | None:
        """The question or prompt that a heading most likely means."""
        by_folded = {id.casefold(): id for id in self.questions}
        if heading.casefold() in by_folded:
            return by_folded[heading.casefold()]
        if _worded(heading) in self.texts:
            return self.texts[_worded(heading)]
        bare = _bare(heading)
        if len(bare) > 1 and (id := next((id for id in self.questions if _bare(id) == bare), None)):
            return id
        if any(map(str.isdigit, heading)) and (
            id := next((id for id in self.questions if _mended(id) == _mended(heading)), None)
        ):
            return id
        inside = [
            by_folded[part.casefold()]
            for part in _ID.findall(heading)
            if part.casefold() in by_folded
        ]
        if inside:
            return inside[0]
        return (
            find_nearest(heading, self.questions)
            if _ID.fullmatch(heading)
            and heading not in {standard.id for standard in self.questions.values()}
            else None
        )

    # The other rows

    def take(self, chunk: Chunk) -> None:
        """A handful of rows: their shape and ids first, then all their answers at once, then each
        attribute."""
        chunk = self.shaped(chunk)
        numbers, rows = chunk.numbers, chunk.rows
        if not rows:
            return
        if self.case >= 0:
            self.ids(numbers, self.cells(chunk, self.case))
        if self.columns:
            if chunk.blocks:
                codes = self.answers.codes_of(chunk.blocks, self.separator, len(self.columns))
            else:
                codes = self.answers.codes(chain.from_iterable(map(self.pick, rows)))
            self.codes += codes
            if len(self.codes) > CODES_AT_ONCE:
                self.sort()
            if WRONG in codes:
                self.wrong_answers(chunk)
        for name, column in list(self.others.items()):
            groups, before = self.groups[name], len(self.groups[name].names)
            values = self.cells(chunk, column)
            of = list(map(groups.__getitem__, values))
            if len(groups.names) > before:
                self.new_groups(name, before)
            if self.unfit.get(name):
                self.unfit_values(name, column, numbers, values)
            if len(groups.names) <= MAX_VALUES:
                self.group_of[name] += bytes(of)
            else:
                self.too_varied.append(name)
                del self.others[name], self.groups[name], self.group_of[name]

    def cells(self, chunk: Chunk, column: int) -> list[str]:
        """The cells of a column that holds no answers. Beyond the block, columns are counted from
        the right."""
        place = (
            column - len(self.layout.header)
            if self.layout.block and column >= self.layout.block.stop
            else column
        )
        return [row[place] for row in chunk.rows]

    def sort(self) -> None:
        """Sorts the codes by question."""
        for place, id in enumerate(self.columns):
            self.answered.setdefault(id, bytearray()).extend(self.codes[place :: len(self.columns)])
        self.codes.clear()

    def shaped(self, chunk: Chunk) -> Chunk:
        """The rows that are as wide as the header and hold something. The rest is told, not dropped
        in silence."""
        width = len(self.layout.header)
        named = (
            self.case < 0 or all(map(str.strip, self.cells(chunk, self.case)))
            if chunk.blocks or set(map(len, chunk.rows)) == {width}
            else False
        )
        if named and not self.nameless:
            return chunk
        numbers, rows = [], []
        for number, row in zip(chunk.numbers, self.whole(chunk), strict=True):
            if not any(cell.strip() for cell in row):
                self.empty.append(number)
            elif len(row) != width:
                self.misfit(number, row, width)
            else:
                self.nameless_cells(number, row)
                numbers.append(number)
                rows.append(row)
        return Chunk(numbers, rows)

    def whole(self, chunk: Chunk) -> Sequence[Sequence[str]]:
        """The rows with all their cells."""
        if not chunk.blocks:
            return chunk.rows
        assert self.layout.block is not None
        before = self.layout.block.start
        return [
            [*row[:before], *block.split(self.separator), *row[before:]]
            for row, block in zip(chunk.rows, chunk.blocks, strict=True)
        ]

    def misfit(self, number: int, row: Sequence[str], width: int) -> None:
        """A row too long or too short. Where its cells belong is not known: those left of the fault
        stand under their headings, those right of it as many further to one side. What is wrong in
        either place is told at once."""
        length = f"row {number} has {_many(len(row), 'cell')} for {_many(width, 'column')}"
        if len(row) > width:
            cure = (
                "put quotes around a cell that holds the sign between the cells, or take"
                if self.separator
                else "give the columns on the right a heading, or take"
            )
            self.found(
                number,
                width,
                "row-length",
                length,
                f"{cure} out what stands too far right; then all its cells are looked at",
            )
        else:
            self.found(
                number,
                len(row) - 1,
                "row-length",
                length,
                "leave a cell blank where there is no answer, and keep the sign between the cells; "
                "then all its cells are looked at",
            )
        if self.case == 0:
            self.ids([number], [row[0]])
        heads = {column: id for id, column in self.columns.items()}
        for column, answer in enumerate(row):
            moved = column + width - len(row)
            if column in heads and moved in heads and self.answers.wrong(answer):
                self.found(
                    number,
                    column,
                    "unknown-answer",
                    f"row {number}, column {heads[column]} or {heads[moved]}: `{answer[:40]}` is"
                    " not an answer",
                    self.meaning(answer),
                )

    def nameless_cells(self, number: int, row: Sequence[str]) -> None:
        for column in self.nameless:
            if row[column].strip():
                self.found(
                    number,
                    column,
                    "no-heading",
                    f"row {number} has a value in column {self.layout.letter(column)}, which has no"
                    " heading",
                    "give the column a heading, or empty it",
                )

    def ids(self, numbers: Sequence[int], ids: Sequence[str]) -> None:
        """Every case has an id, and no two the same one."""
        new = dict(zip(ids, numbers, strict=True))
        if (
            len(new) == len(ids)
            and all(ids)
            and " " not in (written := "".join(ids))
            and written.isprintable()
            and self.seen.keys().isdisjoint(new)
        ):
            self.seen.update(new)
            return
        for number, written in zip(numbers, ids, strict=True):
            id = written if written.isalnum() else " ".join(written.split())
            if not id.isprintable():
                self.found(
                    number,
                    self.case,
                    "hidden-character",
                    f"row {number}, column {self.entry.id}: the value holds a character that cannot"
                    " be seen",
                    "type it anew",
                )
            elif not id:
                self.found(
                    number,
                    self.case,
                    "no-case-id",
                    f"row {number} does not say which case it is",
                    f"fill in the column `{self.entry.id}`, or take the row out",
                )
            elif (other := self.seen.setdefault(id, number)) != number:
                first, again = sorted(
                    (other, number)
                )  # a row too long or too short is looked at before those around it
                self.seen[id] = first
                self.found(
                    again,
                    self.case,
                    "case-twice",
                    f"row {again} is case `{id[:40]}`, and so is row {first}",
                    "one row is one case: take one out, or correct its id",
                )

    def wrong_answers(self, chunk: Chunk) -> None:
        for number, row in zip(chunk.numbers, self.whole(chunk), strict=True):
            for id, column in self.columns.items():
                if self.answers.wrong(answer := row[column]):
                    self.found(
                        number,
                        column,
                        "unknown-answer",
                        f"row {number}, column {id}: `{answer[:40]}` is not an answer",
                        self.meaning(answer),
                    )

    @staticmethod
    def meaning(answer: str) -> str:
        """What to do about an answer that is none."""
        hint = "write yes, no or not applicable, or leave it blank"
        if answer.strip().isdigit():
            hint += f"; or say what it means under `cases:` with answers: {{{answer.strip()}: …}}"
        return hint

    def new_groups(self, name: str, before: int) -> None:
        """Looks at values that turn up for the first time: they are printed, so they must be fit to
        print."""
        groups = self.groups[name].names
        declared = self.entry.groups.get(SourceText(name))
        new = islice(reversed(groups), len(groups) - before)
        self.unfit.setdefault(name, set()).update(
            value
            for value in new
            if _HIDDEN.search(value) or (declared and value and value not in declared)
        )

    def unfit_values(
        self, name: str, column: int, numbers: Sequence[int], values: Sequence[str]
    ) -> None:
        standing, known = (
            self.standing.setdefault(name, []),
            [str(group) for group in self.entry.groups.get(SourceText(name)) or ()],
        )
        for number, written in zip(numbers, values, strict=True):
            value = " ".join(written.split())
            if value not in self.unfit[name]:
                continue
            if _HIDDEN.search(value):
                standing.append(
                    (
                        number,
                        column,
                        "hidden-character",
                        (
                            f"row {number}, column {name}: the value holds a character that cannot"
                            " be seen"
                        ),
                        "type it anew",
                    )
                )
            else:
                standing.append(
                    (
                        number,
                        column,
                        "unknown-group",
                        f"row {number}, column {name}: `{value[:40]}` is not one of its groups",
                        _meant(value, known) or "correct it, or add it to `groups:` under `cases:`",
                    )
                )

    # The end

    def cases(self) -> Cases:
        size = len(self.seen)
        here = self.layout.place
        if not size:
            raise InputError(
                error(
                    "no-cases", here, "the file has a first row and no cases", "one row is one case"
                )
            )
        if self.empty:
            rows = ", ".join(map(str, self.empty[:5])) + (
                f" and {len(self.empty) - 5:,} more" if len(self.empty) > 5 else ""
            )
            self.notes.append(
                note(
                    "empty-rows",
                    here,
                    f"{_many(len(self.empty), 'row')} of the file hold nothing and count for"
                    f" nothing: {rows}",
                    "take them out",
                )
            )
        self.sort()
        for id, codes in self.answered.items():
            if YES not in codes and NO not in codes:
                self.notes.append(
                    warning(
                        "no-answers",
                        here,
                        f"no case has an answer to {id}, so it has no result",
                        "take the column out, or fill it in",
                    )
                )
        attributes = {name: self.attribute(name) for name in self.others}
        for attribute in attributes.values():
            self.notes += _misleading(attribute, here)
        return Cases(
            self.layout.shown,
            self.entry.place,
            size,
            {id: self.questions[id] for id in self.columns},
            self.answered,
            attributes,
            tuple(self.notes),
            tuple(self.too_varied),
        )

    def attribute(self, name: str) -> Attribute:
        """The groups in their order: as the inspection gives it, or by number and alphabet, and
        those without a value last."""
        numbers = self.groups[name].names
        unsaid = [value for value in numbers if value.casefold() in ("", NOT_RECORDED.casefold())]
        declared = [str(group) for group in self.entry.groups.get(SourceText(name), ())]
        said = [n for n in numbers if n not in unsaid]
        ordered = [n for n in declared if n in said] if declared else sorted(said, key=_natural)
        to = {numbers[value]: place for place, value in enumerate(ordered)} | {
            numbers[value]: len(ordered) for value in unsaid
        }
        return Attribute(
            name,
            (*ordered, *([NOT_RECORDED] if unsaid else ())),
            self.group_of[name].translate(bytes(to.get(number, 0) for number in range(256))),
        )


def _misleading(attribute: Attribute, here: Place) -> Iterator[Problem]:
    """Groups that a reader of a table would take for one another, or for the total. A column of
    many groups has no table."""
    if len(attribute.groups) > MAX_GROUPS:
        return
    alike: dict[str, list[str]] = {}
    for group in attribute.groups:
        alike.setdefault(group.casefold(), []).append(group)
    for groups in alike.values():
        if len(groups) > 1:
            yield warning(
                "groups-alike",
                here,
                f"{attribute.name} has the groups {', '.join(f'`{g}`' for g in groups)}, which"
                " differ in capitals alone",
                "write them in one way, or list the groups under `cases:`",
            )
    if "all" in alike:
        yield warning(
            "groups-alike",
            here,
            f"{attribute.name} has a group `{alike['all'][0]}`, which a table shows beside the"
            " total of all cases",
            "give it another name",
        )


def _picking(columns: list[int]) -> Callable[[Sequence[str]], Iterable[str]]:
    """Takes columns out of a row: in one slice where they stand side by side, as they mostly do."""
    if columns == list(range(columns[0], columns[-1] + 1)) if columns else True:
        return itemgetter(slice(columns[0], columns[-1] + 1)) if columns else itemgetter(slice(0))
    return itemgetter(*columns)


def _natural(value: str) -> tuple[tuple[int, str], ...]:
    """10 to 17 comes before 100, and both before words."""
    return tuple(
        (int(part), "") if part.isdecimal() else (1 << 60, part.casefold())
        for part in re.split(r"(\d{1,15})", value)
        if part
    )


def _meant(word: str, known: Iterable[str]) -> str:
    near = find_nearest(word, known)
    return f"did you mean `{near}`?" if near else ""


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
