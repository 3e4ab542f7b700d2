"""The parts of an XLSX file: its shared strings, and the rows of a sheet."""

from __future__ import annotations

import re

from reportgen.reading.sheet_xml import ElementHandler, SheetRows, check_size, local_name

_REFERENCE = re.compile(r"([A-Z]{1,3})\d{1,7}")
"""The name of a cell: AB12."""

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""A character as XLSX may write it: _x000D_."""


class SharedStrings(ElementHandler):
    """The texts that cells refer to by number. How a word is pronounced (`rPh`) is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.strings: list[str] = []
        self.parts: list[str] = []
        self.is_text = False
        self.is_pronunciation = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local_name(name)
        if name == "si":
            self.parts = []
        elif name == "rPh":
            self.is_pronunciation = True
        self.is_text = name == "t" and not self.is_pronunciation

    def end(self, name: str) -> None:
        self.is_text = False
        name = local_name(name)
        if name == "si":
            self.strings.append(_unescape("".join(self.parts)))
        elif name == "rPh":
            self.is_pronunciation = False

    def text(self, data: str) -> None:
        if self.is_text:
            self.parts.append(data)


class XlsxRows(SheetRows):
    """The rows of an XLSX sheet. For a formula, the value that was last calculated."""

    def __init__(self, strings: list[str]) -> None:
        super().__init__()
        self.strings = strings
        # The cell that is being read:
        self.column = 0
        self.kind = ""
        self.parts: list[str] = []
        self.is_value = False
        self.is_formula = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local_name(name)
        if name == "c":
            self.kind = attributes.get("t", "n")
            self.column = _column_number(attributes["r"]) if "r" in attributes else len(self.row)
            if self.column < len(self.row):
                raise ValueError("two cells with one name")
            self.parts, self.is_formula = [], False
        elif name in ("v", "t"):
            self.is_value = True
        elif name == "f":
            self.is_formula = True
        elif name == "row":
            self.number = int(attributes.get("r", self.number + 1))
            self.row = []
        elif name == "mergeCell":
            first = attributes.get("ref", "").partition(":")[0]
            row = int(first.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
            self.merged.append((row, _column_number(first)))

    def end(self, name: str) -> None:
        name = local_name(name)
        if name in ("v", "t"):
            self.is_value = False
        elif name == "c" and (self.parts or self.is_formula):
            self.row.extend([""] * (self.column - len(self.row)))
            self.row.append(self.read_value("".join(self.parts)))
        elif name == "row" and self.row:
            self.cells += len(self.row)
            check_size(self.cells, len(self.row), self.number)
            self.rows.append((self.number, self.row))

    def text(self, data: str) -> None:
        if self.is_value:
            self.parts.append(data)

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
        return _read_number(text) if self.kind == "n" else _unescape(text)


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
