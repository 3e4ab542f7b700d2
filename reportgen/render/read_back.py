"""Reads the ratings back out of what was published: a report's JSON, PDF, ODS or XLSX. Nobody has
to scrape a report of ours.

A PDF has the JSON inside. To find it takes no PDF library: of the whole format only embedded files
are looked for, unpacked within limits, and read if they are ours. Whatever a file is, what comes
out has been checked or the file is refused.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from reportgen.problems import InputError, Place, error
from reportgen.render.workbook.sheets import NOT_APPLICABLE, NOT_AVAILABLE, WITHHELD

if TYPE_CHECKING:
    from reportgen.reading.spreadsheet import Spreadsheet

MAX_FILE_BYTES = 200_000_000
MAX_JSON_BYTES = 50_000_000
MAX_EMBEDDED = 100
MAX_UNPACKED = 200_000_000
"""Bytes of all that is embedded."""


class PublishedRatings(NamedTuple):
    """What a published file says of its ratings."""

    ratings: dict[str, Any]
    """As `reportgen ratings --json` prints them."""
    title: str | None = None
    """Of the inspection; None where only its ratings were kept."""
    published: str | None = None


def read_ratings(path: Path) -> dict[str, Any]:
    """The ratings as `reportgen ratings --json` prints them. Refused where the file holds none."""
    return read_published(path).ratings


def read_published(path: Path) -> PublishedRatings:
    """The ratings that a file holds, and of what. Refused where it holds none."""
    here = Place(str(path), 1, 1, 1)
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise InputError(
                error(
                    "file-size",
                    here,
                    f"the file has more than {MAX_FILE_BYTES:,} bytes",
                    "is it a report made by reportgen?",
                )
            )
        with path.open("rb") as file:
            head = file.read(1024)
        if head.startswith(b"PK\x03\x04"):
            return _of_spreadsheet(path, here)
        data = path.read_bytes()
    except OSError as problem:
        raise InputError(
            error(
                "file-unreadable",
                here,
                f"the file cannot be read: {problem.strerror or problem}",
                "check the name and that you may read it",
            )
        ) from None
    if b"%PDF-" in head:
        return _of_pdf(data, here)
    ratings = _of_json(data)
    if ratings is None:
        raise _none_here(here, "the file holds no ratings")
    if "what_if" in ratings.ratings:
        raise _none_here(
            here,
            "the file says what the ratings would be if something were changed, not what they are",
        )
    return ratings


def _none_here(here: Place, message: str) -> InputError:
    return InputError(
        error("no-ratings", here, message, "name a PDF, JSON, ODS or XLSX made by reportgen")
    )


# JSON


def _of_json(data: bytes) -> PublishedRatings | None:
    """The ratings in a report's JSON, or in what `reportgen ratings --json` printed; None in
    anything else."""
    if len(data) > MAX_JSON_BYTES:
        return None
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    report = found.get("report") if isinstance(found, dict) else None
    if isinstance(found, dict) and isinstance(found.get("ratings"), dict):
        found = found["ratings"]
    return PublishedRatings(found, *_of_what(report)) if _are_ratings(found) else None


def _of_what(report: Any) -> tuple[str | None, str | None]:
    """The title of a report's inspection, and when it was published, as far as they are told."""
    title, date = (
        (report.get("title"), report.get("published")) if isinstance(report, dict) else (None, None)
    )
    day = date.get("iso") if isinstance(date, dict) else None
    return title if isinstance(title, str) else None, day if isinstance(day, str) else None


def _are_ratings(found: Any) -> bool:
    """Whether something has the form of ratings, down to each value that is printed."""

    def is_one_of(value: Any, *kinds: type) -> bool:
        return (value is None or isinstance(value, kinds)) and not isinstance(value, bool)

    if not isinstance(found, dict) or not isinstance(found.get("standards"), dict):
        return False
    whole = isinstance(found.get("inspection"), str) and isinstance(found.get("methodology"), str)
    whole = (
        whole
        and is_one_of(found.get("score"), int)
        and is_one_of(found.get("out_of"), int)
        and is_one_of(found.get("overall"), str)
    )
    return whole and all(
        isinstance(s, dict)
        and isinstance(s.get("title"), str)
        and is_one_of(s.get("rating"), str)
        and is_one_of(s.get("points"), int)
        and is_one_of(s.get("percent"), int)
        and is_one_of(s.get("driver"), str)
        and isinstance(s.get("because"), list)
        and all(isinstance(reason, str) for reason in s["because"])
        and is_one_of(s.get("margin"), dict)
        for s in found["standards"].values()
    )


# PDF

