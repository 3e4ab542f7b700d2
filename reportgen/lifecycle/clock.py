"""The time of day, in one place. SOURCE_DATE_EPOCH does not change it: it opens no gate."""

from __future__ import annotations

from datetime import UTC, datetime


def read_clock() -> datetime:
    return datetime.now(UTC)
