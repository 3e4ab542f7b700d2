"""Which characters the fonts of the templates have.

They are read from the font files without a font library: only the tables that map characters
(`cmap`, formats 4 and 12) are needed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from struct import error, unpack, unpack_from


def find_missing_characters(text: str, folders: Sequence[Path]) -> set[str]:
    """Find the characters of a text that none of the fonts in the templates' folders has."""
    if text.isascii():
        return set()
    characters = read_characters(tuple(folders))
    return {
        character
        for character in set(text) - characters
        if not _is_invisible(character)
        and not characters.issuperset(unicodedata.normalize("NFD", character))
    }


def name_character(character: str) -> str:
    """Write a character with its Unicode name after it; one without a name by its number."""
    name = unicodedata.name(character, "").lower()
    return f"{character} ({name})" if name else f"character U+{ord(character):04X}"


def _is_invisible(character: str) -> bool:
    """Whether a character has no sign of its own: a control, a joiner or a variant selector."""
    return (
        unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp")
        or "\ufe00" <= character <= "\ufe0f"
    )


@cache
def read_characters(folders: tuple[Path, ...]) -> frozenset[str]:
    """Read all characters that the fonts of these folders have."""
    return frozenset(
        chr(code)
        for folder in folders
        for file in sorted((folder / "fonts").glob("*.[to]tf"))
        for code in _read_font(file)
    )


def _read_font(font: Path) -> Iterator[int]:
    """Read the characters of one font; none if it is not a font, which the PDF will report."""
    with suppress(OSError, error), font.open("rb") as file:
        (tables,) = unpack(">4xH6x", file.read(12))
        for tag, _, offset, length in [unpack(">4sLLL", file.read(16)) for _ in range(tables)]:
            if tag == b"cmap":
                file.seek(offset)
                yield from _read_cmap(file.read(length))


def _read_cmap(data: bytes) -> Iterator[int]:
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
