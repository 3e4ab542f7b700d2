"""The moment that SOURCE_DATE_EPOCH names, which stands for the clock where files are dated."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from reportgen.problems import InputError, Place, error


def read_build_time() -> datetime | None:
    """None where nothing is set. Refused where what is set is no moment."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not epoch:
        return None
    if not (epoch.isascii() and epoch.isdecimal() and len(epoch) < 12):
        raise InputError(
            error(
                "source-date-epoch",
                Place("", 1, 1, 1),
                f"SOURCE_DATE_EPOCH is `{epoch[:40]}`, which is no number of seconds since 1970",
                "set it to one, as `git log -1 --format=%ct` prints it, or unset it",
            )
        )
    return datetime.fromtimestamp(int(epoch), UTC)
