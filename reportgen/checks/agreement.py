"""Whether what is said agrees with what is computed: published ratings, and ratings and scores named in prose.

A sentence is held against the data only where it cannot mean anything else: it names one rating, speaks of the present, and of
one thing. What is drawn from the data cannot differ, and is left alone.
"""

from __future__ import annotations

import re
from fractions import Fraction

from reportgen.checks.context import Context, Sentence
from reportgen.checks.register import Found, check
from reportgen.shape import half_up

_RATED = re.compile(r"\b(?:rated|rating|judged|graded|grade|we rate)\b", re.I)
_OVERALL = re.compile(r"\boverall\b", re.I)
_SCORED = re.compile(r"\b(?:score[ds]?|points?)\b", re.I)
_SCORE = re.compile(r"(?<![\d.,])(\d{1,3}) ?(?:out of|of|/) ?(\d{1,3})(?![\d.,]*\d)")
_NAMES_IT = re.compile(r"(?:[‘'\"“*_]|\b(?:as|at|of|is|was|be|been|overall|rated|judged|graded):? )\Z", re.I)
_NOT_NOW = re.compile(
    r"\b(?:previous(?:ly)?|last (?:inspection|time|year)|earlier|before|former(?:ly)?|then|used to|would|could|might|may|should|rather than|than|"
    r"no (?:better|higher|worse|lower|more)|at (?:most|least|best|worst)|only be|limit(?:s|ed)?|short of|close|closest|almost|nearly|needed|not|"
    r"threshold|band|boundary|raised|lowered|moved|published|announced|until|since|(?:19|20)\d\d|"
    r"(?:each|all|both|others?|none|one|two|three|four|five|six|seven|eight|nine|most|majority)"
    r"(?= (?:out )?of\b| (?:\w+ ){0,2}(?:standards|areas|domains|questions|parts|units|criteria|sections|regions|services)))\b", re.I)


@check("published-differs", "error", "published_ratings: {score: 4} beside ratings that add up to 5.")
def published_differs(context: Context) -> Found:
    """What was announced is what the data give: every entry of `published_ratings` agrees with the computed rating."""
    r = context.ratings
    computed: dict[str, str | float | None] = {id: share.percent for id, share in (*r.sections.items(), *r.threads.items())}
    computed |= {"score": r.score, "overall": r.overall} | {id: s.rating for id, s in r.standards.items()}
    for id, published in context.inspection.published_ratings.items():
        now = computed.get(str(id))
        if now is not None and not _same(str(published), now):
            what = {"score": "the score", "overall": "the overall rating"}.get(str(id), str(id))
            yield (published.place, f"{what} was published as {published}, and the data make it {now}",
                   "correct the data; where what was published is wrong, take the entry out and say so in a comment")


def _same(published: str, computed: str | float) -> bool:
    """Whether two ratings are one, or two numbers are as far as the published one is given."""
    number = published.rstrip("% ")
    if isinstance(computed, str) or not re.fullmatch(r"\d+(\.\d+)?", number):
        return published == computed
    places = 10 ** len(number.partition(".")[2])
    return bool(Fraction(number) * places == half_up(Fraction(str(computed)) * places))


