"""The words that a report prints beside its own text, in one language: each from a catalogue, which
is a file of data.

It knows numbers, dates and lists as the language writes them, and nothing of what a report holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

import yaml

from reportgen.problems import InputError, Place, Problem, error

FOLDER = Path(__file__).parent
"""Where the packaged catalogues are, each named after its language: cy.yaml."""

DEFAULT = "en"
"""The language that has every word, since it is the one that reports are first written in."""

Entry = str | Mapping[str, str]
"""A text, or one for each kind of number: `one`, `two`, `few`, `many`, `other`."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Language:
    """The words of one language, and how it writes numbers, dates and lists."""

    def __init__(self, tag: str, entries: Mapping[str, Entry]) -> None:
        self.tag = tag
        self._entries = entries

    def say(self, key: str, **values: object) -> str:
        """The text of a key with its values filled in. `count` chooses among several forms."""
        entry = self._entries[key]
        if not isinstance(entry, str):
            form = find_plural(self.tag, values["count"])
            entry = entry.get(form, entry["other"])
        return entry.format_map(values) if values else entry

    def knows(self, key: str) -> bool:
        return key in self._entries

    def number(self, number: int) -> str:
        """A small number as running text has it: in words, where the language has some that fit
        any noun."""
        key = f"number-{number}"
        return self.say(key) if key in self._entries else str(number)

    def date(self, iso_date: str) -> str:
        """31 August 2022 of 2022-08-31, August 2022 of 2022-08; a year stays as it is."""
        year, *rest = iso_date.split("-")
        if not rest:
            return year
        month = self.say(f"month-{int(rest[0])}")
        if len(rest) == 1:
            return self.say("month-and-year", month=month, year=year)
        return self.say("day-month-and-year", day=int(rest[1]), month=month, year=year)

    def list(self, words: Iterable[str], joined: str = "and") -> str:
        """One, two and three. `joined`: `and`, or `or`."""
        *first, last = list(words)
        if not first:
            return last
        return self.say(f"list-{joined}", first=", ".join(first), last=last)


def open_language(tag: str) -> Language:
    """The language of a tag: en-GB has the catalogue en.yaml. Raise InputError where there is
    none, or where it lacks words."""
    return _open(tag, tag.split("-")[0].lower())


@cache
def _open(tag: str, name: str) -> Language:
    if name not in list_languages():
        raise InputError(
            error(
                "no-language",
                Place(f"languages/{name[:20]}.yaml", 1, 1, 1),
                f"there is no catalogue of words for the language `{tag[:40]}`",
                f"there are: {', '.join(list_languages())}; reportgen/languages/ holds them",
            )
        )
    entries = _read(name)
    if problems := find_faults(name, entries):
        raise InputError(*problems)
    return Language(tag, entries)


@cache
def list_languages() -> tuple[str, ...]:
    """The languages that have a catalogue."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@cache
def _read(name: str) -> Mapping[str, Entry]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    entries: Mapping[str, Entry] = yaml.load(
        (FOLDER / f"{name}.yaml").read_text("utf-8"),
        Loader=loader,  # both are safe loaders, of our own file
    )
    return entries


def find_faults(name: str, entries: Mapping[str, Entry]) -> list[Problem]:
    """Every word that a language lacks, and every one that asks for a value that is not given."""
    if name == DEFAULT:
        return []
    place = Place(f"languages/{name}.yaml", 1, 1, 1)
    problems = []
    for key, english in _read(DEFAULT).items():
        if key.startswith("number-"):
            continue  # without them, numbers are in figures
        if key not in entries:
            message = f"`{key}` has no words in the language `{name}`"
            hint = f"add it: in English it is “{_forms(english)[-1]}”"
            problems.append(error("missing-words", place, message, hint))
            continue
        values = {value for form in _forms(english) for value in _PLACEHOLDER.findall(form)}
        for form in _forms(entries[key]):
            if unknown := sorted(set(_PLACEHOLDER.findall(form)) - values - {"count"}):
                message = f"`{key}` asks for {{{unknown[0]}}}, which is not given"
                hint = f"it may hold: {', '.join(f'{{{value}}}' for value in sorted(values))}"
                problems.append(error("unknown-value", place, message, hint))
    return problems


def _forms(entry: Entry) -> list[str]:
    return [entry] if isinstance(entry, str) else list(entry.values())


def find_plural(tag: str, count: object) -> str:
    """The form of a noun that a language has beside a number."""
    assert isinstance(count, int)
    return _PLURALS.get(tag.split("-")[0], _plural_of_two)(count)


def _plural_of_two(count: int) -> str:
    return "one" if count == 1 else "other"


def _plural_of_welsh(count: int) -> str:
    return {0: "zero", 1: "one", 2: "two", 3: "few", 6: "many"}.get(count, "other")


_PLURALS: dict[str, Callable[[int], str]] = {"cy": _plural_of_welsh}
"""How many forms there are beside numbers, by language; the others have two."""
