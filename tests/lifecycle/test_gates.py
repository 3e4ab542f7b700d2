"""Each gate, for each of its reasons; all of them said at once; and what may be forced."""

from __future__ import annotations

import re
import time
from hashlib import sha256
from pathlib import Path

import pytest

from reportgen.lifecycle import submission
from reportgen.record.entries import parse_record, write_entry
from tests.conftest import REPOSITORY
from tests.support.lifecycle import SLUG, Team, codes_in

BY = ("--by", "Robin Sample")


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Team:
    """A team without git, whose PDFs are thought to be good: the walk makes them."""
    monkeypatch.setattr(submission.Submission, "pdf_problems", [])
    return Team(tmp_path / "project", monkeypatch)


def enter(team: Team, *entries: dict[str, object]) -> None:
    """Entries of a record, written past all gates."""
    for said in entries:
        text = team.record.read_text("utf-8") if team.record.is_file() else ""
        record = parse_record(text, "", SLUG)[0] if text else None
        team.record.write_text(text + write_entry(record, SLUG, said), "utf-8")


def digest(team: Team) -> str:
    from reportgen.dossier import open_dossier
    from reportgen.project.loading import Project
    from reportgen.report.builder import build_report
    from reportgen.report.digest import digest_report
    from reportgen.report.texts import read_texts

    dossier = open_dossier(Project(team.root), SLUG)
    texts = read_texts(dossier)
    return digest_report(build_report(dossier, texts), texts)


def test_a_first_look_says_all_that_is_open(team: Team) -> None:
    team.edit("The only bridge was closed", "TODO")
    said = team.stage()
    assert "a draft without a record" in said
    assert codes_in(said) == {"todo"}
    assert 'Next: `reportgen stage exampleshire-2025 "factual accuracy"`' in said


def test_a_check_of_facts_needs_a_finished_text_and_a_day(team: Team) -> None:
    team.edit("The only bridge was closed", "TODO")
    said = team.stage("factual accuracy", "--due", "2024-02-24", status=1)
    assert codes_in(said) == {"by-missing", "todo", "due-past"}
    assert not team.record.exists()


def test_an_embargo_needs_everything(team: Team) -> None:
    enter(team, {"stage": "factual accuracy", "edition": 1, "digest": "b2:1"})
    team.edit("published: 2025-03-18", "published: 2025-03   ")
    team.edit("Robin Sample led", "Robin Sample led led")
    said = team.stage("embargoed", "--until", "2025-01-01 00:01", status=1)
    assert codes_in(said) == {
        "by-missing",
        "unsigned",
        "comments-missing",
        "until-past",
        "published-day",
        "word-twice",
    }


@pytest.mark.parametrize(
    ("until", "code"),
    [
        ("2025-03-30 01:30", "time-skipped"),
        ("2025-10-26 01:30", "time-twice"),
        ("tomorrow", "time"),
        ("2025-03-19 00:01", "published-day"),
    ],
)
def test_an_embargo_ends_at_one_moment_of_the_printed_day(
    team: Team, until: str, code: str
) -> None:
    assert code in codes_in(team.stage("embargoed", *BY, "--until", until, status=1))


def test_comments_are_decided_on_and_done(team: Team) -> None:
    enter(team, {"stage": "factual accuracy", "edition": 1, "digest": "b2:1"})
    comments = team.root / "inspections" / f"{SLUG}.fact-check.yaml"
    comments.write_text(
        "- {paragraph: 3, said: it is two bridges}\n"
        "- {paragraph: 4, said: 39, decision: accepted}\n"
        "- {paragraph: 5, said: 39, decision: accepted, done: yes}\n"
        "- {paragraph: 6, said: no, decision: not accepted, because: it is so}\n"
    )
    said = team.stage("embargoed", *BY, "--until", "2025-03-18 00:01", status=1)
    assert codes_in(said) >= {"comment-open", "comment-undone"}
    assert f"{SLUG}.fact-check.yaml:1:" in said
    assert f"{SLUG}.fact-check.yaml:2:" in said
    assert f"{SLUG}.fact-check.yaml:3:" not in said


