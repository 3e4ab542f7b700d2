"""What the typeface has: the characters that its files hold, read from the files themselves without
a font library.

Only the tables that map characters (`cmap`, formats 4 and 12) are read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from struct import error, unpack, unpack_from


def find_missing_characters(text: str, folders: Sequence[Path]) -> set[str]:
    """The characters of a text that none of the fonts in the templates' folders has."""
    if text.isascii():
        return set()
    known = read_characters(tuple(folders))
    return {
        c
        for c in set(text) - known
        if not _unseen(c) and not known.issuperset(unicodedata.normalize("NFD", c))
    }


def name_character(character: str) -> str:
    """The character with its name."""
    return f"{character} ({unicodedata.name(character, f'U+{ord(character):04X}').lower()})"


def _unseen(character: str) -> bool:
    """What sets no sign of its own: controls, joiners, selectors of a variant."""
    return (
        unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp")
        or "\ufe00" <= character <= "\ufe0f"
    )


@cache
def read_characters(folders: tuple[Path, ...]) -> frozenset[str]:
    """All that can be set with the fonts of these folders."""
    return frozenset(
        chr(code)
        for folder in folders
        for file in sorted((folder / "fonts").glob("*.[to]tf"))
        for code in _mapped(file)
    )


def _mapped(font: Path) -> Iterator[int]:
    """The characters of one font; none where the file is no font, which setting the PDF will say."""
    with suppress(OSError, error), font.open("rb") as file:
        (tables,) = unpack(">4xH6x", file.read(12))
        for tag, _, offset, length in [unpack(">4sLLL", file.read(16)) for _ in range(tables)]:
            if tag == b"cmap":
                file.seek(offset)
                yield from _of_cmap(file.read(length))


def _of_cmap(data: bytes) -> Iterator[int]:
    (count,) = unpack_from(">2xH", data)
    for start in {unpack_from(">4xL", data, 4 + 8 * number)[0] for number in range(count)}:
        (form,) = unpack_from(">H", data, start)
        if form == 4:
            segments = unpack_from(">H", data, start + 6)[0] // 2
            ends = unpack_from(f">{segments}H", data, start + 14)
            starts = unpack_from(f">{segments}H", data, start + 16 + 2 * segments)
            for first, last in zip(starts, ends, strict=True):
                yield from range(first, min(last, 0xFFFE) + 1)
        elif form == 12:
            (groups,) = unpack_from(">L", data, start + 12)
            for number in range(groups):
                first, last = unpack_from(">LL", data, start + 16 + 12 * number)
                yield from range(first, last + 1)
