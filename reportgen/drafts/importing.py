"""Takes a draft over into an inspection: its texts as Markdown files beside it, its lists into the
file itself. Existing text is written over only where that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from reportgen.dossier import Dossier, open_dossier
from reportgen.drafts.blocks import Draft, DraftBlock, read_draft
from reportgen.drafts.entries import Entry
from reportgen.drafts.markdown import write_markdown
from reportgen.drafts.matching import DraftOutline, Matcher, Placed, Target
from reportgen.drafts.tables import DataTable
from reportgen.editing.edits import append_items, set_value
from reportgen.editing.files import EditedFile
from reportgen.editing.tree import Stretch, read_stretches
from reportgen.fact_check.sending import list_paragraphs_now
from reportgen.inspection.model import Inspection
from reportgen.problems import InputError, Place, Problem, error, note, start_of, warning
from reportgen.project.loading import Project
from reportgen.prose.plain import plain_text
from reportgen.reading.fields import SourceText
from reportgen.report.picture_files import check_pixels, clean
from reportgen.report.texts import read_texts
from reportgen.util.atomic_files import write_files_atomically
from reportgen.util.frozen import frozen
from reportgen.util.picture_types import SVG, TYPE_BY_ENDING
from reportgen.util.text import slugify
from reportgen.word.package import WordPackage

UNPLACED = "not-placed.md"


@frozen(kw_only=False)
class DraftImport:
    """What an import would write."""

    dossier: Dossier
    files: dict[Path, bytes]
    """Markdown files and pictures."""
    values: tuple[tuple[Target, Any], ...]
    """What is written into the inspection's file."""
    added: dict[str, list[dict[str, Any]]]
    """New items of the lists `sections`, `progress` and `good_practice`."""
    existing: tuple[Problem, ...]
    """Text that is there already and would be replaced."""
    notes: tuple[Problem, ...]
    """What could not be placed or taken over."""


def prepare_import(project: Project, slug: str, file: Path) -> DraftImport:
    """Read a draft and find where each of its blocks belongs. Nothing is written."""
    dossier = open_dossier(project, slug)
    display_path = str(file)
    with WordPackage(file, display_path) as package:
        draft = read_draft(package)
    placed = place_draft(dossier, draft)
    folder = dossier.inspection.slug
    inside = dossier.file.parent / folder
    _refuse_link(inside)
    files: dict[Path, bytes] = {}
    values: list[tuple[Target, Any]] = []
    for target, blocks in placed.texts.items():
        name = f"{'-'.join(slugify(str(step)) for step in target[1:])}.md"
        files[inside / name] = write_markdown(blocks, draft, folder).encode()
        values.append((target, {"file": f"{folder}/{name}"}))
    added: dict[str, list[dict[str, Any]]] = {}
    titles = [str(one.title) for one in dossier.inspection.sections]
    for title, chapter, blocks in placed.sections:
        name = f"{slugify(chapter)}-{slugify(title)}.md"
        files[inside / name] = write_markdown(blocks, draft, folder).encode()
        text = {"file": f"{folder}/{name}"}
        if title in titles:
            values.append((("sections", titles.index(title), "text"), text))
        else:
            added.setdefault("sections", []).append({"title": title, "in": chapter, "text": text})
    for kind, entry in placed.entries:
        added.setdefault(kind, []).append(_entry(entry, draft, folder))
    for target, items in placed.lists.items():
        values.append((target, [_item(item, draft, folder) for item in items]))
    if groups := [group for group in placed.recommendations if group[1]]:
        values.append((("recommendations",), [_group(*group, draft, folder) for group in groups]))
    values += [
        (("tables", name), _table(table, draft, folder)) for name, table in placed.tables.items()
    ]
    if placed.unplaced:
        files[inside / UNPLACED] = write_markdown(placed.unplaced, draft, folder).encode()
    notes = [
        *_say_unplaced(placed, display_path, f"{folder}/{UNPLACED}"),
        *_say_tables(placed, display_path),
        *_say_left_out(draft, display_path),
    ]
    notes += _take_pictures(draft, files, inside, display_path)
    existing = _find_existing(dossier, files, values)
    return DraftImport(dossier, files, tuple(values), added, tuple(existing), tuple(notes))