def test_what_is_published_is_what_was_embargoed(team: Team) -> None:
    enter(
        team,
        {"stage": "factual accuracy", "edition": 1, "digest": "b2:1"},
        {
            "stage": "embargoed",
            "edition": 2,
            "until": "2025-03-18 00:01",
            "comments": "none received",
            "digest": "b2:1",
        },
        *(
            {"signed": role, "digest": digest(team)}
            for role in ("quality assurance", "chief inspector")
        ),
    )
    team.time = "2025-03-18 00:00"
    said = team.stage("published", *BY, status=1)
    assert codes_in(said) == {"not-the-embargoed", "not-yet"}


def test_an_embargo_that_is_asked_for_is_not_left_out(team: Team) -> None:
    said = team.stage("published", *BY, status=1)
    assert codes_in(said) == {"stage-missing", "unsigned", "not-yet"}
    assert said.count("error[stage-missing]") == 2


def test_source_date_epoch_opens_no_gate(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "4102444800")
    assert "not-yet" in codes_in(team.stage("published", *BY, status=1))


@pytest.mark.parametrize("stage", ["corrected", "withdrawn"])
def test_only_what_was_published_is_corrected_or_withdrawn(team: Team, stage: str) -> None:
    assert "stage-order" in codes_in(team.stage(stage, *BY, "--note", "Wrong.", status=1))


def test_after_publication_there_is_no_way_back(team: Team) -> None:
    team.time = "2025-03-20 09:00"
    enter(team, {"stage": "published", "edition": 1, "on": "2025-03-18", "digest": digest(team)})
    assert codes_in(team.stage("draft", *BY, status=1)) == {"stage-order"}
    assert codes_in(team.stage("corrected", *BY, "--note", "Wrong.", status=1)) >= {"unchanged"}
    team.edit("Robin Sample led", "Kim Sample led")
    assert codes_in(team.stage("withdrawn", *BY, "--note", "Wrong.", status=1)) == {
        "not-as-published"
    }


def test_a_correction_keeps_the_edition_before_it(team: Team) -> None:
    enter(
        team,
        {
            "stage": "published",
            "edition": 1,
            "on": "2025-03-18",
            "digest": "b2:1",
            "files": {"index.html": "sha256:1"},
        },
    )
    assert "edition-gone" in codes_in(team.stage("corrected", *BY, "--note", "Wrong.", status=1))


def test_a_forced_act_is_recorded_and_shown_ever_after(team: Team) -> None:
    team.edit("The only bridge was closed", "TODO")
    arguments = ("factual accuracy", *BY, "--due", "2025-02-24", "--force")
    assert "say why" in team.stage(*arguments, status=2)
    said = team.stage(*arguments, "--because", "the service asked for it early")
    assert "Forced past 1 warning: the service asked for it early" in said
    assert (
        "Forced into factual accuracy on 20 January 2025 by Robin Sample: the service asked for it"
        " early" in team.stage()
    )


@pytest.mark.parametrize(
    ("stage", "code"), [("published", "not-yet"), ("corrected", "stage-order")]
)
def test_time_and_order_cannot_be_forced(team: Team, stage: str, code: str) -> None:
    said = team.stage(stage, *BY, "--note", "x", "--force", "--because", "now", status=1)
    assert code in codes_in(said)


def test_a_record_that_was_tampered_with_opens_no_gate(team: Team) -> None:
    enter(team, {"stage": "draft", "on": "2025-01-20", "by": "Robin Sample"})
    team.record.write_text(team.record.read_text().replace("Robin", "Kim"))
    arguments = ("factual accuracy", *BY, "--due", "2025-02-24")
    assert codes_in(team.stage(*arguments, status=1)) == {"record-changed"}


def test_a_role_that_nobody_asks_for_signs_nothing(team: Team) -> None:
    said = team.run("sign", SLUG, "the minister", "--by", "M", status=1)
    assert codes_in(said) == {"role-unknown"}
    assert "quality assurance, chief inspector" in said


def test_a_copy_names_somebody_in_two_lines(team: Team) -> None:
    said = team.run("build", SLUG, "--for", "The Committee " * 8, status=1)
    assert codes_in(said) == {"copy-name", "copy-stage"}


