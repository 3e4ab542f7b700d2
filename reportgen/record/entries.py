"""What has happened to a report: `inspections/SLUG.record.yaml`, a list to which entries are only
added.

Each entry has a seal, the digest of what it says, and says in `after` which seal the entry before
it has. So an entry that was changed, removed or moved by hand is found, with its line.

It knows the file and its entries. What they mean for the report is in standing.py; when an entry
may be added is for gates further up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from reportgen.problems import NOWHERE, InputError, Place, Problem, error, sort_problems
from reportgen.reading.fields import (
    Choice,
    DateText,
    Integer,
    LineText,
    ListOf,
    MapOf,
    MapType,
    ReadingContext,
    SourceText,
    field,
)
from reportgen.reading.text_file import read_text
from reportgen.reading.yaml_source import Node, parse_yaml
from reportgen.util.frozen import frozen

STAGES = ("draft", "factual accuracy", "embargoed", "published", "corrected", "withdrawn")
"""The stages of a report, in their usual order."""

PUBLIC = ("published", "corrected", "withdrawn")
"""The stages in which everybody may read the report."""

_FILE_HEAD = (
    "# What has happened to this report. `reportgen stage` and `reportgen sign` add entries; do not"
    " edit them.\n"
)


@frozen
class CopyRecipient:
    """Somebody who gets a copy before publication."""

    to: SourceText = field(LineText(), "who gets the copy", required=True)
    why: SourceText | None = field(LineText(), "why they get it before publication")
    place: Place = NOWHERE


@frozen
class FrozenRecommendation:
    """A recommendation as it was published: what its id means for ever after."""

    id: SourceText = field(LineText(), "its id", required=True)
    number: int = field(Integer(), "its number in the report", required=True)
    text: SourceText = field(LineText(), "what it says", required=True)
    place: Place = NOWHERE


@frozen
class Entry:
    """One event. It has either `stage`, `signed` or `copy`."""

    of: SourceText | None = field(LineText(), "in the first entry: the inspection's name")
    stage: str | None = field(Choice(*STAGES), "the stage that begins")
    signed: SourceText | None = field(LineText(), "the role in which somebody signs")
    copy: SourceText | None = field(LineText(), "who received a copy")
    edition: int | None = field(Integer(), "the number of the edition")
    on: SourceText | None = field(LineText(), "the day, or the day and time")
    by: SourceText | None = field(LineText(), "who did it")
    due: SourceText | None = field(DateText(), "when answers are due")
    to: tuple[SourceText, ...] = field(ListOf(LineText()), "who is asked to answer", default=())
    until: SourceText | None = field(LineText(), "when an embargo ends, in local time")
    kind: str | None = field(Choice("minor", "major"), "how much a correction changes")
    note: SourceText | None = field(LineText(), "what was corrected, or why it was withdrawn")
    why: SourceText | None = field(LineText(), "why a copy was given")
    comments: str | None = field(
        Choice("none received"), "that the factual accuracy check brought no comments"
    )
    copies: tuple[CopyRecipient, ...] = field(
        ListOf(MapType(CopyRecipient)), "who gets a copy under embargo", default=()
    )
    forced: SourceText | None = field(LineText(), "why a gate was forced")
    digest: SourceText | None = field(LineText(), "the digest of what readers read")
    commit: SourceText | None = field(LineText(), "the git commit of the sources")
    files: dict[SourceText, SourceText] = field(
        MapOf(LineText(), "file names"), "the published files, each with its SHA-256", factory=dict
    )
    recommendations: tuple[FrozenRecommendation, ...] = field(
        ListOf(MapType(FrozenRecommendation)), "the recommendations as published", default=()
    )
    after: SourceText | None = field(LineText(), "the seal of the entry before this one")
    seal: SourceText | None = field(LineText(), "the digest of this entry")
    place: Place = NOWHERE


@frozen(kw_only=False)
class Record:
    """All entries of one report, in order."""

    slug: str
    path: str
    entries: tuple[Entry, ...]

    @property
    def stages(self) -> tuple[Entry, ...]:
        """The entries that begin a stage."""
        return tuple(entry for entry in self.entries if entry.stage is not None)

    @property
    def last(self) -> Entry | None:
        """The entry that says where the report is now."""
        return self.stages[-1] if self.stages else None

    @property
    def stage(self) -> str:
        return (self.last.stage if self.last else None) or "draft"

    @property
    def editions(self) -> tuple[Entry, ...]:
        """The entries that published an edition, in order."""
        return tuple(one for one in self.stages if one.stage in ("published", "corrected"))

    def first(self, stage: str) -> Entry | None:
        return next((one for one in self.stages if one.stage == stage), None)

    def until(self, seal: str) -> Record:
        """The record as it was when the entry with this seal was its last."""
        for number, entry in enumerate(self.entries, start=1):
            if entry.seal == seal:
                return replace(self, entries=self.entries[:number])
        return replace(self, entries=())

    def with_entry(self, fields: dict[str, Any]) -> Record:
        """The record with one entry more, which has no seal yet."""
        reading = ReadingContext()
        entry = MapType(Entry).read(_as_node(fields, Place(self.path, 1, 1, 1)), reading)
        if reading.problems:
            raise InputError(*reading.problems)
        return replace(self, entries=(*self.entries, entry))


def digest_of(data: Any) -> str:
    """BLAKE2b over canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"b2:{blake2b(text.encode(), digest_size=20).hexdigest()}"


