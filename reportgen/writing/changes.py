"""One change that a writer asks for, and the text of a file after it.

The place is found again by the text that was there when the writer opened it, since others may have
changed the lines above. If that text is gone, the change is stale. It must not know HTTP, nor write
a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportgen.editing.edits import insert_item, move_item, remove, set_text, set_value
from reportgen.editing.tree import Path, Stretch, read_stretches
from reportgen.problems import InputError, Problem
from reportgen.util.frozen import frozen
from reportgen.writing.blocks import (
    Block,
    insert_block,
    list_blocks,
    move_bullet,
    move_unit,
    read_block,
    remove_block,
    replace_block,
)
from reportgen.writing.columns import (
    insert_column,
    is_column_path,
    move_column,
    remove_column,
    set_columns,
)

Data = Any
"""A text, a list or a dict of such, or None for nothing."""

ACTIONS = ("set", "insert", "remove", "move")
MAX_DEPTH = 4
MAX_STEPS = 8


@frozen
class Change:
    """What is to become of one value, or of one block of a Markdown text."""

    file: str
    path: Path
    """How the value is reached; empty for a file that is Markdown as a whole."""
    action: str
    """`set`; `insert` an item at `to`, or a block behind another; `remove`; `move` by `to`
    places."""
    value: Data = None
    was: Data = None
    """What stood there when it was opened; None if nothing did."""
    lines: tuple[int, int] | None = None
    """For a block: its first line in the text, from 0, and the line behind its last."""
    to: int = 0


class StaleChangeError(Exception):
    """What was to be changed no longer stands there."""

    def __init__(self, present: Data) -> None:
        super().__init__("the text has changed since it was opened")
        self.present = present


class UnreadableFileError(Exception):
    """A file that somebody has spoilt outside the page, so that nothing in it can be found."""

    def __init__(self, problem: Problem) -> None:
        place = f"{problem.place.path}, line {problem.place.line}"
        super().__init__(
            f"{place}: {problem.message}. Somebody changed this file outside the page. Correct it"
            " there, then save again. Nothing was written, and what you typed stays here."
        )


class RequestError(Exception):
    """A request that no page of ours sends."""


def read_change(request: object) -> Change:
    """Read a change from JSON. Raise RequestError unless it is one, to the letter."""
    if not isinstance(request, dict) or not set(request) <= set(Change.__dataclass_fields__):
        raise RequestError("a change is an object with known keys")
    path, lines, to = request.get("path"), request.get("lines"), request.get("to", 0)
    if not isinstance(request.get("file"), str) or request.get("action") not in ACTIONS:
        raise RequestError("a change names a file and an action")
    is_path = isinstance(path, list) and len(path) <= MAX_STEPS
    if not (is_path and all(_is_text(step) or _is_index(step) for step in path or ())):
        raise RequestError("a path is a list of keys and positions")
    if not _is_index(to, least=-1):
        raise RequestError("a position is a whole number")
    if lines is not None and not (
        isinstance(lines, list) and len(lines) == 2 and all(map(_is_index, lines))
    ):
        raise RequestError("lines are two whole numbers")
    return Change(
        file=request["file"],
        path=tuple(path or ()),
        action=request["action"],
        value=_read_data(request.get("value"), MAX_DEPTH),
        was=_read_data(request.get("was"), MAX_DEPTH),
        lines=(lines[0], lines[1]) if lines else None,
        to=to,
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_index(value: object, least: int = 0) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value < 1_000_000


def _read_data(value: object, depth: int) -> Data:
    """A value of texts, lists and maps, and nothing else."""
    if value is None or isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n") if value else value
    if depth and isinstance(value, list):
        return [_read_data(item, depth - 1) for item in value]
    if depth and isinstance(value, dict):
        return {key: _read_data(item, depth - 1) for key, item in value.items()}
    raise RequestError("a value is a text, or a list or map of texts")


def apply_change(text: str, change: Change, order: Sequence[str] = ()) -> str:
    """The text of the file after a change. `order`: the keys that the map may have which gets a new
    one. Raise StaleChangeError where what was to be changed no longer stands there, and InputError
    where it cannot be written."""
    if not change.path:
        return _change_markdown(text, change)
    if change.lines is not None:
        present = _text_at(text, change.path)
        return set_text(text, change.path, _change_markdown(present, change), change.file)
    return _change_value(text, change, order)


# Markdown


def _text_at(text: str, path: Path) -> str:
    stretch = read_stretches(text).find(path)
    if stretch is None or stretch.kind not in ("text", "nothing"):
        raise StaleChangeError(None)
    return stretch.value


def _change_markdown(text: str, change: Change) -> str:
    if change.lines is None:
        if text.rstrip("\n") != str(change.was or "").rstrip("\n"):
            raise StaleChangeError(text)
        return f"{str(change.value or '').rstrip()}\n"
    block = _find_again(text, change.lines, str(change.was or ""))
    if change.action == "insert":
        return insert_block(text, block, str(change.value or ""))
    if change.action == "remove":
        return remove_block(text, block)
    if change.action == "move":
        move = move_bullet if block.kind == "bullet" else move_unit
        return move(text, block, change.to)
    return replace_block(text, block, str(change.value or ""))


def _find_again(text: str, lines: tuple[int, int], was: str) -> Block:
    """The block that was opened: at its old place, or where the same words are now."""
    blocks = list_blocks(text)
    here = [block for block in blocks if (block.start, block.end) == lines]
    same = [block for block in blocks if read_block(text, block) == was]
    for block in here:
        if block in same:
            return block
    if len(same) == 1:
        return same[0]
    near = here or [block for block in blocks if block.start <= lines[0] < block.end]
    raise StaleChangeError(read_block(text, near[-1]) if near else "")


# Values


def _change_value(text: str, change: Change, order: Sequence[str]) -> str:
    top = read_stretches(text)
    if change.action == "insert":
        there = top.find(change.path)
        if there is None or there.kind == "nothing":
            return set_value(text, change.path, [change.value], change.file, order)
        if is_column_path(change.path) and isinstance(change.value, str):
            return insert_column(text, change.path, change.to, change.value, change.file)
        return insert_item(text, change.path, change.to, change.value, change.file)
    path = _find_value_again(top, change)
    if change.action == "move":
        index = path[-1]
        assert isinstance(index, int)
        siblings = top.find(path[:-1])
        last = len(siblings.items) - 1 if siblings else 0
        to = min(max(index + change.to, 0), last)
        if is_column_path(path):
            return move_column(text, path, to, change.file)
        return move_item(text, path[:-1], index, to, change.file)
    if change.action == "remove":
        return _remove_value(text, top, path, change.file)
    if is_nothing(change.value):
        return _clear(text, top, path, change.file)
    if is_column_path(path) and isinstance(change.value, list) and change.was:
        return set_columns(text, path, list(map(str, change.value)), change.file)
    return set_value(text, path, change.value, change.file, order)


def _remove_value(text: str, top: Stretch, path: Path, file: str) -> str:
    if top.find(path) is None:
        return text
    is_column = is_column_path(path) and isinstance(path[-1], int)
    return remove_column(text, path, file) if is_column else remove(text, path, file)


def _find_value_again(top: Stretch, change: Change) -> Path:
    """The path of the value that was opened: its old path, or that of the list item with the same
    content. A cell is not looked for: another with the same number is another cell."""
    path = change.path
    if is_same(read_data(top.find(path)), change.was):
        return path
    depth = 1 if isinstance(path[-1], int) else 2
    above, rest = path[:-depth], path[len(path) - depth + 1 :]
    siblings = top.find(above)
    is_item = len(path) > depth and isinstance(path[len(above)], int)
    is_cell = len(path) > 2 and path[-3] == "rows"
    if is_item and siblings is not None and not is_cell and not is_nothing(change.was):
        same = [
            index
            for index in range(len(siblings.items))
            if is_same(read_data(top.find((*above, index, *rest))), change.was)
        ]
        if len(same) == 1:
            return (*above, same[0], *rest)
    raise StaleChangeError(read_data(top.find(path)))


def _clear(text: str, top: Stretch, path: Path, file: str) -> str:
    """The text without a value. An item of a list goes altogether; a key stays, unless it was the
    last key with a value in its map."""
    stretch = top.find(path)
    if stretch is None or stretch.kind == "nothing":
        return text
    if isinstance(path[-1], int):
        return _remove_value(text, top, path, file)
    parent = top.find(path[:-1])
    assert parent is not None
    others = [item for item in parent.items if item is not stretch and item.kind != "nothing"]
    if not others and len(path) > 2 and path[-2] in ("adjusted",):
        return remove(text, path[:-1], file)
    try:
        return set_value(text, path, None, file)
    except InputError:  # a key without a value cannot stand everywhere
        return remove(text, path, file)


def read_data(stretch: Stretch | None) -> Data:
    """What a stretch of YAML means; None for nothing."""
    if stretch is None or stretch.kind in ("nothing", "alias"):
        return None
    if stretch.kind == "text":
        return stretch.value
    if stretch.kind == "list":
        return [read_data(item) for item in stretch.items]
    pairs = zip(stretch.keys, stretch.items, strict=True)
    return {key.value: read_data(item) for key, item in pairs}


def is_nothing(data: Data) -> bool:
    """Whether a value is no text, or has no words, items or entries."""
    return data is None or (not data.strip() if isinstance(data, str) else not data)


def is_same(some: Data, other: Data) -> bool:
    """Whether two values are the same to their writer: the line breaks at the end do not count."""
    if is_nothing(some) or is_nothing(other):
        return is_nothing(some) and is_nothing(other)
    if isinstance(some, str) and isinstance(other, str):
        return some.rstrip("\n") == other.rstrip("\n")
    if isinstance(some, list) and isinstance(other, list):
        return len(some) == len(other) and all(map(is_same, some, other))
    if isinstance(some, dict) and isinstance(other, dict):
        return list(some) == list(other) and all(is_same(some[key], other[key]) for key in some)
    return False
