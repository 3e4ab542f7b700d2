"""What a session writes, refuses and takes back."""

from __future__ import annotations

import difflib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from reportgen.writing.session import replace_change
from tests.support.writing import FACTS, INSPECTION, WritingServer, change, write_project


@pytest.fixture
def server(tmp_path: Path) -> Iterator[WritingServer]:
    write_project(tmp_path)
    server = WritingServer(tmp_path)
    yield server
    server.close()


def read(server: WritingServer) -> str:
    return (server.preview.state.root / "inspections" / "example.yaml").read_text("utf-8")


def write(server: WritingServer, text: str) -> None:
    (server.preview.state.root / "inspections" / "example.yaml").write_text(text, "utf-8")


def changed_lines(before: str, after: str) -> list[str]:
    return [
        line
        for line in difflib.unified_diff(before.split("\n"), after.split("\n"), n=0, lineterm="")
        if line[:2] not in ("--", "++", "@@")
    ]


def test_one_change_changes_its_stretch_alone(server: WritingServer) -> None:
    asked = change(["text", "foreword"], lines=[2, 3], was="The second paragraph.", value="Other.")
    assert server.save(asked)[0] == 200
    assert changed_lines(INSPECTION, read(server)) == [
        "-    The second paragraph.",
        "+    Other.",
    ]


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        (
            change(["findings", "2.1", "results", "2.1.2"], was="31 of 51", value="40 of 51"),
            ["-      2.1.2: 31 of 51", "+      2.1.2: 40 of 51"],
        ),
        (
            change(["findings", "1.1", "rating"], was="Good", value="Outstanding"),
            ["-    rating: Good  # by judgement", "+    rating: Outstanding  # by judgement"],
        ),
        (
            change(["region"], was="Yorkshire and the Humber", value="North #4"),
            ["-region: 'Yorkshire and the Humber'", "+region: 'North #4'"],
        ),
        (change(["published"], value="2025-03"), ["+published: 2025-03"]),
        (
            change(["findings", "1.2", "rating"], value="Good"),
            ["+  1.2:", "+    rating: Good"],
        ),
        (
            change(["recommendations", 0, "items"], action="insert", to=2, value="Third"),
            ["+      - Third"],
        ),
        (
            change(["recommendations", 0, "items", 1], action="move", was="Recruit", to=-1),
            ["+      - Recruit", "-      - Recruit"],
        ),
        (
            change(["recommendations", 0, "items", 1], action="remove", was="Recruit"),
            ["-      - Recruit"],
        ),
        (
            change(["text", "foreword"], action="move", lines=[4, 5], was="a bullet", to=1),
            ["+    - another bullet", "-    - another bullet"],
        ),
        (
            change(["findings", "1.1", "strengths", 1], was="Staff are heard", value=""),
            [
                "-    strengths: [Leaders are visible, Staff are heard]",
                "+    strengths: [Leaders are visible]",
            ],
        ),
    ],
)
def test_each_kind_of_change_is_written_as_by_hand(
    server: WritingServer, asked: dict[str, object], lines: list[str]
) -> None:
    status, answer = server.save(asked)
    assert (status, answer.get("problems")) == (200, None)
    assert changed_lines(INSPECTION, read(server)) == lines


def test_a_markdown_file_is_written_too(server: WritingServer) -> None:
    asked = change(
        [],
        file="inspections/example/facts.md",
        lines=[2, 3],
        was="It has two offices.",
        value="It has three.",
    )
    assert server.save(asked)[0] == 200
    file = server.preview.state.root / "inspections" / "example" / "facts.md"
    assert file.read_text("utf-8") == FACTS.replace("two offices", "three")


def test_what_somebody_else_changed_is_not_written_over(server: WritingServer) -> None:
    write(server, INSPECTION.replace("The second paragraph.", "Somebody else's words."))
    status, answer = server.save(
        change(["text", "foreword"], lines=[2, 3], was="The second paragraph.", value="Mine.")
    )
    assert (status, answer["present"]) == (409, "Somebody else's words.")
    assert "Somebody else's words." in read(server)


