"""Reads published ratings from a CSV file: which column holds which standard, and which grade a
cell means.

It must not know how anything is rated.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from reportgen.methodology.model import OVERALL, Grade, Methodology
from reportgen.problems import InputError, Place, Problem, error, find_nearest, start_of
from reportgen.util.frozen import frozen

MAX_BYTES = 500_000_000
MAX_PROBLEMS = 20
"""So many cells that mean nothing are listed. More are of one kind."""

OVERALL_HEADINGS = ("overall", "overall published", "rating", "rating published", "published")
COUNT_HEADINGS = ("count", "number", "how many")
NOT_RATED = frozenset(("", "-", "–", "na", "n/a", "nan", "not rated", "not applicable", "null"))
"""What a cell without a rating says."""


@frozen
class Layout:
    """Which column of a file holds what."""

    standards: Mapping[str, int]
    """By the id of the standard."""
    overall: int
    count: int | None
    """How many times a row counts; without such a column, once."""


@frozen(kw_only=False)
class PublishedRow:
    """One published set of ratings, and how many times it was published."""

    ratings: tuple[tuple[str, str], ...]
    """Standard and grade, of those that were rated."""
    overall: str
    count: int


def read_published(
    path: Path, methodology: Methodology, columns: Mapping[str, str], unrated: Iterable[str] = ()
) -> tuple[list[PublishedRow], list[Problem]]:
    """Every row of a file that has an overall rating, and the cells that mean nothing.

    `columns` names the column of a standard, of `overall` and of `count` where the heading does
    not say.
    """
    here = start_of(str(path))
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _refuse(
                here, f"the file has more than {MAX_BYTES:,} bytes", "take it apart by year"
            )
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file, strict=True)
            header = next(lines, [])
            layout = find_columns(header, methodology, columns, here)
            words = NOT_RATED | {word.casefold() for word in unrated}
            return _read_rows(lines, layout, methodology, str(path), words)
    except OSError as reason:
        raise _refuse(
            here,
            f"the file cannot be read: {reason.strerror or reason}",
            "check its name, and that you may read it",
        ) from None
    except UnicodeDecodeError:
        raise _refuse(here, "the file is not UTF-8", "save it as CSV UTF-8") from None
    except csv.Error as reason:
        raise _refuse(here, f"this is not CSV: {reason}", "save it as CSV UTF-8") from None


def _refuse(place: Place, message: str, hint: str) -> InputError:
    return InputError(error("published-file", place, message, hint))


def find_columns(
    header: list[str], methodology: Methodology, columns: Mapping[str, str], here: Place
) -> Layout:
    """Which column holds which standard: as named, or by its heading, which is the id or title."""
    headings = {_plain(heading): index for index, heading in reversed([*enumerate(header)])}
    named = {
        target: _named(target, heading, headings, header, here)
        for target, heading in columns.items()
    }
    rated = {id: s for id, s in methodology.standards.items() if s.rated != "no"}
    unknown = [target for target in columns if target not in (*rated, OVERALL, "count")]
    if unknown:
        near = find_nearest(unknown[0], [*rated, OVERALL, "count"])
        raise _refuse(
            here,
            f"there is no {methodology.words.standard} `{unknown[0]}`",
            f"did you mean `{near}`?" if near else f"there are: {', '.join(rated)}, overall, count",
        )
    for id, standard in rated.items():
        column = next(
            (headings[h] for h in (_plain(id), _plain(standard.title)) if h in headings), None
        )
        if id not in named and column is not None:
            named[id] = column
    overall = named.get(OVERALL, _first(headings, OVERALL_HEADINGS))
    missing = [id for id in rated if id not in named and rated[id].counts_overall]
    if overall is None or missing:
        what = ", ".join([*missing, *([OVERALL] if overall is None else [])])
        raise _refuse(
            here,
            f"no column is found for {what}",
            "name it: --column ID=HEADING; the headings are: " + ", ".join(header[:30]),
        )
    return Layout(
        standards={id: named[id] for id in rated if id in named},
        overall=overall,
        count=named.get("count", _first(headings, COUNT_HEADINGS)),
    )


def _first(headings: Mapping[str, int], names: tuple[str, ...]) -> int | None:
    return next((headings[name] for name in names if name in headings), None)


def _named(
    target: str, heading: str, headings: Mapping[str, int], header: list[str], here: Place
) -> int:
    if _plain(heading) not in headings:
        near = find_nearest(_plain(heading), headings)
        raise _refuse(
            here,
            f"the file has no column `{heading}`, which --column names for {target}",
            f"did you mean `{near}`?" if near else "there are: " + ", ".join(header[:30]),
        )
    return headings[_plain(heading)]


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w.]+|_", " ", text.replace("’", "")).split()).casefold()


class _Grades:
    """Finds the grade that a cell means: by its name, by the beginning of it, or by its points."""

    def __init__(self, scale: tuple[Grade, ...]) -> None:
        self.names = {str(grade.name).casefold(): str(grade.name) for grade in scale}
        self.points = {str(g.points): str(g.name) for g in scale if g.points is not None}
        self.cache: dict[str, str | None] = {}

    def find(self, cell: str) -> str | None:
        if cell not in self.cache:
            self.cache[cell] = self._find(" ".join(cell.split()).casefold())
        return self.cache[cell]

    def _find(self, word: str) -> str | None:
        if word in self.names:
            return self.names[word]
        begun = [name for plain, name in self.names.items() if plain.startswith(f"{word} ")]
        return begun[0] if len(begun) == 1 else self.points.get(word)


def _read_rows(
    lines: Iterator[list[str]],
    layout: Layout,
    methodology: Methodology,
    display_path: str,
    unrated: frozenset[str],
) -> tuple[list[PublishedRow], list[Problem]]:
    rows: list[PublishedRow] = []
    problems: list[Problem] = []
    scales = {id: methodology.scale_of(methodology.standards[id]) for id in layout.standards}
    grades = {id: _Grades(scale) for id, scale in scales.items()}
    whole = _Grades(methodology.scale(methodology.rules.overall.scale))
    columns = {OVERALL: layout.overall, **layout.standards}
    for number, cells in enumerate(lines, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        words = {
            id: cells[column].strip() if column < len(cells) else ""
            for id, column in columns.items()
        }
        rated = {id: word for id, word in words.items() if word.casefold() not in unrated}
        if OVERALL not in rated:
            continue
        meant = {
            id: (whole if id == OVERALL else grades[id]).find(word) for id, word in rated.items()
        }
        wrong = [id for id, grade in meant.items() if grade is None]
        count = _read_count(cells, layout.count)
        if wrong or count is None:
            if len(problems) < MAX_PROBLEMS:
                problems.append(_report(display_path, number, columns, layout.count, wrong, words))
            continue
        ratings = tuple((id, str(grade)) for id, grade in meant.items() if id != OVERALL)
        rows.append(PublishedRow(ratings, str(meant[OVERALL]), count))
    return rows, problems


def _read_count(cells: list[str], column: int | None) -> int | None:
    if column is None:
        return 1
    text = cells[column].strip().replace(",", "") if column < len(cells) else ""
    return int(text) if re.fullmatch(r"\d{1,9}", text) else None


def _report(
    display_path: str,
    number: int,
    columns: Mapping[str, int],
    count: int | None,
    wrong: list[str],
    words: Mapping[str, str],
) -> Problem:
    if not wrong:
        place = Place(display_path, number, (count or 0) + 1, (count or 0) + 2)
        message, hint = f"row {number}: the count is no number", "write it in digits"
    else:
        column = columns[wrong[0]] + 1
        place = Place(display_path, number, column, column + 1)
        message = f"row {number}: `{words[wrong[0]][:40]}` is not a grade of {wrong[0]}"
        hint = "correct it; if it says that there is no rating, name it with --unrated"
    return error("published-cell", place, message, hint)
