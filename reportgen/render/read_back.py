"""Reads the ratings back out of what was published: the JSON, PDF, ODS or XLSX of a report, so
that nobody has to copy them by hand.

A PDF has the JSON inside. No PDF library is needed to find it: of the whole format, only embedded
files are searched for, unpacked within limits, and read if they are JSON of a report. Whatever a
file is, its ratings have been checked before they are returned, or the file is refused.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from reportgen.languages.language import DEFAULT, Language, list_languages, open_language
from reportgen.problems import InputError, Place, error
from reportgen.render.workbook.sheets import NOT_APPLICABLE, NOT_AVAILABLE, WITHHELD, name_sheet

if TYPE_CHECKING:
    from reportgen.reading.spreadsheet import Spreadsheet

MAX_FILE_BYTES = 200_000_000
MAX_JSON_BYTES = 50_000_000
MAX_EMBEDDED_FILES = 100
MAX_UNPACKED_BYTES = 200_000_000
"""Of all embedded files together."""


class PublishedRatings(NamedTuple):
    """The ratings of a published file."""

    ratings: dict[str, Any]
    """As `reportgen ratings --json` prints them."""
    title: str | None = None
    """Of the inspection; None if the file holds only its ratings."""
    published: str | None = None
    """The day of publication."""
    fields: Mapping[str, tuple[str, ...]] = {}
    """The values of the fields that the methodology declares, by their ids."""


def read_ratings(path: Path) -> dict[str, Any]:
    """Read the ratings of a published file, as `reportgen ratings --json` prints them."""
    return read_published(path).ratings


def read_published(path: Path) -> PublishedRatings:
    """Read the ratings of a published file. Raise InputError if there are none."""
    place = Place(str(path), 1, 1, 1)
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise InputError(
                error(
                    "file-size",
                    place,
                    f"the file has more than {MAX_FILE_BYTES:,} bytes",
                    "name a report that reportgen has made: none is so large",
                )
            )
        with path.open("rb") as file:
            start = file.read(1024)
        if start.startswith(b"PK\x03\x04"):
            return _read_workbook(path, place)
        data = path.read_bytes()
    except OSError as reason:
        raise InputError(
            error(
                "file-unreadable",
                place,
                f"the file cannot be read: {reason.strerror or reason}",
                "check its name, and that you may read it",
            )
        ) from None
    return _read_pdf(data, place) if b"%PDF-" in start else _read_json(data, place)


def read_report_data(path: Path) -> dict[str, Any]:
    """Read the data of a published report, as its JSON has them; of a workbook, its ratings and
    title alone. Raise InputError if there are none."""
    published = read_published(path)
    with path.open("rb") as file:
        data = file.read()
    for content in (data,) if b"%PDF-" not in data[:1024] else _unpack_embedded_files(data):
        whole = _parse_whole(content)
        if whole is not None:
            return whole
    return {"ratings": published.ratings, "title": published.title}


def _parse_whole(content: bytes) -> dict[str, Any] | None:
    """The JSON of a report; None in anything else."""
    if _parse_json(content) is None:
        return None
    data: dict[str, Any] = json.loads(content.decode("utf-8-sig"))
    return data if isinstance(data.get("report"), dict) else None


def _no_ratings(place: Place, message: str) -> InputError:
    return InputError(
        error("no-ratings", place, message, "name a PDF, JSON, ODS or XLSX that reportgen has made")
    )


# JSON


def _read_json(data: bytes, place: Place) -> PublishedRatings:
    published = _parse_json(data)
    if published is None:
        raise _no_ratings(place, "the file holds no ratings")
    if "what_if" in published.ratings:
        raise _no_ratings(
            place,
            "the file says what the ratings would be if something changed, not what they are",
        )
    return published


def _parse_json(data: bytes) -> PublishedRatings | None:
    """The ratings in the JSON of a report, or in what `reportgen ratings --json` printed; None in
    anything else."""
    if len(data) > MAX_JSON_BYTES:
        return None
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict):
        return None
    ratings = content["ratings"] if isinstance(content.get("ratings"), dict) else content
    if not _are_ratings(ratings):
        return None
    report = content.get("report")
    if not isinstance(report, dict):
        return PublishedRatings(ratings)
    title, published = report.get("title"), report.get("published")
    day = published.get("iso") if isinstance(published, dict) else None
    return PublishedRatings(
        ratings,
        title if isinstance(title, str) else None,
        day if isinstance(day, str) else None,
        _find_fields(report.get("fields")),
    )


def _find_fields(fields: Any) -> dict[str, tuple[str, ...]]:
    """The fields of a report, of those that have the form of one."""
    return {
        one["id"]: tuple(map(str, one["values"]))
        for one in (fields if isinstance(fields, list) else ())
        if isinstance(one, dict)
        and isinstance(one.get("id"), str)
        and isinstance(one.get("values"), list)
    }


def _are_ratings(value: Any) -> bool:
    """Whether a value has the form of ratings, down to each value that is printed."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("inspection"), str)
        and isinstance(value.get("methodology"), str)
        and _is_optional(value.get("score"), int)
        and _is_optional(value.get("out_of"), int)
        and _is_optional(value.get("overall"), str)
        and isinstance(value.get("standards"), dict)
        and all(map(_is_rated_standard, value["standards"].values()))
    )


