"""Dates as a template sees them."""

from __future__ import annotations

from reportgen.languages.language import Language
from reportgen.report import view


def view_date(written: str | None, wording: Language) -> view.DateView | None:
    """24 May 2022, May 2022 or 2022."""
    if written is None:
        return None
    return view.DateView(words=wording.date(written), iso=str(written))
