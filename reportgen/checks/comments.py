"""Checks of what came back from a check of facts: whether all is decided on and done."""

from __future__ import annotations

from reportgen.checks.context import Context
from reportgen.checks.register import Violations, check, found_elsewhere
from reportgen.comments.comment_file import find_open, find_undone


@check("comment-open", "warning", "a comment in inspections/SLUG.fact-check.yaml with `decision:`")
def comment_open(context: Context) -> Violations:
    """Every comment from a check of facts has a decision."""
    return find_open(context.dossier.comments)


@check("comment-undone", "warning", "{decision: accepted, done: no}")
def comment_undone(context: Context) -> Violations:
    """What was accepted in a check of facts is done."""
    return find_undone(context.dossier.comments)


found_elsewhere(
    "comment-twice",
    "error",
    "Each comment has an id of its own.",
    "A comment copied with its id",
    of_file=True,
)
found_elsewhere(
    "comment-because",
    "error",
    "A comment that is not accepted has a reason.",
    "{decision: not accepted, because: }",
    of_file=True,
)
