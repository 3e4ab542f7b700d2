"""The score of all standards together named in prose, held against the computed one."""

from __future__ import annotations

import re

from reportgen.checks.context import Context, Sentence
from reportgen.checks.naming import NOT_MEANT, NOT_NOW, Naming
from reportgen.checks.number_words import IN_WORDS, whole_number
from reportgen.checks.register import Found, check

_SCORED = re.compile(r"\b(?:score[ds]?|points?|possible|maximum)\b", re.I)
_N = rf"(\d{{1,3}}|zero|{IN_WORDS})"
_OUT_OF = re.compile(rf"(?<![\d.,\w-]){_N}(?: points?)? ?(?:out of|of|/) ?(?:a (?:possible|maximum)(?: of)? )?{_N}(?![\d.,]*\d|[\w-])", re.I)
_BARE = re.compile(
    rf"\b(?:(?:(?:overall|total|final) score|(?P<its>(?:the|its|our|a) score|scored|scores))(?: overall| in total)?,?(?: is| was| of| remains| stands at| comes to| came to|:)?"
    rf"(?: only| just| a total of)?|(?P<points>total(?: of)?)) {_N}(?= points?\b(?! (?:out )?of)|[.,;:)](?!\d)|\Z| (?:is|was|and|which|overall|in total)\b)", re.I)


@check("score-in-prose", "warning", "“a score of 5 out of 27” where the score is 4.")
def score_in_prose(context: Context) -> Found:
    """A text that names a score names the computed one, with or without what it is out of."""
    naming = Naming(context)
    for written in context.own:
        for sentence in written.sentences:
            if not _SCORED.search(sentence.words) and not _BARE.search(sentence.words):
                continue
            around = _BARE.sub("", _OUT_OF.sub("", sentence.words))
            if NOT_NOW.search(around) or NOT_MEANT.search(around):
                continue
            units = [unit.ratings for unit in naming.units.values() if sentence.mentions(str(unit.inspection.title))]
            rights = [(r.score, r.out_of or 0) for r in units or [context.ratings] if r.score is not None]
            yield from _out_of(sentence, rights)
            if len(rights) == 1 and not naming.part_of_it(sentence.words):
                yield from _bare(sentence, *rights[0], in_chapter=written.section in naming.chapters)


def _out_of(sentence: Sentence, rights: list[tuple[int, int]]) -> Found:
    for found in _OUT_OF.finditer(sentence.words):
        of_these = [score for score, out_of in rights if out_of == whole_number(found[2])]
        if of_these and whole_number(found[1]) not in of_these:
            yield sentence.place(found), f"the text gives the score as {found[0]}, and it is {of_these[0]} out of {whole_number(found[2])}", "write {score}, which is filled in"


def _bare(sentence: Sentence, score: int, out_of: int, *, in_chapter: bool) -> Found:
    for found in _BARE.finditer(sentence.words):
        points = re.match(r" points?\b", sentence.words[found.end():])
        if (found["its"] and in_chapter) or (found["points"] and not points) or not whole_number(found[3]) <= out_of or whole_number(found[3]) == score:
            continue
        yield sentence.place(found, 3), f"the text gives the score as {found[3]}, and it is {score} out of {out_of}", "write {score}, which is filled in"
