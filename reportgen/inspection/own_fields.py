"""The fields of its own that a methodology declares: whether a value is one of its type, and how a
report prints it."""

from __future__ import annotations

import re

from reportgen.inspection.model import Inspection
from reportgen.languages.language import Language
from reportgen.methodology.model import Methodology, OwnField
from reportgen.problems import Problem, error, find_nearest
from reportgen.reading.fields import SourceText
from reportgen.util.dates import is_iso_date, read_date_in_words
from reportgen.util.frozen import frozen

_NUMBER = r"-?(\d{1,12}|\d{1,3}(,\d{3}){1,3})(\.\d{1,6})?"


@frozen
class FieldValue:
    """A field that an inspection fills in."""

    id: str
    title: str
    type: str
    values: tuple[str, ...]
    """As they stand in the file; only a list has several."""
    words: str
    """As a text prints it: 1,200; 4 May 2025; one, two and three."""


def list_field_values(methodology: Methodology, inspection: Inspection) -> tuple[FieldValue, ...]:
    """Every field that is filled in, in the order of the methodology."""
    filled = {str(id): values for id, values in inspection.fields.items() if any(values)}
    return tuple(
        FieldValue(
            id=str(id),
            title=str(declared.title),
            type=declared.type,
            values=tuple(map(str, filled[str(id)])),
            words=_in_words(declared, filled[str(id)], methodology.words.wording),
        )
        for id, declared in methodology.fields.items()
        if str(id) in filled
    )


def _in_words(declared: OwnField, values: tuple[SourceText, ...], wording: Language) -> str:
    if declared.type == "number" and re.fullmatch(_NUMBER, values[0]):
        whole, point, decimals = values[0].replace(",", "").partition(".")
        return f"{int(whole):,}{point}{decimals}"
    if declared.type == "date" and is_iso_date(values[0]):
        return wording.date(values[0])
    return wording.list(map(str, values))


def validate_fields(methodology: Methodology, inspection: Inspection) -> list[Problem]:
    """Report every field that the methodology does not declare, and every value that does not fit
    the type of its field."""
    problems = []
    declared = {str(id): one for id, one in methodology.fields.items()}
    for id, values in inspection.fields.items():
        if str(id) not in declared:
            near = find_nearest(id, declared)
            hint = f"there are: {', '.join(declared)}" if declared else "take it out"
            message = f"{methodology.id} declares no field `{id}`"
            hint = f"did you mean `{near}`?" if near else hint
            problems.append(error("unknown-field", id.place, message, hint, near or None))
            continue
        problems += _validate_values(declared[str(id)], id, values)
    return problems


def _validate_values(
    declared: OwnField, id: SourceText, values: tuple[SourceText, ...]
) -> list[Problem]:
    if len(values) > 1 and declared.type != "list":
        message = f"`{id}` has several values, and it takes one"
        return [error("field-value", values[1].place, message, "write one value, without a list")]
    return [
        error(
            "field-value", value.place, f"`{value[:60]}` is not a value of `{id}`: {reason}", hint
        )
        for value in values
        if value
        for reason, hint in _find_fault(declared, value)
    ]


def _find_fault(declared: OwnField, value: SourceText) -> list[tuple[str, str]]:
    """List what is wrong with a value, and what to write instead; an empty list if it fits."""
    if declared.type == "number" and not re.fullmatch(_NUMBER, value):
        return [("it takes a number", "write it in digits, without a unit: 1,200 or 3.5")]
    if declared.type == "date" and not is_iso_date(value):
        suggestion = read_date_in_words(value) or "2025, 2025-06 or 2025-06-30"
        return [("it takes a date", f"write {suggestion}")]
    options = [str(option) for option in declared.options]
    if options and str(value) not in options:
        near = find_nearest(value, options)
        hint = f"did you mean `{near}`?" if near else f"write one of: {', '.join(options)}"
        return [("it takes one of a few words", hint)]
    return []


def list_missing_fields(methodology: Methodology, inspection: Inspection) -> list[OwnField]:
    """The fields that every inspection must fill in and that this one does not."""
    filled = {str(id) for id, values in inspection.fields.items() if any(values)}
    return [
        declared
        for id, declared in methodology.fields.items()
        if declared.required and str(id) not in filled
    ]
