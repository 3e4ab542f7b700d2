"""Opens a Word document that somebody sent, and reads its parts as plain trees.

A document is XML in a zip file. None of it is trusted: its size is checked before anything is
unpacked, document types and macros are refused, and no address in it is ever followed.

It must not know what the parts mean.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from reportgen.problems import InputError, input_error, start_of
from reportgen.reading.text_file import unreadable
from reportgen.util.archives import DAMAGE
from reportgen.util.picture_limits import MAX_PICTURE_BYTES

MAX_FILE_BYTES = 50_000_000
"""Bytes of the file. A report of 100 pages with pictures has a tenth of that."""
MAX_CONTENT_BYTES = 25_000_000
"""Bytes of XML that are unpacked from one file. A report of 100 pages has 400,000 of ours, and some
millions once Word has saved it."""
MAX_COMPRESSION_RATIO = 250
"""How many times its packed size a part may have. For text it is about 20, for a bomb 1,000."""
MAX_PARTS = 5_000
MAX_DEPTH = 250
"""Levels of elements. Word writes about 40, in tables within tables."""
MAX_ELEMENTS = 300_000
"""Elements of XML in one file. A report of 100 pages has 10,000 of ours."""
MAX_PARAGRAPHS = 6_000
"""Paragraphs in one file, cells among them. A report of 100 pages has 900."""
MAX_CHARACTERS = 3_000_000
"""Characters of text in one file. A report of 100 pages has 110,000."""

_MAGIC = {
    b"\xd0\xcf\x11\xe0": (
        "word-locked",
        "this is a document of an old Word, or one with a password",
        "open it in Word, take the password off, and save it as .docx",
    ),
    b"%PDF": ("not-word", "this is a PDF", "ask for the Word file (.docx)"),
    b"{\\rtf": ("not-word", "this is RTF", "open it in Word and save it as .docx"),
}


@dataclass
class Element:
    """An element, its names without their namespaces."""

    name: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def find(self, *names: str) -> Element | None:
        """The first element along a path of names."""
        here: Element | None = self
        for name in names:
            here = next((one for one in here.children if one.name == name), None) if here else None
        return here

    def value(self, *names: str) -> str:
        """The attribute `val` of an element along a path; empty if it has none."""
        element = self.find(*names)
        return element.attributes.get("val", "") if element is not None else ""

    def walk(self) -> Iterator[Element]:
        """This element and all within it, in their order."""
        open_: list[Element] = [self]
        while open_:
            one = open_.pop()
            yield one
            open_.extend(reversed(one.children))


@dataclass(frozen=True)
class Relation:
    """What a part refers to."""

    kind: str
    """The last word of its type: `image`, `footnotes`, `hyperlink`."""
    target: str
    is_outside: bool


class WordPackage:
    """An open document: its parts, by their names, and what each refers to."""

    def __init__(self, path: Path, display_path: str) -> None:
        self.display_path = display_path
        self.unpacked = 0
        self.counts = {"elements": 0, "paragraphs": 0, "characters": 0}
        with self._reporting_damage():
            if path.stat().st_size > MAX_FILE_BYTES:
                self.refuse(
                    "file-size",
                    f"the file has more than {MAX_FILE_BYTES:,} bytes",
                    "check that this is the right file; pictures can be made smaller in Word",
                )
            with path.open("rb") as file:
                self._refuse_other_kinds(file.read(8))
            self.zip = zipfile.ZipFile(path)
            self.names = {one.filename: one for one in self.zip.infolist()}
            self._refuse_parts()
            self.main = self._find_main()

    def close(self) -> None:
        self.zip.close()

    def __enter__(self) -> WordPackage:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Parts

    def read(self, name: str) -> Element | None:
        """A part as a tree; None if the document does not have it."""
        if name not in self.names:
            return None
        with self._reporting_damage():
            return _TreeReader(self).read(self._unpack(name, MAX_CONTENT_BYTES))

    def read_bytes(self, name: str, most: int = MAX_PICTURE_BYTES) -> bytes | None:
        """The content of a part, as of a picture; None if it is missing or larger than `most`."""
        entry = self.names.get(name)
        if entry is None or entry.file_size > most:
            return None
        with self._reporting_damage():
            return b"".join(self._unpack(name, most))

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part refers to, by id."""
        folder, _, name = part.rpartition("/")
        tree = self.read(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
        relations = {}
        for one in tree.children if tree else ():
            attributes = one.attributes
            is_outside = attributes.get("TargetMode") == "External"
            target = attributes.get("Target", "")
            if not is_outside:
                joined = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
                target = posixpath.normpath(joined).lstrip("/")
            kind = attributes.get("Type", "").rpartition("/")[2]
            relations[attributes.get("Id", "")] = Relation(kind, target, is_outside)
        return relations

    def beside(self, kind: str) -> list[str]:
        """The parts of one kind that the main part refers to."""
        return [
            one.target
            for one in self.relations(self.main).values()
            if one.kind == kind and not one.is_outside
        ]

    def _find_main(self) -> str:
        for one in self.relations("").values():
            if one.kind == "officeDocument" and one.target in self.names:
                break
        else:
            self.refuse("not-word", "this is not a Word document", "save it in Word as .docx")
        return one.target

    # Refusals

    def refuse(self, code: str, message: str, hint: str) -> NoReturn:
        raise input_error(code, start_of(self.display_path), message, hint)

    def _refuse_other_kinds(self, head: bytes) -> None:
        for magic, reason in _MAGIC.items():
            if head.startswith(magic):
                self.refuse(*reason)
        if not head.startswith(b"PK"):
            self.refuse("not-word", "this is not a Word document", "save it in Word as .docx")

    def _refuse_parts(self) -> None:
        if len(self.names) > MAX_PARTS:
            self.refuse(
                "word-size", f"the file has {len(self.names):,} parts", "save it again in Word"
            )
        if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in self.names):
            self.refuse(
                "word-macros",
                "the document has macros: programs that run when it is opened",
                "do not open it; ask for a file without macros (.docx, not .docm)",
            )
        xml = (one for name, one in self.names.items() if name.lower().endswith((".xml", ".rels")))
        if sum(one.file_size for one in xml) > MAX_CONTENT_BYTES:
            self.refuse_size()
        usual = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        if any(one.compress_type not in usual for one in self.names.values()):
            self.refuse(
                "word-damaged",
                "the file is packed in a way that no word processor uses",
                "save it again in Word as .docx",
            )

    def _unpack(self, name: str, most: int) -> Iterator[bytes]:
        """Unpack a part piece by piece, never more than it may have."""
        packed = self.names[name].compress_size
        most = min(most, max(1_000_000, MAX_COMPRESSION_RATIO * packed))
        size = 0
        with self.zip.open(name) as stream:
            while piece := stream.read(1 << 16):
                size += len(piece)
                self.unpacked += len(piece)
                if size > most or self.unpacked > MAX_CONTENT_BYTES:
                    self.refuse_size()
                yield piece

    def count(self, what: str, more: int, most: int) -> None:
        """Count what the parts have that were read, and refuse the file if that is too much."""
        self.counts[what] += more
        if self.counts[what] > most:
            self.refuse_size(f": it has more than {most:,} {what}")

    def refuse_size(self, why: str = "") -> NoReturn:
        self.refuse(
            "word-size",
            f"unpacked, the file is far larger than a report{why}",
            "check that this is the right file, and save it again in Word",
        )

    @contextmanager
    def _reporting_damage(self) -> Iterator[None]:
        """Turn every exception that a damaged file can cause into an error that names the cure."""
        try:
            yield
        except InputError:
            raise
        except (FileNotFoundError, PermissionError, IsADirectoryError) as problem:
            raise unreadable(problem, self.display_path) from None
        except (*DAMAGE, RuntimeError):
            self.refuse(
                "word-damaged",
                "the file is damaged, or not what its name says",
                "open it in Word, let Word repair it, and save it as .docx",
            )


class _TreeReader:
    """Reads one part as a tree."""

    def __init__(self, package: WordPackage) -> None:
        self.package = package
        self.top = Element("", {})
        self.open = [self.top]

    def read(self, pieces: Iterator[bytes]) -> Element:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.EntityDeclHandler = self._refuse_doctype
        for piece in pieces:
            parser.Parse(piece)
        parser.Parse(b"", True)
        return self.top.children[0]

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.package.count("elements", 1, MAX_ELEMENTS)
        if len(self.open) > MAX_DEPTH:
            self.package.refuse_size()
        plain = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        element = Element(name.rpartition("}")[2], plain)
        if element.name == "p":
            self.package.count("paragraphs", 1, MAX_PARAGRAPHS)
        self.open[-1].children.append(element)
        self.open.append(element)

    def _end(self, name: str) -> None:
        self.open.pop()

    def _text(self, data: str) -> None:
        self.package.count("characters", len(data), MAX_CHARACTERS)
        self.open[-1].text += data

    def _refuse_doctype(self, *_: object) -> None:
        self.package.refuse(
            "word-damaged",
            "the file declares a document type, which no word processor writes",
            "open it in Word and save it as .docx",
        )
