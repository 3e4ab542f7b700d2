"""Which values a form has, for what is written at a place of the page and for what is still to
come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.writing import FILE, INSPECTION, WritingServer, write_project

MORE = """\
lead_inspector: A Name
chief_inspector: {name: Another, title: Chief Inspector}
sample: {community: 40, post_release: 12}
tables:
  workload:
    title: Caseload
    columns: [Measure, {title: Value, align: right}]
    rows:
      - [Average caseload, 39]
      - [Staff, 14]
publication:
  address: [One Street, A Town]
sections:
  - {title: Feedback, in: 1, text: Some words.}
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WritingServer]:
    root = tmp_path_factory.mktemp("forms")
    file = write_project(root)
    file.write_text(INSPECTION.replace("figures: {}\n", "figures: {}\n" + MORE), "utf-8")
    server = WritingServer(root)
    yield server
    server.close()


def line_of(words: str) -> tuple[int, int]:
    """The line and column at which some words of the file begin."""
    text = INSPECTION.replace("figures: {}\n", "figures: {}\n" + MORE)
    before = text[: text.index(words)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def open_at(server: WritingServer, words: str) -> dict[str, Any]:
    line, column = line_of(words)
    status, form = server.ask("open", file=FILE, line=line, column=column)
    assert status == 200
    return form


def open_path(server: WritingServer, *path: object) -> dict[str, Any]:
    status, form = server.ask("open", path=list(path))
    assert status == 200
    return form


def values(form: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(field["label"], field["kind"], field["value"]) for field in form["fields"]]


@pytest.mark.parametrize(
    ("words", "expected", "item"),
    [
        ("The second", [("Paragraph", "markdown", "The second paragraph.")], ("paragraph", 1, 4)),
        ("- another", [("Bullet", "markdown", "another bullet")], ("bullet", 1, 2)),
        ("Recruit", [("Recommendation 2", "markdown", "Recruit")], ("recommendation", 1, 2)),
        ("Staff are", [("Strength 2", "markdown", "Staff are heard")], ("strength", 1, 2)),
        ("Feedback", None, ("section", 0, 1)),
        ("39", [("Measure", "line", "Average caseload"), ("Value", "line", "39")], ("row", 0, 2)),
    ],
)
def test_a_click_opens_what_is_written_there(
    server: WritingServer,
    words: str,
    expected: list[tuple[str, str, str]] | None,
    item: tuple[str, int, int],
) -> None:
    form = open_at(server, words)
    if expected is not None:
        assert values(form) == expected
    of = form["item"]
    assert (of["word"], of["index"], of["count"]) == item


def test_what_the_whole_report_lacks_opens_the_facts_of_its_cover(server: WritingServer) -> None:
    labels = [field["label"] for field in open_at(server, "methodology:")["fields"]]
    assert "Date of publication" in labels
    assert "Methodology" not in labels


@pytest.mark.parametrize(
    ("path", "labels"),
    [
        (["title"], ["Title", "Subtitle", "Region", "Date of publication", "Fieldwork", "Notice"]),
        (["findings", "1.1", "rating"], ["Rating", "Reason", "Why it has no rating"]),
        (
            ["findings", "2.1", "adjusted"],
            ["Adjusted rating", "Reason for the adjustment", "Why it has no rating"],
        ),
        (["findings", "2.1", "results", "2.1.2a"], ["2.1.2", "2.1.2a", "2.1.2b", "2.1.2c"]),
        (["findings", "2.2", "text"], ["Text"]),
        (["chief_inspector"], ["Name", "Title"]),
        (["lead_inspector"], ["Lead inspector"]),
        (["sample"], ["Sample"]),
        (["tables", "workload"], ["Title", "Source", "Columns", "Notes", "In"]),
        (["abbreviations"], ["Abbreviations"]),
    ],
)
def test_what_belongs_together_is_one_form(
    server: WritingServer, path: list[str], labels: list[str]
) -> None:
    assert [label for label, _, _ in values(open_path(server, *path))] == labels


@pytest.mark.parametrize(
    ("path", "label", "title"),
    [
        (["published"], "Date of publication", "Cover and facts"),
        (["tables", "workload", "rows", 0, 1], "Value", "Caseload: row 1"),
        (["findings", "2.1", "results", "2.1.2a"], "2.1.2a", "2.1 Assessment: Results"),
        (["chief_inspector", "title"], "Title", "Chief inspector"),
    ],
)
def test_a_form_begins_at_the_field_that_it_was_opened_for(
    server: WritingServer, path: list[str | int], label: str, title: str
) -> None:
    form = open_path(server, *path)
    assert form["fields"][form["focus"]]["label"] == label
    assert form["title"] == title


def test_a_field_says_what_it_is_for_and_which_words_it_may_be(server: WritingServer) -> None:
    rating = open_path(server, "findings", "1.1", "rating")["fields"][0]
    assert rating["options"] == ["Inadequate", "Requires improvement", "Good", "Outstanding"]
    result = open_path(server, "findings", "2.1", "results", "2.1.1")["fields"][0]
    assert result["about"].startswith("Does assessment pay enough attention")
    assert open_path(server, "sample")["fields"][0]["value"] == "community: 40\npost_release: 12"
    assert open_path(server, "publication")["fields"][1]["value"] == "One Street\nA Town"


def test_a_text_in_a_file_of_its_own_is_written_there(server: WritingServer) -> None:
    field = open_path(server, "text", "background")["fields"][0]
    assert (field["file"], field["path"]) == ("inspections/example/facts.md", [])


@pytest.mark.parametrize(
    ("path", "shape", "labels"),
    [
        (["recommendations", 0, "items"], "text", ["Recommendation 3"]),
        (["recommendations"], "map", ["Addressee", "Recommendation"]),
        (["tables", "workload", "rows"], "list", ["Measure", "Value"]),
        (["figures"], "entry", ["Name", "Value", "Source"]),
        (["sections"], "map", ["Title", "In", "Text"]),
        (["progress"], "map", None),
        (["abbreviations"], "entry", ["Name", "Value"]),
    ],
)
def test_something_new_has_the_fields_of_its_kind(
    server: WritingServer, path: list[object], shape: str, labels: list[str] | None
) -> None:
    after = {"file": FILE, "path": path, "action": "insert", "to": 2}
    status, form = server.ask("insert", after=after)
    assert (status, form["insert"]["shape"]) == (200, shape)
    if labels is not None:
        assert [field["label"] for field in form["fields"]] == labels


@pytest.mark.parametrize(
    "asked",
    [
        {"path": []},
        {"path": ["shell"]},
        {"path": ["title", "x"]},
        {"path": ["text", 0]},
        {"file": "inspections/other.yaml", "line": 1, "column": 1},
        {"file": FILE, "line": 1, "column": 1},
        {"file": FILE, "line": 10**9, "column": 1},
        {"file": FILE, "line": "1", "column": 1},
        {},
    ],
)
def test_what_is_no_value_opens_nothing(server: WritingServer, asked: dict[str, object]) -> None:
    status, answer = server.ask("open", **asked)
    assert status in (400, 422)
    assert answer["message"]


def test_the_answer_to_what_is_typed_has_messages_values_and_the_rating(
    server: WritingServer,
) -> None:
    form = open_path(server, "findings", "2.1", "results", "2.1.2")
    field = form["fields"][0]
    change = {"file": FILE, "path": field["path"], "action": "set", "was": field["was"]}
    _, answer = server.ask("try", changes=[change | {"value": "24 of 51"}], standard="2.1")
    assert answer["here"] == []
    assert answer["rating"]["rating"] == "Inadequate"
    assert answer["rating"]["margin"].startswith("Two more cases")
    _, answer = server.ask("try", changes=[change | {"value": "0.52"}], standard="2.1")
    assert [(one["severity"], one["code"]) for one in answer["here"]] == [("error", "result-share")]
    text = open_at(server, "The second")["fields"][0]
    change = {key: text[key] for key in ("file", "path", "lines", "was")} | {"action": "set"}
    _, answer = server.ask("try", changes=[change | {"value": "Only {pct:2.1.1}, TODO"}])
    assert answer["values"] == [{"text": "{pct:2.1.1}", "value": "63 per cent", "about": ""}]
    assert [one["code"] for one in answer["here"]] == ["todo"]


def test_placeholders_are_offered_with_their_values(server: WritingServer) -> None:
    offered = {one["text"]: one for one in server.ask("placeholders")[1]["placeholders"]}
    assert offered["{pct:2.1.1}"]["value"] == "63 per cent"
    assert offered["{n:2.1.2}"]["value"] == "31 out of 51"
    assert "{pct:2.2.1}" not in offered  # it has no result yet
    assert offered["{table:workload}"]["about"].startswith("the table “Caseload”")


def test_what_is_left_has_each_part_with_its_values_and_problems(server: WritingServer) -> None:
    answer = server.ask("parts")[1]
    parts = {part["title"]: part for part in answer["parts"]}
    assert "parts are done" in answer["summary"]
    assert parts["2.1 Assessment"]["state"].startswith("Requires improvement, 3 of 3 results")
    entries = {entry["label"]: entry for entry in parts["2.1 Assessment"]["entries"]}
    assert entries["Result 2.1.2"]["state"] == "31 of 51"
    assert entries["Result 2.1.2"]["at"]["line"] == line_of("31 of 51")[0]
    assert entries["Text"]["is_open"]
    assert entries["Add a strength"]["insert"]["path"] == ["findings", "2.1", "strengths"]
    assert all(
        server.ask("open", path=entry["path"])[0] == 200
        for part in answer["parts"]
        for entry in part["entries"]
        if not entry["insert"]
    )
    assert all(
        server.ask("insert", after=entry["insert"])[0] == 200
        for part in answer["parts"]
        for entry in part["entries"]
        if entry["insert"]
    )
    assert any(part["problems"] for part in answer["parts"])
