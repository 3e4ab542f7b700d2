"""Writing in the page, in a real browser and by keyboard alone."""

from __future__ import annotations

import base64
import json
import sys
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from tests.conftest import REPOSITORY
from tests.support.browser import run_node
from tests.support.pasted import PASTED
from tests.support.writing import INSPECTION, write_project

SECOND = """The second paragraph. In {pct:2.1.2} of cases.

    ![The office, "seen" from the \\[road\\]](example/the-office.png)"""


pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    root = tmp_path_factory.mktemp("My work #1 é", numbered=False)
    write_project(root)
    pasted = root / "pasted.json"
    pasted.write_text(json.dumps(list(PASTED)), "utf-8")
    found: dict[str, Any]
    (found,) = run_node(
        "write.mjs",
        sys.executable,
        root,
        "example",
        seconds=240,
        PASTED=str(pasted),
        PICTURE=base64.b64encode(make_picture()).decode(),
        PYTHONPATH=str(REPOSITORY),
    )
    return found


def make_picture() -> bytes:
    data = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(data, "PNG")
    return data.getvalue()


def test_a_paragraph_is_written_where_it_stands(seen: dict[str, Any]) -> None:
    assert seen["paragraph"] == ["    The second paragraph. In {pct:2.1.2} of cases."]
    assert seen["focusAfterSave"].startswith("Edit: The second paragraph")


def test_the_last_change_is_taken_back_by_keys(seen: dict[str, Any]) -> None:
    assert seen["undone"] == INSPECTION


def test_a_wrong_result_is_marked_and_a_right_one_moves_the_rating(seen: dict[str, Any]) -> None:
    assert seen["invalid"] == ["true", "60 of 51"]
    assert "2.1 Assessment: Inadequate." in seen["rating"]
    assert "Two more cases judged sufficient would have made it" in seen["rating"]
    assert "      2.1.2: 24 of 51\n" in seen["file"]


def test_recommendations_are_added_moved_and_deleted(seen: dict[str, Any]) -> None:
    assert seen["recommendations"] == [
        "      - Train all staff",
        "      - Keep staff",
        "      - Recruit",
    ]
    assert "Keep staff" not in seen["file"]


def test_what_is_typed_is_not_lost_when_its_item_is_to_be_moved(seen: dict[str, Any]) -> None:
    assert seen["stillTyped"] == "Keep staff!"


def test_leaving_asks_before_it_throws_away(seen: dict[str, Any]) -> None:
    assert seen["focusAtLeaving"] == "Keep writing"
    assert seen["focusAfterLeaving"].startswith("Edit: The last")


@pytest.mark.parametrize("number", range(len(PASTED)))
def test_what_is_pasted_becomes_markdown(seen: dict[str, Any], number: int) -> None:
    assert seen["pasted"][number] == list(PASTED.values())[number]


def test_what_was_pasted_is_taken_out_again_by_keys(seen: dict[str, Any]) -> None:
    before, pasted = seen["pasted"][-2:]  # the browser takes back the key Delete between them too
    assert before != pasted
    assert seen["unpasted"] == before


def test_unsaved_text_survives_a_reload_and_a_crash(seen: dict[str, Any]) -> None:
    assert "The last words, and" in seen["offered"]
    assert seen["resumed"] == "The last words, and "
    assert seen["afterCrash"] == "The last words, and more."
    assert "    The last words, and more.\n" in seen["withPicture"]
    assert "write=" not in seen["newAddress"]


def test_two_windows_do_not_write_over_one_another(seen: dict[str, Any]) -> None:
    message, present, mine = seen["conflict"]
    assert "changed meanwhile" in message
    assert present == "The first paragraph. From one window."
    assert mine == "The first paragraph. From another."
    assert seen["replaced"] == ["    The first paragraph. From another."]
    assert seen["taken"] == [
        "The first paragraph. From an editor.",
        "The first paragraph. From another. Mine.",
    ]
    assert seen["stayed"] == 1
    assert seen["drafts"] == 1


def test_a_picture_wants_words_and_is_in_the_text(seen: dict[str, Any]) -> None:
    message, written, alt = seen["picture"]
    assert message == "Say what the picture shows: nobody may be left out."
    assert written == '![The office, "seen" from the \\[road\\]](example/the-office.png)'
    assert alt == 'The office, "seen" from the [road]'


def test_what_an_editor_wrote_over_is_written_again(seen: dict[str, Any]) -> None:
    assert seen["writtenAgain"] == ["    The last words, and more. At the end."]


def test_the_list_of_what_is_left_works_on_a_wide_screen_and_a_telephone(
    seen: dict[str, Any],
) -> None:
    assert seen["panel"] == {
        "1200": "TEXTAREA",
        "closed at 1200": "What is left to write",
        "320": "TEXTAREA",
        "inside": True,
        "closed at 320": "What is left to write",
    }


def test_no_state_has_a_fault_that_axe_finds(seen: dict[str, Any]) -> None:
    assert len(seen["axe"]) == 9
    assert {name: faults for name, faults in seen["axe"].items() if faults} == {}


def test_no_state_is_wider_than_the_screen(seen: dict[str, Any]) -> None:
    assert {name: more for name, more in seen["wide"].items() if more > 0} == {}


def test_nothing_is_fetched_and_nothing_complains(seen: dict[str, Any]) -> None:
    assert seen["requests"] == []
    assert seen["messages"] == []
    assert seen["address"].endswith("/example/")


def test_the_file_is_as_clean_as_one_written_by_hand(seen: dict[str, Any]) -> None:
    expected = (
        INSPECTION.replace("The first paragraph.", "The first paragraph. From another.")
        .replace("The second paragraph.", SECOND)
        .replace("The last.", "The last words, and more. At the end.")
        .replace("31 of 51", "24 of 51")
    )
    assert seen["file"] == expected
