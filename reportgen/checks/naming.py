"""Ratings and scores named in prose, held against the computed ones.

A sentence is held against the data only where it cannot mean anything else: it speaks of the present, and of one thing. What is
drawn from the data cannot differ, and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from reportgen.checks.context import Context, Sentence, Written
from reportgen.checks.register import Found, check
from reportgen.figures import anchor_of

_RATED = re.compile(r"\b(?:rate[ds]?|rating|judge[ds]?|grade[ds]?|award(?:ed|s)?)\b", re.I)
_OVERALL = re.compile(r"\b(?:overall|as a whole|on the whole)\b", re.I)
_OVERALL_RATING = re.compile(r"\boverall (?:rating|grade|judge?ment|verdict|result|outcome)\b", re.I)
_NEAR = 300
"""Characters before a rating among which what is rated stands."""
_OPENS = "‘'\"“*_"
_BE = r"(?:is|are|was|were|has been|had been|have been|remains?|remained)"
_NOW = r"(?: (?:now|therefore|thus|still|again|once more|only|clearly|just|both|all))?"
_NAMES_IT = re.compile(rf"(?:[{_OPENS}]|\b(?:as|at|of|is|was|be|been|are|remains?|overall|rated|judged|graded|awarded|it|:|to be):?{_NOW} |\brating,? )\Z", re.I)
NOT_NOW = re.compile(
    r"\b(?:previous(?:ly)?|last (?:inspection|time|year)|earlier|before|former(?:ly)?|(?:was|were|been|back|since) then|then (?:rated|the)|used to|rather than|than|"
    r"no (?:better|higher|worse|lower|more)|at (?:most|least|best|worst)|only be|limit(?:s|ed)?|short of|close|closest|almost|nearly|"
    r"compared|neighbouring|elsewhere|threshold|band|boundary|raised|lowered|moved|published|announced|until|since|(?:19|20)\d\d|"
    r"(?:each|all|both|others?|none|one|two|three|four|five|six|seven|eight|nine|most|majority)"
    r"(?= (?:out )?of\b| (?:\w+ ){0,2}(?:standards|areas|domains|questions|parts|units|criteria|sections|regions|services)))\b", re.I)
"""What makes a sentence one of another time, of a part or of a comparison."""
NOT_MEANT = re.compile(r"\b(?:would|could|might|may|should|needed|not)\b", re.I)
"""What, before a rating, says that it is not given."""
_RATES = r"\b(?:rated?|judged?|graded?)"
_RATES_SOMETHING = re.compile(rf"{_RATES} (?!of\b|as\b|at\b|to be\b|overall\b|only\b|by\b)(?=\w)", re.I)
_BY_US = re.compile(r"\b(?:we|us|inspectors?|inspectorate|panel|is|are|was|were|been)\b|\A\W*\Z|[,;:] \Z", re.I)
_BY_OTHERS = re.compile(rf"{_RATES},? by (?!us\b|our\b|inspectors|the (?:panel|inspect))", re.I)


def _before(sentence: Sentence, found: re.Match[str]) -> str:
    """The words before a rating, as far as they can matter, with the references among them."""
    start = max(0, found.start() - _NEAR)
    words, raw = sentence.words[start:found.start()], sentence.raw[start:found.start()]
    for reference in re.finditer(r"\{ref:[^{}]*\}", raw):
        words = words[:reference.start()] + reference[0] + words[reference.end():]
    return words


class Naming:
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
        self.ways: dict[str, re.Pattern[str]] = {}
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
        """The ratings that a sentence names of its own accord, about the present, and that the inspectorate gives."""
        if "{rating" in sentence.raw or "{overall" in sentence.raw:
            return []
        found = list(self.grades.finditer(sentence.words))
        if not found or NOT_NOW.search(self.without_titles(sentence.words)):
            return []
        return [grade for grade in found if self.is_given(_before(sentence, grade), sentence.words[grade.end():])]

    def without_titles(self, words: str) -> str:
        """The words around the ratings and the titles, which may hold a number or a word that means something else."""
        words = self.grades.sub("", words)
        for standard in self.standards.values():
            words = words.replace(standard.title, "")
        return words

    def is_given(self, before: str, after: str) -> bool:
        """Whether a rating is given, and not only thought of or given by somebody else: “staff rated the training as”."""
        if NOT_MEANT.search(self.without_titles(before)) or _BY_OTHERS.search(before) or re.match(r"\W* (?:by (?!us\b|the panel)|would|could|might)\b", after):
            return False
        *_, active = (None, *_RATES_SOMETHING.finditer(before))
        return active is None or bool(_BY_US.search(" ".join(before[:active.start()].split(" ")[-5:])))

    @cached_property
    def names(self) -> dict[str, str]:
        """How each standard is called, as part of a pattern: planning, 2.3, standard 2.3, planning (2.3)."""
        called = {}
        for id, standard in self.standards.items():
            number, title = re.escape(id), re.escape(standard.title)
            alone = "(?:standard )?" if "." in id else "standard "  # “1 is good” is of anything
            called[id] = rf"(?:\{{ref:{number}\}}|(?<![\w.]){alone}{number}(?![\d.]*\d)(?: {title})?|\b{title}\b(?: standard)?)(?: \({number}\))?"
        return called

    def called_before(self, id: str) -> re.Pattern[str]:
        """Words that call a standard and end where its rating begins."""
        if id not in self.ways:
            name, any_other = self.names[id], "|".join(re.escape(part) for s in self.standards.items() for part in (s[0], s[1].title))
            several = rf"(?:(?:,|,? and) (?:the )?(?:{any_other})\b)+ (?:are|were|have been)(?: \w+)?"
            aside = r"(?: \([^()]*\)|, [^,.;]{1,60},)?"
            self.ways[id] = re.compile(
                rf"(?:\brating (?:for|of|on) (?:the )?{name}[^.;:,]{{0,30}}"
                rf"|{name}(?:{several}|{aside},?(?: {_BE}{_NOW})?) (?:rated|judged|graded|awarded)\b[^.;:,]{{0,20}}"
                rf"|{name}{aside},? {_BE}{_NOW} [{_OPENS}]*|{name},? (?:as |at |to be )?[{_OPENS}]+|\brated\b[^.;:]* and {name} "
                rf"|{_RATES} (?:the )?{name} (?:as |at |to be )?\W{{0,3}})\Z", re.I)
        return self.ways[id]

    def called(self, sentence: Sentence, found: re.Match[str]) -> list[list[str]]:
        """The standards of which a sentence says, by their title or number, that a rating is theirs; together those of one title."""
        before, after = _before(sentence, found), sentence.words[found.end():]
        called: dict[str, list[str]] = {}
        for id, standard in self.standards.items():
            if not sentence.mentions(standard.title) and id not in sentence.raw:
                continue
            behind = rf"[’'\"”*_]* (?:for|in|on) (?:the )?{self.names[id]}"
            if self.called_before(id).search(before) or (_RATED.search(before) and re.match(behind, after, re.I)):
                called.setdefault(standard.title, []).append(id)
        return [ids for title, ids in called.items() if not any(title.lower() in other.lower() for other in called if other != title)]

    def others(self, sentence: Sentence, own: str) -> bool:
        """Whether a sentence speaks of another standard than the one whose text it stands in."""
        if re.search(r"\bthis standard\b", sentence.words, re.I):
            return False
        return any(re.search(rf"\b{re.escape(s.title)}\b|(?<![\d.]){re.escape(id)}(?![\d.])", sentence.words, re.I) for id, s in self.standards.items() if id != own)

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
        if re.search(rf"\b(?:makes?|made) {self.whole} [{_OPENS}]*\Z", before, re.I):
            return True
        return not written.standard and any(re.search(rf"{way} ?[{_OPENS}]*\Z", before, re.I) for way in ways)


@check("rating-in-prose", "warning", "“Planning was rated ‘Good’” where planning is Requires improvement.")
def rating_in_prose(context: Context) -> Found:
    """A text that names the rating of its own standard, or of one that it calls by its title, names the computed one."""
    naming = Naming(context)
    for written in context.own:
        for sentence in written.sentences:
            for found, meant in _of_standards(naming, written, sentence):
                rated = [naming.standards[id] for id in meant if id in naming.standards and naming.standards[id].rating]
                if rated and all(standard.rating != naming.grade(found) for standard in rated):
                    yield (sentence.place(found), f"the text says ‘{naming.grade(found)}’, and {rated[0].id} {rated[0].title} is {rated[0].rating}",
                           f"write {{rating:{rated[0].id}}}, which is filled in")


def _of_standards(naming: Naming, written: Written, sentence: Sentence) -> Iterator[tuple[re.Match[str], list[str]]]:
    """The ratings named in a sentence, each with the standards that it may be of."""
    named = naming.named(sentence)
    if not named or _OVERALL.search(sentence.words) or any(sentence.mentions(str(unit.inspection.title)) for unit in naming.units.values()):
        return
    for found in named:
        before = sentence.words[:found.start()]
        if called := naming.called(sentence, found):
            yield from ((found, meant) for meant in called)
        elif len(named) == 1 and written.standard and _RATED.search(sentence.words) and _NAMES_IT.search(before) and not naming.others(sentence, written.standard):
            yield found, [written.standard]


@check("overall-in-prose", "warning", "“We rated the service as ‘Good’” where the overall rating is Requires improvement.")
def overall_in_prose(context: Context) -> Found:
    """A text that names an overall rating names the computed one, of this inspection or of one drawn on that it calls by its title."""
    naming = Naming(context)
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
