"""The house: which room may know which, and whether the map of it is true."""

from __future__ import annotations

import ast

from benchmarks.house import find_circles, imported, read_imports
from tests.conftest import REPOSITORY

PACKAGE = REPOSITORY / "reportgen"

FLOORS = (
    {"cli"},
    {"writing"},
    {"preview"},
    {"site"},
    {"opendata"},
    {"catalogue"},
    {"drafts"},
    {"lifecycle", "fact_check"},
    {"redline", "plan"},
    {"api"},
    {"building", "authoring", "proving"},
    {"render", "checks", "word"},
    {"report"},
    {"dossier", "prose"},
    {"earlier"},
    {"project", "cases", "ratings", "record", "comments"},
    {"inspection"},
    {"methodology", "settings"},
    {"editing"},
    {"reading"},
    {"util"},
    {"problems"},
)
"""The rooms from the top down. A room may import from the floors below its own, and from itself:
rooms on one floor do not know one another."""

FORMATS = {"html", "pdf", "workbook", "json"}
"""The rooms within `render`, which do not know one another either."""

PUBLIC = {"reportgen", "reportgen.__main__"}
"""The door: it may lead anywhere, and nothing inside imports from it but the version."""


def modules() -> dict[str, set[str]]:
    """Every module, with those of ours that it imports when it runs, wherever the import is."""
    paths = PACKAGE.rglob("*.py")
    return read_imports(REPOSITORY, {path: ast.parse(path.read_text("utf-8")) for path in paths})


def room(module: str) -> str:
    """The room of a module: `reportgen.render.pdf.writer` is in `render`."""
    return module.split(".")[1]


def climbs(graph: dict[str, set[str]], floors: tuple[set[str], ...] = FLOORS) -> set[str]:
    """Every import that runs upward or sideways."""
    floor = {name: number for number, names in enumerate(floors) for name in names}
    found = set()
    for name, known in graph.items():
        for other in known - PUBLIC if name not in PUBLIC else ():
            here, there = room(name), room(other)
            if (here != there and floor[here] >= floor[there]) or between_formats(name, other):
                found.add(f"{name} imports {other}")
    return found


def between_formats(name: str, other: str) -> bool:
    """Whether one output format imports another."""
    here, there = name.split(".")[1:3], other.split(".")[1:3]
    return here[0] == there[0] == "render" and here != there and {here[-1], there[-1]} <= FORMATS


def test_circles_are_found() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": set()}
    assert find_circles(graph) == {frozenset("abc")}


def test_an_import_that_climbs_is_found() -> None:
    graph = {
        "reportgen.util.text": {"reportgen.problems", "reportgen.reading.fields"},
        "reportgen.render.pdf.writer": {"reportgen.render.html.page", "reportgen.util.text"},
        "reportgen.cases.reader": {"reportgen.ratings.calculator"},
    }
    assert climbs(graph) == {
        "reportgen.util.text imports reportgen.reading.fields",
        "reportgen.render.pdf.writer imports reportgen.render.html.page",
        "reportgen.cases.reader imports reportgen.ratings.calculator",
    }


def test_imports_for_type_checkers_do_not_count_and_those_in_functions_do() -> None:
    text = "if TYPE_CHECKING:\n    import a\ndef f():\n    from b import c\n"
    assert list(imported(ast.parse(text))) == ["b", "b.c"]


def test_no_module_imports_from_a_floor_above() -> None:
    assert climbs(modules()) == set()


def test_there_is_no_circle() -> None:
    assert find_circles(modules()) == set()


def test_every_room_has_its_floor() -> None:
    assert {room(name) for name in modules() if name not in PUBLIC} == set.union(*FLOORS)


def test_few_files_lie_outside_the_rooms() -> None:
    assert len(list(PACKAGE.glob("*.py"))) <= 5


def test_the_map_names_every_room_and_only_what_exists() -> None:
    page = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name[0] not in "._"}
    assert {name for name in rooms if f"{name}/" not in page} == set()
    for word in {word.strip("`,:;?()|") for word in page.split()}:
        if word.startswith(("reportgen/", "templates/", "tests/", "docs/")) and "*" not in word:
            assert (REPOSITORY / word).exists(), word
