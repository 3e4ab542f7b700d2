"""Local time, as people agree on it: “00:01 on Wednesday 31 August 2022”.

A time that the clocks skip, or show twice, is refused with both readings. It must not know what the
times are for.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from reportgen.languages.language import DEFAULT, Language, open_language
from reportgen.problems import InputError, Place, error
from reportgen.util.dates import date_in_words

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

TIME_ZONE = "Europe/London"
"""Where nothing names another."""


_FORM = "%Y-%m-%d %H:%M"


def find_zone(name: str, place: Place) -> ZoneInfo:
    """The time zone of a name."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # a build needs none, and it takes a while

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(
            error(
                "time-zone",
                place,
                f"the time zone `{name}` is not known here",
                "write it as Europe/London; where no zone is known at all, install tzdata",
            )
        ) from None


def read_moment(written: str, zone: ZoneInfo, place: Place) -> datetime:
    """The moment that a local time names: 2022-08-31 00:01."""
    try:
        local = datetime.strptime(written, _FORM)
        if f"{local:{_FORM}}" != written:  # strptime also takes 2022-8-31 0:1
            raise ValueError
    except ValueError:
        raise InputError(
            error(
                "time",
                place,
                f"`{written}` is not a day with a time",
                'write it as "2022-08-31 00:01"',
            )
        ) from None
    early, late = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if early.utcoffset() == late.utcoffset():
        return early
    exists = early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local
    first, second = sorted((early.astimezone(UTC), late.astimezone(UTC)))
    readings = [f"{one.astimezone(zone):%H:%M %Z} ({one:%H:%M} UTC)" for one in (first, second)]
    day = say_day(local.date())
    if exists:
        raise InputError(
            error(
                "time-twice",
                place,
                f"{local:%H:%M} comes twice on {day}, when the clocks go back: it may be"
                f" {readings[0]} or {readings[1]}",
                "choose a time outside the hour that is repeated",
            )
        )
    raise InputError(
        error(
            "time-skipped",
            place,
            f"there is no {local:%H:%M} on {day}, when the clocks go forward: it may mean"
            f" {readings[0]} or {readings[1]}",
            "choose a time outside the hour that is skipped",
        )
    )


def say_day(day: date) -> str:
    """Wednesday 31 August 2022."""
    return f"{DAYS[day.weekday()]} {date_in_words(day.isoformat())}"


def say_moment(moment: datetime, wording: Language | None = None) -> str:
    """00:01 on Wednesday 31 August 2022."""
    wording = wording or open_language(DEFAULT)
    return wording.say(
        "moment",
        time=f"{moment:%H:%M}",
        weekday=wording.say(f"weekday-{moment.weekday()}"),
        date=wording.date(f"{moment:%Y-%m-%d}"),
    )


def say_wait(wait: timedelta) -> str:
    """4 h 12 min, counted up to the next whole minute."""
    minutes = -(-int(wait.total_seconds()) // 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [f"{n} {unit}" for n, unit in ((days, "d"), (hours, "h"), (minutes, "min")) if n]
    return " ".join(parts) or "1 min"
