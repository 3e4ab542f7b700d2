"""How a report is cited: its record for BibTeX, which bibliographies read.

What is said of it in words is in the template.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportgen.report.output_files import SiteAddress
    from reportgen.report.report import Report

_SIGNS = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "{}&%$#_"},
    }
)
"""What means something to LaTeX, as it is written there."""


def write_bibtex(report: Report, address: SiteAddress | None) -> str:
    """The record of a report, empty fields left out."""
    publication = report.publication
    title = f"{report.title}: {report.subtitle}" if report.subtitle else report.title
    day = report.published.iso if report.published else ""
    fields = {
        "author": publication.publisher,
        "title": title,
        "institution": publication.publisher,
        "type": str(report.document).capitalize(),
        "year": day[:4],
        "month": day[5:7].lstrip("0"),
        "isbn": publication.isbn,
    }
    lines = [
        f"  {name} = {{{{{str(value).translate(_SIGNS)}}}}}"
        for name, value in fields.items()
        if value
    ]
    if where := address.page if address else publication.available_at:
        lines.append(f"  url = {{{re.sub(r'[{}]', '', str(where))}}}")
    return "\n".join([f"@techreport{{{report.slug},", ",\n".join(lines), "}"])
