"""Lines up the paragraphs of a document that came back with those that were sent.

Tracked changes are undone first. Any difference that is left is an untracked change. It knows
nothing of comments, nor of what a difference means.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from reportgen.comments.sent import SentEdition, SentParagraph
from reportgen.util.text import WORD
from reportgen.word.returned import Piece, ReturnedParagraph

ALIKE = 0.55
"""How much two paragraphs must have in common to be one that was reworded."""
_STILL_ITSELF = 0.3
"""The same, where the bookmark of the paragraph is still there."""
_MAX_PAIRS = 10_000
"""How many pairs of paragraphs are compared at most: the work grows with their number."""
_MAX_EXACT = 250_000
"""The largest product of the numbers of words of two texts that are compared word by word, in
order."""
_WORD = re.compile(WORD)
NUMBER = re.compile(r"^\s*\d{1,5}\u2002\s*")
"""What is printed before a paragraph."""
_UNSEEN = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")


@dataclass
class OldParagraph:
    """A paragraph as it was before anything was tracked, with all that was done to it. The end of a
    paragraph that was inserted into it is a line break among its pieces."""

    pieces: list[Piece]
    members: list[int]
    """The paragraphs of the file that it is made of, by number."""
    starts: list[int]
    """Where each of them begins among the characters of all pieces."""
    first: ReturnedParagraph
    bookmarks: list[str]
    is_joined: bool
    """Whether its end was deleted, which joins it to the next one."""
    sent: SentParagraph | None = None
    merged: list[SentParagraph] = field(default_factory=list)
    """Further paragraphs that were sent and are now a part of this one."""
    follows: SentParagraph | None = None
    """The last paragraph that was sent and stands before it."""
    is_moved: bool = False

    @property
    def old(self) -> str:
        return "".join(one.text for one in self.pieces if not (one.revision and one.revision.adds))

    @property
    def new(self) -> str:
        return "".join(one.text for one in self.pieces if one.revision is None or one.revision.adds)

    @property
    def words(self) -> str:
        """Its words as they were, without its number, to be compared."""
        text = self.old
        if self.sent is None or self.sent.number:
            number = self.sent.number if self.sent else ""
            match = NUMBER.match(text)
            if match and (not number or match[0].strip() == number):
                text = text[match.end() :]
        return plain(text)


def plain(text: str) -> str:
    """One line of text with plain spaces, to be compared."""
    return " ".join(_UNSEEN.sub("", text).split())


def split_words(text: str) -> list[tuple[str, int, int]]:
    """The words, numbers and signs of a text, with where each begins and ends."""
    return [(match[0], match.start(), match.end()) for match in _WORD.finditer(text)]


@lru_cache(maxsize=4_096)
def _words_of(text: str) -> tuple[str, ...]:
    return tuple(match[0] for match in _WORD.finditer(text))


@dataclass
class Lineup:
    """What came back beside what was sent."""

    paragraphs: list[OldParagraph]
    lost: list[SentParagraph]
    """What was sent and did not come back."""
    matched: int
    """How many paragraphs came back word for word."""

    def of_member(self, number: int) -> OldParagraph | None:
        """The paragraph that a paragraph of the file belongs to."""
        return next((one for one in self.paragraphs if number in one.members), None)


def line_up(paragraphs: Sequence[ReturnedParagraph], sent: SentEdition) -> Lineup:
    """Line up all paragraphs of a file with those that were sent."""
    old = undo_tracked(paragraphs)
    compared = [one for one in old if one.first.part in ("body", "footnote", "box")]
    _match_bookmarks(compared, sent)
    _match_equal(compared, sent)
    _match_alike(compared, sent)
    _note_what_precedes(compared)
    compared_ids = {one.sent.id for one in compared if one.sent}
    compared_ids |= {also.id for one in compared for also in one.merged}
    lost = [one for one in sent.paragraphs if one.id not in compared_ids and plain(one.text)]
    matched = sum(one.sent is not None and one.words == plain(one.sent.text) for one in compared)
    _find_moved(compared, sent)
    return Lineup(old, lost, matched)


def undo_tracked(paragraphs: Sequence[ReturnedParagraph]) -> list[OldParagraph]:
    """The paragraphs as they were before anything was tracked."""
    old: list[OldParagraph] = []
    open_: OldParagraph | None = None
    for number, paragraph in enumerate(paragraphs):
        if paragraph.is_contents:
            continue
        if open_ is None or open_.first.container != paragraph.container:
            open_ = OldParagraph([], [], [], paragraph, [], False)
            old.append(open_)
        open_.members.append(number)
        open_.starts.append(sum(len(piece.text) for piece in open_.pieces))
        open_.pieces += paragraph.pieces
        open_.bookmarks += paragraph.bookmarks
        mark = paragraph.mark
        if mark is not None and mark.adds and _goes_on(paragraphs, number):
            open_.pieces.append(Piece("\n", mark))
        else:
            open_.is_joined = mark is not None and not mark.adds
            open_ = None
    return old


def _goes_on(paragraphs: Sequence[ReturnedParagraph], number: int) -> bool:
    following = paragraphs[number + 1 : number + 2]
    return bool(following) and following[0].container == paragraphs[number].container


# By bookmark


def _match_bookmarks(paragraphs: Iterable[OldParagraph], sent: SentEdition) -> None:
    matched_ids: set[str] = set()
    for paragraph in paragraphs:
        candidates = [
            sent.by_id[name]
            for name in dict.fromkeys(paragraph.bookmarks)
            if name in sent.by_id and name not in matched_ids
        ]
        words = paragraph.words
        scored = sorted(
            ((measure_likeness(plain(one.text), words), one) for one in candidates),
            reverse=True,
            key=lambda pair: pair[0],
        )
        if not scored or (
            scored[0][0] < _STILL_ITSELF and not _is_rewritten(paragraph, candidates, sent)
        ):
            continue
        # Of two that were joined, the first has its words at the front.
        inside = [one for one in candidates if plain(one.text) and plain(one.text) in words]
        first = inside[0] if len(inside) > 1 else scored[0][1]
        paragraph.sent = first
        paragraph.merged = [one for one in inside if one is not first]
        matched_ids |= {first.id, *(one.id for one in paragraph.merged)}


def _is_rewritten(
    paragraph: OldParagraph, candidates: Sequence[SentParagraph], sent: SentEdition
) -> bool:
    """Whether a paragraph has its own bookmark and altogether other words. Behind a paragraph that
    was deleted, its bookmark may be left in the next one."""
    texts = {plain(one.text) for one in sent.paragraphs if one is not candidates[0]}
    return len(candidates) == 1 and bool(paragraph.words) and paragraph.words not in texts


def measure_likeness(some: str, other: str) -> float:
    """How much two texts have in common, from 0 to 1."""
    if some == other:
        return 1.0
    before, after = _words_of(some), _words_of(other)
    if not before or not after:
        return 0.0
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.real_quick_ratio() < _STILL_ITSELF or matcher.quick_ratio() < _STILL_ITSELF:
        return 0.0
    if len(before) * len(after) > _MAX_EXACT:
        return matcher.quick_ratio()
    return matcher.ratio()


# By words


def _open_of(paragraphs: Iterable[OldParagraph]) -> list[OldParagraph]:
    return [one for one in paragraphs if one.sent is None and one.words]


def _missing_of(paragraphs: Iterable[OldParagraph], sent: SentEdition) -> list[SentParagraph]:
    matched_ids = {
        id for one in paragraphs if one.sent for id in (one.sent.id, *(m.id for m in one.merged))
    }
    return [one for one in sent.paragraphs if one.id not in matched_ids and plain(one.text)]


def _match_equal(paragraphs: Sequence[OldParagraph], sent: SentEdition) -> None:
    """Match paragraphs that are the same word for word, first in order, then anywhere."""
    open_, missing = _open_of(paragraphs), _missing_of(paragraphs, sent)
    if not open_ or not missing:
        return
    was, now = [plain(one.text) for one in missing], [one.words for one in open_]
    for block in SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks():
        for n in range(block.size):
            open_[block.b + n].sent = missing[block.a + n]
    elsewhere: dict[str, list[SentParagraph]] = {}
    for one in _missing_of(paragraphs, sent):
        elsewhere.setdefault(plain(one.text), []).append(one)
    for paragraph in _open_of(paragraphs):
        if equals := elsewhere.get(paragraph.words):
            paragraph.sent = equals.pop(0)


def _match_alike(paragraphs: Sequence[OldParagraph], sent: SentEdition) -> None:
    """Match reworded paragraphs: those between the same neighbours whose words are similar."""
    open_, missing = _open_of(paragraphs), _missing_of(paragraphs, sent)
    if not open_ or not missing or len(open_) * len(missing) > _MAX_PAIRS:
        return
    pairs = sorted(
        (
            (-measure_likeness(plain(one.text), paragraph.words), a, b)
            for a, one in enumerate(missing)
            for b, paragraph in enumerate(open_)
        ),
    )
    used: set[int] = set()
    for score, a, b in pairs:
        if -score >= ALIKE and a not in used and open_[b].sent is None:
            open_[b].sent = missing[a]
            used.add(a)


def _note_what_precedes(paragraphs: Iterable[OldParagraph]) -> None:
    last = None
    for paragraph in paragraphs:
        paragraph.follows = last
        last = paragraph.merged[-1] if paragraph.merged else paragraph.sent or last


def _find_moved(paragraphs: Iterable[OldParagraph], sent: SentEdition) -> None:
    """Mark the paragraphs that are not in the order in which they were sent: as few as possible."""
    order = {one.id: n for n, one in enumerate(sent.paragraphs)}
    lined = [
        (order[one.sent.id], one)
        for one in paragraphs
        if one.sent and one.first.part == "body" and one.first.cell is None
    ]
    in_order = longest_rise([place for place, _ in lined])
    for n, (_, paragraph) in enumerate(lined):
        paragraph.is_moved = n not in in_order


def longest_rise(numbers: Sequence[int]) -> set[int]:
    """The positions of the longest sequence of numbers that rises."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int | None] = []
    for n, number in enumerate(numbers):
        place = bisect_left(ends, number)
        before.append(at[place - 1] if place else None)
        ends[place : place + 1] = [number]
        at[place : place + 1] = [n]
    positions: set[int] = set()
    here = at[-1] if at else None
    while here is not None:
        positions.add(here)
        here = before[here]
    return positions
