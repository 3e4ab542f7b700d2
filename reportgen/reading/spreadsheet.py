"""Opens an XLSX or ODS file and reads the rows of its sheets, as text.

Both are XML in a zip file. A library of megabytes would read them too, but none refuses what must
be refused here: a few kilobytes that unpack to gigabytes, a document type with entities, a row
repeated a million times. So we read only the elements that have values, count what is unpacked,
and stop at the limits below and in sheet_xml.py.

It must not know what the rows mean.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import NoReturn
from xml.parsers import expat

from reportgen.problems import input_error, start_of
from reportgen.reading.ods import OdsRows
from reportgen.reading.sheet_xml import (
    AttributeCollector,
    ElementHandler,
    Row,
    SheetRows,
    SizeError,
)
from reportgen.reading.text_file import unreadable
from reportgen.reading.xlsx import DateStyles, SharedStrings, XlsxRows
from reportgen.util.archives import DAMAGE

MAX_FILE_BYTES = 100_000_000
"""Bytes of the zip file."""

MAX_CONTENT_BYTES = 250_000_000
"""Bytes of XML that may be unpacked from one file: about 60,000 cases of 80 questions."""

MAX_COMPRESSION_RATIO = 200
"""How many times its packed size a part may have. For answers it is about 30, for a bomb 1,000."""

MAX_PARTS = 2_000


class Spreadsheet:
    """An open XLSX or ODS file: the names of its sheets, and their rows."""

    def __init__(self, path: Path, display_path: str) -> None:
        self.display_path = display_path
        self.unpacked: dict[str, int] = {}
        """How many bytes of each part were unpacked."""
        self.merged: list[tuple[int, int]] = []
        """Row, and column from 0, of the first of each group of merged cells in the sheet that was
        read last; complete when all its rows have been read."""
        with self._reporting_damage():
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
            self._refuse_odd_packing()
            self.is_ods = "content.xml" in parts
            if not self.is_ods and "xl/workbook.xml" not in parts:
                self._refuse(
                    "not-a-spreadsheet",
                    "this is neither an XLSX nor an ODS file",
                    "save it as XLSX, ODS or CSV",
                )
            self._sheets = self._find_ods_sheets() if self.is_ods else self._find_xlsx_sheets()
        if not self._sheets:
            self._refuse(
                "not-a-spreadsheet", "the file has no sheet", "save it as XLSX, ODS or CSV"
            )

    @property
    def names(self) -> list[str]:
        """The names of its sheets, in order."""
        return list(self._sheets)

    def rows(self, name: str) -> Iterator[Row]:
        """Read the rows of a sheet that are not empty. A cell without a value is empty text."""
        with self._reporting_damage():
            sheet = self._rows_of(name)
            self.merged = sheet.merged
            yield from self._parse("content.xml" if self.is_ods else self._sheets[name], sheet)

    def _rows_of(self, name: str) -> SheetRows:
        if self.is_ods:
            return OdsRows(name)
        strings = SharedStrings()
        if "xl/sharedStrings.xml" in self.zip.namelist():
            self._parse_whole("xl/sharedStrings.xml", strings)
        dates = DateStyles()
        for part in ("xl/styles.xml", "xl/workbook.xml"):
            if part in self.zip.namelist():
                self._parse_whole(part, dates)
        return XlsxRows(strings.strings, dates)

    def close(self) -> None:
        self.zip.close()

    def _refuse_odd_packing(self) -> None:
        """Refuse what no spreadsheet program writes. LZMA and bzip2 unpack a whole block before any
        size can be asked: 2 kB gave 2 GB."""
        usual = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        if any(part.compress_type not in usual for part in self.zip.infolist()):
            self._refuse(
                "spreadsheet-damaged",
                "the file is packed in a way that no spreadsheet program uses",
                "save it again as XLSX or ODS",
            )

    def _find_xlsx_sheets(self) -> dict[str, str]:
        """Find each sheet's name and the part that it is in, by way of the relationships."""
        relationships, sheets = AttributeCollector("Relationship"), AttributeCollector("sheet")
        self._parse_whole("xl/_rels/workbook.xml.rels", relationships)
        self._parse_whole("xl/workbook.xml", sheets)
        targets = {r.get("Id"): r.get("Target", "") for r in relationships.attributes}
        parts = set(self.zip.namelist())
        result = {}
        for sheet in sheets.attributes:
            target = targets.get(sheet.get("id"), "")
            part = str(
                PurePosixPath(target.lstrip("/") if target.startswith("/") else "xl/" + target)
            )
            if part in parts and "worksheets" in part:
                result[sheet.get("name", "")] = part
        return result

    def _find_ods_sheets(self) -> dict[str, str]:
        tables = AttributeCollector("table")
        self._parse_whole("content.xml", tables)
        return {table["name"]: "content.xml" for table in tables.attributes if "name" in table}

    def _parse_whole(self, part: str, handler: ElementHandler) -> None:
        for _ in self._parse(part, handler):
            pass

    def _parse(self, part: str, handler: ElementHandler) -> Iterator[Row]:
        """Unpack one part piece by piece, and yield the rows that the handler has finished."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = handler.start
        parser.EndElementHandler = handler.end
        parser.CharacterDataHandler = handler.text
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.EntityDeclHandler = self._refuse_doctype
        most = max(1_000_000, MAX_COMPRESSION_RATIO * self.zip.getinfo(part).compress_size)
        unpacked = 0
        with self.zip.open(part) as stream:
            while piece := stream.read(1 << 16):
                unpacked += len(piece)
                self.unpacked[part] = max(unpacked, self.unpacked.get(part, 0))
                if unpacked > most or sum(self.unpacked.values()) > MAX_CONTENT_BYTES:
                    self._refuse(
                        "spreadsheet-size",
                        "unpacked, the file is far larger than a table of answers",
                        "check that this is the right file, and save the sheet as CSV",
                    )
                parser.Parse(piece)
                if handler.rows:
                    yield from handler.rows
                    handler.rows.clear()
            parser.Parse(b"", True)
        yield from handler.rows

    def _refuse_doctype(self, *_: object) -> None:
        self._refuse(
            "spreadsheet-damaged",
            "the file declares a document type, which no spreadsheet program writes",
            "save it again as XLSX or ODS",
        )

    def _refuse(self, code: str, message: str, hint: str) -> NoReturn:
        raise input_error(code, start_of(self.display_path), message, hint)

    @contextmanager
    def _reporting_damage(self) -> Iterator[None]:
        """Turn every exception that a damaged file can cause into an error that names the cure."""
        try:
            yield
        except (FileNotFoundError, PermissionError, IsADirectoryError) as problem:
            raise unreadable(problem, self.display_path) from None
        except RuntimeError as problem:
            if isinstance(problem, (NotImplementedError, RecursionError)) or "password" not in str(
                problem
            ):
                self._refuse(
                    "spreadsheet-damaged",
                    "the file is compressed in a way that reportgen does not read",
                    "save it again as XLSX or ODS",
                )
            self._refuse(
                "spreadsheet-locked", "the file is protected by a password", "save it without one"
            )
        except DAMAGE:
            self._refuse(
                "spreadsheet-damaged",
                "the file is damaged, or not what its name says",
                "save it again as XLSX or ODS",
            )
        except SizeError as problem:
            self._refuse(
                "spreadsheet-size",
                str(problem),
                "check that this is the right file, and save the sheet as CSV",
            )
