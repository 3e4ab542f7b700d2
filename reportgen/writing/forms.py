"""The form in which some values of an inspection are written: its fields, each with its value and
the words that explain it.

Values that belong together share a form: a rating and its reason, a question and its prompts, the
cells of a row. It must not know HTTP, nor how a form looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportgen.editing.tree import Path, Stretch
from reportgen.problems import InputError, Place, error
from reportgen.reading.fields import (
    FieldType,
    LineText,
    ListOf,
    MapOf,
    MapType,
    MarkdownText,
    ShortOrLong,
    keys_of,
)
from reportgen.util.frozen import frozen
from reportgen.writing.blocks import find_block, list_siblings, list_units, read_block
from reportgen.writing.changes import Data, read_data
from reportgen.writing.fields import (
    describe,
    find_standard,
    find_type,
    kind_of_type,
    list_options,
    name_value,
    short_type,
)
from reportgen.writing.sources import InspectionSources


@frozen
class FormField:
    """One value in a form."""

    file: str
    path: Path
    kind: str
    """`markdown`, `line`, `lines` (a list), `pairs` (a map), `date`, `number`, `result` or
    `choice`."""
    label: str
    value: str = ""
    was: Data = None
    about: str = ""
    options: tuple[str, ...] = ()
    lines: tuple[int, int] | None = None


@frozen
class FormItem:
    """That a form is about one item of a list, which can be moved, removed and followed by
    another."""

    word: str
    """What an item of the list is called."""
    index: int
    count: int
    file: str
    path: Path
    """The path of the list; for a block, of its text."""
    was: Data = None
    lines: tuple[int, int] | None = None
    """For a block of a text."""


@frozen
class FormInsert:
    """That a form is about something new."""

    file: str
    path: Path
    to: int
    shape: str
    """What its fields make up together: `text`, `list` or `map`, an item of a list; `entry`, an
    entry of a map, whose first field is its name; `block`, a block behind another."""
    lines: tuple[int, int] | None = None
    was: Data = None


@frozen
class Form:
    """Values that are written together."""

    title: str
    fields: tuple[FormField, ...]
    standard: str = ""
    """The standard whose rating follows from it."""
    item: FormItem | None = None
    insert: FormInsert | None = None
    focus: int = 0
    """The field that the form was opened for."""


def open_form(sources: InspectionSources, path: Path) -> Form:
    """The form for the value at a path of the inspection's own file, there or not yet there."""
    if not path or find_type(path) is None:
        raise _refuse(sources, "the inspection file has no such value")
    path = _short_path(sources, path)
    paths = _list_paths(sources, path)
    item = _find_item(sources, path)
    return Form(
        title=_title(sources, path, paths, item),
        fields=tuple(_make_field(sources, one) for one in paths),
        standard=_find_standard(sources, path),
        item=item,
        focus=next((n for n, one in enumerate(paths) if path[: len(one)] == one), 0),
    )


def _title(
    sources: InspectionSources, path: Path, paths: Sequence[Path], item: FormItem | None
) -> str:
    """What a form is about."""
    if path[0] in _COVER:
        return "Cover and facts"
    if path[0] == "recommendations" and len(path) > 3:
        return sources.name(path[:4])
    if item is not None and path[0] in ("tables", "recommendations", "sections"):
        title = f"{item.word.capitalize()} {item.index + 1}"
        table = read_data(sources.tree.find((*path[:2], "title"))) if path[0] == "tables" else ""
        return f"{table}: {title.lower()}" if table else title
    return name_value(_common(paths) or path, sources.methodology)


def open_form_at(sources: InspectionSources, file: str, line: int, column: int) -> Form:
    """The form for what is written at a place: a block of a Markdown text, or a value."""
    target = sources.find(file, line, column)
    if target is None and file == sources.own:
        return open_form(sources, sources.path_at_line(line))
    if target is None:
        raise _refuse(sources, "nothing at this place of the file can be written here")
    path, number = target
    if path == (
        "methodology",
    ):  # where `check` names what the whole report lacks, such as its date
        return open_form(sources, ("title",))
    if file == sources.own and not isinstance(_markdown_type(path), MarkdownText):
        return open_form(sources, path)
    text = sources.text_of(file) if not path else str(read_data(sources.tree.find(path)) or "")
    block = find_block(text, number)
    if block is None:
        return open_form(sources, path) if path else _whole_file(sources, file)
    words, lines = read_block(text, block), (block.start, block.end)
    siblings = list_siblings(text, block) if block.kind == "bullet" else list_units(text)
    starts = [one.start for one in siblings]
    index = starts.index(block.start) if block.start in starts else -1
    owner = path or sources.path_of_file(file)
    whole = owner and path and _is_item(path) and _is_whole(text, lines)
    if whole:
        return open_form(sources, path)
    field = FormField(
        file=file,
        path=path,
        kind="markdown",
        label=_BLOCK_WORDS.get(block.kind, "Text"),
        value=words,
        was=words,
        lines=lines,
    )
    item = FormItem(
        word="bullet" if block.kind == "bullet" else "paragraph",
        index=max(index, 0),
        count=len(siblings) if index >= 0 else 0,
        file=file,
        path=path,
        was=words,
        lines=lines,
    )
    return Form(
        title=f"{name_value(owner, sources.methodology) if owner else file}: {field.label.lower()}",
        fields=(field,),
        standard=_find_standard(sources, owner or ()),
        item=item,
    )


