"""Reads the fields of a form that came back as a Word document, as the rows that a spreadsheet
would have. The content of a field counts, even if the field was moved. Text that a tracked change
deletes does not count."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reportgen.plan.form import COLUMNS, MARK
from reportgen.plan.model import Plan
from reportgen.prose.plain import one_line
from reportgen.word.package import Element, WordPackage

HEADINGS = [column.title for column in COLUMNS]


def read_docx_rows(path: Path, plan: Plan) -> list[tuple[int, list[str]]]:
    """The rows of a form: its first lines, its headings, and a row for each step."""
    with WordPackage(path, path.name) as package:
        document = package.read(package.main)
    if document is None:
        return []
    texts = {one.id: one.text for one in plan.recommendations}
    rows: dict[tuple[str, str], list[str]] = {}
    for tag, text in _list_fields(document):
        id, step, title = tag
        row = rows.setdefault((id, step), [""] * len(HEADINGS))
        row[0], row[1] = id, texts.get(id, "")
        if title in HEADINGS:
            row[HEADINGS.index(title)] = text
    lines = [_read_words(one) for one in document.walk() if one.name == "p"]
    head = [[line] for line in lines if line.startswith(MARK)][:1]
    return [*enumerate([*head, HEADINGS, *rows.values()], start=1)]


def _list_fields(document: Element) -> Iterator[tuple[tuple[str, str, str], str]]:
    """The tag of each field and what it holds; nothing where it shows its prompt."""
    for one in document.walk():
        if one.name != "sdt":
            continue
        parts = one.value("sdtPr", "tag").split("/")
        content = one.find("sdtContent")
        if len(parts) != 3 or content is None:
            continue
        is_prompt = one.find("sdtPr", "showingPlcHdr") is not None
        yield (parts[0], parts[1], parts[2]), "" if is_prompt else _read_words(content)


def _read_words(element: Element) -> str:
    """The words within an element; those that are deleted have another name."""
    return one_line(
        "".join(one.text if one.name == "t" else " " for one in element.walk() if one.name in _READ)
    )


_READ = ("t", "tab", "br")