def _take_pictures(
    draft: Draft, files: dict[Path, bytes], inside: Path, display_path: str
) -> Iterator[Problem]:
    """Enter the pictures of a draft among the files, without their metadata."""
    here = start_of(display_path)
    for picture in draft.pictures:
        try:
            kind = TYPE_BY_ENDING[picture.name.rpartition(".")[2]]
            if kind != SVG:
                check_pixels(picture.name, picture.content, kind, here)
            files[inside / picture.name] = clean(picture.name, picture.content, kind, here)
        except InputError as refused:
            yield from refused.problems
        if not picture.alt:
            yield _ask_alt(display_path, f"{inside.name}/{picture.name}")


def _refuse_link(folder: Path) -> None:
    """Refuse a folder that is a link: nothing is written elsewhere."""
    if folder.is_symlink():
        raise InputError(
            error(
                "file-outside",
                start_of(f"inspections/{folder.name}"),
                "this folder is a link to another",
                "put the folder itself here",
            )
        )


def place_draft(dossier: Dossier, draft: Draft) -> Placed:
    """The blocks of a draft, each where it belongs in a report."""
    methodology, inspection = dossier.methodology, dossier.inspection
    words = methodology.words
    headings = {
        "strengths": str(words.strengths),
        "areas_for_improvement": str(words.areas_for_improvement),
    }
    now = list_paragraphs_now(dossier.project, inspection.slug) or ()
    printed = [one.text for one in now if one.is_drawn or "methodologies/" in one.path]
    entries = set(_list_entries(dossier))
    printed += entries
    printed += [one.text for one in now if one.text.partition(": ")[2] in entries]
    outline = DraftOutline(methodology, inspection, headings, printed)
    return Matcher(outline).place(draft)


def _list_entries(dossier: Dossier) -> Iterator[str]:
    """What the inspection has in entries and not as texts: lines, tables, what is on the page of
    publication. A draft that was exported has it too."""
    own = {id(text) for text in _list_texts(dossier.inspection)}
    for text in read_texts(dossier):
        if id(text.text) not in own:
            yield str(text.text)
            if text.prose is not None:
                yield from plain_text(text.prose).split("\n\n")


def write_import(prepared: DraftImport) -> None:
    """Write the files and the inspection: all or nothing."""
    dossier = prepared.dossier
    project = dossier.project
    edited = EditedFile(dossier.file, project.display_path(dossier.file))
    text = edited.text
    for target, value in prepared.values:
        text = set_value(text, target, value, edited.display_path)
    for name, items in prepared.added.items():
        if name in {key.value for key in read_stretches(text).keys}:
            text = append_items(text, (name,), items, edited.display_path)
        else:
            text = set_value(text, (name,), items, edited.display_path)
    write_files_atomically(prepared.files, project.display_path)
    edited.write(text)


def _list_texts(inspection: Inspection) -> Iterator[SourceText | None]:
    """The texts that a draft may bring."""
    yield from inspection.text.values()
    yield from (section.text for section in inspection.sections)
    items = [item for group in inspection.recommendations for item in group.items]
    for finding in inspection.findings.values():
        yield from (finding.in_brief, finding.summary, finding.text)
        items += [*finding.strengths, *finding.areas_for_improvement]
    yield from (item.text for item in items)


# Values


def _item(blocks: Sequence[DraftBlock], draft: Draft, folder: str) -> str:
    first, *rest = blocks
    head = DraftBlock("paragraph", first.text, first.words)
    rest = [replace(one, level=one.level - 1) if one.kind == "item" else one for one in rest]
    return write_markdown([head, *rest], draft, folder).strip("\n")