def test_what_somebody_else_wrote_above_does_not_matter(server: WritingServer) -> None:
    write(
        server,
        INSPECTION.replace("The first paragraph.", "New.\n\n    The first paragraph.").replace(
            "      - Recruit", "      - Retain\n      - Recruit"
        ),
    )
    status, _ = server.save(
        change(["text", "foreword"], lines=[2, 3], was="The second paragraph.", value="Mine."),
        change(["recommendations", 0, "items", 1], was="Recruit", value="Recruit more"),
    )
    assert status == 200
    assert "    New.\n\n    The first paragraph.\n\n    Mine.\n" in read(server)
    assert "- Retain\n      - Recruit more\n" in read(server)


def test_a_new_error_is_not_written_and_an_old_one_does_not_stand_in_the_way(
    server: WritingServer,
) -> None:
    asked = change(["findings", "1.1", "rating"], was="Good", value="Goood")
    status, answer = server.save(asked)
    assert status == 422
    assert answer["problems"][0]["hint"] == "did you mean `Good`?"
    assert read(server) == INSPECTION
    broken = INSPECTION.replace("63%", "630%")
    write(server, broken)
    assert server.save(asked)[0] == 422
    assert server.save(asked | {"value": "Inadequate"})[0] == 200
    assert read(server) == broken.replace("rating: Good", "rating: Inadequate")


def test_several_changes_are_written_together_or_not_at_all(server: WritingServer) -> None:
    good = change(["title"], was="Example unit", value="Another unit")
    bad = change(["findings", "2.1", "results", "2.1.1"], was="63%", value="a lot")
    assert server.save(good, bad)[0] == 422
    assert read(server) == INSPECTION


MORE = """  - to: The region
    items:
      - text: Pay for it
        findings: [2.1]
tables:
  staff:
    title: Staff
    columns: [Grade, "2024", "2025"]
    rows:
      - [Officers, 14, 11]
"""


def test_an_item_that_was_moved_outside_is_written_where_it_is_now(server: WritingServer) -> None:
    present = INSPECTION.replace("findings:\n", f"{MORE}findings:\n", 1)
    present = present.replace("      - text: Pay", "      - text: Ask first\n      - text: Pay")
    write(server, present)
    path = ["recommendations", 1, "items", 0, "text"]
    assert server.save(change(path, was="Pay for it", value="Pay soon"))[0] == 200
    assert read(server) == present.replace("Pay for it", "Pay soon")


def test_a_cell_is_never_written_into_another_row_or_column(server: WritingServer) -> None:
    present = INSPECTION.replace("findings:\n", f"{MORE}findings:\n", 1)
    present = present.replace("      - [Off", "      - [Managers, 2, 14]\n      - [Off")
    write(server, present)
    asked = change(["tables", "staff", "rows", 0, 1], was="14", value="15")
    status, answer = server.save(asked)
    assert (status, answer["present"]) == (409, "2")
    assert read(server) == present


def test_changes_are_taken_back_and_made_again(server: WritingServer) -> None:
    first = change(["title"], was="Example unit", value="One")
    second = change(["region"], was="Yorkshire and the Humber", value="Two")
    server.save(first)
    after_first = read(server)
    assert server.save(second)[1]["undo"] == 2
    after_second = read(server)
    assert server.ask("undo")[1] == {"done": True, "undo": 1, "redo": 1}
    assert read(server) == after_first
    assert server.ask("undo")[1] == {"done": True, "undo": 0, "redo": 2}
    assert read(server) == INSPECTION
    assert server.ask("undo")[1]["done"] is False
    server.ask("redo")
    server.ask("redo")
    assert read(server) == after_second
    server.ask("undo")
    assert server.save(second | {"value": "Three"})[1]["redo"] == 0


def test_undo_leaves_what_others_wrote_elsewhere_and_refuses_where_they_wrote(
    server: WritingServer,
) -> None:
    server.save(change(["title"], was="Example unit", value="One"))
    write(server, read(server).replace("rating: Good", "rating: Inadequate"))
    assert server.ask("undo")[0] == 200
    assert read(server) == INSPECTION.replace("rating: Good", "rating: Inadequate")
    server.ask("redo")
    write(server, read(server).replace("title: One", "title: Mine"))
    status, answer = server.ask("undo")
    assert (status, answer["present"]) == (409, None)
    assert "title: Mine" in read(server)


