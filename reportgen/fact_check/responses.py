"""The table of responses to a check of facts: each comment, the decision and the reason. These are
the rows; each format writes them in its own way."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from reportgen.comments.comment_file import Comment, CommentFile, comments_path, read_comments
from reportgen.problems import InputError, error, start_of
from reportgen.project.loading import Project
from reportgen.util.frozen import frozen

HEAD = ("No.", "Paragraph", "By", "Kind", "What was said", "Decision", "Why", "Done")


@frozen
class Response:
    """A row of the table."""

    number: str
    paragraph: str
    by: str
    letter: str
    """A, B or C, where whoever said it chose one."""
    lines: tuple[str, ...]
    """One paragraph or several."""
    decision: str
    because: str
    done: str
    at: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as text, in the order of the head."""
        text = "\n".join(self.lines)
        row = (self.number, self.paragraph, self.by, self.letter, text)
        return (*row, self.decision, self.because, self.done)


def open_comments(project: Project, slug: str) -> tuple[Path, CommentFile]:
    """The comments on a report, and their file. Refused where there are none."""
    inspection = project.find_inspection_file(slug)
    path = comments_path(inspection)
    display_path = project.display_path(path)
    if not path.is_file():
        raise InputError(
            error(
                "no-comments",
                start_of(display_path),
                f"there are no comments on {inspection.stem}",
                f"`reportgen comments {inspection.stem} FILE.docx` reads what came back",
            )
        )
    file, problems = read_comments(path, display_path)
    if any(problem.is_error for problem in problems):
        raise InputError(*problems)
    return path, file


def make_responses(comments: Iterable[Comment]) -> list[Response]:
    """A row for each comment, in their order."""
    return [
        Response(
            number=str(one.id or ""),
            paragraph=_say_paragraph(one),
            by=", ".join(filter(None, (str(one.by or ""), str(one.on or "")))),
            letter=one.class_ or "",
            lines=tuple(_say(one)),
            decision=(one.decision or "open").capitalize(),
            because=" ".join(str(one.because or "").split()),
            done="Yes" if one.done else "",
            at=str(one.at or ""),
        )
        for one in comments
    ]


def _say_paragraph(comment: Comment) -> str:
    number, where = str(comment.paragraph or ""), str(comment.where or "")
    return ", ".join(filter(None, (number, where)))


def _say(comment: Comment) -> Iterable[str]:
    """What was said, a paragraph for each part of it."""
    change = comment.change
    if comment.about:
        yield f"On “{comment.about}”:"
    if change is not None:
        untracked = " (not tracked)" if comment.tracked is False else ""
        yield f"{str(comment.kind or 'change').capitalize()}{untracked}: {_say_change(comment)}"
    for line in str(comment.said or "").split("\n"):
        if line.strip():
            yield line.strip()
    for reply in comment.replies:
        text = " ".join(str(reply.said).split())
        yield f"{reply.by or 'Reply'}: {text}"
    if comment.resolved:
        yield "Marked as resolved by those who commented."


def _say_change(comment: Comment) -> str:
    assert comment.change is not None
    was, now = str(comment.change.was or ""), str(comment.change.now or "")
    if comment.kind in ("move", "joined paragraphs"):
        return f"“{was}” {now}"
    if was and now:
        return f"“{was}” → “{now}”"
    return f"“{was or now}”"


def list_responses(responses: Iterable[Response]) -> Iterable[str]:
    """The table as lines for a terminal."""
    for one in responses:
        is_numbered = one.paragraph[:1].isdigit()
        where = f"paragraph {one.paragraph}" if is_numbered else one.paragraph or "whole report"
        letter = f", {one.letter}" if one.letter else ""
        yield f"{one.number} {one.at} {where}{letter}, by {one.by or 'not known'}"
        yield from (f"    {line}" for line in one.lines)
        why = f": {one.because}" if one.because else ""
        done = "; done" if one.done else ""
        yield f"    {one.decision}{why}{done}"
