"""What kind of value is at a path of an inspection file: its type, the word for it, and the choices
it allows.

All of it follows from the declarations of the inspection and from its methodology. It must not know
a page.
"""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.editing.tree import Path
from reportgen.inspection.model import Inspection
from reportgen.inspection.results import ResultsType, ResultType
from reportgen.methodology.model import Methodology, Standard
from reportgen.reading.fields import (
    Boolean,
    Choice,
    DateText,
    FieldType,
    Integer,
    LineText,
    ListOf,
    MapOf,
    MapType,
    MarkdownText,
    ShortOrLong,
    keys_of,
)

_KINDS: tuple[tuple[type[FieldType], str], ...] = (
    (MarkdownText, "markdown"),
    (DateText, "date"),
    (Integer, "number"),
    (ResultType, "result"),
    (Boolean, "choice"),
    (Choice, "choice"),
    (LineText, "line"),
)


def find_type(path: Path) -> FieldType | None:
    """What the value at a path may be; None if the inspection file has no such value."""
    type: FieldType = MapType(Inspection)
    for step in path:
        below = _step(type, step)
        if below is None:
            return None
        type = below
    return type


def _step(type: FieldType, step: str | int) -> FieldType | None:
    if isinstance(type, ShortOrLong):
        return _step(type.long, step) or _step(type.short, step)
    if isinstance(type, ListOf):
        return type.item if isinstance(step, int) else None
    if isinstance(type, ResultsType):
        return ResultType() if isinstance(step, str) else None
    if isinstance(type, MapOf):
        return type.item if isinstance(step, str) else None
    if isinstance(type, MapType) and isinstance(step, str):
        declared = keys_of(type.cls).get(step)
        return declared.metadata["shape"] if declared else None
    return None


def short_type(type: FieldType | None) -> FieldType | None:
    """The short form, where a value has a short and a long one."""
    return short_type(type.short) if isinstance(type, ShortOrLong) else type


def name_kind(path: Path) -> str:
    """The word for what the value at a path is, for the page: `markdown`, `line`, `result` …; empty
    if it is no single value."""
    return kind_of_type(short_type(find_type(path)))


def kind_of_type(type: FieldType | None) -> str:
    """The word for a type of single values; empty for another."""
    return next((name for cls, name in _KINDS if isinstance(type, cls)), "")


def list_keys(path: Path, methodology: Methodology) -> list[str]:
    """The keys that the map at a path may have, in the order in which a new one is added."""
    type = find_type(path)
    if isinstance(type, ShortOrLong):
        type = type.long
    if path == ("findings",):
        return [
            str(id)
            for domain in methodology.domains
            for id in (domain.id, *(standard.id for standard in domain.standards))
        ]
    if path == ("text",):
        return [str(block.id or block.block) for block in methodology.outline]
    if isinstance(type, ResultsType) and len(path) > 1:
        standard = find_standard(methodology, str(path[1]))
        return list_question_ids(standard) if standard else []
    if isinstance(type, MapType):
        return list(keys_of(type.cls))
    return []


def list_question_ids(standard: Standard) -> list[str]:
    """Every question of a standard, each before its prompts."""
    return [
        str(id) for question in standard.questions for id in (question.id, *question.prompts_by_id)
    ]


def find_standard(methodology: Methodology, id: str) -> Standard | None:
    return next(
        (
            standard
            for domain in methodology.domains
            for standard in domain.standards
            if standard.id == id
        ),
        None,
    )


def list_options(path: Path, methodology: Methodology) -> list[str]:
    """The words that the value at a path may be; none if it is free."""
    type = find_type(path)
    if isinstance(type, Choice):
        return list(type.options)
    if isinstance(type, Boolean):
        return ["yes", "no"]
    if path == ("kind",):
        return [str(kind) for kind in methodology.kinds]
    is_rating = len(path) > 2 and path[0] == "findings" and path[-1] == "rating"
    standard = find_standard(methodology, str(path[1])) if is_rating else None
    if standard is None:
        return []
    return [str(grade.name) for grade in methodology.scale_of(standard)]


def describe(path: Path) -> str:
    """What the value at a path is about, in one phrase; empty if its key is the author's own."""
    parent, step = find_type(path[:-1]), path[-1]
    if isinstance(parent, ShortOrLong):
        parent = parent.long
    if isinstance(parent, MapType) and isinstance(step, str):
        declared = keys_of(parent.cls).get(step)
        return str(declared.metadata["about"]) if declared else ""
    return ""


_WORDS = {
    "areas_for_improvement": "Area for improvement",
    "because": "Reason",
    "in_": "Place",
    "in_brief": "Paragraph in the executive summary",
    "isbn": "ISBN",
    "items": "Recommendation",
    "not_rated": "Why it has no rating",
    "published": "Date of publication",
    "strengths": "Strength",
    "text": "Text",
    "to": "Addressee",
}


def name_value(path: Path, methodology: Methodology | None = None) -> str:
    """The name of a value for its writer, as “2.2 Assessment: summary”."""
    words = [_name_step(path, number) for number in range(len(path))]
    if len(path) > 1 and path[0] == "findings":
        return ": ".join(filter(None, (_name_part(str(path[1]), methodology), _last(words[2:]))))
    if len(path) > 1 and path[0] == "text" and methodology:
        for block in methodology.outline:
            if path[1] in (block.id, block.block) and block.title:
                return str(block.title)
    return _last(words) or "Text"


def _last(words: Sequence[str]) -> str:
    return next((word for word in reversed(words) if word), "")


def _name_step(path: Path, number: int) -> str:
    step = path[number]
    if isinstance(step, int):
        above = path[number - 1] if number else ""
        return f"{_WORDS.get(str(above), str(above).replace('_', ' ').capitalize())} {step + 1}"
    words = step.replace("_", " ")
    return _WORDS.get(step) or words[:1].upper() + words[1:]


def _name_part(id: str, methodology: Methodology | None) -> str:
    if methodology is None:
        return id
    for domain in methodology.domains:
        if domain.id == id:
            return f"{id} {domain.title}"
    standard = find_standard(methodology, id)
    return f"{id} {standard.title}" if standard else id
