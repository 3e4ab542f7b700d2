"""What can be compared with what, and what is refused, as the command line prints it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.support.lifecycle import SLUG, Team, codes_in

BY = ("--by", "Robin Sample")


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Team:
    team = Team(tmp_path / "project", monkeypatch)
    team.begin_history()
    return team


def change(team: Team) -> None:
    team.edit("38, source", "39, source")
    team.edit("reduce the average caseload", "halve the average caseload")


def test_a_revision_is_compared_with_the_files_as_they_are(team: Team) -> None:
    assert team.run("diff", SLUG).splitlines()[1] == "No differences."
    change(team)
    said = team.run("diff", f"{SLUG}@HEAD")
    assert said.splitlines()[0] == (f"Exampleshire Community Service: {SLUG}@HEAD → {SLUG}")
    assert "[-reduce-]{+halve+} the average caseload" in said
    assert f"(inspections/{SLUG}.yaml:" in said
    assert team.run("diff", SLUG, "--exit-code", status=1) == said
    team.commit("changed")
    assert "No differences." in team.run("diff", SLUG, "--exit-code")
    assert "1 recommendation" in team.run("diff", f"{SLUG}@HEAD~1", f"{SLUG}@HEAD")


def test_the_files_that_are_worked_on_stay_as_they_are(team: Team) -> None:
    change(team)
    before = {p: p.read_bytes() for p in team.root.rglob("*.yaml")}
    team.run("diff", f"{SLUG}@HEAD")
    assert {p: p.read_bytes() for p in team.root.rglob("*.yaml")} == before
    assert team.git("status", "--porcelain").split() == ["M", f"inspections/{SLUG}.yaml"]


@pytest.mark.slow
def test_an_edition_is_taken_from_its_commit_or_from_what_was_kept(team: Team) -> None:
    for line in (
        "signs: [quality assurance, chief inspector]\n",
        "stages: [factual accuracy, embargoed]\n",
    ):
        team.edit(line, "", f"methodologies/{SLUG}.yaml")
    team.commit("the short way")
    team.time = "2025-03-18 10:00"
    team.stage("published", *BY)
    assert "No differences." in team.run("diff", f"{SLUG}@edition:1", f"{SLUG}@edition:1")
    change(team)
    by_commit = team.run("diff", SLUG)
    assert f"{SLUG}@edition:1 → {SLUG}" in by_commit
    team.git("checkout", "-q", "--orphan", "other")
    team.git("branch", "-D", "main")
    team.git("reflog", "expire", "--expire=now", "--all")
    team.git("gc", "-q", "--prune=now")
    by_file = team.run("diff", f"{SLUG}@edition:1")
    assert by_file.splitlines()[1] == by_commit.splitlines()[1]
    (team.published / f"{SLUG}.json").unlink()
    assert codes_in(team.run("diff", f"{SLUG}@edition:1", status=1)) == {"edition-gone"}
    said = team.run("diff", f"{SLUG}@edition:7", status=1)
    assert codes_in(said) == {"edition-unknown"}
    assert f"there is: {SLUG}@edition:1" in said


@pytest.mark.slow
def test_published_files_are_compared_by_what_they_hold(team: Team, tmp_path: Path) -> None:
    team.run("build", SLUG)
    files = {path.suffix: path for path in (team.published / "restricted").iterdir()}
    change(team)
    whole = team.run("diff", str(files[".json"]), SLUG).splitlines()[1:]
    assert "1 recommendation" in whole[0]
    assert team.run("diff", str(files[".pdf"]), SLUG).splitlines()[1:] == whole
    said = team.run("diff", str(files[".ods"]), SLUG)
    assert "No differences." in said
    assert "holds only ratings" in said


@pytest.mark.parametrize(
    ("named", "code"),
    [
        (f"{SLUG}@nowhere", "revision-unknown"),
        (f"{SLUG}@--output=x", "revision-unknown"),
        (f"{SLUG}@", "revision-unknown"),
        ("nothing-2025@HEAD", "no-inspection"),
        ("missing.json", "file-unreadable"),
        ("changed.json", "not-a-report"),
        ("other.json", "no-ratings"),
        ("other.ods", "no-ratings"),
    ],
)
def test_what_cannot_be_read_is_refused(team: Team, named: str, code: str) -> None:
    name = named
    if "." in named:
        name = str(team.root / named)
    ratings = {"inspection": "a", "methodology": "b", "score": 1, "out_of": 2, "overall": "Good"}
    changed = {"ratings": {**ratings, "standards": {}}, "report": {"parts": 5}}
    (team.root / "changed.json").write_text(json.dumps(changed))
    (team.root / "other.json").write_text("[1, 2]")
    with zipfile.ZipFile(team.root / "other.ods", "w") as file:
        file.writestr("content.xml", "<x/>")
    said = team.run("diff", name, SLUG, status=1)
    assert code in codes_in(said) or "spreadsheet" in said, said
    assert "Traceback" not in said


def test_html_of_a_published_file_is_not_passed_on(team: Team, tmp_path: Path) -> None:
    team.run("build", SLUG, "--data")
    (path,) = (team.published / "restricted").glob("*.json")
    data = json.loads(path.read_text("utf-8"))
    part = next(part for part in data["report"]["parts"] if part["text"])
    part["text"] += "<p>bad <script>alert(1)</script> &lt;img src=x onerror=alert(1)&gt;</p>"
    path.write_text(json.dumps(data))
    page = tmp_path / "changes.html"
    team.run("diff", SLUG, str(path), "--html", str(page))
    html = page.read_text("utf-8")
    assert "alert(1)" in html
    assert "<script" not in html
    assert "<img" not in html


@pytest.mark.slow
def test_the_word_document_tracks_the_changes(team: Team, tmp_path: Path) -> None:
    change(team)
    path = tmp_path / "changes.docx"
    team.run("diff", SLUG, "--docx", str(path))
    first = path.read_bytes()
    with zipfile.ZipFile(path) as file:
        xml = file.read("word/document.xml").decode()
    assert '<w:delText xml:space="preserve">reduce</w:delText>' in xml
    assert "<w:ins " in xml
    team.run("diff", SLUG, "--docx", str(path))
    assert path.read_bytes() == first


def test_json_holds_everything(team: Team) -> None:
    change(team)
    data = json.loads(team.run("diff", SLUG, "--json"))
    assert data["summary"].startswith("1 recommendation, 1 figure")
    (figure,) = [one for one in data["changes"] if one["kind"] == "figure"]
    assert (figure["old"], figure["new"]) == ("38", "39")
    assert figure["consequences"]