class _Naming:
    """Finds the ratings that sentences name."""

    def __init__(self, context: Context) -> None:
        self.standards = context.ratings.standards
        self.units = {name: unit for name, unit in context.dossier.units.items() if unit.inspection.title}
        grades = {grade for standard in self.standards.values() for grade in standard.grades} | set(context.ratings.overall_grades)
        grades |= {grade for unit in self.units.values() for grade in unit.ratings.overall_grades}
        words = "|".join(re.escape(grade) for grade in sorted(grades, key=len, reverse=True))
        self.grades = re.compile(rf"\b(?:{words})\b" if words else r"(?!)")

    def rating(self, sentence: Sentence) -> re.Match[str] | None:
        """The one rating that a sentence names of its own accord, about the present."""
        if not _RATED.search(sentence.words) or "{r" in sentence.raw or "{o" in sentence.raw:
            return None
        found = list(self.grades.finditer(sentence.words))
        if len(found) != 1 or not _NAMES_IT.search(sentence.words[:found[0].start()]):
            return None
        return None if _NOT_NOW.search(self.without_titles(sentence)) else found[0]

    def without_titles(self, sentence: Sentence) -> str:
        """The words around the rating and the titles, which may hold a number or a word that means something else."""
        words = self.grades.sub("", sentence.words)
        for standard in self.standards.values():
            words = words.replace(standard.title, "")
        return words

    def called(self, sentence: Sentence, before: str) -> list[str]:
        """The standards of which the words before a rating say, by their title, that it is theirs."""
        found: dict[str, list[str]] = {}
        for id, standard in self.standards.items():
            title = rf"(?:{re.escape(id)} )?{re.escape(standard.title)}(?: standard)?"
            ways = (rf"\brating (?:for|of|on) (?:the )?{title}\b[^.;:,]{{0,30}}", rf"\b{title},? (?:is|was|has been|had been) (?:\w+ )?(?:rated|judged|graded)\b[^.;:,]{{0,20}}",
                    rf"\b(?:rate|rated|judge|judged) (?:the )?{title} (?:as |at |to be )?\W?")
            if any(re.search(rf"{way}\Z", before, re.I) for way in ways):
                found.setdefault(standard.title, []).append(id)
        return found[max(found, key=len)] if found else []

    def others(self, sentence: Sentence, own: str) -> bool:
        """Whether a sentence speaks of another standard than the one whose text it stands in."""
        return any(re.search(rf"\b{re.escape(s.title)}\b", sentence.words[1:]) or re.search(rf"(?<![\d.]){re.escape(id)}(?![\d.])", sentence.words)
                   for id, s in self.standards.items() if id != own)


@check("rating-in-prose", "warning", "“Planning was rated ‘Good’” where planning is Requires improvement.")
def rating_in_prose(context: Context) -> Found:
    """A text that names the rating of its own standard, or of one that it calls by its title, names the computed one."""
    naming = _Naming(context)
    for written in context.own:
        for sentence in written.sentences:
            named = naming.rating(sentence)
            if named is None or _OVERALL.search(sentence.words) or any(sentence.mentions(str(u.inspection.title)) for u in naming.units.values()):
                continue
            meant = naming.called(sentence, sentence.words[:named.start()])
            if not meant and written.standard and not naming.others(sentence, written.standard):
                meant = [written.standard]
            rated = [naming.standards[id] for id in meant if id in naming.standards and naming.standards[id].rating]
            if rated and all(standard.rating != named[0] for standard in rated):
                yield (sentence.place(named), f"the text says ‘{named[0]}’, and {rated[0].id} {rated[0].title} is {rated[0].rating}",
                       f"write {{rating:{rated[0].id}}}, which is filled in")


@check("overall-in-prose", "warning", "“rated ‘Good’ overall” where the overall rating is Requires improvement.")
def overall_in_prose(context: Context) -> Found:
    """A text that names an overall rating names the computed one, of this inspection or of one drawn on that it calls by its title."""
    naming = _Naming(context)
    for written in context.own:
        for sentence in written.sentences:
            named = naming.rating(sentence) if _OVERALL.search(sentence.words) else None
            units = [name for name, unit in naming.units.items() if sentence.mentions(str(unit.inspection.title))]
            if named is None or len(units) > 1 or (not units and naming.called(sentence, sentence.words[:named.start()])):
                continue
            right = naming.units[units[0]].ratings.overall if units else context.ratings.overall
            if right and named[0] != right:
                whose = str(naming.units[units[0]].inspection.title) if units else "the overall rating"
                yield (sentence.place(named), f"the text says ‘{named[0]}’ overall, and {whose} is {right}",
                       f"write {{overall:{units[0]}}}, which is filled in" if units else "write {overall}, which is filled in")


@check("score-in-prose", "warning", "“a score of 5 out of 27” where the score is 4.")
def score_in_prose(context: Context) -> Found:
    """A text that names a score names the computed one."""
    for written in context.own:
        for sentence in written.sentences:
            if not _SCORED.search(sentence.words) or _NOT_NOW.search(_SCORE.sub("", sentence.words)):
                continue
            units = [u.ratings for u in context.dossier.units.values() if sentence.mentions(str(u.inspection.title))]
            rights = [(r.score, r.out_of) for r in units or [context.ratings]]
            for found in _SCORE.finditer(sentence.words):
                of_these = [score for score, out_of in rights if out_of == int(found[2])]
                if of_these and int(found[1]) not in of_these:
                    yield sentence.place(found), f"the text gives the score as {found[0]}, and it is {of_these[0]} out of {found[2]}", "write {score}, which is filled in"
