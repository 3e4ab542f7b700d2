"""The house: which room may know which, and whether the map of it is true."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from benchmarks.house import (
    find_circles,
    find_classes,
    find_functions,
    find_records,
    imported,
    read_imports,
)
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
    {"brand"},
    {"editing"},
    {"reading"},
    {"languages"},
    {"util"},
    {"problems"},
)
"""The rooms from the top down. A room may import from the floors below its own, and from itself:
rooms on one floor do not know one another."""

FORMATS = {"html", "pdf", "workbook", "json"}
"""The rooms within `render`, which do not know one another either."""

PUBLIC = {"reportgen", "reportgen.__main__"}
"""The door: it may lead anywhere, and nothing inside imports from it but the version."""

MAX_LINES = 60
"""The lines of a function."""
MAX_ATTRIBUTES = 12
"""What a class keeps: the attributes that its methods set, or the fields that it declares."""

LARGE_RECORDS = {
    "the keys of the inspection file": {"model.Inspection", "model.Finding"},
    "the keys of the methodology file": {"model.Methodology", "model.Standard", "model.Words"},
    "the keys of an entry in the record": {"entries.Entry"},
    "the keys of a comment, as they are read": {"comment_file.Comment"},
    "the keys of a comment, before they are written": {"merging.NewComment", "points.Point"},
    "what a template may print, by its name there": {
        "report.Report",
        "view.PartView",
        "view.DomainView",
        "view.StandardView",
    },
    "the columns of the published data": {"publication.Publication", "publication.RatingFact"},
    "what `ratings --json` prints": {"results.Ratings"},
    "the properties of a style in Word": {"styles.ParagraphStyle"},
}
"""The records that may have more fields, because something outside has as many; by the reason."""


@cache
def modules() -> dict[str, set[str]]:
    """Every module, with those of ours that it imports when it runs, wherever the import is."""
    return read_imports(REPOSITORY, trees())


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


@cache
def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")}


def test_functions_are_short() -> None:
    assert {name: n for n, name in find_functions(trees()) if n > MAX_LINES} == {}


def test_classes_keep_few_attributes() -> None:
    assert {name: n for n, name in find_classes(trees()) if n > MAX_ATTRIBUTES} == {}


def test_only_records_that_mirror_something_outside_are_large() -> None:
    large = {name for count, name in find_records(trees()) if count > MAX_ATTRIBUTES}
    assert large == set.union(*LARGE_RECORDS.values())


def test_few_files_lie_outside_the_rooms() -> None:
    assert len(list(PACKAGE.glob("*.py"))) <= 5


def test_the_map_names_every_room_and_only_what_exists() -> None:
    page = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name[0] not in "._"}
    assert {name for name in rooms if f"{name}/" not in page} == set()
    for word in {word.strip("`,:;?()|") for word in page.split()}:
        if word.startswith(("reportgen/", "templates/", "tests/", "docs/")) and "*" not in word:
            assert (REPOSITORY / word).exists(), word
