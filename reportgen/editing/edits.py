"""Changes one value of a YAML text and nothing else: comments, order, quoting and layout stay.

Each function takes the text of a file and gives back the new text. Before it does, it reads the new
text again and compares: every other value must be equal, and the changed one must read back as it
was asked. A change that cannot be made so is refused with a reason.

It must not know what an inspection is, nor write a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from reportgen.editing.scalars import (
    STEP,
    find_unprintable,
    is_wrappable,
    wrap,
    write_block,
    write_inline,
)
from reportgen.editing.tree import Path, Stretch, find_dash, read_stretches
from reportgen.problems import InputError, Place, Problem, error
from reportgen.reading.yaml_source import Node, parse_yaml

Data = Any
"""What a value means: a text, a list or a dict of such, or None for nothing."""


class _Edit:
    """One change to a text: where it is made, and what the file must mean afterwards."""

    def __init__(self, text: str, display_path: str) -> None:
        self.text = text
        self.display_path = display_path
        self.before = read_meaning(text, display_path)
        self.top = read_stretches(text)

    def find(self, path: Path) -> Stretch:
        """The stretch of a value, or InputError with why it cannot be changed here."""
        stretch = self.top
        for number, step in enumerate(path):
            child = stretch.child(step)
            if child is None:
                if isinstance(step, str) and stretch.child("<<") is not None:
                    raise self.refuse(
                        stretch,
                        f"`{step}` may come from the values that `<<` repeats",
                        "write the value out here, or change it where it is repeated from",
                    )
                raise self.refuse(stretch, f"there is no `{_name(path[: number + 1])}` here", "")
            stretch = child
            if stretch.kind == "alias":
                raise self.refuse(
                    stretch,
                    f"`*{stretch.anchor}` repeats a value that is written elsewhere",
                    f"change it at `&{stretch.anchor}`, or write the value out here",
                )
        if self._is_repeated(stretch):
            raise self.refuse(
                stretch,
                f"`&{stretch.anchor}` is repeated elsewhere: a change here would change that too",
                "write one of the two out, then change it",
            )
        return stretch

    def _is_repeated(self, stretch: Stretch) -> bool:
        inside = {one.anchor for _, one in stretch.walk() if one.anchor and one.kind != "alias"}
        return bool(inside) and any(
            one.kind == "alias" and one.anchor in inside for _, one in self.top.walk()
        )

    def refuse(self, where: Stretch | int, message: str, hint: str) -> InputError:
        """The refusal of this change, at its place."""
        offset = where if isinstance(where, int) else where.start
        return InputError(refused_at(self.text, offset, self.display_path, message, hint))

    # Where things are

    def column(self, offset: int) -> int:
        return offset - (self.text.rfind("\n", 0, offset) + 1)

    def line_start(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end

    def entry_start(self, parent: Stretch, index: int) -> int:
        """Where an entry of a collection begins: at its key, at its dash, or at its value."""
        if parent.kind == "map":
            return parent.keys[index].outset
        item = parent.items[index]
        return item.outset if parent.style == "flow" else find_dash(self.text, item.outset)

    def entry_end(self, parent: Stretch, index: int) -> int:
        """Behind the last character of an entry."""
        end = parent.items[index].end
        if parent.kind == "map":
            colon = self.text.find(":", parent.keys[index].end)
            end = max(end, colon + 1 if parent.items[index].kind == "nothing" else 0)
        elif parent.style != "flow":
            end = max(end, self.entry_start(parent, index) + 1)
        return end

    def begins_line(self, offset: int) -> bool:
        return not self.text[self.line_start(offset) : offset].strip()

    def indent_under(self, path: Path) -> int:
        """The column of the key or dash that the value of a path belongs to."""
        if not path:
            return -STEP
        parent = self.top.find(path[:-1])
        assert parent is not None
        index = _index(parent, path[-1])
        while parent.style == "flow" and len(path) > 1:  # the line that the brackets belong to
            path = path[:-1]
            parent = self.top.find(path[:-1]) or self.top
            index = _index(parent, path[-1])
        return self.column(self.entry_start(parent, index))

    def is_in_flow(self, path: Path) -> bool:
        """Whether a value is within brackets."""
        above = [self.top.find(path[:n]) for n in range(len(path))]
        return any(one is not None and one.style == "flow" for one in above)

    # Whether a new text says what it must

    def prove(self, candidates: Iterable[str], after: Data) -> str | None:
        """The first of the new texts that means what it must, or None."""
        for text in candidates:
            try:
                if read_meaning(text, self.display_path) == after:
                    return text
            except InputError:
                continue
        return None

    def with_stretch(self, start: int, end: int, new: str) -> str:
        return self.text[:start] + new + self.text[end:]


def refused_at(text: str, offset: int, display_path: str, message: str, hint: str) -> Problem:
    """The problem that says why a change is refused, at its place."""
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return error("edit-refused", Place(display_path, line, column, column + 1), message, hint)


def read_meaning(text: str, display_path: str) -> Data:
    """What a text means, with the order of its keys."""
    return _meaning(parse_yaml(text, display_path, []))


def _meaning(node: Node) -> Data:
    if node.kind == "list":
        return ("list", [_meaning(item) for item in node.value])
    if node.kind == "map":
        return ("map", [(key, _meaning(value)) for key, value in node.value.items()])
    return (node.kind, node.value)


def _meaning_of(data: Data) -> Data:
    if isinstance(data, dict):
        return ("map", [(key, _meaning_of(value)) for key, value in data.items()])
    if isinstance(data, list | tuple):
        return ("list", [_meaning_of(value) for value in data])
    return ("nothing", None) if data is None else ("text", data)


def _changed(before: Data, path: Path, change: Any) -> Data:
    """What a file means once `change` was made to the value at a path."""
    if not path:
        return change(before)
    kind, value = before
    if kind == "list" and isinstance(path[0], int):
        index = path[0]
        new = _changed(value[index], path[1:], change)
        return (kind, [*value[:index], new, *value[index + 1 :]])
    new_pairs = [
        (key, _changed(old, path[1:], change) if key == path[0] else old) for key, old in value
    ]
    return (kind, new_pairs)


def _name(path: Path) -> str:
    return ".".join(str(step) for step in path)


def _index(parent: Stretch, step: str | int) -> int:
    if isinstance(step, int):
        return step
    return next(n for n, key in enumerate(parent.keys) if key.value == step)


# A text


def set_text(text: str, path: Path, value: str, display_path: str = "") -> str:
    """Write a text in place of the text, or of the nothing, that is at a path."""
    edit = _Edit(text, display_path)
    stretch = edit.find(path)
    if stretch.kind not in ("text", "nothing"):
        raise edit.refuse(stretch, f"a {stretch.kind} is written here, not a text", "")
    if character := find_unprintable(value):
        raise edit.refuse(
            stretch,
            f"the character U+{ord(character):04X} cannot be written or printed",
            "delete it",
        )
    if stretch.kind == "text" and value == stretch.value:
        return text
    for new, reads_as in _ways_to_write(edit, stretch, path, value):
        after = _changed(edit.before, path, lambda _, new=reads_as: ("text", new))
        if (proved := edit.prove([new], after)) is not None:
            return proved
    raise edit.refuse(
        stretch,
        "this text cannot be written here so that the file still says the same elsewhere",
        "change it in the file itself",
    )


def _ways_to_write(
    edit: _Edit, stretch: Stretch, path: Path, value: str
) -> Iterator[tuple[str, str]]:
    """New texts of the file, the best first, each with what the value must then read as."""
    flow = edit.is_in_flow(path)
    start, end = stretch.start, stretch.end
    was_block = stretch.style in ("|", ">")
    if not flow and value.strip() and (was_block or "\n" in value.strip("\n")):
        yield from _as_block(edit, stretch, path, value)
    if "\n" not in value.strip("\n") or flow:
        inline = value.strip("\n") if not flow else value
        if stretch.style == "" and "\n" in edit.text[start:end] and not flow:
            lines = [line.strip() for line in edit.text[start:end].split("\n")]
            pad = "\n" + " " * _continuation(edit, stretch, path)
            yield edit.with_stretch(start, end, pad.join(wrap(inline, lines)).rstrip()), inline
        style = "" if was_block or stretch.kind == "nothing" else stretch.style
        space = (
            " " if stretch.kind == "nothing" and edit.text[start - 1 : start] not in " \n" else ""
        )
        for written in write_inline(inline, style, flow=flow):
            yield edit.with_stretch(start, end, space + written), inline


def _continuation(edit: _Edit, stretch: Stretch, path: Path) -> int:
    """The column of the second line of a plain text over several lines."""
    second = edit.text[stretch.start : stretch.end].split("\n")[1]
    depth = len(second) - len(second.lstrip(" "))
    return depth if second.strip() else edit.indent_under(path) + STEP


def _as_block(edit: _Edit, stretch: Stretch, path: Path, value: str) -> Iterator[tuple[str, str]]:
    """The text as a block: in the block that was there, or in a new one."""
    start, end = stretch.start, stretch.end
    body = value.rstrip("\n")
    if stretch.style in ("|", ">"):
        header, *lines = edit.text[start:end].split("\n")
        depths = [len(line) - len(line.lstrip(" ")) for line in lines if line.strip()]
        indent = min(depths) if depths else edit.indent_under(path) + STEP
        trailing = stretch.value[len(stretch.value.rstrip("\n")) :] if stretch.value else "\n"
        if stretch.style == ">" and is_wrappable(body):
            folded = wrap(body, [line.strip() for line in lines])
            new = "\n".join([header, *(" " * indent + line if line else "" for line in folded)])
            yield edit.with_stretch(start, end, new), body + trailing
        literal = write_block(body, header.replace(">", "|", 1), indent)
        yield edit.with_stretch(start, end, literal), body + trailing
    indent = edit.indent_under(path) + STEP
    header, _, block = write_block(body, "|", indent).partition("\n")
    space = " " if stretch.kind == "nothing" and edit.text[start - 1 : start] != " " else ""
    rest = edit.text[end : edit.line_end(end)]
    if not rest.strip() or rest.lstrip().startswith("#"):  # a comment stays behind the header
        new = f"{space}{header}{rest}\n{block}"
        yield edit.with_stretch(start, edit.line_end(end), new), body + "\n"


# Lists and maps


def append_items(text: str, path: Path, items: Sequence[Data], display_path: str = "") -> str:
    """Write new items at the end of the list at a path, which is not in brackets unless empty."""
    edit = _Edit(text, display_path)
    stretch = edit.find(path)
    items = [_with_last_break(one) for one in items]
    if not items:
        return text
    if stretch.kind == "nothing" or (stretch.kind == "list" and not stretch.items):
        return set_value(text, path, items, display_path)
    if stretch.kind != "list" or stretch.style == "flow":
        raise edit.refuse(stretch, "this is not a list of one item a line", "write it as one")
    new = list(map(_meaning_of, items))
    after = _changed(edit.before, path, lambda old: ("list", [*old[1], *new]))
    column = edit.column(stretch.start)
    lines = [line for one in items for line in _as_item(one, column)]
    return _proved(edit, stretch, _insert_line(edit, stretch, len(stretch.items), lines), after)


def insert_item(text: str, path: Path, index: int, data: Data, display_path: str = "") -> str:
    """Write a new item into the list at a path, before the item at `index` or at the end."""
    edit = _Edit(text, display_path)
    stretch = edit.find(path)
    data = _with_last_break(data)
    after = _changed(edit.before, path, lambda old: _inserted(old, index, data))
    if stretch.kind == "nothing" or (stretch.kind == "list" and not stretch.items):
        return set_value(text, path, [data], display_path)
    if stretch.kind != "list":
        raise edit.refuse(stretch, f"a {stretch.kind} is written here, not a list", "")
    index = min(index, len(stretch.items))
    if stretch.style == "flow":
        new = _insert_in_brackets(edit, stretch, path, index, data)
    else:
        new = _insert_line(edit, stretch, index, _as_item(data, edit.column(stretch.start)))
    return _proved(edit, stretch, new, after)


def _inserted(old: Data, index: int, data: Data) -> Data:
    items = list(old[1]) if old[0] == "list" else []
    items.insert(index, _meaning_of(data))
    return ("list", items)


def _insert_line(edit: _Edit, parent: Stretch, index: int, entry: list[str]) -> str:
    """The text with the lines of a new entry in a block, before entry `index` or at the end."""
    column = edit.column(parent.start)
    if index < len(parent.items):
        start = edit.entry_start(parent, index)
        if not edit.begins_line(start):  # the first entry, behind a dash on its line
            pad = "\n" + " " * column
            return edit.with_stretch(start, start, "\n".join(entry).lstrip() + pad)
        start = _behind_comments(edit, edit.line_start(start), column)
        return edit.with_stretch(start, start, "\n".join(entry) + "\n")
    end = edit.line_end(edit.entry_end(parent, len(parent.items) - 1))
    return edit.with_stretch(end, end, "\n" + "\n".join(entry))


def _behind_comments(edit: _Edit, start: int, column: int) -> int:
    """Where the comments begin that lead to the entry of a line: they stay with it."""
    while start > 0:
        previous = edit.line_start(start - 1)
        line = edit.text[previous : start - 1]
        if not (line.strip().startswith("#") and len(line) - len(line.lstrip(" ")) == column):
            break
        start = previous
    return start


def _insert_in_brackets(edit: _Edit, stretch: Stretch, path: Path, index: int, data: Data) -> str:
    """The text with a new item in a list in brackets. A long item turns it into lines."""
    written = _in_brackets(data)
    line = edit.line_end(stretch.start) - edit.line_start(stretch.start) + len(written)
    if (line > 100 or len(written) > 40) and not edit.is_in_flow(path):
        items = [edit.text[item.outset : item.end] for item in stretch.items]
        pad = "\n" + " " * (max(edit.indent_under(path), 0) + STEP)
        items.insert(index, _inline(data) if isinstance(data, str) else written)
        rest = edit.text[stretch.end : edit.line_end(stretch.end)].rstrip()
        begin = len(edit.text[: stretch.start].rstrip(" "))
        block = (rest and " " + rest.lstrip()) + "".join(f"{pad}- {item}" for item in items)
        if "#" not in edit.text[stretch.start : stretch.end]:
            return edit.with_stretch(begin, edit.line_end(stretch.end), block)
    if index < len(stretch.items):
        start = stretch.items[index].outset
        return edit.with_stretch(start, start, written + ", ")
    end = stretch.items[-1].end
    return edit.with_stretch(end, end, ", " + written)


def remove(text: str, path: Path, display_path: str = "") -> str:
    """Take out the item or the key at a path, with its value. Its comments stay."""
    edit = _Edit(text, display_path)
    edit.find(path)
    parent = edit.find(path[:-1])
    index = _index(parent, path[-1])
    after = _changed(edit.before, path[:-1], lambda old: _without(old, index))
    if len(parent.items) == 1:
        new = _emptied(edit, parent, path[:-1])
    elif parent.style == "flow":
        new = _cut_from_brackets(edit, parent, index)
    else:
        new = _cut_lines(edit, parent, index)
    return _proved(edit, parent, new, after)


def _without(old: Data, index: int) -> Data:
    return (old[0], [*old[1][:index], *old[1][index + 1 :]])


def _emptied(edit: _Edit, parent: Stretch, path: Path) -> str:
    """The text with `[]` or `{}` in place of a collection whose last entry goes."""
    brackets = "[]" if parent.kind == "list" else "{}"
    inside = _comments_within(edit, parent)
    if parent.style == "flow" or not path:
        return edit.with_stretch(parent.start, parent.end, brackets)
    begin = len(edit.text[: edit.line_start(parent.start)].rstrip("\n"))
    if not edit.begins_line(parent.start):
        return edit.with_stretch(parent.start, parent.end, brackets)
    above = edit.text[edit.line_start(begin) : begin]
    if " #" in above or above.strip().startswith("#") or inside:
        raise edit.refuse(
            parent, "the comments around the last entry would lose their place", "delete it by hand"
        )
    end = edit.line_end(parent.end)
    return edit.with_stretch(begin, end, f" {brackets}")


def _comments_within(edit: _Edit, stretch: Stretch) -> bool:
    """Whether there is a comment between the values of a collection."""
    text = list(edit.text[stretch.start : stretch.end])
    for _, one in stretch.walk():
        for part in (one, *one.keys) if one.kind in ("text", "map") else ():
            if part.kind == "text":
                begin, end = part.start - stretch.start, part.end - stretch.start
                if part.style in ("|", ">"):
                    begin = edit.line_end(part.start) - stretch.start
                text[begin:end] = "x" * (end - begin)
    return "#" in "".join(text)


def _cut_from_brackets(edit: _Edit, parent: Stretch, index: int) -> str:
    if index + 1 < len(parent.items):
        start, end = edit.entry_start(parent, index), edit.entry_start(parent, index + 1)
    else:
        start, end = edit.entry_end(parent, index - 1), edit.entry_end(parent, index)
    if "#" in edit.text[start:end] and "\n" in edit.text[start:end]:
        raise edit.refuse(start, "a comment would be lost with it", "take it out by hand")
    return edit.with_stretch(start, end, "")


def _cut_lines(edit: _Edit, parent: Stretch, index: int) -> str:
    """The text without the lines of an entry; a comment behind it gets a line of its own."""
    start, end = edit.entry_start(parent, index), edit.entry_end(parent, index)
    if not edit.begins_line(start):
        next_start = edit.entry_start(parent, index + 1)
        if "#" in edit.text[end:next_start]:
            raise edit.refuse(start, "a comment would be lost with it", "take it out by hand")
        return edit.with_stretch(start, next_start, "")
    if _comments_within(edit, parent.items[index]):
        raise edit.refuse(start, "a comment within it would be lost", "take it out by hand")
    begin, stop = edit.line_start(start), edit.line_end(end)
    comment = edit.text[end:stop].strip()
    if edit.text.startswith("\n", stop):
        stop += 1
    rest = " " * (start - begin) + comment + "\n" if comment else ""
    if stop == len(edit.text) and not edit.text.endswith("\n") and not rest:
        begin = max(0, begin - 1)
    return edit.with_stretch(begin, stop, rest)


def move_item(text: str, path: Path, index: int, to: int, display_path: str = "") -> str:
    """Move an item of the list at a path to another position, with the comments that lead to it."""
    edit = _Edit(text, display_path)
    parent = edit.find(path)
    if parent.kind != "list" or not (0 <= index < len(parent.items) > to >= 0):
        raise edit.refuse(parent, "there is no such item to move", "")
    if index == to:
        return text

    def moved(old: Data) -> Data:
        items = list(old[1])
        items.insert(to, items.pop(index))
        return (old[0], items)

    after = _changed(edit.before, path, moved)
    bounds = _entry_bounds(edit, parent)
    pieces = [edit.text[start:end] for start, end in bounds]
    pieces.insert(to, pieces.pop(index))
    new, at = "", 0
    for (start, end), piece in zip(bounds, pieces, strict=True):
        new += edit.text[at:start] + piece
        at = end
    return _proved(edit, parent, new + edit.text[at:], after)


def _entry_bounds(edit: _Edit, parent: Stretch) -> list[tuple[int, int]]:
    """Where each entry begins and ends, with what moves along: its comments, to the line's end."""
    column = edit.column(parent.start)
    bounds = []
    for index in range(len(parent.items)):
        start, end = edit.entry_start(parent, index), edit.entry_end(parent, index)
        if parent.style != "flow":
            end = edit.line_end(end)
            if edit.begins_line(start):
                start = _behind_comments(edit, edit.line_start(start), column) + 0
                start += column if edit.text[start : start + column].strip() == "" else 0
        bounds.append((start, end))
    return bounds


