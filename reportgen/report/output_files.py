"""The files that are made of each report: their names and media types."""

from __future__ import annotations

from urllib.parse import quote

from reportgen.util.frozen import frozen

WEB_PAGE = "index.html"

MEDIA_TYPES = {
    "html": "text/html",
    "pdf": "application/pdf",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""Of each format, by the ending of its file."""


def name_output(slug: str, ending: str, suffix: str = "") -> str:
    """The name of a report's file in one format: `west-sussex-2022.pdf`. `suffix` marks what is not
    published: `west-sussex-2022.draft.pdf`."""
    return WEB_PAGE if ending == "html" and not suffix else f"{slug}{suffix}.{ending}"


@frozen
class SiteAddress:
    """Where the site of all reports publishes a report."""

    page: str
    card: str
    """The picture that other sites show beside a link to it."""
    about: str
    """The page about the report: its editions, the inspections before and after it, those it draws
    on and the letters on it."""


def name_card(slug: str) -> str:
    """The path of a report's picture in the site."""
    return f"reports/{slug}/card.png"


def find_address(base: str, slug: str) -> SiteAddress | None:
    """Where the site at an address publishes a report; None where the address is not known."""
    start = base.strip()
    if not start:
        return None
    start = start if start.endswith("/") else f"{start}/"
    return SiteAddress(
        page=start + quote(f"reports/{slug}/report/"),
        card=start + quote(name_card(slug)),
        about=start + quote(f"reports/{slug}/"),
    )
