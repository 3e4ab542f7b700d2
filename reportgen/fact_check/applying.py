"""Applies a change from a check of facts to the source of the report.

Only words that somebody typed are changed, and nothing else in the file. A change to what is drawn
from data is refused; the message says where the data are.
"""

from __future__ import annotations

import re
from pathlib import Path

from reportgen.comments.comment_file import Comment, CommentFile, comments_path
from reportgen.dossier import Dossier, open_dossier
from reportgen.editing.edits import set_text, set_value
from reportgen.editing.files import EditedFile
from reportgen.editing.tree import find_path
from reportgen.fact_check.placing import CommentPlaces
from reportgen.fact_check.sending import list_paragraphs_now
from reportgen.problems import InputError, Problem, error, input_error, start_of
from reportgen.project.loading import Project
from reportgen.prose.passages import Passage
from reportgen.report.texts import ReportText, read_texts
from reportgen.util.frozen import frozen

CAN_BE_APPLIED = ("replacement", "insertion", "deletion")
"""The kinds of change that concern some words of one paragraph."""

_ALIKE = {"’": "[’‘']", "‘": "[’‘']", "'": "[’‘']", "“": '[“”"]', "”": '[“”"]', '"': '[“”"]'}
_ALIKE |= {"–": "(?:–|--|-)", "-": "[-–\u2011]", "…": r"(?:…|\.\.\.)", "\u2011": "[-\u2011]"}
_MARKUP = re.compile(r"([\\*_`\[\]<>#|~])")


@frozen(kw_only=False)
class Applied:
    """What was changed."""

    id: str
    place: str
    was: str
    now: str


def apply_comments(project: Project, slug: str, ids: tuple[str, ...]) -> list[Applied]:
    """Apply some comments, one after another; the first that cannot be applied stops the rest."""
    return [_apply(project, slug, id) for id in ids]


def _apply(project: Project, slug: str, id: str) -> Applied:
    dossier = open_dossier(project, slug)
    index, comment = _find(dossier, id)
    places = CommentPlaces(dossier, list_paragraphs_now(project, slug))
    _refuse_kind(comment, places)
    text, passage, begin, end = _find_words(dossier, comment, places)
    assert comment.change is not None
    new = _join(passage.content, begin, end, str(comment.change.now or ""))
    file = _locate_file(dossier, text)
    edited = EditedFile(file, project.display_path(file))
    value = _splice(text, passage, begin, end, new)
    before = edited.text
    edited.write(_write_value(edited, text, value))
    if list_paragraphs_now(project, slug) is None:
        edited.write(before)
        raise _refuse(comment, "the report would have an error afterwards", "change it by hand")
    place = passage.place(begin)
    _mark_done(project, dossier.file, index, comment, dossier.comments)
    return Applied(id, f"{place.path}:{place.line}", passage.content[begin:end], new.strip())


def _find(dossier: Dossier, id: str) -> tuple[int, Comment]:
    for index, comment in enumerate(dossier.comments.comments):
        if comment.id == id:
            return index, comment
    display_path = dossier.project.display_path(comments_path(dossier.file))
    ids = ", ".join(str(one.id) for one in dossier.comments.comments[:12] if one.id)
    raise input_error(
        "no-comment",
        start_of(display_path),
        f"there is no comment `{id}`",
        f"there are: {ids}" if ids else "`reportgen comments` reads what came back",
    )


def _refuse(comment: Comment, message: str, hint: str) -> InputError:
    return InputError(_problem(comment, message, hint))


def _problem(comment: Comment, message: str, hint: str) -> Problem:
    return error(
        "comment-not-applied", comment.place, f"{comment.name} cannot be applied: {message}", hint
    )


def _refuse_kind(comment: Comment, places: CommentPlaces) -> None:
    """Refuse what no machine can carry out."""
    place = places.place(comment)
    here = f"{place.path}:{place.line}"
    if comment.done:
        raise _refuse(comment, "it is done", "write `done: no` if it is not")
    if comment.decision == "not accepted":
        raise _refuse(comment, "it was not accepted", "change the decision first")
    if comment.change is None or comment.kind not in CAN_BE_APPLIED:
        what = comment.kind or "comment"
        raise _refuse(comment, f"it is a {what}", f"change {here} by hand, then write `done: yes`")
    now = places.paragraph_now(comment)
    if now is None:
        raise _refuse(
            comment,
            "its paragraph is no longer in the report as it was sent",
            f"look at {here}",
        )
    if now.is_drawn:
        raise _refuse(comment, "the stretch is drawn from data", f"correct the data: {here}")
    if "methodologies/" in now.path:
        raise _refuse(
            comment,
            "the stretch is from the methodology, which other reports share",
            f"see {here}",
        )


# Where the words are


