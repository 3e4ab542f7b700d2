"""The record of a report: what is written is read again, and what was tampered with is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reportgen.reading.yaml_source import parse_yaml
from reportgen.record.entries import Record, parse_record, seal_of, write_entry

ENTRIES = (
    {"stage": "draft", "on": "2022-05-02", "by": "Robin Sample"},
    {
        "stage": "factual accuracy",
        "edition": 1,
        "on": "2022-06-27",
        "due": "2022-07-11",
        "to": ["Head of West Sussex PDU"],
        "digest": "b2:8c1f",
    },
    {"signed": "quality assurance", "on": "2022-07-20", "by": "A. Reader", "digest": "b2:91aa"},
    {
        "stage": "embargoed",
        "edition": 2,
        "until": "2022-08-31 00:01",
        "copies": [{"to": "Ministry of Justice", "why": "reply on the day: yes"}],
        "digest": "b2:91aa",
    },
)
SLUG = "west-sussex-2022"


def written() -> str:
    text, record = "", None
    for said in ENTRIES:
        text += write_entry(record, SLUG, said)
        record, problems = parse_record(text, "test.record.yaml", SLUG)
        assert problems == []
    return text


TEXT = written()
HEAD, DRAFT, CHECK, SIGNED, EMBARGO = TEXT.splitlines(keepends=True)


def test_what_is_written_is_read_again() -> None:
    record, problems = parse_record(TEXT, "test.record.yaml", SLUG)
    assert problems == []
    assert record.stage == "embargoed"
    assert record.entries[1].to == ("Head of West Sussex PDU",)
    assert record.entries[3].copies[0].why == "reply on the day: yes"
    assert [entry.edition for entry in record.stages] == [None, 1, 2]


def test_words_that_yaml_reads_as_values_are_quoted() -> None:
    line = write_entry(None, SLUG, {"stage": "draft", "by": "No", "note": "a: {b} #c"})
    assert 'by: "No"' in line
    record, problems = parse_record(line, "test.record.yaml", SLUG)
    assert (problems, record.entries[0].note) == ([], "a: {b} #c")


def resealed(line: str) -> str:
    """An entry whose seal somebody has computed anew."""
    node = parse_yaml(line, "test").value[0]
    return line.replace(node.value["seal"].value, seal_of(node))


TAMPERED: dict[str, tuple[Callable[[], str], str, int, str]] = {
    "a value changed": (
        lambda: TEXT.replace("A. Reader", "B. Reader"),
        "record-changed",
        4,
        "this entry was changed after it was written",
    ),
    "the last entry changed": (
        lambda: TEXT.replace("00:01", "00:02"),
        "record-changed",
        5,
        "this entry was changed after it was written",
    ),
    "a key added": (
        lambda: TEXT.replace("{signed:", "{note: seen, signed:"),
        "record-changed",
        4,
        "this entry was changed after it was written",
    ),
    "an entry removed": (
        lambda: HEAD + DRAFT + SIGNED + EMBARGO,
        "record-removed",
        3,
        "an entry that was before this one is missing",
    ),
    "the first entries removed": (
        lambda: HEAD + SIGNED + EMBARGO,
        "record-removed",
        2,
        "the entries that were before this one are missing",
    ),
    "two entries swapped": (
        lambda: HEAD + DRAFT + SIGNED + CHECK + EMBARGO,
        "record-order",
        3,
        "this entry was written after the one in line 4",
    ),
    "the last entry moved up": (
        lambda: HEAD + DRAFT + CHECK + EMBARGO + SIGNED,
        "record-order",
        5,
        "this entry was written after the one in line 3",
    ),
    "an entry written by hand": (
        lambda: TEXT + "- {signed: head of inspection, on: 2022-07-21, by: C. Reader}\n",
        "record-unsealed",
        6,
        "this entry has no seal",
    ),
    "an entry copied": (
        lambda: TEXT + SIGNED,
        "record-twice",
        6,
        "this entry is a copy of the one in line 4",
    ),
    "an earlier entry changed and sealed anew": (
        lambda: TEXT.replace(CHECK, resealed(CHECK.replace("2022-07-11", "2022-07-01"))),
        "record-removed",
        4,
        "is missing",
    ),
    "another first entry": (
        lambda: HEAD + resealed(DRAFT.replace("of: west", "of: east")),
        "record-foreign",
        2,
        "this is the record of `east-sussex-2022`, not of `west-sussex-2022`",
    ),
    "the first entry not first": (
        lambda: HEAD + CHECK + DRAFT,
        "record-order",
        3,
        "this was the first entry of a record",
    ),
    "merged, and left so": (
        lambda: HEAD + DRAFT + "<<<<<<< HEAD\n" + CHECK + "=======\n" + SIGNED + ">>>>>>> mine\n",
        "record-conflict",
        3,
        "git left both versions here",
    ),
    "emptied": (lambda: "# nothing\n", "file-empty", 1, "the record is empty"),
    "a stage that is none": (
        lambda: TEXT.replace("stage: embargoed", "stage: publishd"),
        "unknown-word",
        5,
        "`publishd` is not known here",
    ),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_tampering_is_found_with_its_line(how: str) -> None:
    text, code, line, message = TAMPERED[how]
    _, problems = parse_record(text(), "test.record.yaml", SLUG)
    found = [(p.code, p.place.line) for p in problems if message in p.message]
    assert (code, line) in found, problems
    assert all(problem.hint for problem in problems)


def test_the_messages_of_tampering_differ() -> None:
    codes = {code for _, code, _, _ in TAMPERED.values()}
    assert len(codes) >= 7


def test_a_record_can_be_cut_at_an_entry() -> None:
    record, _ = parse_record(TEXT, "test.record.yaml", SLUG)
    assert len(record.until(str(record.entries[1].seal)).entries) == 2
    assert record.until("b2:none") == Record(SLUG, "test.record.yaml", ())
