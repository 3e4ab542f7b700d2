"""The comments on a report that came back from a check of facts, with the decision on each:
`inspections/SLUG.fact-check.yaml`.

`reportgen comments` adds to the file; people decide in it. What a comment means for the report, and
when all must be decided on, is known further up; that a comment is open, here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reportgen.problems import NOWHERE, Place, Problem, error, sort_problems
from reportgen.reading.fields import (
    Boolean,
    Choice,
    LineText,
    ListOf,
    MapType,
    MarkdownText,
    ReadingContext,
    SourceText,
    field,
)
from reportgen.reading.text_file import read_text
from reportgen.reading.yaml_source import Node, parse_yaml
from reportgen.util.frozen import frozen

DECISIONS = ("accepted", "partly", "not accepted")


@frozen
class CommentReply:
    """An answer to a comment."""

    by: SourceText | None = field(LineText(), "who answered")
    on: SourceText | None = field(LineText(), "the day")
    said: SourceText = field(MarkdownText(), "what was answered", required=True)
    place: Place = NOWHERE


@frozen
class Change:
    """A change that somebody made in the text."""

    was: SourceText | None = field(LineText(), "the words as they were sent")
    now: SourceText | None = field(LineText(), "the words as they came back")
    before: SourceText | None = field(LineText(), "the words that stand before them")
    place: Place = NOWHERE


@frozen
class Comment:
    """A comment or a change that came back."""

    id: SourceText | None = field(LineText(), "its id")
    paragraph: SourceText | None = field(LineText(), "the number of the paragraph")
    at: SourceText | None = field(LineText(), "the file and line where the paragraph was typed")
    where: SourceText | None = field(LineText(), "a table cell, a heading, a footnote …")
    kind: SourceText | None = field(LineText(), "a comment, or what kind of change")
    by: SourceText | None = field(LineText(), "who made it")
    on: SourceText | None = field(LineText(), "the day")
    about: SourceText | None = field(LineText(), "the words that it is about")
    said: SourceText | None = field(MarkdownText(), "what was said")
    change: Change | None = field(MapType(Change), "what was changed")
    tracked: bool | None = field(Boolean(), "no, if Word did not track the change")
    class_: str | None = field(
        Choice("A", "B", "C"),
        "A: a word or number is wrong; B: the evidence; C: something is missing or not needed",
        key="class",
    )
    replies: tuple[CommentReply, ...] = field(
        ListOf(MapType(CommentReply)), "what others answered in the document", default=()
    )
    resolved: bool | None = field(Boolean(), "whether its author marked it as resolved")
    decision: str | None = field(Choice(*DECISIONS), "what was decided")
    because: SourceText | None = field(MarkdownText(), "why")
    done: bool | None = field(Boolean(), "whether the report says so now")
    from_: SourceText | None = field(LineText(), "the file it came in", key="from")
    sent: SourceText | None = field(
        LineText(), "the edition that was sent, and the paragraph in it"
    )
    mark: SourceText | None = field(LineText(), "by which it is known when it comes again")
    place: Place = NOWHERE

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return f"comment `{self.id}`" if self.id else "this comment"

    @property
    def is_open(self) -> bool:
        return self.decision is None

    @property
    def is_undone(self) -> bool:
        """Whether it was accepted and the report was not changed yet."""
        return self.decision in ("accepted", "partly") and not self.done


@frozen
class CommentFile:
    """All comments on one report, in the order in which they came."""

    comments: tuple[Comment, ...] = field(
        ListOf(MapType(Comment)), "the comments and changes, one item each", default=()
    )
    place: Place = NOWHERE
    is_bare: bool = False
    """Whether the file is the list itself, without the key `comments:`."""

    @property
    def open_first(self) -> list[Comment]:
        """Those that nobody decided on, then those that are not done, then the others."""
        return sorted(self.comments, key=lambda one: (not one.is_open, not one.is_undone))


def comments_path(inspection: Path) -> Path:
    """The comments on the inspection in a file."""
    return inspection.with_name(f"{inspection.stem}.fact-check.yaml")


def read_comments(path: Path, display_path: str) -> tuple[CommentFile, list[Problem]]:
    """Read the comments on a report, and all that is wrong with the file. Refused where it cannot
    be read at all."""
    return parse_comments(read_text(path, display_path), display_path)


def parse_comments(text: str, display_path: str) -> tuple[CommentFile, list[Problem]]:
    reading = ReadingContext()
    tree = parse_yaml(text, display_path, reading.problems)
    if tree.kind == "nothing":
        return CommentFile(), reading.problems
    is_bare = tree.kind == "list"
    if is_bare:
        tree = Node("map", {"comments": tree}, tree.place)
    if tree.kind != "map":
        wrong = error(
            "wrong-kind",
            tree.place,
            "a file of comments is a map with the key `comments:`",
            "begin with `comments:`; `reportgen comments` writes the rest",
        )
        return CommentFile(), [*reading.problems, wrong]
    file: CommentFile = MapType(CommentFile).read(tree, reading, is_bare=is_bare)
    problems = [*reading.problems, *_find_misfits(file)]
    return file, sort_problems(problems)


def _find_misfits(file: CommentFile) -> Iterator[Problem]:
    by_id: dict[str, Comment] = {}
    for comment in file.comments:
        id = str(comment.id or "")
        if comment.id and id in by_id:
            yield error(
                "comment-twice",
                comment.id.place,
                f"there is another comment `{id}` in line {by_id[id].place.line}",
                "give one of the two another id",
            )
        by_id.setdefault(id, comment)
        if comment.decision == "not accepted" and not (comment.because or "").strip():
            yield error(
                "comment-because",
                comment.place,
                f"{comment.name} is not accepted, and no reason is given",
                "write the reason behind `because:`; whoever made the comment reads it",
            )


def find_open(file: CommentFile) -> Iterator[tuple[Place, str, str]]:
    """The comments that nobody has decided on: where, what is wrong, what to do."""
    for comment in file.comments:
        if comment.is_open:
            yield (
                comment.place,
                f"nobody has decided on {comment.name} yet",
                "write `decision:` accepted, partly or not accepted, and `because:`",
            )


def find_undone(file: CommentFile) -> Iterator[tuple[Place, str, str]]:
    """The comments that were accepted and not carried out."""
    for comment in file.comments:
        if comment.is_undone:
            yield (
                comment.place,
                f"{comment.name} was decided on as `{comment.decision}`, and the report was"
                " not changed yet",
                "change the report, then write `done: yes`",
            )
