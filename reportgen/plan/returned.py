"""Reads a form that came back, and reports each wrong cell with its place: `plan.xlsx!J5`.

Nothing in the file is trusted. What we wrote must be as we wrote it; what was filled in is text,
one of some words, or a day that can mean nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from reportgen.plan.form import COLUMNS, MARK, name_step
from reportgen.plan.model import (
    ANSWERS,
    PROGRESS,
    Answer,
    Plan,
    PlannedRecommendation,
    Step,
    find_gaps_of,
)
from reportgen.problems import InputError, Place, Problem, error, find_nearest, start_of
from reportgen.prose.plain import one_line
from reportgen.reading.fields import SourceText
from reportgen.reading.spreadsheet import Spreadsheet
from reportgen.util.dates import is_iso_date, read_date_in_words

MAX_ROWS = 5_000
MAX_CELL = 2_000
"""Characters of an answer."""

_HEADINGS = [column.title for column in COLUMNS]
_ID, _TEXT, _FOR, _ANSWER, _WHY, _STEP, _OWNER, _DUE, _PROGRESS, _DONE = range(len(COLUMNS))


def read_returned(path: Path, plan: Plan) -> dict[str, Answer]:
    """The answers in a form, by the ids of their recommendations; those without any are left
    out. Raises InputError with everything that is wrong."""
    if path.suffix.lower() == ".docx":
        from reportgen.plan.returned_docx import read_docx_rows

        return _FormReader(path.name, plan, _name_field).read(read_docx_rows(path, plan))
    return _FormReader(path.name, plan, _name_cell).read(_read_rows(path))


def _name_cell(row: list[str], number: int, column: int) -> str:
    """Where a cell of a spreadsheet is: J5."""
    return f"{chr(65 + column)}{number}"


def _name_field(row: list[str], number: int, column: int) -> str:
    """Where a field of a document is: Due, recommendation r1."""
    return f"{_HEADINGS[column]}, recommendation {row[_ID]}"


Row = tuple[int, list[str]]


def _read_rows(path: Path) -> list[Row]:
    """The rows of the form with their numbers."""
    book = Spreadsheet(path, path.name)
    with closing(book):
        rows = []
        for number, row in book.rows(book.names[0]):
            rows.append((number, row))
            if len(rows) > MAX_ROWS:
                raise _refused(path.name, "it has far more rows than an action plan")
    return rows


def _refused(name: str, message: str) -> InputError:
    hint = "name the form that `reportgen plan SLUG --out` wrote, filled in"
    return InputError(error("plan-form", start_of(name), message, hint))


class _FormReader:
    def __init__(
        self, name: str, plan: Plan, name_cell: Callable[[list[str], int, int], str]
    ) -> None:
        self.name = name
        self.plan = plan
        self.name_cell = name_cell
        self.rows: dict[int, list[str]] = {}
        """By their numbers."""
        self.problems: list[Problem] = []

    def read(self, rows: list[Row]) -> dict[str, Answer]:
        entries = self._find_entries(rows)
        self.rows = dict(entries)
        by_id: dict[str, list[Row]] = defaultdict(list)
        recommendations = {one.id: one for one in self.plan.recommendations}
        for number, row in entries:
            if row[_ID] in recommendations:
                by_id[row[_ID]].append((number, row))
            elif any(row):
                self._complain_of_id(number, row, list(recommendations))
        answers = {}
        for id, one in by_id.items():
            answer = self._read_answer(recommendations[id], one)
            if answer is not None:
                answers[id] = answer
        if self.problems:
            raise InputError(*sorted(self.problems, key=lambda one: one.place.line))
        return answers

    def _find_entries(self, rows: list[Row]) -> list[Row]:
        """The rows below the headings, filled up to the last column."""
        marks = [row[0] for _, row in rows[:10] if row and row[0].startswith(MARK)]
        if not marks:
            raise _refused(self.name, "this is not a form for an action plan")
        slug = marks[0].removeprefix(MARK).strip()
        if slug != self.plan.slug:
            raise _refused(self.name, f"this is the action plan of `{slug}`")
        for at, (_, row) in enumerate(rows):
            if [one_line(cell) for cell in row[: len(_HEADINGS)]] == _HEADINGS:
                width = [""] * len(_HEADINGS)
                return [
                    (number, [one_line(cell) for cell in (*row, *width)][: len(_HEADINGS)])
                    for number, row in rows[at + 1 :]
                ]
        raise _refused(self.name, "the row with the headings was changed or is missing")

    def _complain_of_id(self, number: int, row: list[str], ids: list[str]) -> None:
        near = find_nearest(row[_ID], ids)
        self._complain(
            number,
            _ID,
            "plan-unknown",
            f"the report has no recommendation `{row[_ID]}`"
            if row[_ID]
            else "this row belongs to no recommendation",
            f"did you mean `{near}`?" if near else f"its ids are: {', '.join(ids)}",
        )

    def _complain(self, row: int, column: int, code: str, message: str, hint: str) -> None:
        where = self.name_cell(self.rows[row], row, column)
        place = Place(f"{self.name}!{where}", row, column + 1, column + 2)
        self.problems.append(error(code, place, message, hint))

    def _read_answer(self, one: PlannedRecommendation, rows: list[Row]) -> Answer | None:
        """The answer that the rows of one recommendation give; None where they are blank."""
        first, head = rows[0]
        if head[_TEXT] not in (one.text, *(name_step(one, n) for n in range(2, len(rows) + 2))):
            self._complain(
                first,
                _TEXT,
                "plan-locked",
                f"this is not what recommendation {one.id} says",
                "copy the words from the report; the answer belongs into the other columns",
            )
        answers = [(number, row) for number, row in rows if row[_ANSWER] or row[_WHY]]
        steps = [(number, row) for number, row in rows if any(row[_STEP:])]
        if not answers and not steps:
            return None
        for number, _ in answers[1:]:
            self._complain(
                number,
                _ANSWER,
                "plan-twice",
                f"there is an answer to recommendation {one.id} in row {answers[0][0]} already",
                "leave one of them",
            )
        number, row = answers[0] if answers else rows[0]
        answer = Answer(
            answer=self._choose(number, row, _ANSWER, ANSWERS),
            why=self._read_text(number, row, _WHY),
            steps=tuple(step for n, cells in steps if (step := self._read_step(n, cells))),
        )
        self._find_gaps(answer, number, [n for n, cells in steps if cells[_STEP]])
        return answer

    def _read_step(self, number: int, row: list[str]) -> Step | None:
        if not row[_STEP]:
            self._complain(
                number,
                _STEP,
                "plan-step",
                "there is an owner, a day or progress, but no step",
                "say what is done",
            )
            return None
        return Step(
            step=SourceText(self._read_text(number, row, _STEP) or ""),
            owner=self._read_text(number, row, _OWNER),
            due=self._read_day(number, row, _DUE),
            progress=self._choose(number, row, _PROGRESS, PROGRESS),
            done=self._read_day(number, row, _DONE),
        )

    def _find_gaps(self, answer: Answer, number: int, steps: list[int]) -> None:
        """What contradicts itself, each at the cell in which it is to be mended."""
        columns = {"plan-answer": _ANSWER, "plan-why": _WHY, "plan-done": _PROGRESS}
        places = [Place("", row, 1, 1) for row in steps]
        for problem in find_gaps_of(answer, Place("", number, 1, 1), places):
            if problem.code in columns:
                column = columns[problem.code]
                self._complain(
                    problem.place.line, column, problem.code, problem.message, problem.hint
                )

    def _read_text(self, number: int, row: list[str], column: int) -> SourceText | None:
        text = row[column]
        if len(text) > MAX_CELL:
            self._complain(
                number,
                column,
                "plan-long",
                f"this cell has {len(text):,} characters",
                f"shorten it to {MAX_CELL:,}",
            )
        return SourceText(text) if text else None

    def _choose(
        self, number: int, row: list[str], column: int, choices: tuple[str, ...]
    ) -> str | None:
        text = row[column]
        chosen = next((one for one in choices if one.casefold() == text.casefold()), None)
        if text and chosen is None:
            near = find_nearest(text, list(choices))
            self._complain(
                number,
                column,
                "plan-choice",
                f"`{text[:60]}` is not one of: {', '.join(choices)}",
                f"did you mean `{near}`?" if near else "choose one from the list",
            )
        return chosen

    def _read_day(self, number: int, row: list[str], column: int) -> SourceText | None:
        text = row[column].removesuffix("T00:00:00").removesuffix(" 00:00:00")
        if not text:
            return None
        day = text if is_iso_date(text) else read_date_in_words(text)
        if day is None or len(day) != len("2025-06-30"):
            self._complain(
                number,
                column,
                "plan-day",
                f"`{text[:60]}` is not a day, or may mean two different days",
                "write it as 2025-06-30",
            )
            return None
        return SourceText(day)


def list_steps(answer: Answer) -> Iterator[dict[str, str]]:
    """The steps of an answer as a file has them."""
    for step in answer.steps:
        values = {
            "step": step.step,
            "owner": step.owner,
            "due": step.due,
            "progress": step.progress,
            "done": step.done,
        }
        yield {key: str(value) for key, value in values.items() if value}
