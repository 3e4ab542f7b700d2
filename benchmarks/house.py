"""Measures the code itself: `python -m benchmarks.house [CHECKOUT]`.

Prints how many modules lie in the top folder, how long lines and functions are, how many attributes
classes have, and how the imports run. Any checkout of any age can be measured.
"""

from __future__ import annotations

import ast
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

WIDTH = 100


def measure(checkout: Path) -> list[tuple[str, str]]:
    """Each figure of a checkout, by name."""
    paths = sorted((checkout / "reportgen").rglob("*.py"))
    texts = {path: path.read_text("utf-8") for path in paths}
    trees = {path: ast.parse(text) for path, text in texts.items()}
    lines = [line for text in texts.values() for line in text.splitlines()]
    functions = sorted(find_functions(trees))
    classes = sorted(find_classes(trees), reverse=True)
    records = sorted(find_records(trees), reverse=True)
    graph = read_imports(checkout, trees)
    lengths = [length for length, _ in functions]
    long_lines = sum(len(line) > WIDTH for line in lines)
    return [
        ("modules in the top folder", str(len(list((checkout / "reportgen").glob("*.py"))))),
        ("modules", str(len(paths))),
        ("lines", f"{len(lines):,}"),
        (f"lines over {WIDTH} columns", f"{long_lines} ({long_lines / len(lines):.1%})"),
        ("median function, in lines", f"{statistics.median(lengths):.0f}"),
        ("90th percentile", str(lengths[int(len(lengths) * 0.9)])),
        ("longest function", "{} ({})".format(*functions[-1])),
        ("most attributes in a class", "{} ({})".format(*classes[0])),
        ("classes with more than 10", str(sum(count > 10 for count, _ in classes))),
        ("most fields in a record", "{} ({})".format(*records[0])),
        ("records with more than 12", str(sum(count > 12 for count, _ in records))),
        ("imports between modules", str(sum(len(known) for known in graph.values()))),
        ("imports between rooms", str(len(join_rooms(graph)))),
        ("circles", str(len(find_circles(graph)))),
    ]


def find_functions(trees: dict[Path, ast.Module]) -> Iterator[tuple[int, str]]:
    """The length and the name of each function."""
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield (node.end_lineno or 0) - node.lineno + 1, f"{path.stem}.{node.name}"


def find_classes(trees: dict[Path, ast.Module]) -> Iterator[tuple[int, str]]:
    """How many attributes each class with behaviour keeps: those that its methods set on `self`."""
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                names = {
                    target.attr
                    for inner in ast.walk(node)
                    if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store)
                    for target in [inner]
                    if isinstance(target.value, ast.Name) and target.value.id == "self"
                }
                yield len(names), f"{path.stem}.{node.name}"


def find_records(trees: dict[Path, ast.Module]) -> Iterator[tuple[int, str]]:
    """How many fields each class declares in its body, those of its bases left out."""
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                count = sum(isinstance(inner, ast.AnnAssign) for inner in node.body)
                yield count, f"{path.stem}.{node.name}"


def read_imports(checkout: Path, trees: dict[Path, ast.Module]) -> dict[str, set[str]]:
    """Which modules each module imports, inside functions too, those for type checkers left out."""
    names = {name_of(checkout, path): tree for path, tree in trees.items()}
    return {
        name: {found for found in imported(tree) if found in names and found != name}
        for name, tree in names.items()
    }


def name_of(checkout: Path, path: Path) -> str:
    """`reportgen.render.pdf.writer`."""
    parts = path.relative_to(checkout).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def imported(tree: ast.AST) -> Iterator[str]:
    """The names that a module imports, those for type checkers left out."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        yield from imported(node)


def find_circles(graph: dict[str, set[str]]) -> set[frozenset[str]]:
    """The groups of modules that all lead to one another."""
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


def join_rooms(graph: dict[str, set[str]]) -> set[tuple[str, str]]:
    """The pairs of rooms of which one imports the other. A module of the top folder is a room."""
    pairs = {
        (name.split(".")[1], other.split(".")[1])
        for name, known in graph.items()
        for other in known
        if "." in name and "." in other
    }
    return {(here, there) for here, there in pairs if here != there}


if __name__ == "__main__":
    for name, value in measure(Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()):
        print(f"{name:28} {value}")
