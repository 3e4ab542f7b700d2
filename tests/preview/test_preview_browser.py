"""The writer's desk in a real browser, on the largest example: a save shows, the reader stays put,
a broken save lies over the page."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from urllib.parse import quote

import pytest

from tests.conftest import REPOSITORY
from tests.support.browser import run_node

SLUG = "west-sussex-2022"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    root = tmp_path_factory.mktemp("My work #1 100% é", numbered=False)
    shutil.copytree(REPOSITORY / "inspections", root / "inspections")
    file = root / "inspections" / f"{SLUG}.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        re.sub(r"    summary: \|\n", "    summary: |\n      MARKER\n\n", text, count=1),
        encoding="utf-8",
    )
    desk = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "reportgen",
            "--root",
            str(root),
            "preview",
            SLUG,
            "--port",
            "0",
            "--edit",
        ],
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
        env={**os.environ, "EDITOR": "code"},
    )
    try:
        assert desk.stdout is not None
        address = desk.stdout.readline().split()[2]
        found: dict[str, object]
        (found,) = run_node(
            "preview.mjs",
            address,
            file,
            seconds=150,
            DOCUMENT=str(REPOSITORY / "templates" / "document.html.j2"),
        )
        found["root"] = str(root)
        return found
    finally:
        desk.kill()
        desk.wait()


def test_a_save_changes_the_page_without_loading_it_again(seen: dict[str, object]) -> None:
    assert seen["samePage"] is True
    assert len(seen["times"]) == 5


def test_the_reader_stays_where_they_were(seen: dict[str, object]) -> None:
    assert abs(seen["scroll"]["after"] - seen["scroll"]["before"]) <= 2


def test_text_that_grows_above_does_not_move_the_reader(seen: dict[str, object]) -> None:
    assert seen["grown"] > seen["scroll"]["before"] + 500


def test_paragraphs_that_come_and_go_above_do_not_move_the_reader_on_a_wide_or_a_narrow_screen(
    seen: dict[str, object],
) -> None:
    assert len(seen["stays"]) == 16
    assert (
        seen["contentsFloat"] == "fixed"
    )  # what stays in sight itself must not be what the reader is kept at
    assert {
        name: after - before
        for name, (before, after) in seen["stays"].items()
        if abs(after - before) > 2
    } == {}


def test_the_paragraph_being_written_stays_in_sight_and_the_top_stays_the_top(
    seen: dict[str, object],
) -> None:
    assert seen["written"] == [10, 10]
    assert seen["atTop"] == 0


def test_the_label_of_a_line_follows_a_save(seen: dict[str, object]) -> None:
    told, line = seen["label"]
    assert told == line


def test_nothing_of_the_page_shows_between_the_list_of_checks_and_the_bar(
    seen: dict[str, object],
) -> None:
    assert abs(seen["gap"]) < 0.5


def test_a_page_that_was_broken_when_it_was_opened_marks_the_place_in_its_contents(
    seen: dict[str, object],
) -> None:
    assert seen["placeMarked"] is True


def test_what_a_template_changes_beside_the_text_is_loaded_anew_and_the_reader_stays(
    seen: dict[str, object],
) -> None:
    assert seen["head"] == ["9px", True]
    assert seen["navigations"] == "reload"


def test_lines_are_told_anew_where_text_above_came_or_went(seen: dict[str, object]) -> None:
    assert [[int(line.rpartition(":")[2]), words] for line, words in seen["lines"]] == seen[
        "fileThen"
    ]
    assert len(seen["fileThen"]) > 3


def test_the_open_list_of_checks_stays_open(seen: dict[str, object]) -> None:
    assert seen["checksOpen"] is True


def test_problems_link_to_their_places_leave_half_the_page_in_sight_and_can_be_put_away(
    seen: dict[str, object],
) -> None:
    assert seen["places"][0][0].startswith(f"inspections/{SLUG}.yaml:")
    assert [
        f"vscode://file{quote(seen['root'])}/{text.rpartition(':')[0]}"
        for text, _ in seen["places"]
    ] == [href for _, href in seen["places"]]
    assert seen["covers"] < 0.5
    assert seen["putAway"] < 0.1


def test_more_tabs_than_connections_see_a_save_even_when_the_one_that_waits_is_closed(
    seen: dict[str, object],
) -> None:
    assert seen["tabs"] == 6


def test_a_page_whose_inspection_is_gone_says_so_and_asks_seldom(seen: dict[str, object]) -> None:
    assert seen["asked"] < 15


def test_a_broken_save_lies_over_the_last_good_page_and_goes_away(seen: dict[str, object]) -> None:
    assert "did you mean `title`?" in seen["overlay"]
    assert f"inspections/{SLUG}.yaml:" in seen["overlay"]
    assert seen["pageBehindOverlay"] is True
    assert seen["overlayGone"] is True


def test_a_deleted_file_is_said_to_be_gone_over_its_page_until_it_is_back(
    seen: dict[str, object],
) -> None:
    said = "Failed to load resource: the server responded with a status of 404 (Not Found)"
    assert seen["gone"] == {"status": 404, "page": True, "overlayGone": True, "messages": [said]}


def test_a_paragraph_tells_its_line_and_opens_the_editor_there(seen: dict[str, object]) -> None:
    assert re.fullmatch(r"inspections/[\w./-]+:\d+", seen["line"])
    assert seen["editor"] == f"vscode://file{quote(seen['root'])}/{seen['line']}"
    assert seen["reached"] is True
    assert seen["opened"] == seen["editor"]


def test_where_the_editor_has_no_address_a_click_copies_the_command_that_opens_the_line(
    seen: dict[str, object],
) -> None:
    for told, copied in (seen["copied"], seen["copiedPlace"]):
        path, line = re.fullmatch(r"(.+?):(\d+)(?::\d+)?", told).groups()
        assert shlex.split(copied) == ["vim", f"+{line}", f"{seen['root']}/{path}"]


def test_nothing_is_asked_of_another_host_and_nothing_goes_wrong(seen: dict[str, object]) -> None:
    assert seen["requests"] == []
    assert seen["messages"] == []
