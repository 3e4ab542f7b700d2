"""What a careful editor would notice. The cases are in tests/examples/checks/CODE.md, for anybody
to add to.

A case is a title, a line with a dot, a part of an inspection file, a line with a dot, what the
check CODE says of it, a line with a dot. `methodology: hmip-pdu-2021` and a title are added where
the part has none. The case is read beside the inspections in tests/examples/prose/, on which it may
draw.

To accept new results after reading them: python -m tests.checks.test_checks
"""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.checks.context import Context
from reportgen.checks.figures_list import figures_list, figures_table
from reportgen.checks.numbers import possible
from reportgen.checks.register import CHECKS
from reportgen.checks.run import catalogue, check_dossier
from reportgen.comments.comment_file import comments_path
from reportgen.dossier import open_dossier
from reportgen.problems import Problem
from reportgen.project.loading import Project
from reportgen.record.entries import record_path, write_entry
from reportgen.report.texts import read_texts
from reportgen.util.numbers import round_half_up
from tests.conftest import REPOSITORY, SLUGS
from tests.support.golden_cases import read_cases

FOLDER = REPOSITORY / "tests" / "examples" / "checks"
BESIDE = REPOSITORY / "tests" / "examples" / "prose"


class Beside(Project):
    """The inspections on which cases may draw, with the repository's methodologies."""

    @property
    def methodology_folders(self) -> tuple[Path, ...]:
        return (
            *super().methodology_folders,
            REPOSITORY / "methodologies",
            REPOSITORY / "tests" / "methodologies",
        )


def case(yaml: str, folder: Path) -> Path:
    """The file of a case. Its comments `# published: ID TEXT` are recommendations that its record
    has, `# beside: NAME` is a Markdown file beside it, `# cases: ROW | ROW` the rows of cases.csv,
    and `# comment: …` what came back from a check of facts."""
    yaml += "" if yaml.endswith("\n") or not yaml else "\n"
    for key, value in (("methodology", "hmip-pdu-2021"), ("title", "Sandbank")):
        yaml += "" if re.search(rf"^{key}:", yaml, re.M) else f"{key}: {value}\n"
    path = folder / "case.yaml"
    path.write_text(yaml, encoding="utf-8")
    published = [
        {"id": id, "number": number, "text": text}
        for number, (id, text) in enumerate(re.findall(r"^# published: (\S+) (.*)$", yaml, re.M), 1)
    ]
    for name in re.findall(r"^# beside: (\S+)$", yaml, re.M):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("It was well led.\n", encoding="utf-8")
    if rows := re.search(r"^# cases: (.*)$", yaml, re.M):
        (folder / "cases.csv").write_text(rows[1].replace(" | ", "\n") + "\n", encoding="utf-8")
    said = {"stage": "published", "edition": 1, "digest": "b2:1", "recommendations": published}
    comments = re.findall(r"^# comment: (.*)$", yaml, re.M)
    if comments:
        lines = "".join(f"- {one}\n" for one in comments)
        comments_path(path).write_text(f"comments:\n{lines}", encoding="utf-8")
    if published:
        record_path(path).write_text(write_entry(None, "case", said), encoding="utf-8")
    return path


def problems_of(yaml: str, folder: Path) -> list[Problem]:
    return check_dossier(open_dossier(Beside(BESIDE), str(case(yaml, folder))))


def said(code: str, yaml: str, folder: Path) -> str:
    return "\n".join(
        ("" if p.place.path.endswith("case.yaml") else f"{Path(p.place.path).name} ")
        + f"{p.place.line}:{p.place.column}-{p.place.end} {p.severity}: {p.message}"
        + (f" ({p.hint})" if p.hint else "")
        for p in problems_of(yaml, folder)
        if p.code == code
    ).replace(f"{folder}/", "FOLDER/")


EXAMPLES = read_cases(FOLDER)


@pytest.mark.parametrize(
    ("code", "yaml", "result"),
    [(e[0], e[2], e[3]) for e in EXAMPLES],
    ids=[f"{e[0]}: {e[1]}" for e in EXAMPLES],
)
def test_a_check_says(code: str, yaml: str, result: str, tmp_path: Path) -> None:
    assert said(code, yaml, tmp_path) == result


