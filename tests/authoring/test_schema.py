"""The JSON Schemas: what an editor accepts, underlines and explains."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from reportgen.authoring.schema import make_schema
from reportgen.project.loading import Project
from tests.conftest import REPOSITORY, SLUGS
from tests.support.editors import as_an_editor_reads


class WithTests(Project):
    """The repository, with the methodologies that are kept for tests alone."""

    @property
    def methodology_folders(self) -> tuple[Path, ...]:
        return (*super().methodology_folders, REPOSITORY / "tests" / "methodologies")


@pytest.fixture(scope="module")
def editor() -> jsonschema.Draft202012Validator:
    """What an editor underlines by the schema of all methodologies here."""
    return jsonschema.Draft202012Validator(
        make_schema("inspection", WithTests(REPOSITORY).load_methodologies()[0])
    )


@pytest.mark.parametrize(
    "path",
    sorted(
        [
            *(REPOSITORY / "inspections" / f"{slug}.yaml" for slug in SLUGS),
            *(REPOSITORY / "inspections").glob("*/*.yaml"),
            *(REPOSITORY / "tests" / "inspections").glob("*.yaml"),
            *(REPOSITORY / "tests" / "examples" / "bodies" / "inspections").glob("*.yaml"),
        ]
    ),
    ids=lambda path: path.stem,
)
def test_every_inspection_is_as_the_schema_says(
    editor: jsonschema.Draft202012Validator, path: Path
) -> None:
    read = as_an_editor_reads(path.read_text(encoding="utf-8"))
    if "translation_of" in read:
        jsonschema.Draft202012Validator(make_schema("translation")).validate(read)
        return
    jsonschema.Draft202012Validator(make_schema("inspection")).validate(read)
    editor.validate(read)


FIXTURES = [
    node
    for name in ("cases.yaml", "vocabulary.yaml", "bodies.yaml")
    for node in as_an_editor_reads(
        (REPOSITORY / "tests" / "examples" / "ratings" / name).read_text(encoding="utf-8")
    )
]


@pytest.mark.parametrize("case", FIXTURES, ids=lambda case: case["it"])
def test_the_schema_takes_every_inspection_that_can_be_rated(
    editor: jsonschema.Draft202012Validator, case: Any
) -> None:
    editor.validate(case["inspection"])


PDU = "methodology: hmip-pdu-2023\ntitle: X\n"


@pytest.mark.parametrize(
    "written",
    [
        "methodology: hmip-pdu-2032\ntitle: X",
        "methodology: hmip-pdu-2023\ntitle:",
        'methodology: hmip-pdu-2023\ntitle: ""',
        PDU + "findings: {1.1: {rating: Gooood}}",
        PDU + "findings: {2.1: {adjusted: {rating: God}}}",
        PDU + "findings: {9.9: {rating: Good}}",
        PDU + "text: {forword: hi}",
        PDU + "findings: {2.1: {results: {2.1.1: 150%}}}",
        PDU + "findings: {2.1: {results: {2.1.9: 50%}}}",
        PDU + "findings: {2.1: {results: {2.2.1: 50%}}}",
        PDU + "published_ratings: {overall: Goood}",
        PDU + "published_ratings: {2.9: Good}",
        PDU + "kind: probation",
        "methodology: hmip-probation-2018\ntitle: X",
        PDU + "sections: [{title: A, in: nowhere, text: B}]",
    ],
)
def test_the_schema_knows_the_methodologies(
    editor: jsonschema.Draft202012Validator, written: str
) -> None:
    assert list(editor.iter_errors(as_an_editor_reads(written)))


def test_the_schema_explains_what_it_offers() -> None:
    schema = make_schema("inspection", Project(REPOSITORY).load_methodologies()[0])
    methodology = schema["properties"]["methodology"]
    titles = dict(zip(methodology["enum"], methodology["enumDescriptions"], strict=True))
    for known in Project(REPOSITORY).load_methodologies()[0]:
        assert titles[known.id] == known.title
        found = schema["$defs"][known.id]["properties"]["findings"]["properties"]
        for standard in known.standards.values():
            assert found[standard.id]["description"].startswith(standard.title)
            assert {q.id: q.text for q in standard.questions}.items() <= {
                id: one["description"]
                for id, one in found[standard.id]["properties"]["results"]["properties"].items()
            }.items()
    assert len(json.dumps(schema)) < 400_000


@pytest.mark.parametrize(
    "path",
    sorted(
        [
            *(REPOSITORY / "reportgen" / "methodologies").glob("*.yaml"),
            *(REPOSITORY / "tests" / "methodologies").glob("*.yaml"),
        ]
    ),
    ids=lambda path: path.stem,
)
def test_every_methodology_is_as_the_schema_says(path: Path) -> None:
    jsonschema.Draft202012Validator(make_schema("methodology")).validate(
        as_an_editor_reads(path.read_text(encoding="utf-8"))
    )


@pytest.mark.parametrize(
    "written",
    [
        "recomendations: []",
        "findings: {2.2: {results: {2.2.1: most}}}",
        "findings: {2.2: {results: {2.2.1: {yes: 3}}}}",
        "published: August",
        "findings: {2.2: {resuts: {}}}",
        "sample: {community: many}",
        "findings: {2.2: {results: {2.2.1: 163}}}",
        "tables: {t: {columns: [a]}}",
    ],
)
def test_the_schema_finds_what_an_editor_should_underline(written: str) -> None:
    found = list(
        jsonschema.Draft202012Validator(make_schema("inspection")).iter_errors(
            as_an_editor_reads(f"methodology: x\ntitle: X\n{written}\n")
        )
    )
    assert found


@pytest.mark.parametrize(
    "written",
    [
        "63%",
        "63",
        "31 of 51",
        "31/51",
        "61% (31 of 51)",
        "31 of 51 (61%)",
        "{yes: 31, of: 51}",
        "{yes: 31, of: 51, percent: 61%}",
        "{yes: 31, of: 51, percent: 61}",
        "pooled",
        "",
    ],
)
def test_the_schema_takes_every_form_of_a_result(written: str) -> None:
    text = f"methodology: x\ntitle: X\nfindings: {{2.2: {{results: {{2.2.1: {written}}}}}}}\n"
    found = [
        e.message
        for e in jsonschema.Draft202012Validator(make_schema("inspection")).iter_errors(
            as_an_editor_reads(text)
        )
    ]
    assert found == []
