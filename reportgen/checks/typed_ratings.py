"""Ratings and scores that are typed in prose, where a placeholder would draw them.

What is drawn cannot differ from the data, so no sentence has to be understood: a rating that is
typed is drawn instead, or marked with `{said:…}` as one that is not this report's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reportgen.checks.context import Context
from reportgen.checks.register import Violations, check
from reportgen.methodology.wording import name_part
from reportgen.prose.passages import Sentence
from reportgen.ratings.results import Ratings
from reportgen.reading.fields import SourceText
from reportgen.report.texts import ReportText
from reportgen.util.numbers import IN_WORDS, parse_whole_number

_MARKS = ("‘’", "“”", "''", '""')
_OPEN, _CLOSE = "‘'\"“*_", "’'\"”*_"
_NUMBER = rf"(?<![\d.,\w-])(\d{{1,3}}|zero|{IN_WORDS})(?![\d,.]*\d|[\w-])"
_OUT_OF = re.compile(
    rf"{_NUMBER}(?: points?)?(?: out of | of |/)(?:a (?:possible|maximum)(?: of)? )?{_NUMBER}", re.I
)  # “4 out of 27”, “13/27 points”, “12 of a possible 27”
_OF_A_NUMBER = re.compile(r"(?i)( of |/)(a [pm]|\d|zer|on|t(w|hr|hi|en)|f[oi]|s[ie]|e[il]|ni)")
"""Every score out of a total has one of these, which are looked for first."""
_ABOUT_SCORES = re.compile(r"\b(?:scor|points?\b|possible|maximum)", re.I)
# Two that take long to compile, and that few reports need.
_SCORE = (  # “a score of 5”, “scored twelve points”, “Score: 5”
    rf"(?i)\bscore[ds]?\b\W*(?:[a-z]+\W+){{0,3}}?{_NUMBER}(?! ?%| per ?cent)|{_NUMBER} points?\b"
)
_SO_MANY = (  # “three of the five standards on casework are rated”
    rf"(?is)\b(both|{IN_WORDS})(?: of the ({IN_WORDS}))? standards\b"
    r"(?:(?!standards).)*\b(?:are|were) (?:all )?rated(?: as)?\W*\Z"
)
_NAMED = re.compile(r"\{ref:([^{}]+)\},?(?: (?:which|is|was|are|were|rated|graded|as))*\W*\Z")
_CASES = re.compile(r"(?: \w+){0,2} (?:cases|people|reports|practitioners|staff)\b")


@check("rating-typed", "warning", "“Planning was rated ‘Good’” instead of {rating:2.3}.")
def rating_typed(context: Context) -> Violations:
    """A rating or a score in prose is drawn from the data, as {rating:2.2}, {overall} or {score},
    or marked as one that is not this report's, as {said:Good}."""
    everything = [context.ratings, *(unit.ratings for unit in context.dossier.units.values())]
    totals = {ratings.out_of for ratings in everything if ratings.out_of}
    grades = _Grades(context, everything)
    for text in (text for text in context.own if text.role in ("prose", "bullet", "cell")):
        for sentence in text.sentences:
            yield from grades.report(text, sentence)
            for match in _find_scores(sentence, totals):
                yield sentence.place(match), *_explain_score(context, match[0].strip(" *_"))
    for cell in _find_score_cells(context) if totals else ():
        yield cell.at(0, length=len(cell)), *_explain_score(context, str(cell))


def _find_scores(sentence: Sentence, totals: set[int]) -> Iterator[re.Match[str]]:
    """The scores that a sentence gives: out of a total, or beside the word score or points."""
    words = sentence.words
    ends = set()
    for match in _OUT_OF.finditer(words) if _OF_A_NUMBER.search(words) else ():
        ends |= {match.start(1), match.start(2)}
        is_score = parse_whole_number(match[2]) in totals or _ABOUT_SCORES.search(words)
        if is_score and not _CASES.match(words, match.end()):
            yield match
    if totals and ("core" in words or "oint" in words):
        for match in re.finditer(_SCORE, words):
            if not ends & {match.start(1), match.start(2)}:
                yield match


def _find_score_cells(context: Context) -> Iterator[SourceText]:
    """The cells of tables beside the word score, which give a number alone: “Total score | 5”."""
    for row in (row for table in context.inspection.tables.values() for row in table.rows):
        if row and re.fullmatch(r"\W*(?:(?:overall|total|final) )?score\W*", row[0], re.I):
            yield from (cell for cell in row[1:] if re.fullmatch(r"\d+(?: of \d+)?", cell))


def _explain_score(context: Context, typed: str) -> tuple[str, str, str | None]:
    """What is wrong with a typed score, what to write, and whether that is certain: where one score
    of this report and its units is the typed one."""
    scores = {f"{{score:{name}}}": one.ratings for name, one in context.dossier.units.items()}
    if context.ratings.score is not None or not scores:
        scores = {"{score}": context.ratings, **scores}
    same = [way for way, r in scores.items() if typed == f"{r.score} out of {r.out_of}"]
    score = context.ratings.score
    computed = "" if score is None else f"; the score is {score} out of {context.ratings.out_of}"
    return (
        f"the score “{typed}” is typed here{computed}",
        f"write {' or '.join(scores)}, or {{said:{typed}}} if it is not this report's",
        same[0] if len(same) == 1 else None,
    )


