"""The copy that is sent out for a check of facts, and the key that is kept."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import pytest

from reportgen.comments.sent import list_sent
from reportgen.word.check_copy import RESPONSE_HEAD
from tests.support.fact_check import SLUG, Sender


@pytest.fixture
def sender(tmp_path: Path) -> Sender:
    return Sender(tmp_path)


def read(path: Path, part: str) -> str:
    with zipfile.ZipFile(path) as package:
        return package.read(part).decode()


def test_the_copy_tells_how_to_answer_and_tracks_every_change(sender: Sender) -> None:
    path = sender.send()
    document, settings = read(path, "word/document.xml"), read(path, "word/settings.xml")
    assert "24 February 2025" in document
    assert "For a check of factual accuracy by 24 February 2025" in read(path, "word/header1.xml")
    assert '<w:documentProtection w:edit="trackedChanges" w:enforcement="1"/>' in settings
    assert all(head in document for head in RESPONSE_HEAD)
    assert document.index("How to answer") < document.index("Your response")


def test_the_copy_names_its_report_edition_and_content(sender: Sender) -> None:
    properties = read(sender.send(), "docProps/custom.xml")
    assert f"<vt:lpwstr>{SLUG}</vt:lpwstr>" in properties
    assert f"<vt:lpwstr>{sender.sent.digest}</vt:lpwstr>" in properties


def test_the_key_leads_from_every_number_to_a_line(sender: Sender) -> None:
    document = read(sender.send(), "word/document.xml")
    marks = re.findall(r'w:name="(_rg\d+)"', document)
    notes = [one for one in sender.sent.paragraphs if one.kind == "footnote"]
    assert len(marks) == len(sender.sent.paragraphs) - len(notes)
    numbers = [one.number for one in sender.sent.paragraphs if one.number]
    assert numbers == [str(n) for n in range(1, len(numbers) + 1)]
    text = sender.inspection.read_text("utf-8").split("\n")
    one = sender.paragraph("Most staff said that an average")
    assert one.path == f"inspections/{SLUG}.yaml" and not one.is_drawn
    assert "Most staff said" in text[one.line - 1]


def test_the_key_names_no_folder_of_this_computer(sender: Sender) -> None:
    shutil.rmtree(sender.root / "methodologies")
    sender.inspection.write_text("methodology: hmip-pdu-2023\ntitle: Exampleshire\n", "utf-8")
    sender.send()
    paths = {one.path for one in sender.sent.paragraphs if one.path}
    assert "methodologies/hmip-pdu-2023.yaml" in paths
    assert not any(path.startswith("/") for path in paths)


def test_what_is_drawn_from_data_leads_to_the_data(sender: Sender) -> None:
    sender.send()
    lines = sender.inspection.read_text("utf-8").split("\n")
    drawn = [one for one in sender.sent.paragraphs if one.is_drawn and one.kind == "cell"]
    percents = [one for one in drawn if one.text.endswith("%")]
    assert percents
    for one in percents:
        assert re.search(r"\d", lines[one.line - 1]), one


def test_the_same_report_is_sent_as_the_same_bytes(sender: Sender) -> None:
    first = sender.send().read_bytes()
    assert sender.send().read_bytes() == first
    assert len(list_sent(sender.inspection)) == 1


def test_without_a_day_to_answer_by_nothing_is_sent(sender: Sender) -> None:
    said = sender.run("word", SLUG, "--fact-check", status=1)
    assert "due-missing" in said and "--due" in said
    assert "due-missing" in sender.run("word", SLUG, "--fact-check", "--due", "soon", status=1)
    assert not list_sent(sender.inspection)


def test_the_day_of_the_record_is_taken(sender: Sender) -> None:
    stage = ("stage", SLUG, "factual accuracy", "--by", "Robin", "--due", "2030-02-24")
    sender.run(*stage)
    assert "24 February 2030" in sender.run("word", SLUG, "--fact-check")


def test_a_report_that_was_changed_since_is_not_sent_as_what_the_record_names(
    sender: Sender,
) -> None:
    sender.run("stage", SLUG, "factual accuracy", "--by", "Robin", "--due", "2030-02-24")
    sender.edit("title: Exampleshire Community Service", "title: Exampleshire Service")
    assert "sent-differs" in sender.run("word", SLUG, "--fact-check", status=1)