_BLOCK_WORDS = {
    "paragraph": "Paragraph",
    "heading": "Heading",
    "bullet": "Bullet",
    "table": "Table",
    "quotation": "Quotation",
    "box": "Box",
    "note": "Note",
    "placed": "Table or chart",
    "code": "Text as typed",
}


def _is_whole(text: str, lines: tuple[int, int]) -> bool:
    """Whether some lines are all that a text has."""
    rows = text.split("\n")
    return not any(row.strip() for row in (*rows[: lines[0]], *rows[lines[1] :]))


def _whole_file(sources: InspectionSources, file: str) -> Form:
    text = sources.text_of(file)
    field = FormField(
        file=file, path=(), kind="markdown", label="Text", value=text.rstrip("\n"), was=text
    )
    path = sources.path_of_file(file) or ()
    return Form(title=name_value(path, sources.methodology) if path else file, fields=(field,))


def open_insert(sources: InspectionSources, path: Path, to: int) -> Form:
    """The form for a new item of the list, or a new entry of the map, at a path."""
    type = find_type(path)
    title = f"New: {name_value((*path, to), sources.methodology).rstrip(' 0123456789').lower()}"
    if path[-1] in _ITEM_WORDS and path[0] != "findings":
        title = f"New {_item_word(path)}"
    if isinstance(type, MapOf):
        return _open_entry(sources, path, type, title)
    if not isinstance(type, ListOf):
        raise _refuse(sources, "this is not a list")
    inner = type.item
    short = short_type(inner)
    if isinstance(short, ListOf):  # a row
        columns = read_data(sources.tree.find((*path[:-1], "columns"))) or []
        fields = [
            _blank(sources, (*path, to, number), "line", _column_title(column))
            for number, column in enumerate(columns)
        ]
        shape = "list"
    elif isinstance(short, MapType):
        fields = [
            _blank(sources, (*path, to, key), _kind_of(declared.metadata["shape"]), key)
            for key, declared in keys_of(short.cls).items()
            if _kind_of(declared.metadata["shape"]) and key not in ("id", "wide")
        ]
        shape = "map"
    else:
        fields, shape = [_blank(sources, (*path, to), _kind_of(inner), "")], "text"
    insert = FormInsert(file=sources.own, path=path, to=to, shape=shape)
    return Form(title=title, fields=tuple(fields), insert=insert)


def _open_entry(sources: InspectionSources, path: Path, type: MapOf, title: str) -> Form:
    """The form for a new entry of a map whose keys the author chooses."""
    name = FormField(
        file=sources.own,
        path=(*path, ""),
        kind="line",
        label="Name",
        about="the name by which texts refer to it: small letters, digits, hyphens",
    )
    item = type.item.long if isinstance(type.item, ShortOrLong) else type.item
    keys = keys_of(item.cls) if isinstance(item, MapType) else {}
    fields = [
        _blank(sources, (*path, "", key), kind, key)
        for key, declared in keys.items()
        if (kind := _kind_of(declared.metadata["shape"])) and key not in ("id", "wide")
    ] or [_blank(sources, (*path, ""), _kind_of(type.item), "value")]
    insert = FormInsert(file=sources.own, path=path, to=0, shape="entry")
    return Form(title=title, fields=(name, *fields), insert=insert)


def open_block_insert(
    sources: InspectionSources, file: str, path: Path, lines: tuple[int, int], was: str
) -> Form:
    """The form for a new paragraph or bullet behind a block."""
    field = FormField(file=file, path=path, kind="markdown", label="New text", lines=lines)
    insert = FormInsert(file=file, path=path, to=0, shape="block", lines=lines, was=was)
    owner = path or sources.path_of_file(file) or ()
    title = name_value(owner, sources.methodology) if owner else file
    return Form(title=f"{title}: new text", fields=(field,), insert=insert)