def test_line_ends_and_the_mark_at_the_beginning_stay(server: WritingServer) -> None:
    file = server.preview.state.root / "inspections" / "example.yaml"
    data = b"\xef\xbb\xbf" + INSPECTION.replace("\n", "\r\n").encode()
    file.write_bytes(data)
    file.chmod(0o640)
    asked = change(["text", "foreword"], lines=[0, 1], was="The first paragraph.", value="A.\n\nB.")
    assert server.save(asked)[0] == 200
    assert file.read_bytes() == data.replace(b"The first paragraph.", b"A.\r\n\r\n    B.")
    assert file.stat().st_mode & 0o777 == 0o640


def test_what_an_editor_wrote_over_is_noticed_and_written_again(server: WritingServer) -> None:
    loaded = read(server)
    server.save(change(["title"], was="Example unit", value="One"))
    server.save(change(["region"], was="Yorkshire and the Humber", value="Two"))
    assert server.ask("history")[1]["lost"] == []
    write(server, loaded.replace("rating: Good", "rating: Inadequate"))  # an old copy is saved
    lost = server.ask("history")[1]["lost"]
    assert lost == ["title: One   # as on the cover", "region: 'Two'"]
    assert server.ask("restore")[1]["saved"] == 2
    assert server.ask("history")[1]["lost"] == []
    text = read(server)
    assert "title: One   # as on the cover\nregion: 'Two'\n" in text
    assert "rating: Inadequate" in text
    server.save(change(["title"], was="One", value="Three"))
    assert server.ask("history")[1]["lost"] == []  # one's own later change is no loss
    server.ask("undo")
    assert server.ask("history")[1]["lost"] == []


def test_git_shows_the_changed_stretch_alone(server: WritingServer, tmp_path: Path) -> None:
    file = server.preview.state.root / "inspections" / "example.yaml"
    old = tmp_path / "old.yaml"
    old.write_text(INSPECTION, "utf-8")
    server.save(change(["findings", "2.1", "results", "2.1.2"], was="31 of 51", value="32 of 51"))
    shown = subprocess.run(
        ["git", "diff", "--no-index", "--no-color", "-U0", "--", str(old), str(file)],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split("\n")
    assert shown[5:] == ["-      2.1.2: 31 of 51", "+      2.1.2: 32 of 51", ""]


def test_a_change_is_taken_back_wherever_it_stands_now() -> None:
    assert replace_change("a\nB\nc\n", "a\nB\nc\n", "a\nb\nc\n") == "a\nb\nc\n"
    assert replace_change("x\na\nB\nc\n", "a\nB\nc\n", "a\nb\nc\n") == "x\na\nb\nc\n"
    assert replace_change("a\nB\nc\nx\n", "a\nB\nc\n", "a\nb\nc\n") == "a\nb\nc\nx\n"
    assert replace_change("x\na\nB\nc\nx\n", "a\nB\nc\n", "a\nb\nc\n") == "x\na\nb\nc\nx\n"
    assert replace_change("a\nX\nc\n", "a\nB\nc\n", "a\nb\nc\n") is None


@pytest.mark.parametrize("action", ["save", "try", "parts", "open", "undo"])
def test_a_file_that_was_spoilt_outside_is_named_and_nothing_is_written(
    server: WritingServer, action: str
) -> None:
    asked = change(["text", "foreword"], lines=[2, 3], was="The second paragraph.", value="Other.")
    assert server.save(asked)[0] == 200
    spoilt = read(server).replace("title: Example", 'title: "Example')
    write(server, spoilt)
    status, answer = server.ask(action, changes=[asked], path=["title"])
    assert status == 422 and "problems" not in answer
    assert answer["message"].startswith("inspections/example.yaml, line 3: ")
    assert "what you typed stays here" in answer["message"]
    assert read(server) == spoilt
