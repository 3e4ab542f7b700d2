"""One inspection as typed objects: what only this inspection knows. Nothing here is computed.

It knows the format of the file. What the values mean together is for ratings.py and checks.py.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from reportgen.problems import Place, nearest
from reportgen.record import record
from reportgen.shape import (
    NOWHERE,
    Choice,
    Date,
    Either,
    Flag,
    Line,
    ListOf,
    MapOf,
    Prose,
    Reading,
    Record,
    Shape,
    Text,
    Whole,
    half_up,
    known,
)
from reportgen.source import Node


@record(kw_only=False)
class Result:
    """The answer to one question over all cases: a published percentage, a count, or both."""

    percent: Fraction | None
    """As published, or exactly yes/of. None while the result is still to be pooled or counted."""
    yes: int | None = None
    of: int | None = None
    pooled: bool = False
    """Whether the cases come from the inspections drawn on."""
    origin: str = "typed"
    """`typed`, `cases` (counted from a case file) or `pooled`."""
    place: Place = NOWHERE

    @property
    def shown(self) -> int:
        """The whole percentage that is printed."""
        return half_up(self.percent or Fraction(0))


_PERCENT = re.compile(r"(\d{1,6}(?:\.\d{1,4})?) ?%?")
_COUNT = re.compile(r"(\d{1,9}) ?(?:of|/|out of) ?(\d{1,9})")
_BOTH = re.compile(rf"(?P<first>{_PERCENT.pattern}) ?\((?P<second>{_COUNT.pattern})\)|(?P<count>{_COUNT.pattern}) ?\((?P<percent>{_PERCENT.pattern})\)")


class ResultShape(Shape):
    """63%, 31 of 51, 31/51, both at once as 61% (31 of 51), {yes: 31, of: 51, percent: 61%}, or the word pooled."""

    words = "a percentage (63%), a count (31 of 51), both as 61% (31 of 51), {yes: 31, of: 51}, or the word pooled"

    def read(self, node: Node, reading: Reading) -> Any:
        if node.kind == "map":
            return self.long(node, reading)
        if node.kind == "nothing":
            return None
        if node.kind != "text":
            self.expected(node, reading)
            return None
        value = " ".join(node.value.split())
        if value == "pooled":
            return Result(None, pooled=True, origin="pooled", place=node.place)
        if found := _BOTH.fullmatch(value):
            return self.both(found["second"] or found["count"], found["first"] or found["percent"], node.place, reading)
        if _COUNT.fullmatch(value) or _PERCENT.fullmatch(value):
            return self.one(value, node.place, reading)
        if re.fullmatch(r"-\d+(\.\d+)? ?%?", value):
            reading.wrong("result-range", node.place, f"{value} is less than no cases", "a percentage is between 0 and 100")
            return None
        reading.wrong("result-form", node.place, f"`{node.value[:60]}` is not a result", f"write {self.words}")
        return None

    def one(self, value: str, place: Place, reading: Reading) -> Any:
        """A count or a percentage."""
        if found := _COUNT.fullmatch(value):
            return self.count(int(found[1]), int(found[2]), place, reading)
        number = value.rstrip("% ")
        if Fraction(number) > 100:
            reading.wrong("result-range", place, f"{number}% is more than all cases", "a percentage is between 0 and 100; a count is written 31 of 51")
            return None
        return Result(Fraction(number), place=place)

    def both(self, count: str, percent: str, place: Place, reading: Reading) -> Any:
        """A count with the percentage that was published of it, which it must give to as many decimals."""
        counted, published = self.one(count, place, reading), self.one(percent, place, reading)
        if counted is None or published is None:
            return None
        number = percent.rstrip("% ")
        decimals = len(number.partition(".")[2])
        rounded = Fraction(half_up(counted.percent * 10**decimals), 10**decimals)
        if rounded != published.percent:
            reading.wrong("result-differs", place, f"{counted.yes} of {counted.of} is {float(rounded):.{decimals}f}%, and beside it stands {number}%",
                          "correct one of them: the rating follows from the count")
        return counted

    def long(self, node: Node, reading: Reading) -> Any:
        known_keys = ("yes", "of", "percent")
        for key in node.value:
            if key not in known_keys:
                near = nearest(key, known_keys)
                reading.wrong("unknown-key", node.keys[key], f"`{key}` is not a key that is known here",
                              f"did you mean `{near}`?" if near else "a result has `yes` and `of`, and may have `percent`")
        if "yes" not in node.value or "of" not in node.value:
            reading.wrong("missing-key", node.place, "a result needs both `yes` and `of`", "write {yes: 31, of: 51}")
            return None
        yes, of = (Whole().read(node.value[key], reading) for key in ("yes", "of"))
        percent = node.value.get("percent")
        if percent is not None and (percent.kind != "text" or not _PERCENT.fullmatch(percent.value.strip())):
            reading.wrong("result-form", percent.place, "this is not a percentage", "write 61%, or take `percent` out: it follows from the count")
            return None
        if yes is None or of is None:
            return None
        if percent is None:
            return self.count(yes, of, node.place, reading)
        return self.both(f"{yes} of {of}", percent.value.strip(), percent.place, reading)

    @staticmethod
    def count(yes: int, of: int, place: Place, reading: Reading) -> Any:
        if of == 0:
            reading.wrong("result-range", place, "a result of no cases has no percentage",
                          "leave the question out, or say `not_rated:` with the reason")
            return None
        if yes > of:
            reading.wrong("result-range", place, f"{yes} of {of} cases cannot be sufficient",
                          "the first number counts sufficient cases, the second all cases that the question applies to")
            return None
        return Result(Fraction(100 * yes, of), yes, of, place=place)

    def schema(self, definitions: dict[str, Any]) -> dict[str, Any]:
        whole = {"type": "integer", "minimum": 0}
        percent, count = r"0*(100(\.0+)?|\d{1,2}(\.\d+)?) ?%?", r"\d+ ?(of|/|out of) ?\d+"
        definitions.setdefault("result", {
            "description": "A percentage (63%), a count (31 of 51), both as 61% (31 of 51), {yes: 31, of: 51}, or the word pooled",
            "anyOf": [
                {"type": "string", "pattern": rf"^\s*({percent}|{count}|{percent} ?\({count}\)|{count} ?\({percent}\)|pooled)\s*$"},
                {"type": "number", "minimum": 0, "maximum": 100},
                {"type": "null"},
                {"type": "object", "required": ["yes", "of"], "additionalProperties": False, "properties": {
                    "yes": {"description": "cases judged sufficient", **whole},
                    "of": {"description": "all cases that the question applies to", **whole},
                    "percent": {"description": "the percentage published beside the count, which must agree with it",
                                "anyOf": [{"type": "string", "pattern": rf"^\s*{percent}\s*$"}, {"type": "number", "minimum": 0, "maximum": 100}]}}}]})
        return {"$ref": "#/$defs/result"}


class Results(dict[Text, Result]):
    """Results by id, and the ids that are written with nothing behind them yet."""

    open: tuple[Text, ...] = ()


class ResultsShape(MapOf):
    """A map of results that remembers which of its places are still to be filled."""

    def __init__(self) -> None:
        super().__init__(ResultShape(), "question or prompt ids")

    def read(self, node: Node, reading: Reading) -> Any:
        results = Results(super().read(node, reading))
        if node.kind == "map":
            results.open = tuple(Text(key, node.keys[key]) for key, child in node.value.items() if child.kind == "nothing")
        return results


@record
class Person:
    """Somebody who signs."""

    name: Text = known(Line(), "the name as printed", required=True)
    title: Text | None = known(Line(), "the office held")
    place: Place = NOWHERE


PERSON = Either(Line(), Record(Person), lambda name, place: Person(name=name, place=place))


@record
class Publication:
    """What the publication page says."""

    publisher: Text | None = known(Line(), "who publishes this report")
    address: tuple[Text, ...] = known(ListOf(Line()), "the publisher's address, a line each", default=())
    isbn: Text | None = known(Line(), "the ISBN, if the report has one")
    copyright: Text | None = known(Line(), "the copyright line: © and whose, and the year")
    licence: Text | None = known(Prose(), "under which licence it may be used again, with a link")
    available_at: Text | None = known(Line(), "where it can be downloaded")
    contact: Text | None = known(Prose(), "where to ask")
    place: Place = NOWHERE


@record
class Letter:
    """The head and the end of a letter."""

    sender: tuple[Text, ...] = known(ListOf(Line()), "the sender's address, a line each", default=())
    to: tuple[Text, ...] = known(ListOf(Line()), "to whom: name, office, a line each", default=())
    copies: tuple[Text, ...] = known(ListOf(Line()), "who gets a copy, a line each", default=())
    subject: Text | None = known(Line(), "what it is about")
    salutation: Text | None = known(Line(), "Dear …")
    closing: Text | None = known(Line(), "Yours sincerely")
    place: Place = NOWHERE


@record
class Item:
    """A bullet: a strength, an area for improvement, a recommendation."""

    text: Text = known(Prose(), "what it says", required=True)
    title: Text | None = known(Line(), "a heading of its own")
    findings: tuple[Text, ...] = known(ListOf(Line()), "ids of the standards or questions that support it", default=())
    place: Place = NOWHERE


ITEM = Either(Prose(), Record(Item), lambda text, place: Item(text=text, place=place))


@record
class Recommendations:
    """What one addressee is asked to do."""

    to: Text | None = known(Line(), "who is asked")
    items: tuple[Item, ...] = known(ListOf(ITEM), "what is asked, numbered through the report", default=())
    place: Place = NOWHERE


@record
class Adjustment:
    """Professional discretion: another rating than the rule gives, and why."""

    rating: Text | None = known(Line(), "the rating given instead")
    because: Text | None = known(Line(), "the panel's reason, which is printed")
    place: Place = NOWHERE


@record
class Finding:
    """What was found on one domain or standard."""

    rating: Text | None = known(Line(), "for a standard rated by judgement: its rating")
    score: Result | None = known(ResultShape(), "where only the percentage of the whole was published, in place of `results`")
    results: dict[Text, Result] = known(ResultsShape(), "results by key question (2.2.1) and prompt (2.2.1a)", factory=Results)
    adjusted: Adjustment | None = known(Record(Adjustment), "professional discretion")
    not_rated: Text | None = known(Line(), "why this standard has no rating here")
    because: Text | None = known(Line(), "for a judged standard: the reason for the rating, in one sentence")
    in_brief: Text | None = known(Prose(), "its paragraph or paragraphs in the executive summary")
    summary: Text | None = known(Prose(), "what was found, in short; opens the chapter")
    text: Text | None = known(Prose(), "the findings at length; headings begin at ###")
    strengths: tuple[Item, ...] = known(ListOf(ITEM), "what is done well", default=())
    areas_for_improvement: tuple[Item, ...] = known(ListOf(ITEM), "what should be better", default=())
    place: Place = NOWHERE

    @property
    def open_results(self) -> dict[str, Place]:
        """The questions and prompts that stand in the file without a result, and where."""
        return {str(id): id.place for id in self.results.open} if isinstance(self.results, Results) else {}


@record
class Column:
    """A column of a table."""

    title: Text = known(Line(), "its heading", required=True)
    align: Text | None = known(Line(), "left or right; numbers go right by themselves")
    place: Place = NOWHERE


@record
class Table:
    """A table of data."""

    title: Text = known(Line(), "its caption", required=True)
    source: Text | None = known(Line(), "where the data come from")
    columns: tuple[Column, ...] = known(ListOf(Either(Line(), Record(Column), lambda title, place: Column(title=title, place=place))), "the headings of its columns", required=True)
    rows: tuple[tuple[Text, ...], ...] = known(ListOf(ListOf(Line(), "a row: [first cell, second cell]")), "its rows, each a list of cells; figures such as {pct:2.2.3} are filled in", default=())
    notes: tuple[Text, ...] = known(ListOf(Prose()), "notes printed beneath it", default=())
    in_: Text | None = known(Line(), "the block, domain or standard it stands in, if no text places it with {table:…}", key="in")
    wide: bool = known(Flag(), "whether its page is turned to landscape in the PDF", default=False)
    place: Place = NOWHERE


@record
class Figure:
    """A number that is used more than once, with its source."""

    value: Text = known(Line(), "the number with its unit: 79%, 2,311, £14.4 million", required=True)
    source: Text | None = known(Line(), "where it comes from")
    place: Place = NOWHERE


@record
class Section:
    """A section that this report has beside the outline."""

    title: Text = known(Line(), "its heading", required=True)
    in_: Text = known(Line(), "the domain, standard or block it stands in; `annexes` for an annexe of its own", key="in", required=True)
    text: Text = known(Prose(), "what it says", required=True)
    id: Text | None = known(Line(), "its name in links")
    place: Place = NOWHERE


@record
class Progress:
    """Progress on one earlier recommendation."""

    from_: Text | None = known(Line(), "the inspection that made it", key="from")
    recommendation: Text = known(Prose(), "what was recommended", required=True)
    findings: Text | None = known(Prose(), "what was done and found")
    category: Text = known(Line(), "the judgement: No progress, Some progress, Sufficient progress", required=True)
    still_required: Text | None = known(Prose(), "what still has to improve")
    place: Place = NOWHERE


@record
class Practice:
    """An example of good practice tied to a standard."""

    title: Text = known(Line(), "its heading", required=True)
    on: Text | None = known(Line(), "the id of the standard it illustrates")
    text: Text = known(Prose(), "what was done", required=True)
    place: Place = NOWHERE


@record
class Cases:
    """Where the answers by case are."""

    file: Text = known(Line(), "a CSV, XLSX or ODS file beside this one", required=True)
    sheet: Text | None = known(Line(), "the sheet of an XLSX or ODS file, if not the first")
    id: Text = known(Line(), "the column that names the case", default=Text("case"))
    answers: dict[Text, str] = known(MapOf(Choice("yes", "no", "not applicable"), "answers"), "what an answer means that is not spelt out, as {1: yes, 2: no, 9: not applicable}", factory=dict)
    groups: dict[Text, tuple[Text, ...]] = known(MapOf(ListOf(Line()), "attributes"), "the groups of an attribute in the order of a breakdown; any other is then an error", factory=dict)
    notice: Text | None = known(Line(), "a warning printed wherever the data are shown: that they are invented, for one")
    place: Place = NOWHERE


@record
class Inspection:
    """One inspection, as its file says."""

    slug: str
    """The name of its file."""
    path: str = ""
    methodology: Text = known(Line(), "the id of the methodology; `reportgen methodologies` lists them", required=True)
    title: Text = known(Line(), "the service inspected, as it stands on the cover", required=True)
    subtitle: Text | None = known(Line(), "a second line on the cover")
    notice: Text | None = known(Line(), "a warning on the cover and the page's head: that the inspection is invented, for one")
    region: Text | None = known(Line(), "the region or body that the service belongs to")
    kind: Text | None = known(Line(), "the kind of inspection, where the methodology has kinds")
    published: Text | None = known(Date(), "when the report is published: a year, a month or a day")
    fieldwork: Text | None = known(Line(), "when the fieldwork was done, as a phrase: “started November 2023”")
    lead_inspector: Person | None = known(PERSON, "who led the inspection")
    chief_inspector: Person | None = known(PERSON, "who signs the foreword")
    publication: Publication = known(Record(Publication), "the publication page", factory=Publication)
    letter: Letter | None = known(Record(Letter), "head and end, where the document is a letter")
    sample: dict[Text, int] = known(MapOf(Whole(), "groups of cases"), "how many cases of each group were inspected", factory=dict)
    declares: tuple[Text, ...] = known(ListOf(Line()), "facts that a rule of the methodology asks for", default=())
    text: dict[Text, Text] = known(MapOf(Prose(), "blocks of the outline"), "the prose blocks of the outline, by id", factory=dict)
    omit: dict[Text, Text] = known(MapOf(Line(), "blocks of the outline"), "parts of the outline that this report does without, each with the reason", factory=dict)
    recommendations: tuple[Recommendations, ...] = known(ListOf(Record(Recommendations)), "the recommendations, by addressee, numbered through in this order", default=())
    findings: dict[Text, Finding] = known(MapOf(Record(Finding), "ids of domains and standards"), "what was found, by domain and standard", factory=dict)
    threads: dict[Text, Result] = known(MapOf(ResultShape(), "threads"), "the published percentage of a thread, where its questions are not given", factory=dict)
    tables: dict[Text, Table] = known(MapOf(Record(Table), "names"), "tables of data, by name", factory=dict)
    figures: dict[Text, Figure] = known(MapOf(Either(Line(), Record(Figure), lambda value, place: Figure(value=value, place=place)), "names"), "numbers used more than once", factory=dict)
    sections: tuple[Section, ...] = known(ListOf(Record(Section)), "what this report has beside the outline", default=())
    progress: tuple[Progress, ...] = known(ListOf(Record(Progress)), "progress on earlier recommendations", default=())
    good_practice: tuple[Practice, ...] = known(ListOf(Record(Practice)), "examples of good practice, where the outline collects them", default=())
    abbreviations: dict[Text, Text] = known(MapOf(Line(), "abbreviations"), "what each abbreviation stands for", factory=dict)
    draws_on: tuple[Text, ...] = known(ListOf(Line()), "inspections that this one pools or reports on, by slug", default=())
    cases: Cases | None = known(Either(Line(), Record(Cases), lambda file, place: Cases(file=file, place=place)), "the answers by case, from which results are counted")
    published_ratings: dict[Text, Text] = known(MapOf(Line(), "score, overall and ids"), "what was announced; must agree with what is computed", factory=dict)
    allow: dict[Text, Text] = known(MapOf(Line(), "codes of checks"), "checks whose warnings are accepted here, each with the reason", factory=dict)
    place: Place = NOWHERE
