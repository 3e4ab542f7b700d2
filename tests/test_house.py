"""The house: which module may know which."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import REPOSITORY

PACKAGE = REPOSITORY / "reportgen"

ONE_ROOM = {
    frozenset(
        {"reportgen.prose.prose", "reportgen.prose.reader", "reportgen.prose.html"}
    ): "prose.py is the door to how it is read and how it is set",
    frozenset(
        {"reportgen.report.report", "reportgen.report.builder"}
    ): "report.py is the door to how it is joined",
}
"""Modules that know one another, and why."""


def modules() -> dict[str, set[str]]:
    """Every module, and those of ours that it imports when it runs, wherever the import stands."""
    names = {
        ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__"): path
        for path in PACKAGE.rglob("*.py")
    }
    return {
        name: {
            found
            for found in imported(ast.parse(path.read_text("utf-8")))
            if found in names and found != name
        }
        for name, path in names.items()
    }


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        if (
            isinstance(node, ast.If)
            and isinstance(node.test, ast.Name)
            and node.test.id == "TYPE_CHECKING"
        ):
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        yield from imported(node)


def circles(graph: dict[str, set[str]]) -> set[frozenset[str]]:
    """The groups of modules of which each leads to each other."""
    reach = {name: set(known) for name, known in graph.items()}
    for through in graph:
        for known in reach.values():
            if through in known:
                known |= reach[through]
    return {
        frozenset(other for other in known if name in reach[other])
        for name, known in reach.items()
        if name in known
    }


def test_circles_are_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": set()}) == {
        frozenset("abc")
    }


def test_no_module_imports_from_a_floor_above() -> None:
    assert circles(modules()) == set(ONE_ROOM)


def test_the_map_names_what_is_there() -> None:
    said = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
    for word in {word.strip("`,:()|") for word in said.split()}:
        if word.endswith(".py"):
            assert (PACKAGE / Path(word).name).exists() or (REPOSITORY / word).exists(), word