def test_every_check_is_shown_at_work_and_at_rest() -> None:
    """The codes of texts have their cases in tests/examples/prose, those of files in
    tests/examples/bad and test_cases.py, those of spelling in test_spelling.py."""
    prose = "".join(path.read_text(encoding="utf-8") for path in BESIDE.glob("*.md"))
    codes = {
        check.code for check in catalogue() if f" {check.code}: " not in prose and not check.of_file
    } | {"allow-unused", "allow-reason"}
    codes -= {"spelling", "spelling-off"}
    assert {code for code, _, _, result in EXAMPLES if result} == codes
    assert {code for code, _, _, result in EXAMPLES if not result} == codes


def test_every_code_of_texts_and_ratings_is_in_the_list() -> None:
    sources = [
        *(REPOSITORY / "reportgen" / "ratings").glob("*.py"),
        *(REPOSITORY / "reportgen" / "prose").glob("*.py"),
    ]
    said = re.findall(
        r"""\b(?:error|warning|note|wrong|Unresolved)\(\s*"([a-z-]+)\"""",
        "".join(path.read_text(encoding="utf-8") for path in sources),
    )
    assert len(said) > 20
    assert set(said) <= set(CHECKS)


def test_every_check_states_its_rule_in_one_sentence() -> None:
    for check in catalogue():
        assert re.fullmatch(r"[A-Z{].*\.", check.rule), check.code
        assert "\n" not in check.rule
        assert check.example
        assert check.severity in ("error", "warning", "note")
        assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", check.code)


@pytest.mark.parametrize(
    "path", [REPOSITORY / "inspections" / f"{slug}.yaml" for slug in SLUGS], ids=SLUGS
)
def test_the_example_inspections_give_no_warning(path: Path) -> None:
    project = Project(REPOSITORY)
    found = [
        problem
        for problem in check_dossier(open_dossier(project, path.stem))
        if problem.severity != "note"
    ]
    assert found == []


def test_an_accepted_warning_is_left_out_and_an_error_is_not(tmp_path: Path) -> None:
    yaml = (
        "findings: {1.1: {rating: Good, text: TODO}}\npublished_ratings: {1.1: Inadequate}\nallow:"
        " {todo: it is being written, published-differs: so be it}\n"
    )
    codes = [p.code for p in problems_of(yaml, tmp_path)]
    assert "todo" not in codes
    assert "published-differs" in codes


@pytest.mark.slow
def test_each_rating_that_the_examples_draw_is_noticed_where_it_is_typed(
    tmp_path: Path,
) -> None:
    for folder in ("inspections", "methodologies"):
        shutil.copytree(REPOSITORY / folder, tmp_path / folder)
    noticed = []
    for path in (tmp_path / "inspections" / f"{slug}.yaml" for slug in SLUGS):
        whole = path.read_text(encoding="utf-8")
        dossier = open_dossier(Project(tmp_path), path.stem)
        for drawn in re.finditer(
            r"\{(?:rating:([^{} ]+)|overall(?::([^{} ]+))?)\}",
            re.sub(r"(?m)^ *#.*", lambda line: " " * len(line[0]), whole),
        ):
            right = (
                dossier.ratings.standards[drawn[1]].rating
                if drawn[1]
                else (dossier.units[drawn[2]] if drawn[2] else dossier).ratings.overall
            )
            wrong = "Outstanding" if right != "Outstanding" else "Inadequate"
            for typed in (right, wrong):
                path.write_text(
                    f"{whole[: drawn.start()]}‘{typed}’{whole[drawn.end() :]}", encoding="utf-8"
                )
                changed = Context(read_texts(open_dossier(Project(tmp_path), path.stem)))
                noticed.append(any(CHECKS["rating-typed"].problems(changed)))
        path.write_text(whole, encoding="utf-8")
    assert len(noticed) > 20
    assert all(noticed)


# The list of figures