@pytest.mark.slow
def test_the_short_way_is_one_command(team: Team) -> None:
    for line in (
        "signs: [quality assurance, chief inspector]\n",
        "stages: [factual accuracy, embargoed]\n",
    ):
        team.edit(line, "", f"methodologies/{SLUG}.yaml")
    team.time = "2025-03-18 10:00"
    said = team.stage("published", *BY)
    assert "published, edition 1" in said
    assert "There is no git repository here, so commits were not checked." in said
    page = (team.published / "index.html").read_text("utf-8")
    assert "data-band" not in page.partition("</style>")[2]
    assert "noindex" not in page


def test_the_project_may_ask_for_more_than_the_methodology(team: Team) -> None:
    (team.root / "reportgen.yaml").write_text("signs: [press office]\ntime_zone: Europe/Dublin\n")
    said = team.stage("embargoed", *BY, "--until", "2025-03-18 00:01", status=1)
    assert "nobody has signed as press office" in said
    (team.root / "reportgen.yaml").write_text("sings: [press office]\n")
    assert "did you mean `signs`?" in team.stage("embargoed", *BY, status=1)


@pytest.mark.slow
def test_the_stages_of_300_reports_take_little_more_than_reading_their_records(
    tmp_path: Path,
) -> None:
    from reportgen.lifecycle.overview import list_stages
    from reportgen.project.loading import Project
    from reportgen.record.entries import read_record

    folder = tmp_path / "inspections"
    folder.mkdir()
    for number in range(300):
        slug = f"town-{number}"
        (folder / f"{slug}.yaml").write_text(f"methodology: hmip-pdu-2021\ntitle: Town {number}\n")
        text, record = "", None
        for said in (
            {"stage": "draft", "on": "2025-01-20", "by": "Robin Sample"},
            {"stage": "factual accuracy", "edition": 1, "due": "2025-02-24", "digest": "b2:1"},
            {"signed": "quality assurance", "by": "Kim Reader", "digest": "b2:1"},
            {"stage": "published", "edition": 1, "on": "2025-03-18 00:01", "digest": "b2:1"},
        ):
            text += write_entry(record, slug, said)
            record, _ = parse_record(text, "", slug)
        (folder / f"{slug}.record.yaml").write_text(text)
    begin = time.process_time()
    for number in range(300):
        read_record(folder / f"town-{number}.record.yaml", "", f"town-{number}")
    reading = time.process_time() - begin
    begin = time.process_time()
    stages, problems = list_stages(Project(tmp_path))
    listing = time.process_time() - begin
    assert problems == []
    assert len(stages) == 300
    assert {where for _, where in stages} == {"published on 18 March 2025, edition 1"}
    assert listing < 2 * reading, (listing, reading)


def test_the_gate_page_lists_what_to_tick_off(team: Team, tmp_path: Path) -> None:
    team.edit("The only bridge was closed", "TODO <b>")
    page = tmp_path / "gate.html"
    team.stage("--html", str(page))
    html = page.read_text("utf-8")
    assert "<h2>Warnings</h2>" in html
    assert f"inspections/{SLUG}.yaml:" in html
    assert "<b>" not in html.partition("<main>")[2]


def test_without_git_a_fresh_repository_asks_for_commits(team: Team) -> None:
    team.git("init", "-q")
    arguments = ("factual accuracy", *BY, "--due", "2025-02-24")
    assert codes_in(team.stage(*arguments, status=1)) == {"not-committed"}
    team.commit("all")
    team.edit("Robin Sample led", "Kim Sample led")
    said = team.stage(*arguments, status=1)
    assert said.count("error[not-committed]") == 1


def test_an_embargo_has_an_end(team: Team) -> None:
    assert "until-missing" in codes_in(team.stage("embargoed", *BY, status=1))


