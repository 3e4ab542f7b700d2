"""Whatever a file holds, the command line answers with 0, 1 or 2, and never with a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.cli.main import cli
from reportgen.cli.problem_text import format_problems
from reportgen.problems import InputError
from reportgen.reading.yaml_source import parse_yaml
from tests.conftest import REPOSITORY

QUIET = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)

GOOD = """methodology: hmip-pdu-2021
title: Example
published: 2022-08
sample: {community: 40, post_release: 12}
text:
  background: |
    The unit had {figure:cases} cases.[^1]

    [^1]: Counted by the unit.
recommendations:
  - to: The unit
    items: [train all staff, {text: share data, findings: [1.1]}]
findings:
  1:
    summary: Led well.
  1.1:
    rating: Requires improvement
    strengths: [Visible leaders]
  2.2:
    results: {2.2.1: 63%, 2.2.2: 31 of 51, 2.2.3: {yes: 24, of: 51}, 2.2.1a: 67%}
    text: |
      Only {pct:2.2.3} of cases.
  2.3:
    results: {2.3.1: 70%, 2.3.2: 70%, 2.3.3: 64%}
    adjusted: {rating: Good, because: One case short}
  2.5: {not_rated: No such cases}
tables:
  workload:
    title: Workload
    columns: [Measure, Value]
    rows: [[Caseload, 39]]
figures: {cases: {value: "2,311", source: The unit}}
sections: [{title: Links, in: annexes, text: None}]
progress: [{from: 2019, recommendation: Do better, category: No progress}]
draws_on: []
published_ratings: {1.1: Requires improvement}
"""


def ends_well(path: Path, *command: str) -> None:
    ends(REPOSITORY, *command, str(path))


def ends(root: Path, *command: str) -> None:
    result = CliRunner().invoke(cli, ["--root", str(root), *command])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    assert result.exit_code in (0, 1, 2)
    assert "Traceback" not in result.output


def test_the_good_file_is_good(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    result = CliRunner().invoke(cli, ["--root", str(REPOSITORY), "ratings", str(path)])
    assert result.exit_code == 0, result.output


@given(st.text(max_size=400))
@QUIET
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse_yaml(text, "x.yaml")
    except InputError as refused:
        assert format_problems(refused.problems, lambda path: text.split("\n"))


@given(st.binary(max_size=300))
@QUIET
def test_any_bytes_end_well(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(data)
    ends_well(path, "ratings")


YAML = st.recursive(
    st.sampled_from(
        [
            "",
            "yes",
            "1.10",
            "63%",
            "31 of 51",
            "-5",
            "2.2.1",
            "~",
            "{}",
            "[]",
            "Good",
            "2022-02-30",
            "!x",
            "*a",
            "a: b",
            "|",
            "\t",
            "é\u202e",
        ]
    )
    | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "methodology",
                    "title",
                    "findings",
                    "2.2",
                    "1.1",
                    "1",
                    "results",
                    "2.2.3",
                    "rating",
                    "text",
                    "file",
                    "tables",
                    "rows",
                    "columns",
                    "yes",
                    "of",
                    "recommendations",
                    "items",
                    "to",
                    "adjusted",
                    "because",
                    "sections",
                    "in",
                    "figures",
                    "value",
                    "progress",
                    "draws_on",
                    "cases",
                    "sample",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


COMMANDS = [
    ("ratings", "--json"),
    ("ratings", "--margins"),
    ("check",),
    ("check", "--strict", "--format", "sarif"),
    ("check", "--figures"),
]


@given(
    YAML,
    st.sampled_from(COMMANDS),
    st.sampled_from(
        [
            {"methodology": "hmip-pdu-2021", "title": "X"},
            {"methodology": "hmip-omi-2006"},
            {"title": "X"},
        ]
    ),
)
@QUIET
def test_any_tree_of_our_own_words_ends_well(
    tmp_path: Path, tree: object, command: tuple[str, ...], head: dict[str, str]
) -> None:
    import yaml

    path = tmp_path / "x.yaml"
    body = (
        yaml.safe_dump(tree, allow_unicode=True)
        if not isinstance(tree, dict)
        else yaml.safe_dump({**head, **tree}, allow_unicode=True)
    )
    path.write_text(body, encoding="utf-8", errors="replace")
    ends_well(path, *command)


TREES = """
import sys
from collections.abc import Callable
from pathlib import Path
if sys.argv[1] == "pure":
    sys.modules["yaml.cyaml"] = None
from reportgen.reading import yaml_parser, yaml_source as source

def plain(node):
    value = node.value
    if node.kind == "map":
        value = [(key, node.keys[key], plain(child)) for key, child in value.items()]
    elif node.kind == "list":
        value = [plain(child) for child in value]
    return node.kind, node.place, node.block_line, node.indent, node.rows, value

