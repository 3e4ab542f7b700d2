"""`reportgen methodologies`: the list, and what it says of one."""

from __future__ import annotations

from pathlib import Path

from reportgen.project.loading import Project
from tests.conftest import REPOSITORY
from tests.support.commands import reportgen


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
