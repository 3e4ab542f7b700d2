"""Checks that dates exist, and writes them in words."""

from __future__ import annotations

import re

MONTHS = tuple(
    "January February March April May June July August September October November December".split()
)

_ISO_DATE = re.compile(r"([1-9][0-9]{3})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
"""2022, 2022-08 or 2022-08-31. The digits of other scripts are not meant."""
_IN_WORDS = (
    r"(?:(?P<day>[0-9]{1,2})(?:st|nd|rd|th)? )?"
    r"(?P<month>[A-Za-z]{3,9})\.?,? (?P<year>[1-9][0-9]{3})"
)  # “14 March 2025”, “March 2025”
_IN_NUMBERS = r"([0-9]{1,2})[./]([0-9]{1,2})[./]([1-9][0-9]{3})"  # “14/03/2025”


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


def read_date_in_words(text: str) -> str | None:
    """The date that people mean by 14 March 2025, Mar 2025 or 14/03/2025, as files have it."""
    text = " ".join(text.split())
    if match := re.fullmatch(_IN_NUMBERS, text):
        day, number, year = match.groups()
        written = f"{year}-{int(number):02}-{int(day):02}"
        return written if is_iso_date(written) and (int(day) > 12 or day == number) else None
    match = re.fullmatch(_IN_WORDS, text)
    month = match["month"].lower() if match else ""
    numbers = [n for n, name in enumerate(MONTHS, 1) if name.lower().startswith(month) and month]
    if not match or len(numbers) != 1:
        return None
    written = f"{match['year']}-{numbers[0]:02}"
    written += f"-{int(match['day']):02}" if match["day"] else ""
    return written if is_iso_date(written) else None
