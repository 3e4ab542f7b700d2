"""Makes the JSON Schema of the JSON that is published with a report.

The schema is made from the types and docstrings of the report's own classes, so that the two cannot
disagree.
"""

from __future__ import annotations

import types
import typing
from dataclasses import fields, is_dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

SCHEMA_HOST = "https://reportgen.example/schema/"
"""How the `$id` of each schema begins."""

SCHEMA = f"{SCHEMA_HOST}report.json"


def make_report_schema() -> dict[str, Any]:
    """Make the JSON Schema of what is published."""
    from reportgen.cases.pooling import Pooled
    from reportgen.record.entries import STAGES
    from reportgen.report.report import Report

    definitions: dict[str, Any] = {}
    properties = {
        "$schema": {"const": SCHEMA},
        "stage": {
            "enum": list(STAGES),
            "description": "Whether it is published: only the last three are",
        },
        "edition": {
            "type": ["integer", "null"],
            "description": "The number of the edition, once there is one",
        },
        "ratings": {"description": "What follows from the rules", **_RATINGS},
        "report": {
            "description": "What is printed, in the order in which it is read",
            **_make_type_schema(Report, definitions),
        },
        "pooled": {
            "description": "Where the cases of pooled questions come from",
            "type": "array",
            "items": _make_type_schema(Pooled, definitions),
        },
        "figures": {
            "description": "Figures used in the text, by name",
            "type": "object",
            "additionalProperties": _make_object_schema({"value": _TEXT, "source": _OPTIONAL_TEXT}),
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        "title": "A report made by reportgen, as data",
        **_make_object_schema(properties),
        "$defs": dict(sorted(definitions.items())),
    }


def _make_object_schema(
    properties: dict[str, Any], optional: tuple[str, ...] = ()
) -> dict[str, Any]:
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
    "additionalProperties": _make_object_schema(
        {"title": _TEXT, "percent": {"type": ["number", "null"]}}
    ),
}
_RATINGS = _make_object_schema(
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
            "additionalProperties": _make_object_schema(
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
                            _make_object_schema({"to": _TEXT, "cases": {"type": "integer"}}),
                            {"type": "null"},
                        ],
                    },
                }
            ),
        },
        "sections": {**_SHARES, "description": "Sections scored in per cent"},
        "threads": {**_SHARES, "description": "Threads scored in per cent"},
        "domains": {
            "type": "object",
            "description": "The domains that have a rating of their own, by id",
            "additionalProperties": _make_object_schema(
                {
                    "title": _TEXT,
                    "rating": _OPTIONAL_TEXT,
                    "points": _COUNT,
                    "because": {"type": "array", "items": _TEXT},
                }
            ),
        },
        "outcomes": {
            "type": "array",
            "description": "What follows from the ratings",
            "items": _make_object_schema({"id": _TEXT, "title": _TEXT, "about": _TEXT}),
        },
        "problems": {"type": "array", "description": "Empty in what is published"},
    },
    optional=("sections", "threads", "domains", "outcomes"),
)

_SIMPLE_TYPES: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    Fraction: {"type": "number"},
    Any: {},
}


def _make_type_schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of a type: of a class, an optional value, a list, a map, or prose as HTML."""
    from reportgen.prose.prose import Prose

    if kind is Prose:
        return {
            "type": "string",
            "description": "Text as HTML, each footnote in brackets where it is called",
        }
    if kind in _SIMPLE_TYPES:
        return _SIMPLE_TYPES[kind]
    if is_dataclass(kind):
        return _define_class(typing.cast(type, kind), definitions)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _any_of([_make_type_schema(argument, definitions) for argument in arguments])
    if origin in (tuple, list):
        return {"type": "array", "items": _make_type_schema(arguments[0], definitions)}
    if origin is typing.Literal:
        return {"enum": list(arguments)}
    if origin is dict:
        return {
            "type": "object",
            "additionalProperties": _make_type_schema(arguments[1], definitions),
        }
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
    """The name of a class in the published schema, which stays as it was first published."""
    module = cls.__module__.rpartition(".")[2].replace("view", "parts")
    return f"{module}.{_PUBLISHED_NAMES.get(cls.__name__, cls.__name__.removesuffix('View'))}"


def _define_class(cls: type, definitions: dict[str, Any]) -> dict[str, Any]:
    """Define a class under its name, described by its docstring and by those below its fields."""
    from reportgen.report.report import UNSEEN, Report

    name = _published_name(cls)
    if name not in definitions:
        definitions[name] = {}
        hints, descriptions = typing.get_type_hints(cls), _read_field_docstrings(cls)
        hidden = UNSEEN if cls is Report else ()
        properties = {
            field.name: {
                **_make_type_schema(hints[field.name], definitions),
                **descriptions.get(field.name, {}),
            }
            for field in fields(cls)
            if field.name not in hidden
        }
        definitions[name] = {
            "description": " ".join((cls.__doc__ or "").split("\n\n")[0].split()),
            **_make_object_schema(properties),
        }
    return {"$ref": f"#/$defs/{name}"}


def _read_field_docstrings(cls: type) -> dict[str, dict[str, str]]:
    """The docstrings below the fields of a class."""
    import ast
    import inspect
    from textwrap import dedent

    body = typing.cast(ast.ClassDef, ast.parse(dedent(inspect.getsource(cls))).body[0]).body
    descriptions = {}
    for declared, below in pairwise(body):
        if (
            isinstance(declared, ast.AnnAssign)
            and isinstance(declared.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
            and isinstance(below.value.value, str)
        ):
            descriptions[declared.target.id] = {"description": " ".join(below.value.value.split())}
    return descriptions