def test_every_figure_is_listed_with_its_source() -> None:
    context = Context(read_texts(open_dossier(Project(REPOSITORY), "west-sussex-2022")))
    lines = figures_list(context)
    drawn = [line for line in lines if line.written == "{pct:2.4.1}"]
    assert [(line.shown, line.source) for line in drawn][:1] == [
        ("77 per cent", "2.4.1: as typed in the file")
    ]
    assert any(line.source == "typed" and line.shown == "four per cent" for line in lines)
    assert not any(
        line.source == "typed" and re.fullmatch(r"(19|20)\d\d", line.shown) for line in lines
    )
    results = sum(len(finding.results) for finding in context.inspection.findings.values())
    assert sum(line.source.startswith("result, ") for line in lines) == results
    files = {
        line.place.path: (REPOSITORY / line.place.path).read_text(encoding="utf-8").split("\n")
        for line in lines
    }
    for line in lines:
        if line.source == "typed" or line.written.startswith("{"):
            row = files[line.place.path][line.place.line - 1]
            assert " ".join(row[line.place.column - 1 :].split()).startswith(
                line.written[:4].split()[0]
            ), line


FIGURES = """
text:
  background: |
    Half of cases, one in three, forty-seven per cent, two-thirds and a quarter. Nine teams, one of them new, saw 1,234 people in 2019, on 3 May 2020.
    Costs rose 5%-10%, by 1½ times, of £3 million. It was 2-4 per cent. A third time half-heartedly.
recommendations: [{to: Sandbank, items: [Train all 45 staff.]}]
tables: {t: {title: Ratings of 99 people, source: Survey of 88, columns: [Of 77, B], rows: [[66, 67%]]}}
sections: [{title: Feedback from 22 people, in: annexes, text: None.}]
progress: [{from: June 2019, recommendation: Do 31 things, category: No progress}]
"""


def test_figures_in_words_in_ranges_and_in_titles_are_listed(tmp_path: Path) -> None:
    lines = figures_list(
        Context(read_texts(open_dossier(Beside(BESIDE), str(case(FIGURES, tmp_path)))))
    )
    assert [line.shown for line in lines] == [
        "Half",
        "one in three",
        "forty-seven per cent",
        "two-thirds",
        "a quarter",
        "Nine",
        "1,234",
        "5%-10%",
        "1½",
        "£3 million",
        "2-4 per cent",
        "45",
        "99",
        "88",
        "77",
        "66",
        "67%",
        "22",
        "31",
    ]
    assert {line.source for line in lines} == {"typed"}


PRINTED = """
subtitle: Of 41 cases
notice: Only 42 copies, in May 2022
fieldwork: 3 May 2022
text:
  background: |
    ::: quote 44 officers
    They said `45`, a dozen times, half a dozen and two dozen, of ⅓ and 2⅔.
    :::
abbreviations: {EPF: One of 46 tools}
publication: {address: [47 Long Street]}
letter: {sender: [48 Long Street], to: [HM 49], subject: An inspection of 50 cases, salutation: Dear all 51, closing: Yours}
"""


def test_figures_in_all_that_is_printed_are_listed_and_those_of_addresses_and_dates_are_not(
    tmp_path: Path,
) -> None:
    lines = figures_list(
        Context(read_texts(open_dossier(Beside(BESIDE), str(case(PRINTED, tmp_path)))))
    )
    assert [line.shown for line in lines] == [
        "41",
        "42",
        "44",
        "45",
        "a dozen",
        "half a dozen",
        "two dozen",
        "⅓",
        "2⅔",
        "46",
        "50",
        "51",
    ]
    rows = PRINTED.split("\n")
    assert all(
        rows[line.place.line - 1][line.place.column - 1 :].startswith(line.written)
        for line in lines
    )


def test_what_the_ratings_compute_is_listed() -> None:
    shown = {
        (line.written, line.shown, line.source)
        for line in figures_list(
            Context(read_texts(open_dossier(Project(REPOSITORY), "sussex-2007")))
        )
    }
    assert ("1", "73.4%", "Assessment and sentence planning: computed") in shown
    assert any(
        line.shown == "4 out of 27" and line.section == "ratings"
        for line in figures_list(
            Context(read_texts(open_dossier(Project(REPOSITORY), "west-sussex-2022")))
        )
    )


def test_the_table_of_figures_says_how_many_are_typed() -> None:
    table = figures_table(open_dossier(Project(REPOSITORY), "exampleshire-2025"))
    head, *rows, _, total = table.split("\n")
    assert head.split() == ["place", "section", "written", "printed", "source"]
    assert (
        total
        == f"{len(rows)} figures, {sum(row.endswith('  typed') for row in rows)} of them typed"
    )


