"""JSON Schema of the JSON beside a report.

It is made from the records themselves, their types and the words beneath them, so that the two
cannot disagree.
"""

from __future__ import annotations

import types
import typing
from dataclasses import fields, is_dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

WHERE = "https://reportgen.example/schema/"
"""How the `$id` of each of our schemas begins."""

SCHEMA = f"{WHERE}report.json"


def make_report_schema() -> dict[str, Any]:
    """The JSON Schema of what is published."""
    from reportgen.cases.pooling import Pooled
    from reportgen.report.report import Report

    definitions: dict[str, Any] = {}
    properties = {
        "$schema": {"const": SCHEMA},
        "ratings": {"description": "What follows from the rules", **_RATINGS},
        "report": {
            "description": "What is printed, in the order in which it is read",
            **_schema(Report, definitions),
        },
        "pooled": {
            "description": "Where the cases of pooled questions come from",
            "type": "array",
            "items": _schema(Pooled, definitions),
        },
        "figures": {
            "description": "Figures used in the text, by name",
            "type": "object",
            "additionalProperties": _object_schema({"value": _TEXT, "source": _OPTIONAL_TEXT}),
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        "title": "A report made by reportgen, as data",
        **_object_schema(properties),
        "$defs": dict(sorted(definitions.items())),
    }


def _object_schema(properties: dict[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


_TEXT: dict[str, Any] = {"type": "string"}
_OPTIONAL_TEXT: dict[str, Any] = {"type": ["string", "null"]}
_COUNT: dict[str, Any] = {"type": ["integer", "null"]}
_SHARES = {
    "type": "object",
    "additionalProperties": _object_schema(
        {"title": _TEXT, "percent": {"type": ["number", "null"]}}
    ),
}
_RATINGS = _object_schema(
    {
        "inspection": {**_TEXT, "description": "The inspection's id"},
        "methodology": {**_TEXT, "description": "The methodology's id"},
        "score": {
            **_COUNT,
            "description": "The sum of points; null where there is none, or not yet",
        },
        "out_of": {**_COUNT, "description": "The highest possible score"},
        "overall": {
            **_OPTIONAL_TEXT,
            "description": "The overall rating; null where there is none, or not yet",
        },
        "standards": {
            "type": "object",
            "description": "Each standard by its id",
            "additionalProperties": _object_schema(
                {
                    "title": _TEXT,
                    "rating": _OPTIONAL_TEXT,
                    "points": _COUNT,
                    "percent": {
                        **_COUNT,
                        "description": "The whole percentage that decides the rating",
                    },
                    "driver": {**_OPTIONAL_TEXT, "description": "The key question that decides it"},
                    "because": {
                        "type": "array",
                        "items": _TEXT,
                        "description": "The reasons, in order",
                    },
                    "margin": {
                        "description": (
                            "How many more, or below zero fewer, sufficient cases would have given"
                            " another rating"
                        ),
                        "anyOf": [
                            _object_schema({"to": _TEXT, "cases": {"type": "integer"}}),
                            {"type": "null"},
                        ],
                    },
                }
            ),
        },
        "sections": {**_SHARES, "description": "Sections scored in per cent"},
        "threads": {**_SHARES, "description": "Threads scored in per cent"},
        "problems": {"type": "array", "description": "Empty in what is published"},
    },
    optional=("sections", "threads"),
)

_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    Fraction: {"type": "number"},
    Any: {},
}


def _schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of a type: of a record, of what may be missing, of lists and maps, of prose as
    HTML."""
    from reportgen.prose.prose import Prose

    if kind is Prose:
        return {
            "type": "string",
            "description": "Text as HTML, each footnote in brackets where it is called",
        }
    if kind in _PLAIN:
        return _PLAIN[kind]
    if is_dataclass(kind):
        return _definition(typing.cast(type, kind), definitions)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _any_of([_schema(one, definitions) for one in arguments])
    if origin in (tuple, list):
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if origin is typing.Literal:
        return {"enum": list(arguments)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(arguments[1], definitions)}
    raise TypeError(f"no schema is known for {kind}")


def _any_of(schemas: list[dict[str, Any]]) -> dict[str, Any]:
    if all(set(schema) == {"type"} for schema in schemas):
        return {"type": [schema["type"] for schema in schemas]}
    return {"anyOf": schemas}


_PUBLISHED_NAMES = {
    "RatingBadge": "Mark",
    "BandEdge": "Edge",
    "BreakdownRowView": "BrokenDown",
}


def _published_name(cls: type) -> str:
    """The name of a record in the published schema, which stays as it was first published."""
    module = cls.__module__.rpartition(".")[2].replace("view", "parts")
    return f"{module}.{_PUBLISHED_NAMES.get(cls.__name__, cls.__name__.removesuffix('View'))}"


def _definition(cls: type, definitions: dict[str, Any]) -> dict[str, Any]:
    """A record under its own name, described by its docstring and by those beneath its fields."""
    from reportgen.report.report import UNSEEN, Report

    name = _published_name(cls)
    if name not in definitions:
        definitions[name] = {}
        hints, about = typing.get_type_hints(cls), _words_beneath(cls)
        hidden = UNSEEN if cls is Report else ()
        properties = {
            one.name: {**_schema(hints[one.name], definitions), **about.get(one.name, {})}
            for one in fields(cls)
            if one.name not in hidden
        }
        definitions[name] = {
            "description": " ".join((cls.__doc__ or "").split("\n\n")[0].split()),
            **_object_schema(properties),
        }
    return {"$ref": f"#/$defs/{name}"}


def _words_beneath(cls: type) -> dict[str, dict[str, str]]:
    """The docstrings that stand beneath the fields of a record."""
    import ast
    import inspect
    from textwrap import dedent

    body = typing.cast(ast.ClassDef, ast.parse(dedent(inspect.getsource(cls))).body[0]).body
    about = {}
    for declared, beneath in pairwise(body):
        if (
            isinstance(declared, ast.AnnAssign)
            and isinstance(declared.target, ast.Name)
            and isinstance(beneath, ast.Expr)
            and isinstance(beneath.value, ast.Constant)
            and isinstance(beneath.value.value, str)
        ):
            about[declared.target.id] = {"description": " ".join(beneath.value.value.split())}
    return about
