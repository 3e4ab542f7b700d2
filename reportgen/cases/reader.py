"""Reads the answers by case: what every column is, what every answer means, and everything that is
wrong with them.

One row is a case. One column names it; columns headed by the id of a question or prompt have its
answers; every other column is an attribute, for breakdowns. Nothing is guessed: an answer that is
not known, a heading that is nearly a question, a row of the wrong length is an error with its
place, and all of them are reported together. Rows are checked a chunk at a time, and one by one
only if something is wrong.

It must not know how files are laid out (rows.py), what an answer means (answers.py), nor what is
done with the counts (cases.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from reportgen.cases.answer_columns import AnswerColumns, find_block
from reportgen.cases.attribute_columns import AttributeColumn, find_misleading_groups
from reportgen.cases.case_ids import CaseIds
from reportgen.cases.cases import NO, YES, Attribute, Cases, can_name_case
from reportgen.cases.headings import Columns, Questions, read_headings
from reportgen.cases.layout import Chunk, Layout, name_column
from reportgen.cases.rows import locate_cells, open_rows
from reportgen.inspection.model import Cases as CasesEntry
from reportgen.methodology.model import Methodology
from reportgen.problems import Problem, input_error, note, warning
from reportgen.reading.fields import SourceText


def read_cases(path: Path, methodology: Methodology, entry: CasesEntry, display_path: str) -> Cases:
    """Read and count a case file. Raise InputError with everything that is wrong with it."""
    layout, chunks = open_rows(path, entry, display_path)
    raise_problems = partial(layout.problems.raise_if_any, partial(locate_cells, layout))
    questions = Questions(methodology)
    columns = read_headings(layout, entry, questions)
    if columns.case is None and not columns.questions:
        raise_problems()  # this is not a case file, or its separator is another
    if columns.case is not None and not columns.without_heading:
        layout.block = find_block(list(columns.questions.values()))
    reader = _CaseReader(layout, entry, columns)
    for chunk in chunks:
        reader.add(chunk)
    reader.add_attribute_problems()
    raise_problems()
    return reader.finish(questions)


class _CaseReader:
    """The rows of one file on their way to being cases."""

    def __init__(self, layout: Layout, entry: CasesEntry, columns: Columns) -> None:
        self.layout = layout
        self.entry = entry
        self.columns = columns
        self.ids = CaseIds(str(entry.id), columns.case or 0, layout.problems)
        self.answers = AnswerColumns(columns.questions, layout, entry.answers)
        self.attributes = {
            name: AttributeColumn(name, column, _declared_groups(entry, name))
            for name, column in columns.attributes.items()
        }
        self.too_varied: dict[str, AttributeColumn] = {}
        self.empty_rows: list[int] = []

    def add(self, chunk: Chunk) -> None:
        """Add some rows: their lengths and ids first, then all their answers, then each
        attribute."""
        chunk = self.take_well_formed(chunk)
        if not chunk.rows:
            return
        if self.columns.case is not None:
            self.ids.add(chunk.numbers, self.layout.cells(chunk, self.columns.case))
        self.answers.add(chunk)
        for name, attribute in list(self.attributes.items()):
            attribute.add(chunk.numbers, self.layout.cells(chunk, attribute.column))
            if attribute.is_too_varied:
                attribute.forget()
                self.too_varied[name] = self.attributes.pop(name)

    # The shape of rows

    def take_well_formed(self, chunk: Chunk) -> Chunk:
        """Keep the rows that are as wide as the header and have a value. Report the others."""
        if not self.columns.without_heading and self.is_well_formed(chunk):
            return chunk
        numbers, rows = [], []
        for number, row in zip(chunk.numbers, self.layout.full_rows(chunk), strict=True):
            if not any(cell.strip() for cell in row):
                self.empty_rows.append(number)
            elif len(row) != self.layout.width:
                self.report_length(number, row)
            else:
                self.report_cells_without_heading(number, row)
                numbers.append(number)
                rows.append(row)
        return Chunk(numbers, rows)

    def is_well_formed(self, chunk: Chunk) -> bool:
        """Whether all rows are as wide as the header, and all cases have an id."""
        if not chunk.blocks and set(map(len, chunk.rows)) != {self.layout.width}:
            return False
        case = self.columns.case
        return case is None or all(map(str.strip, self.layout.cells(chunk, case)))

    def report_length(self, number: int, row: Sequence[str]) -> None:
        """Report a row that is too long or too short, and what else is certainly wrong with it.

        Nobody knows where a cell is missing or too many: cells left of it are under their headings,
        cells right of it have moved to one side. What is wrong either way is reported too.
        """
        width = self.layout.width
        if len(row) > width:
            hint = (
                "put quotation marks round a cell that contains the separator, or delete the extra"
                " cells"
                if self.layout.separator
                else "give the columns on the right a heading, or delete the extra cells"
            )
        else:
            hint = "leave a cell blank if there is no answer, but keep its separator"
        self.layout.problems.add(
            number,
            min(width, len(row) - 1),
            "row-length",
            f"row {number} has {_count(len(row), 'cell')} for {_count(width, 'column')}",
            f"{hint}; the rest of the row is checked when its length is right",
        )
        if self.columns.case == 0:
            self.ids.add([number], [row[0]])
        self.answers.report_wrong_either_way(number, row, width - len(row))

    def report_cells_without_heading(self, number: int, row: Sequence[str]) -> None:
        for column in self.columns.without_heading:
            if row[column].strip():
                self.layout.problems.add(
                    number,
                    column,
                    "no-heading",
                    f"row {number} has a value in column {name_column(column)}, which has no"
                    " heading",
                    "give the column a heading, or empty it",
                )

    # The end

    def add_attribute_problems(self) -> None:
        """Report the values that may not be printed, of the attributes that will be."""
        declared = [
            attribute for name, attribute in self.too_varied.items() if name in self.entry.groups
        ]
        for attribute in (*self.attributes.values(), *declared):
            for problem in attribute.problems:
                self.layout.problems.add(*problem)

    def finish(self, questions: Questions) -> Cases:
        if not self.ids.rows:
            raise input_error(
                "no-cases",
                self.layout.place,
                "the file has headings but no cases",
                "add one row for each case",
            )
        answers = self.answers.finish()
        attributes = {name: column.finish() for name, column in self.attributes.items()}
        return Cases(
            self.layout.display_path,
            self.entry.place,
            len(self.ids.rows),
            {id: questions.standards[id] for id in self.columns.questions},
            answers,
            attributes,
            tuple(self.find_notes(answers, attributes)),
            tuple(self.too_varied),
            frozenset(hash(id) for id in self.ids.rows if can_name_case(id)),
        )

    def find_notes(
        self, answers: dict[str, bytearray], attributes: dict[str, Attribute]
    ) -> Iterator[Problem]:
        """Find what is not wrong, but good to know."""
        here = self.layout.place
        if self.empty_rows:
            numbers = ", ".join(map(str, self.empty_rows[:5]))
            if more := self.empty_rows[5:]:
                numbers += f" and {len(more):,} more"
            rows = "empty row is" if len(self.empty_rows) == 1 else "empty rows are"
            yield note(
                "empty-rows",
                here,
                f"{len(self.empty_rows):,} {rows} not counted: {numbers}",
                "delete them",
            )
        for id, codes in answers.items():
            if YES not in codes and NO not in codes:
                yield warning(
                    "no-answers",
                    here,
                    f"no case has an answer to {id}, so it has no result",
                    "delete the column, or fill it in",
                )
        for attribute in attributes.values():
            yield from find_misleading_groups(attribute, here)


def _declared_groups(entry: CasesEntry, name: str) -> list[str] | None:
    groups = entry.groups.get(SourceText(name))
    return None if groups is None else [str(group) for group in groups]


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
