"""The site of the examples: what is on it, and that nothing else is."""

from __future__ import annotations

import filecmp
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from reportgen.problems import InputError
from reportgen.project.loading import Project
from reportgen.project.paths import find_packaged_templates
from reportgen.site.card import make_card
from reportgen.site.site import SiteRequest, SiteResult, make_site
from tests.conftest import SLUGS
from tests.site.conftest import BASE, KINDS
from tests.support.lifecycle import SLUG, Team
from tests.support.site import list_links, read_page

DAY = "2025-01-20"


def pages_of(site: Path) -> list[Path]:
    """The pages of the site itself, without the reports as they were published."""
    return [path for path in sorted(site.rglob("*.html")) if "report" not in path.parts[:-1]]


def make(root: Path, **more: object) -> SiteResult:
    request = SiteRequest(**{"out": root / "output" / "site", "kinds": KINDS, "jobs": 1} | more)
    return make_site(Project(root), request)


def find_in_files(folder: Path, *words: str) -> list[str]:
    """The files whose content, or whose name, has one of some words."""
    return [
        f"{path.relative_to(folder)}: {word}"
        for path in folder.rglob("*")
        for word in words
        if word in str(path.relative_to(folder))
        or (path.is_file() and word.encode() in path.read_bytes())
    ]


def test_every_report_and_every_part_has_its_page(site: Path) -> None:
    parts = "reports regions kinds ratings years standards methodologies grid recommendations"
    for part in (*parts.split(), "corrections", "data", "about", "accessibility"):
        assert (site / part / "index.html").is_file(), part
    for slug in SLUGS:
        assert (site / "reports" / slug / "index.html").is_file()
        assert (site / "reports" / slug / "report" / f"{slug}.json").is_file()


def test_every_link_leads_to_a_file_and_to_a_place_in_it(site: Path) -> None:
    broken, seen = [], 0
    for page in pages_of(site):
        for address, target, fragment in list_links(page):
            seen += 1
            if not target.is_relative_to(site.resolve()) or not target.is_file():
                broken.append(f"{page.relative_to(site)}: {address}")
            elif fragment and not read_page(target).xpath("//*[@id=$id]", id=fragment):
                broken.append(f"{page.relative_to(site)}: {address}: no such place")
    assert broken == []
    assert seen > 1000


def test_pages_ask_no_other_host_and_allow_nothing_inline(site: Path) -> None:
    for page in pages_of(site):
        tree = read_page(page)
        policy = tree.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
        assert policy.startswith("default-src 'none'; "), page
        assert "unsafe" not in policy
        assert "http" not in policy
        assert tree.xpath("//*[@style] | //style") == []
        assert tree.xpath("//script[not(@src) and not(@type='application/ld+json')]") == []


def test_reports_are_the_published_files_byte_for_byte(site: Path, project_root: Path) -> None:
    for slug in SLUGS:
        folder = site / "reports" / slug / "report"
        names = [path.name for path in folder.iterdir()]
        assert len(names) == 4
        _, mismatch, errors = filecmp.cmpfiles(
            folder, project_root / "output" / slug, names, shallow=False
        )
        assert (mismatch, errors) == ([], [])


def test_a_second_time_nothing_changes_and_elsewhere_all_is_the_same(
    site: Path, project_root: Path, tmp_path: Path
) -> None:
    assert make(project_root, base=BASE).written.changed == 0
    make(project_root, base=BASE, out=tmp_path / "other")
    names = [str(path.relative_to(site)) for path in site.rglob("*") if path.is_file()]
    _, mismatch, errors = filecmp.cmpfiles(site, tmp_path / "other", names, shallow=False)
    assert (mismatch, errors) == ([], [])


