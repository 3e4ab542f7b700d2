"""Ratings and scores named in prose, held against the computed ones.

A sentence is held against the data only where it cannot mean anything else: it speaks of the present, and of one thing. What is
drawn from the data cannot differ, and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportgen.checks.context import Context, Sentence, Written
from reportgen.checks.register import Found, check
from reportgen.figures import anchor_of

_RATED = re.compile(r"\b(?:rate[ds]?|rating|judge[ds]?|grade[ds]?|award(?:ed|s)?)\b", re.I)
_OVERALL = re.compile(r"\b(?:overall|as a whole|on the whole)\b", re.I)
_OVERALL_RATING = re.compile(r"\boverall (?:rating|grade|judge?ment|verdict|result|outcome)\b", re.I)
_OPENS = "‘'\"“*_"
_NAMES_IT = re.compile(rf"(?:[{_OPENS}]|\b(?:as|at|of|is|was|be|been|are|remains?|overall|rated|judged|graded|awarded|it|:|to be):? )\Z", re.I)
_SCORED = re.compile(r"\b(?:score[ds]?|points?)\b", re.I)
_NOT_NOW = re.compile(
    r"\b(?:previous(?:ly)?|last (?:inspection|time|year)|earlier|before|former(?:ly)?|then|used to|would|could|might|may|should|rather than|than|"
    r"no (?:better|higher|worse|lower|more)|at (?:most|least|best|worst)|only be|limit(?:s|ed)?|short of|close|closest|almost|nearly|needed|not|"
    r"threshold|band|boundary|raised|lowered|moved|published|announced|until|since|(?:19|20)\d\d|"
    r"(?:each|all|both|others?|none|one|two|three|four|five|six|seven|eight|nine|most|majority)"
    r"(?= (?:out )?of\b| (?:\w+ ){0,2}(?:standards|areas|domains|questions|parts|units|criteria|sections|regions|services)))\b", re.I)

_ONES = "one two three four five six seven eight nine".split()
_WORDS = {word: n for n, word in enumerate(["zero", *_ONES, *"ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()])}
_WORDS |= {f"{ten}{'-' + _ONES[one - 1] if one else ''}": value + one for ten, value in (("twenty", 20), ("thirty", 30)) for one in range(10)}
_N = rf"(\d{{1,3}}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_OUT_OF = re.compile(rf"(?<![\d.,\w-]){_N} ?(?:out of|of|/) ?(?:a possible )?{_N}(?![\d.,]*\d|[\w-])", re.I)
_BARE = re.compile(
    rf"\b(?:(?:(?:overall|total|final) score|(?P<its>(?:the|its|our|a) score|scored|scores))(?: overall| in total)?,?(?: is| was| of| remains| stands at| comes to| came to|:)?"
    rf"(?: only| just| a total of)?|(?P<points>total(?: of)?)) {_N}(?= points?\b(?! (?:out )?of)|[.,;:)](?!\d)|\Z| (?:is|was|and|which|overall|in total)\b)", re.I)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _WORDS[text.lower()]


class _Naming:
    """Finds the ratings that sentences name, and of what."""

    def __init__(self, context: Context) -> None:
        self.standards = context.ratings.standards
        self.units = {name: unit for name, unit in context.dossier.units.items() if unit.inspection.title}
        grades = {grade for standard in self.standards.values() for grade in standard.grades} | set(context.ratings.overall_grades)
        grades |= {grade for unit in self.units.values() for grade in unit.ratings.overall_grades}
        self.by_lower = {grade.lower(): grade for grade in sorted(grades)}
        words = "|".join(re.escape(grade) for grade in sorted(grades, key=len, reverse=True))
        several = "|".join(re.escape(grade) for grade in sorted(grades, key=len, reverse=True) if " " in grade) or "(?!)"
        self.grades = re.compile(rf"\b(?:{words})\b|(?<=[{_OPENS}])(?i:{words})(?=[’'\"”*_])|(?<=rated )(?i:{several})\b|(?<=rated as )(?i:{several})\b" if words else r"(?!)")
        self.parts = [str(s.title) for s in self.standards.values()] + [str(d.title) for d in context.methodology.domains] + [str(t.title) for t in context.methodology.threads]
        self.first_part: dict[str, int] = {}
        """Of each passage: where it first has named a part."""
        self.whole = self._whole(context)
        self.chapters = {anchor_of(id) for id in (*self.standards, *(str(d.id) for d in context.methodology.domains))}

    def _whole(self, context: Context) -> str:
        """What the service is called where the whole of it is meant."""
        title = str(context.inspection.title or "")
        names = [re.escape(title)] if title.strip() else []
        if not self.units:  # beside units of its own, “the unit” is one of those
            *first, last = title.split() or [""]
            names += [re.escape(name) for name in (" ".join(first), last) if name and first and (last.isupper() or last.islower())]
            names += ["service", "unit", "provider", "organisation", "partnership", "area", "region", "prison", "school", "home"]
        return rf"(?:(?:the|this|our) )?(?:{'|'.join(names) or '(?!)'})(?: as a whole)?"

    def grade(self, found: re.Match[str]) -> str:
        """The grade as the scale has it."""
        return self.by_lower[found[0].lower()]

    def named(self, sentence: Sentence) -> list[re.Match[str]]:
        """The ratings that a sentence names of its own accord, about the present."""
        if "{r" in sentence.raw or "{o" in sentence.raw:
            return []
        found = list(self.grades.finditer(sentence.words))
        return [] if not found or _NOT_NOW.search(self.without_titles(sentence)) else found

    def without_titles(self, sentence: Sentence) -> str:
        """The words around the ratings and the titles, which may hold a number or a word that means something else."""
        words = self.grades.sub("", sentence.words)
        for standard in self.standards.values():
            words = words.replace(standard.title, "")
        return words

    def called(self, sentence: Sentence, found: re.Match[str]) -> list[str]:
        """The standards of which a sentence says, by their title, that a rating is theirs."""
        before, after = sentence.words[:found.start()], sentence.words[found.end():]
        called: dict[str, list[str]] = {}
        for id, standard in self.standards.items():
            title = rf"(?:{re.escape(id)} )?{re.escape(standard.title)}(?: standard)?"
            if not re.search(re.escape(standard.title), sentence.words, re.I):
                continue
            ways = (rf"\brating (?:for|of|on) (?:the )?{title}\b[^.;:,]{{0,30}}",
                    rf"\b{title},? (?:is|was|has been|had been) (?:\w+ )?(?:rated|judged|graded|awarded)\b[^.;:,]{{0,20}}",
                    rf"\b{title},? (?:is|was|remains) [{_OPENS}]", rf"\b{title},? (?:as |at |to be )?[{_OPENS}]",
                    rf"\b(?:rate|rated|judge|judged) (?:the )?{title} (?:as |at |to be )?\W?")
            behind = rf"[’'\"”*_]? (?:for|in|on) (?:the )?{title}\b"
            if any(re.search(rf"{way}\Z", before, re.I) for way in ways) or (_RATED.search(before) and re.match(behind, after, re.I)):
                called.setdefault(standard.title, []).append(id)
        return called[max(called, key=len)] if called else []

    def others(self, sentence: Sentence, own: str) -> bool:
        """Whether a sentence speaks of another standard than the one whose text it stands in."""
        return any(re.search(rf"\b{re.escape(s.title)}\b", sentence.words[1:]) or re.search(rf"(?<![\d.]){re.escape(id)}(?![\d.])", sentence.words)
                   for id, s in self.standards.items() if id != own)

    def part_of_it(self, words: str) -> bool:
        """Whether words speak of a part of what was inspected."""
        return any(re.search(rf"\b{re.escape(part)}\b", words, re.I) for part in self.parts)

    def part_before(self, sentence: Sentence) -> bool:
        """Whether the passage has spoken of a part before a sentence. Looked for once in each passage, however many its sentences."""
        words = sentence.passage.words
        if words not in self.first_part:
            met = (re.search(rf"\b{re.escape(part)}\b", words, re.I) for part in self.parts)
            self.first_part[words] = min((found.end() for found in met if found), default=len(words) + 1)
        return self.first_part[words] <= sentence.start

    def overall(self, written: Written, sentence: Sentence, found: re.Match[str]) -> bool:
        """Whether a rating is given to the whole: by the word overall, or because what is rated is the service."""
        before = sentence.words[:found.start()]
        if not _NAMES_IT.search(before):
            return False
        if _OVERALL_RATING.search(sentence.words) or (_OVERALL.search(sentence.words) and _RATED.search(sentence.words)):
            return True
        if self.part_of_it(sentence.words):
            return False
        free = not written.standard and not self.part_before(sentence)
        whole = rf"\b(?:{self.whole}|it|this)\b" if free or _OVERALL.search(sentence.words) else rf"\b{self.whole}\b"
        if _OVERALL.search(sentence.words):
            return bool(re.search(rf"{whole}(?: \w+){{0,3}}\W{{0,3}}\Z", before, re.I))
        ways = (rf"\b(?:rate|rated|judge|judged|grade|graded|found) {whole}(?: as| at| to be)?(?: an?)?",
                rf"{whole},?(?: \w+){{0,2}}? (?:is|was|has been|had been) (?:\w+ )?(?:rated|judged|graded|awarded|given)(?: \w+){{0,3}}",
                rf"\brating (?:for|of) {whole} (?:is|was)", rf"{whole} (?:is|was|remains)(?: \w+)?(?= [{_OPENS}])")
        return not written.standard and any(re.search(rf"{way} ?[{_OPENS}]*\Z", before, re.I) for way in ways)


@check("rating-in-prose", "warning", "“Planning was rated ‘Good’” where planning is Requires improvement.")
def rating_in_prose(context: Context) -> Found:
    """A text that names the rating of its own standard, or of one that it calls by its title, names the computed one."""
    naming = _Naming(context)
    for written in context.own:
        for sentence in written.sentences:
            for found, meant in _of_standards(naming, written, sentence):
                rated = [naming.standards[id] for id in meant if id in naming.standards and naming.standards[id].rating]
                if rated and all(standard.rating != naming.grade(found) for standard in rated):
                    yield (sentence.place(found), f"the text says ‘{naming.grade(found)}’, and {rated[0].id} {rated[0].title} is {rated[0].rating}",
                           f"write {{rating:{rated[0].id}}}, which is filled in")


def _of_standards(naming: _Naming, written: Written, sentence: Sentence) -> Iterator[tuple[re.Match[str], list[str]]]:
    """The ratings named in a sentence, each with the standards that it may be of."""
    named = naming.named(sentence)
    if not named or _OVERALL.search(sentence.words) or any(sentence.mentions(str(unit.inspection.title)) for unit in naming.units.values()):
        return
    for found in named:
        before = sentence.words[:found.start()]
        if meant := naming.called(sentence, found):
            yield found, meant
        elif len(named) == 1 and written.standard and _RATED.search(sentence.words) and _NAMES_IT.search(before) and not naming.others(sentence, written.standard):
            yield found, [written.standard]


@check("overall-in-prose", "warning", "“We rated the service as ‘Good’” where the overall rating is Requires improvement.")
def overall_in_prose(context: Context) -> Found:
    """A text that names an overall rating names the computed one, of this inspection or of one drawn on that it calls by its title."""
    naming = _Naming(context)
    for written in context.own:
        for sentence in written.sentences:
            named = naming.named(sentence)
            units = [name for name, unit in naming.units.items() if sentence.mentions(str(unit.inspection.title))]
            if len(named) != 1 or len(units) > 1 or not naming.overall(written, sentence, named[0]) or (not units and naming.called(sentence, named[0])):
                continue
            grade, right = naming.grade(named[0]), naming.units[units[0]].ratings.overall if units else context.ratings.overall
            own = naming.standards.get(written.standard)  # “overall” may mean all of a standard
            if right and grade != right and not (own and own.rating == grade):
                whose = str(naming.units[units[0]].inspection.title) if units else "the overall rating"
                yield (sentence.place(named[0]), f"the text says ‘{grade}’ overall, and {whose} is {right}",
                       f"write {{overall:{units[0]}}}, which is filled in" if units else "write {overall}, which is filled in")


@check("score-in-prose", "warning", "“a score of 5 out of 27” where the score is 4.")
def score_in_prose(context: Context) -> Found:
    """A text that names a score names the computed one, with or without what it is out of."""
    naming = _Naming(context)
    for written in context.own:
        for sentence in written.sentences:
            if not (_SCORED.search(sentence.words) or _BARE.search(sentence.words)):
                continue
            if _NOT_NOW.search(_BARE.sub("", _OUT_OF.sub("", sentence.words))):
                continue
            units = [unit.ratings for unit in naming.units.values() if sentence.mentions(str(unit.inspection.title))]
            rights = [(r.score, r.out_of) for r in units or [context.ratings] if r.score is not None]
            for found in _OUT_OF.finditer(sentence.words):
                of_these = [score for score, out_of in rights if out_of == _number(found[2])]
                if of_these and _number(found[1]) not in of_these:
                    yield sentence.place(found), f"the text gives the score as {found[0]}, and it is {of_these[0]} out of {_number(found[2])}", "write {score}, which is filled in"
            for found in _BARE.finditer(sentence.words) if len(rights) == 1 and not naming.part_of_it(sentence.words) else ():
                score, out_of = rights[0]
                number = found.end(3) - len(found[3])
                points = re.match(r" points?\b", sentence.words[found.end():])
                if (found["its"] and written.section in naming.chapters) or (found["points"] and not points) or not _number(found[3]) <= (out_of or 0) or _number(found[3]) == score:
                    continue
                yield sentence.passage.place(sentence.start + number, len(found[3])), f"the text gives the score as {found[3]}, and it is {score} out of {out_of}", "write {score}, which is filled in"