_EMBEDDED = re.compile(rb"/EmbeddedFile(?![A-Za-z])")
_STREAM = re.compile(rb"stream\r?\n")
_LENGTH = re.compile(rb"/Length\s+(\d{1,9})(?!\s+\d+\s+R)\b")


def _of_pdf(data: bytes, here: Place) -> PublishedRatings:
    for embedded in _embedded(data):
        ratings = _of_json(embedded)
        if ratings is not None:
            return ratings
    if b"/Encrypt" in data:
        raise _none_here(here, "the PDF is encrypted, so nothing in it can be read")
    raise _none_here(here, "the PDF holds no report of ours")


def _embedded(data: bytes) -> Iterator[bytes]:
    """The files embedded in a PDF, unpacked: objects whose dictionary says EmbeddedFile and whose
    stream is deflated or plain."""
    left = MAX_UNPACKED
    for count, found in enumerate(_EMBEDDED.finditer(data)):
        if count == MAX_EMBEDDED or left <= 0:
            return
        begins = data.rfind(b" obj", max(0, found.start() - 2_000), found.start())
        stream = _STREAM.search(data, found.end(), found.end() + 2_000)
        if begins < 0 or stream is None:
            continue
        dictionary = data[begins : stream.start()]
        length = _LENGTH.search(dictionary)
        stop = stream.end() + int(length[1]) if length else data.find(b"endstream", stream.end())
        packed = data[stream.end() : stop]
        if b"/Filter" not in dictionary:
            yield packed
        elif b"/FlateDecode" in dictionary and b"/DecodeParms" not in dictionary:
            try:
                unpacked = zlib.decompressobj().decompress(packed, min(MAX_JSON_BYTES + 1, left))
            except zlib.error:
                continue
            left -= len(unpacked)
            yield unpacked


# Spreadsheets


def _of_spreadsheet(path: Path, here: Place) -> PublishedRatings:
    from reportgen.reading.spreadsheet import Spreadsheet

    book = Spreadsheet(path, str(path))
    try:
        if not {"Overall", "Ratings", "Reasons"} <= set(book.names):
            raise _none_here(
                here,
                "the spreadsheet is no workbook of ours: it has no sheets Overall, Ratings and"
                " Reasons",
            )
        return _rated(book)
    except (ValueError, IndexError, KeyError, OverflowError):
        raise _none_here(
            here, "the sheets of the workbook are not as they were published"
        ) from None
    finally:
        book.close()


def _rated(book: Spreadsheet) -> PublishedRatings:
    """The ratings from the sheets that hold them."""
    overall = dict(_table(book, "Overall", 2))
    reasons: dict[str, list[str]] = {}
    for id, _, reason in _table(book, "Reasons", 3):
        reasons.setdefault(id, []).append(reason)
    standards = {
        id: {
            "title": title,
            "rating": _text(rating),
            "points": _number(points),
            "percent": _number(percent),
            "driver": _text(driver),
            "because": reasons.get(id, []),
            "margin": {"to": to, "cases": _number(cases)} if _text(to) is not None else None,
        }
        for id, title, rating, points, percent, driver, to, cases in _table(book, "Ratings", 8)
    }
    data: dict[str, Any] = {
        "inspection": overall["Inspection"],
        "methodology": overall["Methodology"],
        "score": _number(overall["Score"]),
        "out_of": _number(overall["Highest possible score"]),
        "overall": _text(overall["Overall rating"]),
        "standards": standards,
    }
    if "Sections_and_threads" in book.names:
        for kind, id, title, percent in _table(book, "Sections_and_threads", 4):
            data.setdefault({"section": "sections", "thread": "threads"}[kind], {})[id] = {
                "title": title,
                "percent": _decimal(percent),
            }
    return PublishedRatings(
        {**data, "problems": []}, overall["Title"], _text(overall.get("Published", NOT_APPLICABLE))
    )


def _table(book: Spreadsheet, name: str, width: int) -> list[list[str]]:
    """The first so many columns of a sheet's table, below its head: the lines above it fill one
    cell each."""
    rows = [row for _, row in book.rows(name)]
    head = next(number for number, row in enumerate([*rows, ["", ""]]) if len(row) > 1)
    return [[*row, *[NOT_AVAILABLE] * width][:width] for row in rows[head + 1 :]]


def _text(cell: str) -> str | None:
    return None if cell in (NOT_AVAILABLE, NOT_APPLICABLE, WITHHELD) else cell


def _number(cell: str) -> int | None:
    return None if _text(cell) is None else int(float(cell))


def _decimal(cell: str) -> float | None:
    return None if _text(cell) is None else float(cell)
