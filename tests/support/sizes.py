"""How much the longest tests try: some of their cases each time, all of them with `bin/test long`."""

from __future__ import annotations

import os


def is_long() -> bool:
    """Whether the tests try all of their cases, as `bin/test long` asks."""
    return os.environ.get("REPORTGEN_TESTS") == "long"


def take(some: int, *, of: int) -> int:
    """How many of the cases of a long test to try."""
    return of if is_long() else some
