"""The columns of a table, changed with the cells under them."""

from __future__ import annotations

from itertools import permutations

import pytest

from reportgen.editing.tree import read_stretches
from reportgen.problems import InputError
from reportgen.writing.changes import Change, apply_change, read_data

PATH = ("tables", "staff", "columns")
TITLES = ["Measure", "North", "South", "Service"]
TEXT = """\
tables:
  staff:  # who works there
    columns: [Measure, {title: North}, South, Service]
    rows:
      - [Staff in post, "14", '11', 25]
      - - Caseload  # an average
        - 36
        - 41
        - "{figure:caseload}"
      - [Vacant, 2]
"""
CELLS = {
    "Measure": ["Staff in post", "Caseload", "Vacant"],
    "North": ["14", "36", "2"],
    "South": ["11", "41", ""],
    "Service": ["25", "{figure:caseload}", ""],
}
"""Each heading with the cells under it."""


def read_columns(text: str) -> dict[str, list[str]]:
    """Each heading of the table with the cells under it."""
    table = read_data(read_stretches(text).find(PATH[:2]))
    titles = [one if isinstance(one, str) else one["title"] for one in table["columns"]]
    width = len(titles)
    rows = [[*row, *[""] * (width - len(row))] for row in table["rows"]]
    assert all(len(row) == width for row in rows)
    return {title: [row[at] for row in rows] for at, title in enumerate(titles)}


def set_titles(*titles: str) -> str:
    was = read_data(read_stretches(TEXT).find(PATH))
    change = Change(file="f", path=PATH, action="set", value=list(titles), was=was)
    return apply_change(TEXT, change)


def test_cells_follow_their_column_in_every_order() -> None:
    for order in permutations(TITLES):
        text = set_titles(*order)
        assert list(read_columns(text)) == list(order)
        assert read_columns(text) == CELLS
        assert "# an average" in text
        assert "# who works there" in text


def test_a_new_column_is_empty_and_moves_no_figure() -> None:
    columns = read_columns(set_titles("Measure", "North", "East", "South", "Service"))
    assert columns.pop("East") == ["", "", ""]
    assert columns == CELLS


def test_a_column_that_is_taken_out_takes_its_cells() -> None:
    columns = read_columns(set_titles("Measure", "South", "Service"))
    assert columns == {title: cells for title, cells in CELLS.items() if title != "North"}


def test_a_column_with_another_name_keeps_its_cells_and_its_style() -> None:
    text = set_titles("Measure", "The north", "South", "Service")
    assert text == TEXT.replace("title: North", "title: The north")


def test_names_and_columns_that_change_at_once_are_refused_in_words() -> None:
    with pytest.raises(InputError) as refused:
        set_titles("Measure", "East", "Service")
    assert "it is not clear which columns" in refused.value.problems[0].message


def test_one_column_is_moved_added_and_taken_out_with_its_cells() -> None:
    def act(text: str, action: str, *, at: int | None = None, to: int = 0) -> str:
        path = PATH if at is None else (*PATH, at)
        was = read_data(read_stretches(text).find(path)) if at is not None else None
        value = "East" if action == "insert" else None
        change = Change(file="f", path=path, action=action, was=was, value=value, to=to)
        return apply_change(text, change)

    moved = act(TEXT, "move", at=1, to=1)
    assert list(read_columns(moved)) == ["Measure", "South", "North", "Service"]
    assert read_columns(moved) == CELLS
    assert read_columns(act(TEXT, "insert", to=2)) == {**CELLS, "East": ["", "", ""]}
    gone = read_columns(act(TEXT, "remove", at=3))
    assert gone == {title: cells for title, cells in CELLS.items() if title != "Service"}
