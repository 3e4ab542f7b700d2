"""The rows of a table in an ODS file."""

from __future__ import annotations

from reportgen.reading.sheet_xml import (
    CellText,
    SheetRows,
    check_listed,
    check_size,
    local_name,
)

_TRUTHS = {("1", "TRUE"), ("0", "FALSE")}
"""Value and text of cells that are true or false, where LibreOffice keeps numbers and shows
words."""


class _Cell:
    """One cell as it is read: its value if it is not text, its text, how often it is repeated."""

    __slots__ = ("paragraphs", "parts", "repeated", "value")

    def __init__(self, attributes: dict[str, str]) -> None:
        self.repeated = int(attributes.get("table:number-columns-repeated", "1"))
        self.value = _read_value(attributes)
        self.parts = CellText()
        self.paragraphs = 0

    def start_paragraph(self) -> None:
        if self.paragraphs:
            self.parts.add("\n")
        self.paragraphs += 1

    def content(self) -> str:
        text = str(self.parts)
        return text if self.value is None or (self.value, text) in _TRUTHS else self.value


class OdsRows(SheetRows):
    """The rows of one table. Repeated cells and rows are written out; empty ones at the end are
    not."""

    def __init__(self, table: str) -> None:
        super().__init__()
        self.table = table
        self.depth = 0
        """How many tables we are inside, counted from the one that is wanted."""
        self.row_repeated = 1
        self.blanks = 0
        """Empty cells since the last one with a value."""
        self.cell = _Cell({})
        self.notes = 0
        """How many notes we are inside: their text is not that of the cell."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local_name(name)
        if name == "table":
            self.depth += 1 if self.depth or attributes.get("table:name") == self.table else 0
        elif self.depth != 1:
            return
        elif name == "table-row":
            self.row, self.blanks = [], 0
            self.row_repeated = int(attributes.get("table:number-rows-repeated", "1"))
        elif name in ("table-cell", "covered-table-cell"):
            self.cell = _Cell(attributes)
            if _is_merged(attributes):
                check_listed(self.merged)
                self.merged.append((self.number + 1, len(self.row) + self.blanks))
        elif name == "annotation":
            self.notes += 1
        elif not self.notes:
            self.start_text(name, attributes)

    def start_text(self, name: str, attributes: dict[str, str]) -> None:
        """Start what may be part of a cell's text."""
        if name == "p":
            self.cell.start_paragraph()
        elif name in ("s", "tab"):
            count = int(attributes.get("text:c", "1"))
            self.cell.parts.add(" " if name == "s" else "\t", count)
        elif name == "line-break":
            self.cell.parts.add("\n")

    def end(self, name: str) -> None:
        name = local_name(name)
        if name == "table":
            self.depth -= 1 if self.depth else 0
        elif self.depth != 1:
            return
        elif name == "annotation":
            self.notes -= 1
        elif name in ("table-cell", "covered-table-cell"):
            self.end_cell()
        elif name == "table-row":
            self.end_row()

    def end_cell(self) -> None:
        content, repeated = self.cell.content(), self.cell.repeated
        if not content:
            self.blanks += repeated
            return
        check_size(0, len(self.row) + self.blanks + repeated)
        self.row.extend([""] * self.blanks + [content] * repeated)
        self.blanks = 0

    def end_row(self) -> None:
        if self.row:
            self.cells += len(self.row) * self.row_repeated
            check_size(self.cells, len(self.row), self.number + self.row_repeated)
            self.rows.extend(
                (self.number + number, self.row) for number in range(1, self.row_repeated + 1)
            )
        self.number += self.row_repeated

    def text(self, data: str) -> None:
        if self.cell.paragraphs and not self.notes and self.depth == 1:
            self.cell.parts.add(data)


def _is_merged(attributes: dict[str, str]) -> bool:
    spans = ("table:number-rows-spanned", "table:number-columns-spanned")
    return any(attributes.get(span, "1") != "1" for span in spans)


def _read_value(attributes: dict[str, str]) -> str | None:
    """Read the value of a cell that is not text, as it was typed and not as it is shown."""
    kind = attributes.get("office:value-type")
    if kind == "boolean":
        return attributes.get("office:boolean-value", "").upper()
    if kind in ("float", "percentage", "currency"):
        return attributes.get("office:value")
    return attributes.get("office:date-value") if kind == "date" else None
