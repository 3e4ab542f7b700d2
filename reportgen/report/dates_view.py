"""Dates as a template sees them."""

from __future__ import annotations

from reportgen.report import view
from reportgen.util.dates import date_in_words


def view_date(written: str | None) -> view.DateView | None:
    """24 May 2022, May 2022 or 2022."""
    if written is None:
        return None
    return view.DateView(words=date_in_words(written), iso=str(written))