class _Grades:
    """The names of all grades of this report and its units, and where a text has them."""

    def __init__(self, context: Context, everything: Iterable[Ratings]) -> None:
        self.context = context
        self.standards = context.ratings.standards
        names: set[str] = set()
        for ratings in everything:
            names.update(ratings.overall_grades, *(r.grades for r in ratings.standards.values()))
        self.by_lower = {name.lower(): name for name in names}
        any_name = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        self.pattern = re.compile(
            rf"(?<=[{_OPEN}])((?i:{any_name}))(?=[.,;:]?[{_CLOSE}])"  # in quotation marks, in bold
            rf"|(?<![\w-])({any_name})(?![\w-]| [A-Z])"  # with its capital, not part of a name
            rf"|\b(?:rated|rating|graded?)(?: (?:as|of|is))? ((?i:{any_name}))\b"
        )

    def report(self, text: ReportText, sentence: Sentence) -> Violations:
        """The ratings that stand in a sentence: where, what is wrong, what to write, and whether
        that is certain: where one thing that the sentence names has this rating."""
        words = sentence.words
        matches = list(self._find_in(words))
        *ways, fallback = self._find_meant(text, sentence) if matches else [("", "", "")]
        ways = ways or [fallback]
        for match in matches:
            group = match.lastindex or 0
            start, end = match.span(group)
            grade = self.by_lower[match[group].lower()]
            typed = f"the rating ‘{grade}’ is typed here"
            place = sentence.place(match, group)
            if start and words[start - 1] + words[end : end + 1] in _MARKS:
                place = place._replace(column=place.column - 1, end=place.end + 1)
            if way := self._find_certain(text, sentence.raw[:start], grade):
                yield place, typed, f"write {way}", way
                continue
            values = [f"; {what} is {value}" for _, what, value in ways if value and value != grade]
            same = [way for way, _, value in ways if value == grade]
            is_sure = len(set(same)) == 1 and self._is_named(text, sentence, same[0])
            write = " or ".join(same or [way for way, _, _ in ways][:3])
            yield (
                place,
                typed + (values[0] if values and not same else ""),
                f"write {write}, or {{said:{grade}}} if it is not this report's rating",
                same[0] if is_sure else None,
            )

    def _find_in(self, words: str) -> Iterator[re.Match[str]]:
        """The grades that stand in a sentence as ratings, each the only group of its match. A word
        that has its capital because it begins a sentence is none, unless it stands alone."""
        lower = words.lower()
        if any(name in lower for name in self.by_lower):
            for match in self.pattern.finditer(words):
                before, after = words[: match.start()], words[match.end() :]
                begins = match[2] and re.search(r"(?:\A|[.!?])\W*\Z", before)
                if not (begins and re.search(r"\w", before + after)):
                    yield match

    def _find_certain(self, text: ReportText, before: str, grade: str) -> str | None:
        """How a rating is drawn that follows the reference to its standard, or that so many of a
        domain's standards have as the sentence says: then from the first of them."""
        if (named := _NAMED.search(before)) and named[1] in self.standards:
            return f"{{rating:{named[1]}}}" if self.standards[named[1]].rating == grade else None
        many = re.search(_SO_MANY, before) if "standards" in before.lower() else None
        if many is None:
            return None
        count = 2 if many[1].lower() == "both" else parse_whole_number(many[1])
        total = parse_whole_number(many[2]) if many[2] else 0
        fitting = []
        for domain in self.context.methodology.domains:
            ids = [str(standard.id) for standard in domain.standards]
            rated = [id for id in ids if id in self.standards and self.standards[id].rating]
            same = [id for id in rated if self.standards[id].rating == grade]
            is_own = text.finding in (str(domain.id), *rated)
            if len(same) == count and (len(rated) == total if total else is_own):
                fitting.append(f"{{rating:{same[0]}}}")
        return fitting[0] if len(fitting) == 1 else None

    def _is_named(self, text: ReportText, sentence: Sentence, way: str) -> bool:
        """Whether a sentence names the thing whose rating this draws, or is in the text on it."""
        kind, _, target = way.strip("{}").partition(":")
        if kind == "overall":
            return bool(target or re.search(r"\boverall\b|\bas a whole\b", sentence.words, re.I))
        id = target.rpartition(" ")[2]
        return " " in target or text.standard == id or self.standards[id].title in sentence.words

    def _find_meant(self, text: ReportText, sentence: Sentence) -> Iterator[tuple[str, str, str]]:
        """What a rating in a sentence may be of, the most likely first: how it is drawn, its name
        and its value."""
        for name, unit in self.context.dossier.units.items():
            title = str(unit.inspection.title or "")
            if title and sentence.mentions(title):
                yield f"{{overall:{name}}}", title, unit.ratings.overall or ""
                for id, rated in unit.ratings.standards.items():
                    if sentence.mentions(rated.title):
                        yield f"{{rating:{name} {id}}}", f"{title} {id}", rated.rating or ""
        named = [id for id, r in self.standards.items() if sentence.mentions(r.title)]
        raw = sentence.raw
        named += [id for id in self.standards if re.search(rf"\b{re.escape(id)}\b", raw)]
        if re.search(r"\boverall\b", sentence.words, re.I) and self.context.ratings.overall:
            yield "{overall}", "the overall rating", self.context.ratings.overall
        for id in dict.fromkeys([*named, text.standard]):
            if own := self.standards.get(id or ""):
                yield f"{{rating:{id}}}", name_part(str(id), own.title), own.rating or ""
        yield "{overall}", "the overall rating", self.context.ratings.overall or ""
