"""The time that SOURCE_DATE_EPOCH sets. Files are dated with it instead of with the clock."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from reportgen.problems import InputError, Place, error


def read_build_time() -> datetime | None:
    """Read the time that is set; None if none is. Raise InputError if it is not a time."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not epoch:
        return None
    if not (epoch.isascii() and epoch.isdecimal() and len(epoch) < 12):
        raise InputError(
            error(
                "source-date-epoch",
                Place("", 1, 1, 1),
                f"SOURCE_DATE_EPOCH is `{epoch[:40]}`, which is not a number of seconds since 1970",
                "set it to such a number, as `git log -1 --format=%ct` prints it, or unset it",
            )
        )
    return datetime.fromtimestamp(int(epoch), UTC)
