"""JSON Schema of our file formats, from the records that read them. Editors complete and explain by it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reportgen.shape import Record

WHERE = "https://reportgen.example/schema/"


def schema_of(what: str) -> dict[str, Any]:
    """The schema of an inspection file, of a methodology file, or of the JSON beside a report."""
    if what == "report":
        from reportgen.data import report_schema

        return report_schema()
    if what == "methodology":
        from reportgen.methodology import Methodology

        return _schema(Methodology, "A methodology of reportgen: rules, questions and the outline of the report")
    from reportgen.inspection import Inspection

    return _schema(Inspection, "An inspection of reportgen: what only this inspection knows")


def _schema(cls: type, title: str) -> dict[str, Any]:
    definitions: dict[str, Any] = {}
    Record(cls).schema(definitions)
    top = definitions.pop(cls.__name__)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"{WHERE}{cls.__name__.lower()}.json", "title": title,
            **{key: value for key, value in top.items() if key != "description"}, "$defs": definitions}


def write_schema(folder: Path, what: str = "inspection") -> Path:
    """Writes a schema beside the files it describes, and leaves it alone where it is already right."""
    import json

    path = folder / f"{what}.schema.json"
    text = json.dumps(schema_of(what), indent=2, ensure_ascii=False) + "\n"
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return path
