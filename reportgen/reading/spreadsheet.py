"""Reads the rows of a sheet out of an XLSX or ODS file, as text.

Both are XML in a zip. A library of megabytes would read them too, but none refuses what has to be
refused here: a few kilobytes that unpack to gigabytes, a document type with entities, a row
repeated a million times. So this reads the five elements that hold values, counts what it unpacks,
and stops at the limits below.

It must not know what the rows mean.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from xml.parsers import expat

from reportgen.problems import InputError, Place, error

MAX_FILE_BYTES = 100_000_000
"""Bytes, packed."""

MAX_CONTENT_BYTES = 250_000_000
"""Bytes of XML unpacked from one file: some 60,000 cases of 80 questions."""

MAX_COMPRESSION_RATIO = 200
"""How many times its packed size a part may unpack to. Answers pack to a thirtieth; a bomb to a
thousandth."""

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_CELLS = 10_000_000
"""Cells of one sheet, repeated ones counted as often as they stand."""

MAX_PARTS = 2_000

Row = tuple[int, list[str]]
"""A row's number as the sheet shows it, and its cells. Repeated rows share one list: it is for
reading."""


class Spreadsheet:
    """An open XLSX or ODS file: the names of its sheets, and their rows."""

    def __init__(self, path: Path, shown: str) -> None:
        self.shown = shown
        self.content = 0
        self.merged: list[tuple[int, int]] = []
        """Row and column (from 0) of the first of each run of merged cells of the sheet read last,
        known once its rows are."""
        with self._watched():
            if path.stat().st_size > MAX_FILE_BYTES:
                self._refuse(
                    "file-size",
                    f"the file has more than {MAX_FILE_BYTES:,} bytes",
                    "save large data as CSV",
                )
            self.zip = zipfile.ZipFile(path)
            parts = self.zip.namelist()
            if len(parts) > MAX_PARTS:
                self._refuse(
                    "spreadsheet-size",
                    f"the file has {len(parts):,} parts",
                    "save the sheet as CSV",
                )
            self.is_ods = "content.xml" in parts
            if not self.is_ods and "xl/workbook.xml" not in parts:
                self._refuse(
                    "not-a-spreadsheet",
                    "this is neither an XLSX nor an ODS file",
                    "save it as XLSX, ODS or CSV",
                )
            self._sheets = self._ods_sheets() if self.is_ods else self._xlsx_sheets()
        if not self._sheets:
            self._refuse(
                "not-a-spreadsheet", "the file has no sheet", "save it as XLSX, ODS or CSV"
            )

    @property
    def names(self) -> list[str]:
        """The names of its sheets, in order."""
        return list(self._sheets)

    def rows(self, name: str) -> Iterator[Row]:
        """The rows of a sheet that hold anything. A cell without a value is empty text."""
        with self._watched():
            if self.is_ods:
                table = _OdsRows(name)
                self.merged = table.merged
                yield from self._parse("content.xml", table)
            else:
                strings = _Strings()
                if "xl/sharedStrings.xml" in self.zip.namelist():
                    for _ in self._parse("xl/sharedStrings.xml", strings):
                        pass
                sheet = _XlsxRows(strings.found)
                self.merged = sheet.merged
                yield from self._parse(self._sheets[name], sheet)

    def close(self) -> None:
        self.zip.close()

    def _xlsx_sheets(self) -> dict[str, str]:
        """Each sheet's name and the part that holds it, by way of the relations."""
        targets, book = _Attributes("Relationship"), _Attributes("sheet")
        for _ in self._parse("xl/_rels/workbook.xml.rels", targets):
            pass
        for _ in self._parse("xl/workbook.xml", book):
            pass
        by_id = {r.get("Id"): r.get("Target", "") for r in targets.found}
        parts = set(self.zip.namelist())
        result = {}
        for sheet in book.found:
            target = by_id.get(sheet.get("id"), "")
            part = str(
                PurePosixPath(target.lstrip("/") if target.startswith("/") else "xl/" + target)
            )
            if part in parts and "worksheets" in part:
                result[sheet.get("name", "")] = part
        return result

    def _ods_sheets(self) -> dict[str, str]:
        tables = _Attributes("table")
        for _ in self._parse("content.xml", tables):
            pass
        return {table["name"]: "content.xml" for table in tables.found if "name" in table}

    def _parse(self, part: str, handler: _Handler) -> Iterator[Row]:
        """Unpacks one part piece by piece through a handler, and hands on the rows it has finished."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = handler.start
        parser.EndElementHandler = handler.end
        parser.CharacterDataHandler = handler.text
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._doctype
        most = max(1_000_000, MAX_COMPRESSION_RATIO * self.zip.getinfo(part).compress_size)
        seen = 0
        with self.zip.open(part) as stream:
            while piece := stream.read(1 << 16):
                seen += len(piece)
                self.content += len(piece)
                if seen > most or self.content > MAX_CONTENT_BYTES:
                    self._refuse(
                        "spreadsheet-size",
                        "the file unpacks to far more than a table of answers would",
                        "save the sheet as CSV, if it is what you think it is",
                    )
                parser.Parse(piece)
                if handler.rows:
                    yield from handler.rows
                    handler.rows.clear()
            parser.Parse(b"", True)
        yield from handler.rows

    def _doctype(self, *_: object) -> None:
        self._refuse(
            "spreadsheet-damaged",
            "the file declares a document type, which no spreadsheet program writes",
            "save it anew as XLSX or ODS",
        )

    def _refuse(self, code: str, message: str, hint: str) -> None:
        raise InputError(error(code, Place(self.shown, 1, 1, 1), message, hint))

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Turns whatever a damaged file makes its readers say into one message."""
        try:
            yield
        except (FileNotFoundError, PermissionError, IsADirectoryError) as problem:
            self._refuse(
                "file-unreadable",
                f"the file cannot be read: {problem.strerror}",
                "check the name and that you may read it",
            )
        except RuntimeError as problem:
            if isinstance(problem, (NotImplementedError, RecursionError)) or "password" not in str(
                problem
            ):
                self._refuse(
                    "spreadsheet-damaged",
                    "the file is packed in a way that is not read here",
                    "save it anew as XLSX or ODS",
                )
            self._refuse(
                "spreadsheet-locked", "the file is protected by a password", "save it without one"
            )
        except (
            zipfile.BadZipFile,
            expat.ExpatError,
            zlib.error,
            struct.error,
            EOFError,
            LookupError,
            ValueError,
            OSError,
        ):
            self._refuse(
                "spreadsheet-damaged",
                "the file is damaged, or not what its name says",
                "save it anew as XLSX or ODS",
            )
        except _SizeError as problem:
            self._refuse(
                "spreadsheet-size",
                str(problem),
                "save the sheet as CSV, if it is what you think it is",
            )


