"""Documents that are no reports: what each call writes."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

from reportgen.word.brand import Brand
from reportgen.word.package import WordPackage
from reportgen.word.plain_document import PlainDocument, Words
from reportgen.word.returned import read_returned


def write() -> bytes:
    document = PlainDocument("A title", brand=Brand(), turned=True, author="Us")
    document.heading("Ratings", 1)
    document.paragraph("It is ", Words("Good", "deleted"), Words("Outstanding", "inserted"), ".")
    document.bullet("one point & another")
    document.table("All", ["No.", "Said"], [["1", ["two ", Words("offices", "bold")]]])
    return document.save()


def test_inserted_and_deleted_words_are_tracked_changes(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(write())
    with WordPackage(path, "a.docx") as package:
        document = read_returned(package)
    pieces = [one for paragraph in document.paragraphs for one in paragraph.pieces if one.revision]
    assert [(one.text, one.revision.kind, one.revision.by) for one in pieces if one.revision] == [
        ("Good", "deleted", "Us"),
        ("Outstanding", "inserted", "Us"),
    ]


def test_tables_have_a_header_row_and_turned_pages_stay_turned() -> None:
    with zipfile.ZipFile(BytesIO(write())) as package:
        text = package.read("word/document.xml").decode()
    assert "<w:tblHeader/>" in text and "one point &amp; another" in text
    assert text.count("<w:sectPr>") == 1 and 'w:orient="landscape"' in text


def test_the_same_calls_give_the_same_bytes() -> None:
    assert write() == write()