# Reading


def record_path(inspection: Path) -> Path:
    """The record of the inspection in a file."""
    return inspection.with_name(f"{inspection.stem}.record.yaml")


def read_record(path: Path, display_path: str, slug: str) -> tuple[Record, list[Problem]]:
    """A record, and everything that is wrong with it. A file that cannot be read at all gives an
    empty record."""
    try:
        return parse_record(read_text(path, display_path), display_path, slug)
    except InputError as refused:
        return Record(slug, display_path, ()), refused.problems


def parse_record(text: str, display_path: str, slug: str) -> tuple[Record, list[Problem]]:
    if conflict := _find_conflict(text, display_path):
        return Record(slug, display_path, ()), [conflict]
    reading = ReadingContext()
    try:
        tree = parse_yaml(text, display_path, reading.problems)
    except InputError as refused:
        problems = [
            problem._replace(
                message="the record is empty",
                hint="restore it from version control, or delete the file to begin a new one",
            )
            if problem.code == "file-empty"
            else problem
            for problem in refused.problems
        ]
        return Record(slug, display_path, ()), problems
    if tree.kind != "list":
        reading.add_error(
            "wrong-kind",
            tree.place,
            "a record is a list of entries",
            "restore the file from version control",
        )
        return Record(slug, display_path, ()), reading.problems
    entries = tuple(
        entry for node in tree.value if (entry := MapType(Entry).read(node, reading)) is not None
    )
    problems = [*reading.problems, *_find_tampering(tree.value, slug)]
    problems += [problem for entry in entries for problem in _find_misfits(entry)]
    return Record(slug, display_path, entries), sort_problems(problems)


