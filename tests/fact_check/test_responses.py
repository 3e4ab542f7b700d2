"""The table of what was said, decided and why, in each of its formats."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest

from tests.support.fact_check import SLUG, Sender

COMMENTS = """\
comments:
- {id: c1, paragraph: 23, at: "inspections/x.yaml:50", kind: replacement, by: Pat, on: 2025-02-20,
   change: {was: two, now: three}, decision: accepted, because: We saw them., done: yes}
- {id: c2, paragraph: 25, where: table cell, kind: comment, by: Lee, about: enough staff, class: B,
   said: "=1+1 <b>is</b> wrong", replies: [{by: Pat, said: It is not.}]}
- {id: c3, kind: response, said: "=A1", decision: not accepted, because: "It is so & stays"}
"""


@pytest.fixture
def sender(tmp_path: Path) -> Sender:
    sender = Sender(tmp_path)
    sender.comments.write_text(COMMENTS, "utf-8")
    return sender


def test_it_is_printed(sender: Sender) -> None:
    said = sender.run("responses", SLUG)
    assert "c1 inspections/x.yaml:50 paragraph 23, by Pat, 2025-02-20" in said
    assert "Replacement: “two” → “three”" in said
    assert "Accepted: We saw them.; done" in said
    assert said.endswith("3 points: 1 accepted, 1 not accepted, 1 open.\n")


def test_open_comments_come_first_in_the_list(sender: Sender) -> None:
    said = sender.run("comments", SLUG)
    assert said.index("c2") < said.index("c1")


def test_no_cell_of_the_csv_is_a_formula(sender: Sender) -> None:
    file = sender.root / "r.csv"
    sender.run("responses", SLUG, "--csv", str(file))
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8"))))
    assert [row["decision"] for row in rows] == ["Accepted", "Open", "Not accepted"]
    assert rows[1]["what_was_said"].startswith("On “enough staff”: / =1+1")
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_the_page_lets_no_markup_through(sender: Sender) -> None:
    file = sender.root / "r.html"
    sender.run("responses", SLUG, "--html", str(file))
    page = file.read_text("utf-8")
    assert "&lt;b&gt;is&lt;/b&gt;" in page and "<b>" not in page
    assert "It is so &amp; stays" in page and "<script" not in page and "http" not in page


def test_the_word_document_has_a_header_row_and_every_decision(sender: Sender) -> None:
    file = sender.root / "r.docx"
    sender.run("responses", SLUG, "--docx", str(file))
    with zipfile.ZipFile(file) as package:
        document = package.read("word/document.xml").decode()
    assert "<w:tblHeader/>" in document and 'w:orient="landscape"' in document
    for words in ("“two” → “three”", "Not accepted", "It is so &amp; stays", "Open"):
        assert words in document


def test_without_comments_it_says_how_to_get_them(tmp_path: Path) -> None:
    (tmp_path / "fresh").mkdir()
    said = Sender(tmp_path / "fresh").run("responses", SLUG, status=1)
    assert "no-comments" in said and "reportgen comments" in said