def _find_words(
    dossier: Dossier, comment: Comment, places: CommentPlaces
) -> tuple[ReportText, Passage, int, int]:
    """The text and the stretch that a change is about."""
    now = places.paragraph_now(comment)
    assert now is not None and comment.change is not None
    was, before = str(comment.change.was or ""), str(comment.change.before or "")
    stretches: list[tuple[ReportText, Passage, int, int]] = []
    for text in read_texts(dossier):
        for passage in text.passages:
            if any(passage.place(row[0])[:2] == (now.path, now.line) for row in passage.rows[:1]):
                stretches += [(text, passage, *span) for span in find_stretch(passage, was, before)]
    if len(stretches) == 1:
        return stretches[0]
    place = f"{now.path}:{now.line}"
    if stretches:
        raise _refuse(comment, "its words stand there more than once", f"change {place} by hand")
    raise _refuse(
        comment,
        "its words are not typed there as they are printed: they are drawn from data, marked up or"
        " already changed",
        f"look at {place}; a figure in braces is corrected where it comes from",
    )


def find_stretch(passage: Passage, was: str, before: str) -> list[tuple[int, int]]:
    """Where words stand in what was typed; where nothing was taken away, the place behind what
    stands before."""
    words = passage.words.replace("\n", " ")
    if not was:
        tail = " ".join(before.split())
        if not tail:
            return [(0, 0)]
        return _narrow(words, tail)
    whole = (
        re.compile(rf"(?<!\w){_pattern(was).pattern}(?!\w)") if was[0].isalnum() else _pattern(was)
    )
    spans = [(one.start(), one.end()) for one in whole.finditer(words)]
    if len(spans) <= 1 or not before.strip():
        return spans
    for length in (10, 20, 40):
        tail = " ".join(before.split())[-length:]
        narrowed = [span for span in spans if _ends_with(words[: span[0]], tail)]
        if len(narrowed) == 1:
            return narrowed
    return spans


def _narrow(words: str, tail: str) -> list[tuple[int, int]]:
    """The places behind a few words: as few words as are needed to identify the place."""
    ends: list[tuple[int, int]] = []
    for length in (12, 24, 40):
        ends = [(one.end(), one.end()) for one in _pattern(tail[-length:]).finditer(words)]
        if len(ends) <= 1:
            break
    return ends


def _ends_with(words: str, tail: str) -> bool:
    return re.search(_pattern(tail.strip()).pattern + r"\W{0,3}$", words[-200:]) is not None


def _pattern(words: str) -> re.Pattern[str]:
    """Words as they may have been typed: with straight quotation marks, over two lines."""
    parts = ("".join(_ALIKE.get(sign, re.escape(sign)) for sign in word) for word in words.split())
    return re.compile(r"[ \u00a0]+".join(parts))


# The new words


def _join(content: str, begin: int, end: int, now: str) -> str:
    """The new words, with spaces where they are needed, and what would be markup escaped."""
    new = _MARKUP.sub(r"\\\1", " ".join(now.split()))
    before, after = content[:begin], content[end:]
    if not new:
        return ""
    if begin == end:  # an insertion
        if before and not before[-1].isspace() and new[0] not in ",.;:)!?”’%":
            new = f" {new}"
        if after and (after[0].isalnum() or after[0] in "{“‘(") and not new.endswith(" "):
            new = f"{new} "
    return new


def _splice(text: ReportText, passage: Passage, begin: int, end: int, new: str) -> str:
    """The whole text with the new words."""
    if "{" in new or "}" in new:
        raise input_error(
            "comment-not-applied",
            passage.place(begin),
            "braces would draw a figure from the data",
            "change it by hand",
        )
    source = str(text.text)
    start, stop = (_offset(source, passage, one) for one in (begin, end))
    if not new:  # words that go take one space with them
        if source[stop : stop + 1] == " ":
            stop += 1
        elif source[start - 1 : start] == " ":
            start -= 1
    return source[:start] + new + source[stop:]


def _offset(source: str, passage: Passage, offset: int) -> int:
    """An offset in a passage as one in its text."""
    begin, line, column = max(row for row in passage.rows if row[0] <= offset)
    lines = source.split("\n")
    return sum(len(one) + 1 for one in lines[:line]) + column + offset - begin


def _locate_file(dossier: Dossier, text: ReportText) -> Path:
    path = dossier.project.root / text.text.place.path
    if not path.is_file() or not path.resolve().is_relative_to(dossier.file.parent.resolve()):
        raise input_error(
            "comment-not-applied",
            text.text.place,
            "this text is not in a file of the inspection",
            "change it by hand",
        )
    return path


def _write_value(file: EditedFile, text: ReportText, value: str) -> str:
    """The text of the file with a new value in place of one."""
    if not file.path.name.endswith((".yaml", ".yml")):
        return value
    place = text.text.place
    path = find_path(file.text, place.line, place.column)
    if path is None:
        raise input_error(
            "comment-not-applied", place, "its place in the file is not clear", "change it by hand"
        )
    return set_text(file.text, path, value, file.display_path)


def _mark_done(
    project: Project, inspection: Path, index: int, comment: Comment, comments: CommentFile
) -> None:
    """Write that a comment is accepted and done."""
    path = comments_path(inspection)
    display_path = project.display_path(path)
    file = EditedFile(path, display_path)
    at = (index,) if comments.is_bare else ("comments", index)
    text = file.text
    if comment.decision is None:
        text = set_value(text, (*at, "decision"), "accepted", display_path)
    file.write(set_value(text, (*at, "done"), "yes", display_path))