def rename_key(text: str, path: Path, new: str, display_path: str = "") -> str:
    """Give the key at a path another name."""
    edit = _Edit(text, display_path)
    parent = edit.find(path[:-1])
    index = _index(parent, path[-1])
    key = parent.keys[index]

    def renamed(old: Data) -> Data:
        pairs = list(old[1])
        pairs[index] = (new, pairs[index][1])
        return (old[0], pairs)

    after = _changed(edit.before, path[:-1], renamed)
    ways = [
        edit.with_stretch(key.start, key.end, written)
        for written in write_inline(new, key.style, flow=parent.style == "flow")
    ]
    proved = edit.prove(ways, after)
    if proved is None:
        raise edit.refuse(key, f"this key cannot be called `{new}` here", "change it by hand")
    return proved


def set_value(
    text: str, path: Path, data: Data, display_path: str = "", order: Sequence[str] = ()
) -> str:
    """Write any value at a path. A key that is missing is added, behind those that come before it
    in `order`, or at the end; so are the keys above it."""
    edit = _Edit(text, display_path)
    data = _with_last_break(data)
    depth = len(path)
    while depth and edit.top.find(path[:depth]) is None:
        depth -= 1
    if depth < len(path):
        for step in reversed(path[depth + 1 :]):
            data = {step: data}
        return _add_key(edit, path[:depth], str(path[depth]), data, order)
    stretch = edit.find(path)
    if isinstance(data, str) and stretch.kind in ("text", "nothing"):
        return set_text(text, path, data, display_path)
    if _meaning_of(data) == _meaning_at(edit.before, path):
        return text
    if stretch.kind in ("list", "map") and _comments_within(edit, stretch):
        raise edit.refuse(stretch, "comments among the values would be lost", "change it by hand")
    after = _changed(edit.before, path, lambda _: _meaning_of(data))
    return _proved(edit, stretch, _replaced(edit, stretch, path, data), after)


