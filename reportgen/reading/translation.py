"""The words of a file in another language: each text of the file beside its translation.

Only words are exchanged, so what a file says in figures and rules cannot differ between languages.
A text is compared paragraph by paragraph; a paragraph without words, such as `{table:staffing}`,
stays as it is. It must not know what the file is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from reportgen.problems import Problem, error, warning

if TYPE_CHECKING:
    from reportgen.reading.fields import SourceText

_PARAGRAPHS = re.compile(r"(\n[ \t]*\n\s*)")
_PLACEHOLDER = re.compile(r"\{[^{}\n]*\}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W\d_]{2}")
_MARK = re.compile(r"::: *[\w-]*|\]\([^)\s]*|\[\^[\w-]+\]:?")
"""What Markdown means and readers do not see: the name of a box, an address, the name of a note."""


class Translation:
    """The translations of the texts of one file. It notes which are used and which are missing."""

    def __init__(
        self,
        language: str,
        texts: Mapping[SourceText, SourceText],
        path: str,
        others: Translation | None = None,
    ) -> None:
        self.language = language
        self.path = path
        self.others = others
        """Translations that are used where this has none: the grades of the methodology."""
        self._entries = {_squeeze(text): (text, other) for text, other in texts.items()}
        self._used: set[str] = set()
        self._missing: dict[str, SourceText] = {}

    def translate(self, text: SourceText, needed: bool) -> SourceText:
        """A text in the other language. `needed`: whether readers see it, so that it is reported
        where it has no translation."""
        whole = self._find(text)
        if whole is not None:
            return whole
        parts = _PARAGRAPHS.split(text)
        if len(parts) == 1:
            if needed and has_words(text):
                self._missing.setdefault(_squeeze(text), text)
            return text
        return self._join(text, parts)

    def _find(self, text: str) -> SourceText | None:
        key = _squeeze(text)
        if key in self._entries:
            self._used.add(key)
            return self._entries[key][1]
        return self.others._find(text) if self.others else None

    def _join(self, text: SourceText, parts: list[str]) -> SourceText:
        """A text of several paragraphs, whose places are those of the translations."""
        joined, offset, rows, first = "", 0, [], None
        for part in parts:
            other = self._find(part) if has_words(part) else None
            if other is None and has_words(part):
                self._missing.setdefault(_squeeze(part), _cut(text, offset, part))
            offset += len(part)
            if other is not None:
                first = first or other
                for number, line in enumerate(other.rstrip("\n").split("\n")):
                    place = other.at(number)
                    rows.append((len(joined), place.line, place.column))
                    joined += line + "\n"
                joined = joined[:-1]
            else:
                joined += part
        if first is None:
            return text
        return type(text)(joined, first.place, first.block_line, first.indent, tuple(rows))

    def find_problems(self, shown: str) -> Iterator[Problem]:
        """What is missing, what is no longer used, and where a number or a placeholder differs.
        `shown`: the file whose texts these are."""
        for text in self._missing.values():
            yield warning(
                "translation-missing",
                text.place,
                f"no translation into `{self.language}`: {_begin(text)}",
                f"add it under `texts:` in {self.path}",
            )
        for key, (text, other) in self._entries.items():
            if key not in self._used:
                yield warning(
                    "translation-stale",
                    text.place,
                    f"{shown} has no such text any more: {_begin(text)}",
                    "write the text as it is now, and look whether its translation still fits",
                )
            if differing := _compare_figures(text, other):
                yield error(
                    "translation-differs",
                    other.place,
                    f"the text and its translation differ in {differing}",
                    "a translation has the same numbers and placeholders as its text",
                )


def has_words(text: str) -> bool:
    """Whether a text has words that a translation would change."""
    return bool(_WORD.search(_MARK.sub("", _PLACEHOLDER.sub("", text))))


def _compare_figures(text: str, other: str) -> str:
    """The numbers and placeholders that only one of two texts has."""
    bare, other_bare = _PLACEHOLDER.sub("", text), _PLACEHOLDER.sub("", other)
    here = Counter([*_PLACEHOLDER.findall(text), *_NUMBER.findall(bare)])
    there = Counter([*_PLACEHOLDER.findall(other), *_NUMBER.findall(other_bare)])
    return ", ".join(f"`{figure}`" for figure in [*(here - there), *(there - here)])


def _cut(text: SourceText, offset: int, part: str) -> SourceText:
    """A paragraph of a text, with its place."""
    start = offset + len(part) - len(part.lstrip())
    return type(text)(part.strip(), text.at_offset(start))


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def _begin(text: str) -> str:
    squeezed = _squeeze(text)
    return f"“{squeezed}”" if len(squeezed) <= 60 else f"“{squeezed[:60].rpartition(' ')[0]} …”"
