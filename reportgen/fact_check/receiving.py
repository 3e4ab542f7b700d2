"""Reads the files that came back from a check of facts into the comments on the report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reportgen.comments.comment_file import CommentFile, comments_path, parse_comments
from reportgen.comments.merging import Merged, NewComment, NewReply, merge_comments
from reportgen.comments.sent import (
    NOT_OF_THE_REPORT,
    SentEdition,
    SentParagraph,
    list_sent,
    read_sent,
)
from reportgen.editing.files import EditedFile
from reportgen.fact_check.locating import Locator
from reportgen.fact_check.points import Point, PointsFound, find_points
from reportgen.fact_check.sending import list_paragraphs_now
from reportgen.problems import InputError, Problem, error, note, start_of
from reportgen.project.loading import Project
from reportgen.util.atomic_files import write_files_atomically
from reportgen.util.frozen import frozen
from reportgen.word import check_copy
from reportgen.word.package import WordPackage
from reportgen.word.returned import ReturnedDocument, read_returned

LEAST_KNOWN = 0.3
"""The share of paragraphs that must be ours in a file that does not say what it is."""
MAX_POINTS = 1_000
"""Comments and changes that are taken over from one file."""


@frozen
class Received:
    """One file that came back."""

    name: str
    edition: int
    points: tuple[Point, ...]
    formatting: int
    notes: tuple[Problem, ...]
    sent: SentEdition
    sent_name: str


def receive_files(
    project: Project, slug: str, files: Sequence[Path]
) -> tuple[list[Received], Merged]:
    """Read all files and write what is new into the comments. Where one cannot be read, nothing is
    written."""
    inspection = project.find_inspection_file(slug)
    editions = _read_editions(project, inspection)
    received: list[Received] = []
    problems: list[Problem] = []
    for path in files:
        try:
            received.append(_receive(path, inspection.stem, editions))
        except InputError as refused:
            problems += refused.problems
    if problems:
        raise InputError(*problems)
    merged = _merge(project, inspection, received)
    return received, merged


def _read_editions(project: Project, inspection: Path) -> dict[str, SentEdition]:
    """The editions that were sent, by the name of their file, the newest first."""
    paths = list_sent(inspection)
    if not paths:
        raise InputError(
            error(
                "nothing-sent",
                start_of(project.display_path(inspection)),
                "nothing was sent out for a check of facts, so nothing can be compared",
                f"`reportgen word {inspection.stem} --fact-check` makes the copy to send; if it was"
                f" sent from elsewhere, get inspections/{inspection.stem}.sent/ from there",
            )
        )
    return {path.stem: read_sent(path, project.display_path(path)) for path in reversed(paths)}


# One file


def _receive(path: Path, slug: str, editions: dict[str, SentEdition]) -> Received:
    display_path = str(path)
    with WordPackage(path, display_path) as package:
        document = read_returned(package)
    name, outcome, notes = _find_edition(document, display_path, slug, editions)
    if len(outcome.points) > MAX_POINTS:
        raise InputError(
            error(
                "word-size",
                start_of(display_path),
                f"this file has {len(outcome.points):,} comments and changes, and at most"
                f" {MAX_POINTS:,} are taken over",
                "check that this is the file that came back; if it is, ask for the main points",
            )
        )
    if outcome.formatting:
        many = f"{outcome.formatting} changes" if outcome.formatting > 1 else "1 change"
        notes.append(
            note("comments-looks", start_of(display_path), f"{many} of formatting are left out")
        )
    return Received(
        name=path.name,
        edition=editions[name].edition,
        points=tuple(outcome.points),
        formatting=outcome.formatting,
        notes=tuple(notes),
        sent=editions[name],
        sent_name=name,
    )


def _find_edition(
    document: ReturnedDocument, display_path: str, slug: str, editions: dict[str, SentEdition]
) -> tuple[str, PointsFound, list[Problem]]:
    """The edition that a file answers to, and what it says about it."""
    here = start_of(display_path)
    properties = document.properties
    owner, digest = properties.get(check_copy.SLUG), properties.get(check_copy.DIGEST)
    if owner and owner != slug:
        raise InputError(
            error(
                "comments-foreign",
                here,
                f"this file answers to the report `{owner}`, not to `{slug}`",
                f"reportgen comments {owner} {display_path}",
            )
        )
    if digest:
        for name, sent in editions.items():
            if sent.digest == digest:
                return name, find_points(document, sent), []
        raise InputError(
            error(
                "comments-edition",
                here,
                f"this file answers to edition {properties.get(check_copy.EDITION, '?')}, of which"
                f" nothing is kept in inspections/{slug}.sent/",
                "restore that folder from version control, or get it from where the copy was made",
            )
        )
    return _find_by_text(document, display_path, slug, editions)


def _find_by_text(
    document: ReturnedDocument, display_path: str, slug: str, editions: dict[str, SentEdition]
) -> tuple[str, PointsFound, list[Problem]]:
    """The edition whose text a file has that does not say what it answers to."""
    here = start_of(display_path)
    best: tuple[float, str, PointsFound] | None = None
    for name, sent in editions.items():
        outcome = find_points(document, sent)
        share = outcome.lineup.matched / max(1, _count_texts(sent))
        if best is None or share > best[0]:
            best = share, name, outcome
    assert best is not None
    if best[0] < LEAST_KNOWN:
        raise InputError(
            error(
                "comments-unknown",
                here,
                f"this does not look like the report `{slug}`: {best[0]:.0%} of its paragraphs are"
                " those that were sent",
                "check that this is the right file; ask for answers in the copy that you sent",
            )
        )
    by_text = note(
        "comments-by-text",
        here,
        f"the file does not say what it answers to; by its text it is edition"
        f" {editions[best[1]].edition}",
        "look at the first points to see whether that is right",
    )
    return best[1], best[2], [by_text]


def _count_texts(sent: SentEdition) -> int:
    return sum(bool(one.text) and one.kind not in NOT_OF_THE_REPORT for one in sent.paragraphs)


# All files


def _merge(project: Project, inspection: Path, received: Sequence[Received]) -> Merged:
    path = comments_path(inspection)
    display_path = project.display_path(path)
    text, file = "", CommentFile()
    edited = EditedFile(path, display_path) if path.is_file() or path.is_symlink() else None
    if edited is not None:
        text = edited.text
        file, problems = parse_comments(text, display_path)
        if any(problem.is_error for problem in problems):
            raise InputError(*problems)
    locators: dict[str, Locator] = {}
    comments = [
        _as_comment(point, one, _locator(project, inspection, one, locators))
        for one in received
        for point in one.points
    ]
    merged = merge_comments(text, file, comments, display_path)
    if edited is not None:
        edited.write(merged.text)
    elif merged.text:
        write_files_atomically({path: merged.text.encode()}, project.display_path)
    return merged


def _locator(
    project: Project, inspection: Path, received: Received, locators: dict[str, Locator]
) -> Locator:
    if received.sent_name not in locators:
        now = list_paragraphs_now(project, inspection.stem)
        locators[received.sent_name] = Locator(received.sent, now)
    return locators[received.sent_name]


def _as_comment(point: Point, received: Received, locator: Locator) -> NewComment:
    sent = point.sent
    path, line = f"inspections/{received.sent.slug}.yaml", 1
    if sent is not None and sent.path:
        path, line = locator.place(sent)
    return NewComment(
        paragraph=_number(received.sent, sent),
        at=f"{path}:{line}",
        where=point.where,
        kind=point.kind,
        by=point.by,
        on=point.on,
        about=point.about,
        text=point.text,
        was=point.was,
        now=point.now,
        before=point.before,
        is_tracked=point.is_tracked,
        letter=point.kind_of_point,
        replies=tuple(NewReply(by=one.by, on=one.on, text=one.text) for one in point.replies),
        is_resolved=point.is_resolved,
        from_file=received.name,
        sent=f"{received.sent_name} {sent.id if sent else '-'}",
    )


def _number(sent: SentEdition, paragraph: SentParagraph | None) -> str:
    """The number of a paragraph, or of the last one before it that has one."""
    last = ""
    for one in sent.paragraphs if paragraph is not None else ():
        last = one.number or last
        if one is paragraph:
            return last if one.number else f"after {last}" if last else ""
    return ""