def _meaning_at(meaning: Data, path: Path) -> Data:
    for step in path:
        meaning = meaning[1][step] if isinstance(step, int) else dict(meaning[1])[step]
    return meaning


def _replaced(edit: _Edit, stretch: Stretch, path: Path, data: Data) -> str:
    """The text with another value in place of one: on the line of its key, or beneath it."""
    start, end = stretch.start, stretch.end
    begin = len(edit.text[:start].rstrip(" \n")) if path else start
    if edit.text[edit.line_start(begin) : begin].lstrip().startswith("#"):
        begin = start
    if edit.is_in_flow(path) or not data or isinstance(data, str):
        written = "" if data is None else _in_brackets(data)
        return edit.with_stretch(begin, end, f" {written}" if written and path else written)
    indent = edit.indent_under(path) + STEP
    rest = edit.text[end : edit.line_end(end)]
    lines = "".join(f"\n{line}" for line in _as_lines(data, indent))
    if not path:
        lines = lines.lstrip("\n")
    return edit.with_stretch(begin, edit.line_end(end), rest.rstrip() + lines)


def _add_key(edit: _Edit, path: Path, key: str, data: Data, order: Sequence[str]) -> str:
    """The text with a new key in the map at a path."""
    parent = edit.find(path)
    if parent.kind == "nothing":
        return set_value(edit.text, path, {key: data}, edit.display_path)
    if parent.kind != "map":
        raise edit.refuse(parent, f"a {parent.kind} is written here: it has no `{key}`", "")
    before = list(order[: order.index(key)]) if key in order else [one.value for one in parent.keys]
    index = max((n + 1 for n, one in enumerate(parent.keys) if one.value in before), default=0)

    def added(old: Data) -> Data:
        pairs = list(old[1])
        pairs.insert(index, (key, _meaning_of(data)))
        return ("map", pairs)

    after = _changed(edit.before, path, added)
    if not parent.items:
        new = _replaced(edit, parent, path, {key: data})
    elif parent.style == "flow":
        written = f"{_inline(key, flow=True)}: {_in_brackets(data)}"
        if index < len(parent.items):
            start = edit.entry_start(parent, index)
            new = edit.with_stretch(start, start, written + ", ")
        else:
            end = edit.entry_end(parent, index - 1)
            new = edit.with_stretch(end, end, ", " + written)
    else:
        new = _insert_line(edit, parent, index, _as_lines({key: data}, edit.column(parent.start)))
    return _proved(edit, parent, new, after)