def _is_rated_standard(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("title"), str)
        and _is_optional(value.get("rating"), str)
        and _is_optional(value.get("points"), int)
        and _is_optional(value.get("percent"), int)
        and _is_optional(value.get("driver"), str)
        and isinstance(value.get("because"), list)
        and all(isinstance(reason, str) for reason in value["because"])
        and _is_optional(value.get("margin"), dict)
    )


def _is_optional(value: Any, type_: type) -> bool:
    """Whether a value is missing or of a type. To Python, True and False are integers too."""
    return value is None or (isinstance(value, type_) and not isinstance(value, bool))


# PDF

_EMBEDDED_FILE = re.compile(rb"/EmbeddedFile(?![A-Za-z])")
"""`/Type /EmbeddedFile`, but not `/EmbeddedFiles`."""
_STREAM = re.compile(rb"stream\r?\n")
_LENGTH = re.compile(
    rb"""
    /Length \s+ (\d{1,9})      # /Length 4021
    (?! \s+ \d+ \s+ R ) \b    # not /Length 12 0 R, which refers to another object
    """,
    re.VERBOSE,
)

_MAX_DICTIONARY_BYTES = 2_000
"""How far before and after its type the dictionary of an embedded file is searched for its ends."""


def _read_pdf(data: bytes, place: Place) -> PublishedRatings:
    for embedded in _unpack_embedded_files(data):
        if published := _parse_json(embedded):
            return published
    if b"/Encrypt" in data:
        raise _no_ratings(place, "the PDF is encrypted, so nothing in it can be read")
    raise _no_ratings(place, "the PDF does not hold the data of a report")


def _unpack_embedded_files(data: bytes) -> Iterator[bytes]:
    """The files embedded in a PDF: objects whose dictionary has the type EmbeddedFile and whose
    stream is deflated or plain."""
    bytes_left = MAX_UNPACKED_BYTES
    for count, match in enumerate(_EMBEDDED_FILE.finditer(data)):
        if count == MAX_EMBEDDED_FILES or bytes_left <= 0:
            return
        begin = data.rfind(b" obj", max(0, match.start() - _MAX_DICTIONARY_BYTES), match.start())
        stream = _STREAM.search(data, match.end(), match.end() + _MAX_DICTIONARY_BYTES)
        if begin < 0 or stream is None:
            continue
        dictionary = data[begin : stream.start()]
        length = _LENGTH.search(dictionary)
        end = stream.end() + int(length[1]) if length else data.find(b"endstream", stream.end())
        packed = data[stream.end() : end]
        if b"/Filter" not in dictionary:
            yield packed
        elif b"/FlateDecode" in dictionary and b"/DecodeParms" not in dictionary:
            most = min(MAX_JSON_BYTES + 1, bytes_left)
            try:
                unpacked = zlib.decompressobj().decompress(packed, most)
            except zlib.error:
                continue
            bytes_left -= len(unpacked)
            yield unpacked


