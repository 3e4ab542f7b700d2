"""The parts of an XLSX file: its shared strings, and the rows of a sheet."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from reportgen.reading.sheet_xml import (
    CellText,
    ElementHandler,
    SheetRows,
    check_listed,
    check_size,
    local_name,
)

_REFERENCE = re.compile(r"([A-Z]{1,3})\d{1,7}")
"""The name of a cell: AB12."""

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""A character as XLSX may write it: _x000D_."""


class SharedStrings(ElementHandler):
    """The texts that cells refer to by number. How a word is pronounced (`rPh`) is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.strings: list[str] = []
        self.parts = CellText()
        self.is_text = False
        self.is_pronunciation = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local_name(name)
        if name == "si":
            self.parts = CellText()
        elif name == "rPh":
            self.is_pronunciation = True
        self.is_text = name == "t" and not self.is_pronunciation

    def end(self, name: str) -> None:
        self.is_text = False
        name = local_name(name)
        if name == "si":
            self.strings.append(_unescape(str(self.parts)))
        elif name == "rPh":
            self.is_pronunciation = False

    def text(self, data: str) -> None:
        if self.is_text:
            self.parts.add(data)


class DateStyles(ElementHandler):
    """The styles of cells that show a number as a date, by their position in the file."""

    def __init__(self) -> None:
        super().__init__()
        self.formats: set[str] = {str(n) for n in (*range(14, 23), 27, 30, 36, 45, 46, 47, 50, 57)}
        self.are_dates: list[bool] = []
        self.in_cells = False
        self.start_of_days = datetime(1899, 12, 30)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local_name(name)
        if name == "numFmt" and _shows_date(attributes.get("formatCode", "")):
            check_listed(self.formats)
            self.formats.add(attributes.get("numFmtId", ""))
        elif name == "cellXfs":
            self.in_cells = True
        elif name == "xf" and self.in_cells:
            check_listed(self.are_dates)
            self.are_dates.append(attributes.get("numFmtId", "0") in self.formats)
        elif name == "workbookPr" and attributes.get("date1904", "0") in ("1", "true"):
            self.start_of_days = datetime(1904, 1, 1)

    def end(self, name: str) -> None:
        if local_name(name) == "cellXfs":
            self.in_cells = False

    def read_date(self, style: str, number: str) -> str | None:
        """The date that a number of days stands for in a cell of this style, or None."""
        if not style.isdecimal() or self.are_dates[int(style) : int(style) + 1] != [True]:
            return None
        days = float(number)
        if not 61 <= days < 2_958_466:  # before March 1900 Excel counts a day that never was
            return None
        moment = self.start_of_days + timedelta(seconds=round(days * 86_400))
        return moment.strftime("%Y-%m-%d" if days == int(days) else "%Y-%m-%d %H:%M:%S")


def _shows_date(code: str) -> bool:
    """Whether a number format shows a day: it has y or d outside quotation marks and brackets."""
    bare = re.sub(r'"[^"]*+"|\[[^\]]*+\]|\\.', "", code.lower())
    return "y" in bare or "d" in bare


class XlsxRows(SheetRows):
    """The rows of an XLSX sheet. For a formula, the value that was last calculated."""

    def __init__(self, strings: list[str], dates: DateStyles) -> None:
        super().__init__()
        self.strings = strings
        self.dates = dates
        # The cell that is being read:
        self.column = 0
        self.kind = self.style = ""
        self.parts = CellText()
        self.is_value = False
        self.is_formula = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local_name(name)
        if name == "c":
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
            self.column = _column_number(attributes["r"]) if "r" in attributes else len(self.row)
            if self.column < len(self.row):
                raise ValueError("two cells with one name")
            self.parts, self.is_formula = CellText(), False
        elif name in ("v", "t"):
            self.is_value = True
        elif name == "f":
            self.is_formula = True
        elif name == "row":
            self.number = int(attributes.get("r", self.number + 1))
            self.row = []
        elif name == "mergeCell":
            check_listed(self.merged)
            first = attributes.get("ref", "").partition(":")[0]
            row = int(first.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
            self.merged.append((row, _column_number(first)))

    def end(self, name: str) -> None:
        name = local_name(name)
        if name in ("v", "t"):
            self.is_value = False
        elif name == "c" and (self.parts or self.is_formula):
            self.row.extend([""] * (self.column - len(self.row)))
            self.row.append(self.read_value(str(self.parts)))
        elif name == "row" and self.row:
            self.cells += len(self.row)
            check_size(self.cells, len(self.row), self.number)
            self.rows.append((self.number, self.row))

    def text(self, data: str) -> None:
        if self.is_value:
            self.parts.add(data)

    def read_value(self, text: str) -> str:
        if self.kind == "s":
            index = int(text)
            if index < 0:
                raise ValueError("a string that does not exist")
            return self.strings[index]
        if self.kind == "b":
            return "TRUE" if text == "1" else "FALSE"
        if not text:
            return "=(not calculated)" if self.is_formula else ""
        if self.kind == "n":
            return self.dates.read_date(self.style, text) or _read_number(text)
        return _unescape(text)


def _read_number(text: str) -> str:
    """Write a number as it was typed, 73.4: the file may have seventeen digits of it."""
    return f"{float(text):.15g}" if "." in text or "E" in text else text


def _unescape(text: str) -> str:
    """Put in the characters that XLSX writes as _x000D_."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def _column_number(reference: str) -> int:
    """The number, from 0, of the column in a reference such as AB12."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise ValueError(reference)
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - 64
    return number - 1
