"""The result of a question: a percentage, a count of cases, or both."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from reportgen.problems import NOWHERE, Place, find_nearest
from reportgen.reading.fields import FieldType, Integer, MapOf, ReadingContext, SourceText
from reportgen.reading.yaml_source import Node
from reportgen.util.frozen import frozen
from reportgen.util.numbers import round_half_up


@frozen(kw_only=False)
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
    answers: tuple[tuple[SourceText, int], ...] = ()
    """For a question that is answered on a scale: how many times each answer was given."""

    @property
    def exact(self) -> Fraction:
        """The percentage to calculate with: 0 while there is none."""
        return self.percent or Fraction(0)

    @property
    def rounded(self) -> int:
        """The whole percentage that is printed."""
        return round_half_up(self.exact)


_PERCENT = re.compile(r"(\d{1,6}(?:\.\d{1,4})?) ?%?")

_COUNT = re.compile(r"(\d{1,9}) ?(?:of|/|out of) ?(\d{1,9})")

_BOTH = re.compile(
    rf"(?P<first>{_PERCENT.pattern}) ?\((?P<second>{_COUNT.pattern})\)|(?P<count>{_COUNT.pattern})"
    rf" ?\((?P<percent>{_PERCENT.pattern})\)"
)


class ResultType(FieldType):
    """63%, 31 of 51, 31/51, both at once as 61% (31 of 51), {yes: 31, of: 51, percent: 61%}, or the
    word pooled."""

    words = (
        "a percentage (63%), a count (31 of 51), both as 61% (31 of 51), {yes: 31, of: 51}, or the"
        " word pooled"
    )

    def read(self, node: Node, reading: ReadingContext) -> Any:
        if node.kind == "map":
            return self.long(node, reading)
        if node.kind == "nothing":
            return None
        if node.kind != "text":
            self.report_wrong_kind(node, reading)
            return None
        value = " ".join(node.value.split())
        if value == "pooled":
            return Result(None, pooled=True, origin="pooled", place=node.place)
        if match := _BOTH.fullmatch(value):
            return self.both(
                match["second"] or match["count"],
                match["first"] or match["percent"],
                node.place,
                reading,
            )
        if _COUNT.fullmatch(value) or _PERCENT.fullmatch(value):
            return self.one(value, node.place, reading)
        if re.fullmatch(r"-\d+(\.\d+)? ?%?", value):
            reading.add_error(
                "result-range",
                node.place,
                f"{value} is less than no cases",
                "a percentage is between 0 and 100",
            )
            return None
        reading.add_error(
            "result-form", node.place, f"`{node.value[:60]}` is not a result", f"write {self.words}"
        )
        return None

    def one(self, value: str, place: Place, reading: ReadingContext) -> Any:
        """A count or a percentage."""
        if match := _COUNT.fullmatch(value):
            return self.count(int(match[1]), int(match[2]), place, reading)
        number = value.rstrip("% ")
        if 0 < Fraction(number) < 1 and not value.endswith("%"):
            reading.add_error(
                "result-share",
                place,
                f"{number} may mean {float(100 * Fraction(number)):g}% or {number}%",
                f"write {float(100 * Fraction(number)):g}% or {number}%, whichever is meant",
            )
            return None
        if Fraction(number) > 100:
            reading.add_error(
                "result-range",
                place,
                f"{number}% is more than all cases",
                "a percentage is between 0 and 100; a count is written 31 of 51",
            )
            return None
        return Result(Fraction(number), place=place)

    def both(self, count: str, percent: str, place: Place, reading: ReadingContext) -> Any:
        """A count with the percentage that was published of it, which it must give to as many
        decimals."""
        counted, published = self.one(count, place, reading), self.one(percent, place, reading)
        if counted is None or published is None:
            return None
        number = percent.rstrip("% ")
        decimals = len(number.partition(".")[2])
        rounded = Fraction(round_half_up(counted.percent * 10**decimals), 10**decimals)
        if rounded != published.percent:
            reading.add_error(
                "result-differs",
                place,
                f"{counted.yes} of {counted.of} is {float(rounded):.{decimals}f}%, and beside it"
                f" stands {number}%",
                "correct one of them: the rating follows from the count",
            )
        return counted

    @staticmethod
    def graded(node: Node, reading: ReadingContext) -> Any:
        """How many times each answer of a scale was given: {Very good: 4, Good: 10}."""
        counts = [
            (SourceText(key, node.keys[key]), Integer().read(child, reading))
            for key, child in node.value.items()
        ]
        answers = tuple((answer, number) for answer, number in counts if number is not None)
        return (
            Result(None, place=node.place, answers=answers) if any(n for _, n in answers) else None
        )

    def long(self, node: Node, reading: ReadingContext) -> Any:
        if node.value and not {"yes", "of", "percent"} & set(node.value):
            return self.graded(node, reading)
        known_keys = ("yes", "of", "percent")
        for key in node.value:
            if key not in known_keys:
                near = find_nearest(key, known_keys)
                reading.add_error(
                    "unknown-key",
                    node.keys[key],
                    f"`{key}` is not a key that is known here",
                    (
                        f"did you mean `{near}`?"
                        if near
                        else "a result has `yes` and `of`, and may have `percent`"
                    ),
                )
        if "yes" not in node.value or "of" not in node.value:
            reading.add_error(
                "missing-key",
                node.place,
                "a result needs both `yes` and `of`",
                "write {yes: 31, of: 51}",
            )
            return None
        yes, of = (Integer().read(node.value[key], reading) for key in ("yes", "of"))
        percent = node.value.get("percent")
        if percent is not None and (
            percent.kind != "text" or not _PERCENT.fullmatch(percent.value.strip())
        ):
            reading.add_error(
                "result-form",
                percent.place,
                "this is not a percentage",
                "write 61%, or take `percent` out: it follows from the count",
            )
            return None
        if yes is None or of is None:
            return None
        if percent is None:
            return self.count(yes, of, node.place, reading)
        return self.both(f"{yes} of {of}", percent.value.strip(), percent.place, reading)

    @staticmethod
    def count(yes: int, of: int, place: Place, reading: ReadingContext) -> Any:
        if of == 0:
            reading.add_error(
                "result-range",
                place,
                "a result of no cases has no percentage",
                "leave the question out, or say `not_rated:` with the reason",
            )
            return None
        if yes > of:
            reading.add_error(
                "result-range",
                place,
                f"{yes} of {of} cases cannot be sufficient",
                "the first number counts sufficient cases, the second all cases that the question"
                " applies to",
            )
            return None
        return Result(Fraction(100 * yes, of), yes, of, place=place)

    def schema(self, definitions: dict[str, Any]) -> dict[str, Any]:
        whole = {"type": "integer", "minimum": 0}
        percent, count = r"0*(100(\.0+)?|\d{1,2}(\.\d+)?) ?%?", r"\d+ ?(of|/|out of) ?\d+"
        definitions.setdefault(
            "result",
            {
                "description": (
                    "A percentage (63%), a count (31 of 51), both as 61% (31 of 51), {yes: 31, of:"
                    " 51}, or the word pooled"
                ),
                "anyOf": [
                    {
                        "type": "string",
                        "pattern": (
                            rf"^\s*({percent}|{count}|{percent} ?\({count}\)|{count}"
                            rf" ?\({percent}\)|pooled)\s*$"
                        ),
                    },
                    {"type": "number", "minimum": 0, "maximum": 100},
                    {"type": "null"},
                    {
                        "description": "how many times each answer of a scale was given",
                        "type": "object",
                        "minProperties": 1,
                        "propertyNames": {"not": {"enum": ["yes", "of", "percent"]}},
                        "additionalProperties": whole,
                    },
                    {
                        "type": "object",
                        "required": ["yes", "of"],
                        "additionalProperties": False,
                        "properties": {
                            "yes": {"description": "cases judged sufficient", **whole},
                            "of": {
                                "description": "all cases that the question applies to",
                                **whole,
                            },
                            "percent": {
                                "description": (
                                    "the percentage published beside the count, which must agree"
                                    " with it"
                                ),
                                "anyOf": [
                                    {"type": "string", "pattern": rf"^\s*{percent}\s*$"},
                                    {"type": "number", "minimum": 0, "maximum": 100},
                                ],
                            },
                        },
                    },
                ],
            },
        )
        return {"$ref": "#/$defs/result"}


class Results(dict[SourceText, Result]):
    """Results by id, and the ids that are written with nothing behind them yet."""

    open: tuple[SourceText, ...] = ()


class ResultsType(MapOf):
    """A map of results that remembers which of its places are still to be filled."""

    def __init__(self) -> None:
        super().__init__(ResultType(), "question or prompt ids")

    def read(self, node: Node, reading: ReadingContext) -> Any:
        results = Results(super().read(node, reading))
        if node.kind == "map":
            results.open = tuple(
                SourceText(key, node.keys[key])
                for key, child in node.value.items()
                if child.kind == "nothing"
            )
        return results