# Numbers


@settings(deadline=None)
@given(st.integers(1, 300), st.data())
def test_what_a_count_gives_is_possible(of: int, data: st.DataObject) -> None:
    yes = data.draw(st.integers(0, of))
    assert possible(Fraction(round_half_up(Fraction(100 * yes, of))), of)
    assert possible(Fraction(round_half_up(Fraction(1000 * yes, of)), 10), of, 1)


@settings(deadline=None)
@given(st.integers(0, 100), st.integers(1, 200))
def test_what_no_count_gives_is_not_possible(percent: int, of: int) -> None:
    assert possible(Fraction(percent), of) == any(
        round_half_up(Fraction(100 * yes, of)) == percent for yes in range(of + 1)
    )


# Whatever is written

REPEATED = [
    "1 of 1 of ",
    "61 per cent of 52 cases ",
    "24 of 51 (( ",
    "Planning is Good, and Planning ",
    "rated Good ",
    "3 ",
    "Assessment was rated ‘Good’. ",
    "{ref:2.3} is Good ",
]


def seconds(words: str, folder: Path) -> float:
    """What the checks take of the processor for 40,000 characters of some words."""
    yaml = (
        f"findings: {{2.2: {{results: {{2.2.1: 63%}}, text: {words * (40_000 // len(words))!r}}}}}"
    )
    context = Context(read_texts(open_dossier(Beside(BESIDE), str(case(yaml, folder)))))
    begun = time.process_time()
    for check in catalogue():
        list(check.problems(context))
    return time.process_time() - begun


@pytest.mark.parametrize("words", REPEATED)
def test_words_over_and_over_take_the_checks_not_much_longer_than_others(
    words: str, tmp_path: Path
) -> None:
    assert seconds(words, tmp_path) < 70 * seconds(
        "It was seen that work is done as well as one may hope by all who do it. ", tmp_path
    )


WORDS = st.sampled_from(
    [
        "rated ‘Good’ overall",
        "rating for Leadership of ‘Inadequate’",
        "24 of 51 cases (49 per cent)",
        "24 out of 15",
        "61% of 52 cases",
        "score of 5 out of 27",
        "PDU",
        "(PDU)",
        "the the",
        "{pc:2.2.3}",
        "{pct:2.2.3}",
        "TODO",
        "\u200b",
        "\u202e",
        "аnd",
        "3 staff",
        "1,000,000 of 2",
        "0 of 0 cases (0 per cent)",
        "0.0% of 0 people",
        "999% of 9 cases",
        "- ",
        "\n\n",
        ". A",
        "[a](#b)",
        "![a](b.png)",
        "[^1]",
        "### ",
        "| a |\n|---|\n",
    ]
)


@pytest.mark.slow
@settings(max_examples=120, deadline=None)
@given(st.lists(st.one_of(WORDS, st.text(max_size=6)), max_size=12).map(" ".join))
def test_whatever_is_written_the_checks_answer(text: str) -> None:
    quoted = "".join(c if c.isprintable() and c not in '\\"' else f"\\U{ord(c):08X}" for c in text)
    yaml = (
        "sample: {community: 3}\nfindings: {2.2: {results: {2.2.1: 63%, 2.2.3: 24 of 51},"
        f' text: "{quoted}", strengths: ["{quoted}"]}}}}\ntables: {{t: {{title: "{quoted}",'
        f' columns: [a], rows: [["{quoted}"]]}}}}\n'
    )
    with tempfile.TemporaryDirectory() as folder:
        for problem in problems_of(yaml, Path(folder)):
            assert problem.code
            assert problem.message
            assert problem.place.line >= 1
        figures_table(open_dossier(Beside(BESIDE), str(Path(folder) / "case.yaml")))


if __name__ == "__main__":
    for path in sorted(FOLDER.glob("*.md")):
        with tempfile.TemporaryDirectory() as folder:
            made = [
                f"{title}\n.\n{yaml}\n.\n{said(code, yaml, Path(tempfile.mkdtemp(dir=folder)))}\n.\n".replace(
                    "\n.\n\n.\n", "\n.\n.\n"
                )
                for code, title, yaml, _ in EXAMPLES
                if code == path.stem
            ]
        path.write_text("\n".join(made), encoding="utf-8")
