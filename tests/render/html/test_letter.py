"""The letter of 2022 says of its two units what their own files say."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from reportgen.building.outputs import OutputMaker, Timings
from reportgen.checks.run import check_dossier
from reportgen.dossier import open_dossier
from reportgen.inspection.model import Inspection
from reportgen.problems import InputError
from reportgen.project.loading import Project
from reportgen.reading.fields import SourceText
from tests.conftest import REPOSITORY, TestProject
from tests.render.pdf.test_print import lines_of
from tests.support.tagged import Piece
from tests.system.test_published_pdfs import read


def recommendations(*inspections: Inspection) -> list[tuple[str, list[str]]]:
    """Whom each group is for and what it asks, with the names of its figures, whosever they are,
    wherever the lines of the file break."""

    def said(text: str) -> str:
        return re.sub(r"\{figure:(?:[\w-]+ )?(\w+)\}", r"{\1}", " ".join(text.split()))

    return [
        (str(group.to), [said(item.text) for item in group.items])
        for i in inspections
        for group in i.recommendations
    ]


def test_the_recommendations_of_the_letter_are_those_of_its_units_in_order(
    project: TestProject,
) -> None:
    letter = project.load_inspection("kent-surrey-sussex-2022")[0]
    units = [project.load_inspection(str(unit))[0] for unit in letter.draws_on]
    assert recommendations(letter) == recommendations(*units)


def test_the_letter_has_both_units_ratings_from_their_files(project: TestProject) -> None:
    dossier = open_dossier(project, "kent-surrey-sussex-2022")
    assert not dossier.has_errors
    assert {
        name: (unit.ratings.score, unit.ratings.out_of, unit.ratings.overall)
        for name, unit in dossier.units.items()
    } == {"west-kent-2022": (1, 27, "Inadequate"), "west-sussex-2022": (4, 27, "Inadequate")}


def test_the_letter_is_not_built_from_a_unit_whose_ratings_are_not_those_published(
    tmp_path: Path,
) -> None:
    shutil.copytree(REPOSITORY / "inspections", tmp_path / "inspections")
    path = tmp_path / "inspections" / "west-kent-2022.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("  1.1: {rating: Inadequate}", "  1.1: {rating: Requires improvement}"),
        encoding="utf-8",
    )
    project = Project(tmp_path)
    unit, letter = (
        check_dossier(open_dossier(project, slug))
        for slug in ("west-kent-2022", "kent-surrey-sussex-2022")
    )
    assert {problem.code for problem in unit if problem.is_error} == {"published-differs"}
    assert [(problem.code, problem.message) for problem in letter] == [
        ("unit-errors", "`west-kent-2022` has errors of its own")
    ]
    with pytest.raises(InputError):
        OutputMaker(project, "kent-surrey-sussex-2022", Timings())


def test_the_letter_draws_the_workload_of_its_units_from_their_files(project: TestProject) -> None:
    letter = project.load_inspection("kent-surrey-sussex-2022")[0]
    typed = {
        cell
        for row in letter.tables[SourceText("workload")].rows
        for cell in row[2:]
        if not cell.startswith("{figure:west-")
    }
    assert typed == {"123.6%"}, "which the report on West Sussex gives as 124%"


@pytest.mark.slow
def test_the_letter_is_set_as_a_letter() -> None:
    """Space follows the salutation, and the closing words do not stand alone on a page."""
    paragraphs = read("kent-surrey-sussex-2022").document.all("P")
    texts = [paragraph.text for paragraph in paragraphs]
    salutation, closing = texts.index("Dear Mary"), texts.index("Yours sincerely")
    above, below = (
        lines_of(paragraphs[salutation])[-1][0],
        lines_of(paragraphs[salutation + 1])[0][0],
    )
    assert above.box[1] - below.box[3] > 8
    (page,) = paragraphs[closing].pages
    assert paragraphs[closing + 1].pages == {page}
    assert (
        len(
            [
                piece
                for piece in paragraphs[closing - 1].kids
                if isinstance(piece, Piece) and piece.page == page
            ]
        )
        >= 2
    )
