"""The files that are made of each report: their names and media types."""

from __future__ import annotations

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
