"""A redline as JSON, for other programs."""

from __future__ import annotations

import json
from typing import Any

from reportgen.redline.changes import Change, Redline


def write_json(redline: Redline) -> str:
    """The differences; the same bytes for the same versions."""
    data = {
        "title": redline.title,
        "old": redline.old,
        "new": redline.new,
        "summary": redline.summary,
        "notes": list(redline.notes),
        "changes": [_as_data(change) for change in redline.changes],
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def _as_data(change: Change) -> dict[str, Any]:
    place = change.place
    return {
        "kind": change.kind,
        "op": change.op,
        "what": change.what,
        "where": change.where or None,
        "old": change.old,
        "new": change.new,
        "words": [list(span) for span in change.spans],
        "notes": list(change.notes),
        "place": f"{place.path}:{place.line}" if place.path else None,
        "consequences": [_as_data(one) for one in change.consequences],
    }