def _blank(sources: InspectionSources, path: Path, kind: str, key: str) -> FormField:
    named = [step for step in path if step != ""]
    label = name_value((key,)) if key else sources.name(tuple(named))
    return FormField(
        file=sources.own,
        path=path,
        kind=kind or "line",
        label=label,
        about=describe(path),
        options=tuple(list_options(path, sources.methodology)) if sources.methodology else (),
    )


# Which values are written together

_COVER = ("title", "subtitle", "region", "kind", "published", "fieldwork", "notice")
_RATING = ("rating", "score", "because", "not_rated")


def _list_paths(sources: InspectionSources, path: Path) -> list[Path]:
    """The values that are written together with the one at a path."""
    type = find_type(path)
    if path[0] in _COVER:
        kinds = sources.methodology and sources.methodology.kinds
        return [(key,) for key in _COVER if key != "kind" or kinds]
    if path[0] == "findings" and len(path) > 2:
        return _list_finding_paths(sources, path)
    if path[0] == "tables" and len(path) > 3 and path[2] == "rows":
        columns = read_data(sources.tree.find((*path[:2], "columns"))) or []
        return [(*path[:4], number) for number in range(len(columns))]
    if path[0] == "tables" and len(path) > 1:
        return [(*path[:2], key) for key in ("title", "source", "columns", "notes", "in")]
    if isinstance(short_type(type), MapType) or (isinstance(type, MapType)):
        return _list_keys_of(path, sources)
    if path[0] in ("publication", "letter", "progress", "sections", "good_practice"):
        depth = 2 if isinstance(find_type(path[:1]), ListOf) else 1
        return _list_keys_of(path[:depth], sources)
    if path[0] in ("figures", "lead_inspector", "chief_inspector", "cases"):
        return _list_keys_of(path[: 2 if path[0] == "figures" else 1], sources)
    return [path]


def _list_keys_of(path: Path, sources: InspectionSources) -> list[Path]:
    """The values of a map; of one in its short form, that one."""
    there = sources.tree.find(path)
    type = find_type(path)
    if isinstance(type, ShortOrLong):
        if there is not None and there.kind == "text":
            return [path]
        type = type.long
    if not isinstance(type, MapType):
        return [path]
    return [
        (*path, key)
        for key, declared in keys_of(type.cls).items()
        if _kind_of(declared.metadata["shape"]) and key not in ("id", "wide")
    ]


def _list_finding_paths(sources: InspectionSources, path: Path) -> list[Path]:
    head, key = path[:2], path[2]
    standard = find_standard(sources.methodology, str(path[1])) if sources.methodology else None
    if key == "results" and standard and len(path) > 3:
        for question in standard.questions:
            ids = [str(question.id), *map(str, question.prompts_by_id)]
            if str(path[3]) in ids:
                return [(*head, "results", id) for id in ids]
    if standard is None or key not in (*_RATING, "adjusted"):
        return [path]
    adjusted = [(*head, "adjusted", "rating"), (*head, "adjusted", "because")]
    if standard.rated == "judgement":
        return [(*head, "rating"), (*head, "because"), (*head, "not_rated")]
    score = [(*head, "score")] if key == "score" or not standard.questions else []
    return [*score, *adjusted, (*head, "not_rated")]


# One field


def _make_field(sources: InspectionSources, path: Path) -> FormField:
    there = sources.tree.find(path)
    was = read_data(there)
    file, place = sources.own, path
    kind = _kind_of(find_type(path))
    if kind == "markdown" and isinstance(was, dict) and set(was) == {"file"}:
        file, place = sources.name_of_file(str(was["file"])), ()
        was = sources.text_of(file)
    if there is not None and there.kind == "alias":
        raise _refuse(sources, f"`*{there.anchor}` repeats a value that is written elsewhere")
    options = list_options(path, sources.methodology) if sources.methodology else []
    return FormField(
        file=file,
        path=place,
        kind="choice" if options else kind,
        label=_label(sources, path),
        value=_as_text(was),
        was=was,
        about=_about(sources, path),
        options=tuple(options),
    )


