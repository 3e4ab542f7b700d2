"""`reportgen schema`: the schemas that it prints."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tests.support.commands import reportgen


@pytest.mark.parametrize("what", ["inspection", "methodology", "report"])
def test_the_schema_is_sound_and_describes_every_key(root: Path, what: str) -> None:
    schema = json.loads(reportgen(root, "schema", what).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    for name, record in {"top": schema, **schema["$defs"]}.items():
        for key, declared in record.get("properties", {}).items():
            assert "description" in declared or "$ref" in declared or what == "report", (
                f"{name}.{key}"
            )
