"""Ratings and scores that are typed in prose, where a placeholder would draw them.

What is drawn cannot differ from the data, so no sentence has to be understood: a rating that is
typed is drawn instead, or marked with `{said:…}` as one that is not this report's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportgen.checks.context import Context
from reportgen.checks.register import Violations, check
from reportgen.methodology.wording import name_part
from reportgen.problems import Place
from reportgen.prose.passages import Sentence
from reportgen.reading.fields import SourceText
from reportgen.report.texts import ReportText
from reportgen.util.numbers import IN_WORDS, parse_whole_number

_OPEN, _CLOSE = "‘'\"“*_", "’'\"”*_"
_NUMBER = rf"(?<![\d.,\w-])(\d{{1,3}}|zero|{IN_WORDS})(?![\d,.]*\d|[\w-])"
_OUT_OF = re.compile(
    rf"{_NUMBER}(?: points?)?(?: out of | of |/)(?:a (?:possible|maximum)(?: of)? )?{_NUMBER}", re.I
)  # “4 out of 27”, “13/27 points”, “12 of a possible 27”
_OF_A_NUMBER = re.compile(r"(?: of |/)(?:a (?:possible|maximum)|[\defnostz])", re.I)
"""Every score out of a total has a digit or the first letter of a number in words. These are looked
for first."""
_SCORE = re.compile(
    rf"\bscore[ds]?\b\W*(?:[a-z]+\W+){{0,3}}?{_NUMBER}(?! ?%| per ?cent)|{_NUMBER} points?\b", re.I
)  # “a score of 5”, “scored twelve points”, “Score: 5”
_SO_MANY = re.compile(
    rf"\b(both|{IN_WORDS})(?: of the ({IN_WORDS}))? standards\b"
    r"(?:(?!standards).)*\b(?:are|were) (?:all )?rated(?: as)?\W*\Z",
    re.DOTALL | re.IGNORECASE,
)  # “three of the five standards on casework are rated”
_NAMED = re.compile(r"\{ref:([^{}]+)\},?(?: (?:which|is|was|are|were|rated|graded|as))*\W*\Z")
_CASES = re.compile(r"(?: \w+){0,2} (?:cases|people|reports|practitioners|staff)\b")


@check("rating-typed", "warning", "“Planning was rated ‘Good’” instead of {rating:2.3}.")
def rating_typed(context: Context) -> Violations:
    """A rating or a score in prose is drawn from the data, as {rating:2.2}, {overall} or {score},
    or marked as one that is not this report's, as {said:Good}."""
    grades = _Grades(context)
    totals = _find_totals(context)
    for text in context.own:
        if text.role not in ("prose", "bullet", "cell"):
            continue
        for sentence in text.sentences:
            for match, grade in grades.find_in(sentence, text):
                place = _with_marks(sentence, match)
                yield place, *grades.explain(text, sentence, match, grade)
            for match in _find_scores(sentence, totals):
                yield sentence.place(match), *_explain_score(context, match[0].strip(" *_"))
    for cell in _find_score_cells(context) if totals else ():
        yield cell.at(0, length=len(cell)), *_explain_score(context, str(cell))


def _find_totals(context: Context) -> set[int]:
    """What a score of this report, or of a unit that it draws on, may be out of."""
    everything = [context.ratings, *(unit.ratings for unit in context.dossier.units.values())]
    return {ratings.out_of for ratings in everything if ratings.out_of}


def _find_scores(sentence: Sentence, totals: set[int]) -> Iterator[re.Match[str]]:
    """The scores that a sentence gives: out of a total, or beside the word score or points."""
    words = sentence.words
    if not any(sign in words for sign in (" of ", "/", "core", "oint")):  # a score has one of these
        return
    ends = set()
    about_score = re.search(r"\b(?:scor|points?\b|possible|maximum)", words, re.I)
    for match in _OUT_OF.finditer(words) if _OF_A_NUMBER.search(words) else ():
        ends |= {match.start(1), match.start(2)}
        is_total = parse_whole_number(match[2]) in totals
        if (about_score or is_total) and not _CASES.match(words, match.end()):
            yield match
    if totals and ("core" in words or "oint" in words):
        for match in _SCORE.finditer(words):
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
    units = context.dossier.units.items()
    scores = {f"{{score:{name}}}": unit.ratings for name, unit in units}
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


def _with_marks(sentence: Sentence, match: re.Match[str]) -> Place:
    """The place of a rating, with the quotation marks around it."""
    place, words = sentence.place(match, 1), sentence.words
    around = words[max(0, match.start(1) - 1) : match.start(1)] + words[match.end(1) :][:1]
    quoted = around in ("‘’", "“”", "''", '""')
    return place._replace(column=place.column - quoted, end=place.end + quoted)


