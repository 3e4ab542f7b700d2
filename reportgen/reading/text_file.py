"""Reads text files: within a limit of size, as UTF-8, with one kind of line ending.

It must not know YAML.
"""

from __future__ import annotations

from pathlib import Path

from reportgen.problems import InputError, Place, input_error, start_of

MAX_FILE_BYTES = 5_000_000
"""The longest report that we know has a fiftieth of this."""


def read_text(path: Path, display_path: str) -> str:
    """Read a text file. Raise InputError if it cannot be read, or is not UTF-8."""
    here = start_of(display_path)
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise input_error(
                "file-size",
                here,
                f"the file has {size:,} bytes; reportgen reads at most {MAX_FILE_BYTES:,}",
                "check that this is the right file: a report of 600 pages has a tenth of that",
            )
        data = path.read_bytes()
    except OSError as problem:
        raise unreadable(problem, display_path) from None
    return decode(data, display_path)


def unreadable(problem: OSError, display_path: str) -> InputError:
    """The error for a file that the system does not let us read."""
    return input_error(
        "file-unreadable",
        start_of(display_path),
        f"the file cannot be read: {problem.strerror or problem}",
        "check its name, and that you are allowed to read it",
    )


def decode(data: bytes, display_path: str) -> str:
    """Decode UTF-8. Leave out a byte order mark, and end every line with a newline alone."""
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        raise input_error(
            "not-utf-8", start_of(display_path), "the file is UTF-32", "save it as UTF-8"
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise input_error(
            "not-utf-8", start_of(display_path), "the file is UTF-16", "save it as UTF-8"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        before = data[: problem.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        raise input_error(
            "not-utf-8",
            Place(display_path, line, column, column + 1),
            f"byte 0x{data[problem.start]:02X} is not UTF-8",
            "save the file as UTF-8; the cause is often a quotation mark or dash from an older"
            " program",
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")
