"""Writes a changed text back to its file: the bytes outside the change stay as they were.

A byte order mark, the line ends of each line and the mode of the file are kept, and a file that has
changed since it was read is not written over.
"""

from __future__ import annotations

import re
from pathlib import Path

from reportgen.problems import InputError, Place, error
from reportgen.reading.text_file import decode
from reportgen.util.atomic_files import explain_unwritable, write_files_atomically
from reportgen.util.file_state import hash_file

_LINE = re.compile(r"[^\r\n]*(\r\n|\r|\n|\Z)")
_BOM = b"\xef\xbb\xbf"


class EditedFile:
    """A text file that is to be changed: its text, and what is needed to write it back."""

    def __init__(self, path: Path, display_path: str) -> None:
        self.path = path
        self.display_path = display_path
        if path.is_symlink():
            raise InputError(
                error(
                    "edit-refused",
                    Place(display_path, 1, 1, 1),
                    "this file is a link to another",
                    "change the file that it leads to",
                )
            )
        try:
            self.data = path.read_bytes()
        except OSError as reason:
            raise InputError(explain_unwritable(path, reason, lambda _: display_path)) from None
        self.text = decode(self.data, display_path)
        """The text with plain line ends and without a byte order mark: what edits work on."""

    @property
    def digest(self) -> str:
        """What tells this content from any other, for whoever edits it later."""
        return hash_file(self.path)

    def write(self, text: str) -> None:
        """Write the changed text, whole or not at all."""
        if text == self.text:
            return
        try:
            self._refuse_changed()
            data = self._encode(text)
            write_files_atomically(
                {self.path: data},
                lambda _: self.display_path,
                keep_mode=True,
                confirm=self._refuse_changed,
            )
        except OSError as reason:
            raise InputError(
                explain_unwritable(self.path, reason, lambda _: self.display_path)
            ) from None
        self.data, self.text = data, text

    def _refuse_changed(self) -> None:
        """Refuse to overwrite what somebody else has written since the file was read."""
        if self.path.read_bytes() != self.data:
            raise InputError(
                error(
                    "edit-stale",
                    Place(self.display_path, 1, 1, 1),
                    "the file has changed since it was read",
                    "nothing was written: look at the file, then try again",
                )
            )

    def _encode(self, text: str) -> bytes:
        """The bytes of the new text. Lines before and after the change keep their line ends; new
        ones get the one that the file has most."""
        bom = _BOM if self.data.startswith(_BOM) else b""
        raw = self.data[len(bom) :].decode("utf-8")
        ends = [match[1] for match in _LINE.finditer(raw) if match[0]]
        common = max(("\n", "\r\n", "\r"), key=ends.count)
        if all(end in (common, "") for end in ends):
            return bom + text.replace("\n", common).encode("utf-8")
        return bom + _with_ends(self.text, text, ends, common).encode("utf-8")


def _with_ends(old: str, new: str, ends: list[str], common: str) -> str:
    """The new text with the line ends of the old one wherever its lines are the same."""
    old_lines, new_lines = old.split("\n"), new.split("\n")
    head = _count_equal(old_lines, new_lines)
    tail = _count_equal(old_lines[head:][::-1], new_lines[head:][::-1])
    ends = [*ends, *[""] * (len(old_lines) - len(ends))]
    middle = [common] * (len(new_lines) - head - tail)
    lines = [*ends[:head], *middle, *(ends[-tail:] if tail else [])]
    if new_lines and len(lines) == len(new_lines):
        lines[-1] = ""
    return "".join(line + end for line, end in zip(new_lines, lines, strict=True))


def _count_equal(some: list[str], others: list[str]) -> int:
    """How many lines two lists have in common at their beginning."""
    pairs = enumerate(zip(some, others, strict=False))
    return next((n for n, (one, other) in pairs if one != other), min(len(some), len(others)))
