"""Where the comments of a check of facts stand in the report as it is now.

The text of every paragraph that was sent is kept. So a comment stays with its paragraph even if
lines were added above it or its words were changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reportgen.comments.comment_file import Comment
from reportgen.comments.sent import SentEdition, SentParagraph, read_sent, sent_folder
from reportgen.fact_check.locating import Locator
from reportgen.fact_check.sending import list_paragraphs
from reportgen.problems import InputError, Place

if TYPE_CHECKING:
    from reportgen.dossier import Dossier
    from reportgen.report.pictures import Pictures
    from reportgen.report.report import Report
    from reportgen.report.texts import ReportTexts


class CommentPlaces:
    """Finds the paragraphs of comments."""

    def __init__(self, dossier: Dossier, now: Sequence[SentParagraph] | None) -> None:
        self.dossier = dossier
        self.now = now
        self._locators: dict[str, Locator | None] = {}

    def paragraph_sent(self, comment: Comment) -> SentParagraph | None:
        """The paragraph as it was sent."""
        edition, _, id = str(comment.sent or "").partition(" ")
        locator = self._locator(edition)
        return locator.sent.by_id.get(id) if locator is not None else None

    def paragraph_now(self, comment: Comment) -> SentParagraph | None:
        """The paragraph as it is now; None if it is not in the report, or nothing is known."""
        edition, _, _ = str(comment.sent or "").partition(" ")
        sent, locator = self.paragraph_sent(comment), self._locator(edition)
        return locator.find(sent) if locator is not None and sent is not None else None

    def place(self, comment: Comment) -> Place:
        """Where the paragraph is now, or where it was when the comment was read."""
        now = self.paragraph_now(comment)
        if now is not None:
            return now.place
        path, _, line = str(comment.at or "").rpartition(":")
        return Place(path or self.dossier.inspection.path, int(line) if line.isdigit() else 1, 1, 1)

    def _locator(self, edition: str) -> Locator | None:
        if edition not in self._locators:
            sent = self._read(edition)
            self._locators[edition] = Locator(sent, self.now) if sent is not None else None
        return self._locators[edition]

    def _read(self, edition: str) -> SentEdition | None:
        path = sent_folder(self.dossier.file) / f"{edition}.json"
        if not edition or "/" in edition or "\\" in edition or not path.is_file():
            return None
        try:
            return read_sent(path, self.dossier.project.display_path(path))
        except InputError:
            return None


def place_comments(
    dossier: Dossier, report: Report, texts: ReportTexts, pictures: Pictures
) -> list[tuple[Comment, Place]]:
    """The comments on a report, open ones first, each with where its paragraph is now."""
    if not dossier.comments.comments:
        return []
    places = CommentPlaces(dossier, list_paragraphs(dossier, report, texts, pictures))
    return [(one, places.place(one)) for one in dossier.comments.open_first]
