"""The columns of a table: where one is added, moved or taken out, the cells of every row follow, so
that each figure stays under its heading.

It must not know HTTP, nor write a file.
"""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.editing.edits import insert_item, move_item, remove, set_value
from reportgen.editing.tree import Path, Stretch, read_stretches
from reportgen.problems import InputError, Place, error


def is_column_path(path: Path) -> bool:
    """Whether a path leads to the columns of a table, or to one of them."""
    return len(path) in (3, 4) and path[0] == "tables" and path[2] == "columns"


def set_columns(text: str, path: Path, titles: Sequence[str], file: str) -> str:
    """The text with other columns. A column with an old title keeps its cells; titles that are
    new in place of as many others are new names of those."""
    columns = read_stretches(text).find(path)
    assert columns is not None
    old = [_read_title(one) for one in columns.items]
    sources = _match_titles(old, titles)
    if sources is None:
        message = "it is not clear which columns got a new name and which were taken out"
        hint = "first rename the columns and save, then add columns or take them out"
        raise InputError(error("edit-refused", Place(file, 1, 1, 1), message, hint))
    for at in reversed(range(len(old))):
        if at not in sources:
            text = remove_column(text, (*path, at), file)
    order = [at for at in range(len(old)) if at in sources]
    for to, source in enumerate(sources):
        if source is None:
            text = insert_column(text, path, to, titles[to], file)
            order.insert(to, -1)
            continue
        at = order.index(source)
        text = move_column(text, (*path, at), to, file)
        order.insert(to, order.pop(at))
        if titles[to] != old[source]:
            text = _rename(text, (*path, to), titles[to], file)
    return text


def insert_column(text: str, path: Path, to: int, title: str, file: str) -> str:
    """The text with a new column, empty in every row."""
    text = insert_item(text, path, to, title, file)
    for row, cells in _list_rows(text, path):
        if to < len(cells):
            text = insert_item(text, row, to, "", file)
    return text


def remove_column(text: str, path: Path, file: str) -> str:
    """The text without a column and without its cells."""
    at = int(path[-1])
    text = remove(text, path, file)
    for row, cells in _list_rows(text, path[:-1]):
        if at < len(cells):
            text = remove(text, (*row, at), file)
    return text


def move_column(text: str, path: Path, to: int, file: str) -> str:
    """The text with a column and its cells at another position."""
    at = int(path[-1])
    if at == to:
        return text
    text = move_item(text, path[:-1], at, to, file)
    for row, cells in _list_rows(text, path[:-1]):
        for number in range(len(cells), max(at, to) + 1):
            text = insert_item(text, row, number, "", file)
        text = move_item(text, row, at, to, file)
    return text


def _rename(text: str, path: Path, title: str, file: str) -> str:
    column = read_stretches(text).find(path)
    is_map = column is not None and column.kind == "map"
    return set_value(text, (*path, "title") if is_map else path, title, file)


def _list_rows(text: str, columns: Path) -> list[tuple[Path, list[Stretch]]]:
    """The path and the cells of each row of the table."""
    path = (*columns[:2], "rows")
    rows = read_stretches(text).find(path)
    items = enumerate(rows.items) if rows is not None and rows.kind == "list" else ()
    return [((*path, at), row.items) for at, row in items if row.kind == "list"]


def _read_title(column: Stretch) -> str:
    title = column.find(("title",)) if column.kind == "map" else column
    return title.value if title is not None and title.kind == "text" else ""


def _match_titles(old: Sequence[str], new: Sequence[str]) -> list[int | None] | None:
    """For each new title the position of its column so far, None for a new column. None in all if
    that is not clear."""
    unmatched = list(range(len(old)))
    sources: list[int | None] = []
    for title in new:
        at = next((at for at in unmatched if old[at] == title), None)
        sources.append(at)
        if at is not None:
            unmatched.remove(at)
    unknown = [to for to, source in enumerate(sources) if source is None]
    if unmatched and unknown and len(unmatched) != len(unknown):
        return None
    for to, at in zip(unknown, unmatched, strict=False):
        sources[to] = at
    return sources
