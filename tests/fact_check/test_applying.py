"""Changes from a check of facts, made where the words were typed."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from reportgen.comments.comment_file import read_comments
from reportgen.comments.sent import list_sent
from tests.support.fact_check import SLUG, Sender


@pytest.fixture
def sender(tmp_path: Path) -> Sender:
    sender = Sender(tmp_path)
    sender.send()
    return sender


def comment(sender: Sender, words: str, kind: str, **change: str) -> None:
    one = sender.paragraph(words)
    key = list_sent(sender.inspection)[-1].stem
    said = "".join(f'\n    {name}: "{value}"' for name, value in change.items())
    sender.comments.write_text(
        f'comments:\n- id: c1\n  at: "{one.path}:{one.line}"\n  kind: {kind}\n'
        f"  change:{said}\n  sent: {key} {one.id}\n",
        "utf-8",
    )


def changed_lines(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), n=0, lineterm="")
    return [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]


def apply(sender: Sender) -> list[str]:
    before = sender.inspection.read_text("utf-8")
    said = sender.run("comments", SLUG, "--apply", "c1")
    assert "Marked as done." in said
    file, problems = read_comments(sender.comments, "")
    assert problems == []
    assert file.comments[0].done and file.comments[0].decision == "accepted"
    return changed_lines(before, sender.inspection.read_text("utf-8"))


def refuse(sender: Sender) -> str:
    before = sender.inspection.read_bytes(), sender.comments.read_bytes()
    said = sender.run("comments", SLUG, "--apply", "c1", status=1)
    assert (sender.inspection.read_bytes(), sender.comments.read_bytes()) == before
    assert "comment-not-applied" in said
    return said


def test_words_are_replaced_and_nothing_else(sender: Sender) -> None:
    comment(sender, "Plans are short", "replacement", was="short and clear", now="long, and *odd*")
    old, new = apply(sender)
    assert old == "-      - Plans are short and clear, and people are given a copy."
    assert new == r"+      - Plans are long, and \*odd\*, and people are given a copy."


def test_words_are_inserted_with_their_spaces(sender: Sender) -> None:
    before = "Plans are short and"
    comment(sender, "Plans are short", "insertion", now="mostly", before=before)
    assert apply(sender)[1].endswith(
        "Plans are short and mostly clear, and people are given a copy."
    )


def test_words_are_deleted_with_one_space(sender: Sender) -> None:
    comment(sender, "The service is well led", "deletion", was="well", before="The service is")
    assert "      The service is led and has enough staff." in apply(sender)[1]


def test_typed_quotation_marks_and_printed_ones_are_the_same(sender: Sender) -> None:
    sender.edit("Plans are short and clear", "Plans don't say 'why' or when")
    sender.send()
    comment(sender, "Plans don", "replacement", was="don’t say ‘why’", now="say why")
    assert "Plans say why or when" in apply(sender)[1]


def test_of_two_places_the_words_before_decide(sender: Sender) -> None:
    words = "Problems that leaders had identified in June remained in January."
    comment(sender, words, "replacement", was="in", now="until", before="June remained ")
    assert apply(sender)[1].endswith("identified in June remained until January.")


def test_what_is_drawn_from_data_is_refused_with_the_data(sender: Sender) -> None:
    comment(sender, "17 of 24", "replacement", was="17", now="18")
    said = refuse(sender)
    place = sender.paragraph("17 of 24")
    assert f"correct the data: {place.path}:{place.line}" in said


def test_a_figure_within_a_text_is_refused(sender: Sender) -> None:
    comment(
        sender, "Too little attention is paid", "replacement", was="46 per cent", now="50 per cent"
    )
    assert "drawn from data" in refuse(sender)


def test_words_of_the_methodology_are_refused(sender: Sender) -> None:
    comment(sender, "Leaders know how well", "replacement", was="know", now="guess")
    assert "methodology" in refuse(sender)


def test_braces_and_what_was_refused_are_not_applied(sender: Sender) -> None:
    comment(sender, "Plans are short", "replacement", was="short", now="{overall}")
    assert "braces" in refuse(sender)
    comment(sender, "Plans are short", "comment")
    assert "by hand" in refuse(sender)
    comment(sender, "Plans are short", "replacement", was="tiny", now="short")
    assert "not typed there" in refuse(sender)


def test_an_unknown_id_is_named(sender: Sender) -> None:
    comment(sender, "Plans are short", "comment")
    said = sender.run("comments", SLUG, "--apply", "c9", status=1)
    assert "there is no comment `c9`" in said and "there are: c1" in said