def _find_conflict(text: str, display_path: str) -> Problem | None:
    """Where git has left two versions of the record to choose from."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("<<<<<<< "):
            return error(
                "record-conflict",
                Place(display_path, number, 1, len(line)),
                "two people added an entry at the same time, and git left both versions here",
                "keep the entries that were pushed first; take out the others and the lines of git,"
                " and repeat the other command",
            )
    return None


_RESTORE = "restore the file from version control; `reportgen stage` and `sign` add entries"


def _find_tampering(nodes: Iterable[Node], slug: str) -> list[Problem]:
    """Where the entries are no longer those that were written, in the order in which they were
    written."""
    maps = [node for node in nodes if node.kind == "map"]
    problems: list[Problem] = []
    if maps:
        problems += _find_wrong_owner(maps[0], slug)
    seals = [_text_at(node, "seal") for node in maps]
    before: str | None = None
    for number, node in enumerate(maps):
        seal, after = seals[number], _text_at(node, "after")
        if seal is None:
            problems.append(
                error(
                    "record-unsealed",
                    node.place,
                    "this entry has no seal: it was written by hand, or its seal was deleted",
                    _RESTORE,
                )
            )
        elif seal in seals[:number]:
            first = maps[seals.index(seal)].place.line
            problems.append(
                error(
                    "record-twice",
                    node.place,
                    f"this entry is a copy of the one in line {first}",
                    "take the copy out",
                )
            )
        elif seal != seal_of(node):
            problems.append(
                error(
                    "record-changed",
                    node.place,
                    "this entry was changed after it was written: its seal does not fit it",
                    _RESTORE,
                )
            )
        elif after != before:
            problems.append(_explain_order(node, after, before, seals, maps))
        before = seal or before
    return problems


def _find_wrong_owner(first: Node, slug: str) -> list[Problem]:
    owner = _text_at(first, "of")
    if owner is None or owner == slug:
        return []
    return [
        error(
            "record-foreign",
            first.value["of"].place,
            f"this is the record of `{owner}`, not of `{slug}`",
            f"name the file {owner}.record.yaml, beside {owner}.yaml; a copied inspection begins a"
            " record of its own",
        )
    ]


def _explain_order(
    node: Node,
    after: str | None,
    before: str | None,
    seals: list[str | None],
    maps: list[Node],
) -> Problem:
    """Why an entry does not follow the one before it."""
    if after is None:
        return error(
            "record-order",
            node.place,
            "this was the first entry of a record, and another one is before it now",
            _RESTORE,
        )
    if after in seals:
        line = maps[seals.index(after)].place.line
        return error(
            "record-order",
            node.place,
            f"this entry was written after the one in line {line}, and does not follow it now",
            "put the entries back into their order; after a merge, keep one of the two entries and"
            " repeat the other command",
        )
    where = (
        "the entries that were before this one are"
        if before is None
        else ("an entry that was before this one is")
    )
    return error("record-removed", node.place, f"{where} missing", _RESTORE)


def _find_misfits(entry: Entry) -> Iterable[Problem]:
    kinds = [word for word in (entry.stage, entry.signed, entry.copy) if word is not None]
    if len(kinds) != 1:
        yield error(
            "record-entry",
            entry.place,
            "an entry has one of `stage`, `signed` and `copy`",
            _RESTORE,
        )


def _text_at(node: Node, key: str) -> str | None:
    value_node = node.value.get(key)
    return str(value_node.value) if value_node is not None and value_node.kind == "text" else None


def seal_of(node: Node) -> str:
    """The seal that an entry should have: the digest of all it says beside its seal."""
    return digest_of({key: _plain(child) for key, child in node.value.items() if key != "seal"})


def _plain(node: Node) -> Any:
    if node.kind == "map":
        return {key: _plain(child) for key, child in node.value.items()}
    if node.kind == "list":
        return [_plain(child) for child in node.value]
    return node.value or ""


# Writing


def write_entry(record: Record | None, slug: str, fields: dict[str, Any]) -> str:
    """The lines that add an entry to a record: one line of YAML, and before the first entry what
    the file is."""
    last = record.entries[-1] if record and record.entries else None
    chained = {**fields, "after": str(last.seal)} if last is not None else {"of": slug, **fields}
    chained = _as_text(
        {key: value for key, value in chained.items() if value not in (None, (), [], {})}
    )
    sealed = {**chained, "seal": digest_of(chained)}
    return ("" if last is not None else _FILE_HEAD) + f"- {_as_flow(sealed)}\n"


def _as_text(value: Any) -> Any:
    """A value as it will be read: text, lists and maps alone."""
    if isinstance(value, dict):
        return {str(key): _as_text(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_text(one) for one in value]
    return " ".join(str(value).split())


def _as_flow(value: Any) -> str:
    if isinstance(value, dict):
        pairs = (
            f"{key if key == 'on' else _scalar(key)}: {_as_flow(one)}" for key, one in value.items()
        )
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_as_flow, value)) + "]"
    return _scalar(value)


_PLAIN = r"\d{4}-\d\d-\d\d|\d{1,6}|[A-Za-z]([A-Za-z0-9 .-]*[A-Za-z0-9.])?"
_WORDS = frozenset("y n yes no on off true false null".split())


def _scalar(text: str) -> str:
    """A text in one line of YAML, in quotes where any YAML reader might misread it. JSON's
    quotation marks are YAML's too."""
    plain = re.fullmatch(_PLAIN, text) and text.lower() not in _WORDS
    return text if plain else json.dumps(text, ensure_ascii=False)


def _as_node(value: Any, place: Place) -> Node:
    """A value as reading would give it."""
    value = _as_text(value) if not isinstance(value, (dict, list, str)) else value
    if isinstance(value, dict):
        node = Node("map", {}, place)
        for key, one in value.items():
            if one not in (None, (), {}):
                node.value[str(key)] = _as_node(_as_text(one), place)
                node.keys[str(key)] = place
        return node
    if isinstance(value, list):
        return Node("list", [_as_node(one, place) for one in value], place)
    return Node("text", value, place, place.line)
