"""Drops the rest of a float that WeasyPrint 70.0 prints although the float is on the next page.

A float that does not fit is broken, and its rest is kept for the next page. If the part around it
then moves to the next page as a whole, the rest is kept all the same, and is printed there a second
time: a label of two lines beside a rating had its second line twice. So what is kept is compared
with the page: the rest of a float that is not on it is dropped.
"""

from __future__ import annotations

from functools import wraps
from types import ModuleType
from typing import Any

TESTED = frozenset({"70.0"})
"""The versions of WeasyPrint in which this was seen."""


def drop_rests_of_moved_floats(weasyprint: ModuleType) -> None:
    """Let WeasyPrint keep the rest only of floats that are on the page."""
    from weasyprint.layout import page as layout

    make_page: Any = layout.make_page
    if weasyprint.__version__ not in TESTED or hasattr(make_page, "__wrapped__"):
        return

    @wraps(make_page)
    def make_page_and_drop(context: Any, *arguments: Any) -> Any:
        page = make_page(context, *arguments)
        moved = context.broken_out_of_flow
        if moved:
            printed = {id(box) for box in page[0].descendants(placeholders=True)}
            for box in [box for box in moved if id(box) not in printed]:
                del moved[box]
        return page

    layout.make_page = make_page_and_drop
