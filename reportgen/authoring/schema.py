"""The JSON Schemas of our file formats, made from the records that read them. Editors use them to
suggest and explain keys and values."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportgen.reading.fields import MapType
from reportgen.render.json.report_schema import SCHEMA_HOST, make_report_schema

if TYPE_CHECKING:
    from reportgen.methodology.model import Methodology

SCHEMA_FILE = "inspection.schema.json"
"""It is beside the inspections. Each names it in its first line."""


def make_schema(what: str, methodologies: Iterable[Methodology] = ()) -> dict[str, Any]:
    """Make the schema of an inspection file, of its words in another language, of a methodology
    file, or of the JSON of a report.

    That of an inspection includes the ids, grades and names of these methodologies.
    """
    if what == "report":
        return make_report_schema()
    if what == "methodology":
        from reportgen.methodology.model import Methodology

        return _schema(
            Methodology,
            "A methodology of reportgen: rules, questions and the outline of the report",
        )
    if what == "translation":
        from reportgen.reading.translation_file import InspectionTranslation

        return _schema(InspectionTranslation, "The words of an inspection in another language")
    from reportgen.inspection.model import Inspection

    schema = _schema(Inspection, "An inspection of reportgen: what only this inspection knows")
    schema["properties"]["title"]["minLength"] = 1
    if methodologies := sorted(methodologies, key=lambda m: m.id):
        from reportgen.authoring import completion

        schema["properties"]["methodology"] = {
            "description": schema["properties"]["methodology"]["description"],
            **completion.ids(methodologies),
        }
        # An editor shows the first description that it finds, and that is to be the question.
        del schema["$defs"]["result"]["description"]
        schema["$defs"] |= {m.id: completion.make_completions(m) for m in methodologies}
        schema["allOf"] = [
            {
                "if": {"required": ["methodology"], "properties": {"methodology": {"const": m.id}}},
                "then": {"$ref": f"#/$defs/{m.id}"},
            }
            for m in methodologies
        ]
    return schema


def _schema(cls: type, title: str) -> dict[str, Any]:
    definitions: dict[str, Any] = {}
    MapType(cls).schema(definitions)
    top = definitions.pop(cls.__name__)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{SCHEMA_HOST}{cls.__name__.lower()}.json",
        "title": title,
        **{key: value for key, value in top.items() if key != "description"},
        "$defs": definitions,
    }


def schema_as_text(schema: dict[str, Any]) -> str:
    """A schema as text, as it is printed and stored."""
    import json

    return json.dumps(schema, indent=1 if "allOf" in schema else 2, ensure_ascii=False)


def write_schema(folder: Path, methodologies: Iterable[Methodology]) -> bool:
    """Write the schema of inspections next to them, if need be over an older one of reportgen's.
    Return False, and write nothing, if another file has its name."""
    path = folder / SCHEMA_FILE
    text = schema_as_text(make_schema("inspection", methodologies)) + "\n"
    if path.exists() or path.is_symlink():
        if not path.is_file() or SCHEMA_HOST not in path.read_text(
            encoding="utf-8", errors="replace"
        ):
            return False
        if path.read_text(encoding="utf-8", errors="replace") == text:
            return True
    path.write_text(text, encoding="utf-8")
    return True
