"""Random changes to real files: `python -m tests.support.random_edits 20000`.

Each change is made by `reportgen.editing` and judged here by other means: the new text is read by
PyYAML's own composer, which knows nothing of `editing`, and compared value by value.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path

import yaml

from reportgen.editing.edits import insert_item, move_item, remove, set_text
from reportgen.editing.tree import Path as ValuePath
from reportgen.editing.tree import Stretch, read_stretches
from reportgen.problems import InputError

VALUES = (
    "Good",
    "63%",
    "31 of 51",
    "Leaders are visible, approachable and trusted",
    "Region #4 and the Humber",
    "a colon: here",
    "it's said “so” and 'so'",
    'with "double" quotes and a \\ sign',
    "- not a list",
    "# not a comment",
    "*not an alias* &nor an anchor",
    "{pct:2.2.3} of cases, [link](https://example.org)",
    "yes",
    "null",
    "~",
    "1.10",
    "",
    "  leading space",
    "trailing space ",
    "first\nsecond",
    "first\n\nsecond paragraph\n",
    "### Heading\n\n- one\n- two\n\n  more\n\n| a | b |\n| - | - |\n| 1 | 2 |\n",
    " indented first\nthen not",
    "tab\tinside",
    "ŵ é 𝒳 emoji 🙂",
    "?",
    "x: y\nz: w",
    "---",
    "long " * 60 + "end",
    "%TAG",
    "@at",
    "`code`",
    "key:",
    "a #b",
    "a# b",
)


class Composed(yaml.CSafeLoader):
    """PyYAML's composer without its types: every plain value is a text."""

    def resolve(self, kind: type, value: object, implicit: object) -> str:
        return "text"


def compose(text: str) -> object:
    """What a text means, by PyYAML alone."""
    return _plain(Composed(text).get_single_node())


def _plain(node: yaml.Node | None) -> object:
    if isinstance(node, yaml.MappingNode):
        return {"map": [(key.value, _plain(value)) for key, value in node.value]}
    if isinstance(node, yaml.SequenceNode):
        return {"list": [_plain(item) for item in node.value]}
    assert node is not None
    return None if not node.style and node.value in ("", "~") else node.value


def find(meaning: object, path: ValuePath) -> object:
    for step in path:
        assert isinstance(meaning, dict)
        meaning = meaning["list"][step] if isinstance(step, int) else dict(meaning["map"])[step]
    return meaning


def without(meaning: object, path: ValuePath) -> object:
    """The meaning with a mark in place of the value at a path."""
    if not path:
        return "the changed value"
    assert isinstance(meaning, dict)
    if isinstance(path[0], int):
        items = list(meaning["list"])
        items[path[0]] = without(items[path[0]], path[1:])
        return {"list": items}
    return {
        "map": [
            (key, without(value, path[1:]) if key == path[0] else value)
            for key, value in meaning["map"]
        ]
    }


def change(text: str, choice: random.Random) -> str:
    """One random change, checked. Returns what became of it: `written`, `same` or `refused`."""
    top = read_stretches(text)
    places = [(path, stretch) for path, stretch in top.walk() if path]
    path, stretch = choice.choice(places)
    before = compose(text)
    try:
        if stretch.kind in ("text", "nothing"):
            return _change_text(text, path, before, choice.choice(VALUES))
        if stretch.kind == "list":
            return _change_list(text, path, stretch, before, choice)
        return _remove(text, path, before)
    except InputError as refused:
        assert refused.problems[0].message
        assert refused.problems[0].code == "edit-refused"
        return f"refused ({refused.problems[0].message})"


def _change_text(text: str, path: ValuePath, before: object, value: str) -> str:
    new = set_text(text, path, value)
    after = compose(new)
    assert without(after, path) == without(before, path), "another value changed"
    read = find(after, path)
    assert (
        read == value
        or str(read).rstrip("\n") == value.rstrip("\n")
        or (read is None and not value)
    )
    return "same" if new == text else "written"


def _change_list(
    text: str, path: ValuePath, stretch: Stretch, before: object, choice: random.Random
) -> str:
    items = find(before, path)
    assert isinstance(items, dict)
    expected = list(items["list"])
    what = choice.randrange(3)
    if what == 0:
        value, index = choice.choice(VALUES), choice.randint(0, len(expected))
        new = insert_item(text, path, index, value)
        expected.insert(index, value)
    elif what == 1 and expected:
        index = choice.randrange(len(expected))
        new = remove(text, (*path, index))
        expected.pop(index)
    elif len(expected) > 1:
        index, to = choice.randrange(len(expected)), choice.randrange(len(expected))
        new = move_item(text, path, index, to)
        expected.insert(to, expected.pop(index))
    else:
        return "same"
    after = compose(new)
    assert without(after, path) == without(before, path), "another value changed"
    read = find(after, path)
    assert isinstance(read, dict)
    assert [_bare(one) for one in read["list"]] == [_bare(one) for one in expected]
    return "written"


def _remove(text: str, path: ValuePath, before: object) -> str:
    after = compose(remove(text, path))
    expected = without(before, path)
    above = find(expected, path[:-1])
    assert isinstance(above, dict)
    for entries in above.values():
        index = (
            path[-1] if isinstance(path[-1], int) else [key for key, _ in entries].index(path[-1])
        )
        del entries[index]
    assert find(after, path[:-1]) == above
    if path[:-1]:
        assert without(after, path[:-1]) == without(before, path[:-1]), "another value changed"
    return "removed"


def _bare(value: object) -> object:
    return value.rstrip("\n") if isinstance(value, str) else value


def main(count: int) -> None:
    root = Path(__file__).resolve().parents[2]
    files = [
        *(root / "inspections").rglob("*.yaml"),
        *(root / "methodologies").glob("*.yaml"),
        *(root / "reportgen" / "methodologies").glob("*.yaml"),
    ]
    texts = [path.read_text("utf-8") for path in files]
    results: Counter[str] = Counter()
    for number in range(count):
        choice = random.Random(number)
        try:
            results[change(choice.choice(texts), choice)] += 1
        except Exception as wrong:
            print(f"change {number}: {type(wrong).__name__}: {wrong}")
            results["failed"] += 1
    print(f"{count:,} changes: " + ", ".join(f"{n:,} {what}" for what, n in results.items()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