class _Grades:
    """The names of all grades of this report and its units, and where a text has them."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.standards = context.ratings.standards
        self.last: Sentence | None = None
        self.meanings: tuple[tuple[str, str, str], ...] = ()
        everything = [context.ratings, *(unit.ratings for unit in context.dossier.units.values())]
        names = {name for ratings in everything for name in ratings.overall_grades}
        for ratings in everything:
            names |= {name for rated in ratings.standards.values() for name in rated.grades}
        self.by_lower = {name.lower(): name for name in names}
        any_name = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        self.pattern = re.compile(
            rf"(?<=[{_OPEN}])((?i:{any_name}))(?=[.,;:]?[{_CLOSE}])"  # in quotation marks, in bold
            rf"|(?<![\w-])({any_name})(?![\w-])"  # with its capital
            rf"|\b(?:rated|rating|graded?)(?: (?:as|of|is))? ((?i:{any_name}))\b"
            if names
            else r"(?!)"
        )

    def find_in(self, sentence: Sentence, text: ReportText) -> Iterator[tuple[re.Match[str], str]]:
        """The grades that stand in a sentence as ratings. A match's first group is the grade."""
        lower = sentence.words.lower()
        if not any(name in lower for name in self.by_lower):
            return
        for match in self.pattern.finditer(sentence.words):
            group = next(number for number in (1, 2, 3) if match[number])
            if group == 2 and self._is_ordinary(sentence.words, match):
                continue
            at = re.compile(rf"({re.escape(match[group])})")
            same = at.match(sentence.words, match.start(group))
            yield same or match, self.by_lower[match[group].lower()]

    @staticmethod
    def _is_ordinary(words: str, match: re.Match[str]) -> bool:
        """Whether a word with a capital is not a rating: it begins a sentence, or is part of a
        name."""
        before, after = words[: match.start()], words[match.end() :]
        alone = not re.search(r"\w", before + after)
        begins = not re.search(r"\w", before) or re.search(r"[.!?]\W*\Z", before)
        return not alone and bool(begins or re.match(r" [A-Z]", after))

    def explain(
        self, text: ReportText, sentence: Sentence, match: re.Match[str], grade: str
    ) -> tuple[str, str, str | None]:
        """What is wrong with a typed rating, what to write, and whether that is certain: where one
        thing that the sentence names has this rating."""
        if sure := self._find_certain(text, sentence.raw[: match.start(1)], grade):
            return f"the rating ‘{grade}’ is typed here", f"write {sure}", sure
        if self.last is not sentence:  # the same for each rating in a sentence
            self.last, self.meanings = sentence, tuple(self._find_meant(text, sentence))
        *ways, fallback = self.meanings
        ways = ways or [fallback]
        values = [f"{what} is {value}" for _, what, value in ways if value and value != grade]
        same = [way for way, _, value in ways if value == grade]
        differs = f"; {values[0]}" if values and not same else ""
        write = " or ".join(same or [way for way, _, _ in ways][:3])
        return (
            f"the rating ‘{grade}’ is typed here{differs}",
            f"write {write}, or {{said:{grade}}} if it is not this report's rating",
            same[0] if len(set(same)) == 1 and self._is_named(text, sentence, same[0]) else None,
        )

    def _find_certain(self, text: ReportText, before: str, grade: str) -> str | None:
        """How a rating is drawn that follows the reference to its standard, or that so many of a
        domain's standards have as the sentence says: then from the first of them."""
        if (named := _NAMED.search(before)) and named[1] in self.standards:
            ids = [named[1]] if self.standards[named[1]].rating == grade else []
        elif "standards" in before.lower() and (many := _SO_MANY.search(before)):
            count = 2 if many[1].lower() == "both" else parse_whole_number(many[1])
            total = parse_whole_number(many[2]) if many[2] else 0
            ids = self._find_so_many(text, count, total, grade)
        else:
            return None
        return f"{{rating:{ids[0]}}}" if ids else None

    def _find_so_many(self, text: ReportText, count: int, total: int, grade: str) -> list[str]:
        """The standards of a domain with a rating, if the sentence gives the right numbers: how
        many have it, and of how many."""
        fitting = []
        for domain in self.context.methodology.domains:
            ids = [str(standard.id) for standard in domain.standards]
            rated = [id for id in ids if id in self.standards and self.standards[id].rating]
            same = [id for id in rated if self.standards[id].rating == grade]
            is_own = text.finding in (str(domain.id), *rated)
            if len(same) == count and (len(rated) == total if total else is_own):
                fitting.append(same)
        return fitting[0] if len(fitting) == 1 else []

    def _is_named(self, text: ReportText, sentence: Sentence, way: str) -> bool:
        """Whether a sentence names the thing whose rating this draws, or is in the text on it."""
        kind, _, target = way.strip("{}").partition(":")
        if kind == "overall":
            return bool(target or re.search(r"\boverall\b|\bas a whole\b", sentence.words, re.I))
        id = target.rpartition(" ")[2]
        title = self.standards[id].title if id in self.standards else ""
        return " " in target or text.standard == id or title in sentence.words

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
        named += [
            id for id in self.standards if id in raw and re.search(rf"\b{re.escape(id)}\b", raw)
        ]
        if re.search(r"\boverall\b", sentence.words, re.I) and self.context.ratings.overall:
            yield "{overall}", "the overall rating", self.context.ratings.overall
        for id in dict.fromkeys([*named, text.standard]):
            if id in self.standards:
                yield (
                    f"{{rating:{id}}}",
                    name_part(id, self.standards[id].title),
                    (self.standards[id].rating or ""),
                )
        yield "{overall}", "the overall rating", self.context.ratings.overall or ""