def test_sources_are_those_of_the_embargoed_commit(team: Team) -> None:
    """Even where the text is the same: the edition must be made again from there."""
    team.git("init", "-q")
    team.commit("all")
    commit = team.git("rev-parse", "HEAD").strip()
    now = digest(team)
    embargo = {
        "stage": "embargoed",
        "edition": 1,
        "until": "2025-03-18 00:01",
        "comments": "none received",
        "digest": now,
        "commit": commit,
    }
    check = {"stage": "factual accuracy", "edition": 1, "digest": now}
    signed = [{"signed": role, "digest": now} for role in ("quality assurance", "chief inspector")]
    enter(team, check, *signed, embargo)
    team.time = "2025-03-18 10:00"
    path = team.root / "inspections" / f"{SLUG}.yaml"
    path.write_text(path.read_text("utf-8") + "# a comment\n", "utf-8")
    team.commit("a comment")
    said = team.stage("published", *BY, status=1)
    assert codes_in(said) == {"commit-differs"}
    assert f"not as it was at the commit {commit[:12]}" in said
    team.record.unlink()
    enter(team, check, *signed, {**embargo, "commit": "0" * 40})
    team.commit("from elsewhere")
    said = team.stage("published", *BY, status=1)
    assert codes_in(said) == {"commit-differs"}
    assert "git does not know the commit" in said


def test_each_reason_of_each_gate_has_its_test() -> None:
    """Every code that a gate can refuse with is expected somewhere in these tests."""
    package = REPOSITORY / "reportgen" / "lifecycle"
    text = (package / "gates.py").read_text("utf-8") + (package / "editions.py").read_text("utf-8")
    codes = set(re.findall(r'(?:error|warning)\(\s*"([a-z-]+)"', text))
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert len(codes) > 20
    assert {code for code in codes if f'"{code}"' not in tests} == set()


def test_entries_that_were_committed_are_not_cut_off(team: Team) -> None:
    enter(team, {"stage": "draft", "on": "2025-01-20", "by": "Robin Sample"})
    enter(team, {"signed": "quality assurance", "by": "Kim Reader", "digest": "b2:1"})
    team.git("init", "-q")
    team.commit("all")
    *kept, _ = team.record.read_text("utf-8").splitlines(keepends=True)
    team.record.write_text("".join(kept), "utf-8")
    said = team.stage("factual accuracy", *BY, "--due", "2025-02-24", status=1)
    assert codes_in(said) == {"record-cut"}


def test_a_record_that_was_deleted_or_cut_takes_no_entry(team: Team) -> None:
    enter(team, {"stage": "draft", "on": "2025-01-20", "by": "Robin Sample"})
    enter(team, {"stage": "factual accuracy", "edition": 1, "digest": digest(team)})
    team.git("init", "-q")
    team.commit("all")
    first_lines = team.record.read_text("utf-8").splitlines(keepends=True)[:-1]
    team.record.write_text("".join(first_lines), "utf-8")
    signing = ("sign", SLUG, "quality assurance", "--by", "Kim Reader")
    assert codes_in(team.run(*signing, status=1)) == {"record-cut"}
    team.record.unlink()
    assert codes_in(team.run(*signing, status=1)) == {"record-cut"}
    assert codes_in(team.stage("draft", *BY, status=1)) == {"record-cut"}
    assert "record-cut" in codes_in(team.run("build", SLUG, "--for", "The Gazette", status=1))
    assert not team.record.exists()


def test_a_clock_that_was_set_back_writes_nothing(team: Team) -> None:
    enter(team, {"stage": "draft", "on": "2025-01-21", "by": "Robin Sample"})
    text = team.record.read_text("utf-8")
    assert codes_in(team.stage("draft", *BY, status=1)) == {"clock-back"}
    signing = ("sign", SLUG, "quality assurance", "--by", "Kim Reader")
    assert codes_in(team.run(*signing, status=1)) == {"clock-back"}
    assert team.record.read_text("utf-8") == text


def test_a_report_taken_back_from_an_embargo_is_not_published_before_its_end(team: Team) -> None:
    end = "2025-03-18 09:30"
    enter(team, {"stage": "embargoed", "edition": 1, "until": end, "digest": digest(team)})
    team.time = "2025-03-18 00:05"
    team.stage("draft", *BY)
    said = team.stage("published", *BY, "--force", "--because", "a hurry", status=1)
    assert "not yet: 9 h 25 min" in said