# Workbooks


def _read_workbook(path: Path, place: Place) -> PublishedRatings:
    from reportgen.reading.spreadsheet import Spreadsheet

    book = Spreadsheet(path, str(path))
    try:
        for wording in map(open_language, sorted(list_languages(), key=lambda tag: tag != DEFAULT)):
            if {_sheet(wording, key) for key in ("overall", "ratings", "reasons")} <= set(
                book.names
            ):
                return _read_sheets(book, wording)
        raise _no_ratings(
            place,
            "the spreadsheet is not the workbook of a report: it has no sheets Overall, Ratings"
            " and Reasons",
        )
    except (ValueError, IndexError, KeyError, OverflowError):
        raise _no_ratings(
            place, "the sheets of the workbook are not as they were published"
        ) from None
    finally:
        book.close()


def _sheet(wording: Language, key: str) -> str:
    """The name of a sheet in a language."""
    return name_sheet(wording.say(f"sheet-{key}"))


def _read_sheets(book: Spreadsheet, wording: Language) -> PublishedRatings:
    """Read the ratings from the sheets that hold them."""
    say = wording.say
    overall = dict(_read_table(book, _sheet(wording, "overall"), 2))
    ratings: dict[str, Any] = {
        "inspection": overall[say("inspection")],
        "methodology": overall[say("methodology")],
        "score": _number(overall[say("score")]),
        "out_of": _number(overall[say("highest-score")]),
        "overall": _text(overall[say("overall-rating")]),
        "standards": _read_standards(book, wording),
    }
    if (name := _sheet(wording, "shares")) in book.names:
        kinds = {say("section"): "sections", say("thread").lower(): "threads"}
        for kind, id, title, percent in _read_table(book, name, 4):
            shares = ratings.setdefault(kinds[kind], {})
            shares[id] = {"title": title, "percent": _decimal(percent)}
    ratings["problems"] = []
    published = _text(overall.get(say("published"), NOT_APPLICABLE))
    fields: dict[str, tuple[str, ...]] = {}
    name = _sheet(wording, "facts")
    for id, _, value in _read_table(book, name, 3) if name in book.names else ():
        fields[id] = (*fields.get(id, ()), value)
    return PublishedRatings(ratings, overall[say("title")], published, fields)


def _read_standards(book: Spreadsheet, wording: Language) -> dict[str, dict[str, Any]]:
    reasons: dict[str, list[str]] = {}
    for id, _, reason in _read_table(book, _sheet(wording, "reasons"), 3):
        reasons.setdefault(id, []).append(reason)
    rows = _read_table(book, _sheet(wording, "ratings"), 8)
    return {
        id: {
            "title": title,
            "rating": _text(rating),
            "points": _number(points),
            "percent": _number(percent),
            "driver": _text(driver),
            "because": reasons.get(id, []),
            "margin": {"to": to, "cases": _number(cases)} if _text(to) is not None else None,
        }
        for id, title, rating, points, percent, driver, to, cases in rows
    }


def _read_table(book: Spreadsheet, name: str, width: int) -> list[list[str]]:
    """The first columns of a sheet's table, below its headings. Each line above the table fills
    only one cell."""
    rows = [row for _, row in book.rows(name)]
    head = next(number for number, row in enumerate([*rows, ["", ""]]) if len(row) > 1)
    return [[*row, *[NOT_AVAILABLE] * width][:width] for row in rows[head + 1 :]]


def _text(cell: str) -> str | None:
    return None if cell in (NOT_AVAILABLE, NOT_APPLICABLE, WITHHELD) else cell


def _number(cell: str) -> int | None:
    return None if _text(cell) is None else int(float(cell))


def _decimal(cell: str) -> float | None:
    return None if _text(cell) is None else float(cell)