def test_a_report_without_a_record_is_left_out_with_a_warning(
    site: Path, project_root: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    make(project_root, base=BASE, out=folder)
    record = project_root / "inspections/west-kent-2022.record.yaml"
    record.rename(tmp_path / "record.yaml")
    try:
        result = make(project_root, base=BASE, out=folder)
    finally:
        (tmp_path / "record.yaml").rename(record)
    assert [one.code for one in result.problems] == ["no-record"]
    assert not (folder / "reports/west-kent-2022").exists()
    assert result.written.removed > 4
    found = find_in_files(folder, "west-kent-2022")
    assert [one for one in found if not one.startswith("reports/kent-surrey-sussex-2022/")] == []


def test_a_folder_of_somebody_else_is_refused(project_root: Path, tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(InputError) as refused:
        make(project_root, out=tmp_path)
    assert [one.code for one in refused.value.problems] == ["site-folder"]
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


# A report on its way: the team of the tests of its life


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Team:
    team = Team(tmp_path, monkeypatch)
    team.git("init", "-q")
    team.commit("Begin")
    methodology = "methodologies/exampleshire-2025.yaml"
    text = (team.root / methodology).read_text("utf-8")
    kept = [line for line in text.splitlines() if not line.startswith(("signs:", "stages:"))]
    (team.root / methodology).write_text("\n".join(kept) + "\n", "utf-8")
    team.commit("Ask for nothing")
    return team


@pytest.mark.slow
def test_what_is_embargoed_is_nowhere_on_the_site(team: Team) -> None:
    team.time = "2025-03-12 09:00"
    team.stage(
        *("embargoed", "--by", "Robin", "--until", "2025-03-18 00:01", "--no-comments"),
    )
    team.run("build", SLUG, "--html", "--data")
    record = team.record.read_text("utf-8")
    digest = record[record.index("b2:") :][:40]
    assert list((team.root / "output" / SLUG / "restricted").iterdir())
    result = make(team.root)
    assert result.catalogue.publications == ()
    folder = team.root / "output" / "site"
    assert find_in_files(folder, SLUG, "Exampleshire", digest) == []
    team.time = "2025-03-18 00:01"
    team.stage("published", "--by", "Robin")
    assert [one.slug for one in make(team.root).catalogue.publications] == [SLUG]
    assert find_in_files(folder, "restricted") == []


@pytest.mark.slow
def test_editions_corrections_and_withdrawal_are_shown_and_the_past_can_be_made_again(
    team: Team,
) -> None:
    team.time = "2025-03-18 09:00"
    team.stage("published", "--by", "Robin")
    team.edit("title: Exampleshire Community Service", "title: Exampleshire Service")
    team.commit("Correct")
    assert "draft" not in str(make(team.root).catalogue.publications[0].stage)
    team.time = "2025-04-01 09:00"
    team.stage("corrected", "--by", "Robin", "--note", "The service is called otherwise.")
    team.time = "2025-05-02 09:00"
    team.stage("withdrawn", "--by", "Robin", "--note", "A sample was drawn twice.")
    folder = team.root / "output" / "site"
    report = make(team.root).catalogue.publications[0]
    assert (report.stage, [one.number for one in report.editions]) == ("withdrawn", [2, 1])
    page = read_page(folder / "reports" / SLUG / "index.html").text_content()
    for words in ("withdrawn on 2 May 2025", "A sample was drawn twice", "is called otherwise"):
        assert words in page
    assert (folder / "reports" / SLUG / "report/edition-1/index.html").is_file()
    corrections = read_page(folder / "corrections/index.html").text_content()
    assert corrections.index("A sample was") < corrections.index("is called otherwise")

    past = {day: make(team.root, at=day, out=team.root / day) for day in ("2025-04-02", DAY)}
    assert past[DAY].catalogue.publications == ()
    (then,) = past["2025-04-02"].catalogue.publications
    assert (then.stage, then.title, then.withdrawn) == ("corrected", "Exampleshire Service", None)
    text = (team.root / "2025-04-02/reports" / SLUG / "report/index.html").read_text("utf-8")
    assert "A sample was drawn twice" not in text


def test_each_report_has_a_picture_for_other_sites_where_the_address_is_known(
    project_root: Path, tmp_path: Path
) -> None:
    make(project_root, out=tmp_path / "site", base="https://reports.example.org/")
    folder = tmp_path / "site" / "reports" / "west-sussex-2022"
    picture = (folder / "card.png").read_bytes()
    with Image.open(BytesIO(picture)) as image:
        assert image.size == (1200, 630)
    address = "https://reports.example.org/reports/west-sussex-2022/card.png"
    assert address in (folder / "index.html").read_text("utf-8")
    draw = partial(make_card, [find_packaged_templates()], "West Sussex PDU", None)
    assert draw("Inadequate") == draw("Inadequate")
    assert len({draw("Inadequate"), draw("Good"), draw()}) == 3
