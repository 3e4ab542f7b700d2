"""The records of the example inspections, which show them as published.

They follow from the examples: an example that is changed gets a new record, so that it stays
published. (A real report keeps its record, and a change makes it the draft of a correction.)
`docs/generate.py` writes them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from reportgen.lifecycle.acts import describe_entry
from reportgen.lifecycle.editions import freeze_recommendations
from reportgen.lifecycle.submission import StageRequest, Submission
from reportgen.project.loading import Project
from reportgen.record.entries import PUBLIC, parse_record, write_entry

Event = tuple[datetime, StageRequest | tuple[str, str] | dict[str, str]]
"""When something happened, and what: a stage, a signature (role and name), or any entry."""

BY = "reportgen examples"

PUBLISHED: tuple[Event, ...] = (
    (datetime(2026, 11, 30, 12, tzinfo=UTC), StageRequest("published", by=BY)),
)

EVERY_STAGE: tuple[Event, ...] = (
    (datetime(2025, 1, 20, 9, tzinfo=UTC), StageRequest("draft", by="Robin Sample")),
    (
        datetime(2025, 2, 10, 9, tzinfo=UTC),
        StageRequest(
            "factual accuracy",
            by="Robin Sample",
            due="2025-02-24",
            to=("Head of the Exampleshire Community Service",),
        ),
    ),
    (datetime(2025, 3, 10, 9, tzinfo=UTC), ("quality assurance", "Kim Reader")),
    (datetime(2025, 3, 11, 9, tzinfo=UTC), ("chief inspector", "Alex Instance")),
    (
        datetime(2025, 3, 12, 9, tzinfo=UTC),
        StageRequest(
            "embargoed",
            by="Robin Sample",
            until="2025-03-18 00:01",
            no_comments=True,
            copies=(("Exampleshire County Council", "a reply on the day of publication"),),
        ),
    ),
    (
        datetime(2025, 3, 14, 9, tzinfo=UTC),
        {
            "copy": "Exampleshire Gazette",
            "on": "2025-03-14 09:00",
            "by": "Robin Sample",
            "why": "an article on the day of publication",
        },
    ),
    (datetime(2025, 3, 18, 0, 1, tzinfo=UTC), StageRequest("published", by="Robin Sample")),
)


def make_record(project: Project, slug: str) -> str:
    """The text of an example's record."""
    text = ""
    for now, event in EVERY_STAGE if slug.startswith("exampleshire-2025") else PUBLISHED:
        submission = Submission(project, slug, now)
        record = parse_record(text, "", slug)[0] if text else None
        submission.__dict__["dossier"] = replace(submission.dossier, record=record)
        submission.__dict__["sources"] = None
        text += write_entry(record, slug, _describe(submission, event))
    return text


def _describe(
    submission: Submission, event: StageRequest | tuple[str, str] | dict[str, str]
) -> dict[str, Any]:
    if isinstance(event, dict):
        return {**event, "digest": submission.digest}
    if isinstance(event, tuple):
        role, by = event
        return {
            "signed": role,
            "on": submission.today,
            "by": by,
            "digest": submission.digest,
        }
    submission.request = event
    entry = describe_entry(submission, forced=False)
    if event.stage in PUBLIC:
        entry["recommendations"] = freeze_recommendations(submission.report)
    return entry
