"""Published ratings beside those that the rules give, and files of them that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reportgen.problems import InputError
from reportgen.project.loading import Project
from reportgen.proving.proof import prove
from reportgen.proving.published import PublishedRow, read_published
from tests.conftest import REPOSITORY, TestProject
from tests.support.commands import reportgen

PUBLISHED = REPOSITORY / "tests" / "examples" / "published"
HOME = ("S", "E", "C", "R", "W")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "inspections").mkdir()
    return tmp_path


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "ratings.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("file", "methodology", "columns", "compared", "agreeing"),
    [
        (
            "food-hygiene-norwich-westminster.csv",
            "food-hygiene",
            {"1.1": "hygiene", "1.2": "structural"},
            5920,
            5920,
        ),
        ("aged-care-stars-2023-2025.csv", "aged-care-like", {}, 26825, 26822),
        ("nursing-homes-2014-2015.csv", "nursing-steps-like", {}, 30317, 30308),
    ],
)
def test_the_rules_give_what_was_published(
    project: TestProject,
    file: str,
    methodology: str,
    columns: dict[str, str],
    compared: int,
    agreeing: int,
) -> None:
    known = project.load_methodology(methodology)
    rows, problems = read_published(PUBLISHED / file, known, columns)
    proof = prove(known, rows)
    assert (problems, proof.compared, proof.agreeing) == ([], compared, agreeing)


def test_what_differs_is_given_with_reasons_and_with_what_the_same_ratings_were_elsewhere(
    project: Project,
) -> None:
    known = project.load_methodology("cqc-key-questions")
    good = tuple((id, "Good") for id in HOME)
    proof = prove(
        known,
        [PublishedRow(good, "Good", 7), PublishedRow(good, "Outstanding", 2)],
    )
    (difference,) = proof.differences
    assert (proof.compared, proof.agreeing, proof.combinations) == (9, 7, 1)
    assert (difference.published, difference.computed) == ("Outstanding", "Good")
    assert (difference.count, difference.others) == (2, 7)
    assert difference.because[0].endswith("so the rating is Good.")


def test_a_judged_overall_rating_is_held_against_the_limits_alone(project: Project) -> None:
    known = project.load_methodology("ofsted-ilacs-2023")
    ratings = (("1", "Good"), ("2", "Inadequate"), ("3", "Good"))
    proof = prove(known, [PublishedRow(ratings, "Good", 1), PublishedRow(ratings, "Inadequate", 1)])
    assert [(d.published, d.computed) for d in proof.differences] == [("Good", "Inadequate")]


def test_cells_are_grades_by_name_by_their_beginning_or_by_points(
    project: Project, tmp_path: Path
) -> None:
    ilacs = project.load_methodology("ofsted-ilacs-2023")
    path = write(tmp_path, "1,2,3,4,overall\nGOOD,requires improvement,Good,n/a,Good\n")
    rows, problems = read_published(path, ilacs, {})
    assert problems == []
    assert rows[0].ratings == (
        ("1", "Good"),
        ("2", "Requires improvement to be good"),
        ("3", "Good"),
    )
    probation = project.load_methodology("hmip-pdu-2023")
    ids = [id for id, s in probation.standards.items() if s.rated != "no"]
    path = write(tmp_path, f"{','.join(ids)},rating\n{','.join('2' for _ in ids)},Good\n")
    rows, problems = read_published(path, probation, {})
    assert {grade for _, grade in rows[0].ratings} == {"Good"}
    assert prove(probation, rows).agreeing == 1


def test_a_cell_that_means_nothing_is_reported_with_its_place_and_left_out(
    project: Project, tmp_path: Path
) -> None:
    known = project.load_methodology("cqc-key-questions")
    lines = "S,E,C,R,W,overall,count\nGood,Goood,Good,Good,Good,Good,1\n" + "Good," * 6 + "x\n"
    rows, problems = read_published(write(tmp_path, lines), known, {})
    assert rows == []
    assert [(p.code, p.place.line, p.place.column) for p in problems] == [
        ("published-cell", 2, 2),
        ("published-cell", 3, 7),
    ]


@pytest.mark.parametrize(
    ("text", "columns", "message"),
    [
        ("S,E,C,R,W\n", {}, "no column is found for overall"),
        ("S,E,C,R,overall\n", {}, "no column is found for W"),
        ("S,E,C,R,W,overall\n", {"X": "S"}, "there is no key question `X`"),
        (
            "S,E,C,R,W,overall\n",
            {"S": "Saef"},
            "the file has no column `Saef`, which --column names for S",
        ),
        ('S,"E\n', {}, "this is not CSV: unexpected end of data"),
        ("", {}, "no column is found for S, E, C, R, W, overall"),
    ],
)
def test_a_file_without_its_columns_is_refused(
    project: Project, tmp_path: Path, text: str, columns: dict[str, str], message: str
) -> None:
    known = project.load_methodology("cqc-key-questions")
    with pytest.raises(InputError) as refused:
        read_published(write(tmp_path, text), known, columns)
    assert refused.value.problems[0].message == message


def test_the_command_prints_how_many_agree(root: Path) -> None:
    file = str(PUBLISHED / "food-hygiene-norwich-westminster.csv")
    arguments = ("--column", "1.1=hygiene", "--column", "1.2=structural")
    result = reportgen(root, "prove", "food-hygiene", file, *arguments)
    assert result.exit_code == 0, result.output
    assert "5,920 published overall ratings, 67 different sets of ratings\n" in result.stdout
    assert "5,920 agree (100%)\n" in result.stdout
    data = json.loads(reportgen(root, "prove", "food-hygiene", file, *arguments, "--json").stdout)
    assert (data["compared"], data["differences"]) == (5920, [])


def test_a_methodology_without_an_overall_rating_has_nothing_to_compare(root: Path) -> None:
    result = reportgen(root, "prove", "hmi-prisons-2023", "ratings.csv")
    assert result.exit_code == 2
    assert "gives no overall rating" in result.output