assert yaml_parser.HAS_LIBYAML == (sys.argv[1] != "pure")
for path in sys.argv[2:]:
    print(plain(source.read_yaml(Path(path), path)))
"""


def test_without_libyaml_the_trees_are_the_same() -> None:
    files = sorted(
        str(path.relative_to(REPOSITORY))
        for folder in (
            "reportgen/methodologies",
            "methodologies",
            "inspections",
            "tests/methodologies",
        )
        for path in (REPOSITORY / folder).glob("**/*.yaml")
    )
    trees = [
        subprocess.run(
            [sys.executable, "-c", TREES, how, *files],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for how in ("libyaml", "pure")
    ]
    assert trees[0].count("\n") == len(files) > 15
    assert trees[0] == trees[1]


# Mutations of good files. REPORTGEN_EXAMPLES=500 tries more of them.

MUTATED = settings(QUIET, max_examples=int(os.environ.get("REPORTGEN_EXAMPLES", "25")))
REAL = settings(QUIET, max_examples=int(os.environ.get("REPORTGEN_EXAMPLES", "6")))

SLIPS: list[Callable[[str, int, str], str]] = [
    lambda line, cut, other: "",
    lambda line, cut, other: line + line,
    lambda line, cut, other: line[:cut],
    lambda line, cut, other: line[cut:],
    lambda line, cut, other: " " + line,
    lambda line, cut, other: line[1:],
    lambda line, cut, other: line.replace(":", ""),
    lambda line, cut, other: line.replace("{", "["),
    lambda line, cut, other: line.upper(),
    lambda line, cut, other: line.replace("2", "9"),
    lambda line, cut, other: other,
    lambda line, cut, other: line.replace(" of ", "/0"),
    lambda line, cut, other: line.replace("%", ""),
    lambda line, cut, other: f"{line}\n{line}",
    lambda line, cut, other: f"{line.partition(':')[0]}:",
    lambda line, cut, other: f"{line.partition(':')[0]}: {other.partition(':')[2]}",
]


@st.composite
def mutated(draw: st.DrawFn, good: str) -> str:
    """A good file in which a hand slipped up to three times."""
    lines = good.split("\n")
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        cut = draw(st.integers(0, len(lines[at])))
        typed = draw(
            st.none()
            | st.sampled_from(
                [*"{}[]'\"|>&*!%@`#\t\\\0-", "é\u202e", "{pct:", "{file: ../x.md}", "1 of 0", "~"]
            )
        )
        if typed is not None:
            lines[at] = lines[at][:cut] + typed + lines[at][cut:]
        else:
            lines[at] = draw(st.sampled_from(SLIPS))(lines[at], cut, draw(st.sampled_from(lines)))
    return "\n".join(lines)


@pytest.mark.parametrize(
    "command",
    [
        ("ratings",),
        ("ratings", "--json"),
        ("check",),
        ("check", "--format", "sarif"),
        ("check", "--figures"),
    ],
)
@given(data=st.data())
@MUTATED
def test_mutations_of_a_good_file_end_well(
    tmp_path: Path, command: tuple[str, ...], data: st.DataObject
) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(data.draw(mutated(GOOD)), encoding="utf-8")
    ends_well(path, *command)


@pytest.mark.parametrize(
    "slug", sorted(path.stem for path in (REPOSITORY / "inspections").glob("*.yaml"))
)
@given(data=st.data())
@REAL
def test_mutations_of_the_example_inspections_end_well(
    examples: Path, slug: str, data: st.DataObject
) -> None:
    path = examples / "inspections" / f"{slug}.yaml"
    good = path.read_text(encoding="utf-8")
    try:
        path.write_text(data.draw(mutated(good)), encoding="utf-8")
        for command in (("check", slug), ("ratings", slug, "--json")):
            ends(examples, *command)
    finally:
        path.write_text(good, encoding="utf-8")


@pytest.mark.parametrize(
    "path",
    [
        *sorted((REPOSITORY / "reportgen" / "methodologies").glob("*.yaml")),
        REPOSITORY / "tests" / "methodologies" / "cqc-like.yaml",
    ],
    ids=lambda path: path.stem,
)
@given(data=st.data())
@MUTATED
def test_mutations_of_a_methodology_end_well(
    examples: Path, path: Path, data: st.DataObject
) -> None:
    (examples / "methodologies" / "spoilt.yaml").write_text(
        data.draw(mutated(path.read_text(encoding="utf-8"))), encoding="utf-8"
    )
    (examples / "inspections" / "spoilt.yaml").write_text(
        "methodology: spoilt\ntitle: X\nfindings: {1.1: {rating: Good}, 2.2: {results: {2.2.1: 63%,"
        " 2.2.2: 31 of 51, 2.2.3: 5 of 9}}}\n",
        encoding="utf-8",
    )
    ends(examples, "methodologies", "spoilt")
    ends(examples, "ratings", "spoilt")
    ends(examples, "check", "spoilt")
