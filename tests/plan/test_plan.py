"""An action plan goes out as a form, comes back filled in, and is kept and followed up."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from reportgen.reading.spreadsheet import Spreadsheet
from tests.support.lifecycle import SLUG, Team, codes_in

Cells = dict[str, str]


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Team:
    team = Team(tmp_path / "project", monkeypatch)
    team.time = "2025-06-15 09:00"
    return team


@pytest.fixture
def plan_file(team: Team) -> Path:
    return team.root / "inspections" / f"{SLUG}.plan.yaml"


def fill_xlsx(path: Path, cells: Cells) -> None:
    book = openpyxl.load_workbook(path)
    for name, value in cells.items():
        book.active[name] = value
    book.save(path)


def fill_ods(path: Path, cells: Cells) -> None:
    """Fill in cells of the form as a spreadsheet program would, days as dates."""
    with zipfile.ZipFile(path) as old:
        parts = {part: old.read(part) for part in old.namelist()}
    tree = etree.fromstring(parts["content.xml"])
    names = {key: f"{{{value}}}" for key, value in tree.nsmap.items()}
    rows = [*tree.iter(f"{names['table']}table-row")]
    for name, value in cells.items():
        cell = rows[int(name[1:]) - 1][ord(name[0]) - 65]
        is_day = len(value) == 10 and value[:4].isdecimal()
        cell.set(f"{names['office']}value-type", "date" if is_day else "string")
        if is_day:
            cell.set(f"{names['office']}date-value", f"{value}T00:00:00")
        for child in [*cell]:
            cell.remove(child)
        etree.SubElement(cell, f"{names['text']}p").text = f"{value[8:]}/06" if is_day else value
    parts["content.xml"] = etree.tostring(tree)
    with zipfile.ZipFile(path, "w") as new:
        for part, content in parts.items():
            new.writestr(part, content)


FIELDS = {"D": "Answer", "E": "Why", "F": "Step", "G": "Owner", "H": "Due"}
FIELDS |= {"I": "Progress", "J": "Done on"}


def fill_docx(path: Path, cells: Cells) -> None:
    """Fill in fields of the form as Word would: the prompt goes, the text comes."""
    with zipfile.ZipFile(path) as old:
        parts = {part: old.read(part) for part in old.namelist()}
    tree = etree.fromstring(parts["word/document.xml"])
    w = f"{{{tree.nsmap['w']}}}"
    fields = {
        field.find(f"{w}sdtPr/{w}tag").get(f"{w}val"): field for field in tree.iter(f"{w}sdt")
    }
    for name, value in cells.items():
        number = int(name[1:]) - 7
        field = fields[f"{number // 3 + 1}/{number % 3 + 1}/{FIELDS[name[0]]}"]
        for prompt in field.findall(f"{w}sdtPr/{w}showingPlcHdr"):
            prompt.getparent().remove(prompt)
        field.find(f"{w}sdtContent/{w}r/{w}t").text = value
    parts["word/document.xml"] = etree.tostring(tree)
    with zipfile.ZipFile(path, "w") as new:
        for part, content in parts.items():
            new.writestr(part, content)


FILLED = {
    "D7": "Agreed",
    "F7": "Train every assessor",
    "G7": "Head of service",
    "H7": "2025-06-01",
    "I7": "Under way",
    "F8": "Check a sample each month",
    "H8": "2025-09-30",
    "D10": "Partly agreed",
    "E10": "Only the south office can do it now",
    "F10": "Hire two officers",
    "I10": "Done",
    "J10": "2025-05-20",
}


@pytest.mark.parametrize(
    ("ending", "fill"), [(".xlsx", fill_xlsx), (".ods", fill_ods), (".docx", fill_docx)]
)
def test_a_form_goes_out_and_comes_back(
    team: Team, plan_file: Path, tmp_path: Path, ending: str, fill: Callable[[Path, Cells], None]
) -> None:
    form = tmp_path / f"plan{ending}"
    team.run("plan", SLUG, "--out", str(form))
    assert "form has nothing new" in team.run("plan", SLUG, "--in", str(form))
    assert not plan_file.exists()
    fill(form, FILLED)
    assert "answers to 1, 2 are in" in team.run("plan", SLUG, "--in", str(form))
    text = plan_file.read_text("utf-8")
    assert "why: Only the south office can do it now" in text
    assert "due: 2025-09-30" in text
    assert "nothing new" in team.run("plan", SLUG, "--in", str(form))
    assert plan_file.read_text("utf-8") == text
    said = team.run("plan", SLUG)
    assert said.splitlines() == [
        f"{SLUG}: 1 late, 1 due, 1 done, 1 without an answer.",
        "  late 2025-06-01: Train every assessor (Head of service), for 1",
        "  due 2025-09-30: Check a sample each month, for 1",
    ]
    again = tmp_path / f"again{ending}"
    team.run("plan", SLUG, "--out", str(again))
    assert "nothing new" in team.run("plan", SLUG, "--in", str(again))


def test_what_is_late_depends_on_the_day(team: Team, tmp_path: Path) -> None:
    form = tmp_path / "plan.xlsx"
    team.run("plan", SLUG, "--out", str(form))
    fill_xlsx(form, FILLED)
    team.run("plan", SLUG, "--in", str(form))
    assert "2 due" in team.run("plan", SLUG, "--on", "2025-06-01")
    assert "2 late" in team.run("plan", SLUG, "--on", "2025-10-01")
    assert "not a day" in team.run("plan", SLUG, "--on", "soon", status=2)
    rows = list(csv.DictReader(io.StringIO(team.run("plan", "--all", "--csv"))))
    assert [(row["id"], row["state"]) for row in rows] == [
        (f"{SLUG}/1", "late"),
        (f"{SLUG}/1", "due"),
        (f"{SLUG}/2", "done"),
        (f"{SLUG}/3", "no answer"),
    ]


def test_merging_keeps_comments_and_other_answers(
    team: Team, plan_file: Path, tmp_path: Path
) -> None:
    plan_file.write_text(
        "# Agreed by telephone\n'1':\n  answer: Agreed  # by the head\n"
        "'3':\n  answer: Not agreed\n  why: It is not ours\n"
    )
    form = tmp_path / "plan.xlsx"
    team.run("plan", SLUG, "--out", str(form))
    fill_xlsx(form, {"D7": "Partly agreed", "E7": "So far", "D13": "Agreed", "E13": None})
    team.run("plan", SLUG, "--in", str(form))
    text = plan_file.read_text("utf-8")
    assert text.startswith("# Agreed by telephone\n")
    assert "answer: Partly agreed  # by the head" in text
    assert "It is not ours" not in text


@pytest.mark.parametrize(
    ("cells", "where", "code"),
    [
        ({"D7": "Agred"}, "D7", "plan-choice"),
        ({"D7": "Agreed", "F7": "x", "H7": "06/07/2025"}, "H7", "plan-day"),
        ({"D7": "Agreed", "F7": "x", "H7": "2025-06"}, "H7", "plan-day"),
        ({"D7": "Agreed", "F7": "x", "H7": "next week"}, "H7", "plan-day"),
        ({"D7": "Agreed", "F7": "x", "I7": "half"}, "I7", "plan-choice"),
        ({"D7": "Agreed", "F7": "x", "J7": "2025-06-01"}, "I7", "plan-done"),
        ({"D7": "Agreed", "G8": "Somebody"}, "F8", "plan-step"),
        ({"D7": "Not agreed"}, "E7", "plan-why"),
        ({"F7": "A step"}, "D7", "plan-answer"),
        ({"D7": "Agreed", "D8": "Agreed"}, "D8", "plan-twice"),
        ({"D7": "Agreed", "E7": "x" * 2_001}, "E7", "plan-long"),
        ({"B7": "do nothing", "D7": "Agreed"}, "B7", "plan-locked"),
        ({"A7": "r9"}, "A7", "plan-unknown"),
        ({"F30": "A step below"}, "A30", "plan-unknown"),
        ({"A6": "Number"}, "", "plan-form"),
        ({"A2": "Action plan for the report west-sussex-2022"}, "", "plan-form"),
    ],
)
def test_each_error_names_its_cell_and_nothing_is_written(
    team: Team, plan_file: Path, tmp_path: Path, cells: Cells, where: str, code: str
) -> None:
    form = tmp_path / "plan.xlsx"
    team.run("plan", SLUG, "--out", str(form))
    fill_xlsx(form, cells)
    said = team.run("plan", SLUG, "--in", str(form), status=1)
    assert codes_in(said) == {code}
    assert f"plan.xlsx{'!' + where if where else ''}:" in said
    assert not plan_file.exists()


def test_days_in_words_are_read_and_all_errors_are_named_at_once(
    team: Team, plan_file: Path, tmp_path: Path
) -> None:
    form = tmp_path / "plan.xlsx"
    team.run("plan", SLUG, "--out", str(form))
    fill_xlsx(form, {"D7": "agreed", "F7": "x", "H7": "30 June 2025"})
    fill_xlsx(form, {"D10": "Perhaps", "F13": "y", "H13": "?"})
    said = team.run("plan", SLUG, "--in", str(form), status=1)
    assert codes_in(said) == {"plan-choice", "plan-day", "plan-answer"}
    fill_xlsx(form, {"D10": "Agreed", "F13": None, "H13": None})
    team.run("plan", SLUG, "--in", str(form))
    assert "due: 2025-06-30" in plan_file.read_text("utf-8")


def test_errors_in_a_word_form_name_the_field(team: Team, plan_file: Path, tmp_path: Path) -> None:
    form = tmp_path / "plan.docx"
    team.run("plan", SLUG, "--out", str(form))
    fill_docx(form, {"D7": "Agreed", "F7": "x", "H7": "soon"})
    said = team.run("plan", SLUG, "--in", str(form), status=1)
    assert codes_in(said) == {"plan-day"}
    assert "plan.docx!Due, recommendation 1:" in said
    form.write_bytes(b"%PDF-1.7")
    assert codes_in(team.run("plan", SLUG, "--in", str(form), status=1)) == {"not-word"}
    assert not plan_file.exists()


def test_the_sheet_checks_lists_and_dates_and_locks_our_part(team: Team, tmp_path: Path) -> None:
    form = tmp_path / "plan.xlsx"
    team.run("plan", SLUG, "--out", str(form))
    sheet = openpyxl.load_workbook(form).active
    assert sheet.protection.sheet
    assert [sheet[name].protection.locked for name in ("A7", "B7", "C7", "D7", "J9")] == [
        *(True, True, True),
        *(False, False),
    ]
    rules = {
        str(rule.sqref).split(":")[0]: rule.type for rule in sheet.data_validations.dataValidation
    }
    assert rules == {"D7": "list", "H7": "date", "I7": "list", "J7": "date"}
    team.run("plan", SLUG, "--out", str(tmp_path / "plan.ods"))
    with zipfile.ZipFile(tmp_path / "plan.ods") as file:
        content = file.read("content.xml").decode()
    assert 'table:protected="true"' in content
    assert content.count("<table:content-validation ") == 4
    assert 'style:cell-protect="none"' in content


def test_dates_of_an_ods_file_are_days(team: Team, tmp_path: Path) -> None:
    form = tmp_path / "plan.ods"
    team.run("plan", SLUG, "--out", str(form))
    fill_ods(form, FILLED)
    rows = dict(Spreadsheet(form, "plan.ods").rows("Plan"))
    assert rows[7][7] == "2025-06-01T00:00:00"


def test_formulas_stay_text(team: Team, tmp_path: Path) -> None:
    form = tmp_path / "plan.xlsx"
    team.run("plan", SLUG, "--out", str(form))
    fill_xlsx(form, {"D7": "Agreed", "F7": '\'=HYPERLINK("x")'})
    book = openpyxl.load_workbook(form)
    book.active["F7"].value = "@SUM(1)"
    book.active["F7"].data_type = "s"
    book.save(form)
    team.run("plan", SLUG, "--in", str(form))
    assert "'@SUM(1)" in team.run("plan", SLUG, "--csv")
    team.run("plan", SLUG, "--out", str(form))
    assert openpyxl.load_workbook(form).active["F7"].data_type == "s"


def test_check_names_what_is_wrong_with_the_plan_though_the_report_has_errors(
    team: Team, plan_file: Path
) -> None:
    plan_file.write_text(
        "'9': {answer: Agreed}\n'1': {answer: Agreed, steps: [{step: x, due: 2025-06}]}\n"
    )
    team.edit("lead_inspector:", "lead_inspecter:")
    printed = team.run("check", SLUG, status=1)
    assert f"{SLUG}.plan.yaml:1:1: error[plan-unknown]" in printed
    assert f"{SLUG}.plan.yaml:2:" in printed
    assert codes_in(printed) >= {"plan-unknown", "plan-due", "unknown-key"}


def test_check_accepts_a_plan_that_is_right(team: Team, plan_file: Path) -> None:
    plan_file.write_text("'1': {answer: Agreed, steps: [{step: x, due: 2025-06-30}]}\n")
    assert "plan" not in team.run("check", SLUG)


def test_a_plan_that_is_a_link_out_of_the_project_is_not_read(
    team: Team, plan_file: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("password: secret\n")
    plan_file.symlink_to(secret)
    for command in ("check", "plan"):
        printed = team.run(command, SLUG, status=1)
        assert codes_in(printed) >= {"file-outside"}
        assert "password" not in printed


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("- 1\n", "wrong-kind"),
        ("'9': {answer: Agreed}\n", "plan-unknown"),
        ("'1': {answer: Perhaps}\n", "unknown-word"),
        ("'1': {answer: Not agreed}\n", "plan-why"),
        ("'1': {answer: Agreed, steps: [{step: x, due: 2025-06}]}\n", "plan-due"),
        ("'1': {answer: Agreed, steps: [{owner: x}]}\n", "missing-key"),
    ],
)
def test_errors_of_the_file_have_their_lines(
    team: Team, plan_file: Path, text: str, code: str
) -> None:
    plan_file.write_text(text)
    said = team.run("plan", SLUG, status=1)
    assert f"inspections/{SLUG}.plan.yaml:1:" in said
    assert code in codes_in(said), said
