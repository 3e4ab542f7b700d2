"""Ratings and scores named in prose, held against the computed ones.

A sentence is held against the data only where it cannot mean anything else: it speaks of the
present, and of one thing. What is drawn from the data cannot differ, and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from reportgen.checks.context import Context, ReportText, Sentence
from reportgen.checks.register import Found, check
from reportgen.checks.rows import rows
from reportgen.inspection.outline import anchor_of

_OVERALL = re.compile(r"\b(?:overall|as a whole|on the whole)\b", re.I)
_OVERALL_RATING = re.compile(
    r"\boverall (?:rating|grade|judge?ment|verdict|result|outcome)\b", re.I
)
_RATED = re.compile(r"\b(?:rate[ds]?|rating|judge[ds]?|grade[ds]?|award(?:ed|s)?)\b", re.I)
_NEAR = 300
"""Characters before a rating among which what is rated stands."""
_OPENS = "‘'\"“*_"
_BE = (
    r"(?:is|are|was|were|has been|had been|have been|remains?|remained|stands? at)(?:,"
    r" [^,.;]{1,60},)?"
)
_NOW = r"(?: (?:now|therefore|thus|still|again|once more|only|just|both|all|also|then|\w+ly))?"
_NAMES_IT = re.compile(
    rf"(?:[{_OPENS}]|\b(?:as|at|of|is|was|be|been|are|remains?|overall|rated|judged|graded|awarded|it|:|to"
    rf" be):?{_NOW} |\brating,? )\Z",
    re.I,
)
_GIVEN = r"(?:rated|judged|graded|awarded|given|found|considered|deemed|assessed)"
_GIVES = r"(?:rated?|judged?|graded?|award(?:ed)?|g[ai]ven?|f[oi]u?nd|consider(?:ed)?|deem(?:ed)?|assess(?:ed)?)"
_HAS = r"(?:has|have|had|receive[sd]?|achieve[sd]?|earn(?:ed|s)?|gets?|got|deserve[sd]?|merit(?:ed|s)?)"
_RATING = r"(?:rating|grade|judge?ment|verdict)"
_ASIDE = r"(?: \([^()]*\)|, [^,.;]{1,60},)?"
_STANDS = re.compile(
    r"[’'\"”*_]*(?:\Z|\W*[.,;:!?()–—]|\W*"
    r" (?:and|but|or|is|was|has|for|in|on|at|by|because|as|overall|with|which|that|despite|while|though|although|since|so|again|throughout|here|too|"
    rf"now|from|across|this|where|when|both|standard|service|{_RATING})\b)",
    re.I,
)
"""What follows a rating that is not in quotes: not what it describes, as in Good Lives or
Outstanding staff."""
_RATING_OF = re.compile(rf"\b{_RATING} of \Z", re.I)
_IS_RATING = re.compile(rf"[’'\"”*_]* {_RATING}\b", re.I)
_BARE_RATING = re.compile(
    r"(?:\b(?:it|this|that|which|these|result|standard|we|us|inspectors|panel)\b(?:"
    r" (?!the\b)\w+){0,6}?|(?:\A|[,;:–—]|\b(?:and|so))\W*(?!an? ))\W*\b(?:(?:an?|the|our|its)"
    rf" )?(?:\w+ )?{_RATING}"
    rf"(?:(?: (?:that|they|it)(?: \w+){{1,5}})? (?:of|as|{_BE}{_NOW})|:|,)*[{_OPENS} ]*\Z",
    re.I,
)
"""A rating of, our judgement is: of what the text is about."""
_THEN = (
    r"previous(?:ly)?|last"
    r" (?:inspection|time|year)|earlier|before|former(?:ly)?|(?:was|were|been|back|since) then|then"
    r" (?:rated|the)|used to|rather than|than|"
    r"no (?:better|higher|worse|lower|more)|at (?:most|least|best|worst)|only"
    r" be|limit(?:s|ed)?|short of|close|closest|almost|nearly|(?:just|well) (?:below|above)|"
    r"compared|neighbouring|elsewhere|threshold|band|boundary|raised|lowered|moved|until|since"
    r" (?!we\b)|old|own (?:view|audit|opinion|rating|judgement)|(?:19|20)\d\d|[’']s case|"
    r"(?:each|all|both|others?|none|one|two|three|four|five|six|seven|eight|nine|most|majority)"
    r"(?= (?:out )?of\b| (?:\w+"
    r" ){0,2}(?:standards|areas|domains|questions|parts|units?|criteria|sections|regions|services|cases?)\b)"
)
NOT_NOW = re.compile(rf"\b(?:{_THEN}|(?:s?he|his|her|mrs?|ms)\b|published|announced)\b", re.I)
"""What makes a sentence one of another time, of a part or of a comparison."""
_NOT_NOW_BEHIND = re.compile(rf"\b(?:{_THEN}|(?:his|her) case|(?:in|for) (?:mrs?|ms))\b", re.I)
"""What does so behind a rating, as far as its clause goes: of whom else its clause speaks is no
matter."""
_CLAUSE_ENDS = re.compile(
    r"[;:–—]|, (?!(?:in|at|when|by)"
    r" )|\b(?:because|and|but|so|as|which|while|whereas|though|although|thanks to|due to|now"
    r" that|given (?:that|how|the))\b"
)
_OTHER_CLAUSE = re.compile(
    r"\b(?:because|as(?! in\b)|since we|although|though|while|whereas|given (?:that|how|the)|thanks"
    r" to|now that)\b[^,;]*, |.*[;:–—] |.*, (?:and|but|so) (?=.*\b(?:now|is|are|remains?)\b)",
    re.I,
)
"""Before a rating: a clause of its own, whose time and people are not those of the rating."""
_THIS_TIME = re.compile(
    r"\b(?:our|this|the present|the current) (?:(?:own|recent|latest)"
    r" )?(?:fieldwork|inspection|visit)s?(?:,? (?:of|in|from|during))?(?: \d{1,2})?(?:"
    r" [A-Z][a-z]+)?(?: (?:and|to) [A-Z][a-z]+)?(?: (?:19|20)\d\d)?"
)
NOT_MEANT = re.compile(
    r"\b(?:would|could|might|may|should|must|needed|not|if|unless|whether|hope[sd]?|to be"
    r" (?:rated|judged|graded|awarded|given))\b",
    re.I,
)
"""What, before a rating, says that it is not given."""
_IT = (
    rf"(?:\A\W*|[^\w\s] |\b(?:and|but|that|so|because|since|as|overall|makes?|made|{_GIVES})"
    r" )(?:it|this)\b"
)
_COMPOUND = re.compile(r"\b(?:the|an?|each|every) (?!standard\b)\w+ \Z", re.I)
"""Before a title: the risk assessment is not the standard Assessment."""
_PLACE = re.compile(r"\b(?:[Ii]n|[Aa]t) ([A-Z][a-z]+)")
_RATES = r"\b(?:rated?|judged?|graded?)"
_RATES_SOMETHING = re.compile(
    rf"\b(?:{_GIVES}|described?) (?!of\b|for\b|is\b|was\b|as\b|at\b|to"
    r" be\b|overall\b|only\b|by\b|that\b|an? )(?=\w)",
    re.I,
)
_BY_US = re.compile(
    r"\b(?:we|us|I|inspectors?|inspectorate|inspection|panel|is|are|was|were|been)\b|\A\W*\Z|[,;:] \Z",
    re.I,
)
_BY_OTHERS = re.compile(
    rf"{_RATES},? by (?!us\b|our\b|inspectors|the"
    r" (?:panel|inspect))|\b(?:told|said|says?|believe[sd]?|felt|thought|thinks?|claim(?:ed|s)?|self-\w+)\b",
    re.I,
)


def _before(sentence: Sentence, found: re.Match[str]) -> str:
    """The words before a rating, as far as they can matter, with the references among them."""
    start = max(0, found.start() - _NEAR)
    words, raw = sentence.words[start : found.start()], sentence.raw[start : found.start()]
    for reference in re.finditer(r"\{ref:[^{}]*\}", raw):
        words = words[: reference.start()] + reference[0] + words[reference.end() :]
    if _IS_RATING.match(sentence.words, found.end()):  # a ‘Good’ rating is a rating of ‘Good’
        words = re.sub(
            rf"(?:\b(an?|the|our|its|this|their) )?(?:overall )?[{_OPENS}]*\Z",
            lambda article: f"{article[1] or 'a'} rating of ",
            words,
            count=1,
            flags=re.I,
        )
    return words


class Naming:
    """Finds the ratings that sentences name, and of what."""

    def __init__(self, context: Context) -> None:
        self.standards = context.ratings.standards
        self.units = {
            name: unit for name, unit in context.dossier.units.items() if unit.inspection.title
        }
        grades = {grade for standard in self.standards.values() for grade in standard.grades} | set(
            context.ratings.overall_grades
        )
        grades |= {grade for unit in self.units.values() for grade in unit.ratings.overall_grades}
        self.by_lower = {grade.lower(): grade for grade in sorted(grades)}
        words = "|".join(re.escape(grade) for grade in sorted(grades, key=len, reverse=True))
        several = (
            "|".join(
                re.escape(grade) for grade in sorted(grades, key=len, reverse=True) if " " in grade
            )
            or "(?!)"
        )
        self.grades = re.compile(
            rf"\b(?:{words})\b|(?<=[{_OPENS}])(?i:{words})(?=[’'\"”*_])|(?<=rated"
            rf" )(?i:{several})\b|(?<=rated as )(?i:{several})\b"
            if words
            else r"(?!)"
        )
        self.parts = (
            [str(s.title) for s in self.standards.values()]
            + [str(d.title) for d in context.methodology.domains]
            + [str(t.title) for t in context.methodology.threads]
        )
        self.first_part: dict[str, int] = {}
        """Of each passage: where it first has named a part."""
        self.ways: dict[str, re.Pattern[str]] = {}
        self.whole = self._whole(context)
        self.inspected = " ".join(
            str(title)
            for title in (
                context.inspection.title,
                *(unit.inspection.title for unit in self.units.values()),
            )
        )
        self.chapters = {
            anchor_of(id)
            for id in (*self.standards, *(str(d.id) for d in context.methodology.domains))
        }

    def _whole(self, context: Context) -> str:
        """What the service is called where the whole of it is meant."""
        title = str(context.inspection.title or "")[
            :_NEAR
        ]  # what is longer is not looked for in a sentence
        named, kinds, of_kind = [re.escape(title)] if title.strip() else [], [], ""
        if not self.units:  # beside units of its own, “the unit” is one of those
            *first, last = title.split() or [""]
            short = last if last.isupper() or last.islower() else ""
            named += [re.escape(" ".join(first))] if first and short else []
            inspected = f"{context.methodology.title} {title}".lower()
            of_kind = "|".join(dict.fromkeys(re.findall(r"[a-z]+", inspected)))
            kinds = [
                "service",
                "provider",
                "organisation",
                *(re.escape(name) for name in context.methodology.words.inspected),
                *([re.escape(short)] if short else []),
            ]
        return (
            rf"(?:(?:the |this |our )?(?:{'|'.join(named) or '(?!)'})|(?:the|this|our)"
            rf" (?:(?:{of_kind}) ){{0,3}}(?:{'|'.join(kinds) or '(?!)'}))(?: as a whole)?"
        )

    def grade(self, found: re.Match[str]) -> str:
        """The grade as the scale has it."""
        return self.by_lower[found[0].lower()]

    def named(self, sentence: Sentence) -> list[re.Match[str]]:
        """The ratings that a sentence names of its own accord, about the present, and that the
        inspectorate gives."""
        lower = sentence.words.lower()
        if (
            not any(grade in lower for grade in self.by_lower)
            or "{rating" in sentence.raw
            or "{overall" in sentence.raw
        ):
            return []
        found = list(self.grades.finditer(sentence.words))
        doubtful = bool(found) and not self.is_present(self.without_titles(sentence.words), "")
        given = []
        for grade in found:
            before, after = _before(sentence, grade), sentence.words[grade.end() :]
            ends = _CLAUSE_ENDS.search(after, 0, _NEAR) if doubtful else None
            if (
                not doubtful
                or self.is_present(
                    _OTHER_CLAUSE.sub("", self.without_titles(before)),
                    after[: ends.start() if ends else _NEAR],
                )
            ) and self.is_given(before, after):
                given.append(grade)
        return given

    def is_present(self, before: str, after: str) -> bool:
        """Whether words before a rating, and those of its clause behind it, speak of no other time,
        part or place."""
        before, after = _THIS_TIME.sub("", before), _THIS_TIME.sub("", self.without_titles(after))
        if NOT_NOW.search(before) or _NOT_NOW_BEHIND.search(after):
            return False
        return all(place[1] in self.inspected for place in _PLACE.finditer(f"{before} {after}"))

    def without_titles(self, words: str) -> str:
        """The words around the ratings and the titles, which may hold a number or a word that means
        something else."""
        words = self.grades.sub("", words)
        for standard in self.standards.values():
            words = words.replace(standard.title, "")
        return words

    def is_given(self, before: str, after: str) -> bool:
        """Whether a rating is given, and not only thought of or given by somebody else: “staff
        rated the training as”."""
        if (
            NOT_MEANT.search(self.without_titles(before))
            or _BY_OTHERS.search(before)
            or re.match(r"\W* (?:by (?!us\b|the panel)|would|could|might|said)\b", after)
        ):
            return False
        if re.search(rf"\bfrom [{_OPENS}]?\Z", before[-7:]):  # up from ‘Good’
            return False
        if before[-1:] not in _OPENS and not _STANDS.match(after) and not _RATING_OF.search(before):
            return False
        *_, active = (None, *_RATES_SOMETHING.finditer(before))
        return active is None or bool(
            _BY_US.search(" ".join(before[: active.start()].split(" ")[-5:]))
        )

    @cached_property
    def names(self) -> dict[str, str]:
        """How each standard is called, as part of a pattern: planning, 2.3, standard 2.3, planning
        (2.3)."""
        called = {}
        for id, standard in self.standards.items():
            number, title = re.escape(id), re.escape(standard.title)
            alone = "(?:standard )?" if "." in id else "standard "  # “1 is good” is of anything
            called[id] = (
                rf"(?:\{{ref:{number}\}}|(?<![\w.]){alone}{number}(?![\d.]*\d)(?:"
                rf" {title})?|\b{title}\b(?: standard)?)(?: \({number}\))?"
            )
        return called

    def given_to(self, what: str) -> re.Pattern[str]:
        """Words that say of something, called in these ways, that a rating is its own, and that end
        where the rating begins."""
        if what not in self.ways:
            self.ways[what] = re.compile(
                rf"(?:(?P<of>\b{_RATING} (?:for|of|on) (?:the )?{what}|{what}[’']s (?:\w+"
                rf" )?{_RATING})[^.;:,]{{0,30}}|{what}(?: here| in this"
                rf" (?:unit|service))?(?:{self.between}))[: ]*[{_OPENS}]*\Z",
                re.I,
            )
        return self.ways[what]

    @cached_property
    def between(self) -> str:
        """What stands between the name of what is rated and its rating, as part of a pattern."""
        any_other = "|".join(
            re.escape(part) for s in self.standards.items() for part in (s[0], s[1].title)
        )
        several = rf"(?:(?:,|,? and) (?:the )?(?:{any_other})\b)+ (?:are|were|have been)(?: \w+)?"
        and_is = rf"{_ASIDE},?(?:(?: \w+){{1,6}} and)? {_BE}{_NOW}"
        return "|".join(
            (
                # planning is found to be, was given a rating of
                (
                    rf"(?:{several}|{_ASIDE}[,:]?|{and_is}|,? which we(?: have)?)"
                    rf" {_GIVEN}\b[^.;:,]{{0,30}}"
                ),
                rf"{and_is}(?: an?(?: \w+)?(?= [{_OPENS}]))?",  # planning is, planning is a clear ‘
                # planning has, planning received a rating of
                rf"{_ASIDE}(?: \w+)? {_HAS}(?: \w+){{0,3}}(?: {_RATING} of)?",
                r"[*_]*(?::[*_]*| [–—-]| \()",  # planning: – (
                rf",?(?: as| at| to be)?(?: an? (?:\w+ )?{_RATING} of)?",
            )
        )  # (we rate) planning, (we gave) planning a rating of

    def called(self, sentence: Sentence, found: re.Match[str], own: str) -> list[list[str]]:
        """The standards of which a sentence says, by their title or number, that a rating is
        theirs; together those of one title."""
        before, after = _before(sentence, found), sentence.words[found.end() :]
        called: dict[str, list[str]] = {}
        for id, standard in self.standards.items():
            if not (
                sentence.mentions(standard.title)
                or id in sentence.raw
                or (id == own and sentence.mentions("standard"))
            ):
                continue
            name = (
                rf"(?:{self.names[id]}|\b(?:this|the) standard\b)" if id == own else self.names[id]
            )
            behind = (
                rf"[’'\"”*_]*(?: {_RATING})?(?: (?:was|is|has been) \w+)? (?:for|in|on|to) (?:the"
                rf" )?{name}"
            )
            given = self.given_to(name).search(before)
            if (given and (given["of"] or not _COMPOUND.search(before, 0, given.start()))) or (
                _RATED.search(sentence.words)
                and (told := re.match(behind, after, re.I))
                and self.by_us(before + told[0])
            ):
                called.setdefault(standard.title, []).append(id)
        return [
            ids
            for title, ids in called.items()
            if not any(title.lower() in other.lower() for other in called if other != title)
        ]

    def by_us(self, words: str) -> bool:
        """Whether a rating is given by us or to the whole, where what is rated stands only behind
        it: “we rated the unit Good for planning”."""
        return bool(
            re.search(
                rf"\b(?:{self.whole}|we|us|I|panel|inspectors?|it|its|our|(?:was|is|has been)"
                r" (?:given|awarded))\b",
                words,
                re.I,
            )
        )

    def others(self, sentence: Sentence, found: re.Match[str], own: str) -> bool:
        """Whether a sentence speaks of another standard than the one whose text it stands in,
        before a rating or in its clause."""
        if re.search(r"\bthis standard\b", sentence.words, re.I):
            return False
        ends = _CLAUSE_ENDS.search(sentence.words, found.end())
        words = sentence.words[: ends.start()] if ends else sentence.words
        return any(
            re.search(rf"\b{re.escape(s.title)}\b|(?<![\d.]){re.escape(id)}(?![\d.])", words, re.I)
            for id, s in self.standards.items()
            if id != own
        )

    def part_of_it(self, words: str) -> bool:
        """Whether words speak of a part of what was inspected."""
        return any(re.search(rf"\b{re.escape(part)}\b", words, re.I) for part in self.parts)

    def part_before(self, sentence: Sentence) -> bool:
        """Whether the passage has spoken of a part before a sentence. Looked for once in each
        passage, however many its sentences."""
        words = sentence.passage.words
        if words not in self.first_part:
            met = (re.search(rf"\b{re.escape(part)}\b", words, re.I) for part in self.parts)
            self.first_part[words] = min(
                (found.end() for found in met if found), default=len(words) + 1
            )
        return self.first_part[words] <= sentence.start

    def overall(
        self, written: ReportText, sentence: Sentence, found: re.Match[str], unit: str = ""
    ) -> bool:
        """Whether a rating is given to the whole: by the word overall, or because what is rated is
        the service, or the unit of its own that is named."""
        before = _before(sentence, found)
        if _NAMES_IT.search(before) and (
            _OVERALL_RATING.search(sentence.words)
            or (_OVERALL.search(sentence.words) and _RATED.search(sentence.words))
        ):
            return True
        if self.part_of_it(sentence.words):
            return False
        free = not written.standard and not self.part_before(sentence)
        whole = (
            rf"\b{re.escape(unit)}\b"
            if unit
            else (
                rf"(?:\b{self.whole}|{_IT})"
                if free or _OVERALL.search(sentence.words)
                else rf"\b{self.whole}\b"
            )
        )
        if _OVERALL.search(sentence.words):
            return bool(
                re.search(rf"(?:{whole}(?: \w+){{0,3}}\W{{0,3}}|\boverall:? ?)\Z", before, re.I)
            )
        return not written.standard and bool(
            self.given_to(whole).search(before) or (free and _BARE_RATING.search(before))
        )

    def names_whole(self, sentence: Sentence) -> bool:
        """Whether a sentence calls the service by its name and speaks of no standard."""
        return bool(
            re.search(rf"\b{self.whole}\b", sentence.words, re.I)
        ) and not sentence.mentions("standard")

    def is_alone(self, title: str) -> bool:
        """Whether only one standard has a title."""
        return sum(standard.title == title for standard in self.standards.values()) == 1

    def of_its_own(self, before: str, after: str) -> bool:
        """Whether a rating is given to what a text is about: to it, to the service in this, as “our
        rating”, or by itself: “Rated as ‘Good’.”"""
        if re.fullmatch(
            rf"\W*(?:{_GIVEN}|{_RATING})(?: as| to be|:)?[{_OPENS} ]*", before, re.I
        ) and re.fullmatch(r"\W*(?:(?:by us|overall|too|again)\W*)?|[’'\"”*_]*,.*", after):
            return True
        return bool(
            self.given_to(rf"(?:{_IT}|\b{self.whole})").search(before)
            or _BARE_RATING.search(before)
        )


@check(
    "rating-in-prose",
    "warning",
    "“Planning was rated ‘Good’” where planning is Requires improvement.",
)
def rating_in_prose(context: Context) -> Found:
    """A text that names the rating of its own standard, or of one that it calls by its title, names
    the computed one."""
    naming = Naming(context)
    for written in context.own:
        for sentence in written.sentences:
            for found, meant in _of_standards(naming, written, sentence):
                rated = [
                    naming.standards[id]
                    for id in meant
                    if id in naming.standards and naming.standards[id].rating
                ]
                if rated and all(standard.rating != naming.grade(found) for standard in rated):
                    yield (
                        sentence.place(found),
                        (
                            f"the text says ‘{naming.grade(found)}’, and {rated[0].id}"
                            f" {rated[0].title} is {rated[0].rating}"
                        ),
                        f"write {{rating:{rated[0].id}}}, which is filled in",
                    )
    for row in rows(context):
        for id, standard in naming.standards.items():
            grade = naming.by_lower.get(row.meant.lower())
            if (
                grade
                and standard.rating not in (None, grade)
                and row.named.lower()
                in (
                    f"{id} {standard.title}".lower(),
                    id,
                    *([standard.title.lower()] if naming.is_alone(standard.title) else []),
                )
            ):
                yield (
                    row.said.at(0, length=len(row.said)),
                    f"the table says ‘{grade}’, and {id} {standard.title} is {standard.rating}",
                    f"write {{rating:{id}}}, which is filled in",
                )


def _of_standards(
    naming: Naming, written: ReportText, sentence: Sentence
) -> Iterator[tuple[re.Match[str], list[str]]]:
    """The ratings named in a sentence, each with the standards that it may be of."""
    named = naming.named(sentence)
    if not named or any(
        sentence.mentions(str(unit.inspection.title)) for unit in naming.units.values()
    ):
        return
    for found in named:
        before = _before(sentence, found)
        if called := naming.called(sentence, found, written.standard):
            yield from ((found, meant) for meant in called)
        elif (
            len(named) == 1
            and written.standard
            and not _OVERALL.search(sentence.words)
            and naming.of_its_own(before, sentence.words[found.end() :])
            and not naming.others(sentence, found, written.standard)
        ):
            yield found, [written.standard]


@check(
    "overall-in-prose",
    "warning",
    "“We rated the service as ‘Good’” where the overall rating is Requires improvement.",
)
def overall_in_prose(context: Context) -> Found:
    """A text that names an overall rating names the computed one, of this inspection or of one
    drawn on that it calls by its title."""
    naming = Naming(context)
    for written in context.own:
        for sentence in written.sentences:
            named = naming.named(sentence)
            units = {
                name: unit
                for name, unit in naming.units.items()
                if sentence.mentions(str(unit.inspection.title))
            }
            if len(named) != 1 or len(units) > 1:
                continue
            name, unit = next(iter(units.items()), ("", context.dossier))
            title = str(unit.inspection.title) if name else ""
            if not naming.overall(written, sentence, named[0], title) or (
                not name and naming.called(sentence, named[0], written.standard)
            ):
                continue
            grade, right = naming.grade(named[0]), unit.ratings.overall
            own = naming.standards.get(written.standard)  # “overall” may mean all of a standard
            if (
                right
                and grade != right
                and not (own and own.rating == grade and not naming.names_whole(sentence))
            ):
                yield (
                    sentence.place(named[0]),
                    (
                        f"the text says ‘{grade}’ overall, and {title or 'the overall rating'} is"
                        f" {right}"
                    ),
                    f"write {{overall{':' if name else ''}{name}}}, which is filled in",
                )
    for row in rows(context):
        told, right = naming.by_lower.get(row.meant.lower()), context.ratings.overall
        if (
            told
            and right not in (None, told)
            and re.fullmatch(
                rf"{_OVERALL_RATING.pattern}|rating overall|overall|{naming.whole}", row.named, re.I
            )
        ):
            yield (
                row.said.at(0, length=len(row.said)),
                f"the table says ‘{told}’ overall, and the overall rating is {right}",
                "write {overall}, which is filled in",
            )
