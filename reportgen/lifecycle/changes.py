"""What changed in a report since it was published or signed. The gates ask this, and the redline
answers."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.lifecycle.submission import Submission
from reportgen.problems import InputError
from reportgen.record.entries import Entry
from reportgen.redline.as_text import say_change
from reportgen.redline.changes import Change
from reportgen.redline.compare import compare
from reportgen.redline.sides import EDITION, read_dossier, read_side

MAJOR = ("rating", "result", "recommendation")
"""The kinds of change that no minor correction makes."""


def find_major_changes(submission: Submission) -> Iterator[tuple[Change, str]]:
    """The ratings, results and recommendations that differ from the last edition, each with the
    words for it."""
    edition = submission.record.editions[-1].edition
    old = read_side(submission.project, f"{submission.slug}@{EDITION}{edition}")
    redline = compare(old, read_dossier(submission.dossier, submission.slug))
    for change in redline.changes:
        if change.kind in MAJOR:
            yield change, say_change(change)


def sum_up_since(submission: Submission, signed: Entry) -> str:
    """What changed since a signature, in one line; empty where that cannot be told."""
    if not signed.commit:
        return ""
    try:
        old = read_side(submission.project, f"{submission.slug}@{signed.commit}")
        return compare(old, read_dossier(submission.dossier, submission.slug)).summary
    except InputError:
        return ""
