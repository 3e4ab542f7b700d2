"""One report from its first draft to its withdrawal, with real git."""

from __future__ import annotations

import json
import shutil
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from reportgen.render.read_back import read_published
from tests.support.lifecycle import SLUG, Team, codes_in

UNTIL = "2025-03-18 00:01"


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Team:
    team = Team(tmp_path / "project", monkeypatch)
    team.begin_history()
    return team


def dates_of(pdf: bytes) -> tuple[str, str]:
    """When a PDF says that it was made and changed."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return str(opened.docinfo.CreationDate), str(opened.docinfo.ModDate)


def sign(team: Team) -> None:
    team.run("sign", SLUG, "quality assurance", "--by", "Kim Reader")
    team.run("sign", SLUG, "chief inspector", "--by", "Alex Instance")


def embargo(team: Team, status: int = 0) -> str:
    return team.stage(
        "embargoed",
        "--by",
        "Robin Sample",
        "--until",
        UNTIL,
        "--no-comments",
        "--copy",
        "Exampleshire County Council=a reply on the day",
        status=status,
    )


@pytest.mark.slow
def test_a_report_goes_through_all_stages(team: Team, tmp_path: Path) -> None:
    # A draft
    team.stage("draft", "--by", "Robin Sample")
    assert "draft." in team.stage()

    # The factual accuracy check
    team.time = "2025-02-10 09:00"
    said = team.stage("factual accuracy", "--by", "Robin Sample", status=1)
    assert codes_in(said) == {"due-missing"}
    team.stage("factual accuracy", "--by", "Robin Sample", "--due", "2025-02-24", "--to", "ECS")
    assert "factual accuracy, answers due on 24 February 2025, edition 1" in team.stage()
    team.run("build", SLUG, "--html")
    page = (team.published / "restricted" / f"{SLUG}.factual-accuracy.html").read_text("utf-8")
    assert "For a check of factual accuracy by 24 February 2025, not for publication" in page

    # Signed, changed after signing, signed again
    team.commit("sent out")
    team.time = "2025-03-10 09:00"
    sign(team)
    assert "Signed as quality assurance by Kim Reader on 10 March 2025." in team.stage()
    team.edit("38, source", "39, source")
    team.commit("a figure was wrong")
    said = embargo(team, status=1)
    assert codes_in(said) == {"signature-lapsed"}
    assert "Kim Reader signed as quality assurance on 10 March 2025" in said
    assert "changed after that: 1 figure\n" in said
    assert f"`reportgen diff {SLUG}@" in said
    sign(team)

    # Embargoed: everything in the way at once, then nothing
    early = team.stage("embargoed", "--by", "R", "--until", "2025-03-01 00:01", status=1)
    assert codes_in(early) == {"until-past", "published-day", "comments-missing"}
    embargo(team)
    team.commit("embargoed")
    team.run("build", SLUG, "--for", "Exampleshire Gazette", "--why", "an article")
    copy = (
        team.published
        / "restricted"
        / (f"{SLUG}.embargoed-2025-03-18-0001.for-exampleshire-gazette.html")
    )
    assert (
        "Embargoed until 00:01 on Tuesday 18 March 2025. Copy for Exampleshire Gazette"
        in copy.read_text("utf-8")
    )
    assert team.stage("--copies", "--csv").splitlines() == [
        "to,why,given,by,edition,until",
        f"Exampleshire County Council,a reply on the day,,,2,{UNTIL}",
        f"Exampleshire Gazette,an article,2025-03-10 09:00,,2,{UNTIL}",
    ]

    # Too early, then published
    team.time = "2025-03-17 19:49"
    said = team.stage("published", "--by", "Robin Sample", status=3)
    assert "not yet: 4 h 12 min" in said
    assert codes_in(said) == {"not-yet"}
    team.time = UNTIL
    team.stage("published", "--by", "Robin Sample")
    assert {path.name for path in team.published.iterdir()} == {
        "index.html",
        f"{SLUG}.json",
        f"{SLUG}.manifest.json",
        f"{SLUG}.ods",
        f"{SLUG}.pdf",
        f"{SLUG}.xlsx",
        "restricted",
    }
    team.commit("published")
    assert "5 files were made again, and are the same" in team.run("verify", str(team.published))

    # An edit turns it into the draft of a correction, beside what is published
    pdf = (team.published / f"{SLUG}.pdf").read_bytes()
    team.edit("Robin Sample led", "Robin Samples led")
    team.run("build", SLUG)
    assert (team.published / f"{SLUG}.pdf").read_bytes() == pdf
    draft = (team.published / "restricted" / f"{SLUG}.draft.html").read_text("utf-8")
    assert "Draft of edition 3, not for publication" in draft

    # Corrected: no small correction where a rating or a result changes
    team.edit("Robin Samples led", "Robin Sample led")
    team.edit("39, source", "40, source")
    team.edit("reduce the average caseload", "halve the average caseload")
    team.commit("corrections")
    team.time = "2025-04-14 10:00"
    sign(team)
    said = team.stage("corrected", "--by", "R", "--minor", "--note", "A figure.", status=1)
    assert codes_in(said) == {"minor-changes"}
    assert "Recommendation 2" in said
    assert "[-reduce-]{+halve+} the average caseload" in said
    said = team.stage("corrected", "--by", "Robin Sample", status=1)
    assert codes_in(said) == {"note-missing"}
    team.stage("corrected", "--by", "Robin Sample", "--note", "Caseloads are 40, not 39.")
    team.commit("corrected")
    page = (team.published / "index.html").read_text("utf-8")
    assert "Corrected on 14 April 2025" in page
    assert "Caseloads are 40, not 39." in page
    assert 'href="edition-2/index.html"' in page
    assert (team.published / "edition-2" / f"{SLUG}.pdf").read_bytes() == pdf
    corrected = (team.published / f"{SLUG}.pdf").read_bytes()
    assert dates_of(corrected) == ("D:20250318000000Z", "D:20250414000000Z")
    for folder in (team.published, team.published / "edition-2"):
        assert "are the same, byte for byte" in team.run("verify", str(folder))

    # The same on another machine: a clone, and the published folder alone
    clone, copied = tmp_path / "clone", tmp_path / "from-the-web"
    team.git("clone", "-q", str(team.root), str(clone))
    shutil.copytree(team.published, copied)
    team.run("--root", str(clone), "verify", str(copied / "edition-2"))
    (copied / "index.html").write_text(page.replace("40", "41"), "utf-8")
    said = team.run("--root", str(clone), "verify", str(copied), status=1)
    assert "index.html:1:1: error[not-as-published]: this file is not as it was published" in said

    # Withdrawn: the notice first, the rest stays
    team.time = "2025-06-10 10:00"
    said = team.stage("withdrawn", "--by", "Robin Sample", status=1)
    assert codes_in(said) == {"note-missing"}
    team.stage("withdrawn", "--by", "Robin Sample", "--note", "The sample was drawn wrongly.")
    team.commit("withdrawn")
    page = (team.published / "index.html").read_text("utf-8")
    assert "Withdrawn on 10 June 2025." in page
    assert page.index("The sample was drawn wrongly.") < page.index("<h1>")
    assert "<title>Withdrawn: " in page
    data = json.loads((team.published / f"{SLUG}.json").read_bytes())
    assert (data["stage"], data["edition"]) == ("withdrawn", 3)
    assert read_published(team.published / f"{SLUG}.ods").title == "Exampleshire Community Service"
    assert "are the same, byte for byte" in team.run("verify", str(team.published))
    assert codes_in(team.stage("published", "--by", "R", status=1)) >= {"stage-order"}