def test_no_comments_is_said_of_each_check(team: Team) -> None:
    check = {"stage": "factual accuracy", "edition": 1, "digest": "b2:1"}
    enter(team, check, {"stage": "embargoed", "comments": "none received", "digest": "b2:1"}, check)
    said = team.stage("embargoed", *BY, "--until", "2025-03-18 00:01", status=1)
    assert "comments-missing" in codes_in(said)


def test_a_blank_is_no_name_and_no_note(team: Team) -> None:
    enter(team, {"stage": "factual accuracy", "edition": 1, "digest": digest(team)})
    said = team.stage("corrected", "--by", " ", "--note", " ", status=1)
    assert {"by-missing", "note-missing"} <= codes_in(said)
    signing = ("sign", SLUG, "quality assurance", "--by", " ")
    assert codes_in(team.run(*signing, status=1)) == {"by-missing"}
    assert codes_in(team.run("build", SLUG, "--for", " ", status=1)) == {"copy-name"}
    assert "names nobody" in team.stage("embargoed", *BY, "--copy", "=a reply", status=2)
    assert "name its recipient with --for" in team.run("build", SLUG, "--why", "x", status=2)


def test_two_copies_do_not_share_their_files(team: Team) -> None:
    enter(team, {"stage": "factual accuracy", "edition": 1, "digest": digest(team)})
    said = team.run("build", SLUG, "--for", "News North", "--html")
    assert f"made {SLUG}.factual-accuracy.for-news-north.html in" in said
    said = team.run("build", SLUG, "--for", "News/North", "--html", status=1)
    assert "the same names as those of the copy for News North" in said
    team.run("build", SLUG, "--for", "News North", "--html")


@pytest.mark.parametrize("due", ["2025-02-31", "24.2.2025", "2025-02"])
def test_a_day_by_which_answers_are_due_is_in_the_calendar(team: Team, due: str) -> None:
    said = team.stage("factual accuracy", "--due", due, status=1)
    assert codes_in(said) == {"by-missing", "due-missing"}
    assert f"`{due}` is not a day of the calendar" in said


def test_all_earlier_editions_are_where_the_page_links_to(tmp_path: Path) -> None:
    import shutil

    from reportgen.lifecycle.editions import list_older_folders, read_kept_files
    from reportgen.record.standing import mark

    text, record = "", parse_record("[]", "", SLUG)[0]
    for edition in (2, 3, 4):
        (tmp_path / "index.html").write_text(f"edition {edition}")
        fields = {"stage": "corrected" if edition > 2 else "published", "edition": edition}
        files = {"index.html": "sha256:1"}
        text += write_entry(record, SLUG, {**fields, "digest": "b2:1", "files": files})
        record, _ = parse_record(text, "", SLUG)
        addresses = [one.address for one in mark(record, "b2:1").editions]
        pages = [(tmp_path / address).read_text() for address in addresses]
        assert pages == [f"edition {number}" for number in range(edition - 1, 1, -1)]
        for path, content in read_kept_files(tmp_path, record.editions[-1], SLUG).items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for folder in list_older_folders(tmp_path, record.editions[-1]):
            shutil.rmtree(folder)


def test_a_minor_correction_that_is_none_is_told_with_all_other_errors(team: Team) -> None:
    published = {"stage": "published", "edition": 1, "on": "2025-03-18", "digest": digest(team)}
    team.time = "2025-03-20 09:00"
    enter(team, published)
    team.run("build", SLUG, "--data")
    kept = team.published / f"{SLUG}.json"
    files = {kept.name: f"sha256:{sha256(kept.read_bytes()).hexdigest()}"}
    team.record.unlink()
    enter(team, {**published, "files": files})
    team.edit("reduce the average caseload", "halve the average caseload")
    names = team.root / "inspections" / ".private" / f"{SLUG}.names"
    names.parent.mkdir()
    names.write_text("average caseload\n", "utf-8")
    correction = ("corrected", *BY, "--minor", "--note", "A word.")
    assert codes_in(team.stage(*correction, status=1)) >= {"minor-changes", "private-name"}
    kept.unlink()
    assert codes_in(team.stage(*correction, status=1)) >= {"edition-gone", "private-name"}
