"""The points made in a document that came back: each comment and each change, with the paragraph it
is about.

Tracked changes are taken from the document itself. Every other difference from the text that was
sent is an untracked change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as change
from difflib import SequenceMatcher
from itertools import groupby

from reportgen.comments.sent import NOT_OF_THE_REPORT, SentEdition, SentParagraph
from reportgen.fact_check.lineup import NUMBER, Lineup, OldParagraph, line_up, plain, split_words
from reportgen.util.frozen import frozen
from reportgen.word.check_copy import RESPONSE_HEAD
from reportgen.word.returned import (
    Piece,
    ReturnedComment,
    ReturnedDocument,
    ReturnedParagraph,
    Revision,
)

MAX_TEXT = 2_000
"""Characters of a text that are kept of one point."""
_CONTEXT = 40
_PAGE = re.compile(r"\s*Page \d+ of \d+$")
_MAX_COMPARED = 1_000_000
"""The product of the words of two paragraphs that are compared word by word."""


@frozen
class Reply:
    """An answer to a comment."""

    by: str
    on: str
    text: str


@frozen
class Point:
    """One comment, or one change."""

    kind: str
    """`comment`, `response`; `insertion`, `deletion`, `replacement`, `move`, `new paragraph`, `lost
    paragraph`, `split`, `joined paragraphs`."""
    sent: SentParagraph | None
    """The paragraph it is about, or after which something new stands."""
    where: str
    """`paragraph`, `heading`, `table cell`, `footnote`, `header`, `footer` or `whole report`."""
    by: str
    on: str = ""
    is_tracked: bool = True
    about: str = ""
    """The words that the comment marks."""
    text: str = ""
    kind_of_point: str = ""
    """A, B or C, in the response table."""
    was: str = ""
    now: str = ""
    before: str = ""
    """The words before a change. They are used to find its place."""
    replies: tuple[Reply, ...] = ()
    is_resolved: bool = False
    row: tuple[int, int] | None = None
    """The table and row, for cells whose whole row came or went."""


@dataclass
class PointsFound:
    """What one document brought."""

    points: list[Point]
    lineup: Lineup
    formatting: int


def find_points(document: ReturnedDocument, sent: SentEdition) -> PointsFound:
    """All points of a document, in the order of its paragraphs."""
    lineup = line_up(document.paragraphs, sent)
    finder = _Finder(document, sent, lineup)
    return PointsFound(_join_rows(finder.find()), lineup, document.formatting)


class _Finder:
    """Looks through one document."""

    def __init__(self, document: ReturnedDocument, sent: SentEdition, lineup: Lineup) -> None:
        self.document, self.sent, self.lineup = document, sent, lineup
        self.response_tables = _find_response_tables(lineup)
        self.margins: set[str] = set()
        """What was read at the head and foot of pages."""
        self.order = {one.id: n for n, one in enumerate(sent.paragraphs)}

    def find(self) -> list[Point]:
        points: list[Point] = []
        for paragraph in self.lineup.paragraphs:
            if not self._is_left_aside(paragraph):
                points += map(_place_outside, self._of_paragraph(paragraph))
        points += self._lost()
        points = _pair_moves(points)
        points += self._responses()
        points += [self._comment(one) for one in self.document.comments]
        return sorted(points, key=self._place)

    def _place(self, point: Point) -> int:
        return self.order.get(point.sent.id, 0) if point.sent else len(self.order)

    def _is_left_aside(self, paragraph: OldParagraph) -> bool:
        """Whether a paragraph is an answer in the table for that."""
        cell = paragraph.first.cell
        return cell is not None and cell[0] in self.response_tables

    # Changes

    def _of_paragraph(self, paragraph: OldParagraph) -> Iterator[Point]:
        where = _say_where(paragraph.first)
        part = paragraph.first.part
        if part in ("header", "footer"):
            yield from self._in_margin(paragraph, where)
            yield from self._tracked(paragraph, where)
            return
        if paragraph.sent is None:
            yield from self._unknown(paragraph, where)
            return
        yield from self._untracked(paragraph, where)
        yield from self._tracked(paragraph, where)

    def _in_margin(self, paragraph: OldParagraph, where: str) -> Iterator[Point]:
        """Words that were added at the head or foot of pages, once each."""
        sent = self.sent.head if where == "header" else self.sent.foot
        now = _PAGE.sub("", paragraph.words)
        if not sent or now in self.margins:
            return
        self.margins.add(now)
        for old, new, before in compare(plain(sent), now):
            if new:
                point = Point(kind="", sent=None, where=where, by=self.document.saved_by)
                yield _changed(change(point, is_tracked=False, was=old, now=new, before=before))

    def _unknown(self, paragraph: OldParagraph, where: str) -> Iterator[Point]:
        """A paragraph that was not sent."""
        old = paragraph.words
        cell = paragraph.first.cell
        row = (cell[0], cell[1]) if cell else None
        if old:
            yield Point(
                kind="new paragraph",
                sent=paragraph.follows,
                where=where,
                by=self.document.saved_by,
                is_tracked=False,
                now=_cut(old),
                row=row,
            )
        elif new := plain(paragraph.new):
            revision = next(p.revision for p in paragraph.pieces if p.revision and p.text.strip())
            moved = revision.kind == "moved to"
            yield Point(
                kind="moved to" if moved else "new paragraph",
                sent=paragraph.follows,
                where=where,
                by=revision.by,
                on=revision.on,
                now=_cut(new),
                row=row,
                about=revision.move,
            )

    def _untracked(self, paragraph: OldParagraph, where: str) -> Iterator[Point]:
        """What differs from what was sent although nothing was tracked."""
        sent = paragraph.sent
        assert sent is not None
        by, words = self.document.saved_by, paragraph.words
        if paragraph.is_moved:
            yield Point(
                kind="move",
                sent=sent,
                where=where,
                by=by,
                is_tracked=False,
                was=_cut(words),
                now=_say_after(paragraph.follows),
            )
        was = plain(sent.text)
        for also in paragraph.merged:
            was = plain(f"{was} {also.text}")
            yield Point(
                kind="joined paragraphs",
                sent=sent,
                where=where,
                by=by,
                is_tracked=False,
                was=_cut(plain(also.text)),
                now="joined to the paragraph before it",
            )
        if plain(was) != words:
            for old, new, before in compare(was, words):
                yield _changed(
                    Point(
                        kind="",
                        sent=sent,
                        where=where,
                        by=by,
                        is_tracked=False,
                        was=old,
                        now=new,
                        before=before,
                    )
                )

    def _tracked(self, paragraph: OldParagraph, where: str) -> Iterator[Point]:
        """What was tracked in a paragraph."""
        old = paragraph.words
        sent = paragraph.sent or paragraph.follows
        cell = paragraph.first.cell
        row = (cell[0], cell[1]) if cell else None
        for group in _group_changes(paragraph.pieces):
            revision = group.revisions[0]
            group.before = NUMBER.sub("", group.before)
            point = Point(
                kind="",
                sent=sent,
                where=where,
                by=revision.by,
                on=revision.on,
                was=group.was,
                now=group.now,
                before=group.before,
            )
            if revision.kind.startswith("moved"):
                yield change(point, kind=revision.kind, about=revision.move)
            elif old and plain(group.was) == old and not group.now.strip():
                yield change(point, kind="lost paragraph", row=row, before="")
            else:
                yield _changed(point)
        if paragraph.is_joined and plain(paragraph.new):
            yield Point(
                kind="joined paragraphs",
                sent=sent,
                where=where,
                by=_last_by(self.document.paragraphs[paragraph.members[-1]]),
                was=_cut(old),
                now="joined to the next paragraph",
            )

    def _lost(self) -> Iterator[Point]:
        """What was sent and did not come back, cells of one row together."""
        lost = [one for one in self.lineup.lost if one.kind not in NOT_OF_THE_REPORT]
        numbered = enumerate(self.order[one.id] for one in lost)
        runs = groupby(
            zip(numbered, lost, strict=True),
            lambda pair: (
                (pair[0][1] - pair[0][0], pair[1].kind)
                if pair[1].kind == "cell"
                else (pair[1].id, pair[1].kind)
            ),
        )
        for _, run in runs:
            paragraphs = [one for _, one in run]
            yield Point(
                kind="lost paragraph",
                sent=paragraphs[0],
                where=_say_kind(paragraphs[0]),
                by=self.document.saved_by,
                is_tracked=False,
                was=_cut(" | ".join(plain(one.text) for one in paragraphs)),
            )

    # Comments

    def _comment(self, comment: ReturnedComment) -> Point:
        number = comment.paragraph
        paragraph = self.lineup.of_member(number) if number is not None else None
        sent = (paragraph.sent or paragraph.follows) if paragraph else None
        if sent is not None and sent.kind in NOT_OF_THE_REPORT:
            sent = None
        where = "whole report"
        if paragraph is not None and (sent is not None or paragraph.first.part != "body"):
            where = _say_where(paragraph.first)
            if where == "paragraph" and sent is not None and paragraph.sent is sent:
                where = _say_kind(sent)
        return Point(
            kind="comment",
            sent=sent,
            where=where,
            by=comment.by,
            on=comment.on,
            about=self._words_about(comment),
            text=comment.text,
            replies=tuple(Reply(by=one.by, on=one.on, text=one.text) for one in comment.replies),
            is_resolved=comment.is_resolved,
        )

    def _words_about(self, comment: ReturnedComment) -> str:
        if comment.paragraph is None or comment.end is None:
            return ""
        last, end = comment.end
        parts = []
        for number in range(comment.paragraph, min(last, comment.paragraph + 20) + 1):
            text = "".join(piece.text for piece in self.document.paragraphs[number].pieces)
            begin = comment.start if number == comment.paragraph else 0
            parts.append(text[begin : end if number == last else None])
        return _cut(plain(" ".join(parts)), 300)

    def _responses(self) -> Iterator[Point]:
        """The rows of the response table that somebody filled in."""
        rows: dict[tuple[int, int], dict[int, list[OldParagraph]]] = {}
        for paragraph in self.lineup.paragraphs:
            cell = paragraph.first.cell
            if cell is not None and cell[0] in self.response_tables and cell[1] > 0:
                rows.setdefault(cell[:2], {}).setdefault(cell[2], []).append(paragraph)
        for cells in rows.values():
            texts = [
                "\n".join(filter(None, (plain(one.new) for one in cells.get(column, ()))))
                for column in range(len(RESPONSE_HEAD))
            ]
            if not any(texts):
                continue
            pieces = [piece for cell in cells.values() for one in cell for piece in one.pieces]
            revision = next((piece.revision for piece in pieces if piece.revision), None)
            number = re.search(r"\d+", texts[0])
            sent = self.sent.by_number.get(number[0]) if number else None
            letter = re.match(r"\s*([ABCabc])\b", texts[1])
            words = [texts[2], texts[3]]
            if not letter and texts[1]:
                words.insert(0, texts[1])
            if sent is None and texts[0]:
                words.insert(0, f"Paragraph {texts[0]}:")
            yield Point(
                kind="response",
                sent=sent,
                where=_say_kind(sent) if sent else "whole report",
                by=revision.by if revision else self.document.saved_by,
                on=revision.on if revision else "",
                text="\n".join(filter(None, words)),
                kind_of_point=letter[1].upper() if letter else "",
            )


def _place_outside(point: Point) -> Point:
    """A point that somebody made before or after the report is on the whole of it."""
    if point.sent is None or point.sent.kind not in NOT_OF_THE_REPORT:
        return point
    return change(point, sent=None, where="whole report")


def _find_response_tables(lineup: Lineup) -> set[int]:
    """The tables whose first row is that of the table to answer in."""
    heads: dict[int, set[str]] = {}
    for paragraph in lineup.paragraphs:
        cell = paragraph.first.cell
        if cell is not None and cell[1] == 0:
            heads.setdefault(cell[0], set()).add(paragraph.words)
    return {table for table, words in heads.items() if len(words & set(RESPONSE_HEAD)) >= 3}


def _say_where(paragraph: ReturnedParagraph) -> str:
    if paragraph.cell is not None:
        return "table cell"
    if paragraph.part == "body":
        return (
            "heading"
            if re.match(r"(?i)heading|title|überschrift", paragraph.style)
            else "paragraph"
        )
    return "text box" if paragraph.part == "box" else paragraph.part


def _say_kind(sent: SentParagraph) -> str:
    return {
        "cell": "table cell",
        "heading": "heading",
        "footnote": "footnote",
        "caption": "caption",
        "cover": "cover",
    }.get(sent.kind, "paragraph")


def _say_after(sent: SentParagraph | None) -> str:
    if sent is None:
        return "to the beginning"
    shown = f"paragraph {sent.number}" if sent.number else f"“{_cut(plain(sent.text), 60)}”"
    return f"behind {shown}"


def _cut(text: str, most: int = MAX_TEXT) -> str:
    return text if len(text) <= most else text[: most - 2].rpartition(" ")[0] + " …"


def _last_by(paragraph: ReturnedParagraph) -> str:
    return paragraph.mark.by if paragraph.mark else ""


# Changes within a paragraph


def _changed(point: Point) -> Point:
    """A change with the name of what it is."""
    was, now = plain(point.was), plain(point.now)
    if point.now.strip(" ") == "\n" and not was:
        kind = "split"
    elif not was:
        new = "\n" in point.now.strip(" ") and (
            point.now.startswith("\n") or point.now.rstrip(" ").endswith("\n")
        )
        kind = "new paragraph" if new else "insertion"
    else:
        kind = "replacement" if now else "deletion"
    marked = re.sub(r"\s*\n\s*", " ¶ ", point.now.strip())
    return change(
        point, kind=kind, was=_cut(was), now=_cut(plain(marked)) or ("¶" * (kind == "split"))
    )


@dataclass
class _Group:
    """Tracked changes that belong together: made by one person, side by side."""

    revisions: list[Revision]
    was: str
    now: str
    before: str


def _group_changes(pieces: Sequence[Piece]) -> list[_Group]:
    groups: list[_Group] = []
    text = ""
    """The old text so far."""
    gap: str | None = None
    """What stayed since the last change; None before the first."""
    for piece in pieces:
        revision = piece.revision
        if revision is None:
            text += piece.text
            gap = gap + piece.text if gap is not None else None
            continue
        last = groups[-1] if groups and gap is not None else None
        joins = last is not None and _belongs(last, piece, gap or "")
        if last is None or not joins:
            last = _Group([], "", "", text)
            groups.append(last)
        elif gap:
            last.was, last.now = last.was + gap, last.now + gap
        last.revisions.append(revision)
        if revision.adds:
            last.now += piece.text
        else:
            last.was += piece.text
            text += piece.text
        gap = ""
    _widen(groups, pieces)
    return [one for one in groups if plain(one.was) or one.now.strip(" ")]


def _belongs(last: _Group, piece: Piece, gap: str) -> bool:
    """Whether a change continues the one before it."""
    revision, other = piece.revision, last.revisions[-1]
    assert revision is not None
    if revision.by != other.by or revision.move != other.move:
        return False
    if revision.kind.startswith("moved") or other.kind.startswith("moved"):
        return not gap and revision.kind == other.kind
    if not gap:
        return True
    within_word = re.fullmatch(r"\w*", gap) is not None
    return within_word or (gap.isspace() and len(gap) == 1 and _is_phrase(last, revision.adds))


def _is_phrase(last: _Group, adds: bool) -> bool:
    """Whether several words are replaced one by one, so that they read as one change."""
    return bool(last.was.strip()) and bool(last.now.strip()) and not adds


def _widen(groups: Iterable[_Group], pieces: Sequence[Piece]) -> None:
    """Widen each change to whole words: “24” became “25”, not “4” became “5”."""
    old = "".join(one.text for one in pieces if one.revision is None or not one.revision.adds)
    for group in groups:
        kinds = {one.kind for one in group.revisions}
        if any(kind.startswith("moved") for kind in kinds) or "\n" in group.now:
            group.before = group.before[-_CONTEXT:]
            continue
        begin, end = len(group.before), len(group.before) + len(group.was)
        inside = (group.was or group.now).strip() == (group.was or group.now)
        head = re.search(r"[\w.,]*\w$", old[:begin]) if _touches(group, 0) else None
        tail = re.match(r"\w[\w.,%]*(?<![.,])", old[end:]) if _touches(group, -1) else None
        if inside and head:
            start = head[0].lstrip(".,")
            group.was, group.now = start + group.was, start + group.now
            group.before = group.before[: len(group.before) - len(start)]
        if inside and tail:
            group.was, group.now = group.was + tail[0], group.now + tail[0]
        group.before = group.before[-_CONTEXT:]


def _touches(group: _Group, at: int) -> bool:
    """Whether a change begins or ends within a word."""
    return any(text and (text[at].isalnum()) for text in (group.was, group.now))


def compare(was: str, now: str) -> Iterator[tuple[str, str, str]]:
    """The changes between two texts: the old words, the new ones, and the words before."""
    before, after = split_words(was), split_words(now)
    if len(before) * len(after) > _MAX_COMPARED:
        yield was, now, ""
        return
    codes = SequenceMatcher(
        None, [one[0] for one in before], [one[0] for one in after], autojunk=False
    ).get_opcodes()
    joined: list[list[int]] = []
    for op, i, i_end, j, j_end in codes:
        if op == "equal":
            continue
        if joined and i - joined[-1][1] <= 1 and j - joined[-1][3] <= 1:
            joined[-1][1], joined[-1][3] = i_end, j_end
        else:
            joined.append([i, i_end, j, j_end])
    for i, i_end, j, j_end in joined:
        start = before[i][1] if i < len(before) else len(was)
        yield _slice(was, before, i, i_end), _slice(now, after, j, j_end), was[:start][-_CONTEXT:]


def _slice(text: str, words: Sequence[tuple[str, int, int]], begin: int, end: int) -> str:
    return text[words[begin][1] : words[end - 1][2]] if begin < end else ""


# Points that belong together


def _pair_moves(points: Iterable[Point]) -> list[Point]:
    """Each move as one point, at the place from which something was moved."""
    points = list(points)
    arrivals = _join_moves(point for point in points if point.kind == "moved to")
    departures = _join_moves(point for point in points if point.kind == "moved from")
    paired = [point for point in points if not point.kind.startswith("moved")]
    for point in departures:
        words = plain(point.was)
        arrival = next((one for one in arrivals if point.about and one.about == point.about), None)
        arrival = arrival or next((one for one in arrivals if plain(one.now) == words), None)
        if arrival is not None:
            arrivals.remove(arrival)
        to = _say_after(arrival.sent) if arrival else "away"
        paired.append(change(point, kind="move", about="", was=_cut(words), now=to, before=""))
    return paired + [_changed(change(one, about="", kind="")) for one in arrivals]


def _join_moves(points: Iterable[Point]) -> list[Point]:
    """What was moved under one name, as one point."""
    joined: list[Point] = []
    for point in points:
        last = joined[-1] if joined else None
        if last is not None and point.about and last.about == point.about:
            texts = (
                " ¶ ".join(filter(None, pair))
                for pair in ((last.was, point.was), (last.now, point.now))
            )
            was, now = texts
            joined[-1] = change(last, was=was, now=now)
        else:
            joined.append(point)
    return joined


def _join_rows(points: Sequence[Point]) -> list[Point]:
    """The cells of a row that came or went as one point."""
    joined: list[Point] = []
    for point in points:
        last = joined[-1] if joined else None
        whole = point.kind in ("new paragraph", "lost paragraph") and point.row is not None
        if last is not None and whole and last.row == point.row and last.kind == point.kind:
            joined[-1] = change(
                last,
                was=_cut(" | ".join(filter(None, (last.was, point.was)))),
                now=_cut(" | ".join(filter(None, (last.now, point.now)))),
            )
        else:
            joined.append(point)
    return joined
