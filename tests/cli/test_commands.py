"""The commands as they are typed: what `check`, `new`, `methodologies` and `schema` print, and with
what status they end."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner, Result

from reportgen.authoring.schema import make_schema
from reportgen.checks.register import CHECKS
from reportgen.cli.main import cli
from reportgen.cli.problem_formats import problems_as_sarif
from reportgen.problems import Place, Problem, error, note, warning
from reportgen.project.loading import Project
from tests.conftest import REPOSITORY

WARNED = (
    "methodology: hmip-omi-2006\ntitle: Sandbank\nfindings: {1.1: {score: 73%, strengths:"
    " [TODO]}}\n"
)
MENDABLE = (
    WARNED.replace("[TODO]", "[Plans are made in time]")
    + "allow: {unrated: the rest is still being counted, missing-part: the report is not written"
    " yet}\n"
)
BROKEN = WARNED.replace("73%", "173%")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "inspections").mkdir()
    return tmp_path


def reportgen(root: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(cli, ["--root", str(root), *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def write(root: Path, text: str, slug: str = "sandbank") -> Path:
    path = root / "inspections" / f"{slug}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


# check


@pytest.mark.parametrize(
    ("text", "plain", "strict"),
    [(MENDABLE, 0, 0), (WARNED, 0, 1), (BROKEN, 1, 1)],
    ids=["notes alone", "warnings", "an error"],
)
def test_strict_makes_warnings_fail_and_nothing_else(
    root: Path, text: str, plain: int, strict: int
) -> None:
    write(root, text)
    assert reportgen(root, "check").exit_code == plain
    assert reportgen(root, "check", "--strict", "sandbank").exit_code == strict
    assert reportgen(root, "check", "--strict", "--format", "json").exit_code == strict


@pytest.mark.parametrize("name", ["other.yml", "Other.YAML"])
def test_a_file_that_is_passed_over_for_its_name_is_told(root: Path, name: str) -> None:
    write(root, MENDABLE)
    assert "is not read" not in reportgen(root, "check").output
    (root / "inspections" / name).write_text(MENDABLE, encoding="utf-8")
    slug = name.partition(".")[0]
    for command in (("check",), ("build", "--all", "--html")):
        said = reportgen(root, *command).output
        assert f"inspections/{name}:1:1: warning[file-name]: this file is not read" in said
        assert f"rename it to {slug}.yaml" in said
    assert f"inspections/{name} is not read" in reportgen(root, "check", slug).output


@pytest.mark.parametrize("name", [".", "..", ".hidden", "inspections/..yaml"])
def test_a_name_that_begins_with_a_dot_is_no_inspection(
    root: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    for slug in (".", ".hidden"):
        write(root, WARNED, slug)
    said = reportgen(root, "check", name)
    assert said.exit_code == 1
    assert "error[no-inspection]" in said.stderr + said.output


def test_what_a_file_takes_on_itself_is_not_said_by_ratings_either(root: Path) -> None:
    write(root, WARNED)
    assert "warning[unrated]" in reportgen(root, "ratings", "sandbank").stderr
    write(root, MENDABLE)
    assert "unrated]" not in reportgen(root, "ratings", "sandbank").stderr


def test_check_without_a_slug_takes_every_inspection(root: Path) -> None:
    write(root, WARNED)
    write(root, BROKEN, "other")
    found = {
        problem["path"]
        for problem in json.loads(reportgen(root, "check", "--format", "json").stdout)
    }
    assert found == {"inspections/sandbank.yaml", "inspections/other.yaml"}


def test_a_missing_key_hides_nothing_else(root: Path) -> None:
    write(
        root,
        "methodology: hmip-omi-2006\npublishd: 2007\ntables: {t: {title: T}}\nprogress: [{from:"
        " 2006}]\nfindings: {1.1: {score: 73%, text: 'In {pct:1.9} of the the cases'}}\n",
    )
    found = [
        (p["line"], p["code"])
        for p in json.loads(reportgen(root, "check", "--format", "json").stdout)
    ]
    assert [line for line, _ in found] == sorted(line for line, _ in found)
    assert {
        (1, "missing-key"),
        (2, "unknown-key"),
        (3, "missing-key"),
        (4, "missing-key"),
        (5, "unknown-figure"),
        (5, "word-twice"),
    } <= set(found)


def test_the_json_has_what_the_text_has(root: Path) -> None:
    write(root, WARNED)
    found = json.loads(reportgen(root, "check", "--format", "json").stdout)
    text = reportgen(root, "check", "--all").output
    assert [
        f"{p['path']}:{p['line']}:{p['column']}: {p['severity']}[{p['code']}]: {p['message']}"
        for p in found
    ] == re.findall(r"^inspections.*$", text, re.M)


TEXT = {
    "type": "object",
    "properties": {"text": {"type": "string", "minLength": 1, "pattern": r"\S"}},
    "required": ["text"],
    "additionalProperties": False,
}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
PLACE = {"type": "integer", "minimum": 1}


def closed(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


SARIF = closed(
    **{
        "$schema": {"const": "https://json.schemastore.org/sarif-2.1.0.json"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": closed(
                tool=closed(
                    driver=closed(
                        name={"const": "reportgen"},
                        version={"type": "string"},
                        rules={
                            "type": "array",
                            "uniqueItems": True,
                            "items": closed(
                                id={"type": "string", "pattern": "^[a-z0-9-]+$"},
                                name={"type": "string", "pattern": "^[A-Z][A-Za-z0-9]*$"},
                                shortDescription=TEXT,
                                fullDescription=TEXT,
                                help=TEXT,
                                defaultConfiguration=closed(level=LEVEL),
                            ),
                        },
                    )
                ),
                columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                results={
                    "type": "array",
                    "items": closed(
                        ruleId={"type": "string"},
                        ruleIndex={"type": "integer", "minimum": 0},
                        level=LEVEL,
                        message=TEXT,
                        locations={
                            "type": "array",
                            "items": closed(
                                physicalLocation=closed(
                                    artifactLocation=closed(
                                        uri={"type": "string", "pattern": r"^[^\s\\]+$"}
                                    ),
                                    region=closed(
                                        startLine=PLACE, startColumn=PLACE, endColumn=PLACE
                                    ),
                                )
                            ),
                        },
                    ),
                },
            ),
        },
    }
)
"""The part of SARIF 2.1.0 that is written here, as its standard has it, and closed against anything
else."""


@pytest.mark.parametrize(
    "text",
    [MENDABLE, WARNED, BROKEN, "", "a: [", WARNED.replace("TODO", "{pct:9.9} [a](#nowhere)")],
)
def test_sarif_is_as_its_standard_says(root: Path, text: str) -> None:
    write(root, text, "sand-bank-2025")
    log = json.loads(reportgen(root, "check", "--format", "sarif").stdout)
    jsonschema.Draft202012Validator(SARIF).validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert (
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            == "inspections/sand-bank-2025.yaml"
        )
    for rule in rules:
        assert rule["shortDescription"]["text"] == CHECKS[rule["id"]].rule
        assert rule["defaultConfiguration"]["level"] == CHECKS[rule["id"]].severity


def test_sarif_takes_any_place() -> None:
    places = [
        Place("", 1, 1, 1),
        Place("/a b/c.yaml", 3, 4, 5),
        Place("inspections/ä b.yaml", 1, 1, 2),
    ]
    problems: list[Problem] = [
        kind("never-heard-of", place, "what is wrong", "do it")
        for place in places
        for kind in (error, warning, note)
    ]
    log = json.loads(problems_as_sarif(problems))
    jsonschema.Draft202012Validator(SARIF).validate(log)
    uris = [
        location["physicalLocation"]["artifactLocation"]["uri"]
        for result in log["runs"][0]["results"]
        for location in result["locations"]
    ]
    assert set(uris) == {"file:///a%20b/c.yaml", "inspections/%C3%A4%20b.yaml"}
    assert log["runs"][0]["results"][0]["message"]["text"] == "what is wrong. Do it."


def test_every_code_that_check_may_print_has_its_rule() -> None:
    """A code is the first text given to what makes a problem, in every module that reads files,
    texts or cases."""
    package = REPOSITORY / "reportgen"
    makers = {"error", "warning", "note", "wrong", "Unresolved", "_refuse"}
    codes = set()
    for path in (
        package / "dossier.py",
        *(
            path
            for room in ("reading", "inspection", "methodology", "project", "cases", "prose")
            for path in (package / room).glob("*.py")
        ),
        package / "report" / "pictures.py",
        package / "checks" / "run.py",
        *(package / "ratings").glob("*.py"),
    ):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = (
                    node.func.attr
                    if isinstance(node.func, ast.Attribute)
                    else getattr(node.func, "id", "")
                )
                texts = [
                    a.value
                    for a in node.args
                    if isinstance(a, ast.Constant) and isinstance(a.value, str)
                ]
                choices = [
                    a.value
                    for choice in node.args[:1]
                    if isinstance(choice, ast.IfExp)
                    for a in (choice.body, choice.orelse)
                    if isinstance(a, ast.Constant)
                ]
                codes |= set(
                    texts[:1]
                    if called in makers and isinstance(node.args[0], ast.Constant)
                    else choices
                    if called in makers
                    else ()
                )
                codes |= {
                    text
                    for text in texts[:1]
                    if called == "found" and re.fullmatch(r"[a-z]+(-[a-z]+)+", text)
                }
    assert len(codes) > 90
    assert codes <= set(CHECKS), codes - set(CHECKS)


# new


@pytest.mark.parametrize("id", Project(REPOSITORY).list_methodology_ids())
def test_what_new_writes_is_unrated_valid_and_open(root: Path, id: str) -> None:
    kinds = Project(REPOSITORY).load_methodology(id).kinds
    (root / "methodologies").symlink_to(REPOSITORY / "methodologies")
    made = reportgen(
        root,
        "new",
        "west-sussex-2025",
        "--methodology",
        id,
        *(["--kind", str(next(iter(kinds)))] if kinds else []),
    )
    assert made.exit_code == 0, made.output
    path = root / "inspections" / "west-sussex-2025.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=inspection.schema.json\n")
    schema = json.loads(
        (root / "inspections" / "inspection.schema.json").read_text(encoding="utf-8")
    )
    assert schema == make_schema("inspection", Project(root).load_methodologies()[0])
    jsonschema.Draft202012Validator(schema).validate(as_an_editor_reads(text))
    ratings = reportgen(root, "ratings", "west-sussex-2025")
    assert ratings.exit_code == 0, ratings.output
    assert "unrated so far" in ratings.stdout or "no overall rating" in ratings.stdout
    check = reportgen(root, "check", "west-sussex-2025", "--format", "json")
    assert check.exit_code == 0
    found = json.loads(check.stdout)
    rows = text.split("\n")
    open_places = {
        (number, found.start() + 1)
        for number, row in enumerate(rows, 1)
        for found in re.finditer(
            r"\bTODO\b", row.partition("#")[0] if row.lstrip()[:1] == "#" else row
        )
    }
    assert {(p["line"], p["column"]) for p in found if p["code"] == "todo"} == open_places
    unrated = {p["message"].split()[0] for p in found if p["code"] == "unrated"}
    asked = set(re.findall(r"^  ([A-Z]*[\d.]+):  #", text, re.M))
    assert unrated <= asked
    assert not any(p["code"] == "abbreviation" and "TODO" in p["message"] for p in found)


def test_new_never_overwrites(root: Path) -> None:
    path = write(root, "what I wrote\n", "mine")
    result = reportgen(root, "new", "mine", "--methodology", "hmip-pdu-2023")
    assert result.exit_code == 1
    assert "error[exists]" in result.output
    assert path.read_text(encoding="utf-8") == "what I wrote\n"


def test_new_offers_the_score_beside_the_questions_of_a_mean(root: Path) -> None:
    reportgen(root, "new", "mine", "--methodology", "hmip-omi-2006")
    text = (root / "inspections" / "mine.yaml").read_text(encoding="utf-8")
    assert (
        text.count("      3.2.5:  # Overall, is the progress likely to last?\n    # score: 79%")
        == 1
    )


# methodologies


def test_a_methodology_says_what_a_mean_weighs_and_what_its_threads_count(root: Path) -> None:
    told = reportgen(root, "methodologies", "hmip-omi-2006").stdout
    assert "3.2.5 Overall, is the progress likely to last? (summary)\n" in told
    assert "In a mean, the questions together weigh 80 and the summary question 20.\n" in told
    assert (
        "Risk of Harm has a percentage too: the mean over its questions in section 1 and section"
        " 2.\n" in told
    )


def test_a_broken_methodology_is_reported_beside_the_good_ones(root: Path) -> None:
    (root / "methodologies").mkdir()
    (root / "methodologies" / "mine.yaml").write_text("title: [\n", encoding="utf-8")
    (root / "methodologies" / "zebra.yaml").write_text(
        (REPOSITORY / "reportgen" / "methodologies" / "hmip-pdu-2023.yaml").read_text(
            encoding="utf-8"
        ),
        encoding="utf-8",
    )
    result = reportgen(root, "methodologies")
    assert result.exit_code == 1
    listed = [line.split()[0] for line in result.stdout.splitlines() if line]
    assert [id for id in listed if id in Project(root).list_methodology_ids()] == [
        id for id in Project(root).list_methodology_ids() if id != "mine"
    ]
    assert "zebra" in listed
    assert "methodologies/mine.yaml:" in result.stderr
    assert "1 error" in result.stderr


# schema


class Editor(yaml.CSafeLoader):
    """Reads YAML 1.2 as an editor does before it looks into a schema: keys and dates are text, and
    so are yes and no."""


Editor.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(("timestamp", "bool"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), ["t", "f"])


def as_an_editor_reads(text: str) -> Any:
    node = yaml.compose(text, Loader=Editor)

    def keys_as_text(node: yaml.Node) -> None:
        for child in node.value if not isinstance(node, yaml.ScalarNode) else ():
            for part in child if isinstance(child, tuple) else (child,):
                keys_as_text(part)
            if isinstance(child, tuple):
                child[0].tag = "tag:yaml.org,2002:str"

    keys_as_text(node)
    loader = Editor("")
    return loader.construct_document(node)


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
            *(REPOSITORY / "inspections").glob("*.yaml"),
            *(REPOSITORY / "inspections").glob("*/*.yaml"),
            *(REPOSITORY / "tests" / "inspections").glob("*.yaml"),
        ]
    ),
    ids=lambda path: path.stem,
)
def test_every_inspection_is_as_the_schema_says(
    editor: jsonschema.Draft202012Validator, path: Path
) -> None:
    read = as_an_editor_reads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(make_schema("inspection")).validate(read)
    editor.validate(read)


FIXTURES = [
    node
    for name in ("cases.yaml", "vocabulary.yaml")
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


def test_a_schema_that_is_not_ours_is_left_alone(root: Path) -> None:
    theirs = root / "inspections" / "inspection.schema.json"
    theirs.write_text('{"title": "mine"}', encoding="utf-8")
    made = reportgen(root, "new", "mine", "--methodology", "hmip-pdu-2023")
    assert (made.exit_code, theirs.read_text(encoding="utf-8")) == (0, '{"title": "mine"}')
    assert "inspections/inspection.schema.json was not made by reportgen" in made.stderr
    theirs.write_text(json.dumps(make_schema("inspection")), encoding="utf-8")
    again = reportgen(root, "new", "yours", "--methodology", "hmip-pdu-2023")
    assert "was not made" not in again.stderr
    assert "hmip-pdu-2023" in json.loads(theirs.read_text(encoding="utf-8"))["$defs"]


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


@pytest.mark.parametrize("what", ["inspection", "methodology", "report"])
def test_the_schema_is_sound_and_describes_every_key(root: Path, what: str) -> None:
    schema = json.loads(reportgen(root, "schema", what).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    for name, record in {"top": schema, **schema["$defs"]}.items():
        for key, declared in record.get("properties", {}).items():
            assert "description" in declared or "$ref" in declared or what == "report", (
                f"{name}.{key}"
            )
