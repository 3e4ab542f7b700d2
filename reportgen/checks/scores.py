"""The score of all standards together named in prose, held against the computed one."""

from __future__ import annotations

import re

from reportgen.checks.context import Context, Sentence
from reportgen.checks.naming import NOT_MEANT, NOT_NOW, Naming
from reportgen.checks.register import Found, check
from reportgen.checks.rows import rows
from reportgen.util.numbers import IN_WORDS, parse_whole_number

_SCORED = re.compile(r"\b(?:score[ds]?|points?|possible|maximum)\b", re.I)
_N = rf"(\d{{1,3}}|zero|{IN_WORDS})"
_OUT_OF = re.compile(
    rf"(?<![\d.,\w-]){_N}(?: points?)? ?(?:out of|of|/) ?(?:a (?:possible|maximum)(?: of)?"
    rf" )?{_N}(?![\d.,]*\d|[\w-])",
    re.I,
)
_BARE = re.compile(
    rf"(?:(?:\b(?:overall|total|final) score|(?P<its>(?:\b(?:the|its|our|a)"
    rf" |\A\W*)score|\bscored|\bscores))(?: overall| in total)?,?(?: is| was| of| remains| stands"
    rf" at| comes to| came to|:)?"
    rf"(?: only| just| a total of)?|\b(?P<points>total(?: of)?)) {_N}(?= points?\b(?! (?:out"
    r" )?of)|[.,;:)](?!\d)|\Z| (?:is|was|and|which|overall|in total)\b)",
    re.I,
)
_HINTS = re.compile(r"[Ss][Cc][Oo][Rr]|[Pp]oint|[Pp]ossible|[Mm]aximum|[Tt]otal")
_OF_MANY = re.compile(rf"(?:\bof |/)(?:a (?:possible|maximum)(?: of)? )?{_N}", re.I)
"""What a sentence with a score has, of which no other costs as little to look for."""
_ITS_SCORE = re.compile(
    r"\b(?:(?P<all>overall|total|final)|its|our|the) score(?: overall| in total)?(?: is| was| of|"
    r" remains| stands at| comes to| came to|:)(?: only| just)? \Z",
    re.I,
)
_RECEIVES = (
    r"(?:received|receives|got|gets|gained|achieved|achieves|reached|reaches|earned|has|had|attained|was"
    r" (?:given|awarded))(?: only| just| a total of)?"
)
_NOTHING_COUNTED = re.compile(r"\Z|[.,;:)]| (?:overall|in total|and|which|from|for)\b")


@check("score-in-prose", "warning", "“a score of 5 out of 27” where the score is 4.")
def score_in_prose(context: Context) -> Found:
    """A text that names a score names the computed one, with or without what it is out of."""
    naming = Naming(context)
    whole = re.compile(rf"\b{naming.whole}(?: {_RECEIVES})? \Z", re.I)
    for written in context.own:
        for sentence in written.sentences:
            if not (
                _HINTS.search(sentence.words)
                or (_OF_MANY.search(sentence.words) and _OUT_OF.search(sentence.words))
            ):
                continue
            around = _BARE.sub("", _OUT_OF.sub("", sentence.words))
            if NOT_NOW.search(around) or NOT_MEANT.search(around):
                continue
            units = [
                unit.ratings
                for unit in naming.units.values()
                if sentence.mentions(str(unit.inspection.title))
            ]
            rights = [
                (r.score, r.out_of or 0) for r in units or [context.ratings] if r.score is not None
            ]
            alone = len(rights) == 1 and not naming.part_of_it(sentence.words)
            in_chapter = written.section in naming.chapters
            yield from _out_of(sentence, rights, whole, alone=alone, in_chapter=in_chapter)
            if alone:
                yield from _bare(sentence, *rights[0], whole, in_chapter=in_chapter)
    own = context.ratings
    for row in rows(context):
        given = re.fullmatch(rf"{_N}(?: points?)?(?: ?(?:out of|of|/) ?{_N})?", row.meant, re.I)
        if (
            not given
            or own.score is None
            or not re.fullmatch(r"(?:(?:overall|total|final) )?score", row.named, re.I)
        ):
            continue
        if parse_whole_number(given[1]) != own.score or (
            given[2] and parse_whole_number(given[2]) != own.out_of
        ):
            yield (
                row.said.at(0, length=len(row.said)),
                (
                    f"the table gives the score as {row.meant}, and it is {own.score} out of"
                    f" {own.out_of}"
                ),
                "write {score}, which is filled in",
            )


def _out_of(
    sentence: Sentence,
    rights: list[tuple[int, int]],
    whole: re.Pattern[str],
    *,
    alone: bool,
    in_chapter: bool,
) -> Found:
    scored = _SCORED.search(sentence.words)
    for found in _OUT_OF.finditer(sentence.words):
        before = sentence.words[max(0, found.start() - 200) : found.start()]
        of_these = [score for score, out_of in rights if out_of == parse_whole_number(found[2])]
        if not scored and not (
            whole.search(before) and _NOTHING_COUNTED.match(sentence.words, found.end())
        ):
            continue
        its = _ITS_SCORE.search(before)
        if of_these and parse_whole_number(found[1]) not in of_these:
            yield (
                sentence.place(found),
                (
                    f"the text gives the score as {found[0]}, and it is {of_these[0]} out of"
                    f" {parse_whole_number(found[2])}"
                ),
                "write {score}, which is filled in",
            )
        elif not of_these and alone and its and (its["all"] or not in_chapter):
            yield (
                sentence.place(found),
                (
                    f"the text gives the score as {found[0]}, and it is {rights[0][0]} out of"
                    f" {rights[0][1]}"
                ),
                "write {score}, which is filled in",
            )


def _bare(
    sentence: Sentence, score: int, out_of: int, whole: re.Pattern[str], *, in_chapter: bool
) -> Found:
    for found in _BARE.finditer(sentence.words):
        points = re.match(r" points?\b", sentence.words[found.end() :])
        of_part = (
            found["its"]
            and in_chapter
            and not whole.search(sentence.words[max(0, found.start() - 200) : found.start()])
        )
        if (
            of_part
            or (found["points"] and not points)
            or not parse_whole_number(found[3]) <= out_of
            or parse_whole_number(found[3]) == score
        ):
            continue
        yield (
            sentence.place(found, 3),
            f"the text gives the score as {found[3]}, and it is {score} out of {out_of}",
            "write {score}, which is filled in",
        )