class _SizeError(Exception):
    """More cells than any table of ours has."""


class _Handler:
    """What happens at each element of one part. `rows` holds those that are finished."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


def _local(name: str) -> str:
    return name[name.rfind(":") + 1 :]


class _Attributes(_Handler):
    """The attributes of every element of one name."""

    def __init__(self, element: str) -> None:
        super().__init__()
        self.element = element
        self.found: list[dict[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if _local(name) == self.element:
            self.found.append({_local(key): value for key, value in attributes.items()})


class _Strings(_Handler):
    """The shared strings of an XLSX file; how a word is pronounced (`rPh`) is not part of it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.parts: list[str] = []
        self.reads = False
        self.spoken = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = _local(name)
        if name == "si":
            self.parts = []
        elif name == "rPh":
            self.spoken = True
        self.reads = name == "t" and not self.spoken

    def end(self, name: str) -> None:
        self.reads = False
        name = _local(name)
        if name == "si":
            self.found.append(_unescaped("".join(self.parts)))
        elif name == "rPh":
            self.spoken = False

    def text(self, data: str) -> None:
        if self.reads:
            self.parts.append(data)


_REFERENCE = re.compile(r"([A-Z]{1,3})\d{1,7}")


class _XlsxRows(_Handler):
    """The rows of an XLSX sheet. Of a formula, the value that was last calculated."""

    def __init__(self, strings: list[str]) -> None:
        super().__init__()
        self.strings = strings
        self.merged: list[tuple[int, int]] = []
        self.number = 0
        self.cells = 0
        self.row: list[str] = []
        self.parts: list[str] = []
        self.kind = ""
        self.column = 0
        self.reads = False
        self.formula = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = _local(name)
        if name == "c":
            self.kind = attributes.get("t", "n")
            self.column = _column(attributes["r"]) if "r" in attributes else len(self.row)
            if self.column < len(self.row):
                raise ValueError("a cell that stands twice")
            self.parts, self.formula = [], False
        elif name in ("v", "t"):
            self.reads = True
        elif name == "f":
            self.formula = True
        elif name == "row":
            self.number = int(attributes.get("r", self.number + 1))
            self.row = []
        elif name == "mergeCell":
            first = attributes.get("ref", "").partition(":")[0]
            self.merged.append((int(first.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), _column(first)))

    def end(self, name: str) -> None:
        name = _local(name)
        if name in ("v", "t"):
            self.reads = False
        elif name == "c" and (self.parts or self.formula):
            self.row.extend([""] * (self.column - len(self.row)))
            self.row.append(self.value("".join(self.parts)))
        elif name == "row" and self.row:
            self.cells += len(self.row)
            _enough(self.cells, len(self.row), self.number)
            self.rows.append((self.number, self.row))

    def text(self, data: str) -> None:
        if self.reads:
            self.parts.append(data)

    def value(self, text: str) -> str:
        if self.kind == "s":
            index = int(text)
            if index < 0:
                raise ValueError("a string that does not exist")
            return self.strings[index]
        if self.kind == "b":
            return "TRUE" if text == "1" else "FALSE"
        if not text:
            return "=(not calculated)" if self.formula else ""
        return _number(text) if self.kind == "n" else _unescaped(text)