def _proved(edit: _Edit, where: Stretch, new: str, after: Data) -> str:
    proved = edit.prove([new, new + "\n"], after)
    if proved is None:
        raise edit.refuse(
            where,
            "this change cannot be written here so that the file still says the same elsewhere",
            "change it in the file itself",
        )
    return proved


# New values as YAML


def _with_last_break(data: Data) -> Data:
    """The same value, with each text of several lines ended by one line break, as a block ends."""
    if isinstance(data, dict):
        return {key: _with_last_break(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_with_last_break(value) for value in data]
    several = isinstance(data, str) and "\n" in data.strip("\n")
    return data.rstrip("\n") + "\n" if several else data


def _inline(value: str, *, flow: bool = False) -> str:
    return next(write_inline(value, "", flow=flow))


def _in_brackets(data: Data) -> str:
    """A value on one line, within brackets if it is a list or a map."""
    if isinstance(data, dict):
        return (
            "{"
            + ", ".join(f"{_inline(k, flow=True)}: {_in_brackets(v)}" for k, v in data.items())
            + "}"
        )
    if isinstance(data, list | tuple):
        return "[" + ", ".join(_in_brackets(item) for item in data) + "]"
    return "" if data is None else _inline(data, flow=True)


def _as_lines(data: Data, indent: int) -> list[str]:
    """A list or a map as lines, indented."""
    if isinstance(data, dict):
        return [
            line for key, value in data.items() for line in _as_entry(_inline(key), value, indent)
        ]
    return [line for item in data for line in _as_item(item, indent)]


def _as_entry(key: str, value: Data, indent: int) -> list[str]:
    pad = " " * indent
    if isinstance(value, str) and "\n" in value.strip("\n"):
        return [f"{pad}{key}: {write_block(value, '|', indent + STEP)}"]
    if isinstance(value, dict | list | tuple) and value:
        return [f"{pad}{key}:", *_as_lines(value, indent + STEP)]
    written = _in_brackets(value) if not isinstance(value, str) else _inline(value)
    return [f"{pad}{key}: {written}".rstrip()]


def _as_item(data: Data, indent: int) -> list[str]:
    pad = " " * indent
    if isinstance(data, dict) and data:
        lines = _as_lines(data, indent + STEP)
        return [f"{pad}- {lines[0].lstrip()}", *lines[1:]]
    if isinstance(data, str) and "\n" in data.strip("\n"):
        return [f"{pad}- {write_block(data, '|', indent + STEP)}"]
    return [f"{pad}- {_in_brackets(data) if not isinstance(data, str) else _inline(data)}".rstrip()]


# A stretch of a line


def replace_stretch(text: str, place: Place, new: str, *, yaml: bool = True) -> str:
    """Write something else in place of a stretch of one line: of a text, or a whole key.

    Each further line of what is written gets the indentation of the line. In YAML exactly one value
    or key must differ afterwards, by exactly this stretch. Other files are plain text.
    """
    lines = text.split("\n")
    line = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
    old = line[place.column - 1 : place.end - 1]
    indent = line[: len(line) - len(line.lstrip(" "))]
    written = new.replace("\n", f"\n{indent}")
    lines[place.line - 1] = line[: place.column - 1] + written + line[place.end - 1 :]
    changed = "\n".join(lines)
    if yaml and not _differs_only_by(
        read_meaning(text, place.path), _try_meaning(changed, place.path), old, new
    ):
        start = sum(len(one) + 1 for one in text.split("\n")[: place.line - 1]) + place.column - 1
        message = "this cannot be changed here so that the file still says the same elsewhere"
        raise InputError(
            refused_at(text, start, place.path, message, "change it in the file itself")
        )
    return changed


def _try_meaning(text: str, display_path: str) -> Data:
    try:
        return read_meaning(text, display_path)
    except InputError:
        return None


def _differs_only_by(before: Data, after: Data, old: str, new: str) -> bool:
    """Whether two meanings differ in one text or key, by one stretch of it."""
    pairs = list(_list_differences(before, after))
    if len(pairs) != 1:
        return False
    was, now = pairs[0]
    if not isinstance(was, str) or not isinstance(now, str):
        return False
    starts = (n for n in range(len(was) + 1) if was.startswith(old, n))
    return any(was[:n] + new + was[n + len(old) :] == now for n in starts)


def _list_differences(before: Data, after: Data) -> Iterator[tuple[Data, Data]]:
    """Each pair of keys, texts or other values that differ."""
    if before == after:
        return
    same_kind = isinstance(after, tuple) and before[0] == after[0]
    if same_kind and before[0] in ("list", "map") and len(before[1]) == len(after[1]):
        for one, other in zip(before[1], after[1], strict=True):
            if before[0] == "map":
                if one[0] != other[0]:
                    yield one[0], other[0]
                one, other = one[1], other[1]
            yield from _list_differences(one, other)
    elif same_kind and before[0] == "text":
        yield before[1], after[1]
    else:
        yield before, after
