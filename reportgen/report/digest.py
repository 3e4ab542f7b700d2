"""The digest that identifies a published report. It covers the words and figures that readers see,
but not the layout."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

from reportgen.record.entries import digest_of
from reportgen.report.pictures import collect_pictures
from reportgen.report.report import Report
from reportgen.report.texts import ReportTexts
from reportgen.report.view import as_data

_TAG = re.compile(r'<([a-z]\w*)((?:\s+[\w-]+(?:="[^"]*")?)+)\s*/?>')
_READ_ATTRIBUTES = re.compile(r'\s(?:href|src|alt)="[^"]*"')


def digest_report(report: Report, texts: ReportTexts) -> str:
    """The digest of what readers read, whatever stage the report is in and however it is set.

    What is empty is left out, so that a newer version, which knows more, finds the same digest.
    """
    data = report.as_data()
    del data["marking"]
    figures = texts.dossier.inspection.figures.items()
    return digest_of(
        _read_alone(
            {
                "report": data,
                "pooled": as_data(texts.dossier.pooled),
                "figures": {name: [one.value, one.source] for name, one in figures},
                "pictures": {
                    name: sha256(content).hexdigest()
                    for name, content in collect_pictures(texts).files.items()
                },
            }
        )
    )


def _read_alone(value: Any) -> Any:
    """Remove everything empty from a value, and from its HTML everything that nobody reads."""
    if isinstance(value, dict):
        values = {key: _read_alone(one) for key, one in value.items()}
        return {key: one for key, one in values.items() if one not in (None, "", [], {})}
    if isinstance(value, (list, tuple)):
        return [_read_alone(one) for one in value]
    return _TAG.sub(_bare_tag, value) if isinstance(value, str) and "<" in value else value


def _bare_tag(match: re.Match[str]) -> str:
    return f"<{match[1]}{''.join(_READ_ATTRIBUTES.findall(match[2]))}>"