def _number(text: str) -> str:
    """A number as it was typed: 73.4, of which the file may keep seventeen digits."""
    return f"{float(text):.15g}" if "." in text or "E" in text else text


_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def _unescaped(text: str) -> str:
    """Text with the characters that XLSX writes as _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _column(reference: str) -> int:
    """The number, from 0, of the column that a reference like AB12 names."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise ValueError(reference)
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _enough(cells: int, width: int, rows: int = 0) -> None:
    if cells > MAX_CELLS or width > MAX_COLUMNS or rows > MAX_ROWS:
        raise _SizeError(
            f"the sheet has more than {MAX_ROWS:,} rows, {MAX_COLUMNS:,} columns or {MAX_CELLS:,}"
            " cells"
        )


class _OdsRows(_Handler):
    """The rows of one table of an ODS file; repeated cells and rows are written out, empty ones at
    the end are not."""

    def __init__(self, table: str) -> None:
        super().__init__()
        self.table = table
        self.merged: list[tuple[int, int]] = []
        self.depth = 0
        """How many tables deep we are, once inside the one wanted."""
        self.number = 0
        self.cells = 0
        self.repeat_row = 1
        self.repeat_cell = 1
        self.row: list[str] = []
        self.blanks = 0
        self.parts: list[str] = []
        self.typed: str | None = None
        self.paragraphs = 0
        self.note = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = _local(name)
        if name == "table":
            self.depth += 1 if self.depth or attributes.get("table:name") == self.table else 0
        elif self.depth != 1:
            return
        elif name == "table-row":
            self.row, self.blanks = [], 0
            self.repeat_row = int(attributes.get("table:number-rows-repeated", "1"))
        elif name in ("table-cell", "covered-table-cell"):
            self.repeat_cell = int(attributes.get("table:number-columns-repeated", "1"))
            self.typed = _ods_value(attributes)
            if {
                attributes.get("table:number-rows-spanned", "1"),
                attributes.get("table:number-columns-spanned", "1"),
            } != {"1"}:
                self.merged.append((self.number + 1, len(self.row) + self.blanks))
            self.parts, self.paragraphs = [], 0
        elif name == "annotation":
            self.note += 1
        elif name == "p" and not self.note:
            self.parts.append("\n" if self.paragraphs else "")
            self.paragraphs += 1
        elif name in ("s", "tab") and not self.note:
            count = int(attributes.get("text:c", "1"))
            _enough(0, count)
            self.parts.append((" " if name == "s" else "\t") * count)
        elif name == "line-break" and not self.note:
            self.parts.append("\n")

    def end(self, name: str) -> None:
        name = _local(name)
        if name == "table":
            self.depth -= 1 if self.depth else 0
        elif self.depth != 1:
            return
        elif name == "annotation":
            self.note -= 1
        elif name in ("table-cell", "covered-table-cell"):
            shown = "".join(self.parts)
            self.cell(shown if self.typed is None or (self.typed, shown) in _TRUTHS else self.typed)
        elif name == "table-row":
            if self.row:
                self.cells += len(self.row) * self.repeat_row
                _enough(self.cells, len(self.row), self.number + self.repeat_row)
                self.rows.extend((self.number + i, self.row) for i in range(1, self.repeat_row + 1))
            self.number += self.repeat_row

    def cell(self, value: str) -> None:
        if not value:
            self.blanks += self.repeat_cell
            return
        _enough(0, len(self.row) + self.blanks + self.repeat_cell)
        self.row.extend([""] * self.blanks + [value] * self.repeat_cell)
        self.blanks = 0

    def text(self, data: str) -> None:
        if self.paragraphs and not self.note and self.depth == 1:
            self.parts.append(data)


_TRUTHS = {("1", "TRUE"), ("0", "FALSE")}
"""Numbers that stand for what is true or false, where LibreOffice keeps them as numbers and shows
them as words."""


def _ods_value(attributes: dict[str, str]) -> str | None:
    """What a cell that is not text holds, as written and not as formatted."""
    kind = attributes.get("office:value-type")
    if kind == "boolean":
        return attributes.get("office:boolean-value", "").upper()
    if kind in ("float", "percentage", "currency"):
        return attributes.get("office:value")
    return attributes.get("office:date-value") if kind == "date" else None