def _entry(entry: Entry, draft: Draft, folder: str) -> dict[str, str]:
    return {
        key: value if isinstance(value, str) else write_markdown(value, draft, folder).strip("\n")
        for key, value in entry.items()
    }


def _table(table: DataTable, draft: Draft, folder: str) -> dict[str, Any]:
    notes = [write_markdown([note], draft, folder).strip("\n") for note in table.notes]
    value = {
        "title": table.title,
        "source": table.source,
        "columns": table.columns,
        "rows": table.rows,
        "notes": notes,
        "in": table.in_,
    }
    return {key: one for key, one in value.items() if one}


def _group(
    to: str, items: Sequence[Sequence[DraftBlock]], draft: Draft, folder: str
) -> dict[str, Any]:
    written = [_item(item, draft, folder) for item in items]
    return {"to": to, "items": written} if to else {"items": written}


# What is there already


def _find_existing(
    dossier: Dossier, files: dict[Path, bytes], values: Sequence[tuple[Target, Any]]
) -> list[Problem]:
    """Every text that would be replaced."""
    project = dossier.project
    display_path = project.display_path(dossier.file)
    edited = EditedFile(dossier.file, display_path)
    top = read_stretches(edited.text)
    problems = []
    for target, _ in values:
        stretch = top.find(target)
        if stretch is None or stretch.kind == "nothing":
            continue
        if any(_is_written(one) for _, one in stretch.walk()):
            line = edited.text.count("\n", 0, stretch.start) + 1
            name = ".".join(map(str, target))
            problems.append(_exists(Place(display_path, line, 1, 2), f"`{name}` has text already"))
    for path, content in files.items():
        if path.is_file() and path.read_bytes() != content:
            problems.append(
                _exists(start_of(project.display_path(path)), "this file exists already")
            )
    return problems


def _is_written(value: Stretch) -> bool:
    """Whether somebody wrote a text, and it does not only wait for one: headings and TODO, as in
    the file of a new inspection."""
    lines = [line for line in value.value.split("\n") if line.strip()]
    words = [line for line in lines if not line.startswith("#")]
    waits = bool(words) and all(line.startswith("TODO") for line in words)
    return value.kind == "alias" or (value.kind == "text" and bool(lines) and not waits)


def _exists(place: Place, message: str) -> Problem:
    return error("import-exists", place, message, "add --replace to write over it, or move it away")


# What is said


def _say_unplaced(placed: Placed, display_path: str, file: str) -> list[Problem]:
    if not placed.unplaced:
        return []
    number = len(placed.unplaced)
    firsts = [f"“{one.words[:50]}”" for one in placed.unplaced if one.words][:5]
    message = f"{number} paragraphs or tables belong to no part of the report, first: "
    if number == 1:
        message = "one paragraph or table belongs to no part of the report: "
    return [
        warning(
            "import-unplaced",
            start_of(display_path),
            message + ", ".join(firsts or ["a table"]),
            f"they are in inspections/{file}: move them by hand, or give the draft the headings"
            " of the report",
        )
    ]


def _say_tables(placed: Placed, display_path: str) -> Iterator[Problem]:
    for table in placed.markdown_tables:
        head = ", ".join(filter(None, table.rows[0]))[:50]
        yield note(
            "import-table",
            start_of(display_path),
            f"the table that begins “{head}” stands in its text, not under `tables:`",
            "to have it there, give it a caption above, in Word’s style Caption, and mark its first"
            " row as a header row; merged cells and lists have no place there",
        )


def _say_left_out(draft: Draft, display_path: str) -> list[Problem]:
    return [
        note("import-left-out", start_of(display_path), f"left out: {what}", "add them by hand")
        for what in draft.left_out
    ]


def _ask_alt(display_path: str, name: str) -> Problem:
    return warning(
        "import-alt",
        start_of(display_path),
        f"the picture {name} has no alternative text",
        "say what it shows in place of TODO, for those who cannot see it",
    )
