"""Random changes as the page asks for them: `python -m tests.support.random_writes 20000`.

Each change is made by `reportgen.writing` and judged by other means: PyYAML's own composer reads
the new text, and every value but the changed one must be as it was; within a Markdown text, every
other block must be.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path

from reportgen.editing.tree import Path as ValuePath
from reportgen.editing.tree import read_stretches
from reportgen.problems import InputError
from reportgen.writing.blocks import Block, list_blocks, list_siblings, read_block
from reportgen.writing.changes import Change, apply_change, read_data
from tests.support.random_edits import VALUES, compose, find, without

BLOCKS = (
    "One paragraph.",
    "Two lines\nof one paragraph.",
    "First.\n\nSecond.",
    "- a bullet\n- another",
    "### A heading",
    "Only {pct:2.2.3} of cases, “quoted” [link](https://example.org).",
    "| a | b |\n| - | - |\n| 1 | 2 |",
    "ŵ é 𝒳 🙂 **bold** *and* `code`",
    "a: b # c",
    "'single' and \"double\"",
    "long " * 60 + "end",
)


def list_example_texts() -> list[tuple[str, bool]]:
    """The text of each example file, and whether it is YAML."""
    root = Path(__file__).resolve().parents[2] / "inspections"
    yaml = [(path.read_text("utf-8"), True) for path in sorted(root.rglob("*.yaml"))]
    return [*yaml, *((path.read_text("utf-8"), False) for path in sorted(root.rglob("*.md")))]


def write(text: str, is_yaml: bool, choice: random.Random) -> str:
    """One random change, checked. Returns what became of it."""
    if not is_yaml:
        return _write_block(text, text, (), choice)
    texts = [
        (path, stretch)
        for path, stretch in read_stretches(text).walk()
        if path and stretch.kind in ("text", "nothing")
    ]
    path, stretch = choice.choice(texts)
    if "\n\n" in stretch.value or choice.random() < 0.3:
        return _write_block(text, stretch.value, path, choice)
    return _write_value(text, path, choice)


def _write_value(text: str, path: ValuePath, choice: random.Random) -> str:
    was, value = read_data(read_stretches(text).find(path)), choice.choice(VALUES)
    change = Change(file="x.yaml", path=path, action="set", was=was, value=value)
    try:
        new = apply_change(text, change)
    except InputError as refused:
        return f"refused ({refused.problems[0].message})"
    before, after = compose(text), compose(new)
    if not value.strip() and (isinstance(path[-1], int) or not _has(after, path)):
        above = find(before, path[:-1])
        assert without(after, path[:-1]) == without(before, path[:-1]), "another value changed"
        assert _count(find(after, path[:-1])) == _count(above) - 1
        return "removed"
    assert without(after, path) == without(before, path), "another value changed"
    read = find(after, path)
    assert str(read or "").strip() == value.strip() or not value.strip()
    return "value written"


def _write_block(text: str, words: str, path: ValuePath, choice: random.Random) -> str:
    blocks = list_blocks(words)
    if not blocks:
        return "no block"
    block, new = choice.choice(blocks), choice.choice(BLOCKS)
    action = choice.choice(("set", "insert", "remove", "move"))
    if action == "move" and block.kind != "bullet":
        action = "set"
    change = Change(
        file="x.yaml",
        path=path,
        action=action,
        was=read_block(words, block),
        value=new,
        lines=(block.start, block.end),
        to=choice.choice((-1, 1)),
    )
    try:
        written = apply_change(text, change)
    except InputError as refused:
        return f"refused ({refused.problems[0].message})"
    result = written
    if path:
        before, after = compose(text), compose(written)
        if isinstance(path[-1], int) and find(before, path[:-1]) != find(after, path[:-1]):
            pass  # the text itself is the item
        assert without(after, path) == without(before, path), "another value changed"
        result = str(find(after, path) or "")
    _compare_blocks(words, result, block, change)
    return f"block: {action}"


def _compare_blocks(before: str, after: str, block: Block, change: Change) -> None:
    """Every line outside the changed block must be as it was, and in its place."""
    old, new = before.rstrip("\n").split("\n"), after.rstrip("\n").split("\n")
    if change.action == "move":
        siblings = list_siblings(before, block)
        first, last = siblings[0].start, max(one.end for one in siblings)
        assert new[:first] == old[:first]
        assert _filled(new[last:]) == _filled(old[last:])
        assert _words(new) == _words(old)
        return
    head = old[: block.start] if change.action != "insert" else old[: block.end]
    tail = _filled(old[block.end :])
    assert _filled(new[: len(head)]) == _filled(head)
    assert _filled(new)[-len(tail) :] == tail or not tail
    if change.action in ("set", "insert"):
        expected = _words(str(change.value).split("\n"))
        middle = _filled(new)[len(_filled(head)) : len(_filled(new)) - len(tail)]
        new_words = _words(middle)
        assert all(word in new_words for word in expected), "the new words are not all there"


def _has(meaning: object, path: ValuePath) -> bool:
    try:
        find(meaning, path)
    except (KeyError, IndexError):
        return False
    return True


def _count(collection: object) -> int:
    assert isinstance(collection, dict)
    return sum(len(entries) for entries in collection.values())


def _filled(lines: list[str]) -> list[str]:
    return [line for line in lines if line.strip()]


def _words(lines: list[str]) -> list[str]:
    return sorted(" ".join(lines).split())


def run(count: int) -> Counter[str]:
    """So many random changes to the examples; what became of them."""
    texts, results = list_example_texts(), Counter[str]()
    for number in range(count):
        choice = random.Random(number)
        text, is_yaml = choice.choice(texts)
        try:
            results[write(text, is_yaml, choice)] += 1
        except Exception as wrong:
            print(f"change {number}: {type(wrong).__name__}: {wrong}")
            results["failed"] += 1
    return results


if __name__ == "__main__":
    for what, times in run(int(sys.argv[1]) if len(sys.argv) > 1 else 1000).most_common():
        print(f"{times:6,} {what}")
