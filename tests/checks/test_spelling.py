"""Spelling, with a dictionary of a few words that the tests write themselves."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from reportgen.checks import spelling
from reportgen.checks.run import check_dossier
from reportgen.dossier import open_dossier
from reportgen.problems import Problem
from reportgen.project.loading import Project

TEXT = """\
methodology: hmip-pdu-2021
title: Zedwick PDU
lead_inspector: Robin Qusample
findings:
  2.2:
    summary: |
      Supervison was regular, and the supervison of officers in Xanbridge was not. Xanbridge
      had staff’s well-led meetings at https://exampel.org, with {pct:2.2.1} of DNHS and `cdoe`.
    results: {2.2.1: 63%, 2.2.2: 31 of 51, 2.2.3: 24 of 51}
    strengths: [Officerz were well-ledd]
"""
WORDS = (
    "supervision was regular and the of officers in not had staff well led meetings at with were"
).split()


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that asks for spelling, with a dictionary that has plurals as one rule."""
    pytest.importorskip("spylls", reason="the extra is in requirements-dev.lock: bin/setup tests")
    monkeypatch.setattr(spelling, "SYSTEM_FOLDERS", ())
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "town.yaml").write_text(TEXT, "utf-8")
    (tmp_path / "reportgen.yaml").write_text("spelling: en_GB\n", "utf-8")
    (tmp_path / "dictionaries").mkdir()
    (tmp_path / "dictionaries" / "en_GB.aff").write_text("SET UTF-8\n", "utf-8")
    lines = [str(len(WORDS)), *WORDS]
    (tmp_path / "dictionaries" / "en_GB.dic").write_text("\n".join(lines), "utf-8")
    return tmp_path


def spelling_problems(root: Path) -> list[Problem]:
    problems = check_dossier(open_dossier(Project(root), "town"))
    return [problem for problem in problems if problem.code.startswith("spelling")]


def words_in(problems: list[Problem]) -> list[str]:
    return [problem.message.split("“")[1].split("”")[0] for problem in problems]


def test_words_that_the_dictionary_lacks_are_reported_once_at_their_place(root: Path) -> None:
    problems = spelling_problems(root)
    assert words_in(problems) == ["Supervison", "supervison", "Officerz", "well-ledd"]
    assert (problems[0].place.line, problems[0].place.column) == (7, 7)
    assert {problem.severity for problem in problems} == {"warning"}


def test_a_name_is_known_where_it_stands_within_a_sentence_or_in_a_field(root: Path) -> None:
    file = root / "inspections" / "town.yaml"
    file.write_text(TEXT.replace("Officerz", "Zedwick and Qusample"), "utf-8")
    assert "Xanbridge" not in words_in(spelling_problems(root))
    assert not {"Zedwick", "Qusample"} & {*words_in(spelling_problems(root))}


def test_words_of_the_project_are_known(root: Path) -> None:
    (root / "words.txt").write_text("# ours\nsupervison  # as we write it\nofficerz\n", "utf-8")
    assert words_in(spelling_problems(root)) == ["well-ledd"]


def test_the_nearest_known_word_is_offered(root: Path) -> None:
    (root / "words.txt").write_text("supervision\n", "utf-8")
    assert spelling_problems(root)[0].hint.startswith("did you mean “supervision”?")


def test_a_word_in_many_places_is_reported_with_their_number(root: Path) -> None:
    file = root / "inspections" / "town.yaml"
    file.write_text(TEXT.replace("Officerz", "supervison, supervison"), "utf-8")
    message = "the dictionary does not have “supervison” (here and in 2 more places)"
    assert message in [problem.message for problem in spelling_problems(root)]


def test_it_is_off_unless_the_project_asks_for_it(root: Path) -> None:
    (root / "reportgen.yaml").unlink()
    assert spelling_problems(root) == []


def test_a_report_in_another_language_is_not_checked(root: Path) -> None:
    (root / "reportgen.yaml").write_text("spelling: cy_GB\n", "utf-8")
    assert spelling_problems(root) == []


@pytest.mark.parametrize("name", ["en_AU", "en/../en_GB", "en_GB.aff"])
def test_a_missing_dictionary_is_one_note(name: str, root: Path) -> None:
    (root / "reportgen.yaml").write_text(f"spelling: {name}\n", "utf-8")
    (problem,) = spelling_problems(root)
    assert (problem.code, problem.severity) == ("spelling-off", "note")
    assert f"there is no dictionary {name}" in problem.message
    assert problem.place.path == "reportgen.yaml"


def test_without_the_extra_there_is_one_note(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spylls.hunspell", None)
    (problem,) = spelling_problems(root)
    assert problem.code == "spelling-off"
    assert problem.hint == "pip install 'reportgen[spelling]'"


def test_a_damaged_dictionary_is_one_note(root: Path) -> None:
    (root / "dictionaries" / "en_GB.dic").write_bytes(b"\xff\xfe\0not a list")
    (root / "dictionaries" / "en_GB.aff").write_bytes(b"SFX A Y 3\nSFX A \xff")
    (problem,) = spelling_problems(root)
    assert "the dictionary en_GB cannot be read" in problem.message


def test_a_folder_of_dictionaries_that_leads_out_of_the_project_is_not_read(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "dictionaries"
    (root / "dictionaries").rename(outside)
    (root / "dictionaries").symlink_to(outside)
    assert [problem.code for problem in spelling_problems(root)] == ["spelling-off"]
