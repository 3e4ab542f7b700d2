"""Our methodologies, and those in the documentation, mean the same to any reader of YAML: whoever
opens one with `yaml.safe_load` finds what `reportgen` finds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from reportgen.methodology.model import Methodology
from reportgen.reading.fields import (
    Boolean,
    FieldType,
    ListOf,
    MapOf,
    MapType,
    ShortOrLong,
    keys_of,
)
from reportgen.reading.yaml_source import Node, parse_yaml
from tests.conftest import REPOSITORY

DOCUMENT = REPOSITORY / "docs" / "methodology.md"

SHIPPED = {
    path.name: path.read_text("utf-8")
    for folder in ("reportgen/methodologies", "methodologies")
    for path in sorted((REPOSITORY / folder).glob("*.yaml"))
}

SHOWN = {
    f"{DOCUMENT.name}, example {number}": example
    for number, example in enumerate(
        re.findall(r"^```yaml\n(.*?)^```", DOCUMENT.read_text("utf-8"), re.M | re.S), 1
    )
}


def yes_or_no_keys(record: type, seen: set[type]) -> Iterator[str]:
    """The keys of a record, and of the records in it, that take yes or no."""
    seen.add(record)
    for key, declared in keys_of(record).items():
        shape: FieldType = declared.metadata["shape"]
        if isinstance(shape, Boolean):
            yield key
        for inner in records_in(shape):
            if inner not in seen:
                yield from yes_or_no_keys(inner, seen)


def records_in(shape: FieldType) -> Iterator[type]:
    if isinstance(shape, MapType):
        yield shape.cls
    elif isinstance(shape, ListOf | MapOf):
        yield from records_in(shape.item)
    elif isinstance(shape, ShortOrLong):
        yield from records_in(shape.short)
        yield from records_in(shape.long)


YES_OR_NO = set(yes_or_no_keys(Methodology, set()))


def differences(ours: Node, theirs: Any, path: str = "", key: str = "") -> list[str]:
    """Where the usual reader finds something else than ours does. A number may be a number, as long
    as it is written as Python writes it; a truth only where a key asks for one."""
    if ours.kind == "map":
        if not isinstance(theirs, dict) or [str(name) for name in theirs] != list(ours.value):
            return [path]
        return [
            found
            for (name, node), value in zip(ours.value.items(), theirs.values(), strict=True)
            for found in differences(node, value, f"{path}/{name}", name)
        ]
    if ours.kind == "list":
        if not isinstance(theirs, list) or len(theirs) != len(ours.value):
            return [path]
        return [
            found
            for number, (node, value) in enumerate(zip(ours.value, theirs, strict=True))
            for found in differences(node, value, f"{path}/{number}", key)
        ]
    if ours.kind == "nothing":
        return [] if theirs is None else [path]
    if isinstance(theirs, bool):
        truth = {True: ("yes", "true"), False: ("no", "false")}[theirs]
        return [] if key in YES_OR_NO and ours.value in truth else [path]
    same = isinstance(theirs, str | int | float) and str(theirs) == ours.value
    return [] if same else [path]


@pytest.mark.parametrize("name", [*SHIPPED, *SHOWN])
def test_read_alike(name: str) -> None:
    text = (SHIPPED | SHOWN)[name]
    assert differences(parse_yaml(text, name), yaml.load(text, Loader=yaml.SafeLoader)) == []


def test_all_are_looked_at() -> None:
    assert len(SHIPPED) >= 9
    assert len(SHOWN) == DOCUMENT.read_text("utf-8").count("```yaml") >= 4
    assert {"counted", "summary", "annexe", "optional", "new_page", "lettered"} <= YES_OR_NO


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("{id: 2.6, rated: no}", ["/rated"]),
        ("{id: 2.10}", ["/id"]),
        ("of: [1.1, 1.10]", ["/of/1"]),
        ("used: 2021-06-26", ["/used"]),
        ("{title: on, counted: no}", ["/title"]),
        ("{id: 2.6, rated: 'no', counted: no, from: 50}", []),
    ],
)
def test_what_is_read_otherwise_is_found(text: str, where: list[str]) -> None:
    theirs = yaml.load(text, Loader=yaml.SafeLoader)
    assert differences(parse_yaml(text, "a.yaml"), theirs) == where


def test_a_question_mark_before_a_brace_is_refused_by_the_usual_reader() -> None:
    """Why questions are in quotation marks."""
    with pytest.raises(yaml.YAMLError):
        yaml.load("{text: Is the water clean?}", Loader=yaml.SafeLoader)
