"""Dates: which ones exist, and how they are written in words."""

from __future__ import annotations

import re

MONTHS = tuple(
    "January February March April May June July August September October November December".split()
)

_ISO_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
"""2022, 2022-08 or 2022-08-31."""


def is_iso_date(text: str) -> bool:
    """Whether a text is a year, a month or a day of the calendar: 2022, 2022-08 or 2022-08-31."""
    match = _ISO_DATE.fullmatch(text)
    if match is None:
        return False
    year, month, day = (int(part) if part else None for part in match.groups())
    if year is None or month is None:
        return True
    return 1 <= month <= 12 and (day is None or 1 <= day <= _days_in(year, month))


def _days_in(year: int, month: int) -> int:
    is_leap_year = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (31, 29 if is_leap_year else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def date_in_words(iso_date: str) -> str:
    """Write 2022-08-31 as 31 August 2022, 2022-08 as August 2022; a year stays as it is."""
    year, *rest = iso_date.split("-")
    day = [str(int(rest[1]))] if len(rest) == 2 else []
    month = [MONTHS[int(rest[0]) - 1]] if rest else []
    return " ".join([*day, *month, year])