def _label(sources: InspectionSources, path: Path) -> str:
    if path[0] == "tables" and len(path) > 4:
        columns: Sequence[Any] = read_data(sources.tree.find((*path[:2], "columns"))) or []
        index = path[4]
        return _column_title(columns[index]) if isinstance(index, int) else "Cell"
    if path[0] == "findings" and len(path) > 3 and path[2] == "results":
        return str(path[3])
    if path[0] == "findings" and len(path) > 3 and path[2] == "adjusted":
        return "Adjusted rating" if path[3] == "rating" else "Reason for the adjustment"
    if path[0] == "recommendations":
        return sources.name(path)
    return name_value(path) if path[0] != "findings" else name_value(path[2:])


def _column_title(column: Data) -> str:
    return str(column.get("title") if isinstance(column, dict) else column) or "Cell"


def _about(sources: InspectionSources, path: Path) -> str:
    """What a field is for: the question itself, for a result."""
    if path[0] == "findings" and len(path) > 3 and path[2] == "results" and sources.methodology:
        standard = find_standard(sources.methodology, str(path[1]))
        for question in standard.questions if standard else ():
            if question.id == path[3]:
                return str(question.text)
            for id, prompt in question.prompts_by_id.items():
                if str(id) == path[3]:
                    return str(prompt.text)
    return describe(path)


def _as_text(data: Data) -> str:
    """A value as its field shows it."""
    if data is None:
        return ""
    if isinstance(data, list):
        return "\n".join(_as_text(item).replace("\n", " ") for item in data)
    if isinstance(data, dict):
        if set(data) >= {"yes", "of"}:
            return f"{data['yes']} of {data['of']}"
        if "title" in data and "columns" not in data:
            return _as_text(data["title"])
        return "\n".join(f"{key}: {_as_text(value)}" for key, value in data.items())
    return str(data).rstrip("\n")


def _kind_of(type: FieldType | None) -> str:
    """The kind of a field for a type; empty where it has several values of its own."""
    short = short_type(type)
    if kind := kind_of_type(short):
        return kind
    if isinstance(short, ListOf):
        inner = short_type(short.item)
        return "lines" if isinstance(inner, LineText | MarkdownText) else ""
    if isinstance(short, MapOf):
        return "pairs" if kind_of_type(short.item) in ("line", "number", "result") else ""
    return ""


# What the form is about


def _short_path(sources: InspectionSources, path: Path) -> Path:
    """The path of a bullet's text, where the bullet is a map."""
    there = sources.tree.find(path)
    type = find_type(path)
    if isinstance(type, ShortOrLong) and there is not None and there.kind == "map":
        short = short_type(type)
        if isinstance(short, MarkdownText) and not _is_file(there):
            return (*path, "text")
    return path


def _is_file(stretch: Stretch) -> bool:
    return [key.value for key in stretch.keys] == ["file"]


def _is_item(path: Path) -> bool:
    return any(isinstance(step, int) for step in path[-2:])


def _markdown_type(path: Path) -> FieldType | None:
    return short_type(find_type(path)) if path else MarkdownText()


def _find_item(sources: InspectionSources, path: Path) -> FormItem | None:
    """The item of a list that a path leads to or into."""
    for depth in range(len(path), 0, -1):
        step = path[depth - 1]
        parent = sources.tree.find(path[: depth - 1])
        is_cell = path[0] == "tables" and depth == 5
        if isinstance(step, int) and parent is not None and parent.kind == "list" and not is_cell:
            if step >= len(parent.items):
                return None
            return FormItem(
                word=_item_word(path[: depth - 1]),
                index=step,
                count=len(parent.items),
                file=sources.own,
                path=path[: depth - 1],
                was=read_data(parent.items[step]),
            )
    return None


_ITEM_WORDS = {
    "strengths": "strength",
    "areas_for_improvement": "area for improvement",
    "items": "recommendation",
    "recommendations": "addressee",
    "rows": "row",
    "columns": "column",
    "sections": "section",
    "progress": "recommendation",
    "good_practice": "example",
}


def _item_word(path: Path) -> str:
    return _ITEM_WORDS.get(str(path[-1]), "line")


def _find_standard(sources: InspectionSources, path: Path) -> str:
    if sources.methodology is None or len(path) < 2 or path[0] != "findings":
        return ""
    return str(path[1]) if find_standard(sources.methodology, str(path[1])) else ""


def _common(paths: Sequence[Path]) -> Path:
    """The path that several begin with."""
    if len(paths) == 1:
        return paths[0]
    return tuple(steps[0] for steps in zip(*paths, strict=False) if len(set(map(str, steps))) == 1)


def _refuse(sources: InspectionSources, message: str) -> InputError:
    return InputError(
        error(
            "edit-refused",
            Place(sources.own, 1, 1, 1),
            message,
            "change it in the file itself",
        )
    )
